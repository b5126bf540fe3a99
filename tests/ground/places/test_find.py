"""A place is found as people write it, and a former name leads to today's units."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from namro.ground.places import queries
from namro.ground.places.queries import Found, find, name_of, path, suggest, unit
from namro.rules.packs.refused import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
BEFORE = date(2025, 6, 30)


def names(found: list[Found]) -> list[str]:
    return [name_of(f.unit, "vi") for f in found]


@pytest.mark.parametrize(
    "typed",
    [
        "hoan kiem", "Hoàn Kiếm", "HOÀN KIẾM", "hoankiem", "phường Hoàn Kiếm", "P. Hoàn Kiếm", "p.hoan kiem",
        "Hoan Kiem Ward", "  hoàn   kiếm ", unicodedata.normalize("NFD", "Hoàn Kiếm"), "hoan kiem, ha noi",
        "hoan kiem ha noi", "Phường Hoàn Kiếm, Quận Hoàn Kiếm, TP Hà Nội", "00070", "2025:00070",
    ],
)  # fmt: skip
def test_a_ward_is_found_however_it_is_written(typed: str) -> None:
    first = find(typed, TODAY)[0]
    assert (first.unit.ref, first.whole) == ("2025:00070", True)


def test_the_kind_and_name_of_a_place_of_today_mean_no_former_place_of_another_kind() -> None:
    assert [f.unit.code for f in find("phường Hoàn Kiếm", TODAY)] == ["00070"]
    assert len(find("quận Hoàn Kiếm", TODAY)) > 4
    assert len(find("Hoàn Kiếm", TODAY)) > 4


@pytest.mark.parametrize("typed", ["Hàng Bạc", "hang bac", "P. Hàng Bạc, Q. Hoàn Kiếm, Hà Nội", "hang bac hoan kiem"])
def test_a_former_ward_that_went_whole_leads_to_the_one_that_took_it(typed: str) -> None:
    [found] = find(typed, TODAY)
    assert (found.unit.ref, found.by, found.whole) == ("2025:00070", "former", True)
    [former] = found.former
    assert path(former.unit, "vi") == "phường Hàng Bạc, quận Hoàn Kiếm, thành phố Hà Nội"
    assert (former.share.ppm, former.share.low, former.share.basis) == (1_000_000, 1_000_000, "whole")


def test_a_former_ward_that_was_divided_leads_to_each_part_with_its_share_basis_and_range() -> None:
    found = find("phường Hàng Trống", TODAY)
    assert {f.unit.code for f in found} == {"00070", "00082"}
    for f in found:
        assert f.share is not None
        assert not f.whole
        assert (f.share.ppm, f.share.low, f.share.high, f.share.basis) == (500_000, 0, 1_000_000, "equal")


def test_a_former_district_leads_to_all_units_that_it_became() -> None:
    found = find("quận Ba Đình", TODAY)
    shares = [f.share for f in found if f.former and f.former[0].unit.ref == "2024:001"]
    assert len(shares) >= 4
    assert sum(s.ppm for s in shares if s) == 1_000_000
    assert {"phường Ba Đình", "phường Ngọc Hà", "phường Giảng Võ"} <= set(names(found))


def test_todays_name_comes_before_the_former_one() -> None:
    first, *others = find("ba dinh", TODAY)
    assert (first.unit.ref, first.by) == ("2025:00004", "name")
    assert all(other.rank > first.rank for other in others)


def test_on_an_earlier_day_the_units_of_that_day_are_found() -> None:
    found = find("hoan kiem", BEFORE)
    assert [f.unit.ref for f in found] == ["2024:002"]
    assert find("Hàng Bạc", BEFORE)[0].unit.ref == "2024:00061"


def test_within_keeps_to_a_unit_of_today_or_of_the_past() -> None:
    assert {f.unit.line.split("/")[1] for f in find("tân", TODAY, within="01")} == {"01"}
    assert [f.unit.code for f in find("Trúc Bạch", TODAY, within="001")] == ["00004"]
    assert {f.unit.code for f in find("hoan kiem", TODAY, within="00004")} == {"00004"}
    with pytest.raises(Refused) as refused:
        find("hoan kiem", TODAY, within="nope")
    assert refused.value.code == "places.unknown"


def test_a_name_from_before_an_earlier_merger_is_known_too() -> None:
    assert find("Nguyễn Trung Trực", TODAY)[0].unit.ref == "2025:00004"


def test_only_the_lowest_units_when_asked() -> None:
    assert names(find("Hà Nội", TODAY)) == ["thành phố Hà Nội"]
    assert all(f.unit.lowest for f in find("Hà", TODAY, lowest=True))


@pytest.mark.parametrize("typed", ["", " ", ",,,", "<script>alert(1)</script>", "' OR 1=1 --", "%", "_", "\x00", "🙂"])
def test_garbage_finds_nothing_and_harms_nothing(typed: str) -> None:
    assert find(typed, TODAY) == []
    suggest(typed, TODAY)


def test_a_very_long_text_is_cut_and_not_searched_for_ever() -> None:
    assert find("hoàn kiếm " * 10_000, TODAY) == []
    assert len(find("a," * 10_000, TODAY)) <= 10


@pytest.mark.parametrize(("typed", "meant"), [("hoàn kím", "00070"), ("Hoang Kiem", "00070"), ("nghia d0", "00160")])
def test_a_slip_of_the_finger_is_answered_with_what_may_be_meant(typed: str, meant: str) -> None:
    assert find(typed, TODAY) == []
    assert meant in {f.unit.code for f in suggest(typed, TODAY)}


def test_a_search_takes_few_queries(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        found = find("quận ba đình", TODAY)
        queries.paths([f.unit for f in found], "vi", TODAY)


def test_names_are_said_in_both_languages() -> None:
    ward = unit("00070", TODAY)
    assert (name_of(ward, "vi"), name_of(ward, "en")) == ("phường Hoàn Kiếm", "Hoan Kiem Ward")
    assert path(ward) == "phường Hoàn Kiếm, thành phố Hà Nội"
    assert path(ward, "en") == "Hoan Kiem Ward, Hanoi City"
