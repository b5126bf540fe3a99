"""Letters from before Unicode: every letter of the alphabet comes back, and nothing is turned that was right
already."""

from __future__ import annotations

import unicodedata

import pytest

from namro.ground.sheets.cells import Old
from namro.ground.sheets.legacy import convert, modern, modern_row, recognised
from namro.rules.packs.schema import Pack
from tests.ground.sheets.books import TEXT, in_old_letters

LOWER = "aăâeêioôơuưyđáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


def test_every_letter_of_vni_comes_back_in_both_cases(pack: Pack) -> None:
    for letter in LOWER + LOWER.upper():
        assert convert(in_old_letters(letter, "vni"), pack.legacy["vni"]) == letter


def test_every_small_letter_of_tcvn_comes_back_and_a_font_of_capitals_makes_capitals(pack: Pack) -> None:
    table = pack.legacy["tcvn3"]
    for letter in LOWER:
        assert convert(in_old_letters(letter, "tcvn3"), table) == letter
        assert convert(in_old_letters(letter, "tcvn3"), table, capitals=True) == letter.upper()


@pytest.mark.parametrize("table", ["tcvn3", "vni"])
def test_old_letters_are_recognised_by_what_they_spell(pack: Pack, table: str) -> None:
    found = recognised([in_old_letters(TEXT, table)], pack.imports, pack.legacy)
    assert found is not None
    assert found.table == table


@pytest.mark.parametrize(
    "text", [TEXT, unicodedata.normalize("NFD", TEXT), "Café déjà vu à Genève, naïve façade", "abc"]
)
def test_what_reads_well_is_left_alone(pack: Pack, text: str) -> None:
    assert recognised([text], pack.imports, pack.legacy) is None


def test_a_text_typed_in_unicode_under_an_old_font_is_left_alone(pack: Pack) -> None:
    cell = Old(TEXT)
    cell.table = "tcvn3"
    assert modern(cell, pack.legacy) == TEXT


def test_a_font_alone_tells_of_a_single_word(pack: Pack) -> None:
    cell = Old(in_old_letters("ở", "tcvn3"))
    cell.table = "tcvn3"
    assert modern(cell, pack.legacy) == "ở"


@pytest.mark.parametrize(
    ("cells", "became", "unsure"),
    [
        (["Lê Văn Bé báo", 5, "Bé"], ["Lê Văn Bé báo", 5, "Bé"], []),  # a letter that the old font did not have
        (["Bé", "ngõ 5 chợ"], ["Bé", "ngõ 5 chợ"], []),
        (["M\xedi", "B\xe9", "ph\xad\xeang Ba §\xd7nh"], ["Mới", "Bộ", "phường Ba Đình"], []),
        (["5/3/2024", "B\xe9", None], ["5/3/2024", "Bộ", None], [1]),
        (["Tr\xa8n B\xe9", "chợ", "b\xe9"], ["Trăn Bộ", "chợ", "bộ"], [2]),  # a row of both kinds
    ],
)
def test_what_reads_both_ways_is_what_its_row_is_else_nobody_can_be_sure(
    pack: Pack, cells: list[object], became: list[object], unsure: list[int]
) -> None:
    found, asked = modern_row(cells, pack.imports, pack.legacy, "tcvn3")  # type: ignore[arg-type]
    assert (found, asked) == (became, unsure)
    kept, _ = modern_row(cells, pack.imports, pack.legacy, "tcvn3", keep=True)  # type: ignore[arg-type]
    assert [at for at, cell in enumerate(kept) if cell != became[at]] == unsure
    assert all(kept[at] == cells[at] for at in unsure)


def test_a_letter_that_todays_texts_do_not_have_tells_that_a_cell_is_old(pack: Pack) -> None:
    (turned,), unsure = modern_row([in_old_letters("Tổng cộng", "vni")], pack.imports, pack.legacy, "vni")
    assert (turned, unsure) == ("Tổng cộng", [])
