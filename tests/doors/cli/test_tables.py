"""What a command says where the tables are not those of this version."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.migrations.recorder import MigrationRecorder

from namro.doors.cli.tables import require_tables

pytestmark = pytest.mark.django_db


def test_with_all_tables_there_is_nothing_to_say() -> None:
    require_tables()


def test_before_an_update_of_the_tables_nothing_is_accused() -> None:
    MigrationRecorder.Migration.objects.filter(app="cases").latest("name").delete()
    with pytest.raises(CommandError, match=r"older version.*namro manage migrate"):
        call_command("recheck")


def test_a_database_without_tables_is_told_how_they_are_made() -> None:
    MigrationRecorder.Migration.objects.all().delete()
    with pytest.raises(CommandError, match="namro init"):
        require_tables()
