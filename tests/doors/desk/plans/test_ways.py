"""The drawing of a lineage: every line is seen whole, and no two boxes or ends of lines lie on one another."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from namro.doors.desk.plans.ways import WIDE, Drawn, ways
from namro.doors.desk.plans.ways_narrow import MOST_LANES, narrow
from namro.work.plans.drawing import places
from namro.work.plans.lineage import Edge, Lineage, Node

KINDS = ("implements", "cites", "amends", "replaces", "repeals")
DAY = date(2026, 11, 28)


def graph_of(n: int, edges: list[tuple[int, int, str]]) -> Lineage:
    nodes = {pk: Node(pk, "", "", "", "", "", False, DAY, False) for pk in range(n)}
    return Lineage(0, nodes, tuple(Edge(source, target, kind, DAY) for source, target, kind in edges), True)


def drawn(graph: Lineage) -> Drawn:
    return ways(places(graph), graph.edges)


def behind(way: Drawn) -> list[tuple[int, int]]:
    """The lines that run behind boxes, with those, by walking along each line."""
    found = set()
    for n, points in enumerate(way.lines):
        for (x1, y1), (x2, y2) in pairwise(points):
            steps = max(abs(x2 - x1), abs(y2 - y1), 1) * 2
            for step in range(steps + 1):
                x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
                for pk, (left, top) in way.corners.items():
                    if left < x < left + WIDE and top < y < top + way.heights[pk]:
                        found.add((n, pk))
    return sorted(found)


@st.composite
def graphs(draw: st.DrawFn) -> Lineage:
    n = draw(st.integers(2, 8))
    pairs = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.sampled_from(KINDS))
    edges = draw(st.lists(pairs.filter(lambda one: one[0] != one[1]), max_size=12, unique=True))
    return graph_of(n, edges)


@given(graphs())
def test_no_line_runs_behind_a_box_and_none_leaves_the_drawing(graph: Lineage) -> None:
    way = drawn(graph)
    assert behind(way) == []
    for points in way.lines:
        for x, y in points:
            assert 0 <= x <= way.width
            assert 0 <= y <= way.height
    ends = [point for points in way.lines for point in (points[0], points[-1])]
    assert len(ends) == len(set(ends)), "two lines begin or end at one point"
    boxes = [(x, y, way.heights[pk]) for pk, (x, y) in way.corners.items()]
    for at, (x, y, high) in enumerate(boxes):
        for other_x, other_y, other_high in boxes[at + 1 :]:
            apart = abs(x - other_x) >= WIDE or other_y >= y + high or y >= other_y + other_high
            assert apart, "two boxes lie on one another"


def test_a_line_that_skips_a_row_goes_beside_the_box_that_stands_there() -> None:
    way = drawn(graph_of(3, [(1, 0, "implements"), (2, 1, "implements"), (2, 0, "cites")]))
    straight, _, skips = way.lines
    assert len(straight) == 2
    assert len(skips) == 4
    left = way.corners[1][0]
    assert skips[1][0] == skips[2][0]
    assert not left <= skips[1][0] <= left + WIDE


@given(graphs())
def test_for_a_phone_the_boxes_stand_in_one_column_and_no_two_lines_lie_on_one_another(graph: Lineage) -> None:
    way = narrow(places(graph), graph.edges)
    if way is None:
        assert len(graph.edges) > MOST_LANES, "only many lines beside each other keep it from being drawn"
        return
    assert way.width <= 322, "what a screen of 360 has room for"
    assert behind(way) == []
    assert len({x for x, _ in way.corners.values()}) == 1
    boxes = sorted((y, y + way.heights[pk]) for pk, (_, y) in way.corners.items())
    assert all(end < begin for (_, end), (begin, _) in pairwise(boxes))
    ends = [point for points in way.lines for point in (points[0], points[-1])]
    assert len(ends) == len(set(ends)), "two lines begin or end at one point"
    upright = [(points[1][0], *sorted((points[1][1], points[2][1]))) for points in way.lines]
    for at, (x, top, bottom) in enumerate(upright):
        assert 0 <= x < min(x for x, _ in way.corners.values())
        assert bottom <= way.height
        for other, first, last in upright[at + 1 :]:
            assert x != other or last < top or bottom < first


def test_a_line_of_documents_is_drawn_for_a_phone_and_a_dense_knot_is_told_in_words_only() -> None:
    line = graph_of(6, [(n, n - 1, "implements") for n in range(1, 6)])
    way = narrow(places(line), line.edges)
    assert way is not None
    assert [y for _, y in sorted(way.corners.items())] == sorted(way.corners.values())
    knot = graph_of(8, [(a, b, "implements") for a in range(8) for b in range(a)])
    assert narrow(places(knot), knot.edges) is None
