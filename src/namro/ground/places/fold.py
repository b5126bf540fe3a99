"""Text folded so that what is typed finds what is written: no accents, no case, no punctuation, one space."""

from __future__ import annotations

import re
import unicodedata


class _Letters(dict[int, int | str | None]):
    """What becomes of each character: marks go, letters that do not come apart become plain ones; worked out once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return None if self[code] is None else code


_LETTERS = _Letters()
for _letter, _plain in zip("đðøłæœıþ", ("d", "d", "o", "l", "ae", "oe", "i", "th"), strict=True):
    _LETTERS[ord(_letter)] = _plain
_UNSEEN: dict[int, None] = dict.fromkeys(
    (0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
"""What cannot be seen inside a word, as pasted text carries it."""
_LETTERS.update(_UNSEEN)
INSIDE_A_WORD = re.compile(r"['’‘ʼ`´]")
"""Apostrophes, which part no words."""
_WORDS = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text in small plain letters and digits, its words between single spaces.

    Composed and decomposed accents, any tone placement, capitals and punctuation give the same; an apostrophe inside
    a word goes, a number loses its leading zeros. Folding twice changes nothing.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    words = _WORDS.findall(INSIDE_A_WORD.sub("", plain))
    return " ".join((word.lstrip("0") or "0") if word.isdecimal() else word for word in words)


TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: of a word in Vietnamese they go with the syllable, on whichever vowel."""
_ACCENTED = re.compile(r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*")


def accented(text: str) -> str:
    """As `fold`, but accents matter, only not on which vowel a tone is written: “Phú Lương” is not “Phú Lượng”."""
    found = _ACCENTED.findall(unicodedata.normalize("NFD", text.casefold()).translate(_UNSEEN))
    return " ".join(
        "".join(char for char in word if char not in TONES) + "".join(char for char in word if char in TONES)
        for word in found
    )


def squeeze(folded: str) -> str:
    """A folded text without its spaces: "hoankiem"."""
    return folded.replace(" ", "")
