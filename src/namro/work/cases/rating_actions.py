"""Saying how it went, after the answer."""

from __future__ import annotations

from datetime import datetime

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases.digests import fresh_salt
from namro.work.cases.models import Case, Rating
from namro.work.cases.ratings import ANSWERS, CHANGEABLE, MOST, answered, payload_of, quarter_of, text_digest
from namro.work.cases.steps import dmy

TEXT = 300


@action("cases.rate", by_reporter=True)
def rate(
    case: Case,
    *,
    understood: int,
    treated: int,
    text: str = "",
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> Rating:
    """Say how it went, once it is answered; anew within thirty days. It counts in sums of the office only.

    `seen`: how often it had been said when the form was opened; None where no form asks. Raises Refused
    `cases.rate-not-yet`, `cases.rate-too-late`, `cases.rate-choose` (field: the question), `cases.rate-said` where it
    was said since.
    """
    for field, answer in (("understood", understood), ("treated", treated)):
        if answer not in ANSWERS:
            raise Refused("cases.rate-choose", field=field)
    text = texts.line(text, "text", most=TEXT)
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    if case.erased_on is not None:
        raise Refused("cases.erased", on=dmy(case.erased_on))
    before = list(Rating.objects.filter(case=case).order_by("nth"))
    if before:
        if len(before) >= MOST or now.timestamp() > before[0].at.timestamp() + CHANGEABLE:
            raise Refused("cases.rate-too-late")
        last = before[-1]
        if (last.understood, last.treated, last.text) == (understood, treated, text):
            current().unchanged()
            return last
        if seen is not None and seen != len(before):
            local = the_pack().calendar.moment(last.at)
            raise Refused("cases.rate-said", at=f"{local:%H:%M}", on=dmy(local.date()))
    elif not answered(case):
        raise Refused("cases.rate-not-yet")
    first = before[0] if before else None
    year, quarter = (first.year, first.quarter) if first else quarter_of(the_pack().calendar.local(now))
    made = Rating(
        case=case,
        nth=len(before) + 1,
        office_id=first.office_id if first else case.office_id,
        year=year,
        quarter=quarter,
        understood=understood,
        treated=treated,
        text=text,
        at=now,
    )
    return _kept(made, before)


def _kept(made: Rating, before: list[Rating]) -> Rating:
    """Writes it with a salt of its own and the entry that binds it; of what was said before only the digest stays."""
    running = current()
    made.text_salt = fresh_salt()
    made.said = text_digest(made.text_salt, made.text)
    running.carries(payload_of(made, made.said))
    entry = running.entry()
    made.entry_id, made.salt = entry.id, entry.salt
    made.save(force_insert=True)
    if before and before[-1].text:
        Rating.objects.filter(pk=before[-1].pk).update(text="")
    return made
