"""What an office has already of what is about to be given: the same words, under the same plan."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from namro.ground.places.fold import fold
from namro.work.plans.models import Plan, Task


def given_already(plan: Plan, offices: Iterable[int]) -> dict[tuple[int, str], Task]:
    """By office and folded matter what these offices were given of the plan and owe still, or did; one query.

    Whole tasks only: of what was given to a set of offices each office's own, and no part that one shared out.
    """
    wanted = set(offices)
    whole = Q(plan=plan, parent=None, spread=False) | Q(parent__plan=plan, parent__spread=True)
    rows = Task.objects.filter(whole, lead_office__in=wanted, state__in=(*Task.OPEN, Task.ACCEPTED))
    folded: dict[str, str] = {}
    found: dict[tuple[int, str], Task] = {}
    for row in rows.select_related("lead_office").order_by("-pk"):
        words = folded.setdefault(row.matter, fold(row.matter))
        if row.lead_office_id is not None and words:
            found[row.lead_office_id, words] = row
    return found
