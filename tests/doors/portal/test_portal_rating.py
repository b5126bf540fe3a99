"""After the answer: how it went, in two questions on the follow page."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from namro.work.cases import actions
from namro.work.cases.models import Case, Rating
from tests.cast import NOW, Cast, act, unit
from tests.doors.portal.walk import Walker

QUESTION = "Việc của bạn đã diễn ra thế nào?"


@pytest.fixture
def answered(cast: Cast) -> Callable[..., tuple[str, Case]]:
    def _answered(reply: bool = True) -> tuple[str, Case]:
        received = actions.receive(
            None,
            procedure="petition",
            answers={"about": "Đèn đường hỏng.", "where": {"ref": unit("00070").ref}},
            identity={"name": "Nguyễn Thị Hòa"},
            place_ref=unit("00070").ref,
            draft=secrets.token_urlsafe(24),
            actor=actions.NEWCOMER,
            now=NOW,
        )
        if reply:
            act(actions.register, received.case, by=cast.duc)
            act(actions.act, Case.objects.get(), "reply", {"answer": "Đã sửa đèn."}, by=cast.duc)
        return received.code, Case.objects.get()

    return _answered


def sent(citizen: Walker, code: str, lang: str = "vi", **said: str) -> Walker:
    return citizen._took(citizen.client.post(f"/{lang}/follow", {"code": code, **said}))


def test_before_the_answer_nothing_is_asked(citizen: Walker, answered):
    code, _ = answered(reply=False)
    assert QUESTION not in sent(citizen, code).text
    assert "Bạn cho biết được sau khi" in sent(citizen, code, do="rate", understood="5", treated="5").text
    assert not Rating.objects.exists()


def test_it_is_said_once_shown_again_and_can_be_changed(citizen: Walker, answered):
    code, _ = answered()
    assert QUESTION in sent(citizen, code).text
    sent(citizen, code, do="rate", understood="4", treated="2", text="Chờ lâu.")
    assert "Đã ghi nhận. Cảm ơn bạn." in citizen.text
    assert "Chờ lâu." in citizen.html
    sent(citizen, code)
    assert 'value="4" checked' in citizen.html
    assert "Sửa điều bạn đã cho biết" in citizen.text
    sent(citizen, code, do="rate", understood="5", treated="5", text="", seen="1")
    assert Rating.objects.count() == 2
    assert "Chờ lâu." not in citizen.html


def test_what_is_missing_is_said_and_what_was_chosen_kept(citizen: Walker, answered):
    code, _ = answered()
    sent(citizen, code, do="rate", understood="4", text="Chờ lâu.")
    assert "Hãy chọn một câu trả lời." in citizen.text
    assert 'href="#treated"' in citizen.html
    assert 'value="4" checked' in citizen.html
    assert 'value="Chờ lâu."' in citizen.html
    for odd in ("0", "6", "x", "5.0", "٥"):
        assert "Hãy chọn một câu trả lời." in sent(citizen, code, do="rate", understood=odd, treated="3").text
    sent(citizen, code, do="rate", understood="3", treated="3", text="x" * 301)
    assert 'href="#rate-text"' in citizen.html
    assert not Rating.objects.exists()


def test_what_another_tab_said_is_not_replaced_unless_one_sends_it_once_more(citizen: Walker, answered):
    code, _ = answered()
    sent(citizen, code, do="rate", understood="4", treated="2", text="Chờ lâu.", seen="0")
    sent(citizen, code, do="rate", understood="1", treated="1", text="Rất tệ.", seen="0")
    assert "Bạn đã cho biết lúc" in citizen.text
    assert "Dễ hiểu" in citizen.text, "what stands"
    assert "Chờ lâu." in citizen.text
    assert 'value="Rất tệ."' in citizen.html
    assert 'value="1" checked' in citizen.html
    assert Rating.objects.count() == 1
    assert 'name="seen" value="1"' in citizen.html
    sent(citizen, code, do="rate", understood="1", treated="1", text="Rất tệ.", seen="1")
    assert "Đã ghi nhận" in citizen.text
    assert Rating.objects.count() == 2
    for odd in ("", "x", "-1", "1", "9" * 40):
        sent(citizen, code, do="rate", understood="5", treated="5", seen=odd)
        assert "Bạn đã cho biết lúc" in citizen.text
    sent(citizen, code, do="rate", understood="1", treated="1", text="Rất tệ.", seen="0")
    assert "Đã ghi nhận" in citizen.text, "the same sent twice is no change"
    assert Rating.objects.count() == 2


def test_what_cannot_be_kept_of_the_text_is_said_there_and_nothing_is_kept_until_it_is_read_again(citizen, answered):
    code, _ = answered()
    sent(citizen, code, do="rate", understood="4", treated="2", text="Chờ\x07 rất \u202elâu.")
    assert "U+0007, U+202E" in citizen.text
    assert 'href="#rate-text"' in citizen.html
    assert 'id="rate-text-wrong"' in citizen.html
    assert 'value="Chờ rất lâu."' in citizen.html
    assert 'value="4" checked' in citizen.html
    assert not Rating.objects.exists()
    sent(citizen, code, do="rate", understood="4", treated="2", text="Chờ rất lâu.")
    assert Rating.objects.get().text == "Chờ rất lâu."


def test_after_thirty_days_it_stands_and_is_asked_no_more(
    citizen: Walker, answered, monkeypatch: pytest.MonkeyPatch, now: datetime
):
    code, _ = answered()
    sent(citizen, code, do="rate", understood="4", treated="2")
    monkeypatch.setattr("namro.doors.portal.follow.now", lambda: now + timedelta(days=31))
    sent(citizen, code)
    assert "Dễ hiểu" in citizen.text
    assert 'name="understood"' not in citizen.html
    assert "không sửa được nữa" in sent(citizen, code, do="rate", understood="1", treated="1").text
    assert Rating.objects.count() == 1


def test_it_is_asked_in_english_too(citizen: Walker, answered):
    code, _ = answered()
    assert "Was the answer easy to understand?" in sent(citizen, code, "en").text
