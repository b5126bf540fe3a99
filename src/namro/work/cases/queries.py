"""Everything that may be read of cases. What is read by staff starts at `for_actor`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from namro.ground.fetch import Fetch
from namro.ground.files.keeping import open_file
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds
from namro.ground.people.models import Office
from namro.ground.places.models import Unit
from namro.ground.places.queries import by_ref, listing_begins, name_of, path, paths, predecessors
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack, Procedure
from namro.work.cases import history, payload, receipts
from namro.work.cases.history import procedure_of
from namro.work.cases.models import Attachment, Case, Done, FrozenProcedure, Receipt, StagedFile
from namro.work.cases.offers import (
    ClockView,
    Input,
    Option,
    StepNow,
    clocks,
    ended_by,
    likeliest,
    read,
    steps_now,
    steps_of_others,
)
from namro.work.cases.offices import Hand, hands_at, heirs_of, offices_to_choose, receiving_office, unit_of
from namro.work.cases.passages import PassedOn, passed_on
from namro.work.cases.reading_actions import reads_for
from namro.work.cases.registers import (
    Load,
    RegisterRow,
    numbered,
    register_after,
    register_of,
    workload,
    years_of_register,
)
from namro.work.cases.rows import Key, Page, Row, every_row, holder_names, rows, rows_after
from namro.work.cases.scope import case, for_actor
from namro.work.cases.states import Standing
from namro.work.cases.taking_back_actions import can_take_back
from namro.work.cases.timeline import filled

__all__ = [
    "Answer",
    "AskedIdentity",
    "ClockView",
    "Input",
    "Key",
    "Load",
    "Option",
    "Page",
    "PassedOn",
    "RegisterRow",
    "Row",
    "StepNow",
    "asked_identities",
    "attachment",
    "by_receipt",
    "can_take_back",
    "case",
    "case_to_unseal",
    "clocks",
    "done",
    "ended_by",
    "every_row",
    "for_actor",
    "holder_name",
    "is_named",
    "likeliest",
    "numbered",
    "office",
    "offices_to_choose",
    "open_attachment",
    "own_places",
    "passed_on",
    "place_before",
    "place_name",
    "place_names",
    "read",
    "reads_for",
    "receiving_office",
    "register_after",
    "register_of",
    "rows",
    "rows_after",
    "rules_of",
    "said",
    "sentence",
    "staged",
    "standing",
    "steps_now",
    "steps_of_others",
    "unit_of",
    "was_done",
    "was_sent",
    "workload",
    "years_of_register",
]  # fmt: skip


def rules_of(case: Case) -> tuple[Pack, Procedure]:
    """The procedure version that the case runs under, and the pack by whose calendar it counts."""
    return history.rules_of(case.frozen_id)


def standing(case: Case, rows: Sequence[Done] | None = None) -> Standing:
    """Where the case stands, read from its actions. `rows`: all of them, where they were read already."""
    return history.standing_of(case, rows)


def by_receipt(code: str, now: datetime) -> Case | None:
    """The case of a secret code, or None: the same answer, after the same work, for what is no code, for a typing
    mistake and for a code that belongs to nothing."""
    digest = receipts.digest_of(code if isinstance(code, str) else "")
    found = _receipt(digest)
    return found[0].case if found else None


_receipt = Fetch(Receipt, "case", "case__office", "case__pending_office", "case__assignee", where="t0.digest = %s")


def office(pk: int) -> Office:
    """The office of that id. Raises `NotThere`."""
    found = Office.objects.filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def holder_name(case: Case) -> str:
    """Who has the case now; empty when nobody was given it. The day is that of the case's last action or later."""
    if case.assignee_id is None:
        return ""
    day = the_pack().calendar.local(case.changed_at)
    return holder_names([case.assignee_id], day).get(case.assignee_id, "")


def own_places(actor: Actor, on: date, lang: str | None = None) -> list[tuple[str, str]]:
    """The units of the offices in which the actor holds a post, as (reference, full name in that language)."""
    found = (
        Office.objects.filter(pk__in={seat.office_id for seat in actor.seats}).select_related("unit").order_by("code")
    )
    units = list({o.unit_id: o.unit for o in found}.values())
    names = paths(units, lang, on)
    return [(unit.ref, names[unit.pk]) for unit in units]


def was_done(case: Case, once: str) -> bool:
    """Whether a form with this key did its work already."""
    return Done.objects.filter(case=case, once=once[:64]).exists()


def done(case: Case, seq: int) -> Done:
    """One thing that was done to a case that a scoped query gave. Raises `NotThere`."""
    found = Done.objects.filter(case=case, seq=seq).first()
    if found is None:
        raise NotThere
    return found


def sentence(case: Case, step_id: str, lang: str) -> str:
    """The sentence that the reporter will read of a step taken today; empty where the step does not tell them."""
    pack, procedure = rules_of(case)
    step = procedure.steps.get(step_id)
    if step is None or "reporter" not in step.tells:
        return ""
    said_in = filled(step, case.office.names, pack.calendar.local(case.changed_at), pack)
    return said_in.get(lang) or said_in.get(pack.language, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said in answer to one question of the form; `value` is None where it is `kept` from this reader."""

    id: str
    names: Mapping[str, str]
    kind: str
    value: Any
    kept: bool = False


def said(case: Case, to: Actor | None = None, on: date | None = None) -> list[Answer]:
    """What was said, in the order of the form: to the reporter, or to somebody of the staff (`to`) on that day.

    The form promises of a sensitive answer that only those who handle the case read it: whoever has it or may give it
    to somebody else, and while nobody has it those at its office who may. Whoever else may read the case (the offices
    above, the standing agency, auditors, the office that passed it on) learns that something was said.
    """
    _, procedure = rules_of(case)
    kept = payload.said(case)
    values = kept.values if kept is not None else {}
    handles = to is None or (on is not None and reads_for(to, case.office_id, case.assignee_id, on) is not None)
    return [
        Answer(f.id, f.names, f.kind, values[f.id] if handles or not f.sensitive else None, f.sensitive and not handles)
        for f in procedure.fields
        if f.id in values
    ]


def attachment(actor: Actor, token: str, on: date) -> Attachment:
    """One file, by the random name in its address, out of the cases that the actor may read. Raises `NotThere`."""
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise NotThere  # no such name was ever given, and PostgreSQL would not even look for some of them
    found = Attachment.objects.filter(token=token[:40], case__in=for_actor(actor, on)).select_related("case")
    if actor.kind == "reporter":
        found = found.filter(for_reporter=True)
    kept = found.first()
    if kept is None:
        raise NotThere
    return kept


def open_attachment(kept: Attachment | StagedFile) -> BinaryIO:
    """The bytes of a file that a scoped query gave. Raises `NotThere` when the file itself is lost."""
    try:
        return open_file(kept.path)
    except FileNotFoundError:
        raise NotThere from None


def was_sent(draft: str) -> bool:
    """Whether this draft became a case already."""
    return Receipt.objects.filter(draft=receipts.draft_digest(draft)).exists()


def staged(draft: str) -> list[StagedFile]:
    """The files that wait under a draft, in the order in which they came."""
    return list(StagedFile.objects.filter(draft=receipts.draft_digest(draft)).order_by("id"))


def place_names(actor: Actor, refs: Collection[str], lang: str, on: date) -> dict[str, str]:
    """Where these of the actor's cases happened, by reference, in a language: "Hoan Kiem Ward". Two statements."""
    where = dict(for_actor(actor, on).filter(ref__in=refs).exclude(place_ref="").values_list("ref", "place_ref"))
    names = unit_names(where.values(), lang)
    return {ref: names[place] for ref, place in where.items() if place in names}


def heirs_at(case: Case, on: date) -> list[Hand]:
    """Who of its office can be given a case that somebody else has. Who asks must be allowed to hand it over."""
    had = case.assignee.role if case.assignee is not None else ""
    hands = hands_at(case.office_id, on, heirs_of(had, procedure_of(case.frozen_id)))
    return [hand for hand in hands if hand.post_id != case.assignee_id]


def unit_names(place_refs: Iterable[str], lang: str) -> dict[str, str]:
    """The units of these references ("2025:00070"), in a language. One statement."""
    wanted = set(place_refs)
    found = Unit.objects.filter(code__in={ref.partition(":")[2] for ref in wanted})
    return {unit.ref: name_of(unit, lang) for unit in found if unit.ref in wanted}


def place_name(place_ref: str, lang: str) -> str:
    """The unit of a reference with those above it, in a language; empty for a reference that names none."""
    edition, _, code = place_ref.partition(":")
    found = Unit.objects.filter(edition_id=edition, code=code).first() if code else None
    return path(found, lang) if found else ""


def was_ever(*, procedure: str = "", state: str = "") -> bool:
    """Whether a version of the procedure (any, where none is named) under which cases were opened has this state."""
    kept = FrozenProcedure.objects.filter(procedure_id=procedure) if procedure else FrozenProcedure.objects.all()
    return any(not state or state in procedure_of(one).states for one in kept.values_list("pk", flat=True))


def place_before(place_ref: str, on: date, lang: str) -> tuple[date, list[str]] | None:
    """Of a unit that began only after the local day `on`: when it began, and the units of that day that went into it,
    by name; one of them is where it happened. None for a unit that stood. The data has a first day; earlier days count
    as it."""
    try:
        found = by_ref(place_ref)
    except Refused:
        return None
    if found.begins <= on:
        return None
    day = max(on, listing_begins() or on)
    if found.begins <= day:
        return None
    return found.begins, [name_of(before.unit, lang) for before in predecessors(found, day)]


def is_named(case: Case) -> bool:
    """Whether the reporter said who they are (who, stands sealed elsewhere)."""
    first = Done.objects.filter(case=case, seq=1).values_list("data", flat=True).first() or {}
    return bool(first.get("named"))


@dataclass(frozen=True, slots=True)
class AskedIdentity:
    """A request to learn who a reporter is, as a keeper of seals sees it: not the case, only who asks and why."""

    case_ref: str
    seq: int
    at: datetime
    who: str
    office_names: Mapping[str, str]
    reason: str
    same_office: bool


def asked_identities(actor: Actor, now: datetime) -> list[AskedIdentity]:
    """The requests that no keeper has agreed to yet, the oldest first; nothing for whoever keeps no seals."""
    if not holds(actor, "seals.agree_identity"):
        return []
    own = {seat.office_id for seat in actor.seats}
    asked = Done.objects.filter(verb="ask-identity").select_related("case", "office")
    agreed = {
        (case_id, data["asked"])
        for case_id, data in Done.objects.filter(verb="agree-identity").values_list("case_id", "data")
    }
    return [
        AskedIdentity(
            row.case.ref,
            row.seq,
            row.at,
            row.actor_name,
            row.office.names,
            next((w.body for w in payload.written_with(row) if w.part == "reason"), ""),
            bool(own & {row.office_id, row.case.office_id}),
        )
        for row in asked.order_by("at")
        if (row.case_id, row.seq) not in agreed
    ]


def case_to_unseal(actor: Actor, ref: str) -> Case:
    """The case that a keeper of seals was asked about; only for agreeing. Raises `NotThere`."""
    if not holds(actor, "seals.agree_identity"):
        raise NotThere
    found = Case.objects.filter(ref=str(ref)[:20], history__verb="ask-identity").first()
    if found is None:
        raise NotThere
    return found
