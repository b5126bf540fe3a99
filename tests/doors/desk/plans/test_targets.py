"""Targets at the desk: set, counted by tasks or reported by hand, corrected, compared with what is below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.work.plans.draft_actions import draft
from namro.work.plans.instrument_actions import relate
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import KeptFile, Plan, Target, Task
from namro.work.plans.recheck import differences
from namro.work.plans.target_actions import TargetSaid, correct_target, correct_value, report_value, set_target
from namro.work.plans.task_actions import accept, report
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, field, fill
from tests.doors.desk.plans.scene import drafted
from tests.work.plans.conftest import a_plan

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
FORM = {"name": "Phường hoàn thành rà soát", "goal": "30", "rounding": "up", "aim": "least", "by": "31/12/2026"}


def test_a_target_counts_the_wards_whose_task_was_accepted_and_says_its_sum(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    task = plan.tasks.get()
    url = f"/desk/plans/{plan.ref}/targets"
    assert "Chưa có chỉ tiêu nào." in body(agency.get(url))
    odd = fill(agency, f"{url}/new", **FORM | {"goal": "nhiều", "by": "31/02/2026"}, kind="tasks", task=task.pk)
    assert odd.status_code == 422
    assert "Số này không dùng được" in body(odd)
    assert "31/02/2026" in body(odd)
    made = fill(agency, f"{url}/new", **FORM, kind="tasks", task=task.pk)
    assert made.status_code == 302, body(made)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    copy = Task.objects.get(lead_office=cast.office.ba_dinh, parent=task)
    act(report, copy, by=cast.minh, refs=["figure:26-1"])
    act(accept, Task.objects.get(pk=copy.pk), by=cast.thao)
    page = body(agency.get(made["Location"]))
    assert "30 % của 2 = 0,6, nên cần 1 (làm tròn lên)" in page
    assert "1 đơn vị đã xong" in page
    assert "Công an phường Ba Đình" in page
    assert 'role="img"' in page
    listed = body(agency.get(url))
    assert "30 % của 2 = 0,6" in listed
    assert "đã đạt" in listed
    seen = body(signed_in(cast.quan).get(made["Location"]))
    assert "Công an phường Ba Đình" not in seen, "of others a ward sees the total only"
    assert "Σ" in seen
    assert signed_in(cast.quan).get(f"{url}/new").status_code == 404


def test_a_value_comes_with_evidence_and_is_corrected_with_a_reason(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    said = TargetSaid("Số vụ hòa giải thành", 1000, "2026-12-31", unit="vụ", begins="2026-01-01")
    target = act(set_target, plan, by=cast.thao, said=said)
    url = f"/desk/plans/targets/{target.ref}"
    assert fill(agency, f"/desk/plans/targets/{target.ref}/report", value="12,5", on="09/03/2026").status_code == 422, (
        "no evidence"
    )
    sent = {"value": "1.012,5", "on": "09/03/2026", "files": SimpleUploadedFile("so-lieu.txt", b"1012,5")}
    assert fill(agency, f"/desk/plans/targets/{target.ref}/report", **sent).status_code == 302
    assert str(Target.objects.get().value) == "1012.500"
    page = body(agency.get(url))
    assert "1.012,5 vụ" in page
    assert "so-lieu.txt" in page
    token = KeptFile.objects.get().token
    assert agency.get(f"/desk/plans/files/{token}").status_code == 200
    form = f"/desk/plans/targets/{target.ref}/correct?on=2026-03-09"
    assert agency.get(f"{url}/correct?on=2026-03-08").status_code == 404
    assert fill(agency, form, value="112,5", reason="").status_code == 422
    assert fill(agency, form, value="112,5", reason="Gõ thừa một số 0").status_code == 302
    page = body(agency.get(url))
    assert "<s>1.012,5 vụ</s>" in page
    assert "Gõ thừa một số 0" in page
    assert "Mới có 1 lần số liệu" in page
    assert signed_in(cast.ha).get(f"/desk/plans/targets/{target.ref}/report").status_code == 404


def test_targets_below_are_held_against_the_one_above(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    share = {"percent": True, "begins": "2026-01-01"}
    above = act(set_target, plan, by=cast.thao, said=TargetSaid("Cả nước", 50, "2026-12-31", of=3000, **share))
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    own, ward = Plan.objects.get(template=plan), signed_in(cast.ha)
    made = fill(ward, f"/desk/plans/{own.ref}/targets/new", **FORM, kind="share", of="10", parent=above.pk)
    assert made.status_code == 302, body(made)
    page = body(agency.get(f"/desk/plans/targets/{above.ref}"))
    assert "không đủ" in page
    assert "được 3 trong 3.000, tức là 0,1 % tổng số (tính trên 10 trong 3.000); cần 50 %" in page
    assert "1 đơn vị đặt thấp hơn (hoặc nới hơn) mức chung: Công an phường Ba Đình" in page
    assert "Cả nước" in body(ward.get(made["Location"]))
    lists = body(ward.get("/desk/plans/targets"))
    assert lists.index("Do đơn vị đặt ra") < lists.index("Của kế hoạch được giao")


@pytest.mark.parametrize(("country", "city"), [("đơn vị cấp xã", "phường, xã"), ("xã, phường, đặc khu", "phường")])
def test_communes_are_communes_in_whichever_words_they_are_counted(
    cast: Cast, signed_in: Browser, country: str, city: str
) -> None:
    plan = drafted(cast, time={"day": "2026-03-12"})
    share = {"percent": True, "begins": "2026-01-01"}
    said = TargetSaid("Cả nước", 50, "2026-12-31", of=3321, unit=country, **share)
    above = act(set_target, plan, by=cast.thao, said=said)
    for unit, of in ((city, 126), ("tổ dân phố", 62)):
        part = TargetSaid(f"Thành phố, {unit}", 60, "2026-12-31", of=of, unit=unit, parent=above.pk, **share)
        act(set_target, plan, by=cast.thao, said=part)
    page = body(signed_in(cast.thao).get(f"/desk/plans/targets/{above.ref}"))
    assert "được 76 trong 3.321, tức là 2,3 % tổng số (tính trên 126 trong 3.321); cần 50 %" in page
    assert "1 chỉ tiêu đếm thứ khác nên không cộng: Thành phố, tổ dân phố" in page


def test_what_a_way_of_counting_needs_is_said_before_and_named_after(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/targets/new"
    form = body(agency.get(url))
    assert "(cần khi tính phần trăm của một tổng số)" in form
    assert "(cần khi đếm theo nhiệm vụ)" in form
    for kind, named in (("share", 'id="w-of"'), ("tasks", 'id="w-task"')):
        refused = fill(agency, url, **FORM, kind=kind)
        assert named in body(refused), "at the input that it is about"
        assert f'value="{FORM["name"]}"' in body(refused)
    assert 'id="w-of"' in body(fill(agency, url, **FORM, kind="share", of="10,5"))
    assert not Target.objects.exists()
    made = fill(agency, url, **FORM, kind="share", of="3.321")
    assert made.status_code == 302, body(made)
    assert Target.objects.get().of == 3321, "written as people write it"


def test_five_hundred_of_at_most_a_hundred_are_exceeded_and_a_fall_is_never_reached(
    cast: Cast, signed_in: Browser
) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    form = FORM | {"kind": "amount", "unit": "vụ", "goal": "100", "begins": "01/01/2026"}
    limit = fill(agency, f"/desk/plans/{plan.ref}/targets/new", **form | {"aim": "most"})["Location"]
    fall = fill(agency, f"/desk/plans/{plan.ref}/targets/new", **form | {"aim": "change", "name": "Giảm"})["Location"]
    assert "chưa có số liệu" in body(agency.get(limit))
    sent = {"on": "09/03/2026", "refs": "figure:x"}
    assert fill(agency, f"{limit}/report", **sent, value="40").status_code == 302
    page = body(agency.get(limit))
    assert "không quá 100 vụ" in page
    assert "đến nay vẫn giữ được" in page
    assert "Nếu tăng đều" not in page
    assert fill(agency, f"{limit}/report", **sent | {"on": "10/03/2026"}, value="500").status_code == 302
    assert "Đã vượt: 500 vụ, trong khi mức đề ra là không quá 100 vụ." in body(agency.get(limit))
    assert fill(agency, f"{fall}/report", **sent, value="500").status_code == 302
    assert "không tự kết luận" in body(agency.get(fall))
    listed = body(agency.get(f"/desk/plans/{plan.ref}/targets"))
    assert "đã đạt" not in listed
    assert "đã vượt mức" in listed
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    report = body(agency.get(f"/desk/plans/{plan.ref}/report"))
    assert "đến nay 500, chỉ tiêu không quá 100 vụ" in report
    assert "Đã vượt mức." in report


def test_the_badge_the_outlook_and_the_report_tell_one_judgement(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    said = TargetSaid("Số vụ hòa giải thành", 100, "2026-12-31", unit="vụ", begins="2026-01-01")
    target = act(set_target, plan, by=cast.thao, said=said)
    for day, value in (("2026-02-01", 1), ("2026-03-01", 10), ("2026-03-08", 13)):
        act(report_value, target, by=cast.thao, value=value, on=day, refs=["figure:x"])
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    page = body(agency.get(f"/desk/plans/targets/{target.ref}"))
    assert "Nếu tăng đều thì đến nay cần: 18,7 vụ" in page, "behind the even way, yet the pace seen is enough"
    assert '<span class="state on-time">có thể đạt</span>' in page
    assert "Có thể đạt. Đi tiếp" in page
    listed = body(agency.get(f"/desk/plans/{plan.ref}/targets"))
    assert "có thể đạt" in listed
    assert "chậm" not in listed.partition("<main")[2].partition("</table>")[0]
    assert "đến hạn sẽ đạt từ" in body(agency.get(f"/desk/plans/{plan.ref}/report"))


def test_a_day_that_passed_without_a_figure_invents_none(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    said = TargetSaid("Số vụ hòa giải thành", 40, "2026-03-09", unit="vụ", begins="2026-01-01")
    url = f"/desk/plans/targets/{act(set_target, plan, by=cast.thao, said=said).ref}"
    page = body(agency.get(url))
    assert "Đã qua hạn mà không có số liệu nào được báo." in page
    assert "0 vụ" not in page.replace("40 vụ", "")
    assert '<span class="state late">không có số liệu</span>' in page


def test_a_goal_is_corrected_at_the_desk_and_a_plan_ends_with_its_targets(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    target = act(set_target, plan, by=cast.thao, said=TargetSaid("Số vụ hòa giải thành", 40, "2026-12-31", unit="vụ"))
    url = f"/desk/plans/targets/{target.ref}"
    assert fill(agency, f"{url}/goal", goal="nhiều", reason="Ghi nhầm.").status_code == 422
    assert (
        fill(
            agency, f"/desk/plans/targets/{target.ref}/goal", goal="60", by="31/12/2026", reason="Ghi nhầm."
        ).status_code
        == 302
    )
    assert "Đã đổi: 40 vụ → 60 vụ" in body(agency.get(url))
    look = body(agency.get(f"/desk/plans/{plan.ref}/end"))
    assert "1 nhiệm vụ dự thảo" in look
    assert "Số vụ hòa giải thành" in look
    assert fill(agency, f"/desk/plans/{plan.ref}/end", targets="end", reason=" ").status_code == 422
    assert fill(agency, f"/desk/plans/{plan.ref}/end", targets="end", reason="Đã xong.").status_code == 302
    target.refresh_from_db()
    assert target.state == Target.ENDED
    for gone in (f"{url}/goal", f"/desk/plans/{plan.ref}/end"):
        assert agency.get(gone).status_code == 404
    assert signed_in(cast.quan).get(f"/desk/plans/{plan.ref}/end").status_code == 404


def test_a_target_of_an_issued_plan_is_moved_with_a_reason_and_what_it_said_stays(
    cast: Cast, signed_in: Browser
) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    target = act(set_target, plan, by=cast.thao, said=TargetSaid("Số vụ hòa giải thành", 40, "2026-06-30", unit="vụ"))
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    url = f"/desk/plans/targets/{target.ref}"
    assert "30/06/2026" in body(agency.get(f"{url}/goal"))
    for by, why in (("31/02/2026", "chưa phải là một ngày"), ("09/03/2026", "10/03/2026")):
        refused = fill(agency, f"{url}/goal", goal="40", by=by, reason="Sở đề nghị lùi.")
        assert refused.status_code == 422
        assert why in body(refused)
    assert fill(agency, f"{url}/goal", goal="40", by="30/06/2026", reason="Sở đề nghị.").status_code == 422
    assert fill(agency, f"{url}/goal", goal="40", by="31/12/2026", reason=" ").status_code == 422
    assert fill(agency, f"{url}/goal", goal="40", by="31/12/2026", reason="Sở đề nghị lùi.").status_code == 302
    page = body(agency.get(url))
    assert "Đã đổi hạn: 30/06/2026 → 31/12/2026" in page
    assert "Sở đề nghị lùi." in page
    assert "Đã đổi: " not in page
    assert "31/12/2026" in page.split("case-line")[1].split("</div>")[0]
    assert list(differences()) == []


def test_parents_of_a_target_are_those_of_the_plans_that_its_plan_carries_out_and_others_are_searched(
    cast: Cast, signed_in: Browser
) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)

    def another(symbol: str, name: str) -> Target:
        document = a_plan(cast, symbol)
        other = act(draft, cast.office.standing, by=cast.thao, instrument=document, name=f"Kế hoạch {symbol}")
        return act(set_target, other, by=cast.thao, said=TargetSaid(name, 50, "2026-12-31", unit="vụ"))

    url = f"/desk/plans/{plan.ref}/targets/new"
    assert 'name="parent"' not in body(agency.get(url)), "there is no other target"
    carried, unrelated = (
        another("01/NQ-HĐND", "Số vụ hòa giải cả thành phố"),
        another("77/KH-UBND", "Diện tích cây xanh"),
    )
    act(relate, plan.instrument, by=cast.thao, to=carried.instrument, kind="implements", begins=date(2026, 1, 15))
    page = body(agency.get(url))
    assert f'name="parent" value="{carried.pk}"' in page
    assert "Diện tích cây xanh" not in page
    sought = {"go": "find", "parent-find": "dien tich CAY", "name": "Cây ở phường"}
    found = agency.post(url, sought)
    assert found.status_code == 200
    assert f'name="parent" value="{unrelated.pk}"' in body(found)
    assert 'value="Cây ở phường"' in body(found), "what was typed stays"
    assert "Không có chỉ tiêu khác nào" in body(agency.post(url, {**sought, "parent-find": "sông hồ"}))
    assert Target.objects.count() == 2, "a search sets nothing"
    made = fill(agency, url, **FORM, kind="amount", unit="vụ", parent=carried.pk)
    assert made.status_code == 302, body(made)
    assert Target.objects.order_by("-pk")[0].parent == carried
    assert fill(agency, url, **FORM, kind="amount", unit="vụ", parent="").status_code == 302
    assert Target.objects.order_by("-pk")[0].parent is None


def test_an_older_form_does_not_take_back_how_much_somebody_asked_for_since(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    target = act(set_target, plan, by=cast.thao, said=TargetSaid("Số vụ hòa giải thành", 80, "2026-06-30", unit="vụ"))
    url = f"/desk/plans/targets/{target.ref}/goal"
    older = agency.get(url)
    act(correct_target, target, by=cast.thao, goal=90, reason="Nâng chỉ tiêu.")
    moved = {"goal": "80", "by": "31/12/2026", "reason": "Lùi hạn.", "go": "do"}
    sent = moved | {"once": field(older, "once"), "seq": field(older, "seq")}
    refused = agency.post(url, sent)
    assert refused.status_code == 409
    page = body(refused)
    assert "Vừa có người khác thực hiện một việc ở đây" in page
    assert 'name="goal" value="90"' in page, "what was not touched is what stands now"
    assert 'value="31/12/2026"' in page
    assert "Lùi hạn." in page
    target.refresh_from_db()
    assert (target.goal, f"{target.by}") == (90, "2026-06-30")
    sent = moved | {"goal": "90", "once": field(refused, "once"), "seq": field(refused, "seq")}
    assert agency.post(url, sent).status_code == 302
    target.refresh_from_db()
    assert (target.goal, f"{target.by}") == (90, "2026-12-31")


def test_an_older_form_does_not_take_back_a_value_that_was_corrected_since(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    target = act(
        set_target, plan, by=cast.thao, said=TargetSaid("Vụ", 80, "2026-06-30", unit="vụ", begins="2026-01-01")
    )
    act(report_value, target, by=cast.thao, value=12, on="2026-03-09", refs=["figure:x"])
    url = f"/desk/plans/targets/{target.ref}/correct?on=2026-03-09"
    older = agency.get(url)
    act(correct_value, target, by=cast.thao, value=15, on="2026-03-09", reason="Đếm sót.")
    sent = {"value": "11", "reason": "Đếm thừa.", "go": "do", "once": field(older, "once"), "seq": field(older, "seq")}
    refused = agency.post(url, sent)
    assert refused.status_code == 409
    assert "Ngày 09/03/2026 đã báo cáo 15." in body(refused), "what stands now is said"
    assert "Đếm thừa." in body(refused)
    target.refresh_from_db()
    assert target.value == 15


def test_a_plan_does_not_end_with_a_target_that_nobody_saw(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/end"
    older = {"reason": "Đã xong.", "go": "do", "seen": field(agency.get(url), "seen")}
    target = act(set_target, plan, by=cast.thao, said=TargetSaid("Vụ", 80, "2026-06-30", unit="vụ"))
    refused = agency.post(url, older)
    assert refused.status_code == 422, "what becomes of the target is asked for"
    refused = agency.post(url, older | {"targets": "end"})
    assert refused.status_code == 409
    assert "Đã xong." in body(refused)
    plan.refresh_from_db()
    assert plan.state != "ended"
    sent = older | {"targets": "keep", "seen": field(refused, "seen")}
    assert agency.post(url, sent).status_code == 302
    target.refresh_from_db()
    assert target.state == Target.OPEN


def test_a_target_and_a_value_are_not_taken_from_an_older_form(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/targets/new"
    older = {**FORM, "kind": "amount", "unit": "vụ", "go": "do", "seen": field(agency.get(url), "seen")}
    target = act(set_target, plan, by=cast.thao, said=TargetSaid(FORM["name"], 30, "2026-12-31", unit="vụ"))
    refused = agency.post(url, older)
    assert refused.status_code == 409
    assert f'value="{FORM["name"]}"' in body(refused), "what was typed stays"
    blind = agency.post(url, {name: value for name, value in older.items() if name != "seen"})
    assert blind.status_code == 409
    assert Target.objects.count() == 1
    assert agency.post(url, older | {"seen": field(refused, "seen")}).status_code == 302
    url = f"/desk/plans/targets/{target.ref}/report"
    value = {"value": "20", "on": "10/03/2026", "refs": "", "go": "do"}
    sent = {**value, "seq": field(agency.get(url), "seq")}
    act(correct_target, target, by=cast.thao, goal=40, reason="Nâng chỉ tiêu.")
    for form in (sent, value):
        with_file = {**form, "files": SimpleUploadedFile("so-lieu.txt", b"20")}
        assert agency.post(url, with_file).status_code == 409
    target.refresh_from_db()
    assert target.value is None
