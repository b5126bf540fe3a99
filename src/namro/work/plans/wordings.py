"""The wordings of clauses: a corrected document puts a new one in the place of another, which stays. Pure, on rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from namro.work.plans.models import Clause


def standing(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses of one document as they are worded now, each at the place of the first wording that it had."""
    there = {one.pk: one for one in clauses}
    over = {one.instead_of_id for one in there.values()}
    return sorted((one for one in there.values() if one.pk not in over), key=lambda one: _place(one, there))


def former(clauses: Iterable[Clause]) -> dict[int, list[Clause]]:
    """By id of each clause as it is worded now how it was worded before, the latest first; those that never changed are
    left out."""
    there = {one.pk: one for one in clauses}
    found = {one.pk: _before(one, there) for one in standing(there.values())}
    return {pk: before for pk, before in found.items() if before}


def _before(one: Clause, there: dict[int, Clause]) -> list[Clause]:
    found: list[Clause] = []
    while one.instead_of_id is not None:
        one = there[one.instead_of_id]
        found.append(one)
    return found


def _place(one: Clause, there: dict[int, Clause]) -> int:
    return next(iter(_before(one, there)[::-1]), one).nth


def now(clause: Clause, clauses: Sequence[Clause]) -> Clause:
    """The wording that took the place of a clause, or the clause itself. `clauses`: those of its document."""
    after = {one.instead_of_id: one for one in clauses if one.instead_of_id is not None}
    while clause.pk in after:
        clause = after[clause.pk]
    return clause
