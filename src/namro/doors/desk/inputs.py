"""The inputs of a form at the desk, as plain values that `_input.html` draws, and how what was typed is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from namro.doors.desk.page import Desk, Wrong
from namro.ground.places.fold import fold
from namro.ground.texts import clean, with_lines

LINE = 300
"""Most characters of a one-line input."""
TEXT = 20_000
"""Most characters of a long text."""

FEW = 9
"""Options shown without searching."""
FOUND = 20
"""Options that a search shows."""

Kind = Literal["line", "long-text", "one-of", "some-of", "list", "find", "files"]

_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `move` shows a day before and after."""

    id: str
    name: str
    lines: tuple[str, ...] = ()
    chosen: bool = False
    move: tuple[str, str] | None = None
    shut: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """One input with its label, what was typed and what is to be mended. `needed`: of one that is not always required
    the words beside its label that say when it is."""

    id: str
    kind: Kind
    name: str
    hint: str = ""
    required: bool = True
    value: str = ""
    options: tuple[Option, ...] = ()
    wrong: str = ""
    most: int = LINE
    rows: int = 6
    type: str = "text"
    short: bool = False
    sought: str = ""
    find: str = ""
    none: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    needed: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def described(self) -> str:
        """The ids of what describes the input."""
        parts = [f"h-{self.id}"] if self.hint else []
        return " ".join([*parts, f"w-{self.id}"] if self.wrong else parts)

    def choosing(self, chosen: Iterable[str]) -> Input:
        """The same input with these options chosen."""
        held = set(chosen)
        return replace(self, options=tuple(replace(o, chosen=o.id in held) for o in self.options))

    @property
    def ids(self) -> set[str]:
        """What may be chosen."""
        return {option.id for option in self.options if not option.shut}


def typed(desk: Desk, one: Input) -> Input:
    """The input with what was sent for it."""
    post = desk.request.POST
    if one.kind in ("one-of", "list", "find"):
        return one.choosing([post.get(one.id, "")])
    if one.kind == "some-of":
        return one.choosing(post.getlist(one.id))
    if one.kind == "files":
        return one
    return replace(one, value=tidy(post.get(one.id, "")[: TEXT * 2]))


def wrong_with(desk: Desk, one: Input) -> str:
    """What is to be mended in a typed input, or "". An unknown option was forged or has gone since."""
    sent = desk.request.POST.get(one.id, "")
    if one.kind in ("one-of", "list", "find"):
        if sent and sent not in one.ids:
            return desk.say("desk.input.unknown", name=one.name)
        return desk.say("desk.input.choose-one", name=one.name) if one.required and not sent else ""
    if one.kind == "some-of":
        bad = set(desk.request.POST.getlist(one.id)) - one.ids
        return desk.say("desk.input.unknown", name=one.name) if bad else ""
    if one.kind == "files":
        return ""
    if len(one.value) > one.most:
        return desk.say("desk.input.too-long", name=one.name, n=one.most)
    if one.required and not any(unicodedata.category(c)[0] in "LNS" for c in one.value):
        return desk.say("desk.input.missing", name=one.name)
    return ""


def judged(desk: Desk, inputs: Sequence[Input]) -> tuple[list[Input], list[Wrong]]:
    """The inputs with what was sent, and what is to be mended in them."""
    found: list[Input] = []
    wrongs: list[Wrong] = []
    for one in inputs:
        one = typed(desk, one)
        if said := wrong_with(desk, one):
            one = replace(one, wrong=said)
            wrongs.append(Wrong(said, one.id))
        found.append(one)
    return found, wrongs


def marked(inputs: Sequence[Input], wrongs: Sequence[Wrong]) -> list[Input]:
    """The inputs, each with what is to be mended in it."""
    said = {wrong.field: wrong.text for wrong in wrongs if wrong.field}
    return [replace(one, wrong=said.get(one.id, one.wrong)) for one in inputs]


def narrowed(options: Sequence[Option], sought: str, chosen: str) -> tuple[Option, ...]:
    """Of many options those whose name has every word of `sought`, accents or not, and the one that is chosen."""
    parts = fold(sought).split()
    found = [o for o in options if o.id == chosen or (parts and all(part in fold(o.name) for part in parts))]
    return tuple(found[:FOUND])


def tidy(text: str) -> str:
    """The text as it is kept (`texts.clean`), every end of a line a line end."""
    return clean(with_lines(text))


def day_in(text: str) -> date | None:
    """The day that was typed as dd/mm/yyyy, or None when it is none."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
