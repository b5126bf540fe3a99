"""The register of an office, and how much everyone has to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.work.cases.history import procedure_of
from namro.work.cases.models import RegisterEntry
from namro.work.cases.rows import Page, holder_names, paged, soon_until
from namro.work.cases.scope import for_actor


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of a register. A case that has gone on to an office whose cases the reader may not see keeps its number
    and where it went; the rest is empty."""

    number: str
    at: datetime
    visible: bool
    ref: str | None = None
    received_at: datetime | None = None
    channel: str = ""
    procedure_names: Mapping[str, str] | None = None
    subject: str = ""
    place: str = ""
    office_now: Mapping[str, str] | None = None
    state_names: Mapping[str, str] | None = None


def readable(actor: Actor, office: int, on: date) -> None:
    """Raises `NotThere` unless the actor may read the cases of the office."""
    offices = offices_in_scope(actor, on)
    if actor.kind == "reporter" or (offices is not None and office not in offices):
        raise NotThere


def register_of(actor: Actor, office: int, year: int, *, now: datetime, page: int = 1, size: int = 100) -> Page:
    """A page of the register of an office and year, by number. Raises `NotThere`."""
    on = the_pack().calendar.local(now)
    readable(actor, office, on)
    entries = RegisterEntry.objects.filter(office_id=office, year=year).order_by("number")
    return paged(entries.select_related("case__office", "case__pending_office"), page, size, _lines(actor, on))


def register_after(
    actor: Actor, office: int, year: int, number: int, *, now: datetime, size: int = 100
) -> tuple[list[tuple[int, RegisterRow]], bool]:
    """The lines of a register after a number, each with its own, and whether more follow. Raises `NotThere`."""
    on = the_pack().calendar.local(now)
    readable(actor, office, on)
    found = RegisterEntry.objects.filter(office_id=office, year=year, number__gt=number).order_by("number")
    entries = list(found.select_related("case__office", "case__pending_office")[: size + 1])
    lines = _lines(actor, on)(entries[:size])
    return [(entry.number, line) for entry, line in zip(entries, lines, strict=False)], len(entries) > size


def _lines(actor: Actor, on: date) -> Any:
    offices = offices_in_scope(actor, on)

    def made(entries: Any) -> list[RegisterRow]:
        return [_line(entry, offices) for entry in entries]

    return made


def _line(entry: RegisterEntry, offices: set[int] | None) -> RegisterRow:
    case = entry.case
    if offices is not None and not {case.office_id, case.pending_office_id} & offices:
        return RegisterRow(entry.text, entry.at, False, office_now=case.office.names)
    procedure = procedure_of(case.frozen_id)
    return RegisterRow(
        number=entry.text,
        at=entry.at,
        visible=True,
        ref=case.ref,
        received_at=case.received_at,
        channel=case.channel,
        procedure_names=procedure.names,
        subject=case.summary,
        place=case.place_name,
        office_now=case.office.names,
        state_names=procedure.states[case.state].names,
    )


def years_of_register(actor: Actor, office: int, on: date) -> list[int]:
    """The years in which the office's register has lines, the newest first. Raises `NotThere`."""
    readable(actor, office, on)
    found = RegisterEntry.objects.filter(office_id=office).order_by("-year").values_list("year", flat=True).distinct()
    return list(found)


@dataclass(frozen=True, slots=True)
class Load:
    """What one post (or nobody, in one office) has open, due soon and late."""

    post_id: int | None
    holder: str
    office: Mapping[str, str]
    open: int
    soon: int
    late: int


def workload(actor: Actor, now: datetime) -> list[Load]:
    """The open cases by holder, in the offices whose cases the actor may read."""
    calendar = the_pack().calendar
    on = calendar.local(now)
    late = Q(next_due_at__lte=now)
    counted = (
        for_actor(actor, on)
        .filter(closed_at__isnull=True)
        .order_by()
        .values("office_id", "assignee_id")
        .annotate(
            all=Count("pk"),
            late=Count("pk", filter=late),
            soon=Count("pk", filter=Q(next_due_at__gt=now, next_due_on__lte=soon_until(calendar, on))),
        )
    )
    rows = list(counted)
    offices = dict(Office.objects.filter(pk__in={r["office_id"] for r in rows}).values_list("pk", "names"))
    holders = holder_names({r["assignee_id"] for r in rows if r["assignee_id"]}, on)
    loads = [
        Load(
            post_id=r["assignee_id"],
            holder=holders.get(r["assignee_id"] or 0, ""),
            office=offices[r["office_id"]],
            open=r["all"],
            soon=r["soon"],
            late=r["late"],
        )
        for r in rows
    ]
    return sorted(loads, key=lambda load: (str(load.office), load.holder))
