"""The own document of an office for a plan that came from above: named when the plan is issued, or afterwards."""

from __future__ import annotations

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
from namro.work.plans.replaced_by import stands_on_now
from namro.work.plans.scope import instruments
from namro.work.plans.turns import locked_plan


@action("plans.name_document")
def name_document(plan: Plan, *, instrument: Instrument, seen: int | None = None, actor: Actor, now: datetime) -> Plan:
    """Name the own document of a plan that came from above and was issued without one.

    That document implements what the plan stands on from then on (`implements`). `seen`: the number of the plan's acts
    that the actor had before them. Raises `NotThere`, Refused `plans.no-own-document`, `plans.only-cited`,
    `plans.document-over`, `plans.relation-circle`, `plans.changed`.
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
    acts += implements(row, instrument, on)
    patch(row, {"instrument_id": instrument.pk, "seq": row.seq + 1})
    deeds.write(acts)
    return row


def may_be_named(plan: Plan) -> bool:
    """Whether a plan came from above and was issued under the document of that office alone."""
    return plan.state == Plan.ISSUED and plan.template_id is not None and plan.instrument.office_id != plan.office_id


def would_implement(plan: Plan, instrument: Instrument, on: date) -> tuple[Instrument, date] | None:
    """Which document the own one of an office is said to implement once its plan stands on it, and from which day: the
    one on which the plan of above stands now, from a day on which both were there. None where that is said already,
    where that document holds no longer, and of a document of another office. Three queries at most."""
    if plan.template is None or instrument.office_id != plan.office_id:
        return None
    above = stands_on_now(plan.template.instrument)
    if above.pk == instrument.pk or (above.ends is not None and above.ends <= on):
        return None
    if Relation.objects.filter(Relation.OPEN, source=instrument, target=above, kind="implements").exists():
        return None
    own = instrument.dated or on
    return above, max(own, above.dated or own)


def implements(plan: Plan, instrument: Instrument, on: date) -> list[Adding]:
    """The act by which the own document of an office implements what `would_implement` says. Raises Refused
    `plans.relation-circle`."""
    if (found := would_implement(plan, instrument, on)) is None:
        return []
    above, begins = found
    own = Instrument.objects.select_for_update().get(pk=instrument.pk)
    never_round(own, above, "document")
    put(Relation(source=own, target=above, kind="implements", begins=begins))
    patch(own, {"seq": own.seq + 1})
    data = {"to": above.pk, "kind": "implements", "begins": begins.isoformat()}
    return [Adding(own.guard_ref, own.seq, "relate", data)]
