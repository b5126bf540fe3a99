"""An office takes back what it has just written to a reporter: who, how long, what is read then, what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import reporter
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import verify
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, events, queries, several_actions
from namro.work.cases.models import Case, Done, Notice, Several
from namro.work.cases.recheck import recheck
from namro.work.cases.taking_back import UNDO_FOR, for_good
from namro.work.cases.timeline import Line, timeline
from tests.cast import NOW, Cast, Member, act
from tests.payloads import body_of
from tests.work.cases.conftest import Reported, again
from tests.work.cases.test_retention import closed, erased
from tests.work.cases.test_unread import unread

TEXT = "Mời ông/bà đến trụ sở lúc 8:00 thứ Sáu."
WHY = "Ghi nhầm ngày hẹn."
SOON = NOW + timedelta(minutes=5)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(registered: Case, cast: Cast) -> Case:
    """Lan has just written to the reporter."""
    act(actions.message, registered, by=cast.lan, text=TEXT)
    return again(registered)


def back(case: Case, by: Member, at: Any = SOON, **more: Any) -> Done:
    return act(actions.take_back, again(case), by=by, at=at, **{"act": case.seq, "reason": WHY, **more})


def code_of(case: Case, by: Member, at: Any = SOON, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        back(case, by, at, **more)
    return refused.value.code


def two_lines(case: Case, audience: Any) -> tuple[Line, Line]:
    *_, first, second = timeline(again(case), audience)
    return first, second


def test_the_reporter_reads_in_place_of_the_words_that_they_were_taken_back_and_why(sent: Case, cast: Cast) -> None:
    assert timeline(sent, "reporter")[-1].words == [("text", TEXT)]
    done = back(sent, cast.lan)
    was, now = two_lines(sent, "reporter")
    assert (was.words, was.taken_back) == ([], SOON)
    assert (now.key, now.words, now.takes_back, now.params["at"]) == (
        "common.case.take-back", [("reason", WHY)], was.seq, NOW,
    )  # fmt: skip
    assert Notice.objects.filter(done=done, to="reporter").exists()


def test_the_office_still_reads_them_and_the_trail_still_proves_them(sent: Case, cast: Cast) -> None:
    back(sent, cast.lan)
    was, now = two_lines(sent, "staff")
    assert (was.words, was.taken_back) == ([("text", TEXT)], SOON)
    assert now.who == cast.lan.user.name
    assert body_of(part="text") == TEXT
    assert recheck(NOW) == []
    assert verify().findings == []


def test_the_case_stands_as_it_stood(sent: Case, cast: Cast) -> None:
    before = queries.standing(sent)
    back(sent, cast.lan)
    after = queries.standing(again(sent))
    assert (after.state, after.runs, after.assignee, after.waits_for) == (
        before.state, before.runs, before.assignee, before.waits_for,
    )  # fmt: skip


def test_until_the_last_second_of_half_an_hour_and_no_longer(sent: Case, cast: Cast) -> None:
    assert code_of(sent, cast.lan, NOW + timedelta(seconds=UNDO_FOR + 1)) == "cases.take-back-too-late"
    back(sent, cast.lan, NOW + timedelta(seconds=UNDO_FOR))


def test_not_once_the_reporter_answered_or_anything_else_happened(sent: Case, cast: Cast) -> None:
    act(actions.message, sent, by=reporter(sent.ref), text="Tôi sẽ đến.")
    assert code_of(sent, cast.lan) == "cases.changed"


def test_what_the_reporter_asked_waits_again_once_the_reply_to_it_is_taken_back(registered: Case, cast: Cast) -> None:
    act(actions.message, registered, by=reporter(registered.ref), text="Khi nào sửa?")
    asked = again(registered)
    since = asked.wrote_at
    assert since is not None
    act(actions.message, asked, by=cast.lan, text=TEXT)
    assert again(asked).wrote_at is None
    back(again(asked), cast.lan)
    assert again(asked).wrote_at == since
    assert unread(asked) == [asked.seq]
    assert recheck(NOW) == []


def test_not_twice(sent: Case, cast: Cast) -> None:
    back(sent, cast.lan)
    assert code_of(sent, cast.lan) == "cases.changed"
    assert code_of(again(sent), cast.lan) == "cases.take-back-nothing"


def test_only_by_whoever_sent_it_with_a_reason_and_nothing_of_the_reporters(sent: Case, cast: Cast) -> None:
    assert code_of(sent, cast.minh) == "cases.take-back-nothing"
    assert code_of(sent, cast.lan, reason="  ") == "cases.needed"
    with pytest.raises(NotThere):
        back(sent, cast.quan)
    act(actions.message, again(sent), by=reporter(sent.ref), text="Tôi sẽ đến.")
    assert code_of(again(sent), cast.lan) == "cases.take-back-nothing"


def test_a_notice_that_the_law_counts_by_is_sent_for_good(registered: Case, cast: Cast) -> None:
    act(actions.notify, registered, by=cast.lan, step="acknowledge", text="Đã nhận tin báo.")
    assert code_of(again(registered), cast.lan) == "cases.sent-for-good"


def test_why_each_notice_of_the_law_is_sent_for_good() -> None:
    found = {
        (rules.id, step.id): [why.kind for why in for_good(rules, step)]
        for rules in (the_pack().procedure(id, NOW.date()) for id in ("complaint", "crime-report", "denunciation"))
        for step in rules.steps.values()
        if step.verb == "notify"
    }
    assert found["complaint", "invite-dialogue"] == []
    assert found["complaint", "send-first"] == ["moves", "ends"]
    assert found["crime-report", "acknowledge"] == ["ends", "once"]
    assert found["crime-report", "tell-procuracy"] == ["ends", "once", "others", "no-words"]
    assert found["denunciation", "tell-suspended"] == ["ends", "others"]
    assert [key for key, why in found.items() if not why] == [("complaint", "invite-dialogue")]


def test_a_system_that_is_told_of_messages_is_told_that_one_was_taken_back(sent: Case, cast: Cast) -> None:
    back(sent, cast.lan)
    seal_pending(SOON)
    for verbs in ((), ("message",), ("notify",), ("take-back",)):
        told = events.events_after(cast.thao.actor, events.START, NOW.date(), verbs=verbs).events
        assert (told[-1].type, told[-1].ref) == ("cases.take_back", sent.ref)
    told = events.events_after(cast.thao.actor, events.START, NOW.date(), verbs=("register",)).events
    assert [one.verb for one in told] == ["register"]


def test_an_erasure_reaches_what_was_taken_back_and_why(cast: Cast) -> None:
    case = closed(cast)
    act(actions.act, case, "reopen", {"reason": "Đèn lại hỏng."}, by=cast.ha)
    act(actions.message, again(case), by=cast.ha, text=TEXT)
    back(again(case), cast.ha)
    act(actions.act, again(case), "reply", {"answer": "Đã sửa."}, by=cast.ha)
    act(actions.act, again(case), "close", {}, by=cast.ha)
    erased(case, cast.khoa.user)
    assert all(line.words == [] for line in timeline(again(case), "staff"))
    assert recheck(NOW) == []


# --- of several cases -------------------------------------------------------------------------------------------------


@pytest.fixture
def three(reported: Reported, cast: Cast) -> list[Case]:
    found = [reported().case for _ in range(3)]
    for case in found:
        act(actions.register, case, by=cast.lan)
    return [again(case) for case in found]


@pytest.fixture
def written(three: list[Case], cast: Cast) -> Callable[..., Several]:
    def _written(**more: Any) -> Several:
        return several_actions.act_on_several(
            verb="message", step="", cases=[(case.ref, case.seq) for case in map(again, three)],
            inputs={"text": TEXT}, once="form-1", actor=cast.lan.actor, now=NOW, **more,
        )  # fmt: skip

    return _written


def undone(several: Several, cast: Cast) -> Several:
    return several_actions.undo_several(several, reason=WHY, once="undo-1", actor=cast.lan.at(SOON), now=SOON)


def test_a_message_in_several_cases_is_taken_back_in_one_action(
    written: Callable[..., Several], three: list[Case], cast: Cast
) -> None:
    several = written()
    assert [timeline(again(case), "reporter")[-1].words for case in three] == [[("text", TEXT)]] * 3
    took = undone(several, cast)
    assert [one.seq for one in took.cases.all()] == [case.seq + 2 for case in three]
    assert [two_lines(case, "reporter")[0].words for case in three] == [[]] * 3
    assert undone(several, cast) == took, "the same form again does nothing"
    assert verify().findings == []


def test_whoever_answered_meanwhile_keeps_what_they_read(
    written: Callable[..., Several], three: list[Case], cast: Cast
) -> None:
    several = written()
    act(actions.message, again(three[0]), by=reporter(three[0].ref), text="Tôi sẽ đến.")
    left = undone(several, cast).cases.get(case=three[0])
    assert (left.seq, left.code, left.params["step"]) == (None, "cases.changed", "message")
    assert ("text", TEXT) in timeline(again(three[0]), "reporter")[-2].words


def test_what_reporters_wrote_is_not_said_to_be_read_by_a_message_to_many(
    written: Callable[..., Several], three: list[Case], cast: Cast
) -> None:
    act(actions.message, three[1], by=reporter(three[1].ref), text="Tôi nhớ thêm.")
    undone(written(), cast)
    assert unread(again(three[1])) == [three[1].seq + 1]


def test_nor_by_a_notice_to_many(three: list[Case], cast: Cast) -> None:
    act(actions.message, three[1], by=reporter(three[1].ref), text="Tôi nhớ thêm.")
    several_actions.act_on_several(
        verb="notify", step="acknowledge", cases=[(case.ref, case.seq) for case in map(again, three)],
        inputs={"text": "Đã nhận tin báo."}, once="form-4", actor=cast.lan.actor, now=NOW,
    )  # fmt: skip
    assert again(three[1]).history.filter(verb="notify").exists()
    assert unread(again(three[1])) == [three[1].seq + 1]


def test_a_message_goes_to_open_cases_only(three: list[Case], cast: Cast) -> None:
    over = closed(cast)
    several = several_actions.act_on_several(
        verb="message", step="", cases=[(case.ref, case.seq) for case in (three[0], over)], inputs={"text": TEXT},
        once="form-2", actor=cast.lan.actor, now=NOW,
    )  # fmt: skip
    assert several.cases.get(case=over).code == "cases.several-closed"
    assert again(over).seq == over.seq


def test_whoever_may_not_write_to_reporters_there_writes_to_none(three: list[Case], cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        several_actions.act_on_several(
            verb="message", step="", cases=[(case.ref, case.seq) for case in three], inputs={"text": TEXT},
            once="form-3", actor=cast.quan.actor, now=NOW,
        )  # fmt: skip
    assert refused.value.code == "cases.several-none"
    assert Done.objects.filter(verb="message").count() == 0
