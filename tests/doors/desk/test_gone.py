"""What is not there, or not any more: its page leads on, and tells nobody what exists."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from namro.work.plans.task_actions import block
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.scene import given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def test_back_to_a_form_whose_work_is_done_leads_to_the_task_it_was_about(cast: Cast, signed_in: Browser) -> None:
    task = given(cast)
    ward = signed_in(cast.ha)
    form = f"/desk/plans/tasks/{task.ref}/block"
    assert ward.get(form).status_code == 200
    act(block, task, by=cast.ha, reason="Thiếu người")
    back = ward.get(form)
    assert back.status_code == 404
    assert f'href="/desk/plans/tasks/{task.ref}"' in body(back)
    assert "Việc này không làm được nữa" in body(back)
    assert "This can no longer be done here" in body(ward.get(f"{form}?lang=en"))


def test_a_form_of_a_thing_that_somebody_may_not_open_is_like_one_that_is_not_there(
    cast: Cast, signed_in: Browser
) -> None:
    task = given(cast)
    quan = signed_in(cast.quan)
    refs = (task.ref, "26-AAAAAAAA")
    pages = [body(quan.get(f"/desk/plans/tasks/{ref}/block")).replace(ref, "") for ref in refs]
    hidden, none = (re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page) for page in pages)
    assert hidden == none
    assert 'href="/desk/plans"' in hidden


def test_what_is_not_there_leads_on_in_both_languages(cast: Cast, signed_in: Browser) -> None:
    agency = signed_in(cast.thao)
    page = agency.get("/desk/plans/new/aaaaaaaaaaaaaaaaaaaaaaaa")
    assert page.status_code == 404
    assert page["Cache-Control"] == "no-store"
    assert "Không có trang này" in body(page)
    for way in ('href="/desk/plans"', 'href="/desk/"', 'lang="en"'):
        assert way in body(page)
    assert "This page is not here" in body(agency.get("/desk/plans/new/aaaaaaaaaaaaaaaaaaaaaaaa?lang=en"))
    nowhere = body(agency.get("/desk/nowhere?lang=en"))
    assert 'href="/desk/"' in nowhere
    assert 'lang="vi"' in nowhere
