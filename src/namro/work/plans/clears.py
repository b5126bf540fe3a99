"""The clears of a task: who, which matter, which product, by when, who answers for it, by which authority. Pure.

The one place that decides whether a task may be given. What a document that is read leaves open is asked of its words
in `reading.clears`, with the place of each; a reason that both know has the same code and the same clear.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from namro.rules.packs.programme import Clear, Programme
from namro.work.plans.terms import ONGOING

ONE, TWO = "one", "two"
"""What a row of a document that seems to hold two tasks is said to hold: see `TaskSaid.holds`."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """One clear that a task misses, and why: no-lead, no-role, no-clause, no-matter, no-product, vague-product,
    two-tasks, no-time, no-reports, no-end, no-head, lead-helps, no-authority."""

    clear: Clear
    why: str


def unclear(data: Mapping[str, Any], words: Mapping[str, str], programme: Programme) -> list[Unclear]:
    """What a task misses before it can be given, in the order of the clears; nothing where it is clear."""
    return [one for one in _looked(data, words, programme) if one.clear in programme.asked]


def _looked(data: Mapping[str, Any], words: Mapping[str, str], programme: Programme) -> Iterator[Unclear]:
    lead = data.get("lead_office_id")
    if lead is None and not data.get("spread"):
        yield Unclear("person", "no-lead")
    if not (data.get("lead_role") or data.get("lead_post_id") or data.get("team")):
        yield Unclear("person", "no-role")
    if data.get("clause_id") is None:
        yield Unclear("matter", "no-clause")
    if not _says(words.get("matter", "")):
        yield Unclear("matter", "no-matter")
    product = words.get("product", "")
    if not _says(product):
        yield Unclear("task", "no-product")
    elif any(_plain(product).startswith(_plain(vague)) for vague in programme.vague):
        yield Unclear("task", "vague-product")
    if data.get("holds") == TWO:
        yield Unclear("task", "two-tasks")
    time = data.get("time") or {}
    if not time:
        yield Unclear("time", "no-time")
    elif "rhythm" in time:
        if time["rhythm"] == ONGOING and not time.get("reports"):
            yield Unclear("time", "no-reports")
        if not time.get("until"):
            yield Unclear("time", "no-end")
    if not data.get("head_role"):
        yield Unclear("responsibility", "no-head")
    if lead is not None and lead in (data.get("with") or ()):
        yield Unclear("responsibility", "lead-helps")
    if not _says(words.get("authority", "")):
        yield Unclear("authority", "no-authority")


def _says(text: str) -> bool:
    return any(unicodedata.category(c)[0] in "LN" for c in text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
