"""On the follow page: the other reports of the same matter, and the right to have another office look again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst

from namro.doors import words
from namro.doors.portal import page
from namro.doors.portal.telling import Reader
from namro.ground.people import queries as people
from namro.ground.people.actors import reporter
from namro.rules.clocks.count import Due
from namro.rules.clocks.telling import say_term, tell
from namro.rules.packs.current import the_pack
from namro.work.cases import actions, joins, queries, second_looks
from namro.work.cases.models import Case, Done
from namro.work.cases.states import Standing

PARTS = {"join": "join-code", "part": "joined", "second-look": "second-look-text"}
"""What a form of the page can ask for here, and the input that a refusal is about."""


def do(request: HttpRequest, case: Case, what: str, once: str | None) -> None:
    """Does what a form asks for. Raises Refused."""
    me, now = reporter(case.ref), page.now()
    if what == "join":
        actions.join(case, code=request.POST.get("other", ""), actor=me, now=now)
    elif what == "part":
        actions.part(case, ref=request.POST.get("with", ""), actor=me, now=now)
    else:
        actions.ask_second_look(case, text=request.POST.get("text", ""), once=once, actor=me, now=now)


@dataclass(frozen=True, slots=True)
class Day:
    """A promised day with its reasons; no reasons where the calendar changed since."""

    name: str
    by: str
    why: tuple[tuple[str, str], ...] = ()


def shown(case: Case, lang: str, standing: Standing, rows: Sequence[Done]) -> dict[str, Any]:
    """What the page shows of both. One statement for a case that is joined with none, without a broken limit."""
    direct = joins.joined_with(case)
    others = joins.matter_of(case, direct)
    return {
        "joined": [_joined(mine, lang) for mine in joins.told_to_reporter(case, direct)] if others else [],
        **_second_look(case, Reader(lang), standing, rows, others),
    }


def _joined(mine: joins.Mine, lang: str) -> dict[str, Any]:
    _, procedure = queries.rules_of(mine.case)
    return {
        "ref": mine.case.ref,
        "kind": words.pick(procedure.names, lang),
        "sent": mine.case.received_at,
        "state": words.pick(procedure.states[mine.case.state].names, lang),
        "direct": mine.direct,
    }


def _second_look(
    case: Case, reader: Reader, standing: Standing, rows: Sequence[Done], others: Sequence[int]
) -> dict[str, Any]:
    asked = second_looks.requests(rows)
    ground = second_looks.ground_for(case, standing, rows, page.now(), others)
    if ground is not None and second_looks.panel_office(case, page.today()) is None:
        ground = None
    way = None if ground or asked else second_looks.other_way(case, standing, page.now())
    offices = people.office_names({one.office for one in asked}, reader.lang) if asked else {}
    return {
        "looks": [_request(one, offices[one.office], reader) for one in reversed(asked)],
        "look_because": _because(case, ground, standing, reader) if ground else [],
        "other_way": reader.pick(way) if way else "",
    }


def _because(case: Case, ground: second_looks.Ground, standing: Standing, reader: Reader) -> list[str]:
    _, procedure = queries.rules_of(case)
    due = {(run.clock, run.run): run.due for run in standing.runs}
    found = []
    for clock in ground.clocks:
        last = due[clock]
        if last is not None:
            name = reader.pick(procedure.clocks[clock[0]].names)
            found.append(reader.say("portal.look.because-clock", clock=name, day=reader.day(last.on)))
    rule = second_looks.offered_of(case.procedure_id)
    if ground.receipts and rule is not None:
        within = say_term(rule.within.amount, str(rule.within.unit), reader)
        found.append(reader.say("portal.look.because-receipts", n=ground.receipts, within=within))
    return found


def _request(one: second_looks.Request, office: str, reader: Reader) -> dict[str, Any]:
    why = second_looks.why_these_days(one)
    panel, reasons = why if why is not None else (None, None)
    looks = the_pack().second_looks
    outcome = looks.outcomes.get(one.outcome) if looks is not None else None
    if one.answered is not None:
        late = one.reasons_at <= one.answered.at
        state, tone = reader.say("portal.look.answered-late" if late else "portal.look.answered"), "still"
    elif one.late(page.now()):
        state, tone = reader.say("portal.look.late"), "late"
    else:
        state, tone = reader.say("portal.look.open"), "on-time"
    return {
        "open": one.answered is None,
        "office": office,
        "asked": reader.moment(one.asked.at),
        "answered": reader.moment(one.answered.at) if one.answered is not None else "",
        "state": state,
        "tone": tone,
        "panel": reader.day(one.panel_on),
        "days": [
            _day("portal.look.panel", one.panel_on, panel, reader),
            _day("portal.look.reasons-by", one.reasons_on, reasons, reader),
        ],
        "outcome": reader.pick(outcome.names) if outcome is not None else one.outcome,
        "says": reader.pick(outcome.says) if outcome is not None else "",
        "reasons": _written(one.answered, "reasons"),
    }


def _written(act: second_looks.Act | None, part: str) -> str:
    return next((w.body for w in act.written if w.part == part), "") if isinstance(act, Done) else ""


def _day(name: str, on: date, due: Due | None, reader: Reader) -> Day:
    why = () if due is None else tuple((capfirst(tell(step, reader)), reader.cite(step.article)) for step in due.steps)
    return Day(reader.say(name), reader.say("portal.follow.by", day=reader.day(on)), why)
