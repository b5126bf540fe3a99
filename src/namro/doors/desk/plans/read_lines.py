"""A task as it was read, as one block of the look: its sentence, its fields filled, what is missing in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from namro.doors import within
from namro.doors.desk.inputs import day_in, tidy
from namro.doors.desk.page import Desk, Wrong
from namro.doors.desk.plans.begins import begins_by
from namro.doors.desk.plans.called import Called
from namro.doors.desk.plans.draft import time_said
from namro.doors.desk.plans.former import Was, was
from namro.doors.desk.plans.lines import as_many, celled, every_of, iso_day
from namro.doors.desk.plans.read_parts import holds_of, matters_of, parted
from namro.doors.desk.plans.read_times import last_day, when_said
from namro.doors.plan_words import clause_kept, why_said
from namro.ground.people import queries as people
from namro.rules.clocks.periods import RHYTHMS
from namro.rules.clocks.within import Within
from namro.rules.packs import sets
from namro.work.plans.formerly import names_with_past
from namro.work.plans.tables import each_of
from namro.work.plans.taking_in import Place, Taken
from namro.work.plans.task_said import TaskSaid
from namro.work.plans.terms import ONGOING

DOES = ("take", "principle", "skip")
"""What becomes of a task: taken into the draft, kept as a principle, left out. One that may correct a task of the
plan is taken in its place by "correct"."""
KNOWN = (*RHYTHMS, ONGOING)
AROUND = 60
"""Characters shown before and after the sentence."""
MOST = 5000


FILLS = {"no-product": ("product",), "no-term": ("day",), "no-end": ("day",)}
"""By reason the inputs that say what is missing."""
LEADS = ("lead", "every", "among")
"""The inputs of which one says who leads."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a line is not clear. `until`: the inputs (ids, with spaces between them) of which one that is filled says
    what is missing; "" where none does."""

    says: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of an office that can carry a task out (`which` "role") or answer for it ("head"): `options` with their
    names; `chosen` at the line, "" for the one for all; `value` what is taken; `says` that the office has no post of
    the one chosen for all, while nobody chose at the line."""

    which: str
    options: tuple[tuple[str, str], ...]
    chosen: str
    value: str
    says: str


@dataclass(slots=True)
class Row:
    """One task of the look. `start`, `end`: of its sentence; `lead`, `helping` as they are typed, names of offices;
    `among`: the set of offices that each get it, "" for those chosen when it is issued; `possible`: sets that its lead
    may mean; `each` the day in each period, `begins` one in the first, with why it is; `bound` what the document says
    of the time, in its words; `led`: whom the document names as the lead. `fix`: the task of the plan
    that it may correct, with what would change, and the fields of which the document says nothing (`silent`). `lent`:
    by field what stands in it only because that task says so, and what the document says there; `stays`: that its lead
    stays though the document names one that is no office here. `brief`: its fields on one line. `former`: names that
    mean no office of today, with those offered; of the names in `whole` all that are offered are picked. `headed`: the
    kinds of office for which a person answers whom the document names as the lead, with the office or set `meant`;
    `posts`: who carries it out and who answers, where the kind of its office is known. `two`: why it is two tasks, with
    the matter of each (`parts`) and what is chosen (`parted`); `of`: its number where it was parted from another;
    `tabled`: it is a row of a table. `also`: further tasks of the plan that were parted from it; `known`: by number of
    a part (from 0) what says of it what the plan has of it."""

    at: int
    sentence: str
    before: str
    after: str
    start: int
    end: int
    clause: str
    matter: str
    product: str
    lead: str
    lead_read: str
    led: str
    every: bool
    among: str
    helping: str
    day: str
    rhythm: str
    each: str
    head_read: str
    bound: str
    does: str
    above: tuple[tuple[str, str], ...] = ()
    possible: tuple[str, ...] = ()
    missing: list[Lack] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    lead_id: int | None = None
    helping_ids: list[int] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)
    former: list[Was] = field(default_factory=list)
    picked_lead: str = ""
    picked: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    headed: frozenset[str] = frozenset()
    meant: tuple[int | None, str] = (None, "")
    each_says: str = ""
    begins: str = ""
    begins_says: str = ""
    there: Has | None = None
    near: list[Has] = field(default_factory=list)
    fix: Has | None = None
    changes: list[dict[str, str]] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    lent: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    stays: str = ""
    brief: str = ""
    posts: list[Posts] = field(default_factory=list)
    two: Lack | None = None
    parts: tuple[str, ...] = ()
    parted: str = ""
    of: str = ""
    tabled: bool = False
    also: list[Has] = field(default_factory=list)
    known: dict[int, Callable[[Row], None]] = field(default_factory=dict)

    @property
    def nth(self) -> str:
        """Its number on the page."""
        return self.of or str(self.at + 1)

    @property
    def open(self) -> bool:
        """Whether something of it is to be looked at or mended, so that its fields are not folded."""
        return bool(self.missing or self.wrongs or self.former or any(one.says for one in self.posts))

    @property
    def said(self) -> str:
        """The sentence for the page: with a mark between the cells of a row of a table."""
        return celled(self.sentence)

    @property
    def lends(self) -> str:
        """The fields that still hold what they were lent."""
        return " ".join(name for name, (lent, _) in self.lent.items() if getattr(self, name) == lent)

    @property
    def has(self) -> Has | None:
        """The task of the plan that it is, or becomes."""
        return self.there or (self.fix if self.does == "correct" else None)


@dataclass(frozen=True, slots=True)
class Has:
    """What a plan has already of a line that is read once more, or beside it. `pk`: of the task; `every`: whether it
    goes to each office; `remove`: where it is removed from the draft, "" where it was given already."""

    says: str
    url: str
    state: str = ""
    pk: int | None = None
    every: bool = False
    remove: str = ""


def read_rows(
    desk: Desk, found: Mapping[str, Any], called: Called, known_of: Callable[[list[Row]], None] | None = None
) -> list[Row]:
    """Every task that was read, with what was sent for it in place of what was read where a form was sent. `known_of`
    says of the rows what a plan has of them already (`Row.there`); for those nothing is sent."""
    text = found["text"]
    parts = parts_of(found)
    tops = tops_of(found)
    rows = [_read(desk, at, task, text, called, parts, tops) for at, task in enumerate(found["tasks"])]
    one_place(rows)
    for row, task in zip(rows, found["tasks"], strict=True):
        if row.rhythm:
            rhythm = task["rhythm"] or {}
            row.begins, row.begins_says = iso_day(rhythm.get("begins")), ""
            if not row.begins:
                row.begins, row.begins_says = begins_by(desk, found, rhythm.get("until", ""))
    if known_of is not None:
        known_of(rows)
    _say_former(desk, rows, called)
    if desk.request.method == "POST":
        for row in rows:
            if row.there is None:
                _sent(desk, row, called)
    rows = parted(desk, rows, lambda row: _sent(desk, row, called), short_of)
    _say_helpers(desk, rows)
    return rows


def _say_helpers(desk: Desk, rows: list[Row]) -> None:
    """Says of each lead at which no post carries out tasks that it can only help."""
    kinds = kinds_led(desk, rows)
    doing = {kind for role in desk.pack.roles.values() if role.allows("plans.report") for kind in role.at}
    for row in rows:
        if row.lead_id is None or row.there is not None or kinds.get(row.lead_id) in doing:
            continue
        said = desk.say("desk.plan.read.only-helps", name=row.lead)
        row.missing.insert(0, Lack(said))
        if desk.request.method != "POST":
            row.does = "skip"
        elif row.does == "take":
            row.wrongs.append(Wrong(said, f"lead-{row.at}"))


def _say_former(desk: Desk, rows: list[Row], called: Called) -> None:
    """Says of each name that no one office has whether it means a unit that is no more, and who stands there today, or
    which offices may be meant."""
    gone = was(desk, [name for row in rows for name in (row.lead_read, *row.unmatched) if name], called)
    for row in rows:
        row.former = [gone[name] for name in dict.fromkeys((row.lead_read, *row.unmatched)) if name in gone]


def parts_of(found: Mapping[str, Any]) -> dict[str, tuple[tuple[str, str], ...]]:
    """By the path of each part that has a label the parts that it lies in, from the top, each with its words."""
    text, parts = found["text"], {one["path"]: one for one in found["clauses"]}
    above: dict[str, tuple[tuple[str, str], ...]] = {}
    for path, one in parts.items():
        chain: list[tuple[str, str]] = []
        there = parts.get(one["within"])
        while there is not None and len(chain) < 12:
            chain.append((there["path"][:80], " ".join(text[there["start"] : there["end"]].split())[:MOST]))
            there = parts.get(there["within"])
        above[path] = tuple(chain[::-1])
    return above


def _read(
    desk: Desk,
    at: int,
    task: Mapping[str, Any],
    text: str,
    called: Called,
    parts: Mapping[str, tuple[tuple[str, str], ...]],
    tops: Sequence[int],
) -> Row:
    def value(name: str) -> str:
        return str(task[name]["value"]) if task.get(name) else ""

    start, end = task["start"], task["end"]
    read = next(iter(names_with_past(task["lead"], text)), "")
    means = (task["lead"] or {}).get("means", "") if read == value("lead") else ""
    lead_id = called.of(read, means)
    lead = called.label(lead_id)
    helping = [(called.label(pk := called.of(one)) or one, pk)
               for one in names_with_past(task["coordinating"], text)]  # fmt: skip
    rhythm = value("rhythm") if value("rhythm") in KNOWN else ""
    until = (task["rhythm"] or {}).get("until", "")
    due, bound = value("due"), (task["due"] or {}).get("bound", "")
    each = each_of(task["rhythm"] or {})
    iso = until if rhythm else last_day(desk, due, bound)
    number, clause, above = value("clause") or value("number"), value("clause"), parts.get(value("clause"), ())
    if task["source"] == "table":  # a row is no clause of the text, though it may bear the number of one
        clause, above = desk.say("desk.plan.read.row-of-table", n=number or str(at + 1)), groups_of(desk, task, tops)
    clause = clause or number or desk.say("desk.plan.read.row", n=at + 1)
    of_many = lead_id is None and sets.means_each(desk.pack, read, means) and not _only_some(task)
    among = sets.set_meant(desk.pack, read, means) if of_many else ""
    if among and not as_many(desk, read, among):
        of_many, among = False, ""
    row = Row(
        at=at, sentence=text[start:end], before=text[max(0, start - AROUND) : start].rpartition("\n")[2],
        after=text[end : end + AROUND].partition("\n")[0], start=start, end=end,
        clause=clause,
        matter=value("task"), product=value("product"), lead=lead, lead_read=read if lead_id is None else "", led=read,
        every=of_many, among=among,
        possible=tuple(every_of(desk, one) for one in sets.sets_possible(desk.pack, read)) if lead_id is None else (),
        helping="; ".join(name for name, pk in helping if pk is not None), day=iso_day(iso), rhythm=rhythm,
        each=within.shown(desk.lang, rhythm, each),
        head_read=value("head"), bound=when_said(desk, text, task.get("due"), iso) if due and not rhythm else "",
        does="skip", above=above, lead_id=lead_id, unmatched=[name for name, pk in helping if pk is None],
        helping_ids=[pk for _, pk in helping if pk is not None], headed=called.headed(read, means),
    )  # fmt: skip
    row.meant = (row.lead_id, row.among)
    if each and task["rhythm"]["bound"] == "before":
        row.each_says = text[task["rhythm"]["start"] : task["rhythm"]["end"]]
    why = dict.fromkeys(
        Lack(_why(desk, one, task, text), _until(row, FILLS.get(one["why"], ())))
        for one in task["unclear"]
        if one["why"] not in ("no-head", "no-lead", *(["collective"] if row.every else []))
    )
    row.missing = [*short_of(desk, row), *why]
    for one in (one for one in task["unclear"] if one["why"] == "two-tasks"):
        row.two, row.parts = Lack(_why(desk, one, task, text)), matters_of(text, task, one["start"], one["end"])
        row.tabled = task["source"] == "table"
    row.does = "skip" if row.missing else "take"
    return row


def _why(desk: Desk, one: Mapping[str, Any], task: Mapping[str, Any], text: str) -> str:
    whole = (one["start"], one["end"]) == (task["start"], task["end"])
    return why_said(desk.lang, one["clear"], one["why"], "" if whole else text[one["start"] : one["end"]])


def _only_some(task: Mapping[str, Any]) -> bool:
    """Whether the lead means only some of the offices of a kind."""
    return any(one["why"] == "qualified-lead" for one in task["unclear"])


def _until(row: Row, names: Sequence[str]) -> str:
    """The inputs that are empty now and would say what is missing."""
    return "" if any(getattr(row, name) for name in names) else " ".join(f"f-{name}-{row.at}" for name in names)


def short_of(desk: Desk, row: Row) -> list[Lack]:
    """What the task still needs of lead, product and time; the lead is the office of exactly that name, no guess."""
    said = []
    if row.lead_id is None and not row.every:
        key = "desk.plan.read.no-such-office" if row.lead_read else "desk.plan.why.no-lead"
        said.append(Lack(desk.say(key, name=row.lead_read), _until(row, LEADS)))
    if row.rhythm == ONGOING:
        said.append(Lack(desk.say("desk.plan.why.no-reports")))
    if not row.product:
        said.append(Lack(desk.say("desk.plan.why.no-product"), _until(row, FILLS["no-product"])))
    return said


def _sent(desk: Desk, row: Row, called: Called) -> None:
    """What was typed for a task; a name that is no office is to be mended, at its input."""

    def sent(name: str) -> str:
        return tidy(str(desk.request.POST.get(f"{name}-{row.at}", ""))[: MOST * 2])

    row.matter, row.product, row.lead, row.helping = sent("matter"), sent("product"), sent("lead"), sent("helping")
    row.day, row.rhythm = sent("day")[:20], sent("rhythm") if sent("rhythm") in KNOWN else ""
    row.each, row.begins = sent("each")[:20], sent("begins")[:20] if row.rhythm else ""
    offered = {name for one in row.former if not one.each for _, name, _ in one.offered}
    whole = set(desk.request.POST.getlist(f"former-all-{row.at}"))
    row.whole = [one.text for one in row.former if one.together and not one.each and one.text in whole]
    of_whole = [name for one in row.former if one.text in row.whole for _, name, _ in one.offered]
    sent_names = desk.request.POST.getlist(f"former-{row.at}")
    row.picked = list(dict.fromkeys(name for name in (*of_whole, *sent_names) if name in offered))
    leads = {name for one in row.former if one.text == row.lead_read for _, name, _ in one.offered}
    first = sent("former-lead")
    if first in leads:
        row.picked = [first, *(name for name in row.picked if name != first)]
        row.picked_lead = first
    _pick(row, leads)
    row.does = sent("does") if sent("does") in (*DOES, *(["correct"] if row.fix else [])) else "skip"
    row.among = sent("among") if sets.kinds_of(desk.pack, sent("among")) else ""
    each = {one.each for one in row.former if one.each and one.text == row.lead_read}
    if not row.lead and not row.among and sent("former-each") in each:
        row.among = sent("former-each")
    row.every = sent("every") == "yes" or bool(row.among)
    if row.does in DOES:
        _give_back(row, sent("lent").split())
    row.lead_id = called.of(row.lead)
    named = [one for one in re.split(r"[;\n]", row.helping) if one.strip()]
    row.helping_ids = [pk for one in named if (pk := called.of(one)) is not None]
    if row.does == "skip":
        return
    wrong = []
    if row.lead and row.among:
        wrong.append(("lead", desk.say("desk.plan.read.lead-and-set", n=row.nth)))
    if row.lead and row.lead_id is None:
        wrong.append(("lead", desk.say("desk.plan.read.unknown-office", n=row.nth, name=row.lead)))
    if len(row.helping_ids) < len(named):
        odd = next(one.strip() for one in named if called.of(one) is None)
        wrong.append(("helping", desk.say("desk.plan.read.unknown-office", n=row.nth, name=odd)))
    if row.day and day_in(row.day) is None:
        wrong.append(("day", desk.say("desk.plan.read.bad-day", n=row.nth)))
    begins, ends = day_in(row.begins) if row.begins else None, day_in(row.day) if row.day else None
    if row.begins and (begins is None or (ends is not None and begins > ends)):
        wrong.append(("begins", desk.say("desk.plan.read.bad-begins", n=row.nth)))
    if row.each and not _fits(desk, row):
        wrong.append(("each", desk.say("desk.plan.read.bad-within", n=row.nth)))
    row.wrongs = [Wrong(text, f"{name}-{row.at}") for name, text in wrong]


TIME = ("day", "rhythm", "each")


def _give_back(row: Row, shown: Collection[str]) -> None:
    """Takes out of a new task what only the task that it might have corrected says: what was `shown` as lent and sent
    as it was. A time is one thing: of one that was changed in part all of it stays."""
    same = {name for name in shown if name in row.lent and getattr(row, name) == row.lent[name][0]}
    if any(name in row.lent and name not in same for name in TIME):
        same -= set(TIME)
    for name in same:
        setattr(row, name, row.lent[name][1])


def _fits(desk: Desk, row: Row) -> bool:
    """Whether what was typed is a day of each period of the rhythm."""
    try:
        Within.parse(row.rhythm, within.typed(desk.lang, row.rhythm, row.each))
    except ValueError:
        return False
    return True


def _pick(row: Row, leads: set[str]) -> None:
    """Puts what was picked in place of names that are no more: as the lead where that was one, else among those that
    help. What was typed stays before it."""
    for name in dict.fromkeys(row.picked):
        if name in leads and not row.lead and not row.every:
            row.lead = name
        elif name != row.lead and name not in row.helping.split("; "):
            row.helping = "; ".join(filter(None, (row.helping, name)))


def kinds_led(desk: Desk, rows: Sequence[Row]) -> dict[int, str]:
    """The kind of each office that leads one of these tasks, by its id; one query."""
    leads = [row.lead_id for row in rows if row.lead_id is not None]
    return dict(people.offices(desk.on).filter(pk__in=leads).values_list("pk", "kind")) if leads else {}


def taken(desk: Desk, row: Row, role: str, head: str, kinds: Mapping[int, str]) -> Taken:
    """The task as the room takes it. Where the kind of the office that leads is known (`kinds`), what its line says of
    its posts stands (`plan_read_posts`). Where no head is chosen and the document names the head of that office as the
    lead, the one post there that shares out tasks answers for it."""
    among = sets.kinds_of(desk.pack, row.among) if row.every else ()
    kind = next(iter(among), "") if row.every else kinds.get(row.lead_id or 0, "")
    posts = {one.which: one.value for one in row.posts}
    role, head = posts.get("role", role), posts.get("head", head)
    if not head and kind in row.headed and row.meant == (None if row.every else row.lead_id, row.among):
        sharing = [one for one, rule in desk.pack.roles.items() if kind in rule.at and rule.allows("plans.split")]
        head = sharing[0] if len(sharing) == 1 else ""
    said = TaskSaid(
        matter=row.matter, product=row.product, lead=None if row.every else row.lead_id, role=role, head=head,
        helping=[pk for pk in dict.fromkeys(row.helping_ids) if pk != row.lead_id], spread=row.every,
        among=among, units=sets.units_of(desk.pack, row.among) if row.every else (),
        time=time_said(desk, row.day, row.rhythm, row.each, begins=row.begins),
        source=source_of(row), others=row.unmatched, holds=holds_of(row),
    )  # fmt: skip
    return Taken(said, place_of(row), row.does == "principle")


def source_of(row: Row) -> dict[str, Any]:
    """The sentence that the task was read from, and whom it names as the lead."""
    return {"text": row.sentence[:MOST], "start": row.start, "end": row.end, "lead": row.led}


def place_of(row: Row) -> Place:
    """Where the task stands."""
    return Place(kept_label(row), row.sentence[:20_000], row.above, row.start)


def kept_label(row: Row) -> str:
    """The label of its clause as it is kept."""
    return clause_kept(row.clause)[:80]


def tops_of(found: Mapping[str, Any]) -> list[int]:
    """Where the headings of rows begin that have no mark, in their order."""
    groups = (one for task in found["tasks"] for one in task.get("groups", ()) if not one["mark"])
    return sorted({one["start"] for one in groups})


def groups_of(desk: Desk, task: Mapping[str, Any], tops: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """The headings above a row of an appendix as the parts that it lies in, each with label and words."""
    found: list[tuple[str, str]] = []
    for one in task.get("groups", ()):
        key, n = ("row", one["mark"]) if one["mark"] else ("group", str(tops.index(one["start"]) + 1))
        label = clause_kept(desk.say(f"desk.plan.read.{key}-of-table", n=n))
        found.append((label[:80], " ".join(one["value"].split())[:MOST]))
    return tuple(found)


def one_place(rows: Sequence[Row]) -> None:
    """Leaves out the headings above rows whose label stands below other headings too, or is that of one: under which
    of them a clause of that label lies could not be said."""
    said: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    words: dict[str, set[str]] = {}
    for row in rows:
        said.setdefault(kept_label(row), set()).add(row.above)
        for label, text in row.above:
            words.setdefault(label, set()).add(text)
    for row in rows:
        twice = len(said[kept_label(row)]) > 1 or any(len(words[label]) > 1 for label, _ in row.above)
        if twice or any(label in said for label, _ in row.above):
            row.above = ()
