"""The page of what was kept long enough, and what the other pages say of a case that was erased."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook

from namro.doors import words
from namro.ground.people.models import User
from namro.results.papers import books
from namro.work.cases import actions, retention
from namro.work.cases.models import Case, CaseKey, Done
from tests.cast import BA_DINH, HANOI, Cast, act
from tests.petitions import street_light

pytestmark = pytest.mark.django_db

ABOUT = "Đèn đường ngõ Yên Lặng hỏng."
SOON = datetime(2031, 2, 10, 9, 0, tzinfo=HANOI)
THEN = datetime(2031, 3, 11, 9, 0, tzinfo=HANOI)


@pytest.fixture
def khoa(cast: Cast) -> User:
    """The archivist of the city."""
    return cast.khoa.user


@pytest.fixture
def received(cast: Cast) -> actions.Received:
    """A petition of Ba Đình, answered and closed at `NOW`."""
    received = street_light(BA_DINH, ABOUT)
    for verb, more in (("reply", {"answer": "Đã sửa đèn."}), ("close", {})):
        case = Case.objects.get()
        if verb == "reply":
            act(actions.register, case, by=cast.ha)
        act(actions.act, Case.objects.get(), verb, more, by=cast.ha)
    return received


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`at(then)`: what the clock on the wall says."""

    def _at(then: datetime) -> None:
        monkeypatch.setattr("namro.doors.desk.page.now", lambda: then)
        monkeypatch.setattr("namro.doors.portal.follow.now", lambda: then)

    return _at


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_head_is_told_thirty_days_before_and_holds_a_case_back(
    cast: Cast, received: actions.Received, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(SOON)
    head, ref = desk(cast.ha.user), received.case.ref
    assert "/desk/kept" in head.get("/desk/").content.decode()
    with monkeypatch.context() as fewer:
        fewer.setattr(retention, "COUNTED", 0)
        assert "Có hơn 0 hồ sơ đã kết thúc hết thời hạn lưu" in head.get("/desk/").content.decode()
    assert "/desk/kept" not in desk(cast.lan.user).get("/desk/").content.decode()
    assert desk(cast.lan.user).get("/desk/kept").status_code == 404
    page = head.get("/desk/kept").content.decode()
    assert ABOUT in page
    assert "10/03/2031" in page
    assert words.say("vi", "desk.kept.unconfirmed") in page
    form = f"/desk/cases/{ref}/hold-back"
    assert form in page
    assert desk(cast.duc.user).get(form).status_code == 404
    wrong = head.post(form, {"until": "10/3/2031", "reason": "Có khiếu nại."})
    assert (wrong.status_code, "Có khiếu nại." in wrong.content.decode()) == (422, True)
    assert head.post(form, {"until": "31/1/2032", "reason": "Có khiếu nại.", "once": "o"}).status_code == 302
    assert Case.objects.get().keep_until == date(2032, 1, 31)
    assert "31/01/2032" in head.get(f"/desk/cases/{ref}").content.decode()


def test_an_archivist_looks_says_why_and_erases_once(khoa: User, received: actions.Received, at: Any) -> None:
    at(THEN)
    archivist, ref = desk(khoa), received.case.ref
    page = archivist.get("/desk/kept").content.decode()
    assert f'name="case" value="{ref}">' in page, "nothing is chosen beforehand"
    assert 'name="all" value="1">' in page
    every = archivist.post("/desk/kept", {"go": "look", "all": "1", "shown": f"{ref} "}).content.decode()
    assert words.say("vi", "desk.kept.do", n=1) in every
    assert words.say("vi", "refusals.cases.erase-none") in archivist.post("/desk/kept", {"go": "look"}).content.decode()
    look = archivist.post("/desk/kept", {"go": "look", "case": ref}).content.decode()
    assert words.say("vi", "desk.kept.do", n=1) in look
    sent = {"go": "do", "case": ref, "reason": "Danh mục 2031", "once": "một"}
    missing = archivist.post("/desk/kept", sent)
    assert (missing.status_code, CaseKey.objects.count()) == (422, 1)
    sent["looked-up"] = "yes"
    assert archivist.post("/desk/kept", sent).status_code == 302
    assert archivist.post("/desk/kept", sent | {"once": "hai"}).status_code == 409
    assert Done.objects.filter(verb="erase").count() == 1
    assert words.say("vi", "desk.kept.none") in archivist.get("/desk/kept").content.decode()


def test_an_archivist_sees_the_line_of_what_ends_and_opens_no_case(
    khoa: User, received: actions.Received, at: Any
) -> None:
    at(SOON)
    archivist, ref = desk(khoa), received.case.ref
    listed = archivist.get("/desk/kept").content.decode()
    assert ABOUT in listed
    assert f'href="/desk/cases/{ref}"' not in listed
    for closed in (f"/desk/cases/{ref}", "/desk/register", "/desk/cases?q=den"):
        assert ABOUT not in archivist.get(closed).content.decode(), closed
    assert archivist.get(f"/desk/cases/{ref}").status_code == 404
    assert "/desk/cases" not in archivist.get("/desk/").content.decode()
    held = archivist.post(
        f"/desk/cases/{ref}/hold-back", {"until": "11/03/2032", "reason": "Có khiếu nại.", "once": "một"}
    )
    assert held.headers["Location"] == "/desk/kept"
    assert Case.objects.get().keep_until == date(2032, 3, 11)


def test_before_its_time_an_archivist_does_not_see_a_case(khoa: User, received: actions.Received, at: Any) -> None:
    at(datetime(2030, 11, 1, 9, 0, tzinfo=HANOI))
    archivist = desk(khoa)
    assert ABOUT not in archivist.get("/desk/kept").content.decode()
    assert archivist.get(f"/desk/cases/{received.case.ref}/hold-back").status_code == 404


def test_whoever_only_holds_back_erases_nothing(cast: Cast, received: actions.Received, at: Any) -> None:
    at(THEN)
    head = desk(cast.ha.user)
    assert 'name="case"' not in head.get("/desk/kept").content.decode()
    assert head.post("/desk/kept", {"go": "do", "case": received.case.ref, "reason": "x"}).status_code == 404
    assert CaseKey.objects.count() == 1


def test_every_page_says_that_an_erased_case_was_erased(
    cast: Cast, khoa: User, received: actions.Received, at: Any, client: Client
) -> None:
    from namro.ground.people.actors import staff

    at(THEN)
    follow = client.post("/vi/follow", {"code": received.code}).content.decode()
    assert words.say("vi", "portal.follow.kept-until", day=words.day(date(2031, 3, 10), "vi")) in follow
    by = {"actor": staff(khoa, THEN), "now": THEN, "looked_up": True}
    actions.erase_kept(None, refs=[received.case.ref], reason="Danh mục", once="o", **by)
    head, ref = desk(cast.ha.user), received.case.ref
    erased = words.say("vi", "common.erased", day="11/03/2031")
    for address in ("/desk/cases?state=closed", f"/desk/cases/{ref}", "/desk/register?year=2026"):
        page = head.get(address).content.decode()
        assert erased in page, address
        assert ABOUT not in page
    case = head.get(f"/desk/cases/{ref}").content.decode()
    assert "5 năm" in case
    assert f"/desk/cases/{ref}/reopen" not in case
    assert "Trịnh Đăng Khoa, Công an thành phố Hà Nội" in case
    assert "Đã sửa đèn." not in case
    follow = client.post("/vi/follow", {"code": received.code}).content.decode()
    assert words.say("vi", "portal.follow.erased", day=words.day(date(2031, 3, 11), "vi")) in follow
    again = client.post("/vi/follow", {"code": received.code, "do": "rate", "understood": "5", "treated": "5"})
    assert "11/03/2031" in again.content.decode()
    told = client.post("/api/v1/follow", {"code": received.code}, content_type="application/json").json()
    assert (told["erased_on"], told["answers"], told["files"]) == ("2031-03-11", [], [])
    for what, query in (("cases", "state=closed"), ("register", "year=2026")):
        sheet = load_workbook(BytesIO(b"".join(head.post(f"/desk/export/{what}?{query}").streaming_content))).active
        assert any(erased == cell for row in sheet.iter_rows(values_only=True) for cell in row), what
    book = books.Book("register", cast.office.ba_dinh.pk, date(2026, 1, 1), date(2026, 12, 31), 1)
    _, lines, *_ = books.read_book(cast.ha.at(THEN), book, THEN, "vi")
    assert any("Đã xóa nội dung ngày 11/03/2031" in cell for line in lines for cell in line)


def test_the_command_lists_what_ends_without_saying_what_it_is_about(
    received: actions.Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    import namro.doors.cli.management.commands.kept as command

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return SOON

    monkeypatch.setattr(command, "datetime", Then)
    out = StringIO()
    call_command("kept", "--json", stdout=out)
    (row,) = json.loads(out.getvalue())
    assert (row["ref"], row["kept_until"], row["may_be_erased"]) == (received.case.ref, "2031-03-10", False)
    assert ABOUT not in out.getvalue()
    plain = StringIO()
    call_command("kept", "--ended", stdout=plain)
    assert "none will have been within 90 days" in plain.getvalue()
