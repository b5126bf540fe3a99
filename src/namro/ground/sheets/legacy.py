"""Letters from before Unicode, recognised by font or by what they spell, and turned into today's.

A text in such letters was typed with a font that draws other letters than the characters say: "NguyÔn" is drawn as a
name. The tables and the shape of a syllable come from the pack. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from namro.ground.places.fold import fold
from namro.ground.sheets.cells import Old, Value
from namro.rules.packs.imports import Imports, Legacy

_WORDS = re.compile(r"[^\W\d_]+(?:[\xa0-\xff]+[^\W\d_]*)*|[\xa0-\xff]+")
SURE, BETTER = 0.7, 0.25
"""The share of syllables from which old letters are recognised, and by how much more there must be than before."""
LEAST = 3
"""Words with letters beyond ASCII from which anything is recognised."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table of old letters that a text seems to be written in, and the share of its words that are then syllables."""

    table: str
    share: float


def convert(text: str, table: Legacy, *, capitals: bool = False) -> str:
    """The text in today's letters (NFC). `capitals`: the font drew every letter as a capital."""
    found = _pattern(table.id, tuple(table.letters)).sub(lambda one: table.letters[one[0]], text)
    found = unicodedata.normalize("NFC", found)
    return found.upper() if capitals else found


@lru_cache(maxsize=16)
def _pattern(name: str, letters: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in sorted(letters, key=len, reverse=True)))


def plausible(text: str, syllable: str, least: int = LEAST) -> float:
    """Of the words with letters beyond ASCII the share that are syllables, written in small letters, in capitals or
    with one capital first; 0 where there are fewer than `least`."""
    fits = re.compile(syllable)
    seen = good = 0
    for word in _WORDS.findall(text[:20_000]):
        if word.isascii():
            continue
        seen += 1
        shaped = word.islower() or word.isupper() or word.istitle() or (word[:1].isupper() and word[1:].islower())
        good += bool(shaped and _one_tone(word) and fits.fullmatch(fold(word)))
    return good / seen if seen >= least else 0.0


_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def _one_tone(word: str) -> bool:
    """Whether the word carries one tone mark at most, and no letter that is neither plain nor marked."""
    marks = sum(c in _TONES for c in unicodedata.normalize("NFD", word))
    return marks <= 1 and all(c.isalpha() for c in word)


def recognised(texts: Iterable[str], imports: Imports, legacy: Mapping[str, Legacy]) -> Recognised | None:
    """The table in which the texts seem to be written, or None where they read better as they are."""
    sample = unicodedata.normalize("NFC", "\n".join(text for text in texts if not text.isascii())[:20_000])
    before = plausible(sample, imports.syllable)
    best: Recognised | None = None
    for table in legacy.values():
        share = plausible(convert(sample, table), imports.syllable)
        if share >= SURE and share >= before + BETTER and (best is None or share > best.share):
            best = Recognised(table.id, share)
    return best


def modern(value: Value, legacy: Mapping[str, Legacy], table: str = "") -> Value:
    """The value with its letters turned into today's: by its font, else by `table`; whatever is no text as it is."""
    if not isinstance(value, str) or (value.isascii() and not isinstance(value, Old)):
        return value
    composed = unicodedata.normalize("NFC", value)
    if any(c > "\u017f" and c.isalpha() for c in composed):
        return composed  # a letter that the old fonts did not have: it is Unicode whatever the font
    if isinstance(value, Old) and value.table in legacy:
        return convert(value, legacy[value.table], capitals=value.capitals)
    return convert(value, legacy[table]) if table in legacy else value


def modern_row(
    cells: Sequence[Value], imports: Imports, legacy: Mapping[str, Legacy], table: str = "", *, keep: bool = False
) -> tuple[list[Value], list[int]]:
    """The cells of a row in today's letters, and the numbers of those that can be read both ways.

    Where no font tells, a cell that reads better as it stands, or has a letter that the old font did not have, was
    typed in today's letters: it stays. One that reads as well before as after is what the rest of its row is; where
    that does not tell either it is among the second, and stays if `keep`.
    """
    found = [modern(cell, legacy, table) for cell in cells]
    if table not in legacy:
        return found, []
    ways: dict[str, list[int]] = {"today": [], "old": [], "both": []}
    for at, cell in enumerate(cells):
        if isinstance(cell, str) and not isinstance(cell, Old) and not cell.isascii():
            ways[_way(cell, str(found[at]), imports, legacy[table])].append(at)
    for at in ways["today"]:
        found[at] = cells[at]
    both = [at for at in ways["both"] if found[at] != cells[at]]
    if bool(ways["today"]) == bool(ways["old"]):
        stay, unsure = (both if keep else []), both
    else:
        stay, unsure = (both if ways["today"] else []), []
    for at in stay:
        found[at] = cells[at]
    return found, unsure


def _way(cell: str, turned: str, imports: Imports, table: Legacy) -> Literal["today", "old", "both"]:
    """How a cell was typed, as far as it tells itself."""
    text = unicodedata.normalize("NFC", cell)
    before, after = (plausible(one, imports.syllable, 1) for one in (text, turned))
    signs = _signs(table.id, tuple(table.letters))
    foreign = any(c.isalpha() and not c.isascii() and c not in signs for c in text)
    if before > after or (foreign and before == 1):
        return "today"
    now = _letters_of_today(table.id, tuple(table.letters.values()))
    if after > before or any(c not in now for c in text.casefold() if not c.isascii()):
        return "old"  # also with a letter that today's texts do not have: "å", "ñ"
    return "both"


@lru_cache(maxsize=16)
def _letters_of_today(name: str, values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", "".join(values)).casefold())


@lru_cache(maxsize=16)
def _signs(name: str, letters: tuple[str, ...]) -> frozenset[str]:
    return frozenset("".join(letters))
