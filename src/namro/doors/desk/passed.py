"""A case that this person's office had and passed on: what it received and did, where the case went, and in one
word how it stands. It can only be read."""

from __future__ import annotations

from django.http import HttpResponse

from namro.doors.desk.kept import gone
from namro.doors.desk.page import Desk
from namro.doors.desk.told import happening, said
from namro.rules.packs.refused import Refused
from namro.work.cases import queries


def leads_to(desk: Desk, ref: str) -> bool:
    """Whether a case of that reference is to be read here, also one that was passed on."""
    for read in (queries.case, queries.passed_on):
        try:
            read(desk.actor, ref, desk.on)
        except Refused:
            continue
        return True
    return False


def passed(desk: Desk, ref: str) -> HttpResponse:
    """The page of a case that an office of this person had and passed on. Raises `NotThere`."""
    had = queries.passed_on(desk.actor, ref, desk.on)
    _, procedure = queries.rules_of(had.case)
    kind = desk.pick(had.procedure_names)
    events = [happening(desk, procedure, line) for line in had.lines]
    for event in events:
        event["files"] = [{"name": one["name"], "said": one["said"]} for one in event["files"]]
    return desk.answer(
        "passed",
        number=had.number or had.case.ref,
        ref=had.case.ref,
        kind=kind,
        subject=desk.subject(had.case.summary, kind, had.case.erased_on),
        to=desk.pick(had.to_names),
        office=desk.pick(had.office_names),
        now=desk.say(f"desk.passed.now.{had.now}"),
        tone="still" if had.now == "closed" else "",
        pairs=[
            (
                desk.say("desk.passed.received"),
                f"{desk.when(had.received_at)}, {desk.say(f'desk.channel.{had.channel}')}",
            ),
            *(
                [(desk.say("desk.passed.first-received"), desk.when(had.first_received_at))]
                if had.first_received_at != had.received_at
                else []
            ),
            (desk.say("desk.register.place"), had.case.place_name),
            (
                desk.say("desk.passed.left"),
                desk.say("desk.passed.left.said", office=desk.pick(had.to_names), day=desk.moment(had.left_at)),
            ),
        ],
        answers=said(desk, had.case),
        gone=gone(desk, had.case),
        timeline=events,
    )
