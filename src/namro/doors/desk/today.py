"""Home: what is new, late, due soon and waiting, each with its reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.lines import lines
from namro.doors.desk.page import Desk, page
from namro.work.cases import today as lists
from namro.work.cases.moved import unseen

SHORT = 8
"""Rows of each list; the rest is one link away."""
QUERY = {"late": "time=late", "soon": "time=soon", "new": "time=new", "waiting": "time=waiting"}


@page()
def today(desk: Desk) -> HttpResponse:
    """The four lists. Whoever registers what comes in sees the new on top; everyone else what is late."""
    found = lists.today(desk.actor, desk.now, limit=SHORT)
    order = ["late", "soon", "new", "waiting"]
    if desk.may("cases.register"):
        order = ["new", "late", "soon", "waiting"]
    shown = [_list(desk, name, getattr(found, name)) for name in order]
    moved = unseen(desk.actor)
    return desk.answer(
        "today",
        day=desk.day(desk.on),
        where=desk.where() if desk.actor.seats else desk.say("desk.account.no-seat"),
        lists=shown,
        nothing=not any(one["lines"] for one in shown),
        moved=desk.say("desk.today.moved", n=moved) if moved else "",
        without_cases=not desk.works(),
        may_receive=desk.may("cases.receive"),
    )


def _list(desk: Desk, name: str, part: lists.Part) -> dict[str, Any]:
    total = words.count(part.total, desk.lang)
    if part.more:
        total = desk.say("desk.today.more-than", n=total)
    return {
        "id": name,
        "name": desk.say(f"desk.today.{name}"),
        "short": desk.say(f"desk.today.{name}.short"),
        "empty": desk.say(f"desk.today.{name}.empty"),
        "total": total,
        "lines": lines(desk, part.rows),
        "more": desk.say("desk.today.all", n=total) if part.total > len(part.rows) or part.more else "",
        "url": f"{reverse('desk:cases')}?{QUERY[name]}",
    }
