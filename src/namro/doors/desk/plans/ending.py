"""Ending a plan: what ends with it, what still keeps it from ending, and what becomes of its targets."""

from __future__ import annotations

from django.http import HttpResponse

from namro.doors.desk.inputs import Input, Option, judged, marked
from namro.doors.desk.page import STALE, Desk, Wrong, page, seen_of
from namro.doors.desk.plans.target_lines import asked
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, scope
from namro.work.plans.issue_actions import EndsWith, ends_with
from namro.work.plans.issue_actions import end as end_plan
from namro.work.plans.models import Plan

SHOWN = 20
"""Targets that are named; of more it is said how many."""


def may_end(desk: Desk, plan: Plan) -> bool:
    """Whether the person can end that plan."""
    return plan.state != Plan.ENDED and listed.sits(desk.actor, plan.office_id, "plans.end")


@page("GET", "POST")
def end(desk: Desk, ref: str) -> HttpResponse:
    """The form with the look at what ends."""
    plan = scope.plan(desk.actor, ref, desk.on)
    if not may_end(desk, plan):
        raise NotThere
    found = ends_with(plan)
    inputs = _inputs(desk, found)
    wrongs: list[Wrong] = []
    status = 200
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            keep = any(o.id == "keep" and o.chosen for one in inputs for o in one.options)
            try:
                end_plan(
                    plan, reason=inputs[-1].value, keep_targets=keep, seen=seen_of(desk),
                    actor=desk.actor, now=desk.now,
                )  # fmt: skip
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs, status = [desk.refusal(refused)], 409 if refused.code in STALE else 200
            else:
                desk.tell(desk.say("desk.plan.ended"))
                return desk.go("plan", ref)
    return desk.answer(
        "plan-end",
        status,
        wrongs,
        plan={"name": plan.name, "url": desk.url("plan", ref), "list": desk.url("plan-list", ref)},
        owed=found.owed,
        drafts=found.drafts,
        spread=found.spread,
        targets=[
            {"name": one.name, "asked": asked(desk, one), "url": desk.url("plan-target", one.ref)}
            for one in found.targets[:SHOWN]
        ],
        further=max(len(found.targets) - SHOWN, 0),
        inputs=marked(inputs, wrongs),
        seen=found.stand,
    )


def _inputs(desk: Desk, found: EndsWith) -> list[Input]:
    targets = tuple(
        Option(one, desk.say(f"desk.plan.end.targets.{one}"), chosen=one == "end") for one in ("end", "keep")
    )
    fate = Input("targets", "one-of", desk.say("desk.plan.end.targets"), options=targets)
    reason = Input("reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.plan.end.reason"), most=2000,
                   rows=3)  # fmt: skip
    return [fate, reason] if found.targets else [reason]
