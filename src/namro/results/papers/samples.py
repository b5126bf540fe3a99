"""Papers of nothing in particular: whether the templates of a pack can be set at all, before somebody waits for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import typst

from namro.results.papers import square, typeset
from namro.rules.packs.papers import PaperForm
from namro.rules.packs.schema import Pack

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
TEXT = "Façade, naïve & <b> #set _*"
"""Accents, and what a template must not take for markup."""


_WHERE = re.compile(r"┌─ \S*?([\w.-]+\.typ):(\d+):\d+")


@dataclass(frozen=True, slots=True)
class Unsettable:
    """A form whose template cannot be set: the file and line at fault, and what the typesetter says."""

    form: PaperForm
    file: str
    line: int
    cause: str


def unsettable(pack: Pack) -> Iterator[Unsettable]:
    """The forms of the pack whose template cannot be set, each once."""
    folder = pack.folder / "papers"
    for form in pack.papers:
        for lang in pack.languages:
            try:
                typeset.pdf(folder, form.template, values(form, lang), AT)
            except (typst.TypstError, RuntimeError, OSError) as cause:
                at = _WHERE.search(str(getattr(cause, "diagnostic", "")))
                file, line = (at[1], int(at[2])) if at else (form.template, 1)
                yield Unsettable(form, file, line, " ".join(str(cause).split())[:300])
                break


def values(form: PaperForm, lang: str) -> dict[str, Any]:
    """Values for every kind of template: one line, every column, all that stands around."""

    def pick(text: Any) -> str:
        return text.get(lang) or next(iter(text.values()), "") if text else ""

    words = {name: pick(text) for name, text in form.words.items()}
    return {
        "words": words,
        "title": words.get("title", TEXT),
        "closing": words.get("closed", TEXT),
        "volume": words.get("volume", TEXT),
        "sealed-why": words.get("sealed-why", TEXT),
        "columns": [
            {
                "name": pick(column.names),
                "width": column.width,
                "align": column.align,
                "under": pick(form.headings[column.under]) if column.under else "",
            }
            for column in form.columns
        ],
        "rows": [[TEXT for _ in form.columns]],
        "to": TEXT,
        "ref": "NR-0000-0000",
        "pairs": [[TEXT, TEXT]],
        "groups": ["ABCD", "EFGH", "JKLM", "NPQR"],
        "follow": "https://example.org/",
        "coming": [TEXT],
        "code": "0000-0000-0000-0000",
        "square": square.rows("https://example.org/"),
        "lang": lang,
        "paper": form.size.partition("-")[0],
        "flipped": form.size.endswith("-landscape"),
        "name": pick(form.names),
        "cite": pick(form.form),
        "office": {"name": TEXT, "above": TEXT},
        "unconfirmed": pick(form.words.get("unconfirmed")),
    }
