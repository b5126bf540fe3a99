"""Registering a document that says what is to be done, and saying how it stands to another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.files.keeping import Ready
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import patch, put, put_all
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.ground.people.queries import offices
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.digests import of_clause
from namro.work.plans.issuers import issuers_agree
from namro.work.plans.models import Clause, Instrument, Relation
from namro.work.plans.over_open import open_on
from namro.work.plans.relating import must_be_sound
from namro.work.plans.scope import instruments
from namro.work.plans.succession import OVER, must_follow

MOST_CLAUSES = 2000
"""Clauses of one instrument."""
MOST_IN_CLAUSE = 500_000
"""Characters of one clause: a section without numbers of its own may be as long as the whole document."""


@dataclass(frozen=True, slots=True)
class ClauseSaid:
    """A clause as it is registered. `within`: the number (from 1) of the clause before it of which it is a part."""

    label: str
    text: str
    within: int | None = None


@action("plans.register_instrument")
def register_instrument(
    office: Office,
    *,
    kind: str,
    symbol: str,
    issuer: str,
    dated: date | str,
    title: str,
    begins: date | str | None = None,
    ends: date | str | None = None,
    signer: str = "",
    abstract: str = "",
    issuer_office: Office | None = None,
    public: bool = False,
    clauses: Sequence[ClauseSaid] = (),
    files: Sequence[Ready] = (),
    another: bool = False,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Instrument:
    """Register a document that says what is to be done, with its clauses and its files.

    `begins`: the first day on which it holds (else the day it is dated), `ends`: the first on which it no longer does.
    `another`: one of the same symbol and day was looked at and is another issuer's; else, or where its issuer may be
    the same, `plans.symbol-known`. Raises Refused besides `plans.unknown-kind`, `plans.ends-before`, `plans.clauses-…`,
    `cases.needed`.
    """
    deeds.own_seat(actor, office.pk)
    deeds.not_twice(once, actor)
    programme = deeds.programme()
    if kind not in programme.instruments:
        raise Refused("plans.unknown-kind", field="kind")
    day = deeds.the_day(dated, "dated")
    first = deeds.a_day(begins, "begins", needed=False) or day
    last = deeds.a_day(ends, "ends", needed=False)
    if last is not None and last < first:
        raise Refused("plans.ends-before", field="ends")
    known = texts.required(texts.line(symbol, "symbol", most=80), "symbol", most=80)
    same = Instrument.objects.filter(office=office, symbol=known, dated=day, cited=False).order_by("pk")
    there = next((one for one in same if not another or issuers_agree(one.issuer, issuer) is not False), None)
    if there is not None:
        raise Refused("plans.symbol-known", field="symbol", symbol=known, about=there.guard_ref)
    if issuer_office is not None and not offices(the_pack().calendar.local(now)).filter(pk=issuer_office.pk).exists():
        raise Refused("plans.unknown-office", field="issuer")
    said_by = texts.required(texts.line(issuer, "issuer", most=200), "issuer", most=200)
    before = only_cited(office, known, said_by, day)
    if before is not None and before.ends is not None and last is None:
        last = before.ends
        if last < first:
            raise Refused("plans.ends-before", field="begins")
    made = Instrument(
        pk=before.pk if before else None,
        seq=before.seq + 1 if before else 1,
        ref=before.ref if before else deeds.fresh_ref(now),
        office=office,
        kind=kind,
        symbol=known,
        issuer=said_by,
        issuer_office=issuer_office,
        signer=texts.line(signer, "signer", most=120),
        dated=day,
        begins=first,
        ends=last,
        title=texts.required(texts.line(title, "title", most=400), "title", most=400),
        abstract=texts.long_text(abstract, "abstract"),
        public=bool(public),
        public_code=before.public_code if before else deeds.code(10),
    )
    if before is None:
        put(made)
    else:
        patch(before, {name: getattr(made, name) for name in FULL})
    bound = _clauses(made, clauses)
    current().is_about(made)
    data = {
        "office_id": office.pk, "kind": made.kind, "symbol": made.symbol, "issuer": made.issuer,
        "issuer_office_id": made.issuer_office_id, "signer": made.signer, "title": made.title, "public": made.public,
        "public_code": made.public_code, "dated": day.isoformat(), "begins": first.isoformat(),
        "ends": last.isoformat() if last else None, "clauses": bound,
        "files": deeds.keep(made.guard_ref, made.seq, files),
    }  # fmt: skip
    words = {"abstract": made.abstract} if made.abstract else {}
    deeds.write([Adding(made.guard_ref, made.seq, "register", data, words)], once=once)
    return made


FULL = (
    "kind", "symbol", "issuer", "issuer_office_id", "signer", "title", "abstract", "public", "cited", "dated", "begins",
    "ends", "seq",
)  # fmt: skip


def only_cited(office: Office, symbol: str, issuer: str, day: date) -> Instrument | None:
    """The document that the office so far knows only because another cites it: by symbol, issuer and day, where these
    were read."""
    found = (
        Instrument.objects.select_for_update(no_key=True)
        .filter(office=office, symbol=symbol, cited=True)
        .order_by("pk")
    )
    alike = [
        one for one in found
        if one.issuer.casefold() in ("", issuer.casefold()) and one.dated in (None, day)
    ]  # fmt: skip
    return alike[0] if len(alike) == 1 else None


@action("plans.note_cited")
def note_cited(
    office: Office,
    *,
    kind: str,
    symbol: str = "",
    issuer: str = "",
    dated: date | str | None = None,
    title: str = "",
    actor: Actor,
    now: datetime,
) -> Instrument:
    """Note a document that is known only because another cites it: what was read of it and nothing more.

    It becomes a whole one when it is registered. Raises Refused `plans.unknown-kind`, `plans.cited-what`,
    `plans.symbol-known`, `plans.title-known`, `cases.bad-date`.
    """
    deeds.own_seat(actor, office.pk)
    if kind not in deeds.programme().instruments:
        raise Refused("plans.unknown-kind", field="kind")
    day = deeds.a_day(dated, "dated", needed=False)
    said = {
        "symbol": texts.line(symbol, "symbol", most=80), "issuer": texts.line(issuer, "issuer", most=200),
        "title": texts.line(title, "title", most=400),
    }  # fmt: skip
    if not said["symbol"] and not said["title"]:
        raise Refused("plans.cited-what", field="symbol")
    if Instrument.objects.filter(office=office, dated=day, **said).exists():
        if not said["symbol"]:
            raise Refused("plans.title-known", field="title", title=said["title"])
        raise Refused("plans.symbol-known", field="symbol", symbol=said["symbol"])
    made = Instrument(
        ref=deeds.fresh_ref(now), office=office, kind=kind, cited=True, dated=day, begins=day, seq=1,
        public_code=deeds.code(10), **said,
    )  # fmt: skip
    put(made)
    current().is_about(made)
    on = day.isoformat() if day else None
    data: dict[str, Any] = {
        **said, "office_id": office.pk, "kind": kind, "issuer_office_id": None, "signer": "", "public": False,
        "public_code": made.public_code, "dated": on, "begins": on, "ends": None, "cited": True, "clauses": [],
        "files": [],
    }  # fmt: skip
    deeds.write([Adding(made.guard_ref, 1, "register", data)])
    return made


def _clauses(made: Instrument, clauses: Sequence[ClauseSaid]) -> list[str]:
    """Writes the clauses, those that hold others first; their digests in their order."""
    if len(clauses) > MOST_CLAUSES:
        raise Refused("plans.clauses-too-many", field="clauses", most=MOST_CLAUSES)
    rows: list[Clause] = []
    depth: dict[int, int] = {}
    for order, one in enumerate(clauses, 1):
        if one.within is not None and not 0 < one.within < order:
            raise Refused("plans.clauses-within", field="clauses", clause=order)
        depth[order] = depth[one.within] + 1 if one.within else 0
        label = texts.line(one.label, "clauses", most=80)
        rows.append(
            Clause(
                instrument=made, nth=order, label=label, text=texts.required(one.text, "clauses", most=MOST_IN_CLAUSE)
            )
        )
    for level in sorted(set(depth.values())):
        layer = [row for row in rows if depth[row.nth] == level]
        for row in layer:
            within = clauses[row.nth - 1].within
            row.parent = rows[within - 1] if within else None
        put_all(layer)
    return [of_clause(row, clauses[row.nth - 1].within) for row in rows]


@action("plans.relate")
def relate(
    instrument: Instrument,
    *,
    to: Instrument,
    kind: str,
    begins: date | str,
    clause: str = "",
    reason: str = "",
    known: Collection[str] = (),
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> Relation:
    """Say that a document implements, replaces, amends, cites or repeals another, from a day.

    `clause`: the label of the clause of the other that it is about, where it is known; `reason`: why, where a person
    says it afterwards; `known`: what is odd about it and so all the same (`relating.SURE`). What is
    replaced or repealed ends on that day where the same office keeps it. Raises Refused
    `plans.unknown-kind`, `plans.relates-to-itself`, `plans.related-already`, `plans.tasks-still-hang` (then
    `plans.replace_instrument`), `plans.changed`, where one takes the other's place as `must_follow`, and as
    `must_be_sound`.
    """
    deeds.own_seat(actor, instrument.office_id)
    row = Instrument.objects.select_for_update(no_key=True).get(pk=instrument.pk)
    if seen is not None and seen != row.seq:
        raise Refused("plans.changed")
    said = Related(to, kind, deeds.the_day(begins, "begins"), texts.line(clause, "clause", most=80))
    made, acts = related(row, said, texts.long_text(reason, "reason", most=2000), known, actor, now)
    deeds.write(acts, reason=reason)
    return made


@dataclass(frozen=True, slots=True)
class Related:
    """What a document says of another: how it stands to it (`kind`), from which day, about which clause of it."""

    to: Instrument
    kind: str
    begins: date
    clause: str = ""


def related(
    row: Instrument, said: Related, reason: str, known: Collection[str], actor: Actor, now: datetime
) -> tuple[Relation, list[Adding]]:
    """The relation, put by the action that runs, and the acts that it is to write; `row`: the document, locked."""
    to, kind, day = said.to, said.kind, said.begins
    if kind not in deeds.programme().relations:
        raise Refused("plans.unknown-kind", field="kind")
    if not instruments(actor, the_pack().calendar.local(now)).filter(pk=to.pk).exists():
        raise NotThere
    if row.pk == to.pk:
        raise Refused("plans.relates-to-itself", field="to")
    if Relation.objects.filter(Relation.OPEN, source=row, target=to, kind=kind).exists():
        raise Refused("plans.related-already", field="to")
    over = kind in OVER
    if over:
        must_follow(row, to, day)
    must_be_sound(row, to, kind, day, known)
    if over and (hang := open_on(to)):
        raise Refused("plans.tasks-still-hang", field="to", n=hang)
    data = {"to": to.pk, "kind": kind, "begins": day.isoformat()} | ({"clause": said.clause} if said.clause else {})
    acts = [Adding(row.guard_ref, row.seq + 1, "relate", data, {"reason": reason} if reason else {})]
    made = _put(Relation(source=row, target=to, kind=kind, begins=day, clause=said.clause))
    patch(row, {"seq": row.seq + 1})
    if over:
        acts += _ended(to, row, day)
    return made, acts


def _put(row: Relation) -> Relation:
    put(row)
    return row


def _ended(old: Instrument, by: Instrument, day: date) -> list[Adding]:
    """That `old` holds no longer from that day, where the office of `by` keeps it and it does not end before anyway."""
    row = Instrument.objects.select_for_update(no_key=True).get(pk=old.pk)
    if row.office_id != by.office_id or (row.ends is not None and row.ends <= day) or (row.begins and day < row.begins):
        return []
    patch(row, {"ends": day, "seq": row.seq + 1})
    return [Adding(row.guard_ref, row.seq, "end", {"ends": day.isoformat(), "by": by.pk})]
