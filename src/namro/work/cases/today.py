"""Home: what is late, due soon, new, or waits for others. Each open case stands in one list at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.cases.narrowing import DUE, LATE, NEW, WAITING, part_of
from namro.work.cases.rows import Row, rows_of
from namro.work.cases.scope import branches
from namro.work.cases.walks import COUNTED, found_on


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of one list, and how many there are in all; `more` than `total` where that is as far as was
    counted."""

    rows: list[Row]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The four lists, the most pressing first; what is new, the newest first."""

    late: Part
    soon: Part
    new: Part
    waiting: Part


def today(actor: Actor, now: datetime, *, limit: int = 20) -> Today:
    """The four lists of the actor at `now`, each with up to `limit` rows. Costs the same however much is open."""
    calendar = the_pack().calendar
    among = branches(actor, calendar.local(now))
    names = (LATE, DUE, NEW, WAITING)
    walks = [part_of(name, actor, now, calendar, among) for name in names]
    found = found_on(walks, limit, counted=COUNTED + 1)
    shown = [id for one in found for id in one.ids]
    rows = {row.id: row for row in rows_of(shown, actor, now)}
    parts = {
        name: Part(
            [rows[id] for id in one.ids if id in rows],
            min(one.count, COUNTED),
            one.count > COUNTED or one.looked_to is not None,
        )
        for name, one in zip(names, found, strict=True)
    }
    return Today(late=parts[LATE], soon=parts[DUE], new=parts[NEW], waiting=parts[WAITING])
