"""Filing a report: the same intake as the portal's, by a program. No address is kept."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from namro.doors.api import telling
from namro.doors.api.asked import Asked, address_of, asked
from namro.doors.api.keys import key_of_report
from namro.doors.api.shapes import Problem, ReceiptOut, ReportIn, StagedOut
from namro.doors.api.wire import Fault, Pointed
from namro.doors.throttle import Throttle
from namro.doors.uploads import refused_files
from namro.ground.gate.context import canonical
from namro.ground.people import queries as people
from namro.ground.people.models import Office
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Procedure
from namro.work.cases import actions, queries
from namro.work.cases.models import Case

router = Router(tags=["reports"])
sending = Throttle(200)
"""Reports from one address in ten minutes, as at the portal."""
adding = Throttle(400)
"""Files from one address in ten minutes."""
PLACES = ("place", "office")
WRONG = dict.fromkeys((400, 409, 413, 415, 422, 429), Problem)


@router.post("/reports", response={201: ReceiptOut, 200: ReceiptOut, **WRONG}, operation_id="file-report")
def file_report(request: HttpRequest, report: ReportIn) -> Status[dict[str, Any]]:
    """Files a report and gives its receipt (201). The header Idempotency-Key, at least 22 characters that nobody can
    guess, makes it safe to send again: the same key with the same report brings the same receipt (200) for 24 hours,
    with another report it is refused (422)."""
    ask, key = asked(request), key_of_report(request)
    if sending.full(address_of(request), time.monotonic()) and not queries.was_sent(key):
        raise Fault(429, "busy")
    received = take_in(ask, report, channel=Case.WEB, draft=key)
    if not received.again:
        sending.count(address_of(request), time.monotonic())
    return Status(200 if received.again else 201, receipt(ask, received))


@router.post("/reports/files", response={201: StagedOut, **WRONG}, operation_id="stage-files")
def stage_files(request: HttpRequest) -> Status[dict[str, Any]]:
    """Keeps files (form fields named `files`) until the report is filed under the same Idempotency-Key; after 24 hours
    they are thrown away."""
    ask, key = asked(request), key_of_report(request)
    uploads = uploaded(request)
    for upload in uploads:
        if adding.full(address_of(request), time.monotonic()):
            raise Fault(429, "busy")
        adding.count(address_of(request), time.monotonic())
        try:
            actions.stage_file(key, upload, actor=actions.NEWCOMER, now=ask.now)
        except Refused as refused:
            raise Pointed(refused, "#/files") from refused
    return Status(201, {"files": [file.name for file in queries.staged(key)]})


def uploaded(request: HttpRequest) -> list[Any]:
    """The files of a form, all of them or none."""
    wrong = refused_files(request)
    if wrong:
        raise Pointed(wrong[0], "#/files")
    found = request.FILES.getlist("files")
    if not found:
        raise Pointed(Refused("cases.needed", field="files", name="files"), "#/files")
    return list(found)


def take_in(ask: Asked, report: ReportIn, *, channel: str, draft: str, **more: Any) -> actions.Received:
    """Receives what was sent; a refusal points to its place in the body."""
    rules = _rules(ask, report.procedure)
    office = _office(ask, report.office)
    try:
        return actions.receive(
            office,
            procedure=rules.id,
            answers=report.answers,
            identity=report.identity,
            place_ref=_place(rules, report),
            channel=channel,
            draft=draft,
            body=canonical(report.dict()),
            actor=more.pop("actor", actions.NEWCOMER),
            now=ask.now,
            **more,
        )
    except Refused as refused:
        raise Pointed(refused, _pointer(rules, refused.field, report)) from refused


def _rules(ask: Asked, id: str) -> Procedure:
    try:
        return ask.pack.procedure(id, ask.on)
    except Refused as refused:
        raise Pointed(refused, "#/procedure") from refused


def _office(ask: Asked, code: str | None) -> Office | None:
    if code is None:
        return None
    found = people.office_called(code, ask.on)
    if found is None:
        raise Pointed(Refused("cases.unknown-office", field="office"), "#/office")
    return found


def _place(rules: Procedure, report: ReportIn) -> str:
    """The unit where it happened: as named, else the answer to the first question about a place."""
    if report.place is not None:
        return report.place
    for field in rules.fields:
        answer = report.answers.get(field.id)
        if field.kind == "place" and isinstance(answer, dict) and isinstance(answer.get("ref"), str):
            return str(answer["ref"])
    return ""


def _pointer(rules: Procedure, field: str | None, report: ReportIn) -> str:
    if field is None:
        return ""
    if field == "place" and report.place is None:  # it was taken from the answers
        asked = next((one.id for one in rules.fields if one.kind == "place" and one.id in report.answers), None)
        return f"#/answers/{asked}/ref" if asked else "#/place"
    if field in {one.id for one in rules.fields}:
        return f"#/answers/{field}"
    if field in rules.reporter.asks:
        return f"#/identity/{field}"
    return f"#/{field}" if field in (*PLACES, "channel", "received_at", "answers") else "#"


def receipt(ask: Asked, received: actions.Received) -> dict[str, Any]:
    """The receipt of a received case."""
    case = received.case
    return {
        "ref": case.ref,
        "code": received.code,
        "again": received.again,
        "procedure": case.procedure_id,
        "office": ask.pick(case.office.names),
        "received_at": case.received_at,
        "promises": telling.promises(ask, case),
    }
