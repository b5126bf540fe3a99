"""What a step needs, as inputs of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from namro.doors.desk.inputs import FEW, LINE, TEXT, Input, Kind, Option, day_in, narrowed
from namro.doors.desk.page import Desk, Wrong, text_of
from namro.rules.packs.schema import Procedure
from namro.work.cases import queries

HINTED = frozenset({"reason", "ground", "answer", "text", "office", "post", "flags", "extension", "until"})
"""Inputs with a sentence of help."""


def input_for(desk: Desk, asked: queries.Input, rules: Procedure) -> Input:
    """One need of a step as the page draws it."""
    name = desk.pick(asked.names) if asked.names else desk.say(f"desk.input.{asked.name}")
    hint = desk.say(f"desk.input.{asked.name}.hint") if asked.name in HINTED else ""
    if asked.name == "reason" and asked.reporter_reads:
        hint = desk.say("desk.input.reason.read")
    if asked.name == "text" and not asked.reporter_reads:
        hint = desk.say("desk.input.reason.hint")
    options = tuple(_option(desk, option, rules) for option in asked.options)
    if asked.name == "office" and len(options) > FEW:
        return _search(desk, asked, name, hint, options)
    if asked.kind == "flags":
        return Input(asked.name, "some-of", name, hint, False, options=options)
    if asked.kind == "choice":
        hint = "" if asked.name == "office" else hint
        if len(options) == 1 and asked.required:
            options = (replace(options[0], chosen=True),)
        kind: Kind = "one-of" if len(options) <= 12 else "list"
        return Input(asked.name, kind, name, hint, asked.required, options=options)
    if asked.kind == "day":
        return Input(asked.name, "line", name, hint, asked.required, short=True, inputmode="numeric", most=10)
    if asked.kind == "long-text":
        rows = 8 if asked.reporter_reads else 4
        return Input(asked.name, "long-text", name, hint, asked.required, most=TEXT, rows=rows)
    return Input(asked.name, "line", name, hint, asked.required, most=LINE)


def _search(desk: Desk, asked: queries.Input, name: str, hint: str, options: Sequence[Option]) -> Input:
    """Many offices: found by typing a part of the name."""
    sought = text_of(desk, f"{asked.name}-find")[:100]
    return Input(
        asked.name,
        "find",
        name,
        hint,
        asked.required,
        options=narrowed(options, sought, desk.request.POST.get(asked.name, "")),
        sought=sought,
        find=desk.say("desk.input.office.find"),
        none=desk.say("desk.input.office.none"),
    )


def _option(desk: Desk, option: queries.Option, rules: Procedure) -> Option:
    """One thing to choose; an extension shows the day before and after, and what it needs."""
    if option.holds is not None:
        name = desk.say("desk.input.post.load", name=option.label, role=desk.pick(option.hint), n=option.holds)
        return Option(str(option.value), name)
    hint = desk.cite(option.hint) if isinstance(option.hint, str) else desk.pick(option.hint)
    lines = [hint] if hint else []
    if option.document:
        lines.append(desk.say("desk.input.extension.approved", by=desk.pick(option.document)))
    if option.ask_by:
        lines.append(desk.say("desk.input.extension.ask-by", day=desk.day(option.ask_by)))
    name = desk.pick(option.label)
    clock = rules.clocks.get(str(option.value).partition(":")[0]) if option.to_day else None
    if clock is not None:
        name = f"{desk.pick(clock.names)}: {name}"
    move = (desk.day(option.from_day), desk.day(option.to_day)) if option.from_day and option.to_day else None
    return Option(str(option.value), name, tuple(lines), move=move, chosen=option.on)


def wrong_days(desk: Desk, step: queries.StepNow, inputs: Sequence[Input]) -> list[Wrong]:
    """The inputs that should be a day and are none."""
    days = {one.name for one in step.inputs if one.kind == "day"}
    return [
        Wrong(desk.say("desk.input.not-a-day", name=one.name), one.id)
        for one in inputs
        if one.id in days and one.value and day_in(one.value) is None
    ]


def given(inputs: Sequence[Input]) -> dict[str, Any]:
    """What the engine takes."""
    found: dict[str, Any] = {}
    for one in inputs:
        if one.kind == "some-of":
            found[one.id] = {option.id: option.chosen for option in one.options}
        elif one.kind in ("one-of", "list", "find"):
            found[one.id] = next((option.id for option in one.options if option.chosen), "")
        else:
            day = day_in(one.value) if one.id == "until" else None
            found[one.id] = day.isoformat() if day else one.value
    return found
