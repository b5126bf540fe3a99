"""Taking a list away as a file: nothing changes, and that it was taken is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor


@action("cases.export")
def export(target: None, *, what: str, filters: Mapping[str, str], rows: int, actor: Actor, now: datetime) -> None:
    """Take a list of cases away as a spreadsheet, as it is shown."""
    running = current()
    running.object_kind, running.object_ref = "list", f"list:{what}"
    running.carries({"list": what, "filters": dict(filters), "rows": rows})
