"""A file between the look at it and what is taken of it: the looks that wait, what was typed on one, letting one go."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict

from namro.doors.desk import unsaved
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key, text_of
from namro.ground.gate.refusals import NotThere
from namro.ground.seals.sealing import SealBroken
from namro.rules.packs.refused import Refused
from namro.work.plans import waiting
from namro.work.plans.waiting import DAYS, Head, Typed, Waiting

NOT_TYPED = unsaved.OWN | {"go", "stand", "by"}
"""Fields of a look that say nothing of what was typed."""
CHOICES = ("does-", "t-does-", "c-does-", "clause-", "lost-", "gone-", "same", "lent-", "t-lent-")
"""Beginnings of fields that choose what becomes of a line of the plan."""
SHOWS = frozenset({"look", "keep", "mend"})
"""What a look is sent for that makes nothing: Enter in a field, keeping it for later, a form given back after a new
sign-in."""
WAYS = {"new": "plan-look", "read": "plan-read-again-look", "table": "plan-table-look"}


def looked_at(desk: Desk, ref: str, token: str, gone: str) -> Waiting | HttpResponse:
    """The file that waits; or the way back to the plan, where it waits no more (which `gone` names the words of) or is
    given up."""
    try:
        kept = waiting.opened(token, actor=desk.actor)
    except NotThere:
        desk.tell(desk.say(gone), warning=True)
        return desk.go("plan", ref)
    if text_of(desk, "go") == "give-up":
        waiting.forget(token, actor=desk.actor, now=desk.now)
        desk.tell(desk.say("desk.plan.table.given-up"))
        return desk.go("plan", ref)
    return kept


@dataclass(slots=True)
class Look:
    """A look as it is shown or was sent. `desk`: the request, or what was typed before as if it had just been sent;
    `stand`: how what is kept stands now; `wrongs`: why it was not kept; `done`: an answer that needs nothing read."""

    desk: Desk
    stand: str = ""
    said: str = ""
    wrongs: list[Wrong] | None = None
    done: HttpResponse | None = None
    mine: bool = True

    @property
    def shows(self) -> bool:
        """Whether nothing is to be made of it."""
        return text_of(self.desk, "go") in SHOWS

    @property
    def shown(self) -> dict[str, Any]:
        """What its page says of keeping."""
        return {"stand": self.stand, "kept_said": self.said, "days": DAYS, "mine": self.mine}


def look_of(desk: Desk, kept: Waiting, seen: str | None = None) -> Look:
    """The look at a document with what was typed on it; what is sent now is kept first, whatever it is sent for.

    `seen`: how the plan stands now that lines are taken into; of what was typed when it stood otherwise no choice is
    given back."""
    token = kept.token
    if desk.request.method != "POST":
        typed = waiting.typed(token, actor=desk.actor)
        fields = typed.fields
        if seen is not None and dict(fields).get("seen", seen) != seen:
            fields = tuple(one for one in fields if not one[0].startswith(CHOICES))
        return Look(as_sent(desk, fields) if fields else desk, typed.stand, _kept_said(desk, typed), mine=kept.mine)
    look = Look(desk, mine=kept.mine)
    fields = tuple(
        (name, str(text)) for name, texts in desk.request.POST.lists() if name not in NOT_TYPED for text in texts
    )
    stand = str(desk.request.POST["stand"])[:40] if "stand" in desk.request.POST else None
    try:
        waiting.keep_typed(token, fields, stand=stand, page=sent_key(desk) or "", actor=desk.actor, now=desk.now)
        typed = waiting.typed(token, actor=desk.actor)
    except NotThere:  # the same form made something of it a moment ago, which its action tells
        return look
    except Refused as refused:
        look.wrongs = [Wrong(desk.refusal(refused).text)]
        typed = waiting.typed(token, actor=desk.actor)
    look.stand, look.said = typed.stand, _kept_said(desk, typed)
    if text_of(desk, "go") == "keep":
        look.done = _kept(desk, look)
    return look


def _kept(desk: Desk, look: Look) -> HttpResponse | None:
    """The answer to who keeps a look for later: to the script what it says, to a person the list; None where it was
    not kept, which the look says itself."""
    if text_of(desk, "by") == "script":
        said = look.wrongs[0].text if look.wrongs else look.said
        return JsonResponse({"said": said}, status=409 if look.wrongs else 200)
    if look.wrongs:
        return None
    desk.tell(desk.say("desk.plan.keep.done", days=DAYS))
    return desk.go("plans", after="#waits")


def _kept_said(desk: Desk, typed: Typed) -> str:
    """When something was kept last, and by whom where it was somebody else."""
    if typed.at is None:
        return ""
    key = "desk.plan.keep.said" if typed.by == desk.actor.name else "desk.plan.keep.said.by"
    return desk.say(key, at=desk.moment(typed.at), name=typed.by)


def as_sent(desk: Desk, fields: Iterable[tuple[str, str]]) -> Desk:
    """The desk with these fields as if they were sent to be looked at."""
    sent = QueryDict(mutable=True)
    for name, text in fields:
        sent.appendlist(name, text)
    sent["go"] = "look"
    sent._mutable = False
    request = copy.copy(desk.request)
    request.method, request.POST = "POST", sent  # type: ignore[assignment]
    return replace(desk, request=request)


def rows(desk: Desk) -> list[dict[str, Any]]:
    """The looks that wait for the reader, each with who brought the document, when, and where it goes on."""
    return [_row(desk, one) for one in waiting.waits(desk.actor)]


def _row(desk: Desk, one: Head) -> dict[str, Any]:
    parts = (one.token,) if one.where == "new" else (one.plan, one.token)
    key = "desk.plan.waits-look.mine" if one.mine else "desk.plan.waits-look.by"
    kept = ""
    if one.kept_at is not None:
        kept = _kept_said(desk, Typed(by=one.kept_by, at=one.kept_at))
    return {
        "url": desk.url(WAYS[one.where], *parts),
        "name": one.name,
        "what": desk.say(f"desk.plan.waits-look.{one.where}"),
        "by": desk.say(key, name=one.by, at=desk.moment(one.at)),
        "kept": kept,
        "away": desk.url("plan-waiting-away", one.token) if one.mine else "",
    }


def today(desk: Desk) -> str:
    """For Today: how many documents wait that the reader brought or may go on with; no query."""
    n = len(waiting.waits(desk.actor)) if desk.may("plans.draft") else 0
    return desk.say("desk.plan.waits-look.today", n=n) if n else ""


@page("GET", "POST")
def away(desk: Desk, token: str) -> HttpResponse:
    """Throwing away a document that waits, with what was typed on it, after a question."""
    try:
        kept = waiting.opened(token, actor=desk.actor)
    except NotThere:
        return went(desk, token)
    if not kept.mine:
        raise NotThere
    if desk.request.method == "POST":
        waiting.forget(token, actor=desk.actor, now=desk.now)
        desk.tell(desk.say("desk.plan.read.given-up"))
        return desk.go("plans")
    return desk.answer(
        "form",
        title=desk.say("desk.plan.waits-look.away"),
        lead=desk.say("desk.plan.waits-look.away.lead", name=kept.name),
        back={"url": f"{desk.url('plans')}#waits", "name": desk.say("desk.plan.waits-look.title")},
        inputs=[],
        once=form_key(desk),
        button=desk.say("desk.plan.waits-look.away.do"),
    )


def went(desk: Desk, token: str) -> HttpResponse:
    """The page of a document that waits no more: the plan that has it, or that it was thrown away. Raises `NotThere`
    where nothing is known of it."""
    try:
        told = waiting.went(token, actor=desk.actor)
    except SealBroken:
        raise NotThere from None
    key = "desk.plan.went.plan" if told.plan else "desk.plan.went.away"
    return desk.answer(
        "gone",
        410,
        title=desk.say("desk.plan.went.title"),
        lead=desk.say(key, file=told.name, name=told.by, at=desk.moment(told.at)),
        ways=[
            *([{"url": desk.url("plan", told.plan), "name": desk.say("desk.gone.plan")}] if told.plan else []),
            {"url": desk.url("plans"), "name": desk.say("desk.plans.title")},
        ],
    )
