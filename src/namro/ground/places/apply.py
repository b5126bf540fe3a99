"""Writes a plan of changes: ends, beginnings and what leads from one to the other. Called by an action only."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from namro.ground.places.changes import Plan, Standing
from namro.ground.places.fold import fold, squeeze
from namro.ground.places.models import Alias, Change, Edition, Kind, Loaded, Unit
from namro.ground.places.packfiles import KindRow
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused


@transaction.atomic
def apply_plan(plan: Plan, *, now: datetime) -> Loaded:
    """Takes the plan over, whole or not at all; a plan that was applied before changes nothing.

    Raises `Refused("places.changed-meanwhile")` if a unit of the plan no longer stands as it did.
    """
    known = plan.applied or Loaded.objects.filter(digest=plan.digest).first()
    if known is not None:
        return known
    kinds = {kind.id: kind for kind in Kind.objects.all()}
    ids = {id(s): s.unit_id for s in plan.ended if s.unit_id is not None}
    ends = {s.unit_id: s.ends for s in plan.ended if s.unit_id is not None}
    standing = list(Unit.objects.select_for_update(no_key=True).filter(pk__in=list(ends), ends__isnull=True))
    if len(standing) != len(ends):
        raise Refused("places.changed-meanwhile")
    for unit in standing:
        unit.ends = ends[unit.pk]
    Unit.objects.bulk_update(standing, ["ends"], batch_size=500)
    acts = {step.on: step.act for step in plan.steps if step.act}
    for edition, begins in sorted({(s.edition, s.begins) for s in plan.begun}):
        Edition.objects.create(id=edition, begins=begins, act=acts.get(begins, ""), note=plan.name)
    # Higher levels first: what stands below needs the line of what stands above.
    for s in sorted(plan.begun, key=lambda s: (s.begins, kinds[s.kind].depth, s.code)):
        ids[id(s)] = _begin(s, kinds[s.kind]).pk
    Change.objects.bulk_create(
        [
            Change(
                source_id=ids[id(step.source)], target_id=ids[id(step.target)] if step.target else None, how=step.how,
                share=step.share, low=step.low, high=step.high, basis=step.basis, on=step.on, act=step.act,
            )
            for step in plan.steps
        ],
        batch_size=500,
    )  # fmt: skip
    _lowest_again()
    counts = {"ended": len(plan.ended), "begun": len(plan.begun), "changes": len(plan.steps)}
    return Loaded.objects.create(digest=plan.digest, what="changes", name=plan.name, at=now, counts=counts)


def _begin(standing: Standing, kind: Kind) -> Unit:
    above = Unit.objects.filter(code=standing.parent, begins__lte=standing.begins).order_by("-begins").first()
    said = KindRow(kind.id, kind.level, kind.depth, kind.names, kind.forms, kind.numbered, ()).say(standing.names)
    first = the_pack().languages[0]
    if first not in standing.names:
        first = next(iter(standing.names))
    folded = fold(standing.names[first])
    line = f"{above.line if above else '/'}{standing.code}/"
    unit = Unit.objects.create(
        edition_id=standing.edition, code=standing.code, kind=kind.id, level=kind.level, names=standing.names,
        said=said, parent_code=standing.parent, line=line, remote=standing.remote, begins=standing.begins,
        ends=standing.ends,
        folded=folded, squeezed=squeeze(folded),
        folded_line=" ".join((fold(said[first]), above.folded_line if above else "")).strip()[:400],
    )  # fmt: skip
    for name in {n for n in standing.names.values() if squeeze(fold(n)) != unit.squeezed}:
        Alias.objects.create(unit=unit, text=name, squeezed=squeeze(fold(name)))
    return unit


def _lowest_again() -> None:
    """Which of the units that stand last have nothing below them."""
    standing = Unit.objects.filter(ends__isnull=True)
    parents = set(standing.exclude(parent_code="").values_list("parent_code", flat=True))
    wrong = [u for u in standing.only("id", "code", "lowest") if u.lowest == (u.code in parents)]
    for unit in wrong:
        unit.lowest = not unit.lowest
    Unit.objects.bulk_update(wrong, ["lowest"], batch_size=500)
