"""Which documents of the register a file that comes in may be: the same file, or the same number, issuer and day."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.issuers import issuers_agree
from namro.work.plans.models import Instrument, KeptFile, Plan

MOST = 10
"""Documents that are named."""
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


@dataclass(frozen=True, slots=True)
class Known:
    """A document that is registered already. `file`: it has exactly that file; `named`: it bears that number, day and
    no other issuer. Neither: it bears that number and day, and its issuer reads otherwise; `apart`: both issuers are
    known offices, and not the same. `plans`: those of the same office that were made from it and are not over."""

    instrument: Instrument
    file: bool
    named: bool
    apart: bool
    plans: tuple[Plan, ...]


def number_key(symbol: str) -> str:
    """What all ways to write one number have in common: case, white space, the kind of dash and zeros before the number
    do not matter ("078 / kh–ubnd" is 78/KH-UBND)."""
    said = "".join(unicodedata.normalize("NFC", symbol).casefold().translate(_DASHES).split())
    return said.lstrip("0") or said


def registered_already(
    actor: Actor,
    on: date,
    *,
    sha256: str,
    symbol: str,
    issuer: str,
    dated: date | None,
    office_of: Callable[[str], int | None] = lambda name: None,
) -> list[Known]:
    """The whole documents that the actor reads on a local day and that a file with that SHA-256 (hex) and these words
    on it may be, the likely one first, at most `MOST`; four queries. `office_of`: the id of the one office that a name
    means; two issuers that are written otherwise are one where both mean the same."""
    there = scope.instruments(actor, on).filter(cited=False).order_by("-pk")
    about = KeptFile.objects.filter(about__startswith="instrument:", sha256=sha256).values_list("about", flat=True)
    refs = {one.partition(":")[2] for one in about.order_by("pk")[:100]}
    by_file = list(there.filter(ref__in=refs)[:MOST]) if refs else []
    by_name: list[Instrument] = []
    if (key := number_key(symbol)) and dated is not None:
        that_day = there.filter(dated=dated).values_list("pk", "symbol")
        by_name = list(there.filter(pk__in=[pk for pk, other in that_day if number_key(other) == key][:20]))
    same: dict[int, bool | None] = {one.pk: _same_issuer(one, issuer, office_of) for one in by_name}
    files, names = {one.pk for one in by_file}, {pk for pk, said in same.items() if said}
    apart = {pk for pk, said in same.items() if said is False}
    every = {one.pk: one for one in (*by_file, *by_name)}
    plans = Plan.objects.filter(instrument__in=list(every)).exclude(state=Plan.ENDED).order_by("pk") if every else ()
    known = [
        Known(
            one, pk in files, pk in names, pk in apart,
            tuple(plan for plan in plans if plan.instrument_id == pk and plan.office_id == one.office_id),
        )
        for pk, one in every.items()
    ]  # fmt: skip
    return sorted(known, key=lambda one: (-(one.file + one.named), one.apart))[:MOST]


def _same_issuer(one: Instrument, issuer: str, office_of: Callable[[str], int | None]) -> bool | None:
    """Whether an issuer is that of a document, or nothing is said against it; None where nobody can tell."""
    if issuers_agree(one.issuer, issuer) is not False:
        return True
    known, read = one.issuer_office_id or office_of(one.issuer), office_of(issuer)
    return None if known is None or read is None else known == read
