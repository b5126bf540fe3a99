"""Open cases that nobody answers for any more, because their unit, their office or their post has ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from namro.ground.people.models import Holding, in_force
from namro.ground.places.orphans import Orphan
from namro.rules.packs.current import the_pack
from namro.work.cases.models import Case


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An open case without an owner. `why`: unit-ended, office-ended, receiver-ended, post-ended, post-empty,
    office-empty."""

    ref: str
    number: str
    office: str
    why: str


def cases_without_an_owner(on: date) -> Iterator[Orphan]:
    """What `left_behind` finds, as `namro place orphans` lists it."""
    language = the_pack().language
    for case, why in _left(on):
        name = case.office.names.get(language, case.office.code)
        said = f"{case.number or case.ref}, {name}"
        yield Orphan("case", case.guard_ref, said, case.office.unit_id, "" if why == "unit-ended" else why)


def left_behind(on: date) -> list[LeftBehind]:
    """The open cases whose unit, office, receiving office or post has ended on that day, or whose post nobody holds."""
    return [LeftBehind(case.ref, case.number, case.office.code, why) for case, why in _left(on)]


def _left(on: date) -> Iterator[tuple[Case, str]]:
    ended = Q(office__unit__ends__lte=on) | Q(office__ends__lte=on) | Q(pending_office__ends__lte=on)
    held = Holding.objects.filter(in_force(on), user__is_active=True).values("post_id")
    nobody = Q(assignee__isnull=False) & ~Q(assignee_id__in=held)
    open_ = Case.objects.filter(closed_at__isnull=True)
    filled = Holding.objects.filter(in_force(on) & in_force(on, "post__"), user__is_active=True).values(
        "post__office_id"
    )
    unmanned = Q(assignee__isnull=True) & ~Q(office_id__in=filled)
    found = open_.filter(ended | Q(assignee__ends__lte=on) | nobody | unmanned)
    for case in found.select_related("office__unit", "pending_office", "assignee").order_by("ref"):
        yield case, _why(case, on)


def _why(case: Case, on: date) -> str:
    def over(ends: date | None) -> bool:
        return ends is not None and ends <= on

    if over(case.office.unit.ends):
        return "unit-ended"
    if over(case.office.ends):
        return "office-ended"
    if case.pending_office is not None and over(case.pending_office.ends):
        return "receiver-ended"
    if case.assignee is None:
        return "office-empty"
    return "post-ended" if over(case.assignee.ends) else "post-empty"
