"""Second looks: what an office has to look at again, what was asked about one's own cases, and the answer."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst

from namro.doors import words
from namro.doors.desk.gone import to_copy
from namro.doors.desk.inputs import TEXT, Input, Option, judged, marked
from namro.doors.desk.lines import left
from namro.doors.desk.page import Desk, Wrong, form_key, noted, number_of, page, sent_key, text_of, tried
from namro.doors.desk.told import happened, said
from namro.ground.gate.refusals import NotThere
from namro.ground.people.may import may
from namro.rules.clocks.telling import tell
from namro.work.cases import actions, joins, queries, second_look_lists, second_looks, timeline
from namro.work.cases.models import Case, SecondLook
from namro.work.cases.rows import working_days_left
from namro.work.cases.spoken import ASK_LOOK


@page()
def listed(desk: Desk) -> HttpResponse:
    """The lists of the actor's offices."""
    if not second_look_lists.may_read(desk.actor):
        raise NotThere
    found = second_look_lists.lists(desk.actor, desk.on)
    lists = [
        {"id": name, "name": desk.say(f"desk.looks.{name}"), "rows": [_row(desk, one, name) for one in rows]}
        for name, rows in (("to-answer", found.to_answer), ("answered", found.answered), ("ours", found.ours))
    ]
    return desk.answer("second-looks", lists=[one for one in lists if one["rows"]])


def _row(desk: Desk, one: SecondLook, where: str) -> dict[str, Any]:
    about = "case" if where == "ours" else "second-look"
    stands, tone = _stands(desk, one)
    return {
        "number": one.case.number or one.case.ref,
        "subject": _subject(desk, one.case),
        "url": reverse(f"desk:{about}", args=[one.case.ref if where == "ours" else one.pk]),
        "because": _because(desk, one),
        "new": where == "ours" and not one.heard,
        "office": desk.pick(one.office.names if where == "ours" else one.case.office.names),
        "ours": where == "ours",
        "panel": words.dmy(one.panel_on),
        "reasons": words.dmy(one.reasons_on),
        "stands": stands,
        "tone": tone,
    }


def _kind(desk: Desk, case: Case) -> str:
    return desk.pick(queries.rules_of(case)[1].names)


def _subject(desk: Desk, case: Case) -> str:
    return desk.subject(case.summary, _kind(desk, case), case.erased_on)


def _because(desk: Desk, one: SecondLook) -> str:
    why = [("missed", one.by_missed), ("receipts", one.by_receipts)]
    return ", ".join(desk.say(f"desk.looks.because-{name}") for name, holds in why if holds)


def _stands(desk: Desk, one: SecondLook) -> tuple[str, str]:
    """How a request stands in words, and its tone."""
    if one.answered_at is not None:
        late = one.answered_at >= one.reasons_at
        key = "desk.looks.done-late" if late else "desk.looks.done"
        return desk.say(key, outcome=_outcome(desk, one.outcome), day=words.dmy(one.answered_at)), "still"
    late = one.reasons_at <= desk.now
    days = working_days_left(desk.pack.calendar, desk.on, one.reasons_on)
    return left(desk, one.reasons_on, one.reasons_at, days, late)


def _outcome(desk: Desk, kind: str) -> str:
    looks = desk.pack.second_looks
    known = looks.outcomes.get(kind) if looks is not None else None
    return desk.pick(known.names) if known is not None else kind


@page("GET", "POST")
def answer(desk: Desk, pk: int) -> HttpResponse:
    """One request to the office of the actor: the matter as far as it is needed, the answer, and a look at what the
    reporter will read before it is sent. Once it is answered, only what came of it; whoever was still writing learns
    who was faster and keeps what they wrote."""
    found = second_look_lists.look(desk.actor, pk)
    inputs = _inputs(desk)
    if desk.request.method != "POST":
        return _answer_form(desk, found, inputs)
    going = text_of(desk, "go")
    inputs, wrongs = judged(desk, inputs)
    if going == "do" and not wrongs:
        wrongs = tried(
            desk,
            lambda: actions.answer_second_look(
                found,
                outcome=text_of(desk, "outcome"),
                reasons=text_of(desk, "reasons"),
                once=sent_key(desk),
                actor=desk.actor,
                now=desk.now,
            ),
        )
        if not wrongs:
            desk.tell(desk.say("desk.looks.sent"))
            return desk.go("second-looks")
        found = second_look_lists.look(desk.actor, pk)
    if found.answered_at is not None:
        return _answered(desk, found, inputs)
    if going == "mend":
        return _answer_form(desk, found, [replace(one, wrong="") for one in inputs])
    if wrongs:
        return _answer_form(desk, found, inputs, wrongs)
    return _look(desk, found, inputs)


def _answer_form(
    desk: Desk,
    found: SecondLook,
    inputs: Sequence[Input],
    wrongs: Sequence[Wrong] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    open_ = found.answered_at is None
    return desk.answer(
        "second-look",
        status,
        wrongs,
        number=found.case.number or found.case.ref,
        subject=_subject(desk, found.case),
        kind=_kind(desk, found.case),
        look=about(desk, found),
        answers=said(desk, found.case) if open_ else [],
        timeline=_happened(desk, found.case) if open_ else [],
        inputs=marked(inputs, wrongs) if open_ else [],
        once=form_key(desk),
        **more,
    )


def _answered(desk: Desk, found: SecondLook, inputs: Sequence[Input]) -> HttpResponse:
    """The request that somebody else answered while this person wrote: by whom, and what was written here."""
    said_by = queries.done(found.case, found.answered_seq) if found.answered_seq is not None else None
    who = said_by.actor_name if said_by is not None else ""
    at = desk.moment(found.answered_at) if found.answered_at is not None else ""
    chosen = [(one.name, one.value or ", ".join(o.name for o in one.options if o.chosen)) for one in inputs]
    return _answer_form(
        desk,
        found,
        inputs,
        status=409,
        meanwhile=desk.say("desk.looks.meanwhile", who=who or desk.pick(found.office.names), at=at),
        written=to_copy([(name, text) for name, text in chosen if text]),
    )


def _look(desk: Desk, found: SecondLook, inputs: Sequence[Input]) -> HttpResponse:
    """The answer as the reporter will read it, before it is sent."""
    outcome = next(option for one in inputs for option in one.options if option.chosen)
    kept = [("outcome", outcome.id), *((one.id, one.value) for one in inputs if one.value)]
    url = desk.url("second-look", found.pk)
    return desk.answer(
        "look",
        case={"url": url, "number": found.case.number or found.case.ref, "subject": _subject(desk, found.case)},
        step={"name": desk.say("desk.looks.title"), "url": url},
        sentence=f"{outcome.name}. {' '.join(outcome.lines)}",
        texts=[one.value for one in inputs if one.value],
        kept=kept,
        once=form_key(desk),
        button=desk.say("desk.looks.send"),
    )


def _happened(desk: Desk, case: Case) -> list[dict[str, Any]]:
    """The timeline; files only by their names, since whoever looks again opens none."""
    events = happened(desk, case, timeline.timeline(case, "staff"))
    return [{**event, "files": [{**file, "url": ""} for file in event["files"]]} for event in events]


def _inputs(desk: Desk) -> list[Input]:
    looks = desk.pack.second_looks
    kinds = looks.outcomes.values() if looks is not None else ()
    options = tuple(Option(kind.id, desk.pick(kind.names), (desk.pick(kind.says),)) for kind in kinds)
    return [
        Input("outcome", "one-of", desk.say("desk.looks.outcome"), options=options),
        Input(
            "reasons", "long-text", desk.say("desk.looks.reasons-input"), desk.say("desk.looks.reasons-hint"), most=TEXT
        ),
    ]


def about(desk: Desk, one: SecondLook) -> dict[str, Any]:
    """What a request says: why, by when and why those days, what came of it."""
    rows = timeline.done_of(one.case)
    request = next(r for r in second_looks.requests(rows) if r.nth == one.nth)
    written = {row.seq: {w.part: w.body for w in row.written} for row in rows}
    why = second_looks.why_these_days(request)
    stands, tone = _stands(desk, one)
    return {
        "stands": stands,
        "tone": tone,
        "asked": desk.say("desk.looks.asked", at=desk.moment(one.asked_at), because=_because(desk, one)),
        "whole": desk.say(
            "desk.looks.whole",
            office=desk.pick(one.office.names),
            panel=desk.day(one.panel_on),
            reasons=desk.day(one.reasons_on),
        ),
        "steps": [
            {"said": capfirst(tell(step, desk)), "article": desk.cite(step.article)}
            for due in why or ()
            for step in due.steps
        ],
        "wish": written[one.asked_seq].get("text", ""),
        "outcome": _outcome(desk, one.outcome),
        "reasons": written[one.answered_seq].get("reasons", "") if one.answered_seq is not None else "",
        "open": one.answered_at is None,
    }


# --- on the page of a case ------------------------------------------------------------------------------------------


def of_case(desk: Desk, found: Case, lines: Sequence[timeline.Line]) -> dict[str, Any]:
    """What the page of a case shows: the other reports of the matter, and the requests for a second look that its
    timeline tells of."""
    seen = joins.seen_by(desk.actor, found, desk.on)
    asked = any(line.verb == ASK_LOOK for line in lines)
    looks = second_look_lists.looks_at(found) if asked else []
    fresh = any(not one.heard for one in looks)
    own = may(desk.actor, "cases.see_second_look", found.office_id, on=desk.on)
    return {
        "joined": [_joined(desk, case) for case in seen.cases],
        "joined_elsewhere": seen.elsewhere,
        "looks": [about(desk, one) for one in reversed(looks)],
        "looks_see": {"seen": found.seq, "once": secrets.token_urlsafe(16)} if fresh and own else None,
    }


def _joined(desk: Desk, case: Case) -> dict[str, Any]:
    _, procedure = queries.rules_of(case)
    return {
        "url": reverse("desk:case", args=[case.ref]),
        "number": case.number or case.ref,
        "subject": _subject(desk, case),
        "said": desk.say(
            "desk.joined.with", at=desk.when(case.received_at), state=desk.pick(procedure.states[case.state].names)
        ),
    }


@page("POST")
def see(desk: Desk, ref: str) -> HttpResponse:
    """Notes that the case's office knows, as far as the page showed it."""
    found = queries.case(desk.actor, ref, desk.on)
    seen = number_of(text_of(desk, "seen"), first=0, last=2**31 - 1)
    noted(
        desk,
        lambda: actions.see_second_look(found, seen=seen, once=sent_key(desk), actor=desk.actor, now=desk.now),
        desk.say("desk.looks.seen"),
    )
    return desk.go("case", found.ref)


def waiting(desk: Desk) -> str:
    """What Today says of second looks; empty where nothing waits."""
    found = second_look_lists.waiting(desk.actor, desk.now)
    parts = []
    if found.to_answer:
        parts.append(desk.say("desk.today.looks", n=found.to_answer))
    if found.late:
        parts.append(desk.say("desk.today.looks.late", n=found.late))
    if found.news:
        parts.append(desk.say("desk.today.looks.news", n=found.news))
    return " ".join(parts)
