"""What one sentence of a plan asks of somebody. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.rhythms import Again
from namro.work.plans.reading.when import When


@dataclass(slots=True)
class Duty:
    """What one sentence says. `leads`: who is to see to it, `told`: by which words. `whens`: the times in it that are
    terms. `labelled`: what it names by a label (product, head …). `condition`: the words by which it is a duty only if
    something comes about; `other`: those that name another one who leads or directs; `more`: those by
    whom something else is to be done; `several`: those of more than one rhythm; `of_others`: those of a rhythm that is
    said to be somebody else's; `aside`: what stands behind a label
    that is not known, with the known one before it."""

    start: int
    end: int
    leads: Span | None = None
    told: str = ""
    helpers: list[Span] = field(default_factory=list)
    task: Span | None = None
    whens: list[When] = field(default_factory=list)
    rhythm: Again | None = None
    labelled: dict[str, Span] = field(default_factory=dict)
    head: Span | None = None
    condition: Span | None = None
    other: Span | None = None
    more: Span | None = None
    several: Span | None = None
    of_others: Span | None = None
    aside: list[tuple[str, Span]] = field(default_factory=list)
