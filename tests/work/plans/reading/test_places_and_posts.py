"""Words that only look like a target or an office: where something is done, who approves, half of a name."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "UBND XÃ A\nSố: 4/KH-UBND\nA, ngày 05/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\nII. NHIỆM VỤ\n{}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety\nII. TASKS\n{}\n"


def read(said: str, plan: str = VI) -> dict[str, Any]:
    return as_data(read_plan(read_document(plan.format(said).encode(), "p.txt")))


def duties(data: dict[str, Any]) -> list[tuple[str | None, str]]:
    return [(task["lead"]["value"] if task["lead"] else None, task["task"]["value"]) for task in data["tasks"]]


def whys(data: dict[str, Any]) -> list[str]:
    return [note["why"] for note in data["notes"]]


@pytest.mark.parametrize(
    "said",
    [
        "1. Sở Xây dựng lắp đèn trên 12 tuyến đường trước 01/5/2027.",
        "1. Công an xã tuần tra trên 05 địa bàn trọng điểm trước 01/5/2027.",
        "1. Giao Phòng Kinh tế lập phương án kẻ vạch trên 08 tuyến phố, trình UBND phường trong quý I/2027.",
    ],
)
def test_a_number_of_places_on_which_something_is_done_is_no_target(said: str) -> None:
    data = read(said)
    assert data["targets"] == []
    assert len(data["tasks"]) == 1
    assert "number-not-read" in whys(data)


@pytest.mark.parametrize(
    ("said", "value"),
    [("1. Lắp đặt trên 100 camera trước 30/6/2027.", 100), ("1. Phấn đấu đạt trên 50 xã đạt chuẩn.", 50)],
)
def test_more_than_a_number_of_things_or_of_places_that_are_to_reach_something_is_one(said: str, value: int) -> None:
    (target,) = read(said)["targets"]
    assert (target["value"]["value"], target["comparator"]["value"]) == (value, "more-than")


def test_all_the_streets_are_not_more_than_all() -> None:
    (target,) = read("1. Tuyên truyền trên 100% tuyến phố trước 01/5/2027.")["targets"]
    assert (target["value"]["value"], target["comparator"]) == (100, None)


@pytest.mark.parametrize(
    "said",
    [
        "1. Sở rà soát kho trước 01/5/2027.",
        "1. Phòng lập danh sách trước 01/6/2027.",
        "1. Sở chỉ huy trực từ ngày 10/02/2027.",
        "1. UBND xã phê duyệt trước ngày 15/01/2027.",
        "1. Chủ tịch UBND xã phê duyệt.",
    ],
)
def test_the_word_for_an_office_alone_and_whoever_only_approves_lead_nothing(said: str) -> None:
    data = read(said)
    assert data["tasks"] == []
    assert whys(data) == ["nothing-read"]


def test_an_order_to_the_word_for_an_office_alone_names_nobody() -> None:
    ((lead, _),) = duties(read("1. Giao Sở chủ trì lập đề án trước 01/3/2027."))
    assert lead is None


def test_one_who_approves_something_named_leads_that() -> None:
    assert duties(read("1. UBND xã phê duyệt danh sách hộ nghèo trước 15/3/2027.")) == [
        ("UBND xã", "phê duyệt danh sách hộ nghèo")
    ]


BROKEN = """1. Trước Lễ hội
1.1. Công an xã chủ trì, phối hợp với Ban Chỉ huy
Quân sự xã, Đội CSGT số 15 xây dựng phương án bảo
đảm trật tự, phân luồng giao thông, trình Chủ tịch
UBND xã phê duyệt trước ngày
15/01/2027.
1.2. Lực lượng Công an, Quân sự trực đêm tại
Sở chỉ huy từ 06h00 ngày 10/02/2027 đến khi kết
thúc Lễ hội, bố trí phương tiện đầy đủ theo yêu
cầu của Ban Tổ chức.
1.3. Trạm Y tế xã bố trí 02 tổ cấp cứu lưu động,
trực tại sân lễ hội và gửi báo cáo về xã trước
20/02/2027."""


def test_a_line_that_a_page_broke_inside_a_name_goes_on() -> None:
    first, second, third = read(BROKEN)["tasks"]
    assert first["lead"]["value"] == "Công an xã"
    assert first["coordinating"]["value"] == ["Ban Chỉ huy Quân sự xã", "Đội CSGT số 15"]
    assert first["task"]["value"].startswith("xây dựng phương án bảo đảm trật tự")
    assert first["due"]["value"] == "2027-01-15"
    assert second["lead"]["value"] == "Lực lượng Công an, Quân sự"
    assert third["lead"]["value"] == "Trạm Y tế xã"


@pytest.mark.parametrize("polite", ["đ/c", "đồng chí"])
def test_a_post_behind_a_semicolon_has_a_duty_of_its_own(polite: str) -> None:
    data = read(f"1. Giao Trưởng Công an xã làm đầu mối; {polite} Chỉ huy trưởng Ban CHQS xã điều động 60 dân quân.")
    assert duties(data) == [(f"{polite} Chỉ huy trưởng Ban CHQS xã", "điều động 60 dân quân")]
    assert whys(data) == ["nothing-read"]


@pytest.mark.parametrize(
    ("said", "lead", "task"),
    [
        ("Hiệu trưởng các trường THPT trực thuộc kiểm tra lan can.", "Hiệu trưởng các trường THPT trực thuộc",
         "kiểm tra lan can"),
        ("Trưởng các phòng chuyên môn rà soát kho.", "Trưởng các phòng chuyên môn", "rà soát kho"),
        ("Giao Phó Chủ tịch UBND P. phụ trách đô thị chủ trì rà soát vỉa hè.",
         "Phó Chủ tịch UBND P. phụ trách đô thị", "rà soát vỉa hè"),
        ("Giao đồng chí Phó Chủ tịch UBND P. phụ trách đô thị chủ trì rà soát vỉa hè.",
         "đồng chí Phó Chủ tịch UBND P. phụ trách đô thị", "rà soát vỉa hè"),
    ],
)  # fmt: skip
def test_a_post_is_named_whole(said: str, lead: str, task: str) -> None:
    assert duties(read(f"1. {said}")) == [(lead, task)]


@pytest.mark.parametrize(
    "said",
    ["1. THÀNH ĐOÀN, LĐLĐ TP\n+ Duy trì 50 đội tuyên truyền.", "1. Thành đoàn, LĐLĐ TP duy trì 50 đội tuyên truyền."],
)
def test_two_offices_before_one_duty_are_said_to_be_several(said: str) -> None:
    (task,) = read(said)["tasks"]
    assert "several-leads" in [one["why"] for one in task["unclear"]]


def test_labels_that_run_in_one_paragraph_are_each_a_field() -> None:
    (task,) = read(
        "1. Responsible: Water Board. In cooperation with: Police Department. Install 14 gauges in the valley. "
        "Deadline: 20 May 2027. Output: report.", EN
    )["tasks"]  # fmt: skip
    said = {name: task[name]["value"] for name in ("lead", "coordinating", "task", "due", "product")}
    assert said == {
        "lead": "Water Board", "coordinating": ["Police Department"], "task": "Install 14 gauges in the valley",
        "due": "2027-05-20", "product": "report",
    }  # fmt: skip


def test_the_heading_above_such_items_is_no_task() -> None:
    item = "({}) Responsible: Water Board. In cooperation with: Police Department. {} Deadline: 20 May 2027."
    said = [item.format("a", "Install 14 gauges."), item.format("b", "Test the sirens.")]
    wanted = [("Water Board", "Install 14 gauges"), ("Water Board", "Test the sirens")]
    assert duties(read("\n".join(["1. Early warning", *said]), EN)) == wanted


@pytest.mark.parametrize(
    ("said", "task", "noted"),
    [
        ("Sở Y tế tặng quà 120 hộ (đồng chí Phó Giám đốc phụ trách, xong trước 10/11/2027).", "tặng quà 120 hộ", []),
        ("Ban hành bộ tiêu chí (Công an tỉnh tham mưu, trình trong tháng 3/2027).", "Ban hành bộ tiêu chí",
         ["nothing-read"]),
    ],
)  # fmt: skip
def test_a_task_does_not_end_inside_brackets(said: str, task: str, noted: list[str]) -> None:
    data = read(f"1. {said}")
    assert [what for _, what in duties(data)] == [task]
    assert whys(data) == noted


def test_what_is_only_aimed_for_is_a_target_and_no_task_of_nobody() -> None:
    data = read("1. Phấn đấu 80% khu dân cư tổ chức Ngày hội trước ngày 18/11/2027.")
    assert data["tasks"] == []
    assert [one["value"]["value"] for one in data["targets"]] == [80]
