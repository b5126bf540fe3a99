"""What an office that passed a case on still reads of it, and what its register says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR, reporter
from namro.work.cases import actions, queries
from namro.work.cases.models import Case
from namro.work.cases.passages import stays
from namro.work.cases.states import Act
from tests.cast import NOW, Cast
from tests.work.cases.conftest import Reported, again

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def moved(case: Case, cast: Cast, *, sent: Any = NOW, accepted: Any = NOW + 2 * DAY) -> Case:
    """The case classified, sent to the investigators and accepted there two days later."""
    actions.transfer(case, office=cast.office.investigation, reason="Thẩm quyền.", actor=cast.lan.at(sent), now=sent)
    actions.accept_transfer(again(case), actor=cast.hoa.at(accepted), now=accepted)
    return again(case)


def line_of(cast: Cast, who: str, office: str, **more: Any) -> Any:
    member = getattr(cast, who)
    return queries.register_of(member.actor, getattr(cast.office, office).pk, 2026, now=NOW + 5 * DAY, **more).rows[0]


def act(seq: int, verb: str, **data: Any) -> Act:
    return Act(seq, verb, None, NOW + seq * DAY, data)


def test_a_case_stays_with_an_office_until_another_accepts_it() -> None:
    found = stays([(act(1, "receive"), 7), (act(5, "accept-transfer"), 8), (act(9, "accept-transfer"), 7)])
    assert [(s.office, s.first, s.last, s.to) for s in found] == [(7, 1, 5, 8), (8, 5, 9, 7), (7, 9, None, None)]
    assert found[0].left_at == found[1].came_at == NOW + 5 * DAY


def test_giving_it_to_a_colleague_is_no_passage_and_to_a_following_office_is_one() -> None:
    found = stays([(act(1, "receive"), 7), (act(3, "hand-over", post=2), 7), (act(4, "hand-over", office=9), 7)])
    assert [(s.office, s.to) for s in found] == [(7, 9), (9, None)]


def test_the_register_keeps_what_the_office_entered_and_says_where_the_case_went(classified: Case, cast: Cast) -> None:
    case = moved(classified, cast)
    row = line_of(cast, "lan", "ba_dinh")
    assert (row.visible, row.ref, row.number) == (False, case.ref, f"00001/2026/{cast.office.ba_dinh.code}")
    assert row.subject.startswith("Kho hàng bị phá khóa")
    assert row.place.startswith("phường Ba Đình")
    assert (row.channel, row.procedure_names["en"]) == ("web", "Crime report")
    assert (row.to_names, row.left_at) == (cast.office.investigation.names, NOW + 2 * DAY)
    assert (row.office_now, row.state_names) == (None, None), "how it stands there is theirs to say"


def test_the_day_of_receipt_is_the_day_on_which_this_office_had_it(classified: Case, cast: Cast) -> None:
    moved(classified, cast)
    theirs, ours = line_of(cast, "lan", "ba_dinh"), line_of(cast, "hoa", "investigation")
    assert (theirs.received_at, theirs.first_received_at) == (NOW, NOW)
    assert (ours.received_at, ours.first_received_at) == (NOW + 2 * DAY, NOW)
    assert (ours.channel, ours.visible, ours.to_names) == ("transferred", True, None)


def test_a_letter_entered_days_later_was_received_when_it_came(reported: Reported, cast: Cast) -> None:
    case = reported(
        actor=cast.lan.at(NOW + DAY),
        now=NOW + DAY,
        channel="post",
        received_at=NOW,
        office=cast.office.ba_dinh,
        draft=None,
    ).case
    actions.register(case, actor=cast.lan.at(NOW + 2 * DAY), now=NOW + 2 * DAY)
    row = line_of(cast, "lan", "ba_dinh")
    assert (row.received_at, row.first_received_at, row.at) == (NOW, NOW, NOW + 2 * DAY)


def test_whoever_sees_both_offices_reads_on_in_the_register_of_the_first(classified: Case, cast: Cast) -> None:
    moved(classified, cast)
    row = line_of(cast, "thao", "ba_dinh")
    assert (row.visible, row.office_now) == (True, cast.office.investigation.names)


def test_the_office_that_passed_it_on_reads_its_own_part_and_no_more(classified: Case, cast: Cast) -> None:
    case = moved(classified, cast)
    later = NOW + 3 * DAY
    actions.assign(case, post=cast.son.post, actor=cast.binh.at(later), now=later)
    actions.message(again(case), text="Điều tra viên viết.", actor=cast.son.at(later), now=later)
    with pytest.raises(NotThere):
        queries.case(cast.lan.actor, case.ref, NOW.date())
    had = queries.passed_on(cast.lan.actor, case.ref, NOW.date())
    assert [line.verb for line in had.lines] == ["receive", "register", "classify", "transfer"]
    assert (had.number, had.now) == (f"00001/2026/{cast.office.ba_dinh.code}", "open")
    assert (had.to_names, had.left_at, had.channel) == (cast.office.investigation.names, NOW + 2 * DAY, "web")


def test_to_everyone_else_it_is_not_there(classified: Case, cast: Cast) -> None:
    case = moved(classified, cast)
    for actor in (cast.quan.actor, cast.duc.actor, cast.dung.actor, cast.vy.actor, reporter(case.ref), OPERATOR):
        with pytest.raises(NotThere):
            queries.passed_on(actor, case.ref, NOW.date())
    with pytest.raises(NotThere):
        queries.passed_on(cast.lan.actor, "NR-0000-0000", NOW.date())
    with pytest.raises(NotThere):
        queries.passed_on(cast.binh.actor, case.ref, NOW.date())  # who still has it reads the case itself


def test_while_it_is_on_its_way_it_is_still_the_senders(sent: Case, cast: Cast) -> None:
    assert queries.case(cast.lan.actor, sent.ref, NOW.date()).ref == sent.ref
    with pytest.raises(NotThere):
        queries.passed_on(cast.lan.actor, sent.ref, NOW.date())


def test_in_a_word_it_is_open_then_answered_then_closed(verifying: Case, cast: Cast) -> None:
    def word() -> str:
        return queries.passed_on(cast.lan.actor, verifying.ref, NOW.date()).now

    actions.message(again(verifying), text="Đang xem.", actor=cast.son.actor, now=NOW)
    assert word() == "open"
    step = {"reason": "Không có dấu hiệu.", "answer": "Không khởi tố."}
    actions.act(again(verifying), "not-start", step, actor=cast.son.actor, now=NOW)
    assert word() == "answered"
    actions.act(again(verifying), "notify-result", {"text": "Kết quả kèm theo."}, actor=cast.son.actor, now=NOW)
    actions.act(again(verifying), "close", {}, actor=cast.binh.actor, now=NOW)
    assert word() == "closed"
    actions.act(again(verifying), "reopen", {"reason": "Có tình tiết mới."}, actor=cast.binh.actor, now=NOW)
    assert word() == "open"
