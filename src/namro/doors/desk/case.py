"""One case: what was said, what happened, what can be done now."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.beside import offered
from namro.doors.desk.clocks import OVER, clock
from namro.doors.desk.head import heading, named, tells
from namro.doors.desk.identity import standing_of
from namro.doors.desk.lines import said_params
from namro.doors.desk.page import Desk, page
from namro.rules.packs.schema import Procedure
from namro.work.cases import queries, timeline
from namro.work.cases.models import Attachment, Case

BUTTONS = 5
"""Steps shown at once; the rest under "more"."""


@page()
def case(desk: Desk, ref: str) -> HttpResponse:
    """The page of one case."""
    found = queries.case(desk.actor, ref, desk.on)
    views = queries.clocks(found, desk.now)
    now = queries.steps_now(desk.actor, found, desk.now)
    first = queries.likeliest(now)
    steps = [button(desk, found, step, first=step is first) for step in now]
    steps += offered(desk, found)
    over = [clock(desk, view) for view in views if view.status in OVER]
    head = heading(desk, found)
    files = timeline.files_of(found, "staff")
    return desk.answer(
        "case",
        case=head,
        back=back(desk),
        clocks=[clock(desk, view) for view in views if view.status not in OVER],
        clocks_over=over,
        clocks_over_said=desk.say("desk.case.clocks.over", n=len(over)),
        answers=said(desk, found),
        files=[file(desk, one) for one in files],
        identity=standing_of(desk, found),
        timeline=happened(desk, found),
        steps=steps[:BUTTONS],
        steps_more=steps[BUTTONS:],
        nothing_now=desk.say(
            "desk.case.now.nothing" if found.closed_at is None else "desk.case.now.closed", holder=head["holder"]
        ),
    )


LISTS = ("today", "cases", "register", "workload")
"""Pages from which somebody opens a case."""


def back(desk: Desk) -> dict[str, str]:
    """The list from which the case was opened, as it was filtered; without one, all cases."""
    came = urlsplit(desk.request.META.get("HTTP_REFERER", ""))
    if came.netloc == desk.request.get_host():
        for name in LISTS:
            if came.path == reverse(f"desk:{name}"):
                query = f"?{came.query}" if came.query else ""
                return {"url": came.path + query, "name": desk.say(f"desk.nav.{name}")}
    return {"url": reverse("desk:cases"), "name": desk.say("desk.nav.cases")}


def button(desk: Desk, found: Case, step: queries.StepNow, *, first: bool) -> dict[str, Any]:
    """A step as a button: its name, what it will cause, whom it will tell; `first` where it may stand out."""
    return {
        "first": first,
        "url": reverse("desk:step", args=[found.ref, step.id]),
        "name": named(desk, step),
        "effect": desk.pick(step.effect),
        "tells": tells(desk, step.tells),
    }


def said(desk: Desk, found: Case) -> list[dict[str, str]]:
    """What was said, question by question, in words."""
    return [
        {"name": desk.pick(answer.names), "value": in_words(desk, found, answer)}
        for answer in queries.said(found)
        if answer.kind != "files"
    ]


def in_words(desk: Desk, found: Case, answer: queries.Answer) -> str:
    """One answer as people read it."""
    value = answer.value
    if answer.kind == "yes-no":
        return desk.say("desk.yes" if value else "desk.no")
    if answer.kind == "choice":
        _, procedure = queries.rules_of(found)
        options = next((f.options for f in procedure.fields if f.id == answer.id), {})
        return desk.pick(options.get(value, value))
    if answer.kind == "place" and isinstance(value, dict):
        named = value.get("name") or found.place_name
        if desk.lang != desk.pack.language:
            named = queries.place_name(str(value.get("ref") or found.place_ref), desk.lang) or named
        return ", ".join(str(part) for part in (value.get("detail"), named) if part)
    if answer.kind == "date-or-period" and isinstance(value, dict):
        first, last = (_day(desk, value.get(end)) for end in ("from", "to"))
        day = first if first == last or not last else desk.say("desk.case.period", **{"from": first, "to": last})
        return ", ".join(part for part in (day or desk.say("desk.case.no-day"), str(value.get("time", ""))) if part)
    return str(value)


def _day(desk: Desk, iso: object) -> str:
    return desk.day(date.fromisoformat(iso)) if isinstance(iso, str) and iso else ""


def file(desk: Desk, one: Attachment) -> dict[str, str]:
    """One attachment with its address behind the scoped query."""
    return {
        "url": reverse("desk:file", args=[one.token]),
        "name": one.name,
        "said": desk.say(
            "desk.case.file.said", kind=desk.say(f"desk.file.{one.kind}"), size=size(one.size), day=words.dmy(one.at)
        ),
    }


def size(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / 1_048_576:.1f} MB" if count >= 1_048_576 else f"{max(1, count // 1024)} kB"


def happened(desk: Desk, found: Case) -> list[dict[str, Any]]:
    """The timeline, oldest first: what was done, by whom, where, with which words."""
    _, procedure = queries.rules_of(found)
    return [_happened(desk, procedure, line) for line in timeline.timeline(found, "staff")]


def _happened(desk: Desk, procedure: Procedure, line: timeline.Line) -> dict[str, Any]:
    step = procedure.steps.get(line.step)
    said = desk.pick(step.names) if step else desk.say(line.key or "", **said_params(desk, line.params))
    if line.verb == "transfer":
        said = desk.say("desk.case.to", what=said, office=desk.pick(line.params["to"]))  # type: ignore[arg-type]
    elif line.to:
        said = desk.say("desk.case.given-to", what=said, who=line.to)
    if line.verb == "classify":
        marks = ", ".join(desk.pick(mark) for mark in line.marks) or desk.say("desk.case.no-mark")
        said = desk.say("desk.case.marked", what=said, marks=marks)
    by = ", ".join(part for part in (line.who, desk.pick(line.office)) if part) if line.who else ""
    return {
        "iso": line.at.isoformat(),
        "at": desk.moment(line.at),
        "said": said,
        "by": desk.say("desk.case.by-reporter") if line.from_reporter and step else by,
        "told": tells(desk, line.tells),
        "because": desk.pick(line.because) if line.because else "",
        "words": [body for _, body in line.words],
        "files": [file(desk, one) for one in line.files],
    }
