"""Setting what a plan means to reach, and reporting how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from namro.ground import texts
from namro.ground.files.keeping import Ready
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import patch, put
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.evidence_refs import evidence_refs
from namro.work.plans.history import acts_of
from namro.work.plans.models import Clause, Plan, Target
from namro.work.plans.replaced_by import stands_on_now
from namro.work.plans.scope import plans
from namro.work.plans.stands import stand_of
from namro.work.plans.states import Done, target_of, values_in
from namro.work.plans.targets import AIMS, is_share, rounding_of
from namro.work.plans.turns import locked_plan

MOST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class TargetSaid:
    """A target as it is written. `goal`: so many percent where `percent`, else so many `unit`. Percent are counted of
    the offices that have a copy of `task`, or of the number `of`. `parent`: the target of above that it is a part of,
    by id. `rounding`: up, nearest or down, of a least; a limit has its own (`targets.rounding_of`). `aim`: as
    `targets.Aim`."""

    name: str
    goal: Decimal | int | str
    by: date | str
    percent: bool = False
    unit: str = ""
    of: int | None = None
    task: int | None = None
    clause: int | None = None
    parent: int | None = None
    begins: date | str | None = None
    rounding: str = "up"
    aim: str = "least"


@action("plans.set_target")
def set_target(
    plan: Plan, *, said: TargetSaid, seen: str | None = None, once: str | None = None, actor: Actor, now: datetime
) -> Target:
    """Set a target of the own plan.

    `seen`: the plan and its targets as the actor had them (`targets_stand`). Raises Refused `plans.changed`,
    `plans.bad-number`, `plans.share-over`, `plans.percent-of-what`, `plans.unknown-task`,
    `plans.unknown-clause`, `plans.unknown-target`, `plans.unknown-kind`, `plans.day-passed`,
    `plans.target-backwards`, `plans.counted-upwards`, `AlreadyDone`.
    """
    row = locked_plan(plan, actor=actor)
    deeds.not_twice(once, actor)
    if seen is not None and seen != targets_stand(row):
        raise Refused("plans.changed")
    on = the_pack().calendar.local(now)
    data, words = checked(said, row, actor, on)
    target = Target(ref=deeds.fresh_ref(now), **target_of([Done(1, "set", data, on, "", words)]))
    put(target)
    current().is_about(target)
    deeds.write([Adding(target.guard_ref, 1, "set", data, words)], once=once)
    return target


def targets_stand(plan: Plan) -> str:
    """What the form of one more target is made from: the plan with the targets that it has."""
    return stand_of(plan.targets.all()) + f"-{plan.seq}"


def checked(said: TargetSaid, row: Plan, actor: Actor, on: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The structure and the words of a target of the plan, as an act keeps them, on a local day. Raises as
    `plans.set_target`."""
    goal, document = number(said.goal, "goal"), stands_on_now(row.instrument)
    if said.percent and not (0 < goal <= 100):
        raise Refused("plans.bad-number", field="goal")
    if is_share(said.unit, said.aim) and goal > 100:
        raise Refused("plans.share-over", field="goal")
    if said.percent and said.task is None and not (isinstance(said.of, int) and 0 < said.of < 10**7):
        raise Refused("plans.percent-of-what", field="of")
    if said.task is not None and not row.tasks.filter(pk=said.task, spread=True).exists():
        raise Refused("plans.unknown-task", field="task")
    if said.clause is not None and not Clause.objects.filter(pk=said.clause, instrument=document).exists():
        raise Refused("plans.unknown-clause", field="clause")
    above = Target.objects.filter(pk=said.parent, plan__in=plans(actor, on)) if said.parent is not None else None
    if above is not None and not above.exists():
        raise Refused("plans.unknown-target", field="parent")
    if said.rounding not in ("up", "nearest", "down"):
        raise Refused("plans.unknown-kind", field="rounding")
    if said.aim not in AIMS:
        raise Refused("plans.unknown-kind", field="aim")
    if said.task is not None and said.aim not in ("least", "more"):
        raise Refused("plans.counted-upwards", field="aim")
    begins, by = deeds.a_day(said.begins, "begins", needed=False) or on, deeds.the_day(said.by, "by")
    if by < begins and not said.begins:
        raise Refused("plans.day-passed", field="by", day=f"{on:%d/%m/%Y}")
    if by < begins:
        raise Refused("plans.target-backwards", field="by", day=f"{begins:%d/%m/%Y}")
    data = {
        "plan_id": row.pk, "office_id": row.office_id, "instrument_id": document.pk, "clause_id": said.clause,
        "parent_id": said.parent, "task_id": said.task, "percent": bool(said.percent), "of": said.of,
        "rounding": rounding_of(said.aim, said.rounding), "aim": said.aim, "goal": str(goal),
        "begins": begins.isoformat(), "by": by.isoformat(),
    }  # fmt: skip
    words = {
        "name": texts.required(texts.line(said.name, "name"), "name"),
        "unit": texts.line(said.unit, "unit", most=80),
    }
    return data, words


@action("plans.report_value")
def report_value(
    target: Target,
    *,
    value: Decimal | int | str,
    on: date | str,
    text: str = "",
    files: Sequence[Ready] = (),
    refs: Sequence[str] = (),
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Target:
    """Report how far a target is on a day, with what proves it. One that is counted by tasks counts itself.

    A day has one value: `plans.correct_value` changes it. `seen`: how much of the target the actor had before them.
    Raises Refused `plans.changed`, `plans.counted-by-itself`,
    `plans.no-evidence`, `plans.bad-ref`, `plans.unknown-ref`, `plans.own-instrument`, `plans.bad-number`,
    `plans.not-open`, `plans.day-to-come`, `plans.value-before`, `plans.value-there`, `plans.more-than-all`,
    `plans.whole-number`, `plans.share-over`, `AlreadyDone`.
    """
    row, values = _locked(target, once, actor, seen)
    today, day = the_pack().calendar.local(now), deeds.the_day(on, "on")
    if day > today:
        raise Refused("plans.day-to-come", field="on")
    if day < (first := _first_day(row)):
        raise Refused("plans.value-before", field="on", day=f"{first:%d/%m/%Y}")
    if day in values:
        raise Refused("plans.value-there", field="on", day=f"{day:%d/%m/%Y}")
    if not files and not refs:
        raise Refused("plans.no-evidence", field="files")
    said = texts.long_text(text, "text", most=5000)
    named = evidence_refs(refs, row, actor, today)
    return _told(row, "value", day, _value(row, value), {"text": said} if said else {}, files, named, once, today)


@action("plans.correct_value")
def correct_value(
    target: Target,
    *,
    on: date | str,
    value: Decimal | int | str | None,
    reason: str,
    files: Sequence[Ready] = (),
    refs: Sequence[str] = (),
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Target:
    """Correct the value that was reported for a day, with the reason; what stood before stays in the history.

    `value` None takes it back; `seen`: how much of the target the actor had before them. Raises Refused
    `plans.no-value-there`, `plans.same-value`, `plans.changed`, `cases.needed`, and as `plans.report_value`.
    """
    row, values = _locked(target, once, actor, seen)
    day, why = deeds.the_day(on, "on"), texts.required(reason, "reason", most=2000)
    if day not in values:
        raise Refused("plans.no-value-there", field="on", day=f"{day:%d/%m/%Y}")
    new = None if value is None else _value(row, value)
    if new == values[day]:
        raise Refused("plans.same-value", field="value")
    today = the_pack().calendar.local(now)
    named = evidence_refs(refs, row, actor, today)
    return _told(row, "correct", day, new, {"reason": why}, files, named, once, today)


@action("plans.correct_target")
def correct_target(
    target: Target,
    *,
    goal: Decimal | int | str,
    of: int | None = None,
    by: date | str | None = None,
    reason: str,
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Target:
    """Change what a target asks for or by when, before or after its plan was issued, with the reason.

    What stood before stays on its page and in its history. `of`: of how many the percent are, where no task says so;
    `by`: the day; None leaves either. `seen`: how much of the target the actor had before them. Raises Refused
    `plans.bad-number`, `plans.share-over`, `plans.percent-of-what`, `plans.same-goal`, `plans.day-passed`,
    `plans.target-backwards`, `plans.not-open`, `plans.changed`, `cases.needed`, `cases.bad-date`, `AlreadyDone`.
    """
    row = _open(target, once, actor, seen)
    new, why = number(goal, "goal"), texts.required(reason, "reason", most=2000)
    if row.percent and not (0 < new <= 100):
        raise Refused("plans.bad-number", field="goal")
    if is_share(row.unit, row.aim) and new > max(row.goal, Decimal(100)):
        raise Refused("plans.share-over", field="goal")
    asks_of = row.percent and row.task_id is None
    whole = of if asks_of and of is not None else row.of
    if asks_of and not (isinstance(whole, int) and 0 < whole < 10**7):
        raise Refused("plans.percent-of-what", field="of")
    until = deeds.the_day(by, "by") if by else row.by
    if (new, whole, until) == (row.goal, row.of, row.by):
        raise Refused("plans.same-goal", field="goal")
    data: dict[str, Any] = {"goal": str(new), "of": whole, "was": str(row.goal), "was_of": row.of}
    if until != row.by:
        on = the_pack().calendar.local(now)
        if until < on:
            raise Refused("plans.day-passed", field="by", day=f"{on:%d/%m/%Y}")
        if until < row.begins:
            raise Refused("plans.target-backwards", field="by", day=f"{row.begins:%d/%m/%Y}")
        data |= {"by": until.isoformat(), "was_by": row.by.isoformat()}
    act = Adding(row.guard_ref, row.seq + 1, "set-right", data, {"reason": why})
    patch(row, {"goal": new, "of": whole, "by": until, "seq": act.seq})
    deeds.write([act], once=once, reason=why)
    return row


def _first_day(row: Target) -> date:
    """The first day of which a value can speak: of the target, or of the document that it stands on."""
    document = row.instrument
    return min(day for day in (row.begins, document.dated, document.begins) if day is not None)


def _value(row: Target, value: object) -> Decimal:
    """A value as the target counts: of a share a whole number, of as many as there are at most, or in percent at most
    100. Raises Refused `plans.bad-number`, `plans.whole-number`, `plans.more-than-all`, `plans.share-over`."""
    found = number(value, "value")
    if is_share(row.unit, row.aim) and found > 100 >= row.goal:
        raise Refused("plans.share-over", field="value")
    if row.percent and found != found.to_integral_value():
        raise Refused("plans.whole-number", field="value")
    if row.percent and row.of is not None and found > row.of:
        raise Refused("plans.more-than-all", field="value", of=row.of)
    return found


def _open(target: Target, once: str | None, actor: Actor, seen: int | None = None) -> Target:
    """The open target under lock, for its own office."""
    deeds.own_seat(actor, target.office_id)
    deeds.not_twice(once, actor)
    row = Target.objects.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
    if row.state != Target.OPEN:
        raise Refused("plans.not-open", state=row.state)
    if seen is not None and seen != row.seq:
        raise Refused("plans.changed")
    return row


def _locked(
    target: Target, once: str | None, actor: Actor, seen: int | None = None
) -> tuple[Target, dict[date, Decimal]]:
    """The target under lock, for its own office, with the value of each day."""
    row = _open(target, once, actor, seen)
    if row.task_id is not None:
        raise Refused("plans.counted-by-itself")
    return row, values_in(acts_of(row.guard_ref))


def _told(
    row: Target,
    verb: str,
    day: date,
    value: Decimal | None,
    words: dict[str, str],
    files: Sequence[Ready],
    refs: list[str],
    once: str | None,
    today: date,
) -> Target:
    data = {
        "value": None if value is None else str(value), "on": day.isoformat(), "refs": refs,
        "files": deeds.keep(row.guard_ref, row.seq + 1, files),
    }  # fmt: skip
    act = Adding(row.guard_ref, row.seq + 1, verb, data, words)
    columns = target_of([*acts_of(row.guard_ref), Done(act.seq, act.verb, data, today)])
    patch(row, {name: kept for name, kept in columns.items() if getattr(row, name) != kept})
    deeds.write([act], once=once, reason=words.get("reason", ""))
    return row


def number(value: object, field: str) -> Decimal:
    """A number of at most three decimals, not below nothing. Raises Refused `plans.bad-number`."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise Refused("plans.bad-number", field=field) from None
    if not found.is_finite() or not 0 <= found < MOST or found != round(found, 3):
        raise Refused("plans.bad-number", field=field)
    return found
