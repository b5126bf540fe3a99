"""The own document of an office for a plan that came from above: named when the plan is issued, or afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from namro.ground.gate.action import action
from namro.ground.gate.put import patch, put
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.models import Instrument, Plan, Relation
from namro.work.plans.over_open import must_hold
from namro.work.plans.relating import never_round
from namro.work.plans.replaced_by import line_of
from namro.work.plans.scope import instruments
from namro.work.plans.turns import locked_plan

AS_SAID = 0
"""The choice by which a document implements what it says already, and nothing more."""


@action("plans.name_document")
def name_document(
    plan: Plan, *, instrument: Instrument, above: int | None = None, seen: int | None = None, actor: Actor,
    now: datetime,
) -> Plan:  # fmt: skip
    """Name the own document of a plan that came from above and was issued without one.

    That document implements one of those that `could_implement` names. `above`: which (its id), or `AS_SAID`: nothing
    more than it says already; needed where there is a choice. `seen`: the number of the plan's acts that the actor had
    before them. Raises `NotThere`, Refused `plans.no-own-document`, `plans.only-cited`, `plans.document-over`,
    `plans.which-above`, `plans.relation-circle`, `plans.changed`.
    """
    row = locked_plan(plan, actor=actor)
    on = the_pack().calendar.local(now)
    if seen is not None and seen != row.seq:
        raise Refused("plans.changed")
    if not may_be_named(row):
        raise Refused("plans.no-own-document")
    if not instruments(actor, on).filter(pk=instrument.pk, office=row.office_id).exists():
        raise NotThere
    if instrument.cited:
        raise Refused("plans.only-cited", field="document")
    must_hold(row, [], instrument, on)
    acts = [Adding(row.guard_ref, row.seq + 1, "name-document", {"instrument_id": instrument.pk})]
    acts += _chosen(row, instrument, above, on)
    patch(row, {"instrument_id": instrument.pk, "seq": row.seq + 1})
    deeds.write(acts)
    return row


def may_be_named(plan: Plan) -> bool:
    """Whether a plan came from above and was issued under the document of that office alone."""
    return plan.state == Plan.ISSUED and plan.template_id is not None and plan.instrument.office_id != plan.office_id


@dataclass(frozen=True, slots=True)
class Above:
    """A document that the own one of an office can be said to implement, from which day. `until`: the day on which
    another took its place; None of the one that holds."""

    document: Instrument
    begins: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Could:
    """What can be said of the own document of an office, the one that holds last. `said`: what it implements of these
    already, so that nothing need be said."""

    above: tuple[Above, ...] = ()
    said: Instrument | None = None

    @property
    def choose(self) -> bool:
        """Whether somebody has to say which."""
        return len(self.above) + (self.said is not None) > 1


def could_implement(plan: Plan, instrument: Instrument, on: date) -> Could:
    """Which documents the own one of an office can be said to implement once its plan stands on it, with the day: the
    one of which the plan of above was made where that stood when the own one was made, and each that took its place,
    but nothing from a day on which it was not there or not yet in that place. Nothing of a document that is over, and
    none of another office. Two queries, and two more for each that was replaced."""
    if plan.template is None or instrument.office_id != plan.office_id:
        return Could()
    line = line_of(plan.template.instrument)
    rows = Relation.objects.filter(Relation.OPEN, source=instrument, target__in=[one.by for one in line])
    said = {one.target_id: one.target for one in rows.filter(kind="implements").select_related("target")}
    own, found = instrument.dated or on, []
    for at, one in enumerate(line):
        until = line[at + 1].begins if at + 1 < len(line) else None
        begins = max(own, one.by.dated or own, one.begins or own)
        over = begins >= until if until is not None else one.by.ends is not None and one.by.ends <= on
        if one.by.pk != instrument.pk and not over:
            found.append(Above(one.by, begins, until))
    if not said:
        return Could(tuple(found))
    last = tuple(one for one in found if one.until is None and one.document.pk not in said)
    return Could(last, list(said.values())[-1])


def would_implement(plan: Plan, instrument: Instrument, on: date) -> tuple[Instrument, date] | None:
    """Which document the own one of an office is said to implement where nobody says which, and from which day: the
    one on which the plan of above stands now. None where that is said already, where that document holds no longer,
    and of a document of another office. As many queries as `could_implement`."""
    found = could_implement(plan, instrument, on).above
    last = found[-1] if found else None
    return (last.document, last.begins) if last is not None and last.until is None else None


def implements(plan: Plan, instrument: Instrument, on: date) -> list[Adding]:
    """The act by which the own document of an office implements what `would_implement` says. Raises Refused
    `plans.relation-circle`."""
    found = would_implement(plan, instrument, on)
    return _said(instrument, *found) if found is not None else []


def _said(instrument: Instrument, above: Instrument, begins: date) -> list[Adding]:
    own = Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)
    never_round(own, above, "document")
    put(Relation(source=own, target=above, kind="implements", begins=begins))
    patch(own, {"seq": own.seq + 1})
    data = {"to": above.pk, "kind": "implements", "begins": begins.isoformat()}
    return [Adding(own.guard_ref, own.seq, "relate", data)]


def _chosen(plan: Plan, instrument: Instrument, above: int | None, on: date) -> list[Adding]:
    """The act by which it implements the one that was chosen. Raises Refused `plans.which-above`."""
    could = could_implement(plan, instrument, on)
    if above is None and could.choose:
        raise Refused("plans.which-above", field="above")
    if above is None:
        return implements(plan, instrument, on)
    if above == AS_SAID and could.said is not None:
        return []
    one = next((one for one in could.above if one.document.pk == above), None)
    if one is None:
        raise Refused("plans.which-above", field="above")
    return _said(instrument, one.document, one.begins)
