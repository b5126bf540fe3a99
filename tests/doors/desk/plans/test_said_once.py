"""What a first-time officer met twice, in other words or not at all: numbers that agree, and one thing said once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from namro.work.plans.draft_actions import add_task, draft, keep_as_principle
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.issue_actions import issue
from namro.work.plans.meeting_actions import LineSaid, MeetingSaid, call_meeting
from namro.work.plans.models import Plan, Task
from namro.work.plans.replacing_actions import would
from namro.work.plans.task_actions import report, send_back
from namro.work.plans.task_said import TaskSaid
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import Clock, body, field, fill
from tests.doors.desk.plans.scene import MATTER, add, drafted, given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_replacing_says_beside_the_button_how_many_tasks_of_how_many_offices_it_ends(
    cast: Cast, signed_in: Browser
) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    over = add(cast, plan, matter="Việc khác", time={"day": "2026-03-12"})
    act(issue, Plan.objects.get(pk=plan.pk), by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="12/KH-UBND",
        issuer="UBND thành phố", dated=date(2026, 3, 9), title="Kế hoạch mới", clauses=[ClauseSaid("1", "Việc")],
    )  # fmt: skip
    root = Task.objects.get(plan=plan, matter=MATTER)
    agency, url = signed_in(cast.thao), f"/desk/plans/instruments/{plan.instrument.ref}/replace"
    said = {"by": new.pk, "begins": "10/03/2026", "reason": "Thay kế hoạch"}
    look = fill(agency, url, go="look", **said)
    assert "Chưa chọn: 4 nhiệm vụ (2 đơn vị)." in body(look)
    form = said | {"seen": field(look, "seen"), f"fate-{root.ref}": new.clauses.get().pk}
    shown = body(agency.post(url, form | {"go": "fill", "all": "end"}))
    sums = shown.partition('id="sums"')[2].partition("</div>")[0]
    assert "Chuyển sang văn bản mới: 2 nhiệm vụ (2 đơn vị)." in sums
    assert "Kết thúc: 2 nhiệm vụ (2 đơn vị). Không hoàn tác được." in sums
    assert "Chưa chọn" not in sums
    recounted = body(agency.post(url, form | {"go": "count", f"fate-{over.ref}": new.clauses.get().pk}))
    assert "Chuyển sang văn bản mới: 4 nhiệm vụ (2 đơn vị)." in recounted
    asked = agency.post(url, form | {"go": "do", "told": field(look, "told"), "ends": "Hết", f"fate-{over.ref}": "end"})
    assert asked.status_code == 422
    assert "Lựa chọn đã khác lúc tính số việc" in body(asked), "one press never ends more than was said beside it"
    assert "Kết thúc: 2 nhiệm vụ (2 đơn vị)." in body(asked)
    assert Task.objects.get(pk=over.pk).state == "issued"
    again = form | {"go": "do", "told": field(asked, "told"), "ends": "Hết", f"fate-{over.ref}": "end"}
    assert agency.post(url, again).status_code == 302
    assert Task.objects.get(pk=over.pk).state == "ended"


def test_what_would_become_of_tasks_follows_the_one_that_they_came_from(cast: Cast) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    add(cast, plan, matter="Việc khác", time={"day": "2026-03-12"})
    act(issue, Plan.objects.get(pk=plan.pk), by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    root = Task.objects.get(plan=plan, matter=MATTER)
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="300/KH-UBND", issuer="UBND",
        dated="2026-03-05", title="Kế hoạch mới",
    )  # fmt: skip
    assert would(plan.instrument, new, {root.ref: "move"}, date(2026, 3, 6)).tasks == {"move": 2, "end": 0, "open": 2}


def test_a_principle_is_led_by_nobody_and_counted_apart(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast)
    rule = act(add_task, plan, by=cast.thao, said=TaskSaid(matter="Phát huy vai trò nhân dân"))
    act(keep_as_principle, rule, by=cast.thao)
    agency = signed_in(cast.thao)
    page = body(agency.get(f"/desk/plans/tasks/{rule.ref}"))
    assert "chưa rõ đơn vị chủ trì" in page
    assert "chủ trì chủ trì" not in page
    whole = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert re.search(r'id="h-tasks">[^<]*<span class="count">1</span>', whole)
    assert "Ngoài ra có 1 câu giữ làm nguyên tắc." in whole


def test_whoever_only_helps_is_told_and_the_numbers_say_why_they_differ(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, time={"day": "2026-03-12"})
    add(cast, plan, matter="Bàn giao hồ sơ", spread=False, time={"day": "2026-03-12"}, lead=cast.office.hoan_kiem.pk,
        helping=[cast.office.ba_dinh.pk])  # fmt: skip
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    ward = signed_in(cast.ha)
    page = body(ward.get(f"/desk/plans/{plan.ref}"))
    assert "Trong đó 1 nhiệm vụ do đơn vị khác chủ trì, đơn vị bạn phối hợp" in page
    assert "đơn vị bạn phối hợp" not in body(signed_in(cast.thao).get(f"/desk/plans/{plan.ref}"))
    assert "2 nhiệm vụ mới được giao trong 7 ngày qua" in body(ward.get("/desk/plans"))
    new = body(ward.get("/desk/plans/tasks?side=ours&list=new"))
    assert "Bàn giao hồ sơ" in new
    assert new.count("Đơn vị bạn phối hợp") == 1
    assert "2 nhiệm vụ mới được giao" in body(signed_in(cast.duc).get("/desk/plans")), "whoever leads both"
    assert signed_in(cast.duc).get("/desk/plans/tasks?side=ours&list=new").content.decode().count("Đơn vị bạn") == 0


def test_a_task_that_is_late_and_sent_back_stands_in_one_list(cast: Cast, signed_in: Browser) -> None:
    task = given(cast, time={"day": "2026-03-11"})
    act(report, task, by=cast.ha, refs=["figure:26-1"])
    act(send_back, Task.objects.get(pk=task.pk), by=cast.thao, reason="Thiếu.")
    ward = signed_in(cast.ha)
    page = body(ward.get("/desk/plans"))
    assert page.count(f'href="/desk/plans/tasks/{task.ref}"') == 1


def test_a_group_that_is_pasted_twice_is_said(cast: Cast, signed_in: Browser) -> None:
    task, ward = given(cast), signed_in(cast.ha)
    url = f"/desk/plans/tasks/{task.ref}/split"
    twice = fill(ward, url, teams="Tổ dân phố 1\nTổ dân phố 2\ntổ  dân phố 1")
    assert twice.status_code == 422
    assert "Ghi hơn một lần: Tổ dân phố 1." in body(twice)
    assert not Task.objects.filter(parent=task).exists()
    assert fill(ward, url, teams="Tổ dân phố 1\nTổ dân phố 2").status_code == 302
    assert Task.objects.filter(parent=task).count() == 2


def test_another_lead_is_offered_with_the_posts_that_it_has(cast: Cast, signed_in: Browser) -> None:
    task, agency = given(cast), signed_in(cast.thao)
    url = f"/desk/plans/tasks/{task.ref}/change-lead"
    page = body(fill(agency, url, go="find", **{"to-find": "Công an phường Hoàn Kiếm"}))
    assert re.search(rf'value="{cast.office.hoan_kiem.pk}" checked', page), "the only one that is found is chosen"
    roles = re.findall(r'value="([^"]+)"', page.partition('id="f-role"')[2].partition("</select>")[0])
    assert "handler" in roles
    assert "plan-officer" not in roles, "police have no such post"
    heads = page.partition('id="f-head"')[2].partition("</select>")[0]
    assert 'value="head" selected' in heads, "the only one that there is"


def test_of_a_meeting_that_was_not_held_no_conclusion_is_offered(cast: Cast, signed_in: Browser, clock: Clock) -> None:
    made = act(
        call_meeting, cast.office.standing, by=cast.thao,
        said=MeetingSaid(name="Giao ban", day=date(2026, 3, 12), lines=[LineSaid("Việc chung")]),
    )  # fmt: skip
    agency, url = signed_in(cast.thao), f"/desk/plans/meetings/{made.ref}"
    page = body(agency.get(url))
    assert f"{url}/end" not in page
    assert "Ghi kết luận được từ thứ Năm, 12/03/2026." in page
    clock.at = clock.at.replace(day=12)
    held = body(agency.get(url))
    assert f"{url}/end" in held
    assert "Ghi kết luận được từ" not in held


def test_many_offices_stand_in_a_fold_behind_the_kinds(
    cast: Cast, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/issue"
    assert "chọn từng nơi" not in body(agency.get(url))
    monkeypatch.setattr("namro.doors.desk.plans.issue.FOLDED", 1)
    page = body(agency.get(url))
    fold = page.partition('<details class="why-day"><summary>Mở ')[2]
    assert fold.partition("</details>")[0].count('name="office"') == page.count('name="office"') > 1
    assert page.index('name="kinds"') < page.index('name="office"')
    chosen = body(
        agency.post(url, {"go": "look", "office": [str(cast.office.ba_dinh.pk)], "names": "Không có nơi này"})
    )
    assert '<details class="why-day" open><summary>Mở ' in chosen, "what is chosen is never hidden"


def test_the_board_of_a_plan_names_the_office_first(cast: Cast, signed_in: Browser) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    page = body(signed_in(cast.thao).get(f"/desk/plans/{plan.ref}/board"))
    assert re.search(rf'<a class="apart" href="[^"]*"><b>Công an phường Ba Đình</b><span class="kind">{MATTER}', page)


def test_the_words_of_a_row_have_marks_between_its_cells(cast: Cast, signed_in: Browser) -> None:
    parts = [ClauseSaid("PL", "Phụ lục"), ClauseSaid("PL.1", "1\tLắp đặt điểm chữa cháy\tUBND các phường\t30/9/2027")]
    said = "1\tLắp đặt điểm chữa cháy\tUBND các phường\t30/9/2027"
    document: Any = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="77/KH-UBND",
        issuer="UBND thành phố", dated=date(2026, 1, 15), title="Phòng cháy", clauses=parts,
    )  # fmt: skip
    plan = act(draft, cast.office.standing, by=cast.thao, instrument=document, name="Phòng cháy 2026")
    task = add(cast, plan, matter="Lắp đặt", clause=document.clauses.get(nth=2).pk, source={"text": said})
    page = body(signed_in(cast.thao).get(f"/desk/plans/tasks/{task.ref}"))
    assert page.count("1 | Lắp đặt điểm chữa cháy | UBND các phường | 30/9/2027") == 2, "which clause, and the quote"
    assert "Câu trích ở trên là toàn bộ mục này." in page
    assert Task.objects.get(pk=task.pk).clause.text == said, "what is kept stays as it was read"  # type: ignore[union-attr]
