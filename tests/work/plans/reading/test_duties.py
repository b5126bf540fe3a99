"""Who is handed a duty by one sentence, and who is not."""

from __future__ import annotations

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan


def test_whoever_is_only_asked_to_help_does_not_lead() -> None:
    plan = (
        "KẾ HOẠCH\nNăm 2026\nI. TỔ CHỨC THỰC HIỆN\n"
        "1. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam Thành phố phối hợp tuyên truyền.\n"
        "2. Đề nghị Sở Y tế phối hợp với Công an Thành phố rà soát người nghiện trước ngày 30/6/2026."
    )
    helps, leads = read_plan(read_document(plan.encode(), "plan.txt")).tasks
    assert "lead" not in helps.fields
    assert helps.fields["coordinating"].value == ("Ủy ban Mặt trận Tổ quốc Việt Nam Thành phố",)
    assert leads.fields["lead"].value == "Sở Y tế"


def test_a_duty_that_names_the_plan_as_its_basis_is_read_or_said_to_be_passed_over() -> None:
    plan = (
        "KẾ HOẠCH\nNăm 2026\nI. TỔ CHỨC THỰC HIỆN\n"
        "1. Sở Y tế căn cứ Kế hoạch này xây dựng kế hoạch cụ thể trước ngày 10/12/2026.\n"
        "2. Căn cứ Kế hoạch này, các nơi làm theo.\n"
    )
    found = read_plan(read_document(plan.encode(), "plan.txt"))
    assert [task.fields["lead"].value for task in found.tasks] == ["Sở Y tế"]
    assert [note.why for note in found.notes] == ["nothing-read"]
