"""What a replaced document implemented, offered for the one in its place: while it is replaced, and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, number_of, page
from namro.doors.desk.plans import relations
from namro.doors.desk.plans.issuers import issuers
from namro.doors.desk.plans.lines import short
from namro.doors.desk.plans.relations import KNOWN, may_relate, named
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import scope
from namro.work.plans.carried import Above, carry, could_carry, known_as, took_over
from namro.work.plans.models import Instrument
from namro.work.plans.relating import SURE

IMPLEMENTS, SHOWN = "implements", "implements-shown"


def offered(desk: Desk, above: Sequence[Above], *, replacing: bool = True) -> list[Input]:
    """One tick for each of those documents, and one for each odd thing about those that were ticked; nothing where
    there is none. Ticked already only what the new document itself names. `replacing`: the day is that of replacing."""
    if not above:
        return []
    said = issuers(desk, (one.document.issuer for one in above))
    options = tuple(
        Option(str(one.document.pk), _name(desk, one.document), tuple(_lines(desk, one, said, replacing)))
        for one in above
    )
    asked = Input(
        IMPLEMENTS, "some-of", desk.say("desk.plan.carry"), desk.say("desk.plan.carry.hint"), False, options=options
    )
    if desk.request.method == "POST" and not (replacing and {SHOWN, IMPLEMENTS}.isdisjoint(desk.request.POST)):
        return [asked.choosing(desk.request.POST.getlist(IMPLEMENTS)), *_odd(desk, above)]
    return [asked.choosing(str(one.document.pk) for one in above if one.cited)]


def _odd(desk: Desk, above: Sequence[Above]) -> list[Input]:
    """The ticks for what is odd about the documents that were ticked, as the form of relations asks for them."""
    ticked = set(chosen(desk))
    options = tuple(
        Option(known_as(one.document.pk, odd), desk.refusal(odd).text, (_name(desk, one.document),))
        for one in above
        if one.document.pk in ticked
        for odd in one.odd
    )
    asked = Input(KNOWN, "some-of", desk.say("desk.relation.known"), desk.say("desk.relation.known.hint"), False)
    return [replace(asked, options=options).choosing(known(desk))] if options else []


def known(desk: Desk) -> list[str]:
    """What is odd about the documents that were ticked, and was ticked to be so."""
    return desk.request.POST.getlist(KNOWN)


def odd_said(wrong: Wrong, refused: Refused) -> Wrong:
    """What is refused, at the ticks where it is something odd about one of those documents."""
    return replace(wrong, field=KNOWN) if refused.code in SURE else wrong


def chosen(desk: Desk) -> list[int]:
    """The documents that were ticked, by id."""
    return [number_of(one) for one in desk.request.POST.getlist(IMPLEMENTS) if one.isdigit()]


def _name(desk: Desk, one: Instrument) -> str:
    return ", ".join(filter(None, (named(desk, one), words.dmy(one.dated) if one.dated else "")))


def _lines(desk: Desk, one: Above, issuers_: dict[str, str], replacing: bool) -> list[str]:
    document = one.document
    parts = [issuers_.get(document.issuer, document.issuer), short(document.title, 140)]
    told = [": ".join(filter(None, parts))]
    old, day = named(desk, one.old), words.dmy(one.begins)
    told += [
        desk.say("desk.plan.carry.old.day", old=old, day=day) if replacing else desk.say("desk.plan.carry.old", old=old)
    ]
    told += [desk.say("desk.plan.carry.cited")] if one.cited else []
    return [line for line in (*told, *(desk.refusal(odd).text for odd in one.odd)) if line]


def related(desk: Desk, ref: str) -> dict[str, Any]:
    """As `relations.related`, with what the document could implement in place of a former one."""
    said = relations.related(desk, ref)
    replaces = any(one["own"] and one["kind"] == "replaces" for one in said["rows"])
    asks = replaces and bool(said["relate_url"])
    return said | {"carry": left(desk, scope.instrument(desk.actor, ref, desk.on)) if asks else {}}


def left(desk: Desk, found: Instrument) -> dict[str, Any]:
    """For the page of a document: how many documents its former one implemented that it does not, and where that is
    said."""
    above = could_carry(desk.actor, found, took_over(found) or desk.on, desk.on)
    if not above:
        return {}
    names = "; ".join(_name(desk, one.document) for one in above[:3])
    more = f" (+{len(above) - 3})" if len(above) > 3 else ""
    said = desk.say("desk.plan.carry.left", n=len(above), old=named(desk, above[0].old), names=names + more)
    return {"said": said, "url": desk.url("plan-carry", found.ref)}


@page("GET", "POST")
def form(desk: Desk, ref: str) -> HttpResponse:
    """Ticking which of them the document implements too, from a day, with a reason; sent, it does."""
    found = scope.instrument(desk.actor, ref, desk.on)
    if not may_relate(desk, found):
        raise NotThere
    began = _began(desk, found)
    above = could_carry(desk.actor, found, began, desk.on)
    if not above:
        desk.tell(desk.say("desk.plan.carry.none"))
        return desk.go("plan-lineage", ref)
    ticks, *odd = offered(desk, above, replacing=False)
    inputs = [
        ticks,
        Input("begins", "line", desk.say("desk.relation.begins"), desk.say("desk.plan.day.hint"),
              value=words.dmy(began), short=True, most=20),
        Input("reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.document.reason"), most=2000,
              rows=2),
    ]  # fmt: skip
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        typed = {one.id: one.value for one in inputs}
        day = day_in(typed["begins"])
        if typed["begins"] and day is None:
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.relation.begins")), "begins"))
        if not chosen(desk):
            wrongs.append(Wrong(desk.say("desk.plan.carry.choose"), IMPLEMENTS))
        if not wrongs and day is not None:
            try:
                n = carry(found, chosen(desk), begins=day, reason=typed["reason"], known=known(desk),
                          actor=desk.actor, now=desk.now, on=desk.on)  # fmt: skip
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [odd_said(desk.refusal(refused), refused)]
            else:
                desk.tell(desk.say("desk.plan.carry.done", n=n, day=words.dmy(day)))
                return desk.go("plan-lineage", ref)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.plan.carry.title"),
        lead=desk.say("desk.plan.carry.lead"),
        back={"url": desk.url("plan-lineage", ref), "name": found.symbol or found.title},
        inputs=marked([*inputs, *odd], wrongs),
        once=form_key(desk),
        button=desk.say("desk.relation.save"),
    )


def _began(desk: Desk, found: Instrument) -> date:
    """From when it is meant: the day that was typed, else that from which the document stands in the other's place."""
    typed = day_in(desk.request.POST.get("begins", "")) if desk.request.method == "POST" else None
    return typed or took_over(found) or found.begins or desk.on
