"""What a pack says of its papers: the books that an office prints, the receipt, the slip that goes with a transfer.

A paper is a dated form (`papers/<id>@<first day>.yaml`: which columns, which titles, where they come from) and a
template (`papers/<name>.typ`) that only sets it. The words that the engine fills in are known here, with the parameters
that they may have; every other word belongs to the template.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from namro.rules.packs.kinds import Confidence, Data, Id, Line, Text, Valid, names_in
from namro.rules.packs.reading import File
from namro.rules.packs.reasons import problem
from namro.rules.packs.refused import Problem
from namro.rules.packs.schema import Procedure

PaperKind = Literal["book", "receipt", "transfer-slip"]
Listed = Literal["register", "counter"]
"""Which lines a book has: all that an office entered in its register, or what it received at its counter."""
Shown = Literal[
    "line", "number", "entered-day", "received-day", "received-time", "channel", "kind", "sealed", "subject", "place",
    "flags", "office-now", "state", "holder", "due-day", "closed-day",
]  # fmt: skip
"""What a column can show of a line. Nothing that is sealed, and nothing from a sensitive field, has a name here."""

WORDS: dict[str, dict[str, frozenset[str]]] = {
    "book": {
        "title": frozenset({"year"}),
        "period": frozenset({"first", "last"}),
        "opened": frozenset({"day"}),
        "closed": frozenset({"day", "lines"}),
        "still-open": frozenset({"day", "lines"}),
        "volume": frozenset({"volume", "volumes", "from", "to"}),
        "printed": frozenset({"day", "time", "who"}),
        "foot": frozenset({"code", "page", "pages"}),
        "check": frozenset({"code"}),
        "sealed": frozenset(),
        "gone": frozenset({"day", "office"}),
        "step": frozenset({"day"}),
        "step-to": frozenset({"day", "office"}),
        "empty": frozenset(),
    },
    "receipt": {
        "title": frozenset(),
        "foot": frozenset({"page", "pages", "ref"}),
        "next": frozenset({"clock", "day"}),
        "printed": frozenset({"day", "time"}),
        "not-on-paper": frozenset(),
    },
    "transfer-slip": {
        "title": frozenset(),
        "printed": frozenset({"day", "time", "who"}),
        "foot": frozenset({"code", "page", "pages"}),
        "check": frozenset({"code"}),
        "sent": frozenset({"day", "time"}),
        "files": frozenset({"files"}),
        "due": frozenset({"clock", "day"}),
    },
}
"""The words that every paper of a kind must have, and what may stand in braces in each."""
MAY_SAY = {"erased": frozenset({"day"})}
"""Words that a paper need not have: what stands in place of a subject that was erased."""
CHANNELS = ("web", "counter", "phone", "post", "transferred")
_FETCHES = re.compile(r"[\"']@(?P<name>[A-Za-z0-9_.-]+)/")


class Column(Data):
    """One column of a book. `steps`: the day on which the office took one of these steps of the procedures."""

    id: Id
    names: Text
    width: Annotated[int, Field(ge=1, le=60)]
    under: Id | None = None
    align: Literal["left", "center", "right"] = "left"
    shows: tuple[Shown, ...] = ()
    steps: tuple[Id, ...] = ()


class PaperForm(Data):
    """One dated version of a paper."""

    id: Id
    names: Text
    form: Text | None = None
    """How the form is cited on the paper."""
    valid: Valid
    basis: tuple[Text, ...]
    confidence: Confidence
    confirmed_by: Line | None = None
    kind: PaperKind
    size: Literal["a4", "a4-landscape", "a5", "a5-landscape"]
    template: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*\.typ$")]
    lists: Listed | None = None
    procedures: tuple[Id, ...] = ()
    """Only lines of these; none named: of all."""
    columns: tuple[Column, ...] = ()
    headings: dict[Id, Text] = {}
    """Headings that stand above several columns (`under`)."""
    words: dict[Id, Text]
    notes: tuple[Text, ...] = ()

    @property
    def version(self) -> str:
        """The name of this version: "reception-book@2021-11-15"."""
        return f"{self.id}@{self.valid.from_.isoformat()}"

    @property
    def confirmed(self) -> bool:
        """Whether the form was read in its source or confirmed by a named reviewer; else the paper says so."""
        return self.confidence in ("V2", "V1") or self.confirmed_by is not None


def check_paper(
    form: PaperForm, file: File, folder: Path, procedures: Mapping[str, Sequence[Procedure]] | None
) -> Iterator[Problem]:
    """Everything that must hold inside one form. `procedures` by id; None where some of them could not be read."""
    if form.valid.to is not None and form.valid.to < form.valid.from_:
        yield file.problem(("valid",), "ends-before")
    is_book = form.kind == "book"
    if is_book != bool(form.columns) or is_book != (form.lists is not None):
        yield file.problem(("kind",), "paper-columns")
    yield from _check_words(form, file)
    yield from _check_columns(form, file)
    if procedures is not None:
        yield from _check_procedures(form, file, procedures)
    yield from check_template(form.template, file, folder)


def _check_words(form: PaperForm, file: File) -> Iterator[Problem]:
    known = WORDS[form.kind]
    for name in known:
        if name not in form.words:
            yield file.problem(("words",), "missing", key=name)
    if form.kind == "book":
        for channel in CHANNELS:
            if f"channel-{channel}" not in form.words:
                yield file.problem(("words",), "missing", key=f"channel-{channel}")
    if not form.confirmed and "unconfirmed" not in form.words:
        yield file.problem(("words",), "missing", key="unconfirmed")
    for name, text in form.words.items():
        allowed = known.get(name) or MAY_SAY.get(name, frozenset())
        for language, sentence in text.items():
            for parameter in sorted(names_in(sentence) - allowed):
                among = ", ".join("{" + one + "}" for one in sorted(allowed)) or "-"
                yield file.problem(("words", name, language), "text-parameter", name=parameter, known=among)


def _check_columns(form: PaperForm, file: File) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, column in enumerate(form.columns):
        where = ("columns", index)
        if column.id in seen:
            yield file.problem(where, "duplicate-id", name=column.id)
        seen.add(column.id)
        if column.under is not None and column.under not in form.headings:
            known = ", ".join(sorted(form.headings)) or "-"
            yield file.problem((*where, "under"), "unknown-name", what="heading", name=column.under, known=known)


def _check_procedures(form: PaperForm, file: File, procedures: Mapping[str, Sequence[Procedure]]) -> Iterator[Problem]:
    for at, name in enumerate(form.procedures):
        if name not in procedures:
            known = ", ".join(sorted(procedures))
            yield file.problem(("procedures", at), "unknown-name", what="procedure", name=name, known=known)
    wanted = form.procedures or tuple(procedures)
    steps = {step for name in wanted for version in procedures.get(name, ()) for step in version.steps}
    known = ", ".join(sorted(steps)) or "-"
    for index, column in enumerate(form.columns):
        for at, step in enumerate(column.steps):
            if step not in steps:
                where = ("columns", index, "steps", at)
                yield file.problem(where, "unknown-name", what="step", name=step, known=known)


def check_template(name: str, file: File, folder: Path) -> Iterator[Problem]:
    """The template is there, and takes nothing from anywhere but the pack."""
    path = folder / "papers" / name
    if not path.is_file():
        yield file.problem(("template",), "template-missing", name=name)
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    for found in _FETCHES.finditer(text):
        line = text[: found.start()].count("\n") + 1
        yield problem(f"papers/{name}", line, "template-fetches", name=found["name"])


def check_paper_versions(forms: Collection[tuple[PaperForm, File]]) -> Iterator[Problem]:
    """No day has two versions of one paper."""
    ordered = sorted(forms, key=lambda pair: (pair[0].id, pair[0].valid.from_))
    for (one, _), (after, file) in pairwise(ordered):
        if one.id == after.id and (one.valid.to is None or one.valid.to >= after.valid.from_):
            first, second = one.valid.from_.isoformat(), after.valid.from_.isoformat()
            yield file.problem(("valid",), "overlap", first=first, second=second)
