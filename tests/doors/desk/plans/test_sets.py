"""Leads that a document names for many: the desk knows which offices are meant, or lets somebody choose them."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from namro.ground.gate.people_actions import create_office
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Office
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan, Task
from tests.cast import BA_DINH, HOAN_KIEM, NOW, SINCE, Cast, Member, act, unit
from tests.departments import Departments, departments_on_stage
from tests.doors.desk.conftest import body, field, with_posts
from tests.doors.desk.plans.scene import add
from tests.doors.desk.plans.scene import drafted as a_draft

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]

LEADS = {
    "UBND các phường, xã": "Dọn vệ sinh vỉa hè quanh chợ",
    "Công an các phường, xã": "Lập lịch tuần tra ban đêm",
    "Các sở, ban, ngành": "Gửi báo cáo tổng hợp",
    "Sở Y tế": "Bố trí điểm sơ cứu",
    "Tòa án nhân dân thành phố": "Xét xử lưu động",
    "2 phường, xã": "Niêm yết số điện thoại",
}
TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI

Số: 77/KH-UBND
Hà Nội, ngày 20 tháng 2 năm 2026

KẾ HOẠCH
Bảo đảm an toàn đêm hội năm 2026

PHỤ LỤC
"""
TABLE = "STT\tNội dung nhiệm vụ\tCơ quan chủ trì\tThời hạn\tSản phẩm\n" + "".join(
    f"{n}\t{matter}\t{lead}\tTrước ngày 15/6/2026\tBáo cáo\n" for n, (lead, matter) in enumerate(LEADS.items(), 1)
)
NAMES = list(LEADS)


@pytest.fixture
def departments(cast: Cast) -> Departments:
    return departments_on_stage()


def opened(agency: Client) -> tuple[str, str]:
    """The address of the look at the plan, and its page."""
    response = agency.post("/desk/plans/new", {"pasted": TEXT + TABLE})
    assert response.status_code == 302, body(response)
    return str(response["Location"]), html.unescape(body(agency.get(response["Location"])))


def block(page: str, lead: str) -> str:
    """The part of the look about one task."""
    at = NAMES.index(lead)
    return page.partition(f'id="task-{at}"')[2].partition("</fieldset>")[0]


def among(page: str, lead: str) -> str:
    """The set that is chosen for one task, "" for none."""
    select = block(page, lead).partition(f'name="among-{NAMES.index(lead)}"')[2].partition("</select>")[0]
    assert select
    found = re.search(r'<option value="([^"]*)" selected', select)
    return found[1] if found else ""


def test_each_lead_means_its_offices_and_a_wide_one_only_may(
    cast: Cast, signed_in: Browser, home: Any, departments: Departments
) -> None:
    _, page = opened(signed_in(cast.thao))
    assert {lead: among(page, lead) for lead in LEADS} == {
        "UBND các phường, xã": "commune-committees", "Công an các phường, xã": "commune-police",
        "Các sở, ban, ngành": "", "Sở Y tế": "", "Tòa án nhân dân thành phố": "", "2 phường, xã": "communes",
    }  # fmt: skip
    wide = block(page, "Các sở, ban, ngành")
    assert "“Các sở, ban, ngành” không nêu đích danh cơ quan nào. Nếu văn bản muốn nói tất cả các sở" in wide
    assert 'value="yes" checked' not in wide
    assert 'value="skip" checked' in wide, "never silently"
    assert "các phường, xã, cơ quan nào thì chọn khi ban hành" in block(page, "2 phường, xã")
    assert "không nêu đích danh" not in block(page, "UBND các phường, xã")


def test_a_department_is_known_by_the_name_it_has_at_home_and_a_court_only_helps(
    cast: Cast, signed_in: Browser, home: Any, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    _, page = opened(agency)
    assert 'value="Sở Y tế thành phố Hà Nội"' in block(page, "Sở Y tế")
    court = block(page, "Tòa án nhân dân thành phố")
    assert "chỉ phối hợp được: ở đó không có chức vụ nào thực hiện nhiệm vụ" in court
    assert 'value="skip" checked' in court


def test_whoever_reads_english_takes_the_same_offices_by_their_english_names(
    cast: Cast, signed_in: Browser, home: Any, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    url, _ = opened(agency)
    page = html.unescape(body(agency.get(f"{url}?lang=en")))
    lead = re.search(r'name="lead-3"[^>]* value="([^"]*)"', page)
    assert lead is not None
    assert lead[1].endswith("Department of Health")
    assert among(page, "UBND các phường, xã") == "commune-committees"
    assert "the People's Committees of the wards and communes" in page
    response = with_posts(agency, url, sent(agency, url, **{"lead-3": lead[1]}))
    assert response.status_code == 302, body(response)
    assert Task.objects.get(matter=LEADS["Sở Y tế"]).lead_office == departments.office["health"]


def sent(agency: Client, url: str, **more: str) -> dict[str, str]:
    """The look's form: every task but that of the court is taken, filled as it was read."""
    page = agency.get(url)
    found = {
        "once": field(page, "once"), "go": "do", "kind": "plan", "symbol": "77/KH-UBND", "dated": "20/02/2026",
        "issuer": "UBND thành phố", "title": "An toàn đêm hội", "role": "duty-officer", "head": "head",
    }  # fmt: skip
    for at, (lead, matter) in enumerate(LEADS.items()):
        found |= {
            f"does-{at}": "take", f"matter-{at}": matter, f"product-{at}": "Báo cáo", f"day-{at}": "14/06/2026",
            f"among-{at}": among(html.unescape(body(page)), lead),
        }  # fmt: skip
    found |= {"does-4": "skip", "lead-3": "Sở Y tế thành phố Hà Nội", "among-2": "departments"}
    return found | more


def test_what_was_chosen_is_drafted_and_each_office_carries_out_by_its_own_role(
    cast: Cast, signed_in: Browser, home: Any, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    url, _ = opened(agency)
    asked = agency.post(url, sent(agency, url))
    assert asked.status_code == 422, "another post is never taken before somebody saw it"
    shown = html.unescape(body(asked))
    assert "Ở 3 dòng, đơn vị chủ trì không có vị trí bạn chọn chung." in shown
    said = "Sở Y tế thành phố Hà Nội không có vị trí “Cán bộ trực ban”. Dòng này ghi “Cán bộ kế hoạch”"
    assert said in shown.partition('id="task-3"')[2].partition("<details")[0], "at the line, outside the fold"
    each = "UBND các phường, xã không có vị trí “Thủ trưởng đơn vị”. Dòng này ghi “Người đứng đầu cơ quan”"
    assert each in shown.partition('id="task-0"')[2].partition("<details")[0]
    assert "không có vị trí" not in shown.partition('id="task-1"')[2].partition("</fieldset>")[0], "police have it"
    assert not Plan.objects.exists()
    response = with_posts(agency, url, sent(agency, url) | {"head-1": "-"})
    assert response.status_code == 302, body(response)
    told = html.unescape(body(agency.get(str(response["Location"]))))
    assert "vị trí khác với lựa chọn chung" in told
    assert "Sở Y tế thành phố Hà Nội: Cán bộ kế hoạch" in told
    plan = Plan.objects.get()
    drafts = {task.matter: task for task in plan.tasks.all()}
    led = {matter: (task.spread, task.lead_role, task.head_role) for matter, task in drafts.items()}
    assert led == {
        LEADS["UBND các phường, xã"]: (True, "plan-officer", "office-head"),
        LEADS["Công an các phường, xã"]: (True, "duty-officer", ""),
        LEADS["Các sở, ban, ngành"]: (True, "plan-officer", "office-head"),
        LEADS["Sở Y tế"]: (False, "plan-officer", "office-head"),
        LEADS["2 phường, xã"]: (True, "duty-officer", "head"),
    }
    assert drafts[LEADS["Sở Y tế"]].lead_office == departments.office["health"]
    task = drafts[LEADS["UBND các phường, xã"]]
    assert "UBND các phường, xã" in html.unescape(body(agency.get(f"/desk/plans/tasks/{task.ref}")))


def test_a_lead_and_a_set_at_once_are_refused_at_the_line(
    cast: Cast, signed_in: Browser, home: Any, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    url, _ = opened(agency)
    odd = agency.post(url, sent(agency, url, **{"lead-0": "Công an phường Ba Đình"}))
    assert odd.status_code == 422
    assert "vừa có đơn vị chủ trì vừa giao cho nhiều đơn vị" in html.unescape(body(odd))
    court = agency.post(url, sent(agency, url, **{"does-4": "take", "lead-4": "Tòa án nhân dân thành phố"}))
    assert court.status_code == 422
    assert "chỉ phối hợp được" in html.unescape(body(court))
    assert not Plan.objects.exists()


def test_the_offices_that_the_tasks_name_are_chosen_before_it_is_issued(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    plan = a_draft(cast, among=["commune-police"], time={"day": "2026-06-12"})
    add(cast, plan, matter="Dọn rác", among=["commune-committee"], time={"day": "2026-06-12"})
    add(cast, plan, matter="Gửi số liệu", time={"day": "2026-06-12"}, among=[
        "department-health", "department-construction", "department-finance",
    ])  # fmt: skip
    url = f"/desk/plans/{plan.ref}/issue"
    page = body(agency.get(url))
    ticked = set(re.findall(r'name="kinds" value="([^"]*)" checked', page))
    assert ticked == {"commune-police", "commune-committee"}, "of departments there is one each, to be ticked by name"
    assert 'value="set-departments"' in page, "all departments in one tick"
    look = agency.post(url, {"go": "look", "kinds": ["commune-police", "commune-committee", "set-departments"]})
    shown = html.unescape(body(look))
    assert "Sẽ giao 6 nhiệm vụ" in shown
    assert "mỗi nhiệm vụ chỉ đến loại đơn vị mà nó nêu" in shown
    office = re.findall(r'name="office" value="(\d+)"', body(look))
    assert len(office) == 6
    only = agency.post(url, {"go": "look", "kinds": ["commune-police"]})
    assert only.status_code == 422, "what is sent goes, not what was ticked first"
    assert "giao cho một loại cơ quan mà chưa chọn đơn vị nào" in html.unescape(body(only)), "said before the button"
    assert 'value="do"' not in body(only)
    short = agency.post(
        url, {"go": "do", "once": field(look, "once"), "seen": field(look, "seen"), "office": office[:1]}
    )
    assert short.status_code == 422
    assert "giao cho một loại cơ quan mà chưa chọn đơn vị nào" in html.unescape(body(short))
    done = agency.post(url, {"go": "do", "once": field(look, "once"), "seen": field(look, "seen"), "office": office})
    assert done.status_code == 302, body(done)
    given = Task.objects.filter(parent__isnull=False).values_list("matter", "lead_office__kind", "lead_role")
    assert set(given) == {
        ("Rà soát các điểm phức tạp về trật tự", "commune-police", "handler"),
        ("Dọn rác", "commune-committee", "plan-officer"),
        ("Gửi số liệu", "department-health", "plan-officer"),
        ("Gửi số liệu", "department-construction", "plan-officer"),
    }
    assert len(given) == 6


def test_which_office_of_each_commune_gets_a_task_is_chosen_and_no_department_gets_it(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    plan = a_draft(cast, among=["commune-committee", "commune-police"], time={"day": "2026-06-12"}, matter="Niêm yết")
    add(cast, plan, matter="Gửi số liệu", time={"day": "2026-06-12"}, among=["department-health"])
    url = f"/desk/plans/{plan.ref}/issue"
    assert not re.findall(r'name="kinds" value="[^"]*" checked', body(agency.get(url))), "nothing is chosen for anybody"
    chosen = {"go": "look", "kinds": ["commune-committee"], "names": "Sở Y tế thành phố Hà Nội"}
    look = agency.post(url, chosen)
    shown = re.sub(r"<[^>]+>", " ", html.unescape(body(look)))
    assert "2 đơn vị: Ủy ban nhân dân cấp xã: tất cả 2 đơn vị" in " ".join(shown.split())
    assert "1 đơn vị: Sở Y tế thành phố Hà Nội" in shown
    office = re.findall(r'name="office" value="(\d+)"', body(look))
    assert (
        agency.post(
            url, {"go": "do", "once": field(look, "once"), "seen": field(look, "seen"), "office": office}
        ).status_code
        == 302
    )
    given = Task.objects.filter(parent__isnull=False).values_list("matter", "lead_office__code")
    assert set(given) == {("Niêm yết", "UBX-00004"), ("Niêm yết", "UBX-00070"), ("Gửi số liệu", "SYT-01")}


def test_the_table_of_a_plan_names_the_set_and_takes_another_back(
    cast: Cast, signed_in: Browser, home: Any, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    plan = a_draft(cast, among=["commune-police"])
    add(cast, plan, matter="Dọn rác", spread=False, lead=cast.office.ba_dinh.pk)
    answer = agency.get(f"/desk/plans/{plan.ref}/table.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    assert sheet is not None
    cells = {str(sheet.cell(row, 2).value): row for row in range(1, 30) if sheet.cell(row, 2).value}
    first, second = cells["Rà soát các điểm phức tạp về trật tự"], cells["Dọn rác"]
    assert sheet.cell(first, 3).value == "Công an các phường, xã"
    same = agency.get(_back(agency, plan, answer.content))
    assert "Không có dòng nào để nhận" in body(same)
    sheet.cell(first, 3).value = "Ủy ban nhân dân các xã, phường"
    sheet.cell(second, 3).value = "Sở Y tế"
    out = io.BytesIO()
    book.save(out)
    url = _back(agency, plan, out.getvalue())
    opened = agency.get(url)
    sent = {"go": "do", "seen": field(opened, "seen"), "do-0": "yes", "do-1": "yes"}
    done = agency.post(url, sent)
    assert done.status_code == 302, body(done)
    (task, other) = plan.tasks.order_by("nth")
    assert (task.spread, task.lead_role, task.head_role) == (True, "plan-officer", "office-head")
    assert "UBND các phường, xã" in html.unescape(body(agency.get(f"/desk/plans/tasks/{task.ref}")))
    assert (other.lead_office, other.lead_role) == (departments.office["health"], "plan-officer")


def _back(agency: Client, plan: Plan, data: bytes) -> str:
    answer = agency.post(f"/desk/plans/{plan.ref}/table", {"file": SimpleUploadedFile("bang.xlsx", data)})
    assert answer.status_code == 302, body(answer)
    return str(answer["Location"])


def test_a_set_is_chosen_in_the_form_of_a_draft_and_stays_chosen(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    plan = a_draft(cast)
    task = plan.tasks.get()
    url = f"/desk/plans/tasks/{task.ref}/change-draft"
    page = agency.get(url)
    assert page.status_code == 200
    said = {
        "once": field(page, "once"), "seq": str(task.seq), "matter": task.matter, "product": task.product,
        "clause": str(task.clause_id), "to": "set-commune-committees", "role": "plan-officer", "head": "office-head",
        "day": "12/06/2026",
    }  # fmt: skip
    response = agency.post(url, said)
    assert response.status_code == 302, body(response)
    again = body(agency.get(url))
    assert re.search(r'value="set-commune-committees"[^>]* checked', again)


SOC_SON = "00376"


def rural(kind: str, parent: Office | None) -> Office:
    """An office of a kind in a rural commune of the city."""
    return create_office(parent, kind=kind, unit=unit(SOC_SON), begins=SINCE, actor=OPERATOR, now=NOW)


def test_a_lead_of_one_kind_of_unit_goes_to_no_other_unit(
    cast: Cast, signed_in: Browser, home: Any, departments: Departments
) -> None:
    committee = rural("commune-committee", departments.office["committee"])
    agency = signed_in(cast.thao)
    leads = {"Rà soát bờ kênh": "UBND các xã", "Tuần tra": "Công an các phường", "Cắt tỉa cây": "Các đặc khu"}
    rows = "".join(
        f"{n}\t{matter}\t{lead}\tTrước ngày 15/6/2026\tBáo cáo\n" for n, (matter, lead) in enumerate(leads.items(), 1)
    )
    heading = "STT\tNội dung nhiệm vụ\tCơ quan chủ trì\tThời hạn\tSản phẩm\n"
    response = agency.post("/desk/plans/new", {"pasted": TEXT + heading + rows})
    url = str(response["Location"])
    page = html.unescape(body(agency.get(url)))
    chosen = [
        re.findall(
            r'<option value="([^"]*)" selected', page.partition(f'name="among-{n}"')[2].partition("</select>")[0]
        )
        for n in range(3)
    ]
    assert chosen[:2] == [["rural-commune-committees"], ["ward-police"]]
    assert not any(chosen[2]), "of a special zone no set is known"
    assert re.search(r'name="does-2" value="skip" checked', page)
    said = {
        "once": field(agency.get(url), "once"), "go": "do", "kind": "plan", "symbol": "77/KH-UBND",
        "dated": "20/02/2026", "issuer": "UBND thành phố", "title": "An toàn", "role": "duty-officer", "head": "head",
        "does-2": "skip",
    }  # fmt: skip
    for at, (matter, among_) in enumerate(
        [("Rà soát bờ kênh", "rural-commune-committees"), ("Tuần tra", "ward-police")]
    ):
        said |= {
            f"does-{at}": "take", f"matter-{at}": matter, f"product-{at}": "Báo cáo", f"day-{at}": "14/06/2026",
            f"among-{at}": among_,
        }  # fmt: skip
    assert with_posts(agency, url, said).status_code == 302
    plan = Plan.objects.get()
    first = plan.tasks.get(nth=1)
    assert "UBND các xã" in html.unescape(body(agency.get(f"/desk/plans/tasks/{first.ref}")))
    again = body(agency.get(f"/desk/plans/tasks/{first.ref}/change-draft"))
    assert re.search(r'value="set-rural-commune-committees"[^>]* checked', again)
    issuing = f"/desk/plans/{plan.ref}/issue"
    form = body(agency.get(issuing))
    assert set(re.findall(r'name="kinds" value="([^"]*)" checked', form)) == {"set-ward-police"}
    look = agency.post(issuing, {"go": "look", "kinds": ["set-ward-police"], "names": committee.names["vi"]})
    shown = " ".join(re.sub(r"<[^>]+>", " ", html.unescape(body(look))).split())
    assert "2 đơn vị: Công an các phường: tất cả 2 đơn vị" in shown
    assert "nơi nhận là" not in shown
    office = re.findall(r'name="office" value="(\d+)"', body(look))
    assert (
        agency.post(
            issuing, {"go": "do", "once": field(look, "once"), "seen": field(look, "seen"), "office": office}
        ).status_code
        == 302
    )
    given = Task.objects.filter(parent__isnull=False).values_list("matter", "lead_office__unit__code")
    assert set(given) == {("Rà soát bờ kênh", SOC_SON), ("Tuần tra", BA_DINH), ("Tuần tra", HOAN_KIEM)}


def test_an_office_in_a_unit_of_another_kind_than_the_document_names_is_said(
    cast: Cast, signed_in: Browser, departments: Departments
) -> None:
    rural("commune-committee", departments.office["committee"])
    agency = signed_in(cast.thao)
    plan = a_draft(cast, source={"text": "UBND các xã rà soát.", "lead": "UBND các xã"}, time={"day": "2026-06-12"})
    look = agency.post(f"/desk/plans/{plan.ref}/issue", {"go": "look", "kinds": ["commune-committee"]})
    assert "Văn bản nêu “UBND các xã” chủ trì; nơi nhận là Ủy ban nhân dân cấp xã." in html.unescape(body(look))


def test_pasted_lines_name_an_office_as_documents_do(cast: Cast, signed_in: Browser, departments: Departments) -> None:
    agency = signed_in(cast.thao)
    plan = a_draft(cast, role="plan-officer", head="office-head", time={"day": "2026-06-12"})
    url = f"/desk/plans/{plan.ref}/issue"
    lines = {
        "UBND phường Hoàn Kiếm": departments.office["hoan_kiem"], "CA phường Ba Đình": cast.office.ba_dinh,
        "Sở Y tế": departments.office["health"], "Hội LHPN thành phố Hà Nội": departments.office["women"],
        "People's Committee of Ba Đình Ward": departments.office["ba_dinh"],
        "Police of Hoan Kiem Ward": cast.office.hoan_kiem,
    }  # fmt: skip
    look = agency.post(url, {"go": "look", "names": "\n".join(lines)})
    assert look.status_code == 200, body(look)
    found = set(re.findall(r'name="office" value="(\d+)"', body(look)))
    assert found == {str(one.pk) for one in lines.values()}
    odd = agency.post(url, {"go": "look", "names": "UBND phường Hoàn Kiệm\nCA phường Ba Đình"})
    assert odd.status_code == 422
    assert "Một dòng không khớp với đúng một đơn vị: UBND phường Hoàn Kiệm." in html.unescape(body(odd))


@pytest.mark.parametrize(
    ("sought", "name"),
    [
        ("UBND hoan kiem", "hoan_kiem"),
        ("Sở Y tế", "health"),
        ("Hoan Kiem Ward People's", "hoan_kiem"),
        ("SYT-01", "health"),
    ],
)
def test_a_lead_is_found_by_any_of_its_names(
    cast: Cast, signed_in: Browser, departments: Departments, sought: str, name: str
) -> None:
    agency = signed_in(cast.thao)
    task = a_draft(cast).tasks.get()
    url = f"/desk/plans/tasks/{task.ref}/change-draft"
    form = {"once": field(agency.get(url), "once"), "seq": str(task.seq), "go": "find", "lead-find": sought}
    page = body(agency.post(url, form))
    found = re.findall(r'name="lead" value="(\d+)"|<option value="(\d+)"[^>]*>', page)
    assert str(departments.office[name].pk) in {one for pair in found for one in pair}
    assert str(cast.office.ba_dinh.pk) not in re.findall(r'name="lead" value="(\d+)"', page)


def test_the_look_refuses_what_issuing_would(cast: Cast, signed_in: Browser, departments: Departments) -> None:
    agency = signed_in(cast.thao)
    plan = a_draft(cast, among=["commune-police"], time={"day": "2026-06-12"})
    url = f"/desk/plans/{plan.ref}/issue"
    idle = agency.post(url, {"go": "look", "kinds": ["commune-police", "commune-committee"]})
    assert idle.status_code == 422
    assert "Không có nhiệm vụ nào giao cho 2 đơn vị đã chọn" in html.unescape(body(idle))
    one = {"go": "look", "names": "Công an phường Ba Đình"}
    look = html.unescape(body(agency.post(url, one)))
    assert "Sẽ giao 1 nhiệm vụ." in look
    assert "1 nhiệm vụ giao cho nhiều đơn vị: đã chọn 1 đơn vị." in look
    english = html.unescape(body(agency.post(f"{url}?lang=en", one)))
    assert "One task for many goes to one office." in english
    late = add(cast, plan, matter="Dọn rác", among=["commune-police"], time={"day": "2026-03-01"})
    over = agency.post(f"{url}?lang=vi", {"go": "look", "kinds": ["commune-police"]})
    assert over.status_code == 422
    assert f'<a href="/desk/plans/tasks/{late.ref}">Thời hạn của nhiệm vụ số 2' in body(over)
    assert not Task.objects.filter(parent__isnull=False).exists()


def test_who_helps_by_the_document_and_is_no_office_is_shown_and_kept_as_it_is_written(
    cast: Cast, signed_in: Browser, home: Any, departments: Departments
) -> None:
    agency = signed_in(cast.thao)
    table = (
        "STT\tNội dung nhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời hạn\tSản phẩm\n"
        "1\tRà soát lưới điện\tSở Y tế\tCông an các phường, xã; EVN Hà Nội; Sở Xây dựng\t"
        "Trước ngày 15/6/2026\tBáo cáo\n"
    )
    url = str(agency.post("/desk/plans/new", {"pasted": TEXT + table})["Location"])
    page = html.unescape(body(agency.get(url)))
    line = page.partition('id="task-0"')[2].partition("</fieldset>")[0]
    outside = line.partition("<details")[0]
    assert "Văn bản còn ghi phối hợp:" in outside, "not only inside the fold"
    assert "EVN Hà Nội" in outside
    assert "Công an các phường, xã" in outside
    said = {
        "once": field(agency.get(url), "once"), "go": "do", "kind": "plan", "symbol": "77/KH-UBND",
        "dated": "20/02/2026", "issuer": "UBND thành phố", "title": "An toàn", "role": "plan-officer",
        "head": "office-head", "does-0": "take", "matter-0": "Rà soát lưới điện", "product-0": "Báo cáo",
        "day-0": "14/06/2026", "lead-0": "Sở Y tế", "helping-0": "Sở Xây dựng thành phố Hà Nội",
    }  # fmt: skip
    assert agency.post(url, said).status_code == 302
    task = Task.objects.get()
    shown = html.unescape(body(agency.get(f"/desk/plans/tasks/{task.ref}")))
    assert "Sở Xây dựng thành phố Hà Nội, Công an các phường, xã, EVN Hà Nội" in shown
    form = f"/desk/plans/tasks/{task.ref}/change-draft"
    opened_ = agency.get(form)
    again = {
        "once": field(opened_, "once"), "seq": str(task.seq), "matter": "Rà soát lưới điện ngầm", "product": "Báo cáo",
        "clause": str(task.clause_id), "to": "one", "lead": str(departments.office["health"].pk), "day": "14/06/2026",
        "role": "plan-officer", "head": "office-head", "helping": "Sở Xây dựng thành phố Hà Nội",
    }  # fmt: skip
    assert agency.post(form, again).status_code == 302
    answer = agency.get(f"/desk/plans/{task.plan.ref}/table.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    assert sheet is not None
    row = next(row for row in sheet.iter_rows() if "Rà soát lưới điện ngầm" in [cell.value for cell in row])
    cell = next(cell for cell in row if "EVN Hà Nội" in str(cell.value))
    assert cell.value == "Sở Xây dựng thành phố Hà Nội;\nCông an các phường, xã;\nEVN Hà Nội"
    assert "Không có dòng nào để nhận" in body(agency.get(_back(agency, task.plan, answer.content)))
    cell.value = "Công an các phường, xã;\nEVN Hà Nội"
    out = io.BytesIO()
    book.save(out)
    back = _back(agency, task.plan, out.getvalue())
    seen = field(agency.get(back), "seen")
    assert agency.post(back, {"go": "do", "seen": seen, "do-0": "yes"}).status_code == 302
    shown = html.unescape(body(agency.get(f"/desk/plans/tasks/{task.ref}")))
    assert "Công an các phường, xã, EVN Hà Nội" in shown
    assert "Sở Xây dựng thành phố Hà Nội, Công an" not in shown
    act(issue, task.plan, by=cast.thao, to=[])
    assert "EVN Hà Nội" in html.unescape(body(agency.get(f"/desk/plans/tasks/{task.ref}")))
