"""What can be done with a case besides the steps of its procedure: write to the reporter and take that back, add files,
hand it over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.head import heading, tells
from namro.doors.desk.inputs import TEXT, Input, Option, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, number_of, page, sent_key, text_of, tried
from namro.doors.desk.told import happened, unheard
from namro.doors.uploads import refused_files
from namro.ground.gate.refusals import NotThere
from namro.ground.people.may import may
from namro.work.cases import actions, queries
from namro.work.cases.models import Case, Done
from namro.work.cases.taking_back import UNDO_FOR

ACTIONS = {
    "message": "cases.message",
    "attach": "cases.attach",
    "hand-over": "cases.hand_over",
    "take-back": "cases.take_back",
}

TELLS = frozenset({"message", "take-back"})
"""Of these the reporter is told."""


def offered(desk: Desk, found: Case, last: Done | None = None) -> list[dict[str, str]]:
    """What this person may do with this case besides its steps, as buttons. `last`: what was done in it last, which may
    be taken back; what is not given is not offered to be."""
    names = [name for name in ACTIONS if name != "take-back"]
    if found.closed_at is not None:
        names = ["message"] if found.wrote_at is not None else []
    if last is not None and queries.can_take_back(found, last, desk.actor, desk.now):
        names.append("take-back")
    return [
        {
            "what": name,
            "url": reverse("desk:beside", args=[found.ref, name]),
            "name": desk.say(f"desk.beside.{name}"),
            "effect": _effect(desk, name, last),
            "tells": tells(desk, ["reporter"] if name in TELLS else []),
        }
        for name in names
        if _may(desk, found, name)
    ]


def _may(desk: Desk, found: Case, name: str) -> bool:
    return may(desk.actor, ACTIONS[name], found.office_id, on=desk.on)


def _effect(desk: Desk, name: str, last: Done | None) -> str:
    if name != "take-back" or last is None:
        return desk.say(f"desk.beside.{name}.effect")
    until = datetime.fromtimestamp(last.at.timestamp() + UNDO_FOR, UTC)
    return desk.say(f"desk.beside.{name}.effect", time=words.clock(last.at), until=words.clock(until))


@page("GET", "POST")
def beside(desk: Desk, ref: str, what: str) -> HttpResponse:
    """The form of one of them."""
    found = queries.case(desk.actor, ref, desk.on)
    posted = desk.request.method == "POST"
    back = what == "take-back"
    late = (
        back and not posted and not queries.can_take_back(found, queries.done(found, found.seq), desk.actor, desk.now)
    )
    if late or not _may(desk, found, what):
        raise NotThere  # to whoever wrote a reason the action says why
    inputs = _inputs(desk, found, what)
    wrongs: list[Wrong] = []
    going = text_of(desk, "go")
    if desk.request.method == "POST" and (once := text_of(desk, "once")[:64]) and queries.was_done(found, once):
        desk.tell(
            desk.say("desk.step.done", name=desk.say(f"desk.beside.{what}"))
        )  # this very form did its work before
        return desk.go("case", found.ref)
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        wrongs += [Wrong(words.refusal(desk.lang, one), "files") for one in refused_files(desk.request)]
        if what == "message" and going == "look" and not wrongs:
            return _look(desk, found, what, inputs)
        if what == "message" and not wrongs and going == "do" and _since(desk, found, "told"):
            return _look(desk, found, what, inputs, status=409)
        if not wrongs and going != "mend":
            wrongs = tried(desk, lambda: _do(desk, found, what))
            if not wrongs:
                desk.tell(desk.say("desk.step.done", name=desk.say(f"desk.beside.{what}")))
                return desk.go("case", found.ref)
        elif going == "mend":
            wrongs = []
    return desk.answer(
        "step",
        wrongs=wrongs,
        case=heading(desk, found),
        step=_about(desk, found, what),
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        seq=_seen(desk, found),
        wrote=unheard(desk, found) if what == "message" and found.wrote_at is not None else [],
        go="look" if what == "message" else "do",
        button=desk.say("desk.step.look" if what == "message" else f"desk.beside.{what}"),
    )


def _seen(desk: Desk, found: Case) -> int:
    """The last action that the officer had before them when the form was opened."""
    return number_of(text_of(desk, "seq"), first=0, last=found.seq) if desk.request.method == "POST" else found.seq


def _about(desk: Desk, found: Case, what: str) -> dict[str, str]:
    sent = queries.done(found, _seen(desk, found) or found.seq) if what == "take-back" else None
    return {
        "name": desk.say(f"desk.beside.{what}"),
        "effect": _effect(desk, what, sent),
        "tells": tells(desk, ["reporter"] if what in TELLS else []),
        "url": reverse("desk:beside", args=[found.ref, what]),
    }


def _since(desk: Desk, found: Case, told: str = "seq") -> list[dict[str, Any]]:
    """What happened in the case since the form was opened or, by the field `told`, since its writer last looked;
    nothing where the form does not say."""
    seen = number_of(text_of(desk, told), first=0, last=found.seq)
    return [one for one in happened(desk, found) if one["seq"] > seen] if 0 < seen < found.seq else []


def _look(desk: Desk, found: Case, what: str, inputs: list[Input], status: int = 200) -> HttpResponse:
    """The message as the reporter will read it, with what colleagues and the reporter did meanwhile."""
    return desk.answer(
        "look",
        status,
        meanwhile=_since(desk, found),
        case=heading(desk, found),
        step=_about(desk, found, what),
        texts=[one.value for one in inputs],
        kept=[*((one.id, one.value) for one in inputs), ("told", found.seq)],
        once=text_of(desk, "once")[:64],
        seq=_seen(desk, found),
        button=desk.say("desk.beside.message"),
    )


def _inputs(desk: Desk, found: Case, what: str) -> list[Input]:
    if what == "message":
        return [Input("text", "long-text", desk.say("desk.input.text"), desk.say("desk.input.text.hint"), most=TEXT)]
    if what == "take-back":
        return [
            Input(
                "reason",
                "long-text",
                desk.say("desk.input.reason"),
                desk.say("desk.beside.take-back.reason"),
                rows=4,
                most=TEXT,
            )
        ]
    if what == "attach":
        shown = (Option("yes", desk.say("desk.beside.attach.shown")),)
        return [
            Input("files", "files", desk.say("desk.case.files"), desk.say("desk.new.files.hint"), required=True),
            Input("text", "long-text", desk.say("desk.beside.attach.text"), "", False, rows=3, most=TEXT),
            Input("shown", "some-of", desk.say("desk.beside.attach.who"), "", False, options=shown),
        ]
    posts = tuple(
        Option(str(hand.post_id), desk.say("desk.beside.hand-over.post", name=hand.holder, role=desk.role(hand.role)))
        for hand in queries.heirs_at(found, desk.on)
    )
    return [
        Input("post", "list", desk.say("desk.input.post"), "", options=posts),
        Input(
            "reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.input.reason.hint"), rows=4, most=TEXT
        ),
    ]


def _do(desk: Desk, found: Case, what: str) -> None:
    common: dict[str, Any] = {"actor": desk.actor, "now": desk.now}
    once = sent_key(desk)
    if what == "message":
        actions.message(found, text=text_of(desk, "text"), seen=_seen(desk, found), once=once, **common)
    elif what == "take-back":
        actions.take_back(found, act=_seen(desk, found), reason=text_of(desk, "reason"), once=once, **common)
    elif what == "attach":
        actions.attach(
            found,
            uploads=desk.request.FILES.getlist("files"),
            text=text_of(desk, "text"),
            for_reporter="yes" in desk.request.POST.getlist("shown"),
            once=once,
            **common,
        )
    else:
        actions.hand_over(
            found,
            post=int(text_of(desk, "post")),
            reason=text_of(desk, "reason"),
            seq=_seen(desk, found),
            once=once,
            **common,
        )
