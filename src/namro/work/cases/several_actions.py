"""A step on several cases in one action, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.cases.deciding_actions import notify
from namro.work.cases.dispatch import act
from namro.work.cases.handover_actions import Nobody, hand_over
from namro.work.cases.held import held_among
from namro.work.cases.history import acts_of_all
from namro.work.cases.many_claims import about_several, bound_of_several
from namro.work.cases.models import Case, Done, Held, OneOfSeveral, Several
from namro.work.cases.moving_actions import message
from namro.work.cases.offers import StepNow
from namro.work.cases.offices import hands_asked_once
from namro.work.cases.several import MESSAGE, VERBS, already_held, can_undo, chosen, offered_now, why_not
from namro.work.cases.states import Act
from namro.work.cases.taking_back import in_time
from namro.work.cases.taking_back_actions import take_back
from namro.work.cases.turns import must_be_form_key


@action("cases.act_on_several", in_person=True)
def act_on_several(
    target: None = None,
    *,
    verb: str,
    step: str,
    cases: Sequence[tuple[str, int]],
    inputs: Mapping[str, Any],
    once: str,
    actor: Actor,
    now: datetime,
) -> Several:
    """Take one step of assigning or notifying, or write one message, in several cases, each with an act of its own.

    `cases`: their references, each with the number of the last action that the officer saw. A case that moved on
    meanwhile, or that does not allow the step, is left as it is, with the reason. Raises Refused `cases.several-none`
    where none goes through; then nothing is written.
    """
    if verb not in (*VERBS, MESSAGE):
        raise Refused("cases.unknown-step", field="step", step=str(step)[:60])
    before = _before(actor, once)
    if before is not None:
        return before
    if Held.objects.filter(actor_ref=actor.ref, once=once).exists():
        raise Refused("cases.key-changed")
    found = chosen(actor, [ref for ref, _ in cases], now)
    made = carried_out(found, verb, step, inputs, dict(cases), actor=actor, now=now)
    rows = [made[case.pk] for case in found]
    if not any(row.seq for row in rows):
        before = _before(actor, once)  # the same form in another process, which was faster
        if before is None:
            raise Refused("cases.several-none")
        return before
    return _kept(Several(verb=verb, step=step, once=once, at=now, actor_ref=actor.ref, actor_name=actor.name), rows)


def carried_out(
    cases: Sequence[Case],
    verb: str,
    step: str,
    inputs: Mapping[str, Any],
    seen: Mapping[str, int],
    *,
    but: Held | None = None,
    actor: Actor,
    now: datetime,
) -> dict[int, OneOfSeveral]:
    """Takes the step in each of the cases as this actor; what became of each, by its id, not written yet. `seen`: the
    last action of each, by reference. `but`: the held notice that goes out by it."""
    acts = acts_of_all(cases)
    held = held_among(cases, but) if verb == "notify" else {}
    made = {}
    with hands_asked_once():
        for case in sorted(cases, key=number_of):
            made[case.pk] = _one(
                case,
                lambda c: _step(c, verb, step, inputs, seen[c.ref], acts[c.pk], held.get(c.pk), actor, now),
                case.assignee_id,
            )
    return made


def number_of(case: Case) -> int:
    """Cases are always locked in this order: of two who act on the same ones at once, one then waits for the other."""
    return case.pk


def _step(
    case: Case,
    verb: str,
    step: str,
    inputs: Mapping[str, Any],
    seen: int,
    acts: list[Act],
    held: Held | None,
    actor: Actor,
    now: datetime,
) -> tuple[Done, bool]:
    """The act, and whether it can be taken back."""
    offered, given = offered_with(case, verb, step, inputs, seen, acts, held, actor=actor, now=now)
    done: Done
    if verb == MESSAGE:  # what the reporters wrote was not read for it: `seen=0`
        done = message(case, text=str(given.get("text", "")), seen=0, seq=seen, actor=actor, now=now)
    elif verb == "notify":
        done = notify(case, step=step, more=given, seen=0, seq=seen, actor=actor, now=now)
    else:
        done = act(case, step, given, seq=seen, actor=actor, now=now)
    return done, offered is not None and can_undo(case, offered)


def offered_with(
    case: Case,
    verb: str,
    step: str,
    inputs: Mapping[str, Any],
    seen: int,
    acts: list[Act],
    held: Held | None,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[StepNow | None, dict[str, Any]]:
    """What the step would be on this case, and what of the inputs it asks for. A case that moved on is let through: the
    action itself says who was faster. Raises Refused with the reason why a case does not allow it."""
    offered = offered_now(actor, case, now, verb, step, acts)
    if case.seq == seen and offered is None:
        raise why_not(case, verb, step, now, acts)
    if offered is None:
        return None, dict(inputs)
    if (waits := already_held(case, offered, held)) is not None:
        raise waits
    asked = {one.name for one in offered.inputs}
    return offered, {name: value for name, value in inputs.items() if name in asked}


def _one(case: Case, take: Callable[[Case], tuple[Done, bool]], before: int | None) -> OneOfSeveral:
    """What became of one case; what is refused undoes only what that case began."""
    try:
        done, undo = take(case)
    except NotThere:
        return OneOfSeveral(case=case, code="cases.several-not-now")
    except Refused as refused:
        return OneOfSeveral(case=case, code=refused.code, params=plain(refused))
    return OneOfSeveral(case=case, seq=done.seq, before_id=before, can_undo=undo)


def plain(refused: Refused) -> dict[str, Any]:
    """What stands in the sentence of a refusal, as far as a row keeps it."""
    return {name: value for name, value in refused.params.items() if isinstance(value, (str, int))}


@action("cases.undo_several", in_person=True)
def undo_several(several: Several, *, reason: str, once: str, actor: Actor, now: datetime) -> Several:
    """Take back what was done to several cases within half an hour, by a new act in each case.

    Of an assignment each case goes to whom it was with; of a message or a notice the reporters read that it was taken
    back, when and why. What the step moved on, and a notice with an effect in law, stays (`can_undo`), as does a case
    in which anything happened since. Raises `NotThere` for what somebody else did, Refused `cases.several-too-late`,
    `cases.several-none`.
    """
    if several.actor_ref != actor.ref:
        raise NotThere
    reason = texts.required(reason, "reason")
    several = Several.objects.select_for_update(of=("self",), no_key=True).get(pk=several.pk)
    before = Several.objects.filter(undoes=several).first() or _before(actor, once)
    if before is not None:
        current().unchanged()
        return before
    if not in_time(several.at, now):
        raise Refused("cases.several-too-late")
    rows = []
    for one in several.cases.filter(can_undo=True, seq__isnull=False).select_related("case").order_by("case_id"):
        rows.append(_one(one.case, _takes_back(several, one, reason, actor, now), one.case.assignee_id))
        rows[-1].can_undo = False
    if not any(row.seq for row in rows):
        raise Refused("cases.several-none")
    current().because(reason)
    made = Several(verb=several.verb, step=several.step, once=once, at=now, undoes=several)
    made.actor_ref, made.actor_name = actor.ref, actor.name
    return _kept(made, rows)


def _takes_back(
    several: Several, one: OneOfSeveral, reason: str, actor: Actor, now: datetime
) -> Callable[[Case], tuple[Done, bool]]:
    if several.verb != "assign":
        return lambda case: (take_back(case, act=one.seq or 0, reason=reason, actor=actor, now=now), False)
    to = one.before_id if one.before_id is not None else Nobody.NOBODY
    return lambda case: (hand_over(case, post=to, reason=reason, seq=one.seq, actor=actor, now=now), False)


def _before(actor: Actor, once: str) -> Several | None:
    """What this very form did when it was sent before."""
    must_be_form_key(once)
    found = Several.objects.filter(actor_ref=actor.ref, once=once).first()
    if found is not None:
        current().unchanged()
    return found


def bound(made: Several, rows: list[OneOfSeveral], held: Held | None = None) -> Several:
    """The record of it, bound by one entry that names the cases and their acts, and the order of a notice that was
    held; the rows are its own, and nothing of it is written yet."""
    running = current()
    running.object_kind, running.object_ref = "several", about_several(made)
    running.carries(bound_of_several(made, rows, held))
    made.entry_id = running.entry().id
    made.salt = running.entry().salt
    for row in rows:
        row.several = made
    return made


def _kept(made: Several, rows: list[OneOfSeveral]) -> Several:
    bound(made, rows).save()
    OneOfSeveral.objects.bulk_create(rows)
    return made
