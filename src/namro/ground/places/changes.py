"""The next reorganisation as a file: read whole, held against the units that stand, planned, previewed, applied once.

One row says what a unit becomes on a day. Every unit that appears under `from` ends on that day, every one under `to`
begins, so a unit that takes in a part of another, or only changes its type, has a row from itself to itself.
Columns: docs/places.md.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from namro.ground.places import csvfile
from namro.ground.places.csvfile import FileRefused, Line, Problem, Table
from namro.ground.places.fold import fold
from namro.ground.places.models import WHOLE_PPM, Edition, Kind, Loaded, Unit
from namro.ground.places.packfiles import check_sum, checked_share

NEEDS = ("on", "from", "to", "change")
MAY = ("share", "low", "high", "basis", "act", "kind", "parent", "remote")


@dataclass(slots=True)
class Standing:
    """A unit as it stands somewhere in the plan: one of the database, or one that the plan makes."""

    code: str
    kind: str
    names: dict[str, str]
    parent: str
    remote: bool | None
    begins: date
    unit_id: int | None = None
    edition: str = ""
    ends: date | None = None

    @property
    def ref(self) -> str:
        return f"{self.edition}:{self.code}"


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the plan. `implied` is True where no row says it: a unit below follows the one above it."""

    on: date
    source: Standing
    target: Standing | None
    how: str
    share: int
    low: int
    high: int
    basis: str
    act: str
    implied: bool = False


@dataclass(slots=True)
class Total:
    """Units of one kind under one top unit, the day before the first change and after the last."""

    top: str
    kind: str
    before: int
    after: int


@dataclass(slots=True)
class Plan:
    """What a file would do. `applied` says when the same content was taken over before; then there are no steps."""

    digest: str
    name: str
    steps: list[Step] = field(default_factory=list)
    ended: list[Standing] = field(default_factory=list)
    begun: list[Standing] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    applied: Loaded | None = None


@dataclass(slots=True)
class Row:
    """A row as read; `numbers` are share, low, high."""

    line: Line
    on: date
    source: str
    target: str
    how: str
    numbers: list[int | None]
    kind: str
    names: dict[str, str]
    parent: str
    remote: bool | None


def plan_changes(data: bytes, name: str) -> Plan:
    """What the file would change, without changing anything.

    Raises `FileRefused` with every problem: by line and column. The same content as a file applied before (however its
    lines end, with or without a byte-order mark) gives a plan that only says so.
    """
    digest = hashlib.sha256(
        b"changes\n" + data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").strip()
    ).hexdigest()
    plan = Plan(digest, name[:200], applied=Loaded.objects.filter(digest=digest).first())
    if plan.applied is not None:
        return plan
    table = csvfile.read_table(data, name, needs=NEEDS, may=MAY, texts=("name",))
    problems = table.problems
    kinds = {kind.id: kind for kind in Kind.objects.all()}
    rows = _rows(table, kinds, problems)
    if not table.lines and not problems:
        problems.append(Problem(name, 1, "", "no-rows"))
    if not problems:
        _Planner(plan, kinds, problems).run(rows)
    if problems:
        raise FileRefused(problems[: csvfile.MOST_PROBLEMS])
    return plan


def _rows(table: Table, kinds: dict[str, Kind], problems: list[Problem]) -> list[Row]:
    found: list[Row] = []
    last: date | None = None
    for line in table.lines:
        on = csvfile.day(line, "on", problems)
        source = csvfile.code(line, "from", problems)
        target = csvfile.code(line, "to", problems, needed=line["change"] != "abolished")
        numbers = [csvfile.share(line, column, problems) for column in ("share", "low", "high")]
        parent = csvfile.code(line, "parent", problems, needed=False)
        remote = csvfile.yes_no(line, "remote", problems)
        names = csvfile.texts(line, "name", table.languages, problems, needed=False)
        if names and not fold(next(iter(names.values()))):
            problems.append(line.wrong(f"name_{table.languages[0]}", "name-without-letters"))
        if any(c in name for name in names.values() for c in '<>{}\\"=;|'):
            problems.append(line.wrong(f"name_{table.languages[0]}", "name-with-signs"))
        if line["kind"] and line["kind"] not in kinds:
            problems.append(line.wrong("kind", "unknown-kind", value=line["kind"][:40], known=", ".join(kinds)))
        if not line["act"]:
            problems.append(line.wrong("act", "empty"))
        if on is None or not source:
            continue
        if last is not None and on < last:
            problems.append(line.wrong("on", "dates-not-in-order", value=on, before=last))
        last = on
        found.append(Row(line, on, source, target, line["change"], numbers, line["kind"], names, parent, remote))
    return found


class _Planner:
    """Goes through the days of a file, one after another, over a copy of the units that stand."""

    def __init__(self, plan: Plan, kinds: dict[str, Kind], problems: list[Problem]) -> None:
        self.plan, self.kinds, self.problems = plan, kinds, problems
        self.open = {
            u.code: Standing(u.code, u.kind, u.names, u.parent_code, u.remote, u.begins, u.pk, u.edition_id)
            for u in Unit.objects.filter(ends__isnull=True)
        }
        self.ended_before = {u.code: u.ends for u in Unit.objects.filter(ends__isnull=False).order_by("ends")}
        self.editions = set(Edition.objects.values_list("id", flat=True))

    def run(self, rows: list[Row]) -> None:
        before = self._totals()
        by_day: dict[date, list[Row]] = defaultdict(list)
        for row in rows:
            by_day[row.on].append(row)
        for on in sorted(by_day):
            self._day(on, by_day[on])
        after = self._totals()
        self.plan.days = sorted(by_day)
        touched = sorted(set(before) | set(after))
        self.plan.totals = [Total(top, kind, before[top, kind], after[top, kind]) for top, kind in touched]

    def _day(self, on: date, rows: list[Row]) -> None:
        edition = self._edition(on)
        sources = self._sources(on, rows)
        targets = self._targets(on, edition, rows, sources)
        steps = self._steps(rows, sources, targets)
        for code, unit in sources.items():
            unit.ends = on
            if unit.unit_id is not None:
                self.plan.ended.append(unit)
            del self.open[code]
        self.open.update(targets)
        self.plan.begun += targets.values()
        self.plan.steps += steps
        self._followers(on, edition, steps)
        self._check_parents(on, rows, targets)

    def _edition(self, on: date) -> str:
        """An id for the edition of that day that is not taken yet: the day, then `day.2` and so on."""
        name, number = on.isoformat(), 1
        while name in self.editions:
            number += 1
            name = f"{on.isoformat()}.{number}"
        self.editions.add(name)
        return name

    def _sources(self, on: date, rows: list[Row]) -> dict[str, Standing]:
        found: dict[str, Standing] = {}
        for row in rows:
            unit = self.open.get(row.source)
            if unit is None:
                ended = self.ended_before.get(row.source)
                code = "unknown-code" if ended is None else "already-ended"
                self.problems.append(row.line.wrong("from", code, value=row.source, on=ended or on))
            elif unit.begins >= on:
                self.problems.append(
                    row.line.wrong("on", "before-it-began", value=unit.code, begins=unit.begins, on=on)
                )
            else:
                found[row.source] = unit
        return found

    def _targets(self, on: date, edition: str, rows: list[Row], sources: dict[str, Standing]) -> dict[str, Standing]:
        """The units that begin: what a row says of them, else as the unit that had the code, else as the one source."""
        by_code: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.target and row.how != "abolished":
                by_code[row.target].append(row)
        found: dict[str, Standing] = {}
        for code, of_target in by_code.items():
            first = of_target[0]
            if code in self.open and code not in sources:
                self.problems.append(
                    first.line.wrong("to", "ended-and-kept", value=code, name=self._called(code), other=first.source)
                )
                continue
            wholes = [r for r in of_target if r.how == "whole" and r.source in sources]
            alike = sources.get(code) or (sources[wholes[0].source] if len(of_target) == len(wholes) == 1 else None)
            kind, parent = self._said(of_target, "kind"), self._said(of_target, "parent")
            names = self._names(of_target)
            remote = next((r.remote for r in of_target if r.remote is not None), alike.remote if alike else None)
            if alike is None:
                for column, value in (("kind", kind), ("name", names)):
                    if not value:
                        self.problems.append(first.line.wrong(column, "new-unit-needs", value=code, what=column))
                if not (kind and names):
                    continue
            if not parent and alike is None and self.kinds[kind].depth > 0:
                self.problems.append(first.line.wrong("parent", "new-unit-needs", value=code, what="parent"))
                continue
            if alike is not None and kind and self.kinds[kind].depth != self.kinds[alike.kind].depth:
                level = self.kinds[alike.kind].level
                self.problems.append(first.line.wrong("kind", "other-level", value=kind, unit=code, level=level))
                continue
            kind = kind or (alike.kind if alike else "")
            parent = parent or (alike.parent if alike else "")
            if not self.kinds[kind].depth:
                parent = ""
            names = {**(alike.names if alike else {}), **names}
            found[code] = Standing(code, kind, names, parent, remote, on, None, edition)
            if self._same(found[code], of_target, rows):
                self.problems.append(first.line.wrong("to", "nothing-changes", value=code))
        return found

    def _same(self, unit: Standing, of_target: list[Row], rows: list[Row]) -> bool:
        """Whether the unit is what it was: the same code, all of it, nothing else in it or out of it."""
        old = self.open.get(unit.code)
        alone = [r.source for r in of_target] == [unit.code] == [r.target for r in rows if r.source == unit.code]
        if old is None or not alone or of_target[0].how != "whole":
            return False
        return (old.kind, old.names, old.parent, old.remote) == (unit.kind, unit.names, unit.parent, unit.remote)

    def _called(self, code: str) -> str:
        """The name of a unit that stands, without its kind."""
        return next(iter(self.open[code].names.values()), code)

    def _said(self, rows: list[Row], column: str) -> str:
        """What the rows of one target say of it; two that contradict each other are a problem."""
        found = ""
        for row in rows:
            value: str = getattr(row, column)
            if value and found and value != found:
                self.problems.append(row.line.wrong(column, "contradicts", value=value, other=found, unit=row.target))
            found = found or value
        return found

    def _names(self, rows: list[Row]) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in rows:
            if row.names and found and row.names != found:
                column = f"name_{next(iter(row.names))}"
                other = next(iter(found.values()))
                value = next(iter(row.names.values()))
                self.problems.append(row.line.wrong(column, "contradicts", value=value, other=other, unit=row.target))
            found = found or row.names
        return found

    def _steps(self, rows: list[Row], sources: dict[str, Standing], targets: dict[str, Standing]) -> list[Step]:
        steps: list[Step] = []
        parts: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if any(other.target == row.target for other in parts[row.source]):
                self.problems.append(row.line.wrong("to", "twice", value=f"{row.source} → {row.target or '–'}"))
                continue
            parts[row.source].append(row)
            wanted = checked_share(row.line, row.how, bool(row.target), row.numbers, row.line["basis"], self.problems)
            if wanted is None or row.source not in sources or (row.target and row.target not in targets):
                continue
            if row.how == "abolished" and not any(unit.parent == row.source for unit in self.open.values()):
                self.problems.append(row.line.wrong("change", "ground-vanishes", value=row.source))
                continue
            share, low, high, basis = wanted
            target = targets.get(row.target) if row.target else None
            steps.append(Step(row.on, sources[row.source], target, row.how, share, low, high, basis, row.line["act"]))
        for code, of_source in parts.items():
            check_sum(of_source[-1].line, [(r.how, r.numbers[0] or 0) for r in of_source], code, self.problems)
        return steps

    def _followers(self, on: date, edition: str, steps: list[Step]) -> None:
        """A unit whose parent went whole to another code follows it there."""
        moved = {
            s.source.code: s.target.code
            for s in steps
            if s.target is not None and s.how == "whole" and s.source.code != s.target.code
        }
        for unit in [u for u in self.open.values() if u.parent in moved and u.parent not in self.open]:
            act = next(s.act for s in steps if s.source.code == unit.parent)
            if unit.begins == on:
                unit.parent = moved[unit.parent]
                continue
            after = replace(unit, parent=moved[unit.parent], begins=on, unit_id=None, edition=edition, ends=None)
            unit.ends = on
            if unit.unit_id is not None:
                self.plan.ended.append(unit)
            self.plan.begun.append(after)
            self.open[unit.code] = after
            whole = WHOLE_PPM
            self.plan.steps.append(Step(on, unit, after, "whole", whole, whole, whole, "whole", act, implied=True))

    def _check_parents(self, on: date, rows: list[Row], targets: dict[str, Standing]) -> None:
        line = {row.target: row.line for row in rows if row.target}
        ended_by = {row.source: row.line for row in rows}
        refused = {row.source for row in rows if row.target and row.how != "abolished" and row.target not in targets}
        for unit in self.open.values():
            if not unit.parent:
                if unit.code in targets and self.kinds[unit.kind].depth:
                    self.problems.append(
                        line[unit.code].wrong("parent", "new-unit-needs", value=unit.code, what="parent")
                    )
                continue
            above = self.open.get(unit.parent)
            if above is None and unit.parent in refused:
                continue  # its row was refused for a reason of its own, and what lies below only follows from that
            if above is None:
                at = line.get(unit.code) or ended_by.get(unit.parent) or rows[0].line
                self.problems.append(
                    at.wrong("parent", "left-without-parent", value=unit.code, parent=unit.parent, on=on)
                )
            elif self.kinds[above.kind].depth >= self.kinds[unit.kind].depth:
                at = line.get(unit.code) or line.get(unit.parent) or rows[0].line
                self.problems.append(at.wrong("parent", "not-above", value=unit.code, parent=unit.parent))

    def _totals(self) -> Counter[tuple[str, str]]:
        """How many units stand, by the code of the top unit and kind."""
        found: Counter[tuple[str, str]] = Counter()
        for unit in self.open.values():
            top = unit
            for _ in range(len(self.kinds)):
                if not top.parent or top.parent not in self.open:
                    break
                top = self.open[top.parent]
            found[top.code, unit.kind] += 1
        return found


def changed_totals(totals: Iterable[Total]) -> list[Total]:
    """Only the totals that are not the same before and after."""
    return [total for total in totals if total.before != total.after]
