"""The words by which plans are read, and what the check of a pack refuses of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from namro.rules.packs.load import load
from namro.rules.packs.refused import Refused
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from tests.rules.packs.test_packs_findable import VN, edited, refusal

TINY = Path(__file__).resolve().parents[2] / "packs/tiny"


def test_a_country_without_words_of_the_genre_reads_no_plan() -> None:
    assert load(VN).plans is not None
    pack = load(TINY)
    assert pack.plans is None
    document = read_document(b"1. The Police shall patrol.", "plan.txt")
    with pytest.raises(Refused) as caught:
        read_plan(document, pack)
    assert caught.value.code == "plans.no-words"


@pytest.mark.parametrize(
    ("find", "write", "code"),
    [
        (r"^    nothing: \[\"none\"", '    nothings: ["none"', "pack.unknown-key"),
        (r"^symbols: \{KH: plan", "symbols: {KH: plans", "pack.unknown-name"),
        (r"^      plan: \[\"Kế hoạch\".*", '      plan: ["Quyết định"]', "pack.duplicate-id"),
        (r"^  vi:\n", "  fr:\n", "pack.language-unknown"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_line(tmp_path: Path, find: str, write: str, code: str) -> None:
    problems = refusal(edited(tmp_path, "plans.yaml", find, write)).problems
    assert code in {problem.code for problem in problems}
    assert all(problem.line > 1 for problem in problems)
