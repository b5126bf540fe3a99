"""Writing what is done: the acts of the action that runs, the deed that holds them together, its entry in the trail.

Called inside actions only; the gate refuses it elsewhere. One deed may add one act or ten thousand.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from namro.ground.bulk import insert
from namro.ground.files.keeping import MOST_FILES, Ready
from namro.ground.gate.context import current
from namro.ground.gate.put import put, put_all
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor, Seat
from namro.ground.people.may import grants, limited
from namro.rules.packs.current import the_pack
from namro.rules.packs.programme import Programme
from namro.rules.packs.refused import Refused
from namro.work.plans.digests import of_act, of_acts, of_file, payload_of
from namro.work.plans.models import Act, Deed, KeptFile

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No letter of a reference looks like another."""
_ACT = {
    "deed_id": "bigint", "about": "text", "seq": "integer", "verb": "text", "data": "jsonb", "words": "jsonb",
}  # fmt: skip


class AlreadyDone(Refused):
    """The same form was sent before and did its work then; nothing was done twice. `ref`: what it was done to."""

    code = "plans.already-done"

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref


@dataclass(frozen=True, slots=True)
class Adding:
    """An act that is about to be added. `data` holds what JSON holds: no dates, no tuples."""

    about: str
    seq: int
    verb: str
    data: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def write(acts: Sequence[Adding], *, once: str | None = None, reason: str = "") -> Deed:
    """Adds the acts of the running action and binds them by its entry. What the action is about must be set."""
    running = current()
    about = running.about
    if about is None:
        raise LookupError("say first what the deed is about")
    if reason:
        running.because(reason)
    actor = running.actor
    deed = Deed(
        action=running.name,
        kind=about.guard_kind,
        ref=about.guard_ref,
        at=running.now,
        actor_ref=actor.ref,
        actor_name=actor.name if actor.kind == "staff" else "",
        seat=str(running.seat) if running.seat else "",
        acts=of_acts(of_act(a.about, a.seq, a.verb, a.data, a.words) for a in acts),
        count=len(acts),
        once=once or None,
    )
    running.carries(payload_of(deed))
    recorded = running.entry()
    deed.entry_id, deed.salt = recorded.id, recorded.salt
    put(deed)
    rows = ((deed.pk, a.about, a.seq, a.verb, said(a.data), said(a.words)) for a in acts)
    insert(Act._meta.db_table, _ACT, rows)
    return deed


def said(value: object) -> str:
    """A structure as its column holds it."""
    return json.dumps(value, ensure_ascii=False)


def not_twice(once: str | None, actor: Actor) -> None:
    """Raises `AlreadyDone` for a form that was sent before, Refused `plans.bad-form-key`."""
    if once is None:
        return
    if not (isinstance(once, str) and 0 < len(once) <= 64 and once.isprintable()):
        raise Refused("plans.bad-form-key")
    before = Deed.objects.filter(actor_ref=actor.ref, once=once).values_list("ref", flat=True).first()
    if before is not None:
        raise AlreadyDone(before)


def keep(about: str, seq: int, files: Sequence[Ready]) -> list[dict[str, Any]]:
    """Writes the rows of files that were taken in; what the act says of them. Raises Refused `cases.files-too-many`."""
    if len(files) > MOST_FILES:
        raise Refused("cases.files-too-many", field="files", most=MOST_FILES)
    rows = [
        KeptFile(
            about=about, seq=seq, token=one.token, path=one.path, name=one.name, kind=one.kind,
            media_type=one.media_type, size=one.size, sha256=one.sha256,
        )
        for one in files
    ]  # fmt: skip
    put_all(rows)
    return [of_file(row) for row in rows]


def own_seat(actor: Actor, office_id: int) -> Seat | None:
    """Notes that the running action is taken from a seat in that very office, and not by somebody who only sees it.

    The system and the operator have no seat. Raises `NotThere`.
    """
    running = current()
    if actor.kind != "staff":
        return None
    for seat in actor.seats if not limited(actor, running.name) else ():
        if seat.office_id == office_id and grants(seat.role, running.name):
            running.seat = seat
            return seat
    raise NotThere


FARTHEST = 50
"""Years ahead in which a day can be owed at most."""


def programme() -> Programme:
    """What the pack says of plans. Raises Refused `plans.no-programme`."""
    found = the_pack().programme
    if found is None:
        raise Refused("plans.no-programme")
    return found


def fresh_ref(now: datetime) -> str:
    """A reference that nothing else has: the local year and eight letters."""
    year = the_pack().calendar.local(now).year
    return f"{year % 100:02d}-{code(8)}"


def code(length: int) -> str:
    """So many letters by chance."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def a_day(value: object, field: str, *, needed: bool = True) -> date | None:
    """A day as it was given. Raises Refused `cases.bad-date`, `cases.needed`."""
    if value in (None, ""):
        if needed:
            raise Refused("cases.needed", field=field, name=field)
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Refused("cases.bad-date", field=field) from None


def too_far(day: date, on: date) -> bool:
    """Whether a day is so far from another that only its year can have been mistyped. Plans reach decades ahead, beyond
    what any calendar of working days knows; of such a day nobody is reminded until the calendar does."""
    return day.year > on.year + FARTHEST


def the_day(value: object, field: str) -> date:
    """`a_day` that must be there."""
    found = a_day(value, field)
    assert found is not None
    return found
