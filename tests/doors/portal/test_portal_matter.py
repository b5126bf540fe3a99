"""On the follow page: the same matter reported before, and the right to a second look; and its public figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import pytest

from namro.doors.portal import follow
from namro.work.cases import actions
from namro.work.cases.models import Case, Joined, SecondLook
from namro.work.cases.receipts import new_code
from tests.cast import HANOI, Cast, act
from tests.doors.portal.walk import Walker
from tests.petitions import street_light

LATE = datetime(2026, 3, 25, 9, 0, tzinfo=HANOI)
BEGIN = "Tôi đã báo việc này trước đây"
Sent = Callable[..., actions.Received]


@pytest.fixture
def petition(cast: Cast) -> Sent:
    return street_light


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day for the reply is over."""
    for module in ("page", "follow", "telling"):
        monkeypatch.setattr(f"namro.doors.portal.{module}.now", lambda: LATE)


def sent(citizen: Walker, code: str, lang: str = "vi", **said: str) -> Walker:
    return citizen._took(citizen.client.post(f"/{lang}/follow", {"code": code, **said}))


def test_another_receipt_joins_its_report_and_it_can_be_taken_apart(citizen: Walker, petition: Sent):
    one, two = petition(), petition("00004")
    assert BEGIN in sent(citizen, one.code).text
    sent(citizen, one.code, do="join", other=two.code.lower())
    assert "Đã nối hai hồ sơ." in citizen.text
    assert two.case.ref in citizen.text
    assert two.code not in citizen.html
    assert one.case.ref in sent(citizen, two.code).text
    sent(citizen, two.code, do="part", **{"with": one.case.ref})
    assert "Đã gỡ" in citizen.text
    assert one.case.ref not in citizen.text


def test_a_wrong_and_an_unknown_code_look_the_same_and_count_as_when_following(citizen: Walker, petition: Sent):
    one = petition()
    pages = []
    for other in (new_code(), "abc"):
        sent(citizen, one.code, do="join", other=other, once="x")
        pages.append(citizen.text.replace(other, ""))
        assert f'value="{other}"' in citizen.html
        assert 'href="#join-code"' in citizen.html
    assert pages[0] == pages[1]
    assert "Không có việc nào mở được bằng mã này." in pages[0]
    assert citizen.response.status_code == 200
    assert not Joined.objects.exists()
    for _ in range(follow.missed.limit - 2):
        follow.missed.count("127.0.0.1", time.monotonic())
    assert sent(citizen, one.code).response.status_code == 429


def test_after_a_broken_day_one_may_ask_and_is_told_by_when_and_why(citizen: Walker, petition: Sent, later: None):
    code = petition().code
    assert "đã không được giữ đúng" in sent(citizen, code).text
    sent(citizen, code, do="second-look", text="Chưa ai gọi tôi.", once="once")
    assert "Thanh tra Công an thành phố Hà Nội xem lại chậm nhất thứ Tư, 15/04/2026" in citizen.text
    assert "chậm nhất thứ Hai, 04/05/2026" in citizen.text
    assert "Tiêu chuẩn địa phương" in citizen.text
    assert "Bạn đề nghị xem lại." in citizen.text
    assert 'value="second-look"' not in citizen.html
    sent(citizen, code, do="second-look", text="Chưa ai gọi tôi.", once="once")
    sent(citizen, code, do="second-look", once="another")
    assert "Lúc này chưa đề nghị xem lại được" in citizen.text
    assert SecondLook.objects.count() == 1


def test_what_cannot_be_kept_of_the_reasons_is_said_there_and_nothing_is_asked_yet(
    citizen: Walker, petition: Sent, later: None
):
    code = petition().code
    sent(citizen, code, do="second-look", text="Chưa ai\x1b gọi tôi.", once="once")
    assert "U+001B" in citizen.text
    assert 'href="#second-look-text"' in citizen.html
    assert 'value="Chưa ai gọi tôi."' in citizen.html
    assert not SecondLook.objects.exists()
    sent(citizen, code, do="second-look", text="Chưa ai gọi tôi.", once="once")
    assert SecondLook.objects.count() == 1


def test_a_sentence_that_is_too_long_comes_back_to_be_mended(citizen: Walker, petition: Sent, later: None):
    sent(citizen, petition().code, do="second-look", text="x" * 301)
    assert 'href="#second-look-text"' in citizen.html
    assert f'value="{"x" * 301}"' in citizen.html
    assert not SecondLook.objects.exists()


def test_the_reasons_are_read_on_the_page(citizen: Walker, petition: Sent, later: None, cast: Cast):
    code = petition().code
    sent(citizen, code, do="second-look")
    said = {"outcome": "again", "reasons": "Đã quá hạn hai ngày."}
    act(actions.answer_second_look, SecondLook.objects.get(), by=cast.yen, at=LATE, **said)
    sent(citizen, code)
    assert "Phải làm lại." in citizen.text
    assert "Đã quá hạn hai ngày." in citizen.text
    assert cast.yen.user.name not in citizen.html
    assert "To be done again" in sent(citizen, code, "en").text


def test_without_a_ground_nothing_is_offered(citizen: Walker, petition: Sent):
    sent(citizen, petition().code)
    assert 'id="second-look"' not in citizen.html


def test_three_receipts_are_enough(citizen: Walker, petition: Sent):
    one, two, three = petition(), petition(), petition()
    sent(citizen, one.code, do="join", other=two.code)
    assert 'id="second-look"' not in citizen.html
    sent(citizen, one.code, do="join", other=three.code)
    assert "Bạn đã báo việc này 3 lần trong 6 tháng." in citizen.text


def test_the_figures_say_what_they_count_and_leave_small_numbers_out(
    citizen: Walker, petition: Sent, later: None, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(6):
        sent(citizen, petition().code, do="second-look")
    citizen.open("/vi/second-looks")
    assert "Chưa có năm nào đủ để nêu số liệu." in citizen.text
    assert "thứ Tư, 01/04/2026" in citizen.text
    monkeypatch.setattr("namro.doors.portal.page.now", lambda: datetime(2027, 4, 1, tzinfo=HANOI))
    citizen.open("/en/second-looks")
    assert "answered in time or answered late or not answered" in citizen.text
    assert citizen.client.get("/second-looks.json").json()["years"] == [
        {"year": 2026, "requests": 6, "stands": [{"of": ["in-time", "late", "open"], "n": 6}], "outcomes": []}
    ]
    assert Case.objects.count() == 6
