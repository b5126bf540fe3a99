"""What the columns of a file hold, and what is to be understood where a register says nothing: confirmed by a
person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from namro.ground.people.models import Holding, Office, in_force
from namro.ground.places.fold import fold
from namro.ground.sheets.cells import letter
from namro.rules.packs.imports import FIELD, PASSED_OVER, PLAIN, REPORTER
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack, Procedure
from namro.work.cases.models import Case, ImportColumns
from namro.work.cases.steps import INCOMING

REFUSE, OFFICE, YEAR_END = "refuse", "office", "year-end"
KEEP, CONVERT = "keep", "convert"
KEPT_KINDS = frozenset({"text", "long-text", "date-or-period", "choice", "yes-no"})
"""Kinds of question whose answer a column can hold; a place has a column of its own."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How a sheet is to be read.

    `heading`: the last row of its heading (0: none). `holds`: what a column holds, by its number from 0. `procedure`:
    of every row, where no column says so. `state`: of a row whose result is empty; `other_state`: of a row whose
    result is in no list ("": such a row is wrong). `states`: state by procedure and folded text. `no_place`: what a
    place without a known unit is: wrong (`refuse`), or in the area of the `office`. `no_end`: what a finished row
    without its day is: wrong, or finished on the last day of its year (`year-end`). `letters`: the table of old letters
    in which texts are written whose font does not say so; `convert`: whether old letters become today's at all;
    `both_ways`: what becomes of cells that read as well as they stand (`keep`) as converted (`convert`); "": such a
    row is wrong.
    """

    sheet: str = ""
    heading: int = 0
    holds: Mapping[int, str] = field(default_factory=dict)
    procedure: str = ""
    channel: str = Case.COUNTER
    state: str = ""
    other_state: str = ""
    states: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    no_place: str = REFUSE
    no_end: str = REFUSE
    letters: str = ""
    convert: bool = False
    both_ways: str = ""

    def where(self, what: str) -> int | None:
        """The number of the column that holds `what`."""
        return next((at for at, held in self.holds.items() if held == what), None)

    @property
    def said(self) -> dict[str, Any]:
        """As JSON keeps it; `read_columns` reads it again."""
        return {**asdict(self), "holds": {str(at): held for at, held in sorted(self.holds.items())}}

    @property
    def digest(self) -> str:
        """The same for the same way of reading."""
        return sha256(json.dumps(self.said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_columns(said: Mapping[str, Any]) -> Columns:
    """What was kept, or written by hand in a file. Raises Refused `cases.import-columns-unknown` naming the key."""
    known = set(Columns.__dataclass_fields__)
    for key in said:
        if key not in known:
            raise Refused("cases.import-columns-unknown", field=str(key)[:40], name=str(key)[:40])
    try:
        holds = {int(at): str(held) for at, held in dict(said.get("holds") or {}).items()}
        states = {
            str(procedure): {fold(str(text)): str(state) for text, state in dict(words).items()}
            for procedure, words in dict(said.get("states") or {}).items()
        }
        rest = {key: value for key, value in said.items() if key not in ("holds", "states")}
        found = Columns(holds=holds, states=states, **rest)
    except (TypeError, ValueError, AttributeError):
        raise Refused("cases.import-columns-unknown", field="holds", name="holds") from None
    if not isinstance(found.heading, int) or not isinstance(found.convert, bool):
        raise Refused("cases.import-columns-unknown", field="heading", name="heading")
    return replace(
        found,
        sheet=str(found.sheet or ""),
        procedure=str(found.procedure or ""),
        state=str(found.state or ""),
        other_state=str(found.other_state or ""),
        both_ways=str(found.both_ways or ""),
    )


def can_hold(procedures: Iterable[Procedure]) -> list[str]:
    """All that a column can hold for these procedures, in the order in which it is offered."""
    found = [name for name in PLAIN if name != "note"]
    asks: list[str] = []
    fields: list[str] = []
    for rules in procedures:
        fields += [FIELD + f.id for f in rules.fields if f.kind in KEPT_KINDS and FIELD + f.id not in fields]
        asks += [REPORTER + a for a in rules.reporter.asks if REPORTER + a not in asks]
    return [*found, *fields, *asks, "note", PASSED_OVER]


def possible(pack: Pack, office: Office) -> list[Procedure]:
    """The newest version of each procedure that such an office opens."""
    found: dict[str, Procedure] = {}
    for rules in pack.procedures:
        if office.kind in rules.opens_at:
            found[rules.id] = rules
    return list(found.values())


def version_on(pack: Pack, procedure: str, on: date) -> Procedure:
    """The version that was law on the day; for a day before the first that is known, the first."""
    versions = pack.versions(procedure)
    return next((v for v in versions if on in v.valid), versions[0] if on < versions[0].valid.from_ else versions[-1])


def importable(rules: Procedure) -> list[str]:
    """The states in which a case can begin its life here: finished ones, and open ones out of which a step of the
    office itself leads."""
    steps = [step for step in rules.steps.values() if step.verb not in INCOMING and step.to is not None]
    leads = {state for step in steps for state in step.from_ if step.to != state}
    return [s.id for s in rules.states.values() if not s.open or s.id in leads]


def state_words(pack: Pack, rules: Procedure) -> dict[str, str]:
    """State by every folded way to write it: its names in the pack's languages, and what registers write."""
    here = set(importable(rules))
    found = {fold(name): s.id for s in rules.states.values() if s.id in here for name in s.names.values()}
    for state, texts in pack.imports.states.get(rules.id, {}).items():
        if state in here:
            found.update({fold(text): state for text in texts})
    return found


def checked(columns: Columns, pack: Pack, office: Office) -> Columns:
    """The columns, if a file can be read by them at this office.

    Raises Refused `cases.import-…` with the part at fault in `field`.
    """
    rules = {r.id: r for r in possible(pack, office)}
    offered = set(can_hold(rules.values()))
    for at, held in columns.holds.items():
        if held not in offered:
            raise Refused("cases.import-column-unknown", field=f"holds-{at}", name=held[:60])
    taken = [held for held in columns.holds.values() if held != PASSED_OVER]
    for held in taken:
        if taken.count(held) > 1:
            raise Refused("cases.import-column-twice", field="holds", name=held)
    if columns.where("received") is None:
        raise Refused("cases.import-needs-received", field="holds")
    if not any(held.startswith(FIELD) for held in taken):
        raise Refused("cases.import-needs-content", field="holds")
    if columns.where("procedure") is None and columns.procedure not in rules:
        raise Refused("cases.import-needs-procedure", field="procedure")
    if columns.procedure and columns.procedure not in rules:
        raise Refused("cases.import-needs-procedure", field="procedure")
    if columns.channel not in Case.CHANNELS:
        raise Refused("cases.unknown-channel", field="channel", channel=columns.channel[:40])
    used = rules.values() if columns.where("procedure") is not None else [rules[columns.procedure]]
    states = {s for r in used for s in importable(r)}
    if not columns.state or columns.state not in states:
        raise Refused("cases.import-needs-state", field="state")
    if columns.other_state and columns.other_state not in states:
        raise Refused("cases.import-state-unknown", field="other_state", name=columns.other_state[:60])
    for words in columns.states.values():
        for state in words.values():
            if state not in states:
                raise Refused("cases.import-state-unknown", field="states", name=state[:60])
    if columns.no_place not in (REFUSE, OFFICE) or columns.no_end not in (REFUSE, YEAR_END):
        raise Refused("cases.import-columns-unknown", field="no_place", name="no_place")
    if columns.both_ways not in ("", KEEP, CONVERT):
        raise Refused("cases.import-columns-unknown", field="both_ways", name="both_ways")
    if columns.letters and columns.letters not in pack.legacy:
        raise Refused("cases.import-columns-unknown", field="letters", name="letters")
    return columns


def remembered(office: Office, signature: str) -> Columns | None:
    """What was confirmed the last time for a file of this office with the same heading."""
    kept = ImportColumns.objects.filter(office=office, signature=signature).values_list("columns", flat=True).first()
    try:
        return read_columns(kept) if kept else None
    except Refused:
        return None  # kept by another version of the program: it is asked again


def by_letters(columns: Columns) -> dict[str, Any]:
    """The columns as people write them: what each holds by its letters."""
    said = columns.said
    holds = said.pop("holds")
    return {"columns": {letter(int(at)): held for at, held in holds.items()}, **said}


def from_letters(said: Mapping[str, Any], otherwise: Columns) -> Columns:
    """What `by_letters` writes, read again; what is not said is as in `otherwise`. Raises as `read_columns`."""
    given = {**otherwise.said, **{key: value for key, value in said.items() if key != "columns"}}
    if "columns" in said:
        from openpyxl.utils import column_index_from_string  # heavy, and most commands open no workbook

        try:
            given["holds"] = {column_index_from_string(str(at)) - 1: held for at, held in dict(said["columns"]).items()}
        except (TypeError, ValueError):
            raise Refused("cases.import-columns-unknown", field="columns", name="columns") from None
    return read_columns(given)


def posts_by_name(office: Office, on: date) -> dict[str, set[int]]:
    """The posts of the office by the folded name of their holder, and by their title."""
    found: dict[str, set[int]] = {}
    held = Holding.objects.filter(in_force(on), in_force(on, "post__"), post__office=office, user__is_active=True)
    for post, name, user, title in held.values_list("post_id", "user__name", "user__username", "post__title"):
        for text in (name, user, title):
            if text:
                found.setdefault(fold(text), set()).add(post)
    return found
