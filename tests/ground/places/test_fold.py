"""What is typed finds what is written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.ground.places.fold import fold, squeeze


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("hoa binh", "Hoà Bình"),
        ("Hòa Bình", "Hoà Bình"),
        ("HOÀ BÌNH", "hòa bình"),
        ("da nang", "Đà Nẵng"),
        ("dak lak", "Đắk Lắk"),
        ("P. 15", "p 015"),
        ("Cư M'gar", "cư m’gar"),
        ("Bà Rịa - Vũng Tàu", "ba ria  vung tau"),
        ("phường  Hoàn\tKiếm,", "phuong hoan kiem"),
    ],
)
def test_accents_case_tone_placement_and_punctuation_do_not_matter(typed: str, written: str) -> None:
    assert fold(typed) == fold(written)


def test_composed_and_decomposed_letters_fold_to_the_same() -> None:
    name = "phường Hoàn Kiếm, Đống Đa"
    assert fold(unicodedata.normalize("NFC", name)) == fold(unicodedata.normalize("NFD", name)) != ""


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_only_plain_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert not set(folded) & set("%_'\"<>\\;")


def test_a_squeezed_text_has_no_spaces() -> None:
    assert squeeze(fold("Hoàn Kiếm")) == "hoankiem"
