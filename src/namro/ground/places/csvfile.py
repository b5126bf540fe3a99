"""Reading a CSV file so that everything wrong with it can be named: file, line, column, reason."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from namro.rules.packs.refused import Refused

MOST_BYTES = 32 * 1024 * 1024
LONGEST_CELL = 400
MOST_PROBLEMS = 500
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}", re.ASCII)
EDITION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: file, line (1 is the header), column, and the sentence `refusals.places.row.<code>`."""

    file: str
    line: int
    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        column = f" {self.column}" if self.column else ""
        values = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.file}:{self.line}{column}: {self.code}" + (f" ({values})" if values else "")


class FileRefused(Refused):
    """A file of places was not taken over; `problems` holds everything that is wrong with it. Nothing was changed."""

    code = "places.file-refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column, p.code)))
        first = self.problems[0]
        super().__init__(n=len(self.problems), file=first.file, line=first.line, first=str(first))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its line number and its cells by column (absent columns are empty)."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, column: str, code: str, **params: object) -> Problem:
        """A problem in this line."""
        return Problem(self.file, self.number, column, code, params)


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: its rows, the languages that its columns name, and what is wrong with it so far."""

    lines: list[Line]
    languages: list[str]
    problems: list[Problem]


def read_table(
    data: bytes, file: str, *, needs: Collection[str], may: Collection[str], texts: Collection[str]
) -> Table:
    """The rows of a CSV file in UTF-8, with or without a byte-order mark.

    `needs` and `may` are the columns that must and may be there; each of `texts` stands once for every language
    (`name_vi`, `name_en`), and the first one decides the languages and their order. Cells come back in NFC, trimmed.
    A cell with a control character, a row with too many or too few cells and whatever else is wrong become problems.
    """
    problems: list[Problem] = []
    text = _decode(data, file, problems)
    if text is None:
        return Table([], [], problems)
    rows = _rows(text, file, problems)
    if not rows:
        if not problems:
            problems.append(Problem(file, 1, "", "no-header"))
        return Table([], [], problems)
    header = [_clean(cell).lower() for cell in rows[0][1]]
    languages = _check_header(header, file, needs, may, texts, problems)
    if problems:
        return Table([], languages, problems)
    lines = [_line(file, number, row, header, problems) for number, row in rows[1:] if any(c.strip() for c in row)]
    return Table(lines, languages, problems)


def _decode(data: bytes, file: str, problems: list[Problem]) -> str | None:
    if len(data) > MOST_BYTES:
        problems.append(Problem(file, 1, "", "too-large", {"megabytes": MOST_BYTES // 1024**2}))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line = data.count(b"\n", 0, cause.start) + 1
        problems.append(Problem(file, line, "", "not-utf8", {"byte": cause.start + 1}))
        return None


def _rows(text: str, file: str, problems: list[Problem]) -> list[tuple[int, list[str]]]:
    """Every row with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            problems.append(Problem(file, begins, "", "bad-quotes"))
            return rows
        rows.append((begins, row))
        begins = reader.line_num + 1


def _check_header(
    header: list[str],
    file: str,
    needs: Collection[str],
    may: Collection[str],
    texts: Collection[str],
    problems: list[Problem],
) -> list[str]:
    languages: list[str] = []
    known = {*needs, *may}
    for column in header:
        stem, _, language = column.rpartition("_")
        if column not in known and stem in texts and re.fullmatch(r"[a-z]{2,3}", language):
            if language not in languages:
                languages.append(language)
        elif column not in known:
            near = ", ".join(sorted({*known, *(f"{t}_<lang>" for t in texts)}))
            problems.append(Problem(file, 1, column[:40], "unknown-column", {"name": column[:40], "known": near}))
    for column in {c for c in header if header.count(c) > 1}:
        problems.append(Problem(file, 1, column[:40], "column-twice", {"name": column[:40]}))
    for column in needs:
        if column not in header:
            problems.append(Problem(file, 1, column, "missing-column", {"name": column}))
    return languages


def _line(file: str, number: int, row: list[str], header: list[str], problems: list[Problem]) -> Line:
    cells: dict[str, str] = {}
    if len(row) > len(header):
        problems.append(Problem(file, number, "", "too-many-cells", {"found": len(row), "expected": len(header)}))
    elif len(row) < len(header):
        problems.append(Problem(file, number, "", "too-few-cells", {"found": len(row), "expected": len(header)}))
    for column, raw in zip(header, row, strict=False):
        cell = _clean(raw)
        if len(cell) > LONGEST_CELL:
            problems.append(Problem(file, number, column, "too-long", {"most": LONGEST_CELL}))
            cell = ""
        elif not cell.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in cell):
            problems.append(Problem(file, number, column, "control-character"))
            cell = ""
        cells[column] = cell
    return Line(file, number, cells)


def _clean(cell: str) -> str:
    if cell.isascii():
        return cell.strip(" \t\r\n")
    return unicodedata.normalize("NFC", cell.replace("\u00a0", " ")).strip(" \t\r\n\ufeff")


def day(line: Line, column: str, problems: list[Problem], *, needed: bool = True) -> date | None:
    """The date in a cell, or None with a problem noted if there is none that can be read."""
    cell = line[column]
    if not cell:
        if needed:
            problems.append(line.wrong(column, "empty"))
        return None
    try:
        if not _DATE.fullmatch(cell):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        problems.append(line.wrong(column, "bad-date", value=cell))
        return None


def code(line: Line, column: str, problems: list[Problem], *, needed: bool = True) -> str:
    """The code in a cell, or an empty text with a problem noted."""
    cell = line[column]
    if not cell:
        if needed:
            problems.append(line.wrong(column, "empty"))
    elif not CODE.fullmatch(cell):
        problems.append(line.wrong(column, "bad-code", value=cell))
        return ""
    return cell


def share(line: Line, column: str, problems: list[Problem]) -> int | None:
    """Parts per million in a cell, 0 to 1,000,000; None if empty, None with a problem if it is anything else."""
    cell = line[column]
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,7}", cell, re.ASCII) or int(cell) > 1_000_000:
        problems.append(line.wrong(column, "bad-share", value=cell))
        return None
    return int(cell)


def yes_no(line: Line, column: str, problems: list[Problem]) -> bool | None:
    """True for `yes`, False for `no`, None if empty; anything else is a problem."""
    cell = line[column].lower()
    if cell not in ("", "yes", "no"):
        problems.append(line.wrong(column, "bad-yes-no", value=line[column]))
    return {"yes": True, "no": False}.get(cell)


def texts(
    line: Line, stem: str, languages: Sequence[str], problems: list[Problem], *, needed: bool = True
) -> dict[str, str]:
    """A text in every language: the first must be filled, the others fall back to it. Empty if nothing is filled."""
    found = {language: line[f"{stem}_{language}"] for language in languages}
    first = found[languages[0]] if languages else ""
    if not first:
        if needed or any(found.values()):
            problems.append(line.wrong(f"{stem}_{languages[0] if languages else '<lang>'}", "empty"))
        return {}
    if len(first) > 100:
        problems.append(line.wrong(f"{stem}_{languages[0]}", "too-long", most=100))
    return {language: text or first for language, text in found.items()}
