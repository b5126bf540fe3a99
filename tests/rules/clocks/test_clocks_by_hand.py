"""Dates worked out by hand on a wall calendar, rule by rule.

February 2026   Mo Tu We Th Fr Sa Su      Tết: Mon 16 to Fri 20 off, the weekends 14-15 and 21-22 around it.
                                   1      Next working days after Fri 13: Mon 23, Tue 24, Wed 25, Thu 26,
                 2  3  4  5  6  7  8      Fri 27, Mon 2 March.
                 9 10 11 12 13 14 15
                16 17 18 19 20 21 22
                23 24 25 26 27 28
"""

import pytest

from tests.rules.clocks.hand import FIRST_DAY_COUNTS, FROM_ROLLED_END, NO_ROLL, ask, on

CRIME_REPORT = [
    # acknowledge: Mon 23 (1), Tue 24 (2), Wed 25 (3)
    ("3 working days", "2026-02-13T17:10", [], "2026-02-25"),
    # assign: 14, 15, 16 February; the 16th is Tết; next worked is Mon 23
    ("3 days", "2026-02-13T17:10", [], "2026-02-23"),
    # transfer-ordinary: 14 to 20 February; the 20th is Tết; Mon 23
    ("7 days", "2026-02-13T17:10", [], "2026-02-23"),
    # resolve: 15 days left in February (14..28), 5 in March: Thu 5 March
    ("20 days", "2026-02-13T17:10", [], "2026-03-05"),
    # complex, two months in all from receipt: Mon 13 April
    ("20 days", "2026-02-13T17:10", ["=2 months"], "2026-04-13"),
    # procuracy, two more months: 13 June is a Saturday; Mon 15
    ("20 days", "2026-02-13T17:10", ["=2 months", "+2 months"], "2026-06-15"),
    # complex from 30 December: no 30 February, so Sat 28; Mon 2 March
    ("20 days", "2025-12-30T08:00", ["=2 months"], "2026-03-02"),
    # and from there two months more, from the 28th as counted: Tue 28 April
    ("20 days", "2025-12-30T08:00", ["=2 months", "+2 months"], "2026-04-28"),
    # resolve: 7 + 13 days; Sat 10 January 2026 is worked to make up for 2 January, so it stays there
    ("20 days", "2025-12-21T09:00", [], "2026-01-10"),
    # resumption on 31 March: no 31 April; 30 April and 1 May off, 2-3 May weekend; Mon 4
    ("1 month", "2026-03-31", [], "2026-05-04"),
    # notify-result from Fri 28 August: 29, 30, 31; the 31st is swapped off, 1-2 September off; Thu 3
    ("3 days", "2026-08-28", [], "2026-09-03"),
    # acknowledge over New Year: 1 January off, 2 January swapped off; Mon 5, Tue 6, Wed 7
    ("3 working days", "2025-12-31T10:00", [], "2026-01-07"),
    # acknowledge with the worked Saturday: Fri 9, Sat 10, Mon 12
    ("3 working days", "2026-01-08T10:00", [], "2026-01-12"),
]

DENUNCIATION = [
    # intake from Thu 12 February: Fri 13 (1), Mon 23 (2) .. Fri 27 (6), Mon 2 March (7)
    ("7 working days", "2026-02-12T15:00", [], "2026-03-02"),
    # verification, ten in all: Tue 3 (8), Wed 4 (9), Thu 5 (10)
    ("7 working days", "2026-02-12T15:00", ["=10 working days"], "2026-03-05"),
    # forward from Tue 28 April: Wed 29 (1); 30 April, 1 May off; Mon 4 (2) .. Thu 7 May (5)
    ("5 working days", "2026-04-28T09:30", [], "2026-05-07"),
    # accept-notice from Fri 24 April: Mon 27 off for Sun 26; Tue 28 (1), Wed 29 (2), Mon 4 (3), Tue 5 (4), Wed 6 (5)
    ("5 working days", "2026-04-24", [], "2026-05-06"),
    # resolve from 3 August: 28 days left in August, 2 in September: the 2nd is National Day; Thu 3
    ("30 days", "2026-08-03", [], "2026-09-03"),
    # complex: 30 days from 2 September as counted, not from the 3rd: Fri 2 October
    ("30 days", "2026-08-03", ["+30 days"], "2026-10-02"),
    # very complex once: 29 days left in October, 1 in November: Sunday; Mon 2
    ("30 days", "2026-08-03", ["+30 days", "+30 days"], "2026-11-02"),
    # very complex twice: 30 days from Sun 1 November: Tue 1 December
    ("30 days", "2026-08-03", ["+30 days", "+30 days", "+30 days"], "2026-12-01"),
    # conclusion-notice from Wed 26 August: Thu 27, Fri 28, [31, 1, 2 off], Thu 3, Fri 4, Mon 7 September
    ("5 working days", "2026-08-26", [], "2026-09-07"),
    # publish from Thu 20 August: Fri 21, Sat 22 (worked), Mon 24, Tue 25, Wed 26, Thu 27, Fri 28
    ("7 working days", "2026-08-20", [], "2026-08-28"),
]

COMPLAINT = [
    # accept from Mon 16 November: 17, 18, 19, 20, 23, [24 off], 25, 26
    ("7 working days", "2026-11-16T08:00", [], "2026-11-26"),
    # the former ten days from 14 November: the 24th, off; Wed 25
    ("10 days", "2026-11-14", [], "2026-11-25"),
    # resolve-first from 25 October: 6 days left in October, 24 in November: off; Wed 25
    ("30 days", "2026-10-25", [], "2026-11-25"),
    # from Mon 26 October: 5 + 25: Wed 25 November
    ("30 days", "2026-10-26", [], "2026-11-25"),
    # complex, 45 in all: 5 + 30 + 10: Thu 10 December
    ("30 days", "2026-10-26", ["=45 days"], "2026-12-10"),
    # remote complex, 60 in all: 5 + 30 + 25: Fri 25 December
    ("45 days", "2026-10-26", ["=60 days"], "2026-12-25"),
    # resolve-second, remote complex, 70 in all: 5 + 30 + 31 + 4: Mon 4 January 2027
    ("60 days", "2026-10-26", ["=70 days"], "2027-01-04"),
]

PETITION = [
    # reply from Tue 22 December: 23, 24, 25, 28, 29, 30, 31, [1 January off], 4, 5, 6 January
    ("10 working days", "2026-12-22T11:00", [], "2027-01-06"),
    # reply from Tue 21 April 2026: 22, 23, 24, [27 off], 28, 29, [30, 1 off], 4, 5, 6, 7, 8 May
    ("10 working days", "2026-04-21", [], "2026-05-08"),
]

OTHER_YEARS = [
    # Tết 2023, 20 to 26 January: Thu 19 (1), Fri 27 (2), Mon 30 (3)
    ("3 working days", "2023-01-18", [], "2023-01-30"),
    # 2023: 29 April to 3 May off: Fri 28 (1), Thu 4 May (2)
    ("2 working days", "2023-04-27", [], "2023-05-04"),
    # 2023: 1 to 4 September off; 4 September falls to Tue 5
    ("3 days", "2023-09-01", [], "2023-09-05"),
    # Tết 2024, 8 to 14 February; Wed 7 (1), Thu 15 (2)
    ("2 working days", "2024-02-06", [], "2024-02-15"),
    # 2024: 29 April swapped for Sat 4 May: Thu 2 May (1), Fri 3 (2), Sat 4 (3), Mon 6 (4)
    ("4 working days", "2024-04-26", [], "2024-05-06"),
    # 2024: 31 August to 3 September off: Wed 4
    ("1 working day", "2024-08-30", [], "2024-09-04"),
    # Tết 2025, 25 January to 2 February: Mon 3 to Fri 7 February
    ("5 working days", "2025-01-24", [], "2025-02-07"),
    # 2025: Sat 26 April worked (1), 28 (2), 29 (3), [30, 1, 2 off], Mon 5 May (4), Tue 6 (5)
    ("5 working days", "2025-04-25", [], "2025-05-06"),
    # 2025: 30 August to 2 September off: Wed 3
    ("1 working day", "2025-08-29", [], "2025-09-03"),
]

MONTH_ENDS = [
    # no 31 February: Sat 28, so Mon 2 March
    ("1 month", "2026-01-31", [], "2026-03-02"),
    # in a leap year Thu 29
    ("1 month", "2024-01-31", [], "2024-02-29"),
    # from 29 February a year on: Fri 28
    ("12 months", "2024-02-29", [], "2025-02-28"),
    # from 30 June: Thu 30 July, not the 31st
    ("1 month", "2026-06-30", [], "2026-07-30"),
    # 31 December and two months, across the year: Sat 28 February, Mon 2 March
    ("2 months", "2025-12-31", [], "2026-03-02"),
]


@pytest.mark.parametrize(
    ("term", "start", "more", "last_day"),
    [*CRIME_REPORT, *DENUNCIATION, *COMPLAINT, *PETITION, *OTHER_YEARS, *MONTH_ENDS],
)
def test_a_limit_ends_on_the_day_worked_out_by_hand(term: str, start: str, more: list[str], last_day: str) -> None:
    assert on(term, start, more=more) == last_day


def test_the_end_as_counted_is_kept_beside_the_day_it_moves_to() -> None:
    found = ask("7 days", "2026-02-13T17:10")
    assert (found.counted_end.isoformat(), found.on.isoformat()) == ("2026-02-20", "2026-02-23")


def test_the_first_instant_too_late_is_the_midnight_after_the_last_day() -> None:
    assert ask("3 working days", "2026-02-13T17:10").at.isoformat() == "2026-02-26T00:00:00+07:00"


def test_the_other_reading_extends_from_the_day_the_end_moved_to() -> None:
    # Two months from 18 December: Wed 18 February, Tết, moved to Mon 23. Two months more: from the 18th, Sat 18 April,
    # moved to Mon 20; from the 23rd, Thu 23 April.
    more = ["=2 months", "+2 months"]
    assert on("20 days", "2025-12-18", more=more) == "2026-04-20"
    assert on("20 days", "2025-12-18", more=more, counting=FROM_ROLLED_END) == "2026-04-23"


def test_where_the_first_day_counts_days_end_one_earlier_and_months_do_not() -> None:
    assert on("20 days", "2026-02-13", counting=FIRST_DAY_COUNTS) == "2026-03-04"
    # Fri 13 (1), Mon 23 (2), Tue 24 (3)
    assert on("3 working days", "2026-02-13", counting=FIRST_DAY_COUNTS) == "2026-02-24"
    # received on a Saturday, which counts for nothing: 23, 24, 25
    assert on("3 working days", "2026-02-14", counting=FIRST_DAY_COUNTS) == "2026-02-25"
    assert on("1 working day", "2026-02-13", counting=FIRST_DAY_COUNTS) == "2026-02-13"
    assert on("2 months", "2026-02-13", counting=FIRST_DAY_COUNTS) == "2026-04-13"


def test_where_nothing_moves_the_end_stays_on_the_day_off() -> None:
    assert on("7 days", "2026-02-13", counting=NO_ROLL) == "2026-02-20"


def test_an_absolute_extension_that_ends_earlier_does_not_shorten() -> None:
    assert on("45 days", "2026-10-26", more=["=30 days"]) == "2026-12-10"


# Pauses


def test_ten_paused_days_move_thirty_days_by_ten() -> None:
    # Wed 25 November and ten days: Sat 5 December, moved to Mon 7
    found = ask("30 days", "2026-10-26", paused=["2026-11-05..2026-11-14"])
    assert (found.counted_end.isoformat(), found.on.isoformat()) == ("2026-12-05", "2026-12-07")


def test_a_pause_over_tet_costs_a_limit_in_working_days_nothing() -> None:
    assert on("3 working days", "2026-02-13", paused=["2026-02-14..2026-02-22"]) == "2026-02-25"


def test_a_paused_working_day_moves_a_limit_in_working_days_by_one() -> None:
    # 23 stands still; 24, 25, 26
    assert on("3 working days", "2026-02-13", paused=["2026-02-20..2026-02-23"]) == "2026-02-26"


def test_a_pause_that_begins_on_the_last_day_leaves_that_day_to_come() -> None:
    # 4, 5, 6 March; the 6th (Fri) to 8th stand still: the third day is Mon 9
    assert on("3 days", "2026-03-03", paused=["2026-03-06..2026-03-08"]) == "2026-03-09"


def test_a_pause_after_the_end_or_before_the_start_changes_nothing() -> None:
    assert on("3 days", "2026-03-03", paused=["2026-03-07..2026-03-20", "2026-02-01..2026-03-03"]) == "2026-03-06"


def test_the_end_does_not_move_to_a_day_on_which_the_limit_stands_still() -> None:
    # counted to Sun 8 March; Mon 9 and Tue 10 stand still: Wed 11
    assert on("5 days", "2026-03-03", paused=["2026-03-09..2026-03-10"]) == "2026-03-11"


def test_a_pause_in_a_month_adds_its_days_after_the_corresponding_day() -> None:
    # 31 January, one month: Sat 28 February; three days stood still: Tue 3 March
    assert on("1 month", "2026-01-31", paused=["2026-02-10..2026-02-12"]) == "2026-03-03"


def test_a_pause_before_an_extension_in_months_moves_its_end_by_its_own_days_only() -> None:
    # 31 January + 1 month: 28 February; + 1 month: 28 March; three days stood still: Tue 31 March
    assert on("1 month", "2026-01-31", more=["+1 month"], paused=["2026-02-10..2026-02-12"]) == "2026-03-31"


# Midnight and hours


def test_a_minute_before_midnight_and_midnight_are_two_days() -> None:
    assert on("3 working days", "2026-03-03T23:59") == "2026-03-06"  # Wed, Thu, Fri
    assert on("3 working days", "2026-03-04T00:00") == "2026-03-09"  # Thu, Fri, Mon


@pytest.mark.parametrize(
    ("start", "last_day"),
    [
        ("2026-03-03T16:59:59+00:00", "2026-03-06"),  # 23:59:59 on Tuesday in Hanoi
        ("2026-03-03T17:00:00+00:00", "2026-03-09"),  # 00:00 on Wednesday
        ("2026-03-03T12:00:00-05:00", "2026-03-09"),  # the same instant, written elsewhere
        ("2026-03-04T02:00:00+09:00", "2026-03-09"),
    ],
)
def test_the_local_day_counts_whatever_the_offset_a_time_is_written_with(start: str, last_day: str) -> None:
    assert on("3 working days", start) == last_day


@pytest.mark.parametrize(
    ("term", "start", "too_late", "last_day"),
    [
        ("24 hours", "2026-02-13T17:10", "2026-02-14T17:10:00+07:00", "2026-02-14"),  # into the Tết weekend, not moved
        ("24 hours", "2026-02-16T23:59", "2026-02-17T23:59:00+07:00", "2026-02-17"),
        ("24 hours", "2026-03-04T00:00", "2026-03-05T00:00:00+07:00", "2026-03-04"),  # ends at midnight: the day before
        ("48 hours", "2026-08-31T08:00", "2026-09-02T08:00:00+07:00", "2026-09-02"),
        ("24 hours", "2026-03-03T17:00:00+00:00", "2026-03-05T00:00:00+07:00", "2026-03-04"),
        ("24 hours", "2026-11-23T10:00", "2026-11-24T10:00:00+07:00", "2026-11-24"),
    ],
)
def test_hours_run_through_nights_and_days_off(term: str, start: str, too_late: str, last_day: str) -> None:
    found = ask(term, start)
    assert (found.at.isoformat(), found.on.isoformat()) == (too_late, last_day)


def test_hours_stand_still_from_one_instant_to_another() -> None:
    # two hours until noon, six hours stood still, twenty-two hours from 18:00
    assert ask("24 hours", "2026-03-03T10:00", paused=["2026-03-03T12:00..2026-03-03T18:00"]).at.isoformat() == (
        "2026-03-04T16:00:00+07:00"
    )


def test_hours_stand_still_for_whole_days() -> None:
    # fourteen hours on the 3rd, the 4th stands still, ten hours on the 5th
    found = ask("24 hours", "2026-03-03T10:00", paused=["2026-03-04..2026-03-04"])
    assert found.at.isoformat() == "2026-03-05T10:00:00+07:00"


def test_hours_are_extended_by_hours() -> None:
    assert ask("24 hours", "2026-03-03T10:00", more=["=48 hours", "+2 hours"]).at.isoformat() == (
        "2026-03-05T12:00:00+07:00"
    )


# What is not decided


def test_a_date_that_an_undecided_day_may_move_says_so() -> None:
    # proposals for 2027: both have 5 to 10 February off; one also has the 4th, the other the 11th and 12th
    assert ask("3 working days", "2027-02-03").provisional
    assert on("3 working days", "2027-02-03") == "2027-02-12"
    assert ask("2 days", "2027-02-02").provisional  # ends on the 4th, which may be off
    assert ask("7 days", "2027-01-31").provisional  # ends in Tết
    assert not ask("20 days", "2027-01-30").provisional  # 19 February, whatever is decided
    assert not ask("3 working days", "2026-02-13").provisional
    assert not ask("48 hours", "2027-02-03T10:00").provisional
