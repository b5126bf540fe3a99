"""What is pasted at the desk and is no text is said at its input; what is harmless in it stops nobody."""

from __future__ import annotations

import html

import pytest

from namro.work.cases import queries
from namro.work.cases.models import Case, Done
from tests.doors.desk.conftest import body, field, fill, looked, registered
from tests.doors.desk.test_intake import TOLD, URL
from tests.doors.portal.walk import photo


def said_of(case: Case) -> str:
    return str(queries.said(case))


def test_a_message_with_what_cannot_be_shown_is_not_sent_and_the_place_is_named(cast, quan, report):
    case = registered(cast, report())
    url = f"/desk/cases/{case.ref}/message"
    told = fill(quan, url, go="do", text="Chúng tôi đã xem camera\x07 đầu \u202engõ.")
    assert told.status_code == 422
    page = html.unescape(body(told))
    assert "Sau chữ “Chúng tôi đã xem camera” có ký tự không lưu và không hiện được (U+0007, U+202E)" in page
    assert page.count("U+0007, U+202E") == 2, "on top, and at the input"
    assert 'id="w-text"' in page
    assert "Chúng tôi đã xem camera đầu ngõ.</textarea>" in page
    assert Done.objects.filter(case=case).count() == case.seq
    once = field(told, "once")
    look = quan.post(url, {"once": once, "seq": case.seq, "go": "look", "text": "Chúng tôi đã xem camera đầu ngõ."})
    assert look.status_code == 200
    assert "U+0007" not in body(look)


def test_a_step_with_it_is_neither_looked_at_nor_taken(cast, quan, report):
    case = registered(cast, report())
    for go in ("look", "do"):
        told = fill(quan, f"/desk/cases/{case.ref}/ask", go=go, text="\x1bMấy giờ ông thấy?")
        assert told.status_code == 422
        assert "Ở đây có ký tự không lưu và không hiện được (U+001B)" in body(told)
        assert "Mấy giờ ông thấy?</textarea>" in body(told)
        assert "Phần người gửi sẽ đọc" not in body(told)
    assert Case.objects.get(pk=case.pk).seq == case.seq


def test_at_the_counter_every_input_with_it_is_named_and_nothing_is_received(quan):
    told = fill(quan, URL, **TOLD | {"about": "Kho bị\x07 phá.", "who-name": "Trần\u202e Thị Kín"})
    page = html.unescape(body(told))
    assert 'href="#f-about"' in page
    assert 'href="#f-who-name"' in page
    assert "Sau chữ “Trần” có ký tự" in page
    assert 'value="Trần Thị Kín"' in page
    assert "Kho bị phá.</textarea>" in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Gọi \u202a0912 345 678\u202c nhé", "Gọi 0912 345 678 nhé"),
        ("Gọi \u2068\u202d0912 345 678\u202c\u2069 nhé", "Gọi 0912 345 678 nhé"),
        ("Đoạn một.\x0bĐoạn hai.\u2028Đoạn ba.", "Đoạn một.\nĐoạn hai.\nĐoạn ba."),
        ("Kho\xa0bị phá", "Kho\xa0bị phá"),
        ("ca\u00admera, \u200bđèn", "ca\u00admera, \u200bđèn"),
        ("\ufeffKho bị phá", "Kho bị phá"),
    ],
)
def test_what_word_processors_and_telephones_put_into_a_text_stops_nobody(quan, typed, kept):
    told = fill(quan, URL, **TOLD | {"about": typed})
    assert "Giấy biên nhận" in body(told)
    assert repr(kept)[1:-1] in said_of(Case.objects.get())
    marks = "đã bỏ dấu hướng chữ vô hình" in body(told).lower()
    assert marks == ("\u202a" in typed or "\u2068" in typed), "told where something was left out, and only there"


def test_where_a_text_runs_from_right_to_left_a_mark_of_direction_is_never_left_out_by_itself(quan):
    told = fill(quan, URL, **TOLD | {"about": "Biển hiệu \u202bشارع\u202c bị phá"})
    assert told.status_code == 422
    assert "U+202B, U+202C" in body(told)
    assert not Case.objects.exists()


def test_a_case_is_found_by_words_that_were_pasted_with_what_cannot_be_seen(quan):
    fill(quan, URL, **TOLD | {"about": "Ca\u00admera đầu ng\u200bõ bị lấy mất"})
    assert Case.objects.get().ref in body(quan.get("/desk/cases?q=camera+ngõ"))


def test_files_that_came_with_it_are_said_to_be_chosen_again(quan):
    sent = {**TOLD, "about": "Kho\x07 bị phá", "files": photo()}
    page = html.unescape(body(fill(quan, URL, **sent)))
    assert "U+0007" in page
    assert "kho.png" in page


def test_a_message_of_many_lines_is_sent_as_before(cast, quan, report):
    case = registered(cast, report())
    looked(quan, f"/desk/cases/{case.ref}/message", text="Một.\r\n\r\n\tHai.")
    assert Done.objects.filter(case=case).count() == case.seq + 1
