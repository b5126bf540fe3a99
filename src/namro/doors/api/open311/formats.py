"""One answer as XML or as JSON (the Spark convention: a list of things is a list), by the ending of the address."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from namro.doors import problems, words

Answer = Mapping[str, Any] | Sequence[Mapping[str, Any]]
VALUES = {"attributes": "attribute", "values": "value", "formats": "format", "endpoints": "endpoint"}
"""What the parts of a list are called in XML."""


class Told(Exception):
    """What cannot be answered: a status, and one description for each thing that is wrong."""

    def __init__(self, status: int, *descriptions: str) -> None:
        super().__init__(status)
        self.status, self.descriptions = status, descriptions


def view(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Makes a function of a request (and the parts of its address) a view that answers `methods`, says what is wrong
    as the specification has it, and knows its jurisdiction."""

    def declare(function: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(function)
        def answered(request: HttpRequest, **parts: str) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return problems.about(request, "not-this-way", 405, headers={"Allow": ", ".join(methods)})
            lang = words.language_asked(request)
            try:
                _jurisdiction(request, lang)
                return function(request, lang, **parts)
            except Told as told:
                return problems.listed(request, lang, told.status, told.descriptions)

        answered.csrf_exempt = True  # type: ignore[attr-defined]
        return answered

    return declare


def _jurisdiction(request: HttpRequest, lang: str) -> None:
    given = request.GET.get("jurisdiction_id") or (request.POST.get("jurisdiction_id") if request.POST else "")
    if given and settings.JURISDICTION and given != settings.JURISDICTION:
        raise Told(404, words.say(lang, "api.open311.no-jurisdiction"))


def answer(form: str, root: str, part: str, found: Answer, lang: str, status: int = 200) -> HttpResponse:
    """The answer in the form asked for; `root` and `part` are the names of the list and its parts in XML."""
    if form == "json":
        body = json.dumps(found, ensure_ascii=False)
        response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    else:
        tree = ElementTree.Element(root)
        if isinstance(found, Mapping):
            _fill(tree, found)
        else:
            for one in found:
                _fill(ElementTree.SubElement(tree, part), one)
        text = ElementTree.tostring(tree, encoding="UTF-8", xml_declaration=True)
        response = HttpResponse(text, status=status, content_type="text/xml; charset=utf-8")
    response.headers["Content-Language"] = lang
    response.headers["Vary"] = "Accept-Language"
    return response


def _fill(parent: ElementTree.Element, found: Mapping[str, Any]) -> None:
    for name, value in found.items():
        child = ElementTree.SubElement(parent, name)
        if isinstance(value, (list, tuple)):
            for one in value:
                inside = ElementTree.SubElement(child, VALUES[name])
                if isinstance(one, Mapping):
                    _fill(inside, one)
                else:
                    inside.text = str(one)
        elif isinstance(value, bool):
            child.text = "true" if value else "false"
        elif value is not None:
            child.text = str(value)
