"""What a file is, its content says; what cannot be read is said with what to do, and nothing else happens."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime, time

import pytest

from namro.ground.sheets.cells import Broken, day_of, letter, text_of, time_of
from namro.ground.sheets.opening import GAP, MOST_COLUMNS, open_book, rows_of
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from tests.ground.sheets.books import TEXT, cp1258, in_old_letters, repacked, xlsx

ROWS = [["Số", "Ngày tiếp nhận", "Nội dung"], ["1/2024", datetime(2024, 3, 5), TEXT]]  # noqa: DTZ001


def read(data: bytes, pack: Pack) -> list[tuple[int, list]]:
    book = open_book(data, pack.imports, pack.legacy)
    return list(rows_of(book, book.names[0]))


def refused(data: bytes, pack: Pack) -> Refused:
    with pytest.raises(Refused) as said:
        read(data, pack)
    return said.value


def test_a_workbook_gives_its_values_by_row(pack: Pack) -> None:
    assert read(xlsx(ROWS), pack) == [(1, ROWS[0]), (2, ROWS[1])]


@pytest.mark.parametrize("ends", ["\n", ""])
def test_a_quotation_mark_that_nothing_closes_is_said_with_its_line_and_swallows_no_rows(pack: Pack, ends: str) -> None:
    lines = ["Số;Nội dung;Ghi chú", '30;"hai', 'dòng";', '31;"chưa đóng;x', "32;khác;y"]
    said = refused(("\n".join(lines) + ends).encode(), pack)
    assert (said.code, said.params["line"]) == ("sheets.damaged-line", 4)
    whole = "\n".join([*lines[:3], '31;"đã đóng";"x"', '32;5" màn hình;"y"']) + ends
    assert [row[0] for _, row in read(whole.encode(), pack)] == ["Số", "30", "31", "32"]


@pytest.mark.parametrize("mark", [";", "\t", ",", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_read_whatever_its_separator_and_unicode_encoding(pack: Pack, mark: str, encoding: str) -> None:
    lines = [["Số", "Nội dung"], ["1", f'"{TEXT}"'], ["2", '"hai\ndòng"']]
    data = "\r\n".join(mark.join(line) for line in lines).encode(encoding)
    assert [cells for _, cells in read(data, pack)] == [["Số", "Nội dung"], ["1", TEXT], ["2", "hai\ndòng"]]


def test_windows_1258_is_recognised_and_composed(pack: Pack) -> None:
    rows = read(b"So;Noi dung\n1;" + cp1258(TEXT), pack)
    assert text_of(rows[1][1][1]) == TEXT


@pytest.mark.parametrize("table", ["tcvn3", "vni"])
def test_a_text_in_old_letters_is_read_as_its_bytes_stand(pack: Pack, table: str) -> None:
    old = in_old_letters(TEXT, table)
    assert read(b"So;Noi dung\n1;" + old.encode("cp1252"), pack)[1][1][1] == old


def test_two_encodings_in_one_file_are_told_with_the_line(pack: Pack) -> None:
    data = "\n".join([TEXT] * 5).encode() + b"\n" + cp1258(TEXT) + b"\n" + "\n".join([TEXT] * 3).encode()
    found = refused(data, pack)
    assert (found.code, found.params["line"]) == ("sheets.mixed-encodings", 6)


def test_a_text_with_nuls_is_no_text(pack: Pack) -> None:
    found = refused(b"a;b\n1;2\n3;\x00\x00\x00\x01" + b"x;y\n" * 50, pack)
    assert (found.code, found.params["line"]) == ("sheets.not-text", 3)


def _ole(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"".join(n.encode("utf-16-le") for n in names)


def _spoilt(data: bytes) -> bytes:
    """The packed bytes of the first part are others: the package is whole, the part is not."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        first = package.infolist()[0]
    start = first.header_offset + 30 + len(first.filename)
    return data[:start] + b"\xff" * 40 + data[start + 40 :]


@pytest.mark.parametrize(
    ("what", "data", "code"),
    [
        ("nothing", b"  \r\n\0", "sheets.empty"),
        ("an old .xls that was renamed", _ole("Workbook"), "sheets.old-excel"),
        ("a workbook with a password", _ole("EncryptionInfo", "EncryptedPackage"), "sheets.password"),
        ("a PDF", b"%PDF-1.7 ...", "sheets.no-table"),
        ("half of a workbook", xlsx(ROWS)[:2000], "sheets.damaged"),
        ("macros", repacked(xlsx(ROWS), xl__vbaProject_dot_bin=b"x"), "sheets.macros"),
        (
            "a document type in a part",
            repacked(xlsx(ROWS), xl__sharedStrings_dot_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'),
            "sheets.damaged",
        ),
        ("wrong bytes in a part", _spoilt(xlsx(ROWS)), "sheets.damaged"),
        ("no XML", repacked(xlsx(ROWS), xl__worksheets__sheet1_dot_xml=b"<worksheet><row"), "sheets.damaged"),
    ],
)
def test_what_cannot_be_read_is_said(pack: Pack, what: str, data: bytes, code: str) -> None:
    assert refused(data, pack).code == code, what


def test_a_zip_without_a_workbook_is_no_table(pack: Pack) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("readme.txt", "hello")
    assert refused(out.getvalue(), pack).code == "sheets.no-table"


def test_a_bomb_is_refused_by_what_it_would_unpack_to(pack: Pack) -> None:
    bomb = repacked(xlsx(ROWS), xl__worksheets__sheet1_dot_xml=b"<row/>" * (80 * 2**20))
    assert len(bomb) < 3 * 2**20
    assert refused(bomb, pack).code == "sheets.bursts"


def test_a_bomb_that_lies_about_its_size_is_damaged(pack: Pack) -> None:
    small = xlsx(ROWS)
    bomb = bytearray(repacked(small, xl__worksheets__sheet1_dot_xml=b"<row/>" * 2**20))
    at = bomb.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24  # the size in the central directory
    bomb[at : at + 4] = struct.pack("<I", 1000)
    assert refused(bytes(bomb), pack).code == "sheets.damaged"


def test_links_to_other_files_are_not_followed_and_their_values_stay(pack: Pack) -> None:
    link = b'<externalLink xmlns="x"><externalBook r:id="1"/></externalLink>'
    assert len(read(repacked(xlsx(ROWS), xl__externalLinks__externalLink1_dot_xml=link), pack)) == 2


def test_a_formula_counts_by_its_stored_result_and_without_one_is_broken(pack: Pack) -> None:
    out = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_formula(0, 0, "=1+1", None, 2)
        page.write_formula(0, 1, "=A9", None, "#REF!")
    kept = out.getvalue()
    cells = read(kept, pack)[0][1]
    assert cells[0] == 2
    assert cells[1] == Broken("#REF!")
    with zipfile.ZipFile(io.BytesIO(kept)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").replace(b"<v>2</v>", b"")
    cells = read(repacked(kept, xl__worksheets__sheet1_dot_xml=sheet), pack)[0][1]
    assert cells[0] == Broken("=")


def _sheet(rows: bytes) -> bytes:
    head = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return head + rows + b"</sheetData></worksheet>"


def test_a_million_empty_rows_cost_nothing_and_hide_nothing_near(pack: Pack) -> None:
    cell = b'<c r="A%d" t="inlineStr"><is><t>x</t></is></c>'
    rows = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(3, 60_000))
    body = b'<row r="1">' + cell % 1 + b"</row>" + rows + b'<row r="1048576">' + cell % 1048576 + b"</row>"
    found = read(repacked(xlsx(ROWS), xl__worksheets__sheet1_dot_xml=_sheet(body)), pack)
    assert [number for number, _ in found] == [1]
    near = b'<row r="1">' + cell % 1 + b'</row><row r="%d">' % GAP + cell % GAP + b"</row>"
    found = read(repacked(xlsx(ROWS), xl__worksheets__sheet1_dot_xml=_sheet(near)), pack)
    assert [number for number, _ in found] == [1, GAP]


_SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'


def test_a_text_in_several_fonts_is_one_text_without_what_is_read_aloud(pack: Pack) -> None:
    texts = "<si><r><t>Số </t></r><r><t>nhà 5</t></r><rPh sb='0' eb='1'><t>so</t></rPh></si><si><t/></si>"
    cells = b'<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>'
    book = repacked(
        xlsx(ROWS), xl__worksheets__sheet1_dot_xml=_sheet(cells), xl__sharedStrings_dot_xml=_SST % texts.encode()
    )
    assert read(book, pack) == [(2, [None, "Số nhà 5"])]


def test_a_text_that_is_not_in_the_list_is_damaged(pack: Pack) -> None:
    cells = b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>'
    assert refused(repacked(xlsx(ROWS), xl__worksheets__sheet1_dot_xml=_sheet(cells)), pack).code == "sheets.damaged"


def test_characters_that_excel_writes_out_are_put_back_and_controls_go(pack: Pack) -> None:
    cells = b'<row r="1"><c t="inlineStr"><is><t>hai_x000A_d_x00F2_ng_x0007__xD83D__x005F_x000A_</t></is></c></row>'
    found = read(repacked(xlsx(ROWS), xl__worksheets__sheet1_dot_xml=_sheet(cells)), pack)
    assert found == [(1, ["hai\ndòng_x000A_"])]


def test_entities_that_are_declared_far_behind_are_damaged(pack: Pack) -> None:
    late = b"<!--" + b" " * 4000 + b'--><!DOCTYPE worksheet [<!ENTITY a "aaaa">]>' + _sheet(b"").partition(b"?>")[2]
    assert refused(repacked(xlsx(ROWS), xl__worksheets__sheet1_dot_xml=late), pack).code == "sheets.damaged"


def test_sixteen_thousand_columns_are_cut_off(pack: Pack) -> None:
    cells = b"".join(b'<c r="%s1"><v>1</v></c>' % letter(at).encode() for at in range(16_384))
    found = read(repacked(xlsx(ROWS), xl__worksheets__sheet1_dot_xml=_sheet(b'<row r="1">' + cells + b"</row>")), pack)
    assert len(found[0][1]) == MOST_COLUMNS


@pytest.mark.parametrize(
    ("cell", "day", "at"),
    [
        ("05/03/2024", date(2024, 3, 5), None),
        ("5/3/24", date(2024, 3, 5), None),
        ("5.3.2024", date(2024, 3, 5), None),
        ("'05-03-2024", date(2024, 3, 5), None),
        (" 05/03/2024 8:05 ", date(2024, 3, 5), time(8, 5)),
        ("2024-03-05", date(2024, 3, 5), None),
        (45356, date(2024, 3, 5), None),
        (45356.5, date(2024, 3, 5), time(12, 0)),
        ("45356", date(2024, 3, 5), None),
        (datetime(2024, 3, 5), date(2024, 3, 5), None),  # noqa: DTZ001
        ("05/03/98", date(1998, 3, 5), None),
    ],
)
def test_days_are_read_as_clerks_write_them(cell: object, day: date, at: time | None) -> None:
    assert day_of(cell, 2026) == (day, at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", ["31/02/2024", "13/13/2024", "hôm qua", "", None, True, Broken("#REF!"), 0, -5, 10**9, "12"]
)
def test_what_is_no_day_is_none(cell: object) -> None:
    assert day_of(cell, 2026) is None  # type: ignore[arg-type]


def test_times_are_read_as_clerks_write_them() -> None:
    assert [time_of(t) for t in ("8:05", "8h05", "8 giờ 05 phút", "8h", 0.5, time(8, 5))] == [
        time(8, 5), time(8, 5), time(8, 5), time(8), time(12), time(8, 5)
    ]  # fmt: skip
    assert [time_of(t) for t in ("25:00", "sáng", "", None, 2)] == [None] * 5
