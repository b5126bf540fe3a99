"""What somebody is told of the last days: the answers to what they asked, and who answers in whose place."""

from __future__ import annotations

from typing import Any

from namro.doors.desk.page import Desk
from namro.doors.desk.plan_lines import iso_day, title_of
from namro.doors.desk.plan_task import did
from namro.work.plans.heard import heard


def rows(desk: Desk) -> list[dict[str, Any]]:
    """Each with its tasks, what was done, by whom and in which words."""
    return [
        {
            "tasks": [
                {"url": "" if one.left else desk.url("plan-task", task.ref), "matter": title_of(desk, task.matter)}
                for task in one.tasks
            ],
            "left": one.left,
            "n": one.n,
            "said": desk.say(
                did(one.act), begins=iso_day(one.act.data.get("begins")), ends=iso_day(one.act.data.get("ends"))
            ),
            "by": one.act.deed.actor_name,
            "at": desk.moment(one.act.deed.at),
            "words": [text for part in ("reason", "answer") if (text := one.act.words.get(part))],
        }
        for one in heard(desk.actor, desk.on)
    ]


def today(desk: Desk) -> str:
    """One sentence for Today where there is something to hear."""
    n = len(heard(desk.actor, desk.on)) if desk.may("plans.read") else 0
    return desk.say("desk.plans.heard.today", n=n) if n else ""
