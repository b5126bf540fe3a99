"""Which documents of the register a file that comes in may be: the same file, or the same number, issuer and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.ground.people.actors import Actor
from namro.work.plans import scope
from namro.work.plans.models import Instrument, KeptFile, Plan
from namro.work.plans.taking_in import issuers_agree

MOST = 10
"""Documents that are named."""


@dataclass(frozen=True, slots=True)
class Known:
    """A document that is registered already. `file`: it has exactly that file; `named`: it bears that number, day and
    no other issuer. `plans`: those of the same office that were made from it and are not over."""

    instrument: Instrument
    file: bool
    named: bool
    plans: tuple[Plan, ...]


def registered_already(
    actor: Actor, on: date, *, sha256: str, symbol: str, issuer: str, dated: date | None
) -> list[Known]:
    """The whole documents that the actor reads on a local day and that a file with that SHA-256 (hex) and these words
    on it may be, the likely one first, at most `MOST`; three queries."""
    there = scope.instruments(actor, on).filter(cited=False).order_by("-pk")
    about = KeptFile.objects.filter(about__startswith="instrument:", sha256=sha256).values_list("about", flat=True)
    refs = {one.partition(":")[2] for one in about.order_by("pk")[:100]}
    by_file = list(there.filter(ref__in=refs)[:MOST]) if refs else []
    by_name: list[Instrument] = []
    if symbol.strip() and dated is not None:
        same = there.filter(symbol__iexact=symbol.strip(), dated=dated)[:20]
        by_name = [one for one in same if issuers_agree(one.issuer, issuer) is not False]
    files, names = ({one.pk for one in found} for found in (by_file, by_name))
    every = {one.pk: one for one in (*by_file, *by_name)}
    plans = Plan.objects.filter(instrument__in=list(every)).exclude(state=Plan.ENDED).order_by("pk") if every else ()
    known = [
        Known(
            one, pk in files, pk in names,
            tuple(plan for plan in plans if plan.instrument_id == pk and plan.office_id == one.office_id),
        )
        for pk, one in every.items()
    ]  # fmt: skip
    return sorted(known, key=lambda one: -(one.file + one.named))[:MOST]
