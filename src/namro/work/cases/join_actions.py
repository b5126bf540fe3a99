"""Joining the reports of one matter, by whoever holds their receipts."""

from __future__ import annotations

from datetime import datetime

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.cases.joins import CHANGES, MOST, joined_with, may_be_joined, payload_of
from namro.work.cases.models import Case, Joined
from namro.work.cases.queries import by_receipt


@action("cases.join", by_reporter=True)
def join(case: Case, *, code: str, actor: Actor, now: datetime) -> Joined | None:
    """Say that another report, whose receipt one holds too, is about the same matter. None where that stands already.

    Raises Refused `cases.join-unknown` (the same for what is no code and for a code that opens nothing),
    `cases.join-itself`, `cases.join-protected`, `cases.join-too-many`; field: `code`.
    """
    _only_the_reporter(actor)
    other = by_receipt(code, now)
    if other is None:
        raise Refused("cases.join-unknown", field="code")
    if other.pk == case.pk:
        raise Refused("cases.join-itself", field="code")
    if not may_be_joined(case, other):
        raise Refused("cases.join-protected", field="code")
    pair = _locked(case, other)
    if other.pk in joined_with(case):
        current().unchanged()
        return None
    if max(len(joined_with(one)) for one in pair) >= MOST:
        raise Refused("cases.join-too-many", field="code")
    return _kept(pair, case, joins=True, now=now)


@action("cases.part", by_reporter=True)
def part(case: Case, *, ref: str, actor: Actor, now: datetime) -> Joined | None:
    """Take back that two reports are about the same matter. None where they stand apart already.

    Raises Refused `cases.join-not-there`.
    """
    _only_the_reporter(actor)
    other = Case.objects.filter(ref=str(ref)[:20]).exclude(pk=case.pk).first()
    if other is None:
        raise Refused("cases.join-not-there")
    pair = _locked(case, other)
    if other.pk not in joined_with(case):
        if not Joined.objects.filter(low=pair[0], high=pair[1]).exists():
            raise Refused("cases.join-not-there")
        current().unchanged()
        return None
    return _kept(pair, case, joins=False, now=now)


def _only_the_reporter(actor: Actor) -> None:
    """Whatever a role may do: no officer joins what people sent."""
    if actor.kind != "reporter":
        raise NotThere


def _locked(case: Case, other: Case) -> tuple[Case, Case]:
    """Both, the older first, so that two who join the same two wait for each other."""
    low, high = (
        Case.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[case.pk, other.pk]).order_by("pk")
    )
    return low, high


def _kept(pair: tuple[Case, Case], case: Case, *, joins: bool, now: datetime) -> Joined:
    low, high = pair
    nth = Joined.objects.filter(low=low, high=high).count() + 1
    if nth > CHANGES:
        raise Refused("cases.join-too-often")
    made = Joined(low=low, high=high, nth=nth, joins=joins, by=low if case.pk == low.pk else high, at=now)
    running = current()
    running.carries(payload_of(made))
    entry = running.entry()
    made.entry_id, made.salt = entry.id, entry.salt
    made.save(force_insert=True)
    return made
