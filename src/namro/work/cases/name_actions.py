"""Looking a full name up, for a written reason; every look-up is recorded, the name never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.people.may import grants
from namro.ground.people.models import User
from namro.ground.places.fold import fold
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases import names
from namro.work.cases.models import NameSearch, ReporterName
from namro.work.cases.rows import Page, rows_of
from namro.work.cases.scope import for_actor

FIND = "cases.find_by_name"
MOST = 50
"""Cases that a look-up shows, the newest; a name that has more is asked about otherwise."""
AN_HOUR, LOOK_UPS = 3600, 20
"""Seconds, and look-ups of one person within them, so that names cannot be tried one after the other."""
NAME, REASON = 120, 300


@action(FIND, in_person=True)
def find_by_name(target: None, *, name: str, reason: str, actor: Actor, now: datetime) -> Page:
    """Find the cases in one's reach that somebody of exactly this full name brought in, for a written reason.

    Only cases of procedures that say `findable`. Accents count where the name is written with any. Gives back the
    newest `MOST`. Raises Refused `cases.needed`, `cases.find-too-often` (`n`: minutes to wait).
    """
    name = texts.line(name, "name", most=NAME)
    if not fold(name):
        raise Refused("cases.needed", field="name", name="name")
    reason = " ".join(texts.required(reason, "reason", most=REASON).split())
    _not_too_often(actor, now)
    _keep(actor, reason, now)
    return _found(_where_it_may_look(actor), name, now)


def _not_too_often(actor: Actor, now: datetime) -> None:
    User.objects.select_for_update(no_key=True).get(
        pk=int(actor.ref.removeprefix("user:"))
    )  # two forms at once count as two
    since = datetime.fromtimestamp(now.timestamp() - AN_HOUR, UTC)
    before = NameSearch.objects.filter(actor_ref=actor.ref, at__gt=since).order_by("-at").values_list("at", flat=True)
    earlier = list(before[:LOOK_UPS])
    if len(earlier) == LOOK_UPS:
        wait = min(AN_HOUR, earlier[-1].timestamp() + AN_HOUR - now.timestamp())
        raise Refused("cases.find-too-often", most=LOOK_UPS, n=max(1, -(-int(wait) // 60)))


def _keep(actor: Actor, reason: str, now: datetime) -> None:
    """The record of it: who, from where, when and why."""
    running = current()
    running.object_kind = running.object_ref = "name-search"
    running.because(reason)
    running.carries({"reason": reason})
    entry = running.entry()
    NameSearch.objects.create(
        actor_ref=actor.ref,
        actor_name=actor.name,
        seat=str(running.seat) if running.seat else "",
        at=now,
        reason=reason,
        salt=entry.salt,
        entry_id=entry.id,
    )


def _where_it_may_look(actor: Actor) -> Actor:
    """The actor in those seats alone that give the right: who watches all and handles one office, looks in the one."""
    return replace(actor, seats=tuple(seat for seat in actor.seats if grants(seat.role, FIND)))


def _found(actor: Actor, name: str, now: datetime) -> Page:
    digests = names.digests_of(name)
    wanted = {"exact": digests.exact} if names.has_accents(name) else {"plain": digests.plain}
    bearing = ReporterName.objects.filter(**wanted).values("case_id")
    cases = for_actor(actor, the_pack().calendar.local(now)).filter(pk__in=bearing).order_by("-received_at", "-id")
    met = cases.values_list("pk", "frozen_id")[: MOST + 1]
    ids = [pk for pk, version in met if names.found_among([version])]
    return Page(rows_of(ids[:MOST], actor, now), min(len(ids), MOST), more=len(ids) > MOST)
