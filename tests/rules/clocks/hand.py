"""What the tests of the clocks share: the pack's calendar, the two ways of counting, a short way to ask."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.clocks.count import Counting, Due, Extension, Pause, due
from namro.rules.clocks.terms import Term
from namro.rules.packs.reading import read

ROOT = Path(__file__).parents[3]
ZONE = "Asia/Ho_Chi_Minh"
CIVIL = Counting(
    "civil-code",
    articles={"first-day": "147(2)", "end": "148(1)", "roll": "148(5)", "months": "148(3)", "hours": "147(1)"},
)
FIRST_DAY_COUNTS = Counting("first-day-counts", first_day_counts=True)
FROM_ROLLED_END = Counting("from-rolled-end", extension_from="rolled-end")
NO_ROLL = Counting("no-roll", roll=False)


def the_calendar() -> Calendar:
    """The calendar of the Vietnamese pack, as its file has it."""
    data = read(ROOT / "packs" / "vn" / "calendar.yaml", "calendar.yaml").value
    days = [SpecialDay(d["on"], d["working"], dict(d["name"]), d["act"], d["provisional"]) for d in data["days"]]
    return Calendar(ZONE, (5, 6), days, data["covers"]["from"], data["covers"]["to"])


VN = the_calendar()


def ask(
    term: str,
    start: str,
    *,
    more: Sequence[str] = (),
    paused: Sequence[str] = (),
    counting: Counting = CIVIL,
    calendar: Calendar = VN,
) -> Due:
    """`more`: "+30 days" is added, "=45 days" is the total. `paused`: "2026-03-02..2026-03-06"."""
    extensions = [Extension(text, Term.parse(text[1:]), text[0] == "=", "Art. X") for text in more]
    pauses = [Pause(*(moment(end) for end in text.split(".."))) for text in paused]
    return due(
        calendar,
        Term.parse(term),
        moment(start),
        counting=counting,
        article="Art.",
        extensions=extensions,
        pauses=pauses,
    )


def moment(text: str) -> date | datetime:
    """A day, or a day with a time."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def on(*args: str, **kwargs: object) -> str:
    """The last day in time, as text."""
    return ask(*args, **kwargs).on.isoformat()  # type: ignore[arg-type]
