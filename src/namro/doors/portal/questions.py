"""The kinds of question that a pack can ask: how each is read from a form, judged, and said again in plain words.

`read` keeps what was typed (for the draft, so that nothing is lost), `judge` makes the answer that is sent or raises
`Wrong`, `lines` says the typed answer again on the check page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from namro.doors.portal import places, typed, when
from namro.doors.portal.wrong import Wrong
from namro.doors.words import dmy, pick, say
from namro.ground.texts import LINE, TEXT
from namro.rules.packs.schema import FormField

Typed = Any
"""A text, or texts by name."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom and on which local day a question is asked."""

    lang: str
    today: date


def read(field: FormField, post: QueryDict) -> Typed:
    """What was typed on the page of `field`."""
    if field.kind == "place":
        return places.typed(field.id, post)
    if field.kind == "date-or-period":
        return when.typed(field.id, post)
    return typed.text(post.get(field.id, "")) if field.kind == "long-text" else typed.one_line(post.get(field.id, ""))


def judge(field: FormField, given: Typed, reader: Reader) -> Any:
    """The answer as it is sent: a text, the id of an option, True or False, a place or a period; None when it is left
    open. Raises `Wrong` when it cannot be taken. Files are judged when they are added, not here."""
    if field.kind == "place":
        return places.judge(_texts(given), field.id, field.required, reader.today)
    if field.kind == "date-or-period":
        return when.judge(_texts(given), field.id, field.required, reader.today)
    text = given if isinstance(given, str) else ""
    if field.kind in ("choice", "yes-no"):
        return _option(field, text)
    most = TEXT if field.kind == "long-text" else LINE
    if len(text) > most:
        raise Wrong("portal.text.too-long", field.id, {"n": thousands(len(text)), "most": thousands(most)})
    if field.required and not any(c.isalnum() for c in text):
        raise Wrong("portal.text.empty", field.id)
    return text or None


def lines(field: FormField, given: Typed, reader: Reader) -> list[str]:
    """The typed answer in plain words, line by line; empty when there is none. Never raises."""
    if field.kind == "place":
        return places.lines(_texts(given), reader.lang, reader.today)
    if field.kind == "date-or-period":
        return _when_lines(field, _texts(given), reader)
    text = given if isinstance(given, str) else ""
    if field.kind in ("choice", "yes-no"):
        return [name for id, name in options(field, reader.lang) if id == text]
    return text.splitlines() or []


def options(field: FormField, lang: str) -> list[tuple[str, str]]:
    """The answers to choose from: id and name in `lang`."""
    if field.kind == "yes-no":
        return [("yes", say(lang, "portal.yes")), ("no", say(lang, "portal.no"))]
    return [(id, pick(names, lang)) for id, names in field.options.items()]


def thousands(n: int) -> str:
    """20000 as 20 000, readable in every language."""
    return f"{n:,}".replace(",", "\u202f")


def _option(field: FormField, text: str) -> str | bool | None:
    known = ("yes", "no") if field.kind == "yes-no" else tuple(field.options)
    if text in known:
        return text == "yes" if field.kind == "yes-no" else text
    if text:
        raise Wrong("portal.choice.unknown", field.id)
    if field.required:
        raise Wrong("portal.choice.empty", field.id)
    return None


def _when_lines(field: FormField, given: Mapping[str, str], reader: Reader) -> list[str]:
    try:
        answer = when.judge(given, field.id, False, reader.today)
    except Wrong:
        return [part for part in (given.get("day"), given.get("from"), given.get("to"), given.get("time")) if part]
    if answer is None:
        return [say(reader.lang, "portal.when.not-remembered")] if given.get("mode") == "unknown" else []
    first, last = (dmy(date.fromisoformat(answer[end])) for end in ("from", "to"))
    day = first if first == last else say(reader.lang, "portal.when.period", **{"from": first, "to": last})
    return [day, *([answer["time"]] if "time" in answer else [])]


def _texts(given: Typed) -> dict[str, str]:
    return given if isinstance(given, dict) else {}
