"""The reasons for a date, step by step and sentence by sentence."""

import re
from collections.abc import Mapping
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.rules.clocks.count import Counting, Due, Extension, Pause, due
from namro.rules.clocks.telling import tell
from namro.rules.clocks.terms import Term, Unit
from namro.rules.packs.reading import read
from tests.rules.clocks import drawn
from tests.rules.clocks.hand import CIVIL, ROOT, VN, ask

FILES = {"en": "src/namro/doors/english/clocks.yaml", "vi": "packs/vn/words/clocks.yaml"}
WORDS = {language: read(ROOT / file, file).value for language, file in FILES.items()}


class Reader:
    """A door that speaks one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, key: str, **params: object) -> str:
        sentence = WORDS[self.language][key]
        text = sentence if isinstance(sentence, str) else sentence["one" if params.get("n") == 1 else "other"]
        return str(text.format_map(params))

    def day(self, day: date) -> str:
        return f"{day:%d/%m/%Y}"

    def moment(self, at: datetime) -> str:
        return f"{at:%d/%m/%Y %H:%M}"

    def pick(self, text: Mapping[str, str]) -> str:
        return text.get(self.language) or text["en"]


def told(found: Due, language: str = "en") -> list[str]:
    return [tell(step, Reader(language)) for step in found.steps]


def test_an_officer_can_follow_a_limit_over_tet() -> None:
    found = ask("3 working days", "2026-02-13T17:10")
    assert told(found) == [
        "The limit is 3 working days and starts at this moment: 13/02/2026 17:10.",
        "13/02/2026 itself is not counted; counting begins with 14/02/2026.",
        "16/02/2026 is a day off: Lunar New Year (Tết).",
        "17/02/2026 is a day off: Lunar New Year (Tết).",
        "18/02/2026 is a day off: Lunar New Year (Tết).",
        "19/02/2026 is a day off: Lunar New Year (Tết).",
        "20/02/2026 is a day off: Lunar New Year (Tết).",
        "3 working days are counted from 14/02/2026 to 25/02/2026. Ordinary weekend days passed over: 4.",
        "The last day in time is 25/02/2026, until midnight.",
    ]
    assert told(found, "vi")[:2] == [
        "Thời hạn là 3 ngày làm việc, bắt đầu từ thời điểm 13/02/2026 17:10.",
        "Không tính 13/02/2026; bắt đầu tính từ 14/02/2026.",
    ]


def test_each_step_has_its_article_or_its_act() -> None:
    found = ask("3 working days", "2026-02-13T17:10")
    by_kind = {step.kind: step.article for step in found.steps}
    assert by_kind["starts"] == "Art."
    assert by_kind["first-day-not-counted"] == CIVIL.articles["first-day"]
    assert "Điều 112" in by_kind["day-off"]
    assert by_kind["ends"] == CIVIL.articles["end"]
    assert {step.kind: step.article for step in ask("7 days", "2026-02-13").steps}["rolled"] == "148(5)"


def test_a_make_up_day_is_named_and_counts() -> None:
    assert told(ask("3 working days", "2026-01-08"))[2:4] == [
        "10/01/2026 is worked and counts: Worked to make up for 02/01/2026.",
        "3 working days are counted from 09/01/2026 to 12/01/2026. Ordinary weekend days passed over: 1.",
    ]


def test_extensions_pauses_and_the_move_to_a_working_day_are_told_in_order() -> None:
    overlapping = ["2026-02-05..2026-02-07", "2026-02-06..2026-02-09"]
    found = ask("20 days", "2026-02-01", more=["=2 months", "+2 months"], paused=overlapping)
    assert told(found) == [
        "The limit is 20 days and starts on 01/02/2026.",
        "01/02/2026 itself is not counted; counting begins with 02/02/2026.",
        "From 05/02/2026 to 09/02/2026 the limit stood still: 5 days not counted.",
        "20 days are counted from 02/02/2026 to 26/02/2026, days off included, leaving out the days on which the "
        "limit stood still.",
        "Extended to 2 months in all, counted from the start: from 26/02/2026 to 06/04/2026.",
        "2 months, lengthened by the days on which the limit stood still, end on 06/04/2026.",
        "Extended by 2 months, from 06/04/2026 to 06/06/2026.",
        "2 months end on the day with the same number: 06/06/2026.",
        "06/06/2026 is a weekly day off, so the end moves to the next working day: 08/06/2026.",
        "The last day in time is 08/06/2026, until midnight.",
    ]


def test_a_month_without_the_day_an_extension_without_effect_and_a_moved_day_off_say_so() -> None:
    assert "because that month has no day with the same number" in told(ask("1 month", "2026-01-31"))[2]
    assert "nothing changes" in told(ask("45 days", "2026-10-26", more=["=30 days"]))[3]
    assert told(ask("30 days", "2026-10-25"))[3:5] == [
        "24/11/2026 is a day off: Vietnam Culture Day.",
        "24/11/2026 is a day off (Vietnam Culture Day), so the end moves to the next working day: 25/11/2026.",
    ]
    assert (
        "none of these days would have counted"
        in told(ask("3 working days", "2026-02-13", paused=["2026-02-14..2026-02-22"]))[2]
    )


def test_hours_tell_their_moments() -> None:
    paused = ["2026-03-03T12:00..2026-03-03T13:00", "2026-03-03T14:00..2026-03-03T15:30"]
    assert told(ask("24 hours", "2026-03-03T10:00", paused=paused, more=["+1 hour"])) == [
        "The limit is 24 hours and starts at this moment: 03/03/2026 10:00.",
        "From 03/03/2026 12:00 to 03/03/2026 13:00 the limit stood still: 1 hour not counted.",
        "From 03/03/2026 14:00 to 03/03/2026 15:30 the limit stood still: 1.5 hours not counted.",
        "24 hours run through nights and days off until 04/03/2026 12:30, leaving out the time in which the limit "
        "stood still.",
        "Extended by 1 hour, from 04/03/2026 12:30 to 04/03/2026 13:30.",
        "1 hour runs without a break, through nights and days off, until 04/03/2026 13:30.",
        "The limit ends at this moment: 04/03/2026 13:30.",
    ]


def test_what_is_not_decided_is_told_for_each_day() -> None:
    found = ask("2 days", "2027-02-02")
    assert told(found)[2] == (
        "It is not decided yet whether 04/02/2027 is a day off (A working day; off for Tết if proposal 1 is chosen), "
        "so this date may still move."
    )


def test_the_reasons_are_made_once_and_only_when_read() -> None:
    found = ask("3 working days", "2026-02-13")
    assert found.steps is found.steps


HOLE = re.compile(r"\{([a-z_]+)\}")


def holes(sentence: object) -> set[str]:
    texts = [sentence] if isinstance(sentence, str) else list(sentence.values())  # type: ignore[attr-defined]
    return set(HOLE.findall(" ".join(texts)))


def test_both_languages_say_the_same_things() -> None:
    assert set(WORDS["en"]) == set(WORDS["vi"])
    for key, sentence in WORDS["en"].items():
        assert holes(sentence) == holes(WORDS["vi"][key]), key


@pytest.mark.parametrize("language", FILES)
@settings(max_examples=150, deadline=None)
@given(
    special=drawn.specials,
    term=drawn.terms,
    start=drawn.starts,
    counting=drawn.countings,
    extensions=drawn.extensions,
    pauses=drawn.pauses(),
)
def test_whatever_happened_there_is_a_whole_sentence_for_it(
    language: str,
    special: dict[date, tuple[bool, bool]],
    term: Term,
    start: date,
    counting: Counting,
    extensions: list[Extension],
    pauses: list[Pause],
) -> None:
    found = due(drawn.calendar(special), term, start, counting=counting, extensions=extensions, pauses=pauses)
    for step, sentence in zip(found.steps, told(found, language), strict=True):
        assert "{" not in sentence
        assert "None" not in sentence
        assert f"clocks.kind.{step.kind}" in WORDS[language]


@pytest.mark.parametrize("language", FILES)
@settings(max_examples=50, deadline=None)
@given(n=st.integers(1, 90), more=st.integers(1, 90), absolute=st.booleans(), pauses=drawn.pauses())
def test_hours_have_whole_sentences_too(language: str, n: int, more: int, absolute: bool, pauses: list[Pause]) -> None:
    extensions = [Extension("more", Term(more, Unit.HOUR), absolute, "Art. X")]
    start = datetime(2024, 2, 1, 10, tzinfo=VN.zone)
    found = due(VN, Term(n, Unit.HOUR), start, counting=CIVIL, extensions=extensions, pauses=pauses)
    assert not any("{" in sentence for sentence in told(found, language))
    assert found.steps[-1].at == found.at
