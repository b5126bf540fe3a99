"""Home: what is late, due soon, new, or waits for others, and where a reporter wrote. Each open case stands in one of
the four lists at most; where something waits to be read it stands in a list of its own as well, also when closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.work.cases.narrowing import DUE, LATE, NEAR, NEW, WAITING, part_of, unread
from namro.work.cases.rows import Row, rows_of
from namro.work.cases.scope import branches
from namro.work.cases.walks import COUNTED, Found, found_on


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of one list, and how many there are in all; `more` than `total` where that is as far as was
    counted."""

    rows: list[Row]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The four lists, the most pressing first; what is new, the newest first. `wrote`: where a reporter wrote and
    nobody has read it, one's own cases first, then those that nobody has. `near`: how many cases fall due soon, the new
    ones among them; `near_more` than that where it is as far as was counted."""

    late: Part
    soon: Part
    new: Part
    waiting: Part
    wrote: Part
    near: int
    near_more: bool = False


def today(actor: Actor, now: datetime, *, limit: int = 20) -> Today:
    """The lists of the actor at `now`, each with up to `limit` rows. Costs the same however much is open."""
    calendar = the_pack().calendar
    on = calendar.local(now)
    among = branches(actor, on)
    names = (LATE, DUE, NEW, WAITING, NEAR)
    walks = [part_of(name, actor, now, calendar, among) for name in names]
    found = found_on([*walks, *unread(actor, on, among)], limit, counted=COUNTED + 1)
    lists = dict(zip(names, found, strict=False))
    near = lists.pop(NEAR)
    wrote = found[len(names) :]
    shown = {name: one.ids for name, one in lists.items()}
    shown["wrote"] = [id for one in wrote for id in one.ids][:limit]
    rows = {row.pk: row for row in rows_of([*{id: None for ids in shown.values() for id in ids}], actor, now)}
    parts = {name: _part(ids, rows, wrote if name == "wrote" else [lists[name]]) for name, ids in shown.items()}
    return Today(
        late=parts[LATE],
        soon=parts[DUE],
        new=parts[NEW],
        waiting=parts[WAITING],
        wrote=parts["wrote"],
        near=min(near.count, COUNTED),
        near_more=_goes_on([near]),
    )


def _part(ids: Sequence[int], rows: Mapping[int, Row], found: Sequence[Found]) -> Part:
    total = sum(one.count for one in found)
    return Part([rows[id] for id in ids if id in rows], min(total, COUNTED), _goes_on(found))


def _goes_on(found: Sequence[Found]) -> bool:
    """Whether there are, or may be, more than were counted."""
    return sum(one.count for one in found) > COUNTED or any(one.looked_to is not None for one in found)
