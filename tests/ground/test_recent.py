"""What is remembered for a minute: rows that hardly change, forgotten by whoever changes them."""

from __future__ import annotations

from namro.ground import recent
from namro.ground.gate import guard
from namro.ground.places import queries
from namro.ground.places.models import Unit
from namro.ground.recent import Recent
from tests.cast import Cast

HOAN_KIEM = "2025:00070"


def test_an_answer_is_made_once_and_again_after_a_minute(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(recent.time, "monotonic", lambda: clock[0])
    made: list[int] = []
    kept: Recent[int] = Recent()

    def make() -> int:
        made.append(1)
        return len(made)

    assert [kept.get("a", make), kept.get("a", make)] == [1, 1]
    clock[0] += recent.SECONDS
    assert kept.get("a", make) == 2


def test_that_there_is_none_is_asked_again(monkeypatch):
    kept: Recent[int | None] = Recent()
    assert kept.get("a", lambda: None) is None
    assert kept.get("a", lambda: 1) == 1


def test_a_full_memory_begins_anew(monkeypatch):
    monkeypatch.setattr(recent, "MOST", 3)
    kept: Recent[int] = Recent()
    for n in range(4):
        kept.get(n, lambda n=n: n)
    assert len(kept._kept) == 1


def test_a_unit_is_asked_of_the_database_once(cast: Cast, django_assert_num_queries):
    queries.by_ref(HOAN_KIEM)
    with django_assert_num_queries(0):
        queries.by_ref(HOAN_KIEM)


def test_whoever_changes_a_unit_makes_this_process_forget(cast: Cast):
    assert queries.by_ref(HOAN_KIEM).ends is None
    with guard.outside("a unit ends"):
        Unit.objects.filter(edition_id="2025", code="00070").update(ends="2026-03-01")
    assert str(queries.by_ref(HOAN_KIEM).ends) == "2026-03-01"


def test_without_being_told_it_would_go_on_remembering(cast: Cast, monkeypatch):
    monkeypatch.setattr(guard, "REMEMBERED", ())
    queries.by_ref(HOAN_KIEM)
    with guard.outside("a unit ends"):
        Unit.objects.filter(edition_id="2025", code="00070").update(ends="2026-03-01")
    assert queries.by_ref(HOAN_KIEM).ends is None
