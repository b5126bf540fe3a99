"""The page of whoever decides: what is asked of them, what their office owes, who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from namro.work.plans.models import Task
from namro.work.plans.task_actions import report
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, fill
from tests.doors.desk.plan_scene import MATTER, given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_a_question_travels_from_the_post_to_the_head_s_page_and_back_with_its_answer(
    cast: Cast, signed_in: Browser
) -> None:
    task, head = given(cast), signed_in(cast.ha)
    url = f"/desk/plans/tasks/{task.ref}"
    assert "Không có việc nào chờ quyết định" in body(head.get("/desk/head"))
    said = {"of": "head", "kind": "decision", "text": "Xin mượn xe.", "by": "13/03/2026"}
    lan = signed_in(cast.lan)
    assert fill(lan, f"{url}/ask-decision", **said | {"by": "31/02/2026"}).status_code == 422
    assert fill(lan, f"{url}/ask-decision", **said).status_code == 302
    assert "Đang xin ý kiến thủ trưởng" in body(lan.get(url))
    assert lan.get(f"{url}/decide").status_code == lan.get("/desk/head").status_code == 404
    page = body(head.get("/desk/head"))
    assert "Xin mượn xe." in page
    assert f"{url}/decide" in page
    assert "Xin mượn xe." not in body(signed_in(cast.duc).get("/desk/head"))
    assert fill(head, f"{url}/decide", answer="Đồng ý cho mượn một xe.").status_code == 302
    assert "Đồng ý cho mượn một xe." in body(lan.get(url))


def test_the_agency_sees_reports_to_accept_and_the_ward_who_stands_in(cast: Cast, signed_in: Browser) -> None:
    task, head = given(cast), signed_in(cast.ha)
    done = fill(
        head, f"/desk/plans/tasks/{task.ref}/delegate", post=str(cast.lan.post.pk), begins="10/03/2026",
        ends="20/03/2026",
    )  # fmt: skip
    assert done.status_code == 302
    page = body(head.get("/desk/head"))
    assert "10/03/2026 – 20/03/2026" in page
    assert "Đang có hiệu lực" in page
    assert MATTER in page
    act(report, Task.objects.get(pk=task.pk), by=cast.ha, refs=["figure:7F3A"])
    assert 'id="reported"' in body(signed_in(cast.thao).get("/desk/head"))
