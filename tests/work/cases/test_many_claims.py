"""What was done to many cases at once is held against the trail: who did it, when, to which cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from namro.ground.gate import guard
from namro.ground.trail.verify import verify
from namro.work.cases import actions, several_actions
from namro.work.cases.models import Case, DeskHeir, HandedDesk, OneOfSeveral, Several
from tests.cast import NOW, Cast, act
from tests.work.cases.conftest import Reported, again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spoiled")]


@pytest.fixture
def three(reported: Reported, cast: Cast) -> list[Case]:
    found = [reported().case for _ in range(3)]
    for case in found:
        act(actions.register, case, by=cast.lan)
    return [again(case) for case in found]


@pytest.fixture
def several(three: list[Case], cast: Cast) -> Several:
    return several_actions.act_on_several(
        verb="assign", step="name-handler", cases=[(case.ref, case.seq) for case in three],
        inputs={"post": cast.minh.post.pk}, once="form-7", actor=cast.ha.actor, now=NOW,
    )  # fmt: skip


@pytest.fixture
def handed(several: Several, cast: Cast) -> HandedDesk:
    heirs = {"crime-report": cast.lan.post.pk}
    return act(
        actions.hand_over_desk, cast.minh.post, by=cast.ha, heirs=heirs, reason="Nghỉ phép.", once="form-8"
    ).record


def found() -> list[tuple[str, int | None]]:
    return [(one.kind, one.entry) for one in verify().findings]


def test_what_was_done_is_borne_out(several: Several, handed: HandedDesk) -> None:
    assert several.salt
    assert handed.salt
    assert found() == []


def test_another_case_another_officer_or_another_time_is_found(several: Several) -> None:
    one = several.cases.first()
    assert one is not None
    assert one.seq is not None
    changes: list[tuple[QuerySet[Any], dict[str, Any]]] = [
        (OneOfSeveral.objects.filter(pk=one.pk), {"seq": one.seq + 1}),
        (OneOfSeveral.objects.filter(pk=one.pk), {"seq": None}),
        (Several.objects.filter(pk=several.pk), {"actor_ref": "user:999"}),
        (Several.objects.filter(pk=several.pk), {"at": several.at + timedelta(days=1)}),
    ]
    for rows, changed in changes:
        before = rows.values(*changed).get()
        with guard.outside("rewriting what was done to several cases"):
            rows.update(**changed)
        assert [entry for _, entry in found()] == [several.entry_id], changed
        with guard.outside("putting it back"):
            rows.update(**before)
    assert found() == []


def test_an_heir_who_was_given_other_cases_is_found(handed: HandedDesk) -> None:
    heir = DeskHeir.objects.get(handed=handed)
    with guard.outside("taking a case out of what was handed over"):
        DeskHeir.objects.filter(pk=heir.pk).update(cases=heir.cases[:-1])
    assert [entry for _, entry in found()] == [handed.entry_id]


def test_an_entry_about_several_cases_that_no_row_names_is_found(several: Several) -> None:
    with guard.outside("taking the record away"):
        several.cases.all().delete()
        Several.objects.filter(pk=several.pk).delete()
    assert found() == [("unclaimed", several.entry_id)]


def test_what_was_done_before_salts_were_kept_is_held_by_its_entry_alone(several: Several) -> None:
    with guard.outside("a row of an older version"):
        Several.objects.filter(pk=several.pk).update(salt=b"")
    assert found() == []
