"""One case on one line: how the rows of the cases room are said at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.urls import reverse

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.work.cases import queries
from namro.work.cases.rows import Row

SOON = 3
"""Working days within which a day is near."""
HOURS = 48
"""Hours within which a limit in hours is said in hours."""


@dataclass(frozen=True, slots=True)
class Line:
    """What `desk/_lines.html` draws."""

    url: str
    number: str
    subject: str
    kind: str
    state: str
    place: str
    due_name: str
    due_on: str
    left: str
    tone: str
    holder: str
    reason: str
    wrote: str
    ref: str


def lines(desk: Desk, rows: Iterable[Row], *, heard: bool = False) -> list[Line]:
    """The rows as the page shows them. `heard`: they stand together because reporters wrote; the reason says when."""
    rows = list(rows)
    names: dict[str, str] = {}
    if desk.lang != desk.pack.language:  # a case keeps its place's name in the pack's own language
        names = queries.place_names(desk.actor, [row.ref for row in rows], desk.lang, desk.on)
    return [line(desk, row, names.get(row.ref), heard=heard) for row in rows]


def line(desk: Desk, row: Row, place: str | None = None, *, heard: bool = False) -> Line:
    """One row. `place`: its place in the reader's language, where that is not the language in which it is kept."""
    kind = desk.pick(row.procedure_names)
    said, tone = left(desk, row.due_on, row.due_at, row.working_days_left, row.late)
    return Line(
        url=f"{_cases()}{row.ref}",
        number=row.number or row.ref,
        subject=desk.subject(row.summary, kind, row.erased_on),
        kind=kind,
        state=desk.pick(row.state_names),
        place=place or row.place.partition(", ")[0],
        due_name=desk.pick(row.due_clock_names) if row.due_clock_names else "",
        due_on=desk.day(row.due_on) if row.due_on else "",
        left=said,
        tone=tone,
        holder=_holder(desk, row),
        reason=_reason(desk, row, heard),
        wrote=desk.say("desk.line.wrote") if row.wrote_at and not heard else "",
        ref=row.ref,
    )


@cache
def _cases() -> str:
    """What the address of every case begins with; to ask for each row's would cost as much as drawing it."""
    return reverse("desk:case", args=["0000"]).removesuffix("0000")


def _reason(desk: Desk, row: Row, heard: bool) -> str:
    if heard and row.wrote_at:
        return desk.say("desk.reason.wrote", moment=desk.moment(row.wrote_at))
    return desk.say(f"desk.reason.{row.reason}", **said_params(desk, row.params)) if row.reason else ""


def _holder(desk: Desk, row: Row) -> str:
    """Who has it: the person; the office too for whoever works with several."""
    who = row.holder or desk.say("desk.line.nobody")
    if len({seat.office_id for seat in desk.actor.seats}) == 1 and desk.pick(row.office_names) == desk.where():
        return who
    return f"{who}, {desk.pick(row.office_names)}" if row.holder else f"{desk.pick(row.office_names)} ({who})"


def said_params(desk: Desk, params: dict[str, object]) -> dict[str, object]:
    """Parameters of an engine's sentence, with days and texts as people read them."""
    found: dict[str, object] = {}
    for name, value in params.items():
        if isinstance(value, dict):
            found[name] = desk.pick(value)
        elif isinstance(value, datetime):
            found[name] = words.moment(value, desk.lang)
        elif isinstance(value, date):
            found[name] = desk.day(value)
        else:
            found[name] = value
    return found


def left(
    desk: Desk, due_on: date | None, due_at: datetime | None, working_days: int | None, late: bool
) -> tuple[str, str]:
    """How much time is left, in words, and its tone: on-time, near or late. Days are working days; hours where less
    than a day is at stake."""
    if due_on is None or due_at is None:
        return "", ""
    n = working_days or 0
    if late:
        if n:
            return desk.say("desk.left.late", n=abs(n)), "late"
        hours = int((desk.now - due_at).total_seconds() // 3600)
        return (desk.say("desk.left.late-hours", n=hours) if hours else desk.say("desk.left.late-today")), "late"
    if due_on == desk.on:
        whole = local_midnight(desk, due_at)
        return desk.say("desk.left.today" if whole else "desk.left.today-at", time=words.clock(due_at)), "near"
    hours = int((due_at - desk.now).total_seconds() // 3600)
    if n == 0 or (hours < HOURS and not local_midnight(desk, due_at)):
        return desk.say("desk.left.hours", n=hours), "near"
    return desk.say("desk.left.working-days", n=n), "near" if n <= SOON else "on-time"


def local_midnight(desk: Desk, at: datetime) -> bool:
    """Whether the instant is the end of a local day."""
    return words.clock(at) == "00:00"
