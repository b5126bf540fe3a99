"""Which days a progress report tells of: those asked for, else what is due. The usual ones are one press away."""

from __future__ import annotations

from datetime import date

from namro.doors import words
from namro.doors.desk.inputs import day_in
from namro.doors.desk.page import Desk, Wrong
from namro.doors.desk.plans.reports import query_of
from namro.rules.clocks.periods import Period, reporting_month, running
from namro.work.plans import progress, reports
from namro.work.plans.models import Plan

Days = tuple[date, date]


def usual(desk: Desk, plan: Plan | None) -> dict[str, Days]:
    """The usual days by what they are, those that are shown by default first: the period that is due ("due"); this
    quarter up to today ("quarter"); where a report of the plan was drawn up what came after the days of which that knew
    ("since"), before the others where it told of all that is due."""
    closes = desk.pack.programme.report_closes if desk.pack.programme else None
    due: Period = progress.period_due(plan, desk.on, closes) if plan else reporting_month(desk.on, closes)
    found = {"due": (due.first, due.last), "quarter": (running("quarterly", desk.on).first, desk.on)}
    told = reports.told_until(plan) if plan else None
    if told is None or told >= desk.on:
        return found
    since = {"since": (desk.pack.calendar.add_days(told, 1), desk.on)}
    return since | found if told >= due.last else found | since


def asked_for(desk: Desk, plan: Plan | None) -> tuple[date, date, list[Wrong], list[dict[str, str]]]:
    """The first and the last day of the report, what is wrong with those asked for, and the ways to the usual ones,
    each with whether it is shown."""
    offered = usual(desk, plan)
    default = next(iter(offered.values()))
    given = [desk.request.GET.get(name, "").strip() for name in ("from", "to")]
    first, last = (day_in(text) if text else usual for text, usual in zip(given, default, strict=True))
    wrongs: list[Wrong] = []
    if first is None or last is None or not 1900 <= first.year <= last.year <= 2100:
        wrongs = [Wrong(desk.say("desk.plan.report.bad-day"), "from")]
    elif last < first:
        wrongs = [Wrong(desk.say("desk.plan.report.backwards"), "from")]
    first, last = default if wrongs or first is None or last is None else (first, last)
    ways = [
        {
            "url": f"?{query_of(*days)}",
            "name": desk.say(f"desk.plan.report.days.{name}", first=words.dmy(days[0]), last=words.dmy(days[1])),
            "current": "1" if days == (first, last) else "",
        }
        for name, days in offered.items()
    ]
    return first, last, wrongs, ways
