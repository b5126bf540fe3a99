"""The form in which a person says how a file is to be read: what each column holds, and what an empty cell means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from namro.doors.desk.inputs import tidy
from namro.doors.desk.page import Desk, text_of
from namro.ground.people.models import Office
from namro.ground.places.fold import fold
from namro.ground.sheets.cells import letter
from namro.rules.packs.imports import FIELD, REPORTER
from namro.rules.packs.refused import Refused
from namro.work.cases import import_queries
from namro.work.cases.import_columns import (
    CONVERT,
    KEEP,
    OFFICE,
    REFUSE,
    YEAR_END,
    Columns,
    can_hold,
    importable,
    possible,
    read_columns,
)
from namro.work.cases.models import Case

__all__ = ["drawn", "letter", "sent", "state_names", "summary"]

WORDS = 30
"""Results of a register that are asked about at most."""


def drawn(
    desk: Desk, meta: Mapping[str, Any], unknown: Sequence[tuple[str, int]], unsure_later: bool = False
) -> dict[str, Any]:
    """What the page of the columns shows: as it was sent, else as it was chosen, else as it was suggested.
    `unsure_later`: a check found texts that can be read both ways."""
    look = meta["look"]
    office = import_queries.office_of(meta["office"])
    columns = read_columns(meta.get("columns") or look["columns"])
    if desk.request.method == "POST" and text_of(desk, "go") == "choose":
        columns = sent(desk, look)
    rules = possible(desk.pack, office)
    offered = [(held, held_name(desk, held, office, columns.procedure)) for held in can_hold(rules)]
    samples = look["samples"]
    width = max([len(look["names"]), *(int(at) + 1 for at in samples), 0])
    rows = [
        {
            "at": at,
            "letter": letter(at),
            "name": look["names"][at] if at < len(look["names"]) else "",
            "samples": samples.get(str(at), []),
            "hidden": columns.holds.get(at, "").startswith(REPORTER),
            "options": [(held, name, columns.holds.get(at, "") == held) for held, name in offered],
        }
        for at in range(width)
    ]
    names = state_names(desk, office)
    words = dict([*((text, n) for text, n in look["states"]), *unknown])
    known = {text for procedure in columns.states.values() for text in procedure}
    asked = [
        {"at": at, "text": text, "n": n, "options": _chosen(names, _state_of(columns, text))}
        for at, (text, n) in enumerate(list(words.items())[:WORDS])
        if text
    ]
    return {
        "heading": text_of(desk, "heading")[:5] or look["heading"],
        "sheet": text_of(desk, "sheet")[:200] or look["sheet"],
        "rows": rows,
        "procedures": _chosen({r.id: desk.pick(r.names) for r in rules}, columns.procedure),
        "channels": _chosen(
            {c: desk.say(f"desk.channel.{c}") for c in Case.CHANNELS if c != Case.WEB}, columns.channel
        ),
        "states": _chosen(names, columns.state),
        "others": _chosen(names, columns.other_state),
        "results": asked,
        "results_known": len(known),
        "office_name": desk.pick(office.names),
        "places_here": columns.no_place == OFFICE,
        "ends_with_year": columns.no_end == YEAR_END,
        "convert": columns.convert,
        "both_ways": columns.both_ways,
        "ask_both": bool(look["letters"]) and bool(look.get("both_ways") or unsure_later),
        "table": desk.pick(desk.pack.legacy[look["letters"]].names) if look["letters"] in desk.pack.legacy else "",
    }


def _chosen(names: Mapping[str, str], chosen: str) -> list[tuple[str, str, bool]]:
    return [(id, name, id == chosen) for id, name in names.items()]


def _state_of(columns: Columns, text: str) -> str:
    return next((words[fold(text)] for words in columns.states.values() if fold(text) in words), "")


def held_name(desk: Desk, held: str, office: Office, procedure: str) -> str:
    """What a column can hold, in the reader's language."""
    answers: dict[str, None] = {}
    rules_first = sorted(possible(desk.pack, office), key=lambda rules: rules.id != procedure)
    for rules in rules_first:  # each procedure may ask for the same in its own words
        answers |= {desk.pick(asked.names): None for asked in rules.fields if held == FIELD + asked.id}
        for who in rules.reporter.asks.values():
            if held == REPORTER + who.id:
                return desk.say("desk.column.person", name=desk.pick(who.names))
    if answers:
        return desk.say("desk.column.answer", name=next(iter(answers)))
    return desk.say(f"desk.column.{held}")


def named(desk: Desk, meta: Mapping[str, Any], refused: Refused) -> Refused:
    """A refusal that names what a column holds, with that in the reader's words."""
    if refused.code != "cases.import-column-twice":
        return refused
    office = Office.objects.select_related("unit").get(code=meta["office"])
    name = held_name(desk, str(refused.params["name"]), office, text_of(desk, "procedure"))
    return Refused(refused.code, field=refused.field, name=name)


def state_names(desk: Desk, office: Office | None = None) -> dict[str, str]:
    """The states in which a case can begin, by id."""
    found: dict[str, str] = {}
    for rules in possible(desk.pack, office) if office else desk.pack.procedures:
        for state in importable(rules):
            found.setdefault(state, desk.pick(rules.states[state].names))
    return found


def sent(desk: Desk, look: Mapping[str, Any]) -> Columns:
    """What was chosen on the page."""
    post = desk.request.POST
    before = read_columns(look["columns"])
    holds = {
        int(name.removeprefix("holds-")): str(value)[:60]
        for name, value in post.items()
        if name.startswith("holds-") and name.removeprefix("holds-").isdecimal() and len(name) < 12 and value
    }
    states: dict[str, dict[str, str]] = {}
    for at in range(WORDS):
        text, state = tidy(str(post.get(f"word-{at}", ""))[:200]), str(post.get(f"means-{at}", ""))[:60]
        if text and state:
            for rules in desk.pack.procedures:
                if state in rules.states:
                    states.setdefault(rules.id, {})[fold(text)] = state
    for procedure, words in before.states.items():
        states[procedure] = {**words, **states.get(procedure, {})}
    return replace(
        before,
        holds=holds,
        procedure=text_of(desk, "procedure")[:60],
        channel=text_of(desk, "channel")[:20] or Case.COUNTER,
        state=text_of(desk, "state")[:60],
        other_state=text_of(desk, "other_state")[:60],
        states=states,
        no_place=OFFICE if post.get("no_place") == OFFICE else REFUSE,
        no_end=YEAR_END if post.get("no_end") == YEAR_END else REFUSE,
        convert=post.get("convert") == "yes",
        both_ways=str(post.get("both_ways", "")) if post.get("both_ways") in (KEEP, CONVERT) else "",
    )


def summary(desk: Desk, meta: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How the file was read, a line each: column and what it holds."""
    office = import_queries.office_of(meta["office"])
    columns = read_columns(meta["columns"])
    names = meta["look"]["names"]
    return [
        (
            f"{letter(at)} {names[at] if at < len(names) else ''}".strip(),
            held_name(desk, held, office, columns.procedure),
        )
        for at, held in sorted(columns.holds.items())
        if held != "passed-over"
    ]
