"""What each action leaves behind: rows that stay, entries in the trail, and no word of what was said in it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from namro.ground.gate import guard
from namro.ground.trail.models import Entry
from namro.work.cases import actions
from namro.work.cases.models import Case, Done
from tests.cast import HANOI, NOW, Cast

pytestmark = pytest.mark.django_db


def test_what_was_done_cannot_be_changed_or_taken_away(registered: Case) -> None:
    for statement in (
        "UPDATE cases_done SET verb = 'close'",
        "DELETE FROM cases_done",
        "UPDATE cases_registerentry SET number = 9",
        "DELETE FROM cases_registerentry",
    ):
        with guard.outside("trying to tamper"), pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(statement)
    assert Done.objects.filter(case=registered).count() == 2


def test_each_action_points_at_its_entry_in_the_trail(sent: Case) -> None:
    for done in Done.objects.filter(case=sent).select_related("entry"):
        assert done.entry.action == f"cases.{done.verb}"
        assert done.entry.object_ref == f"case:{sent.ref}"
        assert done.entry.payload_digest


def test_free_text_never_reaches_the_trail(sent: Case) -> None:
    for entry in Entry.objects.all():
        kept = " ".join(str(getattr(entry, f.name)) for f in Entry._meta.fields)
        assert "thẩm quyền" not in kept
        assert "Lan" not in kept


def test_a_clock_of_the_server_that_goes_back_does_not_put_acts_out_of_order(case: Case, cast: Cast) -> None:
    earlier = datetime.fromisoformat("2026-03-10T08:59").replace(tzinfo=HANOI)
    done = actions.register(case, actor=cast.lan.at(earlier), now=earlier)
    assert done.at == NOW
