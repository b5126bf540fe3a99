"""Due dates by the law of the real pack, worked out by hand; and what is refused instead of guessed."""

from datetime import UTC, date, datetime

import pytest

from namro.rules.clocks.parts import Pause
from namro.rules.packs.due import due_of
from namro.rules.packs.load import load
from namro.rules.packs.refused import Refused
from tests.rules.packs.edited import NOISE, TINY, VN, copy, edit

PACK = load(VN)
TET_FRIDAY = datetime.fromisoformat(
    "2026-02-13T17:10"
)  # the last Friday before the days off of Tết (16 to 20 February)


def due(procedure, clock, start, extend=(), flags=(), pauses=(), pack=PACK):
    on = pack.calendar.local(start) if isinstance(start, datetime) else start
    return due_of(pack, pack.procedure(procedure, on), clock, start, extensions=extend, flags=flags, pauses=pauses)


def refused(*args, **kwargs):
    with pytest.raises(Refused) as caught:
        due(*args, **kwargs)
    return caught.value.code


BY_HAND = [
    # crime reports
    ("crime-report", "acknowledge", TET_FRIDAY, (), (), "2026-02-25"),  # 3 wd: Mon 23, Tue 24, Wed 25 after Tết
    ("crime-report", "procuracy-notice", TET_FRIDAY, (), (), "2026-02-23"),  # 3 days: 16 Feb is off, so is the week
    ("crime-report", "assign", date(2026, 7, 6), (), (), "2026-07-09"),
    ("crime-report", "transfer-ordinary", date(2026, 7, 6), (), (), "2026-07-13"),
    ("crime-report", "transfer-ordinary", date(2026, 7, 4), (), (), "2026-07-13"),  # 11 July is a Saturday
    ("crime-report", "resolve", TET_FRIDAY, (), (), "2026-03-05"),  # 20 days
    ("crime-report", "resolve", TET_FRIDAY, ("complex",), (), "2026-04-13"),  # two months in all, from receipt
    ("crime-report", "resolve", TET_FRIDAY, ("complex", "procuracy"), (), "2026-06-15"),  # 13 June is a Saturday
    ("crime-report", "resolve", date(2025, 12, 31), ("complex",), (), "2026-03-02"),  # 28 February is a Saturday
    ("crime-report", "resolve-resumed", date(2026, 1, 30), (), (), "2026-03-02"),  # as above
    ("crime-report", "notify-result", date(2026, 7, 6), (), (), "2026-07-09"),
    # denunciations
    ("denunciation", "intake", date(2026, 4, 24), (), (), "2026-05-08"),  # 27, 30 April and 1 May are off
    ("denunciation", "intake", date(2026, 4, 24), ("verification",), (), "2026-05-13"),  # 10 wd in all, not 17
    ("denunciation", "forward", date(2026, 7, 6), (), (), "2026-07-13"),
    ("denunciation", "accept-notice", date(2026, 7, 6), (), (), "2026-07-13"),
    ("denunciation", "resolve", date(2026, 7, 6), (), (), "2026-08-05"),
    ("denunciation", "resolve", date(2026, 7, 6), ("complex",), (), "2026-09-04"),
    (
        "denunciation",
        "resolve",
        date(2026, 7, 6),
        ("very-complex-1", "very-complex-2"),
        (),
        "2026-10-05",
    ),  # 4 Oct: Sunday
    ("denunciation", "conclusion-notice", date(2026, 7, 6), (), (), "2026-07-13"),
    ("denunciation", "publish", date(2026, 7, 6), (), (), "2026-07-15"),
    ("denunciation", "repeat", date(2026, 7, 6), (), (), "2026-07-27"),  # 26 July is a Sunday
    # complaints: one law until 30 June 2026, another from 1 July
    ("complaint", "accept", date(2026, 6, 29), (), (), "2026-07-09"),  # 10 days
    ("complaint", "accept", date(2026, 6, 30), (), (), "2026-07-10"),
    ("complaint", "accept", date(2026, 7, 1), (), (), "2026-07-10"),  # 7 working days
    ("complaint", "accept", date(2026, 7, 6), (), (), "2026-07-15"),
    ("complaint", "resolve-first", date(2026, 7, 6), (), (), "2026-08-05"),
    ("complaint", "resolve-first", date(2026, 7, 6), ("complex",), (), "2026-08-20"),  # 45 days
    ("complaint", "resolve-first", date(2026, 7, 6), (), ("remote",), "2026-08-20"),  # 45 days
    ("complaint", "resolve-first", date(2026, 7, 6), ("complex",), ("remote",), "2026-09-04"),  # 60 days
    ("complaint", "resolve-second", date(2026, 7, 6), (), (), "2026-08-20"),  # 45 days
    ("complaint", "resolve-second", date(2026, 7, 6), ("complex",), (), "2026-09-04"),  # 60 days
    ("complaint", "resolve-second", date(2026, 7, 6), (), ("remote",), "2026-09-04"),  # 60 days
    ("complaint", "resolve-second", date(2026, 7, 6), ("complex",), ("remote",), "2026-09-14"),  # 70 days
    ("complaint", "send-first", date(2026, 7, 6), (), (), "2026-07-09"),
    # petitions: 24 November is a day off from 2026 on
    ("petition", "reply", date(2026, 11, 20), (), (), "2026-12-07"),
    ("petition", "reply", date(2025, 11, 20), (), (), "2025-12-04"),
]


@pytest.mark.parametrize(("procedure", "clock", "start", "extend", "flags", "on"), BY_HAND)
def test_a_date_worked_out_by_hand(procedure, clock, start, extend, flags, on):
    assert due(procedure, clock, start, extend, flags).on.isoformat() == on


def test_hours_run_through_nights_and_days_off():
    assert due("crime-report", "classify", TET_FRIDAY).at.isoformat() == "2026-02-14T17:10:00+07:00"
    assert due("crime-report", "transfer-urgent", TET_FRIDAY).at.isoformat() == "2026-02-14T17:10:00+07:00"
    remote = due("crime-report", "transfer-urgent", TET_FRIDAY, flags=("remote",))
    assert remote.at.isoformat() == "2026-02-15T17:10:00+07:00"
    assert due("crime-report", "suspend-notice", TET_FRIDAY).on == date(2026, 2, 14)


def test_just_before_midnight_in_london_is_already_tomorrow_here():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # 06:30 on 1 July in Vietnam: the new law
    assert PACK.procedure("complaint", PACK.calendar.local(late)).version == "complaint@2026-07-01"
    assert due("complaint", "accept", late).on == date(2026, 7, 10)


def test_the_days_of_a_suspension_do_not_count():
    pauses = [Pause(date(2026, 3, 10), date(2026, 3, 20))]
    assert due("denunciation", "resolve", date(2026, 3, 2)).on == date(2026, 4, 1)
    assert due("denunciation", "resolve", date(2026, 3, 2), pauses=pauses).counted_end == date(2026, 4, 12)
    pauses = [Pause(date(2026, 7, 10), date(2026, 7, 19))]
    assert due("complaint", "resolve-first", date(2026, 7, 6), pauses=pauses).counted_end == date(2026, 8, 15)


def test_a_complaint_of_june_2026_cannot_be_suspended_and_a_crime_report_never_pauses():
    before = [Pause(date(2026, 7, 10), date(2026, 7, 19))]
    assert refused("complaint", "resolve-first", date(2026, 6, 30), pauses=before) == "packs.pause-not-allowed"
    assert refused("crime-report", "resolve", date(2026, 7, 6), pauses=before) == "packs.pause-not-allowed"


def test_extensions_come_in_the_order_of_the_law():
    start = date(2026, 7, 6)
    assert refused("crime-report", "resolve", start, ("procuracy",)) == "packs.extension-after"
    assert refused("crime-report", "resolve", start, ("procuracy", "complex")) == "packs.extension-after"
    assert refused("crime-report", "resolve", start, ("complex", "complex")) == "packs.extension-twice"
    assert refused("denunciation", "resolve", start, ("very-complex-2",)) == "packs.extension-after"
    three = ("complex", "very-complex-1", "very-complex-2")
    assert refused("denunciation", "resolve", start, three) == "packs.extension-beside"
    assert refused("denunciation", "resolve", start, ("endless",)) == "packs.unknown-extension"


def test_what_is_not_known_is_refused_and_what_is_known_is_named():
    with pytest.raises(Refused) as caught:
        due("petition", "replay", date(2026, 7, 6))
    assert caught.value.code == "packs.unknown-clock"
    assert caught.value.params["known"] == "reply, settle"
    assert refused("petiton", "reply", date(2026, 7, 6)) == "packs.unknown-procedure"
    assert refused("petition", "reply", date(2013, 7, 6)) == "packs.not-in-force"
    assert refused("complaint", "accept", date(2026, 7, 6), flags=("remot",)) == "packs.unknown-flag"


def test_a_rule_from_memory_is_not_computed_until_somebody_has_confirmed_it(tmp_path):
    assert refused("noise", "rumour", date(2026, 3, 1), pack=load(TINY)) == "packs.unconfirmed"
    folder = copy(tmp_path)
    edit(folder, NOISE, "    confidence: M", "    confidence: M\n    confirmed_by: Prof. Ludoviko, 2026-01-04")
    assert due("noise", "rumour", date(2026, 3, 1), pack=load(folder)).on == date(2026, 3, 9)


def test_a_disputed_extension_is_not_computed_either(tmp_path):
    folder = copy(tmp_path)
    edit(folder, NOISE, "        add: 3 working days", "        add: 3 working days\n        confidence: C")
    assert refused("noise", "answer", date(2026, 2, 23), ("festival",), pack=load(folder)) == "packs.unconfirmed"


def test_a_clock_counts_only_while_its_own_rule_is_law(tmp_path):
    folder = copy(tmp_path)
    edit(folder, NOISE, "    limit: 6 hours", "    limit: 6 hours\n    valid: {from: 2025-01-01, to: 2025-12-31}")
    pack = load(folder)
    assert (
        due("noise", "visit", datetime.fromisoformat("2025-03-03T12:00"), pack=pack).at.isoformat()
        == "2025-03-03T18:00:00+05:45"
    )
    for start in map(datetime.fromisoformat, ("2024-12-31T12:00", "2026-01-01T12:00")):
        assert refused("noise", "visit", start, pack=pack) == "packs.clock-not-in-force"


@pytest.mark.parametrize(
    ("valid", "given"),
    [
        ("{from: 2026-02-26}", True),  # becomes law while the limit runs (23 February to 1 March)
        ("{from: 2026-03-02}", False),  # one day after it has ended
        ("{from: 2025-01-01, to: 2026-02-23}", True),  # its last day is the first of the limit
        ("{from: 2025-01-01, to: 2026-02-22}", False),  # the day before
    ],
)
def test_an_extension_counts_only_if_it_is_law_while_the_limit_runs(tmp_path, valid, given):
    folder = copy(tmp_path)
    edit(folder, NOISE, "        add: 3 working days", f"        add: 3 working days\n        valid: {valid}")
    pack = load(folder)
    if given:
        assert due("noise", "answer", date(2026, 2, 23), ("festival",), pack=pack).on == date(2026, 3, 5)
    else:
        code = refused("noise", "answer", date(2026, 2, 23), ("festival",), pack=pack)
        assert code == "packs.extension-not-in-force"


def test_another_country_counts_otherwise():
    """Friday and Saturday are off, the first day counts, an end on a day off stays where it is."""
    pack = load(TINY)
    # Monday 23 February 2026 itself is the first of five: 23, 24, 25, 26 and Sunday 1 March.
    assert due("noise", "answer", date(2026, 2, 23), pack=pack).on == date(2026, 3, 1)
    # Cheese Day (Monday 2 March) is off, Friday 6 March is worked for it: 3, 4, 5, 6 and 8 March.
    assert due("noise", "answer", date(2026, 3, 2), pack=pack).on == date(2026, 3, 8)
    assert due("noise", "answer", date(2026, 2, 23), ("festival",), pack=pack).on == date(2026, 3, 5)


def test_every_clock_of_the_real_pack_can_be_counted():
    for procedure in PACK.procedures:
        on = max(procedure.valid.from_, date(2024, 3, 4))
        for clock in procedure.clocks.values():
            found = due_of(PACK, procedure, clock.id, datetime.fromisoformat(f"{on}T09:00"))
            assert found.on >= on
            assert found.steps[0].article == clock.article
