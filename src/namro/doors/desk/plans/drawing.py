"""A document among those that it stands with, drawn; and its clauses with the tasks that stand on them."""

from __future__ import annotations

from typing import Any

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import kind_of, lead, short, title_of
from namro.doors.desk.plans.stood import gone_said
from namro.doors.desk.plans.views import behind, periods_accepted
from namro.work.plans.documents import ClauseRow, OnClause, readable_documents, standing_on
from namro.work.plans.drawing import Place, places
from namro.work.plans.lineage import Edge, Lineage, Node
from namro.work.plans.models import Instrument, Task

WIDE, HIGH, BETWEEN, GAP = 232, 76, 24, 72
"""A box, the space beside it and the space below it, in pixels."""
LETTER = 7
"""Pixels of a letter of the word on a line; boxes stand so far apart that one between neighbours can be read."""
LETTERS = 30
"""Characters of one line of a box."""
MOST_ACROSS = 8
"""Boxes beside each other up to which a drawing is made; beyond, the lines say all."""

Corners = dict[int, tuple[int, int]]
Ways = dict[tuple[int, Edge], int]


def links(desk: Desk, graph: Lineage) -> dict[int, str]:
    """The pages of those documents that this person may open, by id; one query."""
    return {
        pk: desk.url("plan-lineage", graph.nodes[pk].ref)
        for pk in readable_documents(desk.actor, list(graph.nodes), desk.on)
    }


def drawn(desk: Desk, graph: Lineage, urls: dict[int, str]) -> dict[str, Any] | None:
    """The boxes and the lines between them; None where there is one document or too many beside each other."""
    found = places(graph)
    across = max(one.across for one in found)
    if len(found) < 2 or across > MOST_ACROSS:
        return None
    gap = _gap(desk, graph, {one.id: one.row for one in found})
    width = across * (WIDE + gap) - gap
    at = {one.id: _corner(one, width, gap) for one in found}
    rows = max(one.row for one in found) + 1
    ways = _ways(graph, at)
    return {
        "width": width + 4,
        "height": rows * (HIGH + GAP) - GAP + 4,
        "boxes": [_box(desk, graph, one, at[one.id], urls.get(one.id, "")) for one in found],
        "lines": [_line(desk, edge, at, ways, gap) for edge in graph.edges],
        "wide": WIDE,
        "high": HIGH,
    }


def _gap(desk: Desk, graph: Lineage, rows: dict[int, int]) -> int:
    """The space between boxes of a row: enough for the longest word that stands in it."""
    beside = [
        word
        for edge in graph.edges
        for word in (_said(desk, edge), _days(edge))
        if rows[edge.source] == rows[edge.target]
    ]
    return max([BETWEEN, *(LETTER * len(word) + 16 for word in beside)])


def _said(desk: Desk, edge: Edge) -> str:
    relations = desk.pack.programme.relations if desk.pack.programme else {}
    return desk.pick(relations[edge.kind]) if edge.kind in relations else edge.kind


def _days(edge: Edge) -> str:
    """The days of a relation as they stand on a line: "01/02/2026 –"."""
    return f"{words.dmy(edge.begins)} – {words.dmy(edge.ends) if edge.ends else ''}".strip()


def edge_said(desk: Desk, edge: Edge) -> str:
    """How a document stands to another, with the clause and the days."""
    how = f"{_said(desk, edge)} ({edge.clause})" if edge.clause else _said(desk, edge)
    day = words.dmy(edge.begins)
    if edge.ends is None:
        return f"{how} {desk.say('desk.relation.since', day=day)}"
    return f"{how} {desk.say('desk.relation.until', day=day, ends=words.dmy(edge.ends))}"


def _corner(one: Place, width: int, gap: int) -> tuple[int, int]:
    own = one.across * (WIDE + gap) - gap
    return 2 + (width - own) // 2 + one.column * (WIDE + gap), one.row * (HIGH + GAP) + 2


def name_of(desk: Desk, node: Node) -> str:
    """Kind and symbol, as far as they are known: a law that is only cited may have no symbol."""
    return f"{kind_of(desk, node.kind)} {node.symbol}".strip()


def of_whom(node: Node) -> str:
    """Day and issuer, as far as they are known."""
    return ", ".join(_known(node))


def _known(node: Node) -> list[str]:
    return [part for part in (words.dmy(node.dated) if node.dated else "", node.issuer) if part]


def _box(desk: Desk, graph: Lineage, one: Place, at: tuple[int, int], url: str) -> dict[str, Any]:
    node = graph.nodes[one.id]
    name, (x, y) = name_of(desk, node), at
    return {
        "x": x,
        "y": y,
        "text": x + 12,
        "ys": (y + 22, y + 42, y + 62),
        "middle": one.id == graph.middle,
        "ended": node.ended,
        "name": short(name, LETTERS),
        "issuer": short(of_whom(node), LETTERS + 3),
        "title": short(node.title, LETTERS),
        "whole": ": ".join(part for part in (", ".join([name, *_known(node)]), node.title) if part),
        "url": url,
    }


def _line(desk: Desk, edge: Edge, at: Corners, ways: Ways, gap: int) -> dict[str, Any]:
    """From the lower edge of the one above to the upper edge of the one below; between neighbours, side to side, with
    the word in the space before the right one."""
    (below_x, below_y), (above_x, above_y) = at[edge.source], at[edge.target]
    if below_y == above_y:
        left, right = sorted((below_x, above_x))
        x1, y1, x2, y2 = left + WIDE, below_y + HIGH // 2, right, below_y + HIGH // 2
        name = x2 - gap // 2, y1 - 20
    else:
        x1, x2 = ways[edge.target, edge], ways[edge.source, edge]
        y1, y2 = (above_y + HIGH, below_y) if below_y > above_y else (above_y, below_y + HIGH)
        near = 30 if y2 > y1 else -10  # the word stands where the line comes in, clear of what it passes
        name = x2 + (x1 - x2) * near // (y2 - y1), y2 - near
    return {
        "x1": x1, "y1": y1, "x2": x2, "y2": y2, "x": name[0], "y": name[1],
        "kind": edge.kind, "said": _said(desk, edge), "days": _days(edge),
    }  # fmt: skip


def _ways(graph: Lineage, at: Corners) -> Ways:
    """Where each line leaves or meets the edge of a box, so that no two of one box meet at one point."""
    ends: dict[tuple[int, bool], list[tuple[int, int, Edge]]] = {}
    for order, edge in enumerate(graph.edges):
        for own, other in ((edge.source, edge.target), (edge.target, edge.source)):
            upwards = at[other][1] < at[own][1]
            ends.setdefault((own, upwards), []).append((at[other][0], order, edge))
    return {
        (own, edge): at[own][0] + WIDE * (nth + 1) // (len(those) + 1)
        for (own, _), those in ends.items()
        for nth, (_, _, edge) in enumerate(sorted(those, key=lambda one: one[:2]))
    }


def clauses(desk: Desk, ref: str) -> dict[str, Any]:
    """The clauses of the document, each with the tasks that stand on it and what became of them."""
    found = standing_on(desk.actor, ref, desk.on)
    return {
        "rows": [_row(desk, one, found.instrument) for one in found.rows],
        "plans": [
            {"url": desk.url("plan", plan.ref), "name": plan.name, "office": desk.pick(plan.office.names)}
            for plan in found.plans
        ],
        "whole": found.whole,
    }


def _row(desk: Desk, one: ClauseRow, instrument: Instrument) -> dict[str, Any]:
    former = [_row(desk, before, instrument) for before in one.former]
    return {
        "id": one.clause.pk if one.clause else "none",
        "label": one.clause.label if one.clause else "",
        "text": short(one.clause.text, 240) if one.clause else desk.say("desk.plan.document.no-clause"),
        "tasks": [_task(desk, task) for task in one.tasks],
        "principles": [
            {"url": desk.url("plan-task", task.ref), "matter": title_of(desk, task.matter)} for task in one.principles
        ],
        "former": former,
        "gone": gone_said(desk, instrument, one.clause),
        "still": any(before["tasks"] or before["principles"] for before in former),
    }


def _task(desk: Desk, one: OnClause) -> dict[str, Any]:
    task = one.task
    proven = desk.url("plan-task", task.ref) + "#proof"
    if task.spread:
        proven = behind(desk, task.plan, "with-evidence", task=task.ref)
    return {
        "url": desk.url("plan-task", task.ref),
        "matter": title_of(desk, task.matter),
        "lead": lead(desk, task),
        "sigma": task.spread and one.given > 0,
        "said": desk.say("desk.plan.document.kept", n=one.accepted, of=one.given)
        if task.spread and one.given
        else desk.say(f"desk.plan.state.{Task.ENDED if task.spread else task.state}"),
        "periods": periods_accepted(desk, one.periods),
        "proof": proven if one.evidence else "",
    }
