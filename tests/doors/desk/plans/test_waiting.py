"""A document that was read and is no plan yet: what is typed on its look is kept, and nobody loses the way to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from namro.ground.gate import guard
from namro.ground.people.models import Holding
from namro.work.plans import waiting
from namro.work.plans.models import Plan
from tests.cast import NOW, PASSWORD, Cast, Member
from tests.doors.desk.conftest import body, field
from tests.doors.desk.plans.test_reading import TEXT, again, drafted, field_of, filled, form_of, pasted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
DAY = 86_400


def colleague(cast: Cast) -> Member:
    """Loan, who drafts plans beside Thảo from today on."""
    with guard.outside("a second person drafts plans there"):
        Holding.objects.create(user=cast.loan.user, post=cast.thao.post, begins=NOW.date(), deputy=True)
    return cast.loan


def test_what_is_typed_is_kept_by_a_button_and_stands_there_when_the_look_is_opened_again(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    form = filled(agency, url, **{"product-0": "Bản đồ điểm phức tạp", "title": "", "does-1": "principle"})
    kept = agency.post(url, form | {"go": "keep"})
    assert kept["Location"] == "/desk/plans#waits", "also where something is still to be mended"
    assert not Plan.objects.exists(), "nothing half-read becomes a plan"
    page = body(signed_in(cast.thao).get(url))
    assert field_of(page, "product-0") == "Bản đồ điểm phức tạp"
    assert 'name="does-1" value="principle" checked' in page
    assert "Những gì đã điền được lưu lúc" in page
    assert 'role="alert"' not in page, "nothing is judged before it is sent"
    assert agency.post(url, filled(agency, url)).status_code == 302
    assert Plan.objects.count() == 1


def test_the_script_keeps_it_without_reading_the_document_and_says_when(
    cast: Cast, signed_in: Browser, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    form = filled(agency, url, **{"matter-1": "Tổ chức tuần tra đêm"})
    with monkeypatch.context() as patch:
        patch.setattr("namro.doors.desk.plans.reading.read_plan", None)
        told = agency.post(url, form | {"go": "keep", "by": "script"})
    assert told.status_code == 200
    assert told.json()["said"].startswith("Những gì đã điền được lưu lúc")
    assert "Tổ chức tuần tra đêm" in body(agency.get(url))
    (one,) = [path for path in waiting.root().iterdir() if path.name.endswith(waiting.TYPED)]
    assert "tuần tra".encode() not in one.read_bytes(), "closed while it waits"


def test_two_pages_of_one_look_never_lose_what_the_other_kept(cast: Cast, signed_in: Browser, home: Any) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)

    def opened() -> dict[str, str]:
        return filled(agency, url) | {"stand": field(agency.get(url), "stand")}

    def keep(page: dict[str, str], product: str, **more: str) -> Any:
        return agency.post(url, page | {"product-0": product, "go": "keep", "by": "script", **more})

    one = opened()
    assert keep(one, "Một").status_code == 200
    other = opened()
    assert keep(one, "Hai").status_code == 200, "the page that kept it last goes on keeping"
    assert keep(other, "Ba").status_code == 409
    assert "vừa lưu nội dung khác" in keep(other, "Ba").json()["said"]
    assert field_of(body(agency.get(url)), "product-0") == "Hai"
    asked = agency.post(url, other | {"product-0": "Ba", "go": "do"})
    assert asked.status_code == 422, "no plan is made over what somebody else has just kept"
    assert not Plan.objects.exists()
    assert field_of(body(asked), "product-0") == "Ba", "what was typed here is not lost either"
    assert keep(other, "Ba", stand=field(asked, "stand")).status_code == 200
    assert field_of(body(agency.get(url)), "product-0") == "Ba"


def test_the_plans_and_today_lead_to_what_waits_and_say_who_brought_it_and_when(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    assert "1 văn bản đã đọc đang chờ làm tiếp" in body(agency.get("/desk/"))
    listed = body(agency.get("/desk/plans"))
    assert f'href="{url}"' in listed
    assert "Tôi đưa vào lúc" in listed
    assert url not in body(signed_in(cast.ha).get("/desk/plans")), "another office"
    beside = signed_in(colleague(cast))
    seen = body(beside.get("/desk/plans"))
    assert f'href="{url}"' in seen
    assert "Phan Phương Thảo đưa vào lúc" in seen
    assert beside.post(url, filled(beside, url, **{"product-0": "Sổ"}) | {"go": "keep"}).status_code == 302
    assert "Cao Bích Loan lưu những gì đã điền lúc" in body(agency.get(url))
    token = url.rsplit("/", 1)[1]
    assert f"/desk/plans/waiting/{token}/away" not in seen
    assert 'value="give-up"' not in body(beside.get(url))
    assert beside.post(f"/desk/plans/waiting/{token}/away").status_code == 404, "only who brought it throws it away"
    assert beside.post(url, {"go": "give-up"}).status_code == 404
    assert agency.get(url).status_code == 200


def test_what_nobody_wants_is_thrown_away_after_a_question_and_its_page_says_so(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    agency.post(url, filled(agency, url) | {"go": "keep"})
    away = f"/desk/plans/waiting/{url.rsplit('/', 1)[1]}/away"
    assert "Không lấy lại được" in body(agency.get(away))
    assert agency.get(url).status_code == 200
    assert agency.post(away)["Location"] == "/desk/plans"
    assert list(waiting.root().iterdir()) == []
    for gone in (agency.get(url), agency.get(away)):
        assert gone.status_code == 410
        assert "Phan Phương Thảo đã bỏ" in body(gone)
        assert 'href="/desk/plans"' in body(gone)
    assert "waits no more" in body(agency.get(f"{url}?lang=en"))
    assert signed_in(cast.ha).get(url).status_code == 404


def test_back_after_the_plan_was_made_leads_to_the_plan(cast: Cast, signed_in: Browser, home: Any) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    assert agency.post(url, filled(agency, url)).status_code == 302
    back = agency.get(url)
    assert back.status_code == 410
    assert f'href="/desk/plans/{Plan.objects.get().ref}"' in body(back)
    assert "#waits" not in body(agency.get("/desk/"))


def test_a_document_that_is_read_again_keeps_what_was_typed_but_no_choice_made_of_another_stand(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    plan = drafted(agency)
    url = again(agency, plan)
    kept = agency.post(url, form_of(agency, url, **{"product-1": "Báo cáo tuần tra", "go": "keep"}))
    assert kept["Location"] == "/desk/plans#waits"
    assert f'href="{url}"' in body(agency.get("/desk/plans"))
    page = body(agency.get(url))
    assert field_of(page, "product-1") == "Báo cáo tuần tra"
    assert 'name="does-1" value="take" checked' in page
    task = plan.tasks.get()
    removed = agency.get(f"/desk/plans/tasks/{task.ref}/withdraw")
    sent = {"once": field(removed, "once"), "seq": "1", "seen": "", "reason": "Trùng", "go": "do"}
    sent["seen"] = field(removed, "seen") if 'name="seen"' in body(removed) else ""
    assert agency.post(f"/desk/plans/tasks/{task.ref}/withdraw", sent).status_code == 302
    page = body(agency.get(url))
    assert field_of(page, "product-1") == "Báo cáo tuần tra"
    assert 'name="does-1" value="take" checked' not in page


def test_what_was_typed_when_the_session_ended_comes_back_after_signing_in(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    form = filled(agency, url, **{"product-0": "Sơ đồ"}) | {"writer": field(agency.get(url), "writer")}
    agency.logout()
    told = agency.post(url, form)
    assert told.status_code == 401
    sent = {"username": "thao", "password": PASSWORD, "unsaved": field(told, "unsaved")}
    back = agency.post("/desk/sign-in", sent)
    assert "Sơ đồ" in body(back)
    mended = agency.post(url, {name: text for name, text in form.items() if name != "once"} | {"go": "mend"})
    assert field_of(body(mended), "product-0") == "Sơ đồ"
    assert not Plan.objects.exists()
    assert agency.post(url, form | {"go": "keep", "by": "script"}).status_code == 200


def test_what_somebody_works_on_is_not_swept_away_and_what_nobody_does_goes_whole(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    old, worked_on = (pasted(agency).rsplit("/", 1)[1] for _ in range(2))
    for url in (old, worked_on):
        agency.post(f"/desk/plans/new/{url}", {"go": "keep", "product-0": "Sổ"})
        for path in waiting.root().glob(f"{url}*"):
            os.utime(path, (NOW.timestamp() - 8 * DAY,) * 2)
    for path in waiting.root().glob(f"{worked_on}*"):
        os.utime(path, (NOW.timestamp() - (7 if path.suffix else 6) * DAY - 60,) * 2)
    waiting.keep(TEXT.encode(), "mới.txt", actor=cast.thao.actor, now=NOW)
    assert not list(waiting.root().glob(f"{old}*"))
    assert len(list(waiting.root().glob(f"{worked_on}*"))) == 3
    assert [one.name for one in waiting.waits(cast.thao.at(NOW + timedelta(days=1)))].count("mới.txt") == 1


def test_more_than_a_look_can_hold_is_refused_and_what_lay_there_stays(
    cast: Cast, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = waiting.keep(TEXT.encode(), "mới.txt", actor=cast.thao.actor, now=NOW)
    said: dict[str, Any] = {"stand": None, "page": "", "actor": cast.thao.actor, "now": NOW}
    waiting.keep_typed(token, [("title", "Ngắn")], **said)
    monkeypatch.setattr(waiting, "MOST_TYPED", 10)
    with pytest.raises(waiting.Refused, match="typed-too-much"):
        waiting.keep_typed(token, [("title", "x" * 11)], **said)
    assert waiting.typed(token, actor=cast.thao.actor).fields == (("title", "Ngắn"),)


def test_where_what_was_typed_cannot_be_read_any_more_the_document_still_waits(
    cast: Cast, signed_in: Browser, home: Any
) -> None:
    agency = signed_in(cast.thao)
    url = pasted(agency)
    agency.post(url, filled(agency, url, title="Kế hoạch số một") | {"go": "keep"})
    (typed,) = waiting.root().glob(f"*{waiting.TYPED}")
    typed.write_bytes(typed.read_bytes()[:40])
    for page in ("/desk/plans", "/desk/", url):
        answer = agency.get(page)
        assert answer.status_code == 200
    assert field_of(body(agency.get(url)), "title") != "Kế hoạch số một"
    kept = agency.post(url, filled(agency, url, title="Kế hoạch số hai") | {"go": "keep"})
    assert kept.status_code == 302
    assert field_of(body(agency.get(url)), "title") == "Kế hoạch số hai"
