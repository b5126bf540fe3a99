"""The question *where*: a name typed with or without accents, old or new, becomes a unit of today, chosen from a list.

Works in two pages without a script: type and press Find, then choose. Former names lead to what they became; where a
unit was divided, every part is offered and said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from namro.doors.portal import typed as typing
from namro.doors.portal.page import in_language, show, today
from namro.doors.portal.wrong import Wrong
from namro.doors.words import say
from namro.ground.places import queries
from namro.ground.places.models import Unit
from namro.ground.texts import LINE
from namro.rules.packs.refused import Refused

MOST = 20
"""Most places in the list to choose from."""
FORMERS = 4
"""Most former names shown beside one unit."""
NOT_CHOSEN = ("portal.where.pick", "portal.where.nothing")
"""What is wrong as long as no unit of the list was chosen."""
LONGEST = 100
"""Most characters of a name that is searched for."""


@dataclass(slots=True)
class Offered:
    """One unit of today in the list, with what leads to it."""

    ref: str
    name: str
    notes: list[str] = field(default_factory=list)
    part: bool = False
    """Only a part of the former unit went here."""


def offered(q: str, lang: str, on: date) -> list[Offered]:
    """The units of today that `q` may mean, the likeliest first, each with the former names that lead to it."""
    found = queries.find(q, on, limit=MOST, lowest=True)
    names = queries.paths([hit.unit for hit in found], lang, on)
    return [_offered(hit, names[hit.unit.pk], lang) for hit in found]


def _offered(hit: queries.Found, name: str, lang: str) -> Offered:
    now = queries.name_of(hit.unit, lang)
    told = Offered(hit.unit.ref, name)
    for former in hit.former[:FORMERS] if hit.by == "former" else ():
        key = "portal.where.former" if former.share.whole else "portal.where.former-part"
        told.notes.append(say(lang, key, former=upper(queries.name_of(former.unit, lang)), now=now))
        told.part = told.part or not former.share.whole
    return told


def upper(text: str) -> str:
    """`text` as a sentence begins."""
    return text[:1].upper() + text[1:]


@in_language
@require_safe
def lookup(request: HttpRequest, lang: str) -> HttpResponse:
    """Today's unit for an old or new name."""
    q = typing.one_line(request.GET.get("q", ""))[:LONGEST]
    found = offered(q, lang, today()) if q else []
    return show(request, "places.html", q=q, found=found, nothing="" if found else q)


def typed(name: str, post: QueryDict) -> dict[str, str]:
    """What was typed: q, the chosen unit (only if it was chosen from the list for that q), line, unknown."""
    q = typing.one_line(post.get(name, ""))[:LONGEST]
    ref = typing.one_line(post.get(f"{name}-ref", ""))[:60] if post.get(f"{name}-for", q) == q else ""
    given = {"q": q, "ref": ref, "line": typing.one_line(post.get(f"{name}-line", ""))}
    return {**given, "unknown": "1"} if post.get(f"{name}-unknown") else given


def sought_anew(name: str, post: QueryDict) -> bool:
    """Another name was typed above the list of the one before: Enter means to look for it."""
    before, q = post.get(f"{name}-for", ""), typing.one_line(post.get(name, ""))[:LONGEST]
    return bool(before and q and q != before)


def judge(given: Mapping[str, str], name: str, required: bool, on: date) -> dict[str, str] | None:
    """The answer: `ref` and `name` of a unit, `detail` in the writer's words; None when left open. Raises `Wrong`."""
    line = given.get("line", "")
    if len(line) > LINE:
        raise Wrong("portal.text.too-long", f"{name}-line", {"n": len(line), "most": LINE})
    detail = {"detail": line} if line else {}
    if given.get("ref"):
        unit = _chosen(given["ref"], on)
        if unit is None:
            raise Wrong("portal.where.unknown-unit", name)
        return {"ref": unit.ref, "name": queries.path(unit, on=on)[:300], **detail}
    if not required and (given.get("unknown") or not given.get("q")):
        return dict(detail) or None
    if not given.get("q"):
        raise Wrong("portal.where.empty", name)
    if not offered(given["q"], "", on):
        raise Wrong("portal.where.nothing", name, {"q": given["q"]})
    raise Wrong("portal.where.pick", f"{name}-ref")


def _chosen(ref: str, on: date) -> Unit | None:
    """The unit of a reference from the list: it stands today and nothing lies below it; None for any other text."""
    try:
        unit = queries.by_ref(ref)
    except Refused:
        return None
    return unit if unit.stands(on) and unit.lowest else None


def named(ref: str, lang: str) -> str:
    """The full name of a unit in the reader's language, as it was at its time; empty for what is no unit."""
    try:
        return queries.path(queries.by_ref(ref), lang)
    except Refused:
        return ""


def lines(given: Mapping[str, str], lang: str, on: date) -> list[str]:
    """The answer in plain words, for the check page."""
    try:
        answer = judge(given, "", False, on) or {}
    except Wrong:
        answer = {"name": given.get("q", ""), "detail": given.get("line", "")}
    unit = _chosen(answer.get("ref", ""), on)
    name = queries.path(unit, lang, on) if unit else answer.get("name", "")
    found = [part for part in (answer.get("detail", ""), name) if part]
    if not answer.get("name") and given.get("unknown"):
        found.append(say(lang, "portal.where.unknown"))
    return found


def context(given: Mapping[str, str], lang: str, on: date, *, looked: bool) -> dict[str, Any]:
    """What the page needs beyond its frame: the list to choose from, once something was searched."""
    q = given.get("q", "")
    found = offered(q, lang, on) if q and (looked or given.get("ref")) else []
    if len(found) == 1:
        given = {**given, "ref": found[0].ref}
    divided = any(place.part for place in found)
    nothing = q if looked and q and not found else ""
    return {"typed": given, "found": found, "nothing": nothing, "searching": not found, "divided": divided}
