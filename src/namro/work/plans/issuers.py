"""Whether two names are those of one issuer."""

from __future__ import annotations

from namro.ground.places.fold import accented
from namro.rules.packs.current import the_pack
from namro.work.plans.reading.offices import in_full


def issuers_agree(one: str, other: str) -> bool | None:
    """Whether two issuers are one, by their names or by what their short forms stand for; None where one says nothing,
    or no more than how the other begins."""
    pack = the_pack()
    names, others = ({accented(said) for said in in_full(name, pack.plans)} - {""} for name in (one, other))
    if not names or not others:
        return None
    if names & others:
        return True
    begins = any(f"{a} ".startswith(f"{b} ") or f"{b} ".startswith(f"{a} ") for a in names for b in others)
    return None if begins else False
