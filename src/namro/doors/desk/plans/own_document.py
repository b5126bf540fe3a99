"""Naming the own document of an office for a plan that came from above and was issued without one."""

from __future__ import annotations

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, judged, marked
from namro.doors.desk.page import STALE, Desk, Wrong, page
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, scope
from namro.work.plans.models import Instrument, Plan
from namro.work.plans.own_document_actions import may_be_named, name_document, would_implement


def may_name(desk: Desk, plan: Plan) -> bool:
    """Whether this person may name one."""
    return may_be_named(plan) and listed.sits(desk.actor, plan.office_id, "plans.name_document")


def offered(plan: Plan) -> tuple[Option, ...]:
    """The documents of the office, the latest first."""
    return tuple(Option(str(one.pk), f"{one.symbol}, {one.title}") for one in listed.own_documents(plan.office_id))


def will_implement(desk: Desk, plan: Plan, document: Instrument | None) -> str:
    """What is said of that document by the same action, and from when; "" where nothing is."""
    found = would_implement(plan, document, desk.on) if document is not None else None
    if document is None or found is None:
        return ""
    above, begins = found
    return desk.say(
        "desk.plan.own-document.implements", symbol=document.symbol, title=document.title,
        above=f"{above.symbol or above.title}", day=words.dmy(begins),
    )  # fmt: skip


@page("GET", "POST")
def name(desk: Desk, ref: str) -> HttpResponse:
    """The form: which of the office's documents it is."""
    plan = scope.plan(desk.actor, ref, desk.on)
    if not may_name(desk, plan):
        raise NotThere
    options = offered(plan)
    hint = desk.say("desk.plan.own-document.hint")
    inputs = [Input("document", "list", desk.say("desk.plan.own-document.which"), hint, options=options)]
    wrongs: list[Wrong] = []
    status = 200
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            wanted = next(o.id for o in inputs[0].options if o.chosen)
            document = next(one for one in listed.own_documents(plan.office_id) if str(one.pk) == wanted)
            said = will_implement(desk, plan, document)
            sent = desk.request.POST.get("seen", "")
            seen = int(sent) if sent.isascii() and sent.isdigit() else None
            try:
                name_document(plan, instrument=document, seen=seen, actor=desk.actor, now=desk.now)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs, status = [desk.refusal(refused)], 409 if refused.code in STALE else 200
            else:
                done = desk.say("desk.plan.own-document.done", symbol=document.symbol)
                desk.tell(" ".join(part for part in (done, said) if part))
                return desk.go("plan", ref)
    ways = [] if options else [{"url": desk.url("plan-document-new"), "name": desk.say("desk.registering.title")}]
    return desk.answer(
        "form",
        status,
        wrongs,
        title=desk.say("desk.action.plans.name_document"),
        lead=desk.say("desk.plan.own-document.lead" if options else "desk.plan.own-document.none"),
        back={"url": desk.url("plan", ref), "name": plan.name},
        ways=ways,
        inputs=marked(inputs, wrongs),
        seen=str(plan.seq),
        button=desk.say("desk.plan.own-document.do"),
    )
