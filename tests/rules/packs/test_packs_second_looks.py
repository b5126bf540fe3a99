"""What the pack says of the right to a second look, and what its check refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from namro.rules.clocks.terms import Term
from namro.rules.packs.load import load
from namro.rules.packs.second_looks import not_longer_ago
from tests.rules.packs.test_packs_findable import VN, edited, refusal

FILE = "second_looks.yaml"
TINY = Path(__file__).resolve().parents[2] / "packs/tiny"


def test_where_the_law_gives_a_way_of_its_own_none_is_added_and_all_is_a_local_standard():
    pack = load(VN)
    looks = pack.second_looks
    assert looks is not None
    assert set(looks.offered) == {"petition", "crime-report"}
    assert set(looks.instead) == {"complaint", "denunciation"}
    assert looks.local_standard
    own = {kind for p in pack.procedures for kind in p.opens_at if kind == "commune-police"}
    assert all(not own & set(one.by) for one in looks.offered.values())


def test_a_country_may_say_nothing_of_it():
    assert load(TINY).second_looks is None


@pytest.mark.parametrize(
    ("find", "write", "code"),
    [
        (r"^roles: \[reviewer\]", "roles: [head]", "pack.role-may-not"),
        (r"^roles: \[reviewer\]", "roles: [reviewing]", "pack.unknown-name"),
        (r"^counting: civil", "counting: by-heart", "pack.unknown-name"),
        (r"by: \[inspectorate, standing-agency\]", "by: [inspectorate, province-police]", "pack.role-not-there"),
        (r"by: \[inspectorate, standing-agency\]", "by: [ombudsman]", "pack.unknown-name"),
        (r"by: \[inspectorate, standing-agency\]", "by: []", "pack.second-look-nobody"),
        (r"receipts: 3\n    within: 6 months\n    on_missed: true", "within: 6 months", "pack.second-look-never"),
        (r"within: 6 months", "within: 30 working days", "pack.second-look-within"),
        (r"panel: 15 working days", "panel: 24 hours", "pack.second-look-hours"),
        (r"receipts: 3", "receipts: 1", "pack.out-of-range"),
        (r"not_in: \[suspended", "not_in: [asleep", "pack.unknown-name"),
        (r"^  complaint:", "  petition:", "pack.second-look-unsaid"),
        (r"^  complaint:", "  protest:", "pack.unknown-name"),
        (r"^  petition:  ", "  petition: {}\n  petitions:  ", "pack.missing"),
        (r"^local_standard", "law", "pack.unknown-key"),
    ],
)
def test_what_cannot_hold_is_named_with_file_and_line(tmp_path: Path, find: str, write: str, code: str):
    problems = refusal(edited(tmp_path, FILE, find, write)).problems
    assert code in {problem.code for problem in problems}
    assert {problem.file for problem in problems} == {FILE}
    assert all(problem.line > 1 for problem in problems)


@pytest.mark.parametrize(
    ("term", "day", "inside"),
    [("6 months", "2026-03-10", True), ("6 months", "2026-03-09", False), ("30 days", "2026-08-11", True)],
)
def test_six_months_back_ends_on_the_day_of_the_same_number(term: str, day: str, inside: bool):
    calendar = load(TINY).calendar
    on = date(2026, 9, 10)
    assert not_longer_ago(Term.parse(term), date.fromisoformat(day), on, calendar) is inside
