"""Sums from which nobody can be picked out, whoever subtracts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.work.cases.bands import LEAST, Band, banded


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([0, 0, 0, 0, 0], []),
        ([1, 1, 1, 1, 0], []),
        ([5, 0, 0, 0, 0], [Band(0, 4, 5)]),
        ([0, 0, 0, 0, 5], [Band(0, 4, 5)]),
        ([6, 7, 5, 9, 8], [Band(0, 0, 6), Band(1, 1, 7), Band(2, 2, 5), Band(3, 3, 9), Band(4, 4, 8)]),
        ([6, 4, 5, 9, 1], [Band(0, 0, 6), Band(1, 2, 9), Band(3, 4, 10)]),
        ([12, 3, 1, 0, 2], [Band(0, 0, 12), Band(1, 4, 6)]),
    ],
)
def test_what_is_small_is_counted_with_its_neighbour(counts: list[int], shown: list[Band]) -> None:
    assert banded(counts) == shown


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_every_band_is_large_enough_and_all_are_counted_once(counts: list[int]) -> None:
    shown = banded(counts)
    assert all(band.n >= LEAST for band in shown)
    if sum(counts) < LEAST:
        assert shown == []
        return
    assert sum(band.n for band in shown) == sum(counts)
    covered = [at for band in shown for at in range(band.first, band.last + 1)]
    assert covered == list(range(len(counts)))
    assert all(band.n == sum(counts[band.first : band.last + 1]) for band in shown)


@given(st.lists(st.integers(0, 7), min_size=3, max_size=3))
def test_no_small_cell_can_be_worked_out_from_what_is_shown(counts: list[int]) -> None:
    """Everything that would have been shown the same, by somebody who knows the rule: of each cell below five, more
    than one value was possible."""
    shown = banded(counts)
    alike = [other for other in product(range(sum(counts) + 1), repeat=3) if banded(other) == shown]
    for at, count in enumerate(counts):
        if 0 < count < LEAST:
            assert len({other[at] for other in alike}) > 1


def test_left_out_instead_a_cell_is_given_back_by_subtraction() -> None:
    counts = [12, 3, 9]
    left_out = [count if count >= LEAST else None for count in counts]
    assert sum(counts) - sum(count for count in left_out if count) == 3  # the harm
    assert [band.n for band in banded(counts)] == [12, 12]
