"""Replacing a document: everything that stands on it gets its place in the new one or its end, in one action."""

from __future__ import annotations

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import STALE, Desk, Wrong, page, seen_of, text_of
from namro.doors.desk.plan_lines import lead, short, title_of
from namro.doors.desk.plan_target_lines import asked
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, queries, scope, target_queries
from namro.work.plans.hanging import replacing_stand
from namro.work.plans.models import Instrument
from namro.work.plans.replacing_actions import Fate, NotDecided, Replaced, replace_instrument

END = "end"
"""The choice of what ends with the old document."""


def may_replace(desk: Desk, instrument: Instrument) -> bool:
    """Whether the person can replace that document now."""
    return instrument.ends is None and listed.sits(desk.actor, instrument.office_id, "plans.replace_instrument")


@page("GET", "POST")
def replace(desk: Desk, ref: str) -> HttpResponse:
    """First by which document; then what becomes of each open task and target; then all of it in one action."""
    old = scope.instrument(desk.actor, ref, desk.on)
    if not may_replace(desk, old):
        raise NotThere
    others = [one for one in listed.own_documents(old.office_id) if one.pk != old.pk]
    new = next((one for one in others if str(one.pk) == text_of(desk, "by")), None)
    inputs = _inputs(desk, others)
    going = text_of(desk, "go")
    fates = _fates(desk, old, new) if new is not None else []
    wrongs: list[Wrong] = []
    status, seen = 200, text_of(desk, "seen")[:100] if going == "do" else ""
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, [*inputs, *(fates if going == "do" else [])])
        began = next(one.value for one in inputs if one.id == "begins")
        if began and day_in(began) is None:
            wrongs.append(Wrong(desk.say("desk.input.not-a-day", name=desk.say("desk.plan.replace.begins")), "begins"))
        if going == "do" and new is not None and not wrongs:
            try:
                done = _do(desk, old, new, inputs)
            except NotDecided as refused:
                wrongs = [desk.refusal(refused)]
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [_wrong(desk, refused)]
                if refused.code in STALE:
                    seen, status = "", 409
            else:
                said = {"targets_moved": done.targets_moved, "targets_ended": done.targets_ended}
                desk.tell(desk.say("desk.plan.replace.done", n=done.moved, ended=done.ended, **said))
                return desk.go("plan-lineage", new.ref)
        if going == "look" and not wrongs:
            inputs = [*inputs, *fates]
    ready = any(one.id.startswith("fate-") for one in inputs) or (new is not None and not fates and not wrongs)
    n = len(queries.hanging(desk.actor, ref, desk.on)) + len(target_queries.targets_hanging(desk.actor, ref, desk.on))
    return desk.answer(
        "form",
        status,
        wrongs,
        title=desk.say("desk.action.plans.replace_instrument"),
        lead=desk.say("desk.plan.replace.lead", n=n),
        back={"url": desk.url("plan-lineage", old.ref), "name": old.symbol or old.title},
        inputs=marked(inputs, wrongs),
        does="do" if ready else "look",
        seen=(seen or replacing_stand(old, new)) if new is not None else "",
        button=desk.say("desk.plan.replace.do" if ready else "desk.plan.replace.look"),
    )


def _wrong(desk: Desk, refused: Refused) -> Wrong:
    said = desk.refusal(refused)
    return Wrong(said.text, "ends" if refused.field == "fates" else said.field)


def _inputs(desk: Desk, others: list[Instrument]) -> list[Input]:
    """By which document, from when, why, and why some of it ends."""

    def say(name: str) -> str:
        return desk.say(f"desk.plan.replace.{name}")

    known = tuple(Option(str(one.pk), f"{one.symbol}, {short(one.title, 90)}") for one in others)
    return [
        Input("by", "list", say("by"), say("by.hint"), options=known),
        Input("begins", "line", say("begins"), desk.say("desk.plan.day.hint"), value=words.dmy(desk.on), short=True,
              inputmode="numeric", most=20),
        Input("reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.plan.reason.hint"), most=2000,
              rows=3),
        Input("ends", "long-text", say("ends"), say("ends.hint"), False, most=2000, rows=2),
    ]  # fmt: skip


def _fates(desk: Desk, old: Instrument, new: Instrument) -> list[Input]:
    """What becomes of each task and target that stands on the old document: a clause of the new one, or its end."""
    clauses = tuple(
        Option(str(one.pk), f"{one.label} {short(one.text, 90)}".strip()) for one in listed.clauses_of(new.pk)
    )
    options = (*clauses, Option(END, desk.say("desk.plan.replace.end")))
    found = [
        Input(
            f"fate-{task.ref}",
            "list",
            title_of(desk, task.matter),
            f"{task.plan.name} · {lead(desk, task)}",
            options=options,
        )
        for task in queries.hanging(desk.actor, old.ref, desk.on)
    ]
    for target in target_queries.targets_hanging(desk.actor, old.ref, desk.on):
        said = desk.say("desk.plan.replace.target", name=target.name, asked=asked(desk, target))
        hint = f"{target.plan.name} · {desk.pick(target.plan.office.names)}"
        found.append(Input(f"fate-{target.ref}", "list", said, hint, options=options))
    return found


def _do(desk: Desk, old: Instrument, new: Instrument, inputs: list[Input]) -> Replaced:
    """Takes the action; what moved and what ended. Raises what it raises."""
    typed = {one.id: one.value for one in inputs}
    chosen = {one.id: next((o.id for o in one.options if o.chosen), "") for one in inputs}
    begins = day_in(typed["begins"])
    assert begins is not None, "judged before"
    fates = {
        name.removeprefix("fate-"): Fate(ends=typed["ends"]) if choice == END else Fate(clause=int(choice))
        for name, choice in chosen.items()
        if name.startswith("fate-")
    }
    return replace_instrument(
        old, by=new, begins=begins, fates=fates, reason=typed["reason"], seen=seen_of(desk), actor=desk.actor,
        now=desk.now,
    )  # fmt: skip
