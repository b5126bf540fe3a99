"""Bringing a matter in: receive and register it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError

from namro.ground import texts
from namro.ground.fetch import Fetch, Lookup
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import keys_and_whether, put_together
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import seat_for
from namro.ground.people.models import Office
from namro.ground.seals.sealing import sealed
from namro.ground.trail.models import Entry
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import RECEIVED, Procedure
from namro.work.cases import payload, receipts
from namro.work.cases.answers import Place, checked_answers, checked_identity, flags_of, place_of, summary_of
from namro.work.cases.cache import clocks_of_new
from namro.work.cases.digests import fresh_salt, of_file, of_identity, of_name_row, of_receipt, of_said
from namro.work.cases.history import frozen, procedure_of
from namro.work.cases.keeping import adopted, keep, question, waiting
from namro.work.cases.models import Case, Done, Notice, Receipt, ReporterName, Said, Salt, SentBody
from namro.work.cases.names import kept_of
from namro.work.cases.offices import offices_for, unit_of
from namro.work.cases.payload import Heard
from namro.work.cases.states import Act, Standing, reduce
from namro.work.cases.turns import enter, next_number, open_step

NEWCOMER = Actor("reporter", "reporter:new", "")
"""Somebody who reports on the web and has no case yet."""

TRIES = 3
"""A reference is 40 random bits and may have been given before, once in a million reports of a city with a million
cases. The database refuses it then, and the next try draws another: cheaper than asking each time."""

SHOWN_AGAIN = 24 * 3600
"""Seconds for which a form sent again shows its receipt again."""


@dataclass(frozen=True, slots=True)
class Received:
    """A received case and its secret code, shown now and never kept, and where the case stands.

    `again`: the form had been sent before; then `standing` is None. `differs`: its answers were others then, and those
    of now were not taken."""

    case: Case
    code: str
    standing: Standing | None
    again: bool = False
    differs: bool = False


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
    if draft is not None and (not isinstance(draft, str) or not receipts.LEAST_TOKEN <= len(draft) <= 200):
        raise Refused("cases.draft-broken")
    for tries_left in reversed(range(TRIES)):
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
        except (_SentBefore, Refused, IntegrityError) as error:  # perhaps it became a case, then or at this moment
            before = _again(draft, now, answers, place_ref, body) if draft is not None else None
            if before is not None:
                return before
            if not tries_left or not isinstance(error, IntegrityError):
                raise
    raise AssertionError  # the last try returned or raised


class _SentBefore(Exception):
    """The draft has become a case already."""


def _again(
    draft: str, now: datetime, answers: Mapping[str, Any], place_ref: str, body: bytes | None = None
) -> Received | None:
    """The case that this draft already became. Raises Refused `cases.draft-used` once its receipt is shown no more,
    `cases.draft-changed` when it became it with something else in it."""
    kept = _by_draft.first(receipts.draft_digest(draft))
    if kept is None:
        return None
    if body is not None and (sent := getattr(kept, "sent", None)) and sent.digest != receipts.body_digest(draft, body):
        raise Refused("cases.draft-changed")
    if (now - kept.made_at).total_seconds() > SHOWN_AGAIN:
        raise Refused("cases.draft-used", ref=kept.case.ref)
    return Received(
        kept.case, receipts.code_from(draft), None, again=True, differs=_differs(kept.case, answers, place_ref)
    )


_by_draft = Fetch(Receipt, where="t0.draft = %s")


def _differs(case: Case, answers: Mapping[str, Any], place_ref: str) -> bool:
    """Whether these answers are others than those that the case was opened with."""
    said = payload.said(case)
    try:
        return checked_answers(procedure_of(case.frozen_id), answers, case.received_on, place_ref) != (
            said.values if said is not None else {}
        )
    except Refused:
        return True


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
    identity_said = checked_identity(rules, identity)
    office = office or _office_for(rules, place, on)
    _may_receive(office, rules, channel, actor, on)
    # Where the mark is not known, the shorter limit counts.
    flags = flags_of(rules, (place.unit if place is not None else office.unit).remote)
    kept = frozen(pack, rules)
    code = receipts.code_from(draft) if draft is not None else receipts.new_code()
    data: dict[str, Any] = {
        "procedure": kept.hash,
        "office": office.pk,
        "office_kind": office.kind,
        "channel": channel,
        "named": bool(identity_said),
        "received_at": at.isoformat(),
        **({"flags": flags} if flags else {}),
    }
    remembered = None if draft is None else receipts.draft_digest(draft)
    asked: list[Lookup] = [] if draft is None else [(_by_draft, (remembered,)), question(draft)]
    (case_key, done_key, receipt_key, current().key), found = keys_and_whether((Case, Done, Receipt, Entry), *asked)
    sent, waits = found or (False, False)
    if sent:
        raise _SentBefore
    staged = waiting(draft) if draft is not None and waits else []
    case = Case(
        pk=case_key,
        ref=receipts.new_reference(),
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
    receipt = Receipt(pk=receipt_key, case=case, digest=receipts.digest_of(code), draft=remembered, made_at=now)
    heard, key = Heard(said, fresh_salt()), payload.new_key(case.ref)
    who = [sealed(case.guard_ref, identity_said)] if identity_said else []
    digests = kept_of(rules, identity_said)
    named = [ReporterName(case=case, **digests._asdict())] if digests is not None else []
    files = adopted(staged)
    data["bound"] = {"said": of_said(case, heard), "receipt": of_receipt(receipt)}
    if who:
        data["bound"]["identity"] = of_identity(who[0])
    if named:
        data["bound"]["name"] = of_name_row(case, named[0])
    if files:
        data["files"] = [of_file(file) for file in files]
    standing = reduce({kept.hash: (pack, rules)}, [Act(1, "receive", None, at, data)])
    clocks = clocks_of_new(case, rules, standing)
    told = Said(case=case, closed=payload.closed_said(key, heard))
    done, salt = _first(case, done_key, data, actor, now)
    notice = Notice(case=case, done=done, to="office", at=now)
    put_together(
        [case], clocks, [receipt], [payload.key_row(case, key, now)], [told], who, named, [done], [salt], [notice]
    )
    if draft is not None and body is not None:
        SentBody.objects.create(receipt=receipt, digest=receipts.body_digest(draft, body))
    if files:
        keep(files, case, done, instead_of=staged)
    return Received(case, code, standing)


def _first(case: Case, key: int, data: dict[str, Any], actor: Actor, now: datetime) -> tuple[Done, Salt]:
    """The first action of a case, with the salt of its entry in the trail; neither is written yet."""
    running = current()
    running.is_about(case)
    running.office = case.office.code
    done = Done(
        pk=key,
        case=case,
        seq=1,
        verb="receive",
        at=now,
        actor_ref=actor.ref,
        actor_name=actor.name if actor.kind == "staff" else "",
        seat=str(running.seat) if running.seat else "",
        office=case.office,
        data=data,
    )
    return done, Salt(done=done, salt=enter(done, case.ref, [], ["office"]))


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
    unit = unit_of(turn.case.place_ref) if turn.case.place_ref else turn.case.office.unit
    marked = dict.fromkeys(flags_of(turn.procedure, unit.remote), True)
    return turn.write("classify", {**data, "flags": {**_checked_flags(turn.procedure, flags), **marked}}, words)


def _checked_flags(procedure: Procedure, flags: Mapping[str, bool] | None) -> dict[str, bool]:
    given = dict(flags or {})
    for name, value in given.items():
        if name not in procedure.flags:
            raise Refused("cases.unknown-flag", field="flags", flag=texts.line(name, "flags"))
        if not procedure.flags[name].ticked:
            raise Refused("cases.flag-not-ticked", field="flags", flag=name)
        if not isinstance(value, bool):
            raise Refused("cases.unknown-flag", field="flags", flag=name)
    return given
