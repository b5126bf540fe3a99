"""What the views of a whole plan share: the links between them, the bar of its parts, what a list is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from namro.doors import words
from namro.doors.desk.inputs import day_in
from namro.doors.desk.page import Desk, number_of, query_with
from namro.work.plans.listed import sits
from namro.work.plans.models import Plan, Task
from namro.work.plans.periods import Periods
from namro.work.plans.publishing import may_publish, publication
from namro.work.plans.queries import PAGE
from namro.work.plans.tallies import PARTS

VIEWS = ("plan", "plan-overview", "plan-board", "plan-time", "plan-wards")
FOLDED = 12
"""From more rows than these on a table of tasks or offices is folded on a small screen, with its number of rows."""
FIGURES = ("accepted", "late", "blocked", "without-evidence")
"""What the city asks of a plan first: what is done, late, blocked, without evidence."""


def views(desk: Desk, plan: Plan, here: str) -> list[dict[str, Any]]:
    """The links to the other views of a plan; nothing where there is nothing to see of it yet."""
    names = VIEWS if plan.state != Plan.DRAFT or plan.template_id is not None else VIEWS[:1]
    if plan.state != Plan.DRAFT and (may_publish(desk.actor, plan) or sees_left(desk, plan)):
        names = (*names, "plan-publish")
    if len(names) == 1:
        return []
    return [
        {"url": desk.url(name, plan.ref), "name": desk.say(f"desk.plan.view.{name}"), "current": name == here}
        for name in names
    ]


def sees_left(desk: Desk, plan: Plan) -> bool:
    """Whether this person looks after what others do, and the plan leaves something out of its public page."""
    return desk.may("trail.read") and bool((known := publication(plan)) and known.left)


def bar(desk: Desk, given: int, parts: Mapping[str, int], lists: Mapping[str, int]) -> dict[str, Any]:
    """A bar of the parts that add up to what was given: where each begins and how wide it is, in percent, and all of
    it in words."""
    pieces, at = [], 0.0
    for name in PARTS:
        if parts[name]:
            wide = 100 * parts[name] / given
            pieces.append({"part": name, "x": f"{at:.2f}%", "wide": f"{wide:.2f}%"})
            at += wide
    return {"pieces": pieces, "said": said(desk, parts, lists)}


def periods_accepted(desk: Desk, found: Periods) -> str:
    """How many periods of what comes again were accepted, of how many, in words; "" where nothing comes again."""
    return desk.say("desk.plan.periods", n=found.accepted, of=found.of) if found.of else ""


def both(parts: Mapping[str, int], lists: Mapping[str, int]) -> int:
    """How many are late and blocked at once: they are in both lists, and in the late part alone."""
    return lists["blocked"] - parts["blocked"]


def said(desk: Desk, parts: Mapping[str, int], lists: Mapping[str, int]) -> str:
    """The parts in words, those that are none left out; of what is late also how many are blocked, too."""
    told = {
        name: f"{words.count(parts[name], desk.lang)} {desk.say(f'desk.plan.part.{name}')}"
        for name in PARTS
        if parts[name]
    }
    if n := both(parts, lists):
        told["late"] = desk.say("desk.plan.part.both", late=told["late"], n=words.count(n, desk.lang))
    return ", ".join(told.values())


def legend(desk: Desk) -> list[dict[str, str]]:
    """What each pattern of a bar means."""
    return [{"part": name, "name": desk.say(f"desk.plan.part.{name}")} for name in PARTS]


def behind(desk: Desk, plan: Plan, name: str, **narrowed: str) -> str:
    """The address of the list behind a number of a plan."""
    query = {"list": name} | {key: value for key, value in narrowed.items() if value}
    return f"{desk.url('plan-list', plan.ref)}?{urlencode(query)}"


def figures(desk: Desk, plan: Plan, lists: Mapping[str, int], **narrowed: str) -> list[dict[str, Any]]:
    """The four figures, each with the list behind it."""
    return [
        {
            "id": name,
            "n": words.count(lists[name], desk.lang),
            "some": bool(lists[name]),
            "name": desk.say(f"desk.plan.figure.{name}"),
            "url": behind(desk, plan, name, **narrowed),
        }
        for name in FIGURES
    ]


def read_on(desk: Desk) -> tuple[date | None, int] | None:
    """Day and id of the last task that was read of a list, out of the address."""
    seen = desk.request.GET.get("after", "")
    if not seen:
        return None
    day, _, pk = seen.partition("_")
    return day_in(day), number_of(pk, first=0, last=2**62)


def mark_of(desk: Desk, found: Sequence[Task]) -> str:
    """The query by which a list goes on after these; "" where they are the last."""
    if len(found) < PAGE:
        return ""
    last = found[-1]
    return query_with(desk, after=f"{words.dmy(last.due_on) if last.due_on else ''}_{last.pk}")


def publishing_link(desk: Desk, task: Task) -> str:
    """Where the evidence of a task is cleared for everybody, for whoever may; else ""."""
    if not task.evidence or not sits(desk.actor, task.assigner_id, "plans.clear_evidence"):
        return ""
    return desk.url("plan-task-public", task.ref)


def counted(desk: Desk, what: str, n: int) -> str:
    """So many in all (`total`), more than are shown (`more`), or late (`late`), in words."""
    return desk.say(f"desk.plan.board.{what}", n=n, many=words.count(n, desk.lang))
