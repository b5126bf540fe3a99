"""Staff and posts, who may do what, the trail, places."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from namro.ground.people.models import Holding, Office, User
from tests.cast import NOW, PASSWORD
from tests.doors.desk.conftest import body, fill, registered


@pytest.fixture
def dung(cast, signed_in):
    """The browser of the administrator."""
    return signed_in(cast.dung)


def test_everyone_is_listed_with_what_they_hold(dung):
    page = body(dung.get("/desk/people"))
    assert "Nguyễn Thị Lan" in page
    assert "Cán bộ trực ban, Công an phường Ba Đình" in page
    assert "Nguyễn Thị Lan" in body(dung.get("/desk/people?q=lan"))
    assert "Không có ai khớp." in body(dung.get("/desk/people?q=%00zz"))


def test_a_person_who_was_added_signs_in_once_with_the_password_on_paper(dung, cast):
    page = body(fill(dung, "/desk/people/new", name="Vũ Thị Mới", username="moi"))
    password = re.search(r'class="code"><b>([^<]+)</b>', page)
    assert password is not None
    browser = Client()
    browser.post("/desk/sign-in", {"username": "moi", "password": password[1]})
    assert browser.get("/desk/")["Location"] == "/desk/password"


def test_a_name_that_is_taken_or_cannot_be_one_is_refused(dung):
    for username in ("lan", "Lan Nguyễn", "", "<b>", "a" * 90):
        assert fill(dung, "/desk/people/new", name="Ai Đó", username=username).status_code == 422, username
    assert not User.objects.filter(name="Ai Đó").exists()


def appoint(dung, user, **given):
    return dung.post(f"/desk/people/{user.pk}/appoint", {"go": "appoint", **given})


def test_a_post_is_given_and_works_from_that_day(dung, cast, signed_in, report):
    case = report()
    assert signed_in(cast.lan).get(f"/desk/cases/{case.ref}").status_code == 404
    answer = appoint(dung, cast.lan.user, role="duty-officer", office=cast.office.hoan_kiem.pk)
    assert answer.status_code == 302
    lan = signed_in(cast.lan)
    assert lan.get(f"/desk/cases/{case.ref}").status_code == 200
    header = body(lan.get("/desk/"))
    assert "và 1 vị trí khác" in header
    assert "nhiều đơn vị" in header


def test_a_deputy_needs_somebody_to_stand_in_for_and_an_end(dung, cast):
    head = {"role": "head", "office": cast.office.hoan_kiem.pk, "deputy": ["yes"]}
    assert appoint(dung, cast.mai.user, **head).status_code == 422
    assert appoint(dung, cast.mai.user, **head, until="20/03/2026").status_code == 302
    held = Holding.objects.get(user=cast.mai.user, deputy=True)
    assert held.ends.isoformat() == "2026-03-21"
    nobody = {"role": "investigator", "office": cast.office.hoan_kiem.pk, "deputy": ["yes"], "until": "20/03/2026"}
    assert appoint(dung, cast.mai.user, **nobody).status_code == 422


def test_a_deputy_does_what_the_holder_does_and_the_header_says_so(dung, cast, signed_in):
    appoint(dung, cast.mai.user, role="head", office=cast.office.hoan_kiem.pk, deputy=["yes"], until="20/03/2026")
    assert "Thủ trưởng đơn vị (người thay)" in body(signed_in(cast.mai).get("/desk/account"))


@pytest.mark.parametrize(
    "given",
    [
        {"role": "duty-officer", "office": "x"},
        {"role": "duty-officer", "office": "999999"},
        {"role": "king", "office": ""},
        {"role": "standing-agency"},
        {"role": "duty-officer", "since": "32/01/2026"},
        {"role": "duty-officer", "until": "01/01/2026"},
    ],
)
def test_a_post_that_cannot_be_is_refused(dung, cast, given):
    sent = {"office": cast.office.hoan_kiem.pk, **given}
    assert appoint(dung, cast.lan.user, **sent).status_code == 422
    assert Holding.objects.filter(user=cast.lan.user).count() == 1


def test_nobody_gives_themselves_a_post(dung, cast):
    assert appoint(dung, cast.dung.user, role="head", office=cast.office.hoan_kiem.pk).status_code == 422


def test_a_post_is_ended_and_what_was_done_in_it_stays(dung, cast, signed_in, report):
    case = registered(cast, report())
    held = Holding.objects.get(user=cast.quan.user)
    assert dung.post(f"/desk/people/{cast.quan.user.pk}/end/{held.pk}").status_code == 302
    assert signed_in(cast.quan).get(f"/desk/cases/{case.ref}").status_code == 404
    assert "Phạm Minh Quân" in body(signed_in(cast.duc).get(f"/desk/cases/{case.ref}"))
    assert dung.post(f"/desk/people/{cast.lan.user.pk}/end/{held.pk}").status_code == 404


def test_a_new_password_replaces_the_forgotten_one(dung, cast):
    page = body(dung.post(f"/desk/people/{cast.lan.user.pk}/password"))
    assert "chỉ hiện lúc này" in page
    assert not User.objects.get(username="lan").check_password(PASSWORD)


def test_only_administrators_find_these_pages(cast, quan):
    urls = ["/desk/people", "/desk/people/new", f"/desk/people/{cast.lan.user.pk}"]
    assert [quan.get(url).status_code for url in urls] == [404, 404, 404]
    for url in ("appoint", "password", "end/1"):
        assert quan.post(f"/desk/people/{cast.lan.user.pk}/{url}", {}).status_code == 404


def test_the_matrix_is_the_pack_and_the_registry(quan, pack):
    page = body(quan.get("/desk/permissions"))
    assert "vai của bạn" in page
    for role in pack.roles.values():
        assert role.names["vi"] in page
    row = page.partition("<code>cases.extend</code>")[2].partition("</tr>")[0]
    granted = ["<b>" in cell for cell in row.split("<td")[1:-1]]
    assert granted == [role.allows("cases.extend") for role in pack.roles.values()]


def test_every_action_of_the_matrix_has_a_name_in_both_languages():
    from namro.doors import words
    from namro.ground.gate.action import REGISTRY

    known = words.words()
    missing = [name for name in REGISTRY for lang in ("vi", "en") if not known.has(lang, f"desk.action.{name}")]
    assert missing == []


def test_the_trail_page_says_what_is_sealed_and_how_far_behind_it_is(quan, report, now):
    from namro.ground.trail.sealing import seal_pending

    report()
    page = body(quan.get("/desk/trail"))
    assert "Chưa niêm phong" in page
    assert "giây trước" in page
    seal_pending(now)
    assert "chưa lần nào" not in body(quan.get("/desk/trail"))


def test_a_former_name_leads_to_todays_place_and_says_how_much_of_it(quan):
    page = body(quan.get("/desk/places?q=hang+bac"))
    assert "phường Hoàn Kiếm, thành phố Hà Nội" in page
    assert "Hàng Bạc" in page


@pytest.mark.parametrize("query", ["q=khong+co+noi+nay+dau", "q=hoan+kiem&on=31/02/2026", "q=hoan+kiem&on=01/01/1800"])
def test_a_place_or_a_day_that_does_not_exist_gets_a_clear_answer(quan, query):
    answer = quan.get(f"/desk/places?{query}")
    assert answer.status_code in (200, 422)
    assert "Không thấy nơi nào" in body(answer) or "chưa phải là một ngày" in body(answer)


def test_a_number_too_large_for_any_row_is_not_there(dung, cast):
    huge = 10**30
    assert dung.get(f"/desk/people/{huge}").status_code == 404
    assert dung.post(f"/desk/people/{cast.lan.user.pk}/end/{huge}").status_code == 404


def test_an_administrator_without_cases_is_led_to_their_own_pages(dung):
    page = body(dung.get("/desk/"))
    assert "Ở đây không có danh sách vụ việc cho vai trò của bạn." in page
    assert "/desk/people" in page


def test_a_deputy_is_ended_before_the_time_on_the_persons_page(dung, cast):
    appoint(dung, cast.mai.user, role="head", office=cast.office.hoan_kiem.pk, deputy=["yes"], until="20/03/2026")
    held = Holding.objects.get(user=cast.mai.user, deputy=True)
    url = f"/desk/people/{cast.mai.user.pk}/end/{held.pk}"
    assert f'action="{url}"' in body(dung.get(f"/desk/people/{cast.mai.user.pk}"))
    assert dung.post(url, {"go": "end"}).status_code == 302
    held.refresh_from_db()
    assert held.ends == NOW.date()
    assert "(người thay)" not in body(dung.get(f"/desk/people/{cast.mai.user.pk}"))


def test_an_account_is_closed_with_a_reason_and_signs_in_no_more_at_once(dung, cast, signed_in):
    mai, url = signed_in(cast.mai), f"/desk/people/{cast.mai.user.pk}/account"
    assert mai.get("/desk/").status_code == 200
    assert f'href="{url}"' in body(dung.get(f"/desk/people/{cast.mai.user.pk}"))
    assert fill(dung, url, go="close", reason="").status_code == 422
    assert fill(dung, url, go="close", reason="Chuyển công tác.").status_code == 302
    assert mai.get("/desk/")["Location"].startswith("/desk/sign-in")
    page = body(dung.get(f"/desk/people/{cast.mai.user.pk}"))
    assert "Tài khoản đã khóa" in page
    assert "Giao vị trí" not in page
    assert "Tài khoản đã khóa" in body(dung.get("/desk/people?q=mai"))


def test_a_closed_account_is_opened_again(dung, cast, signed_in):
    url = f"/desk/people/{cast.mai.user.pk}/account"
    fill(dung, url, go="close", reason="Nhầm.")
    assert "Mở lại tài khoản" in body(dung.get(url))
    assert fill(dung, url, go="open", reason="Đã rõ.").status_code == 302
    assert signed_in(cast.mai).get("/desk/").status_code == 200


def test_a_form_to_close_that_was_made_before_somebody_else_did_opens_nothing(dung, cast):
    url = f"/desk/people/{cast.mai.user.pk}/account"
    fill(dung, url, go="close", reason="Chuyển công tác.")
    assert dung.post(url, {"go": "close", "reason": "Lần nữa."}).status_code == 302
    cast.mai.user.refresh_from_db()
    assert not cast.mai.user.is_active


def test_nobody_closes_their_own_account_and_others_do_not_find_the_page(dung, cast, signed_in):
    own = f"/desk/people/{cast.dung.user.pk}/account"
    assert own not in body(dung.get(f"/desk/people/{cast.dung.user.pk}"))
    assert fill(dung, own, go="close", reason="Thử.").status_code == 422
    for who in (cast.lan, cast.ha, cast.thao):
        assert signed_in(who).get(f"/desk/people/{cast.mai.user.pk}/account").status_code == 404
    cast.dung.user.refresh_from_db()
    assert cast.dung.user.is_active


def test_every_office_is_listed_and_found_without_accents(dung, cast, signed_in):
    page = body(dung.get("/desk/offices"))
    assert "Công an phường Hoàn Kiếm" in page
    assert "CAX-00070" in page
    found = body(dung.get("/desk/offices?q=hoan+kiem"))
    assert "CAX-00070" in found
    assert "CAX-00004" not in found
    assert "Không có cơ quan nào khớp." in body(dung.get("/desk/offices?q=%00zz"))
    assert signed_in(cast.lan).get("/desk/offices").status_code == 404
    assert signed_in(cast.lan).get("/desk/offices/new").status_code == 404


def test_an_office_is_set_up_at_a_unit_found_by_its_name_below_the_one_around_it(dung, cast):
    found = body(fill(dung, "/desk/offices/new", go="find", kind="commune-police", **{"unit-find": "cua nam"}))
    assert 'value="2025:00082"' in found
    assert 'class="wrong-text"' not in found
    made = fill(dung, "/desk/offices/new", kind="commune-police", unit="2025:00082", **{"unit-find": "cua nam"})
    assert made.status_code == 302
    office = Office.objects.get(code="CAX-00082")
    assert (office.parent, office.begins) == (cast.office.city, NOW.date())
    assert office.names == {"vi": "Công an phường Cửa Nam", "en": "Cua Nam Ward Police"}
    assert "Đã lập Công an phường Cửa Nam, mã CAX-00082." in body(dung.get("/desk/offices"))


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "commune-police", "unit": "2025:00070"},
        {"kind": "commune-police", "unit": "2025:01"},
        {"kind": "province-police", "unit": "2025:01"},
        {"kind": "commune-police", "unit": "nowhere"},
        {"kind": "", "unit": ""},
        {"kind": "commune-police", "unit": "2025:00082", "since": "32/01/2026"},
        {"kind": "commune-police", "unit": "2025:00082", "code": "ạ b"},
        {"kind": "commune-police", "unit": "2025:00082", "code": "CAX-00070"},
    ],
)
def test_an_office_that_cannot_be_is_refused_and_nothing_changes(dung, given):
    before = Office.objects.count()
    assert fill(dung, "/desk/offices/new", **given).status_code == 422
    assert Office.objects.count() == before
