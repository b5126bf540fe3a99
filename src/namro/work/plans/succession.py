"""Whether a document can take the place of another from a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from namro.rules.packs.refused import Refused
from namro.work.plans.models import Instrument, Relation

MOST = 50
OVER = ("replaces", "repeals")


def followers(old: Instrument, on: date) -> list[Instrument]:
    """The latest documents of the same office that may take the place of one: not older than it, nor replaced, repealed
    or ended themselves on that day. One query."""
    over = Relation.objects.filter(Relation.OPEN, target=OuterRef("pk"), kind__in=OVER, begins__lte=on)
    found = Instrument.objects.filter(~Exists(over), Q(ends=None) | Q(ends__gt=on), office=old.office_id, cited=False)
    found = found.filter(dated__gte=old.dated) if old.dated is not None else found
    return list(found.exclude(pk=old.pk).order_by("-dated", "-pk")[:MOST])


def must_follow(new: Instrument, old: Instrument, day: date) -> None:
    """Raises Refused `plans.before-it-begins` (the new one does not hold yet), `plans.before-the-old` (the old one did
    not hold yet), `plans.new-ended`, `plans.new-replaced`, `plans.in-a-circle` (the old one took the place of the new
    one, over however many)."""
    if new.begins is not None and day < new.begins:
        raise Refused("plans.before-it-begins", field="begins", symbol=new.symbol, day=f"{new.begins:%d/%m/%Y}")
    if old.begins is not None and day < old.begins:
        raise Refused("plans.before-the-old", field="begins", symbol=old.symbol, day=f"{old.begins:%d/%m/%Y}")
    if _reaches(old.pk, new.pk):
        raise Refused("plans.in-a-circle", field="by", new=new.symbol, old=old.symbol)
    over = (
        Relation.objects.filter(Relation.OPEN, target=new, kind__in=OVER, begins__lte=day)
        .select_related("source")
        .first()
    )
    if over is not None:
        raise Refused("plans.new-replaced", field="by", symbol=new.symbol, over=over.source.symbol)
    if new.ends is not None and new.ends <= day:
        raise Refused("plans.new-ended", field="by", symbol=new.symbol, day=f"{new.ends:%d/%m/%Y}")


def _reaches(start: int, end: int) -> bool:
    """Whether one replaces or repeals the other, over however many documents."""
    seen, layer = {start}, {start}
    while layer:
        found = Relation.objects.filter(Relation.OPEN, source_id__in=layer, kind__in=OVER).values_list(
            "target_id", flat=True
        )
        layer = set(found) - seen
        seen |= layer
    return end in seen
