"""Books, slips and receipts on paper, from the desk."""

from __future__ import annotations

from datetime import date

import pytest

from namro.ground.people.actors import OPERATOR
from namro.results.papers.models import Paper
from namro.rules.packs.current import the_pack
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, act
from tests.doors.desk.conftest import body, fill, registered
from tests.doors.desk.test_intake import TOLD, code_on
from tests.results.papers.pdfs import not_archival, text

URL = "/desk/papers"
BOOK = {"form": "register", "from": "01/01/2026", "to": "31/12/2026", "volume": "1"}


def sent(cast, case):
    case = registered(cast, case)
    act(actions.classify, case, by=cast.quan, flags={})
    case = Case.objects.get(pk=case.pk)
    act(actions.transfer, case, by=cast.quan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def book(cast, quan, report):
    """The register of Hoàn Kiếm with one line, as Quân has just printed it."""
    registered(cast, report())
    return quan.post(URL, {**BOOK, "office": cast.quan.office.pk, "go": "print"})


def test_the_book_comes_as_a_pdf_and_stands_in_the_list_with_its_code(cast, quan, book):
    paper = Paper.objects.get()
    assert (book.status_code, book["Content-Type"], book["Cache-Control"]) == (200, "application/pdf", "no-store")
    assert book["Content-Disposition"] == f'inline; filename="register-{cast.quan.office.code}-{paper.code}.pdf"'
    assert not_archival(book.content) == []
    assert "cạy cửa" in text(book.content)
    page = body(quan.get(URL))
    assert paper.code in page
    assert "Khớp, sắp niêm" in page


def test_the_page_of_a_paper_says_in_words_how_it_stands_and_gives_the_file_again(cast, quan, book, report):
    paper = Paper.objects.get()
    page = body(quan.get(f"/desk/papers/{paper.code}"))
    assert "nội dung khớp, không bị sửa" in page
    assert "từng dòng vẫn y như vậy" in page
    assert f"namro trail verify --paper {paper.code}" in page
    assert quan.get(f"/desk/papers/{paper.code}.pdf").content == book.content
    registered(cast, report())
    page = body(quan.get(f"/desk/papers/{paper.code}"))
    assert "Có thêm 1 dòng so với khi in." in page
    again = quan.get(f"/desk/papers/{paper.code}.pdf", follow=True)
    assert "Không lập lại được đúng tệp đã in" in body(again)


def test_a_code_is_looked_up_however_it_is_typed(quan, book):
    paper = Paper.objects.get()
    found = quan.get(URL, {"code": paper.code.lower().replace("-", " ")})
    assert found["Location"] == f"/desk/papers/{paper.code}"
    wrong = quan.get(URL, {"code": "0000A-BBBBB-CCCCC-DDDDD"})
    assert wrong.status_code == 422
    assert "không phải mã kiểm" in body(wrong)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from": "32/01/2026"}, "không phải là ngày"),
        ({"to": ""}, "Xin điền mục"),
        ({"from": "02/01/2027"}, "đứng trước ngày đầu"),
        ({"volume": "9"}, "Không có quyển 9"),
        ({"volume": "hai"}, "Không có quyển 0"),
        ({"form": "nothing"}, "không có trong danh sách"),
        ({"office": "999999"}, ""),
    ],
)
def test_what_cannot_be_printed_is_said_and_nothing_is_printed(cast, quan, given, said):
    answer = quan.post(URL, {**BOOK, "office": cast.quan.office.pk, "go": "print", **given})
    assert answer.status_code == (422 if said else 404)
    assert said in body(answer)
    assert Paper.objects.count() == 0


def test_another_wards_papers_are_not_there(cast, signed_in, quan, book):
    paper = Paper.objects.get()
    lan = signed_in(cast.lan)
    for address in (f"/desk/papers/{paper.code}", f"/desk/papers/{paper.code}.pdf", f"{URL}?office={paper.office_id}"):
        assert lan.get(address).status_code == 404
    assert lan.post(URL, {**BOOK, "office": paper.office_id, "go": "print"}).status_code == 404
    assert "không có tờ nào in ở đây" in body(lan.get(URL, {"code": paper.code}))
    assert Paper.objects.count() == 1


def test_a_code_under_which_nothing_was_printed_is_not_there(quan):
    assert quan.get("/desk/papers/1WSPW-ZRDQ3-KFEWX-R5B01").status_code == 404
    assert quan.get("/desk/papers/1WSPW-ZRDQ3-KFEWX-R5B01.pdf").status_code == 404


def test_who_watches_sees_the_prints_and_has_no_button(cast, signed_in, book):
    page = body(signed_in(cast.tam).get(f"{URL}?office={cast.quan.office.pk}"))
    assert Paper.objects.get().code in page
    assert "In sổ (PDF)" not in page
    answer = signed_in(cast.tam).post(URL, {**BOOK, "office": cast.quan.office.pk, "go": "print"})
    assert answer.status_code == 404


def test_the_register_leads_to_printing_with_office_and_year(cast, quan, signed_in, report):
    registered(cast, report())
    page = body(quan.get("/desk/register?year=2025"))
    assert f"/desk/papers?office={cast.quan.office.pk}&amp;year=2025" in page
    assert 'value="01/01/2025"' in body(quan.get(f"/desk/papers?office={cast.quan.office.pk}&year=2025"))
    assert "In sổ (PDF)" not in body(signed_in(cast.tam).get(f"/desk/register?office={cast.quan.office.pk}"))


def test_the_slip_is_printed_from_the_page_of_a_transferred_case(cast, quan, report):
    case = sent(cast, report())
    page = body(quan.get(f"/desk/cases/{case.ref}"))
    assert f'action="/desk/papers/transfer/{case.ref}"' in page
    slip = quan.post(f"/desk/papers/transfer/{case.ref}")
    assert slip["Content-Type"] == "application/pdf"
    assert "Kính gửi: Cơ quan Cảnh sát điều tra" in text(slip.content)
    paper = Paper.objects.get()
    said = body(quan.get(f"/desk/papers/{paper.code}"))
    assert f"về vụ việc {case.ref}" in said
    assert f"/desk/cases/{case.ref}" in said


def test_a_case_that_stays_has_no_slip_and_another_ward_gets_none(cast, quan, signed_in, report):
    case = registered(cast, report())
    assert "Phiếu chuyển" not in body(quan.get(f"/desk/cases/{case.ref}"))
    assert quan.post(f"/desk/papers/transfer/{case.ref}").status_code == 404
    gone = sent(cast, report())
    assert signed_in(cast.lan).post(f"/desk/papers/transfer/{gone.ref}").status_code == 404
    assert quan.get(f"/desk/papers/transfer/{gone.ref}").status_code == 405
    assert Paper.objects.count() == 0


def test_the_receipt_at_the_counter_comes_as_a_pdf_while_its_code_is_on_the_screen(quan):
    page = body(fill(quan, "/desk/new/crime-report", **TOLD))
    assert 'action="/desk/papers/receipt"' in page
    made = quan.post("/desk/papers/receipt", {"code": code_on(page)})
    assert made["Content-Type"] == "application/pdf"
    said = text(made.content)
    groups = [code_on(page)[i : i + 6] for i in range(0, 24, 6)]
    assert all(group in said for group in groups)
    assert "Trần Thị Kín" not in said
    assert Paper.objects.count() == 0


def test_a_receipt_of_another_ward_or_of_no_case_is_not_there(cast, quan, signed_in):
    page = body(fill(quan, "/desk/new/crime-report", **TOLD))
    assert signed_in(cast.lan).post("/desk/papers/receipt", {"code": code_on(page)}).status_code == 404
    for code in ("", "x", "7K4M92-8ABCDE-QWERTZ-123456"):
        assert quan.post("/desk/papers/receipt", {"code": code}).status_code == 404


def test_a_pack_without_papers_has_no_buttons(quan, monkeypatch):
    from dataclasses import replace

    from namro.rules.packs import current

    bare = replace(the_pack(), papers=())
    monkeypatch.setitem(current._loaded, current.pack_folder(), bare)
    assert "In sổ" not in body(quan.get(URL))
    assert "In sổ" not in body(quan.get("/desk/register"))
    assert quan.post(URL, BOOK).status_code == 404
    assert "papers/receipt" not in body(fill(quan, "/desk/new/crime-report", **TOLD))


def test_a_print_of_an_office_elsewhere_is_found_by_the_operator_with_its_code(cast, book):
    from namro.results.papers import queries

    assert queries.known(OPERATOR, Paper.objects.get().code, date(2026, 3, 10)).at == NOW
