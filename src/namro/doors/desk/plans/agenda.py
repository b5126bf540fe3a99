"""Choosing what a meeting is about: what presses, by its reason, twenty-five at once, narrowed by office. What was
ticked stays ticked whatever is shown beside it, and no script is needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from namro.doors import words
from namro.doors.desk.page import Desk, Wrong, number_of, text_of
from namro.doors.desk.plans.lines import due_said, lead, left, offices, periods_said, short, title_of
from namro.ground.people import queries as people
from namro.ground.places.fold import fold
from namro.work.plans import meetings
from namro.work.plans.meeting_actions import MOST_LINES, LineSaid
from namro.work.plans.meeting_states import MeetingStanding
from namro.work.plans.meetings import AT_ONCE, WHYS
from namro.work.plans.models import Task

PRESSING = ("asks", "blocked")
"""Why a task is ticked from the start."""
DASH = " – "
"""What stands in a line between the task and who leads it."""
SHOWS = re.compile(r"find|page-[a-z]{2,10}-[0-9]{1,3}")
"""What is sent by the buttons that only show something else."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The tasks of an agenda as the form has them: those that are ticked, in their order, each with its reason."""

    chosen: Mapping[str, meetings.Proposed]
    wrongs: tuple[Wrong, ...]
    shown: Mapping[str, Any]

    def lines(self, desk: Desk) -> list[LineSaid]:
        """The lines as the action takes them; each names the office that the task is led by."""
        return [LineSaid(titled(desk, one.task), ref, one.why) for ref, one in self.chosen.items()]


def shows(desk: Desk) -> bool:
    """Whether the form was sent only to see other tasks."""
    return SHOWS.fullmatch(text_of(desk, "go")) is not None


def titled(desk: Desk, task: Task) -> str:
    """What a line says of a task: the same one is given to many, so the office belongs to it."""
    return f"{short(task.matter, 400)}{DASH}{lead(desk, task)}"


def agenda(desk: Desk, standing: MeetingStanding | None) -> Agenda:
    """What was ticked (before anything was sent: what the meeting has, or what presses most), and what is shown."""
    sought = text_of(desk, "of").strip()[:100]
    there = offices(desk, meetings.offices_pressing(desk.actor, desk.on))
    leads = _meant(there, sought) if sought else None
    counts = meetings.pressing(desk.actor, desk.on, leads=leads)
    pages = {why: _page(desk, why, n) for why, n in counts.items()}
    offered = {
        why: meetings.proposed(desk.actor, desk.on, why, leads=leads, page=pages[why]) if n else []
        for why, n in counts.items()
    }
    sent = desk.request.method == "POST"
    if sent:
        refs = [ref for ref in desk.request.POST.getlist("tasks") if len(ref) <= 20][: 4 * MOST_LINES]
    elif standing is not None:
        refs = [line.task for line in standing.lines if line.task]
    else:
        refs = [task.ref for why in PRESSING for task in offered[why]]
    before = {line.task: line.why for line in standing.lines} if standing else {}
    found = {
        ref: meetings.Proposed(one.task, one.why or before.get(ref, "late"))
        for ref, one in meetings.known(desk.actor, refs, desk.on).items()
    }
    unknown = sent and any(ref not in found for ref in desk.request.POST.getlist("tasks"))
    said = desk.say("desk.input.unknown", name=desk.say("desk.meeting.tasks"))
    chosen = dict(sorted(found.items(), key=lambda one: (WHYS.index(one[1].why), refs.index(one[0]))))
    groups = [_group(desk, why, counts[why], pages[why], offered[why], chosen, bool(sought)) for why in WHYS]
    return Agenda(
        chosen,
        (Wrong(said, "tasks"),) if unknown else (),
        {
            "groups": [one for one in groups if one["options"]],
            "sought": sought,
            "offices": sorted(there.values(), key=people.by_name),
            "chosen": desk.say("desk.meeting.chosen", n=len(chosen)),
        },
    )


def _meant(there: Mapping[int, str], sought: str) -> list[int]:
    """Those of the offices whose name has every word that was sought, accents or not."""
    parts = fold(sought).split()
    return [pk for pk, name in there.items() if all(part in fold(name) for part in parts)]


def _page(desk: Desk, why: str, n: int) -> int:
    last = max(1, -(-n // AT_ONCE))
    going = text_of(desk, "go")
    if going == "find":
        return 1
    turned = going.startswith(f"page-{why}-")
    return number_of(going.rpartition("-")[2] if turned else text_of(desk, f"at-{why}"), last=last)


def _group(
    desk: Desk,
    why: str,
    n: int,
    page: int,
    offered: list[Task],
    chosen: Mapping[str, meetings.Proposed],
    narrowed: bool,
) -> dict[str, Any]:
    """Of one reason what is ticked, then a page of the rest."""
    ticked = [one.task for one in chosen.values() if one.why == why]
    rest = [task for task in offered if task.ref not in chosen]
    periods = periods_said(desk, [*ticked, *rest])
    turned = text_of(desk, "go").startswith(f"page-{why}-")
    first = (page - 1) * AT_ONCE + 1
    return {
        "why": why,
        "name": desk.say(f"desk.meeting.why.{why}"),
        "n": words.count(n, desk.lang),
        "ticked": desk.say("desk.meeting.chosen", n=len(ticked)) if ticked else "",
        "open": bool(ticked) or turned or narrowed,
        "page": page,
        "before": page - 1 if page > 1 else 0,
        "after": page + 1 if n > page * AT_ONCE else 0,
        "said": desk.say("desk.meeting.page", first=first, last=min(n, page * AT_ONCE), n=words.count(n, desk.lang)),
        "options": [
            *(_option(desk, task, True, periods.get(task.pk, "")) for task in ticked),
            *(_option(desk, task, False, periods.get(task.pk, "")) for task in rest),
        ],
    }


def _option(desk: Desk, task: Task, chosen: bool, period: str) -> dict[str, Any]:
    said = (lead(desk, task), due_said(task, period), left(desk, task)[0])
    more = desk.say("desk.plan.blocked") if task.blocked else ""
    return {
        "ref": task.ref,
        "matter": title_of(desk, task.matter, 140),
        "about": " · ".join(part for part in (*said, more) if part),
        "chosen": chosen,
    }
