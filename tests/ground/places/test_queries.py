"""Units on their day, and what they became."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from namro.ground.places.crosswalk import follow
from namro.ground.places.models import Unit
from namro.ground.places.queries import (
    by_ref,
    children,
    listing,
    map_units,
    origins,
    predecessors,
    successors,
    today_of,
    unit,
)
from namro.ground.places.shares import WHOLE, carry
from namro.rules.packs.refused import Refused

pytestmark = pytest.mark.django_db
BEFORE, AFTER, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 3, 10)


def test_the_same_code_is_another_unit_on_another_day() -> None:
    assert unit("00070", BEFORE).said["vi"] == "phường Hàng Trống"
    assert unit("00070", AFTER).said["vi"] == "phường Hoàn Kiếm"


@pytest.mark.parametrize(
    ("code", "on", "refused"),
    [
        ("99999", TODAY, "places.unknown"),
        ("'; DROP TABLE", TODAY, "places.unknown"),
        ("001", TODAY, "places.other-day"),
        ("2024:001", TODAY, "places.other-day"),
        ("nope:001", TODAY, "places.unknown"),
        ("01", date(2020, 1, 1), "places.before-first"),
    ],
)
def test_a_code_that_does_not_stand_on_that_day_is_refused_with_the_reason(code: str, on: date, refused: str) -> None:
    with pytest.raises(Refused) as caught:
        unit(code, on)
    assert caught.value.code == refused


def test_hanoi_has_526_communes_on_the_last_day_of_june_and_126_the_day_after() -> None:
    assert listing(BEFORE, within="01", kind="commune").count() == 526
    assert listing(AFTER, within="01", kind="commune").count() == 126
    assert listing(AFTER, within="01", kind="ward").count() == 51
    assert listing(BEFORE, within="001", kind="ward").count() == 13
    assert listing(BEFORE, within="01", kind="district").count() == 30
    with pytest.raises(Refused) as caught:
        listing(BEFORE, kind="galaxy")
    assert caught.value.code == "places.unknown-kind"


def test_children_are_those_directly_below() -> None:
    assert len(children("01", TODAY)) == 126
    assert len(children("01", BEFORE)) == 30
    assert {c.kind for c in children("01", TODAY, kind="ward")} == {"ward"}


def test_all_communes_of_hanoi_are_mapped_and_every_total_is_the_same_before_and_after() -> None:
    mapped = map_units(BEFORE, AFTER, within="01")
    shares: dict[int, dict[int, object]] = defaultdict(dict)
    for m in mapped:
        shares[m.source.pk][m.target.pk] = m.share
    assert (len(shares), len({m.target.pk for m in mapped})) == (526, 126)
    assert len({m.target.pk for m in mapped if not m.share.whole}) == 100
    counts = {pk: 7 + pk % 13 for pk in shares}
    carried = carry(counts, shares)  # type: ignore[arg-type]
    assert sum(e.value for e in carried.values()) == sum(counts.values())
    assert sum(not e.exact for e in carried.values()) == 100


def test_whole_mergers_are_exact_and_divided_units_say_their_range() -> None:
    [whole] = successors(by_ref("2024:00061"), TODAY)
    assert (whole.unit.ref, whole.share) == ("2025:00070", WHOLE)
    parts = successors(by_ref("2024:00070"), TODAY)
    assert [p.likely for p in parts] == [True, False]
    assert all((p.share.basis, p.share.low, p.share.high) == ("equal", 0, 1_000_000) for p in parts)


def test_a_unit_is_its_own_successor_while_it_stands() -> None:
    ward = unit("00070", TODAY)
    assert [(s.unit.pk, s.share) for s in successors(ward, TODAY)] == [(ward.pk, WHOLE)]
    assert today_of(ward, TODAY) == ward
    assert today_of(by_ref("2024:00061"), TODAY) == ward
    assert today_of(by_ref("2024:00070"), TODAY) is None
    with pytest.raises(Refused) as caught:
        successors(ward, BEFORE)
    assert caught.value.code == "places.backwards"
    with pytest.raises(Refused):
        map_units(AFTER, BEFORE)


def test_predecessors_are_the_units_of_that_day_with_what_they_gave() -> None:
    ward = unit("00070", TODAY)
    before = predecessors(ward, BEFORE)
    assert len(before) == 14
    assert sum(p.share.whole for p in before) == 7
    assert [p.unit.pk for p in before] == [p.unit.pk for p in origins(ward)]


def test_following_many_units_takes_one_query_a_round(django_assert_max_num_queries: object) -> None:
    old = list(Unit.objects.filter(edition_id="2024"))
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        became = follow(old, TODAY)
    assert all(sum(s.share.ppm for s in found) == 1_000_000 for found in became.values())
