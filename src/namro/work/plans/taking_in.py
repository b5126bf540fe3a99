"""A plan made from a document that was read and looked at: all of it or nothing.

Document, clauses, cited documents, draft, tasks and targets. The actions of the room write; here they are only put
together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from namro.ground.files.keeping import Ready
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import scope
from namro.work.plans.draft_actions import add_task, change_draft, draft, keep_as_principle
from namro.work.plans.instrument_actions import ClauseSaid, note_cited, register_instrument, relate
from namro.work.plans.issuers import issuers_agree
from namro.work.plans.models import Instrument, Plan, Task
from namro.work.plans.relating import SURE
from namro.work.plans.target_actions import TargetSaid, set_target
from namro.work.plans.task_said import TaskSaid


@dataclass(frozen=True, slots=True)
class Document:
    """The document as its officer confirmed it."""

    kind: str
    symbol: str
    issuer: str
    dated: date
    title: str
    abstract: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the label of its part, the words of that part that are about it, and the parts that it
    lies in, from the top, each with label and words. `at`: how far down in the document, in code points."""

    clause: str
    text: str
    above: tuple[tuple[str, str], ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A task that was accepted."""

    said: TaskSaid
    place: Place
    principle: bool = False


@dataclass(frozen=True, slots=True)
class Aimed:
    """A target that was accepted. `counted`: the place (from 0) among the accepted tasks of the one that counts it."""

    said: TargetSaid
    place: Place
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that is named, as far as it was read, and how the plan's own stands to it."""

    kind: str
    symbol: str
    issuer: str
    dated: date | None
    title: str
    relation: str


def take_in_plan(
    office: Office,
    document: Document,
    tasks: Sequence[Taken],
    *,
    name: str,
    targets: Sequence[Aimed] = (),
    cited: Sequence[Cited] = (),
    files: Sequence[Ready] = (),
    another: bool = False,
    once: str | None = None,
    actor: Actor,
    now: datetime,
    on: date,
) -> Plan:
    """The draft plan with its tasks and targets, its document in the chain of those it names. Raises what the actions
    raise that it is put together of; then nothing of it is written. `on`: the local day."""
    clauses = clauses_of([*(task.place for task in tasks), *(aim.place for aim in targets)])
    labels = [one.label for one in clauses]
    with transaction.atomic():
        instrument = register_instrument(
            office, kind=document.kind, symbol=document.symbol, issuer=document.issuer, dated=document.dated,
            title=document.title, abstract=document.abstract, files=files, once=once, clauses=clauses,
            another=another, actor=actor, now=now,
        )  # fmt: skip
        cite(instrument, cited, actor=actor, now=now, on=on)
        plan = draft(office, instrument=instrument, name=name, actor=actor, now=now)
        order = dict(zip(labels, instrument.clauses.order_by("nth").values_list("pk", flat=True), strict=True))
        write_lines(plan, order, tasks, targets, actor=actor, now=now)
    return plan


def cite(instrument: Instrument, cited: Sequence[Cited], *, actor: Actor, now: datetime, on: date) -> None:
    """Ties a document to those that it names: to the one that is there, or to one that is noted as only cited. What is
    refused says in its field at which of them (from 0), and what of that one: "cited.0.symbol". One that is named twice
    is tied once. What a document itself says is so, also where it names one that was replaced or has a later day."""
    tied: set[tuple[int, str]] = set()
    for at, other in enumerate(cited):
        try:
            there = known_as(other, actor, on) or note_cited(
                instrument.office, kind=other.kind, symbol=other.symbol, issuer=other.issuer, dated=other.dated,
                title=other.title, actor=actor, now=now,
            )  # fmt: skip
            if (there.pk, other.relation) not in tied:
                begins = instrument.dated or on
                relate(
                    instrument, to=there, kind=other.relation, begins=begins, known=tuple(SURE.values()), actor=actor,
                    now=now,
                )  # fmt: skip
                tied.add((there.pk, other.relation))
        except Refused as refused:
            refused.field = f"cited.{at}.{refused.field or ''}"
            raise


def write_lines(
    plan: Plan,
    order: Mapping[str, int],
    tasks: Sequence[Taken],
    targets: Sequence[Aimed],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Writes the tasks down in a plan, then its targets, each at its clause. `order`: the clauses by label."""
    made = []
    for one in tasks:
        task = add_task(plan, said=replace(one.said, clause=order[one.place.clause]), actor=actor, now=now)
        made.append(task.pk)
        if one.principle:
            keep_as_principle(task, actor=actor, now=now)
    for aim in targets:
        counted = made[aim.counted] if aim.counted is not None else aim.said.task
        said = replace(aim.said, clause=order[aim.place.clause], task=counted)
        set_target(plan, said=said, actor=actor, now=now)


def part_draft(
    task: Task, *, said: TaskSaid, second: str = "", seen: int | None = None, actor: Actor, now: datetime
) -> Task:
    """Writes a draft anew and, where `second` says the matter of another task that its row holds, that one beside it:
    the same in all else, at the end of the plan. Raises as `plans.change_draft` and `plans.add_task`; then nothing of
    it is written."""
    with transaction.atomic():
        changed = change_draft(task, said=said, seen=seen, actor=actor, now=now)
        if second.strip():
            add_task(changed.plan, said=replace(said, matter=second), actor=actor, now=now)
    return changed


def clauses_of(places: Sequence[Place]) -> list[ClauseSaid]:
    """The clauses in which something stands, each after the one that it lies in: chapter, section, clause, point. What
    stands in one clause twice is said there once."""
    words: dict[str, list[str]] = {}
    within: dict[str, str] = {}
    for place in sorted(places, key=lambda place: place.at):
        before = ""
        for label, text in (*place.above, (place.clause, place.text)):
            said = words.setdefault(label, [])
            if text not in said and not (label != place.clause and said):
                said.append(text)
            if before and label not in within and label != before:
                within[label] = before
            before = label
    order = {label: at for at, label in enumerate(words, 1)}
    return [
        ClauseSaid(label, "\n".join(said), order[above] if order.get(above := within.get(label, ""), at) < at else None)
        for at, (label, said) in enumerate(words.items(), 1)
    ]


def known_as(cited: Cited, actor: Actor, on: date) -> Instrument | None:
    """The document that is there already, of those that the actor reads; None where it is none or more than one.

    Under its symbol: where issuer or day were read, none of them may differ and one must agree. An issuer in short, or
    without its place, differs in nothing ("UBND Thành phố" of the People's Committee of one city), but the day must
    agree then. Without a symbol, by its title: of the same kind and day, with or without the name of its kind before
    it, and no other issuer. Of several the one of which exactly the same was read before.
    """
    there = scope.instruments(actor, on)
    if cited.symbol:
        found = [one for one in there.filter(symbol__iexact=cited.symbol).order_by("pk")[:20] if _may_be(one, cited)]
    elif cited.title:
        same = there.filter(kind=cited.kind, dated=cited.dated).order_by("pk").iterator()
        called = _called(cited.kind, cited.title)
        found = [
            one for one in same
            if one.title and _called(one.kind, one.title) == called
            and issuers_agree(one.issuer, cited.issuer) is not False
        ]  # fmt: skip
    else:
        return None
    whole = [one for one in found if not one.cited] or found
    if len(whole) == 1:
        return whole[0]
    return next((one for one in found if _noted(one) == _noted(cited)), None)


def _may_be(one: Instrument, cited: Cited) -> bool:
    """Whether what bears the symbol is the document that was read: nothing differs, and issuer or day agrees. What is
    itself known from no more than was read again is that one."""
    issuer = issuers_agree(one.issuer, cited.issuer)
    day = _agree(one.dated, cited.dated)
    return (issuer is not False and day is not False and bool(issuer or day)) or (
        one.cited and one.kind == cited.kind and _noted(one) == _noted(cited)
    )


def _noted(one: Instrument | Cited) -> tuple[str, str, date | None, str]:
    """What is noted of a document that is only cited."""
    return one.symbol, one.issuer, one.dated, one.title


def _called(kind: str, title: str) -> str:
    """A title without the name of its kind before it: "Luật Đất đai" as "đất đai"."""
    said = unicodedata.normalize("NFC", " ".join(title.split())).casefold()
    programme = the_pack().programme
    known = programme.instruments.get(kind) if programme else None
    for name in sorted(known.names.values() if known else (), key=len, reverse=True):
        if said.startswith(f"{name.casefold()} "):
            return said[len(name) + 1 :]
    return said


def _agree(one: object, other: object) -> bool | None:
    """Whether the two say the same; None where one of them says nothing."""
    return one == other if one and other else None


def plan_under(instrument_ref: str) -> Plan | None:
    """The first plan that was drafted under a document, by its "instrument:…" reference."""
    return Plan.objects.filter(instrument__ref=instrument_ref.partition(":")[2]).order_by("pk").first()
