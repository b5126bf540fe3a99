"""After a reorganisation: an office follows its unit, hands over what is open, and ends."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from namro.ground.gate import guard
from namro.ground.people.models import Office
from namro.ground.places.models import Change, Edition, Unit
from namro.rules.packs.refused import Refused
from namro.work.cases import queries
from namro.work.cases.models import Case
from tests.cast import Cast, unit

pytestmark = pytest.mark.django_db


def office(*words: str) -> Any:
    out = io.StringIO()
    call_command("office", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def becomes(old: Unit, *, kind: str, on: date = date(2026, 3, 9)) -> Unit:
    """The unit's type changes: its row ends and another begins."""
    with guard.outside("a unit changes its type"):
        edition = Edition.objects.create(id="2026-03-09", begins=on)
        Unit.objects.filter(pk=old.pk).update(ends=on)
        new = Unit.objects.get(pk=old.pk)
        new.pk, new.edition, new.begins, new.ends, new.kind = None, edition, on, None, kind
        new.said = {lang: f"{name} (đặc khu)" for lang, name in new.names.items()}
        new.save(force_insert=True)
        Change.objects.create(
            source=old, target=new, how="whole", share=1_000_000, low=1_000_000, high=1_000_000, basis="whole", on=on
        )
    return new


def test_an_office_follows_a_unit_that_only_changed_its_type_and_receives_again(cast: Cast) -> None:
    old = cast.office.ba_dinh
    new = becomes(unit("00004"), kind="special-zone")
    on = date(2026, 11, 23)
    assert queries.receiving_office("crime-report", new.ref, on) != [old]
    moved = office("follow", old.code, "--reason", "the ward changed its type")
    assert moved["unit"] == new.ref
    assert [found.pk for found in queries.receiving_office("crime-report", new.ref, on)] == [old.pk]
    assert "đặc khu" in Office.objects.get(pk=old.pk).names["vi"]


def test_an_office_whose_unit_stands_has_nothing_to_follow(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        office("follow", cast.office.ba_dinh.code, "--reason", "x")
    assert refused.value.code == "people.unit-stands"


def test_an_office_ends_only_when_its_open_cases_have_a_new_owner(cast: Cast, ba_dinh_case: Case) -> None:
    old, heir = cast.office.ba_dinh.code, cast.office.hoan_kiem.code
    with pytest.raises(CommandError, match="1 open cases"):
        office("end", old, "--reason", "merged")
    assert office("hand-over", old, "--to", heir, "--reason", "merged")["cases"] == 1
    ba_dinh_case.refresh_from_db()
    assert ba_dinh_case.office.code == heir
    assert office("end", old, "--reason", "merged")["office"] == old
    assert Office.objects.get(code=old).ends is not None


def test_an_office_is_set_up_under_another(cast: Cast) -> None:
    parent = cast.office.ba_dinh.parent
    assert parent is not None
    free = Unit.objects.filter(level="commune", ends=None, parent_code="01").exclude(offices__isnull=False).first()
    assert free is not None
    made = office("add", free.code, "--kind", "commune-police", "--under", parent.code)
    assert Office.objects.get(code=made["office"]).parent_id == parent.pk


def test_an_unknown_office_is_said(cast: Cast) -> None:
    with pytest.raises(CommandError, match="no office with the code"):
        office("end", "NOWHERE", "--reason", "x")


@pytest.fixture
def ba_dinh_case(cast: Cast) -> Case:
    from namro.work.cases import actions
    from tests.cast import NOW
    from tests.work.cases.conftest import burglary

    answers = burglary()
    return actions.receive(
        None,
        procedure="crime-report",
        answers=answers,
        place_ref=answers["where"]["ref"],
        actor=actions.NEWCOMER,
        now=NOW,
    ).case
