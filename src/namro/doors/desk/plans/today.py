"""Today of whoever has tasks of plans and no cases: what is late, sent back, blocked and due soon, and what waits."""

from __future__ import annotations

from typing import Any

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lists import list_of, once
from namro.work.plans import listed, queries

ORDER = (
    ("ours", "late"), ("ours", "sent-back"), ("ours", "blocked"), ("ours", "soon"), ("given", "reported"),
    ("given", "late"), ("given", "blocked"),
)  # fmt: skip


def today(desk: Desk) -> dict[str, Any]:
    """The lists in which something stands, their totals, and how many tasks are open."""
    counts = {
        "ours": queries.counts_of_office(desk.actor, desk.on), "given": listed.counts_given(desk.actor, desk.on),
    }  # fmt: skip
    wanted = [(side, name, counts[side][name]) for side, name in ORDER if counts[side][name]]
    return {
        "totals": [
            {"name": desk.say(f"desk.plans.{side}.{name}"), "n": words.count(n, desk.lang), "url": f"#{side}-{name}"}
            for side, name, n in wanted
        ],
        "lists": once(desk, [list_of(desk, side, name, n) for side, name, n in wanted]),
        "open": counts["ours"]["open"],
    }
