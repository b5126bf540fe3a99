"""A line that holds two tasks, at the look: it is parted into lines of their own, said to be one task, or left open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from namro.doors.desk.page import Desk, Wrong, text_of
from namro.work.plans.clears import ONE, TWO
from namro.work.plans.reading.broken import ITEM

if TYPE_CHECKING:
    from namro.doors.desk.plans.read_lines import Lack, Row

PART = 10_000
"""What the number of a line grows by for each task that was parted from it."""
MOST_PARTS = 6
SPLIT = "split"
_BETWEEN = re.compile(r"[\n;]|\.\s")
_ENDS = " \t\n;,.-–+•"


def matters_of(text: str, task: Mapping[str, Any], start: int, end: int) -> tuple[str, ...]:
    """What each of the tasks of a line says, in the document's words: by where the second begins, else by the items of
    the cell, else by its sentences; all of it for both where none of that parts it. `start`, `end`: what shows that
    there are two."""
    said = task["task"] or task
    first, last = said["start"], said["end"]
    if first < start < last:
        parts = [text[first:start], text[start:last]]
    else:
        whole = text[first:last]
        parts = ITEM.split(whole) if len(ITEM.findall(whole)) > 1 else _BETWEEN.split(whole)
    found = [" ".join(part.split()).strip(_ENDS) for part in parts]
    found = [part for part in found if len(part.split()) > 1]
    if len(found) < 2:
        return (" ".join(text[first:last].split()),) * 2
    return (*found[: MOST_PARTS - 1], "; ".join(found[MOST_PARTS - 1 :])) if len(found) > MOST_PARTS else tuple(found)


def holds_of(row: Row) -> str:
    """How the task as it is kept holds what its line holds: see `TaskSaid.holds`."""
    return "" if not row.two or row.parted == SPLIT else ONE if row.parted == ONE else TWO


def parted(
    desk: Desk, rows: Sequence[Row], sent: Callable[[Row], None], short: Callable[[Desk, Row], list[Lack]]
) -> list[Row]:
    """The lines as they were sent, behind each that is parted the others of its tasks. These say what the cells of
    their row say, or of a sentence all but its lead, each with its own matter, until they were sent themselves (which
    `sent` reads); where a form that takes the line shows none of them yet, that is said. `short`: what a line lacks.
    What the plan has of a part is said of it (`Row.known`); taken with its line, the part corrects that."""
    found: list[Row] = []
    for row in rows:
        found.append(row)
        if not row.two or row.there is not None:
            continue
        was = desk.request.POST.get(f"two-{row.at}", row.parted)
        row.parted = was if was in (SPLIT, ONE) else ""
        if not row.parted:
            continue
        row.missing = [one for one in row.missing if one != row.two]
        if row.parted == ONE:
            continue
        for nth, matter in enumerate(row.parts[1:], 1):
            at = row.at + nth * PART
            does = "take" if row.does == "correct" else row.does
            own = replace(
                row, at=at, matter=matter, two=None, parted="", of=f"{row.at + 1}{'abcdef'[nth]}", does=does,
                missing=list(row.missing), fix=None, lent={}, silent=[], stays="", near=[], wrongs=[], posts=[],
                known={},
            )  # fmt: skip
            if not row.tabled:  # the second duty of a sentence may name who leads it in its own words
                own.lead, own.lead_id, own.every, own.among, own.lead_read = "", None, False, "", ""
                own.missing = [*short(desk, own), *(one for one in row.missing if one not in short(desk, row))]
            if nth in row.known:
                row.known[nth](own)
                if own.does != "skip":  # never one more beside what the plan has of it
                    own.does = "correct" if own.fix is not None else "skip"
            if f"does-{at}" in desk.request.POST:
                sent(own)
            elif row.does != "skip" and text_of(desk, "go") == "do":
                own.wrongs = [Wrong(desk.say("desk.plan.read.two.see", n=row.nth), f"matter-{at}")]
            found.append(own)
        if f"does-{row.at + PART}" not in desk.request.POST:
            row.matter = row.parts[0]
    return found
