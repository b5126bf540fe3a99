"""Lists of words as patterns, and spans of a text: quick ways that give what the plain ones give."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from namro.work.plans.reading.cover import Cover
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.wording import alternatives, from_places, starts

WORDS = st.lists(st.text("aAbBơƠ.-", min_size=1, max_size=3), min_size=1, max_size=3).map(" ".join)
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda one: Span(one[0], one[0] + one[1])))


def one_by_one(words: list[str]) -> str:
    """The words tried one after the other, longest first."""
    parts = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in parts)


@given(st.lists(WORDS, min_size=1, max_size=12), st.text("aAbBơƠ.- \n", max_size=40))
def test_words_that_share_their_beginning_are_found_as_if_each_were_tried(words: list[str], text: str) -> None:
    for flags in (0, re.IGNORECASE):
        for shape in (r"(?:{})", r"(?<!\w)(?:{})(?!\w)", r"(?:{})$"):
            quick, plain = (re.compile(shape.format(one), flags) for one in (alternatives(words), one_by_one(words)))
            assert [one.span() for one in quick.finditer(text)] == [one.span() for one in plain.finditer(text)]


def test_no_words_are_found_nowhere():
    assert re.search(alternatives([]), "anything") is None


@given(st.lists(WORDS, min_size=1, max_size=6), st.text("aAbBơƠ.- \n", max_size=40), st.integers(0, 40))
def test_what_begins_at_none_but_some_places_is_found_as_if_all_were_tried(
    words: list[str], text: str, end: int
) -> None:
    look = re.compile(rf"(?<!\w)(?:{alternatives(words)})(?!\w)", re.IGNORECASE)
    places = [one.start() for one in starts(words, r"(?<!\w)").finditer(text, 0, end)]
    found = [one.span() for one in from_places(look, text, places, end)]
    assert found == [one.span() for one in look.finditer(text, 0, end)]


@given(SPANS, st.integers(0, 40), st.integers(1, 9))
def test_what_spans_cover_is_told_as_if_each_were_asked(spans: list[Span], start: int, long: int) -> None:
    cover, end = Cover(spans), start + long
    assert cover.touches(start, end) == any(one.start < end and start < one.end for one in spans)
    assert cover.holds(start, end) == any(one.start <= start and end <= one.end for one in spans)
    assert cover.has(start) == any(one.start <= start < one.end for one in spans)


def test_of_many_days_of_one_duty_none_is_taken_and_all_are_quoted():
    days = ", ".join(f"{n % 28 + 1}/{n % 12 + 1}/2027" for n in range(400))
    text = f"KẾ HOẠCH\nAn toàn\nII. NHIỆM VỤ\n1. Công an phường kiểm tra bến đò trước ngày {days}.\n"
    (task,) = read_plan(read_document(text.encode(), "plan.txt")).tasks
    assert "due" not in task.fields
    assert task.reasons["due"] == "contradictory-dates"
    quoted = next(one for one in task.unclear if one.why == "contradictory-dates")
    assert text[quoted.start : quoted.end] == f"trước ngày {days}"


def test_notes_of_one_place_stand_in_one_order():
    table = "STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\n" + "".join(f"1\tKiểm tra bến {n}\tnt\tnt\n" for n in range(4))
    text = f"KẾ HOẠCH\nAn toàn\nII. NHIỆM VỤ\n{table}"
    notes = read_plan(read_document(text.encode(), "plan.txt")).notes
    assert len(notes) > 1
    assert list(notes) == sorted(notes, key=lambda one: (one.start, one.why, one.end, one.names))
