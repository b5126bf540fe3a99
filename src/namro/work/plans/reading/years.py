"""The years that headings and titles say for what stands under them. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.clauses import Structure
from namro.work.plans.reading.document import Span


def one_year(text: str, start: int, end: int) -> list[tuple[int, Span]]:
    """The year that a heading says, where it says exactly one."""
    years = {
        int(found[0]): Span(*found.span()) for found in re.finditer(r"(?<![\d/.\-])20\d\d(?![\d/])", text[start:end])
    }
    if len(years) != 1 or re.search(r"20\d\d\s*[-–]\s*20\d\d", text[start:end]):
        return []
    ((year, span),) = years.items()
    return [(year, Span(span.start + start, span.end + start))]


def years_of_title(text: str, structure: Structure) -> list[tuple[int, Span]]:
    """The year that the title of the plan says."""
    title = structure.title
    return one_year(text, title.start, title.end) if title else []
