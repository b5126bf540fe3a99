"""The pages of plans: whose tasks stand in which list, a task with its reasons and proofs, what each may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from namro.work.cases.actions import register
from namro.work.cases.registers import all_numbered
from namro.work.plans.asking_actions import ask_decision
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import KeptFile, Plan, Task
from namro.work.plans.moving_actions import Part, change_lead, split
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.recheck import differences
from namro.work.plans.task_actions import report as report_done
from namro.work.plans.task_actions import send_back
from tests.cast import HANOI, NOW, Cast, Member, act
from tests.doors.desk.conftest import BA_DINH, Clock, Report, body, fill, registered
from tests.doors.desk.plans.scene import MATTER, add, drafted, given
from tests.work.plans.conftest import a_case, a_plan
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_a_desk_without_plans_is_told_what_comes_and_an_administrator_finds_no_such_page(
    cast: Cast, signed_in: Browser
) -> None:
    assert "Khi đơn vị được giao nhiệm vụ" in body(signed_in(cast.lan).get("/desk/plans"))
    assert "Chưa có kế hoạch nào" in body(signed_in(cast.thao).get("/desk/plans"))
    assert signed_in(cast.dung).get("/desk/plans").status_code == 404


def test_a_late_task_stands_in_its_office_s_list_and_in_that_of_who_gave_it(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    clock.at = datetime(2026, 3, 16, 9, 0, tzinfo=HANOI)
    ward, agency = body(signed_in(cast.ha).get("/desk/plans")), body(signed_in(cast.thao).get("/desk/plans"))
    assert 'id="ours-late"' in ward
    assert f"/desk/plans/tasks/{task.ref}" in ward
    assert "quá 2 ngày làm việc" in ward
    assert 'id="given-late"' in agency
    assert "Σ</abbr> 2" in agency, "two wards, counted from their own tasks"
    whole = signed_in(cast.thao).get("/desk/plans/tasks?side=given&list=late")
    assert body(whole).count(MATTER) == 2
    assert signed_in(cast.ha).get("/desk/plans/tasks?side=given&list=nothing").status_code == 404


def test_a_yes_at_the_desk_moves_the_day_and_whoever_asked_reads_it_on_their_page(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    url, ward, agency = f"/desk/plans/tasks/{task.ref}", signed_in(cast.ha), signed_in(cast.thao)
    asked = {"of": "assigner", "kind": "more-time", "text": "Mưa lũ.", "to": "20/03/2026", "by": "11/03/2026"}
    assert fill(ward, f"{url}/ask-decision", **asked).status_code == 302
    assert 'value="20/03/2026"' in body(agency.get(f"{url}/decide"))
    assert fill(agency, f"{url}/decide", agreed="yes", to="", answer="Được.").status_code == 422
    assert fill(agency, f"{url}/decide", agreed="yes", to="20/03/2026", answer="Được.").status_code == 302
    assert "so với hạn đầu tiên là 12/03/2026" in body(ward.get(url))
    assert "Đã đồng ý" in body(ward.get("/desk/plans"))
    assert "Có 1 tin mới về nhiệm vụ" in body(ward.get("/desk/"))


def test_a_period_whose_day_was_moved_keeps_its_own_name_and_the_yes_says_from_when_to_when(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast, time={"rhythm": "monthly", "until": "2026-06-20"})
    url, ward, agency = f"/desk/plans/tasks/{task.ref}", signed_in(cast.ha), signed_in(cast.thao)
    asked = {"of": "assigner", "kind": "more-time", "text": "Mưa lũ.", "by": "11/03/2026"}
    assert fill(ward, f"{url}/ask-decision", **asked).status_code == 302
    assert "Kỳ tháng 4/2026, hạn 30/04/2026" in body(agency.get(f"{url}/decide"))
    said = {"agreed": "yes", "to": "20/06/2026", "period": "2026-04", "answer": "Được."}
    assert fill(agency, f"{url}/decide", **said).status_code == 302
    page = body(agency.get(url))
    assert "Hạn của kỳ tháng 4/2026 được dời từ 30/04/2026 sang 20/06/2026." in page
    assert "Dời hạn từ 30/04/2026 sang 20/06/2026, kỳ tháng 4/2026" in page
    assert "Kỳ tháng 3/2026, hạn 31/03/2026" in page
    clock.at = datetime(2026, 6, 2, 9, tzinfo=HANOI)
    ward = signed_in(cast.ha)
    form = body(ward.get(f"{url}/report"))
    assert "Kỳ tháng 4/2026, hạn 20/06/2026" in form
    assert "Kỳ tháng 6/2026, hạn 20/06/2026" in form
    act(report_done, again(task), by=cast.ha, at=clock.at, refs=["figure:2026-04"], period="2026-04")
    act(send_back, again(task), by=cast.thao, at=clock.at, reason="Thiếu số liệu.", period="2026-04")
    assert "Trả lại báo cáo, kỳ tháng 4/2026" in body(ward.get(url))
    assert "tháng 3/2026" in body(ward.get("/desk/plans")).partition("31/03/2026")[2].partition("</td>")[0]


def test_the_form_that_shares_out_keeps_the_rhythm_unless_it_is_to_be_done_once_and_says_what_is_late(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast, time={"rhythm": "monthly", "until": "2026-06-20"})
    url, ward = f"/desk/plans/tasks/{task.ref}/split", signed_in(cast.ha)
    assert "Hằng tháng, đến hết 20/06/2026" in body(ward.get(url))
    assert fill(ward, url, teams="Tổ 3", comes="again").status_code == 302
    assert fill(ward, url, teams="Tổ 4", comes="once", day="20/04/2026").status_code == 302
    assert list(task.children.order_by("pk").values_list("rhythm", flat=True)) == ["monthly", ""]
    clock.at = datetime(2026, 7, 1, 9, tzinfo=HANOI)
    assert "đang quá hạn và vẫn tính là quá hạn" in body(signed_in(cast.ha).get(url))


def test_sharing_out_to_nobody_says_to_choose_a_person_or_write_a_group(cast: Cast, signed_in: Browser) -> None:
    task, ward = given(cast), signed_in(cast.ha)
    url = f"/desk/plans/tasks/{task.ref}/split"
    none = fill(ward, url, matter="Phần của tổ")
    assert none.status_code == 422
    said = body(none)
    assert '<a href="#f-teams">Chưa chọn người hay tổ nào. Hãy chọn ít nhất một người ở “Giao cho”' in said
    assert "Phần của tổ" in said
    many = fill(ward, url, teams="\n".join(f"Tổ {n}" for n in range(101)))
    assert "Mỗi lần chia được nhiều nhất 100 phần việc." in body(many)
    assert not task.children.exists()


def test_documents_are_found_by_symbol_title_or_issuer(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    agency = signed_in(cast.thao)
    assert f"/desk/plans/instruments/{task.instrument.ref}" in body(agency.get("/desk/plans/instruments?q=290"))
    assert "Không có văn bản nào như vậy" in body(agency.get("/desk/plans/instruments?q=999"))


def test_what_was_given_lately_is_said_on_today_until_it_is_begun(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    assert "1 nhiệm vụ mới được giao trong 7 ngày qua" in body(signed_in(cast.ha).get("/desk/"))
    assert "/desk/plans/tasks?side=ours&amp;list=new" in body(signed_in(cast.ha).get("/desk/"))
    new = "/desk/plans/tasks?side=ours&list=new"
    assert task.ref in body(signed_in(cast.ha).get(new)), "the link leads to just these"
    assert task.ref not in body(signed_in(cast.thao).get(new))
    assert "mới được giao" not in body(signed_in(cast.thao).get("/desk/")), "who gave it need not be told"
    act(report_done, task, by=cast.ha, text="Đã xong", refs=["figure:2026-03"])
    assert "mới được giao" not in body(signed_in(cast.ha).get("/desk/"))
    assert task.ref not in body(signed_in(cast.ha).get(new))


def test_a_part_that_the_head_shares_out_to_a_post_is_new_to_whoever_holds_it(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    parts = [Part(post=cast.lan.post.pk, matter="Phần của trực ban"), Part(team="Tổ dân phố 3", matter="Phần của tổ")]
    mine, team = act(split, task, by=cast.ha, parts=parts)
    said, new = "2 nhiệm vụ mới được giao trong 7 ngày qua", "/desk/plans/tasks?side=ours&list=new"
    holder = signed_in(cast.lan)
    for url in ("/desk/", "/desk/plans", "/desk/plans/digest"):
        assert said in body(holder.get(url)), f"{url}: the whole and the own part"
    listed = body(holder.get(new))
    assert mine.ref in listed
    assert team.ref not in listed, "nobody signs in for a group"
    board = body(holder.get("/desk/plans/board"))
    assert "Tổ dân phố 3 · " in board
    assert f"{task.plan.name}" in board
    head = signed_in(cast.ha)
    assert "1 nhiệm vụ mới được giao" in body(head.get("/desk/")), "who shared it out need not be told"
    assert mine.ref not in body(head.get(new))


def test_what_an_old_plan_gives_later_and_what_comes_from_another_lead_is_new_to_whoever_gets_it(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    plan = Plan.objects.get(template=None)
    clock.at = datetime(2026, 5, 4, 9, tzinfo=HANOI)
    assert "mới được giao" not in body(signed_in(cast.ha).get("/desk/"))
    add(cast, plan, matter="Kiểm tra đột xuất", time={"day": "2026-06-30"})
    issue(plan, to=[cast.office.ba_dinh], actor=cast.thao.at(clock.at), now=clock.at)
    assert "1 nhiệm vụ mới được giao trong 7 ngày qua" in body(signed_in(cast.ha).get("/desk/"))
    new = body(signed_in(cast.ha).get("/desk/plans/tasks?side=ours&list=new"))
    assert "Kiểm tra đột xuất" in new
    assert task.ref not in new, "what was given two months ago is not new"
    other = Task.objects.get(matter="Kiểm tra đột xuất", lead_office=cast.office.ba_dinh)
    to = {"to": cast.office.investigation, "role": "handler", "head": "head", "reason": "Thuộc thẩm quyền."}
    clock.at = datetime(2026, 6, 4, 9, tzinfo=HANOI)
    change_lead(other, **to, actor=cast.thao.at(clock.at), now=clock.at)
    assert "1 nhiệm vụ mới được giao trong 7 ngày qua" in body(signed_in(cast.binh).get("/desk/"))
    assert list(differences()) == []


def test_what_waits_for_the_reader_is_said_on_today_with_the_page_where_it_is_done(
    cast: Cast, signed_in: Browser, clock: Clock
) -> None:
    task = given(cast)
    ward, agency = signed_in(cast.ha), signed_in(cast.thao)
    for page in (body(ward.get("/desk/")), body(agency.get("/desk/"))):
        assert "chờ tôi trả lời" not in page
        assert "chờ tôi nghiệm thu" not in page
        assert "đã quá hạn" not in page
    asked = {"of": "assigner", "kind": "more-time", "text": "Mưa lũ.", "to": "20/03/2026", "by": "11/03/2026"}
    assert fill(ward, f"/desk/plans/tasks/{task.ref}/ask-decision", **asked).status_code == 302
    said = '<a href="/desk/head">1 đề nghị về nhiệm vụ đang chờ tôi trả lời.</a>'
    assert said in body(agency.get("/desk/"))
    assert said in body(agency.get("/desk/plans"))
    assert "chờ tôi trả lời" not in body(ward.get("/desk/")), "who asked does not answer"
    act(report_done, again(task), by=cast.ha, text="Đã xong", refs=["figure:2026-03"])
    assert '<a href="/desk/plans/answers">1 nhiệm vụ có báo cáo chờ tôi nghiệm thu.</a>' in body(agency.get("/desk/"))
    assert "chờ tôi nghiệm thu" not in body(ward.get("/desk/"))
    act(send_back, again(task), by=cast.thao, reason="Thiếu số liệu.")
    clock.at = datetime(2026, 4, 1, 9, tzinfo=HANOI)
    late = '<a href="/desk/plans/tasks?side=ours&amp;list=late">1 nhiệm vụ của đơn vị đã quá hạn.</a>'
    assert late in body(signed_in(cast.ha).get("/desk/"))
    assert "nhiệm vụ của đơn vị đã quá hạn" not in body(signed_in(cast.thao).get("/desk/")), "it is the ward's"
    assert "đã quá hạn" not in body(signed_in(cast.son).get("/desk/")), "nobody gave his office anything"


def test_a_question_to_the_own_head_waits_for_the_head_and_not_for_whoever_asked(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    asked = {"of": "head", "kind": "decision", "text": "Xin mượn xe.", "by": "11/03/2026"}
    assert fill(signed_in(cast.lan), f"/desk/plans/tasks/{task.ref}/ask-decision", **asked).status_code == 302
    for url in ("/desk/", "/desk/plans"):
        assert "1 đề nghị về nhiệm vụ đang chờ tôi trả lời" in body(signed_in(cast.ha).get(url))
        assert "chờ tôi trả lời" not in body(signed_in(cast.lan).get(url))


def test_what_a_head_asked_waits_for_another_head_and_not_for_whoever_asked(cast: Cast, signed_in: Browser) -> None:
    act(ask_decision, given(cast), by=cast.ha, of="head", kind="decision", text="Xe?", until=date(2026, 3, 20))
    for url in ("/desk/", "/desk/plans"):
        assert "chờ tôi trả lời" not in body(signed_in(cast.ha).get(url)), "nobody answers what they asked"


def test_a_ward_reads_nothing_of_another_ward_s_task(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    assert signed_in(cast.ha).get(f"/desk/plans/tasks/{task.ref}").status_code == 200
    for url in (f"/desk/plans/tasks/{task.ref}", f"/desk/plans/tasks/{task.ref}/report"):
        assert signed_in(cast.duc).get(url).status_code == 404


def test_evidence_goes_up_is_sent_back_and_accepted_and_all_of_it_stands_on_one_page(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    url, ward, agency = f"/desk/plans/tasks/{task.ref}", signed_in(cast.ha), signed_in(cast.thao)
    own = task.instrument.guard_ref
    opened = body(ward.get(url))
    assert "Công an các phường rà soát" in opened
    assert "290/KH-UBND" in opened
    assert "Rõ sản phẩm" in opened
    assert f"{url}/accept" not in opened
    assert ward.get(f"{url}/accept").status_code == 404
    nothing = fill(ward, f"{url}/report", text="Đã rà soát.", seq=str(task.seq))
    assert nothing.status_code == 422
    assert "Đã rà soát." in body(nothing), "what was typed stays"
    file = SimpleUploadedFile("danh-sach.txt", "1. Ngã tư\n".encode(), "text/plain")
    case = a_case()
    for odd, why in (("case:26-AAAAAAAA", "Không có case:26-AAAAAAAA"), (own, "chính là văn bản giao việc này")):
        refused = body(fill(ward, f"{url}/report", text="Đã rà soát.", refs=odd, files=file))
        assert why in refused
        assert "Xin chọn lại: danh-sach.txt" in refused
        file.seek(0)
    sent = fill(ward, f"{url}/report", text="Đã rà soát 12 điểm.", files=file, refs=case)
    assert sent.status_code == 302
    shown = body(agency.get(url))
    assert "danh-sach.txt" in shown
    named = f"Vụ việc {case.partition(':')[2]}"
    assert named in shown
    assert KeptFile.objects.get().sha256 in shown
    assert f'/desk/cases/{case.partition(":")[2]}">{named}' in body(ward.get(url))
    link = shown.partition("/desk/plans/files/")[2].partition('"')[0]
    answer = agency.get(f"/desk/plans/files/{link}")
    assert b"".join(answer.streaming_content) == "1. Ngã tư\n".encode()  # type: ignore[attr-defined]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert signed_in(cast.duc).get(f"/desk/plans/files/{link}").status_code == 404
    assert fill(agency, f"{url}/send-back", reason="Thiếu địa chỉ từng điểm.").status_code == 302
    assert "Thiếu địa chỉ từng điểm." in body(ward.get(url))
    act(report_done, Task.objects.get(pk=task.pk), by=cast.ha, refs=["figure:7F3A"])
    assert fill(agency, f"{url}/accept").status_code == 302
    assert "đã nghiệm thu" in body(ward.get(url))
    assert Task.objects.get(pk=task.pk).state == "accepted"


def test_evidence_is_named_by_the_number_of_the_register_and_the_symbol_of_a_document(
    cast: Cast, signed_in: Browser, report: Report
) -> None:
    case = registered(cast, report())
    first = given(cast)
    task = Task.objects.get(parent=first.parent, lead_office=cast.office.hoan_kiem)
    a_plan(cast, "12/BC-CAHN", public=True)
    url, ward = f"/desk/plans/tasks/{task.ref}", signed_in(cast.duc)
    opened = body(ward.get(f"{url}/report"))
    assert f"00123/2026/{cast.office.hoan_kiem.code}" in opened, "an example as one's own register writes it"
    unknown = body(fill(ward, f"{url}/report", text="Xong.", refs="Số 999/2026"))
    assert "Không tìm thấy “999/2026”" in unknown
    assert 'value="Số 999/2026"' in unknown, "what was typed stays"
    other = fill(signed_in(cast.ha), f"/desk/plans/tasks/{first.ref}/report", text="Xong.", refs="1/2026")
    assert other.status_code == 422, "another ward's register is not theirs to name"
    sent = fill(ward, f"{url}/report", text="Xong.", refs="Số 1/2026, 12/bc-cahn")
    assert sent.status_code == 302
    told = body(ward.get(url))
    assert f"Đã tìm thấy: Vụ việc {case.number}; Văn bản 12/BC-CAHN" in told
    assert f'/desk/cases/{case.ref}">Vụ việc {case.number}' in told
    act(register, report(place=BA_DINH), by=cast.lan)
    assert len(all_numbered(cast.thao.actor, "1/2026", NOW.date())) == 2, "a short number of two registers is two cases"


def test_a_form_that_was_opened_before_somebody_acted_is_shown_again_and_a_form_sent_twice_acts_once(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    url, ward, agency = f"/desk/plans/tasks/{task.ref}", signed_in(cast.ha), signed_in(cast.thao)
    stale = {"seq": str(task.seq), "go": "do", "to": "20/03/2026", "reason": "Mưa lũ."}
    assert fill(ward, f"{url}/block", reason="Chưa có kinh phí.").status_code == 302
    again = agency.post(f"{url}/change-time", stale)
    assert again.status_code == 409
    assert "Mưa lũ." in body(again)
    assert fill(agency, f"{url}/change-time", to="31/02/2026", reason="Mưa lũ.").status_code == 422
    assert fill(agency, f"{url}/change-time", to="20/03/2026", reason="Mưa lũ.").status_code == 302
    assert "so với hạn đầu tiên là 12/03/2026" in body(ward.get(url))
    form = {"seq": "3", "go": "do", "once": "one-form", "teams": "Tổ dân phố 3\nTổ dân phố 4"}
    assert ward.post(f"{url}/split", form).status_code == 302
    assert ward.post(f"{url}/split", form).status_code == 302
    assert sorted(Task.objects.filter(parent=task).values_list("team", flat=True)) == [
        "Tổ dân phố 3", "Tổ dân phố 4",
    ]  # fmt: skip
    shared = body(ward.get(url)).partition('id="parts"')[2].partition("</section>")[0]
    assert "Tổ dân phố 3" in shared
    assert "Tổ dân phố 4" in shared
    fresh = {"teams": "Tổ dân phố 4", "posts": str(cast.lan.post.pk)}
    refused = fill(ward, f"{url}/split", **fresh)
    assert refused.status_code == 422
    assert "Tổ dân phố 4 đã có phần việc này" in body(refused)
    assert fill(ward, f"{url}/split", **fresh, twice="yes").status_code == 302
    named = body(ward.get(url)).partition('id="parts"')[2].partition("</section>")[0]
    assert "Nguyễn Thị Lan (Cán bộ trực ban)" in named
    part = Task.objects.get(lead_post=cast.lan.post)
    assert "Cán bộ trực ban, Công an phường Ba Đình" in body(ward.get(f"/desk/plans/tasks/{part.ref}"))


def test_a_ward_delegates_and_the_agency_gives_the_task_to_another_office(cast: Cast, signed_in: Browser) -> None:
    task = _led_by_ba_dinh(cast)
    url = f"/desk/plans/tasks/{task.ref}"
    post = str(cast.lan.post.pk)
    form = body(signed_in(cast.ha).get(f"{url}/delegate"))
    assert f'name="post" value="{post}"' in form
    assert f'value="{cast.ha.post.pk}"' not in form, "nobody stands in for themselves"
    done = fill(signed_in(cast.ha), f"{url}/delegate", post=post, begins="10/03/2026", ends="20/03/2026")
    assert done.status_code == 302
    page = body(signed_in(cast.ha).get(url))
    assert "Hôm nay Nguyễn Thị Lan chịu trách nhiệm thay" in page
    assert "Ủy quyền phụ trách từ 10/03/2026 đến 20/03/2026: Nguyễn Thị Lan" in page
    agency = signed_in(cast.thao)
    sought = fill(agency, f"{url}/change-lead", go="find", **{"to-find": "hoan kiem"})
    assert "Hoàn Kiếm" in body(sought)
    given_away = fill(
        agency, f"{url}/change-lead", to=str(cast.office.hoan_kiem.pk), role="handler", head="head",
        reason="Địa bàn thuộc Hoàn Kiếm.", **{"to-find": "hoan kiem"},
    )  # fmt: skip
    assert given_away.status_code == 302
    assert Task.objects.get(pk=task.pk).lead_office == cast.office.hoan_kiem
    form = body(agency.get(f"{url}/withdraw"))
    assert "Thu hồi nhiệm vụ" in form
    assert "Bên kia đọc được lý do" in form, "it was given"
    assert fill(agency, f"{url}/withdraw", reason="Trùng nhiệm vụ khác.").status_code == 302
    assert Task.objects.get(pk=task.pk).state == "ended"


def test_a_task_that_nobody_was_given_is_removed_from_the_draft_and_no_other_side_is_named(
    cast: Cast, signed_in: Browser
) -> None:
    plan = drafted(cast)
    task, agency = plan.tasks.get(nth=1), signed_in(cast.thao)
    url = f"/desk/plans/tasks/{task.ref}"
    assert "Rút khỏi dự thảo" in body(agency.get(url))
    form = body(agency.get(f"{url}/withdraw"))
    assert "Rút khỏi dự thảo" in form
    assert "chưa giao cho ai" in form
    assert "Bên kia" not in form
    assert "Thu hồi" not in form
    done = fill(agency, f"{url}/withdraw", reason="Trùng nhiệm vụ khác.")
    assert done.status_code == 302
    assert "Đã rút nhiệm vụ khỏi dự thảo." in body(agency.get(f"/desk/plans/{plan.ref}"))
    assert Task.objects.get(pk=task.pk).state == "ended"


def test_the_page_of_a_draft_says_by_when_or_how_often_each_task_is_to_be_done(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, time={"day": "2026-06-15"})
    add(cast, plan, time={"rhythm": "monthly", "until": "2026-12-31"})
    add(cast, plan, time={"term": "10 working days"})
    add(cast, plan, time={})
    page = body(signed_in(cast.thao).get(f"/desk/plans/{plan.ref}"))
    tasks = page.partition('id="h-tasks"')[2].split('<li value="')[1:5]
    assert "15/06/2026" in tasks[0]
    assert "Hằng tháng, đến hết 31/12/2026" in tasks[1]
    assert "10 ngày làm việc" in tasks[2]
    assert "hạn" not in tasks[3].partition('<ul class="missing">')[0]


def test_the_own_figure_of_a_month_is_typed_in_words(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    url, ward = f"/desk/plans/tasks/{task.ref}", signed_in(cast.ha)
    form = body(ward.get(f"{url}/report"))
    assert "figure:" not in form
    assert "số liệu 03/2026" in form
    assert fill(ward, f"{url}/report", text="Đã đếm.", refs="Số liệu tháng 3/2026").status_code == 302
    assert "Số liệu, tự ghi: 2026-03" in body(ward.get(url))


def test_a_draft_says_what_it_misses_and_is_completed_or_kept_as_a_principle(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, product="", head="", time={"term": "10 working days"})
    vague = add(cast, plan, matter="Tăng cường tuần tra", product="")
    task = plan.tasks.get(nth=1)
    agency = signed_in(cast.thao)
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert "Còn 2 nhiệm vụ chưa rõ" in page
    assert "chưa có sản phẩm" in page
    url = f"/desk/plans/tasks/{task.ref}/change-draft"
    assert signed_in(cast.ha).get(url).status_code == 404
    said = {"matter": MATTER, "to": "all", "role": "handler", "head": "head", "clause": str(task.clause_id)}
    assert fill(agency, url, product="Danh sách", day="31/02/2026", **said).status_code == 422
    assert fill(agency, url, product="Danh sách", **said).status_code == 302
    assert fill(agency, f"/desk/plans/tasks/{vague.ref}/keep-as-principle").status_code == 302
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert "chưa rõ" not in page
    assert "Nguyên tắc" in page
    assert "Trong 10 ngày làm việc kể từ ngày giao" in body(agency.get(f"/desk/plans/tasks/{task.ref}")), "kept"
    more = f"/desk/plans/{plan.ref}/tasks/new"
    assert signed_in(cast.ha).get(more).status_code == 404
    assert fill(agency, more, matter="Kiểm tra chéo", to="all", day="31/02/2026").status_code == 422
    form = {"once": "one-form", "go": "do", "matter": "Kiểm tra chéo", "to": "all", "day": "31/03/2026"}
    form |= {"budget": "Nguồn chi thường xuyên", "rights": "Chủ cơ sở được báo trước"}
    assert [agency.post(more, form).status_code for _ in range(2)] == [302, 302]
    made = plan.tasks.get(matter="Kiểm tra chéo")
    page = body(agency.get(f"/desk/plans/tasks/{made.ref}"))
    assert "Nguồn chi thường xuyên" in page
    assert "Ảnh hưởng đến quyền của ai" in page
    again = f"/desk/plans/tasks/{made.ref}/change-draft"
    assert "Chủ cơ sở được báo trước" in body(agency.get(again))


def test_a_task_of_which_nothing_is_said_is_not_added(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast)
    empty = fill(signed_in(cast.thao), f"/desk/plans/{plan.ref}/tasks/new", matter=" ")
    assert empty.status_code == 422
    assert plan.tasks.count() == 1


def test_the_assignment_table_is_a_workbook_that_is_read_back_as_the_same_tasks(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, spread=False, lead=cast.office.ba_dinh.pk, helping=[cast.office.hoan_kiem.pk])
    answer = signed_in(cast.thao).get(f"/desk/plans/{plan.ref}/table.xlsx")
    sheet = answer.content
    (task,) = as_data(read_plan(read_document(sheet, "bang.xlsx")))["tasks"]
    assert (task["task"]["value"], task["lead"]["value"]) == (MATTER, "Công an phường Ba Đình")
    assert task["coordinating"]["value"] == ["Công an phường Hoàn Kiếm"]
    assert (task["due"]["value"], task["product"]["value"]) == ("2026-03-06", "Danh sách điểm phức tạp")
    assert signed_in(cast.ha).get(f"/desk/plans/{plan.ref}/table.xlsx").status_code == 404


def test_a_document_shows_where_it_stands(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast)
    page = signed_in(cast.thao).get(f"/desk/plans/instruments/{plan.instrument.ref}")
    assert "Kế hoạch 290/KH-UBND" in body(page)
    assert signed_in(cast.ha).get(f"/desk/plans/instruments/{plan.instrument.ref}").status_code == 404


def test_the_pages_of_plans_ask_no_more_of_the_database_for_many_tasks_than_for_few(
    cast: Cast, signed_in: Browser
) -> None:
    task, agency = given(cast), signed_in(cast.thao)
    plan = Task.objects.get(pk=task.parent_id).plan

    def asked() -> list[int]:
        counts = []
        for url in ("/desk/plans", f"/desk/plans/{plan.ref}"):
            with CaptureQueriesContext(connection) as queries:
                assert agency.get(url).status_code == 200
            counts.append(len(queries))
        return counts

    add(cast, plan, spread=False, lead=cast.office.hoan_kiem.pk)
    few = asked()
    for _ in range(6):
        add(cast, plan, spread=False, lead=cast.office.ba_dinh.pk)
    assert asked() == few
    assert max(few) < 30


def _led_by_ba_dinh(cast: Cast) -> Task:
    """A task that Ba Đình alone was given."""
    plan = drafted(cast, spread=False, lead=cast.office.ba_dinh.pk, time={"day": "2026-03-12"})
    act(issue, plan, by=cast.thao)
    return plan.tasks.get()


def test_the_page_of_a_task_asks_once_which_tasks_ended_in_it(cast: Cast, signed_in: Browser) -> None:
    task, ward = given(cast), signed_in(cast.ha)
    with CaptureQueriesContext(connection) as asked:
        assert ward.get(f"/desk/plans/tasks/{task.ref}").status_code == 200
    ended = [one["sql"] for one in asked if "'moved'" in one["sql"] and "plans_task" in one["sql"]]
    assert len(ended) == 1, ended
