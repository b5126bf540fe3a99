"""A whole plan on one page: what is done, late, blocked, without evidence, by task and by office; the lists behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import PAGE, Desk, number_of, page, query_with
from namro.doors.desk.plans.lines import everyone, lead, lines, title_of
from namro.doors.desk.plans.plan import heading
from namro.doors.desk.plans.views import (
    FIGURES,
    FOLDED,
    bar,
    behind,
    figures,
    legend,
    mark_of,
    periods_accepted,
    read_on,
    views,
)
from namro.doors.plan_words import clause_said
from namro.ground.places.fold import fold
from namro.work.plans.tallies import BEHIND, OfOffice, OfTask, tally, tasks_behind

Row = TypeVar("Row")
SHOWN = ("late", "blocked", "without-evidence")
"""What the rows may be narrowed to: those that have any of it."""


@page()
def overview(desk: Desk, ref: str) -> HttpResponse:
    """The overview."""
    found = tally(desk.actor, ref, desk.on)
    only = desk.request.GET.get("only", "")
    only = only if only in SHOWN else ""
    sought = desk.request.GET.get("q", "").strip()[:100]
    parts = fold(sought).split()

    def wanted(name: str, lists: Any) -> bool:
        return (not only or lists[only] > 0) and all(part in fold(name) for part in parts)

    tasks = [one for one in found.tasks if wanted(one.task.matter, one.lists)]
    offices = [one for one in found.offices if wanted(desk.pick(one.office.names), one.lists)]
    if parts and not tasks and offices:  # the name of an office was sought
        tasks = [one for one in found.tasks if not only or one.lists[only]]
    elif parts and tasks and not offices:
        offices = [one for one in found.offices if not only or one.lists[only]]
    every = everyone(desk, [one.task for one in tasks])
    by_task = _page(desk, tasks, "page", lambda one: _task(desk, one, every))
    by_office = _page(desk, offices, "offices", lambda one: _office(desk, found.plan, one))
    return desk.answer(
        "plan-overview",
        plan=heading(desk, found.plan),
        views=views(desk, found.plan, "plan-overview"),
        sigma=found.derived,
        by_task=desk.say("desk.plan.overview.tasks"),
        by_office=desk.say("desk.plan.offices"),
        first_task=desk.say("desk.plan.col.task"),
        first_office=desk.say("desk.plan.col.office"),
        given=words.count(found.given, desk.lang),
        given_url=behind(desk, found.plan, "all"),
        ended=_ended(desk, found.parts),
        ended_url=behind(desk, found.plan, "ended"),
        periods=desk.say("desk.plan.periods.whole", n=found.periods.accepted, of=found.periods.of)
        if found.periods.of
        else "",
        figures=figures(desk, found.plan, found.lists),
        whole=bar(desk, found.given, found.parts, found.lists) if found.given else None,
        legend=legend(desk),
        tasks=by_task,
        offices=by_office,
        n_tasks=len(tasks),
        n_offices=len(offices),
        only=[
            {"id": name, "name": desk.say(f"desk.plan.only.{name or 'all'}"), "chosen": name == only}
            for name in ("", *SHOWN)
        ],
        sought=sought,
        narrowed=bool(only or parts),
        folded=not (only or parts),
        turned="offices" in desk.request.GET,
        fold_from=FOLDED,
    )


def _ended(desk: Desk, parts: Mapping[str, int]) -> str:
    """How many were withdrawn and how many were joined to another task, in words; "" where none."""
    withdrawn = desk.say("desk.plan.overview.ended", n=parts["ended"]) if parts["ended"] else ""
    joined = desk.say("desk.plan.overview.moved", n=parts["moved"]) if parts["moved"] else ""
    return " ".join(filter(None, (withdrawn, joined)))


def _page(desk: Desk, rows: Sequence[Row], name: str, shown: Callable[[Row], dict[str, Any]]) -> dict[str, Any]:
    last = max(1, -(-len(rows) // PAGE))
    at = number_of(desk.request.GET.get(name), last=last)
    return {
        "rows": [shown(one) for one in rows[(at - 1) * PAGE : at * PAGE]],
        "pages": {
            "many": last > 1,
            "before": query_with(desk, **{name: at - 1}) if at > 1 else "",
            "after": query_with(desk, **{name: at + 1}) if at < last else "",
            "said": desk.say("desk.pages.said", page=at, pages=last),
        },
    }


def _task(desk: Desk, one: OfTask, every: Mapping[int, str]) -> dict[str, Any]:
    return {
        "name": title_of(desk, one.task.matter),
        "url": desk.url("plan-task", one.task.ref),
        "about": " · ".join(
            part
            for part in (
                clause_said(desk.lang, one.task.clause.label) if one.task.clause else "",
                lead(desk, one.task, every),
                words.dmy(one.task.due_on) if one.task.due_on else "",
                periods_accepted(desk, one.periods),
            )
            if part
        ),
        **_numbers(desk, one),
        "figures": figures(desk, one.task.plan, one.lists, task=one.task.ref),
        "given_url": behind(desk, one.task.plan, "all", task=one.task.ref),
    }


def _office(desk: Desk, plan: Any, one: OfOffice) -> dict[str, Any]:
    return {
        "name": desk.pick(one.office.names),
        "url": behind(desk, plan, "all", office=one.office.code),
        "about": periods_accepted(desk, one.periods),
        **_numbers(desk, one),
        "figures": figures(desk, plan, one.lists, office=one.office.code),
        "given_url": behind(desk, plan, "all", office=one.office.code),
    }


def _numbers(desk: Desk, one: OfTask | OfOffice) -> dict[str, Any]:
    shown = bar(desk, one.given, one.parts, one.lists)
    return {"given": words.count(one.given, desk.lang), "sigma": one.given > 1, "bar": shown}


@page()
def listed(desk: Desk, ref: str) -> HttpResponse:
    """The tasks behind a number of a plan, a page at a time, on from the last row."""
    get = desk.request.GET
    name, task, office = get.get("list", "all"), get.get("task") or None, get.get("office") or None
    found = tasks_behind(desk.actor, ref, desk.on, name, task=task, office=office, after=read_on(desk))
    others = [
        {
            "name": desk.say(f"desk.plan.list.{one}"),
            "url": "?" + urlencode({"list": one} | {k: v for k, v in (("task", task), ("office", office)) if v}),
            "current": one == name,
        }
        for one in ("all", *FIGURES, *(one for one in BEHIND if one == name and one not in FIGURES))
    ]
    return desk.answer(
        "plan-list",
        plan=heading(desk, found.plan),
        name=desk.say(f"desk.plan.list.{name}"),
        of_task={"matter": title_of(desk, found.task.matter), "url": desk.url("plan-task", found.task.ref)}
        if found.task
        else None,
        of_office=desk.pick(found.office.names) if found.office else "",
        others=others,
        lines=[
            row | {"url": f"{row['url']}#proof"} if name == "with-evidence" else row
            for row in lines(desk, found.tasks, found.plan.name)
        ],
        back=desk.url("plan-overview", found.plan.ref),
        on=mark_of(desk, found.tasks),
    )
