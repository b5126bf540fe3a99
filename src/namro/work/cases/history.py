"""What the reducer reads, out of the tables: acts, and procedure versions by hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from namro.ground.fetch import FetchValues
from namro.ground.gate.context import canonical
from namro.ground.gate.refusals import NotThere
from namro.ground.recent import Recent
from namro.ground.trail.canonical import digest
from namro.ground.trail.canonical import put as record_of
from namro.rules.clocks.count import Counting
from namro.rules.packs.current import the_pack
from namro.rules.packs.frozen import freeze, thaw
from namro.rules.packs.schema import Clock, Kept, Pack, Procedure
from namro.work.cases.models import Case, Done, FrozenProcedure
from namro.work.cases.states import OPENING, Act, CannotBeRead, Standing, reduce


def act(seq: int, verb: str, step: str, at: datetime, data: dict[str, Any]) -> Act:
    """One row of the history as the reducer reads it. A receipt counts from the instant at which the matter came in,
    which for a letter or a call may lie before it was typed in."""
    if verb in OPENING and "received_at" in data:
        at = datetime.fromisoformat(data["received_at"])
    return Act(seq, verb, step or None, at, data)


def acts_of(case: Case) -> list[Act]:
    """The acts of a case in their order."""
    return [act(*values) for values in _acts(case.pk)]


def acts_of_all(cases: Iterable[Case]) -> dict[int, list[Act]]:
    """The acts of these cases by their ids: one statement."""
    found: dict[int, list[Act]] = {case.pk: [] for case in cases}
    rows = Done.objects.filter(case_id__in=list(found)).order_by("case_id", "seq")
    for case_id, *values in rows.values_list("case_id", "seq", "verb", "step", "at", "data"):
        found[case_id].append(act(*values))
    return found


_acts = FetchValues(Done, "seq", "verb", "step", "at", "data", where="t0.case_id = %s", order="t0.seq")


def standing_of(case: Case, rows: Iterable[Done] | None = None) -> Standing:
    """Where a case stands, from its acts alone. `rows`: all its acts, where they were read already."""
    acts = acts_of(case) if rows is None else [act(r.seq, r.verb, r.step, r.at, r.data) for r in rows]
    return reduce(rules_by_hash(acts), acts)


def rules_by_hash(acts: Iterable[Act]) -> dict[str, tuple[Pack, Procedure]]:
    """The procedure versions that the acts name, each with the pack as it counts for it."""
    wanted = {a.data["procedure"] for a in acts if a.verb in OPENING or a.verb == "change-version"}
    return {found: rules_of(found) for found in wanted}


def rules_of(version: str) -> tuple[Pack, Procedure]:
    """A frozen procedure version by its hash, and the running pack with the counting rules that were frozen with it.

    The calendar is always today's: a day off that is decided later counts for running cases too. So is how sure we are
    of a rule: one that is confirmed later, with the same words, counts from then on. Raises `NotThere`.
    """
    procedure, counting = _thawed(version)
    pack = the_pack()
    return _with_counting(pack, counting), _as_sure_as_today(pack, version, procedure)


_sure: dict[str, tuple[Pack, Procedure]] = {}


def _as_sure_as_today(pack: Pack, version: str, procedure: Procedure) -> Procedure:
    """The version with the confidence that the running pack has in those of its clocks that are otherwise the same."""
    kept = _sure.get(version)
    if kept is None or kept[0] is not pack:
        current = next((p for p in pack.procedures if p.version == procedure.version), None)
        clocks = {c.id: _confirmed(c, current.clocks.get(c.id)) for c in procedure.clocks.values()} if current else {}
        rules = {state: _kept_as_sure(rule, state, current) for state, rule in procedure.retention.items()}
        same = all(clocks.get(c.id, c) is c for c in procedure.clocks.values()) and rules == procedure.retention
        update = {"clocks": clocks or procedure.clocks, "retention": rules}
        kept = _sure[version] = (pack, procedure if same else procedure.model_copy(update=update))
    return kept[1]


def _confirmed(clock: Clock, current: Clock | None) -> Clock:
    if current is None or current == clock:
        return clock
    alike = {"confidence": current.confidence, "confirmed_by": current.confirmed_by}
    extensions = {
        e.id: e.model_copy(update={"confidence": c.confidence, "confirmed_by": c.confirmed_by})
        if (c := current.extensions.get(e.id)) is not None
        else e
        for e in clock.extensions.values()
    }
    said = clock.model_copy(update={**alike, "extensions": extensions})
    return current if said == current else clock


def _kept_as_sure(rule: Kept, state: str, current: Procedure | None) -> Kept:
    """How long a matter is kept, with the running pack's article and confidence where it names as many years."""
    now = current.retention.get(state) if current is not None else None
    return now if now is not None and now.years == rule.years else rule


def procedure_of(version: str) -> Procedure:
    """A procedure version by its hash: out of the running pack where it has it, else out of what was kept."""
    return _in_pack(the_pack()).get(version) or _thawed(version)[0]


_of_pack: list[tuple[Pack, dict[str, Procedure]]] = []


def _in_pack(pack: Pack) -> dict[str, Procedure]:
    """The versions of the running pack by hash, worked out once."""
    if not _of_pack or _of_pack[0][0] is not pack:
        _of_pack[:] = [(pack, {version_hash(freeze(p), counting_of(pack, p)): p for p in pack.procedures})]
    return _of_pack[0][1]


def hash_of(pack: Pack, procedure: Procedure) -> str:
    """The hash under which a version is kept with the counting rules that it names; worked out once for those of the
    running pack."""
    known = next((known for known, p in _in_pack(pack).items() if p is procedure), None)
    return known or version_hash(freeze(procedure), counting_of(pack, procedure))


def version_hash(body: str, counting: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 (hex) over a frozen procedure and the counting rules that were frozen with it."""
    return digest("version", b"", record_of(body, canonical({"counting": list(counting)})))


def counting_of(pack: Pack, procedure: Procedure) -> list[dict[str, Any]]:
    """The counting rules that a version names, by name."""
    named = {procedure.counting, *(c.counting for c in procedure.clocks.values() if c.counting)}
    return [_plain(pack.counting[name]) for name in sorted(named)]


@lru_cache(maxsize=256)
def _thawed(version: str) -> tuple[Procedure, tuple[Counting, ...]]:
    kept = FrozenProcedure.objects.filter(pk=version).first()
    if kept is None:
        raise NotThere
    if version_hash(kept.body, kept.counting) != version:
        raise CannotBeRead(f"The kept procedure version {version} was changed: it no longer has its hash.")
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


_is_kept: Recent[bool | None] = Recent()


def frozen(pack: Pack, procedure: Procedure) -> FrozenProcedure:
    """The kept copy of this version, made at its first use. Call it from an action. Of a copy that is there already
    the body is not read: it is long, and the pack has it."""
    version = hash_of(pack, procedure)
    if _is_kept.get(version, lambda: FrozenProcedure.objects.filter(pk=version).exists() or None):
        return FrozenProcedure(
            hash=version, procedure_id=procedure.id, valid_from=procedure.valid.from_, valid_to=procedure.valid.to
        )
    return FrozenProcedure.objects.get_or_create(
        hash=version,
        defaults={
            "procedure_id": procedure.id,
            "valid_from": procedure.valid.from_,
            "valid_to": procedure.valid.to,
            "body": freeze(procedure),
            "counting": counting_of(pack, procedure),
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
