"""Typesetting: a template of the pack and plain values in, a PDF/A out. The same in, the same bytes out.

What people wrote reaches the template as JSON and is set as text; nothing of it is ever read as markup. One compiler
serves the process, one paper at a time, so that a large book never takes the memory of two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from namro.results.papers.fonts import FAMILY, FOLDER, shown

STANDARD: Final = "a-2b"
TAGGED = 300
"""Lines up to which a paper carries tags for screen readers; in a long book they take ten times its memory."""
REMEMBERED = 10
"""Compilations for which the typesetter keeps what it worked out; a large paper is made to be forgotten at once."""
_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)")
_one_at_a_time = Lock()
_compilers: dict[Path, typst.Compiler] = {}


def pdf(folder: Path, template: str, values: Mapping[str, Any], at: datetime, *, lines: int = 1) -> bytes:
    """The PDF/A-2b that `template` (in `folder`) makes of `values`. `at` (aware) is its date.

    `values` gets it as `date`, in UTC, since that is what a PDF's own date is written in, and the name of the font
    beside it. Raises `typst.TypstError` for a template at fault.
    """
    utc = at.astimezone(UTC)
    stamp = {"year": utc.year, "month": utc.month, "day": utc.day, "hour": utc.hour, "minute": utc.minute}
    data = json.dumps({**_settable(values), "date": stamp, "font": FAMILY}, ensure_ascii=False)
    with _one_at_a_time:
        made = _compiler(folder).compile(
            folder / template,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=[STANDARD],
            pdf_tags=lines <= TAGGED,
            timestamp=int(at.timestamp()),
        )
        if lines > TAGGED:
            for _ in range(REMEMBERED + 2):  # 0.3 s; else ten volumes in a row would hold 2 GB
                _compiler(folder).compile(b"", format="pdf")
    assert isinstance(made, bytes)
    return made


def pages_of(made: bytes) -> int:
    """How many pages a PDF made here has."""
    return max(int(found) for found in _PAGES.findall(made))


def _compiler(folder: Path) -> typst.Compiler:
    found = _compilers.get(folder)
    if found is None:
        nowhere = folder / ".packages"  # no package is ever looked for, here or elsewhere
        found = _compilers[folder] = typst.Compiler(
            root=str(folder),
            font_paths=[str(FOLDER)],
            ignore_system_fonts=True,
            package_path=str(nowhere),
            package_cache_path=str(nowhere),
        )
    return found


def _settable(value: Any) -> Any:
    """Every text in `value` as the font can show it."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {key: _settable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_settable(one) for one in value]
    return value
