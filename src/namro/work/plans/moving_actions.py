"""Who does it: shared out among the posts and groups of an office, given to another lead, moved to the heir of an
office that is no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import put
from namro.ground.people.actors import Actor
from namro.ground.people.may import reaches
from namro.ground.people.models import Office, Post, in_force
from namro.ground.people.queries import offices, post_holders
from namro.ground.places.fold import fold
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds, heirs
from namro.work.plans.deeds import Adding
from namro.work.plans.models import Task, With
from namro.work.plans.states import Done
from namro.work.plans.task_states import UNTOLD, TaskStanding, task_of
from namro.work.plans.terms import still
from namro.work.plans.turns import Turn, at_assigner, by_assigner, by_lead, leads_now, must_be_open, open_turn

MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a task. `post`: id of a post of the office; `team`: a residential group or a team. One of the two.
    What is left empty is as in the task; `day` at the latest the last day of the task, unless that is over. A part of
    what comes again comes again too, until `day` where one is said; with `single` it is owed once, by that day."""

    post: int | None = None
    team: str = ""
    matter: str = ""
    product: str = ""
    day: date | str | None = None
    single: bool = False


@action("plans.split")
def split(
    task: Task,
    *,
    parts: Sequence[Part],
    confirmed: bool = False,
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> list[Task]:
    """Share a task out among posts and groups of the own office; whoever shares it out accepts each part.

    The task itself is still reported by the office. `confirmed`: also a part that is there already, open, for the same
    post or team with the same matter. Raises Refused `plans.no-parts`, `plans.too-many-parts`, `plans.unknown-post`,
    `plans.part-there`, `plans.part-too-late`, `plans.part-needs-day`, `plans.part-no-period`, `plans.day-passed`,
    `plans.not-open`, `plans.spread-is-theirs`.
    """
    turn = by_lead(task, actor=actor, now=now, seen=seen, once=once)
    if turn.row.spread:
        raise Refused("plans.spread-is-theirs")
    if not parts:
        raise Refused("plans.no-parts", field="parts")
    if len(parts) > MOST_PARTS:
        raise Refused("plans.too-many-parts", field="parts", most=MOST_PARTS)
    before = [] if confirmed else _there(turn.row)
    made = [_part(turn, one, now) for one in parts]
    for _, row in made if not confirmed else ():
        if (same := _same(row)) in before:
            office = heirs.name_of(row.lead_office) if row.lead_office is not None else ""
            post = post_holders([row.lead_post_id], turn.on).get(row.lead_post_id) if row.lead_post_id else None
            raise Refused("plans.part-there", field="parts", who=row.team or post or office)
        before.append(same)
    turn.add("split", {"into": [act.about for act, _ in made]})
    turn.others += [act for act, _ in made]
    turn.done()
    return [row for _, row in made]


def _there(task: Task) -> list[tuple[int | None, str, str]]:
    """The open parts that its office made of a task."""
    found = Task.objects.filter(parent=task, assigner=task.lead_office, state__in=Task.OPEN)
    return [_same(one) for one in found]


def _same(part: Task) -> tuple[int | None, str, str]:
    """What makes two parts of a task one: the post or the team, and the matter, however they are written."""
    return part.lead_post_id, fold(part.team), fold(part.matter)


def _part(turn: Turn, part: Part, now: datetime) -> tuple[Adding, Task]:
    whole = turn.standing
    team = texts.line(part.team, "team", most=200)
    if (part.post is None) == (not team):
        raise Refused("plans.unknown-post", field="post")
    mine = Post.objects.filter(in_force(turn.on), pk=part.post or 0, office=turn.row.lead_office)
    if part.post is not None and not mine.exists():
        raise Refused("plans.unknown-post", field="post")
    data: dict[str, Any] = whole.data | {
        "parent_id": turn.row.pk, "assigner_id": turn.row.lead_office_id, "lead_post_id": part.post, "team": team,
        "with": [], **_time(turn, part),
    }  # fmt: skip
    words = {"matter": whole.words.get("matter", ""), "product": whole.words.get("product", "")}
    own = {"matter": part.matter, "product": part.product}
    words |= {key: text for key, said in own.items() if (text := texts.long_text(said, key, most=5000))}
    ref = deeds.fresh_ref(now)
    row = Task(ref=ref, **task_of([Done(1, "give", data, turn.on, "", words)]).columns())
    put(row)
    return Adding(row.guard_ref, 1, "give", data, words), row


def _time(turn: Turn, part: Part) -> dict[str, Any]:
    """By when a part is owed: `time` and `dues` as the act that gives it says them."""
    whole, day = turn.standing, deeds.a_day(part.day, "day", needed=False)
    last = last_day(whole)
    if day is not None and day < turn.on:
        raise Refused("plans.day-passed", field="day", day=f"{turn.on:%d/%m/%Y}")
    if day is not None and day > last >= turn.on:
        raise Refused("plans.part-too-late", field="day", day=f"{last:%d/%m/%Y}")
    if day is None and last < turn.on:
        raise Refused("plans.part-needs-day", field="day", day=f"{last:%d/%m/%Y}")
    time = whole.data.get("time") or {}
    if part.single or not time.get("rhythm") or last < turn.on:
        by = (day or last).isoformat()
        return {"time": {"day": by}, "dues": [["", by]]}
    dues = still([(one.period, one.due_on) for one in whole.owed if one.state in UNTOLD], turn.on, day, time)
    if not dues:
        raise Refused("plans.part-no-period", field="day")
    until = {"until": min(day.isoformat(), time["until"])} if day else {}
    return {"time": {**time} | until, "dues": dues}


def last_day(standing: TaskStanding) -> date:
    """The day on which a task ends: its day, or of what comes again the latest on which any period is owed."""
    return max(one.due_on for one in standing.owed)


@action("plans.change_lead", target=at_assigner)
def change_lead(
    task: Task,
    *,
    to: Office,
    role: str,
    head: str,
    reason: str,
    seen: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Give a task to another office, with the reason; the day that was promised first stays beside it.

    An office that helps with it leads it from then on, and helps no more. What was sent back is owed anew by the new
    lead; a report that waits is answered first, so that it never becomes that of another. Raises Refused
    `plans.report-waits`, `plans.unknown-office`, `plans.office-is-no-more`, `plans.not-yours-to-give`,
    `plans.unknown-role`, `plans.has-a-copy`, `plans.spread-is-theirs`, `plans.not-open`, `cases.needed`,
    `AlreadyDone`.
    """
    turn = by_assigner(task, actor=actor, now=now, seen=seen, once=once)
    must_be_open(turn)
    if turn.row.spread:
        raise Refused("plans.spread-is-theirs")
    if turn.standing.waits is not None:
        before = heirs.name_of(turn.row.lead_office) if turn.row.lead_office is not None else ""
        raise Refused("plans.report-waits", office=before)
    why = texts.required(reason, "reason", most=2000)
    office = offices(turn.on).filter(pk=to.pk).first()
    if office is None:
        raise Refused("plans.unknown-office", field="to")
    _must_be_there(office, turn.on)
    seat = current().seat
    if seat is not None and not reaches(seat, office.pk):
        raise Refused("plans.not-yours-to-give", field="to", office=office.code)
    for field, name in (("role", role), ("head", head)):
        if name not in the_pack().roles or office.kind not in the_pack().roles[name].at:
            raise Refused("plans.unknown-role", field=field)
    if has_it(turn.row, office):
        raise Refused("plans.has-a-copy", field="to", office=heirs.name_of(office))
    helping = leads_now(office, turn.standing.data.get("with", ()))
    With.objects.filter(task=turn.row, office=office).delete()
    turn.add("change-lead", _led_by(office, role, head) | helping | _from(turn.row), {"reason": why})
    return turn.done(reason=why)


def _must_be_there(office: Office, on: date) -> None:
    if not heirs.still_there(on).filter(pk=office.pk).exists():
        raise Refused("plans.office-is-no-more", field="to", office=heirs.name_of(office))


def _led_by(office: Office, role: str, head: str) -> dict[str, Any]:
    return {"lead_office_id": office.pk, "lead_role": role, "head_role": head, "lead_post_id": None, "team": ""}


def _from(task: Task) -> dict[str, Any]:
    """Who owed it until then, for `news`."""
    roles = [task.head_role] if task.lead_post_id else [task.lead_role, task.head_role]
    return {"from": task.lead_office_id, "from_roles": [one for one in roles if one], "from_post": task.lead_post_id}


def other_copy(task: Task, office: Office) -> Task | None:
    """The open copy of the same task that the office has already."""
    if task.parent_id is None:
        return None
    same = Task.objects.filter(parent_id=task.parent_id, lead_office=office, lead_post=None, team="")
    return same.filter(state__in=Task.OPEN).exclude(pk=task.pk).first()


def has_it(task: Task, office: Office) -> bool:
    """Whether an office has the same task already, open or accepted, and would have it twice: its copy of what was
    given to a set of offices, under whatever name it goes there, or one of its own plan with the same words under the
    same clause."""
    there = Task.objects.filter(lead_office=office, state__in=(*Task.OPEN, Task.ACCEPTED)).exclude(pk=task.pk)
    if task.parent is None:
        same = there.filter(plan=task.plan_id, parent=None, clause=task.clause_id, spread=False)
        return any(fold(one) == fold(task.matter) for one in same.values_list("matter", flat=True))
    if not task.parent.spread:
        return other_copy(task, office) is not None
    return there.filter(parent=task.parent_id).exists()


@action("plans.move_lead", target=at_assigner, by_operator=True)
def move_lead(task: Task, *, to: Office, reason: str, actor: Actor, now: datetime) -> Task:
    """Move an open task, with all that was done to it, to the office that took over from one that is no more.

    Where that office has the same task already, this one ends as moved into it, or where anything was reported of it
    goes on beside it, under the name of the office that led it. Raises Refused `plans.office-stands`,
    `plans.unknown-office`, `plans.office-is-no-more`, `plans.not-open`, `cases.needed`.
    """
    if actor.kind == "staff":
        deeds.own_seat(actor, task.assigner_id)
    turn = open_turn(task, actor=actor, now=now)
    must_be_open(turn)
    why = texts.required(reason, "reason", most=2000)
    if heirs.still_there(turn.on).filter(pk=turn.row.lead_office_id or 0).exists():
        raise Refused("plans.office-stands")
    office = offices(turn.on).filter(pk=to.pk).first()
    if office is None:
        raise Refused("plans.unknown-office", field="to")
    _must_be_there(office, turn.on)
    before = other_copy(turn.row, office)
    if before is not None and not heirs.reported([turn.row]):
        turn.add("fold", {"into": before.guard_ref}, {"reason": why})
    else:
        led: dict[str, Any] = {"lead_office_id": office.pk, "lead_post_id": None}
        led |= {"team": heirs.name_at_heir(turn.row)} if before is not None else {}
        led |= leads_now(office, turn.standing.data.get("with", ()))
        With.objects.filter(task=turn.row, office=office).delete()
        turn.add("move-lead", led, {"reason": why})
    return turn.done(reason=why)
