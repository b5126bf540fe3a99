"""What hypothesis draws: calendars, terms, extensions, pauses."""

from datetime import date, timedelta

from hypothesis import strategies as st

from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.clocks.count import Counting, Extension, Pause
from namro.rules.clocks.terms import Term, Unit
from tests.rules.clocks.hand import ZONE

FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
NEAR = (date(2024, 1, 10), date(2024, 5, 10))  # so close together that starts, days off and pauses meet

days = st.dates(*NEAR)
starts = st.dates(date(2024, 1, 20), date(2024, 3, 10))
specials = st.dictionaries(days, st.tuples(st.booleans(), st.booleans()), max_size=40)
months = st.builds(Term, st.integers(1, 3), st.just(Unit.MONTH))
working = st.builds(Term, st.integers(1, 15), st.just(Unit.WORKING_DAY))
plain_days = st.builds(Term, st.integers(1, 40), st.just(Unit.DAY))
terms = st.one_of(working, plain_days, months)


def extended_by(some: st.SearchStrategy[Term]) -> st.SearchStrategy[list[Extension]]:
    return st.lists(st.builds(Extension, st.just("more"), some, st.booleans(), st.just("Art. X")), max_size=3)


extensions = extended_by(terms)
countings = st.builds(
    Counting, st.just("drawn"), st.booleans(), st.booleans(), st.sampled_from(["counted-end", "rolled-end"])
)


@st.composite
def pauses(draw: st.DrawFn, most: int = 3) -> list[Pause]:
    found = []
    for _ in range(draw(st.integers(0, most))):
        first = draw(days)
        found.append(Pause(first, first + timedelta(days=draw(st.integers(0, 20)))))
    return found


def calendar(special: dict[date, tuple[bool, bool]]) -> Calendar:
    """`special`: by day, whether it is worked and whether that is provisional."""
    given = [SpecialDay(on, worked, {"en": f"day {on}"}, "an act", open_) for on, (worked, open_) in special.items()]
    return Calendar(ZONE, (5, 6), given, FIRST, LAST)
