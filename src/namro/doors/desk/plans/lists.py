"""What was promised: the tasks of my offices in short lists, those we gave to others, and the plans behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import day_in
from namro.doors.desk.page import Desk, number_of, page
from namro.doors.desk.plans import heard as plan_heard
from namro.doors.desk.plans import left as plan_left
from namro.doors.desk.plans import standing_in as plan_standing_in
from namro.doors.desk.plans import waiting as plan_waiting
from namro.doors.desk.plans.lines import lines, plan_state, totals
from namro.doors.desk.plans.stood import line_in_short
from namro.doors.desk.plans.views import periods_accepted
from namro.ground.gate.refusals import NotThere
from namro.work.plans import listed, pending, queries, scope
from namro.work.plans.models import Plan
from namro.work.plans.over_open import running_out
from namro.work.plans.replaced_by import InPlace, lines_of

SHORT = 5
"""Rows of each list; the rest is one link away."""
OURS = ("late", "soon", "sent-back", "blocked", "without-evidence")
GIVEN = ("reported", "late", "blocked")
NEW = ("ours", "new")
"""What was given in the last days and has not begun: it has a list, and a sentence on Today."""
WHOLE = frozenset({*(("ours", name) for name in OURS), *(("given", name) for name in GIVEN), NEW})
FIRST = (
    ("ours", "late"), ("ours", "blocked"), ("ours", "sent-back"), ("given", "reported"), ("given", "blocked"),
    ("given", "late"),
)  # fmt: skip
"""The lists that show their first rows, in their order; the others are a number with a link."""


@page()
def plans(desk: Desk) -> HttpResponse:
    """What is late, blocked or waits, in short; then the plans; then the way to all else."""
    if not desk.may("plans.read"):
        raise NotThere
    counts = {
        "ours": queries.counts_of_office(desk.actor, desk.on), "given": listed.counts_given(desk.actor, desk.on),
    }  # fmt: skip
    wanted = [*FIRST, ("ours", "soon"), ("ours", "without-evidence")]
    totals_ = [(side, name, counts[side][name]) for side, name in wanted if counts[side][name]]
    found = listed.plans_listed(desk.actor, desk.on)
    over = lines_of(one.plan.instrument for one in found)
    return desk.answer(
        "plans",
        day=desk.day(desk.on),
        where=desk.where() if desk.actor.seats else desk.say("desk.account.no-seat"),
        totals=[
            {
                "name": desk.say(f"desk.plans.{side}.{name}"),
                "n": words.count(n, desk.lang),
                "url": f"#{side}-{name}" if (side, name) in FIRST else list_url(desk, side, name),
            }
            for side, name, n in totals_
        ],
        lists=once(desk, [list_of(desk, side, name, n) for side, name, n in totals_ if (side, name) in FIRST]),
        heard=plan_heard.rows(desk),
        received=plan_standing_in.received(desk),
        lately=lately(desk),
        asked=_asked(desk),
        plans=[_plan(desk, one, over) for one in found if one.plan.state != Plan.DRAFT],
        drafts=[_plan(desk, one, over) for one in found if one.plan.state == Plan.DRAFT],
        waits=plan_waiting.rows(desk),
        open=counts["ours"]["open"],
        left=plan_left.waiting(desk),
        running_out=_running_out(desk),
        new_url=desk.url("plan-new") if desk.may("plans.draft") else "",
        may_draft=desk.may("plans.draft"),
        kept=[
            {"name": desk.say(f"desk.plans.kept.{name}"), "n": words.count(n, desk.lang), "url": desk.url(url)}
            for (name, n), url in zip(
                listed.kept(desk.actor, desk.on).items(), ("plan-documents", "targets", "plan-meetings"), strict=True
            )
        ],
    )


def lately(desk: Desk) -> str:
    """One sentence where the own offices, or by their own head the own posts, were given tasks in the last days."""
    n = listed.lately_given(desk.actor, desk.on) if desk.may("plans.read") else 0
    return desk.say("desk.plans.lately", n=n) if n else ""


def _running_out(desk: Desk) -> list[dict[str, str]]:
    """The documents that hold no longer, or soon will not, with what is open on them, each with its page."""
    found = []
    for one, n in running_out(desk.actor, desk.on):
        key = "over" if one.ends is not None and one.ends <= desk.on else "soon"
        said = desk.say(
            f"desk.plans.running-out.{key}", n=n, symbol=one.symbol or one.title, day=words.dmy(one.ends or desk.on)
        )
        found.append({"said": said, "url": desk.url("plan-lineage", one.ref)})
    return found


def _asked(desk: Desk) -> dict[str, str]:
    """The questions that wait for the reader's answer, in a sentence with the page where they are answered."""
    n = pending.waiting_for(desk.actor, desk.on) if desk.may("plans.decide") else 0
    return {"said": desk.say("desk.plans.pending.asked", n=n), "url": desk.url("head")} if n else {}


def _plan(desk: Desk, one: listed.Listed, over: Mapping[int, Sequence[InPlace]]) -> dict[str, Any]:
    return {
        "over": line_in_short(desk, over[one.plan.instrument_id]),
        "url": desk.url("plan", one.plan.ref),
        "name": one.plan.name,
        "symbol": one.plan.instrument.symbol,
        "office": desk.pick(one.plan.office.names),
        "state": plan_state(desk, one.plan),
        "sigma": one.derived,
        "periods": periods_accepted(desk, one.periods),
        **totals(desk, one.totals),
    }


def list_of(desk: Desk, side: str, name: str, n: int) -> dict[str, Any]:
    """One of the lists of `n` tasks as it stands among others: its first rows, and where it stands whole."""
    tasks = queries.tasks_of_office if side == "ours" else queries.tasks_given
    return {
        "id": f"{side}-{name}",
        "name": desk.say(f"desk.plans.{side}.{name}"),
        "total": words.count(n, desk.lang),
        "lines": lines(desk, tasks(desk.actor, desk.on, name)[:SHORT]),
        "more": desk.say("desk.today.all", n=words.count(n, desk.lang)) if n > SHORT else "",
        "together": desk.say("desk.answers.together") if (side, name) == ("given", "reported") else "",
        "url": list_url(desk, side, name),
    }


def once(desk: Desk, lists: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lists of one page, each without the rows that stand in one before it already; how many those are is said."""
    seen: set[str] = set()
    found = []
    for one in lists:
        rows = [row for row in one["lines"] if row["ref"] not in seen]
        n = len(one["lines"]) - len(rows)
        found.append(one | {"lines": rows, "above": desk.say("desk.plans.above", n=n) if n else ""})
        seen |= {row["ref"] for row in rows}
    return found


def list_url(desk: Desk, side: str, name: str) -> str:
    """Where a list stands whole: what waits for an answer where it can be answered at once."""
    if (side, name) == ("given", "reported") and scope.sits_at(desk.actor, "plans.accept"):
        return desk.url("plan-answers")
    return f"{desk.url('plan-tasks')}?{urlencode({'side': side, 'list': name})}"


@page()
def tasks(desk: Desk) -> HttpResponse:
    """One of the lists, whole: a page at a time, on from the last row."""
    side, name = desk.request.GET.get("side", ""), desk.request.GET.get("list", "")
    if not desk.may("plans.read") or (side, name) not in WHOLE:
        raise NotThere
    after = None
    if seen := desk.request.GET.get("after", ""):
        day, _, pk = seen.partition("_")
        after = (day_in(day), number_of(pk, first=0, last=2**62))
    if (side, name) == NEW:
        found = listed.tasks_lately_given(desk.actor, desk.on, after=after)
    else:
        tasks_of = queries.tasks_of_office if side == "ours" else queries.tasks_given
        found = tasks_of(desk.actor, desk.on, name, after=after)
    on = ""
    if len(found) == queries.PAGE:
        last = found[-1]
        mark = f"{words.dmy(last.due_on) if last.due_on else ''}_{last.pk}"
        on = urlencode({"side": side, "list": name, "after": mark})
    own = {seat.office_id for seat in desk.actor.seats}
    rows = lines(desk, found)
    if (side, name) == NEW:
        rows = [row | {"helps": task.lead_office_id not in own} for row, task in zip(rows, found, strict=True)]
    return desk.answer("plan-tasks", name=desk.say(f"desk.plans.{side}.{name}"), lines=rows, on=on)
