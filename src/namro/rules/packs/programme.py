"""How plans are kept: kinds of instruments, what must be clear before a task is given, who is reminded and when.

`programme.yaml` of a pack; it may be missing, and then nothing can be planned. Instruments and tasks keep the ids.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from namro.rules.packs.checks import Surroundings
from namro.rules.packs.kinds import Data, Id, Line, Text, ids_in
from namro.rules.packs.reading import File, Where
from namro.rules.packs.refused import Problem

Relation = Literal["implements", "replaces", "amends", "cites", "repeals"]
Clear = Literal["person", "matter", "task", "time", "responsibility", "authority"]
Tells = Literal["post", "head", "assigner"]
CLEARS: tuple[Clear, ...] = get_args(Clear)


class InstrumentKind(Data):
    """What an instrument is called: a plan, a resolution."""

    id: Id
    names: Text


class Rung(Data):
    """One step of the ladder: so many working days after the due day (before it where negative) somebody is told."""

    id: Id
    working_days: int = Field(ge=-120, le=250)
    tells: Tells


class Step(Data):
    """One step of the ladder of answers: so many working days after a report came in that was not answered, somebody at
    the office that gave the task is told. `tells`: the posts that may accept (`post`), those that decide (`head`)."""

    id: Id
    working_days: int = Field(ge=1, le=250)
    tells: Literal["post", "head"]


class OfficeSet(Data):
    """Kinds of office that documents name together; with `units` only those in these kinds of unit. `may_mean`: names
    too wide to be understood; a set is offered for them and somebody chooses it."""

    id: Id
    names: Text
    kinds: tuple[Id, ...] = Field(min_length=1)
    units: tuple[Id, ...] = ()
    may_mean: tuple[Line, ...] = ()


class EveryIn(Data):
    """How a document means each unit of one kind (`words`), and what one of them is `called`: where such a word stands
    behind the words of another kind, both are meant."""

    words: tuple[Line, ...] = ()
    called: tuple[Line, ...] = ()


def plainly(text: str) -> str:
    """The text as it looks: letters with their marks put together (Unicode NFC), without what no eye sees."""
    return unicodedata.normalize("NFC", text).translate(_UNSEEN)


_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


class Programme(Data):
    """The file. `authority_asked`: whether the sixth clear is asked for. `conclusions`: the kind of document that holds
    what a meeting concluded. `vague`: beginnings of a text that make it no
    product, in any of the pack's languages. `personal`: what in a title
    looks as if it were of a person (a number of an identity paper, a plate), as regular expressions, large and small
    letters alike."""

    article: Line
    local_standard: bool = False
    counting: Id
    instruments: dict[Id, InstrumentKind] = Field(min_length=1)
    relations: dict[Relation, Text]
    clears: dict[Clear, Text]
    authority_asked: bool = False
    conclusions: Id | None = None
    vague: tuple[Line, ...] = ()
    every: tuple[Line, ...] = ()
    """Words in the name of a lead by which a document means each office of a kind below, in any language."""
    every_in: dict[Id, EveryIn] = Field(default_factory=dict)
    """The same by kind of unit, where the words mean only the offices in units of that kind."""
    sets: dict[Id, OfficeSet] = Field(default_factory=dict)
    ladder: tuple[Rung, ...] = ()
    answers: tuple[Step, ...] = ()
    personal: dict[Id, Line] = Field(default_factory=dict)
    report_closes: Annotated[int, Field(ge=1, le=28)] | None = None
    """The day of the month with which the period of a monthly report ends; without it, months of the calendar."""

    _ids = model_validator(mode="before")(ids_in("instruments", "sets"))

    def personal_in(self, *texts: str) -> tuple[str, ...]:
        """What in these texts looks as if it were of a person, each once, in the order of the file."""
        found = [
            seen[0].strip()
            for said in self.personal.values()
            for text in texts
            for seen in re.finditer(said, plainly(text), re.IGNORECASE)
        ]
        return tuple(dict.fromkeys(found))

    @property
    def asked(self) -> tuple[Clear, ...]:
        """The clears that a task must have."""
        return tuple(clear for clear in CLEARS if clear != "authority" or self.authority_asked)


def check_programme(programme: Programme, file: File, around: Surroundings) -> Iterator[Problem]:
    """What must hold within the file, and between it and the rest of the pack."""
    if around.counting is not None and programme.counting not in around.counting:
        known = ", ".join(sorted(around.counting)) or "-"
        yield file.problem(("counting",), "unknown-name", what="way of counting", name=programme.counting, known=known)
    for one in programme.sets.values():
        for at, kind in enumerate(one.kinds):
            if around.offices is not None and kind not in around.offices:
                named = {"what": "kind of office", "name": kind, "known": ", ".join(sorted(around.offices)) or "-"}
                yield file.problem(("sets", one.id, "kinds", at), "unknown-name", **named)
        for at, kind in enumerate(one.units):
            yield from _unit_kind(file, ("sets", one.id, "units", at), kind, around)
    for kind in programme.every_in:
        yield from _unit_kind(file, ("every_in", kind), kind, around)
    for relation in get_args(Relation):
        if relation not in programme.relations:
            yield file.problem(("relations",), "missing", key=relation)
    for clear in CLEARS:
        if clear not in programme.clears:
            yield file.problem(("clears",), "missing", key=clear)
    if programme.conclusions is not None and programme.conclusions not in programme.instruments:
        known = ", ".join(sorted(programme.instruments))
        what = {"what": "kind of document", "name": programme.conclusions, "known": known}
        yield file.problem(("conclusions",), "unknown-name", **what)
    for name, expression in programme.personal.items():
        try:
            re.compile(expression)
        except re.error as wrong:
            yield file.problem(("personal", name), "bad-expression", why=str(wrong))
    yield from _ladders(programme, file)


def _ladders(programme: Programme, file: File) -> Iterator[Problem]:
    """Steps come one after the other, and no name is used twice: what was told keeps it."""
    seen: set[str] = set()
    both: tuple[tuple[str, Sequence[Rung | Step]], ...] = (("ladder", programme.ladder), ("answers", programme.answers))
    for name, steps in both:
        before: int | None = None
        for at, step in enumerate(steps):
            if step.id in seen:
                yield file.problem((name, at), "duplicate-id", name=step.id)
            if before is not None and step.working_days <= before:
                yield file.problem((name, at), "ladder-order", name=step.id)
            seen.add(step.id)
            before = step.working_days


def _unit_kind(file: File, where: Where, kind: str, around: Surroundings) -> Iterator[Problem]:
    if around.units is not None and kind not in around.units:
        named = {"what": "kind of unit", "name": kind, "known": ", ".join(sorted(around.units)) or "-"}
        yield file.problem(where, "unknown-name", **named)
