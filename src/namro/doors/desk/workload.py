"""Who has how much: for sharing work out, in the order of names, never of figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from namro.doors.desk.page import Desk, page
from namro.ground.gate.refusals import NotThere
from namro.work.cases import queries
from namro.work.cases.desks import offices_handed_over


@page()
def workload(desk: Desk) -> HttpResponse:
    """Open, due soon and late by holder."""
    if not desk.works():
        raise NotThere
    loads = queries.workload(desk.actor, desk.now)
    theirs = offices_handed_over(desk.actor, desk.on)
    rows = [
        {
            "who": load.holder if load.post_id else desk.say("desk.workload.nobody"),
            "office": desk.pick(load.office),
            "open": load.open,
            "soon": load.soon,
            "late": load.late,
            "url": f"{reverse('desk:cases')}?state=open&assignee={load.post_id or 'nobody'}",
            "hand_over": desk.url("post-hand-over", load.post_id)
            if load.post_id and (theirs is None or load.office_id in theirs)
            else "",
        }
        for load in loads
    ]
    rows.sort(key=lambda row: (row["office"], row["who"]))
    return desk.answer(
        "workload",
        where=desk.where(),
        loads=rows,
        several=len({row["office"] for row in rows}) > 1,
        hands_over=any(row["hand_over"] for row in rows),
    )
