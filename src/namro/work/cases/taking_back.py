"""What an office wrote to a reporter and may take back a while, and what was sent for good. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from namro.rules.packs.schema import REPORTER, Procedure, Step
from namro.work.cases.spoken import READS

UNDO_FOR = 30 * 60
"""Seconds for which a message, a notice, or what was done to several cases can be taken back."""
SENDS = ("message", "notify")
"""Verbs by which an office only tells a reporter something."""


@dataclass(frozen=True, slots=True)
class ForGood:
    """Why a notice is sent for good. `kind`: "moves" (the case goes on by it), "ends", "starts" (limits of the law, by
    their names), "once" (it counts as given), "others" (somebody else is told too), "no-words" (nothing is written)."""

    kind: str
    clocks: tuple[Mapping[str, str], ...] = ()


def for_good(procedure: Procedure, step: Step) -> tuple[ForGood, ...]:
    """Why the notice `step` has an effect that does not end when its words are taken back; empty where it only tells
    the reporter something."""
    events = {step.id, step.to} - {None}
    found = []
    if step.to is not None:
        found.append(ForGood("moves"))
    for kind, clocks in (
        ("ends", [c for c in procedure.clocks.values() if events.intersection(c.ends)]),
        ("starts", [c for c in procedure.clocks.values() if any(s.event in events for s in c.starts)]),
    ):
        if clocks:
            found.append(ForGood(kind, tuple(clock.names for clock in clocks)))
    if step.once or step.sets:
        found.append(ForGood("once"))
    if step.tells != (REPORTER,):
        found.append(ForGood("others"))
    if not set(step.needs).intersection(READS["notify"]):
        found.append(ForGood("no-words"))
    return tuple(found)


def in_time(sent: datetime, now: datetime) -> bool:
    """Whether what was sent then can still be taken back."""
    return now.timestamp() <= sent.timestamp() + UNDO_FOR
