"""One task on one line, and the words that every page about plans shares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from namro.doors import periods, words
from namro.doors.desk.inputs import Option
from namro.doors.desk.lines import SOON
from namro.doors.desk.page import Desk
from namro.doors.plan_words import clause_said
from namro.ground.people import queries as people
from namro.rules.clocks.errors import ClockError
from namro.rules.packs import sets
from namro.work.plans.listed import periods_owed, periods_shown, structures
from namro.work.plans.models import Plan, Task

ECHOED = 60
"""Lines that a message names one by one."""
NOBODY: Mapping[int, str] = MappingProxyType({})


def lines(desk: Desk, tasks: Iterable[Task], plan: str | None = None) -> list[dict[str, Any]]:
    """The tasks as rows. `plan`: the name of the plan that they are all of."""
    found = list(tasks)
    said, every = days_said(desk, found), everyone(desk, found)
    return [told(desk, line(desk, task, plan, every=every), said.get(task.pk)) for task in found]


@dataclass(frozen=True, slots=True)
class Day:
    """Of what comes again the day that a row shows and its period in words. `waits`: it is that of the report that
    waits; `besides`: the period of the report that waits, where a late one is shown."""

    due: str
    period: str
    waits: bool = False
    besides: str = ""


def days_said(desk: Desk, tasks: Iterable[Task]) -> dict[int, Day]:
    """By task what its row shows, of those that come again: while a report waits the day that it is about, and where
    another period is late that one; one query for every 500."""
    found: dict[int, Day] = {}
    for pk, (shown, waiting) in periods_owed(list(tasks)).items():
        late = waiting is not None and shown.state != "reported" and shown.due_on < desk.on
        one = shown if late or waiting is None else waiting
        besides = periods.said(desk.lang, waiting.period) if late and waiting is not None else ""
        said = periods.said(desk.lang, one.period)
        found[pk] = Day(words.dmy(one.due_on), said, waiting is not None and not late, besides)
    return found


def told(desk: Desk, row: dict[str, Any], day: Day | None) -> dict[str, Any]:
    """The row of what comes again with its day; no time is left for what was reported."""
    if day is None:
        return row
    state = f"{row['state']}: {day.besides}" if day.besides else row["state"]
    left = {"left": "", "tone": ""} if day.waits else {}
    return row | {"due": day.due, "period": day.period, "state": state} | left


def periods_said(desk: Desk, tasks: Iterable[Task]) -> dict[int, str]:
    """By task the period, in words, whose day is shown of it, of those that come again; one query for every 500."""
    return {pk: periods.said(desk.lang, period) for pk, period in periods_shown(list(tasks)).items()}


def due_said(task: Task, period: str = "") -> str:
    """The day that is owed, and of what comes again the period beside it; "" where nothing is."""
    day = words.dmy(task.due_on) if task.due_on else ""
    return f"{day} ({period})" if day and period else day


def line(
    desk: Desk, task: Task, plan: str | None = None, period: str = "", every: Mapping[int, str] = NOBODY
) -> dict[str, Any]:
    """One row: what, who, with which product, by when, how it stands. Office and clause must be read already. `period`:
    that of the day, in words, of what comes again; `every` as of `lead`."""
    said, tone = left(desk, task)
    return {
        "ref": task.ref,
        "url": desk.url("plan-task", task.ref),
        "matter": title_of(desk, task.matter),
        "plan": task.plan.name if plan is None else plan,
        "clause": clause_said(desk.lang, task.clause.label) if task.clause else "",
        "lead": lead(desk, task, every),
        "product": task.product,
        "due": words.dmy(task.due_on) if task.due_on else "",
        "period": period,
        "left": said,
        "tone": tone,
        "state": state(desk, task),
        "blocked": task.blocked,
        "evidence": task.evidence,
    }


def celled(text: str) -> str:
    """The words of a row of a table with a mark between its cells; others as they are. For pages only: what is kept
    stays as it was read."""
    return " | ".join(part for cell in re.split(r"\t+", text) if (part := cell.strip())) if "\t" in text else text


def short(text: str, most: int = 160) -> str:
    """The text, or its beginning up to a whole word."""
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]}…"


def title_of(desk: Desk, matter: str, most: int = 160) -> str:
    """What a task is called where its name stands alone: short, and beginning with a capital letter."""
    said = short(matter, most)
    return said[:1].upper() + said[1:] if said else desk.say("desk.plan.no-matter")


def lead(desk: Desk, task: Task, every: Mapping[int, str] = NOBODY) -> str:
    """Who does it: the team or the post, the office, or whom each gets it (`everyone`); where that was not asked, that
    every office of the list does."""
    if task.lead_office is not None:
        name = desk.pick(task.lead_office.names)
        part = within(desk, task)
        return f"{part}, {name}" if part else name
    return every.get(task.pk) or desk.say("desk.plan.every-office" if task.spread else "desk.plan.nobody")


def everyone(desk: Desk, tasks: Sequence[Task]) -> dict[int, str]:
    """Of the tasks that each of many offices gets the name of the set that they were written for; no query where there
    is none of them, else one for every 500."""
    spread = [task for task in tasks if task.spread]
    said = structures(spread) if spread else {}
    names = {task.pk: _set_named(desk, task, said[task.ref]) for task in spread}
    return {pk: name for pk, name in names.items() if name}


def _set_named(desk: Desk, task: Task, data: Mapping[str, Any]) -> str:
    """The name of a set of offices as it stands by itself; "" where it is none that the pack has, and where it left
    open which office of a commune is meant and that was chosen since."""
    if task.state != Task.DRAFT and sets.is_open(desk.pack, data.get("among") or ()):
        return ""
    name = dict(sets_shown(desk)).get(sets.set_of(desk.pack, data.get("among") or (), data.get("units") or ()), "")
    return name[:1].upper() + name[1:]


def within(desk: Desk, task: Task) -> str:
    """Who within the office does a part of what it shared out: the team or the post; "" for the whole."""
    return task.team or (desk.role(task.lead_post.role) if task.lead_post is not None else "")


def state(desk: Desk, task: Task) -> str:
    """How it stands, in a word or two."""
    return desk.say(f"desk.plan.state.{task.state}")


def left(desk: Desk, task: Task) -> tuple[str, str]:
    """How much time is left for what is still owed, and its tone; nothing where nothing is owed here. Of what comes
    again also how many periods were missed."""
    if task.spread or task.due_on is None or not task.owing:
        return "", ""
    said, tone = until(desk, task.due_on)
    missed = task.missed(desk.on)
    return (desk.say("desk.plan.missed", left=said, n=missed) if missed else said), tone


def for_period(desk: Desk, period: str, due_on: date) -> str:
    """One period by its own name, and beside it the day on which it is due now; "" for what comes once."""
    if not period:
        return ""
    return desk.say("desk.plan.for-period", period=periods.said(desk.lang, period), day=words.dmy(due_on))


def kind_of(desk: Desk, kind: str) -> str:
    """A kind of document in words; as it is kept where the pack no longer has it."""
    kinds = desk.pack.programme.instruments if desk.pack.programme else {}
    return desk.pick(kinds[kind].names) if kind in kinds else kind


def until(desk: Desk, day: date) -> tuple[str, str]:
    """How far a day is from today, in working days."""
    if day == desk.on:
        return desk.say("desk.left.today"), "near"
    try:
        n = abs(desk.pack.calendar.working_days_between(desk.on, day))
    except ClockError:  # further away than the calendar knows
        return "", ""
    if day < desk.on:
        return (desk.say("desk.left.late", n=n) if n else desk.say("desk.left.late-today")), "late"
    return desk.say("desk.left.working-days", n=n), "near" if n <= SOON else "on-time"


def offices(desk: Desk, ids: Iterable[int | None]) -> Mapping[int, str]:
    """The names of offices by id; one query."""
    return people.office_names({pk for pk in ids if pk is not None}, desk.lang)


def plan_state(desk: Desk, plan: Plan) -> str:
    """How a plan stands, in a word."""
    return desk.say(f"desk.plan.is.{plan.state}")


def totals(desk: Desk, counts: Mapping[str, int]) -> dict[str, Any]:
    """The numbers of a plan as its row shows them; `all` is what is open, accepted or ended, `withdrawn` what
    ended and was not joined to another."""
    return {name.replace("-", "_"): n for name, n in counts.items()} | {
        "all": counts["open"] + counts["accepted"] + counts["ended"],
        "withdrawn": counts["ended"] - counts["moved"],
    }


def iso_day(text: str | None) -> str:
    """A day as an act holds it, as people write it."""
    return words.dmy(date.fromisoformat(text)) if text else ""


def roles(desk: Desk, action: str) -> tuple[Option, ...]:
    """The roles that may do something with a task, to choose from."""
    return tuple(Option(one, desk.pick(rule.names)) for one, rule in desk.pack.roles.items() if rule.allows(action))


def sets_shown(desk: Desk) -> list[tuple[str, str]]:
    """The sets of offices to choose from, each with its name."""
    programme = desk.pack.programme
    return [(one.id, desk.pick(one.names)) for one in programme.sets.values()] if programme else []


def every_of(desk: Desk, among: str) -> str:
    """Who each gets a task: those of a set, by its name; "" those that are chosen when it is issued."""
    return dict(sets_shown(desk)).get(among) or desk.say("desk.plan.every-office")


def share_said(desk: Desk, name: str, percent: int | None) -> str:
    """An office with how much of a unit went there; that it is a part where nobody knows how much."""
    if percent is None:
        return desk.say("desk.heirs.part", name=name)
    return desk.say("desk.heirs.share", name=name, n=percent)


_NUMBER = re.compile(r"(?<![\d/])\d{1,4}(?![\d/])")


def as_many(desk: Desk, name: str, among: str) -> bool:
    """Whether a number in the name of a lead, where it has one, is that of the units of the set: ten of the wards are
    not all of them."""
    if (number := _NUMBER.search(name)) is None:
        return True
    there = people.offices(desk.on).filter(kind__in=sets.kinds_of(desk.pack, among))
    if units := sets.units_of(desk.pack, among):
        there = there.filter(unit__kind__in=units)
    return there.values("unit_id").distinct().count() == int(number[0])


def kind_said(desk: Desk, kind: str) -> str:
    """What offices of a kind are called together, by their level; "" where the pack knows no such kind."""
    return words.office_kind(kind, desk.lang)


def plain(name: str) -> str:
    """A name as it is compared: case, white space and composition do not matter."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def at_home(desk: Desk) -> dict[str, tuple[str, int]]:
    """By the short name that is used in the reader's own province, as it is compared: the whole name of the office and
    its id."""
    seats = {seat.office_id for seat in desk.actor.seats}
    return {plain(name): hit for name, hit in people.names_at_home(seats, desk.on, desk.lang).items()}


def all_of(desk: Desk, lines: Sequence[str]) -> str:
    """Lines that are to be mended, each of them as it was typed; of more than `ECHOED` how many are left."""
    names = "; ".join(line[:120] for line in lines[:ECHOED])
    left = len(lines) - ECHOED
    return desk.say("desk.plan.issue.more-lines", names=names, n=left) if left > 0 else names
