"""The list of cases, the register, the workload."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, act
from tests.doors.desk.conftest import BA_DINH, body, fill, registered, with_the_investigators, wrote


def found(browser, query=""):
    return body(browser.get(f"/desk/cases?{query}"))


def test_words_are_found_without_accents_and_in_any_order(quan, report):
    case, other = report(), report("Mất xe máy.")
    page = found(quan, "q=cay+cua+kho+hang")
    assert case.ref in page
    assert other.ref not in page


def test_every_word_of_a_long_text_is_looked_for(quan, report):
    case = report()
    words = " ".join(case.folded.split()[:12])
    assert case.ref in found(quan, f"q={words}")
    assert case.ref not in found(quan, f"q={words}+khongcotunay")


def test_a_reference_leads_straight_to_its_case(quan, report):
    case = report()
    answer = quan.get("/desk/cases", {"q": case.ref.lower()})
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/cases/{case.ref}"


def test_filters_are_combined_and_stay_in_the_address_from_page_to_page(quan, cast, report, monkeypatch):
    from namro.doors.desk import cases

    monkeypatch.setattr(cases, "PAGE", 2)
    for n in range(5):
        report(f"Mất xe {n}.", at=NOW - timedelta(hours=n))
    registered(cast, report("Mất xe khác."))
    page = found(quan, "q=mat+xe&state=received&procedure=crime-report")
    assert "Tìm thấy 5 vụ việc." in page
    assert "Trang 1 trên 3" in page
    assert "q=mat+xe&amp;state=received&amp;procedure=crime-report&amp;page=2" in page
    last = found(quan, "q=mat+xe&state=received&procedure=crime-report&page=99")
    assert "Trang 3 trên 3" in last


def test_open_and_finished_late_and_waiting_are_told_apart(quan, cast, report):
    late = report("Việc cũ.", at=NOW - timedelta(days=9))
    fresh = report("Việc mới.")
    assert late.ref in found(quan, "time=late")
    assert fresh.ref not in found(quan, "time=late")
    assert fresh.ref in found(quan, "time=new")
    assert "Không có vụ việc nào khớp." in found(quan, "state=closed")
    assert "Không có vụ việc nào khớp." in found(quan, "time=waiting")


def test_a_place_is_found_by_a_former_name(quan, report):
    case = report()
    page = found(quan, "place=hang+bac")
    assert case.ref in page


def test_a_place_that_nothing_has_offers_others(quan, report):
    report()
    page = found(quan, "place=ba+dinh")
    assert "Không có vụ việc nào khớp." in page


@pytest.mark.parametrize(
    "query",
    [
        "state=no-such", "procedure=x%27%20OR%201=1", "time=x", "office=abc", "office=99999999999999999999",
        "assignee=x", "assignee=-1", "page=0", "page=-4", "page=%D9%A3", "q=%00", "q=%25%25", "place=%3Cscript%3E",
        "place=9999:00001", "q=" + "a" * 3000,
    ],
)  # fmt: skip
def test_an_odd_address_is_an_answer_without_harm(quan, report, query):
    report()
    answer = quan.get(f"/desk/cases?{query}")
    says = query.partition("=")[0] in ("state", "procedure", "time", "assignee")
    assert answer.status_code == (422 if says else 200)
    assert "<script>" not in body(answer)


def test_the_assignees_own_work_is_one_filter_away(cast, signed_in, report):
    case = with_the_investigators(cast, report())
    son = signed_in(cast.son)
    assert case.ref in found(son, "assignee=mine")
    assert case.ref not in found(son, "assignee=nobody")
    assert case.ref in found(son, f"assignee={cast.son.post.pk}")


def test_a_list_never_leaves_the_readers_offices(cast, signed_in, report):
    here, there = report(), report(place=BA_DINH)
    page = found(signed_in(cast.quan), f"office={cast.office.ba_dinh.pk}")
    assert there.ref not in page
    assert here.ref not in page
    whole = found(signed_in(cast.thao))
    assert here.ref in whole
    assert there.ref in whole


def test_a_unit_without_cases_is_told_how_they_come(quan):
    assert "Đơn vị chưa có vụ việc nào." in found(quan)


def test_the_queries_of_the_list_do_not_grow_with_it(quan, report, django_assert_num_queries):
    report()
    found(quan)
    with django_assert_num_queries(10):
        found(quan)
    for n in range(5):
        report(at=NOW - timedelta(minutes=n))
    with django_assert_num_queries(10):
        found(quan)


def test_the_register_holds_every_number_in_order(quan, cast, report):
    for n in range(3):
        registered(cast, report(f"Việc {n}."))
    page = body(quan.get("/desk/register"))
    numbers = [Case.objects.get(summary=f"Việc {n}.").number for n in range(3)]
    places = [page.index(number) for number in numbers]
    assert places == sorted(places)
    assert "qua mạng" in page
    assert "In ngày 10/03/2026, lúc 09:00, người in: Phạm Minh Quân." in page


def test_a_case_that_went_on_keeps_what_the_office_entered_and_says_where_it_went(quan, cast, report):
    case = with_the_investigators(cast, report())
    page = body(quan.get("/desk/register"))
    assert f'<a href="/desk/cases/{case.ref}">00001/2026/CAX-00070</a>' in page
    assert "kho hàng của gia đình tôi bị cạy cửa" in page
    assert "phường Hoàn Kiếm" in page
    assert "Cơ quan Cảnh sát điều tra" in page
    assert "Đã chuyển đi 10/03/2026" in page
    assert "Đang" not in page.partition("<tbody>")[2], "how it stands there is not said here"


def test_the_day_of_receipt_means_the_same_in_every_line(cast, signed_in, report):
    case = registered(cast, report(at=NOW - timedelta(days=3)), NOW - timedelta(days=2))
    act(actions.classify, case, by=cast.quan, at=NOW - timedelta(days=2), flags={})
    case = Case.objects.get(pk=case.pk)
    act(actions.transfer, case, by=cast.quan, at=NOW, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    act(actions.accept_transfer, Case.objects.get(pk=case.pk), by=cast.hoa)
    first, second = (body(signed_in(who).get("/desk/register")) for who in (cast.quan, cast.hoa))
    assert 'data-label="Ngày nhận">07/03/2026</td>' in first
    assert 'data-label="Ngày nhận">10/03/2026<span class="kind">nhận lần đầu 07/03/2026</span></td>' in second


def test_who_passed_a_case_on_finds_it_by_its_reference(quan, cast, report):
    case = with_the_investigators(cast, report())
    answer = quan.get("/desk/cases", {"q": case.ref.lower()})
    assert answer["Location"] == f"/desk/cases/{case.ref}"


def test_what_reporters_wrote_is_marked_and_one_filter_away(quan, report):
    wrote(report("Việc có lời mới."))
    report("Việc khác.")
    assert 'class="state wrote">Người báo viết</span>' in found(quan)
    page = found(quan, "wrote=unread")
    assert "Việc có lời mới." in page
    assert "Việc khác." not in page


def test_a_year_without_entries_says_how_numbers_are_given(quan):
    assert "Sổ năm này chưa có vụ việc nào." in body(quan.get("/desk/register?year=2025"))


def test_another_offices_register_is_not_there(quan, cast):
    assert quan.get(f"/desk/register?office={cast.office.ba_dinh.pk}").status_code == 404
    assert quan.get("/desk/register?office=x").status_code == 404


def test_whoever_watches_the_city_chooses_among_its_registers(cast, signed_in, report):
    registered(cast, report())
    page = body(signed_in(cast.thao).get(f"/desk/register?office={cast.office.hoan_kiem.pk}"))
    assert "Công an phường Hoàn Kiếm" in page
    assert "00001/2026/CAX-00070" in page


def test_the_workload_counts_by_holder_and_ranks_nobody(cast, signed_in, report):
    with_the_investigators(cast, report())
    page = body(signed_in(cast.binh).get("/desk/workload"))
    assert "Bùi Thanh Sơn" in page
    assert "không phải để chấm điểm" in page
    assert f"assignee={cast.son.post.pk}" in page


def test_what_nobody_has_yet_is_counted_too(quan, report):
    report()
    assert "Chưa giao cho ai" in body(quan.get("/desk/workload"))


def test_an_attachment_is_served_to_those_who_see_its_case_and_to_nobody_else(cast, signed_in, report, quan):
    from tests.doors.portal.walk import photo

    case = report()
    answer = fill(quan, f"/desk/cases/{case.ref}/attach", files=[photo()], text="Ảnh hiện trường", shown=["yes"])
    assert answer.status_code == 302
    page = body(quan.get(f"/desk/cases/{case.ref}"))
    token = page.partition('href="/desk/files/')[2].partition('"')[0]
    seen = quan.get(f"/desk/files/{token}")
    assert seen.status_code == 200
    assert seen["Content-Type"] == "image/png" or seen["Content-Type"] == "image/jpeg"
    assert "sandbox" in seen["Content-Security-Policy"]
    assert b"".join(seen.streaming_content)
    assert signed_in(cast.lan).get(f"/desk/files/{token}").status_code == 404
    assert quan.get("/desk/files/aaaaaaaaaaaaaaaaaaaa").status_code == 404


def test_a_file_that_lies_about_its_type_is_refused_with_the_reason(quan, report):
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = report()
    for name, content in (("anh.jpg", b"MZ\x90\x00" + b"\x00" * 200), ("trang.png", b"<html><script>1</script>")):
        lying = SimpleUploadedFile(name, content, "image/jpeg")
        answer = fill(quan, f"/desk/cases/{case.ref}/attach", files=[lying], text="")
        assert answer.status_code == 422, name
    assert not case.attachments.exists()


def test_a_gigabyte_is_stopped_before_it_is_read(quan, report):
    case = report()
    answer = quan.post(
        f"/desk/cases/{case.ref}/attach", b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=2**30
    )
    assert answer.status_code == 413
    assert "quá lớn" in body(answer)


def test_the_register_names_places_in_the_readers_language(cast, quan, report):
    registered(cast, report())
    assert ">phường Hoàn Kiếm</td>" in body(quan.get("/desk/register"))
    english = body(quan.get("/desk/register?lang=en"))
    assert ">Hoan Kiem Ward</td>" in english
    assert ">phường Hoàn Kiếm</td>" not in english


def test_a_whole_number_leads_to_its_case_and_to_no_other(cast, quan, signed_in, report):
    first, second = registered(cast, report()), registered(cast, report())
    number = Case.objects.get(pk=second.pk).number
    for typed in (number, f" {number.lower()} ", number.lstrip("0")):
        answer = quan.get("/desk/cases", {"q": typed})
        assert answer["Location"] == f"/desk/cases/{second.ref}"
    short = number.rpartition("/")[0]
    for typed in (short, short.lstrip("0"), short.partition("/")[0]):  # of this year, and of one register only
        assert quan.get("/desk/cases", {"q": typed})["Location"] == f"/desk/cases/{second.ref}"
    assert quan.get("/desk/cases", {"q": short[:3]}).status_code == 200  # a number that no line bears is a search
    assert quan.get("/desk/cases", {"q": short.lstrip("0").partition("/")[0]}).status_code == 200  # so is a bare one
    assert first.ref != second.ref
    assert (
        signed_in(cast.lan).get("/desk/cases", {"q": number}).status_code == 200
    )  # another ward's: nothing leads there


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("procdure=petition", "Địa chỉ có “procdure”, không phải là bộ lọc"),
        ("procedure=zzz", "“zzz” không nằm trong các giá trị"),
        ("state=%27", "“&#39;” không nằm trong các giá trị"),
        ("time=zzz", "“zzz” không nằm trong các giá trị"),
        ("wrote=zzz", "“zzz” không nằm trong các giá trị"),
        ("channel=zzz", "“zzz” không nằm trong các giá trị"),
        ("assignee=zzz", "“zzz” không nằm trong các giá trị"),
        ("assignee=99999999", "“99999999” không nằm trong các giá trị"),
    ],
)
def test_what_an_address_asks_that_is_no_filter_or_no_value_of_one_is_said(quan, report, query, said):
    report()
    assert said in found(quan, query)


def test_what_is_a_filter_is_said_to_be_none_nowhere(quan, report):
    report()
    for query in ("", "state=open&time=new&page=1", "procedure=complaint", "assignee=nobody", "lang=vi", "q=zzz"):
        page = found(quan, query)
        assert "không nằm trong các giá trị" not in page, query
        assert "không phải là bộ lọc" not in page, query


def test_a_day_in_the_filter_is_typed_as_people_write_it_and_a_wrong_one_is_said(cast, quan, report):
    case = registered(cast, report())
    for typed in ("10/03/2026", "2026-03-10"):  # as people, and as an address made by a program
        assert case.ref in body(quan.get("/desk/cases", {"from": typed, "to": typed}))
    assert case.ref not in body(quan.get("/desk/cases", {"from": "11/03/2026"}))
    wrong = body(quan.get("/desk/cases", {"from": "31/02/2026"}))
    assert 'href="#f-from"' in wrong
    assert "chưa phải là một ngày" in wrong
    assert 'value="31/02/2026"' in wrong


def test_an_address_that_goes_on_from_a_bookmark_alone_counts_nothing(quan, report, monkeypatch):
    from namro.doors.desk import cases
    from namro.work.cases import rows

    monkeypatch.setattr(cases, "PAGE", 1)
    monkeypatch.setattr(rows, "COUNTED", 1)
    for _ in range(3):
        report()
    after = re.search(r"after=([^&\"]+)", body(quan.get("/desk/cases")))[1]
    page = body(quan.get(f"/desk/cases?after={after}"))
    assert "Phần tiếp theo của danh sách." in page
    assert "hơn 0" not in page


def test_a_place_that_is_proposed_keeps_what_else_narrows_the_list(quan, report):
    report()
    for query in ("place=Hoàn+Kiếm+cũ&state=open&time=late", "place=hoan+kiem&state=open&time=late&page=3"):
        page = html.unescape(body(quan.get(f"/desk/cases?{query}")))
        links = re.findall(r'<a href="\?([^"]*place=2\d{3}[^"]*)"', page)
        assert links, query
        for link in links:
            assert "state=open" in link
            assert "time=late" in link
            assert "page=" not in link


def test_in_english_the_book_and_the_step_have_names_of_their_own(quan, report):
    case = report()
    page = body(quan.get(f"/desk/cases/{case.ref}?lang=en"))
    assert ">Register book</a>" in page
    assert "Register" in page.replace("Register book", "")
