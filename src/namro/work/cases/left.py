"""Open cases that nobody answers for any more, because their unit, their office or their post has ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from namro.ground.people.models import Holding, in_force
from namro.ground.places.orphans import Orphan
from namro.rules.packs.current import the_pack
from namro.work.cases.models import Case


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An open case without an owner. `why`: unit-ended, office-ended, receiver-ended, post-ended, post-empty."""

    ref: str
    number: str
    office: str
    why: str


def cases_of_ended_units(on: date) -> Iterator[Orphan]:
    """The open cases of offices whose unit no longer stands on that day."""
    language = the_pack().language
    for case in _open().filter(office__unit__ends__lte=on):
        name = case.office.names.get(language, case.office.code)
        yield Orphan("case", case.guard_ref, f"{case.number or case.ref}, {name}", case.office.unit_id)


def left_behind(on: date) -> list[LeftBehind]:
    """The open cases whose unit, office, receiving office or post has ended on that day, or whose post nobody holds."""
    ended = Q(office__unit__ends__lte=on) | Q(office__ends__lte=on) | Q(pending_office__ends__lte=on)
    held = Holding.objects.filter(in_force(on), user__is_active=True).values("post_id")
    nobody = Q(assignee__isnull=False) & ~Q(assignee_id__in=held)
    found = _open().filter(ended | Q(assignee__ends__lte=on) | nobody)
    return [LeftBehind(case.ref, case.number, case.office.code, _why(case, on)) for case in found]


def _open() -> QuerySet[Case]:
    related = ("office__unit", "pending_office", "assignee")
    return Case.objects.filter(closed_at__isnull=True).select_related(*related).order_by("ref")


def _why(case: Case, on: date) -> str:
    def over(ends: date | None) -> bool:
        return ends is not None and ends <= on

    if over(case.office.unit.ends):
        return "unit-ended"
    if over(case.office.ends):
        return "office-ended"
    if case.pending_office is not None and over(case.pending_office.ends):
        return "receiver-ended"
    return "post-ended" if case.assignee is not None and over(case.assignee.ends) else "post-empty"
