"""What a command says where the tables are not those of this version."""

from __future__ import annotations

from argparse import Namespace

import pytest
from django.core.management.base import CommandError, CommandParser
from django.db.migrations.recorder import MigrationRecorder

from namro.doors.cli import trouble
from namro.doors.cli.main import WITH_TABLES, main
from namro.doors.cli.tables import require_tables

pytestmark = pytest.mark.django_db


def test_with_all_tables_there_is_nothing_to_say() -> None:
    require_tables()


@pytest.mark.parametrize("command", sorted(WITH_TABLES))
def test_before_an_update_of_the_tables_nothing_is_accused_or_written(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    MigrationRecorder.Migration.objects.filter(app="cases").latest("name").delete()
    monkeypatch.setattr(trouble, "needs_database", lambda: None)  # a test's database is no file
    monkeypatch.setattr(CommandParser, "parse_args", lambda parser, given: Namespace())
    assert main([command]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "older version" in said.err
    assert "namro manage migrate" in said.err


def test_a_database_without_tables_is_told_how_they_are_made() -> None:
    MigrationRecorder.Migration.objects.all().delete()
    with pytest.raises(CommandError, match="namro init"):
        require_tables()
