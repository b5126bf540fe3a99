"""Who is meant to lead: a unit that puts a person in charge, wards of which only some are meant, words like both."""

from __future__ import annotations

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
    for some in (f"{wards} có lễ hội", f"{wards} nơi có tổ chức lễ hội", f"{wards} thuộc địa bàn trọng điểm"):
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
