"""Whom to tell on a day of which task: the ladder of the pack over all open tasks. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db.models import Max, Q

from namro.ground.people.models import Post, in_force
from namro.rules.clocks.errors import ClockError
from namro.rules.packs.current import the_pack
from namro.rules.packs.programme import Rung
from namro.work.plans import news, unanswered
from namro.work.plans.history import histories
from namro.work.plans.ladder import reached
from namro.work.plans.models import Act, Digest, Task
from namro.work.plans.queries import owing, soon_until
from namro.work.plans.returned import Anew, owed_anew, returned, told_before
from namro.work.plans.task_states import task_of

BELOW = -(10**6)
"""Fewer working days than those of any rung."""
MISSED = 30
"""Days for which what was not told, because nothing ran, is still told."""
ANSWERS = "plans.accept"
"""The right by which a post of the assigner is told."""

Lines = dict[int, list[dict[str, str]]]


def lines_of(on: date) -> Lines:
    """By post what it is to be told on that local day; nothing where the day was told already, nor on a day off: what a
    run missed the next working day tells. What waits for its assigner is no delay of those who reported, and is told to
    the assigner (`unanswered`).

    What is owed anew since then (`returned`) tells each post the highest rung that was reached for it, once.
    Of what comes again every period that is owed climbs the ladder by its own day. A post is told once of a task: the
    highest rung that any period reached for it, and how many periods were missed (`periods`). Beside the ladder stands
    what was done to what it owes (`news`).
    """
    programme, calendar = the_pack().programme, the_pack().calendar
    last: date | None = Digest.objects.aggregate(last=Max("on"))["last"]
    if programme is None or (last is not None and last >= on) or off(on):
        return {}
    after = max(last, calendar.add_days(on, -MISSED)) if last is not None else calendar.add_days(on, -1)
    rungs: dict[date, Rung | None] = {}

    def rung_of(day: date) -> Rung | None:
        if day not in rungs:
            found = reached(day, after, on, programme.ladder, calendar)
            rungs[day] = found[-1] if found else None  # of several that were missed the last says all
        return rungs[day]

    due = [*_once(rung_of), *_again(_until(on), rung_of)]
    anew = _anew(after)
    every: dict[int, tuple[Task, list[date]]] = {task.pk: (task, []) for task, _ in anew}
    every |= {task.pk: (task, days) for task, days in due}
    posts = _Posts([task for task, _ in every.values()], on)
    passed = _passed(anew, posts, on)
    lines: Lines = {}
    for task, days in every.values():
        missed = task.missed(on)
        highest = dict(passed.get(task.pk, {}))
        for day in days:
            if (rung := rung_of(day)) is None:
                continue
            for post in posts.told(task, rung):
                if post not in highest or highest[post][0].working_days < rung.working_days:
                    highest[post] = (rung, day)
        for post, (rung, day) in highest.items():
            line = {"task": task.ref, "rung": rung.id, "due": day.isoformat()}
            lines.setdefault(post, []).append(line | ({"periods": str(missed)} if missed else {}))
    unanswered.beside(lines, after, on)
    return news.beside(lines, after if last is not None else _worked_before(on), on)


Highest = dict[int, tuple[Rung, date]]
"""By post the rung that tells it of a task, and the day that is owed."""


def _anew(after: date) -> list[tuple[Task, Anew]]:
    """What is owed anew since that day; one query where there is nothing."""
    refs = sorted(returned(after))
    tasks: list[Task] = []
    for start in range(0, len(refs), 500):
        wanted = [ref.partition(":")[2] for ref in refs[start : start + 500]]
        tasks += Task.objects.filter(owing(), ref__in=wanted).order_by("due_on", "pk")
    found = owed_anew(tasks, refs, after) if tasks else {}
    return [(task, found[task.guard_ref]) for task in tasks if task.guard_ref in found]


def _passed(anew: Sequence[tuple[Task, Anew]], posts: _Posts, on: date) -> dict[int, Highest]:
    """By task whom what is owed anew tells which rung, that was reached and that they were not told."""
    programme, calendar = the_pack().programme, the_pack().calendar
    if programme is None or not anew:
        return {}
    told: list[tuple[Task, int, Rung, date]] = []
    for task, one in anew:
        for day in one.days:
            rungs = {rung.tells: rung for rung in reached(day, date.min, on, programme.ladder, calendar)}
            told += [
                (task, post, rung, day)
                for rung in rungs.values()
                if not (one.led and rung.tells == "assigner")
                for post in posts.told(task, rung)
            ]
    if not told:
        return {}
    known = told_before({post for _, post, _, _ in told}, {task.ref for task, *_ in told}, min(day for *_, day in told))
    found: dict[int, Highest] = {}
    for task, post, rung, day in told:
        if known.get((post, task.ref, day.isoformat()), BELOW) < rung.working_days:
            highest = found.setdefault(task.pk, {})
            if post not in highest or highest[post][0].working_days < rung.working_days:
                highest[post] = (rung, day)
    return found


def off(on: date) -> bool:
    """Whether nobody is told anything on that day; beyond the calendar every day is told."""
    try:
        return not the_pack().calendar.is_working(on)
    except ClockError:
        return False


def _worked_before(on: date) -> date:
    """The working day before; beyond the calendar the day before."""
    try:
        return the_pack().calendar.add_working_days(on, -1)
    except ClockError:
        return the_pack().calendar.add_days(on, -1)


RungOf = Callable[[date], Rung | None]


def _once(rung_of: RungOf) -> list[tuple[Task, list[date]]]:
    """What comes once and reached a rung, with its day; two queries."""
    waiting = Task.objects.filter(owing(), rhythm="", due_on__isnull=False)
    days = [day for day in waiting.order_by().values_list("due_on", flat=True).distinct() if day and rung_of(day)]
    tasks = waiting.filter(due_on__in=days).order_by("due_on", "pk")
    return [(task, [task.due_on]) for task in tasks if task.due_on]


def _again(until: date, rung_of: RungOf) -> list[tuple[Task, list[date]]]:
    """What comes again, with the days of its periods that reached a rung; one query, read row by row."""
    waiting = Task.objects.filter(owing(), due_on__lte=until).exclude(rhythm="").order_by("due_on", "pk")
    found = []
    for task in waiting.iterator(chunk_size=2000):
        days = [day for day in map(date.fromisoformat, task.owes) if day <= until and rung_of(day)]
        if days:
            found.append((task, days))
    return found


def _until(on: date) -> date:
    """The last day of which a rung can be reached by then."""
    try:
        return soon_until(on)
    except ClockError:
        return date.max


class _Posts:
    """The posts of the offices that lead or gave these tasks, and to whom a task was delegated."""

    def __init__(self, tasks: list[Task], on: date) -> None:
        offices = {task.lead_office_id for task in tasks} | {task.assigner_id for task in tasks}
        self.at: dict[int, list[tuple[int, str]]] = {}
        held = Post.objects.filter(in_force(on), Q(office_id__in=[pk for pk in offices if pk])).order_by("pk")
        for pk, office, role in held.values_list("pk", "office_id", "role"):
            self.at.setdefault(office, []).append((pk, role))
        self.there = {pk for posts in self.at.values() for pk, _ in posts}
        refs = Act.objects.filter(verb="delegate", about__in=[task.guard_ref for task in tasks])
        found = histories(set(refs.values_list("about", flat=True)))
        self.delegated = {ref: task_of(acts).answers(on) for ref, acts in found.items()}

    def told(self, task: Task, rung: Rung) -> Iterable[int]:
        """The posts that a rung tells of a task."""
        if rung.tells == "assigner":
            roles = the_pack().roles
            return [
                pk for pk, role in self.at.get(task.assigner_id, ()) if role in roles and roles[role].allows(ANSWERS)
            ]
        lead = self.at.get(task.lead_office_id or 0, ())
        if rung.tells == "head":
            return [pk for pk, role in lead if role == task.head_role]
        one = self.delegated.get(task.guard_ref) or task.lead_post_id
        return [one] if one in self.there else [pk for pk, role in lead if role == task.lead_role]
