"""A plan's own document comes in: chosen or pasted, refused in place, looked at line by line, made a draft."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.ground.files.keeping import remove
from namro.work.plans import taking_in, waiting
from namro.work.plans.models import Instrument, KeptFile, Plan, Target, Task
from tests.cast import Cast, Member
from tests.doors.desk.conftest import body, field

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]

TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI

Số: 314/KH-UBND
Hà Nội, ngày 20 tháng 2 năm 2026

KẾ HOẠCH
Phòng ngừa tội phạm sử dụng bạo lực năm 2026

Căn cứ Luật An ninh, trật tự cơ sở số 30/2023/QH15 ngày 28 tháng 11 năm 2023 của Quốc hội;

I. MỤC ĐÍCH, YÊU CẦU
1. Kéo giảm ít nhất 5% số vụ so với năm 2025.

II. NHIỆM VỤ, GIẢI PHÁP
1. Công an phường Hoàn Kiếm chủ trì, phối hợp với Công an phường Ba Đình lập danh sách các điểm phức tạp về trật tự; \
hoàn thành trước ngày 15/6/2026.
2. Giao Công an các xã, phường tổ chức tuần tra hằng tháng.
3. Tăng cường công tác tuyên truyền, nâng cao nhận thức của nhân dân.
"""


def pasted(agency: Client) -> str:
    """The address of the look at `TEXT`, pasted."""
    response = agency.post("/desk/plans/new", {"pasted": TEXT})
    assert response.status_code == 302, body(response)
    return str(response["Location"])


def filled(agency: Client, url: str, **more: str) -> dict[str, str]:
    """The look's form as a browser sends it, with the first task taken and the others as `more` says."""
    opened = agency.get(url)
    return {
        "once": field(opened, "once"), "go": "do", "kind": "plan", "symbol": "314/KH-UBND", "dated": "20/02/2026",
        "issuer": "UBND thành phố", "title": "Phòng ngừa tội phạm 2026", "role": "handler", "head": "head",
        "does-0": "take", "matter-0": "Lập danh sách các điểm phức tạp", "product-0": "Danh sách",
        "lead-0": "Công an phường Hoàn Kiếm", "helping-0": "Công an phường Ba Đình", "day-0": "15/06/2026", **more,
    }  # fmt: skip


def test_a_row_of_the_appendix_stands_under_no_clause_of_the_text_that_bears_its_number(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    made = docx.Document()
    for line in TEXT.splitlines():
        made.add_paragraph(line)
    rows = [
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm"), ("I", "Phòng ngừa", "", "", ""),
        ("1", "Lập bản đồ điểm nóng", "Công an phường Ba Đình", "15/12/2026", "Bản đồ"),
    ]  # fmt: skip
    table = made.add_table(len(rows), 5)
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
    made.save(kept := io.BytesIO())
    sent = agency.post("/desk/plans/new", {"file": SimpleUploadedFile("ke-hoach.docx", kept.getvalue())})
    assert sent.status_code == 302, body(sent)
    look = body(agency.get(str(sent["Location"])))
    assert "Phụ lục, STT I.1" in look


def test_a_lead_by_its_short_form_is_the_office_for_which_the_document_says_it_stands(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    text = TEXT.replace("số vụ so với", "số vụ tại Công an phường Hoàn Kiếm (sau đây gọi tắt là CAHK) so với")
    text = text.replace("1. Công an phường Hoàn Kiếm chủ trì", "1. CAHK chủ trì")
    looked = body(agency.get(agency.post("/desk/plans/new", {"pasted": text})["Location"]))
    assert re.search(r'name="lead-0"[^>]*value="Công an phường Hoàn Kiếm"', looked)


def test_before_a_day_is_filled_in_as_the_day_before_it(signed_in: Browser, cast: Cast, home: Any) -> None:
    agency = signed_in(cast.thao)
    page = body(agency.get(pasted(agency)))
    assert 'value="14/06/2026"' in page
    assert "Văn bản ghi: trước ngày 15/6/2026; ngày cuối tính ra là 14/06/2026" in page


def test_a_day_that_is_counted_is_never_shown_as_the_words_of_the_document(
    signed_in: Browser, cast: Cast, home: Any
) -> None:
    agency = signed_in(cast.thao)
    text = TEXT.replace("hoàn thành trước ngày 15/6/2026", "hoàn thành trong quý I/2027")
    text += "4. Công an phường Ba Đình lập danh sách điểm giữ xe, xong chậm nhất ngày 20 tháng 3 năm 2027.\n"
    page = body(agency.get(agency.post("/desk/plans/new", {"pasted": text})["Location"]))
    assert "Văn bản ghi: trong quý I/2027; ngày cuối tính ra là 31/03/2027" in page
    assert "chậm nhất 31/03/2027" not in page
    assert "Văn bản ghi: chậm nhất ngày 20 tháng 3 năm 2027</span>" in page


def test_a_day_within_each_period_is_read_mended_and_said(signed_in: Browser, cast: Cast, home: Any) -> None:
    agency = signed_in(cast.thao)
    text = TEXT.replace("tuần tra hằng tháng", "tuần tra trước ngày 25 hằng tháng, không giao Sở Y tế")
    text += "4. UBND các xã không được tự ý mở bến.\n5. Sở Y tế lập danh sách chốt trước rằm tháng giêng năm tới.\n"
    url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
    look = body(agency.get(url))
    assert 'name="each-1" value="24"' in look
    assert "Văn bản ghi: trước ngày 25 hằng tháng" in look
    assert "có ghi thời gian nhưng máy không hiểu: “trước rằm tháng giêng năm tới”" in look
    assert "Máy không lập thành nhiệm vụ: “UBND các xã không được tự ý mở bến.”" in look
    form = filled(agency, url, **{
        "does-1": "take", "every-1": "yes", "matter-1": "Tổ chức tuần tra", "product-1": "Báo cáo tháng",
        "rhythm-1": "monthly", "day-1": "31/12/2026", "each-1": "thứ Sáu",
    })  # fmt: skip
    assert "Nhiệm vụ 2: ngày trong kỳ chưa khớp với chu kỳ." in body(agency.post(url, form))
    assert not Plan.objects.exists()
    assert agency.post(url, {**form, "each-1": "24"}).status_code == 302
    task = Task.objects.get(rhythm="monthly")
    assert task.within == "24"
    assert "Hằng tháng, chậm nhất ngày 24, đến hết 31/12/2026" in body(agency.get(f"/desk/plans/tasks/{task.ref}"))
    page = body(agency.get(f"/desk/plans/tasks/{task.ref}/change-draft"))
    assert 'name="within" value="24"' in page
    wrong = {"once": field(agency.get(f"/desk/plans/tasks/{task.ref}/change-draft"), "once"), "to": "all",
             "matter": "Tuần tra", "rhythm": "weekly", "within": "24", "seq": str(task.seq)}  # fmt: skip
    again = body(agency.post(f"/desk/plans/tasks/{task.ref}/change-draft", wrong))
    assert "Ngày trong kỳ chưa khớp với chu kỳ." in again
    assert 'name="within" value="24"' in again
    agency.post(f"/desk/plans/tasks/{task.ref}/change-draft", {**wrong, "within": "thứ 6"})
    task.refresh_from_db()
    assert (task.rhythm, task.within) == ("weekly", "5")


def test_a_pasted_plan_becomes_a_draft_with_the_sentence_behind_each_task(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    look = body(agency.get(url))
    assert 'value="314/KH-UBND"' in look
    assert 'value="20/02/2026"' in look
    assert 'name="lead-0" list="offices" value="Công an phường Hoàn Kiếm"' in look
    assert 'name="helping-0" value="Công an phường Ba Đình"' in look
    assert 'name="lead-1" list="offices" value=""' in look, "no office has that name, so none is taken"
    of_many = look.partition('name="among-1"')[2].partition("</select>")[0]
    assert '<option value="commune-police" selected' in of_many, "it says each of them"
    assert "Văn bản ghi: Công an các xã, phường" in look
    form = filled(agency, url, **{
        "does-1": "take", "every-1": "yes", "matter-1": "Tổ chức tuần tra", "product-1": "Báo cáo tháng",
        "rhythm-1": "monthly", "day-1": "31/12/2026", "does-2": "principle", "matter-2": "Tăng cường tuyên truyền",
    })  # fmt: skip
    made = agency.post(url, form)
    assert made.status_code == 302, body(made)
    plan = Plan.objects.get()
    assert made["Location"] == f"/desk/plans/{plan.ref}"
    told = body(agency.get(made["Location"]))
    assert "Đã lập kế hoạch với 2 nhiệm vụ; 0 nhiệm vụ không nhận. 1 câu được giữ làm nguyên tắc." in told
    assert [(t.matter, t.state, t.clause.label, t.spread) for t in plan.tasks.select_related("clause")] == [
        ("Lập danh sách các điểm phức tạp", "draft", "II.1", False),
        ("Tổ chức tuần tra", "draft", "II.2", True),
        ("Tăng cường tuyên truyền", "principle", "II.3", False),
    ]
    assert KeptFile.objects.get().about == plan.instrument.guard_ref
    shown = body(agency.get(f"/desk/plans/tasks/{plan.tasks.get(nth=1).ref}"))
    assert "Công an phường Hoàn Kiếm chủ trì, phối hợp với Công an phường Ba Đình" in shown
    assert list(waiting.root().iterdir()) == [], "nothing waits any more"
    again = agency.post(url, form)
    assert again["Location"] == made["Location"], "the same form, sent twice"
    assert Plan.objects.count() == 1


def test_targets_and_named_documents_are_taken_line_by_line_with_their_characters(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    look = body(agency.get(url))
    assert "<b>Kéo giảm ít nhất 5% số vụ so với năm 2025.</b>" in look
    assert 'name="t-name-0" value="Kéo giảm số vụ"' in look
    assert "chưa rõ chậm nhất ngày nào" in look, "no day is made up"
    assert 'value="30/2023/QH15"' in look
    more = {
        "t-does-0": "take", "t-name-0": "Số vụ giảm so với năm trước", "t-goal-0": "5", "t-unit-0": "%",
        "c-does-0": "take", "c-kind-0": "law", "c-relation-0": "cites", "c-symbol-0": "30/2023/QH15",
        "c-dated-0": "28/11/2023", "c-issuer-0": "Quốc hội",
    }  # fmt: skip
    odd = agency.post(url, filled(agency, url, **more))
    assert odd.status_code == 422
    assert "Chỉ tiêu thứ 1: chưa rõ chậm nhất ngày nào" in body(odd)
    assert not Instrument.objects.exists()
    made = agency.post(url, filled(agency, url, **more | {"t-by-0": "31/12/2026"}))
    assert made.status_code == 302, body(made)
    target = Target.objects.get()
    assert (target.percent, target.unit, target.goal) == (False, "%", 5), "reported by hand, of nothing it is a share"
    assert target.aim == "change", "5 % less than last year is never shown as reached"
    assert target.clause is not None
    assert (target.clause.label, target.clause.parent and target.clause.parent.label) == ("I.1", "I")
    law = Instrument.objects.get(cited=True)
    assert law.issuer == "Quốc hội"
    assert "chỉ được viện dẫn" in body(agency.get(f"/desk/plans/instruments/{law.ref}"))


def test_what_cannot_be_read_is_said_in_place_and_nothing_waits(cast: Cast, signed_in: Browser, home: Any) -> None:
    agency = signed_in(cast.thao)
    for sent in (
        {"file": SimpleUploadedFile("quet.pdf", b"%PDF-1.7 broken")},
        {"file": SimpleUploadedFile("cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")},
        {"pasted": "Chào anh, chiều nay họp nhé."},
        {},
    ):
        refused = agency.post("/desk/plans/new", sent)
        assert refused.status_code == 422
        assert "summary-wrong" in body(refused)
    assert "Chào anh" in body(agency.post("/desk/plans/new", {"pasted": "Chào anh, chiều nay họp nhé."}))
    assert not waiting.root().exists()
    assert signed_in(cast.lan).get("/desk/plans/new").status_code == 404


def test_a_form_with_something_to_mend_comes_back_as_it_was_and_writes_nothing(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    odd = agency.post(url, filled(agency, url, **{"lead-0": "Công an phường Không Có", "day-0": "31/02/2026"}))
    assert odd.status_code == 422
    assert "Nhiệm vụ thứ 1: không có đơn vị nào tên “Công an phường Không Có”" in body(odd)
    assert 'value="31/02/2026"' in body(odd)
    none = agency.post(url, filled(agency, url, **{"does-0": "skip"}))
    assert "Chưa nhận nhiệm vụ nào" in body(none)
    assert agency.post(url, filled(agency, url, dated="20-02")).status_code == 422
    assert not Instrument.objects.exists()


def test_a_plan_that_is_refused_half_way_leaves_nothing_behind(
    cast: Cast, signed_in: Browser, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    wrong = agency.post(url, filled(agency, url, **{"helping-0": "Công an phường Ba Đình", "matter-0": "x" * 5001}))
    assert wrong.status_code == 422
    assert not Instrument.objects.exists()
    assert not Task.objects.exists()
    assert not KeptFile.objects.exists()


def test_nobody_opens_what_somebody_else_brought_and_it_can_be_let_go(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    assert signed_in(cast.ha).get(url).status_code == 404
    assert all(b"KH-UBND" not in one.read_bytes() for one in waiting.root().iterdir()), "closed while it waits"
    assert agency.post(url, {"go": "give-up"}).status_code == 302
    assert agency.get(url).status_code == 410
    assert list(waiting.root().iterdir()) == []
    assert signed_in(cast.thao).get("/desk/plans/new/aaaaaaaaaaaaaaaaaaaaaaaa").status_code == 404
    assert taking_in.plan_under("") is None


def test_a_plan_of_seventy_tasks_goes_through_the_form_and_enter_in_a_field_makes_nothing(
    signed_in: Browser, cast: Cast, home: Any
) -> None:
    agency = signed_in(cast.thao)
    head, _, _ = TEXT.partition("1. Công an phường Hoàn Kiếm chủ trì")
    text = head + "".join(
        f"{n}. Công an phường Hoàn Kiếm chủ trì lập danh sách số {n} trước ngày 15/6/2026.\n" for n in range(1, 71)
    )
    url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
    rows = {
        f"{name}-{n}": value
        for n in range(70)
        for name, value in {
            "does": "take", "matter": f"Lập danh sách số {n}", "product": "Danh sách", "rhythm": "", "each": "",
            "lead": "Công an phường Hoàn Kiếm", "helping": "", "day": "15/06/2026",
        }.items()
    }  # fmt: skip
    form = filled(agency, url, **rows)
    looked = agency.post(url, form | {"go": "look", "product-3": "Bản đồ"})
    assert looked.status_code == 200
    assert 'value="Bản đồ"' in body(looked)
    assert not Plan.objects.exists()
    assert agency.post(url, form).status_code == 302
    assert Task.objects.count() == 70


def test_the_police_of_the_city_and_the_last_day_of_a_target_are_filled_in_as_a_clerk_means_them(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    said = """KẾ HOẠCH
Bảo đảm an ninh, trật tự năm 2026
II. CHỈ TIÊU
1. 100% Công an cấp xã ban hành kế hoạch trước ngày 15/12/2026.
III. NHIỆM VỤ
1. Công an Thành phố chủ trì, phối hợp với Công an tỉnh lập danh sách, hoàn thành trước ngày 15/12/2026.
2. Công an các xã, phường có lễ hội lập phương án trước ngày 15/12/2026.
"""
    look = body(agency.get(agency.post("/desk/plans/new", {"pasted": said})["Location"]))
    assert 'name="lead-0" list="offices" value="Công an thành phố Hà Nội"' in look
    assert 'name="helping-0" value=""' in look, "no office of this city is called that of a province"
    assert [field_of(look, name) for name in ("day-0", "t-by-0")] == ["14/12/2026", "14/12/2026"]
    assert 'name="every-1" value="yes" checked' not in look, "only some wards are meant"
    assert '<option value="commune-police" selected' not in look
    assert "Văn bản ghi: Công an các xã, phường có lễ hội" in look


def field_of(page: str, name: str) -> str:
    """What an input of the page holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def drafted(agency: Client) -> Plan:
    """The plan made of the pasted `TEXT` with its first task only."""
    url = pasted(agency)
    assert agency.post(url, filled(agency, url)).status_code == 302
    return Plan.objects.get()


def again(agency: Client, plan: Plan, **sent: Any) -> str:
    """The address of the look at the plan's document, read again; as it lies there unless something is sent."""
    page = body(agency.get(f"/desk/plans/{plan.ref}/read"))
    token = re.findall(r'name="lying" value="([^"]+)"', page)[0]
    response = agency.post(f"/desk/plans/{plan.ref}/read", sent or {"lying": token})
    assert response.status_code == 302, body(response)
    return str(response["Location"])


SECOND = {
    "does-1": "take", "every-1": "yes", "matter-1": "Tổ chức tuần tra", "product-1": "Báo cáo tháng",
    "rhythm-1": "monthly", "day-1": "31/12/2026", "role": "handler", "head": "head", "go": "do",
}  # fmt: skip


def form_of(agency: Client, url: str, **more: str) -> dict[str, str]:
    page = agency.get(url)
    return {"once": field(page, "once"), "seen": field(page, "seen"), **SECOND, **more}


def test_the_document_that_lies_there_is_read_again_and_only_what_lacks_is_taken(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    assert f"/desk/plans/{plan.ref}/read" in body(agency.get(f"/desk/plans/{plan.ref}"))
    first = Task.objects.values().get()
    url = again(agency, plan)
    look = body(agency.get(url))
    assert "1 nhiệm vụ đã có trong kế hoạch" in look
    assert f'/desk/plans/tasks/{plan.tasks.get().ref}">Lập danh sách các điểm phức tạp</a>' in look
    assert 'name="does-0"' not in look, "what is there is not asked for"
    assert 'name="does-1" value="skip" checked' in look, "nothing is taken unless it is chosen"
    form = form_of(agency, url, **{
        "does-0": "take", "matter-0": "Chen vào", "does-2": "principle", "matter-2": "Tăng cường tuyên truyền",
        "t-does-0": "take", "t-name-0": "Số vụ giảm", "t-goal-0": "5", "t-unit-0": "%", "t-by-0": "31/12/2026",
        "c-does-0": "take", "c-kind-0": "law", "c-relation-0": "cites", "c-symbol-0": "30/2023/QH15",
    })  # fmt: skip
    sent = agency.post(url, form)
    assert sent.status_code == 302, body(sent)
    assert [(t.matter, t.state, t.clause and t.clause.label) for t in plan.tasks.order_by("nth")] == [
        ("Lập danh sách các điểm phức tạp", "draft", "II.1"), ("Tổ chức tuần tra", "draft", "II.2"),
        ("Tăng cường tuyên truyền", "principle", "II.3"),
    ]  # fmt: skip
    assert Task.objects.values().get(pk=first["id"]) == first
    assert Target.objects.get().name == "Số vụ giảm"
    assert KeptFile.objects.count() == 1, "the same file is not kept twice"
    assert list(waiting.root().iterdir()) == []
    assert agency.post(url, form)["Location"] == f"/desk/plans/{plan.ref}", "the same form, sent twice"
    assert plan.tasks.count() == 3
    whole = body(agency.get(again(agency, plan)))
    assert "3 nhiệm vụ đã có trong kế hoạch" in whole
    assert "Văn bản của kế hoạch đã dẫn văn bản này" in whole
    assert 'name="does-' not in whole
    assert 'name="t-does-0"' not in whole
    page = body(agency.get(f"/desk/plans/instruments/{plan.instrument.ref}"))
    assert "Đọc lại văn bản: Điều khoản</b>" in page, "the document says what was added to it"
    assert "<blockquote></blockquote>" not in page


def test_what_is_wrong_comes_back_and_what_somebody_took_meanwhile_is_not_taken_twice(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    url, other = again(agency, plan), again(agency, plan)
    late = form_of(agency, other)
    odd = agency.post(url, form_of(agency, url, **{"lead-1": "Công an phường Không Có", "every-1": ""}))
    assert odd.status_code == 422
    assert "không có đơn vị nào tên “Công an phường Không Có”" in body(odd)
    assert "Chưa chọn nội dung nào" in body(agency.post(url, form_of(agency, url, **{"does-1": "skip"})))
    kept = agency.post(url, form_of(agency, url, go="look"))
    assert 'name="does-1" value="take" checked' in body(kept), "Enter in a field takes nothing"
    assert plan.tasks.count() == 1
    assert agency.post(url, form_of(agency, url)).status_code == 302
    changed = agency.post(other, late)
    assert changed.status_code == 422
    assert "Có người vừa thay đổi kế hoạch" in body(changed)
    assert plan.tasks.count() == 2
    assert agency.post(other, {"go": "give-up"})["Location"] == f"/desk/plans/{plan.ref}"
    assert agency.get(other)["Location"] == f"/desk/plans/{plan.ref}", "it waits no more"
    gone = "a" * 24
    assert agency.get(f"/desk/plans/{plan.ref}/read/{gone}")["Location"] == f"/desk/plans/{plan.ref}"


def test_reading_again_is_there_for_whoever_may_draft_and_a_lost_file_is_said(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    url = again(agency, plan)
    for member in (cast.lan, cast.ha):
        other = signed_in(member)
        assert other.get(url).status_code == 404
        assert other.get(f"/desk/plans/{plan.ref}/read").status_code == 404
    agency = signed_in(cast.thao)
    file = KeptFile.objects.get()
    remove(file.path)
    lost = agency.post(f"/desk/plans/{plan.ref}/read", {"lying": file.token})
    assert lost.status_code == 422
    assert "Tệp này không còn ở chỗ lưu" in body(lost)
    assert "Chưa chọn tệp" in body(agency.post(f"/desk/plans/{plan.ref}/read", {"lying": "khac"}))
