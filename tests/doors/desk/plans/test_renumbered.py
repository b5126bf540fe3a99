"""A corrected document whose clauses bear other numbers: no line ends up under a clause that says something else."""

from __future__ import annotations

import pytest
from django.test import Client

from namro.work.plans.draft_actions import draft, keep_as_principle
from namro.work.plans.instrument_actions import ClauseSaid
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Clause, Plan, Target, Task
from namro.work.plans.recheck import differences
from namro.work.plans.wordings import standing
from tests.cast import Cast, act
from tests.doors.desk.conftest import body, field
from tests.doors.desk.plans.test_reading import Browser, again
from tests.work.plans.conftest import a_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

HEAD = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI

Số: 314/KH-UBND
Hà Nội, ngày 20 tháng 2 năm 2026

KẾ HOẠCH
Phòng ngừa tội phạm sử dụng bạo lực năm 2026

II. NHIỆM VỤ, GIẢI PHÁP
"""
LIST = "Công an phường Hoàn Kiếm chủ trì lập danh sách các điểm phức tạp về trật tự trước ngày 15/6/2026."
GUARD = "Công an phường Ba Đình chủ trì tổ chức tuần tra tại các bến xe trước ngày 20/6/2026."
NEW = "Công an phường Ba Đình chủ trì rà soát nhà cho thuê trọ trước ngày 30/6/2026."
SCHOOLS = "phấn đấu 100% trường học ký cam kết trước ngày 30/9/2026."
MARKETS = "phấn đấu 100% chợ dân sinh có camera trước ngày 30/10/2026."


def paper(*lines: str) -> str:
    return HEAD + "".join(f"{at}. {line}\n" for at, line in enumerate(lines, 1))


def plan_of(agency: Client, text: str, **does: str) -> Plan:
    """A draft in which everything that was read of the text is taken."""
    url = str(agency.post("/desk/plans/new", {"pasted": text})["Location"])
    said = {"kind": "plan", "symbol": "314/KH-UBND", "dated": "20/02/2026", "issuer": "UBND thành phố",
            "title": "Phòng ngừa tội phạm 2026"}  # fmt: skip
    assert everything(agency, url, **said, **does).status_code == 302
    return Plan.objects.get()


def everything(agency: Client, url: str, **more: str) -> object:
    """The look sent with every field as it stands there; nothing is taken but what `more` says."""
    page = body(agency.get(url))
    sent = {"once": field(agency.get(url), "once"), "go": "do", "role": "handler", "head": "head"}
    if 'name="seen"' in page:
        sent["seen"] = field(agency.get(url), "seen")
    for part in page.split("<input ")[1:]:
        tag = part.partition(">")[0]
        if ('type="text"' in tag or 'type="hidden"' in tag) and 'name="' in tag:
            sent[tag.partition('name="')[2].partition('"')[0]] = tag.partition('value="')[2].partition('"')[0]
    for part in page.split("<textarea ")[1:]:
        name = part.partition('name="')[2].partition('"')[0]
        sent[name] = part.partition(">\n")[2].partition("</textarea>")[0]
    for part in page.split("<select ")[1:]:
        name = part.partition('name="')[2].partition('"')[0]
        chosen = part.partition("</select>")[0].partition(" selected")[0].rpartition('value="')[2].partition('"')[0]
        sent.setdefault(name, chosen if " selected" in part.partition("</select>")[0] else "")
    return agency.post(url, sent | more)


def hung(plan: Plan) -> dict[str, str]:
    """The clause under each task, by its sentence."""
    return {
        task.matter: task.clause.text for task in Task.objects.filter(plan=plan).select_related("clause") if task.clause
    }


def test_lines_move_to_the_clause_with_their_sentence_where_a_new_one_took_their_number(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = plan_of(agency, paper(LIST, GUARD), **{"does-0": "take", "does-1": "take"})
    assert [task.clause.label for task in plan.tasks.order_by("nth") if task.clause] == ["II.1", "II.2"]
    url = again(agency, plan, pasted=paper(NEW, LIST, GUARD))
    assert everything(agency, url, **{"does-0": "take"}).status_code == 302
    on = {one.text: one.label for one in standing(Clause.objects.filter(instrument=plan.instrument))}
    assert {text: on[text] for text in (NEW, LIST, GUARD)} == {NEW: "II.1", LIST: "II.2", GUARD: "II.3"}
    for matter, text in hung(plan).items():
        assert matter[:12].casefold() in text.casefold(), f"{matter} hangs under: {text}"
    assert list(differences()) == []


def test_a_line_that_is_taken_does_not_hang_under_the_former_heading_of_its_number(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    police = f"1. Công an thành phố\na) {LIST}\n"
    health = f"2. Sở Y tế\na) {GUARD}\n"
    plan = plan_of(agency, HEAD + police + health, **{"does-0": "take", "does-1": "take"})
    turned = HEAD + f"1. Sở Y tế\na) {GUARD}\nb) {NEW}\n" + f"2. Công an thành phố\na) {LIST}\n"
    url = again(agency, plan, pasted=turned)
    assert everything(agency, url, **{"does-1": "take"}).status_code == 302
    new = Task.objects.get(matter__icontains="rà soát nhà")
    assert new.clause is not None
    assert new.clause.parent is not None
    assert "Sở Y tế" in new.clause.parent.text
    for task in Task.objects.filter(plan=plan).select_related("clause__parent"):
        assert task.clause is not None
        assert task.clause.parent is not None
        over = "Công an thành phố" if "danh sách" in task.matter else "Sở Y tế"
        assert over in task.clause.parent.text, f"{task.matter} hangs under {task.clause.parent.text}"
    assert list(differences()) == []


def test_a_line_written_by_hand_goes_where_the_words_of_its_clause_went_or_keeps_them(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = plan_of(agency, paper(LIST, GUARD), **{"does-0": "take", "does-1": "take"})
    first = plan.tasks.order_by("nth")[0]
    form = f"/desk/plans/{plan.ref}/tasks/new"
    page = agency.get(form)
    sent = {"once": field(page, "once"), "matter": "Kiểm tra chéo", "clause": str(first.clause_id), "to": "all"}
    assert agency.post(form, sent).status_code == 302
    by_hand = Task.objects.get(matter="Kiểm tra chéo")
    url = again(agency, plan, pasted=paper(NEW, LIST, GUARD))
    assert everything(agency, url, **{"does-0": "take"}).status_code == 302
    by_hand.refresh_from_db()
    assert by_hand.clause is not None
    assert by_hand.clause.text == LIST, "it was hung under these words, whatever their number"
    gone = again(agency, plan, pasted=paper(NEW, GUARD))
    assert everything(agency, gone, **{f"clause-{by_hand.clause_id}": "yes"}).status_code == 302
    by_hand.refresh_from_db()
    assert by_hand.clause is not None
    assert by_hand.clause.text == LIST, "no clause has these words any more, so it keeps the old wording"
    assert list(differences()) == []


def test_targets_with_the_same_number_are_known_by_what_they_count_not_by_the_number_of_the_clause(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = plan_of(agency, paper(SCHOOLS, LIST), **{"does-0": "take", "t-does-0": "take"})
    old = Target.objects.get()
    url = again(agency, plan, pasted=paper(MARKETS, SCHOOLS, LIST))
    look = body(agency.get(url))
    markets, schools = (part for part in look.split("h-aims")[-1].split("<fieldset")[1:] if "<blockquote" in part)
    assert "Đã có trong kế hoạch" not in markets
    assert "Đã có trong kế hoạch" in schools
    assert everything(agency, url, **{"t-does-0": "take"}).status_code == 302
    new = Target.objects.exclude(pk=old.pk).get()
    old.refresh_from_db()
    assert old.clause is not None
    assert new.clause is not None
    assert (new.clause.text, old.clause.text) == (MARKETS, SCHOOLS)
    assert list(differences()) == []


def test_a_second_correction_still_moves_the_parts_of_a_heading_that_was_worded_anew_before(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)

    def under(*offices: tuple[str, str]) -> str:
        return HEAD + "".join(f"{at}. {name}\na) {line}\n" for at, (name, line) in enumerate(offices, 1))

    plan = plan_of(
        agency, under(("Công an thành phố", LIST), ("Sở Y tế", GUARD)), **{"does-0": "take", "does-1": "take"}
    )
    first = again(agency, plan, pasted=under(("Công an toàn thành phố", LIST), ("Sở Y tế", GUARD)))
    heading = Clause.objects.get(label="II.1")
    assert everything(agency, first, **{f"clause-{heading.pk}": "yes"}).status_code == 302
    turned = under(("Sở Giáo dục", NEW), ("Công an toàn thành phố", LIST), ("Sở Y tế", GUARD))
    assert everything(agency, again(agency, plan, pasted=turned), **{"does-0": "take"}).status_code == 302
    said = {}
    for task in Task.objects.filter(plan=plan).select_related("clause__parent"):
        assert task.clause is not None
        assert task.clause.parent is not None
        said[task.clause.text] = task.clause.parent.text
    assert said == {NEW: "Sở Giáo dục", LIST: "Công an toàn thành phố", GUARD: "Sở Y tế"}
    assert list(differences()) == []


def test_the_same_sentence_under_several_offices_stays_under_its_own(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    every = "Lập báo cáo kết quả trước ngày 15/12/2026."

    def under(*offices: str) -> str:
        return HEAD + "".join(f"{at}. {name}\na) {every}\n" for at, name in enumerate(offices, 1))

    plan = plan_of(agency, under("Công an thành phố", "Sở Y tế"), **{"does-0": "take", "does-1": "take"})
    police, health = plan.tasks.order_by("nth")
    url = again(agency, plan, pasted=under("Sở Giáo dục và Đào tạo", "Công an thành phố", "Sở Y tế"))
    look = body(agency.get(url))
    first = look.split('id="task-0"')[1].split("</fieldset>")[0]
    assert "Đã có trong kế hoạch" not in first, "the sentence of another office is not this one's"
    assert everything(agency, url, **{"does-0": "take"}).status_code == 302
    said = {}
    for task in Task.objects.filter(plan=plan).select_related("clause__parent"):
        assert task.clause is not None
        assert task.clause.parent is not None
        said[task.pk] = task.clause.parent.text
    (new,) = set(said) - {police.pk, health.pk}
    assert (said[new], said[police.pk], said[health.pk]) == ("Sở Giáo dục và Đào tạo", "Công an thành phố", "Sở Y tế")
    assert list(differences()) == []


GONE = "đã bỏ theo bản sửa ngày 10/03/2026"


def test_a_clause_that_a_correction_removed_is_shown_as_gone_and_tasks_on_it_say_so(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = plan_of(agency, paper(LIST, GUARD, NEW), **{"does-1": "take", "does-2": "take", "product-2": "Danh sách"})
    act(keep_as_principle, plan.tasks.order_by("nth")[0], by=cast.thao)
    act(issue, plan, by=cast.thao)
    given = plan.tasks.order_by("nth")[1]
    assert given.state == "issued"
    url = again(agency, plan, pasted=paper(LIST, GUARD))
    look = body(agency.get(url))
    lost = look.split('aria-labelledby="h-lost"')[1].split("</section>")[0]
    assert NEW in lost
    assert GUARD not in lost
    assert "1 dòng của kế hoạch đang dựa vào điều khoản này." in lost
    assert everything(agency, url, **{f"lost-{given.clause_id}": "yes"}).status_code == 302
    plan.instrument.refresh_from_db()
    assert plan.instrument.gone == {"3": "2026-03-10"}
    document = body(agency.get(f"/desk/plans/instruments/{plan.instrument.ref}"))
    assert document.count(GONE) == 1
    assert "đã bỏ: II.3" in document, "the history of the document says which correction it was"
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert f"II.3</a> ({GONE})" in page, "at the task"
    assert page.count(GONE) == 2, "and at the clause"
    assert f"II.3 ({GONE})" in body(agency.get(f"/desk/plans/tasks/{given.ref}"))
    form = body(agency.get(f"/desk/plans/{plan.ref}/tasks/new"))
    assert f'<option value="{given.clause_id}"' not in form, "nothing new is hung on it"
    assert list(differences()) == []
    assert "h-lost" not in body(agency.get(again(agency, plan, pasted=paper(LIST, GUARD)))), "it is known already"
    back = again(agency, plan, pasted=paper(LIST, GUARD, NEW.replace("30/6", "29/6")))
    assert everything(agency, back, **{"does-2": "take"}).status_code == 302
    plan.instrument.refresh_from_db()
    assert plan.instrument.gone == {}
    assert GONE not in body(agency.get(f"/desk/plans/{plan.ref}"))
    document = body(agency.get(f"/desk/plans/instruments/{plan.instrument.ref}"))
    assert "có lại: II.3" in document
    assert list(differences()) == []


def test_a_number_that_is_free_after_one_before_it_went_is_marked_as_its_words_move(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = plan_of(agency, paper(LIST, GUARD), **{"does-0": "take", "does-1": "take"})
    first, second = plan.tasks.order_by("nth")
    url = again(agency, plan, pasted=paper(GUARD))
    gone = {f"gone-{first.ref}": "yes", f"clause-{first.clause_id}": "yes", "reason": "Bản sửa bỏ."}
    assert everything(agency, url, **gone).status_code == 302
    second.refresh_from_db()
    plan.instrument.refresh_from_db()
    assert second.clause is not None
    assert (second.clause.label, second.clause.text) == ("II.1", GUARD)
    (lost,) = plan.instrument.clauses.filter(nth__in=plan.instrument.gone)
    assert (lost.label, lost.text) == ("II.2", GUARD)
    assert list(differences()) == []


def test_a_document_that_was_registered_by_hand_in_other_labels_loses_no_clause(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    said = (ClauseSaid("Mục II, điểm 1", LIST),)
    document = a_plan(cast, "315/KH-UBND", clauses=said)
    plan = act(draft, cast.office.standing, by=cast.thao, instrument=document, name="Phòng ngừa")
    sent = agency.post(f"/desk/plans/{plan.ref}/read", {"pasted": paper(LIST, GUARD)})
    assert "h-lost" not in body(agency.get(str(sent["Location"])))


def test_what_one_line_has_become_is_not_offered_for_withdrawal_beside_the_line_that_took_its_number(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = plan_of(agency, paper(LIST, GUARD), **{"does-0": "take", "does-1": "take"})
    first = Task.objects.get(plan=plan, nth=1)
    look = body(agency.get(again(agency, plan, pasted=paper(NEW, LIST.replace("15/6", "16/6")))))
    one, _, two = look.partition('id="task-0"')[2].partition('id="task-1"')
    assert "nhà cho thuê trọ" in one
    assert first.ref not in one, "it has become the second line, and is neither alike nor to be withdrawn here"
    assert 'value="correct"' not in one
    assert first.ref in two
    assert 'name="does-1" value="correct"' in two
