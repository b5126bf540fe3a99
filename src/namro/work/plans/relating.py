"""What cannot be said of how two documents stand to each other, and what is so only where whoever says it is sure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from namro.rules.packs.refused import Refused
from namro.work.plans.models import Instrument, Relation
from namro.work.plans.succession import OVER, must_follow

ONE_WAY = ("implements", "amends", "replaces", "repeals")
"""Kinds by which a document depends on another that was there before: never in a circle, by whichever it goes."""
SURE = {"plans.relation-early": "early", "plans.relation-replaced": "replaced", "plans.relation-ended": "ended"}
"""What is refused until it is said to be known, by the name under which that is said."""


def must_be_sound(source: Instrument, target: Instrument, kind: str, begins: date, known: Collection[str]) -> None:
    """Raises Refused `plans.relation-circle`, and of `doubts` the first that is not among `known`."""
    if kind in ONE_WAY:
        never_round(source, target, "to")
    for one in doubts(source, target, begins):
        if SURE[one.code] not in known:
            raise one


def must_replace(new: Instrument, old: Instrument, day: date, on: date) -> None:
    """Raises Refused `plans.replaced-later` where the one replaces the other only after `on`, from that day or because
    the new one does not hold yet, `plans.relation-circle`, and as `must_follow`."""
    first = max(day, new.begins or day)
    later = Refused("plans.replaced-later", field="begins", day=f"{first:%d/%m/%Y}", old=old.symbol, new=new.symbol)
    if new.begins is not None and new.begins > on:
        raise later
    must_follow(new, old, day)
    never_round(new, old, "by")
    if day > on:
        raise later


def never_round(source: Instrument, target: Instrument, field: str) -> None:
    """Raises Refused `plans.relation-circle` where the target depends on the source already; one query a level."""
    if _depends(target.pk, source.pk):
        raise Refused("plans.relation-circle", field=field, own=_name(source), other=_name(target))


def doubts(source: Instrument, target: Instrument, begins: date) -> list[Refused]:
    """What is odd about a relation from that day: it begins before one of the documents was there
    (`plans.relation-early`), or the other one was replaced or repealed by then (`plans.relation-replaced`) or holds no
    longer (`plans.relation-ended`), other than by the first one itself. One query."""
    found = []
    day, later = max(((one.dated or date.min, one) for one in (source, target)), key=lambda pair: pair[0])
    if begins < day:
        said = {"symbol": _name(later), "day": f"{day:%d/%m/%Y}", "begins": f"{begins:%d/%m/%Y}"}
        found.append(Refused("plans.relation-early", field="begins", **said))
    rows = Relation.objects.filter(Relation.OPEN, target=target, kind__in=OVER, begins__lte=begins)
    over = list(rows.select_related("source").order_by("-begins", "-pk"))
    if (went := next((one for one in over if one.source_id != source.pk), None)) is not None:
        said = {"symbol": _name(target), "over": _name(went.source), "day": f"{went.begins:%d/%m/%Y}"}
        found.append(Refused("plans.relation-replaced", field="to", **said))
    elif target.ends is not None and target.ends <= begins and target.ends not in {one.begins for one in over}:
        said = {"symbol": _name(target), "day": f"{target.ends:%d/%m/%Y}"}
        found.append(Refused("plans.relation-ended", field="to", **said))
    return found


def _name(one: Instrument) -> str:
    return one.symbol or one.title


def _depends(start: int, end: int) -> bool:
    """Whether one document stands to the other in one of these ways, over however many; one query a level."""
    return end in all_above(start, end)


def all_above(start: int, end: int = 0) -> set[int]:
    """A document with all on which it depends, over however many, at least up to the one that ends the search; one
    query a level."""
    seen, layer = {start}, {start}
    while layer and end not in seen:
        rows = Relation.objects.filter(Relation.OPEN, source_id__in=layer, kind__in=ONE_WAY).order_by()
        layer = set(rows.values_list("target_id", flat=True)) - seen
        seen |= layer
    return seen
