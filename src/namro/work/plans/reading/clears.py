"""Which of the clears a document leaves open, each with the reason and the characters that show it. Pure.

This is no second gate. `work.plans.clears` alone decides whether a task may be given, by the draft that somebody wrote:
there a lead is an office that exists, a post is asked for, and nothing has a place in a text. What is asked here can be
asked only of words: that a name names nobody in particular, that two days contradict each other, that a time is not
understood. A reason that both know has the same code and belongs to the same clear in both; a test holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.rules.packs.programme import Clear
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.fields import Task, Unclear
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.offices import Offices

_SLASH = re.compile(r"[\w.)]\s+/\s+[\w(]")
"""Between two names in one cell, known or not."""
_ASIDE = re.compile(r"\s*\(\s*([^()\n]{1,160})\)")


def unclear(task: Task, text: str, lexicon: Lexicon, names: Names, offices: Offices) -> tuple[Unclear, ...]:
    """What of a task is not clear: who it is, which matter, what is to be done, by when, who answers for it. A place
    is that of the field that shows it, else that of the whole task."""
    return (*task.unclear, *(Unclear(*one) for one in _found(task, text, lexicon, names, offices)))


def _excepted(text: str, end: int, lexicon: Lexicon) -> int | None:
    """Where brackets end right behind a name that take somebody out of it: "Phòng Kinh tế (trừ Tổ Thuế)"."""
    aside = _ASIDE.match(text, end)
    return aside.end() if aside is not None and lexicon.excepting.match(aside[1]) is not None else None


def _found(
    task: Task, text: str, lexicon: Lexicon, names: Names, offices: Offices
) -> Iterator[tuple[Clear, str, int, int]]:
    fields = task.fields
    whole = (task.start, task.end)
    lead = fields.get("lead")
    said_several = any(one.clear == "person" and one.why == "several-leads" for one in task.unclear)
    if lead is None:
        if not any(
            one.clear == "person" and one.why in ("no-lead", "several-leads", "unsure-name") for one in task.unclear
        ):
            yield "person", "no-lead", *whole
    elif names.collective(str(lead.value)):
        yield "person", "collective", lead.start, lead.end
    elif not said_several and (
        sum(not names.post(text, one) for one in names.listed(text, lead.start, lead.end)) > 1
        or (names.several(text, Span(lead.start, lead.end)) and not names.qualified(str(lead.value)))
        or names.in_capitals(text, Span(lead.start, lead.end)) > 1
        or len(names.apart(text, Span(lead.start, lead.end))) > 1
        or lexicon.either.search(str(lead.value)) is not None
        or (task.source == "table" and _SLASH.search(text, lead.start, lead.end) is not None)
    ):
        yield "person", "several-leads", lead.start, lead.end
    elif names.qualified(str(lead.value)):
        yield "person", "qualified-lead", lead.start, lead.end
    elif (but := _excepted(text, lead.end, lexicon)) is not None:
        yield "person", "qualified-lead", lead.start, but
    elif task.source == "prose" and (
        names.unsure(text, Span(lead.start, lead.end))
        or any(one.end() == lead.end for one in lexicon.two_ways.finditer(text, lead.start, lead.end + 60))
    ):
        yield "person", "unsure-name", lead.start, lead.end
    if lead is not None and (now := names.renamed(text, Span(lead.start, lead.end))) is not None:
        yield "person", "renamed-lead", now.start, now.end
    if "clause" not in fields:
        yield "matter", "no-clause", *whole
    said = fields.get("task")
    if said is None:
        yield "task", "no-task", *whole
    elif "product" not in fields and lexicon.weak.match(text, said.start, said.end):
        yield "task", "no-product", said.start, said.end
    rhythm, due = fields.get("rhythm"), fields.get("due")
    written = (task.unread.start, task.unread.end) if task.unread is not None else whole
    if (
        due is None
        and rhythm is None
        and not any(one.clear == "time" and one.why != "time-beside" for one in task.unclear)
    ):
        yield "time", task.reasons.get("due", "no-term"), *written
    elif rhythm is not None and due is None and not any(name == "until" for name, _ in rhythm.more):
        yield "time", "no-end", rhythm.start, rhythm.end
    if rhythm is not None and task.unread is not None:
        yield "time", "within-not-understood", *written
    helpers = fields.get("coordinating")
    if lead is not None and helpers is not None and isinstance(helpers.value, tuple):
        own = offices.key(str(lead.value))
        if any(offices.key(one) == own for one in helpers.value):
            yield "responsibility", "lead-helps", helpers.start, helpers.end
    if "head" not in fields:
        yield "responsibility", "no-head", *whole
