"""The fonts that papers are set in, and which characters they have.

Liberation Serif has the widths of Times New Roman, which the forms of many administrations ask for, and all Vietnamese
letters; it lies in `fonts/` with its licence (SIL Open Font License 1.1), unchanged. No font of the machine is ever
used: the same paper has the same bytes wherever it is set. A character that the font lacks is shown as an empty square,
since PDF/A allows no glyph that is not there.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Liberation Serif"
MISSING = "\u25a1"


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """The code points that every style of the family has a glyph for."""
    found = [_cmap(path.read_bytes()) for path in sorted(FOLDER.glob("*.ttf"))]
    return frozenset.intersection(*found)


def _cmap(raw: bytes) -> frozenset[int]:
    """The characters of a TrueType file, from its table of 16-bit ranges (OpenType 1.9, `cmap` format 4)."""
    count = struct.unpack_from(">H", raw, 4)[0]
    tables = {raw[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">I", raw, 20 + 16 * i)[0] for i in range(count)}
    base = tables[b"cmap"]
    for i in range(struct.unpack_from(">H", raw, base + 2)[0]):
        at = base + struct.unpack_from(">I", raw, base + 8 + 8 * i)[0]
        if struct.unpack_from(">H", raw, at)[0] == 4:
            return frozenset(_ranges(raw, at))
    raise ValueError("This font has no table of characters that is known here.")


def _ranges(raw: bytes, at: int) -> list[int]:
    segments = struct.unpack_from(">H", raw, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", raw, at + 14)
    rest = at + 16 + 2 * segments
    starts = struct.unpack_from(f">{segments}H", raw, rest)
    deltas = struct.unpack_from(f">{segments}H", raw, rest + 2 * segments)
    where = rest + 4 * segments
    offsets = struct.unpack_from(f">{segments}H", raw, where)
    found = []
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for point in range(start, min(end, 0xFFFE) + 1):
            glyph = point
            if offsets[i]:
                glyph = struct.unpack_from(">H", raw, where + 2 * i + offsets[i] + 2 * (point - start))[0]
            if glyph and (offsets[i] or (point + deltas[i]) & 0xFFFF):
                found.append(point)
    return found


def shown(text: str) -> str:
    """`text` as the font can show it: composed, without what cannot be seen, a square for each letter that it lacks."""
    known = letters()
    kept = []
    for c in unicodedata.normalize("NFC", text):
        if ord(c) in known or c in "\n ":
            kept.append(c)
        elif c == "\t":
            kept.append(" ")
        elif unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Mn", "Me", "Sk") or not kept:
            kept.append(MISSING)
    return "".join(kept)
