"""The pages of meetings: an agenda proposed from what presses, then conclusions that lead to a draft of tasks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Meeting, Task
from namro.work.plans.moving_actions import Part, split
from namro.work.plans.queries import drafts
from namro.work.plans.task_actions import block
from tests.cast import NOW, Cast, Member, act
from tests.doors.desk.conftest import body, field, fill
from tests.doors.desk.plans.scene import MATTER, given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_a_meeting_is_called_held_and_leads_to_tasks(cast: Cast, signed_in: Browser) -> None:
    task, agency, ward = given(cast), signed_in(cast.thao), signed_in(cast.ha)
    act(block, task, by=cast.ha, reason="Chưa có kinh phí.")
    form = agency.get("/desk/plans/meetings/new")
    assert f'value="{task.ref}" checked' in body(form), "what is blocked is proposed"
    said = {
        "once": field(form, "once"), "name": "Giao ban tháng 3", "day": "12/03/2026", "tasks": task.ref,
        "own": "Việc khác", "who": "Thủ trưởng hai phường", "go": "do",
    }  # fmt: skip
    wrong = agency.post("/desk/plans/meetings/new", said | {"offices": "Công an phường Không Có"})
    assert wrong.status_code == 422
    assert "Công an phường Không Có" in body(wrong)
    said |= {"offices": "Công an phường Ba Đình"}
    assert agency.post("/desk/plans/meetings/new", said).status_code == 302
    assert agency.post("/desk/plans/meetings/new", said).status_code == 302
    (found,) = Meeting.objects.all()
    url = f"/desk/plans/meetings/{found.ref}"
    shown = body(ward.get(url))
    assert f"{MATTER} – Công an phường Ba Đình" in shown, "the same task is given to many"
    assert "Vướng mắc" in shown
    assert "Thủ trưởng hai phường" in shown
    assert f"{url}/end" not in shown
    assert "Giao ban tháng 3" in body(ward.get("/desk/plans/meetings"))
    too_early = agency.get(f"{url}/end", follow=True)
    assert too_early.redirect_chain[-1][0] == url
    assert "Chưa đến ngày họp" in body(too_early), "before anything is written in vain"
    for page in (url, f"{url}/end"):
        assert signed_in(cast.duc).get(page).status_code == 404
    assert (
        fill(
            agency, f"/desk/plans/meetings/{found.ref}/change", name="Giao ban quý I", day="10/03/2026", own="Việc khác"
        ).status_code
        == 302
    )
    rows = {"symbol": "512/KL-UBND", "dated": "10/03/2026", "role": "handler", "head": "head", "minutes": "Đã bàn."}
    bad = fill(
        agency,
        f"/desk/plans/meetings/{found.ref}/end",
        **rows,
        **{"task-1": "yes", "lead-1": "Không Có", "day-1": "31/02/2026"},
    )
    assert bad.status_code == 422
    said_wrong = body(bad)
    assert "chưa ghi kết luận" in said_wrong
    assert "Không Có" in said_wrong
    gone = {"text-1": "Lập dự toán.", "task-1": "yes", "lead-1": "Công an phường Trúc Bạch", "day-1": "15/04/2026"}
    offered = fill(agency, f"{url}/end", **rows, **gone)
    assert offered.status_code == 422
    assert "phường Trúc Bạch không còn từ ngày 01/07/2025" in body(offered)
    assert f'<option value="{cast.office.ba_dinh.pk}">Công an phường Ba Đình' in body(offered)
    picked = fill(agency, f"{url}/end", **rows | {"symbol": ""}, **gone, **{"former-1": str(cast.office.ba_dinh.pk)})
    assert 'name="lead-1" list="offices" value="Công an phường Ba Đình"' in body(picked), "taken as picked"
    row = {"text-1": "Ba Đình lập dự toán.", "task-1": "yes", "lead-1": "Công an phường Ba Đình", "day-1": "15/04/2026"}
    done = fill(agency, f"{url}/end", **rows, **row, **{"product-1": "Dự toán", "text-2": "Phối hợp tốt hơn."})
    assert done.status_code == 302
    assert "Ba Đình lập dự toán." in body(agency.get(str(done["Location"])))
    kept = body(agency.get(url))
    assert "từ nội dung 1 của chương trình" in kept
    assert "512/KL-UBND" in kept
    assert kept.index("Phối hợp tốt hơn.") < kept.index('<details class="why-day" id="agenda">'), "what it concluded"
    assert agency.get(f"{url}/change").status_code == 404


def test_an_agenda_names_offices_and_posts_in_the_reader_s_language(cast: Cast, signed_in: Browser) -> None:
    task, agency, ward = given(cast), signed_in(cast.thao), signed_in(cast.ha)
    act(split, task, by=cast.ha, parts=[Part(post=cast.minh.post.pk)])
    part = Task.objects.get(parent=task)
    said = {"name": "Giao ban", "day": "10/03/2026", "tasks": [task.ref], "own": "Việc khác – Công an phường Ba Đình"}
    fill(agency, "/desk/plans/meetings/new", **said, offices="Công an phường Ba Đình\nCông an phường Hoàn Kiếm")
    url = f"/desk/plans/meetings/{Meeting.objects.get().ref}"
    assert f"{MATTER} – Công an phường Ba Đình" in body(ward.get(url))
    english = cast.office.ba_dinh.names["en"]
    for reader in (agency, ward, signed_in(cast.duc)):
        page = body(reader.get(f"{url}?lang=en")).partition('id="h-agenda"')[2]
        assert f"{MATTER} – {english}" in page, "of a task that the reader may not open as well"
        assert f"{MATTER} – Công an" not in page
        assert "Việc khác – Công an phường Ba Đình" in page, "what somebody wrote stays as it is"
    form = body(agency.get(f"{url}/end?lang=en"))
    assert f"{MATTER} – {english}" in form
    assert "– Công an phường Ba Đình –" not in form
    fill(ward, "/desk/plans/meetings/new", name="Trong phường", day="10/03/2026", tasks=[part.ref])
    inner = f"/desk/plans/meetings/{Meeting.objects.get(name='Trong phường').ref}"
    assert f"Cán bộ thụ lý, {cast.office.ba_dinh.names['vi']}" in body(ward.get(f"{inner}?lang=vi"))
    page = body(ward.get(f"{inner}?lang=en"))
    assert f"Handling officer, {english}" in page


def test_a_plan_names_the_offices_that_were_given_it_in_the_reader_s_language(cast: Cast, signed_in: Browser) -> None:
    whole = given(cast).parent
    assert whole is not None
    page = body(signed_in(cast.thao).get(f"/desk/plans/{whole.plan.ref}?lang=en"))
    assert cast.office.ba_dinh.names["en"] in page
    assert "Công an phường Ba Đình" not in page


def test_a_meeting_is_called_off_with_its_reason(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    assert (
        fill(agency, "/desk/plans/meetings/new", name="Giao ban", day="12/03/2026", own="Kinh phí").status_code == 302
    )
    ref = Meeting.objects.get().ref
    url = f"/desk/plans/meetings/{ref}"
    assert fill(agency, f"/desk/plans/meetings/{ref}/off", reason="").status_code == 422
    assert fill(agency, f"{url}/off", reason="Bão số 1.").status_code == 302
    assert "Bão số 1." in body(agency.get(url))
    assert signed_in(cast.lan).get("/desk/plans/meetings/new").status_code == 404


def test_what_was_ticked_and_typed_stays_while_other_tasks_are_looked_for_and_a_former_ward_offers_who_came_after(
    cast: Cast, signed_in: Browser
) -> None:
    mine = given(cast, time={"day": "2026-03-11"})
    other = Task.objects.get(lead_office=cast.office.hoan_kiem, parent=mine.parent)
    act(block, other, by=cast.mai, reason="Chưa có kinh phí.")
    agency, url = signed_in(cast.thao), "/desk/plans/meetings/new"
    said = {"name": "Giao ban", "day": "12/03/2026", "offices": "Công an phường Hàng Bạc", "tasks": other.ref}
    narrowed = agency.post(url, said | {"go": "find", "of": "ba dinh"})
    shown = body(narrowed)
    assert narrowed.status_code == 200
    assert 'value="Giao ban"' in shown
    assert f'value="{other.ref}" checked' in shown, "ticked, though another office is looked for"
    assert f'value="{mine.ref}">' in shown
    assert "Công an phường Hoàn Kiếm</label>" in shown, "what stands where Hàng Bạc was"
    assert not Meeting.objects.exists()
    said |= {"once": field(narrowed, "once"), "go": "do", "of": "ba dinh", "tasks": [other.ref, mine.ref]}
    unsettled = agency.post(url, said)
    assert unsettled.status_code == 422
    assert "không còn" in body(unsettled)
    assert agency.post(url, said | {"former": cast.office.hoan_kiem.pk}).status_code == 302
    called = Meeting.objects.get()
    assert [one.office for one in called.attended.all()] == [cast.office.hoan_kiem]
    agenda = body(agency.get(f"/desk/plans/meetings/{called.ref}"))
    assert agenda.index("Hoàn Kiếm</a>") < agenda.index("Ba Đình</a>"), "what is blocked before what is due"


def test_a_day_that_is_over_is_refused_at_its_field_with_what_to_do(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    new = "/desk/plans/meetings/new"
    past = fill(agency, new, name="Giao ban", day="09/03/2026", own="Kinh phí", go="do")
    assert past.status_code == 422
    assert '<a href="#f-day">Ngày họp đã qua; hôm nay là 10/03/2026.' in body(past)
    assert "Kinh phí" in body(past)
    assert fill(agency, new, name="Giao ban", day="10/03/2026", own="Kinh phí", go="do").status_code == 302
    url = f"/desk/plans/meetings/{Meeting.objects.get().ref}/change"
    assert "Dời họp thì chọn hôm nay hoặc ngày sau." in body(agency.get(url))
    moved = fill(agency, url, name="Giao ban", day="01/01/2020", own="Kinh phí", go="do")
    assert moved.status_code == 422
    assert '<a href="#f-day">Ngày này đã qua; hôm nay là 10/03/2026.' in body(moved)


def held(cast: Cast, signed_in: Browser) -> tuple[Client, str]:
    """A meeting of today with one line of its own: who called it, and the page of its conclusions."""
    agency = signed_in(cast.thao)
    form = agency.get("/desk/plans/meetings/new")
    said = {"once": field(form, "once"), "name": "Giao ban", "day": "10/03/2026", "own": "Việc chung", "go": "do"}
    assert agency.post("/desk/plans/meetings/new", said).status_code == 302
    return agency, f"/desk/plans/meetings/{Meeting.objects.get().ref}/end"


ROWS = {"symbol": "512/KL-UBND", "dated": "10/03/2026", "role": "handler", "head": "head"}


@pytest.mark.parametrize("name", ["Công an các phường, xã", "Công an các phường", "công an 126 xã, phường"])
def test_a_conclusion_is_for_each_office_of_a_set(cast: Cast, signed_in: Browser, name: str) -> None:
    agency, url = held(cast, signed_in)
    assert '<option value="Công an các phường, xã">' in body(agency.get(url)), "the sets are offered"
    row = {"text-1": "Rà soát địa bàn.", "task-1": "yes", "lead-1": name, "day-1": "15/04/2026", "product-1": "Bảng"}
    done = fill(agency, url, **ROWS, **row)
    if "126" in name:  # there are two here
        assert done.status_code == 422
        assert f"không có đơn vị nào tên “{name}”" in body(done)
        return
    assert done.status_code == 302, body(done)
    task = Task.objects.get(plan__instrument__symbol="512/KL-UBND")
    assert (task.spread, task.lead_office, task.lead_role, task.head_role) == (True, None, "handler", "head")
    act(issue, task.plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    assert set(Task.objects.filter(parent=task).values_list("lead_office__code", flat=True)) == {
        cast.office.ba_dinh.code, cast.office.hoan_kiem.code,
    }  # fmt: skip


def test_conclusions_are_written_first_and_a_long_agenda_stands_in_a_fold_that_opens_for_what_is_in_it(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    form = agency.get("/desk/plans/meetings/new")
    said = {"name": "Giao ban", "day": "10/03/2026", "own": "\n".join(f"Việc {n}" for n in range(1, 10)), "go": "do"}
    agency.post("/desk/plans/meetings/new", said | {"once": field(form, "once")})
    url = f"/desk/plans/meetings/{Meeting.objects.get().ref}/end"
    page = body(agency.get(url))
    assert page.index('name="text-1"') < page.index('name="symbol"')
    shown, _, folded = page.partition('<details class="why-day"><summary>4 nội dung khác')
    assert 'name="text-5"' in shown
    inside, _, after = folded.partition("</details>")
    assert 'name="text-6"' in inside
    assert 'name="text-10"' in after, "what came from no line of it"
    wrong = body(fill(agency, url, **{"text-8": "Lập sổ.", "day-8": "31/02/2026"}))
    assert '<details class="why-day" open><summary>4 nội dung khác' in wrong
    assert "Lập sổ." in wrong
    said = {"symbol": "512/KL-UBND", "dated": "10/03/2026", "text-8": "Lập sổ."}
    assert fill(agency, url, **said).status_code == 302


def test_posts_are_those_of_the_office_of_each_line_and_what_it_lacks_is_said_there(
    cast: Cast, signed_in: Browser
) -> None:
    agency, url = held(cast, signed_in)
    two = {
        "text-1": "Phường rà soát.", "task-1": "yes", "lead-1": "Công an phường Ba Đình",
        "text-2": "Thanh tra báo cáo.", "task-2": "yes", "lead-2": cast.office.inspectorate.code,
        "text-3": "Sẽ bàn sau.", "task-3": "yes",
    }  # fmt: skip
    bad = fill(agency, url, **ROWS | {"role": "investigator"}, **two)
    assert bad.status_code == 422
    name = cast.office.inspectorate.names["vi"]
    assert f"Dòng 2: {name} không có chức vụ" in body(bad)
    assert "Dòng 1:" not in body(bad)
    assert "Dòng 3:" not in body(bad)
    assert "Thanh tra báo cáo." in body(bad), "what was typed is there"
    planning = ROWS | {"role": "plan-officer", "head": "office-head"}
    done = fill(agency, url, **planning, **{k: v for k, v in two.items() if not k.endswith("-2")})
    assert done.status_code == 302, body(done)
    told = body(agency.get(str(done["Location"])))
    mapped = Task.objects.get(lead_office=cast.office.ba_dinh)
    assert (mapped.lead_role, mapped.head_role) == ("duty-officer", "head"), "what is like it at a police of a ward"
    assert "Kết luận 1, Công an phường Ba Đình:" in told
    assert Task.objects.get(matter="Sẽ bàn sau.").lead_role == "plan-officer", "nobody leads it yet"


def test_what_is_said_of_a_conclusion_counts_as_the_document_does(cast: Cast, signed_in: Browser) -> None:
    agency, url = held(cast, signed_in)
    said = {"text-1": "", "text-2": "Giữ như cũ.", "text-3": "Phường rà soát.", "task-3": "yes",
            "lead-3": "Công an phường Ba Đình"}  # fmt: skip
    done = fill(agency, url, **ROWS | {"role": "plan-officer", "head": "office-head"}, **said)
    assert done.status_code == 302, body(done)
    assert Task.objects.get(matter="Phường rà soát.").clause.label == "2"
    told = body(agency.get(str(done["Location"])))
    assert "Kết luận 2, Công an phường Ba Đình:" in told
    assert "Kết luận 3" not in told


def test_a_conclusion_that_holds_two_tasks_is_red_until_it_is_parted_and_one_with_one_is_not(
    cast: Cast, signed_in: Browser
) -> None:
    agency, url = held(cast, signed_in)
    said = {"lead": "Công an phường Ba Đình", "day": "15/04/2026", "product": "Báo cáo", "task": "yes"}
    texts = ("Kiểm tra kho pháo hoa; tập huấn sơ cứu cho lực lượng trực", "Kiểm tra kho pháo hoa và kho xăng.")
    rows = {f"{name}-{at}": value for at in (1, 2) for name, value in said.items()}
    done = fill(agency, url, **ROWS, **rows, **{"text-1": texts[0], "text-2": texts[1]})
    assert done.status_code == 302, body(done)
    told = body(agency.get(str(done["Location"])))
    assert "Kết luận 1 có vẻ chứa nhiều nhiệm vụ" in told
    assert "Kết luận 2 có vẻ" not in told
    plan = Task.objects.get(matter=texts[0]).plan
    found = {
        one.task.matter: [lack.why for lack in one.unclear] for one in drafts(cast.thao.actor, plan.ref, NOW.date())
    }
    assert found == {texts[0]: ["two-tasks"], texts[1]: []}
    form = body(agency.get(f"/desk/plans/tasks/{Task.objects.get(matter=texts[0]).ref}/change-draft"))
    assert 'name="second"' in form, "it is parted or said to be one there"


def test_whoever_leads_what_is_on_the_agenda_is_proposed_as_taking_part(cast: Cast, signed_in: Browser) -> None:
    task, agency = given(cast), signed_in(cast.thao)
    act(block, task, by=cast.ha, reason="Chưa có kinh phí.")
    form = agency.get("/desk/plans/meetings/new")
    assert 'name="also" value="yes" checked' in body(form)
    said = {"name": "Giao ban", "day": "12/03/2026", "tasks": task.ref, "go": "do"}
    alone = agency.post("/desk/plans/meetings/new", said | {"once": "a", "offices": "Công an phường Hoàn Kiếm"})
    assert alone.status_code == 302
    assert signed_in(cast.ha).get(str(alone["Location"])).status_code == 404, "it was not ticked"
    both = agency.post(
        "/desk/plans/meetings/new", said | {"once": "b", "offices": "Công an phường Hoàn Kiếm", "also": "yes"}
    )
    page = body(agency.get(str(both["Location"])))
    assert "Đã mời thêm: Công an phường Ba Đình." in page
    assert signed_in(cast.ha).get(str(both["Location"])).status_code == 200
    assert signed_in(cast.duc).get(str(both["Location"])).status_code == 200
