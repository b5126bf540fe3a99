"""How many due dates a second one core works out, and how that compares with walking day by day.

    python bench/due_dates.py [--runs 5] [--each 100000]

The mixture is that of the procedures: working days, calendar days, months and hours, one in ten with an extension
and a pause. Starts are spread over three years. The reasons are not read, as in lists and in the recheck of a
province; `--with-steps` reads them too.
"""

import argparse
import random
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.clocks.count import Counting, Due, Extension, Pause, due
from namro.rules.clocks.terms import Term, Unit
from namro.rules.packs.reading import read

PACK = Path(__file__).parent.parent / "packs" / "vn"
LAW = Counting("civil-code")
TERMS = [
    Term.parse(text) for text in ("3 working days", "7 working days", "20 days", "30 days", "2 months", "24 hours")
]
Question = tuple[Term, datetime, tuple[Extension, ...], tuple[Pause, ...]]


def the_calendar() -> Calendar:
    data = read(PACK / "calendar.yaml", "calendar.yaml").value
    days = [SpecialDay(d["on"], d["working"], d["name"], d["act"], d["provisional"]) for d in data["days"]]
    pack = read(PACK / "pack.yaml", "pack.yaml").value
    return Calendar(pack["time_zone"], pack["weekend"], days, data["covers"]["from"], data["covers"]["to"])


def questions(each: int, calendar: Calendar) -> list[Question]:
    chance = random.Random(20260213)
    asked: list[Question] = []
    for i in range(each):
        term = TERMS[i % len(TERMS)]
        start = datetime(2023, 6, 1, tzinfo=calendar.zone) + timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))
        if i % 2:
            start = start.replace(tzinfo=None)
        extensions: tuple[Extension, ...] = ()
        pauses: tuple[Pause, ...] = ()
        if i % 10 == 0 and term.unit is not Unit.HOUR:
            extensions = (Extension("more", term, False, ""),)
            first = start.date() + timedelta(days=1)
            pauses = (Pause(first, first + timedelta(days=chance.randrange(6))),)
        asked.append((term, start, extensions, pauses))
    return asked


def walked(calendar: Calendar, term: Term, start: datetime) -> date:
    """The same date, one day at a time: the plain way, for comparison (no extensions or pauses)."""
    day = calendar.local(start)
    if term.unit is Unit.HOUR:
        return (start + timedelta(hours=term.amount)).date()
    if term.unit is Unit.MONTH:
        day = calendar.add_months(day, term.amount)
    left = 0 if term.unit is Unit.MONTH else term.amount
    while left:
        day += timedelta(days=1)
        left -= term.unit is Unit.DAY or _worked(calendar, day)
    while not _worked(calendar, day):
        day += timedelta(days=1)
    return day


def _worked(calendar: Calendar, day: date) -> bool:
    special = calendar.special(day)
    return day.weekday() not in calendar.weekend if special is None else special.working


def rate(runs: int, each: int, calendar: Calendar, *, steps: bool) -> list[float]:
    asked = questions(each, calendar)
    rates = []
    for _ in range(runs):
        began = time.perf_counter()
        for term, start, extensions, pauses in asked:
            found: Due = due(calendar, term, start, counting=LAW, article="", extensions=extensions, pauses=pauses)
            if steps:
                _ = found.steps
        rates.append(each / (time.perf_counter() - began))
    return rates


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--each", type=int, default=100_000)
    parser.add_argument("--with-steps", action="store_true")
    asked = parser.parse_args()
    calendar = the_calendar()
    rates = rate(asked.runs, asked.each, calendar, steps=asked.with_steps)
    print("due dates a second:", ", ".join(f"{found:,.0f}" for found in rates), f"(best {max(rates):,.0f})")
    plain = [(term, start) for term, start, extensions, _ in questions(asked.each // 10, calendar) if not extensions]
    began = time.perf_counter()
    for term, start in plain:
        walked(calendar, term, start)
    slow = len(plain) / (time.perf_counter() - began)
    began = time.perf_counter()
    for term, start in plain:
        due(calendar, term, start, counting=LAW)
    fast = len(plain) / (time.perf_counter() - began)
    print(f"without extensions: {fast:,.0f}, walking day by day: {slow:,.0f}; {fast / slow:.1f} times as many")


if __name__ == "__main__":
    main()
