"""Drawing up the progress report of a plan: the file goes out, what it was stays."""

from __future__ import annotations

from datetime import date, datetime

from namro.ground.gate.action import action
from namro.ground.gate.put import patch
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.models import Plan

KINDS = ("docx", "txt")


@action("plans.draw_report")
def draw_report(
    plan: Plan, *, first: date, last: date, until: date, kind: str, sha256: str, lang: str, actor: Actor, now: datetime
) -> Plan:
    """Draw up the progress report of an issued plan of the own office for a period.

    `until`: the last day that it knows of; `kind`: "docx" or "txt"; `sha256`: of the file that is handed out, in hex.
    The file itself is not kept. Raises Refused `plans.not-issued-yet`, `plans.bad-report`.
    """
    deeds.own_seat(actor, plan.office_id)
    row = Plan.objects.select_for_update(of=("self",), no_key=True).filter(pk=plan.pk).first()
    if row is None:
        raise NotThere
    if row.state == Plan.DRAFT:
        raise Refused("plans.not-issued-yet")
    if kind not in KINDS or not first <= until <= last or len(sha256) != 64:
        raise Refused("plans.bad-report")
    data = {
        "first": first.isoformat(), "last": last.isoformat(), "until": until.isoformat(), "kind": kind,
        "sha256": sha256, "lang": lang,
    }  # fmt: skip
    act = Adding(row.guard_ref, row.seq + 1, "draw-report", data)
    patch(row, {"seq": act.seq})
    deeds.write([act])
    return row
