"""Which cases are one matter, as the holder of their receipts says: what the reporter sees of it, and what an officer.

Nothing here guesses. Where the law protects who reports (`never_findable`), a case is joined with others of its own
procedure only, and an officer who may not read the other learns nothing of it: else a name that a petition may be found
by would lead to who denounced.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from namro.ground.fetch import FetchValues, Question
from namro.ground.gate.context import canonical
from namro.ground.people.actors import Actor
from namro.ground.trail.canonical import microseconds
from namro.ground.trail.claims import Claim
from namro.rules.packs.current import the_pack
from namro.work.cases.models import Case, Joined
from namro.work.cases.scope import for_actor

MOST = 20
"""Cases that one can be joined with, and cases of one matter that are followed."""
CHANGES = 20
"""Times that one pair can be joined or parted."""

_rows = FetchValues(Joined, "low_id", "high_id", "joins", where="t0.low_id = %s OR t0.high_id = %s", order="t0.id")


def questions(case: Case) -> list[Question]:
    """What `joined_with` asks of the database."""
    return [(_rows, (case.pk, case.pk))]


def joined_with(case: Case) -> list[int]:
    """The ids of the cases with which it was joined itself, in the order in which they were; one statement."""
    return _standing(case.pk, _rows(case.pk, case.pk))


def _standing(pk: int, rows: Sequence[tuple[Any, ...]]) -> list[int]:
    found: dict[int, None] = {}
    for low, high, joins in rows:
        other = high if low == pk else low
        if joins:
            found[other] = None
        else:
            found.pop(other, None)
    return list(found)


def matter_of(case: Case, direct: Sequence[int]) -> list[int]:
    """The ids of all cases of the same matter but the case itself: those joined with it (`direct`, as `joined_with`
    gave them) and with them, up to `MOST`. No statement where there are none."""
    found = dict.fromkeys(direct)
    waiting = list(direct)
    while waiting and len(found) < MOST:
        edges: dict[tuple[int, int], bool] = {}
        rows = Joined.objects.filter(Q(low_id__in=waiting) | Q(high_id__in=waiting)).order_by("id")
        for low, high, joins in rows.values_list("low_id", "high_id", "joins"):
            edges[low, high] = joins
        ends = dict.fromkeys(end for edge, joins in edges.items() if joins for end in edge)
        waiting = [end for end in ends if end != case.pk and end not in found]
        found |= dict.fromkeys(waiting)
    return list(found)[:MOST]


def may_be_joined(one: Case, other: Case) -> bool:
    """Whether the two may be joined: where the law protects who reports, only within one procedure."""
    protected = the_pack().never_findable
    apart = one.procedure_id in protected or other.procedure_id in protected
    return not apart or one.procedure_id == other.procedure_id


@dataclass(frozen=True, slots=True)
class Mine:
    """A case of the same matter as its reporter sees it; `direct`: joined with this one, so that it can be parted."""

    case: Case
    direct: bool


def told_to_reporter(case: Case, direct: Sequence[int]) -> list[Mine]:
    """The other cases of the matter, those joined with this one first."""
    others = matter_of(case, direct)
    kept = {found.pk: found for found in Case.objects.filter(pk__in=others)}
    return [Mine(kept[pk], pk in direct) for pk in others if pk in kept]


@dataclass(frozen=True, slots=True)
class Seen:
    """The other cases of the matter as an officer sees them: those that they may read; `elsewhere`: another office has
    one that they may not read."""

    cases: list[Case]
    elsewhere: bool


def seen_by(actor: Actor, case: Case, on: date) -> Seen:
    """What an officer who may read the case is told of the others."""
    others = matter_of(case, joined_with(case))
    if not others:
        return Seen([], False)
    read = list(for_actor(actor, on).filter(pk__in=others).order_by("received_at"))
    hidden = set(others) - {found.pk for found in read}
    return Seen(read, _may_be_told(case, hidden))


def _may_be_told(case: Case, hidden: Collection[int]) -> bool:
    """Whether an officer may learn that another office has one of these: never where the law protects who reports."""
    if not hidden or case.procedure_id in the_pack().never_findable:
        return False
    return Case.objects.filter(pk__in=hidden).exclude(procedure_id__in=the_pack().never_findable).exists()


# --- the trail ------------------------------------------------------------------------------------------------------


def payload_of(row: Joined) -> dict[str, Any]:
    """What the entry of the trail binds, under its salt."""
    return {"with": row.high.ref if row.by_id == row.low_id else row.low.ref, "joins": row.joins, "nth": row.nth}


def join_claims() -> Iterator[Claim]:
    """What each row says about its entry, in the order of the entries."""
    rows = Joined.objects.order_by("entry_id").select_related("low", "high", "by")
    for row in rows.iterator(chunk_size=500):
        yield Claim(
            row.entry_id,
            said_by=f"joining of case {row.by.ref}",
            object_ref=row.by.guard_ref,
            action="cases.join" if row.joins else "cases.part",
            actor_ref=f"reporter:{row.by.ref}",
            at=microseconds(row.at),
            salt=bytes(row.salt),
            payload=canonical(payload_of(row)),
        )
