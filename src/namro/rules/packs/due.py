"""Due dates by the law of a pack: which limit, which extensions, whether it may stand still, and by which article."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from namro.rules.clocks.count import Due, due
from namro.rules.clocks.count import Extension as Granted
from namro.rules.clocks.parts import Pause, Step
from namro.rules.packs.refused import (
    NotInForce,
    OrderOfExtensions,
    PauseNotAllowed,
    Unconfirmed,
    UnknownClock,
    UnknownExtension,
    UnknownFlag,
    iso,
)
from namro.rules.packs.schema import Clock, Pack, Procedure, marked


def clock_of(procedure: Procedure, clock_id: str) -> Clock:
    """The clock of that name. Raises `UnknownClock`."""
    try:
        return procedure.clocks[clock_id]
    except KeyError:
        raise UnknownClock(
            field="clock", procedure=procedure.id, clock=clock_id, known=", ".join(procedure.clocks)
        ) from None


def due_of(
    pack: Pack,
    procedure: Procedure,
    clock_id: str,
    start: datetime | date,
    *,
    extensions: Sequence[str] = (),
    flags: Collection[str] = (),
    pauses: Sequence[Pause] = (),
    granted_on: Mapping[str, date] | None = None,
) -> Due:
    """The day by which the clock must be met when it started at `start`, with the reasons.

    `extensions` are names, in the order in which they were granted. `granted_on` says when, for the reasons; one it
    does not name must be law on some day from the start to the end so far. Whether the clock applies at all
    (`Clock.not_owed`) is the caller's question. Days are local days of the pack's zone.
    Raises `UnknownClock`, `UnknownExtension`, `OrderOfExtensions`, `UnknownFlag`, `PauseNotAllowed`, `NotInForce`,
    `Unconfirmed`, and the clocks' own `ClockError`s.
    """
    clock = clock_of(procedure, clock_id)
    for flag in flags:
        if flag not in procedure.flags:
            known = ", ".join(procedure.flags) or "-"
            raise UnknownFlag(field="flags", procedure=procedure.id, flag=flag, known=known)
    if not clock.computed:
        raise Unconfirmed(field="clock", rule=clock.id, article=clock.article, confidence=clock.confidence)
    on = pack.calendar.local(start) if isinstance(start, datetime) else start
    if clock.valid is not None and on not in clock.valid:
        first, last = iso(clock.valid.from_), iso(clock.valid.to)
        raise NotInForce("packs.clock-not-in-force", field="from", clock=clock.id, on=iso(on), first=first, last=last)
    if pauses and not clock.pauses:
        raise PauseNotAllowed(field="pauses", procedure=procedure.id, clock=clock.id)
    term, counting = clock.limit_under(flags), pack.counting[clock.counting or procedure.counting]
    if pauses:
        by = dict.fromkeys(marked(rule.article, rule.confidence, pack.unconfirmed) for rule in clock.pauses.values())
        counting = replace(counting, articles={**counting.articles, "pause": "; ".join(by)})

    def ends(granted: Sequence[Granted]) -> Due:
        return due(
            pack.calendar,
            term,
            start,
            counting=counting,
            article=clock.article,
            extensions=granted,
            pauses=pauses,
        )

    found = ends(_granted(clock, extensions, flags, granted_on or {}, on, ends))
    under = next((name for name in clock.limit_if if name in flags), None)
    if under is None:
        return found
    said = procedure.flags[under]
    at = pack.calendar.moment(start) if isinstance(start, datetime) else None
    params = {"amount": term.amount, "unit": str(term.unit), "name": said.names, "id": under}
    return found.because(Step(on, at, "flag", said.article, params))


def _granted(
    clock: Clock,
    names: Sequence[str],
    flags: Collection[str],
    granted_on: Mapping[str, date],
    start: date,
    ends: Callable[[Sequence[Granted]], Due],
) -> tuple[Granted, ...]:
    """The extensions as the clocks want them, after checking that the law knows them in this order and at that time."""
    found: list[Granted] = []
    for at, name in enumerate(names):
        rule = clock.extensions.get(name)
        if rule is None:
            known = ", ".join(clock.extensions) or "-"
            raise UnknownExtension(field="extend", clock=clock.id, extension=name, known=known)
        earlier = names[:at]
        if rule.once and name in earlier:
            raise OrderOfExtensions("packs.extension-twice", field="extend", extension=name)
        if rule.after is not None and rule.after not in earlier:
            raise OrderOfExtensions("packs.extension-after", field="extend", extension=name, after=rule.after)
        for other in earlier:
            if other in rule.not_with or name in clock.extensions[other].not_with:
                raise OrderOfExtensions("packs.extension-beside", field="extend", extension=name, other=other)
        if not rule.computed:
            raise Unconfirmed(field="extend", rule=rule.id, article=rule.article, confidence=rule.confidence)
        if rule.valid is not None and name not in granted_on:
            last = ends(found).on
            if rule.valid.from_ > last or (rule.valid.to is not None and rule.valid.to < start):
                raise NotInForce(
                    "packs.extension-not-in-force",
                    field="extend",
                    extension=rule.id,
                    on=iso(start),
                    until=iso(last),
                    first=iso(rule.valid.from_),
                    last=iso(rule.valid.to),
                )
        term = rule.term(flags)
        if term is not None:  # the checks of the pack leave no other case
            found.append(Granted(rule.id, term[0], absolute=term[1], article=rule.article, on=granted_on.get(name)))
    return tuple(found)
