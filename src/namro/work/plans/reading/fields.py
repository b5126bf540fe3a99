"""What reading a plan gives: tasks, targets, instruments, each field a value with the characters it came from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from namro.rules.packs.programme import Clear
from namro.work.plans.reading.document import Document, Note, Span

TASK_FIELDS = ("number", "clause", "task", "lead", "coordinating", "due", "rhythm", "product", "head")
TARGET_FIELDS = ("clause", "value", "unit", "comparator", "direction", "by", "what", "set")
INSTRUMENT_FIELDS = ("kind", "number", "issuer", "date", "title", "relation")

SPAN_FIELDS = ("lowest", "highest")
"""Of a target that names a span of numbers and no single one."""
REACH = "reach"
"""Of a target that says behind its time, or behind another number, what that which is counted is to reach."""

Value = str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A value and where it stands. `also`: further characters that it needs, such as those of a year. `more`: what
    else it says: `bound` of a day, `until` of a rhythm."""

    value: Value
    start: int
    end: int
    also: tuple[Span, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why one of the clears is not met: `why` a code; with the characters that show it."""

    clear: Clear
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a table that heads the rows below it: its mark and its words; None for what it does not have."""

    mark: Span | None
    words: Span | None


@dataclass(frozen=True, slots=True)
class Task:
    """One duty. `start`, `end`: the sentence or row it stands in. `fields`: those that were found. `reasons`: why
    others were not, by field, where more can be said than that they are not there."""

    start: int
    end: int
    fields: Mapping[str, Field]
    source: str = "prose"
    reasons: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[Unclear, ...] = ()
    unread: Span | None = None
    """Words by which a time is meant that is not understood."""
    cells: Mapping[str, Span] = field(default_factory=dict)
    """Of a row of the official table (`layout`): by column the characters of its cell."""
    groups: tuple[Group, ...] = ()
    """Of a row of a table the headings that it stands below, from the widest."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are not there. A day and a rhythm stand in for each other."""
        return tuple(name for name in TASK_FIELDS if name not in self.fields)


@dataclass(frozen=True, slots=True)
class Target:
    """One number to be reached."""

    start: int
    end: int
    fields: Mapping[str, Field]

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are not there."""
        return tuple(name for name in TARGET_FIELDS if name not in self.fields)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: the plan itself (`own`) or one that it names."""

    start: int
    end: int
    own: bool
    fields: Mapping[str, Field]

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are not there."""
        names = [name for name in INSTRUMENT_FIELDS if not (self.own and name == "relation")]
        return tuple(name for name in names if name not in self.fields)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the plan: which kind of part it is, by its heading."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the plan that has a label: its path ("II.1.a"), that of the part it lies in, where its words are."""

    path: str
    within: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was found in a document, in its order."""

    document: Document
    language: str
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    passages: tuple[Passage, ...] = ()
