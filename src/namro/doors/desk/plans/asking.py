"""The forms by which a decision is asked for and given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in
from namro.doors.desk.page import Desk, Wrong, number_of, sent_key, text_of
from namro.ground.people import queries as people
from namro.work.plans import asking_actions, listed, queries, scope
from namro.work.plans.asking_actions import ASKED, KINDS, NewLead

DEEDS = ("ask_decision", "decide")
MOVES = {"more-time": "change_time", "other-lead": "change_lead"}
"""By what is asked for the deed that gives it."""


def moved_by(desk: Desk, whole: queries.Whole) -> str:
    """The deed that a yes takes at once, where more time or another lead is asked of whoever may give it; else ""."""
    asked = whole.standing.asked
    name = MOVES.get(asked.kind, "") if asked else ""
    if not name or (name == "change_lead" and whole.task.spread):
        return ""
    return name if listed.sits(desk.actor, whole.task.assigner_id, f"plans.{name}") else ""


def inputs(desk: Desk, name: str, whole: queries.Whole, moving: Sequence[Input] = ()) -> list[Input]:
    """What is filled in. Who may decide at the lead's office asks only above it. `moving`: what the deed needs that a
    yes takes at once."""

    def say(part: str) -> str:
        return desk.say(f"desk.plan.ask.{part}")

    if name == "decide":
        answer = Input("answer", "long-text", say("answer"), say("answer.hint"), most=2000, rows=4)
        if not moving:
            return [answer]
        deed = moved_by(desk, whole)
        options = (Option("yes", say(f"yes.{deed}")), Option("no", say("no")))
        asked = whole.standing.asked
        day = words.dmy(asked.to) if asked and asked.to else ""
        filled = [replace(one, value=day) if one.id == "to" and one.kind == "line" else one for one in moving]
        return [
            Input("agreed", "one-of", say("agreed"), options=options),
            *(_for_a_yes(desk, one) for one in filled),
            answer,
        ]
    above = whole.task.lead_office_id in scope.sits_at(desk.actor, "plans.decide")
    of = tuple(Option(one, say(f"of.{one}"), chosen=above) for one in ASKED if not (above and one == "head"))
    kinds = tuple(Option(one, say(f"kind.{one}")) for one in KINDS)
    return [
        Input("of", "one-of", say("of"), options=of),
        Input("kind", "one-of", say("kind"), options=kinds),
        Input("text", "long-text", say("text"), say("text.hint"), most=2000, rows=4),
        Input("to", "line", say("to"), say("to.hint"), False, short=True, most=20, inputmode="numeric"),
        Input("by", "line", say("by"), desk.say("desk.plan.day.hint"), short=True, most=20, inputmode="numeric"),
    ]


NEEDED = ("to", "role", "head")
"""What a yes needs; a no needs none of it."""


def _for_a_yes(desk: Desk, one: Input) -> Input:
    """The input as it stands beside the answer: it says that a yes needs it, and of a post what for."""
    if one.id not in NEEDED:
        return replace(one, required=False)
    hint = desk.say(f"desk.plan.ask.{one.id}.why") if one.id in ("role", "head") else one.hint
    return replace(one, required=False, needed=desk.say("desk.plan.ask.needed"), hint=hint)


def missing(desk: Desk, inputs: Sequence[Input]) -> list[Wrong]:
    """What a yes still needs."""
    if not any(option.chosen and option.id == "yes" for one in inputs if one.id == "agreed" for option in one.options):
        return []
    return [
        Wrong(desk.say("desk.input.missing" if one.kind == "line" else "desk.input.choose-one", name=one.name), one.id)
        for one in inputs
        if one.id in NEEDED and not (one.value or any(option.chosen for option in one.options))
    ]


def do(
    desk: Desk, name: str, whole: queries.Whole, typed: Mapping[str, str], chosen: Mapping[str, Sequence[str]]
) -> None:
    """Takes the action. Raises what it raises."""
    seen, once = number_of(text_of(desk, "seq")), sent_key(desk)
    if name == "decide":
        agreed = {"yes": True, "no": False}.get(next(iter(chosen.get("agreed", [])), ""))
        asking_actions.decide(
            whole.task, answer=typed["answer"], agreed=agreed, to=day_in(typed.get("to", "")),
            period=next(iter(chosen.get("period", [])), None), lead=_new_lead(desk, chosen) if agreed else None,
            seen=seen, once=once, actor=desk.actor, now=desk.now,
        )  # fmt: skip
        return
    asking_actions.ask_decision(
        whole.task, of=chosen["of"][0], kind=chosen["kind"][0], text=typed["text"], until=day_in(typed["by"]) or "",
        to=day_in(typed["to"]),
        seen=seen, once=once, actor=desk.actor, now=desk.now,
    )  # fmt: skip


def _new_lead(desk: Desk, chosen: Mapping[str, Sequence[str]]) -> NewLead | None:
    """The lead that was chosen, where one was asked for."""
    if "role" not in chosen:
        return None
    office = people.offices(desk.on).get(pk=int(chosen["to"][0]))
    return NewLead(office, chosen["role"][0], chosen["head"][0])


def said(desk: Desk, whole: queries.Whole) -> str:
    """What is asked, for whoever answers; nothing where nothing is."""
    asked = whole.standing.asked
    if asked is None:
        return ""
    kind = desk.say(f"desk.plan.ask.kind.{asked.kind}")
    told = desk.say("desk.plan.ask.said", kind=kind, text=asked.text, day=words.dmy(asked.by))
    return f"{told} {desk.say('desk.plan.ask.said.to', day=words.dmy(asked.to))}" if asked.to else told
