"""What I answer for: the decisions that wait for me, my office's tasks and cases, who stands in for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, page
from namro.doors.desk.plans import standing_in as plan_standing_in
from namro.doors.desk.plans.lines import due_said, lines, short, until
from namro.doors.desk.plans.lists import OURS, list_url
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.work.cases import today
from namro.work.plans import heads, listed, queries

SHORT = 12
"""Rows of each list; the rest is one link away."""
CASES = ("late", "soon", "new")


@page()
def head(desk: Desk) -> HttpResponse:
    """The page of whoever decides at an office."""
    if not desk.may("plans.decide"):
        raise NotThere
    given, ours = listed.counts_given(desk.actor, desk.on), queries.counts_of_office(desk.actor, desk.on)
    asked = _questions(desk, heads.questions(desk.actor, desk.on))
    reported = queries.tasks_given(desk.actor, desk.on, "reported")[:SHORT] if given["reported"] else []
    blocked = queries.tasks_given(desk.actor, desk.on, "blocked")[:SHORT] if given["blocked"] else []
    stands = heads.delegations(desk.actor, desk.on)
    names = people.post_holders({one.post_id for one in stands}, desk.on)
    return desk.answer(
        "plan-head",
        day=desk.day(desk.on),
        where=desk.where(),
        asked=asked,
        reported=lines(desk, reported),
        reported_n=given["reported"],
        reported_url=list_url(desk, "given", "reported"),
        blocked=lines(desk, blocked),
        blocked_n=given["blocked"],
        blocked_url=list_url(desk, "given", "blocked"),
        short=SHORT,
        nothing=not (asked or reported or blocked),
        counts=[
            {"n": ours[name], "name": desk.say(f"desk.plans.ours.{name}"), "url": list_url(desk, "ours", name)}
            for name in OURS
        ],
        open=ours["open"],
        accepted=ours["accepted"],
        tasks=lines(desk, heads.under_way(desk.actor, desk.on, SHORT)),
        waits=_questions(desk, heads.asked_by_us(desk.actor, desk.on)),
        cases=_cases(desk),
        delegated=plan_standing_in.rows(desk, [one for one in stands if not one.mine], names),
        received=plan_standing_in.rows(desk, [one for one in stands if one.mine], names),
        ways=plan_standing_in.links(desk),
    )


def _questions(desk: Desk, found: Sequence[heads.Question]) -> list[dict[str, Any]]:
    rows = lines(desk, [one.task for one in found])
    return [_question(desk, one, row) for one, row in zip(found, rows, strict=True)]


def _question(desk: Desk, one: heads.Question, row: Mapping[str, Any]) -> dict[str, Any]:
    said, tone = until(desk, one.asked.by)
    return {
        **row,
        "task_due": due_said(one.task, row["period"]),
        "kind": desk.say(f"desk.plan.ask.kind.{one.asked.kind}"),
        "text": short(one.asked.text, 300),
        "by": words.dmy(one.asked.by),
        "by_left": said,
        "by_tone": tone,
        "own": one.own,
        "answer": desk.url("plan-task-deed", one.task.ref, "decide"),
    }


def _cases(desk: Desk) -> list[dict[str, str]]:
    """How many cases of my offices are late, due soon and new; nothing for who reads no cases."""
    if not desk.works():
        return []
    found = today.today(desk.actor, desk.now, limit=1)
    query = {"late": "time=late", "soon": "time=soon", "new": "time=new"}
    parts = {name: getattr(found, name) for name in CASES}
    return [
        {
            "n": desk.say("desk.today.more-than", n=words.count(part.total, desk.lang))
            if part.more
            else words.count(part.total, desk.lang),
            "name": desk.say(f"desk.today.{name}.short"),
            "url": f"{desk.url('cases')}?{query[name]}",
        }
        for name, part in parts.items()
    ]
