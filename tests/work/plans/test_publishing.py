"""What everybody may read of a plan: nothing before it is opened, evidence only piece by piece, never a case."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from unicodedata import normalize
from zipfile import ZipFile

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.comments import Comment

from namro.ground.files.keeping import take_in
from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import published
from namro.work.plans.draft_actions import add_task, keep_as_principle
from namro.work.plans.file_search import Searched, searched
from namro.work.plans.history import acts_of
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Cleared, KeptFile, Plan, Publication, Task
from namro.work.plans.publishing import accepted_pieces, cleared_in, held_back, not_shown, pieces_of
from namro.work.plans.publishing_actions import (
    FileNotClean,
    LeftOut,
    LooksPersonal,
    clear_evidence,
    hide_evidence,
    publish,
    unpublish,
)
from namro.work.plans.recheck import differences
from namro.work.plans.states import Done
from namro.work.plans.task_actions import accept, report
from tests.cast import Cast, act
from tests.work.plans.conftest import a_case, added, clear, copy_for
from tests.work.plans.test_instruments import docx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

ON = date(2026, 3, 10)
WHY = "Công khai theo quy chế."


def proven(cast: Cast) -> Task:
    """Ba Đình's copy, accepted on a file, a figure and a case."""
    task = copy_for(cast.office.ba_dinh)
    act(report, task, by=cast.minh, text="Gặp ông A.", files=[take_in(docx())], refs=["figure:2026-03", a_case()])
    return act(accept, Task.objects.get(pk=task.pk), by=cast.thao)


def test_a_plan_is_open_from_the_day_its_issuer_says_so_until_they_close_it_at_one_address(
    cast: Cast, given: Task, plan: Plan
) -> None:
    assert published.open_plans(ON) == []
    plan.refresh_from_db()
    opened = act(publish, plan, by=cast.thao, reason=WHY)
    (found,) = published.open_plans(ON)
    assert (found.plan, found.since, found.told.given, found.told.parts["going"]) == (plan, ON, 2, 2)
    with pytest.raises(Refused, match=r"^plans\.published-already"):
        act(publish, plan, by=cast.thao, reason=WHY)
    act(unpublish, plan, by=cast.thao, reason="Cần xem lại.")
    with pytest.raises(NotThere):
        published.open_plan(opened.code, ON)
    with pytest.raises(Refused, match=r"^plans\.not-published"):
        act(unpublish, plan, by=cast.thao, reason=WHY)
    assert act(publish, plan, by=cast.thao, reason=WHY).code == opened.code
    assert list(differences()) == []


def test_only_the_office_that_issued_a_plan_opens_it_and_a_draft_is_never_open(
    cast: Cast, given: Task, plan: Plan
) -> None:
    with pytest.raises(NotThere):
        act(publish, plan, by=cast.ha, reason=WHY)
    with pytest.raises(Refused, match=r"^plans\.not-issued-yet"):
        act(publish, given.plan, by=cast.ha, reason=WHY)
    with pytest.raises(Refused, match=r"^cases\.needed"):
        act(publish, plan, by=cast.thao, reason=" ")


def test_evidence_is_read_by_everybody_once_it_was_accepted_and_cleared_and_a_case_never(
    cast: Cast, given: Task, plan: Plan
) -> None:
    task = copy_for(cast.office.ba_dinh)
    with pytest.raises(Refused, match=r"^plans\.unknown-piece"):
        act(clear_evidence, task, by=cast.thao, piece="figure:2026-03", title="Số liệu", reason=WHY)
    proven(cast)
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    assert published.open_task(code, 1, ON).proofs == (), "accepted is not cleared"
    _, pieces, _ = pieces_of(cast.thao.actor, task.ref, ON)
    assert [one.piece for one in pieces] == ["file:2.0", "figure:2026-03"]
    (case,) = [ref for act_ in acts_of(task.guard_ref) for ref in act_.data.get("refs", ()) if ref.startswith("case:")]
    for piece in (case, "file:9.0"):
        with pytest.raises(Refused, match=r"^plans\.unknown-piece"):
            act(clear_evidence, task, by=cast.thao, piece=piece, title="Vụ việc", reason=WHY)
    with pytest.raises(NotThere):
        act(clear_evidence, task, by=cast.ha, piece="file:2.0", title="Danh sách", reason=WHY)
    cleared = act(clear_evidence, task, by=cast.thao, piece="file:2.0", title="Danh sách", reason=WHY)
    with pytest.raises(Refused, match=r"^plans\.cleared-already"):
        act(clear_evidence, task, by=cast.thao, piece="file:2.0", title="Danh sách", reason=WHY)
    (proof,) = published.open_task(code, 1, ON).proofs
    assert (proof.title, proof.office, proof.file) == ("Danh sách", cast.office.ba_dinh, True)
    assert published.open_plan(code, ON).tasks[0].cleared == 1
    assert published.open_file_of(cleared.code)[1] == "Danh sách"
    act(hide_evidence, task, by=cast.thao, piece="file:2.0", reason="Có tên người.")
    with pytest.raises(NotThere):
        published.open_file_of(cleared.code)
    assert list(differences()) == []


def test_a_cleared_file_is_closed_with_its_plan_and_open_without_that_guard(
    cast: Cast, given: Task, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = proven(cast)
    act(publish, plan, by=cast.thao, reason=WHY)
    code = act(clear_evidence, task, by=cast.thao, piece="file:2.0", title="Danh sách", reason=WHY).code
    act(unpublish, plan, by=cast.thao, reason=WHY)
    with pytest.raises(NotThere):
        published.open_file_of(code)
    monkeypatch.setattr(published, "_open_somewhere", lambda one: True)
    assert published.open_file_of(code)[0].name == "Ke hoach 290.docx", "what the guard keeps closed"


def test_the_public_pages_hold_drafts_principles_and_copies_as_they_are(cast: Cast, given: Task, plan: Plan) -> None:
    act(keep_as_principle, added(cast, plan, matter="Phối hợp chặt chẽ", product=""), by=cast.thao)
    added(cast, plan, matter="Còn là dự thảo")
    code = act(publish, plan, by=cast.thao, reason=WHY).code
    page = published.open_plan(code, ON)
    assert [one.task.nth for one in page.tasks] == [1]
    assert [one.matter for one in page.principles] == ["Phối hợp chặt chẽ"]
    assert [one.office for one in published.open_task(code, 1, ON).copies] == [
        cast.office.ba_dinh, cast.office.hoan_kiem,
    ]  # fmt: skip
    for nth in (2, 3, 99):
        with pytest.raises(NotThere):
            published.open_task(code, nth, ON)


def test_what_was_opened_by_force_is_named(cast: Cast, given: Task, plan: Plan) -> None:
    task = proven(cast)
    with guard.outside("somebody writes into the database"):
        Publication.objects.create(plan=plan, code="FORCED", since=ON)
        Cleared.objects.create(task=task, piece="case:26-1", title="Vụ việc", code="FORCED")
    assert sorted((one.about, one.field) for one in differences()) == [
        (plan.guard_ref, "publication"), (task.guard_ref, "cleared evidence"),
    ]  # fmt: skip


def test_what_was_sent_back_is_no_accepted_piece() -> None:
    def done(seq: int, verb: str, **data: object) -> Done:
        return Done(seq, verb, data, ON)

    acts = [
        done(1, "report", period="", refs=["figure:1"], files=[{}]),
        done(2, "send-back", period=""),
        done(3, "report", period="", refs=["figure:2", "case:26-1"]),
        done(4, "accept", period=""),
        done(5, "report", period="", refs=["figure:3"]),
    ]
    assert accepted_pieces(acts) == [("figure:2", ON)]


def test_a_title_or_a_file_that_looks_as_if_it_named_somebody_is_cleared_only_by_who_says_that_they_looked(
    cast: Cast, given: Task, plan: Plan
) -> None:
    task = copy_for(cast.office.ba_dinh)
    file = SimpleUploadedFile("001099012345.txt", b"12", "text/plain")
    act(report, task, by=cast.minh, files=[take_in(file)], refs=["figure:0912345678"])
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao)
    for piece in ("file:2.0", "figure:0912345678"):
        with pytest.raises(LooksPersonal):
            act(clear_evidence, task, by=cast.thao, piece=piece, title="Danh sách", reason=WHY)
    act(clear_evidence, task, by=cast.thao, piece="file:2.0", title="Danh sách", names_nobody=True, reason=WHY)
    (kept,) = [one.data for one in acts_of(task.guard_ref) if one.verb == "clear"]
    assert kept["names_nobody"] is True
    assert list(differences()) == []


def of_a_file(kept: Any) -> Searched:
    """What a look through one uploaded file finds."""
    one = take_in(kept)
    return searched(KeptFile(path=one.path, name=one.name, kind=one.kind, size=one.size))


def sheet(*cells: str) -> SimpleUploadedFile:
    """A workbook with one row; a cell "n:7" holds a number, any other a text."""
    book = Workbook()
    book.active.append([int(cell[2:]) if cell.startswith("n:") else cell for cell in cells])
    made = BytesIO()
    book.save(made)
    return SimpleUploadedFile("so-lieu.xlsx", made.getvalue())


def aside() -> SimpleUploadedFile:
    """A workbook that says something in a page header, a comment, the name of a sheet and its keywords only."""
    book = Workbook()
    book.active["A1"] = "Số liệu"
    book.active.title = "ông Nguyễn Văn Ba"
    book.active.oddHeader.center.text = "Số 001-099-012-345"
    book.active["A1"].comment = Comment("đồng chí Trần Thị Bốn", "x")
    book.properties.keywords = "0912345678"
    made = BytesIO()
    book.save(made)
    return SimpleUploadedFile("so-lieu.xlsx", made.getvalue())


@pytest.mark.parametrize(
    ("file", "found"),
    [
        (aside, ["001-099-012-345", "0912345678", "ông Nguyễn Văn Ba", "đồng chí Trần Thị Bốn"]),
        (
            lambda: docx(text=normalize("NFD", "Ghi nhận ông Nguyễn Văn Ánh, số 0010\u200b99012345.")),
            ["001099012345", "ông Nguyễn Văn Ánh"],
        ),
        (lambda: docx(text="Ghi nhận ông Nguyễn Văn Ánh, số 001099012345."), ["001099012345", "ông Nguyễn Văn Ánh"]),
        (lambda: docx(text="Ông bà, anh chị em trong Tổ dân phố 12 đã ký."), []),
        (lambda: sheet("n:1099012345", "Điện thoại: 0912 345 678"), ["0912 345 678"]),
        (lambda: sheet("n:1", "n:2", "n:3", "n:4", "n:5", "n:6", "n:7", "n:8", "n:9"), []),
        (lambda: SimpleUploadedFile("a.txt", ("x" * 230 + " 0912345678\n" + "@" * 90_000).encode()), ["0912345678"]),
    ],
)
def test_the_text_of_a_file_is_looked_through_for_numbers_and_named_persons(file: Any, found: list[str]) -> None:
    looked = of_a_file(file())
    assert sorted(spot.found for spot in looked.spots) == found
    assert looked.why == ""


def test_a_picture_a_scan_and_a_broken_file_are_said_to_be_unread_and_break_nothing() -> None:
    scan = BytesIO()
    pdf = pdfium.PdfDocument.new()
    pdf.new_page(200, 200)
    pdf.save(scan)
    broken = BytesIO()
    with ZipFile(broken, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:p><w:t>0912345678")
    why = [
        of_a_file(one).why
        for one in (
            SimpleUploadedFile("scan.pdf", scan.getvalue()), SimpleUploadedFile("hong.docx", broken.getvalue()),
        )
    ]  # fmt: skip
    assert why == ["scan", "damaged"]
    assert searched(KeptFile(path="none", name="a.jpg", kind="image", size=9)).why == "kind"
    assert searched(KeptFile(path="none", name="a.txt", kind="text", size=9)).why == "damaged"


def test_a_file_that_holds_something_of_a_person_is_cleared_only_by_who_says_that_they_looked(
    cast: Cast, given: Task, plan: Plan
) -> None:
    task = copy_for(cast.office.ba_dinh)
    act(report, task, by=cast.minh, files=[take_in(docx(text="Gọi bà Trần Thị Bình, 0912345678."))])
    act(accept, Task.objects.get(pk=task.pk), by=cast.thao)
    said: dict[str, Any] = {"piece": "file:2.0", "title": "Danh sách", "reason": WHY}
    with pytest.raises(FileNotClean) as stopped:
        act(clear_evidence, task, by=cast.thao, **said)
    assert [spot.found for spot in stopped.value.searched.spots] == ["0912345678", "bà Trần Thị Bình"]
    assert not Cleared.objects.exists()
    act(clear_evidence, task, by=cast.thao, file_looked=True, **said)
    (kept,) = [one.data for one in acts_of(task.guard_ref) if one.verb == "clear"]
    assert kept["file"] == {"found": 2, "unread": ""}
    assert list(differences()) == []


LEFT = LeftOut("operation", "Lộ ra thì đối tượng tránh mất.")


def test_a_task_that_is_left_out_is_not_shown_anywhere_in_public_and_is_counted_with_its_ground(
    cast: Cast, given: Task, plan: Plan
) -> None:
    root = plan.tasks.get(spread=True)
    own = added(cast, plan, matter="Tổng hợp", product="Báo cáo", spread=False, lead=cast.office.inspectorate.pk)
    act(issue, plan, by=cast.thao)
    task = proven(cast)
    piece = act(clear_evidence, task, by=cast.thao, piece="file:2.0", title="Danh sách", reason=WHY)
    plan.refresh_from_db()
    code = act(publish, plan, by=cast.thao, reason=WHY, left={root.ref: LEFT}).code
    page = published.open_plan(code, ON)
    assert [one.task for one in page.tasks] == [Task.objects.get(pk=own.pk)]
    assert page.left == {"operation": 1}
    assert page.of.told.given == 1, "neither the task nor what was given of it is counted"
    assert published.open_plans(ON)[0].told.given == 1
    with pytest.raises(NotThere):
        published.open_task(code, root.nth, ON)
    with pytest.raises(NotThere):
        published.open_file_of(piece.code)
    assert cleared_in(plan) == 0
    (one,) = not_shown(plan)
    assert (one.task, one.ground, one.reason, one.by) == (root, "operation", LEFT.reason, cast.thao.actor.name)
    assert list(differences()) == []
    act(unpublish, plan, by=cast.thao, reason=WHY)
    act(publish, plan, by=cast.thao, reason=WHY)
    assert published.open_plan(code, ON).left == {}
    assert published.open_file_of(piece.code)[1] == "Danh sách"
    assert not_shown(plan) == []
    assert list(differences()) == []


def test_what_above_leaves_out_no_office_shows_and_what_an_office_leaves_out_counts_above(
    cast: Cast, given: Task, plan: Plan
) -> None:
    ward = given.plan
    act(issue, ward, by=cast.ha)
    ward.refresh_from_db()
    with pytest.raises(Refused, match=r"^plans\.givers-not-open"):
        act(publish, ward, by=cast.ha, reason=WHY)
    act(publish, plan, by=cast.thao, reason=WHY)
    below = act(publish, ward, by=cast.ha, reason=WHY).code
    assert len(published.open_plan(below, ON).tasks) == 1
    plan.refresh_from_db()
    act(unpublish, plan, by=cast.thao, reason=WHY)
    root = plan.tasks.get(spread=True)
    added(cast, plan, matter="Tổng hợp", product="Báo cáo", spread=False, lead=cast.office.inspectorate.pk)
    act(issue, plan, by=cast.thao)
    plan.refresh_from_db()
    act(publish, plan, by=cast.thao, reason=WHY, left={root.ref: LEFT})
    page = published.open_plan(below, ON)
    assert (page.tasks, page.of.told.given, page.left) == ((), 0, {"operation": 1})
    act(unpublish, plan, by=cast.thao, reason=WHY)
    assert published.open_plan(below, ON).tasks == (), "closed is not shown"
    above = act(publish, plan, by=cast.thao, reason=WHY).code
    more = act(add_task, ward, by=cast.ha, said=clear(ward, matter="Việc riêng của phường"))
    act(keep_as_principle, more, by=cast.ha)
    act(unpublish, ward, by=cast.ha, reason=WHY)
    ward.refresh_from_db()
    act(publish, ward, by=cast.ha, reason=WHY, left={given.ref: LeftOut("persons", "Nêu tên hộ.")})
    assert published.open_plan(below, ON).left == {"persons": 1}
    assert published.open_plan(above, ON).of.told.given == 3, "the city shows its own task with every copy"
    assert list(differences()) == []


def test_a_task_is_left_out_with_a_ground_and_a_reason_and_never_all_of_them(
    cast: Cast, given: Task, plan: Plan
) -> None:
    root = plan.tasks.get(spread=True)
    added(cast, plan, matter="Tổng hợp", product="Báo cáo", spread=False, lead=cast.office.inspectorate.pk)
    act(issue, plan, by=cast.thao)
    plan.refresh_from_db()
    for left, code in (
        ({root.ref: LeftOut("shame", "Ngại.")}, "unknown-ground"), ({"26-AAAAAAAA": LEFT}, "not-of-plan"),
        ({given.ref: LEFT}, "not-of-plan"), ({one.ref: LEFT for one in plan.tasks.all()}, "nothing-shown"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=rf"^plans\.{code}"):
            act(publish, plan, by=cast.thao, reason=WHY, left=left)
    with pytest.raises(Refused, match=r"^cases\.needed"):
        act(publish, plan, by=cast.thao, reason=WHY, left={root.ref: LeftOut("law", " ")})
    assert not Publication.objects.exists()


def test_what_is_left_out_by_force_or_shown_by_force_is_named(cast: Cast, given: Task, plan: Plan) -> None:
    root = plan.tasks.get(spread=True)
    act(publish, plan, by=cast.thao, reason=WHY)
    with guard.outside("somebody writes into the database"):
        Publication.objects.update(left={str(root.pk): "law"})
    assert [(one.about, one.field) for one in differences()] == [(plan.guard_ref, "publication")]


def test_without_the_guard_what_is_left_out_would_be_shown(
    cast: Cast, given: Task, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = plan.tasks.get(spread=True)
    added(cast, plan, matter="Tổng hợp", product="Báo cáo", spread=False, lead=cast.office.inspectorate.pk)
    act(issue, plan, by=cast.thao)
    plan.refresh_from_db()
    code = act(publish, plan, by=cast.thao, reason=WHY, left={root.ref: LEFT}).code
    monkeypatch.setattr(published, "left_out", dict)
    assert published.open_task(code, root.nth, ON).one.task == root


def test_an_office_shows_its_own_tasks_and_of_what_it_was_given_only_what_the_giver_shows(
    cast: Cast, given: Task, plan: Plan
) -> None:
    ward = given.plan
    own = act(add_task, ward, by=cast.ha, said=clear(ward, matter="Việc riêng của phường", spread=False,
              lead=cast.office.ba_dinh.pk))  # fmt: skip
    act(issue, ward, by=cast.ha)
    assert {pk: office.pk for pk, office in held_back(ward).items()} == {given.pk: plan.office_id}
    ward.refresh_from_db()
    code = act(publish, ward, by=cast.ha, reason=WHY).code
    page = published.open_plan(code, ON)
    assert [one.task for one in page.tasks] == [own]
    assert (page.of.told.given, page.left) == (1, {"giver": 1})
    with pytest.raises(NotThere):
        published.open_task(code, given.nth, ON)
    above = act(publish, plan, by=cast.thao, reason=WHY)
    assert held_back(ward) == {}
    page = published.open_plan(code, ON)
    assert ({one.task for one in page.tasks}, page.of.told.given, page.left) == ({own, given}, 2, {})
    assert published.open_task(code, given.nth, ON).one.task == given
    plan.refresh_from_db()
    act(unpublish, plan, by=cast.thao, reason=WHY)
    assert published.open_plan(code, ON).left == {"giver": 1}, "what the giver closes is closed here at once"
    assert above.code != code
    assert list(differences()) == []
