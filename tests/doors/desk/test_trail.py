"""The trail at the desk: the auditor reads what was done, others only how far it is sealed."""

from __future__ import annotations

import re

import pytest

from namro.ground.trail import queries
from namro.ground.trail.models import Entry
from namro.work.cases import actions
from tests.cast import act
from tests.doors.desk.conftest import body, registered


def rows(page: str) -> list[str]:
    """The lines of the table, as plain texts."""
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in table.split("</tr>") if row.strip()]


def test_the_auditor_reads_who_did_what_to_which_case(cast, signed_in, report):
    case = registered(cast, report())
    tam = signed_in(cast.tam)
    first = rows(body(tam.get("/desk/trail?room=cases")))[0]
    assert case.ref in first
    assert cast.quan.user.name in first
    assert "Cán bộ trực ban" in first
    assert f'href="/desk/cases/{case.ref}"' in body(tam.get("/desk/trail"))


def test_an_officer_sees_how_the_trail_stands_and_no_entry(quan, report, cast):
    case = registered(cast, report())
    page = body(quan.get("/desk/trail"))
    assert "Số dòng đã ghi" in page
    assert case.ref not in page
    assert rows(page) == []
    assert case.ref not in body(quan.get("/desk/trail?room=cases"))


def test_who_reads_no_case_reads_nothing_of_cases_in_the_trail(cast, signed_in, report):
    case = registered(cast, report())
    dung = signed_in(cast.dung)
    for address in ("/desk/trail", "/desk/trail?room=cases", "/desk/trail?room=seals"):
        page = body(dung.get(address))
        assert case.ref not in page
        assert 'value="cases"' not in page


def test_what_was_done_with_accounts_is_there_for_the_auditor_with_names(cast, signed_in):
    dung = signed_in(cast.dung)
    assert dung.post(f"/desk/people/{cast.mai.user.pk}/password").status_code == 200
    first = rows(body(signed_in(cast.tam).get("/desk/trail?room=people")))[0]
    assert "Đặt mật khẩu dùng một lần" in first
    assert cast.mai.user.name in first
    assert cast.dung.user.name in first


def test_pages_go_back_and_a_day_bounds_them(cast, signed_in, report, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    case = registered(cast, report())
    for number in range(3):
        act(actions.message, case, by=cast.quan, text=f"Lời nhắn {number}")
    tam = signed_in(cast.tam)
    page, seen = body(tam.get("/desk/trail?room=cases")), 0
    while older := re.search(r'<a href="(\?[^"]*before=\d+[^"]*)"', page):
        seen += len(rows(page))
        page = body(tam.get("/desk/trail" + older[1].replace("&amp;", "&")))
    assert seen + len(rows(page)) == Entry.objects.filter(action__startswith="cases.").count()
    assert rows(body(tam.get("/desk/trail?room=cases&to=01/01/2025"))) == []
    wrong = body(tam.get("/desk/trail?to=31/02/2026"))
    assert "31/02/2026" in wrong
    assert "“Đến hết ngày” chưa phải là một ngày" in wrong


@pytest.mark.django_db
def test_a_rare_action_is_looked_for_in_bounds_and_says_how_far(cast, report, monkeypatch):
    monkeypatch.setattr(queries, "LOOKED_AT", 2)
    case = registered(cast, report())
    act(actions.message, case, by=cast.quan, text="Lời nhắn")
    found = queries.latest(["places"])
    assert found.entries == []
    assert found.looked_to is not None
    assert 0 < found.further < Entry.objects.order_by("-id").first().pk
