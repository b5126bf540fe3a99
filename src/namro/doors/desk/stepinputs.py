"""What a step needs, as inputs of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from namro.doors.desk.inputs import FEW, LINE, TEXT, Input, Kind, Option, narrowed
from namro.doors.desk.page import Desk, text_of
from namro.work.cases import queries

HINTED = frozenset({"reason", "ground", "answer", "text", "office", "post", "flags", "extension", "until"})
"""Inputs with a sentence of help."""


def input_for(desk: Desk, asked: queries.Input) -> Input:
    """One need of a step as the page draws it."""
    name = desk.say(f"desk.input.{asked.name}")
    hint = desk.say(f"desk.input.{asked.name}.hint") if asked.name in HINTED else ""
    options = tuple(_option(desk, option) for option in asked.options)
    if asked.name == "office" and len(options) > FEW:
        return _search(desk, asked, name, hint, options)
    if asked.kind == "flags":
        return Input(asked.name, "some-of", name, hint, False, options=options)
    if asked.kind == "choice":
        if len(options) == 1 and asked.required:
            options = (replace(options[0], chosen=True),)
        kind: Kind = "one-of" if len(options) <= 12 else "list"
        return Input(asked.name, kind, name, hint, asked.required, options=options)
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


def _option(desk: Desk, option: queries.Option) -> Option:
    return Option(str(option.value), desk.pick(option.label), (desk.pick(option.hint),) if option.hint else ())


def given(inputs: Sequence[Input]) -> dict[str, Any]:
    """What the engine takes."""
    found: dict[str, Any] = {}
    for one in inputs:
        if one.kind == "some-of":
            found[one.id] = {option.id: option.chosen for option in one.options}
        elif one.kind in ("one-of", "list", "find"):
            found[one.id] = next((option.id for option in one.options if option.chosen), "")
        else:
            found[one.id] = one.value
    return found
