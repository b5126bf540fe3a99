"""What is said, at the desk and on the terminal, of what was not read of a plan, with the document's words."""

from __future__ import annotations

from textwrap import shorten

from namro.doors import words

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
