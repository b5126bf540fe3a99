"""Following a report by its code, as its reporter. The code is posted and stands in no address; a wrong code and an
unknown one get the same answer after the same work."""

from __future__ import annotations

import time
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import Form, Router

from namro.doors.api import telling
from namro.doors.api.asked import Asked, address_of, asked
from namro.doors.api.keys import once_of
from namro.doors.api.reports import uploaded
from namro.doors.api.shapes import CodeIn, FileIn, FollowOut, Problem, SayIn
from namro.doors.api.wire import Fault, Pointed
from namro.doors.throttle import Throttle
from namro.ground.people.actors import reporter
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, timeline
from namro.work.cases.models import Case

router = Router(tags=["follow"])
missed = Throttle(300)
"""Codes that opened nothing, from one address in ten minutes."""
WRONG = dict.fromkeys((400, 404, 409, 413, 415, 422, 429), Problem)


@router.post("/follow", response={200: FollowOut, **WRONG}, operation_id="follow")
def follow(request: HttpRequest, sent: CodeIn) -> dict[str, Any]:
    """Where the report is, by when you will hear, what was said both ways."""
    ask = asked(request)
    return _followed(ask, _opened(request, ask, sent.code))


@router.post("/follow/messages", response={200: FollowOut, **WRONG}, operation_id="write-message")
def write_message(request: HttpRequest, sent: SayIn) -> dict[str, Any]:
    """Writes to the office. Idempotency-Key makes it safe to send again."""
    ask = asked(request)
    return _done(request, ask, sent.code, actions.message, text=sent.text)


@router.post("/follow/answers", response={200: FollowOut, **WRONG}, operation_id="answer-question")
def answer_question(request: HttpRequest, sent: SayIn) -> dict[str, Any]:
    """Answers what the office asked. Idempotency-Key makes it safe to send again."""
    ask = asked(request)
    return _done(request, ask, sent.code, actions.answer, text=sent.text)


@router.post("/follow/files", response={200: FollowOut, **WRONG}, operation_id="add-files")
def add_files(request: HttpRequest, code: Form[str]) -> dict[str, Any]:
    """Adds files (form fields named `files`) to the report whose `code` stands in the form."""
    ask = asked(request)
    return _done(request, ask, code[:200], actions.attach, uploads=uploaded(request))


@router.post("/follow/file", response={200: Any, **WRONG}, operation_id="read-file")
def read_file(request: HttpRequest, sent: FileIn) -> FileResponse:
    """One file of the report, by its token."""
    ask = asked(request)
    case = _opened(request, ask, sent.code)
    return sent_file(queries.attachment(reporter(case.ref), sent.file, ask.on))


def sent_file(kept: Any) -> FileResponse:
    """A file to be kept, never to be run."""
    return FileResponse(
        queries.open_attachment(kept),
        as_attachment=True,
        filename=kept.name,
        content_type=kept.media_type,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


def _opened(request: HttpRequest, ask: Asked, code: str) -> Case:
    if missed.full(address_of(request), time.monotonic()):
        raise Fault(429, "busy")
    case = queries.by_receipt(code, ask.now)
    if case is None:
        missed.count(address_of(request), time.monotonic())
        raise Fault(404, "code-unknown")
    return case


def _done(request: HttpRequest, ask: Asked, code: str, action: Any, **given: Any) -> dict[str, Any]:
    once = once_of(request, code=code, **given)
    case = _opened(request, ask, code)
    try:
        action(case, once=once, actor=reporter(case.ref), now=ask.now, **given)
    except actions.AlreadyDone:
        pass
    except Refused as refused:
        raise Pointed(refused, f"#/{refused.field}" if refused.field in ("text", "files") else "") from refused
    case.refresh_from_db()
    return _followed(ask, case)


def _followed(ask: Asked, case: Case) -> dict[str, Any]:
    _, rules = queries.rules_of(case)
    head = timeline.headline(case, ask.now)
    return {
        "ref": case.ref,
        "number": case.number,
        "procedure": ask.pick(rules.names),
        "state": case.state,
        "state_name": ask.pick(head.state_names),
        "state_says": ask.pick(head.state_says),
        "open": head.open,
        "waits_for": head.waits_for,
        "office": ask.pick(head.office_names),
        "asked": queries.standing(case).asked,
        "kept_until": case.keep_until,
        "erased_on": case.erased_on,
        "promises": telling.promises(ask, case),
        "timeline": telling.lines(ask, case, "reporter"),
        "answers": telling.answers(ask, case),
        "files": telling.files(timeline.files_of(case, "reporter")),
    }
