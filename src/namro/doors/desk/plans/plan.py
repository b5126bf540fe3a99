"""One plan on one page: the clauses it stands on, its tasks with their totals, who has and has not issued their own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, page
from namro.doors.desk.plans.answers import link_to
from namro.doors.desk.plans.ending import may_end
from namro.doors.desk.plans.lines import celled, lines, plan_state, short, totals
from namro.doors.desk.plans.own_document import may_name
from namro.doors.desk.plans.reports import drawn_up
from namro.doors.desk.plans.stood import beside, gone_said, line_said
from namro.doors.desk.plans.task import promised
from namro.doors.desk.plans.views import FOLDED, behind, periods_accepted, views
from namro.doors.plan_words import clause_said
from namro.ground.people import queries as people
from namro.work.plans import answering, listed, queries
from namro.work.plans.issue_actions import time_over
from namro.work.plans.models import Clause, Plan, Task
from namro.work.plans.over_open import over_in
from namro.work.plans.replaced_by import ended_with, line_of, replacements, went_on

SHOWN = ("open", "accepted", "late", "blocked", "without-evidence")
"""The totals of a row: what is open and done, then what wants looking at."""


@page()
def plan(desk: Desk, ref: str) -> HttpResponse:
    """The page of a plan: clauses beside tasks, then how each office keeps it."""
    found = queries.overview(desk.actor, ref, desk.on)
    written = {one.task.pk: one for one in queries.drafts(desk.actor, ref, desk.on)}
    drafts = {pk: _lacks(desk, one) for pk, one in written.items()}
    waiting = queries.not_issued_yet(desk.actor, ref, desk.on) if found.offices else []
    stood = beside(desk, found.plan, [row.task for row in found.rows])
    rows = [
        {
            **row_said,
            **stood[row.task.pk],
            "over": row.task.state in (Task.ENDED, Task.MOVED),
            "copies": row.copies,
            "sigma": bool(row.copies),
            "periods": periods_accepted(desk, row.periods),
            "totals": totals(desk, row.totals) if row.copies else None,
            "missing": drafts.get(row.task.pk, []),
            "when": promised(desk, written[row.task.pk].time) if row.task.pk in written else "",
            "is_draft": row.task.state == Task.DRAFT,
            "principle": row.task.state == Task.PRINCIPLE,
            "clause_pk": row.task.clause_id,
            "gone": gone_said(desk, found.plan.instrument, row.task.clause),
            "complete": desk.url("plan-task-deed", row.task.ref, "change-draft") if row.task.pk in drafts else "",
        }
        for row, row_said in zip(
            found.rows, lines(desk, [row.task for row in found.rows], found.plan.name), strict=True
        )
    ]
    number = itertools.count(1)
    for row in rows:
        row["number"] = 0 if row["over"] or row["principle"] else next(number)
    return desk.answer(
        "plan",
        plan=heading(desk, found.plan),
        clauses=[
            {
                "id": clause.pk,
                "label": clause_said(desk.lang, clause.label),
                "text": short(celled(clause.text), 240),
                "former": is_former,
                "gone": gone_said(desk, found.plan.instrument, clause),
            }
            for clause, is_former in _clauses(found.plan, [row.task for row in found.rows])
        ],
        rows=[row for row in rows if not row["over"]],
        principles=sum(row["principle"] for row in rows),
        over=[row for row in rows if row["over"]],
        views=views(desk, found.plan, "plan"),
        add_url=desk.url("plan-add-task", ref)
        if found.plan.state != Plan.ENDED and listed.sits(desk.actor, found.plan.office_id, "plans.add_task")
        else "",
        again_url=desk.url("plan-read-again", ref) if may_read_again(desk, found.plan) else "",
        end_url=desk.url("plan-end", ref) if may_end(desk, found.plan) else "",
        document_url=desk.url("plan-own-document", ref) if may_name(desk, found.plan) else "",
        issue_url=_issue_url(desk, found.plan, list(drafts.values())),
        issued_by=_issued_by(desk, found.plan, bool(drafts)),
        over_open=_over_open(desk, found.plan),
        unclear=sum(1 for missing in drafts.values() if missing),
        totals=totals(desk, found.totals),
        helped=listed.helped_in(desk.actor, found.plan, desk.on),
        periods=found.periods,
        answers=link_to(desk, answering.waiting_in(desk.actor, found.plan, desk.on), plan=ref)
        if found.totals["reported"]
        else {},
        ended_url=behind(desk, found.plan, "ended"),
        drawn=drawn_up(desk, ref),
        sigma=bool(found.offices),
        offices=[
            {
                "name": desk.pick(one.names),
                "issued": one.issued,
                "periods": periods_accepted(desk, one.periods),
                **totals(desk, one.totals),
            }
            for one in found.offices
        ],
        fold_from=FOLDED,
        waiting=[desk.pick(one.office.names) for one in waiting],
    )


def _clauses(plan: Plan, tasks: Sequence[Task]) -> list[tuple[Clause, bool]]:
    """The clauses of the plan's document, with the former wordings that tasks of it stand on, each said to be one."""
    found = listed.clauses_of(plan.instrument_id, *(task.clause_id for task in tasks))
    over = {clause.instead_of_id for clause in found}
    return [(clause, clause.pk in over) for clause in found]


def may_read_again(desk: Desk, plan: Plan) -> bool:
    """Whether this person may take more of the plan's own document into it; the document must be of the same office,
    and no other one may have taken its place."""
    own = plan.office_id == plan.instrument.office_id and not plan.instrument.cited
    own = own and not replacements([plan.instrument])
    return own and plan.state != Plan.ENDED and listed.sits(desk.actor, plan.office_id, "plans.take_more")


def _issue_url(desk: Desk, plan: Plan, drafts: list[Any]) -> str:
    """Where it is issued, for whoever may, once every draft is clear."""
    ready = bool(drafts) and not any(drafts)
    copied = plan.template_id is not None and plan.state == Plan.DRAFT and not any(drafts)
    if (ready or copied) and listed.sits(desk.actor, plan.office_id, "plans.issue"):
        return desk.url("plan-issue", plan.ref)
    return ""


def _issued_by(desk: Desk, plan: Plan, drafts: bool) -> str:
    """Which posts of which office issue what waits here, for whoever may not; "" for others and where nothing waits."""
    waits = drafts or plan.state == Plan.DRAFT
    if not waits or plan.state == Plan.ENDED or listed.sits(desk.actor, plan.office_id, "plans.issue"):
        return ""
    may = [name for name, one in desk.pack.roles.items() if plan.office.kind in one.at and one.allows("plans.issue")]
    held: dict[int, str] = {}
    for post, name, role in people.holders_at(plan.office_id, desk.on, may):
        held.setdefault(post, desk.say("desk.plan.post", name=name, role=desk.role(role)))
    office = desk.pick(plan.office.names)
    if held:
        return desk.say("desk.plan.issued-by", office=office, posts="; ".join(held.values()))
    roles = "; ".join(desk.role(one) for one in may)
    return desk.say(
        "desk.plan.issued-by.nobody" if roles else "desk.plan.issued-by.no-post", office=office, roles=roles
    )


def _over_open(desk: Desk, plan: Plan) -> list[dict[str, str]]:
    """The documents that hold no longer on which something of the plan is open, and how much; a draft of it cannot be
    issued by these any more."""
    return [
        {
            "said": desk.say(
                "desk.plan.over-open", symbol=one.instrument.symbol, n=one.tasks, targets=one.targets,
                day=words.dmy(one.instrument.ends),
            ),
            "url": desk.url("plan-lineage", one.instrument.ref),
        }
        for one in over_in(desk.actor, plan, desk.on)
        if one.instrument.ends is not None
    ]  # fmt: skip


def _lacks(desk: Desk, one: queries.Missing) -> list[str]:
    """Why a draft cannot be given as it is: what it misses, or that its last day is over."""
    missing = [desk.say(f"desk.plan.why.{why.why}") for why in one.unclear]
    over = one.time and time_over(one.time, desk.on)
    return [*missing, desk.say("desk.plan.why.time-over")] if over else missing


def heading(desk: Desk, plan: Plan) -> dict[str, Any]:
    """What every page about a plan says of it at the top."""
    instrument = plan.instrument
    return {
        "ref": plan.ref,
        "url": desk.url("plan", plan.ref),
        "table_urls": {kind: desk.url("plan-table", plan.ref, kind) for kind in ("docx", "xlsx")},
        "report_url": desk.url("plan-report", plan.ref) if plan.state != Plan.DRAFT else "",
        "table_back_url": desk.url("plan-table-back", plan.ref)
        if plan.state == Plan.DRAFT and listed.sits(desk.actor, plan.office_id, "plans.add_task")
        else "",
        "name": plan.name,
        "symbol": instrument.symbol,
        "instrument_url": desk.url("plan-lineage", instrument.ref),
        "title": instrument.title,
        "office": desk.pick(plan.office.names),
        "state": plan_state(desk, plan),
        "draft": plan.state == Plan.DRAFT,
        "issued": desk.day(plan.issued_on) if plan.issued_on else "",
        "dated": words.dmy(instrument.dated) if instrument.dated else "",
        "over": replaced(desk, plan),
    }


def replaced(desk: Desk, plan: Plan) -> dict[str, str]:
    """That the document of a plan was replaced, by which from when and these by which, and what became of its tasks;
    {} where it was not. Three queries where it ended, and one for each further replacement, else none."""
    line = line_of(plan.instrument)
    if len(line) == 1:
        return {}
    documents = [one.by for one in line]
    n = went_on(plan, documents[1:])
    key = "tasks" if ended_with(plan, documents) else "tasks-all"
    tasks = desk.say(f"desk.plan.replaced.{key}", n=n) if n else desk.say("desk.plan.replaced.ended")
    return {**line_said(desk, line), "tasks": tasks}
