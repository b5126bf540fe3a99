"""What can be done to places. (The room of places lies below the gate, so its actions stand here.)"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.places.apply import apply_plan
from namro.ground.places.changes import Plan
from namro.ground.places.load import PackLoaded, load_places
from namro.ground.places.models import Loaded, Unit
from namro.rules.packs.refused import Refused


@action("places.load_pack", by_operator=True)
def load_pack(
    target: None = None, *, folder: Path, within: str | None = None, actor: Actor, now: datetime
) -> PackLoaded:
    """Takes the units of the country's pack into the database, all or those of one province; safe to repeat."""
    done = load_places(folder, within, now=now)
    current().carries({"digest": done.digest, "fresh": done.fresh, **done.counts})
    return done


@action("places.mark_remote", by_operator=True)
def mark_remote(unit: Unit, *, remote: bool | None, reason: str, actor: Actor, now: datetime) -> Unit:
    """Says of a unit that it is remote, that it is not, or (None) that it is not known; what comes in later goes by it.

    Raises `Refused` `places.not-lowest`, `places.mark-as-it-is`."""
    if not unit.lowest:
        raise Refused("places.not-lowest", field="unit", value=unit.code)
    if unit.remote is remote:
        raise Refused("places.mark-as-it-is", field="unit", value=unit.code)
    unit.remote = remote
    unit.save(update_fields=["remote"])
    current().carries({"unit": unit.ref, "remote": remote})
    return unit


@action("places.load_changes", by_operator=True)
def load_changes(target: None = None, *, plan: Plan, actor: Actor, now: datetime) -> Loaded:
    """Applies a reorganisation that was read, checked and previewed: units end and begin on its days; only once."""
    done = apply_plan(plan, now=now)
    current().carries({"digest": done.digest, **done.counts})
    return done
