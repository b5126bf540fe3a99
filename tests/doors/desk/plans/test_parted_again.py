"""A document that comes back corrected, of which a row was parted: each of its tasks is known, and none is gone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.work.plans.again import parts_held, same_words
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan, Task
from namro.work.plans.queries import drafts
from tests.cast import NOW, Cast, Member, act
from tests.doors.desk.conftest import body, field
from tests.doors.desk.plans.test_reading import TEXT, filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
Browser = Callable[[Member], Client]
FIRST, SECOND = "Kiểm tra kho pháo hoa", "Tập huấn sơ cứu cho lực lượng trực"
BOTH = f"{FIRST}; {SECOND[0].lower()}{SECOND[1:]}"
OFFICE = "Công an phường Ba Đình"
HEAD = ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm")


def file(*rows: tuple[str, str]) -> SimpleUploadedFile:
    """A plan whose appendix has these rows, each a matter and its day."""
    made = docx.Document()
    for line in TEXT.splitlines()[:9]:
        made.add_paragraph(line)
    lines: Sequence[Sequence[str]] = [
        HEAD, *((str(n), matter, OFFICE, day, "Báo cáo") for n, (matter, day) in enumerate(rows, 1))
    ]  # fmt: skip
    table = made.add_table(len(lines), 5)
    for cells, row in zip(lines, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
    made.save(kept := io.BytesIO())
    return SimpleUploadedFile("ke-hoach.docx", kept.getvalue())


def line(at: int, matter: str, day: str = "25/12/2026", does: str = "take") -> dict[str, str]:
    said = {"does": does, "matter": matter, "lead": OFFICE, "helping": "", "day": day, "product": "Báo cáo"}
    return {f"{name}-{at}": value for name, value in said.items()}


def parted(agency: Client, second: str = "take") -> Plan:
    """The plan whose one row was parted at the look; the second part is taken, or kept as a principle."""
    url = str(agency.post("/desk/plans/new", {"file": file((BOTH, "25/12/2026"))})["Location"])
    done = agency.post(
        url, filled(agency, url, **{**line(0, FIRST), **line(10_000, SECOND, does=second), "two-0": "split"})
    )
    assert done.status_code == 302, body(done)
    plan = Plan.objects.get()
    assert list(plan.tasks.order_by("nth").values_list("matter", flat=True)) == [FIRST, SECOND]
    return plan


def again(agency: Client, plan: Plan, *rows: tuple[str, str]) -> str:
    return str(agency.post(f"/desk/plans/{plan.ref}/read", {"file": file(*rows)})["Location"])


def sent(agency: Client, url: str, **more: str) -> Any:
    page = agency.get(url)
    said = {"once": field(page, "once"), "seen": field(page, "seen"), "role": "handler", "head": "head", "go": "do"}
    return agency.post(url, {**said, **more})


def offered(page: str, at: int) -> str:
    """What is said at a line of the look of the task that it may correct; "" for none."""
    block = page.partition(f'id="task-{at}"')[2].partition("</fieldset>")[0]
    assert block, f"there is no line {at}"
    found = re.search(r'<a href="[^"]*">([^<]*)</a>', block) if 'class="note-near"' in block else None
    return found[1] if found else ""


def test_another_day_for_a_row_that_was_parted_is_offered_for_both_tasks_and_neither_is_gone_or_new(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = parted(agency)
    url = again(agency, plan, (BOTH, "28/12/2026"))
    page = body(agency.get(url))
    assert 'id="h-gone"' not in page
    assert 'name="two-0" value="split" checked' in page
    assert [offered(page, at) for at in (0, 10_000)] == [FIRST, SECOND]
    assert f"{SECOND}</textarea>" in page, "with the capital of the draft"
    both = [line(0, FIRST, "28/12/2026", "correct"), line(10_000, SECOND, "28/12/2026", "correct")]
    assert sent(agency, url, **{**both[0], **both[1], "two-0": "split"}).status_code == 302
    tasks = drafts(cast.thao.actor, plan.ref, NOW.date())
    assert [(one.task.matter, one.time) for one in tasks] == [(one, {"day": "2026-12-28"}) for one in (FIRST, SECOND)]


def test_a_part_that_was_not_seen_is_never_taken_as_new_beside_the_task_that_the_plan_has_of_it(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = parted(agency)
    url = again(agency, plan, (BOTH, "28/12/2026"))
    first = sent(agency, url, **{**line(0, BOTH, "28/12/2026", "correct"), "two-0": "split"})
    assert first.status_code == 422
    part = body(first).partition('id="task-10000"')[2]
    assert 'name="does-10000" value="correct" checked' in part
    assert plan.tasks.count() == 2


def test_a_row_that_is_said_to_be_one_now_names_its_second_task_beside_it(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    plan = parted(agency)
    url = again(agency, plan, (BOTH, "28/12/2026"))
    page = body(sent(agency, url, **{**line(0, BOTH, "28/12/2026", "correct"), "two-0": "one", "go": "look"}))
    assert 'id="h-gone"' not in page
    assert "nhiệm vụ cũ còn trong dự thảo thì rút ra được" in page
    assert SECOND in page
    assert 'id="task-10000"' not in page


def test_of_a_parted_row_the_task_that_was_given_is_named_at_its_part_and_the_other_one_corrected(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = parted(agency, "principle")
    act(issue, plan, by=cast.thao, to=[])
    assert plan.tasks.get(state=Task.PRINCIPLE).matter == SECOND
    url = again(agency, plan, (BOTH, "28/12/2026"))
    page = body(agency.get(url))
    assert 'id="h-gone"' not in page
    assert [offered(page, at) for at in (0, 10_000)] == [FIRST, SECOND]
    assert 'name="does-0" value="correct"' not in page, "what was given is not corrected here"
    said = {**line(0, FIRST, does="skip"), **line(10_000, f"{SECOND} ca đêm", does="correct"), "two-0": "split"}
    assert sent(agency, url, **said).status_code == 302
    assert set(plan.tasks.values_list("matter", flat=True)) == {FIRST, f"{SECOND} ca đêm"}


def test_read_again_as_it_was_both_tasks_of_the_row_are_named_as_there(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    plan = parted(agency)
    page = body(agency.get(again(agency, plan, (BOTH, "25/12/2026"))))
    there = page.partition("Đã có trong kế hoạch:")[2].partition("</p>")[0]
    assert FIRST in there
    assert SECOND in there


def test_rows_with_exactly_the_words_of_a_draft_are_that_draft_before_one_that_is_alike(
    cast: Cast, signed_in: Browser
) -> None:
    agency = signed_in(cast.thao)
    plan = parted(agency)
    page = body(agency.get(again(agency, plan, (SECOND, "25/12/2026"), (FIRST, "25/12/2026"))))
    assert 'id="h-gone"' not in page
    assert [offered(page, at) for at in (0, 1)] == [SECOND, FIRST]


def test_words_that_two_lines_say_are_no_ground_for_a_guess() -> None:
    assert same_words(["a", "B", "a"], ["b", "a"]) == {1: 0}
    assert same_words(["", "a"], ["", "a", "a"]) == {}


def test_the_tasks_of_a_parted_row_find_their_parts_by_their_words_and_then_by_what_is_alike() -> None:
    parts = ["kiểm tra kho", "tập huấn sơ cứu", "lập sổ theo dõi"]
    assert parts_held(parts, ["Tập huấn sơ cứu", "Lập sổ theo dõi hàng"]) == {0: 1, 1: 2}
    assert parts_held(parts[:1], ["Một", "Hai"]) == {0: 0}
