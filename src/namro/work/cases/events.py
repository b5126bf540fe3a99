"""The feed of what was done to cases, in one order that never changes: that in which the trail sealed it.

Ids of rows are no such order: on PostgreSQL they are not given out in the order in which transactions commit, and a
reader who had passed id 7 would miss a 6 that commits late. A batch of the trail becomes visible after the one before
it and never grows, so (batch, position) is a total order to which is only ever added at the end. It lies about a second
behind. What one case went through stands in it in its own order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.ground.people.queries import office_codes
from namro.ground.trail.models import SealedLeaf
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import VERBS
from namro.work.cases.history import act, rules_by_hash
from namro.work.cases.models import Done
from namro.work.cases.spoken import TAKE_BACK
from namro.work.cases.states import Act, Reader
from namro.work.cases.taking_back import SENDS

WINDOW = 500
"""Leaves that are looked through at a time."""
WINDOWS = 20
"""Windows in one answer at most: an answer may hold few events and still say that there is more."""

VERBS_TOLD: tuple[str, ...] = (
    *VERBS, "receive", "message", "attach", "hand-over", "change-version", TAKE_BACK
)  # fmt: skip
"""What is told. That somebody asked who a reporter is, is not."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in the order: the batch of the trail, and the position in it."""

    batch: int
    position: int

    def __str__(self) -> str:
        return f"{self.batch}-{self.position}"


START = Place(0, 0)


def place_in(text: str) -> Place | None:
    """The place that a text such as "17-3" names; None for any other text."""
    batch, _, position = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 16 for part in (batch, position)):
        return None
    return Place(int(batch), int(position))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done: to which case, as which of its steps, into which state, at which office, on which local
    day. Never by whom, and never what was said."""

    place: Place
    verb: str
    ref: str
    seq: int
    step: str
    state: str
    office: str
    day: date

    @property
    def type(self) -> str:
        """`cases.accept_transfer` and the like: the name of the action."""
        return f"cases.{self.verb.replace('-', '_')}"


@dataclass(frozen=True, slots=True)
class Told:
    """A part of the feed: `after` is where it goes on; `more` says that there is more already."""

    events: list[Event]
    after: Place
    more: bool


def end() -> Place:
    """The last place there is now."""
    last = SealedLeaf.objects.order_by("-batch_id", "-position").values_list("batch_id", "position").first()
    return Place(*last) if last else START


def events_after(
    actor: Actor,
    place: Place,
    on: date,
    *,
    limit: int = 100,
    verbs: Collection[str] = (),
    offices: Collection[int] = (),
) -> Told:
    """What was done after `place` at the offices in the actor's reach, the first first.

    `verbs`, `offices` narrow further where they name any. What is sent to an office in reach is told too.
    """
    reach = offices_in_scope(actor, on)
    if offices:
        reach = set(offices) if reach is None else reach & set(offices)
    found: list[tuple[Place, Done]] = []
    for _ in range(WINDOWS):
        leaves = _leaves(place)
        if not leaves:
            return Told(_told(found), place, False)
        rows = _rows(leaves, reach, verbs)
        for at, entry in leaves:
            if entry in rows:
                if len(found) == limit:
                    return Told(_told(found), place, True)
                found.append((at, rows[entry]))
            place = at
        if len(leaves) < WINDOW:
            return Told(_told(found), place, False)
    return Told(_told(found), place, True)


def _leaves(place: Place) -> list[tuple[Place, int]]:
    after = Q(batch_id=place.batch, position__gt=place.position) | Q(batch_id__gt=place.batch)
    if place == START:
        after = Q()
    found = SealedLeaf.objects.filter(after).order_by("batch_id", "position")
    return [(Place(b, p), e) for b, p, e in found.values_list("batch_id", "position", "entry_id")[:WINDOW]]


def _rows(leaves: Iterable[tuple[Place, int]], reach: set[int] | None, verbs: Collection[str]) -> dict[int, Done]:
    """The actions behind the leaves that may be told, by entry."""
    wanted = [verb for verb in VERBS_TOLD if not verbs or verb in verbs]
    if TAKE_BACK not in wanted and set(SENDS).intersection(wanted):
        wanted.append(TAKE_BACK)  # whoever was told of a message must learn that it was taken back
    if reach is not None and not reach:
        return {}
    done = Done.objects.filter(entry_id__in=[entry for _, entry in leaves], verb__in=wanted).select_related("case")
    return {row.entry_id: row for row in done if reach is None or _reached(row, reach)}


def _reached(row: Done, reach: set[int]) -> bool:
    sent_to = row.data.get("office") if row.verb == "transfer" else None
    return row.office_id in reach or sent_to in reach


def _told(found: list[tuple[Place, Done]]) -> list[Event]:
    if not found:
        return []
    states = _states({row.case_id for _, row in found})
    codes = office_codes({row.office_id for _, row in found})
    calendar = the_pack().calendar
    return [
        Event(
            place=at,
            verb=row.verb,
            ref=row.case.ref,
            seq=row.seq,
            step=row.step,
            state=states[row.case_id, row.seq],
            office=codes[row.office_id],
            day=calendar.local(row.at),
        )
        for at, row in found
    ]


def _states(cases: Collection[int]) -> dict[tuple[int, int], str]:
    """The state of each case after each of its actions."""
    acts: dict[int, list[Act]] = {}
    done = Done.objects.filter(case_id__in=cases).order_by("case_id", "seq")
    for case, *rest in done.values_list("case_id", "seq", "verb", "step", "at", "data"):
        acts.setdefault(case, []).append(act(*rest))
    found: dict[tuple[int, int], str] = {}
    for case, history in acts.items():
        reader = Reader(rules_by_hash(history), history[0])
        found[case, history[0].seq] = reader.state
        for one in history[1:]:
            reader.take(one)
            found[case, one.seq] = reader.state
    return found
