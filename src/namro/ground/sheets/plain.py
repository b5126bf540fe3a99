"""Tables in text files and in what was copied out of a spreadsheet: which encoding, which separator, and the rows."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from namro.ground.sheets.cells import EPOCH, Value
from namro.ground.sheets.legacy import plausible, recognised
from namro.rules.packs.imports import Imports, Legacy
from namro.rules.packs.refused import Refused

SEPARATORS = "\t;,|"
SAMPLE = 200_000
"""Characters by which the encoding and the separator are told."""
NAME = "1"
csv.field_size_limit(1_000_000)


class Plain:
    """One table in a text. Raises Refused `sheets.not-text`, `sheets.mixed-encodings`, `sheets.no-table`."""

    names: Sequence[str] = (NAME,)
    epoch = EPOCH

    def __init__(self, data: bytes, imports: Imports, legacy: Mapping[str, Legacy]) -> None:
        text, self.encoding = decoded(data, imports, legacy)
        if "\0" in text:
            raise Refused("sheets.not-text", field="file", line=text.count("\n", 0, text.index("\0")) + 1)
        self._text = text
        self.separator = separator(text[:SAMPLE])

    @property
    def kind(self) -> str:
        return "csv"

    def about(self, sheet: str) -> int:
        """How many lines there are."""
        return self._text.count("\n") + 1

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Value]]]:
        """The rows as (number, cells); a row that goes over several lines of the file counts once. Raises Refused
        `sheets.damaged-line`, also for a quotation mark that nothing closes: its cell would hold the rest of the file.
        """
        lines = _Lines(self._text)
        reader = csv.reader(lines, delimiter=self.separator)
        number = 0
        while True:
            number += 1
            begun = reader.line_num + 1
            try:
                row = next(reader, None)
            except csv.Error as cause:
                raise Refused("sheets.damaged-line", field="file", line=reader.line_num) from cause
            if row is None:
                return
            if lines.ended:  # the reader looks for more only inside a quotation
                raise Refused("sheets.damaged-line", field="file", line=begun)
            yield number, list(row)


class _Lines:
    """The lines of a text with their ends. `ended`: somebody asked for more than there are."""

    def __init__(self, text: str) -> None:
        self._lines = iter(StringIO(text, newline=""))
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            return next(self._lines)
        except StopIteration:
            self.ended = True
            raise


def decoded(data: bytes, imports: Imports, legacy: Mapping[str, Legacy]) -> tuple[str, str]:
    """The text and its encoding: as its mark says, else UTF-16 by its NULs, else UTF-8, else whichever of the pack's
    encodings makes the most syllables, its old letters included."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strict(data, encoding), encoding
    nuls = data[:4096].count(0)
    if nuls:
        odd, even = data[1:4096:2].count(0), data[0:4096:2].count(0)
        if max(odd, even) < 4 * min(odd, even) + 1 or nuls * 5 < len(data[:4096]):
            raise Refused("sheets.not-text", field="file", line=data.count(b"\n", 0, data.index(b"\0")) + 1)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return _strict(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as cause:
        if _mostly_utf8(data):
            raise Refused("sheets.mixed-encodings", field="file", line=data.count(b"\n", 0, cause.start) + 1) from None
    best, chosen = -1.0, ("", "")
    for encoding in imports.encodings:
        text = data.decode(encoding, errors="replace")
        sample = unicodedata.normalize("NFC", text[:SAMPLE])
        score = plausible(sample, imports.syllable) - 3 * sample.count("\ufffd") / max(len(sample), 1)
        old = recognised([sample], imports, legacy)
        if old is not None and encoding == "cp1252":
            score = max(score, old.share)
        if score > best:
            best, chosen = score, (text, encoding)
    return chosen


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as cause:
        before = data[: cause.start].count(b"\n")
        raise Refused("sheets.mixed-encodings", field="file", line=before + 1) from None


def _mostly_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8 all the same, so that two encodings were put together in one file."""
    good = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]{1,3}", data))
    other = len(re.findall(rb"[\x80-\xff]+", data))
    return good * 2 > other > 0


def separator(sample: str) -> str:
    """The separator of a table: the one that stands equally often, and most often, in its lines."""
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    best, chosen = 0.0, ","
    for mark in SEPARATORS:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=mark)] if lines else []
        used = [count for count in counts if count]
        if not used:
            continue
        usual = max(set(used), key=used.count)
        score = used.count(usual) / len(counts) * min(usual, 12) ** 0.5
        if score > best:
            best, chosen = score, mark
    return chosen
