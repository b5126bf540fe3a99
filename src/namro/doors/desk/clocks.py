"""A case's clocks, each with the reasons for its day."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst

from namro.doors import words
from namro.doors.desk.lines import left, local_midnight
from namro.doors.desk.page import Desk
from namro.rules.clocks.telling import say_term, tell
from namro.rules.clocks.terms import Term
from namro.work.cases.models import Case
from namro.work.cases.queries import ClockView, StepNow, clocks

OVER = ("met", "missed", "undone", "void")


def group(view: ClockView) -> str:
    """Where the page shows a clock: "going" on top; "over" once met or missed; "apart" when it does not apply."""
    if view.status == "void":
        return "apart"
    return "over" if view.status in OVER else "going"


def clock(desk: Desk, view: ClockView) -> dict[str, Any]:
    """What `_clock.html` draws."""
    word, tone = _word(desk, view)
    due = view.due
    basis = [desk.say("desk.clock.basis", limit=_term(desk, view.limit), article=desk.cite(view.article))]
    if view.local_standard:
        basis.append(desk.say("desk.clock.local"))
    return {
        "name": desk.pick(view.names),
        "word": word,
        "tone": tone,
        "due_on": due.on if due else None,
        "due_said": _due_said(desk, view),
        "note": _unless(desk, view),
        "provisional": bool(due and due.provisional),
        "why": desk.say(_why(view)),
        "steps": [
            {
                "day": desk.say(f"clocks.kind.{step.kind}"),
                "said": capfirst(tell(step, desk)),
                "article": desk.cite(step.article),
            }
            for step in (due.steps if due else ())
        ],
        "extensions": [desk.pick(extension.names) for extension in view.extensions],
        "basis": " ".join(basis),
        "others": [{"said": _other(desk, other)} for other in view.other_readings],
    }


def left_undone(desk: Desk, found: Case, step: StepNow) -> list[str]:
    """What is still owed in a case that the step closes: each clock's name and date."""
    if not step.leaves:
        return []
    views = [view for view in clocks(found, desk.now) if view.id in step.leaves]
    running = [view for view in views if view.status in ("running", "paused")]
    return [
        f"{desk.pick(view.names)} ({_due_said(desk, view)})" if view.due else desk.pick(view.names) for view in running
    ]


def _why(view: ClockView) -> str:
    """The question that opens the reasons."""
    if view.status == "paused":
        return "desk.clock.why-paused"
    if view.status in ("void", "unconfirmed"):
        return "desk.clock.about"
    return "desk.clock.why" if view.due else "desk.clock.why-none"


def _word(desk: Desk, view: ClockView) -> tuple[str, str]:
    """The state of a clock in words, and its tone."""
    if view.status == "running" and view.due:
        return left(desk, view.due.on, view.due.at, view.working_days_left, view.late)
    if view.unless:
        waits = view.unless == "only-if" and view.ended_at is None
        return desk.say("desk.clock.not-yet" if waits else "desk.clock.not-at-all"), "still"
    tone = {"met": "on-time", "missed": "late", "running": "still"}.get(view.status, "still")
    return desk.say(f"desk.clock.{view.status}"), tone


def _unless(desk: Desk, view: ClockView) -> str:
    """Why a limit does not apply; empty where it does."""
    if not view.unless:
        return ""
    return desk.say(f"desk.clock.unless.{view.unless}", flag=desk.pick(view.flag_names) if view.flag_names else "")


def _due_said(desk: Desk, view: ClockView) -> str:
    if view.due is None:
        return ""
    if local_midnight(desk, view.due.at):
        said = desk.say("desk.clock.due", day=desk.day(view.due.on))
    else:
        said = desk.say("desk.clock.due-at", day=desk.day(view.due.on), time=words.clock(view.due.at))
    if view.ended_at and view.status in ("undone", "void"):
        key = "desk.clock.closed-over" if view.status == "undone" else "desk.clock.lapsed"
        return said + "; " + desk.say(key, day=desk.when(view.ended_at))
    if view.ended_at and view.status in OVER:
        return said + "; " + desk.say("desk.clock.ended", day=desk.when(view.ended_at))
    return said


def _term(desk: Desk, term: Term) -> str:
    return say_term(term.amount, term.unit.value, desk)


def _other(desk: Desk, other: Any) -> str:
    note = desk.pick(other.note)
    if other.limit is None:
        return f"{note} ({desk.cite(other.article)})"
    return f"{desk.say('desk.clock.other', limit=_term(desk, other.limit), article=desk.cite(other.article))}. {note}"
