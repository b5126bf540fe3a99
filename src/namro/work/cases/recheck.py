"""Every case built again from its actions and held against what is stored, and all that against the trail's digests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from namro.ground.gate.refusals import NotThere
from namro.rules.packs.current import the_pack
from namro.rules.packs.frozen import thaw
from namro.rules.packs.schema import Procedure
from namro.work.cases.cache import clock_of, row_of
from namro.work.cases.evidence import Difference, Evidence, identities_of_nothing
from namro.work.cases.history import act, rules_by_hash, version_hash
from namro.work.cases.models import Case, CaseClock, Done, FrozenProcedure, RegisterCounter, RegisterEntry, SecondLook
from namro.work.cases.second_looks import COMPARED, rows_of
from namro.work.cases.states import CannotBeRead, RegisterLine, Standing, reduce
from namro.work.cases.words_index import spoiled

BATCH = 500


def recheck(now: datetime, *, only: Iterable[str] | None = None, files: bool = False) -> list[Difference]:
    """All differences; an empty list when every row is what its actions make it. `only`: these references. `files`:
    read every kept file too.

    Reads everything: the acts, the clocks, the registers, what was said, identities as they lie sealed, receipts, the
    rows of files, the frozen versions of the law, and whether all of it is what the trail's digests bind. What is not
    there any more at all, the trail names (`namro.ground.trail.verify`).
    """
    return list(differences(only, files=files))


def differences(only: Iterable[str] | None = None, *, files: bool = False) -> Iterator[Difference]:
    """The same one by one, as they are found: memory does not grow with the cases."""
    cases = Case.objects.order_by("pk")
    if only is not None:
        cases = cases.filter(ref__in=list(only))
    last = 0
    while keys := list(cases.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield from _batch(keys, files)
        last = keys[-1]
    if only is None:
        yield from _registers()
        yield from _versions()
        yield from identities_of_nothing()
        for ref in spoiled():
            yield Difference(ref or "cases", "words", "other words than the case", "the words of the case")


def _batch(keys: list[int], files: bool) -> Iterator[Difference]:
    cases = {c.pk: c for c in Case.objects.filter(pk__in=keys).select_related("office")}
    rows = list(Done.objects.filter(case_id__in=keys).order_by("case_id", "seq"))
    done: dict[int, list[Done]] = {}
    for row in rows:
        done.setdefault(row.case_id, []).append(row)
    clocks: dict[int, dict[tuple[str, int], CaseClock]] = {}
    for clock in CaseClock.objects.filter(case_id__in=keys):
        clocks.setdefault(clock.case_id, {})[clock.clock, clock.run] = clock
    lines: dict[int, list[RegisterLine]] = {}
    columns = ("case_id", "office_id", "year", "number", "text", "at")
    for case_id, *line in RegisterEntry.objects.filter(case_id__in=keys).values_list(*columns):
        lines.setdefault(case_id, []).append(RegisterLine(*line))
    looks: dict[int, list[SecondLook]] = {}
    for look in SecondLook.objects.filter(case_id__in=keys).order_by("case_id", "nth"):
        looks.setdefault(look.case_id, []).append(look)
    evidence = Evidence(list(cases.values()), rows, files=files)
    for pk in keys:
        case, acts = cases[pk], done.get(pk, [])
        yield from _one(case, acts, clocks.get(pk, {}), lines.get(pk, []))
        yield from _looks(case, acts, looks.get(pk, []))
        yield from evidence.differences(case, acts)


def _looks(case: Case, acts: Sequence[Done], kept: list[SecondLook]) -> Iterator[Difference]:
    """The requests for a second look against the acts that they follow from."""
    try:
        derived = rows_of(case, acts)
    except (KeyError, TypeError, ValueError) as cause:
        yield Difference(case.ref, "second look", str(cause), "")
        return
    stored = [[getattr(row, column) for column in COMPARED] for row in kept]
    wanted = [[getattr(row, column) for column in COMPARED] for row in derived]
    if stored != wanted:
        yield Difference(case.ref, "second look", f"{len(stored)}, not as asked", f"{len(wanted)} as asked")


def _one(
    case: Case, rows: Sequence[Done], clocks: dict[tuple[str, int], CaseClock], lines: list[RegisterLine]
) -> Iterator[Difference]:
    try:
        history = [act(r.seq, r.verb, r.step, r.at, r.data) for r in rows]
        versions = rules_by_hash(history)
        standing = reduce(versions, history)
    except (CannotBeRead, KeyError, TypeError, ValueError, AttributeError) as cause:
        yield Difference(case.ref, "history", str(cause), "")
        return
    except NotThere:
        yield Difference(case.ref, "history", "a version of the law that is not kept", "")
        return
    yield from _row(case, versions[standing.procedure][1], standing, rows[-1].at)
    yield from _clocks(case, standing, clocks)
    if sorted(lines) != sorted(standing.entries):
        yield Difference(case.ref, "register", _told(lines), _told(standing.entries))


def _told(lines: Iterable[RegisterLine]) -> str:
    return ", ".join(f"{line.text} ({line.office_id}/{line.year}/{line.number}, {line.at})" for line in sorted(lines))


def _row(case: Case, procedure: Procedure, standing: Standing, last: datetime) -> Iterator[Difference]:
    for column, derived in row_of(case, procedure, standing).items():
        stored = getattr(case, column)
        if stored != derived:
            yield Difference(case.ref, column.removesuffix("_id"), str(stored), str(derived))
    for column, derived in (
        ("received_at", standing.received_at),
        ("received_on", the_pack().calendar.local(standing.received_at)),
        ("channel", standing.channel),
        ("procedure_id", procedure.id),
        ("changed_at", last),
    ):
        if getattr(case, column) != derived:
            yield Difference(case.ref, column, str(getattr(case, column)), str(derived))


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


def _registers() -> Iterator[Difference]:
    """Registers without gaps: as many lines as the counter says, the highest being the last."""
    counted = set()
    for counter in RegisterCounter.objects.select_related("office"):
        counted.add((counter.office_id, counter.year))
        numbers = set(
            RegisterEntry.objects.filter(office=counter.office, year=counter.year).values_list("number", flat=True)
        )
        wanted = set(range(counter.paper + 1, counter.last + 1))
        if numbers != wanted:
            missing = sorted(wanted ^ numbers)[:10]
            yield Difference(f"register {counter.office.code}/{counter.year}", "numbers", str(missing), "none missing")
    lines = RegisterEntry.objects.order_by().values_list("office_id", "office__code", "year").distinct()
    for office, code, year in lines:
        if (office, year) not in counted:
            yield Difference(f"register {code}/{year}", "numbers", "no counter", "a counter")


def _versions() -> Iterator[Difference]:
    """Each kept version of a procedure against the hash that the cases name it by."""
    for kept in FrozenProcedure.objects.order_by("pk"):
        name = f"version {kept.pk}"
        if version_hash(kept.body, kept.counting) != kept.pk:
            yield Difference(name, "body", "changed since", "what its hash says")
            continue
        rules = thaw(kept.body)
        told = (rules.id, rules.valid.from_, rules.valid.to)
        if (kept.procedure_id, kept.valid_from, kept.valid_to) != told:
            yield Difference(name, "row", str((kept.procedure_id, kept.valid_from, kept.valid_to)), str(told))
