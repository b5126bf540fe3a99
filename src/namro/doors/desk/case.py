"""One case: what was said, what happened, what can be done now."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import reverse

from namro.doors.desk.beside import offered
from namro.doors.desk.clocks import clock, group
from namro.doors.desk.head import heading, named, tells
from namro.doors.desk.held import beside as held_beside
from namro.doors.desk.identity import standing_of
from namro.doors.desk.kept import keeping
from namro.doors.desk.page import Desk, noted, number_of, page, sent_key, text_of
from namro.doors.desk.papers import may_slip
from namro.doors.desk.passed import passed
from namro.doors.desk.second_looks import of_case
from namro.doors.desk.told import file, happened, said
from namro.ground.gate.refusals import NotThere
from namro.ground.people.may import may
from namro.work.cases import actions, queries, timeline
from namro.work.cases.models import Case

BUTTONS = 5
"""Steps shown at once; the rest under "more"."""


@page()
def case(desk: Desk, ref: str) -> HttpResponse:
    """The page of one case; of one that an office of this person passed on, what that office had of it."""
    try:
        found = queries.case(desk.actor, ref, desk.on)
    except NotThere:
        return passed(desk, ref)
    views = queries.clocks(found, desk.now)
    known = queries.read(found)
    now = queries.steps_now(desk.actor, found, desk.now, known=known)
    first = queries.likeliest(now)
    steps = [button(desk, found, step, first=step is first) for step in now]
    shown: dict[str, list[dict[str, Any]]] = {"going": [], "over": [], "apart": []}
    for view in views:
        shown[group(view)].append(clock(desk, view))
    head = heading(desk, found)
    files = timeline.files_of(found, "staff")
    rows = timeline.done_of(found)
    besides = offered(desk, found, rows[-1])
    soon = [one for one in besides if one["what"] == "take-back"]  # for half an hour: not under "more"
    first_ones = BUTTONS - len(soon)
    steps = [*steps[:first_ones], *soon, *steps[first_ones:], *(one for one in besides if one not in soon)]
    lines = timeline.timeline(found, "staff", rows=rows)
    events = happened(desk, found, lines)
    return desk.answer(
        "case",
        case=head,
        back=back(desk),
        clocks=shown["going"],
        clocks_apart=[
            (desk.say(f"desk.case.clocks.{name}", n=len(shown[name])), shown[name]) for name in ("over", "apart")
        ],
        wrote=wrote(desk, found, events),
        held=held_beside(desk, found),
        **of_case(desk, found, lines),
        answers=said(desk, found),
        files=[file(desk, one) for one in files],
        identity=standing_of(desk, found) if found.erased_on is None else {},
        timeline=events,
        slip_url=slip_url(desk, found, lines),
        steps=steps[:BUTTONS],
        steps_more=steps[BUTTONS:],
        steps_others=[
            {"name": desk.pick(names), "roles": ", ".join(desk.pick(desk.pack.roles[role].names) for role in roles)}
            for names, roles in queries.steps_of_others(desk.actor, found, desk.now, known)
        ],
        closed=found.closed_at is not None,
        keeping=keeping(desk, found),
        nothing_now=desk.say(
            "desk.case.now.nothing" if found.closed_at is None else "desk.case.now.closed", holder=head["holder"]
        ),
    )


@page("POST")
def mark_read(desk: Desk, ref: str) -> HttpResponse:
    """Notes that what the reporter wrote was read, as far as the page showed it."""
    found = queries.case(desk.actor, ref, desk.on)
    seen = number_of(text_of(desk, "seen"), first=0, last=2**31 - 1)
    noted(
        desk,
        lambda: actions.mark_read(found, seen=seen, once=sent_key(desk), actor=desk.actor, now=desk.now),
        desk.say("desk.case.wrote.read"),
    )
    return desk.go("case", found.ref)


LISTS = ("today", "cases", "register", "workload", "second-looks")
"""Pages from which somebody opens a case."""


def back(desk: Desk) -> dict[str, str]:
    """The list from which the case was opened, as it was filtered; without one, all cases."""
    came = urlsplit(desk.request.META.get("HTTP_REFERER", ""))
    if came.netloc == desk.request.get_host():
        for name in LISTS:
            if came.path == reverse(f"desk:{name}"):
                query = f"?{came.query}" if came.query else ""
                return {"url": came.path + query, "name": desk.say(f"desk.nav.{name}")}
    return {"url": reverse("desk:cases"), "name": desk.say("desk.nav.cases")}


def slip_url(desk: Desk, found: Case, lines: Sequence[timeline.Line]) -> str:
    """Where the slip of the case's transfer is printed; "" for a case that was never sent on, and who may not."""
    _, procedure = queries.rules_of(found)
    sent = {step.id for step in procedure.steps.values() if step.verb == "transfer" and step.to_office}
    if any(line.step in sent for line in lines) and may_slip(desk, found.office_id):
        return reverse("desk:transfer-slip", args=[found.ref])
    return ""


def button(desk: Desk, found: Case, step: queries.StepNow, *, first: bool) -> dict[str, Any]:
    """A step as a button: its name, what it will cause, whom it will tell; `first` where it may stand out."""
    return {
        "first": first,
        "url": reverse("desk:step", args=[found.ref, step.id]),
        "name": named(desk, step),
        "effect": desk.pick(step.effect),
        "tells": tells(desk, step.tells),
        "opens": desk.say("desk.case.now.opens", names=" · ".join(desk.pick(names) for names in step.opens))
        if step.opens
        else "",
    }


def wrote(desk: Desk, found: Case, events: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the reporter wrote that nobody has read, and what this person may do about it; None where all is read."""
    unread = [event for event in events if event["unread"]]
    if not unread:
        return None
    reads = queries.reads_for(desk.actor, found.office_id, found.assignee_id, desk.on) is not None
    replies = may(desk.actor, "cases.message", found.office_id, on=desk.on)
    return {
        "said": unread,
        "seen": max(event["seq"] for event in unread),
        "read_url": reverse("desk:mark-read", args=[found.ref]) if reads else "",
        "reply_url": reverse("desk:beside", args=[found.ref, "message"]) if replies else "",
        "once": secrets.token_urlsafe(16),
    }
