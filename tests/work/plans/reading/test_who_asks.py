"""Sentences and letters in which somebody asks somebody else: whoever asks does not lead, and who is asked does."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "letter.txt")))


def _found(said: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(one[name] and one[name]["value"] for name in ("lead", "task")) for one in said["tasks"]]


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("Công an xã đề nghị:\n- UBND xã mua máy bơm trước ngày 09/6/2026.", [("UBND xã", "mua máy bơm")]),
        ("Công an xã kính đề nghị UBND xã mua máy bơm.", [("UBND xã", "mua máy bơm")]),
        ("Sở Tư pháp đề nghị Sở Nội vụ báo cáo số vụ trước ngày 09/6/2026.", [("Sở Nội vụ", "báo cáo số vụ")]),
        ("UBND xã đề nghị các thôn:\n1. Dọn kênh.\n2. Lắp đèn.", [("các thôn", "Dọn kênh"), ("các thôn", "Lắp đèn")]),
        ("Yêu cầu UBND các xã phối hợp và tổ chức thực hiện.", [("UBND các xã", "phối hợp và tổ chức thực hiện")]),
        ("Council asks the Ward Police to inspect ferries by 9 June 2026.", [("Ward Police", "inspect ferries")]),
        ("The City Office requests that the Works Department repair pumps.", [("Works Department", "repair pumps")]),
    ],
)
def test_who_is_asked_leads_and_who_asks_does_not(text: str, tasks: list[tuple[str, str]]) -> None:
    assert _found(_read(text + "\n")) == tasks


def test_those_whom_a_letter_asks_lead_what_its_list_says_but_not_what_another_is_asked_there() -> None:
    said = _read(
        "Chủ tịch UBND xã yêu cầu Công an xã thực hiện nghiêm túc các nội dung sau:\n1. Rà soát bến đò.\n"
        "2. Trạm Y tế xã mua thuốc.\n3. Đề nghị Hội Nông dân xã phối hợp vận động nhân dân.\n"
        "Lắp đèn trước ngày 09/6/2026.\n"
    )
    assert _found(said) == [
        ("Công an xã", "Rà soát bến đò"),
        ("Trạm Y tế xã", "mua thuốc"),
        (None, "phối hợp vận động nhân dân"),
    ]


def test_a_name_that_is_not_whole_leads_no_list() -> None:
    said = _read("UBND xã đề nghị các thôn, bản và nhóm bạn triển khai ngay các việc sau:\n1. Rà soát bến đò.\n")
    assert not said["tasks"]
    assert [one["why"] for one in said["notes"]] == ["nothing-read", "nothing-read"]


def test_words_before_a_colon_behind_those_who_are_asked_are_no_label() -> None:
    said = _read(
        "Văn phòng UBND tỉnh đề nghị các sở phối hợp thực hiện: Đối với các sở chưa nộp thì nộp trước ngày 09/6/2026; "
        "các sở đã nộp thì thôi.\n"
    )
    task = said["tasks"][0]
    assert (task["lead"], task["due"], task["coordinating"]["value"]) == (None, None, ["các sở"])
    assert "09/6/2026" in "".join(said["text"][one["start"] : one["end"]] for one in task["unclear"])


def test_whom_a_second_half_asks_does_not_lead_the_first_half_of_somebody_unknown() -> None:
    said = _read(
        "Hằng tháng, Nhóm trưởng Trăng Rằm chủ trì, phối hợp với Công an xã đếm thuyền; nếu thiếu thì yêu cầu "
        "Công an xã nêu rõ lý do.\n"
    )
    assert not [one for one in said["tasks"] if one["rhythm"] is not None]
    assert [one["why"] for one in said["notes"]] == ["nothing-read"]


def test_the_head_of_a_procuracy_leads_under_the_whole_name() -> None:
    said = _read("Viện trưởng Viện kiểm sát khu vực chủ trì, phối hợp với Công an xã rà soát hồ sơ.\n")
    assert _found(said) == [("Viện trưởng Viện kiểm sát khu vực", "rà soát hồ sơ")]


def test_what_a_letter_ends_with_is_a_duty_where_it_says_by_when_to_report() -> None:
    said = _read(
        "Nhận được Công văn này, yêu cầu các trường nghiêm túc triển khai và báo cáo kết quả trước ngày 09/6/2026.\n"
        "Đề nghị các trường nghiêm túc triển khai thực hiện.\n"
    )
    assert [(one["lead"]["value"], one["due"]["value"]) for one in said["tasks"]] == [("các trường", "2026-06-09")]
