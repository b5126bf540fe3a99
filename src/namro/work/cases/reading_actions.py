"""That somebody at the office has read what the reporter wrote."""

from __future__ import annotations

from datetime import date, datetime

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor, Seat
from namro.ground.people.may import seat_for
from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case, Done
from namro.work.cases.spoken import MARK_READ
from namro.work.cases.turns import open_turn


def reads_for(actor: Actor, office: int, assignee: int | None, on: date) -> Seat | None:
    """The seat by which the actor answers for what the reporter wrote, or None: whoever has the case, or may give it to
    somebody else; where nobody has it, everyone at the office who may note such things as read."""
    seat = seat_for(actor, "cases.mark_read", office, None, on)
    if assignee is None or seat is None:
        return seat
    own = next((one for one in actor.seats if one.post_id == assignee), None)
    return own or seat_for(actor, "cases.hand_over", office, None, on)


@action("cases.mark_read")
def mark_read(case: Case, *, seen: int, once: str | None = None, actor: Actor, now: datetime) -> Done:
    """Note that what the reporter wrote has been read, up to the action that the reader had before them.

    Raises Refused `cases.nothing-unread` when somebody noted it already, `cases.not-yours-to-read` to an officer of the
    same office while somebody else has the case.
    """
    turn = open_turn(case, actor=actor, now=now, once=once)
    if not any(seq <= seen for seq, _ in turn.standing.unread):
        raise Refused("cases.nothing-unread")
    turn.seat = reads_for(actor, turn.standing.office_id, turn.standing.assignee, turn.pack.calendar.local(now))
    if turn.seat is None:
        raise Refused("cases.not-yours-to-read")
    current().seat = turn.seat
    return turn.write(MARK_READ, {"seen": min(seen, turn.standing.seq)})
