"""How old registers are kept in a country: what their columns are called, and how its letters were written before
Unicode.

`imports.yaml` and `legacy.yaml` of a pack. Both may be missing: columns are then chosen by hand and no old letters
known.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, field_validator
from pydantic_core import PydanticCustomError

from namro.rules.packs.kinds import Data, Id, Line, Text

PLAIN = (
    "old-number", "registered", "procedure", "channel", "received", "time", "place", "state", "since", "ended",
    "outcome", "handler", "due", "note",
)  # fmt: skip
"""What a column of a register can hold, besides what the procedure asks."""
FIELD, REPORTER = "field-", "reporter-"
"""Before the id of a question of the form, and of what is asked about the reporter."""
PASSED_OVER = "passed-over"
"""A column that is not taken, such as a running number."""


def _column(name: str) -> str:
    if not (name in PLAIN or name == PASSED_OVER or name.startswith((FIELD, REPORTER))):
        raise PydanticCustomError("column", "unknown column", {"name": name})
    return name


def _encoding(name: str) -> str:
    try:
        " ".encode(name)
    except (LookupError, UnicodeError) as cause:
        raise PydanticCustomError("encoding", "unknown encoding", {"name": name}) from cause
    return name


Column = Annotated[Id, AfterValidator(_column)]
Encoding = Annotated[Line, AfterValidator(_encoding)]


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as cause:
        raise PydanticCustomError("pattern", "bad pattern") from cause
    return text


class Legacy(Data):
    """One way in which letters were written before Unicode: the fonts that tell of it (patterns, case aside), those of
    them that draw capitals, and what each character or pair of characters means."""

    id: Id
    names: Text
    fonts: tuple[Line, ...] = ()
    capitals: tuple[Line, ...] = ()
    letters: dict[str, str]

    @field_validator("fonts", "capitals")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_pattern, patterns))


class Imports(Data):
    """Words of old registers, each compared without accents and capitals.

    `columns`: headings by what the column holds. `states`: what a register writes for a state, by procedure. `sums`:
    how a line of totals begins. `encodings`: of text files, as Python calls them, in the order in which they are tried.
    `syllable`: a pattern that every syllable of the language fits when written without accents.
    """

    columns: dict[Column, tuple[Line, ...]] = {}
    channels: dict[Id, tuple[Line, ...]] = {}
    states: dict[Id, dict[Id, tuple[Line, ...]]] = {}
    sums: tuple[Line, ...] = ()
    encodings: tuple[Encoding, ...] = ("cp1252",)
    syllable: Line = "[a-z]+"

    @field_validator("syllable")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        return _pattern(pattern)
