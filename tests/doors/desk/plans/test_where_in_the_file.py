"""What is said of a table that comes back names the row that whoever has the file open sees."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from namro.work.plans.models import Plan
from namro.work.plans.places_in_file import Place, Places
from namro.work.plans.reading.opening import read_document
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.scene import MATTER, add, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
Browser = Callable[[Member], Client]


@pytest.fixture
def plan(cast: Cast) -> Plan:
    plan = drafted(cast, time={"day": "2026-06-30"})
    add(cast, plan, matter="Lắp camera ở các ngã tư", time={"day": "2026-06-30"})
    return plan


def saved(browser: Client, plan: Plan, kind: str) -> bytes:
    return bytes(browser.get(f"/desk/plans/{plan.ref}/table.{kind}").content)


def notes(browser: Client, plan: Plan, data: bytes, name: str) -> list[str]:
    sent = browser.post(f"/desk/plans/{plan.ref}/table", {"file": SimpleUploadedFile(name, data)})
    page = body(browser.get(str(sent["Location"])))
    note = page.partition('<div class="note-near"><ul class="plain">')[2].partition("</ul>")[0]
    return [html.unescape(one) for one in re.findall(r"<li>(.*?)</li>", note)]


def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def row_of(sheet: Any, text: str) -> int:
    return next(row for row in range(1, 40) if sheet.cell(row, 2).value == text)


def test_a_note_names_the_row_of_the_sheet_also_below_empty_rows(cast: Cast, signed_in: Browser, plan: Plan) -> None:
    agency, at = signed_in(cast.thao), []

    def change(book: Any) -> None:
        sheet = book.active
        sheet.insert_rows(1, 3)  # where whoever sent it put a stamp
        at.append(row_of(sheet, "Lắp camera ở các ngã tư"))
        sheet.row_dimensions[at[0]].hidden = True

    said = notes(agency, plan, edited(saved(agency, plan, "xlsx"), change), "bang.xlsx")
    assert [one for one in said if "ẩn" in one], said
    assert all(one.startswith(f"Dòng {at[0]} của trang tính: ") for one in said if "ẩn" in one)


def test_of_several_sheets_the_note_names_the_one(cast: Cast, signed_in: Browser, plan: Plan) -> None:
    agency, at = signed_in(cast.thao), []

    def change(book: Any) -> None:
        book.active.title = "Nhiệm vụ"
        at.append(row_of(book.active, MATTER))
        book.active.row_dimensions[at[0]].hidden = True
        book.create_sheet("Ghi chú").append(["Gửi chị Thảo xem"])

    said = notes(agency, plan, edited(saved(agency, plan, "xlsx"), change), "bang.xlsx")
    assert any(one.startswith(f"Dòng {at[0]} của trang tính “Nhiệm vụ”: ") for one in said), said


def test_in_a_word_file_the_note_names_the_row_of_the_table(cast: Cast, signed_in: Browser, plan: Plan) -> None:
    """The letterhead above it is a table too, and counts for none."""
    agency, out = signed_in(cast.thao), io.BytesIO()
    made = docx.Document(io.BytesIO(saved(agency, plan, "docx")))
    table = made.tables[1]
    at = next(n for n, row in enumerate(table.rows, 1) if row.cells[1].text == "Lắp camera ở các ngã tư")
    struck = table.rows[at - 1].cells[5].paragraphs[0].add_run("Bản sao gửi kèm")
    struck.font.strike = True
    made.save(out)
    said = notes(agency, plan, out.getvalue(), "bang.docx")
    assert [one for one in said if "gạch" in one], said
    assert all(one.startswith(f"Hàng {at} của bảng: ") for one in said if "gạch" in one)


def test_what_stands_in_no_table_is_shown_by_its_words_and_a_text_by_its_line() -> None:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("KẾ HOẠCH")
    made.add_paragraph("Giao  Công an phường Ba Đình rà soát.")
    made.save(out)
    document = read_document(out.getvalue(), "a.docx")
    assert Places(document, out.getvalue()).of(document.text.index("rà soát")) == Place(
        "words", name="Giao Công an phường Ba Đình rà soát."
    )
    text = "KẾ HOẠCH\n\nGiao Công an phường Ba Đình rà soát.\n".encode()
    document = read_document(text, "a.txt")
    start = document.text.index("rà soát")
    assert Places(document, text).of(start) == Place("line", document.text.count("\n", 0, start) + 1)
