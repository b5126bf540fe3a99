"""What evidence names, in words, with a link for whoever may open it."""

from __future__ import annotations

from collections.abc import Iterable

from namro.doors.desk.page import Desk
from namro.ground.people.references import readable


def refs_in(desk: Desk, refs: Iterable[str]) -> dict[str, dict[str, str]]:
    """Each reference with its `name` and its `url`, empty where this person may not open it; a query for each kind."""
    named = set(refs)
    there = readable(desk.actor, named, desk.on) if named else set()
    return {ref: {"name": ref_name(desk, ref), "url": _url(desk, ref) if ref in there else ""} for ref in named}


def ref_name(desk: Desk, ref: str) -> str:
    """What a reference names: a case, a document, or a figure that was noted freely."""
    kind, _, which = ref.partition(":")
    return desk.say(f"desk.plan.ref.{kind}", ref=which)


def _url(desk: Desk, ref: str) -> str:
    kind, _, which = ref.partition(":")
    return desk.url("case" if kind == "case" else "plan-lineage", which)
