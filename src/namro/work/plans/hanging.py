"""What hangs on an instrument: the open tasks and targets that would have nothing to stand on if it went."""

from __future__ import annotations

from django.db.models import QuerySet

from namro.work.plans.below import standing_on
from namro.work.plans.models import Instrument, Target, Task
from namro.work.plans.parts_ending import OF_DONE
from namro.work.plans.stands import stand_of


def hanging_on(instrument: Instrument) -> QuerySet[Task]:
    """The drafts and open tasks that stand on it, by plan and order; no part of what was accepted as a whole. Not
    narrowed to anybody: for actions."""
    found = Task.objects.filter(instrument=instrument, state__in=(Task.DRAFT, *Task.OPEN)).exclude(OF_DONE)
    return found.order_by("plan_id", "nth")


def targets_on(instrument: Instrument) -> QuerySet[Target]:
    """The open targets that stand on it. Not narrowed to anybody: for actions."""
    return Target.objects.filter(instrument=instrument, state=Target.OPEN).order_by("pk")


def replacing_stand(old: Instrument, new: Instrument) -> str:
    """What the look at replacing a document by another is made from: both, and all that stands on the old one,
    documents too."""
    return stand_of((old, new, *hanging_on(old), *targets_on(old), *(one.source for one in standing_on(old, new))))
