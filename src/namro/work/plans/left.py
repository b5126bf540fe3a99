"""Open tasks whose lead is no more, because its unit or its office has ended: for `namro place orphans`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from namro.ground.places.orphans import Orphan
from namro.rules.packs.current import the_pack
from namro.work.plans.models import Task


def tasks_without_a_lead(on: date) -> Iterator[Orphan]:
    """Each open task that is led by an office that has ended, or whose unit has, by the day."""
    language = the_pack().language
    gone = Q(lead_office__unit__ends__lte=on) | Q(lead_office__ends__lte=on)
    found = Task.objects.filter(gone, state__in=Task.OPEN).select_related("lead_office__unit").order_by("ref")
    for task in found.iterator(chunk_size=500):
        office = task.lead_office
        if office is None:
            continue
        over = office.unit.ends is not None and office.unit.ends <= on
        name = f"{task.ref}, {office.names.get(language, office.code)}"
        yield Orphan("task", task.guard_ref, name, office.unit_id, "" if over else "office-ended")
