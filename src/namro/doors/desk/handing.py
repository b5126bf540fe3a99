"""Handing a post over with its whole desk, and what somebody was given so."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse

from namro.doors.desk.inputs import TEXT, Input, Option, judged, marked
from namro.doors.desk.lines import lines
from namro.doors.desk.page import Desk, Wrong, number_of, page, text_of
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, desks

LARGEST = 2**62


@page("GET", "POST")
def hand_over(desk: Desk, pk: int) -> HttpResponse:
    """Everything that a post has and to whom it goes; a look at what will happen; then all of it in one action."""
    found = desks.desk_of(desk.actor, min(pk, LARGEST), desk.now)
    inputs = _inputs(desk, found)
    if desk.request.method != "POST":
        return _form(desk, found, inputs)
    going, once = text_of(desk, "go"), text_of(desk, "once")[:64]
    inputs, wrongs = judged(desk, inputs)
    if going == "mend":
        return _form(desk, found, [replace(one, wrong="") for one in inputs])
    if wrongs and not (going == "do" and once):
        return _form(desk, found, marked(inputs, wrongs), wrongs)
    if going != "do":
        return _look(desk, found, inputs)
    try:
        handed = actions.hand_over_desk(
            found.post,
            heirs=_heirs(desk, found),
            reason=text_of(desk, "reason"),
            once=once or secrets.token_urlsafe(16),
            as_seen=text_of(desk, "seen")[:64],
            actor=desk.actor,
            now=desk.now,
        )
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        found = desks.desk_of(desk.actor, found.post.pk, desk.now)
        inputs, _ = judged(desk, _inputs(desk, found))
        said = [desk.refusal(refused)]
        return _form(desk, found, marked([replace(one, wrong="") for one in inputs], said), said, status=409)
    return _went(desk, handed, inputs)


def _went(desk: Desk, handed: actions.Handed, inputs: list[Input]) -> HttpResponse:
    """After a part: on to the next, as it was chosen; after the last, back to who has how much."""
    key = "desk.handing.done.before" if handed.before else "desk.handing.done"
    desk.tell(desk.say(key, n=handed.record.cases))
    found = desks.desk_of(desk.actor, handed.record.post_id, desk.now)
    if not handed.left:
        return desk.go("workload")
    if not any(kind.heirs and kind.in_part for kind in found.kinds):
        desk.tell(desk.say("desk.handing.stays", n=handed.left), warning=True)
        return desk.go("post-hand-over", str(found.post.pk))
    kept = {one.id: one for one in inputs}
    inputs = [_kept(one, kept.get(one.id)) for one in _inputs(desk, found)]
    if any(one.required and not one.value and not any(o.chosen for o in one.options) for one in inputs):
        return _form(desk, found, inputs)
    return _look(desk, found, inputs)


def _kept(one: Input, before: Input | None) -> Input:
    if before is None:
        return one
    return replace(one.choosing(o.id for o in before.options if o.chosen), value=before.value)


def _inputs(desk: Desk, found: desks.PostDesk) -> list[Input]:
    """One heir for each kind that the next part holds, and the reason."""
    asked = []
    for kind in found.kinds:
        if not kind.heirs or not kind.in_part:
            continue
        options = tuple(
            Option(
                str(hand.post_id),
                desk.say("desk.input.post.load", name=hand.holder, role=desk.role(hand.role), n=hand.open),
                chosen=len(kind.heirs) == 1,
            )
            for hand in kind.heirs
        )
        label = desk.say("desk.handing.kind", kind=desk.pick(kind.names), n=kind.in_part)
        asked.append(Input(f"to-{kind.id}", "list", label, options=options))
    if asked:
        reason, hint = desk.say("desk.input.reason"), desk.say("desk.handing.reason.hint")
        asked.append(Input("reason", "long-text", reason, hint, rows=3, most=TEXT))
    return asked


def _heirs(desk: Desk, found: desks.PostDesk) -> dict[str, int]:
    """The posts chosen, by kind."""
    chosen = {kind.id: text_of(desk, f"to-{kind.id}") for kind in found.kinds}
    return {kind: int(post) for kind, post in chosen.items() if post.isascii() and post.isdigit() and len(post) < 19}


def _about(desk: Desk, found: desks.PostDesk) -> dict[str, Any]:
    office = desk.pick(found.post.office.names)
    return {
        "url": desk.url("post-hand-over", found.post.pk),
        "who": found.holder or desk.say("desk.handing.nobody"),
        "post": desk.say("desk.account.post", role=desk.role(found.post.role), office=office),
        "list": f"{desk.url('cases')}?state=open&assignee={found.post.pk}",
        "cases": found.cases,
        "part": found.part if found.part < found.cases else 0,
        "stays": [
            desk.say("desk.handing.kind", kind=desk.pick(kind.names), n=kind.cases)
            for kind in found.kinds
            if not kind.heirs
        ],
    }


def _form(
    desk: Desk, found: desks.PostDesk, inputs: list[Input], wrongs: list[Wrong] | None = None, status: int = 200
) -> HttpResponse:
    return desk.answer(
        "handing",
        status,
        wrongs or [],
        about=_about(desk, found),
        counts=[
            (desk.say("desk.handing.open"), found.open),
            (desk.say("desk.handing.unread"), found.unread),
            *((desk.pick(kind.names), kind.cases) for kind in found.kinds),
        ],
        lines=lines(desk, found.rows),
        shown=desk.say("desk.handing.shown", n=len(found.rows)) if len(found.rows) < found.cases else "",
        inputs=inputs,
    )


def _look(desk: Desk, found: desks.PostDesk, inputs: list[Input]) -> HttpResponse:
    """What will happen, by heir, before it does."""
    kept = [(one.id, one.value) for one in inputs if one.value]
    kept += [(one.id, option.id) for one in inputs for option in one.options if option.chosen]
    chosen = {one.id: next((o.name for o in one.options if o.chosen), "") for one in inputs}
    going = [
        (desk.say("desk.handing.kind", kind=desk.pick(kind.names), n=kind.in_part), chosen[f"to-{kind.id}"])
        for kind in found.kinds
        if chosen.get(f"to-{kind.id}")
    ]
    n = sum(kind.in_part for kind in found.kinds if chosen.get(f"to-{kind.id}"))
    return desk.answer(
        "handing-look",
        about=_about(desk, found),
        going=going,
        reason=next((one.value for one in inputs if one.id == "reason"), ""),
        kept=kept,
        once=secrets.token_urlsafe(16),
        seen=found.seen,
        button=desk.say("desk.handing.do", n=n),
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """One hand-over as its heir reads it."""

    said: str
    reason: str
    lines: list[Any]
    shown: str
    new: bool


@page("GET", "POST")
def handed(desk: Desk) -> HttpResponse:
    """What was handed over to the person's posts; one button says that it was seen."""
    if not desk.works():
        raise NotThere
    if desk.request.method == "POST":
        upto = number_of(text_of(desk, "upto"), first=0, last=2**31)
        actions.see_handed_desks(desk.user, upto=upto, actor=desk.actor, now=desk.now)
        desk.tell(desk.say("desk.handed.told"))
        return desk.go("handed")
    found = desks.inherited(desk.actor, desk.now)
    return desk.answer(
        "handed",
        given=[_given(desk, one) for one in found],
        upto=max((one.id for one in found if not one.seen), default=0),
    )


def _given(desk: Desk, one: desks.Inherited) -> _Given:
    who = one.from_name or desk.role(one.from_role)
    said = desk.say("desk.handed.said", n=one.cases, who=who, by=one.by or "–", moment=desk.moment(one.at))
    shown = desk.say("desk.handed.shown", n=len(one.rows)) if len(one.rows) < one.cases else ""
    return _Given(said, one.reason, lines(desk, one.rows), shown, not one.seen)
