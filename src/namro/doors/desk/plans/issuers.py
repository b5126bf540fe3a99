"""Who issued a document, as a sentence says it: a letterhead is read in capitals, a sentence names the office."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from namro.doors.desk.page import Desk
from namro.doors.desk.plans.called import Called
from namro.doors.letterheads import loud, ordinary
from namro.ground.people import queries as people
from namro.work.plans.lineage import Lineage


def issuers(desk: Desk, read: Iterable[str]) -> dict[str, str]:
    """By issuer as it was read, of those in capitals that mean one known office its own name, else as `letterheads`
    says them; the others stay as they are and are not in it. No query where none is in capitals."""
    heads = loud(read)
    if not heads:
        return {}
    called = Called(desk)
    meant = {one: pk for one in heads if (pk := called.of(one)) is not None}
    names = dict(people.offices(desk.on).filter(pk__in=meant.values()).values_list("pk", "names")) if meant else {}
    said = {one: desk.pick(names[pk]) for one, pk in meant.items()}
    return said | ordinary(heads - said.keys(), desk.lang, desk.on)


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
