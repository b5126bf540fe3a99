"""The due days of one person as a calendar (iCalendar, RFC 5545), for the program in which they keep their own.

Whoever has the address has the calendar: it holds numbers, clocks and offices, plans, clauses and references of tasks,
and nothing of what was said, where it happened or who is concerned. One feed for cases and tasks: `?only=tasks` or
`?only=cases` narrows it. The category of an event says whether it is a case, something to do, or something that was
given to others and is due or waits to be accepted.
"""

from __future__ import annotations

import time
import unicodedata
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from icalendar import Alarm, Calendar, Event, vDuration
from ninja import Query, Router

from namro.doors import periods, words
from namro.doors.api.asked import address_of, asked, missed, now
from namro.doors.api.shapes import Problem
from namro.doors.api.wire import Fault
from namro.ground.gate.refusals import NotThere
from namro.ground.people.models import Token
from namro.ground.people.tokens import shown
from namro.work.cases.duedays import DueDay, due_days
from namro.work.plans.duedays import GivenDay, TaskDay, given_days, task_days

router = Router(tags=["calendar"])
WRONG = {404: Problem, 422: Problem, 429: Problem}
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:namro:due")
EVERY = "PT1H"
BEFORE = "-PT15H"
"""Nine in the morning of the day before."""


@router.get("/calendar/{secret}.ics", response={200: Any, **WRONG}, operation_id="calendar")
def calendar(
    request: HttpRequest,
    secret: str,
    only: Annotated[Literal["cases", "tasks"] | None, Query()] = None,
    lang: Annotated[str, Query(max_length=20)] = "",
) -> HttpResponse:
    """The calendar of whoever has this address (iCalendar, RFC 5545). Any other address is not there."""
    if missed.full(address_of(request), time.monotonic()):
        raise Fault(429, "busy")
    by = shown(secret, Token.CALENDAR, now())
    if by is None:
        missed.count(address_of(request), time.monotonic())
        raise NotThere
    ask = asked(request)
    lang = lang if lang in words.languages() else ask.lang
    cases = due_days(by.actor, ask.now) if only != "tasks" else []
    tasks = task_days(by.actor, ask.now) if only != "cases" else []
    given = given_days(by.actor, ask.now) if only != "cases" else []
    body = written(cases, lang, tasks, request.build_absolute_uri, given)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="namro.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def written(
    days: Sequence[DueDay],
    lang: str,
    tasks: Sequence[TaskDay] = (),
    absolute: Callable[[str], str] = str,
    given: Sequence[GivenDay] = (),
) -> bytes:
    """The calendar as it is sent: lines end with CR LF and are folded at 75 octets, text is UTF-8 in NFC."""
    made = Calendar()
    made.add("prodid", "-//Namro//Due days 1//EN")
    made.add("version", "2.0")
    made.add("name", words.say(lang, "api.calendar.name"))
    made.add("x-wr-calname", words.say(lang, "api.calendar.name"))
    made.add("refresh-interval", _duration(EVERY), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", EVERY)
    for day in days:
        made.add_component(_event(day, lang))
    for owed in tasks:
        made.add_component(_task(owed, lang, absolute))
    for one in given:
        made.add_component(_given(one, lang, absolute))
    return bytes(made.to_ical())


def _task(day: TaskDay, lang: str, absolute: Callable[[str], str]) -> Event:
    """A task names its plan, the clause and itself; its words stay behind the address, for whoever signs in."""
    key = "api.calendar.task" if day.clause else "api.calendar.task.no-clause"
    said = _nfc(words.say(lang, key, symbol=day.symbol, clause=day.clause, ref=day.ref))
    if day.period:
        said = _nfc(words.say(lang, "api.calendar.task.period", said=said, period=periods.said(lang, day.period)))
    event = _dated(day.on, day.changed_at, day.times, str(uuid.uuid5(SPACE, f"task:{day.ref}/{day.period}")))
    event.add("summary", said)
    event.add("description", _nfc(words.pick(day.office_names, lang)))
    event.add("categories", [_nfc(words.say(lang, "api.calendar.category.own"))])
    event.add("url", absolute(reverse("desk:plan-task", args=[day.ref])))
    event.add("status", "CANCELLED" if day.over else "CONFIRMED")
    if not day.over:
        event.add_component(_alarm(said))
    return event


def _given(day: GivenDay, lang: str, absolute: Callable[[str], str]) -> Event:
    """What was given to others: once for all offices that owe it on a day; nobody is called by an alarm."""
    name = "waits" if day.waits else "given"
    key = f"api.calendar.{name}" if day.clause else f"api.calendar.{name}.no-clause"
    said = _nfc(words.say(lang, key, symbol=day.symbol, clause=day.clause, ref=day.ref))
    if day.periods:
        named = ", ".join(periods.said(lang, one) for one in day.periods)
        said = _nfc(words.say(lang, "api.calendar.task.period", said=said, period=named))
    at = "waits" if day.waits else "/".join(day.periods) or day.on.isoformat()
    event = _dated(day.on, day.changed_at, day.times, str(uuid.uuid5(SPACE, f"given:{day.ref}/{at}")))
    if day.until > day.on:
        event.add("dtend", date.fromordinal(day.until.toordinal() + 1))
    more = words.say(lang, "api.calendar.waits.more", n=day.waits) if day.waits else words.pick(day.office_names, lang)
    event.add("summary", said)
    event.add("description", _nfc(more or words.say(lang, "api.calendar.given.more", n=day.n, done=day.accepted)))
    event.add("categories", [_nfc(words.say(lang, f"api.calendar.category.{name}"))])
    event.add("url", absolute(reverse("desk:plan-task", args=[day.ref])))
    event.add("status", "CANCELLED" if day.over else "CONFIRMED")
    return event


def _dated(on: date, changed_at: datetime, times: int, uid: str) -> Event:
    """An event of a whole day, in which nobody is busy. It is looked at again by its `sequence`."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", times)
    event.add("dtstart", on)
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    return event


def _alarm(said: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", said)
    alarm.add("trigger", _duration(BEFORE))
    return alarm


def _event(day: DueDay, lang: str) -> Event:
    number = day.number or day.ref
    clock, office = words.pick(day.clock_names, lang), words.pick(day.office_names, lang)
    said = _nfc(words.say(lang, "api.calendar.due", number=number, clock=clock))
    event = _dated(day.on, day.changed_at, day.times, str(uuid.uuid5(SPACE, f"{day.ref}/{day.clock}/{day.run}")))
    event.add("summary", said)
    event.add("description", _nfc(words.say(lang, "api.calendar.more", ref=day.ref, office=office)))
    event.add("categories", [_nfc(words.say(lang, "api.calendar.category.case"))])
    event.add_component(_alarm(said))
    return event


def _duration(text: str) -> vDuration:
    """A duration as RFC 5545 writes it."""
    return vDuration(vDuration.from_ical(text))  # type: ignore[no-untyped-call]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
