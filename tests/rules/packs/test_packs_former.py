"""What the pack says of offices that are no more, and what its check refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from namro.rules.packs.former import Former
from namro.rules.packs.load import load
from tests.rules.packs.test_packs_findable import VN, edited, refusal

FILE = "former.yaml"
TINY = Path(__file__).resolve().parents[2] / "packs/tiny"


def test_every_department_that_is_no_more_names_its_source_and_how_sure_it_is() -> None:
    former = load(VN).former
    assert former is not None
    assert len(former.offices) == 6
    assert all(one.source and not one.confirmed for one in former.offices.values()), "no act was held against them yet"
    parts = former.offices["department-labour"].took
    assert len(parts) > 1
    assert all(one.what for one in parts), "of several each says which part"


def test_a_country_may_say_nothing_of_it() -> None:
    assert load(TINY).former == Former()


@pytest.mark.parametrize(
    ("name", "bare", "past"),
    [
        ("UBND quận Ba Đình (cũ)", "UBND quận Ba Đình", True), ("huyện Sóc Sơn trước đây", "huyện Sóc Sơn", True),
        ("the former Cong Vi Ward", "Cong Vi Ward", True), ("Cũ Chi", "Chi", True), ("cũ", "cũ", False),
        ("UBND phường Cửa Nam", "UBND phường Cửa Nam", False),
    ],
)  # fmt: skip
def test_words_of_the_past_are_taken_off_a_name(name: str, bare: str, past: bool) -> None:
    former = load(VN).former
    assert former is not None
    assert former.without(name) == (bare, past)


@pytest.mark.parametrize(
    ("find", "write", "code"),
    [
        (r"took: \[\{kind: department-finance\}\]", "took: [{kind: department-money}]", "pack.unknown-name"),
        (r"kinds: \[urban-district", "kinds: [urban-quarter", "pack.unknown-name"),
        (r"^    level: province\n    ended", "    level: planet\n    ended", "pack.unknown-name"),
        (r"Sở GTVT \{unit\}", "Sở GTVT {ward}", "pack.text-parameter"),
        (r"^  department-planning:", "  department-finance:", "pack.duplicate-id"),
        (r"confidence: V1", "confidence: sure", "pack.not-one-of"),
    ],
)
def test_the_check_refuses_what_the_pack_does_not_have(tmp_path: Path, find: str, write: str, code: str) -> None:
    assert refusal(edited(tmp_path, FILE, find, write)).problems[0].code == code
