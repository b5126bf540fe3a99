"""The first period of what comes again: of the year that the title of a plan says, else the one chosen."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.work.plans.issue_actions import issue, owed_if_given
from namro.work.plans.models import Plan, Task
from namro.work.plans.queries import drafts
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from tests.cast import NOW, Cast, Member, act
from tests.doors.desk.conftest import body, field
from tests.doors.desk.plans.scene import add
from tests.doors.desk.plans.test_tables import back, saved, with_cell

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]

TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI

Số: 512/KH-UBND
Hà Nội, ngày 2 tháng 3 năm 2026

KẾ HOẠCH
Phòng cháy, chữa cháy năm 2027

II. NHIỆM VỤ, GIẢI PHÁP
1. Công an phường Hoàn Kiếm chủ trì lập báo cáo kết quả kiểm tra hằng tháng, đến hết ngày 31/12/2027.
"""


def opened(agency: Client, text: str = TEXT) -> tuple[str, str]:
    url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
    return url, body(agency.get(url))


def shown(page: str) -> str:
    found = re.search(r'name="begins-0" value="([^"]*)"', page)
    assert found, page
    return found[1]


def made(agency: Client, url: str, begins: str) -> Any:
    return agency.post(url, {
        "once": field(agency.get(url), "once"), "go": "do", "kind": "plan", "symbol": "512/KH-UBND",
        "dated": "02/03/2026", "issuer": "UBND thành phố", "title": "Phòng cháy 2027", "role": "handler",
        "head": "head", "does-0": "take", "matter-0": "Kiểm tra", "product-0": "Báo cáo",
        "lead-0": "Công an phường Hoàn Kiếm", "rhythm-0": "monthly", "day-0": "31/12/2027", "begins-0": begins,
    })  # fmt: skip


def test_a_plan_for_the_next_year_owes_nothing_in_this_one_and_the_look_says_why(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url, page = opened(agency)
    assert shown(page) == "01/01/2027"
    assert "Tên văn bản ghi năm 2027: “Phòng cháy, chữa cháy năm 2027”" in page
    assert made(agency, url, "01/01/2027").status_code == 302
    plan, task = Plan.objects.get(), Task.objects.get()
    assert "Hằng tháng, từ kỳ có ngày 01/01/2027, đến hết 31/12/2027" in body(
        agency.get(f"/desk/plans/tasks/{task.ref}")
    )
    form = agency.get(f"/desk/plans/tasks/{task.ref}/change-draft")
    assert re.search(r'name="begins"[^>]*value="01/01/2027"', body(form)), "it can be changed before it is given"
    (one,) = drafts(cast.thao.actor, plan.ref, NOW.date())
    assert [period for period, _ in owed_if_given(one.time, NOW.date())][:2] == ["2027-01", "2027-02"]
    act(issue, plan, by=cast.thao, to=[])
    assert Task.objects.get().due_on == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("chữa cháy năm 2027", "chữa cháy năm 2026"), ("chữa cháy năm 2027", "chữa cháy giai đoạn 2027 - 2030"),
        ("chữa cháy năm 2027", "chữa cháy đến năm 2030"), ("hết ngày 31/12/2027", "hết ngày 31/12/2028"),
    ],
)  # fmt: skip
def test_where_the_title_says_no_such_year_nothing_is_made_up(
    cast: Cast, signed_in: Browser, home: Any, was: str, now: str
) -> None:
    assert shown(opened(signed_in(cast.thao), TEXT.replace(was, now))[1]) == ""


def test_the_first_period_can_be_another_one_and_a_wrong_day_is_said_at_its_field(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url, _ = opened(agency)
    for wrong in ("hôm nào", "01/01/2028"):
        said = body(made(agency, url, wrong))
        assert "Nhiệm vụ 1: ngày thuộc kỳ đầu không phải là ngày, hoặc sau ngày cuối cùng." in said
        assert shown(said) == wrong
    assert not Plan.objects.exists()
    assert made(agency, url, "").status_code == 302
    plan, task = Plan.objects.get(), Task.objects.get()
    change = f"/desk/plans/tasks/{task.ref}/change-draft"
    page = agency.get(f"/desk/plans/{plan.ref}/issue")
    look = body(agency.post(f"/desk/plans/{plan.ref}/issue", {"once": field(page, "once"), "go": "look"}))
    assert "Kỳ tháng 03/2026" in look or "Kỳ tháng 3/2026" in look, look
    assert change in look
    sent = {
        "once": field(agency.get(change), "once"), "matter": "Kiểm tra", "product": "Báo cáo", "to": "one",
        "lead": str(cast.office.hoan_kiem.pk), "role": "handler", "head": "head", "rhythm": "monthly",
        "day": "31/12/2027", "seq": str(task.seq),
    }  # fmt: skip
    assert "sau ngày cuối cùng" in body(agency.post(change, {**sent, "begins": "01/02/2028"}))
    assert "Việc làm một lần không có kỳ đầu" in body(
        agency.post(change, {**sent, "rhythm": "", "begins": "01/02/2027"})
    )
    assert agency.post(change, {**sent, "begins": "15/02/2027"}).status_code == 302
    (one,) = drafts(cast.thao.actor, plan.ref, NOW.date())
    assert owed_if_given(one.time, NOW.date())[0] == ["2027-02", "2027-02-28"]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_exported_table_says_the_first_period_and_comes_back_unchanged(
    cast: Cast, signed_in: Browser, home: Any, kind: str
) -> None:
    agency = signed_in(cast.thao)
    made(agency, opened(agency)[0], "01/01/2027")
    plan = Plan.objects.get()
    data = agency.get(f"/desk/plans/{plan.ref}/table.{kind}").content
    reading = read_plan(read_document(data, f"bang.{kind}"))
    (task,) = reading.tasks
    said = "Hằng tháng, từ kỳ có ngày 01/01/2027, đến hết ngày 31/12/2027"
    assert task.cells["due"].of(reading.document.text) == said
    assert dict(task.fields["rhythm"].more) == {"until": "2027-12-31", "begins": "2027-01-01"}
    url = back(agency, plan, data, f"bang.{kind}")
    assert 'name="do-0"' not in body(agency.get(url)), "there is nothing to take"
    again = agency.post("/desk/plans/new", {"file": SimpleUploadedFile(f"bang.{kind}", data)})
    assert shown(body(agency.get(str(again["Location"])))) == "01/01/2027", "read as a new plan, too"


def test_the_first_period_that_somebody_deleted_in_the_table_goes_only_with_a_line_that_is_chosen(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    made(agency, opened(agency)[0], "01/01/2027")
    plan = Plan.objects.get()
    data = saved(agency, plan)
    without = with_cell(data, "Hằng tháng", "Hằng tháng, đến hết ngày 31/12/2027")
    url = back(agency, plan, without)
    page = body(agency.get(url))
    assert "Ô thời hạn trong tệp không còn ghi kỳ đầu (01/01/2027)" in page
    assert 'name="do-0" value="yes">' in page, "offered and not chosen for anybody"
    later = with_cell(data, "Hằng tháng", "Hằng tháng, từ kỳ có ngày 01/02/2027, đến hết ngày 31/12/2027")
    url = back(agency, plan, later)
    sent = {"go": "do", "seen": field(agency.get(url), "seen"), "do-0": "yes"}
    assert agency.post(url, sent).status_code == 302
    (one,) = drafts(cast.thao.actor, plan.ref, NOW.date())
    assert one.time == {"rhythm": "monthly", "begins": "2027-02-01", "until": "2027-12-31"}
    url = back(agency, plan, without)
    sent = {"go": "do", "seen": field(agency.get(url), "seen"), "do-0": "yes"}
    assert agency.post(url, sent).status_code == 302
    (one,) = drafts(cast.thao.actor, plan.ref, NOW.date())
    assert one.time == {"rhythm": "monthly", "until": "2027-12-31"}


def test_a_first_period_after_the_last_day_is_said_at_its_line_and_the_other_lines_are_taken(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    made(agency, opened(agency)[0], "01/01/2027")
    plan = Plan.objects.get()
    add(cast, plan, matter="Báo cáo kết quả", spread=False, lead=cast.office.ba_dinh.pk)
    late = "Hằng tháng, từ kỳ có ngày 01/01/2028, đến hết ngày 31/12/2027"
    data = with_cell(with_cell(saved(agency, plan), "Hằng tháng", late), "Báo cáo kết quả", "Báo cáo kết quả năm")
    url = back(agency, plan, data)
    page = agency.get(url)
    assert len(re.findall(r'name="do-\d+"[^>]*checked', body(page))) == 1
    assert f"“{late}”: Ngày thuộc kỳ đầu ở sau ngày cuối cùng" in body(page)
    both = {"do-0": "yes", "do-1": "yes"}
    sent = agency.post(url, {"go": "do", "seen": field(page, "seen"), **both})
    assert sent.status_code == 302, body(sent)
    kept, other = drafts(cast.thao.actor, plan.ref, NOW.date())
    assert kept.time == {"rhythm": "monthly", "begins": "2027-01-01", "until": "2027-12-31"}
    assert other.task.matter == "Báo cáo kết quả năm"


def test_beside_another_change_the_first_period_stays_unless_it_is_ticked_away(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    made(agency, opened(agency)[0], "01/01/2027")
    plan = Plan.objects.get()
    changed = with_cell(saved(agency, plan), "Hằng tháng", "Hằng tháng, đến hết ngày 30/11/2027")
    url = back(agency, plan, changed)
    page = body(agency.get(url))
    assert "vẫn giữ kỳ đầu (01/01/2027)" in page
    sent = {"go": "do", "seen": field(agency.get(url), "seen"), "do-0": "yes", "first-0": "yes"}
    assert agency.post(url, sent).status_code == 302
    (one,) = drafts(cast.thao.actor, plan.ref, NOW.date())
    assert one.time == {"rhythm": "monthly", "until": "2027-11-30"}


def test_a_row_of_what_comes_again_that_somebody_deleted_is_missing_and_needs_a_reason(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    made(agency, opened(agency)[0], "01/01/2027")
    plan = Plan.objects.get()
    add(cast, plan, matter="In tờ rơi", product="Tờ rơi", clause=plan.instrument.clauses.first().pk)
    book = openpyxl.load_workbook(io.BytesIO(saved(agency, plan)))
    sheet = book.active
    (at,) = [row[0].row for row in sheet.iter_rows() if any(str(one.value).startswith("Hằng tháng") for one in row)]
    sheet.delete_rows(at)
    book.save(out := io.BytesIO())
    url = back(agency, plan, out.getvalue())
    page = body(agency.get(url))
    assert "không có trong tệp" in page
    line = re.search(r'name="do-(\d+)" value="yes">', page)
    assert line, "offered and not chosen for anybody"
    sent = {"go": "do", "seen": field(agency.get(url), "seen"), f"do-{line[1]}": "yes"}
    assert agency.post(url, sent).status_code == 422, "no reason was said"
    assert agency.post(url, {**sent, "reason": "Không làm nữa."}).status_code == 302
    assert [one.matter for one in plan.tasks.exclude(state="ended")] == ["In tờ rơi"]


@pytest.mark.parametrize(
    ("due", "begins"),
    [
        ("Hằng tháng, đến hết ngày 30/11/2027", "2027-01-01"), ("Hằng quý, đến hết ngày 31/12/2026", None),
        ("30/11/2027", None),
    ],
)  # fmt: skip
def test_a_table_that_comes_back_with_another_time_leaves_the_first_period_where_it_still_fits(
    cast: Cast, signed_in: Browser, home: Any, due: str, begins: str | None
) -> None:
    agency = signed_in(cast.thao)
    made(agency, opened(agency)[0], "01/01/2027")
    plan = Plan.objects.get()
    changed = with_cell(saved(agency, plan), "Hằng tháng", due)
    url = back(agency, plan, changed)
    sent = {"go": "do", "seen": field(agency.get(url), "seen"), "do-0": "yes"}
    assert agency.post(url, sent).status_code == 302
    (one,) = drafts(cast.thao.actor, plan.ref, NOW.date())
    assert one.time.get("begins") == begins
    assert one.time.get("until", one.time.get("day")) == f"{due[-4:]}-{due[-7:-5]}-{due[-10:-8]}"
