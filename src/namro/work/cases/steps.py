"""Which steps may be taken now, by which roles, and why another may not. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from namro.rules.clocks.terms import Unit
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import SETTLING, Extension, Pack, Procedure, Step, law_on
from namro.work.cases.runs import PAUSED, RUNNING, ClockStanding
from namro.work.cases.states import Standing

INCOMING = frozenset({"accept-transfer", "return-transfer"})
"""Verbs that the office takes to which a case is on its way."""

MEANWHILE = frozenset({"answer", "ask", "notify"})
"""Verbs that stay possible while a case is on its way, where the procedure names the state."""


def acting_office(standing: Standing, verb: str) -> tuple[int, str]:
    """The office (id, kind) whose step this is: the holder's, or for an incoming case the receiver's."""
    if verb in INCOMING and standing.transfer_pending is not None:
        return standing.transfer_pending.office_id, standing.transfer_pending.office_kind
    return standing.office_id, standing.office_kind


def roles_for(pack: Pack, procedure: Procedure, step: Step, kind: str) -> frozenset[str]:
    """The roles that may take `step` at an office of `kind`; where the office may not settle, only those that may."""
    roles = frozenset(step.by)
    office = pack.offices.get(kind)
    if procedure.settled_by and step.verb in SETTLING and office is not None and not office.settles:
        roles &= frozenset(procedure.settled_by)
    return roles


def refusal(pack: Pack, standing: Standing, step: Step, on: date) -> Refused | None:
    """Why `step` cannot be taken from where the case stands, or None when it can. Roles are asked elsewhere."""
    if standing.erased_on is not None:
        return Refused("cases.erased", on=dmy(standing.erased_on))
    if step.verb in INCOMING:
        if standing.transfer_pending is None:
            return Refused("cases.nothing-on-its-way")
    elif standing.transfer_pending is not None and step.verb not in MEANWHILE:
        return Refused("cases.on-its-way")
    if standing.state not in step.from_:
        return Refused("cases.wrong-state", step=step.id, state=standing.state)
    if not law_on(step.valid, on):
        return Refused("cases.step-not-law", step=step.id, on=dmy(on))
    kind = acting_office(standing, step.verb)[1]
    if step.at and kind not in step.at:
        return Refused("cases.not-at-this-office", step=step.id, kind=kind)
    if step.once and step.id in standing.taken:
        return Refused("cases.once-only", step=step.id)
    if step.after_limit is not None:
        run = standing.clocks.get(step.after_limit)
        if run is None or run.due is None or on < run.due.on:
            due = dmy(run.due.on) if run is not None and run.due is not None else ""
            return Refused("cases.before-the-limit", step=step.id, clock=step.after_limit, due=due)
    if step.while_clock is not None:
        run = standing.clocks.get(step.while_clock)
        if run is None or run.status not in (RUNNING, PAUSED):
            return Refused("cases.not-owed", step=step.id, clock=step.while_clock)
    if step.verb == "extend" and not any(True for _ in extendable(standing)):
        return Refused("cases.clock-not-running", clock="")
    return None


def extendable(standing: Standing) -> Iterator[ClockStanding]:
    """The clocks that run or stand still now."""
    for run in standing.clocks.values():
        if run.status in (RUNNING, PAUSED):
            yield run


def rule_of(procedure: Procedure, clock: str, extension: str) -> Extension:
    """The extension's rule. Raises Refused `cases.unknown-clock`, `cases.unknown-extension`."""
    if clock not in procedure.clocks:
        raise Refused("cases.unknown-clock", field="clock", clock=clock)
    rule = procedure.clocks[clock].extensions.get(extension)
    if rule is None:
        raise Refused("cases.unknown-extension", field="extension", clock=clock, extension=extension)
    return rule


def extension_refusal(
    procedure: Procedure, standing: Standing, clock: str, extension: str, *, on: date, now: datetime
) -> Refused | None:
    """Why the clock cannot be extended so now, or None. Raises as `rule_of` does."""
    rule = rule_of(procedure, clock, extension)
    run = standing.clocks.get(clock)
    if run is None or run.status not in (RUNNING, PAUSED):
        return Refused("cases.clock-not-running", field="clock", clock=clock)
    if not rule.computed or (rule.valid is not None and on not in rule.valid):
        return Refused("cases.extension-not-in-force", field="extension", extension=extension)
    if rule.term(standing.flags) is None:
        return Refused("cases.extension-not-now", field="extension", extension=extension)
    if rule.once and extension in run.extensions:
        return Refused("cases.extension-once", field="extension", extension=extension)
    if rule.after is not None and rule.after not in run.extensions:
        return Refused("cases.extension-order", field="extension", extension=extension, after=rule.after)
    beside = [e for e in run.extensions if e in rule.not_with or extension in _not_with(procedure, clock, e)]
    if beside:
        return Refused("cases.extension-beside", field="extension", extension=extension, other=beside[0])
    if run.late(now):
        assert run.due is not None
        return Refused("cases.extension-too-late", field="extension", clock=clock, due=dmy(run.due.on))
    return None


def _not_with(procedure: Procedure, clock: str, extension: str) -> tuple[str, ...]:
    rule = procedure.clocks[clock].extensions.get(extension)
    return rule.not_with if rule is not None else ()


def ask_by(pack: Pack, rule: Extension, run: ClockStanding) -> date | None:
    """The last day on which the law lets one ask for the extension; None where it names none."""
    if rule.ask_before is None or run.due is None:
        return None
    back = -rule.ask_before.amount
    if rule.ask_before.unit is Unit.WORKING_DAY:
        return pack.calendar.add_working_days(run.due.on, back)
    if rule.ask_before.unit is Unit.MONTH:
        return pack.calendar.add_months(run.due.on, back)
    return pack.calendar.add_days(run.due.on, back)


def step_of(procedure: Procedure, standing: Standing, verb: str, step_id: str | None) -> Step:
    """The step that is meant: the one named, or the only one of the verb that starts from this state.

    Raises Refused `cases.unknown-step`, `cases.wrong-state`, `cases.which-step`.
    """
    if step_id is not None:
        step = procedure.steps.get(step_id)
        if step is None or step.verb != verb:
            raise Refused("cases.unknown-step", field="step", step=step_id, verb=verb)
        return step
    kind = acting_office(standing, verb)[1]
    fitting = [s for s in procedure.steps.values() if s.verb == verb and standing.state in s.from_]
    fitting = [s for s in fitting if not s.at or kind in s.at] or fitting
    if not fitting:
        raise Refused("cases.wrong-state", step=verb, state=standing.state)
    if len(fitting) > 1:
        raise Refused("cases.which-step", field="step", verb=verb, steps=", ".join(s.id for s in fitting))
    return fitting[0]


def dmy(day: date) -> str:
    """A day as a refusal says it: 25/02/2026."""
    return f"{day:%d/%m/%Y}"
