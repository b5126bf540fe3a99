"""The API itself: how requests are read, and how everything that cannot be answered is said (RFC 9457)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from namro.doors import problems, words
from namro.doors.problems import Wrong
from namro.ground.texts import clean, no_text
from namro.rules.packs.refused import Refused

HIDDEN = frozenset({"gate.not-found", "cases.not-your-step", "cases.unknown-step"})
"""Refusals that look like what is not there."""
IN_THE_WAY = frozenset({
    "cases.changed", "cases.wrong-state", "cases.on-its-way", "cases.nothing-on-its-way", "cases.once-only",
    "cases.before-the-limit", "cases.clock-not-running", "cases.not-at-this-office", "cases.draft-used",
    "cases.extension-too-late", "cases.which-step",
})  # fmt: skip
"""Refusals because of where something stands (409); the others are about what was sent (422)."""
TYPES = {
    "missing": "missing",
    "extra_forbidden": "extra",
    "string_too_long": "too-long",
    "string_too_short": "too-short",
    "string_pattern_mismatch": "form",
    "literal_error": "choice",
    "enum": "choice",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "greater_than": "range",
    "less_than": "range",
}
"""What pydantic found, by the sentence that tells it; everything else is of the wrong kind."""


class Fault(Exception):
    """Something asked for that cannot be: the words `api.problem.<code>`, a status, and where it was wrong."""

    def __init__(self, status: int, code: str, *, wrongs: tuple[Wrong, ...] = (), **params: object) -> None:
        super().__init__(code)
        self.status, self.code, self.wrongs, self.params = status, code, wrongs, params


class Pointed(Exception):
    """A refusal of a room, with the JSON pointer of the input at fault, and its status where that is not the usual."""

    def __init__(self, refused: Refused, pointer: str = "", parameter: str = "", status: int = 0) -> None:
        super().__init__(refused.code)
        self.refused, self.pointer, self.parameter, self.status = refused, pointer, parameter, status


class Tidied(Parser):
    """Reads JSON and parameters, every text in composed form. What is no text (control characters, halves of
    characters) is refused with its place: left out, nobody would hear of it."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        read = json.loads(request.body, parse_constant=_no_constant)
        odd = list(no_texts(read))
        if odd:
            raise Fault(422, "invalid", wrongs=tuple(_odd(request, which, pointer=at) for at, which in odd[:50]))
        found: dict[str, Any] = tidied(read)
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        odd = [(str(name), no_text(value)) for name, value in data.items() if isinstance(value, str) and no_text(value)]
        if odd:
            at = "parameter" if data is request.GET else "pointer"
            raise Fault(422, "invalid", wrongs=tuple(_odd(request, which, **{at: name}) for name, which in odd[:50]))
        return {name: clean(value) if isinstance(value, str) else value for name, value in data.items()}


def no_texts(value: Any, at: str = "#") -> Iterator[tuple[str, str]]:
    """Where in a body there are characters that are no text, and which: JSON pointers and names."""
    if isinstance(value, str) and (which := no_text(value)):
        yield at, which
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from no_texts(one, f"{at}/{n}")
    elif isinstance(value, dict):
        for name, one in value.items():
            inside = f"{at}/{_escaped(clean(name))}"
            if which := no_text(name):
                yield inside, which
            yield from no_texts(one, inside)


def _odd(request: HttpRequest, which: str, *, pointer: str = "", parameter: str = "") -> Wrong:
    said = words.say(words.language_asked(request), "api.wrong.characters", which=which)
    return Wrong(said, "characters", pointer, parameter)


def _escaped(part: str) -> str:
    """A part of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def tidied(value: Any) -> Any:
    """The value with every text cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [tidied(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): tidied(one) for name, one in value.items()}
    return value


api = NinjaAPI(
    title="Namro",
    version="1",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    parser=Tidied(),
)


@api.exception_handler(Fault)
def fault(request: HttpRequest, found: Fault) -> HttpResponse:
    """What this door itself refuses."""
    return problems.about(request, found.code, found.status, found.wrongs, params=found.params)


@api.exception_handler(Refused)
def refused(request: HttpRequest, found: Refused) -> HttpResponse:
    """What a room refuses; its field, as it is called in the body, or in the address where there is no body."""
    if request.method == "GET":
        return pointed(request, Pointed(found, parameter=found.field or ""))
    return pointed(request, Pointed(found, f"#/{found.field}" if found.field else ""))


@api.exception_handler(Pointed)
def pointed(request: HttpRequest, found: Pointed) -> HttpResponse:
    """What a room refuses, with the place in what was sent."""
    why = found.refused
    if why.code in HIDDEN:
        return problems.about(request, "not-found", 404)
    if why.code == "people.wait":
        seconds = why.params.get("seconds", 60)
        return problems.about(request, "busy", 429, headers={"Retry-After": str(seconds)})
    wrongs: tuple[Wrong, ...] = ()
    if found.pointer or found.parameter:
        said = words.refusal(words.language_asked(request), why)
        wrongs = (Wrong(said, why.code, found.pointer, found.parameter),)
    status = found.status or (409 if why.code in IN_THE_WAY else 422)
    return problems.refused(request, why, status, wrongs)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, found: ValidationError) -> HttpResponse:
    """What has not the shape that the document names, each with its place."""
    lang = words.language_asked(request)
    wrongs = tuple(_wrong(lang, one) for one in found.errors[:50])
    return problems.about(request, "invalid", 422, wrongs)


def _wrong(lang: str, one: Mapping[str, Any]) -> Wrong:
    kind = TYPES.get(str(one.get("type")), "kind")
    where = [str(part) for part in one.get("loc", ())]
    context = one.get("ctx", {})
    if kind == "choice":
        known = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
        said = words.say(lang, "api.wrong.value", known=known)
    elif kind == "form" and "pattern" in context:
        said = words.say(lang, "api.wrong.form-of", pattern=context["pattern"])
    else:
        said = words.say(lang, f"api.wrong.{kind}")
    if where[:1] in (["body"], ["form"], ["file"]):
        inside = where[2:] if where[0] == "body" else where[1:]
        escaped = "/".join(_escaped(part) for part in inside)
        return Wrong(said, kind, pointer=f"#/{escaped}" if escaped else "#")
    return Wrong(said, kind, parameter=where[1] if len(where) > 1 else "")


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, found: AuthenticationError) -> HttpResponse:
    """No token, or none that holds: one answer."""
    return problems.about(request, "token", 401, headers={"WWW-Authenticate": 'Bearer realm="namro"'})


@api.exception_handler(Http404)
def not_found(request: HttpRequest, found: Http404) -> HttpResponse:
    """What is not there, and what this token may not see."""
    return problems.about(request, "not-found", 404)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, found: HttpError) -> HttpResponse:
    """A body that is no JSON, or holds what is no text."""
    if isinstance(found.__cause__, Fault):
        return fault(request, found.__cause__)
    if isinstance(found.__cause__, RequestDataTooBig):
        raise found.__cause__
    return problems.about(request, "unreadable", 400)


@api.exception_handler(BadRequest)
def broken(request: HttpRequest, found: BadRequest) -> HttpResponse:
    """A form whose parts cannot be told apart."""
    return problems.about(request, "unreadable", 400)
