"""How what comes again was kept, period by period: of one task, or of all the copies that offices were given of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from namro.work.plans.models import Act, Task

TOLD = ("report", "accept", "send-back", "reopen")


@dataclass(slots=True)
class Again:
    """What comes again, with its `n` copies (1: itself). `one`: the first of them, by id; `due`: the first day that any
    of them owes; `owes`: by day how many owe that day and have not reported; `blocked`: how many are."""

    one: int
    n: int = 0
    due: date | None = None
    blocked: int = 0
    refs: list[str] = field(default_factory=list)
    owes: Counter[date] = field(default_factory=Counter)


def coming_again(copies: QuerySet[Any]) -> dict[int, Again]:
    """By `root` those of the tasks that come again; one query, read row by row."""
    found: dict[int, Again] = {}
    rows = copies.exclude(rhythm="").order_by("pk")
    for row in rows.values_list("pk", "ref", "root", "state", "blocked", "due_on", "owes").iterator(chunk_size=2000):
        pk, ref, root, state, blocked, due, owes = row
        one = found.setdefault(root, Again(pk))
        one.n += 1
        one.refs.append(f"task:{ref}")
        one.owes.update(date.fromisoformat(day) for day in owes)
        if state in Task.OPEN:
            one.blocked += blocked
            one.due = min(one.due or due, due) if due is not None else one.due
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one period how many copies were accepted, and of how many the report waits."""

    accepted: int = 0
    reported: int = 0


def kept(copies: QuerySet[Any], groups: Mapping[int, Again], periods: Collection[str]) -> dict[tuple[int, str], Kept]:
    """By root and period what became of it; one query, however many copies there are."""
    if not groups or not periods:
        return {}
    roots = {ref: root for root, one in groups.items() for ref in one.refs}
    about = copies.exclude(rhythm="").order_by().annotate(about=Concat(Value("task:"), F("ref"))).values("about")
    acts = Act.objects.filter(about__in=about, verb__in=TOLD, data__period__in=list(periods)).order_by("about", "seq")
    last = {
        (ref, period): "report" if verb == "reopen" else verb
        for ref, period, verb in acts.values_list("about", "data__period", "verb")
    }
    counts: Counter[tuple[int, str, str]] = Counter(
        (roots[ref], period, verb) for (ref, period), verb in last.items() if ref in roots
    )
    return {
        (root, period): Kept(counts[root, period, "accept"], counts[root, period, "report"])
        for root, period, _ in counts
    }
