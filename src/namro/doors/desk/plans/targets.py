"""What plans mean to reach: the targets of a plan, those of an office, and one target on one page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, page
from namro.doors.desk.plans.lines import lead
from namro.doors.desk.plans.lines import lines as task_lines
from namro.doors.desk.plans.lines import state as task_state
from namro.doors.desk.plans.plan import heading
from namro.doors.desk.plans.refs import files_said, refs_in
from namro.doors.desk.plans.target_lines import (
    aimed_at,
    arithmetic,
    asked,
    called_offices,
    drawing,
    line,
    lines,
    measured,
    number,
    outlook,
    standing,
    together,
)
from namro.ground.gate.refusals import NotThere
from namro.work.plans import listed, scope
from namro.work.plans import target_queries as queries
from namro.work.plans.models import Plan, Target, Task
from namro.work.plans.targets import should_be


@page()
def of_plan(desk: Desk, ref: str) -> HttpResponse:
    """The targets of a plan."""
    found = scope.plan(desk.actor, ref, desk.on)
    over = lines(desk, queries.ended_of_plan(desk.actor, ref, desk.on))
    rows = lines(desk, queries.targets_of_plan(desk.actor, ref, desk.on))
    groups = [{"name": "", "rows": rows}] if rows or not over else []
    return desk.answer(
        "plan-targets",
        plan=heading(desk, found),
        groups=[*groups, *([{"name": desk.say("desk.target.ended"), "rows": over}] if over else [])],
        new_url=desk.url("plan-target-new", found.ref) if may_set(desk, found) else "",
    )


@page()
def of_offices(desk: Desk) -> HttpResponse:
    """The targets that the person's own offices set, then those of plans that they were given or can read."""
    if not desk.may("plans.read"):
        raise NotThere
    groups = [
        {
            "name": desk.say(f"desk.targets.{'own' if own else 'others'}"),
            "rows": lines(desk, queries.targets_of_offices(desk.actor, desk.on, own=own)),
        }
        for own in (True, False)
    ]
    return desk.answer("plan-targets", plan=None, groups=[one for one in groups if one["rows"]], new_url="")


@page()
def target(desk: Desk, ref: str) -> HttpResponse:
    """The page of a target: what, by when, how far, what proves it, what can be said of the rest."""
    one = queries.target_reached(desk.actor, ref, desk.on)
    found = one.target
    said, tone = standing(desk, one)
    below = queries.below(desk.actor, one, desk.on, called_offices(desk))
    copies = queries.copies_counted(desk.actor, found, desk.on)
    told = queries.told_of(desk.actor, ref, desk.on)
    refs = refs_in(desk, (ref for row in told for ref in row.refs))
    above = found.parent if found.parent and _reads(desk, found.parent) else None
    may = found.state == Target.OPEN and found.task_id is None
    reports = may and listed.sits(desk.actor, found.office_id, "plans.report_value")
    corrects = may and listed.sits(desk.actor, found.office_id, "plans.correct_value")
    return desk.answer(
        "plan-target",
        target={
            **line(desk, one),
            "ref": found.ref,
            "plan_targets_url": desk.url("plan-targets", found.plan.ref),
            "office": desk.pick(found.plan.office.names),
            "state": said,
            "tone": tone,
            "begins": words.dmy(found.begins),
            "by_day": desk.day(found.by),
            "goal": aimed_at(desk, found, measured(desk, found, one.goal)),
            "asked": asked(desk, found),
            "arithmetic": arithmetic(desk, one),
            "joined": _joined(desk, one),
            "clause_text": found.clause.text if found.clause else "",
            "document": found.instrument.symbol,
            "document_url": desk.url("plan-lineage", found.instrument.ref),
            "outlook": outlook(desk, one),
            "has_value": one.value is not None,
        },
        above={"url": desk.url("plan-target", above.ref), "name": above.name, "asked": asked(desk, above),
               "office": desk.pick(above.plan.office.names)} if above else None,
        below=together(desk, below) if below else None,
        picture=drawing(desk, one),
        figures=[
            {"on": words.dmy(figure.on), "value": number(desk, figure.value),
             "even": number(desk, should_be(found.begins, found.by, one.goal, figure.on))
             if found.aim in ("least", "more") else ""}
            for figure in one.figures
        ],
        task=_task(desk, found, copies),
        told=[_told(desk, row, found, refs, corrects=corrects) for row in told],
        set_right=[_set_right(desk, row, found) for row in queries.set_right(desk.actor, ref, desk.on)],
        goal_url=desk.url("plan-target-goal", ref)
        if found.state == Target.OPEN and listed.sits(desk.actor, found.office_id, "plans.correct_target")
        else "",
        report_url=desk.url("plan-target-report", found.ref) if reports else "",
    )  # fmt: skip


def _joined(desk: Desk, one: queries.Reached) -> str:
    """What a share is counted of since offices joined others; "" where none did, or the total is of something else."""
    target = one.target
    if not target.percent or one.of is None or target.state != Target.OPEN:
        return ""
    n, left = queries.joined_since(target)
    if n and target.task_id is not None:
        return desk.say("desk.target.joined.counted", n=n, of=words.count(one.of, desk.lang))
    if n and one.of == n + left:
        return desk.say(
            "desk.target.joined.said", n=n, of=words.count(one.of, desk.lang), left=words.count(left, desk.lang)
        )
    return ""


def _set_right(desk: Desk, row: queries.SetRight, found: Target) -> dict[str, str]:
    def said(goal: Decimal, of: int | None) -> str:
        much = f"{number(desk, goal)} %" if found.percent else measured(desk, found, goal)
        return f"{much} / {number(desk, of)}" if found.percent and of is not None else much

    told = []
    if (row.was, row.was_of) != (row.goal, row.of):
        told.append(desk.say("desk.target.set-right", was=said(row.was, row.was_of), goal=said(row.goal, row.of)))
    if row.was_by is not None and row.by is not None:
        told.append(desk.say("desk.target.set-right.by", was=words.dmy(row.was_by), by=words.dmy(row.by)))
    return {
        "said": "; ".join(told),
        "by": row.who,
        "at": desk.moment(row.at),
        "reason": row.reason,
    }


def may_set(desk: Desk, plan: Plan) -> bool:
    """Whether the person can set a target of that plan."""
    return plan.state != Plan.ENDED and listed.sits(desk.actor, plan.office_id, "plans.set_target")


def _reads(desk: Desk, target: Target) -> bool:
    try:
        scope.target(desk.actor, target.ref, desk.on)
    except NotThere:
        return False
    return True


def _task(desk: Desk, found: Target, copies: list[Task]) -> dict[str, Any] | None:
    """The task whose copies are counted: those that were accepted by day, those that are not."""
    if found.task is None:
        return None
    done = [one for one in copies if one.state == Task.ACCEPTED]
    open_ = [one for one in copies if one.state != Task.ACCEPTED]
    names = {one.pk: lead(desk, one) for one in copies}
    readable = listed.readable(desk.actor, [found.task], desk.on)
    return {
        **(task_lines(desk, [found.task])[0]),
        "url": desk.url("plan-task", found.task.ref) if readable else "",
        "done": [
            {"name": names[one.pk], "url": desk.url("plan-task", one.ref),
             "on": words.dmy(one.closed_on) if one.closed_on else ""}
            for one in done
        ],
        "open": [
            {"name": names[one.pk], "url": desk.url("plan-task", one.ref), "state": task_state(desk, one)}
            for one in open_
        ],
    }  # fmt: skip


def _told(
    desk: Desk, row: queries.Told, found: Target, refs: dict[str, dict[str, str]], *, corrects: bool
) -> dict[str, Any]:
    return {
        "on": words.dmy(row.on),
        "value": desk.say("desk.target.taken-back") if row.value is None else measured(desk, found, row.value),
        "said": desk.say("desk.target.corrected" if row.correction else "desk.target.reported", at=desk.moment(row.at)),
        "by": row.by,
        "text": row.text,
        "files": files_said(desk, row.files),
        "refs": [refs[ref] for ref in row.refs],
        "stands": row.stands,
        "correct_url": f"{desk.url('plan-target-correct', found.ref)}?on={row.on.isoformat()}"
        if corrects and row.stands and row.value is not None
        else "",
    }  # fmt: skip
