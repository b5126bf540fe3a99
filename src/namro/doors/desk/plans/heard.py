"""What somebody is told of the last days: the answers to what they asked, who answers in whose place, and what was done
to what they owe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro.doors import periods
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import iso_day, offices, title_of
from namro.doors.desk.plans.task import did
from namro.work.plans.heard import heard
from namro.work.plans.models import Act


def rows(desk: Desk) -> list[dict[str, Any]]:
    """Each with its tasks, what was done, by whom and in which words."""
    told = heard(desk.actor, desk.on)
    names = offices(desk, led) if (led := {one.act.data.get("lead_office_id") for one in told} - {None}) else {}
    return [
        {
            "tasks": [
                {"url": desk.url("plan-task", task.ref), "matter": title_of(desk, task.matter)} for task in one.tasks
            ],
            "left": one.left,
            "n": one.n,
            "said": _said(desk, one.act, names),
            "by": one.act.deed.actor_name,
            "at": desk.moment(one.act.deed.at),
            "words": [text for part in ("reason", "answer") if (text := one.act.words.get(part))],
        }
        for one in told
    ]


def _said(desk: Desk, act: Act, names: Mapping[int, str]) -> str:
    """What was done, with the days or the office that it names."""
    dues = act.data.get("dues") or [["", None]]
    said = desk.say(
        did(act), begins=iso_day(act.data.get("begins")), ends=iso_day(act.data.get("ends")), day=iso_day(dues[0][1]),
        was=iso_day(act.data.get("was")), office=names.get(act.data.get("lead_office_id") or 0, ""),
    )  # fmt: skip
    if act.verb == "change-time" and dues[0][0]:
        return desk.say("desk.plan.did.for-period", said=said, period=periods.said(desk.lang, dues[0][0]))
    return said


def today(desk: Desk) -> str:
    """One sentence for Today where there is something to hear."""
    n = len(heard(desk.actor, desk.on)) if desk.may("plans.read") else 0
    return desk.say("desk.plans.heard.today", n=n) if n else ""
