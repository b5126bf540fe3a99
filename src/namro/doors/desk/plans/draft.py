"""Completing a task before it is given: its five clears as one form, already filled with what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from namro.doors import within
from namro.doors.desk.inputs import Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, number_of, page, sent_key, text_of
from namro.doors.desk.plans.called import Called, named
from namro.doors.desk.plans.lines import all_of, iso_day, offices, roles, sets_shown, short
from namro.doors.desk.plans.task import heading
from namro.doors.plan_words import clause_said
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.rules.clocks.periods import RHYTHMS
from namro.rules.packs.refused import Refused
from namro.rules.packs.sets import kinds_of, set_of, units_of
from namro.work.plans import draft_actions, listed, queries, scope
from namro.work.plans.clears import ONE, TWO
from namro.work.plans.deeds import AlreadyDone
from namro.work.plans.models import Clause, Plan
from namro.work.plans.replaced_by import stands_on_now
from namro.work.plans.taking_in import part_draft
from namro.work.plans.task_said import BESIDE, CARD, TaskSaid, others_of
from namro.work.plans.terms import ONGOING

FIELDS = {"time": "day", "lead": "lead", "clause": "clause", "role": "role", "head": "head", "helping": "helping"}
"""Which input a refusal of the room is about, where they are not called alike."""
DAYS = frozenset({"day", "begins", "ends", "by"})
"""Inputs that take a day."""


def draft(desk: Desk, whole: queries.Whole) -> HttpResponse:
    """The form of a draft; sent, it is written anew as a whole."""
    data, text = whole.standing.data, whole.standing.words
    offered = listed.to_stand_on(whole.task.instrument, whole.task.clause_id)
    inputs = inputs_for(desk, offered, _now(desk, whole))
    holds = data.get("holds") or ""
    inputs[:0] = _two(desk, holds)
    head = heading(desk, whole.task)
    inputs, wrongs, typed = _typed(desk, inputs)
    if typed is not None:
        second = next((one.value for one in inputs if one.id == "second"), "")
        one_task = text_of(desk, "holds") == ONE
        if second.strip() and one_task:
            wrongs, typed = [Wrong(desk.say("desk.plan.two.both"), "second")], None
    if typed is not None:
        said = replace(
            typed,
            post=data.get("lead_post_id"), team=data.get("team", ""), authority=text.get("authority", ""),
            source={"text": text.get("source", ""), **(data.get("source") or {})}, others=others_of(text),
            holds="" if second.strip() or not holds else ONE if one_task else TWO,
        )  # fmt: skip
        if not said.time and "term" in (data.get("time") or {}):
            said = replace(said, time=data["time"])
        try:
            part_draft(
                whole.task, said=said, second=second, seen=number_of(text_of(desk, "seq")), actor=desk.actor,
                now=desk.now,
            )  # fmt: skip
        except Refused as refused:
            wrongs = [wrong_in(desk, refused)]
        else:
            desk.tell(desk.say("desk.plan.two.done" if second.strip() else "desk.plan.done.change_draft"))
            return desk.go("plan", whole.task.plan.ref)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.action.plans.change_draft"),
        lead=text.get("source", ""),
        back={"url": head["url"], "name": head["matter"]},
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        seq=number_of(text_of(desk, "seq")) if desk.request.method == "POST" else whole.task.seq,
        button=desk.say("desk.plan.save"),
    )


def _two(desk: Desk, holds: str) -> list[Input]:
    """What is asked of a draft whose row seems to hold two tasks: is it one, or what is the second."""
    if not holds:
        return []
    one = Option(ONE, desk.say("desk.plan.read.two.one"))
    asked = Input("holds", "some-of", desk.say("desk.plan.read.two"), "", False, options=(one,)).choosing([holds])
    second = Input(
        "second", "long-text", desk.say("desk.plan.two.second"), desk.say("desk.plan.two.second.hint"), False,
        most=5000, rows=2,
    )  # fmt: skip
    return [asked, second] if holds == TWO else [asked]


NOTHING = dict.fromkeys((
    "matter", "product", "clause", "helping", "lead", "role", "head", "day", "rhythm", "within", "reports", "term",
    "begins", *BESIDE,
), "") | {"to": "one"}  # fmt: skip
"""A task of which nothing is known yet, as its form shows it."""


@page("GET", "POST")
def add(desk: Desk, ref: str) -> HttpResponse:
    """The form of one more task of a plan; sent, it stands in the plan as a draft."""
    plan = scope.plan(desk.actor, ref, desk.on)
    if not listed.sits(desk.actor, plan.office_id, "plans.add_task") or plan.state == Plan.ENDED:
        raise NotThere
    inputs = inputs_for(desk, listed.to_stand_on(stands_on_now(plan.instrument)), NOTHING)
    inputs, wrongs, typed = _typed(desk, inputs)
    if typed is not None and not typed.matter.strip():
        wrongs, typed = [Wrong(desk.say("refusals.cases.needed"), "matter")], None
    if typed is not None:
        try:
            draft_actions.add_task(plan, said=typed, once=sent_key(desk), actor=desk.actor, now=desk.now)
        except AlreadyDone:
            return desk.go("plan", ref)
        except Refused as refused:
            wrongs = [wrong_in(desk, refused)]
        else:
            desk.tell(desk.say("desk.plan.add.done"))
            return desk.go("plan", ref)
    return desk.answer(
        "form",
        wrongs=wrongs,
        title=desk.say("desk.plan.add"),
        lead=desk.say("desk.plan.add.lead"),
        back={"url": desk.url("plan", ref), "name": plan.name},
        inputs=marked(inputs, wrongs),
        once=form_key(desk),
        button=desk.say("desk.plan.add"),
    )


def _typed(desk: Desk, inputs: list[Input]) -> tuple[list[Input], list[Wrong], TaskSaid | None]:
    """The inputs as they were sent, what is wrong with them, and the task that they say; none before anything is sent,
    while an office is looked for, and where something is wrong."""
    if desk.request.method != "POST":
        return inputs, [], None
    inputs, wrongs = judged(desk, inputs)
    if text_of(desk, "go") == "find":
        return [replace(one, wrong="") for one in inputs], [], None
    wrongs += bad_days(desk, inputs)
    helping, odd = named(desk, next(one.value for one in inputs if one.id == "helping"))
    if odd:
        wrongs.append(Wrong(desk.say("desk.plan.issue.unknown", n=len(odd), names=all_of(desk, odd)), "helping"))
    if wrongs:
        return inputs, wrongs, None
    said = said_in(desk, inputs)
    return inputs, [], replace(said, helping=[pk for pk in helping if pk != said.lead])


def _now(desk: Desk, whole: queries.Whole) -> dict[str, str]:
    """The draft as its form shows it."""
    data, text = whole.standing.data, whole.standing.words
    time = data.get("time") or {}
    helping = offices(desk, data.get("with", ()))
    return {
        "matter": text.get("matter", ""), "product": text.get("product", ""),
        "clause": str(data.get("clause_id") or ""), "to": _to(desk, data),
        "helping": "\n".join(helping.get(pk, "") for pk in data.get("with", ())),
        "lead": str(data.get("lead_office_id") or ""), "role": data.get("lead_role", ""),
        "head": data.get("head_role", ""), "day": iso_day(time.get("day") or time.get("until")),
        "rhythm": time.get("rhythm", ""), "reports": time.get("reports", ""),
        "within": within.shown(desk.lang, time.get("reports") or time.get("rhythm", ""), time.get("within", "")),
        "begins": iso_day(time.get("begins")), "term": time.get("term", ""),
        **{part: text.get(part, "") for part in BESIDE},
    }  # fmt: skip


SET = "set-"
"""Before the id of a set of offices, among the choices of to whom a task goes."""


def _to(desk: Desk, data: Mapping[str, Any]) -> str:
    among = set_of(desk.pack, data.get("among") or (), data.get("units") or ())
    return f"{SET}{among}" if among else "all" if data.get("spread") else "one"


def inputs_for(desk: Desk, clauses: Sequence[Clause], now: Mapping[str, str]) -> list[Input]:
    """The inputs of a task, filled. Everything may stay empty: a draft is not given yet."""

    def say(name: str) -> str:
        return desk.say(f"desk.plan.input.{name}")

    sought, sent = text_of(desk, "lead-find")[:100], desk.request.method == "POST"
    chosen = desk.request.POST.get("lead", "") if sent else now["lead"]
    every: tuple[Option, ...] = ()
    if sought or chosen:
        ids = people.offices(desk.on).order_by("code").values_list("pk", "names")
        every = tuple(Option(str(pk), people.said(names, desk.lang)) for pk, names in ids)
    to = tuple(Option(one, say(f"to.{one}")) for one in ("one", "all"))
    to += tuple(Option(f"{SET}{one}", desk.say("desk.plan.input.to.set", name=name)) for one, name in sets_shown(desk))
    rhythms = tuple(Option(one, desk.say(f"desk.plan.rhythm.{one}")) for one in (*RHYTHMS, ONGOING))
    reports = tuple(Option(one, desk.say(f"desk.plan.rhythm.{one}")) for one in RHYTHMS)
    listed_ = tuple(
        Option(str(one.pk), f"{clause_said(desk.lang, one.label)} {short(one.text, 90)}") for one in clauses
    )
    needed = desk.say("desk.input.before-issue")
    return [
        Input(
            "matter", "long-text", say("matter"), say("matter.hint"), False, now["matter"], most=5000, rows=3,
            needed=needed,
        ),
        Input("product", "line", say("product"), say("product.hint"), False, now["product"], most=2000, needed=needed),
        Input("clause", "list", say("clause"), "", False, options=listed_, needed=needed).choosing([now["clause"]]),
        Input("to", "one-of", say("to-whom"), options=to).choosing([now["to"]]),
        Input(
            "lead", "find", say("lead"), say("lead.hint"), False,
            options=Called(desk).narrowed(every, sought, chosen) if every else (), sought=sought,
            find=say("lead.find"), none=say("lead.none"),
        ).choosing([chosen]),
        Input(
            "helping", "long-text", say("helping"), desk.say("desk.plan.issue.names.hint"), False, now["helping"],
            most=20_000, rows=2,
        ),
        Input(
            "role", "list", say("role"), "", False, options=roles(desk, "plans.report"), needed=needed
        ).choosing([now["role"]]),
        Input(
            "head", "list", say("head"), "", False, options=roles(desk, "plans.split"), needed=needed
        ).choosing([now["head"]]),
        Input("day", "line", say("day"), say("day.hint"), False, now["day"], short=True, most=20, inputmode="numeric",
              needed=needed),
        Input("rhythm", "list", say("rhythm"), say("rhythm.hint"), False, options=rhythms).choosing([now["rhythm"]]),
        Input("begins", "line", say("first-period"), say("first-period.hint"), False, now["begins"], short=True,
              most=20, inputmode="numeric"),
        Input("within", "line", say("within"), say("within.hint"), False, now["within"], short=True, most=20),
        Input(
            "reports", "list", desk.say("desk.plan.input.reports"), desk.say("desk.plan.input.reports.hint"), False,
            options=reports,
        ).choosing([now["reports"]]),
        *(
            Input(part, "long-text", say(part), say(f"{part}.hint"), False, now[part], most=2000, rows=2)
            for part in BESIDE
        ),
    ]  # fmt: skip


def bad_days(desk: Desk, inputs: Sequence[Input]) -> list[Wrong]:
    """The days, where what was typed is none. An input called "to" is a day where it is a line, else an office."""
    return [
        Wrong(desk.say("desk.input.not-a-day", name=one.name), one.id)
        for one in inputs
        if (one.id in DAYS or (one.id == "to" and one.kind == "line")) and one.value and day_in(one.value) is None
    ]


def said_in(desk: Desk, inputs: Sequence[Input]) -> TaskSaid:
    """The task as the form says it."""
    typed = {one.id: one.value for one in inputs}
    chosen = {one.id: next((o.id for o in one.options if o.chosen), "") for one in inputs}
    among = kinds_of(desk.pack, chosen["to"].removeprefix(SET)) if chosen["to"].startswith(SET) else ()
    spread = chosen["to"] == "all" or bool(among)
    return TaskSaid(
        matter=typed["matter"],
        product=typed["product"],
        clause=int(chosen["clause"]) if chosen["clause"] else None,
        lead=int(chosen["lead"]) if chosen["lead"] and not spread else None,
        role=chosen["role"],
        head=chosen["head"],
        spread=spread,
        among=among,
        units=units_of(desk.pack, chosen["to"].removeprefix(SET)) if among else (),
        time=time_said(desk, typed["day"], chosen["rhythm"], typed["within"], chosen["reports"], typed["begins"]),
        budget=typed["budget"],
        card={part: typed[part] for part in CARD},
    )


def time_said(desk: Desk, day: str, rhythm: str, each: str = "", reports: str = "", begins: str = "") -> dict[str, Any]:
    """A day, or a rhythm with its end, the day of each period and a day in the first one, as a task says it. `day`,
    `each` and `begins` as they were typed; `reports`: of what is ongoing."""
    found = day_in(day) if day else None
    on = found.isoformat() if found else ""
    if rhythm:
        own = {"reports": reports} if rhythm == ONGOING else {}
        first = day_in(begins) if begins else None
        day_of_each = within.typed(desk.lang, own.get("reports", rhythm), each)
        return {"rhythm": rhythm, "until": on, "within": day_of_each, **own} | (
            {"begins": first.isoformat()} if first else {}
        )
    said = {"day": on} if on else {}
    said |= {"begins": begins} if begins.strip() else {}
    return said | ({"within": each} if each.strip() else {})  # refused: what is done once has no periods


def wrong_in(desk: Desk, refused: Refused) -> Wrong:
    """A refusal of the room, at the input that it is about."""
    if refused.code == "gate.not-found":
        raise refused
    said = desk.refusal(refused)
    return replace(said, field=FIELDS.get(said.field or "", said.field))
