"""Names of offices and units that are no more, as documents write them, and what stands in their place today."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from namro.ground.places.shares import Share
from namro.work.plans.formerly import Formerly, formerly, names_with_past, said_of
from tests.cast import Cast
from tests.departments import departments_on_stage

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
WHOLE = "Hàng Bạc went whole into Hoàn Kiếm ward"


def one(text: str) -> Formerly:
    return formerly([text], TODAY)[text]


@pytest.mark.parametrize(
    "text",
    [
        "Công an phường Hàng Bạc (cũ)", "Công an phường Hàng Bạc cũ", "Công an phường Hàng Bạc trước đây",
        "CAP Hàng Bạc", "CA P. Hàng Bạc", "Cong an phuong Hang Bac", "Trưởng Công an phường Hàng Bạc",
        "Police of the former Hang Bac Ward", "Hang Bac Ward Police (former)", "Former Hang Bac Ward Police",
        unicodedata.normalize("NFD", "Công an phường Hàng Bạc cũ"), "Công an  phường Hàng Bạc , quận Hoàn Kiếm",
    ],
)  # fmt: skip
def test_a_ward_that_is_no_more_is_known_however_its_police_are_written(cast: Cast, text: str) -> None:
    found = one(text)
    assert (said_of(found, "vi"), found.ended) == ("phường Hàng Bạc", date(2025, 7, 1))
    assert [(heir.office, heir.whole) for heir in found.heirs] == [(cast.office.hoan_kiem, True)], WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "UBND quận Hoàn Kiếm (cũ)", "UBND Q. Hoàn Kiếm", "Chủ tịch UBND quận Hoàn Kiếm", "UBND quận Hoàn Kiếm, Hà Nội",
        "Hoan Kiem District People's Committee", "People's Committee of Hoan Kiem District",
    ],
)  # fmt: skip
def test_of_a_district_the_committees_in_it_are_offered_and_no_police(cast: Cast, text: str) -> None:
    there = departments_on_stage().office
    found = one(text)
    assert said_of(found, "en") == "Hoan Kiem District"
    assert [heir.office for heir in found.heirs] == [there["hoan_kiem"], there["ba_dinh"]], "the largest share first"


def test_a_name_without_any_kind_must_say_that_it_is_of_the_past(cast: Cast) -> None:
    assert {heir.office for heir in one("Hàng Bạc cũ").heirs} == {cast.office.hoan_kiem}
    assert formerly(["Hàng Bạc", "phố cũ", "UBND quận", "Công an", "Công an phường Hoàn Kiếm"], TODAY) == {}


def test_several_districts_behind_one_word_are_all_meant_and_no_share_is_told(cast: Cast) -> None:
    found = one("Công an các quận Ba Đình và Hoàn Kiếm (cũ)")
    assert said_of(found, "vi") == "quận Ba Đình; quận Hoàn Kiếm"
    assert {heir.office for heir in found.heirs} == {cast.office.ba_dinh, cast.office.hoan_kiem}
    assert formerly(["Công an các quận Ba Đình và Chưa Từng Có"], TODAY) == {}, "one of them is nothing that is known"


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("UBND các quận, huyện, thị xã", "commune-committees"), ("UBND 30 quận, huyện, thị xã", "commune-committees"),
        ("Công an các quận, huyện (cũ)", "commune-police"), ("các quận, huyện thuộc thành phố Hà Nội", "communes"),
        ("People's Committees of the districts", "commune-committees"),
    ],
)  # fmt: skip
def test_all_districts_mean_each_office_of_that_kind_in_what_they_were(cast: Cast, text: str, among: str) -> None:
    departments_on_stage()
    found = one(text)
    assert (found.every, found.among, found.ended) == (True, among, date(2025, 7, 1))
    assert found.heirs


def test_ten_of_the_districts_or_those_of_another_city_are_not_all_of_them(cast: Cast) -> None:
    departments_on_stage()
    assert formerly(["UBND 10 quận, huyện, thị xã", "UBND các quận, huyện Hải Phòng", "các quận, xã"], TODAY) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Sở Lao động – Thương binh và Xã hội", "Sở LĐTBXH", "Sở LĐ-TB&XH thành phố Hà Nội", "Giám đốc Sở LĐTBXH",
        "So Lao dong Thuong binh va Xa hoi", "the former Department of Labour, Invalids and Social Affairs",
    ],
)  # fmt: skip
def test_a_department_that_was_merged_is_offered_by_parts_of_its_work(cast: Cast, text: str) -> None:
    there = departments_on_stage().office
    found = one(text)
    assert found.kind is not None
    assert (found.kind.id, found.ended) == ("department-labour", date(2025, 3, 1))
    assert not found.kind.confirmed, "no act was read"
    assert [heir.office for heir in found.heirs] == [there["health"], cast.office.city]
    assert all(heir.what and heir.what["vi"] for heir in found.heirs)
    assert [names["en"] for names in found.absent] == [
        "{unit} Department of Home Affairs", "{unit} Department of Education and Training",
    ]  # fmt: skip


def test_before_it_ended_a_department_is_nothing_of_the_past(cast: Cast) -> None:
    assert formerly(["Sở Giao thông vận tải"], date(2025, 2, 28)) == {}
    assert formerly(["Sở Giao thông vận tải"], date(2025, 3, 1))


def test_words_of_the_past_beside_a_name_in_the_text_belong_to_it() -> None:
    text = "1. The former Hoan Kiem Ward Police and Ba Dinh Ward Police (former) shall lead; Ba Dinh Ward Police help."
    lead = {"value": "Hoan Kiem Ward Police", "start": 14, "end": 35}
    assert names_with_past(lead, text) == ["The former Hoan Kiem Ward Police"]
    both = {"value": ["Ba Dinh Ward Police", "Ba Dinh Ward Police"], "start": 40, "end": len(text)}
    assert names_with_past(both, text) == ["Ba Dinh Ward Police (former)", "Ba Dinh Ward Police"]
    assert names_with_past(None, text) == []


def test_sixty_names_cost_no_more_questions_than_six(cast: Cast, django_assert_max_num_queries) -> None:
    departments_on_stage()
    names = ["Công an phường Hàng Bạc", "UBND quận Hoàn Kiếm", "Sở TTTT", "Sở Y tế", "Công an quận Ba Đình", "phố cũ"]
    many = [f"{name}, Hà Nội {n}" for n in range(10) for name in names] + names
    with django_assert_max_num_queries(12):
        formerly(names, TODAY)
    with django_assert_max_num_queries(12):
        formerly(many, TODAY)


def test_a_share_that_only_counts_the_parts_is_told_as_no_number(cast: Cast) -> None:
    assert [heir.percent for heir in one("Công an quận Hoàn Kiếm").heirs] == [None, None]
    assert Share(250_000, 200_000, 300_000, "area").percent == 25
    assert Share(500_000, 0, 1_000_000, "area, equal").percent is None
