"""The counter: writing down what somebody says there, by telephone or by post, and giving them a receipt."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk import unsaved
from namro.doors.desk.asked import answers_in, at_input, inputs_for
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, number_of, page, text_of
from namro.doors.uploads import refused_files
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Seat
from namro.ground.people.may import grants
from namro.results.papers.slips import slip_form
from namro.rules.clocks.terms import Unit
from namro.rules.packs.kinds import RECEIVED
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import AskedOfReporter, Procedure
from namro.work.cases import actions, queries, receipts
from namro.work.cases.models import Case

CHANNELS = ("counter", "phone", "post")
_TIME = re.compile(r"(\d{1,2})\s*[:hg.]\s*(\d{2})?")


@page()
def new(desk: Desk) -> HttpResponse:
    """What can be received here."""
    seats = _seats(desk)
    seat = _seat(desk, seats)
    kinds = [
        {
            "url": f"{reverse('desk:new-form', args=[procedure.id])}?office={seat.office_id}",
            "name": desk.pick(procedure.names),
            "says": desk.pick(procedure.says),
        }
        for procedure in desk.pack.in_force(desk.on)
        if seat.office_kind in procedure.opens_at
    ]
    others = [
        {"id": one.office_id, "name": desk.office(one.office_id)} for one in seats if one.office_id != seat.office_id
    ]
    return desk.answer("new", office={"name": desk.office(seat.office_id)}, kinds=kinds, offices=others)


@page("GET", "POST")
def form(desk: Desk, procedure: str) -> HttpResponse:
    """The form of one kind of matter; sent, its receipt."""
    seat = _seat(desk, _seats(desk))
    rules = next((one for one in desk.pack.in_force(desk.on) if one.id == procedure), None)
    if rules is None or seat.office_kind not in rules.opens_at:
        raise NotThere
    sent = desk.request.method == "POST"
    draft = text_of(desk, "draft")[:60] if sent else secrets.token_urlsafe(24)
    back = unsaved.given_back(desk.request)
    wrongs = _staged(desk, draft) if sent and not back else []
    how, about, who = _how(desk), inputs_for(desk, rules, draft), _who(desk, rules)
    if sent and not wrongs:
        how, wrong_how = judged(desk, how)
        about, wrong_about = judged(desk, about)
        who, wrong_who = judged(desk, who)
        if text_of(desk, "go") == "find":
            how, about, who = ([replace(one, wrong="") for one in part] for part in (how, about, who))
        else:
            wrongs = [*wrong_how, *wrong_about, *wrong_who]
            at, wrong_at = _received_at(desk, rules)
            answers, wrong_answers = answers_in(desk, rules, about)
            wrongs += [*wrong_at, *(w for w in wrong_answers if w.field not in {x.field for x in wrongs})]
            if not wrongs:
                try:
                    received = actions.receive(
                        queries.office(seat.office_id),
                        procedure=rules.id,
                        answers=answers,
                        identity={one.id.removeprefix("who-"): one.value for one in who if one.value} or None,
                        place_ref=_place(rules, answers),
                        channel=text_of(desk, "channel"),
                        draft=draft,
                        received_at=at,
                        actor=desk.actor,
                        now=desk.now,
                    )
                except Refused as refused:
                    if refused.code == "gate.not-found":
                        raise
                    wrongs = [at_input(desk.refusal(refused), [*how, *about, *who])]
                else:
                    return _receipt(desk, received.case, received.code)
    elif sent:
        how, about, who = (judged(desk, part)[0] for part in (how, about, who))
    parts = [
        {"id": "how", "name": desk.say("desk.new.part.how"), "inputs": marked(how, wrongs)},
        {"id": "about", "name": desk.say("desk.new.part.about"), "inputs": marked(about, wrongs)},
        {
            "id": "who",
            "name": desk.say("desk.new.part.who"),
            "says": desk.say("desk.new.part.who.says"),
            "inputs": marked(who, wrongs),
        },
    ]
    kind = {"name": desk.pick(rules.names), "says": desk.pick(rules.says)}
    return desk.answer(
        "new-form",
        wrongs=wrongs,
        files_kept=not back,
        office={"name": desk.office(seat.office_id)},
        kind=kind,
        parts=parts,
        draft=draft,
    )


def _seats(desk: Desk) -> list[Seat]:
    """The seats that may receive, one for each office."""
    found: dict[int, Seat] = {}
    for seat in desk.actor.seats:
        if grants(seat.role, "cases.receive"):
            found.setdefault(seat.office_id, seat)
    return list(found.values())


def _seat(desk: Desk, seats: Sequence[Seat]) -> Seat:
    """The seat at the office that the address names, else the first."""
    if not seats:
        raise NotThere
    asked = desk.request.GET.get("office")
    if asked is None:
        return seats[0]
    wanted = number_of(asked, first=0, last=2**62)
    found = next((seat for seat in seats if seat.office_id == wanted), None)
    if found is None:
        raise NotThere
    return found


def _staged(desk: Desk, draft: str) -> list[Wrong]:
    """Keeps the files that came with the form, so that a form shown again has not lost them."""
    wrongs = [Wrong(words.refusal(desk.lang, refused), "files") for refused in refused_files(desk.request)]
    for name in desk.request.FILES:
        for upload in desk.request.FILES.getlist(name):
            try:
                actions.stage_file(draft, upload, actor=desk.actor, now=desk.now)
            except Refused as refused:
                wrongs.append(Wrong(words.refusal(desk.lang, refused), name))
    return wrongs


def _how(desk: Desk) -> list[Input]:
    channels = tuple(Option(id, desk.say(f"desk.channel.{id}.long"), chosen=id == "counter") for id in CHANNELS)
    return [
        Input("channel", "one-of", desk.say("desk.new.channel"), options=channels),
        Input(
            "received-on",
            "line",
            desk.say("desk.new.received-on"),
            desk.say("desk.new.received-on.hint"),
            False,
            short=True,
            inputmode="numeric",
            most=10,
        ),
        Input("received-time", "line", desk.say("desk.new.received-time"), "", False, short=True, most=8),
    ]


def _counts_hours(rules: Procedure) -> bool:
    """Whether a limit in hours begins when such a matter comes in."""
    begins = [clock for clock in rules.clocks.values() if any(start.event == RECEIVED for start in clock.starts)]
    return any(clock.limit.unit is Unit.HOUR for clock in begins)


def _received_at(desk: Desk, rules: Procedure) -> tuple[datetime | None, list[Wrong]]:
    """When it came in, if that was said; the door's own "now" otherwise."""
    on, at = text_of(desk, "received-on"), text_of(desk, "received-time")
    if not on and not at:
        return None, []
    day = day_in(on) if on else desk.on
    if day is None:
        return None, [Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.new.received-on")), "received-on")]
    found = _TIME.fullmatch(at) if at else None
    if at and (found is None or int(found[1]) > 23 or int(found[2] or 0) > 59):
        return None, [
            Wrong(desk.say("desk.input.not-a-time", name=desk.say("desk.new.received-time")), "received-time")
        ]
    if found is None and day == desk.on:
        return None, []
    if found is None and day < desk.on and _counts_hours(rules):
        return None, [Wrong(desk.say("desk.new.received-time.needed"), "received-time")]
    clock = time(int(found[1]), int(found[2] or 0)) if found else time(0)  # a day alone counts from its beginning
    moment = datetime.combine(day, clock, tzinfo=desk.pack.calendar.zone)
    if moment > desk.now:
        return None, [Wrong(desk.say("desk.new.received.not-yet"), "received-on" if on else "received-time")]
    return moment, []


def _who(desk: Desk, rules: Procedure) -> list[Input]:
    """What is asked about the reporter; sealed apart."""
    return [_about_person(desk, rules, ask) for ask in rules.reporter.asks.values()]


def _about_person(desk: Desk, rules: Procedure, ask: AskedOfReporter) -> Input:
    required = ask.required and rules.reporter.named == "required"
    kind = "long-text" if ask.kind == "long-text" else "line"
    mode = {"phone": "tel", "email": "email"}.get(ask.kind, "")
    return Input(
        f"who-{ask.id}",
        kind,  # type: ignore[arg-type]
        desk.pick(ask.names),
        desk.pick(ask.why),
        required,
        rows=3,
        most=1000 if kind == "long-text" else 300,
        inputmode=mode,
        autocomplete="off",
    )


def _place(rules: Procedure, answers: dict[str, Any]) -> str:
    """The unit where it happened: the answer to the first question about a place."""
    for field in rules.fields:
        if field.kind == "place" and isinstance(answers.get(field.id), dict):
            return str(answers[field.id].get("ref", ""))
    return ""


def _receipt(desk: Desk, found: Case, code: str) -> HttpResponse:
    """The receipt, for printing; its code is in no address and in no log."""
    _, rules = queries.rules_of(found)
    symbols = receipts.read(code) or ""
    groups = [symbols[i : i + receipts.GROUP] for i in range(0, len(symbols), receipts.GROUP)]
    promised = [
        desk.say("desk.receipt.next.line", clock=desk.pick(view.names), day=desk.day(view.due.on))
        for view in queries.clocks(found, desk.now)
        if view.shown_to_reporter and view.due and view.status == "running"
    ]
    pairs = [
        ("number", found.ref),
        ("kind", desk.pick(rules.names)),
        ("received", desk.when(found.received_at)),
        ("office", desk.office(found.office_id)),
    ]
    return desk.answer(
        "new-receipt",
        office=desk.office(found.office_id),
        pairs=[{"name": desk.say(f"desk.receipt.{name}"), "value": value} for name, value in pairs],
        groups=groups,
        pdf_url=reverse("desk:paper-receipt") if slip_form("receipt", desk.on) else "",
        follow=desk.request.build_absolute_uri(f"/{desk.lang}/follow").partition("://")[2],
        next=promised,
        case_url=reverse("desk:case", args=[found.ref]),
        printed=desk.say(
            "desk.register.printed", day=words.dmy(desk.on), time=words.clock(desk.now), who=desk.user.name
        ),
    )
