"""A file between the look at it and what is taken of it, as every look at lines of a plan begins and ends."""

from __future__ import annotations

from django.http import HttpResponse

from namro.doors.desk.page import Desk, text_of
from namro.ground.gate.refusals import NotThere
from namro.work.plans import waiting
from namro.work.plans.waiting import Waiting


def looked_at(desk: Desk, ref: str, token: str, gone: str) -> Waiting | HttpResponse:
    """The file that waits; or the way back to the plan, where it waits no more (which `gone` names the words of) or is
    given up."""
    try:
        kept = waiting.opened(token, actor=desk.actor)
    except NotThere:
        desk.tell(desk.say(gone), warning=True)
        return desk.go("plan", ref)
    if text_of(desk, "go") == "give-up":
        waiting.forget(token)
        desk.tell(desk.say("desk.plan.table.given-up"))
        return desk.go("plan", ref)
    return kept
