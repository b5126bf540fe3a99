"""A case that went on is found by the numbers that it had before, as the papers of those offices name it."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from namro.ground.gate import guard
from namro.ground.people.actors import Actor
from namro.ground.places.fold import fold
from namro.work.cases import actions, queries, searching, walks
from namro.work.cases.models import Case
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def found(actor: Actor, text: str) -> list[str]:
    return [row.ref for row in queries.rows(actor, NOW, text=text).rows]


@pytest.mark.parametrize("by_index", [False, True])
def test_a_case_is_found_by_every_number_that_it_had(
    sent: Case, cast: Cast, by_index: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_index:
        monkeypatch.setattr(walks, "LOOKED_AT", 0)
        monkeypatch.setattr(searching, "WALKED", 0)
        monkeypatch.setattr(searching, "RARE", 1.0)
    slip = sent.number
    assert found(cast.hoa.actor, slip) == [sent.ref]
    actions.accept_transfer(sent, actor=cast.hoa.actor, now=NOW)
    taken = Case.objects.get(pk=sent.pk)
    assert taken.number != slip
    for text in (slip, taken.number):
        assert found(cast.hoa.actor, text) == [sent.ref]
        assert found(cast.thao.actor, text) == [sent.ref]
    assert recheck(NOW) == []


def test_cases_of_an_older_installation_are_found_by_their_former_numbers_too(sent: Case, cast: Cast) -> None:
    actions.accept_transfer(sent, actor=cast.hoa.actor, now=NOW)
    taken = Case.objects.get(pk=sent.pk)
    with guard.outside("a test that makes words as they were before former numbers were among them"):
        Case.objects.filter(pk=taken.pk).update(folded=taken.folded.replace(f" {fold(sent.number)} ", " "))
    assert {d.field for d in recheck(NOW)} == {"folded"}
    import_module("namro.work.cases.migrations.0018_former_numbers_and_beginnings").former_numbers(apps, None)
    assert Case.objects.get(pk=taken.pk).folded == taken.folded
    assert recheck(NOW) == []
