"""What anybody may read of what came in through Open311: where it stands. Never what was said, nor by whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import Procedure
from namro.work.cases.history import procedure_of
from namro.work.cases.models import Case, CaseClock
from namro.work.cases.runs import RUNNING

MOST = 1000
"""Requests in one answer at most (GeoReport v2, Response Volume)."""
SPAN = 90
"""Days that one question may span."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A case as anybody may see it. `expected_at`: by when the law promises the next word."""

    ref: str
    procedure: Procedure
    open: bool
    state_names: Mapping[str, str]
    office_names: Mapping[str, str]
    place: str
    place_ref: str
    received_at: datetime
    changed_at: datetime
    expected_at: datetime | None


def open_procedures(on: date) -> list[Procedure]:
    """What can be brought in through Open311 on that day."""
    return [procedure for procedure in the_pack().in_force(on) if procedure.open311]


def requests(
    *,
    refs: Sequence[str] = (),
    procedures: Collection[str] = (),
    start: datetime | None = None,
    end: datetime | None = None,
    open: bool | None = None,
) -> list[OpenRequest]:
    """The cases that came in through Open311, the newest first, at most `MOST`; `refs` overrides everything else."""
    known = {procedure.id for procedure in the_pack().procedures if procedure.open311}
    found = Case.objects.filter(channel=Case.OPEN311, procedure_id__in=known)
    if refs:
        found = found.filter(ref__in=list(refs)[:MOST])
    else:
        if procedures:
            found = found.filter(procedure_id__in=set(procedures) & known)
        if start is not None:
            found = found.filter(received_at__gte=start)
        if end is not None:
            found = found.filter(received_at__lte=end)
        if open is not None:
            found = found.filter(closed_at__isnull=open)
    cases = list(found.select_related("office").order_by("-received_at", "-id")[:MOST])
    expected = _expected(cases)
    return [_open(case, expected.get(case.pk)) for case in cases]


def _expected(cases: Sequence[Case]) -> dict[int, datetime]:
    """By case the end of its first running clock that the reporter is told of."""
    shown = {
        case.pk: {c.id for c in procedure_of(case.frozen_id).clocks.values() if c.shown_to_reporter} for case in cases
    }
    found: dict[int, datetime] = {}
    running = CaseClock.objects.filter(case_id__in=list(shown), status=RUNNING, due_at__isnull=False)
    for case, clock, due in running.order_by("due_at").values_list("case_id", "clock", "due_at"):
        if due is not None and clock in shown[case]:
            found.setdefault(case, due)
    return found


def _open(case: Case, expected: datetime | None) -> OpenRequest:
    procedure = procedure_of(case.frozen_id)
    return OpenRequest(
        ref=case.ref,
        procedure=procedure,
        open=case.closed_at is None,
        state_names=procedure.states[case.state].names,
        office_names=case.office.names,
        place=case.place_name,
        place_ref=case.place_ref,
        received_at=case.received_at,
        changed_at=case.closed_at or case.changed_at,
        expected_at=expected,
    )
