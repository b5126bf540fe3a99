"""Which office had a case from when to when, and what an office that passed it on may still read of it.

An office keeps what it received and did itself: what was said, its own register number, its own steps, to whom the case
went and when. What happened afterwards it reads as one word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.ground.people.models import Office
from namro.work.cases.history import act, procedure_of
from namro.work.cases.models import Case, Done, RegisterEntry
from namro.work.cases.payload import has_written
from namro.work.cases.states import Act
from namro.work.cases.timeline import Line, timeline

_MOVES = ("receive", "import", "accept-transfer", "hand-over")
"""Verbs with which a case comes to an office."""
OPEN, ANSWERED, CLOSED = "open", "answered", "closed"


@dataclass(frozen=True, slots=True)
class Stay:
    """An office's time with a case: from the act `first` at `came_at` until the act `last`, with which it was at the
    office `to` at `left_at`; None where it still has it."""

    office: int
    first: int
    came_at: datetime
    last: int | None = None
    left_at: datetime | None = None
    to: int | None = None


def stays(moves: Iterable[tuple[Act, int]]) -> list[Stay]:
    """The stays of one case, the first first. `moves`: its acts that may bring it to an office, each with the office at
    which it was taken. Pure."""
    found: list[Stay] = []
    for done, office in moves:
        to = done.data.get("office") if done.verb == "hand-over" else office
        if not isinstance(to, int) or (found and found[-1].office == to):
            continue
        if found:
            last = found[-1]
            found[-1] = Stay(last.office, last.first, last.came_at, done.seq, done.at, to)
        found.append(Stay(to, done.seq, done.at))
    return found


def stays_of(cases: Collection[int]) -> dict[int, list[Stay]]:
    """The stays of each of the cases, by its id: one query."""
    rows = (
        Done.objects.filter(case_id__in=cases, verb__in=_MOVES)
        .order_by("case_id", "seq")
        .values_list("case_id", "seq", "verb", "at", "data", "office_id")
    )
    return {
        case: stays((act(seq, verb, "", at, data), office) for _, seq, verb, at, data, office in some)
        for case, some in groupby(rows, key=itemgetter(0))
    }


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What an office that passed a case on still reads of it. `number` is its own register's; `received_at` is when it
    came to this office, `first_received_at` when the reporter's words reached the first; `now` is open, answered or
    closed. Names are texts by language."""

    case: Case
    number: str
    procedure_names: Mapping[str, str]
    office_names: Mapping[str, str]
    received_at: datetime
    first_received_at: datetime
    channel: str
    to_names: Mapping[str, str]
    left_at: datetime
    now: str
    lines: list[Line]


def passed_on(actor: Actor, ref: str, on: date) -> PassedOn:
    """A case that an office whose cases the actor may read had and passed on. Raises `NotThere`, for a case that was
    never there as for one that does not exist."""
    offices = offices_in_scope(actor, on) if actor.kind == "staff" else set()
    if not offices:
        raise NotThere
    found = Case.objects.filter(ref=str(ref)[:20]).first()
    had = stays_of([found.pk]).get(found.pk, []) if found is not None else []
    mine = next((s for s in reversed(had) if s.office in offices and s.last is not None), None)
    if found is None or mine is None or mine.left_at is None or mine.last is None:
        raise NotThere
    names = dict(Office.objects.filter(pk__in=[mine.office, mine.to]).values_list("pk", "names"))
    entry = RegisterEntry.objects.filter(case=found, office_id=mine.office).first()
    return PassedOn(
        case=found,
        number=entry.text if entry is not None else "",
        procedure_names=procedure_of(found.frozen_id).names,
        office_names=names[mine.office],
        received_at=mine.came_at,
        first_received_at=found.received_at,
        channel=came_by(found.channel, mine),
        to_names=names[mine.to or 0],
        left_at=mine.left_at,
        now=_in_a_word(found),
        lines=[line for line in timeline(found, "staff") if mine.first <= line.seq < mine.last],
    )


def came_by(channel: str, stay: Stay) -> str:
    """How a case came to the office: as the reporter sent it, or from another office."""
    return channel if stay.first == 1 else Case.TRANSFERRED


def _in_a_word(case: Case) -> str:
    """Whether the case is closed, or the reporter has had the answer since it was last opened, or neither."""
    if case.closed_at is not None:
        return CLOSED
    since = Done.objects.filter(case=case, verb="reopen").order_by("-seq").values_list("seq", flat=True).first() or 0
    return ANSWERED if has_written(case, "answer", since) else OPEN
