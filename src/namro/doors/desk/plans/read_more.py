"""The targets and the cited documents that were read, line by line: taken or left, each with its characters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from namro.doors import words
from namro.doors.desk.inputs import Option, day_in, tidy
from namro.doors.desk.page import Desk, Wrong
from namro.doors.desk.plans.lines import iso_day, plain, short
from namro.doors.desk.plans.read_lines import AROUND, MOST, Has, Lack, Row, parts_of
from namro.doors.desk.plans.read_times import last_day, when_said
from namro.doors.desk.plans.shares import Offer, Shares, sum_said
from namro.doors.desk.plans.target_forms import ROUNDINGS, number_in
from namro.rules.packs.refused import Refused
from namro.work.plans.models import Instrument
from namro.work.plans.over_open import open_on
from namro.work.plans.taking_in import Aimed, Cited, Place, known_as
from namro.work.plans.target_actions import TargetSaid
from namro.work.plans.targets import AIMS, LIMITS

AT = {"symbol": "symbol", "title": "title", "issuer": "issuer", "dated": "dated", "kind": "kind", "to": "relation"}
"""By field of a refusal the field of a cited document at which it is said."""


@dataclass(slots=True)
class Aim:
    """A target that was read. `counted`: the place (from 0) of the task that counts it, "" for values by hand. `fix`:
    the target of the plan that it may correct, with what would change; `correct`: it is chosen to; `lent`: by field
    what stands in it only because that target says so.
    `offers`: numbers of communes that a share may be of; `sum`: the share of the number that stands in `of`."""

    at: int
    start: int
    sentence: str
    before: str
    after: str
    clause: str
    above: tuple[tuple[str, str], ...]
    name: str
    goal: str
    unit: str
    by: str
    of: str
    counted: str
    rounding: str
    take: bool
    by_says: str = ""
    sum: str = ""
    offers: list[Offer] = field(default_factory=list)
    aim: str = "least"
    aims: tuple[Option, ...] = ()
    tasks: tuple[Option, ...] = ()
    roundings: tuple[Option, ...] = ()
    has: Has | None = None
    near: list[Has] = field(default_factory=list)
    fix: Has | None = None
    correct: bool = False
    changes: list[dict[str, str]] = field(default_factory=list)
    lent: dict[str, str] = field(default_factory=dict)
    missing: list[Lack] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether something of it is missing or to be mended, so that its fields are not folded."""
        return bool(self.missing or self.wrongs)

    @property
    def lends(self) -> str:
        """The fields that still hold what they were lent."""
        return " ".join(name for name, lent in self.lent.items() if getattr(self, name) == lent)

    @property
    def brief(self) -> str:
        """Its fields on one line."""
        name = self.name[:1].upper() + self.name[1:]
        return " · ".join(part for part in (name, f"{self.goal} {self.unit}".strip(), self.by) if part)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.clause, self.sentence[:20_000], self.above, self.start)

    @property
    def percent(self) -> bool:
        """Whether it is a share that is worked out: of the offices of a task, or of a number."""
        return self.unit == "%" and bool(self.counted or self.of)


@dataclass(slots=True)
class Cite:
    """A document that was read. `there`: the one that the register holds already."""

    at: int
    sentence: str
    before: str
    after: str
    kind: str
    symbol: str
    issuer: str
    dated: str
    title: str
    relation: str
    take: bool
    kinds: tuple[Option, ...] = ()
    relations: tuple[Option, ...] = ()
    there: str = ""
    has: bool = False
    missing: list[Lack] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether something of it is missing or to be mended, so that its fields are not folded."""
        return bool(self.missing or self.wrongs)

    @property
    def brief(self) -> str:
        """Its fields on one line."""
        return " · ".join(part for part in (self.symbol, self.issuer, self.dated, self.title) if part)


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The characters, and a few before and after them on their line."""
    before = text[max(0, start - AROUND) : start].rpartition("\n")[2]
    return text[start:end], before, text[end : end + AROUND].partition("\n")[0]


def _value(one: Mapping[str, Any], name: str) -> str:
    return str(one[name]["value"]) if one.get(name) else ""


def _by(desk: Desk, one: Mapping[str, Any]) -> str:
    """The last day in time, as it is typed: that of a task with the same words."""
    return iso_day(last_day(desk, _value(one, "by"), one["by"].get("bound", ""))) if one.get("by") else ""


def _named(text: str, one: Mapping[str, Any]) -> str:
    """What is to be reached as it is written; a number that is to fall or to rise says so."""
    moved = one.get("direction")
    unit, what = one.get("unit"), one.get("what")
    said = _value(one, "what")
    counted = unit and what and unit["value"] != "%" and unit["end"] < what["start"]
    if unit and what and counted and not text[unit["end"] : what["start"]].strip():  # "vụ cháy", not only "cháy"
        said = " ".join(text[unit["start"] : what["end"]].split())
    parts = [text[moved["start"] : moved["end"]] if moved else "", said, _value(one, "reach")]
    return " ".join(part for part in parts if part)


def read_aims(
    desk: Desk,
    found: Mapping[str, Any],
    rows: Sequence[Row],
    known_of: Callable[[list[Aim]], None] | None = None,
) -> list[Aim]:
    """The targets that were read, with what was sent for them in its place. `known_of` as that of `read_rows`."""
    parts = parts_of(found)
    tasks = tuple(Option(str(row.at), f"{row.nth}. {short(row.matter, 90)}") for row in rows)
    aims = []
    for at, one in enumerate(found["targets"]):
        sentence, before, after = _around(found["text"], one["start"], one["end"])
        clause = _value(one, "clause") or desk.say("desk.plan.more.target", n=at + 1)
        aim = Aim(
            at, one["start"], sentence, before, after, clause[:80], parts.get(_value(one, "clause"), ()),
            _named(found["text"], one)[:300], _value(one, "value").replace(".", desk.say("common.decimal")),
            _value(one, "unit"), _by(desk, one), "", "", "up", take=False, tasks=tasks,
        )  # fmt: skip
        aim.missing = [Lack(desk.say(f"desk.plan.more.no-{name}"), f"f-t-{name}-{at}") for name, said in
                       (("name", aim.name), ("goal", aim.goal), ("by", aim.by)) if not said]  # fmt: skip
        aim.take = not aim.missing
        if one.get("by"):
            last = last_day(desk, _value(one, "by"), one["by"].get("bound", ""))
            aim.by_says = when_said(desk, found["text"], one["by"], last)
        aim.aim = aim_read(_value(one, "comparator"), _value(one, "direction"))
        if aim.aim == "change":
            aim.missing.append(Lack(desk.say("desk.plan.more.change")))
        aims.append(aim)
    if known_of is not None:
        known_of(aims)
    shares = Shares(desk, [seat.office_id for seat in desk.actor.seats])
    for aim in aims:
        units = shares.named(aim.name) if aim.unit == "%" and aim.has is None else []
        if desk.request.method == "POST" and aim.has is None:
            _sent_aim(desk, aim, rows, [str(n) for n, _ in units])
        _work_out(desk, aim, units)
        aim.roundings = tuple(
            Option(one, desk.say(f"desk.target.in.rounding.{one}"), chosen=one == aim.rounding) for one in ROUNDINGS
        )
        aim.aims = tuple(Option(one, desk.say(f"desk.target.in.aim.{one}"), chosen=one == aim.aim) for one in AIMS)
    return aims


def aim_read(comparator: str, direction: str) -> str:
    """What is aimed at, by the words that were read. A fall or a rise ("10 % less than last year") is a change, unless
    it is said below what the number is to fall."""
    read = {"more-than": "more", "at-most": "most", "less-than": "less"}.get(comparator, "least")
    if direction == "decrease" and read not in LIMITS:
        return "change"
    return "change" if direction == "increase" and read in LIMITS else read


def _work_out(desk: Desk, aim: Aim, units: Sequence[tuple[int, str]]) -> None:
    """The sum of a share of a number, else those that may be chosen; nothing where a task counts it."""
    goal = number_in(desk, aim.goal)
    if aim.unit != "%" or not goal or aim.counted or aim.aim == "change":
        return
    rounding = aim.rounding or "up"
    if aim.of.isdecimal() and int(aim.of):
        aim.sum = sum_said(desk, goal, int(aim.of), aim.aim, rounding)
        return
    aim.offers = [
        Offer(str(n), desk.say("desk.plan.more.offer", which=which, sum=sum_said(desk, goal, n, aim.aim, rounding)))
        for n, which in units
    ]


def _sent_aim(desk: Desk, aim: Aim, rows: Sequence[Row], offered: Collection[str]) -> None:
    def sent(name: str) -> str:
        return tidy(str(desk.request.POST.get(f"t-{name}-{aim.at}", ""))[:MOST])

    aim.take, aim.correct = sent("does") == "take", sent("does") == "correct" and aim.fix is not None
    aim.name, aim.goal, aim.unit, aim.by = sent("name"), sent("goal")[:20], sent("unit")[:80], sent("by")[:20]
    aim.of, aim.counted = sent("of")[:10], sent("counted")
    if not aim.of and not aim.counted and aim.unit == "%" and sent("offer") in offered:
        aim.of = sent("offer")
    aim.aim = sent("aim") if sent("aim") in AIMS else aim.aim
    aim.rounding = sent("rounding") if sent("rounding") in ROUNDINGS else "up"
    if not (aim.take or aim.correct):
        return
    for name in sent("lent").split() if aim.take else ():  # a new target has no day of another one
        if name in aim.lent and getattr(aim, name) == aim.lent[name]:
            setattr(aim, name, "")
    wrong = [
        (name, f"no-{name}") for name, said in (("name", aim.name), ("goal", aim.goal), ("by", aim.by)) if not said
    ]
    if aim.goal and not number_in(desk, aim.goal):
        wrong.append(("goal", "bad-goal"))
    if aim.by and day_in(aim.by) is None:
        wrong.append(("by", "bad-by"))
    if aim.of and not aim.of.isdecimal():
        wrong.append(("of", "bad-of"))
    counts = next((row for row in rows if str(row.at) == aim.counted), None)
    counting = counts is not None and counts.every and (counts.has is not None or (counts.does == "take" and aim.take))
    if aim.counted and (aim.unit != "%" or not counting):
        wrong.append(("counted", "not-counted"))
    elif aim.counted and aim.aim not in ("least", "more"):
        wrong.append(("aim", "counted-upwards"))
    aim.wrongs = [
        Wrong(desk.say("desk.plan.more.at-target", n=aim.at + 1, what=desk.say(f"desk.plan.more.{why}")),
              f"t-{name}-{aim.at}")
        for name, why in wrong
    ]  # fmt: skip


def aimed(desk: Desk, aim: Aim, accepted: Sequence[Row], rows: Sequence[Row] = ()) -> Aimed:
    """The target as the room takes it. `rows`: all of the look, of which a plan has some already."""
    by = day_in(aim.by)
    assert by is not None, "judged before"
    counted = next((at for at, row in enumerate(accepted) if str(row.at) == aim.counted), None)
    there = next((row.has.pk for row in rows if row.has and str(row.at) == aim.counted), None)
    said = TargetSaid(
        aim.name, number_in(desk, aim.goal), by, percent=aim.percent, unit="" if aim.percent else aim.unit,
        of=int(aim.of) if aim.percent and counted is None and there is None else None, rounding=aim.rounding,
        aim=aim.aim, task=there,
    )  # fmt: skip
    return Aimed(said, aim.place, counted)


def read_cites(desk: Desk, found: Mapping[str, Any], tied: Sequence[Instrument] | None = None) -> list[Cite]:
    """The documents that are named, the plan's own left out, with what was sent for them in its place. `tied`: of
    a plan that is there those that its own document names already; what it does not is left unless it is taken."""
    programme = desk.pack.programme
    kinds, relations = (programme.instruments, programme.relations) if programme else ({}, {})
    cites = []
    for at, one in enumerate(one for one in found["instruments"] if not one["own"]):
        sentence, before, after = _around(found["text"], one["start"], one["end"])
        relation = _value(one, "relation")
        cite = Cite(
            at, sentence, before, after, _value(one, "kind"), _value(one, "number")[:80], _value(one, "issuer")[:200],
            iso_day(_value(one, "date")), _value(one, "title")[:400], relation, take=False,
        )  # fmt: skip
        for name, said in (("symbol", cite.symbol), ("issuer", cite.issuer), ("dated", cite.dated)):
            if not said:
                cite.missing.append(Lack(desk.say(f"desk.plan.more.no-{name}"), f"f-c-{name}-{at}"))
        cite.has = any(_same(cite, one) for one in tied or ())
        if desk.request.method == "POST" and not cite.has:
            _sent_cite(desk, cite)
        cite.kinds = tuple(Option(k, desk.pick(kind.names), chosen=k == cite.kind) for k, kind in kinds.items())
        cite.relations = tuple(Option(k, desk.pick(said), chosen=k == cite.relation) for k, said in relations.items())
        there = known_as(cited(cite), desk.actor, desk.on)
        cite.there = _called(desk, there) if there else ""
        if there is not None:  # what is known of it already was not read here, and is not missing
            cite.missing = []
        cite_over = there is not None and cite.relation in ("replaces", "repeals") and open_on(there)
        if desk.request.method != "POST":
            whole = bool(cite.kind and cite.relation and (cite.symbol or cite.title))
            cite.take = whole and not cite_over and tied is None
            cite.missing += [Lack(desk.say("desk.plan.more.hangs", n=cite_over))] if cite_over else []
        elif cite.take:
            _judge(desk, cite, int(cite_over))
        cites.append(cite)
    return cites


def _same(cite: Cite, one: Instrument) -> bool:
    """Whether a document that is read once more is that one: by its symbol, else by what it is called, and no other
    day."""
    read, known = (cite.symbol, one.symbol) if cite.symbol else (cite.title, one.title)
    day = day_in(cite.dated) if cite.dated else None
    return plain(read) == plain(known) != "" and (day is None or one.dated is None or day == one.dated)


def _called(desk: Desk, there: Instrument) -> str:
    day = words.dmy(there.dated) if there.dated else desk.say("desk.plan.undated")
    return ", ".join(part for part in (there.symbol or there.title, there.issuer, day) if part)


def _sent_cite(desk: Desk, cite: Cite) -> None:
    def sent(name: str) -> str:
        return tidy(str(desk.request.POST.get(f"c-{name}-{cite.at}", ""))[:MOST])

    cite.take = sent("does") == "take"
    cite.kind, cite.relation, cite.dated = sent("kind"), sent("relation"), sent("dated")[:20]
    cite.symbol, cite.issuer, cite.title = sent("symbol")[:80], sent("issuer")[:200], sent("title")[:400]


def _judge(desk: Desk, cite: Cite, hangs: int) -> None:
    """What is to be mended in a document that is taken."""
    programme = desk.pack.programme
    wrong = []
    if programme and cite.kind not in programme.instruments:
        wrong.append(("kind", desk.say("desk.plan.more.no-kind")))
    if programme and cite.relation not in programme.relations:
        wrong.append(("relation", desk.say("desk.plan.more.no-relation")))
    if not cite.symbol and not cite.title:
        wrong.append(("symbol", desk.say("refusals.plans.cited-what")))
    if cite.dated and day_in(cite.dated) is None:
        wrong.append(("dated", desk.say("desk.plan.more.bad-by")))
    if hangs:
        wrong.append(("relation", desk.say("desk.plan.more.hangs", n=hangs)))
    cite.wrongs = [
        Wrong(desk.say("desk.plan.more.at-document", n=cite.at + 1, what=what), f"c-{name}-{cite.at}")
        for name, what in wrong
    ]


def cited(cite: Cite) -> Cited:
    """The document as the room takes it."""
    day = day_in(cite.dated) if cite.dated else None
    return Cited(cite.kind, cite.symbol, cite.issuer, day, cite.title, cite.relation)


def refusal_in(desk: Desk, refused: Refused, cites: Sequence[Cite]) -> Wrong:
    """What was refused: where it is about one of the cited documents that are taken, said at the line of that one."""
    where = (refused.field or "").split(".")
    said = desk.refusal(refused)
    taken = [one for one in cites if one.take and not one.has]
    if where[0] != "cited" or len(where) != 3 or int(where[1]) >= len(taken):
        return said
    cite = taken[int(where[1])]
    field = AT.get(where[2], "title" if not cite.symbol else "symbol")
    what = desk.say("desk.plan.more.at-document", n=cite.at + 1, what=said.text)
    cite.wrongs = [Wrong(what, f"c-{field}-{cite.at}", said.url)]
    return cite.wrongs[0]
