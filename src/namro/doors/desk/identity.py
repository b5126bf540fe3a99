"""Opening who the reporter is: asked for with a reason, agreed by a keeper of another body, read for a limited time.

The identity is never part of a page about the case; it stands on a page of its own, and each reading is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse
from django.urls import reverse

from namro.doors.desk.head import back_to
from namro.doors.desk.inputs import TEXT, Input, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key, tried
from namro.ground.gate.refusals import NotThere
from namro.ground.people.may import may
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, timeline
from namro.work.cases.identity_actions import OPEN_FOR
from namro.work.cases.models import Case


@dataclass(frozen=True, slots=True)
class Known:
    """What this person may know and do about the identity: whether one is sealed, whether they may ask, whether their
    own request waits, until when it is open to them."""

    exists: bool
    may_ask: bool = False
    waits: bool = False
    until: datetime | None = None


def known_of(desk: Desk, found: Case) -> Known:
    """Read from the timeline; whether it truly opens, the action judges again."""
    if not queries.is_named(found):
        return Known(False)
    at_this_office = any(seat.office_id == found.office_id for seat in desk.actor.seats)
    if not at_this_office or not may(desk.actor, "cases.ask_identity", found.office_id, on=desk.on):
        return Known(True)
    rows = timeline.done_of(found)
    mine = [row for row in rows if row.verb == "ask-identity" and row.actor_ref == desk.actor.ref]
    if not mine:
        return Known(True, may_ask=True)
    agreed = [row for row in rows if row.verb == "agree-identity" and row.data.get("asked") == mine[-1].seq]
    if not agreed:
        return Known(True, waits=True)
    until = datetime.fromtimestamp(agreed[0].at.timestamp() + OPEN_FOR, UTC)
    return Known(True, until=until) if until > desk.now else Known(True, may_ask=True)


def standing_of(desk: Desk, found: Case) -> dict[str, str]:
    """What the case page says about the identity, and the one thing that can be done about it now."""
    known = known_of(desk, found)
    if not known.exists:
        return {"said": desk.say("desk.case.identity.none")}
    said = {"said": desk.say("desk.case.identity.sealed")}
    if known.until is not None:
        said["said"] += " " + desk.say("desk.identity.open", moment=desk.moment(known.until))
        return said | {
            "url": reverse("desk:identity-read", args=[found.ref]),
            "link": desk.say("desk.case.identity.read"),
        }
    if known.waits:
        said["said"] += " " + desk.say("desk.identity.pending")
    elif known.may_ask:
        return said | {
            "url": reverse("desk:identity-ask", args=[found.ref]),
            "link": desk.say("desk.case.identity.ask"),
        }
    return said


@page("GET", "POST")
def ask(desk: Desk, ref: str) -> HttpResponse:
    """Asking, with the reason."""
    found = queries.case(desk.actor, ref, desk.on)
    known = known_of(desk, found)
    if not known.may_ask:
        raise NotThere
    inputs = [
        Input("reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.identity.reason.hint"), most=TEXT)
    ]
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        if not wrongs:
            reason, once = inputs[0].value, sent_key(desk)
            wrongs = tried(
                desk, lambda: actions.ask_identity(found, reason=reason, once=once, actor=desk.actor, now=desk.now)
            )
            if not wrongs:
                desk.tell(desk.say("desk.identity.asked"))
                return desk.go("case", found.ref)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.identity.ask.title"),
        lead=desk.say("desk.identity.ask.lead"),
        back=back_to(desk, found),
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        button=desk.say("desk.identity.ask.button"),
    )


@page("GET", "POST")
def read(desk: Desk, ref: str) -> HttpResponse:
    """Reading it: a page that says what reading does, then, once sent, the identity."""
    found = queries.case(desk.actor, ref, desk.on)
    known = known_of(desk, found)
    if known.until is None:
        raise NotThere
    if desk.request.method != "POST":
        return desk.answer(
            "form",
            title=desk.say("desk.identity.title"),
            lead=desk.say("desk.identity.read.lead", moment=desk.moment(known.until)),
            back=back_to(desk, found),
            inputs=[],
            button=desk.say("desk.identity.read.button"),
        )
    try:
        identity = actions.read_identity(found, actor=desk.actor, now=desk.now)
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        desk.tell(desk.refusal(refused).text, warning=True)
        return desk.go("case", found.ref)
    _, rules = queries.rules_of(found)
    asks = rules.reporter.asks
    pairs = [
        {"name": desk.pick(asks[name].names) if name in asks else name, "value": value}
        for name, value in identity.items()
    ]
    return desk.answer(
        "identity",
        back=back_to(desk, found),
        said=desk.say("desk.identity.read.until", moment=desk.moment(known.until)),
        pairs=pairs,
    )


@page()
def requests(desk: Desk) -> HttpResponse:
    """The keeper's list: what other bodies ask to open."""
    if not desk.may("seals.agree_identity"):
        raise NotThere
    rows = [
        {
            "number": one.case_ref,
            "office": desk.pick(one.office_names),
            "who": one.who,
            "at": desk.moment(one.at),
            "reason": one.reason,
            "url": "" if one.same_office else reverse("desk:identity-agree", args=[one.case_ref, one.seq]),
        }
        for one in queries.asked_identities(desk.actor, desk.now)
    ]
    return desk.answer("identity-requests", rows=rows)


@page("GET", "POST")
def agree(desk: Desk, ref: str, asked: str) -> HttpResponse:
    """The keeper's page about one request. The keeper learns why it is asked, never who the reporter is."""
    seq = int(asked)
    asking = queries.asked_identities(desk.actor, desk.now)
    one = next((r for r in asking if (r.case_ref, r.seq) == (ref, seq) and not r.same_office), None)
    if one is None:
        raise NotThere
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        try:
            actions.agree_identity(queries.case_to_unseal(desk.actor, ref), asked=seq, actor=desk.actor, now=desk.now)
        except Refused as refused:
            if refused.code == "gate.not-found":
                raise
            wrongs = [desk.refusal(refused)]
        else:
            desk.tell(desk.say("desk.identity.agreed"))
            return desk.go("identity-requests")
    return desk.answer(
        "identity-agree",
        wrongs=wrongs,
        lead=desk.say("desk.identity.agree.lead", who=one.who, number=one.case_ref),
        office=desk.pick(one.office_names),
        at=desk.moment(one.at),
        reason=one.reason,
    )
