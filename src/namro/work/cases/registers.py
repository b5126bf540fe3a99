"""The register of an office, and how much everyone has to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.ground.people.models import Office
from namro.ground.places.fold import fold
from namro.rules.packs.current import the_pack
from namro.work.cases.history import procedure_of
from namro.work.cases.models import RegisterEntry
from namro.work.cases.narrowing import soon_until
from namro.work.cases.passages import Stay, came_by, stays_of
from namro.work.cases.rows import Page, holder_names, paged
from namro.work.cases.scope import for_actor


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of a register: what the office itself entered, and where the case is.

    `at`: when the number was given. `received_at`: when the case came to this office; `first_received_at`: when it came
    to the first. Of a case that has gone on to an office whose cases the reader may not see (`visible` is False), the
    line says to whom this office passed it and when (`to_names`, `left_at`); office and state now are None.
    """

    number: str
    at: datetime
    visible: bool
    ref: str
    received_at: datetime
    first_received_at: datetime
    channel: str
    procedure_names: Mapping[str, str]
    subject: str
    place: str
    place_ref: str
    office_now: Mapping[str, str] | None = None
    state_names: Mapping[str, str] | None = None
    to_names: Mapping[str, str] | None = None
    left_at: datetime | None = None
    erased_on: date | None = None


def readable(actor: Actor, office: int, on: date) -> None:
    """Raises `NotThere` unless the actor may read the cases of the office."""
    offices = offices_in_scope(actor, on)
    if actor.kind == "reporter" or (offices is not None and office not in offices):
        raise NotThere


def register_of(actor: Actor, office: int, year: int, *, now: datetime, page: int = 1, size: int = 100) -> Page:
    """A page of the register of an office and year, by number; four queries at most. Raises `NotThere`."""
    on = the_pack().calendar.local(now)
    readable(actor, office, on)
    entries = RegisterEntry.objects.filter(office_id=office, year=year).order_by("number")
    return paged(entries.select_related("case__office", "case__pending_office"), page, size, _lines(actor, on))


_SHORT = re.compile(r"(\d{1,6})/(\d{4})|(?=0)(\d{2,6})", re.ASCII)
_NUMBER = re.compile(r"\s*(\d{1,9})/(\d{4})/(\S{1,40})\s*", re.ASCII)


def numbered(actor: Actor, text: str, on: date) -> str | None:
    """The reference of the case that bears exactly this number in a register of the actor's offices, such as
    "00020/2026/CSDT-01"; or, where it is that of one line only, "20/2026" or "00020" of this year. None for any other
    text."""
    found = all_numbered(actor, text, on, most=2)
    return found[0][0] if len(found) == 1 else None


def all_numbered(actor: Actor, text: str, on: date, *, most: int = 5) -> list[tuple[str, str]]:
    """The cases that bear this number, whole or short as in `numbered`, in registers of the actor's offices: their
    references, each with the number as it stands in that register; `most` of them. One query."""
    offices = offices_in_scope(actor, on)
    among = Office.objects.values_list("pk", flat=True) if offices is None else offices
    lines = RegisterEntry.objects.filter(office__in=list(among)).order_by("office__code")
    short = _SHORT.fullmatch(text.strip())
    if short is not None:
        found = lines.filter(year=int(short[2] or on.year), number=int(short[1] or short[3]))
        return list(found.values_list("case__ref", "text")[:most])
    whole = _NUMBER.fullmatch(text)
    if whole is None:
        return []
    wanted = fold(text)
    same = lines.filter(year=int(whole[2]), number=int(whole[1])).values_list("case__ref", "text")
    return [(ref, said) for ref, said in same if fold(said) == wanted][:most]


def numbers_of(actor: Actor, refs: Collection[str], on: date) -> dict[str, str]:
    """By reference the number that each of these cases bears, of those that the actor may read and that bear one; one
    query."""
    found = for_actor(actor, on, Q(ref__in=list(refs))).exclude(number="")
    return dict(found.values_list("ref", "number"))


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

    def made(found: Any) -> list[RegisterRow]:
        entries = list(found)
        had = stays_of([entry.case_id for entry in entries])
        own = {entry.pk: [s for s in had[entry.case_id] if s.office == entry.office_id] for entry in entries}
        names = {entry.case.office_id: entry.case.office.names for entry in entries}
        to = {s.to for some in own.values() for s in some if s.to is not None} - names.keys()
        if to:
            names |= dict(Office.objects.filter(pk__in=to).values_list("pk", "names"))
        return [_line(entry, own[entry.pk], names, offices) for entry in entries]

    return made


def _line(
    entry: RegisterEntry, own: Sequence[Stay], names: Mapping[int, Mapping[str, str]], offices: set[int] | None
) -> RegisterRow:
    case = entry.case
    procedure = procedure_of(case.frozen_id)
    visible = offices is None or bool({case.office_id, case.pending_office_id} & offices)
    last = own[-1]
    return RegisterRow(
        number=entry.text,
        at=entry.at,
        visible=visible,
        ref=case.ref,
        received_at=own[0].came_at,
        first_received_at=case.received_at,
        channel=came_by(case.channel, own[0]),
        procedure_names=procedure.names,
        subject=case.summary,
        place=case.place_name,
        place_ref=case.place_ref,
        office_now=case.office.names if visible else None,
        state_names=procedure.states[case.state].names if visible else None,
        to_names=names[last.to] if last.to is not None else None,
        left_at=last.left_at,
        erased_on=case.erased_on,
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
    office_id: int
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
            office_id=r["office_id"],
            office=offices[r["office_id"]],
            open=r["all"],
            soon=r["soon"],
            late=r["late"],
        )
        for r in rows
    ]
    return sorted(loads, key=lambda load: (str(load.office), load.holder))
