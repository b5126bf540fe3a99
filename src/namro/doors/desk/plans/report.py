"""A part of the periodic report, drafted from what was accepted: on a page, as Word and as plain text.

Nothing is said that no act says. Each sentence names in brackets what it stands on; the list at its end leads there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from django.http.response import HttpResponseBase

from namro.doors import periods, words
from namro.doors.desk.page import Desk, Wrong, page
from namro.doors.desk.plans.lines import short
from namro.doors.desk.plans.plan import heading
from namro.doors.desk.plans.refs import ref_name
from namro.doors.desk.plans.report_days import asked_for
from namro.doors.desk.plans.reports import drawn_up, query_of
from namro.doors.desk.plans.stood import document, place
from namro.doors.desk.plans.table import as_file
from namro.doors.desk.plans.target_lines import aimed_at, number
from namro.doors.desk.plans.target_lines import ended as target_ended
from namro.ground.gate.refusals import NotThere
from namro.ground.people.models import Office
from namro.results.papers.word import Letter, Run
from namro.work.plans import listed, progress, scope
from namro.work.plans.models import Clause, Instrument, Plan, Task
from namro.work.plans.progress import Part, Progress, Source, TargetChange, TargetPart
from namro.work.plans.report_actions import draw_report
from namro.work.plans.tables import begun

NAMED = 5
"""Offices that are named where a task was given to many; of more it is said how many; its page names all."""
MOST_SOURCES = 200
"""Numbers that one sentence carries; how many more there are is said."""
QUOTED = 400
"""Characters of a report or a reason that are quoted."""
Ways = list[dict[str, str]]


@dataclass(slots=True)
class Numbered:
    """One source in the list at the end."""

    n: int
    said: str
    url: str


@dataclass(slots=True)
class Sentence:
    """One sentence, with its numbers."""

    text: str
    numbers: list[Numbered]
    more: str = ""

    @property
    def mark(self) -> str:
        """`[3]`, `[3-5, 9]`; "" where it stands on nothing but the sum of others."""
        runs: list[list[int]] = []
        for n in sorted({one.n for one in self.numbers}):
            if runs and n == runs[-1][1] + 1:
                runs[-1][1] = n
            else:
                runs.append([n, n])
        said = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
        return f"[{said}]" if said else ""


@dataclass(slots=True)
class Draft:
    """The part of the report as it is shown, saved as Word and as text: the same words each time."""

    title: str
    under: str
    period: str
    until: str
    behind: str
    sections: list[tuple[str, str, list[Sentence]]] = field(default_factory=list)
    sources: list[Numbered] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@page()
def plan(desk: Desk, ref: str) -> HttpResponseBase:
    """What can be reported of one plan."""
    draft, said, wrongs, found, ways = _of_plan(desk, ref)
    return _answer(desk, draft, said, wrongs, found, ways)


@page("POST")
def drawn(desk: Desk, ref: str, kind: str) -> HttpResponseBase:
    """Draws the report of a plan up: the file goes out, and what it was is kept with the plan."""
    draft, said, wrongs, found, ways = _of_plan(desk, ref)
    if not may_draw(desk, found):
        raise NotThere
    if wrongs or said.until < said.first:
        wrongs = wrongs or [Wrong(desk.say("desk.plan.report.not-begun"), "from")]
        return _answer(desk, draft, said, wrongs, found, ways)
    made = _written(desk, draft, kind)
    draw_report(
        found, first=said.first, last=said.last, until=said.until, kind=kind, sha256=sha256(made).hexdigest(),
        lang=desk.lang, actor=desk.actor, now=desk.now,
    )  # fmt: skip
    return as_file(made, _name(desk, ref, kind), kind)


def may_draw(desk: Desk, plan: Plan) -> bool:
    """Whether the reader draws up reports of that plan."""
    return plan.state != Plan.DRAFT and listed.sits(desk.actor, plan.office_id, "plans.draw_report")


def _of_plan(desk: Desk, ref: str) -> tuple[Draft, Progress, list[Wrong], Plan, Ways]:
    first, last, wrongs, ways = asked_for(desk, scope.plan(desk.actor, ref, desk.on))
    found, said = progress.of_plan_in(desk.actor, ref, first, last, desk.on)
    if found.state == Plan.DRAFT:
        raise NotThere
    under = f"{found.name} ({found.instrument.symbol})"
    return _drafted(desk, said, under, {found.office_id}, of_plan=True), said, wrongs, found, ways


@page()
def office(desk: Desk, kind: str = "") -> HttpResponseBase:
    """What the own offices can report of all that they lead and of what they gave to others."""
    if not desk.may("plans.read"):
        raise NotThere
    first, last, wrongs, ways = asked_for(desk, None)
    said = progress.of_offices_in(desk.actor, first, last, desk.on)
    own = {seat.office_id for seat in desk.actor.seats}
    draft = _drafted(desk, said, desk.where(), own, of_plan=False)
    if kind:
        return as_file(_written(desk, draft, kind), _name(desk, desk.on.isoformat(), kind), kind)
    return _answer(desk, draft, said, wrongs, None, ways)


def _since(desk: Desk, said: Progress) -> dict[str, str]:
    """The way to what came after the days that are shown, up to today; nothing where they reach so far."""
    if said.last >= desk.on:
        return {}
    first = desk.pack.calendar.add_days(said.last, 1)
    days = {"first": words.dmy(first), "last": words.dmy(desk.on)}
    return {"url": f"?{query_of(first, desk.on)}", "name": desk.say("desk.plan.report.since", **days)}


def _name(desk: Desk, of: str, kind: str) -> str:
    return f"{desk.say('desk.plan.report.file')}-{of}.{kind}"


def _written(desk: Desk, draft: Draft, kind: str) -> bytes:
    return as_word(desk, draft) if kind == "docx" else as_text(desk, draft).encode()


def _answer(
    desk: Desk, draft: Draft, said: Progress, wrongs: list[Wrong], plan_: Plan | None, ways: Ways
) -> HttpResponseBase:
    query = query_of(said.first, said.last)
    file = "plan-report-file" if plan_ else "plans-report-file"
    parts = [plan_.ref] if plan_ else []
    return desk.answer(
        "plan-report",
        wrongs=wrongs,
        plan=heading(desk, plan_) if plan_ else None,
        draws=bool(plan_ and may_draw(desk, plan_)),
        drawn=drawn_up(desk, plan_.ref) if plan_ else [],
        draft=draft,
        since=_since(desk, said),
        days=ways,
        first=words.dmy(said.first),
        last=words.dmy(said.last),
        files=[
            {"url": f"{desk.url(file, *parts, one)}?{query}", "name": desk.say(f"desk.plan.report.{one}")}
            for one in ("docx", "txt")
        ],
    )


def _drafted(desk: Desk, said: Progress, under: str, own: Collection[int], *, of_plan: bool) -> Draft:
    """The sentences of every part, and the list of what they stand on. `own`: the offices whose report it is, which
    ask nothing of themselves."""
    draft = Draft(
        desk.say("desk.plan.report.title"), under,
        desk.say("desk.plan.report.period", first=words.dmy(said.first), last=words.dmy(said.last)),
        desk.say("desk.plan.report.until", day=words.dmy(said.until)) if said.until < said.last else "",
        _behind(desk, said.tasks, of_plan=of_plan),
    )  # fmt: skip
    writer = _Writer(desk, draft, progress.offices_given(progress.spread_in(said)))
    for name, parts in (("done", said.done), ("late", said.late), ("blocked", said.blocked)):
        writer.section(name, [writer.sentence(name, part) for part in parts])
    changed = [writer.replaced(*one) for one in said.replaced]
    for name, parts in (("stood", said.stood), ("withdrawn", said.withdrawn), ("led", said.led),
                        ("slipped", said.slipped)):  # fmt: skip
        changed += [writer.changed(name, part) for part in parts]
    changed += [writer.changed("dropped", part) for part in said.dropped]
    changed += [writer.target_changed(one) for one in said.targets_changed]
    if changed:
        writer.section("changed", changed)
    if said.targets:
        writer.section("targets", [writer.target(one) for one in said.targets])
    asked = [writer.blocked(part) for part in said.blocked if part.sources[0].task.assigner_id not in own]
    asked += [writer.asked(one) for one in said.asked]
    if waiting := [one for one in said.waiting if one.task.assigner_id not in own]:
        asked.append(Sentence(desk.say("desk.plan.report.asked.waiting", n=len(waiting)), writer.numbers(waiting)))
    writer.section("asked", asked)
    draft.left_out = [desk.say("desk.plan.report.left.waiting", n=len(said.waiting)),
                      desk.say("desk.plan.report.left.sent-back", n=len(said.sent_back))]  # fmt: skip
    return draft


def _behind(desk: Desk, n: int, *, of_plan: bool) -> str:
    """How many tasks a draft is drawn from, and whose."""
    if of_plan:
        return desk.say("desk.plan.report.tasks-of-plan", n=n)
    return desk.say("desk.plan.report.tasks" if n else "desk.plan.report.no-tasks", n=n)


class _Writer:
    def __init__(self, desk: Desk, draft: Draft, given: Mapping[int, Sequence[Office]]) -> None:
        self._desk, self._draft, self._given = desk, draft, given
        self._known: dict[tuple[str, str, str], Numbered] = {}

    def section(self, name: str, sentences: list[Sentence]) -> None:
        say = self._desk.say
        empty = "" if sentences else say(f"desk.plan.report.{name}.none")
        self._draft.sections.append((say(f"desk.plan.report.{name}"), empty, sentences))

    def sentence(self, name: str, part: Part) -> Sentence:
        """What was done, is late or blocked: of one office, or the sum (Σ) over those that were given it."""
        one = part.sources[0]
        how = {"matter": _matter(part.task), "product": _inside(part.task.product)}
        key = f"desk.plan.report.{name}"
        if part.of:
            worst = max((source.late for source in part.sources if source.late is not None), default=0)
            offices = len({source.task.pk for source in part.sources})
            form = f"{key}.sum" if name != "late" or worst else f"{key}.sum-long"
            text = self._desk.say(form, **how, k=offices, of=part.of, ever=part.ever, n=worst)
        elif name == "late" and not one.late:
            text = self._desk.say(f"{key}.long", **how, office=self._office(one), day=words.dmy(one.on))
        else:
            text = self._desk.say(f"{key}.one", **how, office=self._office(one), day=words.dmy(one.on), n=one.late or 0)
        quoted = {"done": "said", "blocked": "because"}.get(name)
        if quoted and one.text and not part.of:
            text += " " + self._desk.say(f"{key}.{quoted}", text=_inside(one.text))
        numbers = self.numbers(part.sources[:MOST_SOURCES])
        more = len(part.sources) - MOST_SOURCES
        return Sentence(text, numbers, self._desk.say("desk.plan.report.more", n=more) if more > 0 else "")

    def changed(self, name: str, part: Part) -> Sentence:
        """What was withdrawn, put on another document, given another lead, or which day was moved: of one office, or of
        so many (Σ) of those that were given it."""
        one, say = max(part.sources, key=lambda source: source.on), self._desk.say
        offices = len({source.task.pk for source in part.sources})
        said = {
            "matter": _matter(part.task), "day": words.dmy(one.on), "was": words.dmy(one.was) if one.was else "",
            "text": _inside(one.text), "before": self._place(one.before), "after": self._place(one.after),
        }  # fmt: skip
        if part.of and offices > 1:
            text = say(f"desk.plan.report.{name}.sum", k=offices, of=part.of, **said)
        else:
            text = say(f"desk.plan.report.{name}.one", office=self._office(one), **said)
        more = len(part.sources) - MOST_SOURCES
        numbers = self.numbers(part.sources[:MOST_SOURCES])
        return Sentence(text, numbers, say("desk.plan.report.more", n=more) if more > 0 else "")

    def replaced(self, old: Instrument, new: Instrument, on: date) -> Sentence:
        """That another document took the place of the plan's own."""
        names = {"old": document(self._desk, old), "new": document(self._desk, new)}
        text = self._desk.say("desk.plan.report.replaced", day=words.dmy(on), **names)
        return Sentence(text, [self._linked(names["new"], "plan-lineage", new.ref)])

    def target_changed(self, one: TargetChange) -> Sentence:
        """That a target was put on another document, or changed in what it asks for."""
        how = {"name": one.target.name, "day": words.dmy(one.on), "text": _inside(one.text)}
        text = self._desk.say(f"desk.plan.report.target.{one.verb}", **how)
        ref = one.target.ref
        return Sentence(text, [self._linked(self._desk.say("desk.plan.report.source.of-target", ref=ref),
                                            "plan-target", ref)])  # fmt: skip

    def _place(self, one: Clause | Instrument | Office | None) -> str:
        if isinstance(one, Office):
            return self._desk.pick(one.names)
        if isinstance(one, Clause):
            return place(self._desk, one, one.instrument, gone=False)
        return document(self._desk, one) if one is not None else ""

    def _linked(self, said: str, page_: str, ref: str) -> Numbered:
        key = (page_, ref, "")
        if key not in self._known:
            self._known[key] = Numbered(len(self._known) + 1, said, self._desk.url(page_, ref))
            self._draft.sources.append(self._known[key])
        return self._known[key]

    def target(self, part: TargetPart) -> Sentence:
        """How a target stood, and its outlook with what it stands on."""
        one, say = part.reached, self._desk.say
        unit = one.target.unit or ("%" if one.target.percent and one.of is None else "")
        goal = aimed_at(self._desk, one.target, f"{number(self._desk, one.goal)} {unit}".strip())
        sigma = "Σ " if one.counted else ""
        value = f"{sigma}{number(self._desk, part.figure.value)}" if part.figure else f"{sigma}0" if one.counted else ""
        what = {"name": one.target.name, "goal": goal, "day": words.dmy(one.target.by)}
        text = (
            say("desk.plan.report.target", value=value, **what)
            if value
            else say("desk.plan.report.target.none", **what)
        )
        low, high = (number(self._desk, x) if x is not None else "" for x in (part.outlook.low, part.outlook.high))
        if one.ended is not None and one.ended.on <= part.until:
            return Sentence(f"{text} {target_ended(self._desk, one)}.", [self._of_target(part)])
        outlook = say(f"desk.plan.report.outlook.{part.standing}", low=low, high=high, n=part.outlook.figures)
        return Sentence(f"{text} {outlook}", [self._of_target(part)])

    def _of_target(self, part: TargetPart) -> Numbered:
        """What a target stands on: the task by which it is counted, else the value that was reported by hand."""
        target, desk = part.reached.target, self._desk
        if target.task is not None:
            return self._number(Source(target.task, target.by))
        if part.figure is None:
            said = desk.say("desk.plan.report.source.target", ref=target.ref)
        else:
            said = desk.say("desk.plan.report.source.value", ref=target.ref, day=words.dmy(part.figure.on))
        self._known[target.ref, "", ""] = Numbered(len(self._known) + 1, said, desk.url("plan-target", target.ref))
        self._draft.sources.append(self._known[target.ref, "", ""])
        return self._known[target.ref, "", ""]

    def asked(self, one: Source) -> Sentence:
        """A decision that whoever gave the task has not given yet."""
        text = self._desk.say(
            "desk.plan.report.asked.decision", assigner=self._desk.pick(one.task.assigner.names),
            office=self._office(one), matter=_matter(one.task), day=words.dmy(one.on), text=_inside(one.text),
        )  # fmt: skip
        return Sentence(text, self.numbers([one]))

    def blocked(self, part: Part) -> Sentence:
        """What blocks an office asks whoever gave the task to decide."""
        one = part.sources[0]
        to = self._desk.pick(one.task.assigner.names)
        text = self._desk.say("desk.plan.report.asked.blocked", assigner=to, office=self._office(one))
        return Sentence(text, self.numbers(part.sources))

    def numbers(self, sources: Sequence[Source]) -> list[Numbered]:
        """The numbers of sources, each given once."""
        return [self._number(source) for source in sources]

    def _number(self, source: Source) -> Numbered:
        key = (source.task.ref, source.period, str(source.reported_on))
        if key not in self._known:
            desk, said = self._desk, {"ref": source.task.ref, "office": self._office(source)}
            if source.reported_on is None:
                text = desk.say("desk.plan.report.source.task", **said)
            else:
                names = [*source.files, *(ref_name(desk, ref) for ref in source.refs)]
                text = desk.say("desk.plan.report.source.evidence", day=words.dmy(source.reported_on),
                                what="; ".join(names), **said)  # fmt: skip
            if source.period:
                text += " " + desk.say("desk.plan.report.source.period", period=periods.said(desk.lang, source.period))
            url = desk.url("plan-task", source.task.ref) + ("#proof" if source.reported_on else "")
            self._known[key] = Numbered(len(self._known) + 1, text, url)
            self._draft.sources.append(self._known[key])
        return self._known[key]

    def _office(self, source: Source) -> str:
        """Who leads it; of what many were given the few by their names, else how many they are."""
        office, given = source.task.lead_office, self._given.get(source.task.pk, ())
        if office is not None:
            return self._desk.pick(office.names)
        if given:
            names = ", ".join(self._desk.pick(one.names) for one in given)
            return names if len(given) <= NAMED else self._desk.say("desk.plan.report.offices", n=len(given))
        return self._desk.say("desk.plan.every-office" if source.task.spread else "desk.plan.nobody")


def _matter(task: Task) -> str:
    """A task as the report names it: beginning with a capital letter."""
    return _inside(begun(task.matter))


def _inside(text: str) -> str:
    """A text as it stands inside a sentence: on one line, without the mark at its end."""
    return short(" ".join(text.split()), QUOTED).rstrip(".;, ")


def as_text(desk: Desk, draft: Draft) -> str:
    """The draft as plain text."""
    lines = [draft.title.upper(), draft.under, draft.period, *([draft.until] if draft.until else []), draft.behind, ""]
    for at, (name, empty, sentences) in enumerate(draft.sections, 1):
        lines += [f"{at}. {name}", *([empty] if empty else [])]
        lines += [f"- {' '.join(filter(None, (one.text, one.mark, one.more)))}" for one in sentences] + [""]
    lines += [desk.say("desk.plan.report.left"), *(f"- {one}" for one in draft.left_out), ""]
    if draft.sources:
        lines += [desk.say("desk.plan.report.sources")]
        lines += [f"[{one.n}] {one.said} {desk.request.build_absolute_uri(one.url)}" for one in draft.sources]
    return "\n".join(lines).rstrip() + "\n"


def as_word(desk: Desk, draft: Draft) -> bytes:
    """The draft as a document of Word, each number of the list a link to what it names."""
    letter = Letter(title=draft.title)
    letter.line(Run(draft.title.upper(), bold=True), align="center", after=0)
    letter.line(Run(draft.under, bold=True), align="center", after=0)
    letter.line(Run(f"({draft.period})", italic=True), align="center")
    if draft.until:
        letter.line(Run(draft.until, italic=True), align="center")
    letter.line(Run(draft.behind, italic=True), align="center")
    for at, (name, empty, sentences) in enumerate(draft.sections, 1):
        letter.line(Run(f"{at}. {name}", bold=True), level=1, first=10)
        if empty:
            letter.line(empty, first=10)
        for one in sentences:
            letter.line(" ".join(filter(None, (f"- {one.text}", one.mark, one.more))), first=10)
    letter.line(Run(desk.say("desk.plan.report.left"), bold=True), level=1, first=10)
    for said in draft.left_out:
        letter.line(f"- {said}", first=10)
    if draft.sources:
        letter.line(Run(desk.say("desk.plan.report.sources"), bold=True), level=1, first=10)
    for source in draft.sources:
        link = desk.request.build_absolute_uri(source.url)
        letter.line(Run(f"[{source.n}]", link=link), f" {source.said}", align="left", after=2)
    return letter.written()
