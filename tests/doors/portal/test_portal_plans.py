"""Plans that everybody may read: tasks, days, states and cleared evidence; no person, no case, nothing unopened."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from namro.ground.files.keeping import take_in
from namro.ground.gate import guard
from namro.ground.people.models import Office
from namro.work.cases.models import Case
from namro.work.plans.amending_actions import amend_instrument
from namro.work.plans.draft_actions import add_task, draft
from namro.work.plans.heirs_actions import move_leads
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan, Task
from namro.work.plans.publishing_actions import LeftOut, clear_evidence, publish, unpublish
from namro.work.plans.replacing_actions import Fate, replace_instrument
from namro.work.plans.task_actions import accept, block, report
from namro.work.plans.task_said import TaskSaid
from tests.cast import NOW, Cast, act
from tests.work.plans.conftest import a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
WHY = "Công khai theo quy chế."


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """One task for both wards: accepted in Ba Đình on a file, a text and a case; blocked in Hoàn Kiếm."""
    document = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="290/KH-UBND",
        issuer="UBND thành phố", dated=date(2026, 1, 15), title="Phòng ngừa tội phạm",
        clauses=(ClauseSaid("II.1", "Rà soát các điểm phức tạp."),), signer="Trần Văn Ký",
    )  # fmt: skip
    made = act(draft, cast.office.standing, by=cast.thao, instrument=document, name="Phòng ngừa tội phạm 2026")
    said = TaskSaid(
        matter="Rà soát các điểm phức tạp", product="Danh sách", spread=True, role="handler", head="head",
        clause=document.clauses.get().pk, time={"day": "2026-03-31"},
    )  # fmt: skip
    act(add_task, made, by=cast.thao, said=said)
    act(issue, made, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    done = Task.objects.get(lead_office=cast.office.ba_dinh)
    file = SimpleUploadedFile("Nguyen Van A.txt", b"1. Nga tu\n", "text/plain")
    act(report, done, by=cast.ha, text="Gặp ông A.", files=[take_in(file)], refs=[a_case()])
    act(accept, Task.objects.get(pk=done.pk), by=cast.thao)
    act(block, Task.objects.get(lead_office=cast.office.hoan_kiem), by=cast.duc, reason="Thiếu người.")
    return Plan.objects.get(pk=made.pk)


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def test_what_was_not_opened_is_not_there_and_what_was_closed_is_gone(cast: Cast, plan: Plan, client: Client) -> None:
    assert "Chưa có kế hoạch nào được công bố" in read(client, "/vi/plans")
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    assert f"/vi/plans/{code}" in read(client, "/vi/plans")
    assert "Rà soát các điểm phức tạp" in read(client, f"/en/plans/{code}")
    act(unpublish, plan, by=cast.thao, reason=WHY)
    for url in ("/vi/plans/NOSUCHCODE", f"/vi/plans/{code}", f"/vi/plans/{code}/1", "/vi/plans/file/NOSUCHCODE"):
        assert client.get(url).status_code == 404


def test_a_title_that_is_the_name_of_the_plan_is_said_once(cast: Cast, plan: Plan, client: Client) -> None:
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    assert '<p class="soft">Phòng ngừa tội phạm</p>' in read(client, f"/vi/plans/{code}"), "it says more than the name"
    same = act(draft, cast.office.standing, by=cast.thao, instrument=plan.instrument, name="PHÒNG NGỪA TỘI PHẠM")
    said = TaskSaid(
        matter="Rà soát", product="Danh sách", lead=cast.office.ba_dinh.pk, role="handler", head="head",
        clause=plan.instrument.clauses.get().pk, time={"day": "2026-03-31"},
    )  # fmt: skip
    act(add_task, same, by=cast.thao, said=said)
    act(issue, same, by=cast.thao, to=[])
    code = act(publish, Plan.objects.get(pk=same.pk), by=cast.thao, reason=WHY).code
    page = read(client, f"/vi/plans/{code}")
    assert "<h1>PHÒNG NGỪA TỘI PHẠM</h1>" in page
    assert '<p class="soft">Phòng ngừa tội phạm</p>' not in page


def test_a_task_quotes_its_clause_with_the_document_that_it_stands_in_and_says_what_replaced_that(
    cast: Cast, plan: Plan, client: Client
) -> None:
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    assert "đã được thay thế" not in read(client, f"/vi/plans/{code}/1")
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="300/KH-BCĐ",
        issuer="Ban Chỉ đạo", dated=date(2026, 3, 1), title="Kế hoạch mới",
        clauses=(ClauseSaid("II.1", "Một câu khác."),),
    )  # fmt: skip
    kept = plan.tasks.get()
    said = {"by": new, "begins": "2026-03-10", "reason": "Thay kế hoạch", "actor": cast.thao.actor, "now": NOW}
    replace_instrument(plan.instrument, fates={kept.ref: Fate(ends="Không còn")}, **said)
    page = read(client, f"/vi/plans/{code}/1")
    assert "II.1 Rà soát các điểm phức tạp.<br>Kế hoạch 290/KH-UBND, UBND thành phố<br>" in page
    assert "Văn bản này đã được thay thế bằng Kế hoạch 300/KH-BCĐ." in page
    assert "II.1 Rà soát các điểm phức tạp.<br>Kế hoạch 300/KH-BCĐ" not in page
    assert "was replaced by" in read(client, f"/en/plans/{code}/1")
    said = "Kế hoạch 290/KH-UBND đã được thay thế bằng Kế hoạch 300/KH-BCĐ từ ngày 10/03/2026."
    head, told = read(client, f"/vi/plans/{code}"), read(client, "/vi/plans")
    assert "thực hiện theo Kế hoạch 290/KH-UBND" in head, "a plan keeps the number of its own document"
    assert said in head.partition("<h2>")[0]
    assert said in told
    assert "Mở kế hoạch theo" not in head
    other = act(draft, cast.office.standing, by=cast.thao, instrument=new, name="Kế hoạch mới")
    act(add_task, other, by=cast.thao, said=TaskSaid(
        matter="Việc mới", product="Danh sách", spread=True, role="handler", head="head",
        clause=new.clauses.get().pk, time={"day": "2026-06-30"},
    ))  # fmt: skip
    act(issue, other, by=cast.thao, to=[cast.office.ba_dinh])
    opened = act(publish, other, by=cast.thao, reason=WHY).code
    assert f'<a href="/vi/plans/{opened}">Mở kế hoạch theo Kế hoạch 300/KH-BCĐ</a>' in read(client, f"/vi/plans/{code}")


def test_everybody_reads_offices_posts_days_and_cleared_evidence_and_no_person_and_no_case(
    cast: Cast, plan: Plan, client: Client
) -> None:
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    task = Task.objects.get(lead_office=cast.office.ba_dinh)
    before = read(client, f"/vi/plans/{code}/1")
    assert "Chưa có minh chứng nào được công bố" in before
    made = act(clear_evidence, task, by=cast.thao, piece="file:2.0", title="Danh sách điểm", reason=WHY)
    page, one = read(client, f"/vi/plans/{code}"), read(client, f"/vi/plans/{code}/1?page=999999")
    assert "Có 1 minh chứng xem được" in page
    shown = "Công an phường Ba Đình", "đã xong, có kiểm tra", "đang vướng", "Danh sách điểm", "thứ Ba, 31/03/2026"
    for text in shown:
        assert text in one
    names = [member.user.name for _, member in cast]
    for never in (
        *names,
        "Trần Văn Ký",
        "Gặp ông A",
        Case.objects.get().ref,
        "Nguyen Van A",
        "Thiếu người",
        WHY,
        task.ref,
        plan.ref,
    ):
        assert never not in page + one, never
    ward = read(client, f"/vi/plans/{code}?office={cast.office.hoan_kiem.code}")
    assert "đang vướng" in ward
    assert "minh chứng xem được" not in ward, "that is Ba Đình's"
    for url in (f"/vi/plans/{code}?office=CAX-UNKNOWN", f"/vi/plans/{code}/99999999999999999999"):
        assert client.get(url).status_code == 404
    saved = client.get(f"/vi/plans/file/{made.code}")
    assert b"".join(saved.streaming_content) == b"1. Nga tu\n"  # type: ignore[attr-defined]
    assert saved["Content-Disposition"] == "attachment; filename*=utf-8''Danh%20s%C3%A1ch%20%C4%91i%E1%BB%83m.txt"
    assert "Set-Cookie" not in saved
    assert client.post(f"/vi/plans/{code}").status_code == 405


def test_the_public_pages_ask_a_few_questions_of_the_database_however_many_offices_there_are(
    cast: Cast, plan: Plan, client: Client
) -> None:
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    counts = []
    for url in ("/vi/plans", f"/vi/plans/{code}", f"/vi/plans/{code}/1"):
        with CaptureQueriesContext(connection) as asked:
            read(client, url)
        counts.append(len(asked))
    assert max(counts) <= 12


def test_what_goes_on_all_the_time_says_so_with_its_end_and_how_often_it_is_reported_on(
    cast: Cast, plan: Plan, client: Client
) -> None:
    clause = plan.instrument.clauses.get().pk
    times = {
        "Tuần tra": {"rhythm": "ongoing", "until": "2026-12-31", "reports": "monthly", "within": "15"},
        "Trực ban": {"rhythm": "quarterly", "until": "2026-09-30"},
    }
    for matter, time in times.items():
        said = TaskSaid(
            matter=matter, product="Nhật ký", spread=True, role="handler", head="head", clause=clause, time=time
        )
        act(add_task, plan, by=cast.thao, said=said)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    page = read(client, f"/vi/plans/{code}")
    assert "Làm thường xuyên. Đến hết 31/12/2026. Báo cáo hằng tháng. Mỗi kỳ" in page
    assert "Làm hằng quý. Đến hết 30/09/2026." in page
    assert "All the time. Until 31/12/2026. Reported on every month." in read(client, f"/en/plans/{code}")
    task = plan.tasks.get(matter="Tuần tra")
    assert "Làm thường xuyên. Đến hết 31/12/2026." in read(client, f"/vi/plans/{code}/{task.nth}")


def test_the_page_says_how_many_tasks_are_not_shown_and_why_in_general_and_no_reason(
    cast: Cast, plan: Plan, client: Client
) -> None:
    for matter in ("Tổng hợp kết quả", "Kiểm tra đột xuất"):
        said = TaskSaid(
            matter=matter, product="Báo cáo", lead=cast.office.inspectorate.pk, role="handler", head="head",
            clause=plan.instrument.clauses.get().pk, time={"day": "2026-03-31"},
        )  # fmt: skip
        act(add_task, plan, by=cast.thao, said=said)
    act(issue, plan, by=cast.thao)
    hidden = plan.tasks.get(matter="Kiểm tra đột xuất")
    left = {hidden.ref: LeftOut("operation", "Báo trước thì vô ích.")}
    code = act(publish, Plan.objects.get(pk=plan.pk), by=cast.thao, reason=WHY, left=left).code
    page = read(client, f"/vi/plans/{code}")
    assert "Tổng hợp kết quả" in page
    assert "Kiểm tra đột xuất" not in page
    assert "1 nhiệm vụ không hiển thị ở đây" in page
    assert "1 nhiệm vụ: công khai thì không thực hiện được." in page
    assert "Báo trước thì vô ích" not in page
    assert "One task is not shown here" in read(client, f"/en/plans/{code}")
    assert client.get(f"/vi/plans/{code}/{hidden.nth}").status_code == 404


def test_of_an_office_that_is_no_more_it_is_said_that_its_task_goes_on_where_it_went(
    cast: Cast, plan: Plan, client: Client
) -> None:
    gone, heir = cast.office.hoan_kiem, cast.office.ba_dinh
    said = {"spread": True, "role": "handler", "head": "head", "time": {"day": "2026-04-30"}}
    more = act(draft, cast.office.standing, by=cast.thao, instrument=plan.instrument, name="Rà soát bến xe")
    clause = plan.instrument.clauses.get().pk
    act(
        add_task, more, by=cast.thao, said=TaskSaid(matter="Rà soát bến xe", product="Danh sách", clause=clause, **said)
    )
    act(issue, more, by=cast.thao, to=[gone, heir])
    code = act(publish, Plan.objects.get(pk=more.pk), by=cast.thao, reason=WHY).code
    with guard.outside("a ward is merged into another"):
        Office.objects.filter(pk=gone.pk).update(ends=date(2026, 3, 1))
    gone = Office.objects.get(pk=gone.pk)
    moved = move_leads(gone, by=cast.office.standing, default=heir, reason="Sáp nhập", actor=cast.thao.actor, now=NOW)
    assert moved.folded
    page = read(client, f"/vi/plans/{code}/1")
    assert "làm tiếp trong nhiệm vụ của đơn vị kế thừa" in page
    assert "không làm nữa" not in page.partition(gone.names["vi"])[2].partition("</tr>")[0]
    assert "goes on in the task of the office that took over" in read(client, f"/en/plans/{code}/1")


def test_everybody_reads_that_the_document_of_a_plan_holds_no_longer_and_that_its_tasks_go_on(
    cast: Cast, plan: Plan, client: Client
) -> None:
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    assert "hết hiệu lực" not in read(client, f"/vi/plans/{code}")
    said = {"said": {"ends": "2026-03-10"}, "reason": "Hết thời hạn", "known": 1}
    act(amend_instrument, plan.instrument, by=cast.thao, **said)
    page = read(client, f"/vi/plans/{code}")
    assert "Kế hoạch 290/KH-UBND hết hiệu lực từ ngày 10/03/2026 và chưa có văn bản thay thế." in page
    assert "1 việc đã giao vẫn đang được thực hiện" in page, "one ward's is done, the other's blocked"
    assert "has held no longer since 10/03/2026" in read(client, f"/en/plans/{code}")
    assert "Kế hoạch 290/KH-UBND hết hiệu lực từ ngày 10/03/2026" in read(client, "/vi/plans"), "in the list, too"
