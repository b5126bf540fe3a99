"""A plan made from a document that was read and looked at: document, clauses, draft and tasks, all of it or nothing.

The actions of the room write; here they are only put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from namro.ground.files.keeping import Ready
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.work.plans.draft_actions import add_task, draft, keep_as_principle
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.models import Plan
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
class Taken:
    """A task that was accepted. `clause`: the label of the part it stands in; `text`: the words of that part."""

    said: TaskSaid
    clause: str
    text: str
    principle: bool = False


def take_in_plan(
    office: Office,
    document: Document,
    tasks: Sequence[Taken],
    *,
    name: str,
    files: Sequence[Ready] = (),
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Plan:
    """The draft plan with its tasks. Raises what `plans.register_instrument`, `plans.draft`, `plans.add_task` and
    `plans.keep_as_principle` raise; then nothing of it is written."""
    parts: dict[str, list[str]] = {}
    for one in tasks:
        words = parts.setdefault(one.clause, [])
        if one.text not in words:
            words.append(one.text)
    with transaction.atomic():
        instrument = register_instrument(
            office, kind=document.kind, symbol=document.symbol, issuer=document.issuer, dated=document.dated,
            title=document.title, abstract=document.abstract, files=files, once=once,
            clauses=[ClauseSaid(label, "\n".join(words)) for label, words in parts.items()], actor=actor, now=now,
        )  # fmt: skip
        plan = draft(office, instrument=instrument, name=name, actor=actor, now=now)
        order = dict(zip(parts, instrument.clauses.order_by("nth").values_list("pk", flat=True), strict=True))
        for one in tasks:
            task = add_task(plan, said=replace(one.said, clause=order[one.clause]), actor=actor, now=now)
            if one.principle:
                keep_as_principle(task, actor=actor, now=now)
    return plan


def plan_under(instrument_ref: str) -> Plan | None:
    """The first plan that was drafted under a document, by its "instrument:…" reference."""
    return Plan.objects.filter(instrument__ref=instrument_ref.partition(":")[2]).order_by("pk").first()
