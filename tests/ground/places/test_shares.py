"""Shares add up, totals stay, and what is whole stays whole."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from namro.ground.places.shares import WHOLE, WHOLE_PPM, Share, Way, apportion, carry, settle


@st.composite
def divisions(draw: st.DrawFn) -> list[Share]:
    """The parts of one divided unit, with ranges around them."""
    n = draw(st.integers(2, 6))
    weights = draw(st.lists(st.integers(1, 50), min_size=n, max_size=n))
    basis = draw(st.sampled_from(["equal", "area", "population"]))
    wide = draw(st.integers(0, WHOLE_PPM))
    return [Share(ppm, max(0, ppm - wide), min(WHOLE_PPM, ppm + wide), basis) for ppm in apportion(WHOLE_PPM, weights)]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_apportioned_numbers_add_up_to_the_total(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=6), st.integers(0, 10**6))
def test_no_part_is_more_than_one_away_from_its_exact_share(weights: list[int], total: int) -> None:
    for part, weight in zip(apportion(total, weights), weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(st.lists(divisions(), min_size=1, max_size=3))
def test_shares_through_several_divisions_add_up_and_lie_in_their_range(chain: list[list[Share]]) -> None:
    ways: list[tuple[str, Way]] = [("", Way())]
    for number, parts in enumerate(chain):
        ways = [(f"{key}{number}{i}", way.through(share)) for key, way in ways for i, share in enumerate(parts)]
    settled = settle(ways)
    assert sum(share.ppm for share in settled.values()) == WHOLE_PPM
    for share in settled.values():
        assert 0 <= share.low <= share.ppm <= share.high <= WHOLE_PPM
        assert share.basis not in ("", "whole")


@given(divisions())
def test_parts_that_meet_again_in_one_unit_are_its_whole(parts: list[Share]) -> None:
    assert settle(("one", Way().through(share)) for share in parts) == {"one": WHOLE}


def test_a_whole_share_changes_nothing_on_the_way() -> None:
    part = Share(300_000, 200_000, 400_000, "area")
    other = Share(700_000, 600_000, 800_000, "area")
    found = settle([("a", Way().through(WHOLE).through(part)), ("b", Way().through(other).through(WHOLE))])
    assert found == {"a": part, "b": other}


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 10_000), max_size=12), st.data())
def test_counts_carried_to_other_units_keep_their_total(counts: dict[int, int], data: st.DataObject) -> None:
    shares = {}
    for source in counts:
        if data.draw(st.booleans()):
            shares[source] = {100 + source % 3: WHOLE}
        else:
            parts = data.draw(divisions())
            shares[source] = {200 + i: share for i, share in enumerate(parts)}
    carried = carry(counts, shares)
    assert sum(estimate.value for estimate in carried.values()) == sum(counts.values())
    for estimate in carried.values():
        assert estimate.low <= estimate.value <= estimate.high


def test_counts_of_whole_units_are_carried_exactly() -> None:
    carried = carry({1: 5, 2: 7}, {1: {9: WHOLE}, 2: {9: WHOLE}})
    assert (carried[9].value, carried[9].exact) == (12, True)


def test_counts_of_a_divided_unit_say_between_what_they_lie() -> None:
    equal = Share(500_000, 0, WHOLE_PPM, "equal")
    carried = carry({1: 5}, {1: {8: equal, 9: equal}})
    assert [(e.value, e.low, e.high, e.exact) for e in carried.values()] == [(3, 0, 5, False), (2, 0, 5, False)]
