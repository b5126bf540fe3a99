"""The five CSV files of a pack's `places` folder, read and held against each other (layout: README.md there)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from namro.ground.places import csvfile
from namro.ground.places.csvfile import FileRefused, Line, Problem, Table
from namro.ground.places.fold import fold
from namro.ground.places.models import WHOLE_PPM

FILES = ("editions.csv", "kinds.csv", "units.csv", "changes.csv", "aliases.csv")
Key = tuple[str, str]
"""Edition and code."""


@dataclass(frozen=True, slots=True)
class KindRow:
    id: str
    level: str
    depth: int
    names: dict[str, str]
    forms: dict[str, str]
    numbered: dict[str, str]
    short: tuple[str, ...]

    def say(self, names: dict[str, str]) -> dict[str, str]:
        """Kind and name together in every language of `names`."""
        said = {}
        for language, name in names.items():
            form = self.forms.get(language) or next(iter(self.forms.values()))
            if name[:1].isdecimal() and self.numbered.get(language):
                form = self.numbered[language]
            said[language] = form.replace("{name}", name)
        return said


@dataclass(frozen=True, slots=True)
class EditionRow:
    id: str
    begins: date
    ends: date | None
    act: str
    note: str


@dataclass(slots=True)
class UnitRow:
    line: Line
    edition: str
    code: str
    kind: str
    names: dict[str, str]
    parent: str
    begins: date
    ends: date | None
    remote: bool | None
    path: str = ""
    lowest: bool = True
    said: dict[str, str] = field(default_factory=dict)
    folded_line: str = ""

    @property
    def key(self) -> Key:
        return self.edition, self.code

    def overlaps(self, other: UnitRow) -> bool:
        return (other.ends is None or self.begins < other.ends) and (self.ends is None or other.begins < self.ends)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    line: Line
    on: date
    source: Key
    target: Key | None
    how: str
    share: int
    low: int
    high: int
    basis: str
    act: str
    likely: bool


@dataclass(slots=True)
class PackPlaces:
    """Everything that the five files say."""

    digest: str
    languages: list[str]
    editions: dict[str, EditionRow]
    kinds: dict[str, KindRow]
    units: dict[Key, UnitRow]
    changes: list[ChangeRow]
    aliases: list[tuple[Key, str]]


def places_folder(folder: Path) -> Path:
    """The folder of the CSV files, given that folder or the pack's own."""
    return folder / "places" if (folder / "places").is_dir() else folder


def digest_of(folder: Path) -> str:
    """SHA-256 over the names and bytes of the files that are there."""
    total = hashlib.sha256()
    for name in FILES:
        path = folder / name
        if path.is_file():
            data = path.read_bytes()
            total.update(f"{name} {len(data)}\n".encode() + data)
    return total.hexdigest()


def read_pack(folder: Path) -> PackPlaces:
    """The files of the folder. Raises `FileRefused` with everything that is wrong in them."""
    folder = places_folder(folder)
    problems: list[Problem] = []
    editions = _editions(
        _table(folder, "editions.csv", ("edition", "begins"), ("ends", "act", "note"), (), problems), problems
    )
    table = _table(folder, "kinds.csv", ("kind", "level"), ("short",), ("name", "form", "numbered"), problems)
    kinds = _kinds(table, problems)
    table = _table(
        folder, "units.csv", ("edition", "code", "kind", "parent", "begins"), ("ends", "remote"), ("name",), problems
    )
    units = _units(table, editions, kinds, problems)
    _place(units.values(), kinds, problems)
    needs = ("on", "from_edition", "from_code", "to_edition", "to_code", "change")
    may = ("share", "low", "high", "basis", "act", "likely")
    changes = _changes(_table(folder, "changes.csv", needs, may, (), problems), units, problems)
    _check_changes(units, changes, problems)
    aliases = _aliases(_table(folder, "aliases.csv", ("edition", "code", "alias"), (), (), problems), units, problems)
    if problems:
        raise FileRefused(problems[: csvfile.MOST_PROBLEMS])
    return PackPlaces(digest_of(folder), table.languages, editions, kinds, units, changes, aliases)


def _table(
    folder: Path,
    name: str,
    needs: Sequence[str],
    may: Sequence[str],
    texts: Sequence[str],
    problems: list[Problem],
) -> Table:
    path = folder / name
    if not path.is_file():
        if name in FILES[:3]:
            problems.append(Problem(name, 1, "", "no-file", {"folder": folder.name}))
        return Table([], [], [])
    table = csvfile.read_table(path.read_bytes(), name, needs=needs, may=may, texts=texts)
    problems.extend(table.problems)
    return table


def _editions(table: Table, problems: list[Problem]) -> dict[str, EditionRow]:
    found: dict[str, EditionRow] = {}
    for line in table.lines:
        name, begins = line["edition"], csvfile.day(line, "begins", problems)
        ends = csvfile.day(line, "ends", problems, needed=False)
        if not csvfile.EDITION.fullmatch(name):
            problems.append(line.wrong("edition", "bad-code", value=name))
        elif name in found:
            problems.append(line.wrong("edition", "twice", value=name))
        elif begins is not None:
            found[name] = EditionRow(name, begins, ends, line["act"], line["note"])
    return found


def _kinds(table: Table, problems: list[Problem]) -> dict[str, KindRow]:
    found: dict[str, KindRow] = {}
    levels: list[str] = []
    for line in table.lines:
        name, level = csvfile.code(line, "kind", problems), csvfile.code(line, "level", problems)
        if name in found:
            problems.append(line.wrong("kind", "twice", value=name))
        if level not in levels:
            levels.append(level)
        names = csvfile.texts(line, "name", table.languages, problems)
        forms = csvfile.texts(line, "form", table.languages, problems)
        for language, form in forms.items():
            if form.count("{name}") != 1:
                problems.append(line.wrong(f"form_{language}", "form-without-name", value=form))
        numbered = {lang: line[f"numbered_{lang}"] for lang in table.languages if line[f"numbered_{lang}"]}
        short = {fold(s) for s in (*line["short"].split("|"), *names.values())} - {""}
        found[name] = KindRow(name, level, levels.index(level), names, forms, numbered, tuple(sorted(short)))
    return found


def _units(
    table: Table, editions: dict[str, EditionRow], kinds: dict[str, KindRow], problems: list[Problem]
) -> dict[Key, UnitRow]:
    found: dict[Key, UnitRow] = {}
    for line in table.lines:
        code = csvfile.code(line, "code", problems)
        parent = csvfile.code(line, "parent", problems, needed=False)
        begins = csvfile.day(line, "begins", problems)
        ends = csvfile.day(line, "ends", problems, needed=False)
        names = csvfile.texts(line, "name", table.languages, problems)
        remote = csvfile.yes_no(line, "remote", problems)
        if line["kind"] not in kinds:
            problems.append(line.wrong("kind", "unknown-kind", value=line["kind"], known=", ".join(kinds)))
            continue
        if line["edition"] not in editions:
            problems.append(line.wrong("edition", "unknown-edition", value=line["edition"]))
            continue
        if begins is None or not code or not names:
            continue
        if ends is not None and ends <= begins:
            problems.append(line.wrong("ends", "ends-too-early", begins=begins, ends=ends))
            continue
        edition = editions[line["edition"]]
        if begins < edition.begins or (edition.ends is not None and begins >= edition.ends):
            problems.append(line.wrong("begins", "outside-edition", edition=edition.id, value=begins))
        row = UnitRow(line, edition.id, code, line["kind"], names, parent, begins, ends, remote)
        if row.key in found:
            problems.append(line.wrong("code", "twice", value=f"{edition.id}:{code}"))
        found[row.key] = row
    return found


def _place(units: Iterable[UnitRow], kinds: dict[str, KindRow], problems: list[Problem]) -> None:
    """Fills line, lowest, said and folded_line; a unit stands below one that stands when it begins."""
    by_code: dict[str, list[UnitRow]] = defaultdict(list)
    for row in units:
        for other in by_code[row.code]:
            if row.overlaps(other):
                problems.append(
                    row.line.wrong("code", "overlap", value=row.code, other=f"{other.edition}:{other.code}")
                )
        by_code[row.code].append(row)
    waiting = sorted(
        (row for rows in by_code.values() for row in rows), key=lambda r: (kinds[r.kind].depth, r.begins, r.code)
    )
    for row in waiting:
        kind = kinds[row.kind]
        row.said = kind.say(row.names)
        first = next(iter(row.said.values()))
        if not row.parent:
            row.path, row.folded_line = f"/{row.code}/", fold(first)
            continue
        above = [p for p in by_code.get(row.parent, ()) if p.overlaps(row) and kinds[p.kind].depth < kind.depth]
        at_first = next((p for p in above if p.begins <= row.begins), None)
        if at_first is None or not at_first.path:
            problems.append(row.line.wrong("parent", "no-parent", value=row.parent, on=row.begins))
            continue
        for parent in above:
            parent.lowest = False
        row.path = f"{at_first.path}{row.code}/"
        row.folded_line = f"{fold(first)} {at_first.folded_line}"[:400]


def _changes(table: Table, units: dict[Key, UnitRow], problems: list[Problem]) -> list[ChangeRow]:
    found: list[ChangeRow] = []
    for line in table.lines:
        on = csvfile.day(line, "on", problems)
        source = (line["from_edition"], line["from_code"])
        target = (line["to_edition"], line["to_code"]) if line["to_code"] else None
        how = line["change"]
        numbers = [csvfile.share(line, column, problems) for column in ("share", "low", "high")]
        likely = bool(csvfile.yes_no(line, "likely", problems))
        if source not in units:
            problems.append(line.wrong("from_code", "unknown-unit", value=":".join(source)))
            continue
        if target is not None and target not in units:
            problems.append(line.wrong("to_code", "unknown-unit", value=":".join(target)))
            continue
        checked = checked_share(line, how, target is not None, numbers, line["basis"], problems)
        if on is None or checked is None:
            continue
        if units[source].ends != on:
            problems.append(line.wrong("on", "does-not-end-then", value=":".join(source), on=on))
        if target is not None and units[target].begins != on:
            problems.append(line.wrong("on", "does-not-begin-then", value=":".join(target), on=on))
        share, low, high, basis = checked
        found.append(ChangeRow(line, on, source, target, how, share, low, high, basis, line["act"], likely))
    return found


def checked_share(
    line: Line, how: str, has_target: bool, numbers: Sequence[int | None], basis: str, problems: list[Problem]
) -> tuple[int, int, int, str] | None:
    """Share, low, high and basis of one change, or None with problems noted.

    `whole` is all of it; `abolished` goes nowhere; a `part` needs a share and a basis, its range is 0 to all of it
    unless a narrower one is given.
    """
    share, low, high = numbers
    if how not in ("whole", "part", "abolished"):
        problems.append(line.wrong("change", "bad-change", value=how))
        return None
    if has_target == (how == "abolished"):
        problems.append(line.wrong("change", "abolished-goes-nowhere" if has_target else "no-target"))
        return None
    if how == "abolished":
        return 0, 0, 0, ""
    if how == "whole":
        if any(n not in (None, WHOLE_PPM) for n in numbers):
            problems.append(line.wrong("share", "whole-is-whole"))
            return None
        return WHOLE_PPM, WHOLE_PPM, WHOLE_PPM, "whole"
    if share is None:
        problems.append(line.wrong("share", "part-needs-share"))
        return None
    if not basis or basis == "whole":
        problems.append(line.wrong("basis", "part-needs-basis"))
        return None
    low, high = (0 if low is None else low), (WHOLE_PPM if high is None else high)
    if not low <= share <= high:
        problems.append(line.wrong("share", "share-outside-range", share=share, low=low, high=high))
        return None
    return share, low, high, basis[:40]


def _check_changes(units: dict[Key, UnitRow], changes: list[ChangeRow], problems: list[Problem]) -> None:
    """Every unit that ended became something, every divided one adds up, every target is reached once a source."""
    by_source: dict[Key, list[ChangeRow]] = defaultdict(list)
    for change in changes:
        if any(other.target == change.target for other in by_source[change.source]):
            problems.append(change.line.wrong("to_code", "twice", value=":".join(change.target or ("", ""))))
        by_source[change.source].append(change)
    for rows in by_source.values():
        check_sum(rows[-1].line, [(row.how, row.share) for row in rows], ":".join(rows[0].source), problems)
    for row in units.values():
        if row.ends is not None and row.key not in by_source and changes:
            problems.append(row.line.wrong("ends", "ended-without-change", value=":".join(row.key)))


def check_sum(line: Line, parts: Sequence[tuple[str, int]], name: str, problems: list[Problem]) -> None:
    """A source goes whole to one target, is abolished, or has two or more parts that add up to 1,000,000."""
    kinds = {how for how, _ in parts}
    if kinds != {"part"}:
        if len(parts) > 1:
            problems.append(line.wrong("change", "whole-and-more", value=name))
        return
    total = sum(share for _, share in parts)
    if total != WHOLE_PPM:
        problems.append(line.wrong("share", "shares-do-not-add-up", value=name, total=total, missing=WHOLE_PPM - total))
    elif len(parts) == 1:
        problems.append(line.wrong("change", "one-part", value=name))


def _aliases(table: Table, units: dict[Key, UnitRow], problems: list[Problem]) -> list[tuple[Key, str]]:
    found: dict[tuple[Key, str], None] = {}
    for line in table.lines:
        key = (line["edition"], line["code"])
        if key not in units:
            problems.append(line.wrong("code", "unknown-unit", value=":".join(key)))
        elif not fold(line["alias"]):
            problems.append(line.wrong("alias", "empty"))
        else:
            found.setdefault((key, line["alias"][:120]))
    return list(found)
