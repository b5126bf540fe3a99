"""Sentences that name somebody and what they do are read or noted, whatever label or verb they have; and names that end
amid a word, aims and words of the object are no lead, no term and no helper."""

from __future__ import annotations

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

HEAD = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn năm 2027\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety in 2027\nII. TASKS\n"


def read(body: str, head: str = f"{HEAD}II. NHIỆM VỤ\n") -> tuple[list[tuple[object, ...]], list[str]]:
    """Lead, task, day and helpers of each task; the words of each note on what was not read."""
    said = as_data(read_plan(read_document(f"{head}{body}\n".encode(), "p.txt")))
    tasks = [
        tuple(one[name]["value"] if one[name] else None for name in ("lead", "task", "due", "coordinating"))
        for one in said["tasks"]
    ]
    text = str(said["text"])
    return tasks, [text[one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("Giao các cấp ủy, chính quyền cơ sở rà soát hộ nghèo trước ngày 15/3/2027.",
         ("các cấp ủy, chính quyền cơ sở", "rà soát hộ nghèo", "2027-03-15", None)),
        ("Đề nghị PC02 - CATP hỗ trợ 02 tổ hóa trang trước 10/02/2027.",
         ("PC02 - CATP", "hỗ trợ 02 tổ hóa trang", "2027-02-10", None)),
        ("Đề nghị Quỹ Tín dụng nhân dân Sóc Sơn cho vay mua bình chữa cháy.",
         ("Quỹ Tín dụng nhân dân Sóc Sơn", "cho vay mua bình chữa cháy", None, None)),
        ("Tổ Cảnh sát khu vực phối hợp với Tổ bảo vệ ANTT cơ sở tuần tra khép kín.",
         ("Tổ Cảnh sát khu vực", "tuần tra khép kín", None, ["Tổ bảo vệ ANTT cơ sở"])),
        ("Công an phường ký chương trình phối hợp với Trạm Y tế phường trước ngày 20/2/2027.",
         ("Công an phường", "ký chương trình phối hợp với Trạm Y tế phường", "2027-02-20", None)),
        ("Sở TN&MT chủ trì, phối hợp với Sở KH&ĐT (nay là Sở Tài chính), UBND phường rà soát đất trống.",
         ("Sở TN&MT", "rà soát đất trống", None, ["Sở KH&ĐT", "UBND phường"])),
        ("Đoàn phường trồng hoa quanh hồ, hướng tới 100% vào năm 2030.",
         ("Đoàn phường", "trồng hoa quanh hồ, hướng tới 100% vào năm 2030", None, None)),
        ("Hội Phụ nữ phường lắp bình chữa cháy, phấn đấu 90% hộ có bình vào năm 2028, xong trước 30/6/2027.",
         ("Hội Phụ nữ phường", "lắp bình chữa cháy, phấn đấu 90% hộ có bình vào năm 2028", "2027-06-30", None)),
    ],
)  # fmt: skip
def test_a_name_ends_where_it_ends_and_what_is_aimed_for_or_agreed_stays_in_the_task(
    sentence: str, want: tuple[object, ...]
) -> None:
    assert read(f"1. {sentence}") == ([want], [])


def test_the_time_of_an_aim_is_quoted_beside_the_term() -> None:
    said = as_data(
        read_plan(
            read_document(
                f"{HEAD}II. NHIỆM VỤ\n1. Công an phường lắp camera, phấn đấu 90% ngõ có vào năm 2028.\n".encode(),
                "p.txt",
            )
        )
    )
    (task,) = said["tasks"]
    assert task["due"] is None
    text = str(said["text"])
    assert any("2028" in text[one["start"] : one["end"]] for one in task["unclear"] if one["clear"] == "time")


def test_the_year_of_works_is_no_term_of_what_is_done_for_them() -> None:
    handed = "1. Phòng Kinh tế bàn giao mặt bằng dự án hoàn thành năm 2028."
    tasks, _ = read(f"{handed}\n2. Phòng Kinh tế triển khai dự án hoàn thành năm 2028.")
    assert [one[2] for one in tasks] == [None, "2028-12-31"]


def test_an_aim_that_is_the_whole_duty_keeps_its_term() -> None:
    tasks, _ = read("1. Công an phường chủ trì, hoàn thành 100% hồ sơ trước ngày 30/6/2027.")
    assert [one[2] for one in tasks] == ["2027-06-30"]


@pytest.mark.parametrize(
    "below",
    [
        "Chủ trì là Công an phường, cùng tham gia có Đoàn Thanh niên. Hoàn thành trong quý II năm 2027.",
        "Đơn vị chủ trì là Công an phường, cùng tham gia có Đoàn Thanh niên, hoàn thành trong quý II năm 2027.",
    ],
)
def test_who_leads_is_said_in_a_sentence_below_what_is_to_be_done(below: str) -> None:
    want = ("Công an phường", "Dọn dẹp bến bãi", "2027-06-30", ["Đoàn Thanh niên"])
    assert read(f"1. Dọn dẹp bến bãi\n{below}\n2. Công an phường trực.")[0][0] == want


def test_a_name_that_goes_on_with_words_that_are_not_known_is_whole() -> None:
    tasks, _ = read("1. Dọn dẹp bến bãi\nChủ trì là Trung tâm Quản lý và điều hành giao thông.")
    assert tasks == [("Trung tâm Quản lý và điều hành giao thông", "Dọn dẹp bến bãi", None, None)]


@pytest.mark.parametrize("label", ["2.1-", "2.1/", "2.1.-", "1.1)", "4.-", "√", "Thứ hai,", "Hai là,", "(ii)", "#2"])
def test_whatever_label_it_has_a_duty_is_read_or_noted(label: str) -> None:
    tasks, notes = read(f"1. Công an phường lắp camera trước 1/5/2027.\n{label} Đoàn phường treo biển quanh hồ.")
    for said in ("lắp camera", "treo biển quanh hồ"):
        assert any(said in str(one[1]) for one in tasks) or any(said in one for one in notes), said


@pytest.mark.parametrize(
    "body",
    [
        "1. Công ty Thoát nước Huế hút 30% cống hộp đến năm 2028.\n2. Công an phường lắp camera.",
        "1. Hội Phụ nữ phường vót chông.\n- Công an phường lắp camera.\n- Trạm Y tế khám bệnh.",
        "1. Công an phường lắp camera. Đoàn trường vót chông.",
    ],
)
def test_a_sentence_with_somebody_in_it_of_which_nothing_is_read_is_noted(body: str) -> None:
    tasks, notes = read(body)
    assert ("Công an phường", "lắp camera") in [one[:2] for one in tasks]
    assert any(one.strip("12. ")[:9] in note for note in notes for one in (body.split("\n")[0], "Đoàn trường"))


def test_a_duty_behind_a_denial_is_read_without_a_heading_too() -> None:
    body = (
        "1. Phòng Kinh tế không làm đầu mối. Ban Quản lý dự án khu vực 2 tiếp nhận hồ sơ, hoàn thành trước ngày "
        "31/01/2027.\n2. Văn phòng theo dõi."
    )
    tasks, _ = read(body, HEAD)
    assert tasks[0] == ("Ban Quản lý dự án khu vực 2", "tiếp nhận hồ sơ", "2027-01-31", None)


def test_what_each_has_is_no_part_of_its_name() -> None:
    tasks, notes = read("1. Mỗi khu dân cư có 01 hòm thư tố giác.\n2. Công an phường lắp camera.")
    assert [one[0] for one in tasks] == ["Công an phường"]
    assert any("hòm thư" in one for one in notes)


def test_an_item_that_names_somebody_of_its_own_is_not_of_the_one_in_its_heading() -> None:
    tasks, _ = read("1. Các đoàn thể:\na) Hội Nông dân đào mương, xong trước 30/6/2027.\nb) Rà soát hội viên.")
    assert [one[0] for one in tasks] == [None, "Các đoàn thể"]


def test_a_time_that_no_target_takes_is_noted() -> None:
    _, notes = read("I. CHỈ TIÊU\n- Toàn phường thành lập 54 đội trước ngày mùng một tháng ba năm 2027.", HEAD)
    assert any("54 đội" in one for one in notes)


def test_a_name_broken_over_two_lines_of_a_copied_text_is_whole() -> None:
    lines = (
        "1. Công an phường rà soát\nhộ kinh doanh ở\nchợ.\n2. Đoàn phường trồng\ncây quanh\nhồ.\n3. Trạm Y tế phun\n"
        "khử khuẩn.\n4. Đề nghị Quỹ Tín dụng nhân dân Sóc\nSơn cho vay mua bình chữa cháy."
    )
    assert ("Quỹ Tín dụng nhân dân Sóc Sơn", "cho vay mua bình chữa cháy", None, None) in read(lines)[0]


def test_the_word_that_asks_is_no_part_of_an_english_name() -> None:
    tasks, _ = read("1. Request the Department of Health to open a clinic by 1 June 2027.", EN)
    assert tasks == [("Department of Health", "open a clinic", "2027-06-01", None)]
