"""The address of a page of the report names the page that is seen, also after a step that was refused."""

from __future__ import annotations

import re

import pytest

from tests.doors.portal.walk import Walker, photo


def stands_at(walker: Walker, slug: str) -> None:
    assert (walker.asked, walker.address.rpartition("/")[2]) == (slug, slug)


def test_a_refused_step_stays_at_its_own_address(at_about) -> None:
    at_about.press(about="")
    stands_at(at_about, "about")
    assert "thiếu phần này" in at_about.text
    at_about.press(about="Kho hàng bị cạy cửa.")
    stands_at(at_about, "where")
    at_about.press()
    stands_at(at_about, "where")
    assert at_about.response.status_code == 200


def test_every_button_leads_to_the_address_of_its_page(to_the_end) -> None:
    end = to_the_end()
    stands_at(end, "check_answers")
    for slug in ("about", "where", "your_name"):
        end.press(f"change:{slug}")
        stands_at(end, slug)
        end.press()
        stands_at(end, "check_answers")
    end.press("back")
    stands_at(end, "your_name")
    end.press(who="yes", who_name="")
    stands_at(end, "your_name")


def test_a_page_that_is_missing_something_is_shown_at_its_own_address_and_once(at_about) -> None:
    at_about.press("change:check_answers")
    stands_at(at_about, "about")


def test_the_buttons_name_where_they_lead_so_that_a_form_travels_once(to_the_end) -> None:
    end = to_the_end()
    for slug, action in re.findall(r'value="change:([^"]+)" formaction="([^"]+)"', end.html):
        answer = end.client.post(action, {**end.forms["step"].fields, "do": f"change:{slug}"})
        assert answer.status_code == 200, slug
    back = re.search(r'value="back" formaction="([^"]+)"', end.html)
    assert back is not None
    assert end.client.post(back[1], {**end.forms["step"].fields, "do": "back"}).status_code == 200
    place = end.press("change:where")
    find = re.search(r'value="find" formaction="([^"]+)"', place.html)
    assert find is not None
    assert find[1].endswith("/where")
    assert end.client.post(find[1], {**place.forms["step"].fields, "do": "find"}).status_code == 200


@pytest.mark.parametrize("do", ["add", "continue"])
def test_files_travel_once(to_the_end, do) -> None:
    pages = to_the_end()
    files = next(slug for slug in re.findall(r'value="change:([^"]+)"', pages.html) if "file" in slug)
    page = pages.press(f"change:{files}")
    sent = {**page.forms["step"].fields, "do": do, files: photo()}
    assert page.client.post(page.address, sent).status_code == 200


def test_a_form_that_is_sent_on_leaves_nothing_on_the_device(at_about) -> None:
    form = at_about.forms["step"]
    answer = at_about.client.post(form.action, {**form.fields, "about": "", "do": "continue"})
    assert answer.status_code == 307
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Location"].endswith("/about")
