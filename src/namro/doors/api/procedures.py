"""What can be brought in today, and what is asked for each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from namro.doors.api.asked import Asked, asked
from namro.doors.api.shapes import Problem, ProceduresOut, ProcedureWhole
from namro.ground.gate.refusals import NotThere
from namro.ground.texts import LINE, TEXT
from namro.rules.packs.schema import AskedOfReporter, FormField, Procedure

router = Router(tags=["procedures"])


@router.get("/procedures", response={200: ProceduresOut}, operation_id="list-procedures")
def list_procedures(request: HttpRequest) -> dict[str, Any]:
    """Every procedure that is law today, in the order of the pack."""
    ask = asked(request)
    return {"items": [_head(ask, found) for found in ask.pack.in_force(ask.on)]}


@router.get("/procedures/{id}", response={200: ProcedureWhole, 404: Problem}, operation_id="one-procedure")
def one_procedure(request: HttpRequest, id: str) -> dict[str, Any]:
    """One procedure: what is asked, of whom, and where a matter can stand. Each question has the JSON schema of its
    answer."""
    ask = asked(request)
    found = next((p for p in ask.pack.in_force(ask.on) if p.id == id), None)
    if found is None:
        raise NotThere
    return {
        **_head(ask, found),
        "basis": [ask.pick(act.names) for act in found.basis if act.valid is None or ask.on in act.valid],
        "fields": [_field(ask, field) for field in found.fields],
        "identity": [_person(ask, one) for one in found.reporter.asks.values()],
        "states": [
            {"id": s.id, "name": ask.pick(s.names), "says": ask.pick(s.says), "open": s.open}
            for s in found.states.values()
        ],
    }


def _head(ask: Asked, found: Procedure) -> dict[str, Any]:
    return {
        "id": found.id,
        "version": found.version,
        "name": ask.pick(found.names),
        "says": ask.pick(found.says),
        "named": found.reporter.named,
        "open311": found.open311,
    }


def _field(ask: Asked, field: FormField) -> dict[str, Any]:
    return {
        "id": field.id,
        "kind": field.kind,
        "name": ask.pick(field.names),
        "why": ask.pick(field.why),
        "hint": ask.pick(field.hint),
        "required": field.required,
        "sensitive": field.sensitive,
        "options": [{"id": id, "name": ask.pick(names)} for id, names in field.options.items()],
        "form": schema_of(field),
    }


def _person(ask: Asked, one: AskedOfReporter) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": ask.pick(one.names),
        "why": ask.pick(one.why),
        "hint": "",
        "required": one.required,
        "sensitive": True,
        "form": {"type": "string", "maxLength": 1000 if one.kind == "long-text" else LINE},
    }


def schema_of(field: FormField) -> dict[str, Any]:
    """The JSON schema of the answer to one question."""
    day = {"type": "string", "format": "date"}
    match field.kind:
        case "yes-no":
            return {"type": "boolean"}
        case "choice":
            return {"type": "string", "enum": list(field.options)}
        case "date-or-period":
            period = {"from": day, "to": day, "time": {"type": "string", "maxLength": LINE}}
            return {"type": "object", "properties": period, "required": ["from"], "additionalProperties": False}
        case "place":
            place = {name: {"type": "string", "maxLength": 500} for name in ("ref", "name", "detail")}
            return {"type": "object", "properties": place, "additionalProperties": False}
        case "files":
            return {"not": {}}
        case _:
            return {"type": "string", "maxLength": TEXT if field.kind == "long-text" else LINE}
