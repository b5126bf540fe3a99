"""A corrected document at the desk: clause, task and target offered with old and new, taken line by line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from namro.doors.desk.plans.read_corrected import marked_words, worded
from namro.doors.desk.plans.read_lines import parts_of
from namro.ground import texts
from namro.work.plans.again import reworded
from namro.work.plans.history import acts_of
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Clause, KeptFile, Plan, Target, Task
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.recheck import differences
from namro.work.plans.taking_in import Place, clauses_of
from namro.work.plans.task_states import task_of
from tests.cast import Cast, act
from tests.doors.desk.conftest import body, field
from tests.doors.desk.plans.test_reading import TEXT, Browser, again, drafted, field_of, filled, pasted
from tests.work.plans.reading.building import Source, sources

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

LATER = TEXT.replace("trước ngày 15/6/2026", "trước ngày 20/6/2026")
CORRECT = {
    "does-0": "correct", "matter-0": "Lập danh sách các điểm phức tạp", "product-0": "Danh sách",
    "lead-0": "Công an phường Hoàn Kiếm", "helping-0": "Công an phường Ba Đình", "day-0": "19/06/2026",
    "role": "handler", "head": "head", "go": "do",
}  # fmt: skip


def sent(agency: Client, url: str, **more: str) -> Any:
    """The look sent as a browser does: the first line corrected unless `more` says otherwise."""
    page = agency.get(url)
    return agency.post(url, {"once": field(page, "once"), "seen": field(page, "seen"), **CORRECT, **more})


def test_the_same_document_read_again_words_no_clause_anew(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    look = body(agency.get(again(agency, drafted(agency))))
    assert "đã đổi lời văn" not in look
    assert "Không còn trong văn bản này" not in look
    assert 'value="correct"' not in look


def test_a_changed_clause_is_shown_with_both_wordings_and_its_line_as_a_correction_field_by_field(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    old = plan.tasks.get()
    url = again(agency, plan, pasted=LATER)
    look = body(agency.get(url))
    assert "Điều khoản đã đổi lời văn" in look
    assert "<del>15/6/2026.</del>" in look
    assert "<ins>20/6/2026.</ins>" in look, "what differs is marked"
    assert f'/desk/plans/tasks/{old.ref}">Lập danh sách các điểm phức tạp</a> · Dự thảo' in look
    assert "<dd><del>Hạn: 15/06/2026</del> → <ins>Hạn: 19/06/2026</ins></dd>" in look
    assert field_of(look, "product-0") == "Danh sách", "of what the document does not say the draft's own stays"
    assert "Văn bản không nói về: Sản phẩm" in look
    assert 'value="correct" checked' not in look, "nothing is taken unless it is chosen"
    assert 'value="yes" checked' not in look.split("h-reworded")[1].split("h-rows")[0]
    assert sent(agency, url).status_code == 302
    now = Task.objects.get()
    assert (now.pk, now.state) == (old.pk, "draft")
    standing = task_of(acts_of(now.guard_ref))
    assert standing.data["time"] == {"day": "2026-06-19"}
    assert standing.words["led"] == "Công an phường Hoàn Kiếm", "whom the document names is kept with its sentence"
    assert now.clause is not None
    assert "20/6/2026" in now.clause.text, "the line stands on the new wording"
    assert now.clause.instead_of_id == old.clause_id
    assert [one.about for one in KeptFile.objects.all()] == [plan.instrument.guard_ref] * 2
    assert list(differences()) == []
    done = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert "15/6/2026" not in done
    document = body(agency.get(f"/desk/plans/instruments/{plan.instrument.ref}"))
    assert "Lời văn trước khi sửa (1 lần)" in document
    assert "đổi lời văn: II.1" in document, "the history of the document says which"
    assert "15/6/2026" in document
    whole = body(agency.get(again(agency, plan, pasted=LATER)))
    assert "1 nhiệm vụ đã có trong kế hoạch" in whole
    assert "đã đổi lời văn" not in whole


def test_what_the_document_says_no_more_does_not_stay_and_what_was_written_by_hand_does(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    bare = TEXT.replace(", phối hợp với Công an phường Ba Đình", "").replace("; hoàn thành trước ngày 15/6/2026", "")
    look = body(agency.get(again(agency, plan, pasted=bare)))
    assert "<dd><del>Hạn: 15/06/2026</del> → <ins>(trống)</ins></dd>" in look
    assert "<dd><del>Công an phường Ba Đình</del> → <ins>(trống)</ins></dd>" in look
    assert field_of(look, "day-0") == "", "a day that is no more said is no day"
    assert field_of(look, "helping-0") == ""
    assert field_of(look, "product-0") == "Danh sách", "somebody wrote it: no document ever said it"
    assert field_of(look, "lead-0") == "Công an phường Hoàn Kiếm"
    other = TEXT.replace("Công an phường Hoàn Kiếm chủ trì", "Sở Y tế chủ trì")
    look = body(agency.get(again(agency, plan, pasted=other)))
    assert field_of(look, "lead-0") == "", "another lead that is no office is not the one of before"
    assert "<dd><del>Công an phường Hoàn Kiếm</del> → <ins>(trống)</ins></dd>" in look


def test_a_lead_that_somebody_chose_for_the_name_in_the_document_stays_while_it_names_the_same(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    named = TEXT.replace("Công an phường Hoàn Kiếm chủ trì", "UBND phường Hoàn Kiếm chủ trì")
    response = agency.post("/desk/plans/new", {"pasted": named})
    url = str(response["Location"])
    assert agency.post(url, filled(agency, url)).status_code == 302
    plan = Plan.objects.get()
    look = body(agency.get(again(agency, plan, pasted=named.replace("15/6/2026", "20/6/2026"))))
    assert field_of(look, "lead-0") == "Công an phường Hoàn Kiếm"
    assert "Văn bản ghi: UBND phường Hoàn Kiếm" in look
    assert "<dd><del>Hạn: 15/06/2026</del> → <ins>Hạn: 19/06/2026</ins></dd>" in look


def test_only_the_wording_is_taken_where_only_that_is_chosen_and_the_line_stays_on_the_former_one(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    old = plan.tasks.get()
    url = again(agency, plan, pasted=LATER)
    assert "Chưa chọn nội dung nào" in body(sent(agency, url, **{"does-0": "skip"}))
    assert sent(agency, url, **{"does-0": "skip", f"clause-{old.clause_id}": "yes"}).status_code == 302
    assert Task.objects.get().seq == old.seq
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert "lời văn trước khi sửa" in page
    form = body(agency.get(f"/desk/plans/tasks/{old.ref}/change-draft"))
    assert f'<option value="{old.clause_id}" selected' in form, "the form of the draft does not lose it"
    task = body(agency.get(f"/desk/plans/tasks/{old.ref}"))
    assert "II.1 (lời văn trước khi sửa)" in task


def test_a_line_that_is_no_more_is_offered_for_removal_with_a_reason(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    old = plan.tasks.get()
    less = "".join(line for line in TEXT.splitlines(keepends=True) if "lập danh sách" not in line)
    url = again(agency, plan, pasted=less)
    look = body(agency.get(url))
    assert "Không còn trong văn bản này" in look
    assert f'name="gone-{old.ref}" value="yes">' in look
    skipped = {"does-0": "skip", f"gone-{old.ref}": "yes"}
    bare = sent(agency, url, **skipped)
    assert bare.status_code == 422
    assert "phải ghi lý do" in body(bare)
    assert f'name="gone-{old.ref}" value="yes" checked' in body(bare), "what was ticked stays ticked"
    assert Task.objects.get().state == "draft"
    assert sent(agency, url, **skipped, reason="Bản sửa không còn.").status_code == 302
    assert Task.objects.get().state == "ended"
    assert list(differences()) == []
    assert "Không còn trong văn bản này" not in body(agency.get(again(agency, plan, pasted=less)))


def test_what_was_given_is_neither_corrected_nor_removed_here(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    act(issue, plan, by=cast.thao)
    look = body(agency.get(again(agency, plan, pasted=LATER)))
    assert 'value="correct"' not in look
    assert "Đã giao nên giữ nguyên" in look
    assert 'name="gone-' not in look
    assert "Điều khoản đã đổi lời văn" in look


AIM = {
    "t-does-0": "take", "t-name-0": "Số vụ giảm", "t-aim-0": "change", "t-goal-0": "5", "t-unit-0": "%",
    "t-by-0": "31/12/2026",
}  # fmt: skip


def test_a_target_of_a_draft_is_corrected_with_old_and_new_and_one_that_is_no_more_can_go(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    first = pasted(agency)
    assert agency.post(first, filled(agency, first, **AIM)).status_code == 302
    plan, old = Plan.objects.get(), Target.objects.get()
    url = again(agency, plan, pasted=TEXT.replace("ít nhất 5% số vụ", "ít nhất 7% số vụ"))
    look = body(agency.get(url))
    assert f'/desk/plans/targets/{old.ref}">Số vụ giảm</a>' in look
    assert "<del>5 %</del> → <ins>7 %</ins>" in look
    assert field_of(look, "t-by-0") == "31/12/2026", "the document names no day, and the plan's stays"
    fix = {**AIM, "t-does-0": "correct", "t-goal-0": "7"}
    assert sent(agency, url, **{"does-0": "skip"}, **fix).status_code == 302
    now = Target.objects.get()
    assert (now.pk, now.goal, now.aim, now.unit, now.by) == (old.pk, 7, "change", "%", date(2026, 12, 31))
    assert now.clause is not None
    assert "7%" in now.clause.text
    assert list(differences()) == []
    less = again(agency, plan, pasted="".join(x for x in TEXT.splitlines(keepends=True) if "Kéo giảm" not in x))
    assert f'name="gone-{old.ref}" value="yes">' in body(agency.get(less))
    gone = {"does-0": "skip", f"gone-{old.ref}": "yes", "reason": "Bản sửa bỏ chỉ tiêu này."}
    assert sent(agency, less, **gone).status_code == 302
    assert Target.objects.get().state == "ended"
    assert list(differences()) == []


def test_what_is_wrong_in_a_correction_comes_back_at_its_line(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    url = again(agency, plan, pasted=LATER)
    odd = sent(agency, url, **{"lead-0": "Công an phường Không Có"})
    assert odd.status_code == 422
    assert "không có đơn vị nào tên “Công an phường Không Có”" in body(odd)
    assert 'name="does-0" value="correct" checked' in body(odd)
    assert Clause.objects.filter(instead_of__isnull=False).count() == 0


def test_words_that_differ_are_marked_and_long_wordings_are_shown_whole() -> None:
    was, now = marked_words("Lập danh sách trước 15/6.", "Lập ngay danh sách trước 20/6.")
    assert was == [(False, "Lập"), (False, "danh sách trước"), (True, "15/6.")]
    assert now == [(False, "Lập"), (True, "ngay"), (False, "danh sách trước"), (True, "20/6.")]
    long = "từ " * 2000
    assert marked_words(long, long + "x") == ([(True, long)], [(True, long + "x")])


@pytest.mark.parametrize("source", sources(), ids=lambda one: one.name)
def test_no_document_that_was_taken_in_whole_words_a_clause_anew_when_it_is_read_again(source: Source) -> None:
    found = as_data(read_plan(read_document(source.bytes(), f"{source.name}.{source.form}")))
    parts = parts_of(found)
    places = []
    for one in (*found["tasks"], *found["targets"]):
        label = one["clause"]["value"] if one["clause"] and one.get("source") != "table" else f"Row {one['start']}"
        places.append(Place(label[:80], found["text"][one["start"] : one["end"]], parts.get(label, ()), one["start"]))
    held = [
        Clause(pk=nth, nth=nth, label=texts.line(one.label, "clauses"), text=texts.required(one.text, "clauses"))
        for nth, one in enumerate(clauses_of(places), 1)
    ]
    whole, said, _ = worded(found, places)
    assert held
    assert [one.clause.label for one in reworded(held, whole, said)] == []


def test_a_lead_that_is_no_office_here_is_named_and_not_said_to_be_missing(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    named = TEXT.replace("Công an phường Hoàn Kiếm chủ trì", "Sở Y tế chủ trì")
    url = str(agency.post("/desk/plans/new", {"pasted": named})["Location"])
    assert agency.post(url, filled(agency, url)).status_code == 302
    look = body(agency.get(again(agency, Plan.objects.get(), pasted=named.replace("15/6/2026", "20/6/2026"))))
    assert "Văn bản không nói về: Sản phẩm." in look, "of the lead it does speak"
    said = "Văn bản ghi chủ trì là “Sở Y tế”, không có đơn vị nào mang đúng tên này; dự thảo đang ghi Công an phường"
    assert said in look


def test_a_new_task_has_nothing_of_the_line_that_it_might_have_corrected(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    bare = TEXT.replace("Công an phường Hoàn Kiếm chủ trì, phối hợp với Công an phường Ba Đình lập", "Lập")
    bare = bare.replace("; hoàn thành trước ngày 15/6/2026", " trong đợt cao điểm")
    url = again(agency, plan, pasted=bare)
    look = body(agency.get(url))
    assert field_of(look, "product-0") == "Danh sách", "what a correction would keep is shown"
    assert "chỉ giữ khi thay nhiệm vụ đó" in look, "and that a new task does not get it"
    own = {name: field_of(look, f"{name}-0") for name in ("product", "lead", "helping", "day", "lent")}
    form = {f"{name}-0": value for name, value in own.items()} | {"does-0": "take"}
    assert sent(agency, url, **form).status_code == 302
    new = Task.objects.exclude(pk=plan.tasks.order_by("pk").values("pk")[:1]).get()
    assert (new.product, new.lead_office, new.due_on, new.rhythm) == ("", None, None, "")
    typed = again(agency, plan, pasted=bare.replace("điểm phức tạp", "điểm rất phức tạp"))
    assert sent(agency, typed, **{**form, "product-0": "Bản đồ"}).status_code == 302
    assert Task.objects.order_by("-pk")[0].product == "Bản đồ", "what was typed for it stays"


def test_a_new_target_has_no_day_of_the_one_that_it_might_have_corrected(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    first = pasted(agency)
    assert agency.post(first, filled(agency, first, **AIM)).status_code == 302
    plan = Plan.objects.get()
    url = again(agency, plan, pasted=TEXT.replace("ít nhất 5% số vụ", "ít nhất 7% số vụ"))
    look = body(agency.get(url))
    assert field_of(look, "t-by-0") == "31/12/2026", "a correction keeps the day of the plan"
    as_new = {"does-0": "skip", **AIM, "t-goal-0": "7", "t-lent-0": field_of(look, "t-lent-0")}
    empty = sent(agency, url, **as_new)
    assert empty.status_code == 422
    assert field_of(body(empty), "t-by-0") == ""
    assert Target.objects.count() == 1, "a day of another target is not the day of a new one"
    assert "t-lent-0" not in body(empty)
    del as_new["t-lent-0"]
    assert sent(agency, url, **as_new).status_code == 302, "the same day, typed for this one, is its own"
    assert Target.objects.order_by("-pk")[0].by == date(2026, 12, 31)
