"""What a person answered, held against the fields that the procedure asks; nothing that it does not ask is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from namro.ground import texts
from namro.ground.places.models import Unit
from namro.ground.places.queries import path
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import AskedOfReporter, FormField, Procedure
from namro.work.cases.offices import unit_of

EARLIEST = 1900
SUMMARY = 120
_PHONE = re.compile(r"\+?[\d ().\-/]{6,30}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")


@dataclass(frozen=True, slots=True)
class Place:
    """The unit where it happened, and its name on that day with what stands above it."""

    unit: Unit
    name: str


def place_of(place_ref: str, on: date) -> Place | None:
    """The place where it happened. Raises Refused `cases.unknown-place`."""
    if not place_ref:
        return None
    unit = unit_of(place_ref)
    return Place(unit, path(unit, on=on if unit.stands(on) else None)[:200])


def checked_answers(procedure: Procedure, given: Mapping[str, Any], on: date, place: str = "") -> dict[str, Any]:
    """The answers as they are kept, by field. `place` is a reference that is known to be good already.

    Raises Refused with the field at fault.
    """
    if not isinstance(given, Mapping):
        raise Refused("cases.not-text", field="answers", name="answers")
    known = {f.id: f for f in procedure.fields}
    for name in given:
        if name not in known:
            raise Refused("cases.unknown-field", field=str(name)[:60], name=str(name)[:60])
    kept: dict[str, Any] = {}
    for field in procedure.fields:
        value = _checked(field, given.get(field.id), on, place)
        if value is not None and value != "" and value != {}:
            kept[field.id] = value
        elif field.required and field.kind != "files":
            raise Refused("cases.needed", field=field.id, name=field.id)
    return kept


def _checked(field: FormField, value: Any, on: date, place: str) -> Any:
    if value is None or value == "":
        return None
    match field.kind:
        case "text":
            return texts.line(value, field.id) if texts.says(value) or not isinstance(value, str) else None
        case "long-text":
            return texts.long_text(value, field.id) if texts.says(value) or not isinstance(value, str) else None
        case "yes-no":
            if not isinstance(value, bool):
                raise Refused("cases.yes-or-no", field=field.id)
            return value
        case "choice":
            if not isinstance(value, str) or value not in field.options:
                raise Refused("cases.unknown-option", field=field.id)
            return value
        case "date-or-period":
            return _period(field.id, value, on)
        case "place":
            return _place(field.id, value, place)
        case _:
            return None


def _place(name: str, value: Any, known: str) -> dict[str, str]:
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, Mapping) or not set(value) <= {"ref", "name", "detail"}:
        raise Refused("cases.unknown-place", field=name)
    kept = {str(k): texts.line(v, name, most=500) for k, v in value.items() if v}
    if kept.get("ref", known) != known:
        unit_of(kept["ref"], name)
    return kept


def _period(name: str, value: Any, on: date) -> dict[str, str]:
    """{"from", "to", "time"?}. Raises Refused `cases.bad-date`, `cases.date-not-yet`, `cases.dates-backwards`."""
    if isinstance(value, str):
        value = {"from": value, "to": value}
    if not isinstance(value, Mapping) or not set(value) <= {"from", "to", "time"}:
        raise Refused("cases.bad-date", field=name)
    first = _date(name, value.get("from") or value.get("to"))
    last = _date(name, value.get("to") or value.get("from"))
    if last < first:
        raise Refused("cases.dates-backwards", field=name)
    if first > on or last > on:
        raise Refused("cases.date-not-yet", field=name)
    kept = {"from": first.isoformat(), "to": last.isoformat()}
    if time := texts.line(value.get("time"), name):
        kept["time"] = time
    return kept


def _date(name: str, value: Any) -> date:
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise Refused("cases.bad-date", field=name) from None
    if found.year < EARLIEST:
        raise Refused("cases.bad-date", field=name)
    return found


def checked_identity(procedure: Procedure, given: Mapping[str, Any] | None) -> dict[str, str]:
    """Who the reporter is, as it is sealed; empty for somebody who does not say. Raises Refused `cases.name-needed`."""
    asks = procedure.reporter.asks
    kept: dict[str, str] = {}
    for name, value in (given or {}).items():
        if asks and name not in asks:
            raise Refused("cases.unknown-field", field=str(name)[:60], name=str(name)[:60])
        text = _about_the_person(str(name)[:60], asks.get(name), value)
        if text:
            kept[str(name)[:60]] = text
    if procedure.reporter.named == "required" and not kept:
        raise Refused("cases.name-needed", field=next(iter(asks), "name"))
    if kept or procedure.reporter.named == "required":
        for ask in asks.values():
            if ask.required and ask.id not in kept:
                raise Refused("cases.needed", field=ask.id, name=ask.id)
    return kept


def _about_the_person(name: str, ask: AskedOfReporter | None, value: Any) -> str:
    kind = ask.kind if ask else "text"
    if kind == "long-text":
        return texts.long_text(value, name, most=1000)
    text = texts.line(value, name)
    if text and kind == "phone" and not (_PHONE.fullmatch(text) and sum(c.isdecimal() for c in text) >= 6):
        raise Refused("cases.bad-phone", field=name)
    if text and kind == "email" and not _EMAIL.fullmatch(text):
        raise Refused("cases.bad-email", field=name)
    return text


def summary_of(procedure: Procedure, said: Mapping[str, Any]) -> str:
    """The first words of the first text that is not sensitive, for lists; empty where there is none."""
    for field in procedure.fields:
        if field.kind in ("text", "long-text") and not field.sensitive and said.get(field.id):
            words = " ".join(str(said[field.id]).split())
            if len(words) <= SUMMARY:
                return words
            return words[:SUMMARY].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
    return ""


def flags_of(procedure: Procedure, remote: bool | None) -> list[str]:
    """The flags that a mark of the unit sets: of the place where it happened, where there is none of the office."""
    return [flag.id for flag in procedure.flags.values() if flag.of_unit == "remote" and remote]
