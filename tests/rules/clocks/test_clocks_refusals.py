"""What no date can be worked out from is refused with what was wrong and what to do."""

from datetime import UTC, date, datetime

import pytest

from namro.rules.clocks import errors
from namro.rules.clocks.calendar import Calendar, SpecialDay
from namro.rules.clocks.count import Extension, Pause, due
from namro.rules.clocks.errors import (
    BadCalendar,
    BadPause,
    BadStart,
    BadTerm,
    ClockError,
    MixedMoments,
    MixedUnits,
    NeedsTime,
    OutsideCalendar,
)
from namro.rules.clocks.terms import Term, Unit
from namro.rules.packs.reading import read
from tests.rules.clocks.hand import CIVIL, ROOT, VN, ZONE, ask


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("24 hours", Term(24, Unit.HOUR)),
        ("1 hour", Term(1, Unit.HOUR)),
        ("30 days", Term(30, Unit.DAY)),
        ("1 day", Term(1, Unit.DAY)),
        ("7 working days", Term(7, Unit.WORKING_DAY)),
        ("1 working day", Term(1, Unit.WORKING_DAY)),
        ("2 months", Term(2, Unit.MONTH)),
        ("1 month", Term(1, Unit.MONTH)),
    ],
)
def test_a_term_is_read_and_written_the_same_way(text: str, term: Term) -> None:
    assert Term.parse(text) == term
    assert str(term) == text
    assert str(Term.parse(f"  {text.replace(' ', '   ')} ")) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "seven days", "7", "days", "7 weeks", "7 Days", "-7 days", "+7 days", "7.5 days", "0 days", "7days",
        "٧ days", "7 days and 3 hours", "7 days\x00", "1e3 days", "9" * 5000 + " days",
    ],
)  # fmt: skip
def test_other_words_are_not_a_term(text: str) -> None:
    with pytest.raises(BadTerm, match="working days"):
        Term.parse(text)


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, "7", None])
def test_a_term_is_a_whole_number_above_nothing(amount: object) -> None:
    with pytest.raises(BadTerm):
        Term(amount, Unit.DAY)  # type: ignore[arg-type]


def test_something_that_is_no_text_is_not_a_term() -> None:
    with pytest.raises(BadTerm):
        Term.parse(7)  # type: ignore[arg-type]
    with pytest.raises(BadTerm):
        Term(7, "fortnights")  # type: ignore[arg-type]
    assert Term(7, "days") == Term(7, Unit.DAY)  # type: ignore[arg-type]


def test_a_limit_in_hours_needs_a_time_of_day() -> None:
    with pytest.raises(NeedsTime, match="2026-02-13T17:10"):
        ask("24 hours", "2026-02-13")


def test_a_start_is_a_date() -> None:
    with pytest.raises(BadStart):
        due(VN, Term(1, Unit.DAY), "2026-02-13", counting=CIVIL)  # type: ignore[arg-type]


def test_a_pause_does_not_end_before_it_begins() -> None:
    with pytest.raises(BadPause, match="2026-03-02"):
        Pause(date(2026, 3, 2), date(2026, 3, 1))
    with pytest.raises(BadPause):
        Pause(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC))


def test_a_pause_has_a_time_at_both_ends_or_at_neither() -> None:
    with pytest.raises(BadPause, match="one end"):
        Pause(date(2026, 3, 2), datetime(2026, 3, 3, 9, tzinfo=UTC))
    with pytest.raises(BadPause):
        Pause("2026-03-02", "2026-03-03")  # type: ignore[arg-type]


def test_a_pause_has_an_offset_at_both_ends_or_at_neither() -> None:
    with pytest.raises(MixedMoments, match="UTC"):
        Pause(datetime(2026, 3, 2, 9), datetime(2026, 3, 3, 9, tzinfo=UTC))  # noqa: DTZ001


def test_hours_and_days_do_not_add_up() -> None:
    with pytest.raises(MixedUnits, match="hours"):
        ask("24 hours", "2026-02-13T17:10", more=["+2 days"])
    with pytest.raises(MixedUnits):
        ask("2 days", "2026-02-13T17:10", more=["=72 hours"])


@pytest.mark.parametrize(
    ("term", "start"),
    [
        ("3 working days", "2027-12-30"),
        ("3 working days", "2019-05-01"),
        ("3 working days", "2035-05-01"),
        ("20 days", "2027-12-20"),
        ("20 days", "2022-11-01"),
        ("2 months", "2027-11-30"),
        ("1000000000 days", "2026-01-01"),
        ("1000000000 working days", "2026-01-01"),
        ("1000000000 months", "2026-01-01"),
        ("1000000000 hours", "2026-01-01T00:00"),
        ("100000000000000000 days", "2026-01-01"),
        ("100000000000000000 hours", "2026-01-01T00:00"),
        ("1 day", "9999-12-31"),
        ("1 hour", "9999-12-31T23:30"),
        ("1 hour", "9999-12-31T23:30:00-12:00"),
    ],
)
def test_a_date_beyond_the_calendar_is_refused_with_the_years_there_are(term: str, start: str) -> None:
    with pytest.raises(OutsideCalendar, match=r"2023-01-01 to 2027-12-31.*calendar\.yaml") as refused:
        ask(term, start)
    assert refused.value.params == {"first": "2023-01-01", "last": "2027-12-31"}


@pytest.mark.parametrize("more", ["+1000000000 days", "+1000000000 months", "=1000000000 working days"])
def test_an_extension_beyond_the_calendar_is_refused(more: str) -> None:
    with pytest.raises(OutsideCalendar):
        ask("20 days", "2026-01-01", more=[more])


def test_a_pause_without_end_is_refused_and_does_not_hang() -> None:
    with pytest.raises(OutsideCalendar):
        ask("20 days", "2026-01-01", paused=["2026-01-05..9999-12-31"])
    with pytest.raises(OutsideCalendar):
        ask("3 working days", "2026-01-01", paused=["2026-01-05..9999-12-31"])
    with pytest.raises(OutsideCalendar):
        ask("30 hours", "2026-01-01T10:00", paused=["2026-01-02..9999-12-31"])


@pytest.mark.parametrize(
    ("zone", "weekend", "days", "first", "last"),
    [
        ("Asia/Nowhere", (5, 6), [], date(2026, 1, 1), date(2026, 12, 31)),
        ("../etc/passwd", (5, 6), [], date(2026, 1, 1), date(2026, 12, 31)),
        ("", (5, 6), [], date(2026, 1, 1), date(2026, 12, 31)),
        (ZONE, (5, 7), [], date(2026, 1, 1), date(2026, 12, 31)),
        (ZONE, range(7), [], date(2026, 1, 1), date(2026, 12, 31)),
        (ZONE, (5, 6), [], date(2026, 12, 31), date(2026, 1, 1)),
        (ZONE, (5, 6), [date(2025, 1, 1)], date(2026, 1, 1), date(2026, 12, 31)),
        (ZONE, (5, 6), [date(2026, 1, 1)] * 2, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(
    zone: str, weekend: tuple[int, ...], days: list[date], first: date, last: date
) -> None:
    with pytest.raises(BadCalendar):
        Calendar(zone, weekend, [SpecialDay(day, False, {"en": "x"}, "an act") for day in days], first, last)


def kinds_of_refusal() -> list[type[ClockError]]:
    return [found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, ClockError)][1:]


@pytest.mark.parametrize("file", ["src/namro/doors/english/refusals.yaml", "packs/vn/words/refusals.yaml"])
def test_every_refusal_has_its_sentence_in_both_languages(file: str) -> None:
    words = read(ROOT / file, file).value
    assert {f"refusals.{found.code}" for found in kinds_of_refusal()} <= set(words)


def test_a_refusal_is_a_value_error_with_a_code_and_its_values() -> None:
    with pytest.raises(ValueError, match="fortnight") as refused:
        Term.parse("1 fortnight")
    assert isinstance(refused.value, BadTerm)
    assert (refused.value.code, refused.value.params) == ("clocks.bad-term", {"text": "1 fortnight"})
    extension = Extension("visit", Term(1, Unit.HOUR), False, "Art. X")
    with pytest.raises(MixedUnits) as mixed:
        due(VN, Term(1, Unit.DAY), date(2026, 1, 5), counting=CIVIL, extensions=[extension])
    assert mixed.value.params == {"extension": "visit", "amount": "1 hour", "limit": "1 day"}
    assert mixed.value.field == "extensions"
