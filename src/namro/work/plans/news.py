"""What was done to a task over the heads of those who owe it: its day was moved, it was withdrawn, it was given to
another office. They are told at the desk, and the next morning in the digest: one line of a task and day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr

from namro.ground.people.actors import Actor
from namro.ground.people.models import Post, in_force
from namro.rules.packs.current import the_pack
from namro.work.plans import scope
from namro.work.plans.history import histories
from namro.work.plans.models import Act, Task
from namro.work.plans.task_states import task_of

VERBS = ("change-time", "end", "change-lead")
ACTIONS = ("plans.change_time", "plans.withdraw", "plans.change_lead", "plans.replace_instrument")

Lines = dict[int, list[dict[str, str]]]


def told(posts: Collection[int], offices: Collection[int]) -> Q:
    """The acts of which these posts are told: of what their office owes as lead or head, they themselves do or did in
    another's place, and of what was taken from one of the `offices`, of which `meant` says to whom."""
    there = Post.objects.filter(pk__in=posts, office_id=OuterRef("lead_office_id"))
    leads = Q(Exists(there.filter(role=OuterRef("lead_role"))), lead_post=None)
    heads = Q(Exists(there.filter(role=OuterRef("head_role"))))
    about = Task.objects.filter(scope.GIVEN, ref=Substr(OuterRef("about"), len("task:") + 1))
    owed = about.filter(leads | heads | Q(lead_post_id__in=posts))
    stood = Act.objects.filter(about=OuterRef("about"), seq__lt=OuterRef("seq"), verb="delegate")
    owes = Q(Exists(owed)) | Q(Exists(stood.filter(data__post_id__in=posts)))
    done = Q(owes, verb__in=("change-time", "end")) | Q(verb="change-lead", data__from__in=offices)
    return done & Q(deed__action__in=ACTIONS)


def meant(act: Act, actor: Actor) -> bool:
    """Whether an act that took a task from an office is told to the actor: to those who did it there and their head."""
    if act.verb != "change-lead":
        return True
    was = act.data.get("from")
    return any(
        seat.office_id == was and (seat.post_id == act.data["from_post"] or seat.role in act.data["from_roles"])
        for seat in actor.seats
    )


def latest(acts: Sequence[Act]) -> list[Act]:
    """Of these, the latest first, each task's news once a day, and none that only carries out an answer which is among
    them."""
    calendar = the_pack().calendar
    answered = {(act.about, act.seq) for act in acts if act.verb == "decide"}
    kept: list[Act] = []
    days = set()
    for act in acts:
        if act.verb in VERBS and act.deed.action in ACTIONS:
            day = (act.about, calendar.local(act.deed.at))
            if day in days or (act.about, act.seq - 1) in answered:
                continue
            days.add(day)
        kept.append(act)
    return kept


@dataclass(slots=True)
class _Of:
    """The posts of the offices that owe or owed these tasks, with their roles."""

    at: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def those(self, office: int | None, roles: Collection[str], post: int | None) -> set[int]:
        """The posts there that have one of these roles, and that one post as far as it is one of them."""
        return {pk for pk, role in self.at.get(office or 0, ()) if role in roles or pk == post}


def lines_of(after: date, on: date) -> Lines:
    """By post the news of the local days from `after` to the one before `on`: for each task its reference, its day and
    what was done to it last (`news`). Four queries, and one for every 500 tasks."""
    calendar = the_pack().calendar
    when = {"deed__at__gte": calendar.start_of(after), "deed__at__lt": calendar.start_of(on)}
    acts = list(Act.objects.filter(verb__in=VERBS, deed__action__in=ACTIONS, **when).order_by("pk"))
    if not acts:
        return {}
    refs = {act.about.partition(":")[2] for act in acts}
    tasks = {task.guard_ref: task for task in Task.objects.filter(scope.GIVEN, ref__in=refs)}
    offices = {task.lead_office_id for task in tasks.values()} | {act.data.get("from") for act in acts}
    posts = _Of()
    held = Post.objects.filter(in_force(on), office_id__in=[pk for pk in offices if pk]).order_by("pk")
    for pk, office, role in held.values_list("pk", "office_id", "role"):
        posts.at.setdefault(office, []).append((pk, role))
    answering = _answering(tasks, on)
    lines: dict[int, dict[str, dict[str, str]]] = {}
    for act in acts:
        task = tasks.get(act.about)
        if task is None:
            continue
        line = {"task": task.ref, "rung": "", "due": (task.due_on or on).isoformat(), "news": act.verb}
        if act.verb == "change-lead":
            told_of = posts.those(act.data.get("from"), act.data.get("from_roles", ()), act.data.get("from_post"))
        else:
            one = answering.get(act.about) or task.lead_post_id
            roles = {task.head_role} if one else {task.head_role, task.lead_role}
            told_of = posts.those(task.lead_office_id, roles, one)
        for post in told_of:
            lines.setdefault(post, {})[task.ref] = line
    return {post: list(mine.values()) for post, mine in sorted(lines.items())}


def _answering(tasks: Mapping[str, Task], on: date) -> dict[str, int | None]:
    """By task that was ever delegated the post that answers on that day."""
    refs = Act.objects.filter(verb="delegate", about__in=list(tasks))
    found = histories(set(refs.values_list("about", flat=True)))
    return {ref: task_of(acts).answers(on) for ref, acts in found.items()}


def beside(lines: Lines, after: date, on: date) -> Lines:
    """The lines of the ladder with the news of the days before, a task once in each post's digest."""
    for post, news in lines_of(after, on).items():
        mine = lines.setdefault(post, [])
        known = {line["task"]: line for line in mine}
        for line in news:
            if line["task"] in known:
                known[line["task"]]["news"] = line["news"]
            else:
                mine.append(line)
    return lines
