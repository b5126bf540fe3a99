"""What can be done with a case now, and doing it. What holder, token or case do not allow is not there."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Status

from namro.doors.api.asked import Asked, asked
from namro.doors.api.cases import router
from namro.doors.api.keys import key_of_report, once_of
from namro.doors.api.reports import receipt, take_in, uploaded
from namro.doors.api.shapes import (
    CounterIn,
    DoneOut,
    HandOverIn,
    MessageIn,
    Problem,
    ReceiptOut,
    StepIn,
    StepsOut,
)
from namro.doors.api.wire import Fault, Pointed
from namro.doors.problems import Wrong
from namro.ground.gate.refusals import NotThere
from namro.ground.people.may import may
from namro.ground.texts import LINE, TEXT
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries
from namro.work.cases.models import Case, Done

WRONG = dict.fromkeys((400, 401, 404, 409, 412, 413, 415, 422, 428), Problem)
_TAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})"')
"""The version as an ETag. A compressed answer bears it as a weak one (RFC 9110, 8.8.1); what it says of the case is the
same."""


@router.get("/cases/{ref}/steps", response={200: StepsOut, 401: Problem, 404: Problem}, operation_id="steps-now")
def steps_now(request: HttpRequest, ref: str, response: HttpResponse) -> dict[str, Any]:
    """The steps that can be taken now, the likeliest first, each with what it needs."""
    ask = asked(request)
    found = queries.case(ask.actor, ref, ask.on)
    response.headers["ETag"] = f'"{found.seq}"'
    steps = queries.steps_now(ask.actor, found, ask.now)
    return {"seq": found.seq, "items": [_step(ask, step) for step in steps]}


@router.post("/cases/{ref}/steps/{step}", response={200: DoneOut, **WRONG}, operation_id="take-step")
def take_step(request: HttpRequest, ref: str, step: str, sent: StepIn) -> dict[str, Any]:
    """Takes a step. The version that it was decided on must be named: in the header If-Match (then 412 when the case
    has moved on) or as `seq` (then 409). Idempotency-Key makes it safe to send again."""
    ask = asked(request)
    found = queries.case(ask.actor, ref, ask.on)
    once = once_of(request, inputs=sent.inputs)
    seq, by_header = _version(request, sent.seq, found.seq)
    try:
        done = actions.act(
            found, step, _inputs(found, step, sent.inputs), seq=seq, once=once, actor=ask.actor, now=ask.now
        )
    except actions.AlreadyDone as before:
        return _again(ask, ref, before)
    except Refused as refused:
        raise _pointed(refused, found, step, sent.inputs, by_header) from refused
    return _done(ref, done)


@router.post("/cases/{ref}/messages", response={200: DoneOut, **WRONG}, operation_id="message-reporter")
def message_reporter(request: HttpRequest, ref: str, sent: MessageIn) -> dict[str, Any]:
    """Writes to the reporter, who reads it under their receipt."""
    return _beside(request, ref, actions.message, text=sent.text)


@router.post("/cases/{ref}/files", response={200: DoneOut, **WRONG}, operation_id="attach-files")
def attach_files(request: HttpRequest, ref: str) -> dict[str, Any]:
    """Adds files (form fields named `files`); `for_reporter=true` in the form shows them to the reporter too."""
    ask = asked(request)
    queries.case(ask.actor, ref, ask.on)
    shown = request.POST.get("for_reporter", "") == "true"
    return _beside(request, ref, actions.attach, uploads=uploaded(request), for_reporter=shown)


@router.post("/cases/{ref}/hand-over", response={200: DoneOut, **WRONG}, operation_id="hand-over")
def hand_over(request: HttpRequest, ref: str, sent: HandOverIn) -> dict[str, Any]:
    """Gives the case to another post of its office."""
    ask = asked(request)
    found = queries.case(ask.actor, ref, ask.on)
    try:
        done = actions.hand_over(found, post=sent.post, reason=sent.reason, actor=ask.actor, now=ask.now)
    except Refused as refused:
        raise Pointed(refused, f"#/{refused.field}" if refused.field in ("post", "reason") else "") from refused
    return _done(ref, done)


@router.post("/cases", response={201: ReceiptOut, 200: ReceiptOut, **WRONG}, operation_id="receive-case")
def receive_case(request: HttpRequest, sent: CounterIn) -> Status[dict[str, Any]]:
    """Takes in what came at the counter, by telephone or by post, at an office where the holder may. Idempotency-Key as
    for reports."""
    ask, key = asked(request), key_of_report(request)
    if not may(ask.actor, "cases.receive", on=ask.on):
        raise NotThere
    more = {"received_at": sent.received_at, "actor": ask.actor}
    received = take_in(ask, sent, channel=sent.channel, draft=key, **more)
    return Status(200 if received.again else 201, receipt(ask, received))


def _beside(request: HttpRequest, ref: str, action: Any, **given: Any) -> dict[str, Any]:
    ask = asked(request)
    found = queries.case(ask.actor, ref, ask.on)
    if found.closed_at is not None:
        raise NotThere
    try:
        done = action(found, once=once_of(request, **given), actor=ask.actor, now=ask.now, **given)
    except actions.AlreadyDone as before:
        return _again(ask, ref, before)
    except Refused as refused:
        raise Pointed(refused, f"#/{refused.field}" if refused.field in ("text", "files") else "") from refused
    return _done(ref, done)


def _version(request: HttpRequest, seq: int | None, now: int) -> tuple[int, bool]:
    """The version that the step was decided on, and whether the header named it: of several the one of `now` (RFC 9110,
    13.1.1). `*`, any version, names none."""
    tag = request.headers.get("If-Match", "").strip()
    if tag and tag != "*":
        read = [_TAG.fullmatch(one.strip()) for one in tag[:1000].split(",")]
        named = [int(one[1]) for one in read if one is not None]
        if not named:
            raise Fault(412, "changed", wrongs=(Wrong("", "changed", parameter="If-Match"),))
        return now if now in named else named[0], True
    if seq is None:
        raise Fault(428, "version-needed")
    return seq, False


def _inputs(found: Case, step: str, given: dict[str, Any]) -> dict[str, Any]:
    """What was sent, each of the kind that the room takes: flags are marks by name, everything else is a text."""
    for name, value in given.items():
        if name == "flags":
            good = isinstance(value, dict) and all(isinstance(one, bool) for one in value.values())
        else:
            good = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
        if not good:
            pointer = f"#/inputs/{name}"
            raise Fault(422, "invalid", wrongs=(Wrong("", "kind", pointer=pointer),))
    return {name: str(value) if isinstance(value, int) else value for name, value in given.items()}


def _pointed(refused: Refused, found: Case, step: str, given: dict[str, Any], by_header: bool) -> Exception:
    if refused.code == "cases.changed" and by_header:
        return Pointed(refused, parameter="If-Match", status=412)
    field = {"clock": "extension"}.get(refused.field or "", refused.field)
    known = {*given, "reason", "text", "answer", "ground", "until", "document", "post", "office", "extension", "flags"}
    return Pointed(refused, f"#/inputs/{field}" if field in known else "")


def _done(ref: str, done: Done) -> dict[str, Any]:
    return {"ref": ref, "seq": done.seq, "verb": done.verb, "step": done.step, "at": done.at, "again": False}


def _again(ask: Asked, ref: str, before: actions.AlreadyDone) -> dict[str, Any]:
    found = queries.case(ask.actor, ref, ask.on)
    line = queries.done(found, before.seq)
    return {**_done(ref, line), "again": True}


def _step(ask: Asked, step: queries.StepNow) -> dict[str, Any]:
    return {
        "id": step.id,
        "verb": step.verb,
        "name": ask.pick(step.names),
        "effect": ask.pick(step.effect),
        "article": ask.pack.cite(step.article, ask.lang),
        "to": step.to,
        "tells": list(step.tells),
        "starts": list(step.starts),
        "ends": list(step.ends),
        "leaves": list(step.leaves),
        "inputs": [_input(ask, one) for one in step.inputs],
        "form": {
            "type": "object",
            "properties": {one.name: _schema(one) for one in step.inputs},
            "required": [one.name for one in step.inputs if one.required],
            "additionalProperties": False,
        },
    }


def _input(ask: Asked, one: queries.Input) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "required": one.required,
        "reporter_reads": one.reporter_reads,
        "options": [
            {
                "value": option.value,
                "name": ask.pick(option.label),
                "hint": ask.pick(option.hint),
                "from_day": option.from_day,
                "to_day": option.to_day,
                "ask_by": option.ask_by,
            }
            for option in one.options
        ],
    }


def _schema(one: queries.Input) -> dict[str, Any]:
    """The JSON schema of one input."""
    values = [option.value for option in one.options]
    match one.kind:
        case "choice":
            return {"type": "string", "enum": values}
        case "flags":
            marks = {value: {"type": "boolean"} for value in values}
            return {"type": "object", "properties": marks, "additionalProperties": False}
        case "day":
            return {"type": "string", "format": "date"}
        case "long-text":
            return {"type": "string", "minLength": 1, "maxLength": TEXT}
        case _:
            return {"type": "string", "minLength": 1, "maxLength": LINE}
