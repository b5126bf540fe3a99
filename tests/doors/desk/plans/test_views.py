"""The pages that show a plan as a whole, and those by which it is opened to everybody."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from namro.doors.desk.plans import overview as plan_overview
from namro.doors.desk.plans import plan as plan_page
from namro.doors.desk.plans import wards as plan_wards
from namro.doors.desk.plans.wards import _kind
from namro.ground.files.keeping import take_in
from namro.work.cases.models import Case
from namro.work.plans import queries
from namro.work.plans.instrument_actions import relate
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Cleared, Plan, Publication, Task
from namro.work.plans.publishing_actions import publish
from namro.work.plans.task_actions import accept, block, change_time, report, send_back, withdraw
from tests.cast import HANOI, Cast, Member, act
from tests.departments import departments_on_stage
from tests.doors.desk.conftest import Clock, body, fill
from tests.doors.desk.plans.scene import MATTER, add, drafted
from tests.work.plans.conftest import a_case, a_plan

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
VIEWS = ("overview", "list", "board", "time", "wards")


@pytest.fixture
def plan(cast: Cast, clock: Clock) -> Plan:
    """A task for both wards, accepted in Ba Đình, blocked and late in Hoàn Kiếm; one that comes every month. Now is
    the 16th of March."""
    made = drafted(cast, time={"day": "2026-03-12"})
    add(cast, made, time={"rhythm": "monthly", "until": "2026-05-31"}, matter="Báo cáo hằng tháng")
    act(issue, made, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    done, stuck = (copy(made, one) for one in (cast.ha, cast.duc))
    file = SimpleUploadedFile("Nguyen Van A.txt", "1. Ngã tư\n".encode(), "text/plain")
    act(report, done, by=cast.ha, text="Gặp ông A.", files=[take_in(file)], refs=[a_case()])
    act(accept, Task.objects.get(pk=done.pk), by=cast.thao)
    act(block, stuck, by=cast.duc, reason="Chưa có kinh phí.")
    clock.at = datetime(2026, 3, 16, 9, 0, tzinfo=HANOI)
    return Plan.objects.get(pk=made.pk)


def copy(plan: Plan, member: Member) -> Task:
    return plan.tasks.get(nth=1).children.get(lead_office=member.office)


def links(page: str, start: str) -> list[str]:
    """The addresses of a page that begin so."""
    return [found.replace("&amp;", "&") for found in re.findall(r'href="([^"]*)"', page) if found.startswith(start)]


def test_the_four_figures_of_a_plan_lead_to_the_lists_behind_them(cast: Cast, plan: Plan, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    page = body(agency.get(f"/desk/plans/{plan.ref}/overview"))
    for name, n in (("accepted", 1), ("late", 1), ("blocked", 1), ("without-evidence", 3)):
        assert re.search(rf'figure-{name}"><a href="([^"]*)"><b>.*?</abbr> {n}</b>', page), name
        listed = body(agency.get(f"/desk/plans/{plan.ref}/list?list={name}"))
        assert len(set(links(listed, "/desk/plans/tasks/"))) == n
    assert 'aria-label="1 đã nghiệm thu, 2 đã giao nhưng chưa xong, 1 quá hạn (trong đó 1 vướng mắc)"' in page, (
        "the bar says its parts in words"
    )
    narrowed = body(agency.get(f"/desk/plans/{plan.ref}/overview?only=late&q=hoan+kiem"))
    assert "Công an phường Hoàn Kiếm" in narrowed
    assert "Công an phường Ba Đình" not in narrowed
    assert "Báo cáo hằng tháng" not in narrowed
    assert agency.get(f"/desk/plans/{plan.ref}/list?list=no-such").status_code == 404


def test_the_pages_of_a_whole_plan_are_there_for_who_reads_it_and_cost_the_same_for_many_tasks(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    urls = [f"/desk/plans/{plan.ref}/{view}" for view in VIEWS]
    urls += ["/desk/plans/calendar", f"/desk/plans/instruments/{plan.instrument.ref}"]

    def asked() -> list[int]:
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                assert agency.get(url).status_code == 200, url
            counts.append(len(queries))
        return counts

    few = asked()
    for _ in range(5):
        add(cast, plan, matter="Thêm một việc", time={"day": "2026-06-30"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    assert asked() == few
    assert max(few) <= 23
    own = copy(plan, cast.ha).plan
    for view in VIEWS:
        assert signed_in(cast.ha).get(f"/desk/plans/{own.ref}/{view}").status_code == 200
        assert signed_in(cast.duc).get(f"/desk/plans/{own.ref}/{view}").status_code == 404


def test_the_board_has_a_column_for_each_state_and_a_page_for_what_does_not_fit(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    page = body(signed_in(cast.thao).get(f"/desk/plans/{plan.ref}/board"))
    columns = dict(re.findall(r'<h2 id="h-([a-z-]+)">[^<]* <span class="count">(\d+)', page))
    assert columns == {"given": "2", "begun": "0", "reported": "0", "sent-back": "0", "blocked": "1", "accepted": "1"}
    one = body(signed_in(cast.thao).get(f"/desk/plans/{plan.ref}/board?office={cast.office.ba_dinh.code}"))
    assert "Chỉ hiện Công an phường Ba Đình." in one
    ward = signed_in(cast.duc)
    assert "quá 2 ngày làm việc" in body(ward.get("/desk/plans/board"))
    assert MATTER in body(ward.get("/desk/plans/board/blocked"))
    assert ward.get("/desk/plans/board/no-such").status_code == 404
    assert signed_in(cast.dung).get("/desk/plans/board").status_code == 404


def test_a_day_that_was_moved_is_drawn_beside_the_first_and_said_in_words(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    own = copy(plan, cast.duc)
    act(change_time, own, by=cast.thao, to="2026-04-11", reason="Chờ kinh phí.")
    page = body(signed_in(cast.duc).get(f"/desk/plans/{own.plan.ref}/time?scale=week"))
    assert "lùi 30 ngày so với 12/03/2026" in page
    assert page.count('class="slip" x=') == 1
    assert page.count('<circle class="mark mark-owed" r=') == 4, "one day moved, three months"
    later = body(signed_in(cast.duc).get(f"/desk/plans/{own.plan.ref}/time?scale=quarter&from=2089-11-30"))
    assert 'mark-owed" r=' not in later
    assert signed_in(cast.duc).get(f"/desk/plans/{own.plan.ref}/time?scale=x&from=2026-02-31&page=x").status_code == 200


def test_a_month_shows_what_falls_due_and_leads_to_the_months_beside_it(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    page = body(agency.get("/desk/plans/calendar"))
    assert "Tháng 3/2026" in page
    assert "2 đơn vị · 1/2 đã nghiệm thu" in page
    (before, after) = [url for url in links(page, "?") if "month=2026-0" in url]
    assert "Không có việc nào" in body(agency.get(f"/desk/plans/calendar{before}"))
    assert "kỳ sau" in body(agency.get(f"/desk/plans/calendar{after}"))
    day = body(agency.get("/desk/plans/calendar?day=2026-03-12"))
    assert 'id="day"' in day
    assert "thứ Năm, 12/03/2026" in day
    assert agency.get("/desk/plans/calendar?month=0001-01&day=9999-99-99").status_code == 200
    assert signed_in(cast.dung).get("/desk/plans/calendar").status_code == 404


def test_a_tile_for_each_ward_stands_in_the_order_of_codes_with_its_state_in_words(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    page = body(agency.get(f"/desk/plans/{plan.ref}/wards?task={plan.tasks.get(nth=1).ref}"))
    tiles = re.findall(r'class="tile tile-([a-z]+)".*?<b>([^<]*)</b><span class="tile-state">([^<]*)</span>', page)
    assert tiles == [("accepted", "Ba Đình", "Xong hết"), ("late", "Hoàn Kiếm", "1 quá hạn, 1 vướng")]
    counts = dict(re.findall(r">([^<:]+): <b>(\d+)</b>", page))
    assert (counts["Có việc quá hạn"], counts["Có việc vướng"], counts["Xong hết"]) == ("1", "1", "1")
    assert "1 đơn vị vừa có việc quá hạn vừa có việc vướng" in page, "2 offices: 1 late + 1 blocked - 1 both + 1 done"
    assert agency.get(f"/desk/plans/{plan.ref}/wards?task=26-UNKNOWN").status_code == 404


def test_wards_are_narrowed_to_a_state_and_many_are_folded_with_their_counts(
    cast: Cast, plan: Plan, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency, task = signed_in(cast.thao), plan.tasks.get(nth=1).ref
    url = f"/desk/plans/{plan.ref}/wards?task={task}"
    page = body(agency.get(url))
    assert f'href="?task={task}&amp;state=late#groups"' in page
    assert 'class="fold"' not in page, "two are few"
    late = body(agency.get(f"{url}&state=late"))
    assert re.findall(r'class="tile tile-[a-z]+".*?<b>([^<]*)</b><span', late) == ["Hoàn Kiếm"]
    assert "Đang xem: Có việc quá hạn, 1 đơn vị." in late
    assert late.count("<tr>") == 2, "the head and one office"
    assert len(re.findall(r'class="tile tile-', body(agency.get(f"{url}&state=nothing")))) == 2
    for module in (plan_wards, plan_overview, plan_page):
        monkeypatch.setattr(module, "FOLDED", 1)
    folded = body(agency.get(url))
    assert folded.count('<details class="fold" data-wide><summary>') == 2, "the tiles and the table"
    assert "Có việc quá hạn 1, Có việc vướng 1, Xong hết 1" in folded
    assert len(re.findall(r'class="tile tile-', folded)) == 2, "folded, and there"
    assert 'class="fold"' not in body(agency.get(f"{url}&state=late"))
    overview = body(agency.get(f"/desk/plans/{plan.ref}/overview"))
    assert overview.count('<details class="fold" data-wide><summary>') == 2
    assert overview.count("<details") == overview.count("</details>")
    assert 'class="fold"' not in body(agency.get(f"/desk/plans/{plan.ref}/overview?only=late"))
    whole = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert '<details class="fold"><summary><h2 id="h-offices">' in whole, "also on a wide screen: the views show them"


def test_what_was_accepted_is_marked_on_its_day_and_what_ended_keeps_the_day_it_was_promised_for(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    far = drafted(cast, time={"day": "2026-12-31"}, symbol="291/KH-UBND")
    act(issue, far, by=cast.thao, to=[cast.office.ba_dinh])
    done, agency, url = copy(far, cast.ha), signed_in(cast.thao), f"/desk/plans/{far.ref}/time?scale=month"
    act(report, done, by=cast.ha, text="Xong.", refs=[a_case()])
    mark = r'<svg x="([\d.]+)%" y="16" overflow="visible"><circle class="mark mark-{}"'
    (before,) = re.findall(mark.format("owed"), body(agency.get(url)))
    act(accept, Task.objects.get(pk=done.pk), by=cast.thao)
    (at,) = re.findall(mark.format("accepted"), body(agency.get(url)))
    assert float(at) < float(before) / 2, "in March, not in December"
    gone = drafted(cast, time={"day": "2026-12-31"}, symbol="292/KH-UBND")
    act(issue, gone, by=cast.thao, to=[cast.office.ba_dinh])
    act(withdraw, copy(gone, cast.ha), by=cast.thao, reason="Không còn cần")
    page = body(agency.get(f"/desk/plans/{gone.ref}/time"))
    assert "<b>không làm nữa từ ngày 10/03/2026</b> · hạn giao lúc đầu 31/12/2026" in page


def test_what_was_withdrawn_is_said_by_ward_and_over_time_and_is_not_on_schedule(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    monthly, agency = plan.tasks.get(nth=2), signed_in(cast.thao)
    (ba_dinh, hoan_kiem) = Task.objects.filter(parent=monthly).order_by("lead_office__code")
    act(withdraw, ba_dinh, by=cast.thao, reason="Không còn cần")
    some = body(agency.get(f"/desk/plans/{plan.ref}/time"))
    assert "1 nơi không làm nữa" in some
    act(withdraw, hoan_kiem, by=cast.thao, reason="Không còn cần")
    page = body(agency.get(f"/desk/plans/{plan.ref}/wards?task={monthly.ref}"))
    assert "<li>Đúng tiến độ: <b>0</b></li>" in page
    assert ">Không còn việc nào phải làm: <b>2</b></a></li>" in page
    assert page.count('class="tile tile-ended"') == 2
    assert "Xong 0/0" not in page
    over = body(agency.get(f"/desk/plans/{plan.ref}/time"))
    assert "<b>không làm nữa từ ngày 10/03/2026</b>" in over
    assert "0/2 đã nghiệm thu" not in over
    act(withdraw, copy(plan, cast.duc), by=cast.thao, reason="Không còn cần")
    waiting = queries.not_issued_yet(cast.thao.actor, plan.ref, date(2026, 3, 16))
    assert [one.office for one in waiting] == [cast.office.ba_dinh], "the other has nothing left to issue"
    assert over.count('class="mark mark-owed"') == some.count('class="mark mark-owed"') - 3, "no open period is left"


def test_from_the_highest_document_to_a_ward_s_evidence_and_back_are_three_clicks(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    above = a_plan(cast, "15/NQ-HĐND", kind="resolution")
    act(relate, plan.instrument, by=cast.thao, to=above, kind="implements", begins="2026-01-15")
    agency = signed_in(cast.thao)
    top = f"/desk/plans/instruments/{above.ref}"
    document = f"/desk/plans/instruments/{plan.instrument.ref}"
    page = body(agency.get(top))
    assert page.count(f'href="{document}"') == 4, "in both drawings, in the lines and in the list of relations"
    behind = links(body(agency.get(document)), f"/desk/plans/{plan.ref}/list")
    (proven,) = [url for url in behind if "with-evidence" in url]
    task = f"/desk/plans/tasks/{copy(plan, cast.ha).ref}"
    assert f"{task}#proof" in links(body(agency.get(proven)), "/desk/plans/tasks/")
    opened = body(agency.get(task))
    assert "Nguyen Van A.txt" in opened
    assert "II.1" in opened
    assert document in links(opened, "/desk/plans/instruments/")
    assert top in links(body(agency.get(document)), "/desk/plans/instruments/")


def test_a_plan_is_opened_and_closed_with_a_reason_by_who_issued_it(cast: Cast, plan: Plan, signed_in: Browser) -> None:
    url, agency = f"/desk/plans/{plan.ref}/public", signed_in(cast.thao)
    assert signed_in(cast.ha).get(url).status_code == 404
    assert "Người dân không thấy gì" in body(agency.get(url))
    assert fill(agency, url, go="open").status_code == 422
    assert fill(agency, url, go="open", reason="Công khai.").status_code == 302
    assert f"/vi/plans/{Publication.objects.get().code}" in body(agency.get(url))
    twice = fill(agency, url, go="open", reason="Công khai.")
    assert "đang được công bố rồi" in body(twice)
    assert "Công khai." in body(twice), "what was typed stays"
    assert fill(agency, url, go="close", reason="Cần xem lại.").status_code == 302
    assert Publication.objects.get().since is None


def test_a_piece_of_evidence_is_cleared_under_a_title_of_its_own_and_taken_back(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    task, agency = copy(plan, cast.ha), signed_in(cast.thao)
    url = f"/desk/plans/tasks/{task.ref}/public"
    assert url in links(body(agency.get(f"/desk/plans/tasks/{task.ref}")), url)
    assert signed_in(cast.ha).get(url).status_code == 404
    page = body(agency.get(url))
    assert "Nguyen Van A.txt" in page
    assert Case.objects.get().ref not in page, "a case is never offered"
    given = {"piece": "file:2.0", "reason": "Đã xem."}
    assert fill(agency, url, go="clear", **given).status_code == 422
    case = given | {"piece": f"case:{Case.objects.get().ref}"}
    assert fill(agency, url, go="clear", title="Danh sách điểm", **case).status_code == 422
    stale = agency.post(url, {"go": "clear", "seq": "1", "title": "Danh sách điểm", **given})
    assert stale.status_code == 409
    personal = fill(agency, url, go="clear", title="Danh sách, gọi 0912 345 678", **given)
    assert "có “0912 345 678”" in body(personal)
    assert 'name="names-nobody"' in body(personal)
    assert not Cleared.objects.exists()
    assert 'name="names-nobody"' not in body(agency.get(url)), "the second step stands only where it is needed"
    assert fill(agency, url, go="clear", title="Danh sách điểm", **given).status_code == 302
    assert Cleared.objects.get().title == "Danh sách điểm"
    assert "Cho mọi người đọc một minh chứng" in body(agency.get(f"/desk/plans/tasks/{task.ref}"))
    assert fill(agency, url, go="hide", hide="file:2.0", why="Có tên người.").status_code == 302
    assert not Cleared.objects.exists()


def test_what_cannot_be_cleared_yet_says_why_and_leads_to_what_comes_first(
    cast: Cast, plan: Plan, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)

    def told(task: Task) -> str:
        page = body(agency.get(f"/desk/plans/tasks/{task.ref}/public"))
        assert "<form" not in page.partition("<main")[2].partition("</main")[0]
        return page

    task = copy(plan, cast.quan)
    url = f"/desk/plans/tasks/{task.ref}"
    assert "đơn vị chưa báo cáo kèm minh chứng" in told(task)
    act(report, task, by=cast.quan, text="Xong.", refs=["figure:26-1"])
    task = Task.objects.get(pk=task.pk)
    assert "báo cáo ở đây còn chờ trả lời" in told(task)
    assert links(told(task), f"{url}/accept"), "the next step is one click away"
    act(send_back, task, by=cast.thao, reason="Thiếu chữ ký.")
    assert "báo cáo đã bị trả lại" in told(Task.objects.get(pk=task.pk))
    monthly = plan.tasks.get(nth=2).children.get(lead_office=cast.office.ba_dinh)
    act(report, monthly, by=cast.ha, refs=[a_case()], period="2026-03")
    act(accept, Task.objects.get(pk=monthly.pk), by=cast.thao, period="2026-03")
    assert "chỉ có số vụ việc làm minh chứng" in told(monthly)
    whole = task.parent
    assert whole is not None
    assert "do từng đơn vị chứng minh riêng" in told(whole)
    assert links(told(whole), f"/desk/plans/{plan.ref}/list")


def test_the_kind_of_a_ward_is_told_in_front_of_its_name_and_behind_it() -> None:
    assert _kind("phường Ba Đình", "Ba Đình") == "phường"
    assert _kind("Ba Dinh Ward", "Ba Dinh") == "Ward"


def test_an_office_that_the_paper_calls_in_several_ways_is_one_office_on_every_page(
    cast: Cast, signed_in: Browser
) -> None:
    made = drafted(cast, spread=False, lead=cast.office.investigation.pk, time={"day": "2026-03-12"})
    for called in ("CATP", "Cơ quan CSĐT", "Cơ quan Cảnh sát điều tra"):
        said = {"source": {"text": f"Giao {called} rà soát."}, "matter": f"Rà soát theo lời {called}"}
        said["time"] = {"day": "2026-03-12"}
        add(cast, made, spread=False, lead=cast.office.investigation.pk, **said)
    act(issue, made, by=cast.thao, to=[])
    agency, name = signed_in(cast.thao), cast.office.investigation.names["vi"]
    page = body(agency.get(f"/desk/plans/{made.ref}/overview"))
    offices = page.partition('id="offices"')[2]
    assert '<span class="count">1</span>' in offices
    assert name in offices
    tiles = body(agency.get(f"/desk/plans/{made.ref}/wards"))
    assert tiles.count('class="tile ') == 1
    assert "0/4" in tiles
    act(publish, made, by=cast.thao, reason="Công khai.")
    public = body(Client().get(f"/vi/plans/{Publication.objects.get().code}"))
    assert "<select" not in public, "there is one office, so nothing to narrow by"


def test_by_ward_every_group_and_every_row_says_which_office_it_is(cast: Cast, signed_in: Browser) -> None:
    departments = departments_on_stage()
    made = drafted(cast, time={"day": "2026-03-12"})
    police = [cast.office.ba_dinh, cast.office.hoan_kiem]
    committees = [departments.office["ba_dinh"], departments.office["hoan_kiem"]]
    act(issue, made, by=cast.thao, to=[*police, *committees])
    agency = signed_in(cast.thao)
    page = body(agency.get(f"/desk/plans/{made.ref}/wards"))
    assert "{unit}" not in page
    assert "Công an phường: 2 đơn vị" in page
    assert "Ủy ban nhân dân phường: 2 đơn vị" in page
    rows = re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page)
    assert sorted(rows) == sorted(one.names["vi"] for one in [*police, *committees])
    english = html.unescape(body(agency.get(f"/desk/plans/{made.ref}/wards?lang=en")))
    assert "{unit}" not in english
    assert "Ward Police: 2 offices" in english
    assert "Ward People's Committee: 2 offices" in english
