"""An office of two bodies is one office, and wards and communes named together are one set; two offices stay two."""

from __future__ import annotations

import pytest

from tests.work.plans.reading.test_narrowed_leads import first, read

BOTH = [
    "Văn phòng HĐND và UBND phường",
    "Văn phòng HĐND và UBND",
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường An Bình",
    "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân Thành phố",
]


@pytest.mark.parametrize("office", BOTH)
def test_the_office_of_two_bodies_is_one(office: str) -> None:
    assert first(f"1. Giao {office} tổng hợp kết quả trước 30/6/2027.") == (office, "tổng hợp kết quả", [])
    assert first(f"1. {office} tổng hợp kết quả trước 30/6/2027.") == (office, "tổng hợp kết quả", [])
    (task,) = read(f"1. Công an phường chủ trì, phối hợp với {office}, Phòng Kinh tế rà soát hộ trọ trước 30/6/2027.")
    assert task["coordinating"]["value"] == [office, "Phòng Kinh tế"]
    head = "STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\n"
    (task,) = read(f"{head}1\tRà soát hộ trọ\t{office}\t{office}, Phòng Kinh tế và Công an phường\t15/6/2027")
    assert task["lead"]["value"] == office
    assert task["coordinating"]["value"] == [office, "Phòng Kinh tế", "Công an phường"]
    assert [one for one in task["unclear"] if one["clear"] == "person"] == []


@pytest.mark.parametrize(
    "two",
    [
        "HĐND và UBND phường",
        "Văn phòng HĐND và Công an phường",
        "Văn phòng HĐND và UBND phường và Công an phường",
        "Văn phòng HĐND và Phòng Kinh tế",
    ],
)
def test_two_offices_stay_two(two: str) -> None:
    assert first(f"1. {two} tổng hợp kết quả trước 30/6/2027.") == (two, "tổng hợp kết quả", ["several-leads"])


@pytest.mark.parametrize(
    "units",
    [
        "People's Committees of wards and communes",
        "People's Committees of communes and wards",
        "People's Committees of the wards and communes",
        "People's Committees of wards, communes and special zones",
        "police of wards and communes",
    ],
)
def test_wards_and_communes_are_one_set_of_units_in_english(units: str) -> None:
    head = units[:1].upper() + units[1:] if units.startswith("police") else f"The {units}"
    assert first(f"en 1. {head} shall submit a list by 1 March 2027.")[1:] == ("submit a list", [])
    (task,) = read(
        f"en 1. The Department of Health shall, in coordination with the {units}, fit 6 lamps by 1 May 2027."
    )
    assert (task["lead"]["value"], task["coordinating"]["value"]) == ("Department of Health", [units])


def test_several_in_english_stay_several() -> None:
    for two in ("Department of Health and wards and communes", "Police of wards and the Department of Health"):
        assert first(f"en 1. The {two} shall submit a plan by 1 March 2027.")[::2] == (two, ["several-leads"])
    helping = "in coordination with the police of wards and communes and the Fire Service"
    (task,) = read(f"en 1. The Council shall, {helping}, fit 6 lamps by 1 May 2027.")
    assert task["coordinating"]["value"] == ["police of wards and communes", "Fire Service"]


@pytest.mark.parametrize(
    ("force", "does"),
    [
        ("Tổ bảo vệ an ninh, trật tự", "tuần tra các ngõ"),
        ("Tổ bảo vệ ANTT", "tuần tra các ngõ"),
        ("Tổ bảo vệ an ninh, trật tự ở cơ sở", "tuần tra các ngõ"),
        ("Tổ tuần tra nhân dân", "kiểm tra bến xe"),
        ("Đội Thanh niên xung kích", "kiểm tra bãi xe"),
        ("Câu lạc bộ phòng chống tội phạm", "tuyên truyền đến hộ dân"),
    ],
)
def test_a_force_of_the_neighbourhood_is_named_whole(force: str, does: str) -> None:
    assert first(f"1. {force} {does} trước 30/6/2027.") == (force, does, [])
    (task,) = read(f"1. Công an phường chủ trì, phối hợp với {force} kiểm tra bến xe trước 30/6/2027.")
    assert task["coordinating"]["value"] == [force]


def test_who_protects_security_is_not_called_after_it() -> None:
    does = "bảo vệ an ninh, trật tự lễ hội"
    assert first(f"1. Công an phường {does} trước 30/6/2027.") == ("Công an phường", does, [])
