"""Decisions and resolutions in their official form: what they stand on is no duty of who issued them."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

ITEM = "Điều 1. Giao Công an phường đếm trụ nước trước ngày 20/4/2026.\n"
DUTY = ("Công an phường", "đếm trụ nước", "2026-04-20")
LAW = "Căn cứ Luật Phòng cháy ngày 29/11/2024;\n"
ACTS = [
    f"QUYẾT ĐỊNH\nVề trụ nước\nỦY BAN NHÂN DÂN PHƯỜNG SEN HỒNG\n{LAW}Xét đề nghị của Phòng Kinh tế;\nQUYẾT ĐỊNH:\n",
    f"QUYẾT ĐỊNH\nVề trụ nước\nCHỦ TỊCH\nỦY BAN NHÂN DÂN PHƯỜNG SEN HỒNG\n{LAW}"
    "Căn cứ Kế hoạch số 7/KH-UBND ngày 02/02/2026 của Ủy ban nhân dân Thành phố giao xong trước ngày 30/11/2026;\n"
    "Thực hiện Chỉ thị số 4/CT-UBND ngày 05/02/2026;\nTheo đề nghị của Trưởng Công an phường.\nQUYẾT ĐỊNH:\n",
    "BAN THƯỜNG VỤ ĐẢNG ỦY PHƯỜNG SEN HỒNG\n- Căn cứ Quy chế làm việc;\n"
    "- Xét đề nghị của Ban Xây dựng Đảng,\nQUYẾT ĐỊNH\n",
    f"NGHỊ QUYẾT\nVề trụ nước\nHỘI ĐỒNG NHÂN DÂN PHƯỜNG SEN HỒNG\nKHÓA II, KỲ HỌP THỨ TƯ\n{LAW}"
    "Xét Tờ trình số 3/TTr-UBND ngày 02/02/2026 của Ủy ban nhân dân phường; ý kiến của đại biểu,\nQUYẾT NGHỊ:\n",
    "QUYẾT ĐỊNH\nVề trụ nước\nỦY BAN NHÂN DÂN\n(Khóa II)\n"
    "Trên cơ sở kết luận tại Thông báo số 7-TB/ĐU ngày 01/02/2026;\nQUYẾT ĐỊNH:\n",
]


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "act.txt")))


def _found(said: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(one[name] and one[name]["value"] for name in ("lead", "task", "due")) for one in said["tasks"]]


@pytest.mark.parametrize("act", ACTS)
def test_what_an_act_stands_on_is_no_duty_of_who_issued_it(act: str) -> None:
    said = _read(act + ITEM)
    assert _found(said) == [DUTY]
    assert not said["notes"]


def test_a_line_that_carries_out_another_plan_below_its_issuer_is_no_duty() -> None:
    said = _read(
        "KẾ HOẠCH\nTrụ nước năm 2026\nỦY BAN NHÂN DÂN PHƯỜNG SEN HỒNG\n"
        "Thực hiện Kế hoạch số 15/KH-UBND ngày 10/02/2026 của Ủy ban nhân dân Thành phố;\n"
        "II. NHIỆM VỤ\n1. Công an phường chủ trì đếm trụ nước trước ngày 20/4/2026.\n"
    )
    assert _found(said) == [DUTY]
    assert said["instruments"][1]["relation"]["value"] == "implements"


@pytest.mark.parametrize("issuer", ["THE PEOPLE'S COMMITTEE OF LOTUS WARD", "CITY COUNCIL OF ANDOVER"])
def test_what_an_english_decision_stands_on_is_no_duty(issuer: str) -> None:
    said = _read(
        f"DECISION\nOn hydrants\n{issuer}\nPursuant to the Law on Fire Prevention of 29 November 2024;\n"
        "Having considered the report of the Ward Police of 2 February 2026;\n"
        "At the proposal of the Economic Division,\n"
        "DECIDES:\nArticle 1. The Ward Police shall count all hydrants by 20 April 2026.\n"
    )
    assert _found(said) == [("Ward Police", "count all hydrants", "2026-04-20")]
    assert not said["notes"]


def test_a_unit_in_capitals_keeps_its_duties_where_nothing_is_cited_below_it() -> None:
    said = _read(
        "KẾ HOẠCH\nTrụ nước năm 2026\nCÔNG AN PHƯỜNG\n"
        "Lập danh sách trụ nước trước ngày 20/4/2026.\nKiểm tra vòi chữa cháy hằng tháng.\n"
    )
    assert [one["lead"] and one["lead"]["value"] for one in said["tasks"]] == ["CÔNG AN PHƯỜNG", "CÔNG AN PHƯỜNG"]


def test_a_line_that_stands_on_the_plan_itself_is_noted_and_not_taken_for_its_basis() -> None:
    said = _read("KẾ HOẠCH\nTrụ nước\nCăn cứ Kế hoạch này, lập danh sách trụ nước trước ngày 20/4/2026;\n")
    noted = [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]
    assert noted == ["Căn cứ Kế hoạch này, lập danh sách trụ nước trước ngày 20/4/2026;"]
    assert not said["tasks"]
