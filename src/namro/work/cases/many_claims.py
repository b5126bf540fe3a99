"""What was done to many cases at once says of the trail: steps on several cases, notices that are held before they go
out, whole desks that were handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from operator import attrgetter
from typing import Any

from namro.ground.gate.context import canonical
from namro.ground.trail.canonical import microseconds
from namro.ground.trail.claims import Claim
from namro.work.cases.models import HandedDesk, Held, HeldCase, OneOfSeveral, Several


def about_several(several: Several) -> str:
    """What its entry names: the form that was sent, since it has no number yet when the entry is written."""
    return f"several:{several.once}"


def bound_of_several(several: Several, rows: Iterable[OneOfSeveral], held: Held | None = None) -> dict[str, Any]:
    """What the entry binds: the step, and of each case its act or why it was left; of a notice that was held also the
    entry by which it was ordered."""
    cases = {row.case.ref: row.seq or row.code for row in rows}
    ordered = {"ordered": held.entry_id} if held is not None else {}
    return {"step": several.step, "undoes": several.undoes_id, "cases": cases, **ordered}


def about_held(held: Held) -> str:
    """What the entries of a held notice name: the form by which it was ordered."""
    return f"held:{held.once}"


def bound_of_held(held: Held, rows: Iterable[HeldCase]) -> dict[str, Any]:
    """What the entry of the order binds: the step, from which post, when it goes out, the digest of what was filled in,
    and of each case the last act that was seen in it or why it was left out."""
    return {
        "step": held.step,
        "post": held.post_id,
        "due": microseconds(held.due_at),
        "inputs": held.bound,
        "cases": {row.case.ref: row.seq or row.code for row in rows},
    }


def bound_of_desk(post: int, once: str, heirs: Mapping[int, Sequence[int]]) -> dict[str, Any]:
    """What the entry binds: whose desk, and which cases (their ids) each post was given."""
    return {"post": post, "once": once, "heirs": {f"post:{heir}": list(ids) for heir, ids in sorted(heirs.items())}}


def several_claims() -> Iterator[Claim]:
    """One claim for each step on several cases, in the order of their entries."""
    found = Several.objects.order_by("entry_id").select_related("held").prefetch_related("cases__case")
    for one in found.iterator(chunk_size=200):
        held: Held | None = getattr(one, "held", None)
        action = "cases.undo_several" if one.undoes_id else "cases.act_on_several"
        yield Claim(
            one.entry_id,
            said_by=f"step on several cases {one.pk}",
            object_ref=about_several(one),
            action=action if held is None else "cases.send_held",
            actor_ref=one.actor_ref if held is None else held.ended_by,
            at=microseconds(one.at),
            salt=bytes(one.salt) or None,
            payload=canonical(bound_of_several(one, one.cases.all(), held)) if one.salt else None,
        )


def held_claims() -> Iterator[Claim]:
    """One claim for each notice that was ordered and held, and one for each that was stopped, in the order of their
    entries. That one was sent, `several_claims` says."""
    return merge(_orders(), _stops(), key=attrgetter("entry_id"))


def _orders() -> Iterator[Claim]:
    for one in Held.objects.order_by("entry_id").prefetch_related("cases__case").iterator(chunk_size=200):
        yield Claim(
            one.entry_id,
            said_by=f"held notice {one.pk}",
            object_ref=about_held(one),
            action="cases.hold_several",
            actor_ref=one.actor_ref,
            at=microseconds(one.at),
            salt=bytes(one.salt),
            payload=canonical(bound_of_held(one, one.cases.all())),
        )


def _stops() -> Iterator[Claim]:
    for one in Held.objects.filter(stopped__isnull=False).order_by("stopped_id").iterator(chunk_size=200):
        yield Claim(
            one.stopped_id or 0,
            said_by=f"stop of held notice {one.pk}",
            object_ref=about_held(one),
            action="cases.stop_held",
            actor_ref=one.ended_by,
            at=microseconds(one.ended_at) if one.ended_at else None,
        )


def desk_claims() -> Iterator[Claim]:
    """One claim for each desk that was handed over."""
    found = HandedDesk.objects.order_by("entry_id").select_related("post").prefetch_related("heirs")
    for one in found.iterator(chunk_size=200):
        heirs = {heir.post_id: heir.cases for heir in one.heirs.all()}
        yield Claim(
            one.entry_id,
            said_by=f"desk of post {one.post_id}, handed over",
            object_ref=one.post.guard_ref,
            action="cases.hand_over_desk",
            actor_ref=one.actor_ref,
            at=microseconds(one.at),
            salt=bytes(one.salt) or None,
            payload=canonical(bound_of_desk(one.post_id, one.once, heirs)) if one.salt else None,
        )
