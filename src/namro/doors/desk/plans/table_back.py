"""The table of a draft that was changed elsewhere and comes back: looked at line by line, taken in at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, Wrong, page, text_of
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.former import Was, was
from namro.doors.desk.plans.lines import all_of, as_many, plain, short
from namro.doors.desk.plans.plan import heading
from namro.doors.desk.plans.table import column_name, names_of_cells
from namro.doors.desk.plans.waiting import looked_at
from namro.doors.uploads import LARGEST_FILE, MEGABYTE, refused_files
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.rules.packs.sets import kinds_of, set_called, set_meant, units_of
from namro.work.plans import tables, waiting
from namro.work.plans.again import SaysOfItself
from namro.work.plans.clears import TWO
from namro.work.plans.listed import sits
from namro.work.plans.models import Instrument, Plan, Task
from namro.work.plans.places_in_file import Place, Places
from namro.work.plans.reading.clauses import bare
from namro.work.plans.reading.fields import Reading
from namro.work.plans.reading.fields import Task as ReadTask
from namro.work.plans.reading.layout import Written
from namro.work.plans.reading.making import squeezed
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.table_back import Change, stand, take_table
from namro.work.plans.task_said import time_of


@dataclass(slots=True)
class Shown:
    """One line of the look. `fields`: what differs, as column, what stood, what stands; `cannot`: why it is not taken;
    `said`: what it changes, as `TaskSaid` names it. `former`: names of units that are no more. `empties`: a cell that
    says something would be emptied. `first`: that the first period of what comes again stands there no more, which is
    all that changed (`only_first`) or is asked by a tick of its own (`first_asks`, ticked: `first_goes`)."""

    id: str
    kind: str
    number: str
    task: str
    url: str
    fields: list[dict[str, str]] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)
    row: Task | None = None
    chosen: bool = False
    former: list[Instead] = field(default_factory=list)
    empties: bool = False
    first: str = ""
    only_first: bool = False
    first_asks: bool = False
    first_goes: bool = False


@dataclass(frozen=True, slots=True)
class Instead:
    """A name in a line that means a unit which is no more, with what stands there today; `picked`: the id of the office
    that was picked in its place."""

    id: str
    was: Was
    picked: int | None


@page("GET", "POST")
def choose(desk: Desk, ref: str) -> HttpResponse:
    """Choosing the file; what cannot be read is said here, and nothing is kept."""
    plan = _own_draft(desk, ref).plan
    wrongs: list[Wrong] = []
    if desk.request.method == "POST":
        wrongs = [Wrong(words.refusal(desk.lang, refused), "file") for refused in refused_files(desk.request)]
        upload = desk.request.FILES.get("file")
        if upload is None and not wrongs:
            wrongs = [Wrong(desk.say("desk.plan.table.nothing"), "file")]
        if upload is not None and not wrongs:
            data, name = upload.read(), str(upload.name)
            try:
                if not read_plan(read_document(data, name)).tasks:
                    raise Refused("plans.no-task", field="file", file=name)
            except Refused as refused:
                wrongs = [replace(desk.refusal(refused), field="file")]
            else:
                token = waiting.keep(data, name, where="table", plan=ref, actor=desk.actor, now=desk.now)
                return desk.go("plan-table-look", ref, token)
    return desk.answer("plan-table-back", wrongs=wrongs, plan=heading(desk, plan), megabytes=LARGEST_FILE // MEGABYTE)


def _own_draft(desk: Desk, ref: str) -> tables.PlanTable:
    """The table of a plan with drafts in it, for whoever may write them. Raises `NotThere`."""
    found = tables.table_of(desk.actor, ref, desk.on, desk.lang)
    if not may_take(desk, found.plan):
        raise NotThere
    return found


def may_take(desk: Desk, plan: Plan) -> bool:
    """Whether this person may take a table back into the plan."""
    return plan.state != Plan.ENDED and sits(desk.actor, plan.office_id, "plans.add_task")


QUOTED = 60
"""Characters of the words that show where something stands."""


@page("GET", "POST")
def look(desk: Desk, ref: str, token: str) -> HttpResponse:
    """What came back, line by line: the same, changed, new, missing. Sent, what was chosen is taken in, or nothing."""
    found = _own_draft(desk, ref)
    kept = looked_at(desk, ref, token, "desk.plan.table.gone")
    if isinstance(kept, HttpResponse):
        return kept
    reading = read_plan(read_document(kept.data, kept.name))
    if reading.language != desk.lang:  # held against the plan in the language in which it was written
        found = tables.table_of(desk.actor, ref, desk.on, reading.language)
    lines, other_order, absent = _lines(desk, found, reading)
    another = _of_another(reading, found.plan.instrument)
    for line in lines if another else ():
        line.chosen = False
    wrongs: list[Wrong] = []
    now = stand([row.task for row in found.rows])
    if desk.request.method == "POST":
        for line in lines:
            line.chosen = not line.cannot and str(desk.request.POST.get(f"do-{line.id}", "")) == "yes"
        chosen = [line for line in lines if line.chosen]
        open_ = [one for line in chosen for one in line.former if one.picked is None]
        reason = text_of(desk, "reason").strip()
        if text_of(desk, "seen") != now:
            wrongs = [Wrong(desk.say("desk.plan.table.changed-since"))]
        elif not chosen:
            wrongs = [Wrong(desk.say("desk.plan.table.none-chosen"))]
        elif open_:
            names = all_of(desk, [one.was.text for one in open_])
            wrongs = [Wrong(desk.say("desk.former.unsettled", n=len(open_), names=names), open_[0].id)]
        elif any(line.kind == "missing" for line in chosen) and not reason:
            wrongs = [Wrong(desk.say("desk.plan.table.reason-needed"), "reason")]
        if not wrongs:
            changes = [Change(line.row, line.said, line.kind == "missing") for line in chosen]
            try:
                take_table(found.plan, changes, reason=reason, actor=desk.actor, now=desk.now)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [replace(desk.refusal(refused), field=None)]
            else:
                waiting.forget(token, plan=ref, actor=desk.actor, now=desk.now)
                left = sum(line.kind != "same" for line in lines) - len(chosen)
                desk.tell(desk.say("desk.plan.table.taken", n=len(chosen), left=left))
                return desk.go("plan", ref)
    kinds = ("changed", "new", "missing", "same")
    return desk.answer(
        "plan-table-look",
        wrongs=wrongs,
        plan=heading(desk, found.plan),
        name=kept.name,
        seen=now,
        reason=text_of(desk, "reason"),
        official=reading.document.marked,
        other_order=other_order,
        absent=all_of(desk, [column_name(found, name) for name in absent]),
        another=desk.say("desk.plan.table.another", there=another, own=found.plan.instrument.symbol) if another else "",
        notes=_notes(desk, reading, kept.data),
        counts=[{"id": kind, "name": desk.say(f"desk.plan.table.{kind}"), "n": sum(x.kind == kind for x in lines)}
                for kind in kinds],
        parts=[
            {"id": kind, "name": desk.say(f"desk.plan.table.{kind}"), "says": desk.say(f"desk.plan.table.{kind}.says"),
             "does": desk.say(f"desk.plan.table.{kind}.does"), "lines": [x for x in lines if x.kind == kind]}
            for kind in kinds if any(x.kind == kind for x in lines)
        ],
        takes=any(not line.cannot for line in lines if line.kind != "same"),
        withdraws=any(line.kind == "missing" and not line.cannot for line in lines),
    )  # fmt: skip


def _notes(desk: Desk, reading: Reading, data: bytes) -> list[dict[str, str]]:
    """What is to be said of the file, each with where."""
    notes = [note for note in reading.notes if note.why != "said-twice"]
    if not notes:
        return []
    places = Places(reading.document, data)
    return [
        {"says": desk.say(f"cli.plan.note.{note.why}", **dict(note.names)), "at": _at(desk, places.of(note.start))}
        for note in notes
    ]


def _at(desk: Desk, place: Place) -> str:
    """Where in the file something is said of, as whoever has it open finds it."""
    if place.kind == "line":
        return desk.say("cli.plan.at", line=place.row)
    if place.kind == "words":
        return desk.say("desk.plan.table.at.words", words=short(place.name, QUOTED))
    one = place.name or place.nth
    return desk.say(
        f"desk.plan.table.at.{place.kind}{'.one' if one else ''}", row=place.row, **({"one": one} if one else {})
    )


def _of_another(reading: Reading, own: Instrument) -> str:
    """The number or symbol that the head of the file gives as that of its plan, where none that stands there is that of
    the plan's own document; "" else."""
    first = min((task.start for task in reading.tasks), default=0)
    named = [one.fields["number"].value for one in reading.instruments if one.start < first and "number" in one.fields]
    said = [SaysOfItself(str(one)) for one in named]
    return said[0].number if own.symbol and said and all(one.differs(own)[0] for one in said) else ""


@dataclass(frozen=True, slots=True)
class Came:
    """A row of the file as it was read. `typed`: its texts with their line ends, by column."""

    number: str
    cells: tables.Cells
    task: ReadTask
    typed: Mapping[str, str]


def _lines(desk: Desk, found: tables.PlanTable, reading: Reading) -> tuple[list[Shown], bool, list[str]]:
    """Every line of the file in its order, then what is missing in it; whether the order is another one; and the
    columns of the plan that the file has not."""
    text = reading.document.text
    came = [
        Came(
            str(task.fields["number"].value).rstrip(".") if "number" in task.fields else "",
            tables.read_cells(task, text, found.written), task, {name: at.of(text) for name, at in task.cells.items()},
        )
        for task in reading.tasks if not _heads(task, text, found)
    ]  # fmt: skip
    columns = tuple(tables.columns_of(reading, [one.cells for one in came]))
    absent = [name for name in tables.COLUMNS if name not in columns and any(row.said.get(name) for row in found.rows)]
    lines = tables.compare(found.rows, [(one.number, one.cells) for one in came], columns)
    called = Called(desk)
    typed = [name for one in came for name in (one.cells.lead, *one.cells.coordinating) if name]
    names = {plain(name): pk for name in typed if (pk := called.of(name)) is not None}
    odd = [one for one in typed if plain(one) not in names]
    gone = {plain(text): one for text, one in was(desk, odd, called).items()}
    shown = [_shown(desk, found, at, line, came, names, gone) for at, line in enumerate(lines)]
    left = tables.unread(reading)
    for one in shown:
        if one.kind == "missing" and squeezed(one.task).casefold() in left:
            one.cannot = [desk.say("desk.plan.table.there-unread")]
    return shown, tables.in_other_order(lines), absent


def _heads(task: ReadTask, text: str, found: tables.PlanTable) -> bool:
    """Whether a row says what a heading of the table says and no more: one whose cells are merged no longer."""
    if task.source != "table" or set(task.fields) - {"number", "task", "clause"}:
        return False
    said = [str(task.fields[name].value) if name in task.fields else "" for name in ("number", "task")]
    groups = {(bare(row.group[0]), plain(row.group[1])) for row in found.rows if row.group is not None}
    return (bare(said[0]), plain(said[1])) in groups


def _shown(
    desk: Desk,
    found: tables.PlanTable,
    at: int,
    line: tables.Line,
    came: list[Came],
    names: Mapping[str, int],
    gone: Mapping[str, Was],
) -> Shown:
    row = line.ours.task if line.ours else None
    read = came[line.at] if line.at is not None else None
    cells = read.cells if read else line.ours.cells if line.ours else tables.Cells()
    number = read.number if read else str(line.ours.number if line.ours else "")
    shown = Shown(
        str(at), line.kind, number, cells.task or desk.say("desk.plan.no-matter"),
        desk.url("plan-task", row.ref) if row else "", row=row, chosen=line.kind in ("changed", "new"),
    )  # fmt: skip
    before = names_of_cells(line.ours.cells if line.ours else tables.Cells())
    now = names_of_cells(cells)
    columns = line.changed if line.kind == "changed" else tables.COLUMNS if line.kind == "new" else ()
    for name in columns:
        assert read is not None, "what changed or is new was read"
        if now[name] or before[name]:
            column = column_name(found, name)
            shown.fields.append({"column": column, "was": before[name], "now": now[name]})
            shown.empties |= bool(before[name]) and not now[name]
        _take(desk, found, shown, name, read, {**names, **_instead(desk, shown, name, read, gone)}, gone, line.ours)
    if row is not None and line.kind != "same" and row.state != Task.DRAFT:
        shown.cannot = [desk.say("desk.plan.table.not-a-draft", state=desk.say(f"desk.plan.state.{row.state}"))]
    says_little = line.kind == "new" and not (cells.lead or cells.due or cells.product)  # perhaps a heading
    unsure = shown.cannot or shown.empties or shown.only_first or any(one.picked is None for one in shown.former)
    sure = not (says_little or unsure)
    shown.chosen = shown.chosen and sure
    return shown


def _instead(desk: Desk, shown: Shown, name: str, read: Came, gone: Mapping[str, Was]) -> dict[str, int]:
    """By name, as it is compared, the office that was picked for a unit of the cell that is no more; nothing (0) where
    none was picked yet."""
    texts = {"lead": [read.cells.lead], "coordinating": read.cells.coordinating}.get(name, ())
    picked: dict[str, int] = {}
    for text in texts:
        one = gone.get(plain(text))
        if one is None or not one.offered:
            continue
        id_ = f"former-{shown.id}-{len(shown.former)}"
        sent = text_of(desk, id_)
        office = next((pk for pk, _, _ in one.offered if str(pk) == sent), None)
        shown.former.append(Instead(id_, one, office))
        picked[plain(text)] = office or 0
    return picked


def _no_office(desk: Desk, name: str, gone: Mapping[str, Was]) -> str:
    """That no office is called so, or that what it means is no more and nobody took its place."""
    one = gone.get(plain(name))
    return f"{one.told} {one.says}" if one else desk.say("desk.plan.table.no-office", name=name)


def _take(
    desk: Desk,
    found: tables.PlanTable,
    shown: Shown,
    name: str,
    read: Came,
    names: Mapping[str, int],
    gone: Mapping[str, Was],
    row: tables.Row | None,
) -> None:
    """What one cell changes, or why it cannot be taken. An office is the one of exactly that name, never a guess."""
    cells = read.cells
    if name in ("task", "product"):
        shown.said["matter" if name == "task" else "product"] = read.typed.get(name, getattr(cells, name))
        if name == "task" and any(one.why == "two-tasks" for one in read.task.unclear):
            shown.said["holds"] = TWO  # where a row does not show two any more, what was asked of it stays open
    elif name == "lead":
        meant = set_called(desk.pack, cells.lead) or set_meant(desk.pack, cells.lead)
        meant = meant if meant and as_many(desk, cells.lead, meant) else ""
        among = kinds_of(desk.pack, meant)
        every = bool(among) or plain(cells.lead) == plain(found.layout.every)
        office = names.get(plain(cells.lead))
        if cells.lead and office is None and not every:
            shown.cannot.append(_no_office(desk, cells.lead, gone))
        shown.said |= {
            "lead": office, "spread": every, "among": among, "units": units_of(desk.pack, meant), "team": "",
            "post": None,
        }  # fmt: skip
    elif name == "coordinating":
        own = {plain(one) for one in row.cells.coordinating} if row is not None else set()
        others = [one for one in cells.coordinating if plain(one) not in names and plain(one) in own]
        unknown = [one for one in cells.coordinating if plain(one) not in {*names, *own}]
        shown.cannot += [_no_office(desk, one, gone) for one in unknown]
        shown.said["helping"] = [names[plain(one)] for one in cells.coordinating if plain(one) in names]
        shown.said["others"] = others
    elif name == "due":
        time = _time(found.written, cells.due, read.task)
        if time is None:
            shown.cannot.append(desk.say("desk.plan.table.no-time", text=cells.due))
        shown.said["time"] = _with_first(desk, shown, cells.due, time, row)
        try:
            time_of(shown.said["time"])
        except Refused as refused:  # said here: among many lines nobody finds the one that the room refuses
            why = words.refusal(desk.lang, refused)
            shown.cannot.append(desk.say("desk.plan.table.bad-time", text=cells.due, why=why))
    elif name == "head":
        role = _role(desk, cells.head)
        if cells.head and not role:
            shown.cannot.append(desk.say("desk.plan.table.no-role", name=cells.head))
        shown.said["head"] = role


def _with_first(
    desk: Desk, shown: Shown, due: str, time: Mapping[str, Any] | None, row: tables.Row | None
) -> Mapping[str, Any]:
    """The time of a line. Where its cell says the first period no more, that is said, and it goes only knowingly: with
    the line where that is all that changed, else by its own tick; one that no longer fits goes with the line."""
    if row is None or not row.begins or not time or "rhythm" not in time or "begins" in time:
        return time or {}
    day = words.dmy(date.fromisoformat(row.begins))
    if row.begins > time.get("until", row.begins):
        shown.first = desk.say("desk.plan.table.first.outside", day=day)
        return time
    shown.only_first = due == row.since
    shown.first = desk.say(f"desk.plan.table.first.{'only' if shown.only_first else 'too'}", day=day)
    shown.first_goes = text_of(desk, f"first-{shown.id}") == "yes"
    shown.first_asks = not shown.only_first
    return time if shown.only_first or shown.first_goes else {**time, "begins": row.begins}


def _role(desk: Desk, name: str) -> str:
    """The role that is called so in any language; "" for none."""
    known = {plain(said): role for role, rule in desk.pack.roles.items() for said in rule.names.values()}
    return known.get(plain(name), "")


def _time(written: Written, due: str, task: ReadTask) -> Mapping[str, Any] | None:
    found = written.time(due)
    if found is None:
        return None if task.unread is not None else tables.read_time(task)
    if not due and task.reasons.get("due"):
        return None  # something stands there that names no day
    return found
