"""What the desk shows, for programs that come by a token: lists, one case, its files, registers, workload."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Router

from namro.doors.api import telling
from namro.doors.api.asked import Asked, ByToken, asked
from namro.doors.api.cursors import MOST, USUAL, after, cursor_after
from namro.doors.api.follow import sent_file
from namro.doors.api.shapes import (
    CaseOut,
    MeOut,
    Problem,
    RegisterOut,
    RowsOut,
    TodayOut,
    WorkloadOut,
)
from namro.doors.api.strict import unknown_value
from namro.doors.api.wire import Pointed
from namro.doors.words import pick
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.ground.people.may import limited
from namro.ground.people.tokens import READ
from namro.ground.places.queries import by_ref
from namro.rules.packs.refused import Refused
from namro.work.cases import queries, timeline
from namro.work.cases.models import Case
from namro.work.cases.today import Part, today

router = Router(tags=["cases"], auth=ByToken())
WRONG = dict.fromkeys((401, 404, 422), Problem)
LARGEST = 2**53
NUMBER = r"^(mine|nobody|[1-9][0-9]{0,15})$"


@router.get("/me", response={200: MeOut, 401: Problem}, operation_id="who-am-i")
def who_am_i(request: HttpRequest) -> dict[str, Any]:
    """Whose token this is, what it may do, and what its holder holds today."""
    ask = asked(request)
    actor, by = ask.actor, ask.by
    assert by is not None
    names = people.office_names({seat.office_id for seat in actor.seats}, ask.lang)
    roles = ask.pack.roles
    return {
        "token": by.token.name,
        "name": actor.name,
        "scope": sorted(actor.limits or ()),
        "last_day": ask.pack.calendar.add_days(by.token.ends, -1),
        "seats": [
            {
                "role": pick(roles[seat.role].names, ask.lang) if seat.role in roles else seat.role,
                "office": names.get(seat.office_id, ""),
                "office_code": seat.office_code,
                "deputy": seat.deputy,
            }
            for seat in actor.seats
        ],
    }


@router.get("/cases", response={200: RowsOut, **WRONG}, operation_id="list-cases")
def list_cases(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[str, Query(max_length=60)] = "",
    open: bool | None = None,
    procedure: Annotated[str, Query(max_length=60)] = "",
    time: Literal["late", "soon", "waiting", "new"] | None = None,
    office: Annotated[str | None, Query(max_length=40)] = None,
    assignee: Annotated[str | None, Query(pattern=NUMBER)] = None,
    place: Annotated[str, Query(max_length=60)] = "",
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
) -> dict[str, Any]:
    """The cases in the holder's reach, with every filter that the desk has, the newest first; those late or due soon
    the most pressing first. `q` finds words from their beginning. `office` is a code, `place` the reference of a unit,
    `assignee` a post, `mine` or `nobody`. What no list has is refused (422) with the values that there are. A page may
    hold fewer than `limit` where few of many cases match: go on until `next` is null."""
    ask = asked(request)
    _reads(ask)
    _known(request, ask, state, procedure, place)
    narrowed: dict[str, Any] = {"text": q, "state": state, "open": open, "procedure": procedure, "place": place}
    narrowed["part"] = time or ""
    if office is not None:
        found = people.office_ever_called(office, ask.on)
        if found is None:
            raise unknown_value(request, "office", _offices(ask))
        narrowed["office"] = found.pk
    if assignee is not None:
        narrowed["assignee"] = int(assignee) if assignee.isdigit() else assignee
    question = {"cases": narrowed, "of": ask.actor.ref}
    last = after(cursor, question)
    key = (str(last[0]), int(last[1])) if last is not None else None
    rows, more = queries.rows_after(ask.actor, ask.now, key, size=limit, **narrowed)
    return {"items": [telling.row(ask, row) for row in rows], "next": cursor_after(question, more) if more else None}


def _offices(ask: Asked) -> list[str]:
    """The codes of the offices in the holder's reach, a hundred at most."""
    reach = people.offices_to_read(ask.actor, ask.on, ask.lang)[:100]
    return sorted(people.office_codes([id for id, _ in reach]).values())


def _known(request: HttpRequest, ask: Asked, state: str, procedure: str, place: str) -> None:
    """Raises `Fault` (422) for a state or a procedure that neither the pack nor a case has, and for an unknown unit."""
    rules = {one.id: set[str]() for one in ask.pack.procedures}
    for one in ask.pack.procedures:
        rules[one.id] |= set(one.states)
    if procedure and procedure not in rules and not queries.was_ever(procedure=procedure):
        raise unknown_value(request, "procedure", list(rules))
    states = dict.fromkeys(name for id, names in rules.items() if procedure in ("", id) for name in sorted(names))
    if state and state not in states and not queries.was_ever(procedure=procedure, state=state):
        raise unknown_value(request, "state", list(states))
    if place:
        try:
            by_ref(place)
        except Refused as refused:
            raise Pointed(refused, parameter="place") from refused


@router.get("/today", response={200: TodayOut, **WRONG}, operation_id="today")
def today_now(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=50)] = 20) -> dict[str, Any]:
    """What is late, due soon, new, or waits for others: the first of each, and how many there are (counted to a
    thousand)."""
    ask = asked(request)
    _reads(ask)
    found = today(ask.actor, ask.now, limit=limit)
    parts: dict[str, Part] = {"late": found.late, "soon": found.soon, "new": found.new, "waiting": found.waiting}
    return {
        name: {"total": part.total, "more": part.more, "items": [telling.row(ask, row) for row in part.rows]}
        for name, part in parts.items()
    }


@router.get("/cases/{ref}", response={200: CaseOut, **WRONG}, operation_id="one-case")
def one_case(request: HttpRequest, ref: str, response: HttpResponse) -> dict[str, Any]:
    """One case: what was said, what happened, its clocks with their reasons. The header ETag is its version."""
    ask = asked(request)
    found = queries.case(ask.actor, ref, ask.on)
    response.headers["ETag"] = f'"{found.seq}"'
    return _case(ask, found)


def _case(ask: Asked, found: Case) -> dict[str, Any]:
    _, rules = queries.rules_of(found)
    head = timeline.headline(found, ask.now)
    return {
        "ref": found.ref,
        "number": found.number,
        "seq": found.seq,
        "procedure": ask.pick(rules.names),
        "procedure_id": rules.id,
        "version": rules.version,
        "subject": found.summary,
        "place": found.place_name,
        "place_ref": found.place_ref,
        "office": ask.pick(head.office_names),
        "office_code": found.office.code,
        "on_its_way_to": ask.pick(head.on_its_way_to),
        "holder": queries.holder_name(found),
        "state": found.state,
        "state_name": ask.pick(head.state_names),
        "waits_for": found.waits_for,
        "flags": list(found.flags),
        "channel": found.channel,
        "named": queries.is_named(found),
        "received_at": found.received_at,
        "closed_at": found.closed_at,
        "kept_until": found.keep_until,
        "erased_on": found.erased_on,
        "answers": telling.answers(ask, found, ask.actor),
        "clocks": [telling.clock(ask, view) for view in queries.clocks(found, ask.now)],
        "timeline": telling.lines(ask, found, "staff"),
        "files": telling.files(timeline.files_of(found, "staff")),
    }


@router.get("/files/{token}", response={200: Any, **WRONG}, operation_id="one-file")
def one_file(request: HttpRequest, token: str) -> FileResponse:
    """One file of a case in the holder's reach."""
    ask = asked(request)
    return sent_file(queries.attachment(ask.actor, token, ask.on))


@router.get("/registers/{office}/{year}", response={200: RegisterOut, **WRONG}, operation_id="register-of")
def register_of(
    request: HttpRequest,
    office: str,
    year: str,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
) -> dict[str, Any]:
    """The register of an office (by its code) and year, by number, without a gap."""
    ask = asked(request)
    found = people.office_called(office[:40], ask.on)
    if found is None or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise NotThere
    question = {"register": found.pk, "year": year, "of": ask.actor.ref}
    last = after(cursor, question)
    lines, more = queries.register_after(
        ask.actor, found.pk, int(year), int(last[0]) if last else 0, now=ask.now, size=limit
    )
    return {
        "items": [_register_line(ask, line) for _, line in lines],
        "next": cursor_after(question, (lines[-1][0],)) if more else None,
    }


def _register_line(ask: Asked, line: queries.RegisterRow) -> dict[str, Any]:
    return {
        "number": line.number,
        "at": line.at,
        "visible": line.visible,
        "ref": line.ref,
        "received_at": line.received_at,
        "channel": line.channel,
        "procedure": ask.pick(line.procedure_names),
        "subject": line.subject,
        "place": line.place,
        "office_now": ask.pick(line.office_now),
        "state": ask.pick(line.state_names),
    }


@router.get("/workload", response={200: WorkloadOut, **WRONG}, operation_id="workload")
def workload(request: HttpRequest) -> dict[str, Any]:
    """What everybody in the holder's reach has open, due soon and late."""
    ask = asked(request)
    _reads(ask)
    loads = queries.workload(ask.actor, ask.now)
    return {
        "items": [
            {
                "post": load.post_id,
                "holder": load.holder,
                "office": ask.pick(load.office),
                "open": load.open,
                "soon": load.soon,
                "late": load.late,
            }
            for load in loads
        ]
    }


def _reads(ask: Asked) -> None:
    """Lists are not there for a token that may not read."""
    if limited(ask.actor, READ):
        raise NotThere
