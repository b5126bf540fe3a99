"""Ordering a notice that counts in law for several cases: held a while, then sent, or stopped before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from namro.ground import engine, texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds
from namro.ground.people.models import User
from namro.ground.seals.aead import SealBroken
from namro.rules.packs.refused import Refused
from namro.work.cases.held import (
    about_inputs,
    by_itself,
    closed,
    concerning,
    goes_out_at,
    held_among,
    may_stop,
    officer_of,
    opened,
)
from namro.work.cases.history import acts_of_all
from namro.work.cases.many_claims import about_held, bound_of_held
from namro.work.cases.models import Case, Held, HeldCase, OneOfSeveral, Several
from namro.work.cases.several import chosen
from namro.work.cases.several_actions import bound, carried_out, number_of, offered_with, plain
from namro.work.cases.states import Act
from namro.work.cases.turns import must_be_form_key, open_step

HOLDS = "cases.hold_several"


@action(HOLDS, in_person=True)
def hold_several(
    target: None = None,
    *,
    step: str,
    cases: Sequence[tuple[str, int]],
    inputs: Mapping[str, Any],
    once: str,
    actor: Actor,
    now: datetime,
) -> Held:
    """Order one notice for several cases: it is held ten minutes, can be stopped as a whole, and then goes out.

    `cases`: their references, each with the number of the last action that the officer saw. Nothing happens in a case
    yet. One that does not allow the notice, or to which another one waits to go, is left out with the reason. Raises
    Refused `cases.several-none` where none is left; then nothing is written.
    """
    must_be_form_key(once)
    running = current()
    before = Held.objects.filter(actor_ref=actor.ref, once=once).first()
    if before is not None:
        running.unchanged()
        return before
    if Several.objects.filter(actor_ref=actor.ref, once=once).exists():
        raise Refused("cases.key-changed")
    seat = running.seat
    if seat is None:
        raise NotThere
    found = chosen(actor, [ref for ref, _ in cases], now)
    rows = _ready(found, step, inputs, dict(cases), actor, now)
    running.seat, running.now = seat, now  # looking at each case named others
    if not any(row.seq for row in rows):
        before = Held.objects.filter(actor_ref=actor.ref, once=once).first()  # the same form, which was faster
        if before is None:
            raise Refused("cases.several-none")
        running.unchanged()
        return before
    wrapped, content, digest = closed(about_inputs(actor.ref, once), inputs)
    held = Held(
        step=step,
        once=once,
        actor_ref=actor.ref,
        actor_name=actor.name,
        post_id=seat.post_id,
        at=now,
        due_at=goes_out_at(now),
        wrapped=wrapped,
        closed=content,
        bound=digest,
    )
    running.object_kind, running.object_ref = held.guard_kind, about_held(held)
    running.carries(bound_of_held(held, rows))
    held.entry_id, held.salt = running.entry().id, running.entry().salt
    held.save()
    for row in rows:
        row.held = held
    HeldCase.objects.bulk_create(rows)
    return held


def _ready(
    cases: Sequence[Case],
    step: str,
    inputs: Mapping[str, Any],
    seen: Mapping[str, int],
    actor: Actor,
    now: datetime,
) -> list[HeldCase]:
    """Each case under lock as it would be sent, and nothing written in it."""
    acts, made = acts_of_all(cases), {}
    for case in sorted(cases, key=number_of):
        made[case.pk] = _one(case, step, inputs, seen[case.ref], acts[case.pk], actor, now)
    for pk, held in held_among(cases).items():  # asked once all are locked: of two who order at once one is told
        if made[pk].seq is not None:
            who = {"who": held.actor_name or "–"}
            made[pk] = HeldCase(case=made[pk].case, code="cases.several-held", params=who)
    return [made[case.pk] for case in cases]


def _one(
    case: Case, step: str, inputs: Mapping[str, Any], seen: int, acts: list[Act], actor: Actor, now: datetime
) -> HeldCase:
    try:
        given = offered_with(case, "notify", step, inputs, seen, acts, None, actor=actor, now=now)[1]
        open_step(case, "notify", step, actor=actor, now=now, seq=seen).filled(given)
    except NotThere:
        return HeldCase(case=case, code="cases.several-not-now")
    except Refused as refused:
        return HeldCase(case=case, code=refused.code, params=plain(refused))
    return HeldCase(case=case, seq=seen)


@action("cases.stop_held", in_person=True)
def stop_held(held: Held, *, reason: str, actor: Actor, now: datetime) -> Held:
    """Stop a notice that waits to go to several cases, as a whole: it goes to none of them.

    By whoever ordered it, or who answers for the desk that it was ordered from. Raises `NotThere` for others, Refused
    `cases.held-sent` where it went out a moment before.
    """
    if not may_stop(actor, held, now):
        raise NotThere
    reason = texts.required(reason, "reason")
    held = _under_lock(held)
    if held.became_id is not None:
        raise Refused("cases.held-sent")
    if held.ended_at is not None:
        current().unchanged()
        return held
    running = current()
    running.object_kind, running.object_ref = held.guard_kind, about_held(held)
    running.because(reason)
    running.carries({"ordered": held.entry_id})
    held.stopped_id, held.reason = running.entry().id, reason
    held.seen_at = now if held.actor_ref == actor.ref else None
    return _over(held, actor, now)


@action("cases.send_held", by_system=True, in_person=True)
def send_held(held: Held, *, actor: Actor, now: datetime) -> Held:
    """Send a notice that was held, once its time has come: in each case as whoever ordered it, if it still may go.

    A case that moved on, does not allow it any more, or is out of that officer's reach is left as it is, with the
    reason; all are where the officer no longer holds the post. By background work, or by that officer where it did not
    go out in time. All of it or nothing. Raises `NotThere` for others, Refused `cases.held-not-yet`,
    `cases.held-stopped`.
    """
    if actor.kind == "staff" and held.actor_ref != actor.ref:
        raise NotThere
    held = _under_lock(held)
    alone = actor.kind == "system"
    if held.stopped_id is not None and not alone:
        raise Refused("cases.held-stopped")
    if now < held.due_at and not alone:
        raise Refused("cases.held-not-yet")
    if held.ended_at is not None or now < held.due_at or (alone and not by_itself(held)):
        current().unchanged()
        return held
    rows = _outcomes(held, now)
    made = Several(verb="notify", step=held.step, once=secrets.token_urlsafe(24), at=now)
    made.actor_ref, made.actor_name = held.actor_ref, held.actor_name
    bound(made, rows, held).save()
    OneOfSeveral.objects.bulk_create(rows)
    held.became = made
    held.seen_at = None if any(row.seq is None for row in rows) else now
    return _over(held, actor, now)


def _outcomes(held: Held, now: datetime) -> list[OneOfSeveral]:
    """What becomes of each case, in the order in which they were chosen."""
    ordered = list(held.cases.select_related("case"))
    going = {row.case.ref: row.seq for row in ordered if row.seq is not None}
    officer = officer_of(held, now)
    try:
        inputs = opened(held)
    except SealBroken:
        return _all_left(ordered, "cases.held-lost")
    if officer is None or not holds(officer, HOLDS):
        return _all_left(ordered, "cases.held-no-post")
    found = chosen(officer, list(going), now)
    made = carried_out(found, "notify", held.step, inputs, going, but=held, actor=officer, now=now)
    rest = _all_left([row for row in ordered if row.case_id not in made], "cases.held-out-of-reach")
    made |= {row.case_id: row for row in rest}
    return [made[row.case_id] for row in ordered]


def _all_left(rows: Sequence[HeldCase], code: str) -> list[OneOfSeveral]:
    """Each left as it is: for this reason, or for the one for which it was left out at once."""
    return [OneOfSeveral(case=row.case, code=row.code or code, params=row.params) for row in rows]


def _under_lock(held: Held) -> Held:
    """As it stands now. Whoever sends and whoever stops at the same moment go one after the other."""
    return Held.objects.select_for_update(of=("self",), no_key=True).get(pk=held.pk)


def _over(held: Held, actor: Actor, now: datetime) -> Held:
    """Nothing waits any more, and what was filled in is gone from here."""
    held.ended_at, held.ended_by = now, actor.ref
    held.ended_name = actor.name if actor.kind == "staff" else ""
    held.wrapped = held.closed = b""
    held.save()
    engine.write_over_later()
    return held


@action("cases.see_held", by_oneself=True)
def see_held(user: User, *, held: int, actor: Actor, now: datetime) -> None:
    """Say that one knows in which cases a held notice was not sent, or that somebody else stopped it."""
    found = concerning(actor).filter(pk=held, ended_at__isnull=False)
    if not found.exists():
        current().unchanged()
        return
    Held.objects.filter(pk=held).update(seen_at=now)
    current().carries({"held": held})
