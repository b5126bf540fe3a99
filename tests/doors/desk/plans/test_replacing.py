"""A document is replaced from the desk: all that stands on it is shown, decided one by one and moved in one action."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from namro.doors.desk.plans.drawing import of_whom
from namro.work.plans.draft_actions import add_task, draft
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument, relate
from namro.work.plans.issue_actions import issue
from namro.work.plans.lineage import Node
from namro.work.plans.models import Instrument, Plan, Target, Task
from namro.work.plans.target_actions import TargetSaid, set_target
from namro.work.plans.task_actions import change_time
from namro.work.plans.task_said import TaskSaid
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, field, fill, looked
from tests.doors.desk.plans.scene import add, given

pytestmark = pytest.mark.django_db


def test_what_stands_on_a_document_is_decided_and_moved_in_one_action(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    over = add(cast, plan, matter="Việc không còn cần")
    target = act(set_target, plan, by=cast.thao, said=TargetSaid("Số vụ hòa giải", 100, "2026-12-31", unit="vụ"))
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="12/KH-UBND",
        issuer="UBND thành phố", dated=date(2026, 3, 9), title="Kế hoạch mới", clauses=[ClauseSaid("1", "Việc")],
    )  # fmt: skip
    old, agency = plan.instrument, signed_in(cast.thao)
    url = f"/desk/plans/instruments/{old.ref}/replace"
    assert url in body(agency.get(f"/desk/plans/instruments/{old.ref}"))
    assert signed_in(cast.ha).get(url).status_code == 404
    said = {"by": new.pk, "begins": "10/03/2026", "reason": "Kế hoạch mới thay kế hoạch cũ"}
    look = body(fill(agency, url, go="look", **said))
    roots = list(Task.objects.filter(plan=plan))
    assert look.count('<select id="f-fate-') == len(roots) + 1 == 3, "copies follow what they came from"
    assert "Chỉ tiêu: Số vụ hòa giải, 100 vụ" in look
    clause = new.clauses.get().pk
    fates = {f"fate-{one.ref}": clause for one in roots} | {f"fate-{target.ref}": clause}
    undecided = fill(agency, url, **said, **fates | {f"fate-{target.ref}": ""})
    assert undecided.status_code == 422
    assert f'<a href="#f-fate-{target.ref}">Chọn mục của văn bản mới hoặc kết thúc cho: Chỉ tiêu' in body(undecided)
    no_reason = looked(agency, url, **said, **fates | {f"fate-{over.ref}": "end"})
    assert no_reason.status_code == 422
    assert f'<a href="#f-why-{over.ref}">Dòng này kết thúc theo văn bản cũ nhưng chưa có lý do' in body(no_reason)
    assert body(no_reason).count('class="wrong-text"') == 1, "at its line, and nowhere else"
    assert not Task.objects.filter(instrument=new).exists()
    done = looked(agency, url, **said, ends="Không còn cần", **fates | {f"fate-{over.ref}": "end"})
    assert done.status_code == 302, body(done)
    assert Task.objects.filter(instrument=new).count() == 3, "the one that is spread and both copies"
    assert Task.objects.get(pk=over.pk).state == "ended"
    assert Target.objects.get().instrument == new
    assert agency.get(url).status_code == 404, "it is replaced already"
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    was = "II.1, Kế hoạch 290/KH-UBND (đã được thay thế)"
    open_, _, withdrawn = page.partition('id="over"')
    assert "1, Kế hoạch 12/KH-UBND · " in open_
    assert f"trước đây: {was}" in open_
    assert over.ref in withdrawn.partition("</details>")[0]
    assert f'<a href="#clause-{over.clause_id}">II.1</a>' in withdrawn, "what was withdrawn stands on the old one still"
    said = "Kế hoạch 290/KH-UBND đã được thay thế bằng Kế hoạch 12/KH-UBND từ ngày 10/03/2026."
    assert "290/KH-UBND · " in page.partition("<h1>")[2].partition("</h1>")[0], "it keeps its own number"
    assert said in page.partition("</h1>")[2].partition('class="plan-page"')[0]
    assert "2 nhiệm vụ của kế hoạch này đã chuyển sang văn bản mới; các việc còn mở khác đã kết thúc" in page
    ward = body(signed_in(cast.ha).get(f"/desk/plans/{given_of(cast).plan.ref}"))
    assert "1 nhiệm vụ của kế hoạch này đã chuyển sang văn bản mới. " in ward.replace("</p>", " "), "it had no others"
    assert "các việc còn mở khác" not in ward
    assert f'<a href="/desk/plans/instruments/{new.ref}">Mở Kế hoạch 12/KH-UBND</a>' in page
    assert said in body(agency.get(f"/desk/plans/{plan.ref}/board"))
    assert said in body(agency.get(f"/desk/plans/instruments/{old.ref}"))
    act(draft, cast.office.standing, by=cast.thao, instrument=new, name="Kế hoạch theo văn bản mới")
    listed = body(agency.get("/desk/plans")).partition('id="plans"')[2]
    assert "đã thay bằng Kế hoạch 12/KH-UBND, 10/03/2026" in listed
    assert listed.count('<span class="kind">290/KH-UBND</span>') == 1
    assert listed.count("12/KH-UBND · ") == 1, "the plan of the new document, and no other bears its number"
    assert f"/desk/plans/{plan.ref}/read" not in page, "the new document is read as a plan of its own"
    first = act(add_task, plan, by=cast.thao, said=TaskSaid(matter="Việc viết sau", product="Báo cáo", clause=clause))
    assert first.instrument == new, "what is added later stands on what holds now"
    moved = body(agency.get(f"/desk/plans/tasks/{roots[0].ref}"))
    why = moved.partition('id="why"')[2].partition("</section>")[0]
    assert '<blockquote class="said"><b>1</b> Việc</blockquote>' in why
    assert was in why.partition("<details")[2]
    assert "xong trước 06/3/2026" in why.partition("<details")[2], "the sentence that it was read from"


def test_a_plan_whose_document_was_replaced_twice_says_each_step_and_counts_what_stands_on_either(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    plan, agency = given(cast).plan.template, signed_in(cast.thao)
    assert plan is not None
    over, held = add(cast, plan, matter="Việc không còn cần"), plan.instrument
    for symbol in ("12/KH-UBND", "15/KH-UBND"):
        new = act(
            register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol=symbol,
            issuer="UBND thành phố", dated=date(2026, 3, 9), title="Kế hoạch mới", clauses=[ClauseSaid("1", "Việc")],
        )  # fmt: skip
        roots = Task.objects.filter(plan=plan, instrument=held).exclude(state="ended")
        fates = {f"fate-{one.ref}": "end" if one.pk == over.pk else new.clauses.get().pk for one in roots}
        said = {"by": new.pk, "begins": "10/03/2026", "reason": "Kế hoạch mới", "ends": "Không còn cần"}
        url = f"/desk/plans/instruments/{held.ref}/replace"
        assert looked(agency, url, **said, **fates).status_code == 302
        held = new
    first = "Kế hoạch 290/KH-UBND đã được thay thế bằng Kế hoạch 12/KH-UBND từ ngày 10/03/2026."
    then = "Kế hoạch 12/KH-UBND đã được thay thế bằng Kế hoạch 15/KH-UBND từ ngày 10/03/2026."
    open_ = f'<a href="/desk/plans/instruments/{held.ref}">Mở Kế hoạch 15/KH-UBND</a>'
    page = body(agency.get(f"/desk/plans/{plan.ref}"))
    assert f"{first} {then}" in page
    assert open_ in page
    assert "2 nhiệm vụ của kế hoạch này đã chuyển sang văn bản mới; các việc còn mở khác đã kết thúc" in page
    assert "Không nhiệm vụ nào của kế hoạch này" not in page
    document = body(agency.get(f"/desk/plans/instruments/{plan.instrument.ref}"))
    assert f"{first} {then}" in document
    assert open_ in document
    listed = body(agency.get("/desk/plans"))
    assert "đã thay bằng Kế hoạch 12/KH-UBND, 10/03/2026; rồi bằng Kế hoạch 15/KH-UBND, 10/03/2026" in listed


def test_every_line_says_what_it_is_and_is_filled_in_by_one_choice_or_by_the_clause_with_its_sentence(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    act(add_task, plan, by=cast.thao, said=TaskSaid(matter="Việc viết thêm", product="Báo cáo"))
    root, free = Task.objects.filter(plan=plan)
    words = "Rà soát các điểm phức tạp về trật tự tại từng địa bàn"
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="12/KH-UBND",
        issuer="UBND thành phố", dated=date(2026, 3, 9), title="Kế hoạch mới",
        clauses=[ClauseSaid("1", "Việc khác"), ClauseSaid("2", words.upper())],
    )  # fmt: skip
    other, same = new.clauses.all()
    agency, url = signed_in(cast.thao), f"/desk/plans/instruments/{plan.instrument.ref}/replace"
    said = {"by": new.pk, "begins": "10/03/2026", "reason": "Kế hoạch mới thay kế hoạch cũ"}

    def picked(page: str) -> dict[str, str]:
        found = re.findall(r'<select id="f-fate-([^"]+)"(.*?)</select>', page)
        return {ref: "".join(re.findall(r'value="(\w+)" selected', rest)) for ref, rest in found}

    look = fill(agency, url, go="look", **said)
    page = body(look)
    assert "Giao cho 2 đơn vị · Hạn: 12/03/2026 · 2 chưa hoàn thành" in page
    assert "Hiện dựa vào mục II.1:" in page
    assert "Mục 2 của văn bản mới có câu trùng khớp" in page
    assert picked(page) == {root.ref: "", free.ref: ""}, "what is offered is never taken silently"
    form = said | {"seen": field(look, "seen")}
    took = body(agency.post(url, form | {"go": f"take-{root.ref}"}))
    assert picked(took) == {root.ref: str(same.pk), free.ref: ""}
    chosen = {f"fate-{root.ref}": same.pk}
    rest = body(agency.post(url, form | chosen | {"go": "fill", "all": "end"}))
    assert picked(rest) == {root.ref: str(same.pk), free.ref: "end"}, "what was chosen stays"
    unsaid = agency.post(url, form | {"go": "fill"})
    assert 'href="#f-all"' in body(unsaid)
    ends = {f"fate-{free.ref}": "end", f"why-{free.ref}": "Không còn cần"}
    assert agency.post(url, form | chosen | ends | {"go": "do"}).status_code == 302
    assert Task.objects.get(pk=free.pk).state == "ended"
    assert Task.objects.filter(clause=same).count() == 3
    assert not Task.objects.filter(clause=other).exists()


def test_a_document_is_not_replaced_by_an_older_form_than_what_stands_on_it(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    plan = given(cast).plan.template
    assert plan is not None
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="12/KH-UBND",
        issuer="UBND thành phố", dated=date(2026, 3, 9), title="Kế hoạch mới", clauses=[ClauseSaid("1", "Việc")],
    )  # fmt: skip
    agency, url = signed_in(cast.thao), f"/desk/plans/instruments/{plan.instrument.ref}/replace"
    said = {"by": new.pk, "begins": "10/03/2026", "reason": "Kế hoạch mới thay kế hoạch cũ"}
    look = fill(agency, url, go="look", **said)
    root = Task.objects.get(plan=plan)
    form = said | {f"fate-{root.ref}": new.clauses.get().pk, "go": "do", "seen": field(look, "seen")}
    act(change_time, Task.objects.filter(parent=root).first(), by=cast.thao, to="2026-03-31", reason="Bão.")
    refused = agency.post(url, form)
    assert refused.status_code == 409
    assert "Vừa có người khác thực hiện một việc ở đây" in body(refused)
    blind = agency.post(url, {name: value for name, value in form.items() if name != "seen"})
    assert blind.status_code == 409
    assert not Task.objects.filter(instrument=new).exists()
    assert agency.post(url, form | {"seen": field(refused, "seen")}).status_code == 302
    assert Task.objects.filter(instrument=new).count() == 3


def test_the_lineage_says_which_document_is_in_force_no_more_and_whose_plan_is_whose(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    given(cast)
    plan = Plan.objects.get(template=None)
    old, agency = plan.instrument, signed_in(cast.thao)
    page = body(signed_in(cast.ha).get(f"/desk/plans/instruments/{old.ref}"))
    for office in ("Cơ quan thường trực", "Công an phường Ba Đình"):
        assert f'Phòng ngừa tội phạm 2026</a> <span class="soft">{office}' in page
    first, new = (
        act(
            register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol=symbol,
            issuer="UBND thành phố", dated=dated, title="Kế hoạch",
        )
        for symbol, dated in (("12/KH-UBND", date(2026, 1, 5)), ("300/KH-UBND", date(2026, 3, 1)))
    )  # fmt: skip
    act(relate, new, by=cast.thao, kind="replaces", to=first, begins=date(2026, 3, 2))
    drawing = body(agency.get(f"/desk/plans/instruments/{new.ref}")).partition('class="drawing"')[2]
    drawing, _, slim = drawing.partition("drawing-narrow")
    assert "thay thế 12/KH-UBND" in slim, "for a phone one box stands under the other"
    assert "hết hiệu lực" in drawing
    assert "Kế hoạch đã kết thúc" not in drawing
    found = re.findall(r'<rect class="box[^"]*" x="(\d+)" y="\d+" width="(\d+)"', drawing)
    boxes = [(int(x), int(wide)) for x, wide in found]
    word = int(re.findall(r'class="edge-name" x="(\d+)"', drawing)[0])
    assert "thay thế 12/KH-UBND" in drawing
    own = boxes[-1]
    assert own[0] < word < own[0] + own[1] - 7 * len("thay thế 12/KH-UBND"), "in the box of the one that replaces"


def test_the_look_refuses_what_the_button_would_and_older_or_replaced_documents_are_not_offered(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    """The document of the scene is of 15 January 2026; 2/KH is older, 40/KH replaced 30/KH, 50/KH begins later."""
    plan = given(cast).plan.template
    assert plan is not None
    old, agency = plan.instrument, signed_in(cast.thao)

    def written(symbol: str, dated: date, begins: date | None = None) -> Instrument:
        return act(
            register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol=symbol, begins=begins,
            issuer="UBND thành phố", dated=dated, title="Kế hoạch", clauses=[ClauseSaid("1", "Việc")],
        )  # fmt: skip

    written("2/KH", date(2026, 1, 5))
    gone, new = written("30/KH", date(2026, 2, 1)), written("40/KH", date(2026, 2, 20))
    later = written("50/KH", date(2026, 3, 1), date(2026, 4, 1))
    act(relate, new, by=cast.thao, kind="replaces", to=gone, begins=date(2026, 2, 20))
    url = f"/desk/plans/instruments/{old.ref}/replace"
    offered = re.findall(r'<option value="\d+"[^>]*>([^,]+), Kế hoạch', body(agency.get(url)))
    assert offered == ["50/KH", "40/KH"]
    look = body(fill(agency, url, go="look", by=new.pk, begins="01/01/2027", reason="Thay"))
    assert 'class="wrong-text"' in look
    assert "01/01/2027" in look.split('class="wrong-text"')[1].split("</")[0]
    assert '<select id="f-fate-' not in look, "nothing is chosen for nothing"
    early = body(fill(agency, url, go="look", by=later.pk, begins="10/03/2026", reason="Thay"))
    assert "01/04/2026" in early.split('class="wrong-text"')[1].split("</")[0]
    assert '<select id="f-fate-' in body(fill(agency, url, go="look", by=new.pk, begins="10/03/2026", reason="Thay"))


@pytest.mark.parametrize(
    ("issuer", "dated", "said"),
    [
        ("Quốc hội", date(2023, 11, 27), "27/11/2023, Quốc hội"),
        ("Quốc hội", None, "Quốc hội"),
        ("", date(2023, 11, 27), "27/11/2023"),
        ("", None, ""),
    ],
)
def test_of_a_document_that_is_only_cited_only_what_is_known_is_said(
    issuer: str, dated: date | None, said: str
) -> None:
    assert of_whom(Node(1, "VB-1", "law", "", issuer, "", True, dated, False)) == said


def test_documents_below_are_named_before_and_after_and_those_whose_plan_goes_over_go_on(
    cast: Cast, signed_in: Callable[[Member], Client]
) -> None:
    task = given(cast)
    plan = task.plan.template
    assert plan is not None
    own, paper = (
        act(
            register_instrument, cast.office.ba_dinh, by=cast.ha, kind="plan", symbol=symbol, issuer="CAP Ba Đình",
            dated=date(2026, 3, 2), title="Kế hoạch của phường",
        )
        for symbol in ("55/KH-CAP", "56/BC-CAP")
    )  # fmt: skip
    act(issue, task.plan, by=cast.ha, instrument=own)
    act(relate, paper, by=cast.ha, to=plan.instrument, kind="cites", begins="2026-03-02")
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="12/KH-UBND",
        issuer="UBND thành phố", dated=date(2026, 3, 9), title="Kế hoạch mới", clauses=[ClauseSaid("1", "Việc")],
    )  # fmt: skip
    agency, url = signed_in(cast.thao), f"/desk/plans/instruments/{plan.instrument.ref}/replace"
    said = {"by": new.pk, "begins": "10/03/2026", "reason": "Kế hoạch mới thay kế hoạch cũ"}
    first = body(fill(agency, url, go="look", **said))
    assert "Văn bản vẫn dựa vào văn bản cũ, không chuyển: 55/KH-CAP (CAP Ba Đình), thực hiện; 56/BC-CAP" in first
    fates = {f"fate-{plan.tasks.get().ref}": new.clauses.get().pk}
    counted = body(fill(agency, url, go="count", **said, **fates))
    assert "sẽ được ghi là thực hiện 12/KH-UBND: 55/KH-CAP (CAP Ba Đình), từ 10/03/2026." in counted
    assert "không chuyển: 56/BC-CAP (CAP Ba Đình), căn cứ." in counted
    done = agency.post(url, {**said, **fates, "go": "do", "seen": field_in(counted, "seen"),
                             "told": field_in(counted, "told")}, follow=True)  # fmt: skip
    page = body(done)
    assert "Nay được ghi là thực hiện 12/KH-UBND: 55/KH-CAP (CAP Ba Đình), từ 10/03/2026." in page
    assert "Vẫn dựa vào văn bản cũ: 56/BC-CAP (CAP Ba Đình), căn cứ." in page


def given_of(cast: Cast) -> Task:
    return Task.objects.get(lead_office=cast.office.ba_dinh, parent__isnull=False)


def field_in(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]
