"""What hangs on a unit that has ended is found, with who could take it over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pytest

from namro.ground.places import orphans as room
from namro.ground.places.orphans import Orphan, ended_units, orphans
from namro.ground.places.queries import by_ref, unit

pytestmark = pytest.mark.django_db
BEFORE, TODAY = date(2025, 6, 30), date(2026, 3, 10)


@pytest.fixture
def source() -> Iterator[list[Orphan]]:
    """A room that has these things at units."""
    things: list[Orphan] = []

    def ask(on: date) -> Iterable[Orphan]:
        return list(things)

    before = list(room.sources)
    room.sources[:] = [ask]
    yield things
    room.sources[:] = before


def test_an_office_of_a_unit_that_has_ended_is_named_with_its_heirs(source: list[Orphan]) -> None:
    source.append(Orphan("office", "office:x", "Công an phường Hàng Bạc", by_ref("2024:00061").pk))
    source.append(Orphan("office", "office:y", "Công an phường Hoàn Kiếm", unit("00070", TODAY).pk))
    [left] = orphans(TODAY)
    assert (left.orphan.ref, left.unit.ref, [h.unit.ref for h in left.heirs]) == (
        "office:x",
        "2024:00061",
        ["2025:00070"],
    )
    assert orphans(BEFORE)[0].orphan.ref == "office:y"


def test_nothing_hangs_in_the_air_when_every_unit_stands(source: list[Orphan]) -> None:
    source.append(Orphan("office", "office:y", "", unit("00070", TODAY).pk))
    assert orphans(TODAY) == []


def test_the_units_that_have_ended_are_known_by_day() -> None:
    assert ended_units(BEFORE) == set()
    assert by_ref("2024:001").pk in ended_units(TODAY)
