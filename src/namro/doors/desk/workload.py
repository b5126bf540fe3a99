"""Who has how much: for sharing work out, in the order of names, never of figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from namro.doors.desk.page import Desk, page
from namro.work.cases import queries


@page()
def workload(desk: Desk) -> HttpResponse:
    """Open, due soon and late by holder."""
    loads = queries.workload(desk.actor, desk.now)
    rows = [
        {
            "who": load.holder if load.post_id else desk.say("desk.workload.nobody"),
            "office": desk.pick(load.office),
            "open": load.open,
            "soon": load.soon,
            "late": load.late,
            "url": f"{reverse('desk:cases')}?state=open&assignee={load.post_id or 'nobody'}",
        }
        for load in loads
    ]
    rows.sort(key=lambda row: (row["office"], row["who"]))
    return desk.answer("workload", where=desk.where(), loads=rows, several=len({row["office"] for row in rows}) > 1)
