"""When an office, a unit, a post or a version of the law ends while cases run."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from django.db import transaction

from namro.ground.gate.action import action
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office, Post, in_force
from namro.rules.packs.frozen import content_hash
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Procedure
from namro.work.cases.history import frozen, hash_of, rules_of
from namro.work.cases.models import Case, Done, FrozenProcedure, ReporterName
from namro.work.cases.names import is_findable
from namro.work.cases.offices import heirs_of, may_be_given, standing_post, takes_cases
from namro.work.cases.turns import Turn, next_number, open_turn


class Nobody(Enum):
    """Said instead of a post: the case goes back to its office, where nobody has it yet."""

    NOBODY = "nobody"


@action("cases.hand_over", by_operator=True)
def hand_over(
    case: Case,
    *,
    office: Office | int | None = None,
    post: Post | int | Nobody | None = None,
    reason: str,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Give a case to the office or the post that follows one that ended; its clocks run on unchanged."""
    turn = open_turn(case, actor=actor, now=now, seq=seq, once=once)
    words = turn.filled(must=["reason"], reason=reason)[1]
    data: dict[str, Any] = {}
    if office is not None:
        data |= _to_office(turn, office)
    if post is Nobody.NOBODY:
        data["post"] = None
    elif post is not None:
        data["post"] = _to_post(turn, post, data.get("office", turn.standing.office_id))
    if not data:
        raise Refused("cases.needed", field="office", name="office")
    return turn.write("hand-over", data, words)


def _to_office(turn: Turn, office: Office | int) -> dict[str, Any]:
    on = turn.pack.calendar.local(turn.now)
    wanted = office.pk if isinstance(office, Office) else office
    found = Office.objects.filter(in_force(on), pk=wanted).first()
    if found is None:
        raise Refused("cases.unknown-office", field="office")
    if found.pk == turn.standing.office_id:
        raise Refused("cases.same-office", field="office")
    if not takes_cases(found.kind):
        raise Refused("cases.office-without-cases", field="office", office=found.code)
    pending = turn.standing.transfer_pending
    if pending is not None:
        ended = Office.objects.filter(in_force(on), pk=pending.office_id).first() is None
        if ended:
            return {"pending_office": found.pk, "pending_kind": found.kind}
    data = {"office": found.pk, "office_kind": found.kind}
    return {**data, **next_number(found, turn)} if turn.standing.number else data


def _to_post(turn: Turn, post: Post | int, office: int) -> int:
    on = turn.pack.calendar.local(turn.now)
    wanted = post.pk if isinstance(post, Post) else post
    found = standing_post(wanted, on) if isinstance(wanted, int) else None
    if found is None:
        raise Refused("cases.unknown-post", field="post")
    if found.office_id != office:
        raise Refused("cases.post-elsewhere", field="post")
    had = turn.case.assignee.role if turn.case.assignee is not None else ""
    may_be_given(found, on, heirs_of(had, turn.procedure))
    return found.pk


def hand_over_all(ended: Office, *, office: Office, reason: str, actor: Actor, now: datetime) -> int:
    """Hands every open case of `ended`, and every case on its way to it, over to `office`; how many there were.

    All or none. Raises as `hand_over` does.
    """
    with transaction.atomic():
        theirs = list(Case.objects.filter(closed_at=None, office=ended).order_by("pk"))
        coming = list(Case.objects.filter(closed_at=None, pending_office=ended).order_by("pk"))
        for case in [*theirs, *coming]:
            hand_over(case, office=office, reason=reason, actor=actor, now=now)
    return len(theirs) + len(coming)


@action("cases.change_version", by_operator=True)
def change_version(
    case: Case,
    *,
    to: str,
    reason: str,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Go on under a newer version of the procedure, with the reason; `to` is its hash or its first day."""
    turn = open_turn(case, actor=actor, now=now, seq=seq, once=once)
    words = turn.filled(must=["reason"], reason=reason)[1]
    version = _version(turn, to)
    if version.hash == turn.standing.procedure:
        raise Refused("cases.same-version", field="to")
    if version.procedure_id != turn.procedure.id:
        raise Refused("cases.unknown-version", field="to")
    if version.valid_from < turn.procedure.valid.from_:
        raise Refused("cases.older-version", field="to")
    newer = rules_of(version.hash)[1]
    if turn.standing.state not in newer.states:
        raise Refused("cases.version-lacks-state", field="to", state=turn.standing.state)
    lost = sorted(turn.standing.flags - set(newer.flags))
    if lost:
        raise Refused("cases.version-lacks-flag", field="to", flag=", ".join(lost))
    _forget_name(turn.case, newer)
    return turn.write("change-version", {"procedure": version.hash, "from": turn.standing.procedure}, words)


def _forget_name(case: Case, rules: Procedure) -> None:
    """No name finds a case any more that goes on under a version of which it may find none."""
    if not is_findable(rules):
        ReporterName.objects.filter(case=case).delete()


def _version(turn: Turn, to: str) -> FrozenProcedure:
    from namro.rules.packs.current import the_pack

    pack = the_pack()
    for procedure in (p for p in pack.procedures if p.id == turn.procedure.id):
        named = (content_hash(procedure), procedure.valid.from_.isoformat(), procedure.version)
        if to in named or to == hash_of(pack, procedure):
            return frozen(pack, procedure)
    kept = FrozenProcedure.objects.filter(pk=str(to)[:64]).first()
    if kept is None:
        raise Refused("cases.unknown-version", field="to")
    return kept
