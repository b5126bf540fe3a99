"""Bringing something in, and reading where it stands."""

from __future__ import annotations

import re
import secrets
import time
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from namro.doors import words
from namro.doors.api.asked import Asked, address_of, asked, missed
from namro.doors.api.open311.formats import Told, answer, view
from namro.doors.api.open311.services import ASK, attributes, described, full_name, named
from namro.doors.throttle import Throttle
from namro.ground.people.models import Token
from namro.ground.people.tokens import shown
from namro.ground.places import queries as places
from namro.ground.places.models import Unit
from namro.ground.places.search import PREFIX
from namro.ground.texts import clean, no_text
from namro.rules.clocks.errors import ClockError
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import FormField, Procedure
from namro.work.cases import actions
from namro.work.cases.models import Case
from namro.work.cases.opened import SPAN, OpenRequest
from namro.work.cases.opened import requests as opened
from namro.work.cases.receipts import read_reference

LONGEST = 4000
"""Characters of a description (GeoReport v2)."""
OFFERED = 5
"""Places that are named where an address could be several."""
PARTS = 6
"""Parts of an address that are looked at."""
sending = Throttle(600)
"""Requests under one key in ten minutes: behind an app stand many people."""
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")
FORM = "application/x-www-form-urlencoded"


@view("GET", "POST")
def requests(request: HttpRequest, lang: str, form: str) -> HttpResponse:
    """GET Service Requests, POST Service Request."""
    if request.method == "POST":
        return _sent(request, lang, form)
    given = {name: clean(str(value)) for name, value in request.GET.items()}
    if refs := _listed(given.get("service_request_id", "")):
        found = opened(refs=[ref for ref in map(read_reference, refs) if ref])
    else:
        start, end = _span(asked(request), given, lang)
        status = set(_listed(given.get("status", "")))
        if not status <= {"open", "closed"}:
            raise Told(400, words.say(lang, "api.open311.status"))
        only = None if len(status) != 1 else "open" in status
        found = opened(procedures=_listed(given.get("service_code", "")), start=start, end=end, open=only)
    return answer(form, "service_requests", "request", [_shown(one, lang) for one in found], lang)


@view("GET")
def one(request: HttpRequest, lang: str, ref: str, form: str) -> HttpResponse:
    """GET Service Request."""
    return answer(form, "service_requests", "request", [_shown(_found(ref, lang), lang)], lang)


@view("GET")
def token(request: HttpRequest, lang: str, ref: str, form: str) -> HttpResponse:
    """GET service_request_id from a token. Namro gives the id at once and no tokens; asked for one with an id, it gives
    the id."""
    found = {"service_request_id": _found(ref, lang).ref, "token": ref}
    return answer(form, "service_requests", "request", [found], lang)


def _found(ref: str, lang: str) -> OpenRequest:
    read = read_reference(clean(ref))
    found = opened(refs=[read]) if read else []
    if not found:
        raise Told(404, words.say(lang, "api.open311.no-request"))
    return found[0]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")[:1000] if part.strip()]


def _span(ask: Asked, given: dict[str, str], lang: str) -> tuple[datetime | None, datetime | None]:
    """The span asked for, of at most ninety days; the last ninety days where none is."""
    calendar = ask.pack.calendar
    start, end = (_moment(given.get(name, ""), name, lang) for name in ("start_date", "end_date"))
    hours = SPAN * 24
    try:
        if start is None and end is None:
            return calendar.add_hours(ask.now, -hours), None
        if start is None:
            assert end is not None
            return calendar.add_hours(end, -hours), end
        last = calendar.add_hours(start, hours)
    except ClockError:
        raise Told(400, words.say(lang, "api.open311.moment", name="start_date")) from None
    if end is None:
        return start, last
    if end < start or end > last:
        raise Told(400, words.say(lang, "api.open311.span", n=SPAN))
    return start, end


def _moment(text: str, name: str, lang: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1900 < found.year < 9000:
        raise Told(400, words.say(lang, "api.open311.moment", name=name))
    return found


def _shown(one: OpenRequest, lang: str) -> dict[str, Any]:
    return {
        "service_request_id": one.ref,
        "status": "open" if one.open else "closed",
        "status_notes": words.pick(one.state_names, lang),
        "service_name": words.pick(one.procedure.names, lang),
        "service_code": one.procedure.id,
        "description": None,
        "agency_responsible": words.pick(one.office_names, lang),
        "service_notice": None,
        "requested_datetime": _w3(one.received_at),
        "updated_datetime": _w3(one.changed_at),
        "expected_datetime": _w3(one.expected_at) if one.expected_at else None,
        "address": one.place,
        "address_id": one.place_ref,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _w3(at: datetime) -> str:
    """A moment to the second, with the local offset (W3C-DTF)."""
    local = words.local(at)
    assert isinstance(local, datetime)
    return local.isoformat(timespec="seconds")


# --- bringing something in -------------------------------------------------------------------------------------------


def _sent(request: HttpRequest, lang: str, form: str) -> HttpResponse:
    if request.content_type != FORM:
        raise Told(400, words.say(lang, "api.open311.form", wanted=FORM))
    for name, value in request.POST.items():
        if which := no_text(str(value)):
            raise Told(400, f"{clean(name)[:60]}: {words.say(lang, 'api.wrong.characters', which=which)}")
    given = {name: clean(str(value)) for name, value in request.POST.items()}
    ask = asked(request)
    key = _key(request, ask, given.get("api_key", ""), lang)
    procedure = named(given.get("service_code", ""), lang, request)
    answers, identity = _answers(procedure, given, lang), _identity(procedure, given)
    place = _place(ask, procedure, given, answers, lang)
    try:
        received = actions.receive(
            None,
            procedure=procedure.id,
            answers=answers,
            identity=identity,
            place_ref=place,
            channel=Case.OPEN311,
            draft=secrets.token_urlsafe(24),
            actor=actions.NEWCOMER,
            now=ask.now,
        )
    except Refused as refused:
        said = words.refusal(lang, refused)
        raise Told(400, f"{_parameter(procedure, refused.field)}: {said}" if refused.field else said) from refused
    sending.count(key, time.monotonic())
    follow = request.build_absolute_uri(f"/{lang}/follow")
    notice = [words.say(lang, "api.open311.notice", code=received.code, address=follow)]
    if given.get("media_url"):
        notice.append(words.say(lang, "api.open311.media"))
    found = {"service_request_id": received.case.ref, "service_notice": " ".join(notice), "account_id": None}
    return answer(form, "service_requests", "request", [found], lang)


def _key(request: HttpRequest, ask: Asked, key: str, lang: str) -> str:
    """The key of the app, as the throttle counts it. A missing and a wrong one get the same answer."""
    if missed.full(address_of(request), time.monotonic()):
        raise Told(429, words.say(lang, "api.problem.busy.what"))
    by = shown(key, Token.OPEN311, ask.now)
    if by is None:
        missed.count(address_of(request), time.monotonic())
        raise Told(403, words.say(lang, "api.open311.no-key"))
    counted = f"open311:{by.token.pk}"
    if sending.full(counted, time.monotonic()):
        raise Told(429, words.say(lang, "api.problem.busy.what"))
    return counted


def _answers(procedure: Procedure, given: dict[str, str], lang: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    about = described(procedure)
    said = given.get("description", "")
    if len(said) > LONGEST:
        raise Told(400, words.say(lang, "api.open311.long", n=LONGEST))
    if about is not None and said:
        answers[about.id] = said
    known = {one["code"]: one["field"] for one in attributes(procedure)}
    for name, value in given.items():
        code = name.removeprefix("attribute[").removesuffix("[]").removesuffix("]")
        if not name.startswith("attribute["):
            continue
        if code not in known:
            raise Told(400, words.say(lang, "api.open311.no-attribute", name=code[:60]))
        field: FormField | None = known[code]
        if field is not None and value:
            answers[field.id] = {"yes": True, "no": False}.get(value, value) if field.kind == "yes-no" else value
    return answers


def _identity(procedure: Procedure, given: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    first, last = given.get("first_name", ""), given.get("last_name", "")
    if (whole := full_name(procedure)) and (first or last):
        both = words.say(the_pack().language, "api.open311.full-name", first=first, last=last)
        found[whole] = both.strip()
    for ask in procedure.reporter.asks.values():
        if ask.kind in ("phone", "email") and given.get(ask.kind):
            found[ask.id] = given[ask.kind]
        elif given.get(f"attribute[{ASK}{ask.id}]"):
            found[ask.id] = given[f"attribute[{ASK}{ask.id}]"]
    return found


def _place(ask: Asked, procedure: Procedure, given: dict[str, str], answers: dict[str, Any], lang: str) -> str:
    """The unit of the address, put into the answer about the place too. Raises `Told` for what names no one unit."""
    degrees = [given.get(name, "") for name in ("lat", "long")]
    if any(degrees) and not all(_DEGREES.fullmatch(one) for one in degrees):
        raise Told(400, words.say(lang, "api.open311.degrees"))
    text = given.get("address_string", "")[:500]
    if given.get("address_id"):
        try:
            unit = places.by_ref(given["address_id"])
        except Refused:
            raise Told(400, words.say(lang, "api.open311.no-address")) from None
    elif text:
        unit = _named(ask, text, lang)
    elif any(degrees):
        raise Told(400, words.say(lang, "api.open311.only-degrees"))
    else:
        raise Told(400, words.say(lang, "api.open311.needs-place"))
    detail = "; ".join(part for part in (text, ", ".join(degrees) if any(degrees) else "") if part)
    field = next(field for field in procedure.fields if field.kind == "place" and field.required)
    answers[field.id] = {"ref": unit.ref, "name": places.path(unit, on=ask.on)[:300]}
    if detail:
        answers[field.id]["detail"] = detail[:500]
    return unit.ref


def _named(ask: Asked, text: str, lang: str) -> Unit:
    """The one unit that an address names, from its most specific part to its most general. Raises `Told`."""
    parts = text.split(",")
    offered: list[places.Found] = []
    for at in range(min(len(parts), PARTS)):
        found = places.find(",".join(parts[at:]), ask.on, None, OFFERED, lowest=True)
        exact = [hit for hit in found if hit.rank < PREFIX]
        exact = [hit for hit in exact if hit.by != "former"] or exact  # today's name counts before former ones
        if len(exact) == 1 and exact[0].whole:
            return exact[0].unit
        if exact:
            offered = exact
            break
        offered = offered or found
    names = places.paths([hit.unit for hit in offered], lang, ask.on)
    which = "; ".join(f"{hit.unit.ref} = {names[hit.unit.pk]}" for hit in offered) or "–"
    raise Told(400, words.say(lang, "api.open311.which-address", which=which))


def _parameter(procedure: Procedure, field: str | None) -> str:
    """What the specification calls the input at fault."""
    about = described(procedure)
    if about is not None and field == about.id:
        return "description"
    if field == full_name(procedure):
        return "first_name, last_name"
    ask = procedure.reporter.asks.get(field or "")
    if ask is not None:
        return ask.kind if ask.kind in ("phone", "email") else f"attribute[{ASK}{ask.id}]"
    if field in {one["code"] for one in attributes(procedure)}:
        return f"attribute[{field}]"
    return "address_id"
