"""Opening a plan to everybody and closing it; clearing one piece of evidence of a task, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import Input, Option, judged, marked
from namro.doors.desk.page import STALE, Desk, Wrong, number_of, page, seen_of, text_of
from namro.doors.desk.plans.lines import title_of
from namro.doors.desk.plans.plan import heading as plan_heading
from namro.doors.desk.plans.refs import files_said, ref_name
from namro.doors.desk.plans.task import heading
from namro.doors.desk.plans.views import behind, sees_left, views
from namro.doors.desk.plans.views import said as parts_said
from namro.ground.gate.refusals import NotThere
from namro.ground.people.models import Office
from namro.rules.packs.refused import Refused
from namro.work.plans import listed, queries, scope
from namro.work.plans.file_search import Searched
from namro.work.plans.models import Plan, Task
from namro.work.plans.publishing import (
    GROUNDS,
    LATER,
    Piece,
    cleared_in,
    held_back,
    may_publish,
    not_shown,
    pieces_of,
    publication,
    shown_or_not,
    stands,
    undecided,
)
from namro.work.plans.publishing_actions import (
    FileNotClean,
    LeftOut,
    LooksPersonal,
    clear_evidence,
    hide_evidence,
    unpublish,
)
from namro.work.plans.publishing_actions import publish as publish_plan
from namro.work.plans.tallies import tally


@page("GET", "POST")
def publish(desk: Desk, ref: str) -> HttpResponse:
    """What everybody would read, which tasks are left out of it, and the buttons that open it, change what it
    leaves out, or close it. Whoever reads the trail sees what is left out and why, and no button."""
    plan = scope.plan(desk.actor, ref, desk.on)
    may = may_publish(desk.actor, plan)
    if plan.state == Plan.DRAFT or not (may or (sees_left(desk, plan) and desk.request.method == "GET")):
        raise NotThere
    known = publication(plan)
    is_open = known is not None and known.since is not None
    inputs = [_reason(desk)]
    wrongs: list[Wrong] = []
    status = 200
    lines = _lines(desk, plan) if may else []
    closing = text_of(desk, "go") == "close"
    if desk.request.method == "POST":
        inputs, wrongs = judged(desk, inputs)
        wrongs += [] if closing else [Wrong(one.wrong, one.at) for one in lines if one.wrong]
        if not wrongs:
            left = {one.task.ref: LeftOut(one.ground, one.reason) for one in lines if one.ground not in ("", LATER)}
            later = [one.task.ref for one in lines if one.ground == LATER]
            act = unpublish if closing else publish_plan
            try:
                if closing:
                    unpublish(plan, reason=inputs[0].value, seen=seen_of(desk), actor=desk.actor, now=desk.now)
                else:
                    publish_plan(
                        plan, reason=inputs[0].value, left=left, later=later, changes=text_of(desk, "go") == "leave",
                        seen=seen_of(desk), actor=desk.actor, now=desk.now,
                    )  # fmt: skip
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs, status = [desk.refusal(refused)], 409 if refused.code in STALE else 200
                if status == 409:
                    plan = scope.plan(desk.actor, ref, desk.on)
                    known = publication(plan)
                    is_open = known is not None and known.since is not None
                    lines = _lines(desk, plan, now=True)
            else:
                done = "desk.plan.unpublished" if act is unpublish else "desk.plan.published"
                done = "desk.plan.public.left.changed" if is_open and not closing else done
                desk.tell(desk.say(done))
                return desk.go("plan-publish", ref)
    counted = tally(desk.actor, ref, desk.on)
    waiting = undecided(plan)
    hidden = {one.task.pk for one in not_shown(plan)} | {one.pk for one in waiting} if is_open else set()
    held = held_back(plan)
    hidden |= set(held)
    return desk.answer(
        "plan-publish",
        status,
        wrongs,
        plan=plan_heading(desk, plan),
        views=views(desk, plan, "plan-publish"),
        is_open=is_open,
        since=desk.day(known.since) if known and known.since else "",
        shown_at=f"/{desk.lang}/plans/{known.code}" if known else "",
        n=len([one for one in counted.tasks if one.task.pk not in hidden]),
        parts="" if hidden else parts_said(desk, counted.parts, counted.lists),
        cleared=cleared_in(plan),
        inputs=marked(inputs, wrongs) if may else [],
        may=may,
        seen=stands(plan),
        lines=lines,
        chosen=sum(bool(one.ground) for one in lines),
        held=desk.say("desk.plan.public.held.n", n=len(held), offices=_named(desk, held.values())) if held else "",
        waiting=[{"url": desk.url("plan-task", one.ref), "matter": title_of(desk, one.matter)} for one in waiting],
        left=[
            {
                "url": desk.url("plan-task", one.task.ref),
                "matter": title_of(desk, one.task.matter),
                "ground": desk.say(f"desk.plan.public.ground.{one.ground}"),
                "reason": one.reason,
                "said": f"{one.by}, {desk.moment(one.at)}",
            }
            for one in not_shown(plan)
        ],
    )


def _named(desk: Desk, offices: Iterable[Office]) -> str:
    """Their names, each once."""
    return "; ".join(dict.fromkeys(desk.pick(one.names) for one in offices))


@dataclass(frozen=True, slots=True)
class Line:
    """A task that can be left out, with the ground and the reason that are typed for it. `held`: why it is not shown
    anyway, whatever is chosen."""

    task: Task
    matter: str
    ground: str
    reason: str
    grounds: tuple[Option, ...]
    at: str
    wrong: str
    held: str = ""


def _lines(desk: Desk, plan: Plan, *, now: bool = False) -> list[Line]:
    """The tasks of a plan, each as it was sent, or left out as it is, or was when the plan was open last. `now`: the
    form that was sent was an older one; what is left out by now is left out as it is, whatever that form said."""
    sent = desk.request.method == "POST" and text_of(desk, "go") != "close"
    before = {one.task.pk: one for one in not_shown(plan)}
    waiting = {one.pk for one in undecided(plan)}
    held = held_back(plan)
    found = []
    for task in shown_or_not(plan):
        was = before.get(task.pk)
        typed = sent and not (now and was)
        offered = (LATER, *GROUNDS) if task.pk in waiting else GROUNDS
        stands_as = was.ground if was else LATER if task.pk in waiting else ""
        name = f"ground-{task.ref}"
        typed_ground = text_of(desk, name) if name in desk.request.POST or task.pk not in waiting else LATER
        ground = typed_ground if typed else stands_as
        reason = text_of(desk, f"why-{task.ref}").strip() if typed else was.reason if was else ""
        ground = ground if ground in offered else ""
        grounds = tuple(
            Option(one, desk.say(f"desk.plan.public.ground.{one}"), chosen=one == ground) for one in offered
        )
        matter = title_of(desk, task.matter, 110)
        bare = ground in ("", LATER)
        key = "why" if not bare and not reason else "ground" if reason and bare else ""
        wrong = desk.say(f"desk.plan.public.left.no-{key}", what=matter) if key else ""
        giver = desk.pick(held[task.pk].names) if task.pk in held else ""
        kept = desk.say("desk.plan.public.held", office=giver) if giver else ""
        found.append(Line(task, matter, ground, reason, grounds, f"{key}-{task.ref}", wrong, kept))
    return found


def _reason(desk: Desk) -> Input:
    return Input("reason", "long-text", desk.say("desk.plan.public.reason"), desk.say("desk.plan.public.reason.hint"),
                 most=2000, rows=3)  # fmt: skip


@page("GET", "POST")
def evidence(desk: Desk, ref: str) -> HttpResponse:
    """The accepted evidence of a task, piece by piece: which everybody may read, and the form to clear one more."""
    task, pieces, why = pieces_of(desk.actor, ref, desk.on)
    if not listed.sits(desk.actor, task.assigner_id, "plans.clear_evidence"):
        raise NotThere
    inputs = _inputs(desk, pieces)
    wrongs: list[Wrong] = []
    status, picked = 200, ""
    doubted = text_of(desk, "names-nobody") == "yes"
    looked: Searched | None = None
    if desk.request.method == "POST":
        back = text_of(desk, "go") == "hide"
        inputs = [one for one in inputs if one.id in ("hide", "why")] if back else inputs
        inputs, wrongs = judged(desk, [one for one in inputs if back or one.id not in ("hide", "why")])
        if not wrongs:
            seen = number_of(text_of(desk, "seq"))
            given = {one.id: one.value for one in inputs}
            picked = next((o.id for one in inputs for o in one.options if o.chosen), "")
            try:
                if back:
                    hide_evidence(task, piece=picked, reason=given["why"], seen=seen, actor=desk.actor, now=desk.now)
                else:
                    clear_evidence(
                        task, piece=picked, title=given["title"], reason=given["reason"],
                        names_nobody=doubted, file_looked=text_of(desk, "file-looked") == f"yes-{picked}", seen=seen,
                        actor=desk.actor, now=desk.now,
                    )  # fmt: skip
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                doubted = doubted or isinstance(refused, LooksPersonal)
                looked = refused.searched if isinstance(refused, FileNotClean) else None
                wrongs, status = [desk.refusal(refused)], 409 if refused.code == "plans.changed" else 200
            else:
                desk.tell(desk.say("desk.plan.hidden" if back else "desk.plan.cleared"))
                return desk.go("plan-task-public", ref)
        typed = {one.id: one for one in inputs}
        inputs = [typed.get(one.id, one) for one in _inputs(desk, pieces)]
    shown = {one.id: one for one in marked(inputs, wrongs)}
    return desk.answer(
        "plan-task-public",
        status,
        wrongs,
        task=heading(desk, task),
        seq=task.seq,
        clear=[shown[name] for name in ("piece", "title", "reason") if "piece" in shown]
        + ([_names_nobody(desk).choosing(desk.request.POST.getlist("names-nobody"))] if doubted else [])
        + ([_file_looked(desk, looked, picked)] if looked else []),
        hide=[shown[name] for name in ("hide", "why") if "hide" in shown],
        files=files_said(desk, (one.file for one in pieces if one.file is not None and not one.title)),
        first=_first(desk, task, why) if why else None,
        all_open=bool(pieces) and all(one.title for one in pieces),
    )


def _first(desk: Desk, task: Task, why: str) -> dict[str, str]:
    """Why nothing can be cleared yet, and the page of what has to happen first."""
    url = desk.url("plan-task", task.ref)
    if why == "each-office":
        url = behind(desk, task.plan, "accepted", task=task.ref)
    elif why == "waits" and "accept" in listed.offered(
        desk.actor, task, queries.whole_task(desk.actor, task.ref, desk.on).standing, desk.on
    ):
        url = desk.url("plan-task-deed", task.ref, "accept")
    said = desk.say(f"desk.plan.public.first.{why}")
    return {"said": said, "url": url, "name": desk.say(f"desk.plan.public.go.{why}")}


def _names_nobody(desk: Desk) -> Input:
    """The second step where a title looks as if it held something of a person."""
    tick = Option("yes", desk.say("desk.plan.public.names-nobody"))
    return Input("names-nobody", "some-of", desk.say("desk.plan.public.doubt"), "", False, options=(tick,))


def _file_looked(desk: Desk, looked: Searched, piece: str) -> Input:
    """The second step where the file holds what looks personal, or could not be looked through: every place, and the
    tick."""
    lines = tuple(
        desk.say(f"desk.plan.public.at.{one.where}", n=one.n, found=one.found, around=one.around)
        for one in looked.spots
    )
    lines += (desk.say("desk.plan.public.file.more"),) if looked.more else ()
    lines += (desk.say(f"desk.plan.public.unread.{looked.why}"),) if looked.why else ()
    tick = Option(f"yes-{piece}", desk.say("desk.plan.public.file.looked"), lines)
    return Input("file-looked", "some-of", desk.say("desk.plan.public.file.doubt"), "", False, options=(tick,))


def _inputs(desk: Desk, pieces: list[Piece]) -> list[Input]:
    closed = tuple(_option(desk, one) for one in pieces if not one.title)
    opened = tuple(
        replace(_option(desk, one), name=one.title, lines=(_name(desk, one),)) for one in pieces if one.title
    )
    found: list[Input] = []
    if closed:
        found += [
            Input("piece", "one-of", desk.say("desk.plan.public.piece"), options=closed),
            Input(
                "title", "line", desk.say("desk.plan.public.title"), desk.say("desk.plan.public.title.hint"), most=200
            ),
            _reason(desk),
        ]
    if opened:
        found += [
            Input("hide", "one-of", desk.say("desk.plan.public.hide"), options=opened),
            replace(_reason(desk), id="why"),
        ]
    return found


def _option(desk: Desk, one: Piece) -> Option:
    return Option(one.piece, _name(desk, one), (desk.say("desk.plan.public.reported", day=words.dmy(one.on)),))


def _name(desk: Desk, one: Piece) -> str:
    if one.file is not None:
        return one.file.name
    return ref_name(desk, one.piece)
