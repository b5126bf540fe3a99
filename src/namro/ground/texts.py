"""What people write, made storable without changing what they meant."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from namro.rules.packs.refused import Refused

LINE = 300
"""Most characters of a one-line text."""
TEXT = 20_000
"""Most characters of a long text."""

_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF])


def clean(text: str) -> str:
    """`text` in composed form (NFC), with plain line ends, without NUL, control characters, lone surrogates and marks
    that turn the reading direction of what follows; letters of every script stay."""
    if text.isprintable():  # nothing in it that would go
        return unicodedata.normalize("NFC", text).strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept.translate(_TURNING)).strip()


_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_LINES = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"))
"""What word processors end a line or a page with."""
_MARKS = str.maketrans(dict.fromkeys("\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\ufffe\uffff"))
"""Marks that programs put around what is copied, a telephone number say; U+202E, which turns letters round, is none."""


def with_lines(text: str) -> str:
    """`text` as a person typed or pasted it, every end of a line or page a line end."""
    return text if text.isprintable() else text.translate(_LINES)


def turned_nowhere(text: str) -> str:
    """`text` without the marks of direction that copying puts around words; as it is where they turn anything, since it
    has letters that run from right to left or U+202E."""
    if text.isprintable() or "\u202e" in text or any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return text
    return text.translate(_MARKS)


def no_text(text: str) -> str:
    """What `clean` takes out of a text, each once, as it is named: "U+0000, U+202E, U+D800"; "" for nothing. Line ends
    and tabs stay, as do marks that join letters or say in which direction one runs; a byte-order mark goes unsaid."""
    if text.isprintable():
        return ""
    return ", ".join(f"U+{ord(c):04X}" for c in sorted(set(_NO_TEXT.findall(text))))


def long_text(value: object, field: str, *, most: int = TEXT) -> str:
    """The cleaned long text; "" for nothing. Raises Refused `cases.not-text` or `cases.too-long` naming the field."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused("cases.not-text", field=field, name=field)
    if len(value) > most * 4:  # do not normalise a flood
        raise Refused("cases.too-long", field=field, name=field, most=most, length=len(value))
    text = clean(value)
    if len(text) > most:
        raise Refused("cases.too-long", field=field, name=field, most=most, length=len(text))
    return text


def line(value: object, field: str, *, most: int = LINE) -> str:
    """`long_text` on one line."""
    return " ".join(long_text(value, field, most=most).split())


def says(value: object) -> bool:
    """Whether a text has a letter, a digit or a symbol in it: more than spaces, dots and what cannot be seen."""
    return isinstance(value, str) and any(unicodedata.category(c)[0] in "LNS" for c in value)


def required(value: object, field: str, *, most: int = TEXT) -> str:
    """`long_text` that must say something: raises Refused `cases.needed` when it is empty."""
    text = long_text(value, field, most=most)
    if not says(text):
        raise Refused("cases.needed", field=field, name=field)
    return text


def plain(value: Any, field: str, depth: int = 0) -> Any:
    """A structured answer with every text in it cleaned: texts, numbers, yes/no, and small lists and maps of these.
    Raises Refused `cases.not-text` for anything else."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return long_text(value, field)
    if depth < 2 and isinstance(value, Mapping) and len(value) <= 20:
        return {line(k, field): plain(v, field, depth + 1) for k, v in value.items()}
    if depth < 2 and isinstance(value, list | tuple) and len(value) <= 50:
        return [plain(v, field, depth + 1) for v in value]
    raise Refused("cases.not-text", field=field, name=field)
