"""What the desk says where a document ends under open tasks, and where replacing one ends reports that wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from namro.work.plans.amending_actions import amend_instrument
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.models import Instrument, Task
from namro.work.plans.task_actions import report
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, fill, looked
from tests.doors.desk.plans.scene import add, given

pytestmark = pytest.mark.django_db


def test_an_end_past_open_tasks_is_asked_about_and_said_afterwards_wherever_it_matters(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    add(cast, plan, matter="Việc thêm", time={"day": "2026-12-31"})
    old, agency = plan.instrument, signed_in(cast.thao)
    page = f"/desk/plans/instruments/{old.ref}"
    said = {
        "kind": "plan", "symbol": old.symbol, "dated": "15/01/2026", "issuer": old.issuer, "title": old.title,
        "begins": "15/01/2026", "ends": "09/03/2026", "reason": "Hết thời hạn thực hiện",
    }  # fmt: skip
    asked = fill(agency, f"{page}/amend", **said)
    form = body(asked)
    assert "Còn 2 nhiệm vụ đã giao, 1 nhiệm vụ dự thảo và 0 chỉ tiêu" in form
    assert "trong: Phòng ngừa tội phạm 2026" in form
    assert 'name="known" value="3"' in form
    assert "Hết thời hạn thực hiện</textarea>" in form, "nothing is lost"
    old.refresh_from_db()
    assert old.ends is None
    assert fill(agency, f"{page}/amend", **said, known="3").status_code == 302
    shown = body(agency.get(page))
    left = "Văn bản này hết hiệu lực từ 09/03/2026, nhưng còn 3 nhiệm vụ, chỉ tiêu chưa xong dựa vào nó"
    assert shown.count(left) == 1, "the message about what was done does not say it again"
    assert f'href="{page}/replace"' in shown, "it can still be replaced"
    assert agency.get(f"{page}/replace").status_code == 200
    note = "Văn bản 290/KH-UBND hết hiệu lực từ 09/03/2026, còn 3 nhiệm vụ, chỉ tiêu chưa xong dựa vào nó"
    assert f'<a href="{page}">{note}' in body(agency.get("/desk/plans"))
    assert note not in body(signed_in(cast.lan).get("/desk/plans")), "who cannot replace it"
    there = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert "Văn bản 290/KH-UBND hết hiệu lực từ 09/03/2026 nhưng còn 3 nhiệm vụ và 0 chỉ tiêu" in there
    office = cast.office.ba_dinh.pk
    stopped = fill(agency, f"/desk/plans/{plan.ref}/issue", go="look", office=office)
    assert "290/KH-UBND hết hiệu lực từ 09/03/2026 nên không giao thêm nhiệm vụ theo văn bản đó được" in body(stopped)
    assert Task.objects.get(matter="Việc thêm").state == Task.DRAFT


def test_an_end_that_is_still_to_come_is_said_before_it_comes(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    said = {"said": {"ends": "2026-12-31"}, "reason": "Theo văn bản", "known": 2}
    act(amend_instrument, plan.instrument, by=cast.thao, **said)
    agency = signed_in(cast.thao)
    shown = body(agency.get(f"/desk/plans/instruments/{plan.instrument.ref}"))
    assert "Văn bản này hết hiệu lực từ 31/12/2026, hiện còn 2 nhiệm vụ, chỉ tiêu" in shown
    assert "hết hiệu lực từ" not in body(agency.get(f"/desk/plans/{plan.ref}"))


def new_one(cast: Cast, **more: object) -> Instrument:
    said = {
        "kind": "plan", "symbol": "12/KH-UBND", "issuer": "UBND thành phố", "dated": date(2026, 3, 9),
        "title": "Kế hoạch mới", "clauses": [ClauseSaid("1", "Việc")],
    }  # fmt: skip
    return act(register_instrument, cast.office.standing, by=cast.thao, **said | more)


def test_a_day_to_come_is_refused_with_what_to_do_and_the_form_says_so_before(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    new, agency = new_one(cast, begins=date(2026, 4, 1)), signed_in(cast.thao)
    url = f"/desk/plans/instruments/{plan.instrument.ref}/replace"
    assert "nhiệm vụ và chỉ tiêu được chuyển hoặc kết thúc ngay khi bấm nút" in body(agency.get(url))
    fate = {f"fate-{Task.objects.get(plan=plan).ref}": new.clauses.get().pk}
    refused = fill(agency, url, go="look", by=new.pk, begins="01/04/2026", reason="Thay", **fate)
    assert refused.status_code == 422
    assert "Đến ngày 01/04/2026 hãy thực hiện việc này; từ nay đến đó nhiệm vụ vẫn theo 290/KH-UBND" in body(refused)
    assert not Task.objects.filter(instrument=new).exists()


def test_reports_that_wait_are_said_at_their_line_and_end_only_with_a_tick(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    task = given(cast)
    plan = task.plan.template
    assert plan is not None
    act(report, task, by=cast.minh, text="Đã làm", refs=["figure:26-1"])
    new, agency = new_one(cast), signed_in(cast.thao)
    url = f"/desk/plans/instruments/{plan.instrument.ref}/replace"
    said = {"by": new.pk, "begins": "10/03/2026", "reason": "Thay", "ends": "Không còn"}
    look = body(fill(agency, url, go="look", **said))
    assert "1 báo cáo đang chờ nghiệm thu: hãy trả lời trước" in look
    assert 'name="unanswered"' not in look
    fate = {f"fate-{Task.objects.get(plan=plan).ref}": "end"}
    counted = body(fill(agency, url, go="count", **said, **fate))
    assert 'name="unanswered" value="1"' in counted, "asked before the button is pressed"
    refused = looked(agency, url, **said, **fate)
    assert refused.status_code == 422
    assert 'name="unanswered" value="1"' in body(refused)
    assert "1 báo cáo đang chờ nghiệm thu sẽ kết thúc mà không được trả lời" in body(refused)
    assert looked(agency, url, **said, **fate, unanswered="1").status_code == 302
    task.refresh_from_db()
    assert task.state == Task.ENDED
    page = body(agency.get(f"/desk/plans/tasks/{task.ref}"))
    assert "Kết thúc khi văn bản được thay thế" in page
    assert "thu hồi" not in page.partition('id="history"')[2].partition("</section>")[0]


@pytest.mark.parametrize(("ends", "told"), [(date(2026, 4, 9), True), (date(2026, 4, 10), False)])
def test_from_thirty_days_before_the_page_of_plans_says_which_document_ends(
    cast: Cast, signed_in: Callable[[Member], Client], ends: date, told: bool
) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    said = {"said": {"ends": ends.isoformat()}, "known": 2}
    act(amend_instrument, plan.instrument, by=cast.thao, reason="Có nghị quyết mới", **said)
    page = body(signed_in(cast.thao).get("/desk/plans"))
    note = f"Văn bản 290/KH-UBND hết hiệu lực từ {ends:%d/%m/%Y}, hiện còn 2 nhiệm vụ, chỉ tiêu chưa xong"
    assert (note in page) == told
