"""Ending or correcting what was said of how two documents stand to each other. What was said stays in their history."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.put import patch
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.history import acts_of
from namro.work.plans.instrument_actions import Related, related
from namro.work.plans.models import Act, Instrument, Relation
from namro.work.plans.states import instrument_of
from namro.work.plans.succession import OVER

REPLACING = "plans.replace_instrument"


@action("plans.end_relation")
def end_relation(
    instrument: Instrument,
    *,
    relation: int,
    ends: date | str | None,
    reason: str,
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> Relation:
    """Say that a document stands no longer like this to another, or never did, with the reason.

    `relation`: its id; `ends`: the first day on which it is so no longer, today at the latest, None: it never was. What
    a document was said to replace or repeal and does not holds again as it did. Raises Refused `plans.relation-ends`,
    `plans.never-over` (a day for what replaces or repeals), `plans.moved-with-it` (tasks were moved with it),
    `plans.changed`, `cases.needed`, `cases.bad-date`.
    """
    row, one = _locked(instrument, relation, seen, actor)
    why = texts.required(reason, "reason", most=2000)
    day = deeds.a_day(ends, "ends", needed=False)
    deeds.write(_ended(row, one, day, why, now), reason=why)
    return one


@action("plans.correct_relation")
def correct_relation(
    instrument: Instrument,
    *,
    relation: int,
    kind: str,
    begins: date | str,
    clause: str = "",
    reason: str,
    known: Collection[str] = (),
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> Relation:
    """Correct how a document was said to stand to another: the kind, the day or the clause, with the reason.

    What was said before stays in the history as what never was so. Raises Refused `plans.nothing-amended`, and as
    `end_relation` and `plans.relate`.
    """
    row, one = _locked(instrument, relation, seen, actor)
    why = texts.required(reason, "reason", most=2000)
    said = Related(one.target, kind, deeds.the_day(begins, "begins"), texts.line(clause, "clause", most=80))
    if (said.kind, said.begins, said.clause) == (one.kind, one.begins, one.clause):
        raise Refused("plans.nothing-amended", field="begins")
    acts = _ended(row, one, None, why, now)
    said = replace(said, to=Instrument.objects.get(pk=one.target_id))  # it may hold again
    made, more = related(row, said, why, known, actor, now)
    deeds.write(_in_order([*acts, *more]), reason=why)
    return made


def _locked(instrument: Instrument, relation: int, seen: int | None, actor: Actor) -> tuple[Instrument, Relation]:
    deeds.own_seat(actor, instrument.office_id)
    row = Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)
    if seen is not None and seen != row.seq:
        raise Refused("plans.changed")
    one = Relation.objects.filter(Relation.OPEN, source=row, pk=relation).select_related("target").first()
    if one is None:
        raise NotThere
    return row, one


def _ended(row: Instrument, one: Relation, day: date | None, why: str, now: datetime) -> list[Adding]:
    """The acts by which it ends on a day, or never was."""
    if day is not None and not one.begins < day <= the_pack().calendar.local(now):
        raise Refused("plans.relation-ends", field="ends", begins=f"{one.begins:%d/%m/%Y}")
    if one.kind in OVER:
        if day is not None:
            raise Refused("plans.never-over", field="ends")
        if _by_replacing(row, one):
            raise Refused("plans.moved-with-it")
    last = day or one.begins
    said = {"to": one.target_id, "kind": one.kind, "begins": one.begins.isoformat(), "ends": last.isoformat()}
    patch(one, {"ends": last})
    patch(row, {"seq": row.seq + 1})
    acts = [Adding(row.guard_ref, row.seq, "unrelate", said, {"reason": why})]
    return acts + _holds_again(one, row) if one.kind in OVER else acts


def _by_replacing(row: Instrument, one: Relation) -> bool:
    """Whether the document was replaced with the tasks on it, which stand elsewhere or ended since."""
    said = Act.objects.filter(about=row.guard_ref, verb="relate", data__to=one.target_id, data__kind=one.kind)
    return said.order_by("-seq").values_list("deed__action", flat=True).first() == REPLACING


def _holds_again(one: Relation, by: Instrument) -> list[Adding]:
    """That what never was replaced or repealed ends when it would have ended otherwise, where that was its end."""
    old = Instrument.objects.select_for_update(no_key=True).get(pk=one.target_id)
    done = acts_of(old.guard_ref)
    ends = [at for at, act in enumerate(done) if act.verb == "end" and act.data.get("by") == by.pk]
    if not ends or old.ends != one.begins:
        return []
    before = instrument_of(done[: ends[-1]]).columns["ends"]
    patch(old, {"ends": before, "seq": old.seq + 1})
    data = {"ends": before.isoformat() if before else None, "by": by.pk}
    return [Adding(old.guard_ref, old.seq, "end", data)]


def _in_order(acts: list[Adding]) -> list[Adding]:
    """They are put with the numbers that their rows had then."""
    return sorted(acts, key=lambda one: (one.about, one.seq))
