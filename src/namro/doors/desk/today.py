"""Home: where a reporter wrote; what is new, late, due soon and waiting, each with its reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.held import today as held_today
from namro.doors.desk.jobs import trouble
from namro.doors.desk.lines import lines
from namro.doors.desk.page import Desk, page
from namro.doors.desk.plans import digest as plan_digest
from namro.doors.desk.plans import heard as plan_heard
from namro.doors.desk.plans import lists as plans
from namro.doors.desk.plans import pending as plan_pending
from namro.doors.desk.plans import today as plan_today
from namro.doors.desk.plans import waiting as plan_waiting
from namro.doors.desk.second_looks import waiting
from namro.doors.desk.views import links
from namro.work.cases import desks, retention
from namro.work.cases import moved as moved_dates
from namro.work.cases import today as lists

SHORT = 8
"""Rows of each list; the rest is one link away."""
QUERY = {
    "wrote": "wrote=unread",
    "late": "time=late",
    "soon": "time=soon",
    "new": "time=new",
    "waiting": "time=waiting",
}


@page()
def today(desk: Desk) -> HttpResponse:
    """The four lists, and before what is late where a reporter wrote and nobody has read it, when there is any. Whoever
    registers what comes in sees the new on top of all. The line of totals names the lists in this order. Who has tasks
    of plans and no cases sees those instead."""
    if not desk.works():
        return _without_cases(desk)
    found = lists.today(desk.actor, desk.now, limit=SHORT)
    order = ["late", "soon", "new", "waiting"]
    if desk.may("cases.register"):
        order = ["new", "late", "soon", "waiting"]
    if found.wrote.total:
        order.insert(order.index("late"), "wrote")
    shown = [_list(desk, name, getattr(found, name)) for name in order]
    ending = retention.how_many(desk.actor, desk.now) if retention.may_look(desk.actor) else 0
    handed = desks.unseen(desk.actor)
    new_and_near = 0 if found.near_more or found.soon.more else found.near - found.soon.total
    soon = shown[order.index("soon")]
    if new_and_near:
        soon["empty"] = desk.say("desk.today.soon.only-new", n=new_and_near)
        counted = {name: words.count(n, desk.lang) for name, n in (("all", found.near), ("here", found.soon.total))}
        if soon["more"]:
            soon["more"] = desk.say("desk.today.soon.all", n=new_and_near, **counted)
        elif found.soon.total:
            soon["besides"] = desk.say("desk.today.soon.besides", n=new_and_near)
    return desk.answer(
        "today",
        day=desk.day(desk.on),
        where=desk.where(),
        lists=shown,
        nothing=not any(one["lines"] for one in shown),
        moved=_up_to(desk, "moved", moved_dates.unseen(desk.actor), moved_dates.MOST),
        handed=desk.say("desk.today.handed", n=handed) if handed else "",
        held=held_today(desk),
        looks=waiting(desk),
        digest=plan_digest.waiting(desk),
        lately=plans.lately(desk),
        heard=plan_heard.today(desk),
        readings=plan_waiting.today(desk),
        pending=plan_pending.today(desk),
        ending=_up_to(desk, "kept", ending, retention.COUNTED),
        views=links(desk),
        trouble=trouble(desk),
        may_receive=desk.may("cases.receive"),
    )


def _without_cases(desk: Desk) -> HttpResponse:
    """Today of somebody who reads no cases: the own tasks of plans, or the way to the own pages."""
    own = plan_today.today(desk) if desk.may("plans.read") else None
    ending = retention.how_many(desk.actor, desk.now) if retention.may_look(desk.actor) else 0
    return desk.answer(
        "today",
        day=desk.day(desk.on),
        where=desk.where() if desk.actor.seats else desk.say("desk.account.no-seat"),
        without_cases=True,
        own=own,
        held=held_today(desk),
        looks=waiting(desk),
        digest=plan_digest.waiting(desk),
        lately=plans.lately(desk),
        heard=plan_heard.today(desk),
        readings=plan_waiting.today(desk),
        pending=[one for one in plan_pending.today(desk) if one["id"] == "asked"],
        ending=_up_to(desk, "kept", ending, retention.COUNTED),
        trouble=trouble(desk),
    )


def _up_to(desk: Desk, what: str, n: int, most: int) -> str:
    """What is said of `n` cases or dates, which are counted up to `most` and one more; "" for none."""
    if n > most:
        return desk.say(f"desk.today.{what}.more", n=words.count(most, desk.lang))
    return desk.say(f"desk.today.{what}", n=n) if n else ""


def _list(desk: Desk, name: str, part: lists.Part) -> dict[str, Any]:
    counted = words.count(part.total, desk.lang)
    more = ""
    if part.more:
        more = desk.say("desk.today.all.more", n=counted)
    elif part.total > len(part.rows):
        more = desk.say("desk.today.all", n=counted)
    return {
        "id": name,
        "name": desk.say(f"desk.today.{name}"),
        "short": desk.say(f"desk.today.{name}.short"),
        "empty": desk.say(f"desk.today.{name}.empty"),
        "total": desk.say("desk.today.more-than", n=counted) if part.more else counted,
        "lines": lines(desk, part.rows, heard=name == "wrote"),
        "more": more,
        "url": f"{reverse('desk:cases')}?{QUERY[name]}",
    }
