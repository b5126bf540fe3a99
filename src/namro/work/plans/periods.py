"""How many periods of what comes again were accepted: the task itself is accepted with the last of them only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce, Concat

from namro.work.plans.models import Act, Task


@dataclass(frozen=True, slots=True)
class Periods:
    """How many periods were accepted, `of` how many that are owed from the first to the last; 0 of 0 where nothing
    comes again."""

    accepted: int = 0
    of: int = 0

    def __add__(self, other: Periods) -> Periods:
        return Periods(self.accepted + other.accepted, self.of + other.of)


NONE = Periods()


class _Length(Func):
    """The number of parts of a JSON array."""

    function = "JSONB_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_ARRAY_LENGTH", **more)


def with_accepted(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the tasks that come again, were given, and neither withdrawn nor moved: `periods` is how many of theirs
    were accepted and not reopened, `of` how many there are in all."""
    acts = Act.objects.filter(about=Concat(Value("task:"), OuterRef("ref"))).order_by()
    accepted, undone = Count("pk", filter=Q(verb="accept")), Count("pk", filter=Q(verb="reopen"))
    n = acts.filter(verb__in=("accept", "reopen")).values("about").annotate(n=accepted - undone).values("n")
    given = acts.filter(verb__in=("give", "issue")).order_by("seq")
    of = given.annotate(n=_Length(KeyTransform("dues", "data"))).values("n")[:1]
    found = tasks.filter(spread=False, state__in=(*Task.OPEN, Task.ACCEPTED)).exclude(rhythm="")
    some: QuerySet[Any] = found.annotate(periods=Coalesce(Subquery(n), 0), of=Coalesce(Subquery(of), 0))
    return some.order_by()


def summed(rows: Iterable[tuple[Any, int, int]]) -> dict[Any, Periods]:
    """By what each row (key, accepted, of) belongs to the sum."""
    found: dict[Any, Periods] = {}
    for key, accepted, of in rows:
        found[key] = found.get(key, NONE) + Periods(accepted, of)
    return found
