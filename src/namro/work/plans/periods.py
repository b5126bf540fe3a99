"""How many periods of what comes again were accepted: the task itself is accepted with the last of them only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum

from namro.work.plans.models import Task


@dataclass(frozen=True, slots=True)
class Periods:
    """How many periods were accepted, `of` how many that are owed from the first to the last; 0 of 0 where nothing
    comes again."""

    accepted: int = 0
    of: int = 0

    def __add__(self, other: Periods) -> Periods:
        return Periods(self.accepted + other.accepted, self.of + other.of)


NONE = Periods()


def with_accepted(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the tasks that come again, were given, and neither withdrawn nor moved: `periods` is how many of theirs
    were accepted and not reopened, `of` how many there are in all."""
    found = tasks.filter(spread=False, state__in=(*Task.OPEN, Task.ACCEPTED)).exclude(rhythm="")
    some: QuerySet[Any] = found.annotate(periods=F("periods_accepted"), of=F("of_periods"))
    return some.order_by()


def accepted_by(tasks: QuerySet[Any], *columns: str) -> list[tuple[Any, ...]]:
    """The sums of `with_accepted` for each group of these columns, (…, accepted, of): one query, as many rows as there
    are groups, however many tasks."""
    groups = with_accepted(tasks).values(*columns).annotate(n=Sum("periods"), m=Sum("of"))
    return list(groups.values_list(*columns, "n", "m"))


def summed(rows: Iterable[tuple[Any, int, int]]) -> dict[Any, Periods]:
    """By what each row (key, accepted, of) belongs to the sum."""
    found: dict[Any, Periods] = {}
    for key, accepted, of in rows:
        found[key] = found.get(key, NONE) + Periods(accepted, of)
    return found
