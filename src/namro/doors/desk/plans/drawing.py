"""A document among those that it stands with, drawn; and its clauses with the tasks that stand on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import celled, everyone, kind_of, lead, short, title_of
from namro.doors.desk.plans.stood import gone_said
from namro.doors.desk.plans.views import behind, periods_accepted
from namro.doors.desk.plans.ways import HIGH, SAYS, WIDE, Drawn, ways
from namro.doors.desk.plans.ways_narrow import narrow
from namro.doors.plan_words import clause_said
from namro.work.plans.documents import ClauseRow, OnClause, readable_documents, standing_on
from namro.work.plans.drawing import Place, places
from namro.work.plans.lineage import Edge, Lineage, Node
from namro.work.plans.models import Instrument, Task

LETTERS = 30
"""Characters of one line of a box."""
MOST_ACROSS = 8
"""Boxes beside each other up to which a drawing is made; beyond, the lines say all."""


def links(desk: Desk, graph: Lineage) -> dict[int, str]:
    """The pages of those documents that this person may open, by id; one query."""
    return {
        pk: desk.url("plan-lineage", graph.nodes[pk].ref)
        for pk in readable_documents(desk.actor, list(graph.nodes), desk.on)
    }


def drawn(desk: Desk, graph: Lineage, urls: dict[int, str]) -> dict[str, Any] | None:
    """The boxes and the lines between them, and in `narrow` as a phone has room for them (None where it has not); None
    where there is one document or too many beside each other."""
    found = places(graph)
    across = max(one.across for one in found)
    if len(found) < 2 or across > MOST_ACROSS:
        return None
    slim = narrow(found, graph.edges)
    return _drawing(desk, graph, found, ways(found, graph.edges), urls) | {
        "narrow": _drawing(desk, graph, found, slim, urls) if slim is not None else None
    }


def _drawing(desk: Desk, graph: Lineage, found: Sequence[Place], way: Drawn, urls: Mapping[int, str]) -> dict[str, Any]:
    return {
        "width": way.width,
        "height": way.height,
        "boxes": [_box(desk, graph, one.id, way, urls.get(one.id, "")) for one in found],
        "lines": [
            {"points": " ".join(f"{x},{y}" for x, y in points), "kind": edge.kind}
            for edge, points in zip(graph.edges, way.lines, strict=True)
        ],
        "wide": WIDE,
    }


def _said(desk: Desk, edge: Edge) -> str:
    relations = desk.pack.programme.relations if desk.pack.programme else {}
    return desk.pick(relations[edge.kind]) if edge.kind in relations else edge.kind


def edge_said(desk: Desk, edge: Edge) -> str:
    """How a document stands to another, with the clause and the days."""
    how = f"{_said(desk, edge)} ({edge.clause})" if edge.clause else _said(desk, edge)
    return f"{how} {_days(desk, edge)}"


def _days(desk: Desk, edge: Edge) -> str:
    """From when a document stands so to another, and until when it did where that is over."""
    day = words.dmy(edge.begins)
    if edge.ends is None:
        return desk.say("desk.relation.since", day=day)
    return desk.say("desk.relation.until", day=day, ends=words.dmy(edge.ends))


def name_of(desk: Desk, node: Node) -> str:
    """Kind and symbol, as far as they are known: a law that is only cited may have no symbol."""
    return f"{kind_of(desk, node.kind)} {node.symbol}".strip()


def of_whom(node: Node) -> str:
    """Day and issuer, as far as they are known."""
    return ", ".join(_known(node))


def _known(node: Node) -> list[str]:
    return [part for part in (words.dmy(node.dated) if node.dated else "", node.issuer) if part]


def _box(desk: Desk, graph: Lineage, pk: int, way: Drawn, url: str) -> dict[str, Any]:
    node = graph.nodes[pk]
    name, (x, y) = name_of(desk, node), way.corners[pk]
    said = [edge for edge in graph.edges if edge.source == pk]
    return {
        "x": x,
        "y": y,
        "high": way.heights[pk],
        "text": x + 12,
        "ys": (y + 22, y + 42, y + 62),
        "middle": pk == graph.middle,
        "ended": node.ended,
        "name": short(name, LETTERS),
        "issuer": short(of_whom(node), LETTERS + 3),
        "title": short(node.title, LETTERS),
        "says": [
            {"y": y + HIGH + SAYS * nth + 8, "under": y + HIGH + SAYS * nth + 22, "days": _days(desk, edge)}
            | {"how": short(f"{_said(desk, edge)} {_briefly(graph.nodes[edge.target])}", LETTERS + 3)}
            for nth, edge in enumerate(said)
        ],
        "whole": ": ".join(part for part in (", ".join([name, *_known(node)]), node.title) if part),
        "url": url,
    }


def _briefly(node: Node) -> str:
    return node.symbol or node.title


def clauses(desk: Desk, ref: str) -> dict[str, Any]:
    """The clauses of the document, each with the tasks that stand on it and what became of them."""
    found = standing_on(desk.actor, ref, desk.on)
    every = everyone(desk, [on.task for row in found.rows for one in (row, *row.former) for on in one.tasks])
    return {
        "rows": [_row(desk, one, found.instrument, every) for one in found.rows],
        "plans": [
            {"url": desk.url("plan", plan.ref), "name": plan.name, "office": desk.pick(plan.office.names)}
            for plan in found.plans
        ],
        "whole": found.whole,
    }


def _row(desk: Desk, one: ClauseRow, instrument: Instrument, every: Mapping[int, str]) -> dict[str, Any]:
    former = [_row(desk, before, instrument, every) for before in one.former]
    return {
        "id": one.clause.pk if one.clause else "none",
        "label": clause_said(desk.lang, one.clause.label) if one.clause else "",
        "text": short(celled(one.clause.text), 240) if one.clause else desk.say("desk.plan.document.no-clause"),
        "tasks": [_task(desk, task, every) for task in one.tasks],
        "principles": [
            {"url": desk.url("plan-task", task.ref), "matter": title_of(desk, task.matter)} for task in one.principles
        ],
        "former": former,
        "gone": gone_said(desk, instrument, one.clause),
        "still": any(before["tasks"] or before["principles"] for before in former),
    }


def _task(desk: Desk, one: OnClause, every: Mapping[int, str]) -> dict[str, Any]:
    task = one.task
    proven = desk.url("plan-task", task.ref) + "#proof"
    if task.spread:
        proven = behind(desk, task.plan, "with-evidence", task=task.ref)
    return {
        "url": desk.url("plan-task", task.ref),
        "matter": title_of(desk, task.matter),
        "lead": lead(desk, task, every),
        "sigma": task.spread and one.given > 0,
        "said": desk.say("desk.plan.document.kept", n=one.accepted, of=one.given)
        if task.spread and one.given
        else desk.say(f"desk.plan.state.{Task.ENDED if task.spread else task.state}"),
        "periods": periods_accepted(desk, one.periods),
        "proof": proven if one.evidence else "",
    }
