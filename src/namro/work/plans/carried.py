"""What a replaced document implemented and the one in its place does not say: offered, and said by whoever keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.plans.instrument_actions import relate
from namro.work.plans.models import Instrument, Relation
from namro.work.plans.relating import SURE, all_above, doubts
from namro.work.plans.replacing_actions import Fate, Replaced, replace_instrument
from namro.work.plans.scope import instruments

MOST = 40
"""Documents that are offered."""


@dataclass(frozen=True, slots=True)
class Above:
    """A document that `old` implements and the one in its place may. `cited`: the new one names it already; `odd`: what
    is odd about its implementing that one from the day that is meant."""

    document: Instrument
    old: Instrument
    begins: date
    cited: bool
    odd: tuple[Refused, ...] = ()


def could_carry(actor: Actor, new: Instrument, day: date, on: date, old: Instrument | None = None) -> list[Above]:
    """What those that `new` replaces (`old`: that it is about to) implement and it does not say to, from a day: of
    the documents that the actor reads, none that stands under it. Four queries, and one for each level
    above each of them."""
    olds = {old.pk: old} if old is not None else {}
    rows = Relation.objects.filter(Relation.OPEN, source=new, kind="replaces").select_related("target")
    olds |= {one.target_id: one.target for one in rows}
    if not olds:
        return []
    own = dict[int, set[str]]()
    for target, kind in Relation.objects.filter(Relation.OPEN, source=new).values_list("target_id", "kind"):
        own.setdefault(target, set()).add(kind)
    said = Relation.objects.filter(Relation.OPEN, source__in=olds, kind="implements").exclude(target=new)
    readable = instruments(actor, on)
    found: dict[int, Above] = {}
    for one in said.filter(target__in=readable).select_related("target").order_by("target__dated", "pk")[:MOST]:
        kinds = own.get(one.target_id, set())
        if one.target_id in found or one.target_id in olds or "implements" in kinds:
            continue
        if new.pk in all_above(one.target_id, new.pk):
            continue
        begins = since(new, one.target, day)
        odd = tuple(doubts(new, one.target, begins))
        found[one.target_id] = Above(one.target, olds[one.source_id], begins, "cites" in kinds, odd)
    return list(found.values())


def since(new: Instrument, above: Instrument, day: date) -> date:
    """From when the new document implements one above: not before either of them was there."""
    return max(day, new.dated or day, above.dated or day)


def carry(
    new: Instrument, implements: Collection[int], *, begins: date, reason: str, actor: Actor, now: datetime, on: date
) -> int:
    """Says of each of these documents (ids) that the new one implements it from that day on; how many. Each is one of
    `could_carry`, and what is odd about it was shown there. Raises `NotThere`, and as `plans.relate`; then none is."""
    offered = {one.document.pk: one for one in could_carry(actor, new, begins, on)}
    if not set(implements) <= set(offered):
        raise NotThere
    with transaction.atomic():
        for pk in sorted(set(implements)):
            one = offered[pk]
            relate(
                new, to=one.document, kind="implements", begins=one.begins, reason=reason, known=tuple(SURE.values()),
                actor=actor, now=now,
            )  # fmt: skip
    return len(set(implements))


def replace_carrying(
    old: Instrument,
    *,
    by: Instrument,
    begins: date,
    fates: Mapping[str, Fate],
    implements: Collection[int],
    reason: str,
    unanswered: int | None = None,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
    on: date,
) -> Replaced:
    """Replaces a document and says what the new one implements of what the old one did: all of it or nothing. Raises as
    `plans.replace_instrument` and `carry`."""
    with transaction.atomic():
        done = replace_instrument(
            old, by=by, begins=begins, fates=fates, reason=reason, unanswered=unanswered, seen=seen, actor=actor,
            now=now,
        )  # fmt: skip
        if implements:
            carry(by, implements, begins=begins, reason=reason, actor=actor, now=now, on=on)
    return done
