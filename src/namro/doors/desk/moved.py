"""The dates that moved because the calendar or a rule changed, for whoever has the cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors.desk.page import Desk, number_of, page, text_of
from namro.ground.gate.refusals import NotThere
from namro.work.cases import moved as dates
from namro.work.cases.actions import see_moved_dates


@page("GET", "POST")
def moved(desk: Desk) -> HttpResponse:
    """From when to when and why; one button says that they were seen."""
    if not desk.works():
        raise NotThere
    if desk.request.method == "POST":
        upto = number_of(text_of(desk, "upto"), first=0, last=2**31)
        see_moved_dates(desk.user, upto=upto, actor=desk.actor, now=desk.now)
        desk.tell(desk.say("desk.moved.told"))
        return desk.go("moved")
    found = dates.moved(desk.actor, desk.now)
    return desk.answer(
        "moved",
        rows=[_row(desk, one) for one in found],
        upto=max((one.id for one in found if not one.seen), default=0),
    )


def _row(desk: Desk, one: dates.Moved) -> dict[str, Any]:
    nothing = desk.say("desk.moved.no-day")
    return {
        "number": one.number,
        "url": reverse("desk:case", args=[one.ref]),
        "subject": one.subject or desk.pick(one.procedure_names),
        "clock": desk.pick(one.clock_names),
        "before": desk.day(one.before) if one.before else nothing,
        "after": desk.day(one.after) if one.after else nothing,
        "same": one.before == one.after,
        "provisional": one.provisional,
        "why": _why(desk, one),
        "at": desk.moment(one.at),
        "ended": _ended(desk, one),
        "seen": one.seen,
    }


def _ended(desk: Desk, one: dates.Moved) -> str:
    """Of a clock that had ended: how it counts now, and how it did before."""
    if one.ended_at is None:
        return ""
    key = {("late", ""): "uncounted", ("", "late"): "late-first"}.get((one.was, one.is_now), one.is_now)
    return desk.say(f"desk.moved.ended.{key}", at=desk.moment(one.ended_at))


def _why(desk: Desk, one: dates.Moved) -> list[str]:
    """What changed, a sentence each."""
    said = [desk.say("desk.moved.confirmed")] if one.confirmed else []
    for reason in one.why:
        if "article" in reason:
            key = "desk.moved.rule-doubted" if reason.get("doubted") else "desk.moved.rule"
            said.append(desk.say(key, article=desk.pack.cite(reason["article"], desk.lang)))
            continue
        key = "desk.moved.worked" if reason["working"] else "desk.moved.off"
        name = desk.pick(reason["names"]) if reason["names"] else desk.say("desk.moved.ordinary")
        act = desk.pack.cite(reason["act"], desk.lang) if reason["act"] else desk.say("desk.moved.no-act")
        said.append(desk.say(key, day=desk.day(date.fromisoformat(reason["on"])), name=name, act=act))
    return said or [desk.say("desk.moved.recounted")]
