"""A reporter asks that another office looks again; it answers with written reasons, in time or late, for all to see."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from django.db import connection

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import reporter
from namro.ground.people.models import Holding
from namro.ground.trail.guards import lifted
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, joins, queries, second_look_lists, timeline
from namro.work.cases.bands import banded
from namro.work.cases.models import Case, SecondLook
from namro.work.cases.recheck import recheck
from namro.work.cases.second_look_lists import figures, lists, published, waiting
from namro.work.cases.second_looks import Ground, ground_for, other_way, panel_office, requests, why_these_days
from tests.cast import HANOI, NOW, Cast, act, unit
from tests.payloads import body_of, write_over
from tests.work.cases.conftest import Reported, again
from tests.work.cases.test_joins import join, petition

pytestmark = pytest.mark.django_db

LATE = datetime(2026, 3, 25, 9, 0, tzinfo=HANOI)
"""A petition received at `NOW` was to be answered by 24 March."""


def ground(case: Case, at: datetime) -> Ground | None:
    rows = timeline.done_of(case)
    matter = joins.matter_of(case, joins.joined_with(case))
    return ground_for(case, queries.standing(case, rows), rows, at, matter)


def ask(case: Case, at: datetime = LATE, text: str = "") -> SecondLook:
    return act(actions.ask_second_look, again(case), by=reporter(case.ref), at=at, text=text)


def answer(
    cast: Cast, look: SecondLook, at: datetime, outcome: str = "again", reasons: str = "Trả lời muộn."
) -> SecondLook:
    said = {"outcome": outcome, "reasons": reasons}
    return act(actions.answer_second_look, SecondLook.objects.get(pk=look.pk), by=cast.yen, at=at, **said)


def test_after_a_missed_limit_it_may_be_asked_for_and_before_not(reported: Reported) -> None:
    case = petition(reported).case
    assert ground(case, NOW) is None
    with pytest.raises(Refused) as refused:
        ask(case, NOW)
    assert refused.value.code == "cases.second-look-not-now"
    assert ground(case, LATE) == Ground((("reply", 1),), 0)
    assert ground(case, LATE + timedelta(days=200)) is None, "it broke more than six months ago"


def test_the_request_is_acknowledged_at_once_with_days_that_explain_themselves(cast: Cast, reported: Reported) -> None:
    case = petition(reported).case
    look = ask(case, text="  Chưa ai\ngọi tôi. ")
    assert (look.office, look.own_office, look.by_missed, look.by_receipts) == (
        cast.office.inspectorate, cast.office.ba_dinh, True, False,
    )  # fmt: skip
    assert (look.panel_on, look.reasons_on) == (date(2026, 4, 15), date(2026, 5, 4)), "Hùng Kings, 27 April, Labour Day"
    (request,) = requests(timeline.done_of(case))
    days = why_these_days(request)
    assert days is not None
    assert "Tiêu chuẩn địa phương" in {step.article for step in days[0].steps}
    assert body_of(part="text", done__case=case) == "Chưa ai gọi tôi."
    after = again(case)
    assert (after.state, after.office, after.next_due_clock) == (case.state, case.office, case.next_due_clock)


def test_three_joined_receipts_of_six_months_ask_for_it_and_two_do_not(reported: Reported) -> None:
    one, two, three = (petition(reported) for _ in range(3))
    join(one.case, two.code)
    assert ground(one.case, NOW) is None
    join(one.case, three.code)
    for case in (one.case, two.case, three.case):
        assert ground(case, NOW) == Ground((), 3)
    ask(two.case, NOW)
    for case in (one.case, two.case, three.case):
        assert ground(case, NOW) is None, "one request for the matter by its receipts"
    assert ground(one.case, LATE) == Ground((("reply", 1),), 0), "its own limit is another ground"


def test_receipts_older_than_six_months_do_not_count(reported: Reported) -> None:
    one, two, three = (petition(reported) for _ in range(3))
    join(one.case, two.code)
    join(one.case, three.code)
    assert ground(one.case, datetime(2026, 9, 10, 9, 0, tzinfo=HANOI)) == Ground((("reply", 1),), 3)
    assert ground(one.case, datetime(2026, 9, 11, 9, 0, tzinfo=HANOI)) == Ground((("reply", 1),), 0)


def test_it_is_asked_for_once_and_again_only_for_what_came_since(cast: Cast, reported: Reported) -> None:
    case = petition(reported).case
    look = ask(case)
    with pytest.raises(Refused):
        ask(case)
    answer(cast, look, LATE)
    assert ground(case, LATE) is None
    act(actions.register, again(case), by=cast.lan, at=LATE)
    act(actions.act, again(case), "say-longer", {"text": "Đang làm."}, by=cast.ha, at=LATE)
    later = LATE + timedelta(days=60)
    assert ground(again(case), later) == Ground((("settle", 1),), 0)
    assert ask(case, later).nth == 2


def test_for_a_matter_for_which_the_law_has_its_own_way_that_is_said_instead(reported: Reported) -> None:
    day = {"from": "2026-03-01", "to": "2026-03-01"}
    told = {
        "about": "Quyết định 12 không đúng.",
        "wish": "Xem lại.",
        "learned": day,
        "where": {"ref": unit("00004").ref},
    }
    case = reported(
        procedure="complaint", answers=told, identity={"name": "Nguyễn Thị Hòa", "address": "12 Hàng Bài"}
    ).case
    late = NOW + timedelta(days=90)
    assert other_way(case, queries.standing(case), NOW) is None
    assert ground(case, late) is None
    said = other_way(case, queries.standing(case), late)
    assert said is not None
    assert "Điều 33" in said["vi"]


def test_a_decided_crime_report_goes_the_way_of_the_law(cast: Cast, verifying: Case) -> None:
    late = NOW + timedelta(days=90)
    assert ground(verifying, late) is not None
    told = {"answer": "Không có tội phạm.", "more": {"reason": "Tự mất."}}
    act(actions.decide, verifying, by=cast.son, at=late, step="not-start", **told)
    assert ground(again(verifying), late) is None


def test_no_office_looks_again_at_what_it_had_itself(cast: Cast, reported: Reported) -> None:
    case = petition(reported).case
    assert panel_office(case, NOW.date()) == cast.office.inspectorate
    act(actions.register, case, by=cast.lan)
    act(actions.transfer, again(case), by=cast.lan, office=cast.office.inspectorate, reason="Thuộc thẩm quyền.")
    assert panel_office(again(case), NOW.date()) == cast.office.standing


def test_the_answer_needs_an_outcome_and_reasons_and_the_reporter_reads_them(cast: Cast, reported: Reported) -> None:
    case = petition(reported).case
    look = ask(case)
    for outcome, reasons, field in (("", "Vì muộn.", "outcome"), ("again", " . ", "reasons")):
        with pytest.raises(Refused) as refused:
            answer(cast, look, LATE, outcome, reasons)
        assert refused.value.field == field
    answered = answer(cast, look, LATE, "again", "Đã quá hạn hai ngày.")
    assert (answered.outcome, answered.answered_at) == ("again", LATE)
    last = timeline.timeline(again(case), "reporter")[-1]
    assert (last.key, last.words) == ("common.case.answer-second-look", [("reasons", "Đã quá hạn hai ngày.")])
    assert last.params["office"] == cast.office.inspectorate.names
    with pytest.raises(Refused) as refused:
        answer(cast, look, LATE)
    assert refused.value.code == "cases.second-look-answered"


def test_only_a_reviewer_of_that_office_answers_who_had_no_hand_in_it(
    cast: Cast, reported: Reported, monkeypatch
) -> None:
    case = petition(reported).case
    look = ask(case)
    for name, member in cast:
        if name != "yen":
            with pytest.raises(NotThere):
                act(actions.answer_second_look, look, by=member, at=LATE, outcome="upheld", reasons="Đúng.")
    with pytest.raises(NotThere):
        act(actions.answer_second_look, look, by=reporter(case.ref), at=LATE, outcome="upheld", reasons="Đúng.")
    with guard.outside("she has a post at the ward too"):
        Holding.objects.create(post=cast.minh.post, user=cast.yen.user, begins=cast.minh.post.begins)
    with pytest.raises(Refused) as refused:
        answer(cast, look, LATE)
    assert refused.value.code == "cases.second-look-own"
    monkeypatch.setattr("namro.work.cases.second_look_actions._had_a_hand", lambda turn, actor: False)
    assert answer(cast, look, LATE).outcome == "again"  # the harm: she judged what she did


def test_the_panel_and_the_cases_office_each_find_what_waits_for_them(cast: Cast, reported: Reported) -> None:
    case = petition(reported).case
    look = ask(case)

    def waits(name: str, at: datetime = LATE) -> tuple[int, int, int]:
        found = waiting(getattr(cast, name).at(at), at)
        return found.to_answer, found.late, found.news

    assert [waits(name) for name in ("yen", "lan", "loan", "quan", "dung")] == [
        (1, 0, 0), (0, 0, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0),
    ]  # fmt: skip
    assert waits("yen", look.reasons_at) == (1, 1, 0)
    assert lists(cast.yen.at(LATE), LATE.date()).to_answer == [look]
    assert lists(cast.lan.at(LATE), LATE.date()).ours == [look]
    assert lists(cast.quan.at(LATE), LATE.date()).ours == []
    act(actions.see_second_look, again(case), by=cast.lan, at=LATE, seen=look.asked_seq)
    assert waits("lan") == (0, 0, 0)
    with pytest.raises(Refused) as refused:
        act(actions.see_second_look, again(case), by=cast.lan, at=LATE, seen=99)
    assert refused.value.code == "cases.second-look-nothing-new"
    answer(cast, look, LATE)
    assert waits("lan") == (0, 0, 1), "what came of it is news again"
    assert lists(cast.yen.at(LATE), LATE.date()).answered == [look]
    with pytest.raises(NotThere):
        second_look_lists.look(cast.loan.at(LATE), look.pk)


@pytest.mark.usefixtures("spoiled")
def test_the_recheck_names_a_row_and_the_trail_words_that_were_changed(cast: Cast, reported: Reported) -> None:
    case = petition(reported).case
    answer(cast, ask(case), LATE)
    seal_now()
    assert recheck(NOW) == []
    assert verify().sound
    for change in ({"outcome": "upheld"}, {"heard": True}, {"reasons_on": date(2026, 1, 1)}):
        before = SecondLook.objects.values(*change).get()
        with guard.outside("somebody who owns the database"):
            SecondLook.objects.update(**change)
        assert [d.field for d in recheck(NOW)] == ["second look"], change
        with guard.outside("and puts it back"):
            SecondLook.objects.update(**before)
    with lifted(connection), guard.outside("somebody who owns the database"):
        write_over("Đúng cả.", part="reasons")
    assert recheck(NOW) != []


# --- figures --------------------------------------------------------------------------------------------------------


def test_a_year_is_published_when_its_time_is_over_and_never_changes_then(cast: Cast, reported: Reported) -> None:
    cases = [petition(reported).case for _ in range(6)]
    asked = [ask(case) for case in cases]
    for look in asked[:5]:
        answer(cast, look, LATE)
    assert figures(datetime(2027, 3, 31, 23, 0, tzinfo=HANOI)).years == []
    first = figures(datetime(2027, 4, 1, 0, 0, tzinfo=HANOI))
    assert [(y.year, y.n, [b.n for b in y.stands], y.outcomes) for y in first.years] == [(2026, 6, [6], [])]
    assert (first.next_year, first.next_on) == (2027, date(2028, 4, 1))
    answer(cast, asked[5], datetime(2027, 4, 2, 9, 0, tzinfo=HANOI))
    assert figures(datetime(2027, 5, 1, tzinfo=HANOI)) == first


def _given_away(told: object) -> set[tuple[int, int]]:
    """Numbers of one to four that somebody can work out who knows how it is published: (cell, number)."""
    possible: defaultdict[object, list[tuple[int, ...]]] = defaultdict(list)
    for n in range(5, 13):
        for in_time, late in product(range(n + 1), repeat=2):
            for first, second in product(range(in_time + late + 1), repeat=2):
                cells = (in_time, late, n - in_time - late, first, second, in_time + late - first - second)
                if min(cells) >= 0:
                    possible[n, repr(told(cells[:3], cells[3:]))].append(cells)  # type: ignore[operator]
    return {
        (at, values.copy().pop())
        for same in possible.values()
        for at, values in enumerate(map(set, zip(*same, strict=True)))
        if len(values) == 1 and 0 < next(iter(values)) < 5
    }


def test_no_small_number_of_a_year_can_be_worked_out_by_subtraction() -> None:
    assert _given_away(published) == set()
    assert _given_away(lambda stands, outcomes: (banded(stands), banded(outcomes))) != set()  # the harm without it
