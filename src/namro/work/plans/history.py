"""Acts out of the database as the reducers read them."""

from __future__ import annotations

from collections.abc import Iterable

from namro.rules.packs.current import the_pack
from namro.work.plans.models import Act
from namro.work.plans.states import Done

COLUMNS = ("about", "seq", "verb", "data", "words", "deed__at", "deed__actor_ref")


def acts_of(ref: str) -> list[Done]:
    """What was done to one thing, in order."""
    return histories([ref]).get(ref, [])


def histories(refs: Iterable[str]) -> dict[str, list[Done]]:
    """What was done to each of these, in order; one query for every 500."""
    calendar, wanted = the_pack().calendar, list(refs)
    found: dict[str, list[Done]] = {}
    for start in range(0, len(wanted), 500):
        rows = Act.objects.filter(about__in=wanted[start : start + 500]).order_by("about", "seq").values_list(*COLUMNS)
        for about, seq, verb, data, words, at, by in rows:
            found.setdefault(about, []).append(Done(seq, verb, data, calendar.local(at), by, words))
    return found
