"""What a pack may say, and nothing else: unknown keys are refused, all objects are frozen.

Names of things (procedures, clocks, steps, flags …) are the keys of the YAML maps and stand again as `.id` in the
objects. `from` is `.from_` in Python. A text that people read is a map of language to sentence (`Text`).
The kinds of value: `kinds.py`; time limits: `limits.py`.
How a file becomes these objects: `load.py`. What must hold between them: `checks.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.count import Counting
from namro.rules.packs.imports import Imports, Legacy
from namro.rules.packs.kinds import (
    RECEIVED,
    REPORTER,
    SETTLING,
    UNSURE,
    VERBS,
    ActionName,
    Called,
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
    law_on,
)
from namro.rules.packs.limits import Clock, Extension, OtherReading
from namro.rules.packs.refused import NotInForce, UnknownProcedure, iso

if TYPE_CHECKING:
    from namro.rules.packs.former import Former
    from namro.rules.packs.papers import PaperForm
    from namro.rules.packs.plans import Plans
    from namro.rules.packs.programme import Programme
    from namro.rules.packs.second_looks import SecondLooks

__all__ = [
    "RECEIVED",
    "REPORTER",
    "SETTLING",
    "VERBS",
    "AskedOfReporter",
    "Basis",
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
    "law_on",
    "marked",
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
    findable: Id | None = None
    """The question whose answer, a full name, finds a matter again at the desk (keyed, exact); None: no name does."""

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

    `chosen`: officers tick it when they classify; else only a step that `sets` it does. `of_unit`: a mark of the unit
    where the matter happened sets it, when the matter comes in and again when it is classified; nobody ticks it.
    """

    id: Id
    names: Text
    why: Text
    chosen: bool = True
    of_unit: Literal["remote"] | None = None
    article: Line

    @property
    def ticked(self) -> bool:
        """Whether an officer may say that it is so, or is not."""
        return self.chosen and self.of_unit is None


class State(Data):
    """Where a matter stands. `says` is the sentence for the citizen; `open` is False once nothing is owed."""

    id: Id
    names: Text
    says: Text
    open: bool = True
    waits_for: Literal["office", "reporter", "other"] = "office"


# Steps


class Ground(Data):
    """One of the grounds that the law lists for a step; `valid` where it came or went while the version was law."""

    id: Id
    names: Text
    article: Line
    confidence: Confidence | None = None
    valid: Valid | None = None


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
    document: Text | None = None
    """What the paper is whose number and date the step needs; else it is just a document."""
    sets: dict[Id, bool] = {}
    to_office: tuple[Id, ...] = ()
    to_role: tuple[Id, ...] = ()
    """Where set: only holders of these roles may be named as the one who has the case from then on."""
    tells: tuple[Party, ...] = ()
    once: bool = False
    """Not offered again once taken."""
    after_limit: Id | None = None
    """A clock: the step may be taken only on its last day or later."""
    while_clock: Id | None = None
    """A clock: the step may be taken only while it runs, since nothing is owed else."""
    says: Text
    effect: Text
    article: Line
    confidence: Confidence | None = None
    """How sure the article is; None: as sure as the procedure. A step is taken by people, so that it is shown, with its
    mark, also where its article is not sure."""
    valid: Valid | None = None
    """Where the step came or went while the version was law: the days on which it may be taken."""
    likely: int = 50
    """Order of the buttons: the smallest number first."""

    _ids = model_validator(mode="before")(ids_in("grounds"))

    def grounds_on(self, on: date) -> dict[str, Ground]:
        """The grounds that are law on a local day."""
        return {id: ground for id, ground in self.grounds.items() if law_on(ground.valid, on)}


class Kept(Data):
    """How many years a matter is kept that was closed and stands in the state, counted from the day on which it was
    closed to the corresponding day."""

    years: int = Field(ge=1, le=200)
    article: Line
    confidence: Confidence
    confirmed_by: Line | None = None

    @property
    def certain(self) -> bool:
        """Whether the rule is known from the law, or confirmed by a named reviewer. Else whoever carries it out says
        that they looked it up."""
        return self.confidence not in UNSURE or self.confirmed_by is not None

    def last_day(self, calendar: Calendar, closed_at: datetime) -> date:
        """The local day until which a matter closed then is kept."""
        return calendar.add_months(calendar.local(closed_at), 12 * self.years)


class Basis(Data):
    """An instrument that a version stands on; `valid` where it was in force for a part of that time only, with how sure
    these days are where they are not as sure as the version.

    Written as a plain text by language where it names no days."""

    names: Text
    valid: Valid | None = None
    confidence: Confidence | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, data: Any) -> Any:
        return (
            {"names": data} if isinstance(data, Mapping) and not {"names", "valid", "confidence"} & set(data) else data
        )

    @model_serializer(mode="wrap")
    def _as_written(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        said: dict[str, Any] = whole(self)
        return said if self.valid is not None else said["names"]


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
    basis: tuple[Basis, ...]
    confidence: Confidence
    counting: Id
    opens_at: tuple[Id, ...]
    or_at: tuple[Id, ...] = ()
    """Kinds of office, of those in `opens_at`, that the person may choose instead of the nearest one."""
    or_why: Text | None = None
    """When to choose one of them, in the person's words; there wherever `or_at` is."""
    settled_by: tuple[Id, ...] = ()
    """Where set: at offices with `settles: false` only these roles may decide, suspend, resume or extend."""
    reporter: Reporter
    fields: tuple[FormField, ...]
    flags: dict[Id, Flag] = {}
    states: dict[Id, State]
    clocks: dict[Id, Clock]
    steps: dict[Id, Step]
    retention: dict[Id, Kept] = {}
    open311: bool = False
    """Whether it can be brought in, and its progress be read by anybody, through Open311."""
    notes: tuple[Text, ...] = ()
    """What a reader of the reference should know: what is unconfirmed, what was left out and why."""

    _ids = model_validator(mode="before")(_inherit)

    @property
    def version(self) -> str:
        """The name of this version: "complaint@2026-07-01"."""
        return f"{self.id}@{self.valid.from_.isoformat()}"


# The pack around the procedures


def marked(article: str, confidence: str | None, mark: str) -> str:
    """The article as it stands, or with the mark of one that is remembered or disputed."""
    return f"{article} ({mark})" if confidence in UNSURE else article


class Role(Data):
    """What somebody may do by holding a post: where the post can be, whose matters they see, which actions."""

    id: Id
    names: Text
    says: Text
    at: tuple[Id, ...]
    sees: Sees
    may: tuple[ActionName, ...] = ()
    like: tuple[Id, ...] = ()
    """The roles whose part in plans this one has where they are not: who carries out, who answers."""

    def allows(self, action: str) -> bool:
        """Whether the role gives the right to an action such as "cases.register"."""
        return action in self.may or action.split(".", 1)[0] + ".*" in self.may


class OfficeKind(Data):
    """A kind of office: its name with `{unit}`, its level, the code used in numbers, and what stands above it.

    `settles`: whether all who take steps there may also decide. `cases: false`: no matter is ever received there, sent
    or handed to it. `called`: how documents name such offices beside their names, `{unit}` as whoever writes them calls
    the unit ("UBND {unit}"). `heads`: the titles of whoever answers for such an office, as they stand before its name
    ("Director of the"); a document that names that person means the office.
    """

    id: Id
    names: Text
    level: Id
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
    parent: Id | None = None
    settles: bool = True
    cases: bool = True
    called: tuple[Called, ...] = ()
    heads: tuple[Line, ...] = ()


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
    unconfirmed: str
    """What stands behind an article that is remembered or disputed."""
    published: dict[str, str]
    """Content hash by version name, of what has been published."""
    folder: Path
    imports: Imports = field(default_factory=Imports)
    legacy: dict[str, Legacy] = field(default_factory=dict)
    papers: tuple[PaperForm, ...] = ()
    rated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By procedure the states in which the reporter has been answered and may say how it went."""
    never_findable: tuple[str, ...] = ()
    """Procedures of which no matter is ever found by a name."""
    second_looks: SecondLooks | None = None
    """Of which matters another office looks again on request; None where nothing is said of it."""
    plans: Plans | None = None
    """By what words plans say who does what by when; None where plans are not read."""
    programme: Programme | None = None
    """How plans are kept; None where nothing is said of it, and nothing is planned then."""
    former: Former | None = None
    """Which kinds of office are no more, and how names say that they are of the past."""

    def role_at(self, role: str, kind: str) -> str:
        """The role that has the part of this one at offices of a kind: itself where it is there, else the first that is
        like it or that it is like; "" where none is."""
        rule = self.roles.get(role)
        if rule is None or kind in rule.at:
            return role if rule is not None else ""
        alike = (*rule.like, *(one.id for one in self.roles.values() if role in one.like))
        return next((one for one in alike if kind in self.roles[one].at), "")

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

    def papers_on(self, on: date) -> tuple[PaperForm, ...]:
        """The papers whose form is in force on a local day, in the order of their files."""
        return tuple(form for form in self.papers if on in form.valid)

    def cite(self, article: str, language: str) -> str:
        """An article as it is cited in a language; in the pack's own language as it stands."""
        for rule in self.citations.get(language, ()):
            article = re.sub(rule.find, rule.write, article)
        return article

    def article(self, rule: Step | Ground) -> str:
        """The article of a step or ground, with its mark where it is not confirmed."""
        return marked(rule.article, rule.confidence, self.unconfirmed)

    def number(self, number: int, year: int, office: str) -> str:
        """A register number as people write it, such as "00042/2026/CAP00070"."""
        return self.number_format.format(number=number, year=year, office=office)
