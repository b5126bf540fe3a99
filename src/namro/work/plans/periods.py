"""How many periods of what comes again were accepted: the task itself is accepted with the last of them only."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from namro.work.plans.models import Act, Task


def with_accepted(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the tasks that come again, were neither withdrawn nor moved, and have periods that were accepted and not
    reopened; `periods` is how many."""
    acts = Act.objects.filter(about=Concat(Value("task:"), OuterRef("ref")), verb__in=("accept", "reopen"))
    accepted, undone = Count("pk", filter=Q(verb="accept")), Count("pk", filter=Q(verb="reopen"))
    n = acts.order_by().values("about").annotate(n=accepted - undone).values("n")
    found = tasks.filter(spread=False, reported_on__isnull=False).exclude(rhythm="")
    found = found.exclude(state__in=(Task.ENDED, Task.MOVED))
    some: QuerySet[Any] = found.annotate(periods=Subquery(n)).filter(periods__gt=0)
    return some.order_by()
