"""Whatever is sent to the portal: a clear sentence by the field, what was typed kept, nothing changed."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.doors.portal import draft as drafts
from namro.doors.portal import files, receipt
from namro.doors.uploads import LARGEST_FILE, MOST_FILES
from namro.ground.texts import TEXT
from namro.work.cases.models import Case, Done, Receipt, StagedFile
from tests.doors.portal.conftest import STORY
from tests.doors.portal.walk import Walker, photo
from tests.payloads import values_of

HOSTILE = [
    "'; DROP TABLE cases_case; --",
    "<script>alert(document.domain)</script>",
    "<img src=x onerror=alert(1)>{{ 7|add:7 }}{% include 'x' %}",
    "👨‍👩‍👧‍👦🇻🇳 mất xe 🚲",
    "a\ud800b".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "Tiếng Việt tách dấu: Hoa\u0300 Bi\u0300nh",
    "ﷺ" * 200,
    "\u200b\u200b một \u200d",
    "../../../../etc/passwd",
    "%s%n%x{about}{0}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_taken_kept_and_shown_as_text(to_the_end, text):
    end = to_the_end(about=text)
    assert end.asked == "check_answers"
    assert "<script>alert" not in end.html
    assert "<img src=x" not in end.html
    end.press("send", to="/vi/receipt")
    kept = values_of()["about"]
    assert "\0" not in kept
    opened = end.press("", form="again", to="/vi/follow")
    assert opened.response.status_code == 200
    assert "<script>alert" not in opened.html
    assert "<img src=x" not in opened.html


@pytest.mark.parametrize("do", ["continue", "back"])
def test_what_cannot_be_kept_is_left_out_and_said_and_the_rest_stays(at_about, do):
    at_about.press(do, about="trước\0 sau\x07, \u200bmột dòng\x0bhai dòng")
    assert at_about.asked == "about"
    assert "U+0000, U+0007" in at_about.text
    assert 'href="#about"' in at_about.html
    assert 'aria-invalid="true"' in at_about.html
    kept = at_about.forms["step"].fields["about"]
    assert kept == "trước sau, \u200bmột dòng\nhai dòng"
    at_about.press(do)
    assert at_about.asked != "about"


def test_marks_that_turn_the_reading_direction_are_left_out_and_said(at_about):
    at_about.press(about="Tệp \u202eexe.gnp\u202c ở \u2066ngõ 5\u2069")
    assert at_about.asked == "about"
    assert "U+202C, U+202E, U+2066, U+2069" in at_about.text
    assert at_about.forms["step"].fields["about"] == "Tệp exe.gnp ở ngõ 5"
    at_about.press()
    assert at_about.asked != "about"


def test_what_cannot_be_kept_of_a_name_or_a_place_is_said_there(to_the_end):
    end = to_the_end().press("change:your_name").press(**{"who": "yes", "who-name": "Nguyễn\x1b Văn A"})
    assert end.asked == "your_name"
    assert 'href="#who-name"' in end.html
    assert "U+001B" in end.text
    assert 'value="Nguyễn Văn A"' in end.html
    end.press()
    assert end.asked == "check_answers"
    end.press("change:where").press(**{"where-detail": "ngõ\0 12"})
    assert (end.asked, "U+0000" in end.text) == ("where", True)


def test_what_cannot_be_kept_of_a_message_is_said_before_it_is_sent(to_the_end):
    end = to_the_end().press("send", to="/vi/receipt")
    sent = {"code": end.code, "do": "message", "text": "Tôi nhớ\0 thêm một điều."}
    end._took(end.client.post("/vi/follow", sent))
    assert "U+0000" in end.text
    assert "Tôi nhớ thêm một điều." in end.html
    assert not Done.objects.filter(verb="message").exists()


@pytest.mark.parametrize("text", ["", "   ", "\0\0", "\u202e", "...", "\n\n\t"])
def test_a_required_text_that_says_nothing_is_asked_again(at_about, text):
    at_about.press(about=text)
    assert at_about.asked == "about"
    assert "thiếu phần này" in at_about.text
    assert 'href="#about"' in at_about.html
    assert 'aria-invalid="true"' in at_about.html


def test_a_text_that_is_too_long_is_kept_and_its_length_is_said(at_about):
    long = "Kể rất dài. " * (TEXT // 12 + 10)
    at_about.press(about=long)
    assert at_about.asked == "about"
    assert "20\u202f000" in at_about.html
    assert at_about.forms["step"].fields["about"] == long.strip()


def test_a_text_of_just_the_most_is_taken(to_the_end):
    end = to_the_end(about="ố" * TEXT)
    end.press("send", to="/vi/receipt")
    assert len(values_of()["about"]) == TEXT


def test_two_megabytes_of_text_are_refused_with_a_page(at_about):
    response = at_about.client.post("/vi/report/crime-report/where", {"about": "a" * 3_000_000, "asked": "about"})
    assert response.status_code in (400, 413)
    assert response.headers["Content-Type"].startswith("text/html")


def test_a_form_that_is_no_utf8_does_no_harm(at_about):
    body = b"asked=about&do=continue&about=%ff%fe%00abc&draft=%ff"
    response = at_about.client.generic(
        "POST", "/vi/report/crime-report/about", body, "application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    assert "Trang gửi lên chưa đủ" in response.content.decode()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("31/02/2026", "Tháng 2/2026 chỉ có 28 ngày"),
        ("11/03/2026", "Ngày này chưa tới"),
        ("1/1/1875", "Năm 1875 đã quá xa"),
        ("32/01/2026", "chỉ có 31 ngày"),
        ("10/13/2025", "Không có tháng 13"),
        ("hôm qua", "chưa đọc ra ngày"),
        ("", "Bạn viết ngày vào đây"),
        ("<b>1/1/2026</b>", "chưa đọc ra ngày"),
        ("9" * 5000, "chưa đọc ra ngày"),
    ],
)
def test_a_wrong_date_gets_its_own_sentence_by_the_field_and_stays_typed(at_when, day, said):
    at_when.press(when="day", when_day=day)
    assert at_when.asked == "when"
    assert said in at_when.text
    assert 'href="#when-day"' in at_when.html
    assert at_when.forms["step"].fields["when-day"] == day[:100]


def test_a_wrong_date_in_english(at_when):
    at_when.press("language", to="/en/report/crime-report/when", when="day", when_day="31/02/2026").press()
    assert "Month 2/2026 has only 28 days" in at_when.text


@pytest.mark.parametrize("ref", ["2025:99999", "1999:00070", "'; --", "2025:00070' OR '1'='1", "x" * 500, "🏠", "01"])
def test_an_unknown_unit_is_not_taken(at_about, ref):
    at_about.press(about=STORY).press("find", where="hoan kiem").press(where_ref=ref)
    assert at_about.asked == "where"
    assert "Bạn tìm lại giúp" in at_about.text


@pytest.mark.parametrize("q", ["zzzzqq", "%", "_", "' OR 1=1 --", "🏠", "<b>", ",,,,", "a" * 500, "\0"])
def test_a_place_that_is_not_found_is_said_and_nothing_is_guessed(at_about, q):
    at_about.press(about=STORY).press(where=q)
    assert at_about.asked == "where"
    assert "<b>" not in at_about.html
    at_about.open("/vi/places").client.get("/vi/places", {"q": q})


def test_an_answer_that_was_not_offered_is_not_taken(citizen):
    citizen.open("/vi/report/crime-report/danger").press(danger="maybe")
    assert citizen.asked == "danger"
    assert "không có trong danh sách" in citizen.text


@pytest.mark.parametrize(
    "do", ["send", "change:nowhere", "remove:../x", "remove:99999999999999999999", "add", "💥", "back:x"]
)
def test_a_button_that_does_not_stand_there_does_no_harm(at_about, do):
    at_about.press(do, about=STORY)
    assert at_about.response.status_code == 200
    assert Case.objects.count() == 0


def test_sending_before_everything_is_answered_leads_to_the_first_gap(at_about):
    at_about.press("send", to="/vi/receipt", about=STORY)
    assert at_about.asked == "where"
    assert Case.objects.count() == 0


def _zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 2_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anh.jpg", b"MZ\x90\x00" + b"\0" * 200),
        ("anh.png", b"<html><script>alert(1)</script></html>"),
        ("anh.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("don.pdf", b"#!/bin/sh\nrm -rf /\n"),
        ("tep.zip", _zip_bomb()),
        ("trong.jpg", b""),
        ("hong.jpg", b"\xff\xd8\xff\xe0" + b"garbage" * 30),
    ],
)
def test_a_file_that_lies_is_refused_with_a_reason_and_its_name(at_files, name, content):
    at_files.press("add", files=SimpleUploadedFile(name, content, "image/jpeg"))
    assert at_files.asked == "files"
    assert 'href="#files"' in at_files.html
    assert name in at_files.text
    assert "refusals." not in at_files.text
    assert StagedFile.objects.count() == 0


def test_of_several_files_the_good_ones_are_kept_and_the_bad_ones_named(at_files):
    bad = SimpleUploadedFile("virus.jpg", b"MZ\x90\x00" + b"\0" * 200, "image/jpeg")
    at_files.press("add", files=[photo("mot.png"), bad, photo("hai.png")])
    assert "Đã thêm 2 tệp" in at_files.text
    assert "virus.jpg" in at_files.text


def test_the_eleventh_file_is_refused_and_ten_stay(at_files):
    at_files.press("add", files=[photo(f"{n}.png") for n in range(9)])
    at_files.press("add", files=[photo("9.png"), photo("10.png")])
    assert StagedFile.objects.count() == MOST_FILES
    assert "refusals." not in at_files.text
    assert "Đã đủ số tệp" in at_files.text


def test_eleven_files_at_once_are_ten_files_and_one_that_is_named(at_files):
    at_files.press("add", files=[photo(f"{n}.png") for n in range(11)])
    assert at_files.response.status_code == 200
    assert StagedFile.objects.count() == MOST_FILES
    assert "10.png" in at_files.text


def test_files_that_were_too_many_are_named_in_one_sentence(at_files):
    at_files.press("add", files=[photo(f"{n}.png") for n in range(5)])
    at_files.press("add", files=[photo(f"them-{n}.png") for n in range(8)])
    assert StagedFile.objects.count() == MOST_FILES
    assert "Chưa thêm: them-5.png, them-6.png, them-7.png." in at_files.text
    assert all(f"them-{n}.png" in at_files.text for n in (5, 6, 7))


def test_a_file_over_the_limit_is_passed_over_and_said(at_files):
    big = SimpleUploadedFile("phim.mp4", b"\0" * (LARGEST_FILE + 1), "video/mp4")
    at_files.press("add", files=big)
    assert "phim.mp4" in at_files.text
    assert "refusals." not in at_files.text
    assert StagedFile.objects.count() == 0


def test_a_flood_of_files_from_one_address_is_asked_to_wait_and_the_report_may_go_on(at_files, monkeypatch):
    monkeypatch.setattr(files.adding, "limit", 0)
    at_files.press("add", files=photo())
    assert "chờ mười phút" in at_files.text
    at_files.press()
    assert at_files.asked == "who"


def test_a_file_that_waits_under_another_draft_cannot_be_taken_away(at_files):
    at_files.press("add", files=photo())
    kept = StagedFile.objects.get()
    other = Walker().open("/vi/report/crime-report/danger")
    other.press(f"remove:{kept.pk}")
    assert StagedFile.objects.filter(pk=kept.pk).exists()


def test_a_flood_of_reports_from_one_address_is_asked_to_wait_with_every_word_kept(to_the_end, monkeypatch):
    end = to_the_end()
    monkeypatch.setattr(receipt.sending, "limit", 0)
    end.press("send", to="/vi/receipt")
    assert end.response.status_code == 429
    assert "chờ mười phút" in end.text
    assert STORY in end.text
    assert Case.objects.count() == 0


def test_what_was_kept_already_gives_its_receipt_again_in_a_flood_too(to_the_end, monkeypatch):
    end = to_the_end()
    sent = dict(end.forms["step"].fields)
    end.press("send", to="/vi/receipt")
    monkeypatch.setattr(receipt.sending, "limit", 0)
    again = Client().post("/vi/receipt", {**sent, "do": "send"})
    assert again.status_code == 200
    assert f'value="{end.code}"' in again.content.decode()
    assert Case.objects.count() == 1


def test_a_draft_of_yesterday_says_so_and_keeps_the_words(to_the_end, monkeypatch):
    end = to_the_end()
    token = drafts.read(end.forms["step"].fields["draft"])[0].token
    monkeypatch.setattr(drafts, "LIFE", -1)
    end.press("send", to="/vi/receipt")
    assert end.response.status_code == 400
    assert "đã mở quá một ngày" in end.text
    assert STORY in end.text
    assert Case.objects.count() == 0
    monkeypatch.undo()
    assert drafts.read(end.forms["step"].fields["draft"])[0].token != token


def test_the_words_of_an_old_draft_can_be_sent_after_all(to_the_end, monkeypatch):
    end = to_the_end()
    with monkeypatch.context() as yesterday:
        yesterday.setattr(drafts, "LIFE", -1)
        end.press("send", to="/vi/receipt")
    go_on = re.search(r'value="(change:[a-z_-]+)"', end.html)[1]
    end.press(go_on)
    for _ in range(8):
        end.press()
        if end.asked == "check_answers":
            break
    end.press("send", to="/vi/receipt")
    assert values_of()["about"] == STORY


@pytest.mark.parametrize("spoil", [lambda d: d[:-1] + "x", lambda d: d[: len(d) // 2], lambda d: "x" + d, lambda d: ""])
def test_a_draft_that_was_changed_or_cut_sends_nothing(to_the_end, spoil):
    end = to_the_end()
    form = end.forms["step"]
    form.fields["draft"] = spoil(form.fields["draft"])
    end.press("send", to="/vi/receipt")
    assert end.response.status_code == 400
    assert "Trang gửi lên chưa đủ" in end.text
    assert Case.objects.count() == 0
    assert Receipt.objects.count() == 0


def test_what_was_just_typed_is_kept_even_when_the_draft_is_lost(at_about):
    at_about.forms["step"].fields["draft"] = "lost"
    at_about.press(about=STORY)
    assert STORY in at_about.text


def test_a_draft_for_one_procedure_does_not_open_another(at_about):
    draft = at_about.forms["step"].fields["draft"]
    other = at_about.client.post(
        "/vi/report/petition/x", {"draft": draft, "asked": "about", "do": "continue", "about": STORY}
    )
    assert other.status_code in (200, 400)
    assert Case.objects.count() == 0


@pytest.mark.parametrize("phone", ["abc", "12", "<script>", "0912 345 678 0912 345 678 0912 345 678", "📞📞📞📞📞📞"])
def test_a_phone_number_that_is_none_is_said_by_its_field(to_the_end, phone):
    end = to_the_end(who="yes", who_name="An", who_phone=phone)
    assert end.asked == "your_name"
    assert 'href="#who-phone"' in end.html
    assert "chưa giống số điện thoại" in end.text
    assert end.forms["step"].fields["who-name"] == "An"


def test_choosing_a_name_and_giving_none_is_asked_again(to_the_end):
    assert "viết ít nhất một dòng" in to_the_end(who="yes").text


def test_choosing_no_name_leaves_none_in_the_draft(to_the_end):
    end = to_the_end(who="no", who_name="Nguyễn Văn An", who_phone="0912345678")
    found, _ = drafts.read(end.forms["step"].fields["draft"])
    assert found.who == {"mode": "no"}


def test_a_page_with_a_name_leaves_nothing_on_the_device_and_one_without_may_be_gone_back_to(to_the_end):
    end = to_the_end(who="yes", who_name="An").press("change:about")
    assert end.response.headers["Cache-Control"] == "no-store"
    fresh = Walker().open("/vi/report/crime-report/danger").press(danger="no")
    assert fresh.response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "path", ["/vi/nowhere", "/vi/report/nothing/", "/vi/report/nothing/x", "/vi/report/<b>/", "/xx/"]
)
def test_a_page_that_is_not_there_says_so_in_the_readers_language(citizen, path):
    response = citizen.client.get(path)
    assert response.status_code == 404
    assert '<html lang="vi"' in response.content.decode()


@pytest.mark.parametrize("path", ["/vi/", "/vi/report/", "/vi/danger", "/vi/what-we-never-do"])
def test_telling_pages_take_no_forms(citizen, path):
    assert citizen.client.post(path, {"x": "y"}).status_code == 405


def test_search_engines_are_asked_to_stay_away(citizen):
    assert "Disallow: /" in citizen.client.get("/robots.txt").content.decode()


def test_a_place_that_nothing_is_called_is_said_as_it_was_typed(client, db):
    page = client.get("/vi/places?q=xyzzy").content.decode()
    assert "Chưa tìm thấy “xyzzy”" in page
