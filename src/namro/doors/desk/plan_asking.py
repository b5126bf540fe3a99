"""The forms by which a decision is asked for and given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from namro.doors.desk.inputs import Input, Option, day_in
from namro.doors.desk.page import Desk, number_of, sent_key, text_of
from namro.doors.desk.plan_lines import iso_day
from namro.work.plans import asking_actions, queries, scope
from namro.work.plans.asking_actions import ASKED, KINDS

DEEDS = ("ask_decision", "decide")


def inputs(desk: Desk, name: str, whole: queries.Whole) -> list[Input]:
    """What is filled in. Who may decide at the lead's office asks only above it."""

    def say(part: str) -> str:
        return desk.say(f"desk.plan.ask.{part}")

    if name == "decide":
        return [Input("answer", "long-text", say("answer"), say("answer.hint"), most=2000, rows=4)]
    above = whole.task.lead_office_id in scope.sits_at(desk.actor, "plans.decide")
    of = tuple(Option(one, say(f"of.{one}"), chosen=above) for one in ASKED if not (above and one == "head"))
    kinds = tuple(Option(one, say(f"kind.{one}")) for one in KINDS)
    return [
        Input("of", "one-of", say("of"), options=of),
        Input("kind", "one-of", say("kind"), options=kinds),
        Input("text", "long-text", say("text"), say("text.hint"), most=2000, rows=4),
        Input("by", "line", say("by"), desk.say("desk.plan.day.hint"), short=True, most=20, inputmode="numeric"),
    ]


def do(
    desk: Desk, name: str, whole: queries.Whole, typed: Mapping[str, str], chosen: Mapping[str, Sequence[str]]
) -> None:
    """Takes the action. Raises what it raises."""
    seen, once = number_of(text_of(desk, "seq")), sent_key(desk)
    if name == "decide":
        asking_actions.decide(
            whole.task, answer=typed["answer"], seen=seen, once=once, actor=desk.actor, now=desk.now
        )  # fmt: skip
        return
    asking_actions.ask_decision(
        whole.task, of=chosen["of"][0], kind=chosen["kind"][0], text=typed["text"], until=day_in(typed["by"]) or "",
        seen=seen, once=once, actor=desk.actor, now=desk.now,
    )  # fmt: skip


def said(desk: Desk, whole: queries.Whole) -> str:
    """What is asked, for whoever answers; nothing where nothing is."""
    asked = whole.standing.asked
    if asked is None:
        return ""
    kind = desk.say(f"desk.plan.ask.kind.{asked.kind}")
    return desk.say("desk.plan.ask.said", kind=kind, text=asked.text, day=iso_day(asked.by.isoformat()))
