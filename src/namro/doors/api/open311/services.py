"""What can be brought in: the list of services, and what each asks for beyond description and place."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from namro.doors import words
from namro.doors.api.asked import asked
from namro.doors.api.open311.formats import Told, answer, view
from namro.rules.packs.schema import FormField, Procedure
from namro.work.cases.opened import open_procedures

ASK = "reporter-"
"""The beginning of an attribute that is about the person; sealed apart."""
DATATYPES = {
    "text": "string",
    "long-text": "text",
    "choice": "singlevaluelist",
    "yes-no": "singlevaluelist",
    "date-or-period": "datetime",
}
YES_NO = {"yes": "api.yes", "no": "api.no"}
STANDARD = {"phone": "phone", "email": "email"}
"""What the specification has a field of its own for, by the kind of what the pack asks."""


@view("GET")
def services(request: HttpRequest, lang: str, form: str) -> HttpResponse:
    """GET Service List."""
    found = [_service(procedure, lang) for procedure in open_procedures(asked(request).on)]
    return answer(form, "services", "service", found, lang)


def _service(procedure: Procedure, lang: str) -> dict[str, Any]:
    return {
        "service_code": procedure.id,
        "service_name": words.pick(procedure.names, lang),
        "description": words.pick(procedure.says, lang),
        "metadata": bool(attributes(procedure)),
        "type": "realtime",
        "keywords": "",
        "group": "",
    }


@view("GET")
def service(request: HttpRequest, lang: str, code: str, form: str) -> HttpResponse:
    """GET Service Definition."""
    procedure = named(code, lang, request)
    found = {"service_code": procedure.id, "attributes": [_said(one, lang) for one in attributes(procedure)]}
    return answer(form, "service_definition", "", found, lang)


def named(code: str, lang: str, request: HttpRequest) -> Procedure:
    """The open procedure of a code. Raises `Told` (400 for none, 404 for one that is not open or not there)."""
    if not code:
        raise Told(400, words.say(lang, "api.open311.needs", name="service_code"))
    for procedure in open_procedures(asked(request).on):
        if procedure.id == code:
            return procedure
    raise Told(404, words.say(lang, "api.open311.no-service"))


def described(procedure: Procedure) -> FormField | None:
    """The question that `description` answers: the first that takes a text, a required one before others."""
    texts = [field for field in procedure.fields if field.kind in ("long-text", "text")]
    return min(texts, key=lambda field: (not field.required, field.kind != "long-text"), default=None)


def full_name(procedure: Procedure) -> str:
    """What is asked about the person that first and last name answer; empty where no name is asked."""
    texts = [one for one in procedure.reporter.asks.values() if one.kind == "text"]
    return next((one.id for one in texts if one.required), texts[0].id if texts else "")


def attributes(procedure: Procedure) -> list[dict[str, Any]]:
    """What is asked beyond what the specification has fields for, in the order of the form."""
    about = described(procedure)
    found: list[dict[str, Any]] = [
        {"code": field.id, "field": field, "required": field.required, "names": field.names, "why": field.why}
        for field in procedure.fields
        if field is not about and field.kind in DATATYPES
    ]
    found += [
        {"code": ASK + one.id, "field": None, "required": one.required, "names": one.names, "why": one.why}
        for one in procedure.reporter.asks.values()
        if one.kind not in STANDARD and one.id != full_name(procedure)
    ]
    return [{**one, "order": at} for at, one in enumerate(found, 1)]


def _said(one: dict[str, Any], lang: str) -> dict[str, Any]:
    field: FormField | None = one["field"]
    values: list[dict[str, str]] = []
    if field is not None and field.kind == "choice":
        values = [{"key": id, "name": words.pick(names, lang)} for id, names in field.options.items()]
    elif field is not None and field.kind == "yes-no":
        values = [{"key": key, "name": words.say(lang, said)} for key, said in YES_NO.items()]
    return {
        "variable": True,
        "code": one["code"],
        "datatype": DATATYPES[field.kind] if field is not None else "string",
        "required": one["required"],
        "datatype_description": words.pick(one["why"], lang),
        "order": one["order"],
        "description": words.pick(one["names"], lang),
        "values": values,
    }


@view("GET")
def discovery(request: HttpRequest, lang: str, form: str) -> HttpResponse:
    """Where this endpoint is and which forms it answers in (Service Discovery)."""
    found = {
        "changeset": "2014-03-01T00:00:00Z",
        "contact": words.say(lang, "api.open311.contact"),
        "key_service": words.say(lang, "api.open311.key"),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": request.build_absolute_uri("/open311/v2"),
                "changeset": "2014-03-01T00:00:00Z",
                "type": "test" if words.is_demonstration() else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    if settings.JURISDICTION:
        found["jurisdiction_id"] = settings.JURISDICTION
    return answer(form, "discovery", "", found, lang)
