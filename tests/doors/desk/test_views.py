"""Lists that somebody named: saved, opened, renamed, shared, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from namro.work.cases.models import SavedView
from namro.work.cases.view_actions import MOST
from tests.doors.desk.conftest import body


def save(browser: Client, name: str, query: str = "state=open&time=late") -> Any:
    return browser.post("/desk/views", {"go": "save", "name": name, "query": query})


def change(browser: Client, go: str, name: str = "", **more: str) -> Any:
    view = SavedView.objects.get(name=more.pop("of"))
    return browser.post("/desk/views", {"go": go, "view": str(view.pk), "name": name, **more})


def test_a_list_is_saved_and_opened_from_the_list_and_from_today(quan, report):
    case = report("Mất xe.")
    assert "Lưu danh sách này với một tên" in body(quan.get("/desk/cases?time=new"))
    assert "Lưu danh sách này với một tên" not in body(quan.get("/desk/cases"))
    answer = save(quan, "Mới đến", "time=new&page=3&x=1")
    assert answer["Location"] == "/desk/cases?time=new"
    page = body(quan.get(answer["Location"]))
    assert case.ref in page
    assert '<a href="/desk/cases?time=new" aria-current="page">Mới đến</a>' in page
    assert "Lưu danh sách này với một tên" not in page
    assert '<a href="/desk/cases?time=new">Mới đến</a>' in body(quan.get("/desk/"))


def test_it_is_renamed_and_deleted(quan):
    save(quan, "Trễ")
    assert change(quan, "rename", "Quá hạn", of="Trễ").status_code == 302
    assert "Quá hạn" in body(quan.get("/desk/views"))
    assert change(quan, "delete", of="Quá hạn").status_code == 302
    assert "Bạn chưa lưu danh sách nào." in body(quan.get("/desk/views"))
    assert "Danh sách:" not in body(quan.get("/desk/"))


def test_the_head_shares_it_with_the_office_and_with_nobody_else(cast, signed_in, quan):
    duc, lan = signed_in(cast.duc), signed_in(cast.lan)
    save(duc, "Việc chung")
    assert "Việc chung" not in body(quan.get("/desk/cases"))
    assert change(duc, "share", of="Việc chung", office=str(cast.office.ba_dinh.pk)).status_code == 302
    assert SavedView.objects.get().office == cast.office.hoan_kiem, "never with an office of somebody else"
    assert "Việc chung" in body(quan.get("/desk/cases"))
    assert "Hoàng Anh Đức" in body(quan.get("/desk/views"))
    assert "Việc chung" not in body(lan.get("/desk/cases"))
    assert change(duc, "unshare", of="Việc chung").status_code == 302
    assert "Việc chung" not in body(quan.get("/desk/cases"))


def test_nobody_else_changes_it_and_only_the_head_shares(cast, signed_in, quan):
    save(quan, "Của tôi")
    for go in ("rename", "delete", "share", "odd"):
        assert change(signed_in(cast.duc), go, "Khác", of="Của tôi").status_code == 404
    assert change(quan, "share", of="Của tôi").status_code == 404
    assert (SavedView.objects.get().name, SavedView.objects.get().office) == ("Của tôi", None)
    assert signed_in(cast.dung).get("/desk/views").status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(quan):
    save(quan, "Trễ")
    twice = save(quan, "Trễ", "state=closed")
    assert twice.status_code == 422
    assert "Bạn đã có danh sách tên “Trễ”." in body(twice)
    assert 'value="state=closed"' in body(twice)
    assert save(quan, " ").status_code == 422
    assert save(quan, "Tất cả", "page=2").status_code == 422
    assert save(quan, "x" * 61).status_code == 422
    assert change(quan, "rename", "", of="Trễ").status_code == 422
    assert SavedView.objects.count() == 1


def test_there_are_thirty_at_most(quan):
    for n in range(MOST):
        assert save(quan, f"Danh sách {n}").status_code == 302
    answer = save(quan, "Một nữa")
    assert answer.status_code == 422
    assert "Đã có 30 danh sách được lưu." in body(answer)


def test_whoever_opens_a_shared_list_finds_in_it_what_they_may_read(cast, signed_in, quan, report):
    there = report("Việc ở Ba Đình.", place="2025:00004")
    here = report("Việc ở Hoàn Kiếm.")
    duc = signed_in(cast.duc)
    save(duc, "Mới", "time=new")
    change(duc, "share", of="Mới")
    page = body(quan.get("/desk/cases?time=new"))
    assert here.ref in page
    assert there.ref not in page


@pytest.mark.parametrize("view", ["", "x", "9" * 30, "-1"])
def test_an_odd_number_is_not_there(quan, view):
    assert quan.post("/desk/views", {"go": "delete", "view": view}).status_code == 404
