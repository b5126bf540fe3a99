"""One step or message in several cases: what they allow, which would go through, and why the others would not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import may
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases.history import acts_of, acts_of_all, rules_of
from namro.work.cases.models import Case, Held, Several
from namro.work.cases.offers import Input, Option, StepNow, read, steps_now
from namro.work.cases.offices import hands_asked_once
from namro.work.cases.rows import Key, rows_after
from namro.work.cases.scope import for_actor
from namro.work.cases.states import Act
from namro.work.cases.steps import refusal
from namro.work.cases.taking_back import SENDS, ForGood, for_good, in_time

VERBS = ("assign", "notify")
"""Verbs of the steps that may be taken on several cases at once."""
MESSAGE = "message"
"""What stands in place of a step's verb where an officer writes one message to several reporters."""
MOST = 500
"""Cases in one action."""
READ = 12
"""Times that `part_of_list` reads on. Where few of very many cases match, it says that there may be more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that at least one of the chosen cases allows now, or a message (`MESSAGE`, which has no name of its own).
    `able`: what it would be on each of them, by id; `inputs` ask for what any of them needs, with every option that any
    of them has."""

    verb: str
    step: str
    names: Mapping[str, str]
    inputs: tuple[Input, ...]
    able: dict[int, StepNow] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What a form names it by."""
        return f"{self.verb}:{self.step}"

    @property
    def reads(self) -> bool:
        """Whether reporters will read something that is typed here."""
        return any(one.reporter_reads for one in self.inputs)


@dataclass(frozen=True, slots=True)
class Fate:
    """What would become of one case: it goes through, or `why` not. `can_undo`: it could be taken back; of a notice
    that could not, `for_good` says why."""

    case: Case
    why: Refused | None = None
    can_undo: bool = False
    for_good: tuple[ForGood, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Cases of a list, at most `MOST`: each reference with the number of its last action. `rest`: where the list goes
    on, or was not looked through from; None at its end."""

    cases: list[tuple[str, int]]
    rest: Key | None


def part_of_list(actor: Actor, now: datetime, after: Key | None = None, **narrowed: Any) -> Listed:
    """The first cases behind `after` of the list that `rows` would give for the same question, in its order."""
    found: list[tuple[str, int]] = []
    key = after
    for _ in range(READ):
        rows, key = rows_after(actor, now, key, size=min(MOST - len(found), 200), **narrowed)
        found += [(row.ref, row.seq) for row in rows]
        if key is None or len(found) >= MOST:
            break
    return Listed(found, key)


def chosen(actor: Actor, refs: Sequence[str], now: datetime) -> list[Case]:
    """The cases of these references that the actor may read, in their order; at most `MOST`."""
    on = _on(now)
    wanted = list(dict.fromkeys(refs))[:MOST]
    found = {
        case.ref: case
        for case in for_actor(actor, on)
        .select_related("office", "pending_office", "assignee", "frozen")
        .filter(ref__in=wanted)
    }
    return [found[ref] for ref in wanted if ref in found]


def choices(actor: Actor, cases: Sequence[Case], now: datetime) -> list[Choice]:
    """The steps of `VERBS` that the cases allow now and the message to their reporters, those first that most allow."""
    found: dict[tuple[str, str], dict[int, StepNow]] = {}
    acts = acts_of_all(cases)
    with hands_asked_once():
        for case in cases:
            for step in (
                *steps_now(actor, case, now, VERBS, read(case, acts[case.pk])),
                *_message(actor, case, now, acts[case.pk]),
            ):
                found.setdefault((step.verb, step.id), {})[case.pk] = step
    made = [
        Choice(verb, step, next(iter(able.values())).names, _asked(list(able.values())), able)
        for (verb, step), able in found.items()
    ]
    return sorted(made, key=lambda one: (-len(one.able), one.verb, one.step))


def offered_now(
    actor: Actor, case: Case, now: datetime, verb: str, step: str, acts: list[Act] | None = None
) -> StepNow | None:
    """What the step of a choice would be on this case; None where the case does not allow it. `acts`: all acts of the
    case, where they were read already."""
    if verb == MESSAGE:
        return next(iter(_message(actor, case, now, acts)), None) if not step else None
    return next((one for one in steps_now(actor, case, now, [verb], read(case, acts)) if one.id == step), None)


_TEXT = (Input("text", "long-text", True, reporter_reads=True),)


def _message(actor: Actor, case: Case, now: datetime, acts: list[Act] | None) -> list[StepNow]:
    """The message that this officer may write to the reporter of an open case who has a code to read it by, as if it
    were a step."""
    if case.closed_at is not None or not _has_code(case, acts):
        return []
    if not may(actor, "cases.message", case.office_id, on=_on(now)):
        return []
    return [StepNow("", MESSAGE, {}, {}, {}, "", 0, ("reporter",), None, _TEXT)]


def _has_code(case: Case, acts: list[Act] | None) -> bool:
    """Whether the reporter was given a code: nobody was for what stood in an older register."""
    return (acts_of(case) if acts is None else acts)[0].verb != "import"


def _on(now: datetime) -> date:
    return the_pack().calendar.local(now)


def _asked(steps: Sequence[StepNow]) -> tuple[Input, ...]:
    """What all of the steps ask for together."""
    asked: dict[str, Input] = {}
    for step in steps:
        for one in step.inputs:
            before = asked.get(one.name)
            if before is None:
                asked[one.name] = one
                continue
            options = {option.value: option for option in (*before.options, *one.options)}
            asked[one.name] = replace(
                before,
                options=tuple(options.values()),
                required=before.required or one.required,
                reporter_reads=before.reporter_reads or one.reporter_reads,
            )
    return tuple(asked.values())


def fates(
    cases: Sequence[Case],
    choice: Choice,
    given: Mapping[str, object],
    now: datetime,
    seen: Mapping[str, int] | None = None,
    held: Mapping[int, Held] | None = None,
) -> list[Fate]:
    """What would become of each of the cases with what was filled in. `seen`: by reference, the last action of each
    when it was chosen. `held`: by id, the notice that waits to go to a case already (`held.held_among`)."""
    seen, held = seen or {}, held or {}
    left = acts_of_all(case for case in cases if case.pk not in choice.able)
    return [
        Fate(case, Refused("cases.several-since"))
        if seen.get(case.ref, case.seq) != case.seq
        else _fate(case, choice, given, now, left.get(case.pk), held.get(case.pk))
        for case in cases
    ]


def _fate(
    case: Case,
    choice: Choice,
    given: Mapping[str, object],
    now: datetime,
    acts: list[Act] | None,
    held: Held | None,
) -> Fate:
    step = choice.able.get(case.pk)
    if step is None:
        return Fate(case, why_not(case, choice.verb, choice.step, now, acts))
    if (waits := already_held(case, step, held)) is not None:
        return Fate(case, waits)
    for one in step.inputs:
        value = str(given.get(one.name) or "")
        if one.kind == "choice" and value and not _has(one.options, value):
            same = one.name == "post" and value == str(case.assignee_id)
            return Fate(case, Refused("cases.post-has-it" if same else "cases.several-not-this"))
    return Fate(case, None, can_undo(case, step), why_for_good(case, step))


def why_for_good(case: Case, step: StepNow) -> tuple[ForGood, ...]:
    """Why a notice cannot be taken back; empty for one that only tells the reporter something, and for other steps."""
    if step.verb != "notify":
        return ()
    procedure = rules_of(case.frozen_id)[1]
    return for_good(procedure, procedure.steps[step.id])


def already_held(case: Case, step: StepNow, held: Held | None) -> Refused | None:
    """Why a notice that counts in law is not ordered for a case to which another one waits to go; None where it may
    be."""
    if held is None or not why_for_good(case, step):
        return None
    return Refused("cases.several-held", who=held.actor_name or "–")


def counts_in_law(cases: Sequence[Case], choice: Choice) -> bool:
    """Whether the choice is a notice that could not be taken back in one of the cases that allow it: it is held before
    it goes out."""
    return any(case.pk in choice.able and why_for_good(case, choice.able[case.pk]) for case in cases)


def can_undo(case: Case, step: StepNow) -> bool:
    """Whether what the step does can honestly be taken back: it only says who has the case, or only tells the reporter
    something. A step that moves the case or starts or ends a limit has happened for good."""
    if step.verb in SENDS:
        return not why_for_good(case, step)
    stays = step.to in (None, case.state)
    return step.verb == "assign" and stays and not (step.starts or step.ends or step.tells)


def _has(options: Sequence[Option], value: str) -> bool:
    return any(option.value == value for option in options)


def why_not(case: Case, verb: str, step_id: str, now: datetime, acts: list[Act] | None = None) -> Refused:
    """Why a case does not allow a step that somebody may take elsewhere. `acts`: all of them, where read already."""
    if verb == MESSAGE:
        if case.closed_at is not None:
            return Refused("cases.several-closed")
        return Refused("cases.several-not-now" if _has_code(case, acts) else "cases.several-no-code")
    pack, procedure, standing, _ = read(case, acts)
    step = procedure.steps.get(step_id)
    if step is None or step.verb != verb:
        return Refused("cases.several-no-such-step")
    found = refusal(pack, standing, step, pack.calendar.local(now))
    return Refused("cases.several-not-now") if found is None or found.code == "cases.wrong-state" else found


def several(actor: Actor, pk: int) -> Several:
    """What the actor did to several cases. Raises `NotThere`, also for what somebody else did."""
    found = Several.objects.filter(pk=pk, actor_ref=actor.ref).select_related("undoes").first()
    if found is None:
        raise NotThere
    return found


def done_before(actor: Actor, once: str) -> int | None:
    """The id of what this very form did when it was sent before."""
    return Several.objects.filter(actor_ref=actor.ref, once=once[:64]).values_list("pk", flat=True).first()


def may_be_undone(done: Several, now: datetime) -> bool:
    """Whether some of it can still be taken back."""
    if not in_time(done.at, now) or Several.objects.filter(undoes=done).exists():
        return False
    return done.cases.filter(can_undo=True, seq__isnull=False).exists()
