"""Setting a target, reporting a value with what proves it, correcting one that was reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked, narrowed
from namro.doors.desk.page import STALE, Desk, Wrong, form_key, number_of, page, seen_of, sent_key, text_of
from namro.doors.desk.plans.lines import short, title_of
from namro.doors.desk.plans.refs import found_said, refs_input, typed_refs
from namro.doors.desk.plans.shares import Shares
from namro.doors.desk.plans.target_lines import asked, number
from namro.doors.desk.plans.targets import may_set
from namro.doors.plan_words import clause_said
from namro.doors.uploads import refused_files
from namro.ground.files.keeping import Ready, remove, take_in
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, scope
from namro.work.plans import target_queries as queries
from namro.work.plans.models import Plan, Target
from namro.work.plans.replaced_by import stands_on_now
from namro.work.plans.target_actions import (
    TargetSaid,
    correct_target,
    correct_value,
    report_value,
    set_target,
    targets_stand,
)
from namro.work.plans.targets import AIMS

ROUNDINGS = ("up", "nearest", "down")


@page("GET", "POST")
def new(desk: Desk, ref: str) -> HttpResponse:
    """The form of a new target of a plan."""
    plan = scope.plan(desk.actor, ref, desk.on)
    if not may_set(desk, plan):
        raise NotThere
    inputs = _asked(desk, plan)

    def do(typed: dict[str, str], chosen: dict[str, str]) -> Target:
        return set_target(
            plan, said=_said(desk, typed, chosen), seen=seen_of(desk), once=sent_key(desk), actor=desk.actor,
            now=desk.now,
        )  # fmt: skip

    back = {"url": desk.url("plan-targets", plan.ref), "name": plan.name}
    return _form(
        desk, inputs, do, "set_target", back, days=("by", "begins"), numbers=("goal", "of"), seen=targets_stand(plan)
    )


@page("GET", "POST")
def report(desk: Desk, ref: str) -> HttpResponse:
    """The form of a value with its evidence."""
    found = _open(desk, ref, "report_value")
    hint = desk.say("desk.target.in.value.hint", unit=found.unit) if found.unit else ""
    inputs = [
        Input("value", "line", desk.say("desk.target.in.value"), hint, short=True, inputmode="decimal", most=20),
        Input("on", "line", desk.say("desk.target.in.on"), desk.say("desk.plan.day.hint"), value=words.dmy(desk.on),
              short=True, inputmode="numeric", most=20),
        Input("text", "long-text", desk.say("desk.target.in.text"), "", False, most=5000, rows=3),
        *_evidence(desk),
    ]  # fmt: skip

    def do(typed: dict[str, str], _: dict[str, str]) -> Target:
        return _with_files(desk, lambda ready: report_value(
            found, value=number_in(desk, typed["value"]), on=_day(typed["on"]), text=typed["text"], files=ready,
            refs=typed_refs(desk, typed["refs"]), seen=_seen(desk), once=sent_key(desk), actor=desk.actor, now=desk.now,
        ))  # fmt: skip

    return _form(
        desk, inputs, do, "report_value", _back(desk, found), days=("on",), numbers=("value",), files=True,
        seq=found.seq,
    )  # fmt: skip


@page("GET", "POST")
def correct(desk: Desk, ref: str) -> HttpResponse:
    """The form that corrects the value of one day, or takes it back."""
    found = _open(desk, ref, "correct_value")
    asked_for = str(desk.request.GET.get("on", ""))[:10]
    told = [row for row in queries.told_of(desk.actor, ref, desk.on) if row.stands and row.value is not None]
    row = next((row for row in told if row.on.isoformat() == asked_for), None)
    if row is None or row.value is None:
        raise NotThere
    day = row.on
    inputs = [
        Input("value", "line", desk.say("desk.target.in.right-value"), desk.say("desk.target.in.right-value.hint"),
              False, number(desk, row.value), short=True, inputmode="decimal", most=20),
        Input("reason", "long-text", desk.say("desk.input.reason"), desk.say("desk.target.in.reason.hint"), most=2000,
              rows=3),
        *_evidence(desk),
    ]  # fmt: skip

    def do(typed: dict[str, str], _: dict[str, str]) -> Target:
        value = number_in(desk, typed["value"]) if typed["value"] else None
        return _with_files(desk, lambda ready: correct_value(
            found, on=day, value=value, reason=typed["reason"], files=ready,
            refs=typed_refs(desk, typed["refs"]), seen=_seen(desk), once=sent_key(desk), actor=desk.actor, now=desk.now,
        ))  # fmt: skip

    lead = desk.say("desk.target.correct.lead", day=words.dmy(day), value=number(desk, row.value))
    return _form(
        desk, inputs, do, "correct_value", _back(desk, found), numbers=("value",), files=True, lead=lead, seq=found.seq
    )


@page("GET", "POST")
def goal(desk: Desk, ref: str) -> HttpResponse:
    """The form that changes how much a target asks for, or by when."""
    found = scope.target(desk.actor, ref, desk.on)
    if found.state != Target.OPEN or not listed.sits(desk.actor, found.office_id, "plans.correct_target"):
        raise NotThere
    hint = desk.say("desk.target.in.goal.hint")
    inputs = [
        Input("goal", "line", desk.say("desk.target.in.goal"), hint, True, number(desk, found.goal), short=True,
              inputmode="decimal", most=20),
    ]  # fmt: skip
    if found.percent and found.task_id is None:
        of = number(desk, found.of) if found.of is not None else ""
        name, hint = desk.say("desk.target.in.of"), desk.say("desk.target.in.of.hint")
        inputs.append(Input("of", "line", name, hint, True, of, short=True, inputmode="numeric", most=20))
    inputs.append(Input("by", "line", desk.say("desk.target.in.by"), desk.say("desk.plan.day.hint"), True,
                        words.dmy(found.by), short=True, inputmode="numeric", most=20))  # fmt: skip
    hint = desk.say("desk.target.in.goal-reason.hint")
    inputs.append(Input("reason", "long-text", desk.say("desk.input.reason"), hint, most=2000, rows=3))

    def do(typed: dict[str, str], _: dict[str, str]) -> Target:
        of = _whole(desk, typed["of"]) if typed.get("of") else None
        return correct_target(
            found, goal=number_in(desk, typed["goal"]), of=of, by=_day(typed["by"]) if typed.get("by") else None,
            reason=typed["reason"], seen=_seen(desk), once=sent_key(desk), actor=desk.actor, now=desk.now,
        )  # fmt: skip

    def anew(sent: Sequence[Input]) -> list[Input]:
        """What was not changed in an older form, as it stands now; what was, as it was typed."""
        then = {name: _asked_for(desk, said) for name, said in queries.asked_then(found, _seen(desk)).items()}
        now = {one.id: one.value for one in inputs}
        return [replace(one, value=now[one.id]) if then.get(one.id) == one.value else one for one in sent]

    lead = desk.say("desk.target.goal.lead", asked=asked(desk, found), day=words.dmy(found.by))
    return _form(
        desk, inputs, do, "correct_target", _back(desk, found), days=("by",), numbers=("goal", "of"), lead=lead,
        seq=found.seq, anew=anew,
    )  # fmt: skip


def _seen(desk: Desk) -> int:
    """How much of the target the form was made from."""
    return number_of(text_of(desk, "seq"), first=0)


def _asked_for(desk: Desk, said: Decimal | int | date | None) -> str:
    """A part of what a target asks for as its form shows it."""
    if isinstance(said, date):
        return words.dmy(said)
    return number(desk, said) if said is not None else ""


# What the forms ask


def _asked(desk: Desk, plan: Plan) -> list[Input]:
    def say(name: str) -> str:
        return desk.say(f"desk.target.in.{name}")

    tasks = tuple(Option(str(one.pk), title_of(desk, one.matter, 110)) for one in queries.tasks_offered(plan))
    clauses = tuple(
        Option(str(one.pk), f"{clause_said(desk.lang, one.label)} {short(one.text, 90)}")
        for one in listed.to_stand_on(stands_on_now(plan.instrument))
    )
    kinds = tuple(
        Option(one, say(f"kind.{one}"), (say(f"kind.{one}.hint"),))
        for one in (["tasks"] if tasks else []) + ["share", "amount"]
    )
    roundings = tuple(Option(one, say(f"rounding.{one}")) for one in ROUNDINGS)
    found = [
        Input("name", "line", say("name"), say("name.hint"), most=300),
        Input("kind", "one-of", say("kind"), options=kinds).choosing([kinds[0].id]),
        Input(
            "aim", "list", say("aim"), say("aim.hint"), options=tuple(Option(one, say(f"aim.{one}")) for one in AIMS)
        ).choosing(["least"]),
        Input("goal", "line", say("goal"), say("goal.hint"), short=True, inputmode="decimal", most=20),
        Input("unit", "line", say("unit"), say("unit.hint"), False, most=80, short=True),
    ]
    if tasks:
        needed = say("task.needed")
        found.append(Input("task", "list", say("task"), say("task.hint"), False, options=tasks, needed=needed))
    needed = say("of.needed")
    every = Shares(desk, [plan.office_id]).every()
    hint = f"{say('of.hint')} {desk.say('desk.target.in.of.here', units=every)}" if every else say("of.hint")
    found += [
        Input("of", "line", say("of"), hint, False, short=True, inputmode="numeric", most=10, needed=needed),
        Input("rounding", "list", say("rounding"), say("rounding.hint"), options=roundings).choosing(["up"]),
        Input("by", "line", say("by"), desk.say("desk.plan.day.hint"), short=True, inputmode="numeric", most=20),
        Input("begins", "line", say("begins"), say("begins.hint"), False, short=True, inputmode="numeric", most=20),
    ]
    if clauses:
        found.append(Input("clause", "list", say("clause"), "", False, options=clauses))
    if (parent := _parent(desk, plan)) is not None:
        found.append(parent)
    return found


def _parent(desk: Desk, plan: Plan) -> Input | None:
    """Of which target it is a part: those of the plans that this one carries out are offered, any other is searched by
    its words; None where there is no other target at all."""
    sought = text_of(desk, "parent-find")[:100]
    chosen = desk.request.POST.get("parent", "")
    first = [_aimed(desk, one) for one in queries.parents_offered(desk.actor, plan, desk.on)]
    known = {one.id for one in first}
    every = queries.parents_offered(desk.actor, plan, desk.on, every=True)
    if not every:
        return None
    more = narrowed([_aimed(desk, one) for one in every if str(one.pk) not in known], sought, chosen)
    none = Option("", desk.say("desk.target.in.parent.no"), chosen=True)
    return Input(
        "parent", "find", desk.say("desk.target.in.parent"), desk.say("desk.target.in.parent.hint"), False,
        options=(none, *first, *more), sought=sought, find=desk.say("desk.target.in.parent.find"),
        extra={"nothing": desk.say("desk.target.in.parent.none")} if sought and not more else {},
    )  # fmt: skip


def _aimed(desk: Desk, one: Target) -> Option:
    said = f"{short(one.name, 90)}: {asked(desk, one)} ({desk.pick(one.plan.office.names)})"
    return Option(str(one.pk), said, (one.plan.name,))


def _evidence(desk: Desk) -> list[Input]:
    hint, needed = desk.say("desk.target.in.files.hint"), desk.say("desk.input.one-of-two")
    return [
        Input("files", "files", desk.say("desk.target.in.files"), hint, False, needed=needed),
        replace(refs_input(desk), needed=needed),
    ]


def _said(desk: Desk, typed: dict[str, str], chosen: dict[str, str]) -> TargetSaid:
    kind = chosen["kind"]
    return TargetSaid(
        name=typed["name"],
        goal=number_in(desk, typed["goal"]),
        by=_day(typed["by"]),
        percent=kind in ("tasks", "share"),
        unit=typed["unit"] if kind != "tasks" else "",
        of=_whole(desk, typed["of"]) if kind == "share" else None,
        task=int(chosen["task"]) if kind == "tasks" and chosen.get("task") else None,
        clause=int(chosen["clause"]) if chosen.get("clause") else None,
        parent=int(chosen["parent"]) if chosen.get("parent") else None,
        begins=_day(typed["begins"]) if typed["begins"] else None,
        rounding=chosen["rounding"],
        aim=chosen["aim"],
    )


# What is common to them


def _open(desk: Desk, ref: str, action: str) -> Target:
    """The target, for whoever may do that with it as it stands."""
    found = scope.target(desk.actor, ref, desk.on)
    may = listed.sits(desk.actor, found.office_id, f"plans.{action}")
    if not may or found.state != Target.OPEN or found.task_id is not None:
        raise NotThere
    return found


def _back(desk: Desk, found: Target) -> dict[str, str]:
    return {"url": desk.url("plan-target", found.ref), "name": found.name}


def _form(
    desk: Desk,
    inputs: list[Input],
    do: Callable[[dict[str, str], dict[str, str]], Target],
    name: str,
    back: dict[str, str],
    *,
    days: Sequence[str] = (),
    numbers: Sequence[str] = (),
    files: bool = False,
    lead: str = "",
    seq: int = 0,
    seen: str = "",
    anew: Callable[[Sequence[Input]], list[Input]] = list,
) -> HttpResponse:
    """Shows a form; sent, takes its action and goes on to the target. `seq`: how much of the target it is made from,
    `seen`: what else; `anew`: the inputs of one that was made from less."""
    wrongs: list[Wrong] = []
    status = 200
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        wrongs += [Wrong(words.refusal(desk.lang, one), "files") for one in refused_files(desk.request)]
        wrongs += _misfits(desk, inputs, days, numbers) + _missing(desk, inputs)
        if text_of(desk, "go") == "find":  # a search keeps what was typed and does nothing
            inputs, wrongs = [replace(one, wrong="") for one in inputs], []
        elif not wrongs:
            try:
                typed = {one.id: one.value for one in inputs}
                made = do(typed, {one.id: next((o.id for o in one.options if o.chosen), "") for one in inputs})
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                if refused.code == "plans.already-done":
                    desk.tell(desk.say("desk.plan.twice"))
                    return desk.go("plan-target", str(refused.ref).partition(":")[2])  # type: ignore[attr-defined]
                wrongs = [desk.refusal(refused)]
                if refused.code in STALE:
                    inputs, status = anew(inputs), 409
            else:
                said = desk.say(f"desk.target.done.{name}")
                found = found_said(desk, typed.get("refs", ""))
                desk.tell(f"{said} {found}" if found else said)
                return desk.go("plan-target", made.ref)
    return desk.answer(
        "form",
        status,
        wrongs,
        title=desk.say(f"desk.action.plans.{name}"),
        lead=lead,
        back=back,
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        seq=seq,
        seen=seen if desk.request.method != "POST" or status == 409 else text_of(desk, "seen"),
        with_files=files,
        button=desk.say(f"desk.action.plans.{name}"),
    )


def _misfits(desk: Desk, inputs: Sequence[Input], days: Sequence[str], numbers: Sequence[str]) -> list[Wrong]:
    """What was typed for a day or a number and is none."""
    found = []
    for one in inputs:
        if one.value and one.id in days and day_in(one.value) is None:
            found.append(Wrong(desk.say("desk.input.not-a-day", name=one.name), one.id))
        if one.value and one.id in numbers and number_in(desk, one.value) == "":
            found.append(Wrong(desk.say("refusals.plans.bad-number"), one.id))
    return found


def _missing(desk: Desk, inputs: Sequence[Input]) -> list[Wrong]:
    """What the chosen way of counting needs beside it."""
    kind = next((o.id for one in inputs if one.id == "kind" for o in one.options if o.chosen), "")
    needs = {"tasks": "task", "share": "of"}.get(kind, "")
    return [
        Wrong(desk.say("desk.input.missing" if one.kind == "line" else "desk.input.choose-one", name=one.name), one.id)
        for one in inputs
        if one.id == needs and not (one.value or any(option.chosen for option in one.options))
    ]


def number_in(desk: Desk, text: str) -> str:
    """A number as it was typed, with a point before its decimals: "1.234,5" is 1234.5 in Vietnamese; "" for none."""
    thousands, decimal = re.escape(desk.say("common.thousands")), re.escape(desk.say("common.decimal"))
    plain = text.strip().removesuffix("%").replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(rf"\d{{1,3}}({thousands}\d{{3}})+({decimal}\d+)?", plain):
        plain = re.sub(thousands, "", plain)
    try:
        return str(Decimal(plain.replace(",", ".")))
    except InvalidOperation:
        return ""


def _whole(desk: Desk, text: str) -> int:
    """How many there are in all. Raises Refused `plans.percent-of-what`."""
    of = Decimal(number_in(desk, text))
    if of != int(of):
        raise Refused("plans.percent-of-what", field="of")
    return int(of)


def _day(text: str) -> date:
    found = day_in(text)
    assert found is not None, "judged before"
    return found


def _with_files(desk: Desk, do: Callable[[list[Ready]], Any]) -> Target:
    """Keeps the files, then acts; what was kept for something that was refused is taken away again."""
    ready: list[Ready] = []
    try:
        for upload in desk.request.FILES.getlist("files"):
            ready.append(take_in(upload))
        made: Target = do(ready)
    except Refused:
        for one in ready:
            remove(one.path)
        raise
    return made
