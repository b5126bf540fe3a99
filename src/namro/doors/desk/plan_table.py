"""The assignment table of a plan as a workbook, in the layout of the appendix that plans carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase

from namro.doors.desk.page import Desk, page
from namro.doors.desk.plan import heading
from namro.doors.desk.plan_lines import iso_day, lead, offices
from namro.doors.desk.plan_task import again, term
from namro.ground.sheets.writing import Column, Page, workbook
from namro.work.plans import listed, queries
from namro.work.plans.models import Task

COLUMNS = (
    ("number", 6), ("task", 50), ("lead", 26), ("helping", 26), ("due", 18), ("product", 30), ("head", 22),
    ("note", 18),
)  # fmt: skip


@page()
def table(desk: Desk, ref: str) -> HttpResponseBase:
    """The tasks of a plan, those that are no more than principles left out."""
    found = queries.overview(desk.actor, ref, desk.on)
    tasks = [row.task for row in found.rows if row.task.state != Task.PRINCIPLE]
    said = listed.structures(tasks)
    names = offices(desk, {pk for data in said.values() for pk in data.get("with", ())})
    rows = [_row(desk, at, task, said[task.ref], names) for at, task in enumerate(tasks, 1)]
    head = heading(desk, found.plan)
    columns = [Column(desk.say(f"desk.plan.table.{name}"), "number" if name == "number" else "text", width)
               for name, width in COLUMNS]  # fmt: skip
    title = [head["name"], f"{head['symbol']}, {head['dated']}, {head['office']}"]
    out = workbook([Page(desk.say("desk.plan.table.sheet"), title, columns, rows)], desk.where())
    return FileResponse(out, as_attachment=True, filename=f"{desk.say('desk.plan.table.file')}-{found.plan.ref}.xlsx")


def _row(desk: Desk, at: int, task: Task, data: Mapping[str, Any], names: Mapping[int, str]) -> list[Any]:
    helping = "; ".join(names.get(pk, "") for pk in data.get("with", ()))
    head = desk.role(task.head_role) if task.head_role else ""
    return [at, task.matter, lead(desk, task), helping, _due(desk, task, data), task.product, head, _note(desk, task)]


def _due(desk: Desk, task: Task, data: Mapping[str, Any]) -> str:
    """The day that is owed, or the rhythm with its end."""
    time = data.get("time") or {}
    if "rhythm" in time:
        return again(desk, time)
    if task.due_on is not None:
        return iso_day(task.due_on.isoformat())
    return iso_day(time["day"]) if "day" in time else term(desk, str(time.get("term", "")))


def _note(desk: Desk, task: Task) -> str:
    return desk.say(f"desk.plan.state.{task.state}") if task.state not in (Task.DRAFT, Task.ISSUED) else ""
