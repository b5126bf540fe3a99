"""What may still be said about an answer, and what those who were answered said: sums of an office and quarter only.

Never by officer, never by case, never as a rank. A quarter is shown once nothing in it can change any more, so that
nobody learns from two looks what was said between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from namro.ground.gate.context import canonical
from namro.ground.people.actors import Actor
from namro.ground.people.may import grants, limited, offices_in_scope
from namro.ground.people.models import Office
from namro.ground.trail.canonical import digest, microseconds
from namro.ground.trail.claims import Claim
from namro.rules.packs.current import the_pack
from namro.work.cases.bands import LEAST, Band, banded
from namro.work.cases.models import Case, Rating

READ = "cases.read_ratings"
CHANGEABLE = 30 * 24 * 3600
"""Seconds within which it can be said anew."""
MOST = 10
"""Times that it can be said, with the first."""
ANSWERS = (5, 4, 3, 2, 1)
"""From "very well" down to "not at all": the order of the cells."""
QUESTIONS = ("understood", "treated")
SHOWN = 200
"""Offices and quarters on a page."""


def answered(case: Case) -> bool:
    """Whether the case stands where its reporter has been answered, and the pack lets them say how it went."""
    return case.state in the_pack().rated.get(case.procedure_id, ())


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reporter is asked: what they said before, and whether they may say it (anew)."""

    before: Rating | None
    open: bool


def asked(case: Case, now: datetime) -> Asked | None:
    """What the reporter of the case is asked now; None before the answer, and while the case is open again."""
    if not answered(case):
        return None
    said = list(Rating.objects.filter(case=case).order_by("nth"))
    if not said:
        return Asked(None, True)
    return Asked(said[-1], len(said) < MOST and now.timestamp() <= said[0].at.timestamp() + CHANGEABLE)


def quarter_of(on: date) -> tuple[int, int]:
    """Year and quarter of a local day."""
    return on.year, (on.month + 2) // 3


def is_settled(year: int, quarter: int, on: date) -> bool:
    """Whether nothing said in the quarter can change any more: the month after it is over too, and none of those four
    months (January, April, July, October) is shorter than `CHANGEABLE`."""
    month = year * 12 + quarter * 3 + 1  # the second month after the quarter, counted from 0
    return on.year * 12 + on.month - 1 >= month


def standing(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    """Of what was said of each case the latest only."""
    return rows.exclude(Exists(Rating.objects.filter(case=OuterRef("case"), nth=OuterRef("nth") + 1)))


@dataclass(frozen=True, slots=True)
class Sums:
    """What was said of one office in one quarter: how many, and by question the bands (cells 0 to 4, the best first).
    `texts`: what was written, in the order of the alphabet."""

    office_names: dict[str, str]
    year: int
    quarter: int
    n: int
    bands: dict[str, list[Band]]
    texts: list[str]


def may_read(actor: Actor) -> bool:
    """Whether a seat reads sums."""
    return not limited(actor, READ) and any(grants(seat.role, READ) for seat in actor.seats)


def sums(actor: Actor, now: datetime) -> list[Sums]:
    """The settled quarters of the offices within reach of the seats that read sums, the newest first, then by the code
    of the office, which says nothing of how it did. Nothing with fewer than `LEAST`."""
    if not may_read(actor):
        return []
    on = the_pack().calendar.local(now)
    reach = offices_in_scope(_in_seats_that_read(actor), on)
    rows = standing(Rating.objects.all() if reach is None else Rating.objects.filter(office_id__in=reach))
    met = rows.order_by().values("office_id", "year", "quarter").annotate(n=Count("pk")).filter(n__gte=LEAST)
    cells = [
        cell
        for cell in met.order_by("-year", "-quarter", "office__code")[: SHOWN * 2]
        if is_settled(cell["year"], cell["quarter"], on)
    ][:SHOWN]
    names = dict(Office.objects.filter(pk__in={cell["office_id"] for cell in cells}).values_list("pk", "names"))
    return [_sums(rows, cell, names[cell["office_id"]]) for cell in cells]


def _in_seats_that_read(actor: Actor) -> Actor:
    return replace(actor, seats=tuple(seat for seat in actor.seats if grants(seat.role, READ)))


def _sums(rows: QuerySet[Rating], cell: Mapping[str, Any], names: dict[str, str]) -> Sums:
    said = list(
        rows.filter(office_id=cell["office_id"], year=cell["year"], quarter=cell["quarter"]).values_list(
            *QUESTIONS, "text"
        )
    )
    bands = {
        question: banded([sum(row[nth] == answer for row in said) for answer in ANSWERS])
        for nth, question in enumerate(QUESTIONS)
    }
    texts = sorted(text for *_, text in said if text)
    return Sums(names, cell["year"], cell["quarter"], len(said), bands, texts)


# --- the trail ------------------------------------------------------------------------------------------------------


def payload_of(row: Rating, said: str) -> dict[str, Any]:
    """What the entry of the trail binds; `said`: the digest of the text."""
    return {
        "nth": row.nth,
        "office": row.office_id,
        "quarter": [row.year, row.quarter],
        "understood": row.understood,
        "treated": row.treated,
        "said": said,
    }


def text_digest(salt: bytes, text: str) -> str:
    """The digest of what was written."""
    return digest("rating", salt, text.encode())


def rating_claims() -> Iterator[Claim]:
    """What each row says about its entry, in the order of the entries. The text of the latest is held against it,
    unless it was erased with its case (`recheck` sees whether that is so)."""
    later = Rating.objects.filter(case=OuterRef("case"), nth=OuterRef("nth") + 1)
    rows = Rating.objects.order_by("entry_id").annotate(
        ref=F("case__ref"), erased=F("case__erased_on"), anew=Exists(later)
    )
    for row in rows.iterator(chunk_size=500):
        said = row.said if row.anew or row.erased is not None else text_digest(bytes(row.text_salt), row.text)
        yield Claim(
            row.entry_id,
            said_by=f"rating of case {row.ref}",
            object_ref=f"case:{row.ref}",
            action="cases.rate",
            actor_ref=f"reporter:{row.ref}",
            at=microseconds(row.at),
            salt=bytes(row.salt),
            payload=canonical(payload_of(row, said)),
        )
