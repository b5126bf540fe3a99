"""What stands beside a duty in a paragraph below no heading, and lines in which a document speaks of itself."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data


def _read(text: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(text.encode(), "letter.txt")))


def _noted(said: dict[str, Any]) -> list[str]:
    return [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]


@pytest.mark.parametrize(
    "more",
    [
        "Đối với các thôn, đề nghị cung cấp số thuyền trước ngày 08/7/2026.",
        "Định kỳ hằng quý báo cáo tiến độ về Chủ tịch UBND xã.",
        "Đề nghị hoàn thiện gửi Văn phòng trước ngày 08/7/2026.",
        "Kinh phí bố trí từ ngân sách xã trước ngày 08/7/2026.",
        "Trong đó chú trọng thuyền cũ; có phương án cứu hộ.",
        "Các thôn có kế hoạch hưởng ứng.",
    ],
)
def test_a_sentence_behind_a_duty_below_no_heading_is_noted(more: str) -> None:
    said = _read(f"UBND xã giao Công an xã kiểm tra bến đò. {more}\n")
    assert [one["task"]["value"] for one in said["tasks"]] == ["kiểm tra bến đò"]
    assert _noted(said) == [more]


def test_a_sentence_before_a_duty_is_noted_and_one_that_says_nothing_is_not() -> None:
    said = _read("Các thôn gửi danh sách thuyền về xã. Giao Công an xã kiểm tra bến đò. Xin cảm ơn.\n")
    assert _noted(said) == ["Các thôn gửi danh sách thuyền về xã."]


def test_an_english_sentence_with_a_time_behind_a_duty_is_noted() -> None:
    said = _read("The Ward Police shall check ferries. Reports are to reach the Office by 8 July 2026.\n")
    assert _noted(said) == ["Reports are to reach the Office by 8 July 2026."]


@pytest.mark.parametrize(
    "last",
    [
        "Quyết định này có hiệu lực kể từ ngày 08/7/2026.",
        "Thông báo này thay thế Thông báo số 5/TB-UBND ngày 03/3/2026.",
    ],
)
def test_a_line_in_which_a_document_speaks_of_itself_is_no_title_and_hides_no_item(last: str) -> None:
    said = _read(f"1. Các trạm lập sổ theo dõi.\n2. Giao Công an tỉnh đôn đốc việc thực hiện.\n{last}\n")
    assert not [one for one in said["instruments"] if one["own"]]
    assert _noted(said) == ["1. Các trạm lập sổ theo dõi."]


def test_an_english_line_about_the_document_itself_gives_it_no_day() -> None:
    said = _read(
        "1. The ministries draw up plans.\n2. The Police shall follow up.\nThis Decision takes effect on 8 July 2026.\n"
    )
    assert not [one for one in said["instruments"] if one["own"]]
    assert _noted(said) == ["1. The ministries draw up plans."]


@pytest.mark.parametrize(
    ("text", "task", "due", "half"),
    [
        (
            "Giao Công an xã kiểm tra bến đò; xử lý vi phạm; các chi bộ thôn phát động phong trào áo phao.",
            "kiểm tra bến đò; xử lý vi phạm", None, "các chi bộ thôn phát động phong trào áo phao.",
        ),
        (
            "KẾ HOẠCH\nII. NHIỆM VỤ\n1. Công an xã kiểm tra bến đò; các chi bộ lắp đèn trước ngày 08/7/2026.",
            "kiểm tra bến đò", None, "các chi bộ lắp đèn trước ngày 08/7/2026.",
        ),
        (
            "The Ward Police shall check ferries; boat owners shall hold drills by 8 July 2026.",
            "check ferries", None, "boat owners shall hold drills by 8 July 2026.",
        ),
    ],
)  # fmt: skip
def test_what_others_do_behind_a_semicolon_is_noted_with_its_day(
    text: str, task: str, due: str | None, half: str
) -> None:
    said = _read(text + "\n")
    assert [(one["task"]["value"], one["due"]) for one in said["tasks"]] == [(task, due)]
    assert _noted(said) == [half]


def test_the_last_of_a_list_of_those_who_are_meant_does_nothing_itself() -> None:
    said = _read("Giao Công an xã hướng dẫn các hộ nghèo; các trường học; các chi bộ ký cam kết.\n")
    assert len(said["tasks"]) == 1
    assert not said["notes"]


def test_a_duty_above_the_first_part_of_a_document_is_noted_and_what_it_stands_on_is_not() -> None:
    first = "UBND xã giao Công an xã kiểm tra bến đò trước ngày 08/7/2026."
    said = _read(
        "KẾ HOẠCH\nVề bến đò\nThực hiện Công văn số 5/UBND-VP ngày 01/7/2026 giao Công an xã kiểm tra bến đò;\n"
        f"{first}\nI. NHIỆM VỤ\n1. Phòng Kinh tế chủ trì sửa chợ.\n"
    )
    assert [one["task"]["value"] for one in said["tasks"]] == ["sửa chợ"]
    assert _noted(said) == [first]
