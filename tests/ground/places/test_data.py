"""The shipped units: every total that is known is met."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from namro.ground.places.packfiles import PackPlaces, UnitRow, read_pack

BEFORE, AFTER, LATER = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 1)


@pytest.fixture(scope="module")
def places() -> PackPlaces:
    return read_pack(Path(settings.NAMRO_PACK))


def standing(places: PackPlaces, on: date) -> list[UnitRow]:
    return [u for u in places.units.values() if u.begins <= on and (u.ends is None or on < u.ends)]


def of_level(places: PackPlaces, on: date, level: str) -> list[UnitRow]:
    return [u for u in standing(places, on) if places.kinds[u.kind].level == level]


def test_63_provinces_became_34_and_10040_lowest_units_became_3321(places: PackPlaces) -> None:
    assert [len(of_level(places, on, "province")) for on in (BEFORE, AFTER, LATER)] == [63, 34, 34]
    assert [len(of_level(places, on, "district")) for on in (BEFORE, AFTER)] == [696, 0]
    assert [len(of_level(places, on, "commune")) for on in (BEFORE, AFTER, LATER)] == [10_035, 3_321, 3_321]
    assert sum(u.lowest for u in standing(places, BEFORE)) == 10_040


def test_hanoi_came_from_526_communes_to_126(places: PackPlaces) -> None:
    count = [sum(u.path.startswith("/01/") for u in of_level(places, on, "commune")) for on in (BEFORE, AFTER)]
    assert count == [526, 126]


def test_199_communes_of_hanoi_and_471_of_the_country_are_divided(places: PackPlaces) -> None:
    divided = {c.source for c in places.changes if c.how == "part"}
    assert len(divided) == 471
    assert sum(places.units[key].path.startswith("/01/") for key in divided) == 199


def test_nearly_all_codes_are_used_again_so_that_a_code_alone_is_no_key(places: PackPlaces) -> None:
    old = {u.code for u in of_level(places, BEFORE, "commune")}
    new = {u.code for u in of_level(places, AFTER, "commune")}
    assert len(new & old) == 3_316


def test_five_island_districts_without_communes_went_whole_into_special_zones(places: PackPlaces) -> None:
    islands = [u for u in standing(places, BEFORE) if u.lowest and places.kinds[u.kind].level == "district"]
    assert sorted(u.code for u in islands) == ["318", "471", "498", "536", "755"]
    became = {c.source[1]: places.units[c.target] for c in places.changes if c.target and len(c.source[1]) == 3}
    assert {became[u.code].kind for u in islands} == {"special-zone"}
    assert all(became[u.code].names["vi"] == u.names["vi"] for u in islands)


def test_every_share_is_whole_or_adds_up_and_says_its_basis_and_range(places: PackPlaces) -> None:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for change in places.changes:
        if change.how == "part":
            sums[change.source] += change.share
            assert (change.basis, change.low, change.high) == ("equal", 0, 1_000_000)
        elif change.how == "whole":
            assert (change.share, change.low, change.high) == (1_000_000, 1_000_000, 1_000_000)
    assert set(sums.values()) == {1_000_000}


def test_no_change_of_the_lowest_units_leaves_its_province(places: PackPlaces) -> None:
    into = {c.source[1]: c.target[1] for c in places.changes if c.target and len(c.source[1]) == 2}
    for change in places.changes:
        if change.target and len(change.source[1]) != 2 and change.on == AFTER:
            old, new = places.units[change.source].path.split("/")[1], places.units[change.target].path.split("/")[1]
            assert into[old] == new


def test_in_2026_three_provinces_became_cities_and_ten_communes_of_dong_nai_wards(places: PackPlaces) -> None:
    kinds = Counter(u.kind for u in of_level(places, LATER, "province"))
    assert kinds == {"city": 9, "province": 25}
    before, after = (Counter(u.kind for u in of_level(places, on, "commune")) for on in (AFTER, date(2026, 4, 30)))
    assert (after["ward"] - before["ward"], before["ward"], before["special-zone"]) == (10, 687, 13)
    assert [u.kind for u in standing(places, date(2026, 4, 29)) if u.code == "75"] == ["province"]
    assert [u.kind for u in standing(places, date(2026, 4, 30)) if u.code == "75"] == ["city"]


def test_the_report_names_the_points_outside_their_unit_and_what_is_not_known() -> None:
    report = (Path(settings.NAMRO_PACK).parent.parent / "docs/reference/places-report.md").read_text(encoding="utf-8")
    points = report.split("## Points outside their unit")[1]
    assert points.count("| 2025:") == 28
    assert "| 2025:06757 | Xã Vĩnh Thực | 100.1 |" in points
    for said in ("Bắc Ninh (24)", "710 wards", "10,040", "526 → 126"):
        assert said in report
