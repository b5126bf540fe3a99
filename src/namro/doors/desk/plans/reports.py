"""The progress reports that were drawn up of a plan: on its page, and where an acceptance they told of is undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.work.plans import reports
from namro.work.plans.models import Task


def query_of(first: date, last: date) -> str:
    """The query of the address under which the draft of these days stands."""
    return urlencode({"from": words.dmy(first), "to": words.dmy(last)})


def drawn_up(desk: Desk, ref: str) -> list[dict[str, Any]]:
    """The reports of a plan that were drawn up, each with the acceptances it told of that were undone since."""
    return [
        {
            "url": f"{desk.url('plan-report', ref)}?{query_of(one.first, one.last)}",
            "period": desk.say("desk.plan.report.period", first=words.dmy(one.first), last=words.dmy(one.last)),
            "until": desk.say("desk.plan.report.until", day=words.dmy(one.until)) if one.until < one.last else "",
            "by": one.by,
            "at": desk.moment(one.at),
            "kind": desk.say(f"desk.plan.report.{one.kind}"),
            "sha": one.sha256,
            "sha_short": one.sha256[:12],
            "undone": [{"ref": task, "url": desk.url("plan-task", task)} for task in one.undone],
        }
        for one in reports.drawn_of(desk.actor, ref, desk.on)
    ]


def told_in(desk: Desk, accepted: Sequence[tuple[Task, datetime]]) -> list[str]:
    """Of each of these acceptances which reports told of it, for whoever is about to undo it; "" where none did. One
    query."""
    return [
        desk.say("desk.plan.report.told", n=len(found), reports="; ".join(_said(desk, one) for one in found))
        if found
        else ""
        for found in reports.told_of(accepted)
    ]


def _said(desk: Desk, one: reports.Drawn) -> str:
    return desk.say(
        "desk.plan.report.told.one", at=desk.moment(one.at), by=one.by, kind=desk.say(f"desk.plan.report.{one.kind}"),
        first=words.dmy(one.first), last=words.dmy(one.last), sha=one.sha256[:12],
    )  # fmt: skip
