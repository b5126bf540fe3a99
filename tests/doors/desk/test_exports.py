"""Every list goes to Excel as it is shown: the same rows, real days, nothing that runs, and a line in the trail."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from openpyxl import load_workbook

from namro.doors.desk import exports
from namro.ground.trail.models import Entry
from tests.cast import NOW, Cast, Member
from tests.doors.desk.conftest import BA_DINH, Report, registered


def table(browser: Client, what: str, query: str = "", **sent: str) -> tuple[Any, list[list[Any]]]:
    """The sheet, and its rows below the heading."""
    response = browser.post(f"/desk/export/{what}{query}", sent)
    assert response.status_code == 200
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
    top = int(sheet.freeze_panes[1:]) - 1
    return sheet, [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top)]


def test_the_list_of_cases_has_the_rows_and_order_of_the_page_with_real_days(
    cast: Cast, quan: Client, report: Report
) -> None:
    for story in ("Mất xe máy ở chợ", "Trộm cắp kho hàng"):
        report(story)
    report("Việc của phường khác", place=BA_DINH)
    sheet, rows = table(quan, "cases")
    assert [row[1] for row in rows[1:]] == ["Trộm cắp kho hàng", "Mất xe máy ở chợ"]
    assert rows[0][:2] == ["Số", "Việc"]
    assert isinstance(rows[1][6], datetime)
    assert isinstance(rows[1][7], int)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert "Nguyễn Văn Giấu" not in str(rows)


def test_what_narrows_the_page_narrows_the_file_and_stands_above_it(cast: Cast, quan: Client, report: Report) -> None:
    registered(cast, report("Mất xe máy ở chợ"))
    report("Trộm cắp kho hàng")
    sheet, rows = table(quan, "cases", "?state=registered&q=xe")
    assert len(rows) == 2
    above = " ".join(str(row[0].value) for row in sheet.iter_rows(max_row=5) if row[0].value)
    assert "Đã vào sổ" in above
    assert "“xe”" in above


@pytest.mark.parametrize("story", ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_text_that_looks_like_a_formula_stays_a_text(cast: Cast, quan: Client, report: Report, story: str) -> None:
    report(story)
    sheet, _ = table(quan, "cases")
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value and str(cell.value).startswith(story[:3])]
    assert [cell.data_type for cell in cells] == ["s"]
    assert all(cell.quotePrefix for cell in cells)


def test_the_register_the_workload_and_the_accounts_go_too(
    cast: Cast, quan: Client, report: Report, signed_in: Callable[[Member], Client]
) -> None:
    registered(cast, report())
    _, rows = table(quan, "register", "?year=2026")
    assert rows[1][0] == "00001/2026/CAX-00070"
    assert isinstance(rows[1][1], datetime)
    _, rows = table(quan, "workload")
    assert rows[1][2:] == [1, 1, 0]
    _, rows = table(signed_in(cast.dung), "people", "?q=Lan")
    assert [row[1] for row in rows[1:]] == ["lan"]


def test_offices_and_places_go_as_they_are_shown(
    cast: Cast, quan: Client, signed_in: Callable[[Member], Client]
) -> None:
    _, rows = table(signed_in(cast.dung), "offices", "?q=hoan kiem")
    assert "CAX-00070" in [row[1] for row in rows[1:]]
    assert isinstance(rows[1][3], datetime)
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.action, entry.object_ref) == ("people.export_offices", "list:offices")
    assert quan.post("/desk/export/offices").status_code == 404
    entries = Entry.objects.count()
    _, rows = table(quan, "places", "?q=truc bach&on=01/06/2025")
    assert [row[0].partition(",")[0] for row in rows[1:]] == ["phường Trúc Bạch"]
    assert Entry.objects.count() == entries, "which places there are is public"


def test_taking_a_list_leaves_an_entry_and_no_names_in_it(cast: Cast, quan: Client, report: Report) -> None:
    report()
    table(quan, "cases")
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.action, entry.object_ref, entry.actor_ref) == (
        "cases.export",
        "list:cases",
        f"user:{cast.quan.user.pk}",
    )
    assert len(entry.payload_digest) == 64


def test_who_has_no_list_takes_none(cast: Cast, quan: Client, signed_in: Callable[[Member], Client]) -> None:
    assert quan.post("/desk/export/people").status_code == 404
    assert quan.post("/desk/export/secrets").status_code == 404
    assert signed_in(cast.dung).post("/desk/export/cases").status_code == 404
    assert signed_in(cast.tam).post("/desk/export/cases").status_code == 200
    assert quan.get("/desk/export/cases").status_code == 405


def parts_of(page: str) -> list[dict[str, str]]:
    """The hidden fields of the buttons that fetch a part."""
    forms = re.findall(r"<li><form.*?</form></li>", page, re.S)
    return [dict(re.findall(r'name="(part|of|from)" value="([^"]*)"', form)) for form in forms]


def test_a_list_too_long_for_one_file_is_fetched_whole_in_parts(
    cast: Cast, quan: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [report(f"Việc thứ {n}", at=NOW - timedelta(minutes=n)) for n in range(5)]
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    page = quan.post("/desk/export/cases?state=open")
    said = page.content.decode()
    assert "Danh sách có 5 hàng, mỗi tệp chứa 2 hàng" in said
    assert "Tải phần 3/3: từ hàng 5 đến hàng 5" in said
    assert 'href="/desk/cases?state=open"' in said
    assert not Entry.objects.filter(action="cases.export").exists()
    parts = parts_of(said)
    assert [one["part"] for one in parts] == ["1", "2", "3"]
    report("Vào sau đó")
    found = [row for one in parts for row in table(quan, "cases", "?state=open", **one)[1][1:]]
    assert sorted(row[0] for row in found) == sorted(case.ref for case in cases), "each once, and none that came since"
    assert Entry.objects.filter(action="cases.export").count() == 3


def test_a_part_has_its_number_above_the_table_and_in_its_name(
    cast: Cast, quan: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        registered(cast, report(f"Việc thứ {n}"))
    for what in ("cases", "register"):
        monkeypatch.setattr(exports, "MOST_ROWS", 2)
        monkeypatch.setattr(exports, "AT_ONCE", 1)
        parts = parts_of(quan.post(f"/desk/export/{what}").content.decode())
        assert len(parts) == 2
        response = quan.post(f"/desk/export/{what}", parts[1])
        assert "2-2" in unquote(response["Content-Disposition"])
        sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
        assert "Phần 2/2" in [row[0].value for row in sheet.iter_rows(max_row=6)]
        rows = [table(quan, what, **one)[1][1:] for one in parts]
        assert [len(one) for one in rows] == [2, 1]
        assert len({row[0] for one in rows for row in one}) == 3


@pytest.mark.parametrize("odd", ["", "x", "9" * 40, "1.1", "-1"])
def test_an_odd_part_gives_a_file_and_does_no_harm(quan: Client, report: Report, odd: str) -> None:
    report()
    for what in ("cases", "register", "workload"):
        assert quan.post(f"/desk/export/{what}", {"part": "2", "of": odd, "from": odd}).status_code == 200


def test_the_pages_offer_it(cast: Cast, quan: Client, report: Report) -> None:
    registered(cast, report())
    for page in ("/desk/cases?state=open", "/desk/register", "/desk/workload"):
        assert "Tải về Excel" in quan.get(page).content.decode()
