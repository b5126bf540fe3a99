"""The questions of a procedure as inputs at the counter, and the answers as the cases room takes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from namro.doors.desk.inputs import LINE, TEXT, Input, Option, day_in, tidy
from namro.doors.desk.page import Desk, Wrong, text_of
from namro.doors.desk.places import find
from namro.rules.packs.schema import FormField, Procedure
from namro.work.cases import queries

PLACES = 8
"""Places to choose from."""


def inputs_for(desk: Desk, rules: Procedure, draft: str) -> list[Input]:
    """One or more inputs for each question, in the order of the procedure."""
    found: list[Input] = []
    for field in rules.fields:
        found += _inputs(desk, field, draft)
    return found


def _inputs(desk: Desk, field: FormField, draft: str) -> list[Input]:
    name, hint = desk.pick(field.names), desk.pick(field.hint)
    if field.kind == "place":
        return _place(desk, field, name)
    if field.kind == "date-or-period":
        return [
            Input(
                f"{field.id}-from", "line", name, desk.say("desk.new.when.hint"), field.required, short=True, most=10
            ),
            Input(f"{field.id}-to", "line", desk.say("desk.new.when.to"), "", False, short=True, most=10),
            Input(
                f"{field.id}-time", "line", desk.say("desk.new.when.time"), desk.say("desk.new.when.time.hint"), False
            ),
        ]
    if field.kind == "files":
        kept = ", ".join(staged.name for staged in queries.staged(draft))
        said = desk.say("desk.new.files.kept", names=kept) if kept else desk.say("desk.new.files.hint")
        return [Input("files", "files", name, said, False)]
    if field.kind in ("choice", "yes-no"):
        if field.kind == "yes-no":
            options: tuple[Option, ...] = (Option("yes", desk.say("desk.yes")), Option("no", desk.say("desk.no")))
        else:
            options = tuple(Option(id, desk.pick(names)) for id, names in field.options.items())
        return [Input(field.id, "one-of", name, hint, field.required, options=options)]
    long = field.kind == "long-text"
    return [Input(field.id, "long-text" if long else "line", name, hint, field.required, most=TEXT if long else LINE)]


def _place(desk: Desk, field: FormField, name: str) -> list[Input]:
    """A place is searched by its name, then chosen; without a search, the commune of the own office is offered."""
    sought = tidy(desk.request.POST.get(f"{field.id}-find", "")[:100])
    if sought:
        units = find(desk, sought, desk.on, PLACES)
        options = tuple(
            Option(one["ref"], one["name"], (one["former"],) if one["former"] else (), chosen=len(units) == 1)
            for one in units
        )
    else:
        options = tuple(Option(ref, path) for ref, path in queries.own_places(desk.actor, desk.on, desk.lang))
    where = Input(
        field.id,
        "find",
        name,
        desk.say("desk.new.place.hint"),
        field.required,
        options=options,
        sought=sought,
        find=desk.say("desk.new.place.find"),
        none=desk.say("desk.new.place.none"),
    )
    detail = Input(
        f"{field.id}-detail", "line", desk.say("desk.new.place.detail"), desk.say("desk.new.place.detail.hint"), False
    )
    return [where, detail]


def answers_in(desk: Desk, rules: Procedure, inputs: list[Input]) -> tuple[dict[str, Any], list[Wrong]]:
    """The answers by question, and what is to be mended in dates (everything else is judged where it is kept)."""
    by_id = {one.id: one for one in inputs}
    answers: dict[str, Any] = {}
    wrongs: list[Wrong] = []
    for field in rules.fields:
        if field.kind == "place":
            ref = next((option.id for option in by_id[field.id].options if option.chosen), "")
            detail = by_id[f"{field.id}-detail"].value
            name = next((option.name for option in by_id[field.id].options if option.chosen), "")
            answers[field.id] = {k: v for k, v in (("ref", ref), ("name", name), ("detail", detail)) if v}
        elif field.kind == "date-or-period":
            answer, wrong = _period(desk, field)
            answers[field.id] = answer
            wrongs += wrong
        elif field.kind == "yes-no":
            chosen = text_of(desk, field.id)
            answers[field.id] = chosen == "yes" if chosen in ("yes", "no") else None
        elif field.kind == "choice":
            answers[field.id] = text_of(desk, field.id)
        elif field.kind != "files":
            answers[field.id] = by_id[field.id].value
    return {name: value for name, value in answers.items() if value not in (None, "", {})}, wrongs


def _period(desk: Desk, field: FormField) -> tuple[dict[str, str] | None, list[Wrong]]:
    found: dict[str, str] = {}
    wrongs: list[Wrong] = []
    for end in ("from", "to"):
        typed = text_of(desk, f"{field.id}-{end}")
        if not typed:
            continue
        day = day_in(typed)
        if day is None:
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.pick(field.names)), f"{field.id}-{end}"))
        else:
            found[end] = day.isoformat()
    if found and (at := tidy(text_of(desk, f"{field.id}-time"))):
        found["time"] = at
    if found:
        found.setdefault("from", found.get("to", ""))
        found.setdefault("to", found["from"])
    return found or None, wrongs


def at_input(wrong: Wrong, inputs: list[Input]) -> Wrong:
    """What the cases room refused about a question or about the reporter, at the input that stands for it."""
    ids = {one.id for one in inputs}
    meant = (wrong.field, f"{wrong.field}-from", f"who-{wrong.field}")
    return replace(wrong, field=next((id for id in meant if id in ids), None))
