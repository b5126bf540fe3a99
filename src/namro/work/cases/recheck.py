"""Every case built again from its actions, and held against what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from namro.ground.gate.context import canonical
from namro.ground.trail.canonical import digest
from namro.ground.trail.models import Entry
from namro.rules.packs.schema import Procedure
from namro.work.cases.cache import clock_of, row_of
from namro.work.cases.history import act, rules_by_hash
from namro.work.cases.models import Case, CaseClock, Done, RegisterCounter, RegisterEntry, Salt, Words
from namro.work.cases.states import Act, CannotBeRead, Standing, reduce
from namro.work.cases.turns import payload_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is stored otherwise than the actions say. `case` is the reference; `field` the column, a clock, a
    register or the trail."""

    case: str
    field: str
    stored: str
    derived: str

    def __str__(self) -> str:
        return f"{self.case}: {self.field} is {self.stored!r}, the actions say {self.derived!r}"


def recheck(now: datetime, *, only: Iterable[str] | None = None) -> list[Difference]:
    """All differences; an empty list when every row is what its actions make it. `only`: these references.

    Reads everything: the acts, the clocks, the registers' numbers, and whether what was done and written is what the
    trail's digests bind.
    """
    found: list[Difference] = []
    keys = Case.objects.order_by("pk").values_list("pk", flat=True)
    if only is not None:
        keys = keys.filter(ref__in=list(only))
    wanted = list(keys)
    for start in range(0, len(wanted), BATCH):
        found.extend(_batch(wanted[start : start + BATCH]))
    if only is None:
        found.extend(_registers())
    return found


def _batch(keys: list[int]) -> Iterator[Difference]:
    cases = {c.pk: c for c in Case.objects.filter(pk__in=keys).select_related("office")}
    rows: list[Any] = list(
        Done.objects.filter(case_id__in=keys)
        .order_by("case_id", "seq")
        .values("case_id", "id", "seq", "verb", "step", "at", "data", "entry_id")
    )
    done = {case: list(some) for case, some in groupby(rows, key=itemgetter("case_id"))}
    clocks: dict[int, dict[tuple[str, int], CaseClock]] = {}
    for clock in CaseClock.objects.filter(case_id__in=keys):
        clocks.setdefault(clock.case_id, {})[clock.clock, clock.run] = clock
    entries: dict[int, set[tuple[int, int, int]]] = {}
    listed = RegisterEntry.objects.filter(case_id__in=keys).values_list("case_id", "office_id", "year", "number")
    for case_id, office_id, year, number in listed:
        entries.setdefault(case_id, set()).add((office_id, year, number))
    trail = _Trail([row["id"] for row in rows], [row["entry_id"] for row in rows])
    for pk in keys:
        case, acts = cases[pk], done.get(pk, [])
        yield from _one(case, acts, clocks.get(pk, {}), entries.get(pk, set()))
        yield from trail.differences(case, acts)


def _one(
    case: Case, rows: list[dict[str, Any]], clocks: dict[tuple[str, int], CaseClock], entries: set[tuple[int, int, int]]
) -> Iterator[Difference]:
    history = [act(r["seq"], r["verb"], r["step"], r["at"], r["data"]) for r in rows]
    try:
        versions = rules_by_hash(history)
        standing = reduce(versions, history)
    except (CannotBeRead, KeyError) as cause:
        yield Difference(case.ref, "history", str(cause), "")
        return
    yield from _row(case, versions[standing.procedure][1], standing)
    yield from _clocks(case, standing, clocks)
    if entries != set(standing.entries):
        yield Difference(case.ref, "register", str(sorted(entries)), str(sorted(standing.entries)))


def _row(case: Case, procedure: Procedure, standing: Standing) -> Iterator[Difference]:
    for column, derived in row_of(case, procedure, standing).items():
        stored = getattr(case, column)
        if stored != derived:
            yield Difference(case.ref, column.removesuffix("_id"), str(stored), str(derived))
    if case.received_at != standing.received_at:
        yield Difference(case.ref, "received_at", str(case.received_at), str(standing.received_at))


def _clocks(case: Case, standing: Standing, kept: dict[tuple[str, int], CaseClock]) -> Iterator[Difference]:
    derived = {(run.clock, run.run): clock_of(run) for run in standing.runs}
    for key in sorted(derived.keys() | kept.keys()):
        name = f"clock {key[0]}/{key[1]}"
        if key not in kept or key not in derived:
            yield Difference(
                case.ref, name, "there" if key in kept else "missing", "there" if key in derived else "none"
            )
            continue
        for column, value in derived[key].items():
            stored = getattr(kept[key], column)
            if stored != value:
                yield Difference(case.ref, f"{name} {column}", str(stored), str(value))


class _Trail:
    """Whether the rows of a batch are what the trail's digests bind. Words whose salt was thrown away were erased."""

    def __init__(self, done: list[int], entries: list[int]) -> None:
        self.salts = {
            pk: bytes(salt) for pk, salt in Salt.objects.filter(done_id__in=done).values_list("done_id", "salt")
        }
        self.words: dict[int, dict[str, str]] = {}
        for pk, part, body in Words.objects.filter(done_id__in=done).values_list("done_id", "part", "body"):
            self.words.setdefault(pk, {})[part] = body
        self.entries = {e.pk: e for e in Entry.objects.filter(pk__in=entries)}

    def differences(self, case: Case, rows: list[dict[str, Any]]) -> Iterator[Difference]:
        for row in rows:
            name, entry = f"trail of action {row['seq']}", self.entries.get(row["entry_id"])
            if entry is None or entry.object_ref != case.guard_ref:
                yield Difference(case.ref, name, "no entry of this case", "an entry")
                continue
            salt = self.salts.get(row["id"])
            if salt is None:
                continue
            told = Act(row["seq"], row["verb"], row["step"] or None, row["at"], row["data"])
            bound = digest("payload", salt, canonical(payload_of(case.ref, told, self.words.get(row["id"], {}))))
            if bound != entry.payload_digest:
                yield Difference(case.ref, name, "changed since", "what the trail binds")


def _registers() -> Iterator[Difference]:
    """Registers without gaps: as many lines as the counter says, the highest being the last."""
    for counter in RegisterCounter.objects.select_related("office"):
        numbers = set(
            RegisterEntry.objects.filter(office=counter.office, year=counter.year).values_list("number", flat=True)
        )
        wanted = set(range(counter.paper + 1, counter.last + 1))
        if numbers != wanted:
            missing = sorted(wanted ^ numbers)[:10]
            yield Difference(f"register {counter.office.code}/{counter.year}", "numbers", str(missing), "none missing")
