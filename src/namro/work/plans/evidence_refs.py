"""What evidence names besides files: a case or a document that whoever reports may read, or a figure in words.

A figure is a note that nobody checks, and is shown as one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from namro.ground.people.actors import Actor
from namro.ground.people.references import readable
from namro.rules.packs.refused import Refused
from namro.work.plans.models import Act, Instrument, Target, Task
from namro.work.plans.scope import instruments

REF = re.compile(r"(case|figure|instrument):[A-Za-z0-9][A-Za-z0-9._/-]{0,60}")
MOST_REFS = 20


def readable_instruments(actor: Actor, refs: Collection[str], on: date) -> set[str]:
    """The documents among these that the actor may read."""
    return set(instruments(actor, on).filter(ref__in=refs).values_list("ref", flat=True))


def instruments_called(actor: Actor, symbol: str, on: date) -> list[tuple[str, str]]:
    """The documents with that symbol that the actor may read: their references, each with symbol and title; five at
    most."""
    found = instruments(actor, on).filter(symbol__iexact=symbol, cited=False).order_by("-dated", "pk")
    return [(one.ref, f"{one.symbol} {one.title} (instrument:{one.ref})") for one in found[:5]]


def symbols_of(actor: Actor, refs: Collection[str], on: date) -> dict[str, str]:
    """By reference the symbols of these documents, of those that the actor may read and that bear one."""
    return dict(instruments(actor, on).filter(ref__in=refs).exclude(symbol="").values_list("ref", "symbol"))


def evidence_refs(refs: Sequence[str], about: Task | Target, actor: Actor, on: date) -> list[str]:
    """The references as they are kept, each once.

    Raises Refused `plans.bad-ref` (of no known kind, or too many), `plans.unknown-ref` (no such case or document that
    the actor may read), `plans.own-instrument` (a document by which it is owed, or was before that was replaced, proves
    nothing), `plans.evidence-ended` (a document that is no more in force on that day).
    """
    if len(refs) > MOST_REFS or not all(isinstance(ref, str) and REF.fullmatch(ref) for ref in refs):
        raise Refused("plans.bad-ref", field="refs")
    found = list(dict.fromkeys(refs))
    held = [ref for ref in found if not ref.startswith("figure:")]
    there = readable(actor, held, on) if held else set()
    for ref in held:
        if ref not in there:
            raise Refused("plans.unknown-ref", field="refs", ref=ref)
    named = Instrument.objects.filter(ref__in=[ref.partition(":")[2] for ref in held if ref.startswith("instrument:")])
    documents = sorted(named, key=lambda one: held.index(one.guard_ref))
    own = _own(about) if documents else set()
    for one in documents:
        called = one.symbol or one.title
        if one.pk in own:
            raise Refused("plans.own-instrument", field="refs", ref=called)
        if one.ends is not None and one.ends <= on:
            raise Refused("plans.evidence-ended", field="refs", ref=called, day=f"{one.ends:%d/%m/%Y}")
    return found


def _own(about: Task | Target) -> set[int]:
    """The ids of the documents that a task or a target is owed by: its own, that of its plan and those it came from,
    with those that they stood on before these were replaced."""
    ids: set[int] = set()
    refs: set[str] = set()
    above: Task | Target | None = about
    while above is not None:
        ids |= {above.instrument_id, above.plan.instrument_id}
        refs |= {above.guard_ref, above.plan.guard_ref}
        above = above.parent
    before = Act.objects.filter(about__in=refs, data__has_key="instrument_id").values_list("data", flat=True)
    return ids | {data["instrument_id"] for data in before}
