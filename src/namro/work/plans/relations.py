"""How a document stands to others and they to it: what is so, and what was said and is so no longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Instrument, Relation

MOST = 200


@dataclass(frozen=True, slots=True)
class Stands:
    """A relation of a document: said by itself (`own`) or by the other. `other`: the other document, `readable` where
    the reader may open it. `why`, `ended_why`: the reasons, of documents that the reader may open."""

    relation: Relation
    own: bool
    other: Instrument
    readable: bool
    why: str = ""
    ended_why: str = ""


def relations_of(actor: Actor, ref: str, on: date) -> list[Stands]:
    """All of them, what is so before what is so no longer, its own before those of others; four queries. Raises
    `NotThere`."""
    middle = scope.instrument(actor, ref, on)
    rows = Relation.objects.filter(Q(source=middle) | Q(target=middle)).select_related("source", "target")
    found = list(rows.order_by("begins", "pk")[:MOST])
    others = {one.target_id if one.source_id == middle.pk else one.source_id for one in found}
    open_ = set(scope.instruments(actor, on).filter(pk__in=others).values_list("pk", flat=True)) | {middle.pk}
    reasons = _reasons(one.source for one in found if one.source_id in open_)
    told = [
        Stands(
            one, one.source_id == middle.pk, other := one.target if one.source_id == middle.pk else one.source,
            other.pk in open_, *reasons.get(_key(one), ("", "")),
        )
        for one in found
    ]  # fmt: skip
    return sorted(told, key=lambda one: (one.relation.ends is not None, not one.own))


Key = tuple[int, int, str, date, date | None]


def _key(one: Relation) -> Key:
    return one.source_id, one.target_id, one.kind, one.begins, one.ends


def _reasons(sources: Iterable[Instrument]) -> dict[Key, tuple[str, str]]:
    """Why each of their relations was said, and why it ended."""
    by_ref = {one.guard_ref: one.pk for one in sources}
    found: dict[Key, tuple[str, str]] = {}
    for about, done in histories(sorted(by_ref)).items():
        said: dict[tuple[int, str], tuple[date, str]] = {}
        for act in done:
            if act.verb == "relate":
                begins = date.fromisoformat(act.data["begins"])
                said[act.data["to"], act.data["kind"]] = begins, act.words.get("reason", "")
            elif act.verb == "unrelate":
                pair = act.data["to"], act.data["kind"]
                begins, why = said.pop(pair)
                ends = date.fromisoformat(act.data["ends"])
                found[by_ref[about], *pair, begins, ends] = why, act.words.get("reason", "")
        for pair, (begins, why) in said.items():
            found[by_ref[about], *pair, begins, None] = why, ""
    return found


def open_relation(actor: Actor, ref: str, pk: int, on: date) -> tuple[Instrument, Relation]:
    """A document with one of its own relations that was not ended. Raises `NotThere`."""
    found = scope.instrument(actor, ref, on)
    one = Relation.objects.filter(Relation.OPEN, source=found, pk=pk).select_related("target").first()
    if one is None:
        raise NotThere
    return found, one
