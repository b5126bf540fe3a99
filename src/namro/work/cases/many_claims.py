"""What was done to many cases at once says of the trail: steps on several cases, whole desks that were handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from namro.ground.gate.context import canonical
from namro.ground.trail.canonical import microseconds
from namro.ground.trail.claims import Claim
from namro.work.cases.models import HandedDesk, OneOfSeveral, Several


def about_several(several: Several) -> str:
    """What its entry names: the form that was sent, since it has no number yet when the entry is written."""
    return f"several:{several.once}"


def bound_of_several(several: Several, rows: Iterable[OneOfSeveral]) -> dict[str, Any]:
    """What the entry binds: the step, and of each case its act or why it was left."""
    cases = {row.case.ref: row.seq or row.code for row in rows}
    return {"step": several.step, "undoes": several.undoes_id, "cases": cases}


def bound_of_desk(post: int, once: str, heirs: Mapping[int, Sequence[int]]) -> dict[str, Any]:
    """What the entry binds: whose desk, and which cases (their ids) each post was given."""
    return {"post": post, "once": once, "heirs": {f"post:{heir}": list(ids) for heir, ids in sorted(heirs.items())}}


def several_claims() -> Iterator[Claim]:
    """One claim for each step on several cases, in the order of their entries."""
    found = Several.objects.order_by("entry_id").prefetch_related("cases__case")
    for one in found.iterator(chunk_size=200):
        yield Claim(
            one.entry_id,
            said_by=f"step on several cases {one.pk}",
            object_ref=about_several(one),
            action="cases.undo_several" if one.undoes_id else "cases.act_on_several",
            actor_ref=one.actor_ref,
            at=microseconds(one.at),
            salt=bytes(one.salt) or None,
            payload=canonical(bound_of_several(one, one.cases.all())) if one.salt else None,
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
