"""From the highest resolution down to a ward's plan: how instruments stand to each other, as a graph and as lines.

Whoever may read the instrument in the middle sees of the others what is printed on them: symbol, issuer, title, days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from namro.ground.people.actors import Actor
from namro.work.plans.models import Instrument, Relation
from namro.work.plans.scope import instrument as readable

DEEPEST = 12
MOST = 400
"""Instruments of one graph; what lies beyond is said by `whole`."""


@dataclass(frozen=True, slots=True)
class Node:
    """An instrument as others see it. `ended`: it holds no longer on the day asked about."""

    id: int
    ref: str
    kind: str
    symbol: str
    issuer: str
    title: str
    cited: bool
    dated: date | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` implements, replaces, amends, cites or repeals `target`, or a clause of it, from `begins` on and until
    the day before `ends`."""

    source: int
    target: int
    kind: str
    begins: date
    clause: str = ""
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """The graph around one instrument. `whole`: nothing was left out."""

    middle: int
    nodes: dict[int, Node]
    edges: tuple[Edge, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the lineage as text. `depth` from 0; `kind` is how it stands to the line above it, "" for the first,
    with its days and clause in `edge`; `again`: it stands above already, and is not followed twice."""

    depth: int
    kind: str
    node: Node
    middle: bool
    again: bool
    edge: Edge | None = None


def lineage(actor: Actor, ref: str, on: date) -> Lineage:
    """The graph around the instrument of that reference: one query a level, two dozen at most. Raises `NotThere`."""
    middle = readable(actor, ref, on)
    found: dict[tuple[int, int, str], Edge] = {}
    seen, edge, whole = {middle.pk}, {middle.pk}, True
    for _ in range(DEEPEST):
        if not edge:
            break
        rows = Relation.objects.filter(Q(source_id__in=edge) | Q(target_id__in=edge)).exclude(ends=F("begins"))
        for one in rows.order_by("pk").values_list("source_id", "target_id", "kind", "begins", "clause", "ends"):
            found[one[:3]] = Edge(*one)  # of two the one that came later, which alone can be open
        edge = {pk for one in found.values() for pk in (one.source, one.target)} - seen
        if len(seen) + len(edge) > MOST:
            whole, edge = False, set()
        seen |= edge
    whole = whole and not edge
    kept = tuple(one for _, one in sorted(found.items()) if one.source in seen and one.target in seen)
    return Lineage(middle.pk, _nodes(seen, on), kept, whole)


def _nodes(ids: Iterable[int], on: date) -> dict[int, Node]:
    return {
        one.pk: Node(
            one.pk, one.ref, one.kind, one.symbol, one.issuer, one.title, one.cited, one.dated,
            one.ends is not None and one.ends <= on,
        )
        for one in Instrument.objects.filter(pk__in=list(ids)).defer("abstract").order_by("pk")
    }  # fmt: skip


def lines(graph: Lineage) -> list[Line]:
    """The graph as text, from those that carry out nothing else down to those that nothing carries out."""
    below: dict[int, list[Edge]] = {}
    when = {pk: node.dated or date.min for pk, node in graph.nodes.items()}
    for edge in graph.edges:
        below.setdefault(edge.target, []).append(edge)
    lower = {edge.source for edge in graph.edges}
    tops = [pk for pk in graph.nodes if pk not in lower] or [graph.middle]
    told: list[Line] = []
    seen: set[int] = set()

    def tell(pk: int, edge: Edge | None, depth: int) -> None:
        again = pk in seen
        told.append(Line(depth, edge.kind if edge else "", graph.nodes[pk], pk == graph.middle, again, edge))
        seen.add(pk)
        if not again:
            for edge in sorted(below.get(pk, ()), key=lambda e: (when[e.source], e.source, e.kind)):
                tell(edge.source, edge, depth + 1)

    for pk in sorted(tops, key=lambda pk: (when[pk], pk)):
        tell(pk, None, 0)
    for pk in sorted(set(graph.nodes) - seen):  # a circle that hangs on nothing
        tell(pk, None, 0)
    return told
