"""The right to a second look: of which matters another office looks again on request, when, by which day.

`second_looks.yaml` of a pack; it may be missing. What stands there is no part of a procedure's version: a request keeps
the terms that it was given, whatever becomes of the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from pydantic import Field, model_validator

from namro.rules.clocks.calendar import Calendar
from namro.rules.clocks.terms import Term, Unit
from namro.rules.packs.checks import Surroundings, with_cases
from namro.rules.packs.kinds import ATerm, Data, Id, Line, Text, ids_in
from namro.rules.packs.reading import File, Where
from namro.rules.packs.refused import Problem
from namro.rules.packs.schema import OfficeKind, Procedure

ANSWER = "panels.answer_second_look"
"""The right to look again and to answer for it."""


class Outcome(Data):
    """What a second look can end with; `says` is the sentence for the citizen."""

    id: Id
    names: Text
    says: Text


class Offered(Data):
    """How one procedure's matters are looked at again.

    `by`: kinds of office, the first that never had the matter. `receipts`: how many of one matter, joined by the
    person, ask for it; None: they never do. `within`: how long ago they, or the end of a missed limit, may lie.
    `panel`, `reasons`: from the request to the day of the panel, from that to the written reasons.
    """

    id: Id
    by: tuple[Id, ...]
    receipts: int | None = Field(default=None, ge=2, le=50)
    within: ATerm
    on_missed: bool = False
    panel: ATerm
    reasons: ATerm
    not_in: tuple[Id, ...] = ()
    """States in which it is not offered, since the law itself says there how to contest what was done."""


class SecondLooks(Data):
    """The file. Each procedure is either `offered`, or `instead` says which way its law gives."""

    article: Line
    local_standard: bool = False
    counting: Id
    roles: tuple[Id, ...]
    outcomes: dict[Id, Outcome] = Field(min_length=1)
    offered: dict[Id, Offered] = {}
    instead: dict[Id, Text] = {}

    _ids = model_validator(mode="before")(ids_in("outcomes", "offered"))


def not_longer_ago(term: Term, day: date, on: date, calendar: Calendar) -> bool:
    """Whether the local day lies at most `term` (days or months) before the local day `on`."""
    add = calendar.add_months if term.unit is Unit.MONTH else calendar.add_days
    return add(day, term.amount) >= on


def check_second_looks(
    looks: SecondLooks,
    file: File,
    procedures: Collection[Procedure],
    listed: Sequence[str],
    around: Surroundings,
) -> Iterator[Problem]:
    """What must hold between the file and the rest of the pack."""

    def known(where: Where, what: str, name: str, among: Collection[str] | None) -> Iterator[Problem]:
        if among is not None and name not in among:
            yield file.problem(where, "unknown-name", what=what, name=name, known=", ".join(sorted(among)) or "-")

    yield from known(("counting",), "way of counting", looks.counting, around.counting)
    kinds = list(dict.fromkeys(kind for one in looks.offered.values() for kind in one.by))
    for at, name in enumerate(looks.roles):
        yield from known(("roles", at), "role", name, around.roles)
        role = (around.roles or {}).get(name)
        if role is None:
            continue
        if not role.allows(ANSWER):
            yield file.problem(("roles", at), "role-may-not", role=name, action=ANSWER)
        for kind in kinds:
            if kind not in role.at:
                yield file.problem(("roles", at), "role-not-there", role=name, office=kind)
    for name in [*looks.offered, *looks.instead]:
        here = ("offered" if name in looks.offered else "instead", name)
        yield from known(here, "procedure", name, listed)
    for name in looks.instead:
        if name in looks.offered:
            yield file.problem(("instead", name), "duplicate-id", name=name)
    for name in listed:
        if name not in looks.offered and name not in looks.instead:
            yield file.problem(("offered",), "second-look-unsaid", name=name)
    for name, one in looks.offered.items():
        yield from _check_offered(one, ("offered", name), file, procedures, around.offices)


def _check_offered(
    one: Offered,
    where: Where,
    file: File,
    procedures: Collection[Procedure],
    offices: Mapping[str, OfficeKind] | None,
) -> Iterator[Problem]:
    if not one.by:
        yield file.problem((*where, "by"), "second-look-nobody")
    for at, kind in enumerate(one.by):
        if offices is not None and kind not in offices:
            known = ", ".join(sorted(offices))
            yield file.problem((*where, "by", at), "unknown-name", what="office", name=kind, known=known)
    yield from with_cases(file, (*where, "by"), one.by, offices)
    states = sorted({state for p in procedures if p.id == one.id for state in p.states})
    for at, state in enumerate(one.not_in):
        if states and state not in states:
            known = ", ".join(states)
            yield file.problem((*where, "not_in", at), "unknown-name", what="state", name=state, known=known)
    if one.receipts is None and not one.on_missed:
        yield file.problem(where, "second-look-never")
    if one.within.unit not in (Unit.DAY, Unit.MONTH):
        yield file.problem((*where, "within"), "second-look-within")
    for key in ("panel", "reasons"):
        if getattr(one, key).unit is Unit.HOUR:
            yield file.problem((*where, key), "second-look-hours")
