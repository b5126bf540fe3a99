"""Taking more of its own document into a plan that was made from it: what stands in the plan stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from namro.ground import texts
from namro.ground.files.keeping import Ready
from namro.ground.gate.action import action
from namro.ground.gate.put import patch, put
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.again import held_by
from namro.work.plans.deeds import Adding
from namro.work.plans.digests import of_clause
from namro.work.plans.instrument_actions import MOST_CLAUSES
from namro.work.plans.models import Clause, Instrument, Plan
from namro.work.plans.taking_in import Aimed, Cited, Place, Taken, cite, clauses_of, write_lines
from namro.work.plans.turns import locked_plan


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that are taken. `counted` of a target is a place among these tasks; one that the plan has already
    stands in `said.task`."""

    tasks: Sequence[Taken] = ()
    targets: Sequence[Aimed] = ()
    cited: Sequence[Cited] = ()

    @property
    def none(self) -> bool:
        """Whether there is not one."""
        return not (self.tasks or self.targets or self.cited)


@action("plans.take_more")
def take_more(
    plan: Plan,
    *,
    lines: Lines,
    files: Sequence[Ready] = (),
    seen: str | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Plan:
    """Take more lines of a plan's own document into it: tasks, principles, targets, documents that it names.

    What the plan has stays as it is. A clause of which nothing was taken before is added to the document, and `files`
    (a corrected one) to its files. `seen`: `Held.stand` of the look. Each line is written by its own action, which asks
    for its own permission. Raises Refused `plans.no-line-taken`, `plans.changed`, `plans.clauses-too-many`,
    `plans.plan-ended`, `AlreadyDone`, and what `plans.add_task`, `plans.set_target` and `plans.relate` raise; then
    nothing of it is written.
    """
    row = locked_plan(plan, actor=actor)
    deeds.own_seat(actor, row.instrument.office_id)
    deeds.not_twice(once, actor)
    if lines.none:
        raise Refused("plans.no-line-taken")
    if seen is not None and seen != held_by(row).stand:
        raise Refused("plans.changed")
    document = Instrument.objects.select_for_update(of=("self",)).get(pk=row.instrument_id)
    order, bound = _clauses(document, [*(one.place for one in lines.tasks), *(one.place for one in lines.targets)])
    acts: list[Adding] = []
    if bound or files:
        kept = deeds.keep(document.guard_ref, document.seq + 1, files)
        acts.append(Adding(document.guard_ref, document.seq + 1, "more", {"clauses": bound, "files": kept}))
        patch(document, {"seq": document.seq + 1})
    counts = {"tasks": len(lines.tasks), "targets": len(lines.targets), "cited": len(lines.cited)}
    acts.append(Adding(row.guard_ref, row.seq + 1, "more", counts))
    patch(row, {"seq": row.seq + 1})
    deeds.write(acts, once=once)
    on = the_pack().calendar.local(now)
    cite(document, lines.cited, actor=actor, now=now, on=on)
    write_lines(row, order, lines.tasks, lines.targets, actor=actor, now=now)
    return row


def _clauses(document: Instrument, places: Sequence[Place]) -> tuple[dict[str, int], list[str]]:
    """The clauses of these places by label, those that the document lacks added after its last; and the digests of
    those. A clause that is there keeps its words."""
    there = list(document.clauses.order_by("-nth"))
    known = {clause.label: clause for clause in there}
    last = there[0].nth if there else 0
    said = clauses_of(places)
    labels = {one.label: texts.line(one.label, "clauses", most=80) for one in said}
    bound: list[str] = []
    for one in said:
        label = labels[one.label]
        if label in known:
            continue
        last += 1
        if last > MOST_CLAUSES:
            raise Refused("plans.clauses-too-many", field="clauses", most=MOST_CLAUSES)
        above = known[labels[said[one.within - 1].label]] if one.within else None
        text = texts.required(one.text, "clauses")
        known[label] = Clause(instrument=document, nth=last, label=label, text=text, parent=above)
        put(known[label])
        bound.append(of_clause(known[label], above.nth if above else None))
    return {raw: known[label].pk for raw, label in labels.items()}, bound
