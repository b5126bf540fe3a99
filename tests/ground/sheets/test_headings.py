"""The heading is found below titles, over two rows, with the row of numbers that official forms have."""

from __future__ import annotations

from namro.ground.sheets.heading import guessed, heading_of, suggested
from namro.rules.packs.schema import Pack
from tests.ground.sheets.books import TEXT

TITLE = [(1, ["CÔNG AN PHƯỜNG BA ĐÌNH"]), (2, ["SỔ TIẾP CÔNG DÂN"])]


def test_the_heading_stands_below_the_title(pack: Pack) -> None:
    rows = [
        *TITLE,
        (5, ["STT", "Số sổ", "Ngày tiếp nhận", "Họ tên", "Nội dung", "Kết quả"]),
        (6, [1, "1", "5/3/24", "A", TEXT, ""]),
    ]
    found = heading_of(rows, pack.imports)
    assert (found.row, suggested(found, pack.imports)) == (
        5,
        {0: "passed-over", 1: "old-number", 2: "received", 3: "reporter-name", 4: "field-about", 5: "state"},
    )


def test_a_heading_over_two_rows_is_read_as_one_with_its_row_of_numbers(pack: Pack) -> None:
    rows = [
        *TITLE,
        (4, ["STT", "Ngày tiếp nhận", "Người gửi đơn", None, "Nội dung đơn", "Ghi chú"]),
        (5, [None, None, "Họ và tên", "Địa chỉ", None, None]),
        (6, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
        (7, [1, "05/03/2024", "A", "B", TEXT, ""]),
    ]
    found = heading_of(rows, pack.imports)
    assert (found.row, found.names[2:4]) == (6, ("Người gửi đơn: Họ và tên", "Người gửi đơn: Địa chỉ"))
    assert suggested(found, pack.imports)[3] == "reporter-address"


def test_names_are_known_without_accents_brackets_and_in_longer_names(pack: Pack) -> None:
    rows = [(1, ["SO THU LY", "Ngày tiếp nhận (dd/mm/yyyy)", "Nội dung kiến nghị của công dân", "Cột lạ"])]
    found = suggested(heading_of(rows, pack.imports), pack.imports)
    assert found == {0: "old-number", 1: "received", 2: "field-about"}


def test_the_same_heading_has_the_same_signature_whatever_stands_above_it(pack: Pack) -> None:
    names = ["Số sổ", "Ngày tiếp nhận", "Nội dung"]
    one = heading_of([(1, names)], pack.imports)
    other = heading_of([*TITLE, (9, [n.upper() for n in names])], pack.imports)
    assert one.signature == other.signature


def test_a_table_without_a_heading_is_guessed_by_its_cells(pack: Pack) -> None:
    rows = [(1, ["12", "05/03/2024", TEXT]), (2, ["13", "06/03/2024", TEXT])]
    found = heading_of(rows, pack.imports)
    assert (found.row, guessed([c for _, c in rows], 3, 2026)) == (0, {1: "received", 2: "field-about"})
