"""The books of an office on paper: what stands in them, for whom, and how they look to an archivist."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.ground.gate.refusals import NotThere
from namro.ground.people.models import Office
from namro.results.papers import books
from namro.results.papers.books import Book, draw_book
from namro.results.papers.drawing import new_print
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.work.cases import actions
from namro.work.cases import books as reading
from namro.work.cases.models import Case
from tests.cast import HANOI, NOW, Cast, act
from tests.results.papers.conftest import ABOUT, NAME, YEAR, Came, Printed, entered, sent_on
from tests.results.papers.pdfs import not_archival, pages, reader, size, text

LATER = datetime(2026, 10, 5, 9, 0, tzinfo=HANOI)
HOSTILE = (
    "#set page(fill: red) #panic() $x^2$ \\ \\u{41} `raw` @ref <label> = Tiêu đề *đậm* _nghiêng_ // hết",
    '#{read("/etc/passwd")} [ ] { } "nháy" \'đơn\' ~ -- --- ... /* chú */ + 1. - /',
    "שלום עולם مرحبا بالعالم 😀👨‍👩‍👧 漢字 \u0301\u0301\u0301 \ufffd",
    "Ngườiviếtliềnkhôngcáchvàrấtdàiđểthửxemcótrànrakhỏiôhaykhông" * 3,
    "https://example.org/" + "a/b-c_" * 30,
)


def test_the_reception_book_has_the_twelve_columns_of_the_form_and_the_heads_of_a_state_paper(
    cast: Cast, came: Came, printed: Printed
) -> None:
    entered(came(), cast.lan)
    paper, made = printed("reception-book")
    said = text(made)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "CÔNG AN THÀNH PHỐ HÀ NỘI",
        "CÔNG AN PHƯỜNG BA ĐÌNH", "SỔ TIẾP CÔNG DÂN NĂM 2026", "Từ ngày 01/01/2026 đến ngày 31/12/2026",
        "Mẫu số 03, Thông tư 04/2021/TT-TTCP", "Hướng xử lý", "THỦ TRƯỞNG ĐƠN VỊ", "Mở sổ ngày 01/01/2026.",
        "Sổ chưa khóa; đến ngày 10/03/2026 có 1 dòng.", "00001/2026/", "Đã vào sổ", "10/03/2026",
        f"tờ 1/1 · mã kiểm: {paper.code}",
    ):  # fmt: skip
        assert part in said, part
    form = books.form_of(Book("reception-book", 1, *YEAR), date(2026, 3, 10))
    heads = [column.names["vi"] for column in form.columns]
    assert heads == [
        "STT", "Ngày tiếp", "Họ tên – Địa chỉ", "CMND/Hộ chiếu của công dân", "Nội dung vụ việc",
        "Phân loại đơn/Số người", "Cơ quan đã giải quyết", "Thụ lý để giải quyết", "Trả lại đơn và hướng dẫn",
        "Chuyển đơn đến cơ quan, tổ chức, đơn vị có thẩm quyền", "Theo dõi kết quả giải quyết", "Ghi chú",
    ]  # fmt: skip
    assert [column.id for column in form.columns if column.under == "handling"] == ["taken", "returned", "passed"]
    assert size(made) == (297, 210)


def test_the_date_in_the_file_is_the_moment_of_printing_wherever_it_is_read(
    cast: Cast, came: Came, printed: Printed
) -> None:
    entered(came(), cast.lan)
    paper, made = printed("reception-book")
    assert reader(made).metadata.creation_date == paper.at.replace(second=0, microsecond=0)


def test_a_line_of_the_register_has_no_time_of_day_where_only_a_day_was_given(cast: Cast, came: Came) -> None:
    for at in (datetime(2026, 3, 6, tzinfo=HANOI), datetime(2026, 3, 6, 8, 5, tzinfo=HANOI)):
        entered(came("crime-report", at=at), cast.lan)
    book = Book("crime-book", cast.office.ba_dinh.pk, *YEAR)
    form, rows, _, _ = books.read_book(cast.lan.actor, book, NOW, "vi")
    at = next(nth for nth, column in enumerate(form.columns) if "received-time" in column.shows)
    assert sorted(row[at] for row in rows) == ["06/03/2026", "06/03/2026\n08:05"]


def test_a_book_is_an_archival_pdf_with_its_fonts_inside(cast: Cast, came: Came, printed: Printed) -> None:
    entered(came(), cast.lan)
    _, made = printed("reception-book")
    assert not_archival(made) == []
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader(made).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts <= {"LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic"}


def test_who_came_stands_nowhere_in_a_book_and_the_book_says_why(cast: Cast, came: Came, printed: Printed) -> None:
    entered(came(), cast.lan)
    entered(came("crime-report", "Mất xe."), cast.lan)
    for form in ("reception-book", "crime-book", "register"):
        _, made = printed(form)
        said = text(made)
        for secret in (NAME, "phố Kín", "0912"):
            assert secret not in said
    said = text(printed("reception-book")[1])
    assert "niêm phong" in said
    assert "chỉ hai người của hai cơ quan cùng mở được" in said


def test_only_what_came_to_the_counter_stands_in_the_reception_book(cast: Cast, came: Came, printed: Printed) -> None:
    entered(came("petition", "Ghé quầy báo đèn hỏng"), cast.lan)
    entered(came("petition", "Gửi qua bưu điện", channel="post"), cast.lan)
    entered(came("crime-report", "Mất xe máy"), cast.lan)
    came("petition", "Chưa vào sổ cũng phải có")
    said = text(printed("reception-book")[1])
    assert "Ghé quầy báo đèn hỏng" in said
    assert "Chưa vào sổ cũng phải có" in said
    assert "bưu điện" not in said
    assert "Mất xe máy" not in said


def test_only_what_came_within_the_period_stands_in_the_book(cast: Cast, came: Came, printed: Printed) -> None:
    came("petition", "Cuối tháng hai", at=datetime(2026, 2, 28, 23, 59, tzinfo=HANOI))
    came("petition", "Đầu tháng ba", at=datetime(2026, 3, 1, 0, 0, tzinfo=HANOI))
    said = text(printed("reception-book", days=(date(2026, 2, 1), date(2026, 2, 28)))[1])
    assert "Cuối tháng hai" in said
    assert "Đầu tháng ba" not in said
    assert "Khóa sổ ngày 28/02/2026, gồm 1 dòng." in said


def test_what_the_office_did_stands_in_the_column_of_the_step_with_day_and_office(
    cast: Cast, came: Came, printed: Printed
) -> None:
    case = sent_on(entered(came("crime-report", "Kho hàng bị phá khóa."), cast.lan), cast)
    said = text(printed("crime-book")[1])
    assert "10/03/2026, Cơ quan Cảnh sát điều tra Công an thành phố Hà Nội" in said
    assert "Kho hàng bị phá khóa." in said, "it is on its way: still with this office"
    act(actions.accept_transfer, case, by=cast.hoa)
    said = text(printed("crime-book")[1])
    assert "Đã chuyển đi ngày 10/03/2026: Cơ quan Cảnh sát điều tra Công an thành phố Hà Nội" in said
    assert "Kho hàng bị phá khóa." in said, "what the office entered stays in its book"
    assert "00001/2026/" in said, "the number stays where it was given"


def test_in_the_book_of_the_second_office_the_case_came_from_another_body_on_the_day_it_was_accepted(
    cast: Cast, came: Came, printed: Printed
) -> None:
    case = sent_on(entered(came("crime-report", "Kho hàng bị phá khóa."), cast.lan), cast)
    next_day = NOW.replace(day=11)
    act(actions.accept_transfer, case, by=cast.hoa, at=next_day)
    said = text(printed("crime-book", by=cast.hoa, at=next_day)[1])
    assert "Kho hàng bị phá khóa." in said
    assert "11/03/2026 09:00 Nơi khác chuyển" in said
    assert "Trực tiếp" not in said


def test_a_form_that_nobody_has_confirmed_says_so_on_every_sheet(cast: Cast, came: Came, printed: Printed) -> None:
    for _ in range(25):
        entered(came("crime-report", ABOUT), cast.lan)
    _, made = printed("crime-book")
    assert len(pages(made)) > 1
    assert all("MẪU CHƯA XÁC NHẬN" in page for page in pages(made))


def test_the_heads_of_the_columns_and_the_code_stand_on_every_sheet(cast: Cast, came: Came, printed: Printed) -> None:
    for _ in range(25):
        came()
    paper, made = printed("reception-book")
    said = pages(made)
    assert len(said) == paper.pages > 2
    for number, page in enumerate(said, 1):
        assert "Nội dung vụ việc" in page
        assert f"tờ {number}/{paper.pages} · mã kiểm: {paper.code}" in page


def test_the_reception_book_is_unconfirmed_once_its_circular_is_repealed(
    cast: Cast, came: Came, printed: Printed
) -> None:
    came(at=LATER)
    still = text(printed("reception-book", at=LATER, days=(date(2026, 7, 1), date(2026, 9, 30)))[1])
    assert "CHƯA XÁC NHẬN" not in still
    paper, made = printed("reception-book", at=LATER, days=(date(2026, 10, 1), date(2026, 12, 31)))
    assert "MẪU CHƯA XÁC NHẬN" in text(made)
    assert paper.version == date(2026, 10, 1)


def test_an_empty_book_can_be_printed_and_says_that_it_is_empty(cast: Cast, printed: Printed) -> None:
    paper, made = printed("register")
    assert paper.lines == 0
    assert "Không có vụ việc nào trong thời gian này." in text(made)
    assert not_archival(made) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_people_write_is_set_as_text_and_never_read_as_markup(
    cast: Cast, came: Came, printed: Printed, hostile: str
) -> None:
    entered(came("petition", hostile), cast.lan)
    entered(came("petition", "Dòng sau vẫn nguyên."), cast.lan)
    _, made = printed("register")
    assert not_archival(made) == []
    said = text(made)
    assert "Dòng sau vẫn nguyên." in said
    first = hostile.split()[0]
    if first.isascii() and len(first) < 30:
        assert first in said
    assert "root:" not in said


def test_no_text_reaches_beyond_the_edge_of_the_sheet(cast: Cast, came: Came, printed: Printed) -> None:
    for hostile in HOSTILE:
        entered(came("petition", hostile), cast.lan)
    _, made = printed("register")
    for page in reader(made).pages:
        assert max(_starts(page)) < float(page.mediabox.width) - 20


def _starts(page: Any) -> list[float]:
    """How far from the left each piece of text of a page begins, in points."""
    found: list[float] = []

    def visit(said: str, cm: list[float], tm: list[float], *_: object) -> None:
        if said.strip():
            found.append(cm[4] + tm[4])

    page.extract_text(visitor_text=visit)
    return found


def test_the_same_book_printed_for_the_same_moment_has_the_same_bytes(cast: Cast, came: Came) -> None:
    entered(came(), cast.lan)
    print = new_print(NOW, "Lan")
    book = Book("register", cast.lan.office.pk, *YEAR)
    one, other = (draw_book(cast.lan.actor, book, print, NOW) for _ in range(2))
    assert one.pdf == other.pdf
    assert one.code == other.code


def test_a_book_is_read_in_a_handful_of_queries(cast: Cast, came: Came) -> None:
    def queries(lines: int) -> int:
        for _ in range(lines):
            entered(came("crime-report"), cast.lan)
        with CaptureQueriesContext(
            connection,
        ) as found:
            draw_book(cast.lan.actor, Book("crime-book", cast.lan.office.pk, *YEAR), new_print(NOW, "Lan"), NOW)
        return len(found)

    queries(1)
    assert queries(1) == queries(10) < 16


def test_a_thick_book_is_bound_in_volumes_whose_lines_go_on(
    cast: Cast, came: Came, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "VOLUME", 3)
    for number in range(7):
        came("petition", f"Việc thứ {number + 1}")
    paper, made = printed("reception-book", volume=3)
    assert (paper.volume, paper.volumes, paper.lines) == (3, 3, 1)
    said = text(made)
    assert "Quyển 3/3: dòng 7 đến 7." in said
    assert "Việc thứ 7" in said
    assert "Việc thứ 6" not in said
    with pytest.raises(Refused) as refused:
        printed("reception-book", volume=4)
    assert refused.value.code == "papers.no-such-volume"


def test_a_period_that_ends_before_it_begins_is_refused(cast: Cast, printed: Printed) -> None:
    with pytest.raises(Refused) as refused:
        printed("register", days=(date(2026, 3, 2), date(2026, 3, 1)))
    assert refused.value.code == "papers.bad-period"


def test_quan_of_another_ward_gets_no_line_of_the_book(cast: Cast, came: Came) -> None:
    entered(came(), cast.lan)
    book = Book("register", cast.lan.office.pk, *YEAR)
    with pytest.raises(NotThere):
        draw_book(cast.quan.actor, book, new_print(NOW, "Quân"), NOW)
    with pytest.raises(NotThere):
        draw_book(cast.dung.actor, book, new_print(NOW, "Dũng"), NOW)


def test_the_book_of_an_office_is_the_same_whoever_prints_it(cast: Cast, came: Came) -> None:
    act(actions.accept_transfer, sent_on(entered(came("crime-report"), cast.lan), cast), by=cast.hoa)
    book = Book("crime-book", cast.lan.office.pk, *YEAR)
    lan = books.read_book(cast.lan.actor, book, NOW, "vi")
    thao = books.read_book(cast.thao.actor, book, NOW, "vi")
    assert lan == thao


def test_what_became_of_a_case_elsewhere_stands_in_no_book_of_the_first_office(
    cast: Cast, came: Came, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever prints it. With the guard taken away the same print names the investigator."""
    case = sent_on(entered(came("crime-report"), cast.lan), cast)
    act(actions.accept_transfer, case, by=cast.hoa)
    act(actions.assign, Case.objects.get(pk=case.pk), by=cast.binh, post=cast.son.post)
    book = Book("crime-book", cast.lan.office.pk, *YEAR)

    def printed_by_thao() -> str:
        return text(draw_book(cast.thao.actor, book, new_print(NOW, "Thảo"), NOW).pdf)

    said = printed_by_thao()
    assert "Đã chuyển đi ngày 10/03/2026" in said
    assert "Bùi Thanh Sơn" not in said
    assert "Đang kiểm tra, xác minh" not in said
    monkeypatch.setattr(reading, "is_here", lambda case, office: True)
    assert "Bùi Thanh Sơn" in printed_by_thao()


def test_every_form_of_the_pack_names_offices_and_steps_that_there_are(pack: Pack, cast: Cast) -> None:
    assert {form.id for form in pack.papers} == {
        "reception-book", "crime-book", "register", "receipt", "transfer-slip"
    }  # fmt: skip
    for form in pack.papers:
        assert form.confirmed == (form.confidence in ("V1", "V2")), form.version
    assert Office.objects.count() == 6
