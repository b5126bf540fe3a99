"""A registered document: its files, what was corrected about it, and correcting it or adding files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import PAGE, Desk, Wrong, form_key, number_of, page, pages, sent_key, text_of
from namro.doors.desk.plans.issuers import issuers
from namro.doors.desk.plans.lines import kind_of
from namro.doors.desk.plans.refs import files_said
from namro.doors.desk.plans.stood import line_said
from namro.doors.plan_words import clause_said
from namro.doors.uploads import refused_files
from namro.ground.files.keeping import remove, take_in
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, queries, scope
from namro.work.plans.amending_actions import DAYS, amend_instrument
from namro.work.plans.listed import sits
from namro.work.plans.models import Act, Instrument
from namro.work.plans.over_open import open_on, still_open
from namro.work.plans.replaced_by import line_of, replaced


def may_replace(desk: Desk, instrument: Instrument) -> bool:
    """Whether the person can replace that document now."""
    if not listed.sits(desk.actor, instrument.office_id, "plans.replace_instrument"):
        return False
    return instrument.ends is None or (open_on(instrument) > 0 and instrument.pk not in replaced([instrument.pk]))


def left_said(desk: Desk, instrument: Instrument) -> str:
    """That a document has an end while tasks or targets still stand on it, and how many; "" of any other."""
    n = open_on(instrument) if instrument.ends is not None else 0
    if not n or instrument.ends is None:
        return ""
    when = "over" if instrument.ends <= desk.on else "soon"
    return desk.say(f"desk.document.left.{when}", n=n, day=words.dmy(instrument.ends))


@page()
def documents(desk: Desk) -> HttpResponse:
    """The documents that somebody may read, the latest first; sought by symbol, title or issuer."""
    if not desk.may("plans.read"):
        raise NotThere
    sought = desk.request.GET.get("q", "").strip()[:100]
    at = number_of(desk.request.GET.get("page"), last=1000)
    rows, n = listed.documents(desk.actor, desk.on, sought, page=at, size=PAGE)
    said = issuers(desk, (one.issuer for one in rows))
    return desk.answer(
        "plan-documents",
        rows=[
            {
                "url": desk.url("plan-lineage", one.ref),
                "name": one.title or one.symbol or desk.say("desk.plan.no-matter"),
                "symbol": one.symbol,
                "kind": kind_of(desk, one.kind),
                "issuer": said.get(one.issuer, one.issuer),
                "dated": words.dmy(one.dated) if one.dated else desk.say("desk.plan.undated"),
                "over": bool(one.ends and one.ends <= desk.on),
                "cited": one.cited,
            }
            for one in rows
        ],
        n=words.count(n, desk.lang),
        may_register=bool(scope.sits_at(desk.actor, "plans.register_instrument")),
        sought=sought,
        pages=pages(desk, at, max(1, -(-n // PAGE))),
    )


def about(desk: Desk, ref: str) -> dict[str, Any]:
    """What the page of a document says of it beside its lineage."""
    found, files, acts = queries.document(desk.actor, ref, desk.on)
    moved = any(act.data.get(name) for act in acts for name in ("gone", "back"))
    labels = {one.nth: one.label for one in found.clauses.all()} if moved else {}
    return {
        "abstract": found.abstract,
        "over": line_said(desk, line_of(found)),
        "left": left_said(desk, found),
        "files": files_said(desk, files),
        "amended": [
            {
                "at": desk.moment(act.deed.at),
                "by": act.deed.actor_name,
                "reason": act.words.get("reason", ""),
                "what": _what(desk, act, labels),
            }
            for act in acts
        ],
        "amend_url": desk.url("plan-document-amend", ref)
        if not found.cited and sits(desk.actor, found.office_id, "plans.amend_instrument")
        else "",
    }


def _what(desk: Desk, act: Act, clauses: Mapping[int, str]) -> str:
    """What an act corrected, or added when the document was read once more."""
    names = [
        *act.data.get("said", ()),
        *(["clauses"] if act.data.get("clauses") else []),
        *(["abstract"] if "abstract" in act.words else []),
        *(["files"] if act.data.get("files") else []),
    ]
    what = ", ".join(desk.say(f"desk.document.field.{name}") for name in names)
    if act.data.get("reworded"):
        what = f"{what}; {desk.say('desk.document.reworded', labels=_labels(desk, act.data['reworded']))}"
    for name, key in (("gone", "desk.document.gone"), ("back", "desk.document.back")):
        if labels := [clauses[nth] for nth in act.data.get(name, ()) if nth in clauses]:
            said = desk.say(key, labels=_labels(desk, labels))
            what = f"{what}; {said}" if what else said
    return f"{desk.say('desk.plan.reread')}: {what}" if act.verb == "more" else what


def _labels(desk: Desk, labels: Iterable[str]) -> str:
    return ", ".join(clause_said(desk.lang, label) for label in labels)


@page("GET", "POST")
def amend(desk: Desk, ref: str) -> HttpResponse:
    """The form, filled with what is said now; sent, what differs is corrected."""
    found = scope.instrument(desk.actor, ref, desk.on)
    if found.cited or not sits(desk.actor, found.office_id, "plans.amend_instrument"):
        raise NotThere
    inputs = _inputs(desk, found)
    wrongs: list[Wrong] = []
    status, asked = 200, bool(text_of(desk, KNOWN))
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        wrongs += [Wrong(words.refusal(desk.lang, one), "files") for one in refused_files(desk.request)]
        wrongs += not_days(desk, inputs)
        if not wrongs:
            try:
                _do(desk, found, inputs)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                asked = asked or refused.code == ENDS_OVER
                if refused.code != "plans.already-done":
                    wrongs, status = [_wrong(desk, refused)], 409 if refused.code == "plans.changed" else 200
            if not wrongs:
                desk.tell(desk.say("desk.document.done"))
                return desk.go("plan-lineage", ref)
    return desk.answer(
        "form",
        status,
        wrongs,
        title=desk.say("desk.document.amend"),
        lead=desk.say("desk.document.lead"),
        back={"url": desk.url("plan-lineage", ref), "name": found.symbol},
        inputs=marked([*inputs, *([_known(desk, found)] if asked else [])], wrongs),
        with_files=True,
        once=form_key(desk),
        seq=found.seq if desk.request.method != "POST" or status == 409 else number_of(text_of(desk, "seq")),
        button=desk.say("desk.document.save"),
    )


KNOWN, ENDS_OVER = "known", "plans.ends-under-open"


def _known(desk: Desk, found: Instrument) -> Input:
    """The second step where a document gets an end past what is open on it: that this is known. The tick carries how
    much it is, so that it is asked once more where more has come since."""
    still = still_open(found)
    tick = Option(str(still.n), desk.say("desk.document.known"))
    asked = desk.say("desk.document.known.ask", tasks=still.tasks, drafts=still.drafts, targets=still.targets)
    one = Input(KNOWN, "some-of", asked, desk.say("desk.document.known.hint"), False, options=(tick,))
    return one.choosing(desk.request.POST.getlist(KNOWN))


def _wrong(desk: Desk, refused: Refused) -> Wrong:
    """What was refused, at the tick where that is what is missing."""
    said = desk.refusal(refused)
    return replace(said, field=KNOWN) if refused.code == ENDS_OVER else said


def not_days(desk: Desk, inputs: list[Input]) -> list[Wrong]:
    """Which of the days of a document are none."""
    return [
        Wrong(desk.say("desk.input.not-a-day", name=one.name), one.id)
        for one in inputs
        if one.id in DAYS and one.value and day_in(one.value) is None
    ]


def kinds_of(desk: Desk) -> tuple[Option, ...]:
    """The kinds of documents, to choose from."""
    programme = desk.pack.programme
    return tuple(Option(one, desk.pick(k.names)) for one, k in programme.instruments.items()) if programme else ()


def _inputs(desk: Desk, found: Instrument) -> list[Input]:
    def say(name: str) -> str:
        return desk.say(f"desk.document.field.{name}")

    day = Input("dated", "line", say("dated"), desk.say("desk.plan.day.hint"), short=True, most=20)
    ends = words.dmy(found.ends) if found.ends else ""
    return [
        Input("kind", "list", say("kind"), options=kinds_of(desk)).choosing([found.kind]),
        Input("symbol", "line", say("symbol"), value=found.symbol, most=80, short=True),
        replace(day, value=words.dmy(found.dated) if found.dated else ""),
        Input("issuer", "line", say("issuer"), value=found.issuer, most=200),
        Input("signer", "line", say("signer"), "", False, found.signer, most=120),
        Input("title", "line", say("title"), value=found.title, most=400),
        Input("abstract", "long-text", say("abstract"), "", False, found.abstract, most=5000, rows=3),
        replace(day, id="begins", name=say("begins"), value=words.dmy(found.begins) if found.begins else ""),
        replace(day, id="ends", name=say("ends"), value=ends, required=False, hint=desk.say("desk.document.ends.hint")),
        Input("files", "files", desk.say("desk.document.files"), "", False),
        Input(
            "reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.document.reason"), most=2000, rows=3
        ),
    ]  # fmt: skip


def _do(desk: Desk, found: Instrument, inputs: list[Input]) -> None:
    """Takes the action; files that were kept for one that was refused are taken away again. Raises what it raises."""
    said: dict[str, Any] = {
        one.id: one.value for one in inputs if one.id in ("symbol", "issuer", "signer", "title", "abstract")
    }
    said |= {one.id: day_in(one.value) for one in inputs if one.id in DAYS}
    said["kind"] = next(o.id for one in inputs if one.id == "kind" for o in one.options if o.chosen)
    reason = next(one.value for one in inputs if one.id == "reason")
    ready = []
    try:
        for upload in desk.request.FILES.getlist("files"):
            ready.append(take_in(upload))
        amend_instrument(
            found, said=said, reason=reason, files=ready, seen=number_of(text_of(desk, "seq")), once=sent_key(desk),
            known=number_of(text_of(desk, KNOWN)) if text_of(desk, KNOWN) else None,
            actor=desk.actor, now=desk.now,
        )  # fmt: skip
    except Refused:
        for one in ready:
            remove(one.path)
        raise
