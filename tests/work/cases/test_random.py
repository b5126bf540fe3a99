"""Whatever is done in whatever order: the rows stay what the actions say, and refusals change nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.ground.people.actors import Actor, reporter
from namro.ground.texts import clean, says
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries
from namro.work.cases.history import acts_of, rules_by_hash
from namro.work.cases.models import Case, Done
from namro.work.cases.recheck import recheck
from namro.work.cases.states import reduce
from tests.cast import NOW, Cast
from tests.payloads import body_of
from tests.work.cases.conftest import Reported, again

pytestmark = pytest.mark.django_db

MOVES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 7), st.integers(0, 200)), min_size=4, max_size=12)


@given(moves=MOVES, named=st.booleans())
@settings(max_examples=12)
def test_any_legal_order_of_actions_leaves_rows_that_the_actions_make(
    reported: Reported, cast: Cast, moves: list[tuple[int, int, int]], named: bool
) -> None:
    case = reported(identity={"name": "A"} if named else None).case
    now = NOW
    for choice, option, hours in moves:
        now = queries.rules_of(case)[0].calendar.add_hours(now, hours)
        case = again(case)
        before = Done.objects.filter(case=case).count()
        try:
            _do(case, cast, now, choice, option)
        except Refused:
            assert Done.objects.filter(case=case).count() == before
        else:
            assert Done.objects.filter(case=case).count() == before + 1
    assert recheck(now, only=[case.ref]) == []
    acts = acts_of(case)
    standing = reduce(rules_by_hash(acts), acts)
    assert (again(case).state, again(case).seq) == (standing.state, len(acts))
    due = [r.due.at for r in standing.runs if r.status == "running" and r.due]
    assert again(case).next_due_at == (min(due) if due else None)


def _do(case: Case, cast: Cast, now: datetime, choice: int, option: int) -> None:
    """One of all steps that anybody may take now, or something beside them."""
    offers: list[tuple[Actor, Any]] = []
    for _, member in cast:
        if member.office.pk in (case.office_id, case.pending_office_id):
            actor = member.at(now)
            offers += [(actor, step) for step in queries.steps_now(actor, case, now)]
    offers += [(reporter(case.ref), step) for step in queries.steps_now(reporter(case.ref), case, now)]
    if choice >= len(offers):
        actions.message(case, text="Tôi muốn hỏi thêm.", actor=reporter(case.ref), now=now)
        return
    actor, step = offers[choice]
    inputs: dict[str, Any] = {}
    for asked in step.inputs:
        if asked.kind == "flags":
            inputs["flags"] = {o.value: bool((option >> n) & 1) for n, o in enumerate(asked.options)}
        elif asked.kind == "choice":
            inputs[asked.name] = asked.options[option % len(asked.options)].value
        else:
            inputs[asked.name] = "Nội dung"
    if step.verb == "extend":
        inputs.setdefault("document", "12/QĐ")
    actions.act(case, step.id, inputs, actor=actor, now=now)


@given(
    step=st.text(max_size=20),
    inputs=st.dictionaries(st.text(max_size=12), st.one_of(st.text(max_size=40), st.integers(), st.none()), max_size=4),
    once=st.one_of(st.none(), st.text(max_size=80)),
)
@settings(max_examples=60)
def test_nonsense_is_refused_and_changes_nothing(
    reported: Reported, cast: Cast, step: str, inputs: dict[str, Any], once: str | None
) -> None:
    case = Case.objects.first() or reported().case
    before = Done.objects.count()
    with pytest.raises(Refused):
        actions.act(case, step, inputs, once=once, actor=cast.lan.actor, now=NOW)
    assert Done.objects.count() == before


@given(text=st.text(max_size=300))
@settings(max_examples=60)
def test_any_text_can_be_sent_as_a_message_or_is_refused(reported: Reported, cast: Cast, text: str) -> None:
    case = reported().case
    me = reporter(case.ref)
    if not says(clean(text)):
        with pytest.raises(Refused, match=r"cases\.needed"):
            actions.message(again(case), text=text, actor=me, now=NOW)
        return
    done = actions.message(again(case), text=text, actor=me, now=NOW)
    kept = body_of(done=done)
    assert "\0" not in kept
    assert kept.strip() == kept
