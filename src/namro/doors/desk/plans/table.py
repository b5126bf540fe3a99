"""The assignment table of a plan as a file, in the layout of the appendix that plans carry."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from namro.doors.desk.page import Desk, page
from namro.doors.desk.plans.issuers import issuer_said
from namro.doors.desk.plans.plan import heading
from namro.doors.plan_words import mark_of_group
from namro.ground.gate.refusals import NotThere
from namro.results.papers.appendix import KINDS, Heading, Line, written
from namro.rules.packs.refused import Refused
from namro.work.plans import tables
from namro.work.plans.models import Plan, Task

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@page()
def table(desk: Desk, ref: str, kind: str) -> HttpResponseBase:
    """The tasks of a plan, those that are no more than principles left out; what would not come back as it is, is said
    first."""
    if kind not in KINDS:
        raise NotThere
    found = tables.table_of(desk.actor, ref, desk.on, desk.lang)
    lines = [Line(row.number, row.said, row.cells, _note(desk, row.task), _group(row.group)) for row in found.rows]
    try:
        made, lost = written(kind, head_of(desk, found.plan), found.layout, lines)
    except Refused as refused:
        desk.tell(desk.refusal(refused).text, warning=True)
        return desk.go("plan", ref)
    if lost and "as-it-is" not in desk.request.GET:
        return desk.answer(
            "plan-table-lost",
            plan=heading(desk, found.plan),
            lost=[{"number": at, "column": column_name(found, name)} for at, name in lost],
            anyway=f"{desk.url('plan-table', ref, kind)}?as-it-is=1",
        )
    return as_file(made, f"{desk.say('desk.plan.table.file')}-{found.plan.ref}.{kind}", kind)


def as_file(made: bytes, name: str, kind: str) -> HttpResponse:
    """A file that the browser saves."""
    response = HttpResponse(made, content_type=MEDIA.get(kind, "text/plain; charset=utf-8"))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def column_name(found: tables.PlanTable, name: str) -> str:
    """The heading of a column of the table."""
    return found.layout.columns[name]  # type: ignore[index]


def head_of(desk: Desk, plan: Plan) -> Heading:
    """What stands above the table of a plan."""
    instrument = plan.instrument
    programme = desk.pack.programme
    kind = programme.instruments.get(instrument.kind) if programme else None
    return Heading(
        "", instrument.issuer.upper(), desk.say("common.paper.nation"), desk.say("common.paper.motto"),
        desk.say("desk.plan.table.appendix"), desk.say("desk.plan.table.title", name=plan.name),
        desk.say(
            "desk.plan.table.attached", kind=desk.pick(kind.names) if kind else instrument.kind,
            symbol=instrument.symbol, day=f"{instrument.dated:%d}", month=month_said(instrument.dated),
            year=f"{instrument.dated:%Y}", issuer=issuer_said(desk, instrument.issuer),
        ),
        desk.say("desk.plan.table.sheet"),
    )  # fmt: skip


def month_said(day: date | None) -> str:
    """The month of a document's day: only January and February have a zero before them (Decree 30/2020, annex I)."""
    return "" if day is None else f"{day.month:02d}" if day.month < 3 else str(day.month)


def _group(heading: tuple[str, str] | None) -> tuple[str, str] | None:
    """The heading of a group of rows as the document has it: its mark and its words."""
    return None if heading is None else (mark_of_group(heading[0]), heading[1])


def _note(desk: Desk, task: Task) -> str:
    return desk.say(f"desk.plan.state.{task.state}") if task.state not in (Task.DRAFT, Task.ISSUED) else ""


def names_of_cells(cells: tables.Cells) -> dict[str, Any]:
    """The cells as texts, by column."""
    return {name: "; ".join(v) if isinstance(v := getattr(cells, name), tuple) else v for name in tables.COLUMNS}
