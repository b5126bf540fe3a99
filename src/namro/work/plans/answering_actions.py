"""Answering the reports of many tasks at once: accepted or sent back, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.answering import ANSWERED, MOST, Waits, chosen, must_be_said
from namro.work.plans.models import AtAssigner, Task
from namro.work.plans.task_actions import accept, send_back

GONE = frozenset({"plans.nothing-reported", "plans.changed", *ANSWERED.values()})
STOPS = {"accept": GONE | {"plans.own-evidence", "plans.only-noted"}, "send-back": GONE}
"""By answer the reasons (`Waits.why`) that leave a report as it is."""


def at_first(reports: Sequence[Waits], *_: Any, **__: Any) -> AtAssigner | None:
    """What the gate asks about first; then it asks about each task by itself."""
    return AtAssigner(reports[0].task.assigner_id, reports[0].task.guard_ref) if reports else None


@action("plans.answer_several", target=at_first)
def answer_several(
    reports: Sequence[Waits],
    *,
    answer: str,
    reason: str = "",
    same: Collection[str] = (),
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Accept the reports of many tasks, or send them back with one reason: all of them or none.

    `answer`: "accept" or "send-back". Each is answered by `plans.accept` or `plans.send_back`, which ask for their own
    permission and leave their own entry. `same`: of acceptance each file that came before and is accepted knowingly
    (`answering.must_be_said`). Gives back how many were answered. Raises Refused `plans.none-chosen`,
    `plans.several-stopped`, of sending back `plans.several-not-sent-back` (what changed since it was seen; of
    acceptance also what the actor brought, and what has nothing but a free note to prove it), `plans.same-evidence`,
    `cases.needed`, `AlreadyDone`.
    """
    deeds.programme()
    deeds.not_twice(once, actor)
    if answer not in STOPS or not 0 < len(reports) <= MOST:
        raise Refused("plans.none-chosen", most=MOST)
    why = texts.required(reason, "reason", most=2000) if answer == "send-back" else ""
    locked = Task.objects.select_for_update(of=("self",), no_key=True).filter(pk__in={one.task.pk for one in reports})
    list(locked.order_by("pk").values_list("pk"))
    found = chosen(actor, the_pack().calendar.local(now), [one.key for one in reports])
    stays = sorted({one.task.ref for one in found if one.why in STOPS[answer]})
    if stays or len(found) != len(reports):
        code = "plans.several-stopped" if answer == "accept" else "plans.several-not-sent-back"
        raise Refused(code, which=", ".join(stays) or "–", n=len(stays) or 1)
    if answer == "accept":
        must_be_said(found, same, each=True)
    deeds.write([], once=once, reason=why)
    acted: Counter[int] = Counter()
    wholes = {one.task.parent_id for one in found}
    for one in sorted(found, key=lambda one: one.task.pk in wholes):  # a part before the whole that would end it
        about: dict[str, Any] = {"period": one.period, "seen": one.seen + acted[one.task.pk]}
        if answer == "accept":
            accept(one.task, **about, same=None, actor=actor, now=now)
        else:
            send_back(one.task, reason=why, **about, actor=actor, now=now)
        acted[one.task.pk] += 1
    return len(found)
