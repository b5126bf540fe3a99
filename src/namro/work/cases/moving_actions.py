"""Moving a case on: assign, transfer, accept or return it, ask and answer, and steps that only move the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from namro.ground.gate.action import action
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office, Post
from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case, Done
from namro.work.cases.offices import may_be_given, may_be_sent_to, standing_post
from namro.work.cases.turns import Turn, next_number, open_step, open_turn


@dataclass(frozen=True, slots=True)
class Incoming:
    """A case as the office sees it to which it is on its way."""

    guard_office_id: int | None
    guard_ref: str
    guard_kind: str = "case"


def incoming(case: Case, **_: Any) -> Incoming:
    """The target of accepting and returning. A case that is on its way to nobody has an office that does not exist."""
    return Incoming(case.pending_office_id or 0, case.guard_ref)


@action("cases.assign")
def assign(
    case: Case,
    *,
    post: Post | int,
    reason: str = "",
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Give the case to a post of its office; who holds the post deals with it."""
    turn = open_step(case, "assign", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, reason=reason)
    return turn.write("assign", {**data, "post": _post(turn, post)}, words)


def _post(turn: Turn, post: Post | int) -> int:
    """The post's id. Raises Refused `cases.unknown-post`, `cases.post-elsewhere`, `cases.post-has-it`, and as
    `may_be_given` does."""
    on = turn.pack.calendar.local(turn.now)
    wanted = post.pk if isinstance(post, Post) else post
    found = standing_post(wanted, on) if isinstance(wanted, int) else None
    if found is None:
        raise Refused("cases.unknown-post", field="post")
    if found.office_id != turn.standing.office_id:
        raise Refused("cases.post-elsewhere", field="post")
    may_be_given(found, on, turn.step.to_role if turn.step else ())
    if found.pk == turn.standing.assignee:
        raise Refused("cases.post-has-it", field="post")
    return found.pk


@action("cases.transfer")
def transfer(
    case: Case,
    *,
    office: Office | int | None = None,
    reason: str = "",
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Send the case to another office, which accepts or returns it."""
    turn = open_step(case, "transfer", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, reason=reason)
    assert turn.step is not None
    if turn.step.to_office or "office" in turn.step.needs:
        to = may_be_sent_to(turn.step, turn.standing, office, turn.pack.calendar.local(turn.now))
        data |= {"office": to.pk, "office_kind": to.kind}
    return turn.write("transfer", data, words)


@action("cases.accept_transfer", target=incoming)
def accept_transfer(
    case: Case,
    *,
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Take over a case that another office sent; it enters this office's register."""
    turn = open_step(case, "accept-transfer", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more)
    if turn.standing.number and turn.standing.transfer_pending is not None:
        office = Office.objects.get(pk=turn.standing.transfer_pending.office_id)
        data |= next_number(office, turn)
    return turn.write("accept-transfer", data, words)


@action("cases.return_transfer", target=incoming)
def return_transfer(
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
    """Send a case back to the office that it came from, with the reason; what the transfer started is void."""
    turn = open_step(case, "return-transfer", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, must=["reason"], reason=reason)
    return turn.write("return-transfer", data, words)


@action("cases.ask")
def ask(
    case: Case,
    *,
    text: str,
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Ask the reporter something; the question stands on the follow page."""
    turn = open_step(case, "ask", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, must=["text"], text=text)
    turn.tells.append("reporter")
    return turn.write("ask", data, words)


@action("cases.answer", by_reporter=True)
def answer(
    case: Case,
    *,
    text: str,
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Answer what the office asked; the case goes on."""
    turn = open_step(case, "answer", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, must=["text"], text=text)
    turn.tells.append("office")
    if actor.kind == "reporter":
        data["by_reporter"] = True
    return turn.write("answer", data, words)


@action("cases.move")
def move(
    case: Case,
    *,
    step: str | None = None,
    reason: str = "",
    text: str = "",
    more: Mapping[str, Any] | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Take a step of the procedure that only moves the case on."""
    turn = open_step(case, "move", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, reason=reason, text=text)
    return turn.write("move", data, words)


@action("cases.message", by_reporter=True)
def message(
    case: Case,
    *,
    text: str,
    seen: int | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Write to the reporter, or as the reporter to the office.

    What an officer writes also says that the reporter's own words were read, up to the action `seen` that the officer
    had before them (all of them where it is not said).
    """
    turn = open_turn(case, actor=actor, now=now, seq=seq, once=once)
    by_reporter = actor.kind == "reporter"
    turn.tells.append("office" if by_reporter else "reporter")
    _, words = turn.filled(must=["text"], text=text)
    if by_reporter:
        turn.not_too_often(field="text")
    data: dict[str, Any] = {"by_reporter": by_reporter}
    if seen is not None and not by_reporter:
        data["seen"] = min(seen, turn.standing.seq)
    return turn.write("message", data, words)
