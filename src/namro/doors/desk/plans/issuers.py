"""Who issued a document, as a sentence says it: a letterhead is read in capitals, a sentence names the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from namro.doors.desk.page import Desk
from namro.doors.desk.plans.called import Called
from namro.ground.people import queries as people
from namro.work.plans.lineage import Lineage


def issuers(desk: Desk, read: Iterable[str]) -> dict[str, str]:
    """By issuer as it was read, of those in capitals that mean one known office its own name; the others stay as they
    are and are not in it. No query where none is in capitals."""
    loud = {one for one in read if one.isupper() and " " in one}
    if not loud:
        return {}
    called = Called(desk)
    meant = {one: pk for one in loud if (pk := called.of(one)) is not None}
    names = dict(people.offices(desk.on).filter(pk__in=meant.values()).values_list("pk", "names")) if meant else {}
    return {one: desk.pick(names[pk]) for one, pk in meant.items()}


def issuer_said(desk: Desk, read: str) -> str:
    """One of them."""
    return issuers(desk, [read]).get(read, read)


def named(desk: Desk, graph: Lineage) -> Lineage:
    """A lineage with its issuers as they are said."""
    said = issuers(desk, (one.issuer for one in graph.nodes.values()))
    nodes = {
        pk: replace(one, issuer=said[one.issuer]) if one.issuer in said else one for pk, one in graph.nodes.items()
    }
    return replace(graph, nodes=nodes)
