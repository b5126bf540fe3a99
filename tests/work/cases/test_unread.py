"""What a reporter writes after the report reaches whoever must read it, and stays marked until they did."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import reporter
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, queries, timeline, today
from namro.work.cases.models import Case
from namro.work.cases.recheck import recheck
from namro.work.cases.spoken import unread_after
from tests.cast import NOW, Cast
from tests.work.cases.conftest import Reported, again
from tests.work.cases.test_attachments import picture

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def wrote(case: Case, text: str = "Tôi nhớ thêm: xe màu xanh.", *, now: Any = NOW) -> Case:
    actions.message(again(case), text=text, actor=reporter(case.ref), now=now)
    return again(case)


def read(case: Case, by: Any, *, seen: int | None = None, now: Any = LATER) -> Case:
    actions.mark_read(again(case), seen=again(case).seq if seen is None else seen, actor=by.at(now), now=now)
    return again(case)


def unread(case: Case) -> list[int]:
    return [line.seq for line in timeline.timeline(again(case), "staff") if line.unread]


def refused(case: Case, by: Any) -> str:
    with pytest.raises(Refused) as found:
        read(case, by)
    return found.value.code


# --- what marks and what clears --------------------------------------------------------------------------------------


def test_a_message_waits_to_be_read_from_when_it_was_written(registered: Case) -> None:
    case = wrote(registered)
    assert case.wrote_at == NOW
    assert unread(case) == [case.seq]
    assert wrote(case, "Và thêm nữa.", now=LATER).wrote_at == NOW, "the one that waits longest counts"
    assert len(unread(case)) == 2


def test_files_and_an_answer_wait_too(classified: Case, cast: Cast) -> None:
    actions.attach(
        classified, uploads=[SimpleUploadedFile("a.jpg", picture())], actor=reporter(classified.ref), now=NOW
    )
    assert again(classified).wrote_at == NOW
    case = read(classified, cast.lan)
    assert case.wrote_at is None
    actions.ask(case, text="Mấy giờ?", actor=cast.lan.at(LATER), now=LATER)
    actions.answer(again(case), text="Khoảng 2 giờ.", actor=reporter(case.ref), now=LATER)
    assert again(case).wrote_at == LATER


def test_what_an_officer_writes_down_for_the_reporter_was_heard_already(classified: Case, cast: Cast) -> None:
    actions.ask(classified, text="Mấy giờ?", actor=cast.lan.actor, now=NOW)
    actions.answer(again(classified), text="Qua điện thoại: 2 giờ.", actor=cast.lan.actor, now=NOW)
    actions.attach(again(classified), uploads=[SimpleUploadedFile("a.jpg", picture())], actor=cast.lan.actor, now=NOW)
    assert again(classified).wrote_at is None


def test_a_reply_says_that_it_was_read(classified: Case, cast: Cast) -> None:
    actions.message(wrote(classified), text="Cảm ơn, đã ghi.", actor=cast.lan.actor, now=LATER)
    assert again(classified).wrote_at is None
    actions.ask(wrote(classified), text="Biển số?", actor=cast.lan.at(LATER), now=LATER)
    assert again(classified).wrote_at is None
    actions.act(wrote(classified), "acknowledge", {"text": "Đã nhận."}, actor=cast.lan.at(LATER), now=LATER)
    assert again(classified).wrote_at is None


def test_a_step_without_words_for_the_reporter_says_nothing_of_reading(registered: Case, cast: Cast) -> None:
    case = wrote(registered)
    actions.classify(case, step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    assert again(case).wrote_at == NOW
    actions.transfer(again(case), office=cast.office.investigation, reason="x", actor=cast.lan.actor, now=NOW)
    actions.accept_transfer(again(case), actor=cast.hoa.actor, now=NOW)
    assert again(case).wrote_at == NOW, "it waits for the office that has the case now"
    assert read(case, cast.hoa).wrote_at is None


def test_what_came_while_the_page_was_open_stays_unread(registered: Case, cast: Cast) -> None:
    before = wrote(registered).seq
    case = wrote(registered, "Một điều nữa.", now=LATER)
    case = read(case, cast.lan, seen=before)
    assert case.wrote_at == LATER
    assert len(unread(case)) == 1
    seen = case.seq
    case = wrote(case, "Lại một điều nữa.", now=LATER)
    actions.message(case, text="Đã đọc điều trước.", seen=seen, actor=cast.lan.at(LATER), now=LATER)
    assert unread(case) == [seen + 1]


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (("mark-read", {}, (), ()), 0),
        (("mark-read", {"seen": 1}, (), ()), 1),
        (("decide", {}, ("reporter",), ("answer",)), 0),
        (("decide", {}, ("denounced",), ("answer",)), 1),
        (("decide", {}, ("reporter",), ("document",)), 1),
        (("close", {}, (), ()), 1),
        (("notify", {}, ("reporter",), ("text",)), 0),
        (("message", {"by_reporter": True}, (), ()), 2),
        (("extend", {}, ("reporter",), ("reason",)), 1),
    ],
)
def test_which_acts_say_that_it_was_read(act: tuple[str, dict[str, Any], tuple[str, ...], Any], left: int) -> None:
    verb, data, tells, needs = act
    assert len(unread_after(((2, NOW),), 3, LATER, verb, data, tells, needs)) == left


# --- who --------------------------------------------------------------------------------------------------------------


def test_where_nobody_has_the_case_anyone_of_the_office_reads_it(registered: Case, cast: Cast) -> None:
    assert read(wrote(registered), cast.minh).wrote_at is None
    assert read(wrote(registered), cast.lan).wrote_at is None


def test_where_somebody_has_it_they_read_it_or_whoever_hands_cases_over(verifying: Case, cast: Cast) -> None:
    case = wrote(verifying)
    assert refused(case, cast.hoa) == "cases.not-yours-to-read"
    assert again(case).wrote_at == NOW
    assert read(case, cast.son).wrote_at is None
    assert read(wrote(case), cast.binh).wrote_at is None


def test_to_another_ward_and_to_the_reporter_it_is_not_there(registered: Case, cast: Cast) -> None:
    case = wrote(registered)
    for actor in (cast.quan.actor, cast.thao.actor, cast.dung.actor, reporter(case.ref)):
        with pytest.raises(NotThere):
            actions.mark_read(case, seen=case.seq, actor=actor, now=LATER)
    assert again(case).wrote_at == NOW


def test_of_two_who_press_at_once_the_second_is_told(registered: Case, cast: Cast) -> None:
    case = wrote(registered)
    read(case, cast.lan)
    assert refused(case, cast.minh) == "cases.nothing-unread"
    assert refused(registered, cast.lan) == "cases.nothing-unread"


def test_the_reporter_sees_that_it_was_read_without_a_name(registered: Case, cast: Cast) -> None:
    case = read(wrote(registered), cast.lan)
    last = timeline.timeline(case, "reporter")[-1]
    assert (last.key, last.who) == ("common.case.mark-read", "")


# --- where it shows ---------------------------------------------------------------------------------------------------


def test_today_shows_it_on_top_ones_own_first_and_marks_its_row(
    verifying: Case, reported: Reported, cast: Cast
) -> None:
    mine = wrote(verifying, now=LATER)
    found = today.today(cast.son.at(LATER), LATER)
    assert [(row.ref, row.wrote_at) for row in found.wrote.rows] == [(mine.ref, LATER)]
    assert [row.wrote_at for part in (found.late, found.soon) for row in part.rows] == [LATER]
    assert today.today(cast.lan.at(LATER), LATER).wrote.total == 0, "another office"
    read(mine, cast.son)
    assert today.today(cast.son.at(LATER), LATER).wrote.total == 0


def test_what_one_has_stands_before_what_others_have(reported: Reported, cast: Cast) -> None:
    cases = []
    for hours in range(3):
        case = wrote(reported().case, now=NOW + timedelta(hours=hours))
        cases.append(case.ref)
        if hours:
            post = cast.minh.post if hours == 1 else cast.nam.post
            actions.hand_over(
                case, post=post, reason="Chia việc.", actor=cast.ha.at(LATER), now=NOW + timedelta(hours=9)
            )
    last = NOW + timedelta(hours=10)
    for member, order in ((cast.nam, [2, 0, 1]), (cast.minh, [1, 0, 2]), (cast.lan, [0, 1, 2])):
        found = today.today(member.at(last), last).wrote
        assert [row.ref for row in found.rows] == [cases[n] for n in order]
    assert today.today(cast.lan.at(last), last, limit=2).wrote.total == 3


def test_a_case_that_is_in_none_of_the_four_lists_still_shows(classified: Case, cast: Cast) -> None:
    actions.act(classified, "forward", {"reason": "x", "answer": "y"}, actor=cast.lan.actor, now=NOW)
    case = wrote(classified, now=LATER)
    assert case.closed_at is not None
    found = today.today(cast.lan.at(LATER), LATER)
    assert [part.total for part in (found.late, found.soon, found.new, found.waiting)] == [0, 0, 0, 0]
    assert [row.ref for row in found.wrote.rows] == [case.ref]
    assert read(case, cast.lan).wrote_at is None


def test_a_filter_finds_them(registered: Case, reported: Reported, cast: Cast) -> None:
    case = wrote(reported().case)
    assert [r.ref for r in queries.rows(cast.lan.actor, NOW, wrote=True).rows] == [case.ref]
    assert queries.rows(cast.quan.actor, NOW, wrote=True).total == 0


# --- the stored column ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("spoiled")
def test_a_mark_that_was_wiped_out_by_hand_is_found(registered: Case) -> None:
    case = wrote(registered)
    with guard.outside("somebody wipes the mark away"):
        Case.objects.filter(pk=case.pk).update(wrote_at=None)
    assert [difference.field for difference in recheck(NOW)] == ["wrote_at"]


def test_cases_from_before_get_their_marks(registered: Case, classified: Case, reported: Reported, cast: Cast) -> None:
    waits, answered = wrote(reported().case), wrote(reported().case)
    actions.message(answered, text="Đã đọc.", actor=cast.lan.actor, now=LATER)
    with guard.outside("as it was before the column"):
        Case.objects.update(wrote_at=None)
        import_module("namro.work.cases.migrations.0003_what_reporters_write").what_waits_to_be_read(apps, None)
    assert (again(waits).wrote_at, again(answered).wrote_at) == (NOW, None)
