"""A calendar: which local days are worked, and arithmetic with days that knows it.

Days are local dates of one time zone. What a weekend is and which days are off or made up for comes in as data.
All look-ups are answered from tables made once (a few thousand entries for five years).
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from namro.rules.clocks.errors import BadCalendar, OutsideCalendar


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says: off (`working` False), or worked to make up for another (True).

    `provisional` marks what has not been decided yet. A provisional day that its weekday would make a working
    day anyway says: this day may still become a day off.
    """

    on: date
    working: bool
    name: dict[str, str] = field(hash=False)
    act: str
    provisional: bool = False


class Calendar:
    """The days from `first` to `last` in `zone`: worked, unless in `weekend` (Monday is 0) or in `special`.

    Raises `BadCalendar` when the data contradict themselves. Methods that must know of a day outside
    `first`..`last` whether it is worked raise `OutsideCalendar`, which says what years there are.
    """

    def __init__(
        self, zone: str, weekend: Collection[int], special: Iterable[SpecialDay], first: date, last: date
    ) -> None:
        try:
            self.zone = ZoneInfo(zone)
        except (KeyError, ValueError, OSError, TypeError) as cause:
            raise BadCalendar(
                f'{zone!r} is not a time zone. Write it like "Europe/Paris".', field="zone", reason=f"{zone!r}"
            ) from cause
        if last < first:
            raise _bad(f"it ends on {last}, before it begins on {first}", "last")
        if not set(weekend) <= set(range(7)) or len(set(weekend)) == 7:
            raise _bad(f"the weekend {sorted(weekend)} must be some, not all, of 0 (Monday) to 6 (Sunday)", "weekend")
        self.first, self.last = first, last
        self.weekend = frozenset(weekend)
        self._special: dict[date, SpecialDay] = {}
        for day in special:
            if not first <= day.on <= last:
                raise _bad(f"{day.on} is outside {first} to {last}", "days")
            if day.on in self._special:
                raise _bad(f"{day.on} stands in it twice", "days")
            self._special[day.on] = day
        self.days = tuple(self._special[day] for day in sorted(self._special))
        """The special days, in order."""
        self._build()

    def _build(self) -> None:
        # Tables by index (days after `first`): the date, whether worked, how many are worked (or provisional)
        # before it, the index of the next worked day; and the indices of all worked days in order.
        base = self.first.toordinal()
        size = self.last.toordinal() - base + 1
        self._base, self._size = base, size
        self._dates = [date.fromordinal(base + i) for i in range(size)]
        self._worked = bytearray(
            (self._special[day].working if day in self._special else day.weekday() not in self.weekend)
            for day in self._dates
        )
        self._before = [0] * (size + 1)
        self._open = [0] * (size + 1)  # provisional days before this index
        self._nth: list[int] = []
        for i, day in enumerate(self._dates):
            self._before[i + 1] = self._before[i] + self._worked[i]
            self._open[i + 1] = self._open[i] + (day in self._special and self._special[day].provisional)
            if self._worked[i]:
                self._nth.append(i)
        self._midnights: dict[int, datetime] = {}

    def __repr__(self) -> str:
        return f"<Calendar {self.zone.key} {self.first}..{self.last}, {len(self._special)} special days>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.fingerprint() == other.fingerprint()

    def __hash__(self) -> int:
        return hash(self.fingerprint())

    def fingerprint(self) -> str:
        """SHA-256 (hex) of the data: two calendars with the same one give the same answers and reasons."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        days = [[d.on.isoformat(), d.working, d.name, d.act, d.provisional] for d in self.days]
        data = [self.zone.key, sorted(self.weekend), self.first.isoformat(), self.last.isoformat(), days]
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    # What a day is

    def local(self, moment: datetime) -> date:
        """The local date of a moment; a moment without an offset is local already.

        Raises `OutsideCalendar` for one that is beyond the years 1 to 9999 here.
        """
        try:
            return (moment if moment.tzinfo is None else moment.astimezone(self.zone)).date()
        except OverflowError as cause:
            raise self.outside(None) from cause

    def moment(self, moment: datetime) -> datetime:
        """The same moment with the local offset; a moment without an offset is local already.

        A local time that the clocks skip is moved forward by what they skip; of one that comes twice, the
        first is meant unless `fold` says otherwise.
        """
        return (
            (moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment)
            .astimezone(UTC)
            .astimezone(self.zone)
        )

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked. Raises `OutsideCalendar`."""
        return bool(self._worked[self._index(day)])

    def special(self, day: date) -> SpecialDay | None:
        """What the acts say of `day`; None for a day that is what its weekday says."""
        return self._special.get(day)

    def is_weekend(self, day: date) -> bool:
        """Whether `day` is one of the weekly days off, whatever the acts say of it."""
        return day.weekday() in self.weekend

    # Counting days

    def add_working_days(self, day: date, n: int) -> date:
        """The `n`-th working day after `day` (before it, when `n` is negative; `day` itself for 0).

        Raises `OutsideCalendar`.
        """
        if n == 0:
            return day
        i = day.toordinal() - self._base
        if not -1 <= i <= self._size:
            raise self.outside(day)
        nth = self._before[min(i + 1, self._size)] + n - 1 if n > 0 else self._before[max(i, 0)] + n
        if not 0 <= nth < len(self._nth):
            raise self.outside(None)
        return self._dates[self._nth[nth]]

    def add_days(self, day: date, n: int) -> date:
        """`n` calendar days after `day`. Raises `OutsideCalendar` beyond the years 1 to 9999."""
        try:
            return date.fromordinal(day.toordinal() + n)
        except (ValueError, OverflowError) as cause:
            raise self.outside(None) from cause

    def add_months(self, day: date, n: int) -> date:
        """The corresponding day `n` months later; the last day of the month where it has no such day.

        Raises `OutsideCalendar` beyond the years 1 to 9999.
        """
        year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
        if not 1 <= year <= 9999:
            raise self.outside(None)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def add_hours(self, moment: datetime, n: int) -> datetime:
        """The moment exactly `n` hours later, with the local offset. Raises `OutsideCalendar` beyond 9999."""
        try:
            return (self.moment(moment).astimezone(UTC) + timedelta(hours=n)).astimezone(self.zone)
        except OverflowError as cause:
            raise self.outside(None) from cause

    def next_working(self, day: date) -> date:
        """`day` if it is worked, else the first worked day after it. Raises `OutsideCalendar`."""
        nth = self._before[self._index(day)]
        if nth == len(self._nth):
            raise self.outside(None)
        return self._dates[self._nth[nth]]

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days there are after `a` up to and including `b`; negative when `b` is before `a`."""
        if b < a:
            return -self.working_days_between(b, a)
        return 0 if a == b else self._before[self._index(b) + 1] - self._before[self._index(a) + 1]

    def days_between(self, a: date, b: date) -> int:
        """How many days there are after `a` up to and including `b`; negative when `b` is before `a`."""
        return b.toordinal() - a.toordinal()

    def undecided(self, first: int, last: int) -> bool:
        """Whether any day of the ordinals `first` to `last` is provisional; days outside are not known of."""
        low, high = max(first - self._base, 0), min(last - self._base + 1, self._size)
        return low < high and self._open[high] > self._open[low]

    # Where a day begins

    def start_of(self, day: date) -> datetime:
        """The first instant of a local day, with its offset (not 00:00 where the clocks skip midnight)."""
        ordinal = day.toordinal()
        found = self._midnights.get(ordinal)
        if found is None:
            try:
                found = self.moment(datetime.combine(day, time()))
            except OverflowError as cause:
                raise self.outside(None) from cause
            self._midnights[ordinal] = found
        return found

    def midnight_after(self, day: date) -> datetime:
        """The first instant of the next local day, with its offset: what is done by then was done on `day`."""
        found = self._midnights.get(day.toordinal() + 1)
        return self.start_of(self.add_days(day, 1)) if found is None else found

    # Inside

    def _index(self, day: date) -> int:
        i = day.toordinal() - self._base
        if not 0 <= i < self._size:
            raise self.outside(day)
        return i

    def outside(self, day: date | None = None) -> OutsideCalendar:
        """The refusal to raise when `day` (or an answer beyond all days) is needed: what there is, what to do."""
        needed = f"{day.isoformat()} is needed, but the" if day else "The answer lies outside the calendar: the"
        return OutsideCalendar(
            f"{needed} calendar knows {self.first} to {self.last}. Check the dates and the length of the term; if they "
            "are right, add the days off of the missing years to the pack's calendar.yaml and move its `covers`.",
            first=self.first.isoformat(),
            last=self.last.isoformat(),
        )


def _bad(reason: str, where: str) -> BadCalendar:
    return BadCalendar(f"The calendar contradicts itself: {reason}. Correct calendar.yaml.", field=where, reason=reason)
