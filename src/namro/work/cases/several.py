"""One step on several cases: what they allow, which of them would go through, and why the others would not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case, Several
from namro.work.cases.offers import Input, Option, StepNow, read, steps_now
from namro.work.cases.scope import for_actor
from namro.work.cases.steps import refusal

VERBS = ("assign", "notify")
"""Verbs of the steps that may be taken on several cases at once."""
MOST = 50
"""Cases in one action: a page of the list."""
UNDO_FOR = 30 * 60
"""Seconds during which an assignment of several cases can be taken back in one action."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that at least one of the chosen cases allows now. `able`: what it would be on each of them, by id;
    `inputs` ask for what any of them needs, with every option that any of them has."""

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
    """What would become of one case: it goes through, or `why` not. `can_undo`: its assignment could be taken back."""

    case: Case
    why: Refused | None = None
    can_undo: bool = False


def chosen(actor: Actor, refs: Sequence[str], now: datetime) -> list[Case]:
    """The cases of these references that the actor may read, in their order; at most `MOST`."""
    on = the_pack().calendar.local(now)
    wanted = list(dict.fromkeys(refs))[:MOST]
    found = {
        case.ref: case
        for case in for_actor(actor, on)
        .select_related("office", "pending_office", "assignee", "frozen")
        .filter(ref__in=wanted)
    }
    return [found[ref] for ref in wanted if ref in found]


def choices(actor: Actor, cases: Sequence[Case], now: datetime) -> list[Choice]:
    """The steps of `VERBS` that the cases allow now, those first that most of them allow."""
    found: dict[tuple[str, str], dict[int, StepNow]] = {}
    for case in cases:
        for step in steps_now(actor, case, now, VERBS):
            found.setdefault((step.verb, step.id), {})[case.pk] = step
    made = [
        Choice(verb, step, next(iter(able.values())).names, _asked(list(able.values())), able)
        for (verb, step), able in found.items()
    ]
    return sorted(made, key=lambda one: (-len(one.able), one.verb, one.step))


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


def fates(cases: Sequence[Case], choice: Choice, given: Mapping[str, object], now: datetime) -> list[Fate]:
    """What would become of each of the cases with what was filled in."""
    return [_fate(case, choice, given, now) for case in cases]


def _fate(case: Case, choice: Choice, given: Mapping[str, object], now: datetime) -> Fate:
    step = choice.able.get(case.pk)
    if step is None:
        return Fate(case, why_not(case, choice.verb, choice.step, now))
    for one in step.inputs:
        value = str(given.get(one.name) or "")
        if one.kind == "choice" and value and not _has(one.options, value):
            same = one.name == "post" and value == str(case.assignee_id)
            return Fate(case, Refused("cases.post-has-it" if same else "cases.several-not-this"))
    return Fate(case, None, can_undo(case, step))


def can_undo(case: Case, step: StepNow) -> bool:
    """Whether what the step does can honestly be taken back: it only says who has the case. A step that moves the case,
    starts or ends a limit or tells somebody has happened for good."""
    stays = step.to in (None, case.state)
    return step.verb == "assign" and stays and not (step.starts or step.ends or step.tells)


def _has(options: Sequence[Option], value: str) -> bool:
    return any(option.value == value for option in options)


def why_not(case: Case, verb: str, step_id: str, now: datetime) -> Refused:
    """Why a case does not allow a step that somebody may take elsewhere."""
    pack, procedure, standing, _ = read(case)
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
    if now.timestamp() > done.at.timestamp() + UNDO_FOR or Several.objects.filter(undoes=done).exists():
        return False
    return done.cases.filter(can_undo=True, seq__isnull=False).exists()
