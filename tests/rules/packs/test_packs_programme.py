"""What the pack says of how plans are kept, and what its check refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from namro.rules.packs.load import load
from tests.rules.packs.test_packs_findable import VN, edited, refusal

FILE = "programme.yaml"
TINY = Path(__file__).resolve().parents[2] / "packs/tiny"


def test_the_five_clears_are_asked_and_the_sixth_is_a_choice(tmp_path: Path):
    programme = load(VN).programme
    assert programme is not None
    assert programme.asked == ("person", "matter", "task", "time", "responsibility")
    asked = load(edited(tmp_path, FILE, "^authority_asked: false", "authority_asked: true")).programme
    assert asked is not None
    assert asked.asked[-1] == "authority"


def test_who_is_told_comes_later_and_higher():
    programme = load(VN).programme
    assert programme is not None
    told = [(rung.working_days, rung.tells) for rung in programme.ladder]
    assert told == [(-5, "post"), (0, "post"), (5, "head"), (10, "assigner")]
    assert [(step.working_days, step.tells) for step in programme.answers] == [(3, "post"), (10, "head")]


def test_a_country_may_plan_nothing():
    assert load(TINY).programme is None


@pytest.mark.parametrize(
    ("find", "write", "code"),
    [
        (r"^counting: civil", "counting: by-heart", "pack.unknown-name"),
        (r"^  repeals: .*\n", "", "pack.missing"),
        (r"^  authority: .*\n", "", "pack.missing"),
        (r"working_days: 10", "working_days: 5", "pack.ladder-order"),
        (r"id: very-late", "id: late", "pack.duplicate-id"),
        (r"id: unanswered", "id: late", "pack.duplicate-id"),
        (r"working_days: 3", "working_days: 12", "pack.ladder-order"),
        (r"working_days: 3", "working_days: 0", "pack.out-of-range"),
        (
            r"id: unanswered, working_days: 3, tells: post",
            "id: unanswered, working_days: 3, tells: assigner",
            "pack.not-one-of",
        ),
        (r"phone-number: '", "phone-number: '(", "pack.bad-expression"),
        (r"kinds: \[commune-committee\]", "kinds: [commune-comittee]", "pack.unknown-name"),
        (r"units: \[ward\]", "units: [wards]", "pack.unknown-name"),
        (r"^  township: ", "  townships: ", "pack.unknown-name"),
        (r"tells: assigner", "tells: newspaper", "pack.not-one-of"),
        (r"^local_standard", "law", "pack.unknown-key"),
    ],
)
def test_what_cannot_hold_is_named_with_file_and_line(tmp_path: Path, find: str, write: str, code: str):
    problems = refusal(edited(tmp_path, FILE, find, write)).problems
    assert code in {problem.code for problem in problems}
    assert {problem.file for problem in problems} == {FILE}
    assert all(problem.line > 1 for problem in problems)


def test_what_looks_as_if_it_were_of_a_person_is_found_in_a_title():
    programme = load(VN).programme
    assert programme is not None
    for text, found in (
        ("CCCD_001099012345.docx", "001099012345"),
        ("Nguyễn Văn A, CMND 012 345 678", "012 345 678"),
        ("Bien ban xe 29A1-123.45", "29A1-123.45"),
        ("xe 30f_12345.pdf", "30f_12345"),
        ("gọi 0912 345 678", "0912 345 678"),
        ("+84912345678", "+84912345678"),
        ("gửi a.b@example.org.", "a.b@example.org."),
    ):
        assert found in programme.personal_in(text), text
    plain = (
        "Kế hoạch 290/KH-UBND",
        "Danh sách 12 điểm, quý III/2026",
        "Báo cáo 15-03-2026",
        "Số liệu 2026-03",
        "1.234.567 lượt",
    )
    for text in plain:
        assert programme.personal_in(text) == (), text
