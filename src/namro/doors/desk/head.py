"""What every page about a case says of it at the top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from namro.doors.desk.page import Desk
from namro.work.cases import queries, timeline
from namro.work.cases.models import Case


def heading(desk: Desk, found: Case) -> dict[str, Any]:
    """What every page about a case says of it at the top."""
    _, procedure = queries.rules_of(found)
    head = timeline.headline(found, desk.now)
    kind = desk.pick(procedure.names)
    office = desk.pick(head.office_names)
    holder = queries.holder_name(found)
    return {
        "ref": found.ref,
        "url": reverse("desk:case", args=[found.ref]),
        "number": found.number or found.ref,
        "kind": kind,
        "subject": desk.subject(found.summary, kind, found.erased_on),
        "state": desk.pick(head.state_names),
        "tone": "still" if not head.open else "",
        "holder": f"{holder}, {office}" if holder else f"{office} ({desk.say('desk.line.nobody')})",
        "where": desk.say(
            "desk.case.where" if holder else "desk.case.where.nobody",
            office=office,
            holder=holder,
            day=desk.when(found.received_at),
            channel=desk.say(f"desk.channel.{found.channel}"),
        ),
    }


def back_to(desk: Desk, found: Case) -> dict[str, Any]:
    """The way back from a form to the page of its case."""
    head = heading(desk, found)
    return {"url": head["url"], "name": f"{head['number']} · {head['subject']}"}


def tells(desk: Desk, parties: Sequence[str]) -> str:
    """Whom a step tells."""
    if not parties:
        return ""
    return desk.say("desk.tells", who=", ".join(desk.say(f"desk.tells.{party}") for party in parties))


def named(desk: Desk, step: queries.StepNow) -> str:
    """A step's name for staff: what the procedure calls the reporter's answer is here writing it down for them."""
    return desk.say("desk.step.answer") if step.verb == "answer" else desk.pick(step.names)
