"""The same dates the slow way: one day, or one minute, at a time, with nothing but a set of days off.

Written from the rules, not from the code: it shares no table and no helper with it.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from namro.rules.clocks.count import Counting, Extension, Pause
from namro.rules.clocks.terms import Term, Unit

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Plain:
    """Local days; `off` and `made_up` say what the weekday does not."""

    def __init__(self, weekend: Collection[int], off: Collection[date], made_up: Collection[date]) -> None:
        self.weekend, self.off, self.made_up = weekend, set(off), set(made_up)

    def worked(self, day: date) -> bool:
        return day in self.made_up or (day not in self.off and day.weekday() not in self.weekend)

    def count(self, after: date, n: int, unit: Unit, paused: Collection[date]) -> date:
        day = after
        while n:
            day += DAY
            if day not in paused and (unit is Unit.DAY or self.worked(day)):
                n -= 1
        return day

    def corresponding(self, day: date, months: int) -> date:
        year, month, number = day.year, day.month, day.day
        for _ in range(months):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        while True:
            try:
                return date(year, month, number)
            except ValueError:
                number -= 1

    def move(self, day: date, paused: Collection[date]) -> date:
        while not self.worked(day) or day in paused:
            day += DAY
        return day

    def due(
        self, term: Term, start: date, counting: Counting, extensions: Sequence[Extension], pauses: Sequence[Pause]
    ) -> tuple[date, date]:
        """The last day in time, and the last day counted."""
        paused = {pause.first + i * DAY for pause in pauses for i in range((pause.last - pause.first).days + 1)}
        units = {term.unit, *(extension.term.unit for extension in extensions)}
        rolls_inside = counting.roll and counting.extension_from == "rolled-end"
        rolls_inside = rolls_inside and any(not extension.absolute for extension in extensions)
        seen = {term.unit}
        months_after_working_days = False
        for extension in extensions:
            if extension.term.unit is Unit.MONTH and not extension.absolute and Unit.WORKING_DAY in seen:
                months_after_working_days = True
            seen.add(extension.term.unit)
        if units != {Unit.WORKING_DAY} and (rolls_inside or months_after_working_days):
            nominal = self.chain(term, start, counting, extensions, set())
            end = self.stretch(self.before_first(term, start, counting), nominal, paused)
        else:
            end = self.chain(term, start, counting, extensions, paused)
        return (self.move(end, paused) if counting.roll else end), end

    def before_first(self, term: Term, start: date, counting: Counting) -> date:
        return start - DAY if counting.first_day_counts and term.unit is not Unit.MONTH else start

    def stretch(self, after: date, nominal: date, paused: Collection[date]) -> date:
        return self.count(after, (nominal - after).days, Unit.DAY, paused) if nominal > after else nominal

    def part(self, term: Term, after: date, nominal: date, paused: Collection[date]) -> tuple[date, date]:
        """End and nominal end of one part."""
        if term.unit is Unit.MONTH:
            corresponding = self.corresponding(nominal, term.amount)
            return self.count(after, (corresponding - nominal).days, Unit.DAY, paused), corresponding
        if term.unit is Unit.DAY:
            return self.count(after, term.amount, Unit.DAY, paused), nominal + term.amount * DAY
        end = self.count(after, term.amount, Unit.WORKING_DAY, paused)
        return end, end

    def chain(
        self, term: Term, start: date, counting: Counting, extensions: Sequence[Extension], paused: Collection[date]
    ) -> date:
        first = self.before_first(term, start, counting)
        end, nominal = self.part(term, first, first, paused)
        for extension in extensions:
            if extension.absolute:
                first = self.before_first(extension.term, start, counting)
                other, other_nominal = self.part(extension.term, first, first, paused)
                if other > end:
                    end, nominal = other, other_nominal
                continue
            after = end
            if counting.roll and counting.extension_from == "rolled-end":
                after = self.move(end, paused)
                nominal = nominal if paused else after
            end, nominal = self.part(extension.term, after, nominal, paused)
        return end

    def hours(self, n: int, start: datetime, pauses: Sequence[Pause]) -> datetime:
        """The first instant too late, a minute at a time; `start` and the pauses on whole minutes."""
        now, left = start, n * 60
        while left:
            if not any(pause.first <= now < pause.last for pause in pauses):
                left -= 1
            now += MINUTE
        return now
