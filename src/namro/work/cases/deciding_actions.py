"""Settling a case: extend, suspend, resume, decide, notify, close, open again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.people.may import seat_for
from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case, Done
from namro.work.cases.steps import extension_refusal, roles_for, rule_of
from namro.work.cases.turns import Turn, open_step


@action("cases.extend")
def extend(
    case: Case,
    *,
    clock: str,
    extension: str,
    reason: str,
    document: str = "",
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Lengthen a time limit as the law allows, with the reason and, where a body outside decides, its paper."""
    turn = open_step(case, "extend", step, actor=actor, now=now, seq=seq, once=once)
    clock, extension = texts.line(clock, "clock"), texts.line(extension, "extension")
    rule = rule_of(turn.procedure, clock, extension)
    on = turn.pack.calendar.local(turn.now)
    refused = extension_refusal(turn.procedure, turn.standing, clock, extension, on=on, now=turn.now)
    if refused is not None:
        raise refused
    _approver(turn, tuple(rule.by))
    must = ["reason", "document"] if rule.approved_by is not None else ["reason"]
    filled, words = turn.filled(more, must=must, reason=reason, document=document)
    data = {**filled, "clock": clock, "extension": extension}
    before, after = turn.standing.clocks[clock].due, turn.would_be("extend", data).clocks[clock].due
    if before is not None and after is not None:
        if after.at <= before.at:
            raise Refused("cases.extension-adds-nothing", field="extension", due=f"{before.on:%d/%m/%Y}")
        data |= {"from_day": before.on.isoformat(), "to_day": after.on.isoformat()}
    return turn.write("extend", data, words)


def _approver(turn: Turn, by: tuple[str, ...]) -> None:
    """The seat must be one that may grant this extension. Raises Refused `cases.not-your-extension`."""
    if turn.actor.kind != "staff" or turn.step is None:
        return
    roles = roles_for(turn.pack, turn.procedure, turn.step, turn.standing.office_kind) & frozenset(by)
    on = turn.pack.calendar.local(turn.now)
    seat = seat_for(turn.actor, "cases.extend", turn.standing.office_id, roles, on)
    if seat is None:
        names = [turn.pack.roles[r].names[turn.pack.language] for r in by if r in turn.pack.roles]
        raise Refused("cases.not-your-extension", field="extension", roles=", ".join(names))
    turn.seat = current().seat = seat


@action("cases.suspend")
def suspend(
    case: Case,
    *,
    ground: str = "",
    reason: str = "",
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Suspend the case on a ground that the law names; clocks stand still where the law says so."""
    turn = open_step(case, "suspend", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, ground=ground, reason=reason)
    return turn.write("suspend", data, words)


@action("cases.resume")
def resume(
    case: Case,
    *,
    reason: str = "",
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Go on with a suspended case."""
    turn = open_step(case, "resume", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, reason=reason)
    return turn.write("resume", data, words)


@action("cases.decide")
def decide(
    case: Case,
    *,
    answer: str = "",
    result: str = "",
    reason: str = "",
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Decide the matter: the result, and the answer in plain words that the reporter will read.

    Steps that only admit or stop a matter ask for no answer; which ones do, the procedure says (`needs: [answer]`).
    """
    turn = open_step(case, "decide", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, reason=reason, answer=answer)
    assert turn.step is not None
    data["result"] = data.get("ground") or texts.line(result, "result", most=60) or turn.step.id
    return turn.write("decide", data, words)


@action("cases.notify")
def notify(
    case: Case,
    *,
    text: str = "",
    more: Mapping[str, Any] | None = None,
    seen: int | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Tell those whom the law names, and say what they were told.

    As a message does, it says that the reporter's own words were read, up to the action `seen`.
    """
    turn = open_step(case, "notify", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, text=text)
    if seen is not None:
        data["seen"] = min(seen, turn.standing.seq)
    return turn.write("notify", data, words)


@action("cases.close")
def close(
    case: Case,
    *,
    reason: str = "",
    answer: str = "",
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Close the case."""
    turn = open_step(case, "close", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, reason=reason, answer=answer)
    return turn.write("close", data, words)


@action("cases.reopen")
def reopen(
    case: Case,
    *,
    reason: str,
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Open a closed case again, with the reason; the clocks that the procedure names start anew."""
    turn = open_step(case, "reopen", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, must=["reason"], reason=reason)
    return turn.write("reopen", data, words)
