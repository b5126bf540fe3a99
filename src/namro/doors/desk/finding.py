"""Finding a petition or a complaint by the full name of whoever brought it in, and who has looked so far.

The name is sent in the body of the form, never in an address, and stands nowhere but in the answer to it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from namro.doors.desk.inputs import Input, judged, marked
from namro.doors.desk.lines import lines
from namro.doors.desk.page import Desk, Wrong, page
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.cases.actions import find_by_name
from namro.work.cases.name_actions import FIND, MOST, NAME, REASON
from namro.work.cases.name_searches import name_searches, watches_name_searches


@page("GET", "POST")
def finding(desk: Desk) -> HttpResponse:
    """The form, what was found, and the look-ups so far: one's own, or everybody's for whoever watches over them."""
    inputs, watches = finding_inputs(desk), watches_name_searches(desk.actor)
    posted = desk.request.method == "POST"
    if not inputs and (posted or not watches):
        raise NotThere
    wrongs, found = list[Wrong](), None
    if posted:
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            name, reason = (one.value for one in inputs)
            try:
                found = find_by_name(None, name=name, reason=reason, actor=desk.actor, now=desk.now)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
                inputs = marked(inputs, wrongs)
    context: dict[str, Any] = {"looked": found is not None}
    if found is not None:
        context |= {"lines": lines(desk, found.rows), "said": _said(desk, found.total, more=found.more)}
    return desk.answer(
        "finding",
        wrongs=wrongs,
        inputs=inputs,
        searches=[
            {"at": desk.moment(one.at), "who": one.actor_name, "reason": one.reason}
            for one in name_searches(desk.actor)
        ],
        watches=watches,
        **context,
    )


def _said(desk: Desk, n: int, *, more: bool) -> str:
    return desk.say("desk.finding.more", n=MOST) if more else desk.say("desk.cases.found", n=n)


def finding_inputs(desk: Desk) -> list[Input]:
    """What is asked of whoever may look a name up; nothing of others."""
    if not desk.may(FIND):
        return []
    return [
        Input(
            "name",
            "line",
            desk.say("desk.finding.name"),
            hint=desk.say("desk.finding.name.hint"),
            most=NAME,
            autocomplete="off",
        ),
        Input(
            "reason",
            "line",
            desk.say("desk.finding.reason"),
            hint=desk.say("desk.finding.reason.hint"),
            most=REASON,
        ),
    ]
