"""Every document of the corpus, read and held against what a person found in it."""

from __future__ import annotations

from typing import Any

import pytest

from namro.rules.packs.current import the_pack
from namro.work.plans.reading.fields import Reading
from namro.work.plans.reading.holding import unheld
from namro.work.plans.reading.lexicon import spoken
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.reading.times import Times
from tests.work.plans.reading.building import Source, sources
from tests.work.plans.reading.scoring import INSTRUMENT, TARGET, TASK, Score, plain, value

FLOOR = 0.97
"""Below this no field may fall over the whole corpus, in precision or in recall."""
NEVER = ("lead", "due", "value", "by", "date")
"""What may be missing, and never wrong: nobody, no day and no number is named that the document does not name so."""


@pytest.fixture(scope="module")
def corpus() -> list[tuple[Source, Reading]]:
    return [(one, read_plan(read_document(one.bytes(), one.name))) for one in sources()]


def test_the_corpus_is_read_as_a_person_reads_it(corpus: list[tuple[Source, Reading]]) -> None:
    assert len(corpus) >= 20
    score = Score()
    for source, reading in corpus:
        said, want = as_data(reading), source.expected
        score.take(source.name, "task", TASK, want["tasks"], said["tasks"], "task")
        score.take(source.name, "target", TARGET, want["targets"], said["targets"], "value")
        score.take(source.name, "instrument", INSTRUMENT, want["instruments"], said["instruments"], "number")
        whys = [note["why"] for note in said["notes"] if note["why"] != "nothing-read"]
        assert sorted(whys) == want.get("notes", []), source.name
        assert len(said["notes"]) - len(whys) == want.get("passed", 0), source.name
    names = sorted({*score.right, *score.wrong, *score.missed})
    low = {name: (score.precision(name), score.recall(name)) for name in names}
    assert not {name: both for name, both in low.items() if min(both) < FLOOR}, score.said


def test_no_lead_no_day_and_no_number_is_ever_invented(corpus: list[tuple[Source, Reading]]) -> None:
    for source, reading in corpus:
        lexicon = spoken(reading.document.text, _plans())
        assert not list(unheld(reading, lexicon, Times(lexicon))), source.name
        said = as_data(reading)
        for kind, listed in (
            ("tasks", said["tasks"]),
            ("targets", said["targets"]),
            ("instruments", said["instruments"]),
        ):
            for name in NEVER:
                there = [plain(_full(name, one)) for one in source.expected[kind] if one.get(name) is not None]
                found = [plain(value(one, name)) for one in listed if one.get(name)]
                for one in found:
                    assert one in there, f"{source.name}: {name} {one!r} is nowhere in it"
                    there.remove(one)


def test_every_place_is_one_of_the_text(corpus: list[tuple[Source, Reading]]) -> None:
    for _, reading in corpus:
        said = as_data(reading)
        for one in [*said["tasks"], *said["targets"], *said["instruments"]]:
            for name in one["missing"]:
                assert one[name] is None
            for name, field in one.items():
                if isinstance(field, dict) and "value" in field:
                    assert 0 <= field["start"] < field["end"] <= len(said["text"])
                    assert name not in one["missing"]


def test_what_is_not_clear_is_said_with_its_reason(corpus: list[tuple[Source, Reading]]) -> None:
    by_name = {source.name: reading for source, reading in corpus}

    def why(document: str, words: str) -> set[str]:
        task = next(one for one in by_name[document].tasks if words in str(one.fields["task"].value))
        return {f"{one.clear}: {one.why}" for one in task.unclear}

    assert "person: collective" in why("vi-workbook", "Khảo sát ý kiến")
    assert "task: no-product" in why("vi-purpose", "Tăng cường tuyên truyền")
    assert "time: no-end" in why("vi-purpose", "báo cáo kết quả")
    assert "time: no-year" in why("vi-undated", "phát tờ rơi")
    assert "time: contradictory-dates" in why("vi-contradictions", "Rà soát bến tự phát")
    assert "responsibility: no-head" in why("vi-purpose", "cân đối")
    assert "responsibility: lead-helps" in why("vi-undated", "tuần tra bến đò")
    assert "time: counted-from" in why("late-vi-reports", "quy chế khen thưởng")
    assert "time: cell-of-both" in why("late-vi-merged", "cổng chắn")
    assert "time: no-day" in why("late-vi-merged", "điểm đen")
    assert "time: vague-time" in why("vi-traps", "dọn vệ sinh")
    assert why("en-table", "Light three underpasses") == set()


def _plans() -> Any:
    plans = the_pack().plans
    assert plans is not None
    return plans


def _full(name: str, one: dict[str, Any]) -> Any:
    return one[name]
