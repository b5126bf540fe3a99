"""Someone follows their report: by its code only, in plain sentences, with words both ways."""

import secrets
import statistics
import time

import pytest

from namro.doors.portal import follow
from namro.doors.portal.telling import event
from namro.ground.people.actors import reporter
from namro.work.cases import actions, receipts, timeline
from namro.work.cases.models import Case, Done
from namro.work.cases.timeline import Line
from tests.cast import act
from tests.doors.portal.walk import Walker, photo


@pytest.fixture
def sent(to_the_end):
    """A report that was sent, and its code."""
    end = to_the_end().press("send", to="/vi/receipt")
    return end.code, Case.objects.get()


def _opened(citizen: Walker, code: str, lang: str = "vi", **said: object) -> Walker:
    return citizen._took(citizen.client.post(f"/{lang}/follow", {"code": code, **said}))


def test_the_page_says_on_top_where_it_is_who_has_it_and_by_when(citizen, sent):
    code, case = sent
    _opened(citizen, code)
    assert "Công an phường Hoàn Kiếm đang giữ." in citizen.text
    assert "chậm nhất" in citizen.text
    assert case.ref in citizen.text
    assert citizen.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "spelt",
    [
        lambda c: c.lower(),
        lambda c: c.replace("-", ""),
        lambda c: c.replace("-", "  "),
        lambda c: f"  {c}\n",
        lambda c: c.replace("-", "–"),
        lambda c: c.replace("0", "O").replace("1", "l"),
    ],
)
def test_the_code_may_be_pasted_in_any_of_its_spellings(citizen, sent, spelt):
    code, case = sent
    assert case.ref in _opened(citizen, spelt(code)).text


def test_a_wrong_an_unknown_and_an_empty_code_get_the_same_answer(citizen, sent):
    def told(code: str) -> tuple[int, str]:
        _opened(citizen, code)
        return citizen.response.status_code, citizen.html.replace(f'value="{code}"', "")

    code, _ = sent
    wrong = ("2" if code[0] != "2" else "3") + code[1:]
    assert told("X") == told(receipts.new_code()) == told(wrong) == told("")


def test_a_wrong_code_takes_as_long_as_an_unknown_one(citizen, sent):
    def taken(code: str) -> float:
        began = time.process_time()  # what the work costs; a busy machine makes anything wait
        _opened(citizen, code)
        return time.process_time() - began

    taken("warm")
    wrong = statistics.median(taken("no code at all") for _ in range(15))
    unknown = statistics.median(taken(receipts.new_code()) for _ in range(15))
    assert 0.4 < wrong / unknown < 2.5


def test_the_reference_alone_opens_nothing(citizen, sent):
    _, case = sent
    assert "Không có việc nào mở được bằng mã này" in _opened(citizen, case.ref).text


def test_forty_people_behind_one_address_may_mistype_and_a_machine_is_asked_to_wait(citizen, sent):
    code, case = sent
    for _ in range(40 * 5):
        follow.missed.count("127.0.0.1", time.monotonic())
    assert case.ref in _opened(citizen, code).text
    for _ in range(follow.missed.limit):
        follow.missed.count("127.0.0.1", time.monotonic())
    assert _opened(citizen, code).response.status_code == 429
    assert "mười phút" in citizen.text


def test_each_step_that_the_reporter_is_told_of_stands_there_as_a_plain_sentence(citizen, sent, cast, pack, today):
    code, case = sent
    act(actions.register, case, by=cast.quan)
    sentence = pack.procedure("crime-report", today).steps["register"].says["vi"]
    _opened(citizen, code)
    assert sentence.format(office="Công an phường Hoàn Kiếm", day="10/03/2026") in citizen.text
    assert Case.objects.get().number in citizen.text


def test_officers_are_not_named_to_the_reporter(citizen, sent, cast):
    code, case = sent
    act(actions.register, case, by=cast.quan)
    act(actions.message, case, text="Chúng tôi đã nhận được.", by=cast.quan)
    _opened(citizen, code)
    assert "Chúng tôi đã nhận được." in citizen.text
    assert cast.quan.user.name not in citizen.html


def test_every_day_opens_to_its_reasons(citizen, sent):
    code, _ = sent
    _opened(citizen, code)
    assert "Vì sao là ngày này" in citizen.text
    assert "Thời hạn là 24 giờ" in citizen.text
    assert "khoản 1 Điều 8 TTLT 01/2017" in citizen.text


def test_in_english_the_reasons_and_the_articles_are_english(citizen, sent):
    code, _ = sent
    _opened(citizen, code, "en")
    assert "Why this day" in citizen.text
    assert "Art. 8(1) Joint Circular 01/2017" in citizen.text


def test_a_message_reaches_the_case_once_however_often_the_form_is_sent(citizen, sent):
    code, case = sent
    once = secrets.token_urlsafe(16)
    for _ in range(2):
        _opened(citizen, code, do="message", text="Tôi nhớ thêm: có xe tải trắng.", once=once)
        assert "Lời nhắn của bạn đã được gửi." in citizen.text
    assert Done.objects.filter(case=case, verb="message").count() == 1
    assert "Tôi nhớ thêm: có xe tải trắng." in citizen.text


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "…"])
def test_an_empty_message_is_not_sent_and_said_by_the_field(citizen, sent, text):
    code, case = sent
    _opened(citizen, code, do="message", text=text, once="a")
    assert "Bạn viết vài dòng rồi hãy gửi." in citizen.text
    assert 'href="#message"' in citizen.html
    assert not Done.objects.filter(case=case, verb="message").exists()


def test_a_message_that_is_too_long_is_kept_to_be_shortened(citizen, sent):
    code, case = sent
    _opened(citizen, code, do="message", text="dài " * 6000, once="a")
    assert "dài dài" in citizen.html
    assert "refusals." not in citizen.text
    assert not Done.objects.filter(case=case, verb="message").exists()


def test_what_is_written_is_shown_as_written_and_never_runs(citizen, sent):
    code, _ = sent
    _opened(citizen, code, do="message", text="<script>alert(1)</script> & \"'", once="a")
    assert "<script>alert" not in citizen.html
    assert "&lt;script&gt;alert(1)" in citizen.html


def test_a_photo_can_be_added_later(citizen, sent):
    code, case = sent
    _opened(citizen, code, do="file", file=photo("thêm.png"), once="a")
    assert "Đã thêm tệp." in citizen.text
    kept = timeline.files_of(case, "reporter")
    assert [f.by_reporter for f in kept] == [True]
    response = citizen.client.post("/vi/follow/file", {"code": code, "file": kept[0].token})
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content)[:4] == b"\x89PNG"


def test_a_file_of_another_case_is_not_there(citizen, sent, to_the_end):
    code, case = sent
    _opened(citizen, code, do="file", file=photo(), once="a")
    token = timeline.files_of(case, "reporter")[0].token
    other = to_the_end(about="Một việc khác hẳn.").press("send", to="/vi/receipt").code
    assert citizen.client.post("/vi/follow/file", {"code": other, "file": token}).status_code == 404


@pytest.mark.parametrize("file", ["", "x", "../../keys/identity.key", "\0", "a" * 5000])
def test_a_file_that_is_not_there_is_not_there(citizen, sent, file):
    code, _ = sent
    assert citizen.client.post("/vi/follow/file", {"code": code, "file": file}).status_code == 404


def test_a_question_is_answered_on_the_page(citizen, sent, cast, pack, today):
    code, case = sent
    rules = pack.procedure("crime-report", today)
    asking = [step for step in rules.steps.values() if step.verb == "ask"]
    if not asking:
        pytest.fail("the crime report asks nothing")
    act(actions.register, case, by=cast.quan)
    act(actions.classify, case, flags={}, step="classify", by=cast.quan)
    case.refresh_from_db()
    act(actions.ask, case, text="Xe màu gì?", by=cast.quan)
    _opened(citizen, code)
    assert "Có câu hỏi cho bạn" in citizen.text
    assert "Xe màu gì?" in citizen.text
    _opened(citizen, code, do="answer", text="Màu trắng.", once="b")
    assert "Câu trả lời của bạn đã được gửi." in citizen.text
    assert "Có câu hỏi cho bạn" not in citizen.text


@pytest.mark.parametrize("verb", ["ask-identity", "agree-identity", "read-identity"])
def test_the_reporter_reads_each_step_towards_their_name(now, verb):
    names = {"vi": "Thanh tra Công an", "en": "Inspectorate"}
    line = Line(4, now, verb, "", {}, f"common.case.{verb}", {"office": names, "day": now.date()}, "", "", names)
    assert "tên của bạn" in event(line, "vi", str).says
    assert "your name" in event(line, "en", str).says.lower()


def test_a_forged_receipt_is_told_apart(citizen, sent):
    for path in ("/vi/receipt", "/vi/receipt/save", "/vi/follow/file"):
        response = citizen.client.post(path, {"code": receipts.new_code()})
        assert response.status_code == 404
        assert "không phải do trang này cấp" in response.content.decode()


def test_the_receipt_page_asked_for_without_a_form_leads_to_the_follow_page(citizen):
    assert citizen.client.get("/vi/receipt").headers["Location"] == "/vi/follow"


def test_a_reporter_acts_only_on_their_own_case(sent):
    _, case = sent
    assert reporter(case.ref).case_ref == case.guard_ref


@pytest.fixture
def petition(cast, now):
    """A petition at Hoàn Kiếm, and its code."""
    received = actions.receive(
        None,
        procedure="petition",
        answers={"about": "Đèn đường hỏng.", "where": {"ref": "2025:00070"}},
        identity={"name": "Nguyễn Văn An"},
        place_ref="2025:00070",
        actor=actions.NEWCOMER,
        now=now,
    )
    act(actions.register, received.case, by=cast.quan)
    return received.code, Case.objects.get()


def test_the_answer_stands_above_what_has_happened(citizen, petition, cast):
    code, case = petition
    act(actions.decide, case, answer="Đèn đã được sửa ngày 09/03.", by=cast.duc)
    _opened(citizen, code)
    assert "Câu trả lời" in citizen.text
    assert citizen.html.index("the-answer") < citizen.html.index('class="timeline"')
    assert "Đèn đã được sửa ngày 09/03." in citizen.text
    assert cast.duc.user.name not in citizen.html


def test_what_was_passed_to_an_agency_outside_is_not_said_to_be_with_the_ward(citizen, petition, cast):
    code, case = petition
    act(actions.act, case, "forward", {"reason": "Không thuộc thẩm quyền.", "answer": "Đã chuyển."}, by=cast.quan)
    _opened(citizen, code)
    assert "đã được chuyển đến đó" in citizen.text
    assert "đang giữ" not in citizen.text
    assert "Phần việc ở đây đã xong." in citizen.text


def test_a_closed_case_says_so_and_takes_no_more_messages(citizen, petition, cast):
    code, case = petition
    act(actions.decide, case, answer="Đèn đã được sửa ngày 09/03.", by=cast.duc)
    case.refresh_from_db()
    act(actions.close, case, step="close", by=cast.quan)
    _opened(citizen, code)
    assert "Phần việc ở đây đã xong." in citizen.text
    assert "Nếu có chuyện mới, bạn gửi một tin mới." in citizen.text
    assert 'value="message"' not in citizen.html
    _opened(citizen, code, do="message", text="Còn một việc", once="z")
    assert "refusals." not in citizen.text


def test_the_reporter_reads_who_asked_for_their_name_and_that_it_was_opened(citizen, to_the_end, cast):
    code = to_the_end(who="yes", who_name="Nguyễn Văn An").press("send", to="/vi/receipt").code
    case = Case.objects.get()
    act(actions.register, case, by=cast.quan)
    asked = act(actions.ask_identity, case, reason="Cần hỏi thêm", by=cast.duc)
    act(actions.agree_identity, case, asked=asked.seq, by=cast.vy)
    act(actions.read_identity, case, by=cast.duc)
    _opened(citizen, code)
    assert "Công an phường Hoàn Kiếm đề nghị được biết tên của bạn." in citizen.text
    assert "Người giữ niêm phong của cơ quan khác đã đồng ý" in citizen.text
    assert "đã mở xem tên của bạn" in citizen.text
    assert "Nguyễn Văn An" not in citizen.html


def test_what_the_office_took_back_is_said_in_its_place_with_when_and_why(citizen, sent, cast):
    code, case = sent
    act(actions.message, case, by=cast.quan, text="Mời bạn đến thứ Sáu.")
    assert "Mời bạn đến thứ Sáu." in _opened(citizen, code).text
    case.refresh_from_db()
    act(actions.take_back, case, by=cast.quan, act=case.seq, reason="Ghi nhầm ngày hẹn.")
    shown = _opened(citizen, code).text
    assert "Mời bạn đến thứ Sáu." not in shown
    assert "Nội dung này đã được đơn vị gửi rút lại" in shown
    assert "Ghi nhầm ngày hẹn." in shown
    assert cast.quan.user.name not in shown
    assert "took back what it had sent you" in _opened(citizen, code, "en").text
