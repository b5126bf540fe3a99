"""Opening who the reporter is: two officers of different offices, a recorded reason, a limited time; the reporter is
told each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import seat_for
from namro.ground.people.models import Office
from namro.ground.seals.models import Sealed
from namro.ground.seals.sealing import open_
from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case, Done
from namro.work.cases.turns import Turn, open_turn, seat_of

OPEN_FOR = 30 * 60
"""Seconds for which an agreed opening lasts."""

ASK, AGREE, READ = "ask-identity", "agree-identity", "read-identity"


@action("cases.ask_identity", in_person=True)
def ask_identity(case: Case, *, reason: str, once: str | None = None, actor: Actor, now: datetime) -> Done:
    """Ask to learn who the reporter is, with the reason; a keeper of another office must agree."""
    turn = open_turn(case, actor=actor, now=now, once=once)
    _own_seat(turn, "cases.ask_identity")
    if not Sealed.objects.filter(about=turn.case.guard_ref).exists():
        raise Refused("cases.no-identity")
    turn.tells.append("reporter")
    return turn.write(ASK, {"by": actor.ref}, turn.filled(must=["reason"], reason=reason)[1])


def _own_seat(turn: Turn, name: str) -> None:
    """The asking seat stands in the office that has the case, not in one above it."""
    seat = seat_of(turn, name, turn.standing.office_id, None)
    if seat is not None and seat.office_id != turn.standing.office_id:
        raise Refused("cases.identity-own-office")


def _anywhere(case: Case, **_: Any) -> _Keeper:
    return _Keeper(case.guard_ref)


class _Keeper:
    """A case as a keeper of seals sees it: by its reference, at no office in particular, because the keeper's office
    must be another than the one that has the case."""

    guard_kind = "case"
    guard_office_id: int | None = None

    def __init__(self, guard_ref: str) -> None:
        self.guard_ref = guard_ref


@action("seals.agree_identity", target=_anywhere)
def agree_identity(case: Case, *, asked: int, once: str | None = None, actor: Actor, now: datetime) -> Done:
    """As a keeper of another office, agree that an officer may learn who the reporter is, for thirty minutes."""
    turn = open_turn(case, actor=actor, now=now, once=once)
    asking = next((a for a in turn.acts if a.seq == asked and a.verb == ASK), None)
    if asking is None:
        raise Refused("cases.identity-not-asked")
    if any(a.verb == AGREE and a.data["asked"] == asked for a in turn.acts):
        raise Refused("cases.identity-agreed-already")
    if asking.data["by"] == actor.ref:
        raise Refused("cases.identity-same-person")
    on = turn.pack.calendar.local(turn.now)
    seats = [s for s in actor.seats if seat_for(_only(actor, s), "seals.agree_identity", None, None, on)]
    apart = [s for s in seats if s.office_id not in _offices_of(turn, asking.seq)]
    if not seats:
        raise NotThere
    if not apart:
        raise Refused("cases.identity-same-office")
    turn.seat = current().seat = apart[0]
    until = int(turn.now.timestamp()) + OPEN_FOR
    data = {"asked": asked, "for": asking.data["by"], "until": until}
    data["keeper_office"] = Office.objects.values_list("code", flat=True).get(pk=apart[0].office_id)
    turn.tells.append("reporter")
    return turn.write(AGREE, data)


def _only(actor: Actor, seat: Any) -> Actor:
    return replace(actor, seats=(seat,))


def _offices_of(turn: Turn, seq: int) -> set[int]:
    """The office that has the case, and the one from which was asked."""
    asked_from = Done.objects.filter(case=turn.case, seq=seq).values_list("office_id", flat=True)
    return {turn.standing.office_id, *asked_from}


@action("cases.read_identity", in_person=True)
def read_identity(case: Case, *, actor: Actor, now: datetime) -> dict[str, str]:
    """Read who the reporter is, while the opening that was agreed lasts; every reading is recorded and told."""
    turn = open_turn(case, actor=actor, now=now)
    _own_seat(turn, "cases.read_identity")
    agreed = [a for a in turn.acts if a.verb == AGREE and a.data["for"] == actor.ref]
    if not agreed:
        raise Refused("cases.identity-not-agreed")
    if int(turn.now.timestamp()) >= max(a.data["until"] for a in agreed):
        raise Refused("cases.identity-time-over")
    sealed = Sealed.objects.filter(about=turn.case.guard_ref).order_by("-pk").first()
    if sealed is None:
        raise Refused("cases.no-identity")
    turn.tells.append("reporter")
    turn.write(READ, {"by": actor.ref})
    return {str(name): str(value) for name, value in open_(sealed).items()}
