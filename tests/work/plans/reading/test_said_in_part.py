"""Names that were cut short, rhythms that are only a part of what is written, days of others, prohibitions behind."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

VI = "Số: 9/KH-UBND\nHà Nội, ngày 05 tháng 01 năm 2027\nKẾ HOẠCH\nVề phòng cháy\nIII. NHIỆM VỤ\n1. "
EN = "CITY OF NORTHAM\nNo. 9/PL-2027\n5 January 2027\nPLAN\nSafer streets\nIII. TASKS\n1. "
HEADS = {"vi": VI, "en": EN}


def _read(language: str, said: str) -> dict[str, Any]:
    return as_data(read_plan(read_document(f"{HEADS[language]}{said}\n".encode(), "plan.txt")))


def _task(language: str, said: str) -> tuple[dict[str, Any], set[tuple[str, str]]]:
    """The one task of a sentence, and what of it is unclear with its quote."""
    read = _read(language, said)
    (task,) = read["tasks"]
    return task, {(one["why"], read["text"][one["start"] : one["end"]]) for one in task["unclear"]}


def _value(task: dict[str, Any], name: str) -> Any:
    return task[name]["value"] if task[name] else None


# what is written; the rhythm, the day, and a reason with its quote
TIMES = [
    ("Công an phường định kỳ 6 tháng và năm báo cáo UBND phường.", None, None,
     ("several-rhythms", "định kỳ 6 tháng và năm")),
    ("Trạm Y tế hằng tháng họp, ba tháng sơ kết một lần.", "monthly", None, ("time-beside", "ba tháng sơ kết một lần")),
    ("Tổ Tổng hợp trực ban 24/24 giờ; báo cáo kết quả về Công an tỉnh vào 15h00 thứ Năm hằng tuần.", "weekly", None,
     ("time-beside", "24/24 giờ")),
    ("Phòng Kinh tế cưỡng chế hộ không di dời trước ngày 30/6/2027.", None, None,
     ("not-understood", "trước ngày 30/6/2027")),
    ("Phòng Nội vụ nhắc nhở các đơn vị nộp báo cáo trước ngày 20/3/2027.", None, None,
     ("not-understood", "trước ngày 20/3/2027")),
    # as they were
    ("Công an phường định kỳ 6 tháng báo cáo UBND phường.", "half-yearly", None, None),
    ("Trạm Y tế sơ kết 6 tháng một lần.", "half-yearly", None, None),
    ("Phòng Nội vụ đôn đốc các tổ dân phố hoàn thành việc lập danh sách trước ngày 20/3/2027.", None, "2027-03-20",
     None),
    ("Phòng Nội vụ nhắc nhở các đơn vị, báo cáo UBND phường trước ngày 20/3/2027.", None, "2027-03-20", None),
    ("Công an phường rà soát các hộ không có bình chữa cháy, báo cáo trước ngày 20/3/2027.", None, "2027-03-20", None),
]  # fmt: skip


@pytest.mark.parametrize(("said", "rhythm", "due", "quoted"), TIMES)
def test_a_time_that_is_only_a_part_or_that_of_others_is_quoted(
    said: str, rhythm: str | None, due: str | None, quoted: tuple[str, str] | None
) -> None:
    task, unclear = _task("vi", said)
    assert (_value(task, "rhythm"), _value(task, "due")) == (rhythm, due)
    times = {one for one in unclear if one[0] in ("several-rhythms", "time-beside", "not-understood", "no-term")}
    assert times == ({quoted} if quoted is not None else set())


def test_half_a_rhythm_of_an_office_of_the_party_is_not_taken_for_all() -> None:
    read = _read("vi", "Văn phòng Đảng ủy theo dõi; định kỳ 6 tháng, 1 năm báo cáo Ban Thường vụ.")
    assert not any(one["rhythm"] for one in read["tasks"])
    assert any(one["why"] == "several-rhythms" for task in read["tasks"] for one in task["unclear"])


@pytest.mark.parametrize(
    ("language", "said", "quoted"),
    [
        ("en", "The Marine Unit shall check moorings. It must not tow without a permit.", "It must not tow"),
        ("en", "The Fire Service shall inspect pumps by 1 May 2027. No pump may be moved.", "No pump may be moved."),
        ("vi", "Công an phường tuần tra hằng ngày. Việc này không được giao cho bảo vệ.", "Việc này không được giao"),
    ],
)
def test_a_prohibition_behind_a_duty_is_said(language: str, said: str, quoted: str) -> None:
    read = _read(language, said)
    assert len(read["tasks"]) == 1
    notes = [read["text"][one["start"] : one["end"]] for one in read["notes"] if one["why"] == "prohibition"]
    assert len(notes) == 1
    assert notes[0].startswith(quoted)


def test_what_may_be_done_behind_a_duty_is_no_prohibition() -> None:
    for said in ("The Fire Service shall inspect pumps. No fewer than five pumps are kept.",
                 "The Fire Service shall inspect pumps. Pumps may be moved."):  # fmt: skip
        assert not any(one["why"] == "prohibition" for one in _read("en", said)["notes"])


# language, what is written, who leads, who helps, what is to be done, and why the person is unclear
WHO = [
    ("vi", "Phòng Kế hoạch tổng hợp theo dõi, báo cáo Giám đốc.", "Phòng Kế hoạch tổng hợp", None,
     "theo dõi, báo cáo Giám đốc", "unsure-name"),
    ("vi", "Phòng Hành chính tổng hợp lập danh sách.", "Phòng Hành chính tổng hợp", None, "lập danh sách",
     "unsure-name"),
    ("vi", "Câu lạc bộ phòng chống tội phạm tuyên truyền hằng tháng.", "Câu lạc bộ phòng chống tội phạm", None,
     "tuyên truyền", None),
    ("vi", "Đội xung kích phòng chống thiên tai diễn tập phương án.", "Đội xung kích phòng chống thiên tai", None,
     "diễn tập phương án", None),
    ("vi", "Tổ công tác giải phóng mặt bằng vận động các hộ.", "Tổ công tác giải phóng mặt bằng", None,
     "vận động các hộ", None),
    ("vi", "Công an phường phối hợp với Đội Thanh niên xung kích giữ các bãi xe.", "Công an phường",
     ["Đội Thanh niên xung kích"], "giữ các bãi xe", None),
    ("vi", "Tổ bảo vệ an ninh, trật tự tuần tra ban đêm hằng ngày.", "Tổ bảo vệ an ninh, trật tự", None,
     "tuần tra ban đêm", None),
    ("vi", "Tổ bảo vệ an ninh, trật tự ở cơ sở tuần tra ban đêm.", "Tổ bảo vệ an ninh, trật tự ở cơ sở", None,
     "tuần tra ban đêm", None),
    ("vi", "Phòng Kinh tế (trừ Tổ Thuế) rà soát nợ.", "Phòng Kinh tế", None, "rà soát nợ", "qualified-lead"),
    ("en", "Landlords with more than 10 units shall register by 1 June 2027.", None, None, "register", "no-lead"),
    ("en", "The Night Team and, from January, the Rail Police shall share shifts weekly.",
     "Night Team and, from January, the Rail Police", None, "share shifts", "several-leads"),
    # as they were
    ("vi", "Phòng Kế hoạch tổng hợp số liệu.", "Phòng Kế hoạch", None, "tổng hợp số liệu", None),
    ("vi", "Phòng Kế hoạch tổng hợp, báo cáo UBND phường.", "Phòng Kế hoạch", None, "tổng hợp, báo cáo UBND phường",
     None),
    ("vi", "Công an phường bảo vệ an ninh, trật tự kỳ thi.", "Công an phường", None, "bảo vệ an ninh, trật tự kỳ thi",
     None),
    ("vi", "Công an phường phối hợp với Đội Thanh niên tuần tra.", "Công an phường", ["Đội Thanh niên"], "tuần tra",
     None),
    ("vi", "Phòng Kinh tế (nay là Phòng Tài chính) rà soát nợ.", "Phòng Kinh tế", None, "rà soát nợ", "renamed-lead"),
    ("en", "The Night Team shall brief 10 units by 1 June 2027.", "Night Team", None, "brief 10 units", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "lead", "helpers", "what", "why"), WHO)
def test_a_name_is_whole_or_said_to_be_unclear(
    language: str, said: str, lead: str | None, helpers: list[str] | None, what: str, why: str | None
) -> None:
    task, unclear = _task(language, said)
    assert (_value(task, "lead"), _value(task, "coordinating"), _value(task, "task")) == (lead, helpers, what)
    persons = ("unsure-name", "qualified-lead", "no-lead", "several-leads", "renamed-lead", "conditional-lead")
    assert {one for one, _ in unclear if one in persons} == ({why} if why is not None else set())


def test_two_offices_that_end_like_a_verb_are_several() -> None:
    task, unclear = _task("vi", "Phòng Kế hoạch tổng hợp, Phòng Điều dưỡng rà soát hồ sơ.")
    assert _value(task, "lead") == "Phòng Kế hoạch tổng hợp, Phòng Điều dưỡng"
    assert "several-leads" in {one for one, _ in unclear}
