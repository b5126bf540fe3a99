"""What the engine knows about a case, in the shapes of this door."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from namro.doors.api.asked import Asked
from namro.ground.people.actors import Actor
from namro.rules.clocks.telling import say_term, tell
from namro.work.cases import queries, timeline
from namro.work.cases.models import Attachment, Case


def lines(ask: Asked, case: Case, audience: timeline.Audience) -> list[dict[str, Any]]:
    """What happened to the case, the first first."""
    return [_line(ask, line) for line in timeline.timeline(case, audience)]


def _line(ask: Asked, line: timeline.Line) -> dict[str, Any]:
    if line.key:
        says = ask.say(line.key, **{name: ask.said(value) for name, value in line.params.items()})
    else:
        says = ask.pick(line.says)
    return {
        "seq": line.seq,
        "at": line.at,
        "verb": line.verb,
        "step": line.step,
        "says": says,
        "because": ask.pick(line.because),
        "by_reporter": line.from_reporter,
        "office": ask.pick(line.office),
        "who": line.who,
        "words": [body for _, body in line.words],
        "files": files(line.files),
        "taken_back_at": line.taken_back,
        "takes_back": line.takes_back,
    }


def files(found: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Files by the token under which they can be had."""
    return [{"token": f.token, "name": f.name, "media_type": f.media_type, "size": f.size} for f in found]


def answers(ask: Asked, case: Case, to: Actor | None = None) -> list[dict[str, Any]]:
    """What was said, in the order of the form; `to` somebody of the staff, or to the reporter. A sensitive answer that
    is kept from this reader has the value null."""
    return [
        {"id": one.id, "name": ask.pick(one.names), "kind": one.kind, "value": one.value}
        for one in queries.said(case, to, ask.on)
    ]


def clock(ask: Asked, view: queries.ClockView) -> dict[str, Any]:
    """A clock with the reasons for its day."""
    due = view.due
    return {
        "id": view.id,
        "run": view.run,
        "name": ask.pick(view.names),
        "says": ask.pick(view.says),
        "article": ask.pack.cite(view.article, ask.lang),
        "limit": say_term(view.limit.amount, view.limit.unit.value, ask),
        "status": view.status,
        "started_at": view.started_at,
        "ended_at": view.ended_at,
        "due_on": due.on if due else None,
        "due_at": due.at if due else None,
        "no_due": view.no_due,
        "late": view.late,
        "provisional": bool(due and due.provisional),
        "working_days_left": view.working_days_left,
        "paused_since": view.paused_since,
        "extensions": [ask.pick(extension.names) for extension in view.extensions],
        "local_standard": view.local_standard,
        "shown_to_reporter": view.shown_to_reporter,
        "reasons": [
            {"kind": step.kind, "says": tell(step, ask), "article": ask.pack.cite(step.article, ask.lang)}
            for step in (due.steps if due else ())
        ],
    }


def promises(ask: Asked, case: Case) -> list[dict[str, Any]]:
    """The days that the reporter was promised."""
    return [
        {
            "clock": view.id,
            "name": ask.pick(view.names),
            "status": view.status,
            "due_on": view.due.on if view.due else None,
            "due_at": view.due.at if view.due else None,
            "late": view.late,
            "provisional": bool(view.due and view.due.provisional),
        }
        for view in queries.clocks(case, ask.now)
        if view.shown_to_reporter and view.status != "void"
    ]


def row(ask: Asked, one: queries.Row) -> dict[str, Any]:
    """One case on one line."""
    return {
        "ref": one.ref,
        "number": one.number,
        "procedure": ask.pick(one.procedure_names),
        "subject": one.summary,
        "place": one.place,
        "office": ask.pick(one.office_names),
        "state": ask.pick(one.state_names),
        "due_clock": ask.pick(one.due_clock_names),
        "due_on": one.due_on,
        "due_at": one.due_at,
        "working_days_left": one.working_days_left,
        "late": one.late,
        "holder": one.holder,
        "reason": one.reason,
        "received_at": one.received_at,
        "erased_on": one.erased_on,
        "waits_for": one.waits_for,
        "open": one.open,
        "seq": one.seq,
    }
