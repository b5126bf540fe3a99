"""What the reducer reads, out of the tables: acts, and procedure versions by hash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from namro.ground.gate.refusals import NotThere
from namro.rules.clocks.count import Counting
from namro.rules.packs.current import the_pack
from namro.rules.packs.frozen import content_hash, freeze, thaw
from namro.rules.packs.schema import Pack, Procedure
from namro.work.cases.models import Case, Done, FrozenProcedure
from namro.work.cases.states import OPENING, Act, Standing, reduce


def act(seq: int, verb: str, step: str, at: datetime, data: dict[str, Any]) -> Act:
    """One row of the history as the reducer reads it. A receipt counts from the instant at which the matter came in,
    which for a letter or a call may lie before it was typed in."""
    if verb in OPENING and "received_at" in data:
        at = datetime.fromisoformat(data["received_at"])
    return Act(seq, verb, step or None, at, data)


def acts_of(case: Case) -> list[Act]:
    """The acts of a case in their order."""
    rows = Done.objects.filter(case=case).order_by("seq").values_list("seq", "verb", "step", "at", "data")
    return [act(*row) for row in rows]


def standing_of(case: Case) -> Standing:
    """Where a case stands, from its acts alone."""
    acts = acts_of(case)
    return reduce(rules_by_hash(acts), acts)


def rules_by_hash(acts: Iterable[Act]) -> dict[str, tuple[Pack, Procedure]]:
    """The procedure versions that the acts name, each with the pack as it counts for it."""
    wanted = {a.data["procedure"] for a in acts if a.verb in OPENING or a.verb == "change-version"}
    return {found: rules_of(found) for found in wanted}


def rules_of(version: str) -> tuple[Pack, Procedure]:
    """A frozen procedure version by its hash, and the running pack with the counting rules that were frozen with it.

    The calendar is always today's: a day off that is decided later counts for running cases too. Raises `NotThere`.
    """
    procedure, counting = _thawed(version)
    return _with_counting(the_pack(), counting), procedure


def procedure_of(version: str) -> Procedure:
    """A procedure version by its hash: out of the running pack where it has it, else out of what was kept."""
    return _in_pack(the_pack()).get(version) or _thawed(version)[0]


_of_pack: list[tuple[Pack, dict[str, Procedure]]] = []


def _in_pack(pack: Pack) -> dict[str, Procedure]:
    """The versions of the running pack by hash, worked out once."""
    if not _of_pack or _of_pack[0][0] is not pack:
        _of_pack[:] = [(pack, {content_hash(p): p for p in pack.procedures})]
    return _of_pack[0][1]


def hash_of(pack: Pack, procedure: Procedure) -> str:
    """The content hash of a version; worked out once for those of the running pack."""
    return next((known for known, p in _in_pack(pack).items() if p is procedure), None) or content_hash(procedure)


@lru_cache(maxsize=256)
def _thawed(version: str) -> tuple[Procedure, tuple[Counting, ...]]:
    kept = FrozenProcedure.objects.filter(pk=version).first()
    if kept is None:
        raise NotThere
    return thaw(kept.body), tuple(Counting(**rule) for rule in kept.counting)


_adapted: dict[tuple[int, tuple[Counting, ...]], tuple[Pack, Pack]] = {}


def _with_counting(pack: Pack, counting: tuple[Counting, ...]) -> Pack:
    """`pack`, counting by the rules given where its own have changed since."""
    if all(pack.counting.get(rule.id) == rule for rule in counting):
        return pack
    key = (id(pack), counting)
    kept = _adapted.get(key)
    if kept is None or kept[0] is not pack:
        if len(_adapted) > 64:
            _adapted.clear()
        kept = (pack, replace(pack, counting={**pack.counting, **{rule.id: rule for rule in counting}}))
        _adapted[key] = kept
    return kept[1]


def frozen(pack: Pack, procedure: Procedure) -> FrozenProcedure:
    """The kept copy of this version, made at its first use. Call it from an action."""
    version = hash_of(pack, procedure)
    kept = FrozenProcedure.objects.filter(pk=version).first()
    if kept is not None:
        return kept
    named = {procedure.counting, *(c.counting for c in procedure.clocks.values() if c.counting)}
    return FrozenProcedure.objects.get_or_create(
        hash=version,
        defaults={
            "procedure_id": procedure.id,
            "valid_from": procedure.valid.from_,
            "valid_to": procedure.valid.to,
            "body": freeze(procedure),
            "counting": [_plain(pack.counting[name]) for name in sorted(named)],
        },
    )[0]


def _plain(rule: Counting) -> dict[str, Any]:
    return {
        "id": rule.id,
        "first_day_counts": rule.first_day_counts,
        "roll": rule.roll,
        "extension_from": rule.extension_from,
        "articles": dict(rule.articles),
    }
