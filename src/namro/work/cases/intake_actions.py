"""Bringing a matter in: receive and register it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import seat_for
from namro.ground.people.models import Office
from namro.ground.seals.sealing import seal
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import RECEIVED, Procedure
from namro.work.cases import receipts, texts
from namro.work.cases.answers import Place, checked_answers, checked_identity, place_of, summary_of
from namro.work.cases.cache import store
from namro.work.cases.history import frozen
from namro.work.cases.keeping import adopt_staged
from namro.work.cases.models import Case, Done, Notice, Receipt, Said, Salt, SentBody
from namro.work.cases.offices import offices_for
from namro.work.cases.states import Act, reduce
from namro.work.cases.turns import next_number, open_step, payload_of

NEWCOMER = Actor("reporter", "reporter:new", "")
"""Somebody who reports on the web and has no case yet."""

SHOWN_AGAIN = 24 * 3600
"""Seconds for which a form sent again shows its receipt again."""


@dataclass(frozen=True, slots=True)
class Received:
    """A received case and its secret code, shown now and never kept. `again`: the form had been sent before."""

    case: Case
    code: str
    again: bool = False


def receive(
    office: Office | None,
    *,
    procedure: str,
    answers: Mapping[str, Any],
    identity: Mapping[str, Any] | None = None,
    place_ref: str = "",
    channel: str = Case.WEB,
    draft: str | None = None,
    received_at: datetime | None = None,
    body: bytes | None = None,
    actor: Actor,
    now: datetime,
) -> Received:
    """Opens a case from what a person says, and gives back the case with the code of its receipt.

    `draft` makes it safe to repeat: the same token brings the same case and, within 24 hours, the same code. `office`
    None: the office that answers for the place. `received_at`: when a letter or call came in, if that was before.
    `body` is what a program sent under the draft's token: something else under the same token is refused.

    Raises Refused with the field at fault; then nothing was changed.
    """
    if draft is not None:
        if not isinstance(draft, str) or not receipts.LEAST_TOKEN <= len(draft) <= 200:
            raise Refused("cases.draft-broken")
        before = _again(draft, now, body)
        if before is not None:
            return before
    try:
        return _open(
            office,
            procedure=procedure,
            answers=answers,
            identity=identity,
            place_ref=place_ref,
            channel=channel,
            draft=draft,
            received_at=received_at,
            body=body,
            actor=actor,
            now=now,
        )
    except IntegrityError:
        before = _again(draft, now, body) if draft is not None else None
        if before is None:
            raise
        return before  # the same form was sent twice at once, and the other one was first


def _again(draft: str, now: datetime, body: bytes | None = None) -> Received | None:
    """The case that this draft already became. Raises Refused `cases.draft-used` once its receipt is shown no more,
    `cases.draft-changed` when it became it with something else in it."""
    kept = Receipt.objects.select_related("case", "sent").filter(draft=receipts.draft_digest(draft)).first()
    if kept is None:
        return None
    if body is not None and (sent := getattr(kept, "sent", None)) and sent.digest != receipts.body_digest(draft, body):
        raise Refused("cases.draft-changed")
    if (now - kept.made_at).total_seconds() > SHOWN_AGAIN:
        raise Refused("cases.draft-used", ref=kept.case.ref)
    return Received(kept.case, receipts.code_from(draft), again=True)


def _about(office: Office | None, **_: Any) -> Office | None:
    return office


@action("cases.receive", target=_about, open_to_all=True)
def _open(
    office: Office | None,
    *,
    procedure: str,
    answers: Mapping[str, Any],
    identity: Mapping[str, Any] | None,
    place_ref: str,
    channel: str,
    draft: str | None,
    received_at: datetime | None,
    body: bytes | None,
    actor: Actor,
    now: datetime,
) -> Received:
    """Receive a matter: open a case and give the person a receipt."""
    pack = the_pack()
    on = pack.calendar.local(now)
    if channel not in Case.CHANNELS:
        raise Refused("cases.unknown-channel", field="channel", channel=str(channel)[:40])
    at = _came_in(received_at, channel, now)
    rules = pack.procedure(procedure, pack.calendar.local(at))
    place = place_of(place_ref, on)
    said = checked_answers(rules, answers, on, place_ref)
    sealed = checked_identity(rules, identity)
    office = office or _office_for(rules, place, on)
    _may_receive(office, rules, channel, actor, on)
    kept = frozen(pack, rules)
    code = receipts.code_from(draft) if draft is not None else receipts.new_code()
    data: dict[str, Any] = {
        "procedure": kept.hash,
        "office": office.pk,
        "office_kind": office.kind,
        "channel": channel,
        "named": bool(sealed),
        "received_at": at.isoformat(),
    }
    case = Case(
        ref=_fresh_reference(),
        procedure_id=rules.id,
        channel=channel,
        received_at=at,
        received_on=pack.calendar.local(at),
        place_ref=place.unit.ref if place else "",
        place_name=place.name if place else "",
        summary=summary_of(rules, said),
        frozen=kept,
        office=office,
        state=RECEIVED,
        waits_for="office",
        changed_at=now,
    )
    store(case, rules, reduce({kept.hash: (pack, rules)}, [Act(1, "receive", None, at, data)]), None, changed_at=now)
    receipt = Receipt.objects.create(
        case=case,
        digest=receipts.digest_of(code),
        draft=receipts.draft_digest(draft) if draft is not None else None,
        made_at=now,
    )
    if draft is not None and body is not None:
        SentBody.objects.create(receipt=receipt, digest=receipts.body_digest(draft, body))
    Said.objects.create(case=case, values=said)
    if sealed:
        seal(case.guard_ref, sealed)
    done = _first(case, data, actor, now)
    if draft is not None:
        adopt_staged(draft, case, done)
    return Received(case, code)


def _first(case: Case, data: dict[str, Any], actor: Actor, now: datetime) -> Done:
    running = current()
    running.is_about(case)
    running.office = case.office.code
    running.carries(payload_of(case.ref, Act(1, "receive", None, now, data), {}))
    recorded = running.entry()
    done = Done.objects.create(
        case=case,
        seq=1,
        verb="receive",
        at=now,
        actor_ref=actor.ref,
        actor_name=actor.name if actor.kind == "staff" else "",
        seat=str(running.seat) if running.seat else "",
        office=case.office,
        data=data,
        entry_id=recorded.id,
    )
    Salt.objects.create(done=done, salt=recorded.salt)
    Notice.objects.create(case=case, done=done, to="office", at=now)
    return done


def _came_in(received_at: datetime | None, channel: str, now: datetime) -> datetime:
    """The instant from which the limits run. Raises Refused `cases.not-yet-received`, `cases.needs-time`."""
    if received_at is None or channel in (Case.WEB, Case.OPEN311):
        return now
    if received_at.tzinfo is None:
        raise Refused("cases.needs-time", field="received_at")
    if received_at > now:
        raise Refused("cases.not-yet-received", field="received_at")
    return received_at


def _office_for(rules: Procedure, place: Place | None, on: date) -> Office:
    found = offices_for(rules, place.unit, on) if place is not None else []
    if not found:
        raise Refused("cases.no-office-here", field="place")
    if len(found) > 1:
        raise Refused("cases.which-office", field="place", offices=", ".join(o.code for o in found))
    return found[0]


def _may_receive(office: Office, rules: Procedure, channel: str, actor: Actor, on: date) -> None:
    """A web report may go to any open office of the right kind; at a counter only who sits there may take one in."""
    if office.begins > on or (office.ends is not None and office.ends <= on):
        raise Refused("cases.office-closed", field="office", office=office.code)
    if channel == Case.OPEN311 and not rules.open311:
        raise Refused("cases.not-open", field="procedure")
    if office.kind not in rules.opens_at:
        raise Refused("cases.not-at-this-office", field="office", step="receive", kind=office.kind)
    if actor.kind == "staff":
        seat = seat_for(actor, "cases.receive", office.pk, None, on)
        if seat is None:
            raise NotThere
        current().seat = seat
    elif channel not in (Case.WEB, Case.OPEN311) and actor.kind == "reporter":
        raise Refused("cases.unknown-channel", field="channel", channel=channel)


def _fresh_reference() -> str:
    """A reference that no case has."""
    while True:
        made = receipts.new_reference()
        if not Case.objects.filter(ref=made).exists():
            return made


@action("cases.register")
def register(
    case: Case,
    *,
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Enter the case in the register of its office under the next number."""
    turn = open_step(case, "register", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more)
    return turn.write("register", {**data, **next_number(turn.case.office, turn)}, words)


@action("cases.classify")
def classify(
    case: Case,
    *,
    flags: Mapping[str, bool] | None = None,
    reason: str = "",
    more: Mapping[str, Any] | None = None,
    step: str | None = None,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Say what kind of matter it is: set or unset the procedure's flags."""
    turn = open_step(case, "classify", step, actor=actor, now=now, seq=seq, once=once)
    data, words = turn.filled(more, reason=reason)
    return turn.write("classify", {**data, "flags": _checked_flags(turn.procedure, flags)}, words)


def _checked_flags(procedure: Procedure, flags: Mapping[str, bool] | None) -> dict[str, bool]:
    given = dict(flags or {})
    for name, value in given.items():
        if name not in procedure.flags:
            raise Refused("cases.unknown-flag", field="flags", flag=texts.line(name, "flags"))
        if not isinstance(value, bool):
            raise Refused("cases.unknown-flag", field="flags", flag=name)
    return given
