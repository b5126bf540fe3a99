"""What is said, at the desk and on the terminal, of what was not read of a plan, with the document's words."""

from __future__ import annotations

import re
from functools import lru_cache
from textwrap import shorten

from namro.doors import words
from namro.rules.packs.words import Words

SHOWN = 120
"""Characters of the document shown beside a reason."""
QUOTED = (
    "nothing-read", "prohibition", "denied", "cell-of-both", "same-number", "expected-days", "hidden-row",
    "column-not-read", "table-not-read", "too-long", "hidden-column", "hidden-sheet", "formula-without-value",
    "left-open", "points-elsewhere", "only-mark", "seats", "row-joined", "struck-out", "another-document",
)  # fmt: skip
"""Notes that show the words that they are about."""
SHOWN_WHYS = ("conditional-lead", "other-lead", "renamed-lead")
"""Reasons, besides those about a time, that show the words that they are about."""
UNQUOTED = ("no-end",)
"""Reasons about a time whose words are shown already."""


def why_said(lang: str, clear: str, why: str, text: str) -> str:
    """Why a clear is missed; of a time and of a condition the words that show it. `text`: those; "" where it is the
    whole task."""
    says = words.say(lang, f"cli.plan.why.{why}")
    shown = why in SHOWN_WHYS or (clear == "time" and why not in UNQUOTED)
    return quoted(lang, says, text) if shown else says


def note_said(lang: str, why: str, text: str) -> str:
    """A note on a place of the document, with its words where it is about them."""
    says = words.say(lang, f"cli.plan.note.{why}")
    return quoted(lang, says.rstrip("."), text) if why in QUOTED else says


def quoted(lang: str, says: str, text: str) -> str:
    """A sentence with the words of the document behind it, where there are any."""
    cut = shorten(text, SHOWN, placeholder=" …")
    return words.say(lang, "cli.plan.quoted", says=says, text=cut) if cut else says


ROWS = ("desk.plan.read.group-of-table", "desk.plan.read.row-of-table", "desk.plan.read.row")
"""How a clause is called that the document itself gives no label: a row of an appendix, a group of rows, a task."""


def clause_said(lang: str, label: str) -> str:
    """The label of a clause in a language; one that the document itself has stays as it is."""
    for key, look in _labels(words.words()):
        if found := look.fullmatch(label):
            return words.say(lang, key, n=found[1])
    return label


def clause_kept(label: str) -> str:
    """The label as it is kept, whoever read the document: in the first language of the pack."""
    return clause_said(words.languages()[0], label)


def mark_of_group(label: str) -> str:
    """The mark of a group of rows by its label, "" for one that has none; the label itself of any other clause."""
    for key, look in _labels(words.words()):
        if found := look.fullmatch(label):
            return "" if key == ROWS[0] else found[1]
    return label


@lru_cache(maxsize=4)
def _labels(known: Words) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """By key how a label of it is told, in each language."""
    made = []
    for key in ROWS:
        number = r"(\S{1,60})" if key == ROWS[1] else r"(\d{1,5})"
        for lang in known.languages:
            before, _, behind = known.say(lang, key, n="\0").partition("\0")
            made.append((key, re.compile(f"{re.escape(before)}{number}{re.escape(behind)}")))
    return tuple(made)
