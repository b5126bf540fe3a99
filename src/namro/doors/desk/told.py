"""What was said in a case and what happened to it, in words: for the page of a case and for that of one passed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from namro.doors import words
from namro.doors.desk.head import tells
from namro.doors.desk.lines import said_params
from namro.doors.desk.page import Desk
from namro.doors.uploads import size
from namro.rules.packs.schema import Procedure
from namro.work.cases import queries, timeline
from namro.work.cases.models import Attachment, Case


def said(desk: Desk, found: Case) -> list[dict[str, str]]:
    """What was said, question by question, in words."""
    return [
        {
            "name": desk.pick(answer.names),
            "value": desk.say("desk.case.kept") if answer.kept else in_words(desk, found, answer),
        }
        for answer in queries.said(found, desk.actor, desk.on)
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
        return ", ".join(str(part) for part in (value.get("detail"), named) if part) + _before(desk, found, value)
    if answer.kind == "date-or-period" and isinstance(value, dict):
        first, last = (_day(desk, value.get(end)) for end in ("from", "to"))
        day = first if first == last or not last else desk.say("desk.case.period", **{"from": first, "to": last})
        return ", ".join(part for part in (day or desk.say("desk.case.no-day"), str(value.get("time", ""))) if part)
    return str(value)


def _before(desk: Desk, found: Case, value: dict[str, Any]) -> str:
    """What is said beside a unit that did not stand yet on the day of receipt; "" for any other."""
    later = queries.place_before(str(value.get("ref") or found.place_ref), found.received_on, desk.lang)
    if later is None or not later[1]:
        return ""
    begins, units = later
    return " " + desk.say("desk.case.place-later", begins=words.dmy(begins), units=", ".join(units))


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


def happened(desk: Desk, found: Case, lines: Sequence[timeline.Line] | None = None) -> list[dict[str, Any]]:
    """The timeline, oldest first: what was done, by whom, where, with which words. `lines`: if read already."""
    _, procedure = queries.rules_of(found)
    lines = timeline.timeline(found, "staff") if lines is None else lines
    return [happening(desk, procedure, line) for line in lines]


def happening(desk: Desk, procedure: Procedure, line: timeline.Line) -> dict[str, Any]:
    """One line of the timeline as the page shows it."""
    step = procedure.steps.get(line.step)
    said = desk.pick(step.names) if step else desk.say(line.key or "", **said_params(desk, line.params))
    if line.verb == "transfer":
        said = desk.say("desk.case.to", what=said, office=desk.pick(line.params["to"]))  # type: ignore[arg-type]
    elif line.to:
        said = desk.say("desk.case.given-to", what=said, who=line.to)
    if line.verb == "classify":
        marks = ", ".join(desk.pick(mark) for mark in line.marks) or desk.say("desk.case.no-mark")
        said = desk.say("desk.case.marked", what=said, marks=marks)
    if line.longer is not None:
        clock, before, after = line.longer
        named, first, last = desk.pick(clock), words.dmy(before), words.dmy(after)
        said = desk.say("desk.case.lengthened", what=said, clock=named, before=first, after=last)
    by = ", ".join(part for part in (line.who, desk.pick(line.office)) if part) if line.who else ""
    return {
        "seq": line.seq,
        "unread": line.unread,
        "iso": line.at.isoformat(),
        "at": desk.when(line.at),
        "said": said,
        "by": desk.say("desk.case.by-reporter") if line.from_reporter and step else by,
        "told": tells(desk, line.tells),
        "because": desk.pick(line.because) if line.because else "",
        "words": [body for _, body in line.words],
        "taken_back": desk.say("desk.case.taken-back", at=words.moment(line.taken_back, desk.lang))
        if line.taken_back
        else "",
        "files": [file(desk, one) for one in line.files],
    }


def unheard(desk: Desk, found: Case) -> list[dict[str, Any]]:
    """What the reporter wrote or sent that nobody has read, the oldest first."""
    return [event for event in happened(desk, found) if event["unread"]]
