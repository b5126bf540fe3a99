"""Who is meant to lead: a unit that puts a person in charge, wards of which only some are meant, words like both."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook

from namro.work.plans.reading.fields import Task
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan

VI = "KẾ HOẠCH\nNăm 2026\nIII. NHIỆM VỤ\n1. {}"
EN = "CITY OF RIVERTON\nPLAN\non lanterns\nIII. TASKS\n1. {}"


def tasks(said: str, plan: str = VI) -> list[Task]:
    return list(read_plan(read_document(plan.format(said).encode(), "plan.txt")).tasks)


def who(said: str, plan: str = VI) -> tuple[str | None, str, list[str]]:
    """The lead, the task, and why the lead is not clear."""
    (task,) = tasks(said, plan)
    lead = task.fields.get("lead")
    why = [one.why for one in task.unclear if one.clear == "person"]
    return str(lead.value) if lead else None, str(task.fields["task"].value), why


def test_a_person_whom_a_unit_puts_in_charge_does_not_lead_but_the_unit_does() -> None:
    wards = "Ủy ban nhân dân các xã, phường"
    duty = "phân công đồng chí Chủ tịch chịu trách nhiệm; báo cáo tổng kết"
    assert who(f"{wards} {duty} trước ngày 15/12/2027.") == (wards, duty, [])
    duty = "phân công Phó Giám đốc phụ trách; xây dựng đề án"
    assert who(f"Sở Nội vụ {duty} trước ngày 15/12/2027.") == ("Sở Nội vụ", duty, [])
    duty = "Giao đồng chí Nguyễn Văn A chủ trì xây dựng phương án"
    assert who(f"{duty} trước ngày 15/12/2027.") == (None, duty, ["no-lead"])
    named = "đồng chí Nguyễn Văn A, Giám đốc Công an Thành phố"
    assert who(f"Giao {named}, chỉ đạo xây dựng phương án.") == (named, "chỉ đạo xây dựng phương án", [])


def test_wards_of_which_only_some_are_meant_are_named_as_written_and_not_clear() -> None:
    wards = "Ủy ban nhân dân các xã, phường"
    for some in (
        f"{wards} có lễ hội",
        f"{wards} nơi có tổ chức lễ hội",
        f"{wards} ven sông",
        f"{wards} thuộc địa bàn trọng điểm",
    ):
        said = who(f"{some} xây dựng phương án trước ngày 30/01/2027.")
        assert said == (some, "xây dựng phương án", ["qualified-lead"])
    assert who(f"{wards} có trách nhiệm xây dựng phương án.") == (wards, "xây dựng phương án", [])
    (task,) = tasks(f"Sở Y tế chủ trì, phối hợp với {wards} nơi có lễ hội xây dựng phương án.")
    assert task.fields["coordinating"].value == (f"{wards} nơi có lễ hội",)
    wards = "Wards that have festivals"
    assert who(f"{wards} shall draw up a plan.", EN) == (wards, "draw up a plan", ["qualified-lead"])


def test_words_that_say_what_the_lead_is_to_do_stay_in_the_task() -> None:
    duty = "tham mưu Ủy ban nhân dân Thành phố quyết định kiện toàn Ban Chỉ đạo"
    assert who(f"Sở Nội vụ chủ trì {duty} trong tháng 12/2026.") == ("Sở Nội vụ", duty, [])


def test_an_agency_that_is_the_standing_one_or_is_addressed_before_a_colon_leads() -> None:
    duty = "theo dõi, đôn đốc; tổng hợp báo cáo Ủy ban nhân dân Thành phố"
    said = f"Công an Thành phố là cơ quan thường trực, có trách nhiệm {duty} trước ngày 14 hằng tháng."
    assert who(said) == ("Công an Thành phố", duty, [])
    said = "Đối với Công an Thành phố: lập danh sách, hoàn thành trước ngày 10/12/2026."
    assert who(said) == ("Công an Thành phố", "lập danh sách", [])
    said = "For the Police Department: draw up a list of lanterns by 1 May 2026."
    assert who(said, EN) == ("Police Department", "draw up a list of lanterns", [])


def test_a_document_behind_a_semicolon_is_carried_out_like_the_one_before_it() -> None:
    first = "Chỉ thị số 21/CT-TTg ngày 10/10/2026 của Thủ tướng Chính phủ về trật tự"
    last = "Kế hoạch số 505/KH-BCA ngày 02/11/2026 của Bộ Công an"
    plan = f"KẾ HOẠCH\nNăm 2026\nThực hiện {first}; {last}, Ủy ban ban hành Kế hoạch như sau:\nIII. NHIỆM VỤ\n"
    found = read_plan(read_document(plan.encode(), "plan.txt")).instruments
    said = [(one.fields["number"].value, one.fields["relation"].value) for one in found if not one.own]
    assert said == [("21/CT-TTg", "implements"), ("505/KH-BCA", "implements")]


def test_one_or_the_other_is_not_one_and_who_refuses_or_is_still_to_be_named_leads_nothing() -> None:
    either = "Sở Y tế hoặc Sở Nội vụ"
    assert who(f"{either} chủ trì lập danh sách trước ngày 15/12/2027.") == (either, "lập danh sách", ["several-leads"])
    for said in ("Sở Y tế từ chối chủ trì lập báo cáo.", "Tạm dừng giao Sở Y tế chủ trì lập báo cáo."):
        assert tasks(said) == []
    for said in ("shall in no case issue", "shall cease to issue", "shall refrain from issuing"):
        assert tasks(f"The Department of Health {said} the list by 1 May 2027.", EN) == []


def test_a_cell_whose_formula_found_nothing_is_empty() -> None:
    book = Workbook()
    for row in (
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm"), (1, "Lập danh sách", "x", "15/12/2027", "Danh sách"),
        (2, "Lập bản đồ", "Theo phân công", "15/12/2027", "Bản đồ"),
    ):  # fmt: skip
        book.active.append(row)
    book.active["C2"].value, book.active["C2"].data_type = "#REF!", "e"
    book.save(kept := BytesIO())
    one, other = read_plan(read_document(kept.getvalue(), "plan.xlsx")).tasks
    assert one.fields.get("lead") is None
    assert [why.why for why in other.unclear if why.clear == "person"] == ["collective"]
