"""What stands in a cell, and how a day, a time of day and a number are read out of it. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell without a value to trust: a formula that failed ("#REF!") or whose result was never stored ("=")."""

    text: str

    def __str__(self) -> str:
        return self.text


class Old(str):
    """A text in a font whose letters are not Unicode's. `table` names the table of the pack, `capitals` whether the
    font draws every letter as a capital."""

    table: str = ""
    capitals: bool = False


Value = str | int | float | bool | datetime | date | time | Broken | None

FIRST_YEAR = 1900
SERIALS = (1.0, 80_000.0)
"""Excel's numbers for days that can be meant: 1900 to 2118."""
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - workbooks know no zones
"""From which day a workbook counts its days; one made by an old Excel for Mac counts from 1 January 1904."""
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})(?:\s+(.*)|T(.*))?", re.DOTALL)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](.*))?", re.DOTALL)
_TIME = re.compile(r"(\d{1,2})\s*(?:[:hg]|gio)\s*(\d{1,2})?(?::\d{1,2}(?:\.\d+)?)?\s*(?:p|phut)?", re.IGNORECASE)
_SERIAL = re.compile(r"\d{1,5}(?:[.,]\d+)?")


def letter(column: int) -> str:
    """The letters of a column, counted from 0: A, B, … AA."""
    from openpyxl.utils import get_column_letter  # heavy, and most commands open no workbook

    return str(get_column_letter(column + 1))


def text_of(value: Value) -> str:
    """What the cell says, on its own lines, without the apostrophe that marks a text and without spaces around it."""
    if value is None:
        return ""
    if type(value) is str:
        return _text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        whole = value.time() == time(0)
        return f"{value:%d/%m/%Y}" if whole else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _text(str(value))


def _text(value: str) -> str:
    text = value.strip().replace("\xa0", " ")
    if text[:1] in "'\u2019" and text[1:2] not in ("", " "):
        text = text[1:]
    return unicodedata.normalize("NFC", text).strip()


def day_of(value: Value, pivot: int, epoch: datetime = EPOCH) -> tuple[date, time | None] | None:
    """The day that a cell names, and the time of day where it names one too; None where it names no day.

    Understood are dates, Excel's numbers, and texts such as 5/3/2019, 05.03.19, 2019-03-05 with a time behind. A year
    of two digits lies in the hundred years up to `pivot`; a number counts from `epoch`.
    """
    if isinstance(value, bool) or value is None or isinstance(value, (Broken, time)):
        return None
    if isinstance(value, datetime):
        return value.date(), None if value.time() == time(0) else value.time().replace(microsecond=0)
    if isinstance(value, date):
        return value, None
    if isinstance(value, (int, float)):
        return _serial(float(value), epoch)
    text = unicodedata.normalize("NFKC", text_of(value)).strip()
    if found := _ISO.fullmatch(text):
        year, month, day, rest = found.groups()
    elif found := _DAY.fullmatch(text):
        day, month, year, rest = found[1], found[2], found[3], found[4] or found[5]
    elif _SERIAL.fullmatch(text):
        return _serial(float(text.replace(",", ".")), epoch, least=20_000)
    else:
        return None
    at = None
    if rest and rest.strip():
        at = time_of(rest)
        if at is None:
            return None
    try:
        return date(_year(year, pivot), int(month), int(day)), None if at == time(0) else at
    except ValueError:
        return None


def _year(text: str, pivot: int) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    year += pivot - pivot % 100
    return year if year <= pivot else year - 100


def _serial(number: float, epoch: datetime, least: float = SERIALS[0]) -> tuple[date, time | None] | None:
    if not least <= number < SERIALS[1]:
        return None
    from openpyxl.utils.datetime import from_excel  # heavy, and most commands open no workbook

    found = from_excel(number, epoch)
    if not isinstance(found, datetime):
        return None
    at = found.time().replace(microsecond=0)
    return found.date(), None if at == time(0) else at


def time_of(value: Value) -> time | None:
    """The time of day that a cell names (8:05, 8h05, 8 g 5, a fraction of a day); None where it names none."""
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value.replace(microsecond=0)
    if isinstance(value, bool) or value is None or isinstance(value, Broken):
        return None
    if isinstance(value, (int, float)):
        if not 0 <= value < 1:
            return None
        minutes = round(float(value) * 1440)
        return time(minutes // 60 % 24, minutes % 60)
    plain = "".join(c for c in unicodedata.normalize("NFKD", text_of(str(value))) if not unicodedata.combining(c))
    found = _TIME.fullmatch(plain.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))
