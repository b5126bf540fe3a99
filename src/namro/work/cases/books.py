"""The lines of an office's books, as that office may see them: for printing.

A book is the office's own: what a line shows depends on the office and the day, never on who prints it. A case that
has gone on keeps its number, its days and what this office did; the rest stays with whoever has it now. So two prints
of the same book can be compared, and nobody learns from a book what the office's own list would not show.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet

from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.work.cases.history import procedure_of
from namro.work.cases.models import Case, Done, RegisterEntry
from namro.work.cases.registers import readable
from namro.work.cases.rows import holder_names

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line. `visible` False: the case has gone to another office, and only number, days, `taken` and `office_now`
    are given. `taken`: for each wanted step that this office took, the last day and the office it sent the case to."""

    case_id: int
    ref: str
    number: str
    entered_at: datetime | None
    received_at: datetime
    visible: bool
    office_now: Names
    taken: Mapping[str, tuple[date, Names | None]]
    channel: str = ""
    procedure_names: Names | None = None
    subject: str = ""
    place: str = ""
    flags: tuple[Names, ...] = ()
    state_names: Names | None = None
    holder: str = ""
    due_on: date | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which book: of an office, from a local day to another (both included), which procedures (none named: all)."""

    office: int
    lists: Literal["register", "counter"]
    first: date
    last: date
    procedures: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


def count_lines(actor: Actor, wanted: Wanted, now: datetime) -> int:
    """How many lines the book has. Raises `NotThere`."""
    return _found(actor, wanted, now).count()


def book_lines(actor: Actor, wanted: Wanted, now: datetime, *, start: int = 0, most: int) -> list[BookLine]:
    """`most` lines of the book after the first `start`, in its order: by number, or by the instant of receipt.

    Five queries, whatever the number of lines. Raises `NotThere`.
    """
    found: list[Any] = list(_found(actor, wanted, now)[start : start + most])
    cases = [row.case for row in found]
    ids = [case.pk for case in cases]
    numbers = {row.case_id: row for row in found if isinstance(row, RegisterEntry)}
    if wanted.lists == "counter":
        kept = RegisterEntry.objects.filter(office_id=wanted.office, case_id__in=ids)
        numbers = {row.case_id: row for row in kept}
    taken = _taken(ids, wanted)
    holders = holder_names({case.assignee_id for case in cases if case.assignee_id}, the_pack().calendar.local(now))
    return [_line(case, numbers.get(case.pk), taken.get(case.pk, {}), holders, wanted.office) for case in cases]


def _found(actor: Actor, wanted: Wanted, now: datetime) -> QuerySet[RegisterEntry] | QuerySet[Done]:
    calendar = the_pack().calendar
    readable(actor, wanted.office, calendar.local(now))
    start, end = calendar.start_of(wanted.first), calendar.midnight_after(wanted.last)
    beside = ("case__office", "case__pending_office")
    if wanted.lists == "register":
        entries = RegisterEntry.objects.filter(office_id=wanted.office, at__gte=start, at__lt=end)
        if wanted.procedures:
            entries = entries.filter(case__procedure_id__in=wanted.procedures)
        return entries.select_related(*beside).order_by("year", "number")
    first = Done.objects.filter(
        seq=1,
        office_id=wanted.office,
        case__channel=Case.COUNTER,
        case__received_at__gte=start,
        case__received_at__lt=end,
    )
    if wanted.procedures:
        first = first.filter(case__procedure_id__in=wanted.procedures)
    return first.select_related(*beside).order_by("case__received_at", "case_id")


def _taken(ids: Collection[int], wanted: Wanted) -> dict[int, dict[str, tuple[date, Names | None]]]:
    """What the office itself did in the wanted steps: of each step the last time."""
    if not wanted.steps:
        return {}
    local = the_pack().calendar.local
    done = Done.objects.filter(case_id__in=ids, office_id=wanted.office, step__in=wanted.steps)
    rows = list(done.order_by("case_id", "seq").values_list("case_id", "step", "at", "data"))
    to = {data["office"] for _, _, _, data in rows if isinstance(data.get("office"), int)}
    names: dict[int, Names] = dict(Office.objects.filter(pk__in=to).values_list("pk", "names"))
    found: dict[int, dict[str, tuple[date, Names | None]]] = {}
    for case_id, step, at, data in rows:
        found.setdefault(case_id, {})[step] = (local(at), names.get(data.get("office", 0)))
    return found


def _line(
    case: Case,
    entry: RegisterEntry | None,
    taken: Mapping[str, tuple[date, Names | None]],
    holders: Mapping[int, str],
    office: int,
) -> BookLine:
    number, at = (entry.text, entry.at) if entry is not None else ("", None)
    visible = office in (case.office_id, case.pending_office_id)
    if not visible:
        return BookLine(case.pk, case.ref, number, at, case.received_at, False, case.office.names, taken)
    procedure = procedure_of(case.frozen_id)
    return BookLine(
        case.pk,
        case.ref,
        number,
        at,
        case.received_at,
        True,
        case.office.names,
        taken,
        channel=case.channel,
        procedure_names=procedure.names,
        subject=case.summary,
        place=case.place_name,
        flags=tuple(procedure.flags[flag].names for flag in case.flags if flag in procedure.flags),
        state_names=procedure.states[case.state].names,
        holder=holders.get(case.assignee_id or 0, ""),
        due_on=case.next_due_on if case.closed_at is None else None,
        closed_at=case.closed_at,
    )
