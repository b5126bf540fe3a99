"""An office takes back what it has just written to a reporter."""

from __future__ import annotations

from datetime import datetime

from namro.ground.fetch import Fetch
from namro.ground.gate.action import action
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Procedure
from namro.work.cases.history import rules_of
from namro.work.cases.models import Case, Done
from namro.work.cases.spoken import TAKE_BACK
from namro.work.cases.taking_back import SENDS, for_good, in_time
from namro.work.cases.turns import open_turn


@action("cases.take_back")
def take_back(case: Case, *, act: int, reason: str, once: str | None = None, actor: Actor, now: datetime) -> Done:
    """Take back a message or an ordinary notice within half an hour of sending it, while nothing followed it.

    `act`: its number. The words stay with the case, the office reads them and the trail proves them; the reporter reads
    in their place that the office took them back, when and why. Raises Refused `cases.changed` where anything happened
    since, `cases.take-back-nothing` for what is no message or notice of this officer, `cases.sent-for-good` for a
    notice that has an effect in law, `cases.take-back-too-late`.
    """
    turn = open_turn(case, actor=actor, now=now, seq=act, once=once)
    sent = _sent.first(case.pk, act)
    if sent is None or not is_own(sent, actor):
        raise Refused("cases.take-back-nothing")
    if sent_for_good(sent, turn.procedure):
        raise Refused("cases.sent-for-good")
    if not in_time(sent.at, turn.now):
        raise Refused("cases.take-back-too-late")
    turn.tells.append("reporter")
    _, words = turn.filled(must=["reason"], reason=reason)
    return turn.write(TAKE_BACK, {"of": act}, words)


_sent = Fetch(Done, where="t0.case_id = %s AND t0.seq = %s")


def is_own(sent: Done, actor: Actor) -> bool:
    """Whether the act only tells a reporter something, and this officer took it."""
    return sent.verb in SENDS and actor.kind == "staff" and sent.actor_ref == actor.ref


def sent_for_good(sent: Done, procedure: Procedure) -> bool:
    """Whether the act is a notice that has an effect in law, or one of a step that is not known any more."""
    if sent.verb != "notify":
        return False
    step = procedure.steps.get(sent.step)
    return step is None or bool(for_good(procedure, step))


def can_take_back(case: Case, last: Done, actor: Actor, now: datetime) -> bool:
    """Whether this officer has just written the `last` act of the case to its reporter, and can take it back."""
    if case.erased_on is not None or not is_own(last, actor) or not in_time(last.at, now):
        return False
    return not sent_for_good(last, rules_of(case.frozen_id)[1])
