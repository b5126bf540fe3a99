"""Naming the own document of an office for a plan that came from above and was issued without one."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, judged, marked
from namro.doors.desk.page import STALE, Desk, Wrong, number_of, page, text_of
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, scope
from namro.work.plans.models import Instrument, Plan
from namro.work.plans.own_document_actions import (
    AS_SAID,
    Above,
    Could,
    could_implement,
    may_be_named,
    name_document,
    would_implement,
)
from namro.work.plans.stands import mark


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
    return _implementing(desk, document, Above(*found))


@page("GET", "POST")
def name(desk: Desk, ref: str) -> HttpResponse:
    """First which of the office's documents it is; then what that one implements and from when; then it is named."""
    plan = scope.plan(desk.actor, ref, desk.on)
    if not may_name(desk, plan):
        raise NotThere
    options = offered(plan)
    hint = desk.say("desk.plan.own-document.hint")
    inputs = [Input("document", "list", desk.say("desk.plan.own-document.which"), hint, options=options)]
    wrongs: list[Wrong] = []
    status, lead, does, seen = 200, desk.say("desk.plan.own-document.lead"), "look", ""
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        document = next((one for one in _own(plan) if any(o.chosen and o.id == str(one.pk) for o in inputs[0].options)),
                        None)  # fmt: skip
        if document is not None and not wrongs:
            could = could_implement(plan, document, desk.on)
            looked = mark(
                [
                    document.pk,
                    [(one.document.pk, one.begins) for one in could.above],
                    _named(could.said) if could.said else "",
                ]
            )
            sent, _, before = text_of(desk, "seen").partition(".")
            going = text_of(desk, "go") == "do" and before == looked
            if text_of(desk, "go") == "do" and before and not going:
                wrongs = [Wrong(desk.say("desk.plan.own-document.other"), "document")]
            above, said = _above(desk, could), _said_of(desk, document, could)
            if going and above:
                above, wrongs = judged(desk, above)
            if going and not wrongs:
                try:
                    name_document(
                        plan, instrument=document, above=_which(above, could), seen=number_of(sent), actor=desk.actor,
                        now=desk.now,
                    )  # fmt: skip
                except Refused as refused:
                    if refused.code == "gate.not-found":
                        raise
                    wrongs, status = [desk.refusal(refused)], 409 if refused.code in STALE else 200
                else:
                    desk.tell(_done(desk, document, could, _which(above, could)))
                    return desk.go("plan", ref)
            inputs, lead, does, seen = [*inputs, *above], said, "do", f"{plan.seq}.{looked}"
    ways = [] if options else [{"url": desk.url("plan-document-new"), "name": desk.say("desk.registering.title")}]
    return desk.answer(
        "form",
        status,
        wrongs,
        title=desk.say("desk.action.plans.name_document"),
        lead=lead if options else desk.say("desk.plan.own-document.none"),
        back={"url": desk.url("plan", ref), "name": plan.name},
        ways=ways,
        inputs=marked(inputs, wrongs),
        seen=seen,
        does=does,
        button=desk.say(f"desk.plan.own-document.{does}"),
    )


def _own(plan: Plan) -> list[Instrument]:
    return list(listed.own_documents(plan.office_id))


def _named(one: Instrument) -> str:
    return one.symbol or one.title


def _above(desk: Desk, could: Could) -> list[Input]:
    """Which document it implements, where there is a choice: that of its time, the one that holds now, or what it says
    already."""
    if not could.choose:
        return []
    say, options = desk.say, []
    if could.said is not None:
        options.append(Option(str(AS_SAID), say("desk.plan.own-document.as-said", above=_named(could.said))))
    for one in could.above:
        key = "then" if one.until is not None else "now"
        days = {"day": words.dmy(one.begins), "until": words.dmy(one.until) if one.until else ""}
        options.append(
            Option(
                str(one.document.pk), say(f"desk.plan.own-document.{key}", above=_named(one.document), day=days["day"]),
                (say("desk.plan.own-document.then.hint", day=days["until"]),) if one.until else (),
            )
        )  # fmt: skip
    hint = say("desk.plan.own-document.above.hint")
    return [Input("above", "one-of", say("desk.plan.own-document.above"), hint, options=tuple(options))]


def _which(above: Sequence[Input], could: Could) -> int | None:
    """What was chosen; the only one that there is where there is no choice."""
    if above:
        return next(int(o.id) for o in above[0].options if o.chosen)
    return could.above[0].document.pk if could.above else AS_SAID if could.said is not None else None


def _said_of(desk: Desk, document: Instrument, could: Could) -> str:
    """What pressing the button records of that document."""
    name = {"symbol": _named(document), "title": document.title}
    named = desk.say("desk.plan.own-document.named", **name)
    if could.choose:
        return named
    if could.above:
        return f"{named} {_implementing(desk, document, could.above[0])}"
    key = "nothing-more" if could.said is not None else "nothing"
    above = _named(could.said) if could.said is not None else ""
    return f"{named} {desk.say(f'desk.plan.own-document.{key}', above=above, **name)}"


def _done(desk: Desk, document: Instrument, could: Could, which: int | None) -> str:
    said = desk.say("desk.plan.own-document.done", symbol=_named(document))
    one = next((one for one in could.above if one.document.pk == which), None)
    return f"{said} {_implementing(desk, document, one)}" if one is not None else said


def _implementing(desk: Desk, document: Instrument, one: Above) -> str:
    return desk.say(
        "desk.plan.own-document.implements", symbol=_named(document), title=document.title,
        above=_named(one.document), day=words.dmy(one.begins),
    )  # fmt: skip
