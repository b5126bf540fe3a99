"""What a line of a corrected document says of a draft, field by field: what stays of it, what changes, what is lent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from namro.doors import within
from namro.doors.desk.page import Desk
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.draft import time_said
from namro.doors.desk.plans.lines import every_of, iso_day, offices, plain
from namro.doors.desk.plans.read_lines import Row, kept_label, short_of, source_of
from namro.doors.desk.plans.read_more import Aim
from namro.doors.desk.plans.read_parts import holds_of
from namro.doors.desk.plans.target_forms import number_in
from namro.doors.desk.plans.task import promised
from namro.doors.plan_words import clause_kept, clause_said
from namro.rules.packs import sets
from namro.rules.packs.refused import Refused
from namro.work.plans.clears import ONE
from namro.work.plans.models import Target
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.task_said import TaskSaid

A_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}")
"""What may be a day, in whatever words it stands."""
CELLS = re.compile(r"[\t\n|]")
"""What stands between the cells of a row."""
LENT = ("lead", "every", "among", "helping", "product", "day", "rhythm", "each")
"""The fields of a line that may hold what the draft says where the document says nothing."""
NO_FORM = ("term", "reports", "after")
"""What the time of a draft may say that a line of the look has no field for."""


def fill(desk: Desk, row: Row, was: TaskSaid, called: Called) -> None:
    """Where the document says nothing of a field the draft's own stays if somebody wrote it by hand, and that is said;
    what the former sentence said and this one does not is gone with it."""
    before, own = short_of(desk, row), {name: getattr(row, name) for name in LENT}
    names = offices(desk, [was.lead, *was.helping])
    text = str(was.source.get("text", ""))
    alone = _read_alone(text)
    if row.lead_id is None and not row.every and _leads_on(desk, row, was, called, text):
        row.lead, row.lead_id, row.every = names.get(was.lead or 0, ""), was.lead, was.spread
        row.among = sets.set_of(desk.pack, was.among, was.units)
        if row.led:
            stays = every_of(desk, row.among) if row.every else row.lead
            row.stays = desk.say("desk.plan.reread.lead-stays", name=row.led, lead=stays)
        else:
            row.silent.append(desk.say("desk.plan.input.lead"))
    kept = [pk for pk in was.helping if not called.stands_in(pk, text)]
    if not row.helping_ids and not row.unmatched and kept:
        row.helping_ids, row.helping = kept, "; ".join(names[pk] for pk in kept)
        row.silent.append(desk.say("desk.plan.read.helping"))
    if not row.product and was.product and not _says_product(text, was.product, alone):
        row.product = was.product
        row.silent.append(desk.say("desk.plan.input.product"))
    if not row.day and not row.rhythm and was.time and not _says_a_time(text, alone):
        time = was.time
        row.day, row.rhythm = iso_day(time.get("day") or time.get("until")), time.get("rhythm", "")
        row.each = within.shown(desk.lang, time.get("reports") or row.rhythm, time.get("within", ""))
        row.silent.append(desk.say("desk.plan.col.due"))
    if was.time.get("rhythm"):  # from when on it is owed is not read in the sentence: what was chosen stays
        row.begins, row.begins_says = iso_day(was.time.get("begins")), ""
    if row.two and was.holds == ONE and row.matter == was.matter:
        row.parted = ONE
    row.lent = {name: (now, said) for name, said in own.items() if (now := getattr(row, name)) != said}
    row.missing = [*short_of(desk, row), *(why for why in row.missing if why not in before)]


def _leads_on(desk: Desk, row: Row, was: TaskSaid, called: Called, text: str) -> bool:
    """Whether the lead of a draft stays where no office has exactly the name that the document gives: it names the same
    as before, of which somebody made that office; or nobody, and it named nobody before."""
    if was.lead is None and not was.spread:
        return False
    if row.led:
        return plain(row.led) in plain(text)
    every = was.spread and sets.names_many(desk.pack, text)
    return not every and not called.stands_in(was.lead, text) and not was.source.get("lead")


def _read_alone(sentence: str) -> list[Mapping[str, Any]]:
    """What is read in a sentence by itself."""
    try:
        found = as_data(read_plan(read_document(f"1. {sentence}".encode(), "sentence.txt")))
    except Refused:
        return []
    return [*found["tasks"], *found["targets"]]


def _says_a_time(sentence: str, alone: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a sentence says when something is to be done, or may."""
    timed = any(one.get("due") or one.get("rhythm") or one.get("by") for one in alone)
    return timed or A_DAY.search(sentence) is not None


def _says_product(sentence: str, product: str, alone: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a sentence, or a cell of a row, gives that product: not only a word of it in passing."""
    cells = [plain(cell).rstrip(".") for cell in CELLS.split(sentence)]
    read = [plain(str(one["product"]["value"])) for one in alone if one.get("product")]
    return plain(product).rstrip(".") in cells or plain(product) in read


def now_said(desk: Desk, row: Row, was: TaskSaid) -> dict[str, Any]:
    """What a line of the look changes of a draft, as `TaskSaid` names it; its sentence is the new one."""
    lead = None if row.every else row.lead_id
    now: dict[str, Any] = {
        "matter": row.matter, "product": row.product, "time": _time(desk, row, was.time),
        "helping": sorted({pk for pk in row.helping_ids if pk != lead}),
    }  # fmt: skip
    then = {"matter": was.matter, "product": was.product, "time": dict(was.time), "helping": sorted(was.helping)}
    changed = {name: value for name, value in now.items() if value != then[name]}
    among = sorted(sets.kinds_of(desk.pack, row.among)) if row.every else []
    units = sorted(sets.units_of(desk.pack, row.among)) if row.every else []
    if (lead, row.every, among, units) != (was.lead, was.spread, sorted(was.among), sorted(was.units)):
        changed |= {"lead": lead, "spread": row.every, "among": among, "units": units, "team": "", "post": None}
    return changed | {"source": source_of(row), "others": tuple(row.unmatched), "holds": holds_of(row)}


def _time(desk: Desk, row: Row, was: Mapping[str, Any]) -> dict[str, Any]:
    said = {
        name: value
        for name, value in time_said(desk, row.day, row.rhythm, row.each, begins=row.begins).items()
        if value
    }
    if said.get("rhythm") != was.get("rhythm") or (said and not row.rhythm):
        return said
    kept = {name: was[name] for name in NO_FORM if name in was}
    return {name: value for name, value in (kept | said).items() if name != "after" or "within" not in said}


def task_changes(desk: Desk, row: Row, label: str, was: TaskSaid) -> list[dict[str, str]]:
    changed = now_said(desk, row, was)
    names = offices(desk, [was.lead, *was.helping, *row.helping_ids, row.lead_id])

    def led(pk: int | None, every: bool, among: str) -> str:
        return every_of(desk, among) if every else names.get(pk or 0, "")

    def helped(ids: Iterable[int]) -> str:
        return "; ".join(names[pk] for pk in ids if pk in names)

    columns = [
        ("clause", "desk.plan.input.clause", clause_said(desk.lang, label), row.clause[:80],
         clause_kept(label) != kept_label(row)),
        ("matter", "desk.plan.input.matter", was.matter, row.matter, "matter" in changed),
        ("lead", "desk.plan.input.lead", led(was.lead, was.spread, sets.set_of(desk.pack, was.among, was.units)),
         led(row.lead_id, row.every, row.among), "lead" in changed),
        ("helping", "desk.plan.read.helping", helped(was.helping), helped(changed.get("helping", ())),
         "helping" in changed),
        ("product", "desk.plan.input.product", was.product, row.product, "product" in changed),
        ("time", "desk.plan.col.due", promised(desk, was.time), promised(desk, changed.get("time", {})),
         "time" in changed),
    ]  # fmt: skip
    return [{"column": desk.say(key), "was": old, "now": new} for _, key, old, new, differs in columns if differs]


def aim_changes(desk: Desk, aim: Aim, was: Target) -> list[dict[str, str]]:
    def goal(value: Decimal, unit: str) -> str:
        text = f"{value.normalize():f}".replace(".", desk.say("common.decimal"))
        return f"{text} {unit}".strip()

    new = goal_in(desk, aim.goal)
    unit = "%" if was.percent else was.unit
    columns = [
        ("desk.plan.input.clause", clause_said(desk.lang, label_of(was)), aim.clause),
        ("desk.target.in.name", was.name, aim.name),
        ("desk.target.in.aim", desk.say(f"desk.target.in.aim.{was.aim}"), desk.say(f"desk.target.in.aim.{aim.aim}")),
        ("desk.target.in.goal", goal(was.goal, unit), goal(new, aim.unit) if new is not None else aim.goal),
        ("desk.target.in.by", iso_day(was.by.isoformat()), aim.by),
    ]
    return [{"column": desk.say(key), "was": old, "now": now} for key, old, now in columns if old != now]


def label_of(one: Target) -> str:
    return one.clause.label if one.clause else ""


def goal_in(desk: Desk, typed: str) -> Decimal | None:
    found = number_in(desk, typed)
    return Decimal(found) if found else None
