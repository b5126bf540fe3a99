"""How a registered document stands to others: shown with its days, said anew, corrected or ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import STALE, Desk, Wrong, number_of, page, text_of
from namro.doors.desk.plans.issuers import issuers
from namro.doors.desk.plans.lines import kind_of, short
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, relations, scope
from namro.work.plans.instrument_actions import relate
from namro.work.plans.listed import sits
from namro.work.plans.models import Instrument, Relation
from namro.work.plans.relating import SURE, doubts
from namro.work.plans.relation_actions import correct_relation, end_relation
from namro.work.plans.relations import Stands, relations_of

FOUND = 20
"""Documents that a search shows."""
KNOWN = "known"
FATES = ("correct", "end", "never")


def may_relate(desk: Desk, found: Instrument) -> bool:
    """Whether the person can say how that document stands to others."""
    return sits(desk.actor, found.office_id, "plans.relate")


def related(desk: Desk, ref: str) -> dict[str, Any]:
    """What the page of a document says of those that it stands with."""
    own = scope.instrument(desk.actor, ref, desk.on)
    found = relations_of(desk.actor, ref, desk.on)
    mends = sits(desk.actor, own.office_id, "plans.correct_relation")
    return {
        "rows": [_row(desk, own, one, mends) for one in found if one.relation.ends is None],
        "over": [_row(desk, own, one, False) for one in found if one.relation.ends is not None],
        "relate_url": desk.url("plan-relate", ref) if may_relate(desk, own) else "",
    }


def _row(desk: Desk, own: Instrument, one: Stands, mends: bool) -> dict[str, Any]:
    relation = one.relation
    return {
        "own": one.own,
        "kind": relation.kind,
        "how": how(desk, relation.kind),
        "name": named(desk, one.other),
        "url": desk.url("plan-lineage", one.other.ref) if one.readable else "",
        "days": days_said(desk, relation),
        "clause": relation.clause,
        "why": one.why,
        "ended_why": one.ended_why,
        "mend_url": desk.url("plan-relation", own.ref, relation.pk) if mends and one.own else "",
    }


def how(desk: Desk, kind: str) -> str:
    """A kind of relation in words: "implements"."""
    programme = desk.pack.programme
    return desk.pick(programme.relations[kind]) if programme and kind in programme.relations else kind


def named(desk: Desk, one: Instrument) -> str:
    """Kind and symbol of a document, or its title where it has none."""
    return f"{kind_of(desk, one.kind)} {one.symbol or short(one.title, 80)}".strip()


def days_said(desk: Desk, relation: Relation) -> str:
    """From when it is so, until when it was, or that it never was."""
    begins = words.dmy(relation.begins)
    if relation.ends is None:
        return desk.say("desk.relation.since", day=begins)
    if relation.ends == relation.begins:
        return desk.say("desk.relation.never", day=begins)
    return desk.say("desk.relation.until", day=begins, ends=words.dmy(relation.ends))


@page("GET", "POST")
def new(desk: Desk, ref: str) -> HttpResponse:
    """The form: to which document, how, from which day; sent, it is so."""
    found = scope.instrument(desk.actor, ref, desk.on)
    if not may_relate(desk, found):
        raise NotThere
    others = _others(desk, found)
    inputs = [_which(desk, others), *_inputs(desk, words.dmy(found.begins) if found.begins else "")]
    wrongs: list[Wrong] = []
    status = 200
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        wrongs += _not_days(desk, inputs, ("begins",))
        if text_of(desk, "go") == "find":
            wrongs = []
            inputs = [replace(one, wrong="") for one in inputs]
        elif not wrongs:
            to = next(one for one in others if str(one.pk) == text_of(desk, "to"))
            try:
                relate(found, to=to, **_said(inputs), known=_known(desk), **_at(desk))
            except Refused as refused:
                wrongs, status = _wrongs(desk, refused)
                inputs = _asking(desk, found, to, inputs, wrongs, refused)
            else:
                desk.tell(desk.say("desk.relation.done", name=named(desk, to)))
                return desk.go("plan-lineage", ref)
    return _form(desk, found, inputs, wrongs, status, desk.say("desk.relation.new"), desk.say("desk.relation.lead"))


@page("GET", "POST")
def mend(desk: Desk, ref: str, relation: str) -> HttpResponse:
    """What was said, to be corrected, ended on a day, or said to have never been so."""
    found, one = relations.open_relation(desk.actor, ref, int(relation), desk.on)
    if not sits(desk.actor, found.office_id, "plans.correct_relation"):
        raise NotThere
    ends = Input(
        "ends", "line", desk.say("desk.relation.ends"), desk.say("desk.relation.ends.hint"), False, short=True, most=20
    )
    begins = words.dmy(one.begins)
    inputs = [_fates(desk), *_inputs(desk, begins, one.kind, one.clause)[:-1], ends, _reason(desk)]
    wrongs: list[Wrong] = []
    status = 200
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        wrongs += _not_days(desk, inputs, ("begins", "ends"))
        fate = next((o.id for o in inputs[0].options if o.chosen), "")
        if fate == "end" and not text_of(desk, "ends").strip():
            wrongs.append(Wrong(desk.say("desk.input.missing", name=ends.name), "ends"))
        if not wrongs:
            try:
                _mend(desk, found, one, fate, inputs)
            except Refused as refused:
                wrongs, status = _wrongs(desk, refused)
                inputs = _asking(desk, found, one.target, inputs, wrongs, refused)
            else:
                desk.tell(desk.say(f"desk.relation.done.{fate}", name=named(desk, one.target)))
                return desk.go("plan-lineage", ref)
    said = {"how": how(desk, one.kind), "name": named(desk, one.target), "days": days_said(desk, one)}
    title, lead = desk.say("desk.relation.mend"), desk.say("desk.relation.mend.lead", **said)
    return _form(desk, found, inputs, wrongs, status, title, lead)


def _mend(desk: Desk, found: Instrument, one: Relation, fate: str, inputs: list[Input]) -> None:
    said = {input_.id: input_.value for input_ in inputs}
    about: dict[str, Any] = {"relation": one.pk, "reason": said["reason"], "seen": _seen(desk)}
    if fate == "correct":
        correct_relation(found, **about | _said(inputs), known=_known(desk), actor=desk.actor, now=desk.now)
    else:
        ends = day_in(said["ends"]) if fate == "end" else None
        end_relation(found, **about, ends=ends, actor=desk.actor, now=desk.now)


def _form(
    desk: Desk, found: Instrument, inputs: list[Input], wrongs: list[Wrong], status: int, title: str, lead: str
) -> HttpResponse:
    return desk.answer(
        "form",
        status,
        wrongs,
        title=title,
        lead=lead,
        back={"url": desk.url("plan-lineage", found.ref), "name": found.symbol or found.title},
        inputs=marked(inputs, wrongs),
        seq=found.seq if desk.request.method != "POST" or status == 409 else number_of(text_of(desk, "seq")),
        button=desk.say("desk.relation.save"),
    )


def _wrongs(desk: Desk, refused: Refused) -> tuple[list[Wrong], int]:
    if refused.code == "gate.not-found":
        raise refused
    return [desk.refusal(refused)], 409 if refused.code in STALE else 200


def _at(desk: Desk) -> dict[str, Any]:
    return {"seen": _seen(desk), "actor": desk.actor, "now": desk.now}


def _known(desk: Desk) -> list[str]:
    """What is odd about the relation and was ticked to be so."""
    return desk.request.POST.getlist(KNOWN)


def _asking(
    desk: Desk, found: Instrument, to: Instrument, inputs: list[Input], wrongs: list[Wrong], refused: Refused
) -> list[Input]:
    """The inputs, with one more where something is odd about the relation: a tick for each, all of which are needed.
    What is wrong is then at that one."""
    begins = next(day_in(one.value) for one in inputs if one.id == "begins")
    if refused.code not in SURE or begins is None:
        return inputs
    ticks = tuple(Option(SURE[one.code], desk.refusal(one).text) for one in doubts(found, to, begins))
    asked = Input(KNOWN, "some-of", desk.say("desk.relation.known"), desk.say("desk.relation.known.hint"), False)
    wrongs[:] = [replace(one, field=KNOWN) for one in wrongs]
    return [*inputs, replace(asked, options=ticks).choosing(desk.request.POST.getlist(KNOWN))]


def _seen(desk: Desk) -> int:
    return number_of(text_of(desk, "seq"))


def _said(inputs: list[Input]) -> dict[str, Any]:
    said = {one.id: one.value for one in inputs}
    kind = next(o.id for one in inputs if one.id == "kind" for o in one.options if o.chosen)
    return {"kind": kind, "begins": day_in(said["begins"]), "clause": said["clause"], "reason": said["reason"]}


def _not_days(desk: Desk, inputs: list[Input], names: tuple[str, ...]) -> list[Wrong]:
    return [
        Wrong(desk.say("desk.input.not-a-day", name=one.name), one.id)
        for one in inputs
        if one.id in names and one.value and day_in(one.value) is None
    ]


def _others(desk: Desk, found: Instrument) -> list[Instrument]:
    """The documents that were sought, else the latest, and the one that is chosen; also those that are only cited."""
    sought, chosen = text_of(desk, "to-find").strip()[:100], text_of(desk, "to")
    rows, _ = listed.documents(desk.actor, desk.on, sought, page=1, size=FOUND + 1)
    rows = [one for one in rows if one.pk != found.pk][:FOUND]
    if chosen.isdigit() and chosen not in {str(one.pk) for one in rows}:
        held = scope.instruments(desk.actor, desk.on).filter(pk=number_of(chosen)).first()
        rows += [held] if held is not None and held.pk != found.pk else []
    return rows


def _which(desk: Desk, others: list[Instrument]) -> Input:
    said = issuers(desk, (one.issuer for one in others))
    options = tuple(
        Option(
            str(one.pk), ", ".join(filter(None, (named(desk, one), words.dmy(one.dated) if one.dated else ""))),
            tuple(filter(None, (": ".join(filter(None, (said.get(one.issuer, one.issuer), short(one.title, 140)))),))),
        )
        for one in others
    )  # fmt: skip
    return Input(
        "to", "find", desk.say("desk.relation.to"), desk.say("desk.relation.to.hint"), options=options,
        sought=text_of(desk, "to-find")[:100], find=desk.say("desk.relation.find"), none=desk.say("desk.relation.none"),
    )  # fmt: skip


def _inputs(desk: Desk, begins: str, kind: str = "", clause: str = "") -> list[Input]:
    programme = desk.pack.programme
    kinds = tuple(Option(one, desk.pick(text)) for one, text in programme.relations.items()) if programme else ()
    day = desk.say("desk.plan.day.hint")
    return [
        Input("kind", "list", desk.say("desk.relation.kind"), options=kinds).choosing([kind]),
        Input("begins", "line", desk.say("desk.relation.begins"), day, value=begins, short=True, most=20),
        Input(
            "clause", "line", desk.say("desk.relation.clause"), desk.say("desk.relation.clause.hint"), False, clause,
            most=80,
        ),
        _reason(desk),
    ]  # fmt: skip


def _reason(desk: Desk) -> Input:
    return Input(
        "reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.document.reason"), most=2000, rows=3
    )


def _fates(desk: Desk) -> Input:
    options = tuple(Option(one, desk.say(f"desk.relation.fate.{one}")) for one in FATES)
    return Input("fate", "one-of", desk.say("desk.relation.fate"), options=options)
