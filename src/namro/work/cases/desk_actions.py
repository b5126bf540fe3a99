"""Handing a post over with its whole desk, and saying that one has seen what one was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.people.models import Post, User, in_force
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases.desks import PART, heirs_for, on_the_desk, seen
from namro.work.cases.handover_actions import hand_over
from namro.work.cases.many_claims import bound_of_desk
from namro.work.cases.models import Case, DeskHeir, HandedDesk
from namro.work.cases.rows import holder_names
from namro.work.cases.turns import must_be_form_key


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of it: the record, and how many cases the desk still has; `before` where this very form had done its
    work already."""

    record: HandedDesk
    left: int
    before: bool = False


@action("cases.hand_over_desk", by_operator=True, in_person=True)
def hand_over_desk(
    post: Post,
    *,
    heirs: Mapping[str, int],
    reason: str,
    once: str,
    as_seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> Handed:
    """Hand everything that a post has over to those who go on with it, each kind to one of them.

    `heirs`: the post that gets the cases of a kind (a procedure's id). A kind that nobody at the office may go on with
    stays where it is. Each case gets its own act and entry; all of them go or none. A desk of more than `PART` cases is
    handed over in parts: what is left, the answer says. `as_seen`: the digest of the part as it was shown.
    Raises Refused `cases.desk-empty`, `cases.desk-changed`, `cases.desk-needs-heir`, `cases.desk-not-this-heir`, and as
    `hand_over` does.
    """
    must_be_form_key(once)
    reason = texts.required(reason, "reason")
    post = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    before = HandedDesk.objects.filter(post=post, once=once).first()
    if before is not None:
        current().unchanged()
        return Handed(before, on_the_desk(post).count(), before=True)
    cases = list(on_the_desk(post)[:PART])
    if not cases:
        raise Refused("cases.desk-empty")
    if as_seen is not None and seen([case.pk for case in cases]) != as_seen:
        raise Refused("cases.desk-changed")
    given = _given(post, cases, heirs, now)
    if not given:
        raise Refused("cases.desk-no-heirs")
    for case in cases:
        if case.pk in given:
            hand_over(case, post=given[case.pk], reason=reason, seq=case.seq, actor=actor, now=now)
    return Handed(_recorded(post, given, reason, once, actor, now), on_the_desk(post).count())


def _given(post: Post, cases: list[Case], heirs: Mapping[str, int], now: datetime) -> dict[int, int]:
    """The post that each case goes to, by the ids of both."""
    on = the_pack().calendar.local(now)
    versions: dict[str, set[str]] = {}
    for case in cases:
        versions.setdefault(case.procedure_id, set()).add(case.frozen_id)
    to: dict[str, int] = {}
    for kind, hashes in versions.items():
        able = {hand.post_id for hand in heirs_for(post, hashes, on)}
        wanted = heirs.get(kind)
        if able and wanted is None:
            raise Refused("cases.desk-needs-heir", field=f"to-{kind}")
        if wanted is not None and wanted not in able:
            raise Refused("cases.desk-not-this-heir", field=f"to-{kind}")
        if wanted is not None:
            to[kind] = wanted
    return {case.pk: to[case.procedure_id] for case in cases if case.procedure_id in to}


def _recorded(post: Post, given: Mapping[int, int], reason: str, once: str, actor: Actor, now: datetime) -> HandedDesk:
    on = the_pack().calendar.local(now)
    each = {heir: sorted(pk for pk, to in given.items() if to == heir) for heir in sorted(set(given.values()))}
    running = current()
    running.because(reason)
    running.carries(bound_of_desk(post.pk, once, each))
    record = HandedDesk.objects.create(
        post=post,
        once=once,
        from_name=holder_names([post.pk], on).get(post.pk, ""),
        actor_ref=actor.ref,
        actor_name=actor.name if actor.kind == "staff" else "",
        reason=reason,
        cases=len(given),
        at=now,
        entry_id=running.entry().id,
        salt=running.entry().salt,
    )
    DeskHeir.objects.bulk_create(DeskHeir(handed=record, post_id=heir, cases=ids) for heir, ids in each.items())
    return record


@action("cases.see_handed_desks", by_oneself=True)
def see_handed_desks(user: User, *, upto: int, actor: Actor, now: datetime) -> None:
    """Say that one has seen what was handed over to one's posts, up to a certain hand-over."""
    on = the_pack().calendar.local(now)
    posts = user.holdings.filter(in_force(on) & in_force(on, "post__")).values("post_id")
    new = DeskHeir.objects.filter(post_id__in=posts, pk__lte=upto, seen_at=None)
    if not new.exists():
        current().unchanged()
        return
    new.update(seen_at=now)
    current().carries({"upto": upto})
