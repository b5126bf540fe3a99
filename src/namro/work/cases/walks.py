"""Reading cases in an order without ever looking at more than a bounded number of them.

A walk goes along the indexes: each branch is a condition that one index serves in the walk's order, and `rest` is
what no index knows and is asked of each row on the way. However many cases there are, a branch looks at `LOOKED_AT`
rows at most; whoever reads is told when that was not the end and can go on from there. So a page costs the same with
ten thousand cases as with a million.
"""

# ruff: noqa: S608 - the names in these statements are this room's own; what anybody typed is a parameter
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from namro.ground.trail.canonical import microseconds
from namro.ground.trail.models import Entry
from namro.work.cases.conditions import Sql, condition
from namro.work.cases.conditions import columns as listed

LOOKED_AT = 2_000
"""Rows that a branch looks at before it stops."""
COUNTED = 500
"""How far matches are counted; beyond it is "more than"."""
SEEN = (
    "id", "received_at", "next_due_at", "changed_at", "next_due_on", "closed_at", "state", "procedure_id", "office_id",
    "pending_office_id", "assignee_id", "place_ref", "channel", "waits_for", "wrote_at", "folded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """By which instant a walk goes, and in which direction; cases of one instant go by their id, the same way."""

    column: str
    newest_first: bool

    @property
    def way(self) -> str:
        return "DESC" if self.newest_first else "ASC"

    def beyond(self, place: Place) -> Q:
        """The condition that a case comes after this place."""
        less = "lt" if self.newest_first else "gt"
        at, further = Q(**{f"{self.column}__{less}e": place.at}), Q(**{f"{self.column}__{less}": place.at})
        return at & (further | Q(**{f"id__{less}": place.id}))


NEWEST = Order("received_at", True)
PRESSING = Order("next_due_at", False)
LONGEST_STILL = Order("changed_at", False)
LONGEST_UNREAD = Order("wrote_at", False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in an order; as text it is a bookmark that an address can carry."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{microseconds(self.at)}.{self.id}"


def bookmark(text: str) -> Place | None:
    """The place that a bookmark names; None for a text that is none."""
    at, _, id = text.partition(".")
    if not (at.isascii() and at.isdigit() and len(at) < 18 and id.isascii() and id.isdigit() and len(id) < 19):
        return None
    return Place(Entry(at=int(at)).when, int(id))


@dataclass(frozen=True, slots=True)
class Branch:
    """`driver` is served by one index in the order of the walk, `rest` is asked of each row on the way. `by`: the
    index, where it finds so few that they are sorted, and SQLite would rather go through all in order."""

    driver: Q
    rest: Q = field(default_factory=Q)
    by: str = ""

    def and_also(self, driver: Q, rest: Q) -> Branch:
        return replace(self, driver=self.driver & driver, rest=self.rest & rest)


@dataclass(frozen=True, slots=True)
class Walk:
    """Branches that have no case in common, read together in one order. `offices`: each case is one that one of these
    has or gets; empty where that is not known, or they are many."""

    branches: tuple[Branch, ...]
    order: Order
    offices: tuple[int, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether anything is asked of each row on the way."""
        return any(branch.rest for branch in self.branches)

    def asking(self, rest: Q) -> Walk:
        """The same walk, asking this too of each row."""
        return replace(self, branches=tuple(b.and_also(Q(), rest) for b in self.branches))

    @property
    def every(self) -> Q:
        """The one condition that all its cases meet."""
        found = Q()
        for branch in self.branches:
            found |= branch.driver & branch.rest or Q(pk__isnull=False)
        return found if self.branches else Q(pk__in=())


Key = tuple[Any, int]
"""The instant and the id of a case that was met, as the engine gave them: microseconds, or text on SQLite."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk met first, in its order, and how much it met in all as far as was counted. `looked_to` says where it
    stopped looking; None when it came to the end, or to all that was to be counted."""

    keys: list[Key]
    count: int
    looked_to: Place | None = None

    @property
    def ids(self) -> list[int]:
        return [id for _, id in self.keys]


def place_of(key: Key) -> Place:
    """The place of a case that was met."""
    at, id = key
    if isinstance(at, int):
        return Place(Entry(at=at).when, id)
    return Place(datetime.fromisoformat(at).replace(tzinfo=UTC), id)


def found_on(
    walks: Sequence[Walk], limit: int, *, counted: int = 0, after: Place | None = None, looked_at: int = 0
) -> list[Found]:
    """The first `limit` cases of each walk, and how many there are up to `counted`, in one statement (and one more
    where a walk may have stopped early, having looked at so many on a branch; else at `LOOKED_AT`)."""
    looked_at = looked_at or LOOKED_AT
    met: list[list[Key]] = [[] for _ in walks]
    made: list[Sql] = []
    of: list[int] = []
    for nth, walk in enumerate(walks):
        for branch in walk.branches:
            sql, params = _matching(branch, walk.order, after, looked_at)
            if counted:  # all are met once, for the count, and the first of them given
                by = f"at {walk.order.way}, id {walk.order.way}"
                sql = f"SELECT id, at, COUNT(*) OVER () AS n FROM ({sql} LIMIT {counted}) AS counted ORDER BY {by}"
            else:
                sql = f"SELECT id, at, 0 AS n FROM ({sql}) AS uncounted"
            made.append((f"{sql} LIMIT {limit}", params))
            of.append(nth)
    counted_on = [0] * len(made)
    for part, id, at, n in _together(made):
        met[of[part]].append((at, id))
        counted_on[part] = n
    counts = [sum(n for n, its in zip(counted_on, of, strict=True) if its == nth) for nth in range(len(walks))]
    whole = [count >= counted if counted else len(keys) >= limit for count, keys in zip(counts, met, strict=True)]
    stopped = _ends([None if done else walk for walk, done in zip(walks, whole, strict=True)], after, looked_at)
    return [
        _in_order(keys, walk, end, limit, min(count, counted) if counted else len(keys))
        for keys, walk, end, count in zip(met, walks, stopped, counts, strict=True)
    ]


def _in_order(met: list[Key], walk: Walk, end: Key | None, limit: int, count: int) -> Found:
    newest_first = walk.order.newest_first
    if len(walk.branches) > 1:
        met.sort(reverse=newest_first)
    if end is not None:  # what another branch met beyond it will be met again by whoever goes on from there
        met = [key for key in met if (key >= end if newest_first else key <= end)]
    return Found(met[:limit], count, place_of(end) if end is not None else None)


def _ends(walks: Sequence[Walk | None], after: Place | None, looked_at: int) -> list[Key | None]:
    """Where each walk stopped looking: the nearest place at which one of its branches did."""
    made: list[Sql] = []
    of: list[int] = []
    for nth, walk in enumerate(walks):
        for branch in walk.branches if walk is not None else ():
            if walk is not None and branch.rest:
                sql, params = _along(branch, walk.order, after, key(walk.order))
                made.append((f"{sql} LIMIT 1 OFFSET {looked_at - 1}", params))
                of.append(nth)
    ends: list[Key | None] = [None] * len(walks)
    for part, id, at in _together(made):
        nth = of[part]
        one, walk, known = (at, id), walks[nth], ends[nth]
        if known is None or (walk is not None and (one > known) is walk.order.newest_first):
            ends[nth] = one
    return ends


def key(order: Order) -> str:
    """What is selected of a case that was met. Instants come as what each engine hands over quickest."""
    at = f"cases_case.{order.column}"
    quick = f"(EXTRACT(EPOCH FROM {at}) * 1000000)::bigint" if connection.vendor == "postgresql" else f"{at} || ''"
    return f"cases_case.id, {quick} AS at"


def _along(branch: Branch, order: Order, after: Place | None, columns: str) -> Sql:
    """The statement for the rows that the branch goes along, to which a limit is added."""
    sql, params = condition(branch.driver & order.beyond(after) if after else branch.driver)
    by = f"{order.column} {order.way}, id {order.way}"
    named = f" INDEXED BY {branch.by}" if branch.by and connection.vendor == "sqlite" else ""
    return f"SELECT {columns} FROM cases_case{named} WHERE {sql} ORDER BY {by}", params


def _matching(branch: Branch, order: Order, after: Place | None, looked_at: int) -> Sql:
    """The statement for the rows of a branch that also meet its rest, as id and instant; a limit is added to it."""
    if not branch.rest:
        return _along(branch, order, after, key(order))
    asked, _ = condition(branch.rest)
    needed = [name for name in SEEN if name in ("id", order.column) or f'"{name}"' in asked]  # few, or many are copied
    along, given = _along(branch, order, after, listed(needed))
    sql, params = matching(branch.rest, order, f"({along} LIMIT {looked_at})")
    return sql, [*given, *params]


def matching(rest: Q, order: Order, among: str) -> Sql:
    """The statement for those of the rows `among` (a name or a statement that gives the columns `SEEN`) that meet a
    condition, as id and instant."""
    sql, params = condition(rest)
    return f"SELECT {key(order)} FROM {among} AS cases_case WHERE {sql}", params


def _together(made: Sequence[Sql]) -> list[tuple[Any, ...]]:
    """What these statements give, each row after the number of its statement."""
    if not made:
        return []
    sql = " UNION ALL ".join(f"SELECT {nth} AS part, part.* FROM ({one}) AS part" for nth, (one, _) in enumerate(made))
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for _, params in made for param in params])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
