"""Documents that stand on one that is replaced, because they implement or cite it: which of them go on under the new
one, and which stand on the old one still."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from namro.ground.gate.put import patch, put
from namro.work.plans.deeds import Adding
from namro.work.plans.models import Instrument, Plan, Relation
from namro.work.plans.relating import all_above

KINDS = ("implements", "cites")


@dataclass(frozen=True, slots=True)
class Below:
    """What becomes of them: `follows` implement the new one from then on, with the plan that was made from the old one
    and whose tasks went over; `stays` stand on the old one still. Relations, each with its own document."""

    follows: tuple[Relation, ...] = ()
    stays: tuple[Relation, ...] = ()


def standing_on(old: Instrument, new: Instrument) -> list[Relation]:
    """How other documents stand on one, by their documents: not what the new one says itself, nor what is said of the
    new one too. One query."""
    said = Relation.objects.filter(Relation.OPEN, target=new).values("source")
    rows = Relation.objects.filter(Relation.OPEN, target=old, kind__in=KINDS).exclude(source=new)
    rows = rows.exclude(source__in=said).select_related("source")
    return list(rows.order_by("source_id", "pk"))


def below(old: Instrument, new: Instrument, moved: Collection[int], on: date) -> Below:
    """What becomes of those that hold on a day where tasks of these plans (ids) go over to the new document; two
    queries, and one a level of what stands above the new one."""
    found = [one for one in standing_on(old, new) if one.source.ends is None or one.source.ends > on]
    if not found:
        return Below()
    own = set(
        Plan.objects.filter(pk__in=moved, instrument__in={one.source_id for one in found}).values_list(
            "instrument_id", flat=True
        )
    )
    own -= all_above(new.pk)  # what stands above the new one cannot implement it
    follows = tuple(one for one in found if one.kind == "implements" and one.source_id in own)
    gone = {one.source_id for one in follows}
    return Below(follows, tuple(one for one in found if one.source_id not in gone))


def since(one: Relation, new: Instrument, day: date) -> date:
    """From when such a document implements the new one that takes the old one's place on a day."""
    return max(day, one.source.dated or day, new.dated or day)


def go_on(follows: Sequence[Relation], new: Instrument, day: date, why: str) -> list[Adding]:
    """The acts by which they implement the new document; that they implemented the old one ends on that day, where it
    was so before."""
    acts: list[Adding] = []
    locked = Instrument.objects.select_for_update(no_key=True).in_bulk(sorted(one.source_id for one in follows))
    for one in follows:
        source, begins = locked[one.source_id], since(one, new, day)
        if one.begins < begins:
            said = {"to": one.target_id, "kind": one.kind, "begins": one.begins.isoformat(),
                    "ends": begins.isoformat()}  # fmt: skip
            patch(one, {"ends": begins})
            patch(source, {"seq": source.seq + 1})
            acts.append(Adding(source.guard_ref, source.seq, "unrelate", said, {"reason": why}))
        put(Relation(source=source, target=new, kind="implements", begins=begins))
        patch(source, {"seq": source.seq + 1})
        data = {"to": new.pk, "kind": "implements", "begins": begins.isoformat()}
        acts.append(Adding(source.guard_ref, source.seq, "relate", data, {"reason": why}))
    return acts
