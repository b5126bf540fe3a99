"""What can be done with a case now, by this person, and what each step asks for; and its clocks with their reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from namro.ground.people.actors import Actor
from namro.ground.people.may import seat_for
from namro.rules.clocks.count import Due
from namro.rules.clocks.terms import Term
from namro.rules.packs.schema import REPORTER, Clock, Extension, OtherReading, Pack, Procedure, Step, action_of
from namro.work.cases.dispatch import NEEDED
from namro.work.cases.history import acts_of, rules_by_hash, rules_of, standing_of
from namro.work.cases.models import Case
from namro.work.cases.offices import destinations, hands_at
from namro.work.cases.rows import working_days_left
from namro.work.cases.runs import ClockStanding
from namro.work.cases.states import Act, Standing, reduce
from namro.work.cases.steps import INCOMING, acting_office, ask_by, extendable, extension_refusal, refusal, roles_for
from namro.work.cases.timeline import reporter_reads


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its value for the form, its name and a hint, as texts by language or plain. `holds`: how
    many open cases a post has already. `on`: a mark that the case has."""

    value: str
    label: Mapping[str, str] | str
    hint: Mapping[str, str] | str | None = None
    from_day: date | None = None
    to_day: date | None = None
    ask_by: date | None = None
    document: Mapping[str, str] | None = None
    holds: int | None = None
    on: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to fill in. `kind`: text, long-text, choice, flags, day. `names`: what the procedure calls it."""

    name: str
    kind: str
    required: bool
    options: tuple[Option, ...] = ()
    reporter_reads: bool = False
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step that this person may take now, with what it causes and whom it tells. Names are texts by language.
    `starts`, `ends`: clocks. `leaves`: clocks that still run and that it closes the case over, without ending them.
    `opens`: the names of the steps that this person may take only after it."""

    id: str
    verb: str
    names: Mapping[str, str]
    effect: Mapping[str, str]
    says: Mapping[str, str]
    article: str
    likely: int
    tells: tuple[str, ...]
    to: str | None
    inputs: tuple[Input, ...]
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    opens: tuple[Mapping[str, str], ...] = ()


Known: TypeAlias = tuple[Pack, Procedure, Standing, list[Act]]


def read(case: Case, acts: list[Act] | None = None) -> Known:
    """The case's own rules and where it stands, from its acts. `acts`: all of them, where they were read already."""
    acts = acts_of(case) if acts is None else acts
    versions = rules_by_hash(acts)
    standing = reduce(versions, acts)
    pack, procedure = versions[standing.procedure]
    return pack, procedure, standing, acts


def steps_now(
    actor: Actor, case: Case, now: datetime, verbs: Collection[str] | None = None, known: Known | None = None
) -> list[StepNow]:
    """The steps that the actor may take on the case at `now`, the likeliest first; of these `verbs` where set. `known`:
    what `read` gave of the case, where it was asked already."""
    pack, procedure, standing, _ = known or read(case)
    on = pack.calendar.local(now)
    found = []
    for step in (s for s in procedure.steps.values() if verbs is None or s.verb in verbs):
        if refusal(pack, standing, step, on) is not None or not _may(actor, pack, procedure, standing, step, on):
            continue
        inputs = _inputs(actor, pack, procedure, standing, step, on, now)
        if inputs is not None:
            found.append(_offer(pack, procedure, standing, step, inputs))
    if verbs is None:
        found = [replace(step, opens=_opens(actor, pack, procedure, standing, step, on)) for step in found]
    return sorted(found, key=lambda s: (s.likely, s.id))


def steps_of_others(
    actor: Actor, case: Case, now: datetime, known: Known
) -> list[tuple[Mapping[str, str], tuple[str, ...]]]:
    """What only other roles of the actor's own office may do with the case at `now`, the likeliest first: the names of
    each step, and the roles that may take it. Nothing for whoever has no seat at the office whose step it is."""
    pack, procedure, standing, _ = known
    on = pack.calendar.local(now)
    here = {seat.office_id for seat in actor.seats}
    found = list[tuple[Mapping[str, str], tuple[str, ...]]]()
    for step in sorted(procedure.steps.values(), key=lambda s: (s.likely, s.id)):
        office, kind = acting_office(standing, step.verb)
        roles = roles_for(pack, procedure, step, kind) & pack.roles.keys()
        if office not in here or not roles or refusal(pack, standing, step, on) is not None:
            continue
        if not _may(actor, pack, procedure, standing, step, on):
            found.append((step.names, tuple(sorted(roles))))
    return found


def ended_by(actor: Actor, case: Case, step_id: str, now: datetime) -> int | None:
    """The seq of the act after which the actor could no longer take this step, which they could until then; None where
    that never was, or where it can still be taken."""
    acts = acts_of(case)
    versions = rules_by_hash(acts)
    for n in range(len(acts), 0, -1):
        standing = reduce(versions, acts[:n])
        pack, procedure = versions[standing.procedure]
        step, on = procedure.steps.get(step_id), pack.calendar.local(now)
        if step is None or refusal(pack, standing, step, on) is not None:
            continue
        may = _may(actor, pack, procedure, standing, step, on)
        if may and _inputs(actor, pack, procedure, standing, step, on, now) is not None:
            return acts[n].seq if n < len(acts) else None
    return None


def _opens(
    actor: Actor, pack: Pack, procedure: Procedure, standing: Standing, taken: StepNow, on: date
) -> tuple[Mapping[str, str], ...]:
    """What the actor may do once `taken` is taken and not before, the likeliest first. Nothing after what hands the
    case over or closes it: whoever has it then is shown."""
    if taken.to is None or taken.verb in HANDS_OVER or not procedure.states[taken.to].open:
        return ()
    then = replace(standing, state=taken.to)
    steps = [
        step
        for step in procedure.steps.values()
        if standing.state not in step.from_
        and refusal(pack, then, step, on) is None
        and _may(actor, pack, procedure, then, step, on)
    ]
    return tuple(step.names for step in sorted(steps, key=lambda s: (s.likely, s.id)))


HANDS_OVER = frozenset({"transfer", *INCOMING})
"""Verbs after which another office has the case, or this one has it anew."""
OUTCOMES: tuple[frozenset[str], ...] = (frozenset({"decide"}), frozenset(INCOMING))
"""Verbs whose steps, where several may be taken, are outcomes of one decision."""


def likeliest(steps: Sequence[StepNow]) -> StepNow | None:
    """The step that a page may show before the others: the likeliest, but none where the likeliest is one of several
    outcomes of the same decision, since the software proposes no outcome."""
    first = next(iter(steps), None)
    if first is None:
        return None
    for verbs in OUTCOMES:
        if first.verb in verbs and sum(step.verb in verbs for step in steps) > 1:
            return None
    return first


def _may(actor: Actor, pack: Pack, procedure: Procedure, standing: Standing, step: Step, on: date) -> bool:
    office, kind = acting_office(standing, step.verb)
    if actor.kind == "reporter":
        return REPORTER in step.by and step.verb == "answer"
    return seat_for(actor, action_of(step.verb), office, roles_for(pack, procedure, step, kind), on) is not None


def _offer(pack: Pack, procedure: Procedure, standing: Standing, step: Step, inputs: Sequence[Input]) -> StepNow:
    events = {step.id, step.to} if step.to and step.to != standing.state else {step.id}
    running = {run.clock for run in extendable(standing)}
    starts = [c.id for c in procedure.clocks.values() if any(s.event in events for s in c.starts)]
    ends = [c.id for c in procedure.clocks.values() if c.id in running and events.intersection(c.ends)]
    closes = step.to is not None and not procedure.states[step.to].open and procedure.states[standing.state].open
    return StepNow(
        id=step.id,
        verb=step.verb,
        names=step.names,
        effect=step.effect,
        says=step.says,
        article=pack.article(step),
        likely=step.likely,
        tells=step.tells,
        to=step.to,
        inputs=tuple(inputs),
        starts=tuple(starts),
        ends=tuple(ends),
        leaves=tuple(sorted(running.difference(ends))) if closes else (),
    )


_LONG = ("reason", "answer", "text")
_ORDER = ("flags", "post", "office", "extension", "ground", "answer", "text", "reason", "document", "until")
_NAMES = {"flag": "flags", "clock": "extension"}


def _inputs(
    actor: Actor, pack: Pack, procedure: Procedure, standing: Standing, step: Step, on: date, now: datetime
) -> list[Input] | None:
    """What the step asks for, in the order of a form; None when something must be chosen and nothing can be."""
    wanted = {_NAMES.get(need, need) for need in (*step.needs, *NEEDED.get(step.verb, ()))}
    if step.verb == "classify" and not step.sets:
        wanted.add("flags")
    if step.to_office:
        wanted.add("office")
    inputs: list[Input] = []
    for name in (n for n in _ORDER if n in wanted):
        reads = reporter_reads(step, step.verb, name)
        if name in ("post", "office", "extension") or (name == "ground" and step.grounds):
            options = _options(name, actor, pack, procedure, standing, step, on, now)
            if not options:
                return None
            inputs.append(Input(name, "choice", True, options, reads))
        elif name == "flags":
            flags = tuple(
                Option(f.id, f.names, f.why, on=f.id in standing.flags) for f in procedure.flags.values() if f.ticked
            )
            if flags:
                inputs.append(Input("flags", "flags", False, flags))
        elif name == "until":
            inputs.append(Input(name, "day", True))
        else:
            called = step.document if name == "document" else None
            inputs.append(Input(name, "long-text" if name in _LONG else "text", True, (), reads, called))
    if step.verb == "extend" and not any(i.name == "document" for i in inputs):
        outside = any(option.document for i in inputs if i.name == "extension" for option in i.options)
        if outside:
            inputs.append(Input("document", "text", False, names=step.document))
    return inputs


def _options(
    name: str,
    actor: Actor,
    pack: Pack,
    procedure: Procedure,
    standing: Standing,
    step: Step,
    on: date,
    now: datetime,
) -> tuple[Option, ...]:
    if name == "post":
        return tuple(
            Option(str(hand.post_id), hand.holder, pack.roles[hand.role].names, holds=hand.open)
            for hand in hands_at(standing.office_id, on, step.to_role)
            if hand.post_id != standing.assignee and hand.role in pack.roles
        )
    if name == "office":
        return tuple(Option(str(o.pk), o.names) for o in destinations(step, standing, on))
    if name == "ground":
        return tuple(Option(g.id, g.names, pack.article(g)) for g in step.grounds_on(on).values())
    return _extensions(actor, pack, procedure, standing, step, on, now)


def _extensions(
    actor: Actor, pack: Pack, procedure: Procedure, standing: Standing, step: Step, on: date, now: datetime
) -> tuple[Option, ...]:
    roles = roles_for(pack, procedure, step, standing.office_kind)
    found = []
    for run in extendable(standing):
        for rule in procedure.clocks[run.clock].extensions.values():
            if extension_refusal(procedure, standing, run.clock, rule.id, on=on, now=now) is not None:
                continue
            if seat_for(actor, "cases.extend", standing.office_id, roles & frozenset(rule.by), on) is None:
                continue
            after = _extended(pack, procedure, run, rule, standing, on)
            if run.due is None or after is None or after.at <= run.due.at:
                continue
            found.append(
                Option(
                    f"{run.clock}:{rule.id}",
                    rule.names,
                    rule.when,
                    run.due.on,
                    after.on,
                    ask_by(pack, rule, run),
                    rule.approved_by,
                )
            )
    return tuple(found)


def _extended(
    pack: Pack, procedure: Procedure, run: ClockStanding, rule: Extension, standing: Standing, on: date
) -> Due | None:
    """The date with one more extension."""
    from namro.rules.clocks.errors import ClockError
    from namro.rules.packs.due import due_of
    from namro.rules.packs.refused import Refused
    from namro.work.cases.runs import days_of

    try:
        return due_of(
            pack,
            procedure,
            run.clock,
            run.started_at,
            extensions=[*run.extensions, rule.id],
            flags=sorted(standing.flags & set(procedure.flags)),
            pauses=days_of(pack, procedure.clocks[run.clock], run.pauses),
        )
    except (Refused, ClockError):
        return None


UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ClockView:
    """One running of a clock as people read it; `due.steps` are its reasons. `status` as in `ClockStanding`, and
    "undone" where the case was closed while it ran, so that it was never met.

    `unless` says why a limit does not apply: "only-if" (it waits for `flag_names`), "flagged" (they stand against it),
    "anonymous" (the reporter gave no name); empty where it applies.
    """

    id: str
    run: int
    names: Mapping[str, str]
    says: Mapping[str, str]
    article: str
    limit: Term
    status: str
    started_at: datetime
    ended_at: datetime | None
    due: Due | None
    no_due: str | None
    late: bool
    working_days_left: int | None
    shown_to_reporter: bool
    local_standard: bool
    extensions: tuple[Extension, ...]
    other_readings: tuple[OtherReading, ...]
    paused_since: datetime | None
    pauses: tuple[tuple[datetime, datetime], ...]
    confidence: str
    unless: str = ""
    flag_names: Mapping[str, str] | None = None


def clocks(case: Case, now: datetime, standing: Standing | None = None) -> list[ClockView]:
    """The clocks of the case: what runs first, by date, then what stands still, then what is over.

    `standing`: where the case stands, where that is known already."""
    standing = standing_of(case) if standing is None else standing
    pack, procedure = rules_of(standing.procedure)
    on = pack.calendar.local(now)
    views = [_view(pack, procedure, run, standing, now, on) for run in standing.runs if run.clock in procedure.clocks]
    order = {"running": 0, "paused": 1, "unconfirmed": 2}
    return sorted(views, key=lambda v: (order.get(v.status, 3), v.due.at.timestamp() if v.due else 0.0, v.id, v.run))


def _view(
    pack: Pack, procedure: Procedure, run: ClockStanding, standing: Standing, now: datetime, on: date
) -> ClockView:
    rule = procedure.clocks[run.clock]
    unless, flag = ("", None) if run.owed else _unless(rule, standing)
    return ClockView(
        id=run.clock,
        run=run.run,
        names=rule.names,
        says=rule.says,
        article=rule.article,
        limit=rule.limit_under(standing.flags),
        status=UNDONE if run.lapsed else run.status,
        started_at=run.started_at,
        ended_at=run.ended_at,
        due=run.due,
        no_due=run.no_due,
        late=run.late(now),
        working_days_left=working_days_left(pack.calendar, on, run.due.on if run.due else None),
        shown_to_reporter=rule.shown_to_reporter,
        local_standard=rule.local_standard,
        extensions=tuple(rule.extensions[e] for e in run.extensions if e in rule.extensions),
        other_readings=rule.other_readings,
        paused_since=run.paused_since,
        pauses=run.pauses,
        confidence=rule.confidence,
        unless=unless,
        flag_names=procedure.flags[flag].names if flag in procedure.flags else None,
    )


def _unless(rule: Clock, standing: Standing) -> tuple[str, str | None]:
    """Why a limit does not apply, and the flag that decides it."""
    if rule.owed_unless_anonymous and not standing.named:
        return "anonymous", None
    if rule.only_if is not None and (rule.unless is None or rule.only_if not in standing.flags):
        return "only-if", rule.only_if
    return "flagged", rule.unless
