"""The beginning of an agency's name in small letters is no lead and no helper: it is left out as unsure."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.fields import Reading, Task
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan

CUT = [
    "Sở nội vụ tổng hợp hồ sơ",
    "Hội nông dân xã lập danh sách hộ nuôi ong", "Phòng văn hóa lập danh sách quán hát",
    "Ban bầu cử số 2 kiểm tra hòm phiếu", "Đài truyền thanh xã phát tin", "Trung tâm văn hóa treo băng rôn",
    "Chi cục dân số lập báo cáo", "Ủy ban bầu cử xã niêm yết danh sách", "Sở công thương kiểm tra giá xăng",
]  # fmt: skip
WHOLE = [
    ("Sở Nội vụ tổng hợp hồ sơ", "Sở Nội vụ"), ("Trạm y tế xã lập danh sách trẻ em", "Trạm y tế xã"),
    ("Phòng tư pháp rà soát văn bản", "Phòng tư pháp"), ("Hội Nông dân xã lập danh sách hộ", "Hội Nông dân xã"),
    ("Công an xã phải lập danh sách hộ", "Công an xã"),
]  # fmt: skip
VI = "KẾ HOẠCH\nTập huấn\nII. PHÂN CÔNG\n1. Giao {} trước ngày 15/3/2027.\n"


def _read(text: str) -> Reading:
    return read_plan(read_document(text.encode(), "plan.txt"))


def _value(task: Task, name: str) -> Any:
    return task.fields[name].value if name in task.fields else None


def _why(task: Task) -> set[tuple[str, str]]:
    return {(one.clear, one.why) for one in task.unclear}


@pytest.mark.parametrize("said", CUT)
def test_a_cut_name_is_no_lead(said: str) -> None:
    (task,) = _read(VI.format(said)).tasks
    assert _value(task, "lead") is None
    assert {why for clear, why in _why(task) if clear == "person"} == {"unsure-name"}
    assert _value(task, "task") == said


def test_a_cut_name_before_others_is_no_lead() -> None:
    said = "Sở văn hóa, Thể thao và Du lịch chủ trì, phối hợp với Công an tỉnh kiểm tra các lễ hội"
    (task,) = _read(f"UBND tỉnh giao {said} trước ngày 15/3/2027.\n").tasks
    assert _value(task, "lead") is None
    assert ("person", "unsure-name") in _why(task)
    assert str(_value(task, "task")).startswith(said)


@pytest.mark.parametrize(("said", "lead"), WHOLE)
def test_a_whole_name_stays(said: str, lead: str) -> None:
    (task,) = _read(VI.format(said)).tasks
    assert _value(task, "lead") == lead
    assert ("person", "unsure-name") not in _why(task)


def test_a_cut_name_is_no_helper() -> None:
    (task,) = _read(VI.format("Sở Nội vụ chủ trì, phối hợp với Sở tài chính lập đề án")).tasks
    assert _value(task, "lead") == "Sở Nội vụ"
    assert _value(task, "coordinating") is None
    assert ("responsibility", "unsure-helper") in _why(task)
    assert _value(task, "task") == "Sở tài chính lập đề án"


@pytest.mark.parametrize(
    "said",
    [
        "That administration BE DIRECTED to draft a bylaw and to REPORT BACK to Council in 3 to 9 months on it.",
        "Agencies of the City BE REQUESTED to submit tree plans no later than May 31, 2027.",
    ],
)
def test_terms_and_capitals_are_no_part_of_an_english_name(said: str) -> None:
    found = _read(f"{said}\n\nThe Parks Department shall submit a report by 15 March 2027.\n")
    leads = [_value(task, "lead") for task in found.tasks]
    assert "Parks Department" in leads
    assert not any("3" in lead or "REQUESTED" in lead or " in" in lead for lead in leads if lead)
