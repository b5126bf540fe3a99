"""A plan is issued from the desk: to all wards, by list or to some, after a look at how many tasks that makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from namro.ground.gate import guard
from namro.ground.places.models import Change, Unit
from namro.rules.packs.refused import Refused
from namro.work.plans.draft_actions import change_draft
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan, Task
from namro.work.plans.task_said import TaskSaid
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, field, fill, looked
from tests.doors.desk.plans.scene import MATTER, add, drafted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_a_plan_goes_to_every_ward_in_one_action_after_a_look(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    add(cast, plan, spread=False, lead=cast.office.inspectorate.pk, time={"day": "2026-03-12"})
    url = f"/desk/plans/{plan.ref}/issue"
    assert url in body(agency.get(f"/desk/plans/{plan.ref}"))
    assert signed_in(cast.ha).get(url).status_code == 404
    assert "Công an cấp xã: tất cả 2 đơn vị" in body(agency.get(url))
    assert "Commune Police: all 2 offices" in body(agency.get(f"{url}?lang=en"))
    agency.get(f"{url}?lang=vi")
    look = fill(agency, url, go="look", kinds="commune-police")
    assert "Sẽ giao 3 nhiệm vụ." in body(look), "one for each ward, one for the inspectorate"
    assert not Task.objects.filter(state="issued").exists()
    form = {name: field(look, name) for name in ("once", "seen")} | {
        "go": "do",
        "office": [cast.office.ba_dinh.pk, cast.office.hoan_kiem.pk],
    }
    assert agency.post(url, form).status_code == 302
    assert agency.post(url, form).status_code == 302
    assert Task.objects.filter(parent__plan=plan).count() == 2, "the same form, sent twice, gives once"
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert "Đơn vị chưa ban hành kế hoạch của mình" in page
    assert "Công an phường Ba Đình" in page
    copy = Plan.objects.get(template=plan, office=cast.office.ba_dinh)
    ward = signed_in(cast.ha)
    assert "Đã ban hành: 3 nhiệm vụ được giao. Lập 2 kế hoạch cho các đơn vị." in page
    own = body(fill(ward, f"/desk/plans/{copy.ref}/issue", go="look"))
    assert 'value="do">Ban hành kế hoạch</button>' in own
    assert "0 nhiệm vụ" not in own.partition("<main")[2]
    assert looked(ward, f"/desk/plans/{copy.ref}/issue").status_code == 302
    assert "Đã ban hành kế hoạch." in body(ward.get(f"/desk/plans/{copy.ref}"))
    assert Plan.objects.get(pk=copy.pk).state == "issued"


def test_an_office_whose_unit_is_no_more_is_given_nothing_and_is_said(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    gone, heir = cast.office.hoan_kiem, cast.office.ba_dinh
    with guard.outside("a ward is merged into another"):
        Unit.objects.filter(pk=gone.unit_id).update(ends=date(2026, 3, 1))
        Change.objects.create(
            source=gone.unit, target=heir.unit, on=date(2026, 3, 1), how="whole", share=1_000_000,
            low=1_000_000, high=1_000_000,
        )  # fmt: skip
    url = f"/desk/plans/{plan.ref}/issue"
    said = "1 đơn vị không còn nên không được giao: Công an phường Hoàn Kiếm (nay là Công an phường Ba Đình)."
    opened = body(agency.get(url))
    assert said in opened
    assert f'value="{gone.pk}"' not in opened
    look = body(fill(agency, url, go="look", names="Công an phường Ba Đình"))
    assert said in look
    assert "Sẽ giao 1 nhiệm vụ." in look
    with pytest.raises(Refused, match=r"plans\.office-is-no-more"):
        act(issue, plan, by=cast.thao, to=[heir, gone])
    led = add(cast, plan, spread=False, lead=gone.pk, time={"day": "2026-03-12"})
    refused = body(looked(agency, url, names="Công an phường Ba Đình"))
    assert f'<a href="/desk/plans/tasks/{led.ref}">Công an phường Hoàn Kiếm không còn nữa.' in refused
    assert not Task.objects.filter(state="issued").exists()


def test_who_presses_second_reads_that_all_was_given_already(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url, ward = f"/desk/plans/{plan.ref}/issue", cast.office.ba_dinh
    seen = field(fill(agency, url, go="look", office=ward.pk), "seen")
    act(issue, plan, by=cast.thao, to=[ward])
    answer = agency.post(url, {"once": "another", "seen": seen, "go": "do", "office": ward.pk})
    assert answer.status_code == 302
    page = body(agency.get(answer["Location"]))
    assert "vừa được giao" in page
    assert "Hãy thêm nhiệm vụ trước" not in page


def test_a_last_press_that_is_refused_leads_to_the_task_that_it_names(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    late = add(cast, plan, time={"day": "2026-03-01"})
    refused = fill(agency, f"/desk/plans/{plan.ref}/issue", names="Công an phường Ba Đình")
    assert refused.status_code == 422
    assert f'<a href="/desk/plans/tasks/{late.ref}">Thời hạn của nhiệm vụ số 2 (“{late.matter}”) đã qua' in body(
        refused
    )


def test_a_list_of_names_is_read_and_a_name_that_is_no_office_is_said(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/issue"
    odd = fill(agency, url, go="look", names="Công an phường Ba Đình\nCông an phường Không Có")
    assert odd.status_code == 422
    assert "Công an phường Không Có" in body(odd)
    many = [f"Công an phường Không Có {n}" for n in range(1, 71)]
    page = body(fill(agency, url, go="look", names="\n".join(many)))
    assert all(f"{name};" in page for name in many[:60]), "each that is to be mended is named"
    assert "và 10 dòng nữa" in page
    assert fill(agency, url, go="look").status_code == 422, "nobody is named"
    look = fill(agency, url, go="look", names="công an phường  ba đình\nCAX-00004")
    assert "Sẽ giao 1 nhiệm vụ." in body(look)


def test_a_plan_with_something_unclear_is_not_issued(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, product=""), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/issue"
    assert url not in body(agency.get(f"/desk/plans/{plan.ref}"))
    refused = fill(agency, url, kinds="commune-police")
    assert refused.status_code == 422
    assert "Còn 1 nhiệm vụ chưa đủ rõ" in body(refused)
    assert not Task.objects.filter(state="issued").exists()


def test_the_look_says_of_each_task_where_the_document_names_another_lead_and_asks_nothing_more(
    cast: Cast, signed_in: Browser
) -> None:
    agency, day = signed_in(cast.thao), {"day": "2026-03-12"}

    def led(name: str) -> dict[str, str]:
        return {"text": f"{name} chủ trì.", "lead": name}

    plan = drafted(cast, time=day, source=led("UBND các xã, phường"))
    add(cast, plan, matter="tuần tra", time=day, source=led("Công an các phường"))
    inspectorate = cast.office.inspectorate
    own = {"spread": False, "lead": inspectorate.pk, "time": day}
    add(cast, plan, matter="kiểm tra", source=led("Sở Y tế"), **own)
    add(cast, plan, matter="thanh tra", source=led(inspectorate.names["vi"]), **own)
    add(cast, plan, matter="báo cáo", source={"text": "Không rõ ai."}, **own)
    url = f"/desk/plans/{plan.ref}/issue"
    look = body(fill(agency, url, go="look", kinds="commune-police"))
    assert "2 nhiệm vụ giao cho đơn vị khác với đơn vị chủ trì nêu trong văn bản" in look
    assert "Văn bản nêu “UBND các xã, phường” chủ trì; nơi nhận là Công an cấp xã." in look
    assert f"Văn bản nêu “Sở Y tế” chủ trì; nơi nhận là {inspectorate.names['vi']}." in look
    assert look.count("Văn bản nêu “") == 2
    one = body(fill(agency, url, go="look", names="Công an phường Ba Đình"))
    assert "nơi nhận là Công an phường Ba Đình." in one
    add(cast, plan, matter="rà quét", time=day, source=led(""))
    assert body(fill(agency, url, go="look", kinds="commune-police")).count("Văn bản nêu “") == 2
    form = f"/desk/plans/tasks/{plan.tasks.get(matter='kiểm tra').ref}/change-draft"
    said = {"to": "one", "lead": inspectorate.pk, "role": "handler", "head": "head", "day": "12/03/2026"}
    said |= {"matter": "kiểm tra", "product": "Báo cáo", "clause": plan.instrument.clauses.get(nth=2).pk}
    changed = fill(agency, form, **said)
    assert changed.status_code == 302
    assert "“Sở Y tế”" in body(fill(agency, url, go="look", kinds="commune-police")), "a form does not lose it"


def test_where_no_draft_waits_the_page_of_issuing_says_so_and_leads_back(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url = f"/desk/plans/{plan.ref}/issue"
    assert looked(agency, url, kinds="commune-police").status_code == 302
    page = body(agency.get(url))
    assert "Không còn dự thảo nào của kế hoạch này chờ giao. Mọi nhiệm vụ trong kế hoạch đã được giao." in page
    assert f'href="/desk/plans/{plan.ref}"' in page
    assert "<textarea" not in page.split("<h1>")[1], "nothing to fill in"
    empty = Plan.objects.get(template=plan, office=cast.office.ba_dinh)
    own = body(signed_in(cast.ha).get(f"/desk/plans/{empty.ref}/issue"))
    assert "do cấp trên giao; đơn vị không thêm nhiệm vụ riêng" in own
    assert 'name="go"' in own, "a plan that came with its tasks is issued without any of its own"


def test_what_keeps_a_plan_from_being_issued_is_named_in_its_words(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    add(cast, plan, matter="Kiểm tra nhà cho thuê trọ", product="")
    url = f"/desk/plans/{plan.ref}/issue"
    said = body(fill(agency, url, go="do", kinds="commune-police"))
    assert "đầu tiên là nhiệm vụ số 2: “Kiểm tra nhà cho thuê trọ”" in said


def test_what_was_changed_since_the_look_is_not_given_until_it_was_looked_at(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    draft = Task.objects.get(plan=plan)
    url, office = f"/desk/plans/{plan.ref}/issue", [cast.office.ba_dinh.pk, cast.office.hoan_kiem.pk]
    look = fill(agency, url, go="look", office=office)
    clause = plan.instrument.clauses.get(nth=2).pk
    other = TaskSaid(
        matter="Việc khác hẳn", product="Báo cáo", spread=True, role="handler", head="head", clause=clause,
        time={"day": "2026-03-31"}, source={"text": "Việc khác hẳn."},
    )  # fmt: skip
    act(change_draft, draft, by=cast.thao, said=other)
    sent = {"once": field(look, "once"), "seen": field(look, "seen"), "go": "do", "office": office}
    refused = agency.post(url, sent)
    assert refused.status_code == 409
    assert "Vừa có người khác thực hiện một việc ở đây" in body(refused)
    assert not Task.objects.filter(state="issued").exists(), "nobody looked at that"
    again = {"once": field(refused, "once"), "seen": field(refused, "seen"), "go": "do", "office": office}
    assert again["seen"] != sent["seen"]
    add(cast, plan, matter="Thêm việc nữa", time={"day": "2026-03-31"})
    assert agency.post(url, again).status_code == 409, "one that came is no less"
    last = agency.post(url, {**again, "go": "look"})
    assert "Sẽ giao 4 nhiệm vụ." in body(last)
    sent = {"once": field(last, "once"), "seen": field(last, "seen"), "go": "do", "office": office}
    assert agency.post(url, sent).status_code == 302
    assert Task.objects.filter(parent__plan=plan).count() == 4


def test_what_nobody_looked_at_is_not_given(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-12"}), signed_in(cast.thao)
    url, office = f"/desk/plans/{plan.ref}/issue", cast.office.ba_dinh.pk
    refused = agency.post(url, {"once": "one", "go": "do", "office": office})
    assert refused.status_code == 409
    assert "Biểu mẫu này không cho biết được lập từ tình trạng nào" in body(refused)
    assert not Task.objects.filter(state="issued").exists()
    sent = {"once": field(refused, "once"), "seen": field(refused, "seen"), "go": "do", "office": office}
    assert agency.post(url, sent).status_code == 302, "the look that came back is one"


def test_the_look_says_when_the_first_period_is_due(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-29"}), signed_in(cast.thao)
    url, office = f"/desk/plans/{plan.ref}/issue", cast.office.ba_dinh.pk
    assert "theo kỳ" not in body(fill(agency, url, go="look", office=[office]))
    add(cast, plan, time={"rhythm": "monthly", "until": "2026-06-30"})
    add(cast, plan, time={"rhythm": "monthly", "until": "2026-04-30", "within": "15"})
    look = body(fill(agency, url, go="look", office=[office]))
    assert "2 kỳ. Kỳ tháng 3/2026, hạn 15/03/2026, còn " in look
    assert "Nhiệm vụ theo kỳ: kỳ đầu" in look
    assert "4 kỳ. Kỳ tháng 3/2026, hạn 31/03/2026, còn " in look
    english = body(fill(agency, f"{url}?lang=en", go="look", office=[office]))
    assert "4 periods. For March 2026, due 31/03/2026, " in english


def test_what_an_office_was_given_in_the_same_words_before_is_named_on_the_look(cast: Cast, signed_in: Browser) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-29"}), signed_in(cast.thao)
    own: dict[str, Any] = {"matter": "Cấp kinh phí", "spread": False, "lead": cast.office.inspectorate.pk}
    add(cast, plan, **own, time={"rhythm": "monthly", "until": "2026-06-30"})
    url = f"/desk/plans/{plan.ref}/issue"
    assert "từ trước" not in body(fill(agency, url, go="look", office=[cast.office.ba_dinh.pk]))
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    there = Task.objects.get(plan=plan, spread=False)
    add(cast, plan, **own | {"matter": "CẤP KINH PHÍ."}, time={"rhythm": "monthly", "until": "2026-05-31"})
    add(cast, plan, **own | {"matter": "Việc mới"}, time={"day": "2026-03-31"})
    look = body(fill(agency, url, go="look"))
    assert "1 nhiệm vụ đơn vị đã được giao từ trước" in look
    assert f'<a href="/desk/plans/tasks/{there.ref}">' in look
    assert "đang có, hạn 31/03/2026" in look
    add(cast, plan, time={"day": "2026-04-29"})
    both = body(fill(agency, url, go="look", office=[cast.office.ba_dinh.pk, cast.office.hoan_kiem.pk]))
    assert "2 nhiệm vụ đơn vị đã được giao từ trước" in both
    assert "Công an phường Ba Đình đang có, hạn 29/03/2026" in both
    assert "Công an phường Hoàn Kiếm đang có" not in both
    english = body(fill(agency, f"{url}?lang=en", go="look", office=[cast.office.hoan_kiem.pk]))
    assert "One task is with its office already" in english


def test_a_draft_whose_day_is_over_says_so_on_the_page_of_the_plan_and_is_not_offered_for_issuing(
    cast: Cast, signed_in: Browser
) -> None:
    plan, agency = drafted(cast, time={"day": "2026-03-09"}), signed_in(cast.thao)
    said, url = "thời hạn đã qua: ghi ngày muộn hơn", f"/desk/plans/{plan.ref}"
    page = body(agency.get(url))
    assert f'<li class="text-late">{said}' in page
    assert f'href="{url}/issue"' not in page
    for day in ("2026-03-10", "2026-12-15"):
        other = TaskSaid(
            matter=MATTER, product="Danh sách", spread=True, role="handler", head="head",
            clause=plan.instrument.clauses.get(nth=2).pk, time={"day": day},
        )  # fmt: skip
        act(change_draft, plan.tasks.get(), by=cast.thao, said=other)
        page = body(agency.get(url))
        assert said not in page
        assert f'href="{url}/issue"' in page
    late = {"rhythm": "monthly", "until": "2026-02-28"}
    add(cast, plan, time=late)
    assert body(agency.get(url)).count(said) == 1, "of what comes again the last day counts"


def test_a_form_says_of_fields_of_which_one_is_needed_that_one_is(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, time={"day": "2026-05-06"})
    agency = signed_in(cast.thao)
    assert body(agency.get(f"/desk/plans/{plan.ref}/issue")).count("(cần ít nhất một trong các ô này)") == 3
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    task = Task.objects.get(lead_office=cast.office.ba_dinh, parent__isnull=False)
    report = body(signed_in(cast.lan).get(f"/desk/plans/tasks/{task.ref}/report"))
    assert report.count("(cần một trong hai ô này)") == 2
    assert report.count("(không bắt buộc)") == 1, "what is said beside it is free"
    share = body(signed_in(cast.ha).get(f"/desk/plans/tasks/{task.ref}/split"))
    assert share.count("(cần một trong hai ô này)") == 2
    add = body(agency.get(f"/desk/plans/{plan.ref}/tasks/new"))
    assert add.count("(cần trước khi ban hành)") == 6


def test_who_may_not_issue_a_plan_reads_who_does(cast: Cast, signed_in: Browser) -> None:
    plan = drafted(cast, time={"day": "2026-05-06"})
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    own = Plan.objects.get(office=cast.office.ba_dinh)
    ward = body(signed_in(cast.lan).get(f"/desk/plans/{own.ref}"))
    said = "Kế hoạch này còn chờ ban hành. Người ban hành, thuộc Công an phường Ba Đình: "
    assert cast.ha.user.name in ward.partition(said)[2].partition("</p>")[0]
    assert "chờ ban hành" not in body(signed_in(cast.ha).get(f"/desk/plans/{own.ref}")), "she issues it herself"
    with guard.outside("the head of the ward goes, and nobody follows"):
        cast.ha.user.holdings.all().delete()
    assert "hiện chưa có ai giữ" in body(signed_in(cast.lan).get(f"/desk/plans/{own.ref}"))
