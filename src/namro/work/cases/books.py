"""The lines of an office's books, as that office may see them: for printing.

A book is the office's own: what a line shows depends on the office and the day, never on who prints it. Of a case that
has gone on it keeps what this office entered and did, and to whom it passed it; what happened afterwards stays with
whoever has it now. So two prints of the same book can be compared, and nobody learns from a book what the office's own
register would not show.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet

from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.work.cases.history import procedure_of
from namro.work.cases.models import Case, Done, RegisterEntry
from namro.work.cases.passages import Stay, came_by, stays_of
from namro.work.cases.registers import readable
from namro.work.cases.rows import holder_names

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line: what the office entered, with its own days and the way in which the case came to it.

    `taken`: for each wanted step that this office took, the last day and the office that it sent the case to. Where the
    case stands (`flags` to `closed_at`) is given while it is here or on its way here; of one that went on, `to_names`
    and `left_at` say to whom this office passed it and when.
    """

    case_id: int
    ref: str
    number: str
    entered_at: datetime | None
    received_at: datetime
    channel: str
    procedure_names: Names
    subject: str
    place: str
    taken: Mapping[str, tuple[date, Names | None]]
    to_names: Names | None = None
    left_at: datetime | None = None
    flags: tuple[Names, ...] = ()
    office_now: Names | None = None
    state_names: Names | None = None
    holder: str = ""
    due_on: date | None = None
    closed_at: datetime | None = None
    erased_on: date | None = None


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

    Seven queries, whatever the number of lines. Raises `NotThere`.
    """
    found: list[Any] = list(_found(actor, wanted, now)[start : start + most])
    cases = [row.case for row in found]
    ids = [case.pk for case in cases]
    numbers = {row.case_id: row for row in found if isinstance(row, RegisterEntry)}
    if wanted.lists == "counter":
        kept = RegisterEntry.objects.filter(office_id=wanted.office, case_id__in=ids)
        numbers = {row.case_id: row for row in kept}
    taken, had = _taken(ids, wanted), stays_of(ids)
    own = {pk: [stay for stay in had[pk] if stay.office == wanted.office] for pk in ids}
    went = {some[-1].to for some in own.values() if some[-1].to is not None}
    names: dict[int, Names] = dict(Office.objects.filter(pk__in=went).values_list("pk", "names"))
    holders = holder_names({case.assignee_id for case in cases if case.assignee_id}, the_pack().calendar.local(now))
    made = []
    for case in cases:
        line = _entered(case, numbers.get(case.pk), own[case.pk], taken.get(case.pk, {}))
        if is_here(case, wanted.office):
            made.append(_standing(line, case, holders))
        else:
            last = own[case.pk][-1]
            made.append(replace(line, to_names=names.get(last.to or 0), left_at=last.left_at))
    return made


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


def is_here(case: Case, office: int) -> bool:
    """Whether the office has the case, or it is on its way there: only then does its book say how it stands."""
    return office in (case.office_id, case.pending_office_id)


def _entered(
    case: Case, entry: RegisterEntry | None, own: Sequence[Stay], taken: Mapping[str, tuple[date, Names | None]]
) -> BookLine:
    """What the office entered itself."""
    return BookLine(
        case_id=case.pk,
        ref=case.ref,
        number=entry.text if entry is not None else "",
        entered_at=entry.at if entry is not None else None,
        received_at=own[0].came_at,
        channel=came_by(case.channel, own[0]),
        procedure_names=procedure_of(case.frozen_id).names,
        subject=case.summary,
        place=case.place_name,
        taken=taken,
        erased_on=case.erased_on,
    )


def _standing(line: BookLine, case: Case, holders: Mapping[int, str]) -> BookLine:
    """The line of a case that is here, with where it stands."""
    procedure = procedure_of(case.frozen_id)
    return replace(
        line,
        flags=tuple(procedure.flags[flag].names for flag in case.flags if flag in procedure.flags),
        office_now=case.office.names,
        state_names=procedure.states[case.state].names,
        holder=holders.get(case.assignee_id or 0, ""),
        due_on=case.next_due_on if case.closed_at is None else None,
        closed_at=case.closed_at,
    )
