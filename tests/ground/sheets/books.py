"""Files as offices send them, good and bad, made on the spot."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from namro.rules.packs.current import the_pack

TEXT = "Nguyễn Văn Hùng phản ánh tiếng ồn quán karaoke ở phường Hoàn Kiếm, đề nghị kiểm tra xử lý sớm"


def xlsx(rows: Sequence[Sequence[Any]], *, sheet: str = "Sổ", fonts: dict[tuple[int, int], str] | None = None) -> bytes:
    """A workbook with these rows; `fonts` by (row, column) from 0."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                font = (fonts or {}).get((r, c))
                style = book.add_format({"font_name": font}) if font else None
                if hasattr(value, "year"):
                    page.write_datetime(r, c, value, day)
                elif isinstance(value, str) and value.startswith("="):
                    page.write_formula(r, c, value, None, "")
                elif value is not None:
                    page.write(r, c, value, style)
    return out.getvalue()


def repacked(book: bytes, **parts: bytes) -> bytes:
    """The workbook with some parts put in another way; `__` in a name stands for a slash, `_dot_` for a dot."""
    out = io.BytesIO()
    wanted = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            if info.filename not in wanted:
                after.writestr(info, before.read(info.filename))
        for name, content in wanted.items():
            after.writestr(name, content)
    return out.getvalue()


def in_old_letters(text: str, table: str) -> str:
    """The text as it was typed in the letters of a table of the pack."""
    back: dict[str, str] = {}
    for old, new in the_pack().legacy[table].letters.items():
        back.setdefault(new, old)
    return "".join(back.get(c, c) for c in text)


def cp1258(text: str) -> bytes:
    """The text in Windows-1258: letters with their hats, tones behind them."""
    out = b""
    for c in text:
        apart = unicodedata.normalize("NFD", c)
        hats = "".join(m for m in apart[1:] if m in "\u0302\u0306\u031b")
        tones = "".join(m for m in apart[1:] if m not in "\u0302\u0306\u031b")
        out += (unicodedata.normalize("NFC", apart[0] + hats) + tones).encode("cp1258")
    return out
