"""Delegating many tasks of the own office at once, and taking that back: chosen, looked at, then done in one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import FEW, Input, Option, day_in, judged, marked
from namro.doors.desk.page import Desk, Wrong, form_key, number_of, page, sent_key, text_of
from namro.doors.desk.plans.draft import bad_days
from namro.doors.desk.plans.lines import lines, title_of
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.rules.packs.refused import Refused
from namro.work.plans import heads, listed, scope, standing_in
from namro.work.plans.deeds import AlreadyDone
from namro.work.plans.standing_in import Led
from namro.work.plans.standing_in_actions import delegate_several, take_back_several

WAYS = {"delegate_several": "head-delegate", "take_back_several": "head-take-back"}
"""By action the page on which it is done."""


@dataclass(frozen=True, slots=True)
class Line:
    """A task on the page. `ticked`: chosen by itself; `why`: what keeps it as it is."""

    led: Led
    ticked: bool = False
    why: str = ""


def links(desk: Desk) -> list[dict[str, str]]:
    """The ways here from the page of whoever decides."""
    may = [one for one in WAYS if scope.sits_at(desk.actor, f"plans.{one}")]
    return [{"url": desk.url(WAYS[one]), "name": desk.say(f"desk.action.plans.{one}")} for one in may]


def rows(desk: Desk, stands: Sequence[heads.Delegated], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Who stands in from when to when, a row for each; with the tasks, of which there can be hundreds."""
    found: dict[tuple[int, date, date, str], list[heads.Delegated]] = {}
    for one in stands:
        found.setdefault((one.post_id, one.begins, one.ends, one.when), []).append(one)
    return [
        {
            "tasks": [
                {
                    "url": desk.url("plan-task", one.task.ref),
                    "matter": title_of(desk, one.task.matter),
                }
                for one in row
            ],
            "n": len(row),
            "who": names.get(post) or desk.say("desk.head.nobody-now"),
            "begins": words.dmy(begins),
            "ends": words.dmy(ends),
            "when": desk.say(f"desk.head.when.{when}"),
            "now": when == "now",
        }
        for (post, begins, ends, when), row in found.items()
    ]


def received(desk: Desk) -> list[dict[str, Any]]:
    """What was delegated to the reader's own posts, while it lasts and before it begins."""
    stands = heads.received(desk.actor, desk.on)
    names = people.post_holders({one.post_id for one in stands}, desk.on) if stands else {}
    return rows(desk, stands, names)


@page("GET", "POST")
def delegate(desk: Desk) -> HttpResponse:
    """All tasks that the office answers for, or those that are ticked, to one post from one day to another."""
    return _answer(desk, "delegate_several")


@page("GET", "POST")
def take_back(desk: Desk) -> HttpResponse:
    """What was delegated to a post from a day on: all of it, or those tasks that are ticked."""
    return _answer(desk, "take_back_several")


def _answer(desk: Desk, action: str) -> HttpResponse:
    own = scope.sits_at(desk.actor, f"plans.{action}")
    if not own:
        raise NotThere
    named = number_of(desk.request.GET.get("office"), first=0, last=2**31)
    office = named if named in own else own[0]
    there = standing_in.answered_for(office)
    led = [one for one in there[: standing_in.MOST] if action == "delegate_several" or one.running(desk.on)]
    more = len(there) > standing_in.MOST
    inputs, go = _inputs(desk, action, office, led), text_of(desk, "go")
    if desk.request.method != "POST":
        return _form(desk, action, office, inputs, [Line(one) for one in led], more)
    if go == "do" and listed.done_before(desk.actor, sent_key(desk)):
        desk.tell(desk.say("desk.plan.twice"))
        return desk.go("head")
    inputs, wrongs = judged(desk, inputs)
    wrongs += bad_days(desk, inputs)
    sent = set(text_of(desk, "tasks").split()) if go in ("do", "mend") else set(desk.request.POST.getlist("task"))
    refs = {key.partition(".")[0] for key in sent}
    all_ = _chosen(inputs, "which") == "all" and go not in ("do", "mend")
    found = [Line(one, one.task.ref in refs, _why(desk, action, one, inputs, sent, all_)) for one in led]
    if go == "mend":
        return _form(desk, action, office, [replace(one, wrong="") for one in inputs], found, more)
    chosen = [one for one in found if all_ or one.ticked]
    going = [one for one in chosen if not one.why]
    if not wrongs and not going and go != "do":
        key = "desk.standing-in.none-left" if chosen else "desk.standing-in.none-ticked"
        wrongs = [Wrong(desk.say(key))]
    if wrongs and go != "do":
        return _form(desk, action, office, inputs, found, more, wrongs)
    if go == "do" and not wrongs:
        stale = refs - {one.led.task.ref for one in going}
        if stale:
            wrongs = [desk.refusal(Refused("plans.tasks-stopped", which=", ".join(sorted(stale)), n=len(stale)))]
        else:
            wrongs = _do(desk, action, office, going, inputs)
        if not wrongs:
            key = "desk.standing-in.done" if action == "delegate_several" else "desk.standing-in.taken-back"
            desk.tell(desk.say(key, n=len(going)))
            return desk.go("head")
    return _look(desk, action, office, inputs, chosen, wrongs)


def _do(desk: Desk, action: str, office: int, going: Sequence[Line], inputs: Sequence[Input]) -> list[Wrong]:
    """Takes the action; what is to be mended, where it was refused."""
    tasks = [one.led.task for one in going]
    about: dict[str, Any] = {
        "reason": _value(inputs, "reason"), "seen": {task.ref: task.seq for task in tasks}, "once": sent_key(desk),
        "actor": desk.actor, "now": desk.now,
    }  # fmt: skip
    try:
        if action == "delegate_several":
            post = people.posts_at(office, desk.on).get(pk=int(_chosen(inputs, "post")))
            begins, ends = (_day(inputs, name) or desk.on for name in ("begins", "ends"))
            delegate_several(tasks, post=post, begins=begins, ends=ends, **about)
        else:
            post_id, _, begun = _chosen(inputs, "delegation").partition(".")
            take_back_several(tasks, post=int(post_id), begins=begun, **about)
    except AlreadyDone:
        return []
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        return [desk.refusal(refused)]
    return []


def _inputs(desk: Desk, action: str, office: int, led: Sequence[Led]) -> list[Input]:
    asked: list[Input] = []
    hint = desk.say("desk.plan.day.hint")
    if action == "delegate_several":
        asked.append(post_input(desk, office))
        asked += [
            Input(name, "line", desk.say(f"desk.plan.input.{name}"), hint, short=True, inputmode="numeric", most=20)
            for name in ("begins", "ends")
        ]
    else:
        asked.append(Input("delegation", "one-of", desk.say("desk.plan.input.delegation"), options=_groups(desk, led)))
    hint = desk.say("desk.plan.reason.hint")
    asked.append(Input("reason", "long-text", desk.say("desk.input.reason"), hint, most=2000, rows=2))
    which = (
        Option("all", desk.say("desk.standing-in.which.all", n=len(led)), chosen=True),
        Option("some", desk.say("desk.standing-in.which.some")),
    )
    return [*asked, Input("which", "one-of", desk.say("desk.standing-in.which"), options=which)]


def post_input(desk: Desk, office: int) -> Input:
    """Which post of the office stands in: those that somebody holds, but for the reader's own."""
    mine = {seat.post_id for seat in desk.actor.seats}
    held: dict[int, str] = {}
    for post, who, role in people.holders_at(office, desk.on):
        if post not in mine:
            held.setdefault(post, desk.say("desk.plan.post", name=who, role=desk.role(role)))
    options = tuple(Option(str(post), said) for post, said in held.items())
    hint = "" if options else desk.say("desk.plan.input.post.nobody")
    return Input(
        "post", "one-of" if len(options) <= FEW else "list", desk.say("desk.plan.input.post"), hint, options=options
    )


def _groups(desk: Desk, led: Sequence[Led]) -> tuple[Option, ...]:
    """Who stands in from which day on, each with the latest day and of how many tasks; what begins first before."""
    found: dict[tuple[date, int], list[date]] = {}
    for one in led:
        for given in {(d.begins, d.post_id): d.ends for d in one.running(desk.on)}.items():
            found.setdefault(given[0], []).append(given[1])
    names = people.post_holders({post for _, post in found}, desk.on)
    return tuple(
        Option(
            f"{post}.{begins.isoformat()}",
            names.get(post) or desk.say("desk.head.nobody-now"),
            (
                desk.say("desk.plan.did.delegate", begins=words.dmy(begins), ends=words.dmy(max(ends))),
                desk.say("desk.standing-in.tasks", n=len(ends)),
            ),
            chosen=len(found) == 1,
        )
        for (begins, post), ends in sorted(found.items())
    )  # fmt: skip


def _why(desk: Desk, action: str, one: Led, inputs: Sequence[Input], sent: set[str], all_: bool) -> str:
    """What keeps a task as it is: that somebody did something with it since, that it is delegated already on one of the
    days, or not so as it is taken back; "" where nothing does."""
    seen = [key for key in sent if key.partition(".")[0] == one.task.ref]
    if not all_ and seen and seen != [one.key]:
        return desk.say("refusals.plans.changed")
    if action == "delegate_several":
        begins, ends = _day(inputs, "begins"), _day(inputs, "ends")
        met = one.meets(begins, ends) if begins and ends else None
        if met is None:
            return ""
        return desk.say("desk.standing-in.already", begins=words.dmy(met.begins), ends=words.dmy(met.ends))
    wanted = _chosen(inputs, "delegation")
    so = any(f"{d.post_id}.{d.begins.isoformat()}" == wanted for d in one.running(desk.on))
    return "" if so or not wanted else desk.say("desk.standing-in.not-so")


def _value(inputs: Sequence[Input], name: str) -> str:
    return next((one.value for one in inputs if one.id == name), "")


def _day(inputs: Sequence[Input], name: str) -> date | None:
    return day_in(_value(inputs, name)) if _value(inputs, name) else None


def _chosen(inputs: Sequence[Input], name: str) -> str:
    return next((o.id for one in inputs if one.id == name for o in one.options if o.chosen), "")


def _rows(desk: Desk, found: Sequence[Line]) -> list[dict[str, Any]]:
    """The tasks as rows, each with who stands in for whom and what keeps it as it is."""
    posts = {d.post_id for one in found for d in one.led.running(desk.on)}
    names = people.post_holders(posts, desk.on) if posts else {}
    return [
        {
            **row,
            "key": one.led.key,
            "ticked": one.ticked,
            "why": one.why,
            "stands": [
                desk.say(
                    "desk.standing-in.stands", who=names.get(d.post_id) or desk.say("desk.head.nobody-now"),
                    begins=words.dmy(d.begins), ends=words.dmy(d.ends),
                )
                for d in one.led.running(desk.on)
            ],
        }
        for one, row in zip(found, lines(desk, [one.led.task for one in found]), strict=True)
    ]  # fmt: skip


def _form(
    desk: Desk,
    action: str,
    office: int,
    inputs: Sequence[Input],
    found: Sequence[Line],
    more: bool,
    wrongs: Sequence[Wrong] = (),
) -> HttpResponse:
    own = scope.sits_at(desk.actor, f"plans.{action}")
    return desk.answer(
        "plan-standing-in",
        wrongs=wrongs,
        title=desk.say(f"desk.action.plans.{action}"),
        lead=desk.say(f"desk.standing-in.lead.{action}"),
        none=desk.say(f"desk.standing-in.none.{action}"),
        office=desk.office(office),
        others=[{"url": f"?office={pk}", "name": desk.office(pk)} for pk in own if pk != office],
        inputs=marked(inputs, wrongs),
        rows=_rows(desk, found),
        beyond=desk.say("desk.standing-in.first", n=standing_in.MOST) if more else "",
    )


def _look(
    desk: Desk, action: str, office: int, inputs: Sequence[Input], chosen: Sequence[Line], wrongs: Sequence[Wrong]
) -> HttpResponse:
    """What will happen, to which tasks, and which stay as they are."""
    rows = _rows(desk, chosen)
    going = [row for row in rows if not row["why"]]
    said = {one.id: next((o.name for o in one.options if o.chosen), one.value) for one in inputs}
    kept = [(one.id, next((o.id for o in one.options if o.chosen), one.value)) for one in inputs]
    return desk.answer(
        "plan-standing-in-look",
        409 if wrongs else 200,
        wrongs,
        title=desk.say(f"desk.action.plans.{action}"),
        office=desk.office(office),
        effect=desk.say(f"desk.standing-in.effect.{action}"),
        pairs=[(one.name, said[one.id]) for one in inputs if one.id != "which"],
        going=going,
        staying=[row for row in rows if row["why"]],
        goes=desk.say("desk.standing-in.goes", n=len(going)),
        stays=desk.say("desk.standing-in.stays", n=len(rows) - len(going)),
        kept=kept,
        tasks=" ".join(row["key"] for row in going),
        once=form_key(desk),
        button=desk.say(f"desk.standing-in.do.{action}", n=len(going)),
    )
