"""Notices that count in law, held a while before they go to several cases: which there are, and how they stand."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from namro.ground.compiled import Compiled
from namro.ground.gate.context import canonical
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor, staff
from namro.ground.people.models import User
from namro.ground.seals.aead import SealBroken
from namro.ground.seals.shreddable import fresh_key, known_key
from namro.ground.trail.models import Entry
from namro.rules.packs.current import the_pack
from namro.work.cases.desks import may_hand_over
from namro.work.cases.digests import fresh_salt, of_words
from namro.work.cases.history import rules_of
from namro.work.cases.models import Case, CaseClock, Held, HeldCase, OneOfSeveral
from namro.work.cases.payload import SALT, Written
from namro.work.cases.runs import RUNNING
from namro.work.cases.several import chosen

HOLD = 10 * 60
"""Seconds for which a notice that counts in law is held: long enough to open some of the cases and find the one that it
does not fit, short enough that nobody waits for it and hardly a limit ends meanwhile."""
LATE = 60
"""Seconds after its time from which a notice that has not gone out counts as held up: background work looks for it
every few seconds, and 500 cases take some."""
SHOWN = 20
"""Held notices that Today names, the next to go out first."""
_INPUTS = "inputs"


def goes_out_at(now: datetime) -> datetime:
    """When a notice goes out that is ordered now."""
    return datetime.fromtimestamp(now.timestamp() + HOLD, UTC)


# --- what was filled in -----------------------------------------------------------------------------------------------


def closed(about: str, inputs: Mapping[str, Any]) -> tuple[bytes, bytes, str]:
    """What was filled in, closed under a fresh key: the key as it is kept, the content, and the digest for the trail.
    Raises `namro.ground.keys.KeyMissing` or `KeyWrong`."""
    key = fresh_key(about)
    written = Written(_INPUTS, canonical(inputs).decode(), fresh_salt())
    return key.wrapped, key.close(_INPUTS, written.salt + written.body.encode()), of_words(written)


def about_inputs(actor_ref: str, once: str) -> str:
    """What the key of a held notice belongs to; the notice has no number yet when it is closed."""
    return f"held:{actor_ref}:{once}"


def opened(held: Held) -> dict[str, Any]:
    """What was filled in. Raises `SealBroken` where it was emptied or changed; KeyMissing, KeyWrong."""
    key = known_key(about_inputs(held.actor_ref, held.once), bytes(held.wrapped))
    raw = key.open(_INPUTS, bytes(held.closed))
    written = Written(_INPUTS, raw[SALT:].decode(), raw[:SALT])
    if of_words(written) != held.bound:
        raise SealBroken("What was filled in for a held notice is not what was ordered.")
    found: dict[str, Any] = json.loads(written.body)
    return found


# --- which there are --------------------------------------------------------------------------------------------------


def held_among(cases: Iterable[Case], but: Held | None = None) -> dict[int, Held]:
    """The notice that waits to go to each of these cases, by their ids; `but` is not looked at."""
    rows = HeldCase.objects.filter(case_id__in=[case.pk for case in cases], held__ended_at=None, seq__isnull=False)
    if but is not None:
        rows = rows.exclude(held=but)
    rows = rows.select_related("held").defer("held__closed", "held__wrapped").order_by("-held_id")
    return {row.case_id: row.held for row in rows}


def due(now: datetime) -> list[Held]:
    """What is to go out by itself at `now`, what was to go out first before the rest."""
    found = list(Held.objects.filter(ended_at=None, due_at__lte=now).order_by("due_at"))
    alone = by_themselves(found)
    return [one for one in found if one.pk in alone]


def overdue(now: datetime) -> list[Held]:
    """What should have gone out and has not, the oldest first, whether by itself or by its officer."""
    return list(Held.objects.filter(ended_at=None, due_at__lt=_before(now, LATE)).order_by("due_at"))


def _before(now: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(now.timestamp() - seconds, UTC)


def is_late(held: Held, now: datetime) -> bool:
    """Whether it should have gone out and has not."""
    return held.ended_at is None and now.timestamp() > held.due_at.timestamp() + LATE


def by_themselves(some: Sequence[Held]) -> set[int]:
    """Those of these that background work may send, by their ids. What a copy brought back was perhaps sent or stopped
    after the copy was made: since a restore only its officer sends it."""
    if not some:
        return set()
    first = min(one.entry_id for one in some)
    # an entry about nothing in particular: the index of what entries are about finds the few since then
    later = Entry.objects.filter(object_ref="", pk__gt=first, action="copies.restore").order_by("-pk")
    restored = later.values_list("pk", flat=True).first() or 0
    return {one.pk for one in some if one.entry_id > restored}


def by_itself(held: Held) -> bool:
    """Whether background work may send it (`by_themselves`)."""
    return bool(by_themselves([held]))


def ordered_before(actor: Actor, once: str) -> int | None:
    """The id of what this very form ordered when it was sent before."""
    return Held.objects.filter(actor_ref=actor.ref, once=once[:64]).values_list("pk", flat=True).first()


def concerning(actor: Actor) -> QuerySet[Held]:
    """What this person ordered, or whoever held one of their posts before them, that Today has to tell of: it waits, or
    it left cases as they were or somebody else stopped it, and nobody has said that they know."""
    return _of(actor.ref, [seat.post_id for seat in actor.seats])


def _of(ref: str, posts: Collection[int]) -> QuerySet[Held]:
    return Held.objects.filter(Q(actor_ref=ref) | Q(post_id__in=posts), seen_at=None)


@Compiled
def _concerning(ref: str, posts: Collection[int]) -> QuerySet[Held, tuple[Any, ...]]:
    return _of(ref, posts).order_by("due_at", "pk").values_list("pk")[:SHOWN]


def for_today(actor: Actor) -> list[Held]:
    """The first `SHOWN` of what concerns this person, the next to go out first."""
    found = [pk for (pk,) in _concerning(actor.ref, [seat.post_id for seat in actor.seats])]
    return list(Held.objects.filter(pk__in=found).order_by("due_at", "pk")) if found else []


@dataclass(frozen=True, slots=True)
class View:
    """A held notice as one officer may see it: the `rows` of cases that they may read and what became of each (empty
    while nothing did), and how many more there are (`hidden`)."""

    held: Held
    rows: list[HeldCase]
    became: dict[int, OneOfSeveral]
    hidden: int
    mine: bool
    may_stop: bool


def view(actor: Actor, pk: int, now: datetime) -> View:
    """A held notice for whoever ordered it or holds the post that it was ordered from, or may read one of its cases.
    Raises `NotThere`."""
    held = Held.objects.select_related("post", "became").filter(pk=pk).first()
    if held is None or actor.kind != "staff":
        raise NotThere
    rows = list(held.cases.select_related("case"))
    readable = {case.pk for case in chosen(actor, [row.case.ref for row in rows], now)}
    mine = held.actor_ref == actor.ref
    if not (mine or readable or any(seat.post_id == held.post_id for seat in actor.seats)):
        raise NotThere
    shown = [row for row in rows if row.case_id in readable]
    became = {one.case_id: one for one in held.became.cases.all()} if held.became is not None else {}
    return View(held, shown, became, len(rows) - len(shown), mine, may_stop(actor, held, now))


def may_stop(actor: Actor, held: Held, now: datetime) -> bool:
    """Whether the actor may stop it while it waits: whoever ordered it, and whoever answers for the desk that it was
    ordered from."""
    on = the_pack().calendar.local(now)
    return actor.kind == "staff" and (held.actor_ref == actor.ref or may_hand_over(actor, held.post.office_id, on))


def officer_of(held: Held, now: datetime) -> Actor | None:
    """Whoever ordered it as they are at `now`; None where they no longer hold the post that they ordered it from."""
    user = User.objects.filter(pk=int(held.actor_ref.removeprefix("user:"))).first()
    officer = staff(user, now) if user is not None else None
    return officer if officer and any(seat.post_id == held.post_id for seat in officer.seats) else None


# --- beside a case, and before it is ordered --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InCase:
    """A held notice beside one case: it waits, or it was not sent there and nothing happened since (`why`, a refusal
    code with what stands in its sentence)."""

    held: Held
    why: str = ""
    params: Mapping[str, Any] | None = None


def in_case(case: Case) -> InCase | None:
    """The latest notice that was ordered for this case, where there is something to say of it."""
    found = _in_case(case.pk, case.seq)
    if not found:
        return None
    held = Held.objects.get(pk=found[0][0])
    if held.ended_at is None:
        return InCase(held)
    left = OneOfSeveral.objects.filter(several__held=held, case=case, seq=None).first()
    return InCase(held, left.code, left.params) if left is not None else None


@Compiled
def _in_case(case: int, seq: int) -> QuerySet[HeldCase, tuple[Any, ...]]:
    return HeldCase.objects.filter(case_id=case, seq=seq).order_by("-held_id").values_list("held_id")[:1]


def limits_within(cases: Sequence[Case], step: str, now: datetime, until: datetime) -> list[tuple[Case, list[str]]]:
    """The cases in which a limit that this notice ends is over before `until`, each with those clocks' ids. Limits that
    it does not end run on whenever it goes out."""
    ending: dict[int, list[str]] = {}
    by_id = {case.pk: case for case in cases}
    runs = CaseClock.objects.filter(
        case_id__in=list(by_id), ended_at=None, status=RUNNING, due_at__gt=now, due_at__lte=until
    )
    for run in runs:
        procedure = rules_of(by_id[run.case_id].frozen_id)[1]
        asked, clock = procedure.steps.get(step), procedure.clocks.get(run.clock)
        if asked is not None and clock is not None and {asked.id, asked.to}.intersection(clock.ends):
            ending.setdefault(run.case_id, []).append(run.clock)
    return [(case, ending[case.pk]) for case in cases if case.pk in ending]


def names_of(held: Held, cases: Collection[Case]) -> Mapping[str, str]:
    """What the step is called, by language; empty where none of these cases knows it."""
    for case in cases:
        step = rules_of(case.frozen_id)[1].steps.get(held.step)
        if step is not None:
            return step.names
    return {}


def numbers_of(some: Sequence[Held]) -> dict[int, tuple[int, int]]:
    """Of each of these: to how many cases it waits to go, and how many were left as they were; by its id."""
    going = HeldCase.objects.filter(held__in=some, seq__isnull=False).order_by().values_list("held")
    left = OneOfSeveral.objects.filter(several__held__in=some, seq=None).order_by().values_list("several__held")
    many = dict(going.annotate(n=Count("pk"))) if some else {}
    few = dict(left.annotate(n=Count("pk"))) if some else {}
    return {one.pk: (many.get(one.pk, 0), few.get(one.pk, 0)) for one in some}
