"""What cannot be answered, said to programs: RFC 9457 (problem+json) below /api/, a list of codes and descriptions
below /open311/, as GeoReport v2 has it. In the language that the program asks for; never with whose fault it was.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse

from namro.doors import words
from namro.rules.packs.refused import Refused

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:namro:problem:"
API, OPEN311 = "/api/", "/open311/"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing to mend: what was wrong, and where: a JSON pointer into what was sent ("#/answers/about"), or the name
    of a parameter of the address or of a header."""

    detail: str
    code: str
    pointer: str = ""
    parameter: str = ""

    def as_dict(self) -> dict[str, str]:
        where = {"pointer": self.pointer} if self.pointer else {"parameter": self.parameter} if self.parameter else {}
        return {"detail": self.detail, "code": self.code, **where}


def for_programs(request: HttpRequest) -> bool:
    """Whether whoever asks is a program: what it is told must be readable by one."""
    return request.path_info.startswith((API, OPEN311))


def problem(
    lang: str,
    status: int,
    code: str,
    *,
    title: str,
    detail: str,
    wrongs: Sequence[Wrong] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A problem as RFC 9457 has it: type, title, status, detail, and as extensions `code` and the list `errors`."""
    body: dict[str, Any] = {
        "type": TYPE + code,
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if wrongs:
        body["errors"] = [wrong.as_dict() for wrong in wrongs]
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    return _in_language(response, lang, headers)


def listed(
    request: HttpRequest, lang: str, status: int, descriptions: Sequence[str], headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """What GeoReport v2 answers instead: a list of code and description, as XML or JSON by the address's ending."""
    if request.path_info.endswith(".json"):
        body = json.dumps([{"code": status, "description": said} for said in descriptions], ensure_ascii=False)
        response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    else:
        root = ElementTree.Element("errors")
        for said in descriptions:
            one = ElementTree.SubElement(root, "error")
            ElementTree.SubElement(one, "code").text = str(status)
            ElementTree.SubElement(one, "description").text = said
        text = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
        response = HttpResponse(text, status=status, content_type="text/xml; charset=utf-8")
    return _in_language(response, lang, headers)


def about(
    request: HttpRequest,
    which: str,
    status: int,
    wrongs: Sequence[Wrong] = (),
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The problem that the words `api.problem.<which>` tell, in the form that belongs to the address asked."""
    lang = words.language_asked(request)
    title, detail = (words.say(lang, f"api.problem.{which}.{part}", **(params or {})) for part in ("title", "what"))
    wrongs = [wrong if wrong.detail else replace(wrong, detail=detail) for wrong in wrongs]
    return told(request, lang, status, which, title=title, detail=detail, wrongs=wrongs, headers=headers)


def refused(request: HttpRequest, refusal: Refused, status: int = 400, wrongs: Sequence[Wrong] = ()) -> HttpResponse:
    """What a room refused, with its reason."""
    lang = words.language_asked(request)
    title = words.say(lang, "api.problem.refused.title")
    said = words.refusal(lang, refusal)
    return told(request, lang, status, refusal.code, title=title, detail=said, wrongs=wrongs)


def told(
    request: HttpRequest,
    lang: str,
    status: int,
    code: str,
    *,
    title: str,
    detail: str,
    wrongs: Sequence[Wrong] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer to a program, in the form that belongs to the address that it asked."""
    if request.path_info.startswith(OPEN311):
        return listed(request, lang, status, [wrong.detail for wrong in wrongs] or [detail], headers)
    return problem(lang, status, code, title=title, detail=detail, wrongs=wrongs, headers=headers)


def _in_language(response: HttpResponse, lang: str, headers: Mapping[str, str] | None) -> HttpResponse:
    response.headers["Content-Language"] = lang
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
