"""Taking more of its own document into a plan that was made from it, and correcting what a corrected document corrects.

What nobody chose stays in the plan as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from namro.ground import texts
from namro.ground.files.keeping import Ready
from namro.ground.gate.action import action
from namro.ground.gate.put import patch, put
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.again import Held, SaysOfItself, held_by, plain
from namro.work.plans.deeds import Adding
from namro.work.plans.digests import of_clause
from namro.work.plans.instrument_actions import MOST_CLAUSES, MOST_IN_CLAUSE
from namro.work.plans.models import Clause, Instrument, Plan, Target, Task
from namro.work.plans.replaced_by import replacements
from namro.work.plans.states import Done, gone_after, target_of
from namro.work.plans.table_back import Change, take_table
from namro.work.plans.tables import ALIKE, alike
from namro.work.plans.taking_in import Aimed, Cited, Place, Taken, cite, clauses_of, write_lines
from namro.work.plans.target_actions import TargetSaid, checked
from namro.work.plans.turns import locked_plan
from namro.work.plans.wordings import standing


@dataclass(frozen=True, slots=True)
class Corrected:
    """A task of the plan that says something else in the corrected document: the fields that change, as `TaskSaid`
    names them, and where it stands now."""

    task: Task
    said: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class AimCorrected:
    """A target of the plan that says something else in the corrected document."""

    target: Target
    said: TargetSaid
    place: Place


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that are chosen. `counted` of a target is a place among these tasks; one that the plan has already
    stands in `said.task`.

    `reworded`: clauses with the words that they have in a corrected document, each by its label. `corrected`,
    `removed`, and the same of targets: what becomes of lines of the plan. `stays`: by the reference of each line of the
    plan that the document has as it is (of which nothing is chosen) where it stands there: it goes along where the
    clause under it is worded anew. `gone`: clauses that the corrected document does not have any more.
    """

    tasks: Sequence[Taken] = ()
    targets: Sequence[Aimed] = ()
    cited: Sequence[Cited] = ()
    reworded: Sequence[Place] = ()
    corrected: Sequence[Corrected] = ()
    removed: Sequence[Task] = ()
    aims_corrected: Sequence[AimCorrected] = ()
    aims_removed: Sequence[Target] = ()
    stays: Mapping[str, Place] = field(default_factory=dict)
    gone: Sequence[Clause] = ()

    @property
    def none(self) -> bool:
        """Whether there is not one."""
        return not (self.tasks or self.targets or self.cited or self.reworded or self.gone or self.changes)

    @property
    def changes(self) -> int:
        """How many lines of the plan become others or go."""
        return len([*self.corrected, *self.removed, *self.aims_corrected, *self.aims_removed])

    @property
    def places(self) -> list[Place]:
        """Where everything that is taken stands."""
        taken: list[Taken | Aimed | Corrected | AimCorrected] = [*self.tasks, *self.targets]
        return [one.place for one in [*taken, *self.corrected, *self.aims_corrected]]


@action("plans.take_more")
def take_more(
    plan: Plan,
    *,
    lines: Lines,
    says: SaysOfItself,
    same: bool = False,
    files: Sequence[Ready] = (),
    reason: str = "",
    seen: str | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Plan:
    """Take more lines of a plan's own document into it, and correct those that a corrected document words otherwise.

    What was not chosen stays as it is, and what was given already is not changed here. A clause of which nothing was
    taken before is added to the document, and `files` (a corrected one) to its files. A clause that is worded anew
    stands in the place of the former one, which is kept: drafts that were read from words which it still has, and those
    written by hand, stand on the new one from then on. `reason`: why lines are removed. `seen`: `Held.stand` of the
    look. `says`: what the document that was read says of itself; where that is another number or day than the plan's
    own, nothing is taken unless somebody said that it is the `same`. Each task is written by its own action, which asks
    for its own permission. Raises Refused `plans.no-line-taken`, `plans.another-document`, `plans.changed`,
    `plans.document-replaced`,
    `plans.clauses-too-many`, `plans.plan-ended`, `plans.not-a-draft`, `cases.needed`, `AlreadyDone`, and what
    `plans.add_task`, `plans.change_draft`, `plans.withdraw`, `plans.set_target` and `plans.relate` raise; then nothing
    of it is written.
    """
    row = locked_plan(plan, actor=actor)
    deeds.own_seat(actor, row.instrument.office_id)
    deeds.not_twice(once, actor)
    if went := replacements([row.instrument]).get(row.instrument_id):
        raise Refused("plans.document-replaced", symbol=went.by.symbol)
    if lines.none:
        raise Refused("plans.no-line-taken")
    if any(says.differs(row.instrument)) and not same:
        raise Refused("plans.another-document", field="same")
    held = held_by(row)
    if seen is not None and seen != held.stand:
        raise Refused("plans.changed")
    why = texts.long_text(reason, "reason", most=2000)
    if lines.removed or lines.aims_removed:
        why = texts.required(why, "reason", most=2000)
    document = Instrument.objects.select_for_update(of=("self",), no_key=True).get(pk=row.instrument_id)
    order, bound, over = _clauses(document, lines, held)
    acts: list[Adding] = []
    on = the_pack().calendar.local(now)
    marks = _marks(document, lines, held, over)
    if bound or files or marks:
        kept = deeds.keep(document.guard_ref, document.seq + 1, files)
        data = {"clauses": bound, "files": kept} | ({"reworded": sorted(over)} if over else {}) | marks
        acts.append(Adding(document.guard_ref, document.seq + 1, "more", data))
        gone = gone_after(document.gone, Done(document.seq + 1, "more", data, on))
        patch(document, {"seq": document.seq + 1, "gone": gone})
    acts.append(Adding(row.guard_ref, row.seq + 1, "more", _counts(lines, over)))
    patch(row, {"seq": row.seq + 1})
    acts += _along(held, lines, over, order)
    acts += _aims(row, held, lines, order, why, actor, now)
    deeds.write(acts, once=once, reason=why)
    cite(document, lines.cited, actor=actor, now=now, on=on)
    changes = [Change(one.task, {**one.said, "clause": order[one.place.clause]}) for one in lines.corrected]
    changes += [Change(one, withdrawn=True) for one in lines.removed]
    take_table(row, changes, reason=why, actor=actor, now=now)
    write_lines(row, order, lines.tasks, lines.targets, actor=actor, now=now)
    return row


def _counts(lines: Lines, over: Mapping[str, Clause]) -> dict[str, int]:
    counts = {"tasks": len(lines.tasks), "targets": len(lines.targets), "cited": len(lines.cited)}
    more = {
        "reworded": len(over), "corrected": len(lines.corrected) + len(lines.aims_corrected),
        "removed": len(lines.removed) + len(lines.aims_removed),
    }  # fmt: skip
    return counts | {name: n for name, n in more.items() if n}


def _marks(document: Instrument, lines: Lines, held: Held, over: Mapping[str, Clause]) -> dict[str, list[int]]:
    """The clauses that are gone from now on, and those that were and stand in the document again, each by its order."""
    named = {_label(label) for one in lines.places for label in (one.clause, *(above for above, _ in one.above))}
    there = {one.pk: one for one in held.clauses if one.pk not in {clause.pk for clause in over.values()}}
    gone = sorted({there[one.pk].nth for one in lines.gone if one.pk in there and document.lost(one) is None})
    back = [one.nth for one in held.clauses if document.lost(one) is not None and one.label in {*named, *over}]
    return {name: nths for name, nths in (("gone", gone), ("back", back)) if nths}


def _clauses(document: Instrument, lines: Lines, held: Held) -> tuple[dict[str, int], list[str], dict[str, Clause]]:
    """The clauses of everything by label: those that are worded anew, and those that the document lacks, added after
    its last; the digests of those; and by label the wordings that they took the place of."""
    every = list(document.clauses.all())
    known: dict[str, Clause] = {}
    for clause in standing(every):
        known.setdefault(clause.label, clause)
    last = max((clause.nth for clause in every), default=0)
    anew = {_label(one.clause): one.text for one in lines.reworded}
    over: dict[str, Clause] = {label: known[label] for label in anew if label in known}
    went = {one.pk for one in (*over.values(), *lines.gone)}
    along = [lines.stays[ref] for ref, on in held.standing_on() if on and on.pk in went and ref in lines.stays]
    said = clauses_of([*lines.places, *lines.reworded, *along])
    labels = {one.label: _label(one.label) for one in said}
    bound: list[str] = []
    for one in said:
        label = labels[one.label]
        before = over.get(label)
        if label in known and before is None:
            continue
        last += 1
        if last > MOST_CLAUSES:
            raise Refused("plans.clauses-too-many", field="clauses", most=MOST_CLAUSES)
        above = known[labels[said[one.within - 1].label]] if one.within else None
        text = texts.required(anew.get(label, one.text), "clauses", most=MOST_IN_CLAUSE)
        made = Clause(instrument=document, nth=last, label=label, text=text, parent=above, instead_of=before)
        known[label] = put(made)
        bound.append(of_clause(made, above.nth if above else None, before.nth if before else None))
    order = {label: clause.pk for label, clause in known.items()}
    return order | {raw: known[label].pk for raw, label in labels.items()}, bound, over


def _label(raw: str) -> str:
    return texts.line(raw, "clauses", most=80)


def _along(held: Held, lines: Lines, over: Mapping[str, Clause], order: Mapping[str, int]) -> list[Adding]:
    """What stood on a former wording goes to the clause that has its words now. What was written by hand, under words
    that are nowhere any more, goes to the new wording where that is much like the former one. Else it stays."""
    labels = {clause.pk: label for label, clause in over.items()}
    chosen = {one.task.ref for one in lines.corrected} | {one.ref for one in lines.removed}
    chosen |= {one.target.ref for one in lines.aims_corrected} | {one.ref for one in lines.aims_removed}
    by_hand = {one.task.ref for one in held.tasks if not one.sentence}
    rows: dict[str, Task | Target] = {one.task.ref: one.task for one in held.tasks}
    rows |= {one.ref: one for one in held.targets}
    acts = []
    went = {*labels, *(one.pk for one in lines.gone)}
    anew = {_label(one.clause): plain(one.text) for one in lines.reworded}
    texts_of = {one.label: plain(one.text) for one in held.clauses} | anew
    for ref, clause in held.standing_on():
        if clause is None or clause.pk not in went or ref in chosen:
            continue
        if ref in lines.stays:
            label = _label(lines.stays[ref].clause)
            there = texts_of.get(label)
            if there is not None and any(plain(one) not in there for one in lines.stays[ref].text.split("\n")):
                continue
            on = order[label]
        elif ref in by_hand and clause.pk in labels and alike(plain(clause.text), anew[labels[clause.pk]]) >= ALIKE:
            on = order[labels[clause.pk]]
        else:
            continue
        row = rows[ref]
        acts.append(Adding(row.guard_ref, row.seq + 1, "re-word", {"clause_id": on}))
        patch(row, {"clause_id": on, "seq": row.seq + 1})
    return acts


def _aims(
    row: Plan, held: Held, lines: Lines, order: Mapping[str, int], why: str, actor: Actor, now: datetime
) -> list[Adding]:
    """The targets that are corrected or go, of a plan that was not issued, of which no value was reported."""
    there = {one.pk: one for one in held.targets}
    on = the_pack().calendar.local(now)
    acts = []
    for one in lines.aims_corrected:
        target = _own_aim(row, there.get(one.target.pk))
        data, words = checked(one.said, row, actor, on)
        data["clause_id"] = order[one.place.clause]
        act = Adding(target.guard_ref, target.seq + 1, "change", data, words)
        patch(target, target_of([Done(act.seq, act.verb, data, on, "", words)]))
        acts.append(act)
    for gone in lines.aims_removed:
        target = _own_aim(row, there.get(gone.pk))
        acts.append(Adding(target.guard_ref, target.seq + 1, "end", {}, {"reason": why}))
        patch(target, {"state": Target.ENDED, "seq": target.seq + 1})
    return acts


def _own_aim(row: Plan, target: Target | None) -> Target:
    """The target, where the plan was not issued yet and nothing was reported of it. Raises Refused
    `plans.not-a-draft`."""
    if target is None or row.state != Plan.DRAFT or target.state != Target.OPEN or target.value_on is not None:
        raise Refused("plans.not-a-draft")
    return target
