"""Going on with the rest of a list that one action does not take: where it goes on is carried, signed, by the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import signing

from namro.doors.desk.page import Desk
from namro.work.cases.rows import Key

SALT = "namro.desk.several"
SEALED = 60_000
"""Most characters of the field that says which cases a whole list was."""


def sealed_rest(desk: Desk, rest: Key | None) -> str:
    """Where a list goes on, for its own reader alone; "" at its end."""
    return signing.dumps(rest, salt=f"{SALT}:rest:{desk.actor.ref}") if rest is not None else ""


def rest_in(desk: Desk, sealed: str) -> Key | None:
    """Where a list goes on, as the page of what was done carried it."""
    try:
        at, id = signing.loads(sealed[:SEALED], salt=f"{SALT}:rest:{desk.actor.ref}")
    except (signing.BadSignature, ValueError):
        return None
    return str(at), int(id)


def rest_asked(desk: Desk) -> str:
    """The same as the address of the page says it; "" where the list had ended or it came back changed."""
    rest = desk.request.GET.get("rest", "")[:SEALED]
    return rest if rest and rest_in(desk, rest) is not None else ""


def onward(desk: Desk, step: str, kept: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The form that goes on with the rest of a list, filled in as it was for its first part; empty at its end. `step`:
    what the form of several cases names it by."""
    rest = rest_asked(desk)
    if not rest:
        return {}
    back = desk.request.GET.get("back", "")[:2000]
    return {"url": desk.url("several"), "rest": rest, "back": back, "step": step, "kept": kept}
