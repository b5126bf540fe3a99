"""What is cached of where a case stands: the columns of its row and its clocks. The same functions write and check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from namro.ground.gate.put import patch, put_over
from namro.ground.places.fold import fold
from namro.rules.packs.schema import Procedure
from namro.work.cases.models import Case, CaseClock
from namro.work.cases.runs import ClockStanding
from namro.work.cases.states import Standing

FOLDED = 600


def row_of(case: Case, procedure: Procedure, standing: Standing) -> dict[str, Any]:
    """The derived columns of the case's row, by attribute."""
    pending, due = standing.transfer_pending, standing.next_due
    open_ = standing.closed_at is None
    return {
        "seq": standing.seq,
        "frozen_id": standing.procedure,
        "office_id": standing.office_id,
        "pending_office_id": pending.office_id if pending else None,
        "assignee_id": standing.assignee,
        "state": standing.state,
        "waits_for": standing.waits_for,
        "flags": sorted(standing.flags),
        "number": standing.number,
        "register_number": standing.register_number,
        "register_year": standing.register_year,
        "next_due_clock": due.clock if due else "",
        "next_due_on": due.due.on if due and due.due else None,
        "next_due_at": due.due.at if due and due.due else None,
        "closed_at": None if open_ else standing.closed_at,
        "wrote_at": standing.wrote_at,
        "keep_until": standing.keep_until,
        "erased_on": standing.erased_on,
        "folded": folded(case, procedure, standing.number, *former_numbers(standing), old_number=standing.old_number),
    }


def former_numbers(standing: Standing) -> list[str]:
    """The numbers that the case bears in registers of offices that had it before, as their papers name it."""
    return [line.text for line in standing.entries if line.text != standing.number]


def folded(case: Case, procedure: Procedure, number: str, *former: str, old_number: str = "") -> str:
    """The search key: number, numbers in other registers, number in an older register, reference, place and subject,
    without accents."""
    names = procedure.names.values()
    parts = [
        number,
        *former,
        "" if old_number == number else old_number,
        case.ref,
        case.ref.replace("-", ""),
        case.place_name,
        case.summary,
        *names,
    ]
    return fold(" | ".join(p for p in parts if p))[:FOLDED]


def clock_of(run: ClockStanding) -> dict[str, Any]:
    """The columns of one running of a clock."""
    return {
        "started_at": run.started_at,
        "due_on": run.due.on if run.due else None,
        "due_at": run.due.at if run.due else None,
        "ended_at": run.ended_at,
        "status": run.status,
        "paused_since": run.paused_since,
        "extensions": list(run.extensions),
        "provisional": run.due.provisional if run.due else False,
    }


def clocks_of_new(case: Case, procedure: Procedure, standing: Standing) -> list[CaseClock]:
    """Puts `standing` on a case that is not written yet, and gives back its clocks, not written either."""
    for column, value in row_of(case, procedure, standing).items():
        setattr(case, column, value)
    return [CaseClock(case=case, clock=run.clock, run=run.run, **clock_of(run)) for run in standing.runs]


def store(
    case: Case, procedure: Procedure, standing: Standing, before: Standing, *, changed_at: datetime | None = None
) -> None:
    """Puts `standing` on the row and the clocks; only what differs from `before` is written."""
    changed = {"changed_at": changed_at or standing.changed_at}
    changed |= {c: v for c, v in row_of(case, procedure, standing).items() if getattr(case, c) != v}
    patch(case, changed)
    known = {(run.clock, run.run): clock_of(run) for run in before.runs}
    write_clocks(case, [run for run in standing.runs if known.get((run.clock, run.run)) != clock_of(run)])


def write_clocks(case: Case, runs: Sequence[ClockStanding]) -> None:
    """Puts these runnings on the case, new or changed, in one statement."""
    put_over(
        [CaseClock(case=case, clock=run.clock, run=run.run, **clock_of(run)) for run in runs],
        unique=["case", "clock", "run"],
    )
