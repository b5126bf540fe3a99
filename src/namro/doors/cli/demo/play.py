"""Plays the stories: one queue of turns in the order of time, each taken through the action that officers use."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min

from namro.doors.cli.demo.script import City, Fate, Turn
from namro.doors.cli.demo.town import Town
from namro.ground.gate import people_actions
from namro.ground.people.actors import OPERATOR, reporter
from namro.ground.people.models import Office
from namro.ground.places import queries as places
from namro.ground.places.crosswalk import successors
from namro.ground.places.models import Unit
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack, Procedure
from namro.work.cases import actions
from namro.work.cases.models import Case

BATCH = 250
"""Turns between two commits: a made-up city needs no commit of its own for every step."""


@dataclass(order=True)
class _Due:
    at: datetime
    order: int
    run: Callable[[datetime], None] = field(compare=False)


@dataclass
class Told:
    """What came of it."""

    cases: int = 0
    turns: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Arrival:
    """A matter that somebody will bring in: when and where."""

    at: datetime
    unit: Unit


def first_day(city: City, pack: Pack, today: date) -> date:
    """The day on which the city's months begin: at the earliest the first of which its units are known. Raises Refused
    `cli.demo-early` where a unit in which one of the cast works is none of the lowest level today."""
    for name in dict.fromkeys(member.at.unit for member in city.cast if member.at.unit):
        found = places.find(name, today, city.within, limit=1)
        if not found or found[0].unit.level != pack.levels[-1].id:
            raise Refused("cli.demo-early", field="now", unit=name, day=today.isoformat())
    known: date = Unit.objects.filter(line__startswith=f"/{city.within}/").aggregate(day=Min("begins"))["day"]
    return max(known, pack.calendar.add_months(today, -city.months))


def arrivals(city: City, pack: Pack, *, first: date, now: datetime, draw: random.Random) -> list[Arrival]:
    """When and where the city's matters come in between `first` and now, each in a unit that stood on its day."""
    calendar = pack.calendar
    units = list(
        Unit.objects.filter(level=pack.levels[-1].id, line__startswith=f"/{city.within}/")
        .exclude(ends__lte=first)
        .order_by("code", "begins")
    )
    days = calendar.days_between(first, calendar.local(now))
    drawn = []
    for _ in range(city.cases):
        after = 0
        if city.lately is not None and draw.randrange(100) < city.lately.share:
            after = max(0, days - city.lately.days)
        drawn.append(calendar.add_days(first, after + draw.randrange(days - after + 1)))
    standing = {day: [unit for unit in units if unit.stands(day)] for day in set(drawn)}
    weights = {unit.pk: city.busier.get(unit.names[pack.language], 1) for unit in units}
    hours = [1] * 6 + [3, 6, 9, 9, 8, 5, 4, 6, 8, 8, 7, 6, 5, 5, 4, 3, 2, 1]
    found = []
    for day in drawn:
        at = calendar.start_of(day).replace(hour=draw.choices(range(24), weights=hours)[0], minute=draw.randrange(60))
        there = standing[day]
        found.append(Arrival(at, draw.choices(there, weights=[weights[unit.pk] for unit in there])[0]))
    return sorted((arrival for arrival in found if arrival.at <= now), key=lambda arrival: arrival.at)


class Play:
    """One run of a city. The same file, seed and `now` give the same city, but for receipts' secret codes."""

    def __init__(
        self, city: City, pack: Pack, town: Town, coming: list[Arrival], *, now: datetime, draw: random.Random
    ) -> None:
        self.city, self.pack, self.town, self.now, self.draw = city, pack, town, now, draw
        self.told = Told()
        self.gone: set[int] = set()
        self.queue: list[_Due] = []
        self.order = 0
        for day in sorted({office.unit.ends for office in town.offices.values() if office.unit.ends}):
            self._put(pack.calendar.start_of(day), self._reorganise)
        for arrival in coming:
            self._put(arrival.at, lambda at, unit=arrival.unit: self._arrive(at, unit))  # type: ignore[misc]

    def run(self, each: Callable[[Told], None] | None = None) -> Told:
        """Plays everything up to now; `each` is called after every batch."""
        while self.queue and self.queue[0].at <= self.now:
            with transaction.atomic():
                for _ in range(BATCH):
                    if not self.queue or self.queue[0].at > self.now:
                        break
                    due = heapq.heappop(self.queue)
                    due.run(due.at)
            if each is not None:
                each(self.told)
        return self.told

    def also(self, at: datetime, run: Callable[[datetime], None]) -> None:
        """Queues a turn of something else that happens in the city."""
        self._put(at, run)

    def _put(self, at: datetime, run: Callable[[datetime], None]) -> None:
        self.order += 1
        heapq.heappush(self.queue, _Due(at, self.order, run))

    # What happens

    def _arrive(self, at: datetime, unit: Unit, channel: str = "") -> None:
        """Somebody brings a matter in; what becomes of it is drawn at once and queued turn by turn. What needs an open
        office waits for one."""
        city, draw, on = self.city, self.draw, self.pack.calendar.local(at)
        if not channel:
            channel = draw.choices(list(city.channels), weights=[way.share for way in city.channels.values()])[0]
            if city.channels[channel].at_work and (later := self._at_work(at)) != at:
                if later <= self.now and (unit.ends is None or self.pack.calendar.local(later) < unit.ends):
                    self._put(later, lambda now: self._arrive(now, unit, channel))
                    return
                channel = next(iter(city.channels))  # the office is gone by then, or that is still to come
        name = draw.choices(list(city.mixture), weights=list(city.mixture.values()))[0]
        procedure = self.pack.procedure(name, on)
        about = city.story(name, draw)
        identity = self._identity(procedure) if draw.randrange(100) < city.identity.get(name, 100) else None
        answers = self._answers(procedure, about, unit, at)
        office, by = self.town.answering(procedure.opens_at, unit), city.channels[channel].by
        taker = self.town.actor(office.pk, by, at, draw) if by and office else None
        try:
            received = actions.receive(
                office, procedure=name, answers=answers, identity=identity, place_ref=unit.ref,
                channel=channel if taker else "web", actor=taker or actions.NEWCOMER, now=at,
            )  # fmt: skip
        except Refused as refusal:
            self.told.refused[f"receive {name}: {refusal}"] += 1
            return
        self.told.cases += 1
        fates: list[Fate] = list(city.fate)
        fate = draw.choices(fates, weights=list(city.fate.values()))[0]
        self.told.fates[fate] += 1
        path = [
            turn for turn in city.path(name, draw)
            if (not turn.only or fate in turn.only) and draw.randrange(100) < turn.chance
        ]  # fmt: skip
        self._next(received.case, path, fate, at)

    def _next(self, case: Case, path: list[Turn], fate: Fate, since: datetime) -> None:
        if not path:
            return
        turn, rest = path[0], path[1:]
        low, high = turn.late if fate == "late" and turn.late else turn.hours
        at = self.pack.calendar.add_hours(since, int(low))
        minutes = self.draw.randrange(60 * max(1, int(high - low)))
        at = self.pack.calendar.add_hours(at, minutes // 60).replace(minute=minutes % 60)
        if not turn.any_time and turn.by != "reporter":
            at = self._at_work(at)
        self._put(at, lambda now: self._take(case, turn, rest, fate, now))

    def _at_work(self, at: datetime) -> datetime:
        """That moment, or the next morning on which offices are open."""
        calendar = self.pack.calendar
        on = calendar.local(at)
        local = at.astimezone(calendar.zone)
        if calendar.is_working(on) and 8 <= local.hour < 17:
            return at
        day = calendar.next_working(on if local.hour < 8 else calendar.add_days(on, 1))
        return calendar.start_of(day).replace(hour=8 + self.draw.randrange(2), minute=self.draw.randrange(60))

    def _take(self, case: Case, turn: Turn, rest: list[Turn], fate: Fate, now: datetime) -> None:
        if case.office_id in self.gone:
            case = Case.objects.get(pk=case.pk)  # handed over since
        if turn.by == "reporter":
            actor = reporter(case.ref)
        else:
            office_id = case.office_id if turn.at is None else self.town.of_kind(turn.at).pk
            found = self.town.actor(office_id, turn.by, now, self.draw)
            if found is None:
                self.told.refused[f"{case.procedure_id} {turn.step}: no {turn.by}"] += 1
                return
            actor = found
        inputs = self._inputs(case, turn)
        try:
            case = actions.act(case, turn.step, inputs, actor=actor, now=now).case
            self.told.turns += 1
        except Refused as refusal:
            self.told.refused[f"{case.procedure_id} {turn.step}: {refusal.code}"] += 1
        self._next(case, rest, fate, now)

    def _reorganise(self, at: datetime) -> None:
        """Offices of units that end this day hand what is open to their successors, and end."""
        on = self.pack.calendar.local(at)
        self.town.forget_seats()
        for (kind, _ref), office in list(self.town.offices.items()):
            if office.unit.ends != on:
                continue
            refs = [heir.unit.ref for heir in successors(office.unit, on)]
            heir = next((self.town.offices[(kind, ref)] for ref in refs if (kind, ref) in self.town.offices), None)
            if heir is not None:
                self._hand_over(office, heir, at)
                self.gone.add(office.pk)
            people_actions.end_office(office, on=on, reason=self.city.reasons["hand-over"][0], actor=OPERATOR, now=at)

    def _hand_over(self, office: Office, heir: Office, at: datetime) -> None:
        reason = self.draw.choice(self.city.reasons["hand-over"])
        actions.hand_over_all(office, office=heir, reason=reason, actor=OPERATOR, now=at)

    # What is said

    def _answers(self, procedure: Procedure, about: str, unit: Unit, at: datetime) -> dict[str, object]:
        on = self.pack.calendar.local(at).isoformat()
        given: dict[str, object] = {}
        told = False
        for asked in procedure.fields:
            if asked.kind == "place":
                given[asked.id] = {"ref": unit.ref, "detail": self.draw.choice(self.city.streets)}
            elif asked.kind == "yes-no":
                given[asked.id] = False
            elif asked.kind == "choice":
                given[asked.id] = self.draw.choice(list(asked.options))
            elif asked.kind == "date-or-period":
                given[asked.id] = {"from": on, "to": on}
            elif asked.id in self.city.fields:
                given[asked.id] = self.draw.choice(self.city.fields[asked.id])
            elif asked.kind in ("text", "long-text") and (asked.required or not told) and not asked.sensitive:
                given[asked.id] = about
                told = True
        return given

    def _identity(self, procedure: Procedure) -> dict[str, str]:
        draw, city = self.draw, self.city
        name = " ".join(draw.choice(part) for part in (city.family_names, city.middle_names, city.given_names))
        values = {"phone": f"09{draw.randrange(10**8):08d}", "email": "minh.hoa@example.com"}
        return {
            asked.id: values.get(asked.kind, name if asked.id == "name" else draw.choice(city.streets))
            for asked in procedure.reporter.asks.values()
            if asked.required or asked.id == "name"
        }

    def _inputs(self, case: Case, turn: Turn) -> dict[str, object]:
        filled: dict[str, object] = {}
        for name, value in turn.inputs.items():
            if isinstance(value, dict) and "pick" in value:
                listed = self.city.reasons.get(value["pick"]) or self.city.answers[case.procedure_id]
                filled[name] = self.draw.choice(listed)
            elif isinstance(value, dict) and "office" in value:
                filled[name] = self.town.of_kind(value["office"]).pk
            elif isinstance(value, dict) and "post" in value:
                filled[name] = self.draw.choice(self.town.posts[(case.office_id, value["post"])]).pk
            else:
                filled[name] = value
        return filled
