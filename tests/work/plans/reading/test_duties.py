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
