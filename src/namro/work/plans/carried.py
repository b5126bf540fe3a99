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
    """A document that `old` implements and the one in its place may from the day `begins`. `cited`: the new one names
    it already; `odd`: what is odd about its implementing that one from then on."""

    document: Instrument
    old: Instrument
    begins: date
    cited: bool
    odd: tuple[Refused, ...] = ()


def known_as(document: int, odd: Refused) -> str:
    """The name under which it is said that something odd about implementing a document (its id) is so."""
    return f"{document}-{SURE[odd.code]}"


def took_over(new: Instrument) -> date | None:
    """The day from which a document stands in the place of another, the last of them where it replaces several; None
    where it replaces none. One query."""
    rows = Relation.objects.filter(Relation.OPEN, source=new, kind="replaces").order_by("-begins")
    return rows.values_list("begins", flat=True).first()


def formerly(new: Instrument, old: Instrument | None = None) -> dict[int, Instrument]:
    """What a document replaces (`old`: that it is about to), and what those replaced before it, over however many: by
    id, the nearest first. One query a level."""
    found = {old.pk: old} if old is not None else {}
    layer = {new.pk, *found}
    while layer:
        rows = Relation.objects.filter(Relation.OPEN, source__in=layer, kind="replaces").select_related("target")
        fresh = {one.target_id: one.target for one in rows.order_by("-begins", "-pk")}
        layer = fresh.keys() - found.keys() - {new.pk}
        found |= {pk: one for pk, one in fresh.items() if pk in layer}
    return found


def could_carry(actor: Actor, new: Instrument, day: date, on: date, old: Instrument | None = None) -> list[Above]:
    """What those that `new` replaces (`old`: that it is about to), over however many, implement and it does not say to,
    from a day: of the documents that the actor reads, none that stands under it. Three queries, one a level of what it
    replaces, and one for each level above each of them."""
    olds = formerly(new, old)
    if not olds:
        return []
    own = dict[int, set[str]]()
    for target, kind in Relation.objects.filter(Relation.OPEN, source=new).values_list("target_id", "kind"):
        own.setdefault(target, set()).add(kind)
    said = Relation.objects.filter(Relation.OPEN, source__in=olds, kind="implements").exclude(target=new)
    readable = instruments(actor, on)
    rows = list(said.filter(target__in=readable).select_related("target").order_by("target__dated", "pk"))
    nearest = {pk: at for at, pk in enumerate(olds)}
    found: dict[int, Above] = {}
    for one in sorted(rows, key=lambda row: nearest[row.source_id]):
        kinds = own.get(one.target_id, set())
        if one.target_id in found or one.target_id in olds or "implements" in kinds:
            continue
        if new.pk in all_above(one.target_id, new.pk):
            continue
        odd = tuple(doubts(new, one.target, day))
        found[one.target_id] = Above(one.target, olds[one.source_id], day, "cites" in kinds, odd)
        if len(found) == MOST:
            break
    return list(found.values())


def carry(
    new: Instrument,
    implements: Collection[int],
    *,
    begins: date,
    reason: str,
    known: Collection[str] = (),
    actor: Actor,
    now: datetime,
    on: date,
) -> int:
    """Says of each of these documents (ids) that the new one implements it from exactly that day on; how many. Each is
    one of `could_carry`; `known`: what is odd about it from that day and so all the same (`known_as`). Raises
    `NotThere`, and as `plans.relate`; then none is."""
    offered = {one.document.pk: one for one in could_carry(actor, new, begins, on)}
    if not set(implements) <= set(offered):
        raise NotThere
    with transaction.atomic():
        for pk in sorted(set(implements)):
            sure = tuple(name for name in SURE.values() if f"{pk}-{name}" in known)
            relate(
                new, to=offered[pk].document, kind="implements", begins=begins, reason=reason, known=sure, actor=actor,
                now=now,
            )  # fmt: skip
    return len(set(implements))


def replace_carrying(
    old: Instrument,
    *,
    by: Instrument,
    begins: date,
    fates: Mapping[str, Fate],
    implements: Collection[int],
    known: Collection[str] = (),
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
            carry(by, implements, begins=begins, reason=reason, known=known, actor=actor, now=now, on=on)
    return done
