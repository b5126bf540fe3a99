"""Registering a document without a plan under it: one that replaces or amends another, or that is stood on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, page, sent_key
from namro.doors.desk.plans.document import kinds_of, not_days
from namro.doors.uploads import refused_files
from namro.ground.files.keeping import remove, take_in
from namro.ground.gate.refusals import NotThere
from namro.ground.people.queries import office_names
from namro.ground.people.queries import offices as all_offices
from namro.rules.packs.refused import Refused
from namro.work.plans import scope
from namro.work.plans.amending_actions import DAYS
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.models import Instrument

ACTION = "plans.register_instrument"
LABEL = re.compile(
    r"(?P<label>[^\W\d_]+ (?:\d+[^\W\d_]?|[IVXLC]+)(?=[.:])|[IVXLC]+(?:\.\d+)*(?:\.[^\W\d_])?"
    r"|\d+(?:\.\d+)*(?:\.[^\W\d_])?|[^\W\d_](?=[.):]))[.):]?\s+(?P<text>\S.*)"
)


@page("GET", "POST")
def register(desk: Desk) -> HttpResponse:
    """The form; sent, the document stands with its clauses and files."""
    offices = scope.sits_at(desk.actor, ACTION)
    if not offices:
        raise NotThere
    inputs = _inputs(desk, offices)
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        wrongs += [Wrong(words.refusal(desk.lang, one), "files") for one in refused_files(desk.request)]
        wrongs += not_days(desk, inputs)
        said = {one.id: one.value for one in inputs}
        clauses, stray = clauses_in(said["clauses"])
        if stray:
            wrongs.append(Wrong(desk.say("desk.registering.stray", text=stray[:80]), "clauses"))
        if not wrongs:
            try:
                made = _do(desk, inputs, clauses, offices)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                if refused.code == "plans.already-done":
                    return desk.go("plan-documents")
                wrongs = [desk.refusal(refused)]
            else:
                desk.tell(desk.say("desk.registering.done"))
                return desk.go("plan-lineage", made.ref)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.registering.title"),
        lead=desk.say("desk.registering.lead"),
        back={"url": desk.url("plan-documents"), "name": desk.say("desk.plans.kept.documents")},
        inputs=marked(inputs, wrongs),
        with_files=True,
        once=form_key(desk),
        button=desk.say("desk.registering.title"),
    )


def clauses_in(text: str) -> tuple[list[ClauseSaid], str]:
    """Clauses as they were typed, one a line, each behind its number ("II. …", "1. …", "a) …", "Article 2. …"), called
    by their way from the top ("II.1.a"); a line without one goes on with the clause above. And the line that belongs to
    none, where the first has no number."""
    said: list[ClauseSaid] = []
    way: list[str] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = LABEL.fullmatch(line)
        if found is None and not said:
            return [], line
        if found is None:
            said[-1] = replace(said[-1], text=f"{said[-1].text}\n{line}")
            continue
        way = _way(found["label"], way)
        label, above = ".".join(way), ".".join(way[:-1])
        within = next((n for n, one in enumerate(said, 1) if one.label == above), None) if above else None
        said.append(ClauseSaid(label, found["text"], within))
    return said, ""


def _way(label: str, above: list[str]) -> list[str]:
    """The numbers from the top down to the clause with this label, after the one that came before it."""
    if " " in label:
        return [label]
    parts = label.split(".")
    if parts[0].isdigit():
        return [*(one for one in above[:1] if not one.isdigit()), *parts]
    if label.islower():
        return [*(one for one in above if not (len(one) == 1 and one.islower())), label]
    return parts


def _inputs(desk: Desk, offices: list[int]) -> list[Input]:
    def say(name: str) -> str:
        return desk.say(f"desk.document.field.{name}")

    day = Input("dated", "line", say("dated"), desk.say("desk.plan.day.hint"), short=True, most=20)
    own: list[Input] = []
    if len(offices) > 1:
        names = office_names(offices, desk.lang)
        own = [Input("office", "list", desk.say("desk.registering.office"),
                     options=tuple(Option(str(pk), names[pk]) for pk in offices if pk in names))]  # fmt: skip
    return [
        *own,
        Input("kind", "list", say("kind"), options=kinds_of(desk)),
        Input("symbol", "line", say("symbol"), most=80, short=True),
        day,
        Input("issuer", "line", say("issuer"), most=200),
        Input("signer", "line", say("signer"), "", False, most=120),
        Input("title", "line", say("title"), most=400),
        Input("abstract", "long-text", say("abstract"), "", False, most=5000, rows=3),
        replace(day, id="begins", name=say("begins"), required=False, hint=desk.say("desk.registering.begins.hint")),
        replace(day, id="ends", name=say("ends"), required=False, hint=desk.say("desk.document.ends.hint")),
        Input("clauses", "long-text", say("clauses"), desk.say("desk.registering.clauses.hint"), False,
              most=60_000, rows=10),
        Input("files", "files", say("files"), "", False),
    ]  # fmt: skip


def _do(desk: Desk, inputs: list[Input], clauses: list[ClauseSaid], offices: list[int]) -> Instrument:
    """Takes the action; files that were kept for one that was refused are taken away again. Raises what it raises."""
    said = {one.id: one.value for one in inputs}
    chosen = {one.id: next((o.id for o in one.options if o.chosen), "") for one in inputs if one.options}
    mine = int(chosen["office"]) if "office" in chosen else offices[0]
    days: dict[str, Any] = {name: day_in(said[name]) for name in DAYS}
    ready = []
    try:
        for upload in desk.request.FILES.getlist("files"):
            ready.append(take_in(upload))
        return register_instrument(
            all_offices(desk.on).get(pk=mine), kind=chosen["kind"], symbol=said["symbol"], issuer=said["issuer"],
            signer=said["signer"], title=said["title"], abstract=said["abstract"], clauses=clauses, files=ready,
            once=sent_key(desk), actor=desk.actor, now=desk.now, **days,
        )  # fmt: skip
    except Refused:
        for one in ready:
            remove(one.path)
        raise
