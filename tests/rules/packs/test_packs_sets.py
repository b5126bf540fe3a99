"""Which offices a document means by a name that is of many, and whose part a role has where another is not."""

from __future__ import annotations

import pytest

from namro.rules.packs.load import load
from namro.rules.packs.sets import (
    is_open,
    kinds_of,
    means_each,
    names_many,
    set_called,
    set_meant,
    set_of,
    sets_possible,
    units_meant,
    units_of,
)
from tests.rules.packs.edited import TINY, VN

PACK = load(VN)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("UBND các phường, xã", "commune-committees"),
        ("Ủy ban nhân dân các xã, phường", "commune-committees"),
        ("UBND cấp xã", "commune-committees"),
        ("UBND 126 xã, phường", "commune-committees"),
        ("UBND 126/126 phường, xã", "commune-committees"),
        ("UBND CÁC PHƯỜNG,  XÃ", "commune-committees"),
        ("People's Committees of the wards and communes", "commune-committees"),
        ("Công an các phường, xã", "commune-police"),
        ("Công an cấp xã", "commune-police"),
        ("UBND các xã, phường, đặc khu", "commune-committees"),
        ("police of each ward and commune", "commune-police"),
        ("126 xã, phường", "communes"),
        ("các phường, xã", "communes"),
        ("cấp xã", "communes"),
        # of one kind of unit only
        ("Công an các phường", "ward-police"),
        ("UBND các xã", "rural-commune-committees"),
        ("Ủy ban nhân dân các phường trên địa bàn thành phố", "ward-committees"),
        ("the police of the wards", "ward-police"),
        ("the police of each ward", "ward-police"),
        ("People's Committees of all communes", "rural-commune-committees"),
        ("the wards", "wards"),
        ("each ward", "wards"),
        ("các xã", "rural-communes"),
        ("UBND các phường và các xã", "commune-committees"),
        ("the wards and the communes", "communes"),
        ("Công an các đặc khu", ""),
        ("các đặc khu", ""),
        ("UBND các phường và thị trấn", ""),
        ("UBND các phường cùng với xã Phù Đổng", ""),
        ("Each Ward People's Committee", "ward-committees"),
        ("Each Ward Police", "ward-police"),
        # some of them only
        ("UBND các phường Ba Đình và Hoàn Kiếm", ""),
        ("các phường (Ba Đình)", ""),
        ("Công an các phường, xã Ba Vì và Sóc Sơn", ""),
        ("CÔNG AN CÁC PHƯỜNG TRÊN ĐỊA BÀN", "ward-police"),
        # nobody's, or somebody's that is not said
        ("các sở, ban, ngành", ""),
        ("Trạm y tế các phường, xã", ""),
        ("Công an thành phố và các phường, xã", ""),
        ("Công an, UBND các phường, xã", ""),
        ("UBND các phường, xã, Công an thành phố", ""),
        ("UBND các phường, xã và Công an thành phố", ""),
        ("Trạm y tế, trường học, UBND các phường, xã", ""),
        ("UBND các phường, xã trên địa bàn thành phố", "commune-committees"),
        ("UBND các phường, xã và Công an các phường, xã", ""),
        ("UBND phường Ba Đình", ""),
        ("HĐND các phường, xã", ""),
        ("", ""),
    ],
)
def test_a_set_is_meant_only_where_a_kind_of_office_stands_before_all_communes(name: str, meant: str):
    assert set_meant(PACK, name) == meant


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("các sở, ban, ngành", ["departments"]),
        ("Các sở, ban, ngành thành phố", ["departments"]),
        ("các sở, ngành có liên quan", ["departments"]),
        ("Các sở, ban, ngành, đoàn thể", ["departments", "departments-and-organisations"]),
        ("Sở, ngành", ["departments"]),
        ("Sở Y tế", []),
        ("Công an cấp xã", []),
        ("", []),
    ],
)
def test_a_name_too_wide_to_tell_is_only_offered_a_set(name: str, possible: list[str]):
    assert sets_possible(PACK, name) == possible
    assert not set_meant(PACK, name) or not possible


@pytest.mark.parametrize(
    ("name", "each"),
    [
        ("126 phường, xã", True),
        ("Các xã, phường trên địa bàn thành phố", True),
        ("UBND các phường, xã", True),
        ("the police of all wards", True),
        ("các xã", True),
        ("các đặc khu", False),
        ("các phường Ba Đình và Hoàn Kiếm", False),
        ("Công an các đặc khu", False),
        ("Trạm y tế các phường, xã", False),
        ("Thủ trưởng các sở, ngành, Chủ tịch UBND các xã, phường", False),
        ("các phường, xã và Công an thành phố", False),
        ("các phường, xã, các sở", False),
        ("Công an thành phố", False),
        ("", False),
    ],
)
def test_all_communes_are_each_meant_where_nobody_else_is(name: str, each: bool):
    assert means_each(PACK, name) is each
    assert not means_each(load(TINY), name)


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("UBND các xã", {"rural-commune"}),
        ("Chủ tịch UBND các phường", {"ward"}),
        ("UBND các phường, xã", set()),
        ("UBND các phường cùng với xã Phù Đổng", set()),
        ("Công an thành phố", set()),
    ],
)
def test_a_name_of_many_says_to_which_kind_of_unit_it_keeps(name: str, units: set[str]):
    assert units_meant(PACK, name) == units
    assert units_meant(load(TINY), name) == set()


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("1. UBND các xã, phường rà soát.", True),
        ("2. Công an các phường rà soát hộ kinh doanh.", True),
        ("3. The police of the wards shall inspect.", True),
        ("4. Công an phường Ba Đình rà soát.", False),
        ("5. Sở Y tế rà soát.", False),
    ],
)
def test_a_sentence_has_the_words_for_many_or_not(text: str, many: bool):
    assert names_many(PACK, text) is many


def test_a_set_is_known_by_its_kinds_and_the_other_way():
    assert len(kinds_of(PACK, "departments")) == 10
    assert set_of(PACK, kinds_of(PACK, "departments")[::-1]) == "departments"
    assert set_of(PACK, ["commune-police"]) == "commune-police"
    assert set_of(PACK, ["commune-police", "front"]) == set_of(PACK, ()) == ""
    assert kinds_of(PACK, "ministries") == units_of(PACK, "ministries") == ()
    assert set_of(PACK, ["commune-police"], units_of(PACK, "ward-police")) == "ward-police"
    assert is_open(PACK, kinds_of(PACK, "communes")), "which office of a commune is meant is left open"
    assert not is_open(PACK, kinds_of(PACK, "departments"))
    assert not is_open(PACK, kinds_of(PACK, "commune-police"))
    assert set_called(PACK, "Tất cả các sở") == set_called(PACK, "all departments") == "departments"
    assert set_called(PACK, "các sở") == set_called(PACK, "") == ""


def test_a_country_without_a_programme_has_no_sets():
    tiny = load(TINY)
    assert set_meant(tiny, "each village") == ""
    assert sets_possible(tiny, "each village") == []


@pytest.mark.parametrize(
    ("role", "kind", "there"),
    [
        ("duty-officer", "commune-police", "duty-officer"),
        ("duty-officer", "commune-committee", "plan-officer"),
        ("handler", "department-health", "plan-officer"),
        ("head", "department-health", "office-head"),
        ("plan-officer", "commune-police", "duty-officer"),
        ("office-head", "investigation", "head"),
        ("investigator", "department-health", ""),
        ("head", "court", ""),
        ("nobody", "commune-police", ""),
    ],
)
def test_a_role_has_its_part_at_other_offices_by_the_role_that_is_like_it(role: str, kind: str, there: str):
    assert PACK.role_at(role, kind) == there


def test_who_has_plans_only_may_nothing_with_cases():
    quiet = {kind.id for kind in PACK.offices.values() if not kind.cases}
    for role in PACK.roles.values():
        if quiet & set(role.at):
            assert {action.partition(".")[0] for action in role.may} == {"plans"}, role.id
    police = set(PACK.offices) - quiet
    assert police == {"province-police", "commune-police", "investigation", "inspectorate", "standing-agency"}
    head = {action for action in PACK.roles["head"].may if action.startswith("plans.")}
    assert set(PACK.roles["office-head"].may) == head, "a head is a head"
