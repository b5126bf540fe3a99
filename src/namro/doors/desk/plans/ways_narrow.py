"""A drawn lineage as a phone has room for it, in pixels: one box under the other, the lines in lanes left of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from namro.doors.desk.plans.ways import EDGE, HIGH, LANE, SAYS, WIDE, Drawn, Point
from namro.work.plans.drawing import Place
from namro.work.plans.lineage import Edge

MOST_LANES = 5
"""Lines that run beside each other up to which it is drawn: with them it is 322 wide, which a screen of 360 has room
for. Beyond, the lines of text say all."""
SPACE = 20
"""Between two boxes."""


def narrow(found: Sequence[Place], edges: Sequence[Edge]) -> Drawn | None:
    """As `ways`, in one column in the order of the rows; None where more lines than `MOST_LANES` run side by side."""
    heights = {one.id: HIGH + SAYS * sum(edge.source == one.id for edge in edges) for one in found}
    tops: dict[int, int] = {}
    y = EDGE
    for one in found:
        tops[one.id] = y
        y += heights[one.id] + SPACE
    ports = _ports(edges, tops, heights)
    spans = [(min(own, other), max(own, other)) for own, other in ports]
    lanes = _lanes(spans)
    most = max(lanes, default=-1) + 1
    if most > MOST_LANES:
        return None
    left = EDGE + LANE * most
    lines: list[tuple[Point, ...]] = []
    for (own, other), lane in zip(ports, lanes, strict=True):
        x = left - LANE * (lane + 1) + LANE // 2
        lines.append(((left, own), (x, own), (x, other), (left, other)))
    corners = {pk: (left, top) for pk, top in tops.items()}
    return Drawn(left + WIDE + EDGE, y - SPACE + EDGE, corners, heights, lines)


def _ports(edges: Sequence[Edge], tops: Mapping[int, int], heights: Mapping[int, int]) -> list[tuple[int, int]]:
    """How far down each line leaves its source and meets its target: no two of one box at one height, those that go up
    above those that go down, and of these the longest inside."""
    ends: dict[int, list[tuple[int, int]]] = {}
    for n, edge in enumerate(edges):
        for own, other in ((edge.source, edge.target), (edge.target, edge.source)):
            away = tops[other] - tops[own]
            ends.setdefault(own, []).append((-away if away < 0 else 10**9 - away, n))
    at: dict[tuple[int, int], int] = {}
    for own, those in ends.items():
        for nth, (_, n) in enumerate(sorted(those), 1):
            at[own, n] = tops[own] + heights[own] * nth // (len(those) + 1)
    return [(at[edge.source, n], at[edge.target, n]) for n, edge in enumerate(edges)]


def _lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """The lane of each span, 0 nearest to the boxes: the shortest first, none over another in one lane."""
    taken: list[list[tuple[int, int]]] = []
    found = [0] * len(spans)
    for n in sorted(range(len(spans)), key=lambda n: (spans[n][1] - spans[n][0], spans[n])):
        first, last = spans[n]
        lane = next(
            (at for at, those in enumerate(taken) if all(last < one or other < first for one, other in those)),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append(spans[n])
        found[n] = lane
    return found
