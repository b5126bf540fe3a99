"""Rows of an appendix that head others come in as what these lie in; their labels are in the reader's language."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from namro.doors.plan_words import clause_kept, clause_said
from namro.work.plans.models import Clause, Plan
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body, field

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
Browser = Callable[[Member], Client]

HEAD = "PHỤ LỤC\n(Kèm theo Kế hoạch số 314/KH-UBND ngày 20/02/2026 của UBND thành phố Hà Nội về phòng ngừa)\n"
ROWS = """STT\tNhiệm vụ\tChủ trì\tThời hạn\tSản phẩm
I\tNhóm nhiệm vụ về cơ sở vật chất\t\t\t
1\tLập bản đồ điểm nóng\tCông an phường Ba Đình\t15/12/2026\tBản đồ
2\tLắp biển cảnh báo\tCông an phường Ba Đình\t15/12/2026\tBiển
II\tNhóm nhiệm vụ về tuyên truyền\t\t\t
1\tPhát tờ rơi\tCông an phường Hoàn Kiếm\t15/12/2026\tTờ rơi
"""
UNMARKED = ROWS.replace("\nI\tNhóm", "\nNhóm").replace("\nII\tNhóm", "\nNhóm").replace("\t\t\t\n", "\t\t\t\t\n")


def workbook(rows: str) -> bytes:
    """The appendix as a workbook, each heading over the whole width behind its mark."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEAD + rows).rstrip("\n").split("\n"):
        sheet.append(cells := line.split("\t"))
        if len(cells) == 5 and not cells[2]:
            at = sheet.max_row
            sheet.merge_cells(start_row=at, end_row=at, start_column=2 if cells[1] else 1, end_column=5)
    book.save(kept := io.BytesIO())
    return kept.getvalue()


def taken(agency: Client, rows: str, lang: str) -> Plan:
    """The plan of an appendix with these rows, read in a language, every task of it taken."""
    file = SimpleUploadedFile("phu-luc.xlsx", workbook(rows))
    url = str(agency.post("/desk/plans/new", {"file": file})["Location"])
    opened = agency.get(f"{url}?lang={lang}")
    form = {"once": field(opened, "once"), "go": "do", "kind": "plan", "dated": "20/02/2026", "role": "handler",
            "symbol": field(opened, "symbol"), "issuer": field(opened, "issuer"), "title": "Phòng ngừa",
            "head": "head"}  # fmt: skip
    for at, row in enumerate(line.split("\t") for line in rows.split("\n") if line[:1].isdecimal()):
        form |= {f"does-{at}": "take", f"matter-{at}": row[1], f"product-{at}": row[4], f"lead-{at}": row[2],
                 f"day-{at}": row[3]}  # fmt: skip
    made = agency.post(f"{url}?lang={lang}", form)
    assert made.status_code == 302, body(made)
    return Plan.objects.get()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_headings_of_rows_are_what_the_rows_lie_in_whoever_reads_them(
    cast: Cast, signed_in: Browser, lang: str
) -> None:
    agency = signed_in(cast.thao)
    plan = taken(agency, ROWS, lang)
    assert (plan.instrument.symbol, plan.instrument.says.count()) == ("314/KH-UBND", 0)
    assert [(one.label, one.text.partition("\t")[0], one.parent and one.parent.label)
            for one in Clause.objects.order_by("nth")] == [
        ("Phụ lục, STT I", "Nhóm nhiệm vụ về cơ sở vật chất", None),
        ("Phụ lục, STT I.1", "1", "Phụ lục, STT I"),
        ("Phụ lục, STT I.2", "2", "Phụ lục, STT I"),
        ("Phụ lục, STT II", "Nhóm nhiệm vụ về tuyên truyền", None),
        ("Phụ lục, STT II.1", "1", "Phụ lục, STT II"),
    ]  # fmt: skip
    assert "Đây là các mục có nội dung đã nhận" in body(agency.get(f"/desk/plans/{plan.ref}?lang=vi"))
    for reader, said, other in (("vi", "Phụ lục, STT I.1", "Appendix"), ("en", "Appendix, No. I.1", "Phụ lục, STT")):
        task = plan.tasks.get(matter="Lập bản đồ điểm nóng")
        for url in (f"/desk/plans/{plan.ref}", f"/desk/plans/tasks/{task.ref}",
                    f"/desk/plans/instruments/{plan.instrument.ref}"):  # fmt: skip
            page = body(agency.get(f"{url}?lang={reader}"))
            assert said in page, url
            assert other not in page, url


def test_headings_stand_in_the_table_that_goes_out_where_they_stood(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    plan = taken(agency, ROWS, "vi")
    sheet = load_workbook(io.BytesIO(agency.get(f"/desk/plans/{plan.ref}/table.xlsx").content)).active
    said = [[cell.value for cell in row[:2]] for row in sheet.iter_rows() if row[1].value]
    at = said.index(["I", "Nhóm nhiệm vụ về cơ sở vật chất"])
    assert said[at + 1 : at + 5] == [
        [1, "Lập bản đồ điểm nóng"], [2, "Lắp biển cảnh báo"], ["II", "Nhóm nhiệm vụ về tuyên truyền"],
        [3, "Phát tờ rơi"],
    ]  # fmt: skip


def test_a_heading_without_a_mark_has_a_number_of_its_own(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    rows = UNMARKED.replace("\n1\tPhát", "\n3\tPhát")
    plan = taken(agency, rows, "vi")
    heads = Clause.objects.filter(parent=None).order_by("nth").values_list("label", "text")
    assert list(heads) == [("Phụ lục, nhóm thứ 1", "Nhóm nhiệm vụ về cơ sở vật chất"),
                           ("Phụ lục, nhóm thứ 2", "Nhóm nhiệm vụ về tuyên truyền")]  # fmt: skip
    sheet = load_workbook(io.BytesIO(agency.get(f"/desk/plans/{plan.ref}/table.xlsx").content)).active
    said = [[cell.value or "" for cell in row[:2]] for row in sheet.iter_rows() if row[1].value]
    assert ["", "Nhóm nhiệm vụ về tuyên truyền"] in said


def test_rows_whose_number_comes_under_two_headings_without_a_mark_lie_in_none(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    taken(agency, UNMARKED, "vi")
    assert list(Clause.objects.filter(label="Phụ lục, STT 1").values_list("parent", flat=True)) == [None]
    assert Clause.objects.get(label="Phụ lục, STT 2").parent is not None


def test_a_label_that_the_document_itself_has_is_said_as_it_stands() -> None:
    for label in ("II.1.a", "Điều 3", "Phụ lục II", "Appendix, the last", "Nhiệm vụ thứ hai", ""):
        assert clause_said("en", label) == clause_kept(label) == label
    assert clause_said("en", "Nhiệm vụ thứ 3") == "Task 3"
    assert clause_kept("Appendix, No. A.12") == "Phụ lục, STT A.12"
