"""What a pack may say, and nothing else: unknown keys are refused, all objects are frozen.

Names of things (procedures, clocks, steps, flags …) are the keys of the YAML maps and stand again as `.id` in the
objects. `from` is `.from_` in Python. A text that people read is a map of language to sentence (`Text`).
The kinds of value: `kinds.py`. How a file becomes these objects: `load.py`. What must hold between them: `checks.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.count import Counting
from namro.rules.clocks.terms import Term
from namro.rules.packs.imports import Imports, Legacy
from namro.rules.packs.kinds import (
    RECEIVED,
    REPORTER,
    SETTLING,
    VERBS,
    ActionName,
    ATerm,
    Confidence,
    Data,
    FieldKind,
    Id,
    Line,
    Need,
    Party,
    Sees,
    Text,
    Valid,
    Verb,
    action_of,
    ids_in,
)
from namro.rules.packs.refused import NotInForce, UnknownProcedure, iso

__all__ = [
    "RECEIVED",
    "REPORTER",
    "SETTLING",
    "VERBS",
    "AskedOfReporter",
    "Clock",
    "Extension",
    "Flag",
    "FormField",
    "Ground",
    "Level",
    "OfficeKind",
    "OtherReading",
    "Pack",
    "Procedure",
    "Reporter",
    "Role",
    "State",
    "Step",
    "action_of",
]


# What is asked of the person who reports


class AskedOfReporter(Data):
    """One thing that is asked about the person; sealed apart from what was said."""

    id: Id
    kind: Literal["text", "long-text", "phone", "email"] = "text"
    names: Text
    required: bool = False
    why: Text


class Reporter(Data):
    """Whether the person must say who they are, why, and what becomes of a matter without a name."""

    named: Literal["required", "optional"]
    why: Text
    anonymous: Text | None = None
    asks: dict[Id, AskedOfReporter] = {}

    _ids = model_validator(mode="before")(ids_in("asks"))


class FormField(Data):
    """One thing that is asked about the matter, in the order of the list, with why."""

    id: Id
    kind: FieldKind
    required: bool = False
    names: Text
    why: Text
    hint: Text | None = None
    options: dict[Id, Text] = {}
    when_yes: Text | None = None
    """What a yes-no field tells the person at once when the answer is yes."""
    sensitive: bool = False


class Flag(Data):
    """Something that is so or not, and changes which limits count.

    `chosen`: officers tick it when they classify; else only a step that `sets` it does.
    """

    id: Id
    names: Text
    why: Text
    chosen: bool = True
    article: Line


class State(Data):
    """Where a matter stands. `says` is the sentence for the citizen; `open` is False once nothing is owed."""

    id: Id
    names: Text
    says: Text
    open: bool = True
    waits_for: Literal["office", "reporter", "other"] = "office"


# Clocks


class Start(Data):
    """An event (a step's or a state's name, or `received`) that starts a clock, perhaps only at some offices.

    The office is the one that holds the case after the event. An empty `at` means any.
    """

    event: Id
    at: tuple[Id, ...] = ()


def _start(value: object) -> object:
    return {"event": value} if isinstance(value, str) else value


class Extension(Data):
    """A lawful lengthening: `add` to the end so far, or `total` counted from the start."""

    id: Id
    names: Text
    add: ATerm | None = None
    total: ATerm | None = None
    add_if: dict[Id, ATerm] = {}
    total_if: dict[Id, ATerm] = {}
    when: Text
    by: tuple[Id, ...]
    approved_by: Text | None = None
    """A body outside that decides; the step then needs the number of its paper."""
    after: Id | None = None
    not_with: tuple[Id, ...] = ()
    once: bool = True
    ask_before: ATerm | None = None
    """How long before the expiry it must be asked for, where the law says so."""
    article: Line
    valid: Valid | None = None
    confidence: Confidence
    confirmed_by: Line | None = None

    @property
    def computed(self) -> bool:
        """Whether the rule counts: known from the law, or confirmed by a named reviewer."""
        return self.confidence in ("V2", "V1") or self.confirmed_by is not None

    def term(self, flags: object) -> tuple[Term, bool] | None:
        """The term under these flags, and whether it is a total counted from the start."""
        held = flags if isinstance(flags, frozenset | set | tuple | list) else ()
        for flag, term in self.total_if.items():
            if flag in held:
                return term, True
        for flag, term in self.add_if.items():
            if flag in held:
                return term, False
        if self.total is not None:
            return self.total, True
        return None if self.add is None else (self.add, False)


class PauseRule(Data):
    """Why a clock stands still while the case is in a state."""

    article: Line
    confidence: Confidence | None = None


class OtherReading(Data):
    """What another text or the practice says. Shown as unconfirmed; never computed."""

    limit: ATerm | None = None
    article: Line
    confidence: Confidence
    note: Text


class Warning_(Data):
    """How long before the end the office wants to be warned."""

    before: ATerm
    article: Line


class Clock(Data):
    """A time limit: what starts it, what ends it, how long, by which article.

    A start event while the clock runs changes nothing; after the clock has ended it starts anew.
    `only_if`/`unless` name a flag; the flags are those that the case has now, whenever they were set.
    """

    id: Id
    names: Text
    says: Text
    starts: tuple[Annotated[Start, BeforeValidator(_start)], ...]
    ends: tuple[Id, ...]
    limit: ATerm
    limit_if: dict[Id, ATerm] = {}
    only_if: Id | None = None
    unless: Id | None = None
    article: Line
    valid: Valid | None = None
    confidence: Confidence
    confirmed_by: Line | None = None
    counting: Id | None = None
    owed_unless_anonymous: bool = False
    extensions: dict[Id, Extension] = {}
    pauses: dict[Id, PauseRule] = {}
    other_readings: tuple[OtherReading, ...] = ()
    warn: Warning_ | None = None
    shown_to_reporter: bool = True
    local_standard: bool = False

    @property
    def computed(self) -> bool:
        """Whether the rule counts: known from the law, or confirmed by a named reviewer."""
        return self.confidence in ("V2", "V1") or self.confirmed_by is not None

    def limit_under(self, flags: object) -> Term:
        """The limit that counts under these flags."""
        held = flags if isinstance(flags, frozenset | set | tuple | list) else ()
        return next((term for flag, term in self.limit_if.items() if flag in held), self.limit)


# Steps


class Ground(Data):
    """One of the grounds that the law lists for a step."""

    id: Id
    names: Text
    article: Line


class Step(Data):
    """Something that an officer (or the reporter) may do with a case, and what it causes.

    Emits its own name as an event and, when the state changes, the name of the new state.
    """

    id: Id
    verb: Verb
    names: Text
    from_: tuple[Id, ...] = Field(alias="from")
    to: Id | None = None
    by: tuple[Id, ...]
    at: tuple[Id, ...] = ()
    needs: tuple[Need, ...] = ()
    grounds: dict[Id, Ground] = {}
    sets: dict[Id, bool] = {}
    to_office: tuple[Id, ...] = ()
    tells: tuple[Party, ...] = ()
    once: bool = False
    """Not offered again once taken."""
    after_limit: Id | None = None
    """A clock: the step may be taken only on its last day or later."""
    says: Text
    effect: Text
    article: Line
    likely: int = 50
    """Order of the buttons: the smallest number first."""

    _ids = model_validator(mode="before")(ids_in("grounds"))


class Kept(Data):
    """How many years a closed matter is kept, counted from the day on which it reached the state."""

    years: int = Field(ge=1, le=200)
    article: Line
    confidence: Confidence
    confirmed_by: Line | None = None


def _inherit(data: Any) -> Any:
    """Clocks, extensions and other parts take the procedure's confidence where they name none."""
    if not isinstance(data, Mapping):
        return data
    data = ids_in("flags", "states", "clocks", "steps")(data)
    clocks = data.get("clocks")
    if isinstance(clocks, Mapping):
        found: dict[Any, Any] = {}
        for key, clock in clocks.items():
            if isinstance(clock, Mapping):
                if "confidence" in data:
                    clock = {"confidence": data["confidence"], **clock}
                clock = ids_in("extensions")(clock)
                extensions = clock.get("extensions")
                if isinstance(extensions, Mapping) and "confidence" in clock:
                    clock["extensions"] = {
                        name: {"confidence": clock["confidence"], **rule} if isinstance(rule, Mapping) else rule
                        for name, rule in extensions.items()
                    }
            found[key] = clock
        data["clocks"] = found
    return data


class Procedure(Data):
    """One dated version of what the law says is to be done with one kind of matter."""

    id: Id
    names: Text
    says: Text
    valid: Valid
    basis: tuple[Text, ...]
    confidence: Confidence
    counting: Id
    opens_at: tuple[Id, ...]
    settled_by: tuple[Id, ...] = ()
    """Where set: at offices with `settles: false` only these roles may decide, suspend, resume or extend."""
    reporter: Reporter
    fields: tuple[FormField, ...]
    flags: dict[Id, Flag] = {}
    states: dict[Id, State]
    clocks: dict[Id, Clock]
    steps: dict[Id, Step]
    retention: dict[Id, Kept] = {}
    notes: tuple[Text, ...] = ()
    """What a reader of the reference should know: what is unconfirmed, what was left out and why."""

    _ids = model_validator(mode="before")(_inherit)

    @property
    def version(self) -> str:
        """The name of this version: "complaint@2026-07-01"."""
        return f"{self.id}@{self.valid.from_.isoformat()}"


# The pack around the procedures


class Role(Data):
    """What somebody may do by holding a post: where the post can be, whose matters they see, which actions."""

    id: Id
    names: Text
    says: Text
    at: tuple[Id, ...]
    sees: Sees
    may: tuple[ActionName, ...] = ()

    def allows(self, action: str) -> bool:
        """Whether the role gives the right to an action such as "cases.register"."""
        return action in self.may or action.split(".", 1)[0] + ".*" in self.may


class OfficeKind(Data):
    """A kind of office: its name with `{unit}`, its level, the code used in numbers, and what stands above it."""

    id: Id
    names: Text
    level: Id
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
    parent: Id | None = None
    settles: bool = True


class Citation(Data):
    """How a citation of the pack's own language is written in another: what is found (a pattern), what is put."""

    find: Line
    write: str

    @field_validator("find")
    @classmethod
    def _compiles(cls, find: str) -> str:
        try:
            re.compile(find)
        except (re.error, OverflowError, RecursionError) as cause:
            raise PydanticCustomError("pattern", "bad pattern") from cause
        return find


class Level(Data):
    """A level of administrative units and the kinds of unit on it (their names stand in places/kinds.csv)."""

    id: Id
    names: Text
    kinds: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole country: everything in it has been checked."""

    id: str
    names: dict[str, str]
    languages: tuple[str, ...]
    time_zone: str
    weekend: tuple[int, ...]
    number_format: str
    counting: dict[str, Counting]
    levels: tuple[Level, ...]
    calendar: Calendar
    roles: dict[str, Role]
    offices: dict[str, OfficeKind]
    procedures: tuple[Procedure, ...]
    citations: dict[str, tuple[Citation, ...]]
    published: dict[str, str]
    """Content hash by version name, of what has been published."""
    folder: Path
    imports: Imports = field(default_factory=Imports)
    legacy: dict[str, Legacy] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The pack's own language: the first."""
        return self.languages[0]

    def versions(self, id: str) -> tuple[Procedure, ...]:
        """All versions of a procedure, the oldest first. Raises `UnknownProcedure`."""
        found = tuple(p for p in self.procedures if p.id == id)
        if not found:
            known = ", ".join(sorted({p.id for p in self.procedures}))
            raise UnknownProcedure(field="procedure", procedure=id, known=known)
        return found

    def procedure(self, id: str, on: date) -> Procedure:
        """The version that is law on a local day. Raises `UnknownProcedure`, `NotInForce`."""
        versions = self.versions(id)
        for procedure in versions:
            if on in procedure.valid:
                return procedure
        raise NotInForce(
            field="procedure",
            procedure=id,
            on=iso(on),
            first=iso(versions[0].valid.from_),
            last=iso(versions[-1].valid.to),
        )

    def in_force(self, on: date) -> tuple[Procedure, ...]:
        """Every procedure that is law on a local day, in the order of their files."""
        return tuple(p for p in self.procedures if on in p.valid)

    def cite(self, article: str, language: str) -> str:
        """An article as it is cited in a language; in the pack's own language as it stands."""
        for rule in self.citations.get(language, ()):
            article = re.sub(rule.find, rule.write, article)
        return article

    def number(self, number: int, year: int, office: str) -> str:
        """A register number as people write it, such as "00042/2026/CAP00070"."""
        return self.number_format.format(number=number, year=year, office=office)
