"""`namro plan read`: a plan's own document on the terminal, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from namro.doors.cli.main import main
from tests.cast import Cast
from tests.work.plans.reading.building import docx

PLAN = """UBND XÃ HÒA PHÚ
Số: 9/KH-UBND
Hòa Phú, ngày 21 tháng 4 năm 2026
KẾ HOẠCH
Giữ gìn an toàn đường thủy năm 2026
I. CHỈ TIÊU
1. Ít nhất 90% đò có áo phao đến hết năm 2026.
II. NHIỆM VỤ
1. Công an xã chủ trì, phối hợp với Đoàn Thanh niên xã tuần tra bến đò trước ngày 30/6.
2. Tăng cường nhắc nhở người lái đò.
"""


def test_a_plan_is_shown_with_what_is_missing(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(docx(PLAN))
    assert main(["plan", "read", str(path), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "2 tasks in plan.docx" in said
    assert "Lead: Công an xã" in said
    assert "Due: before 2026-06-30" in said
    assert "✗ Who: nobody is named who leads" in said
    assert "at least 90 % · đò có áo phao · by 2026-12-31" in said
    assert main(["plan", "read", str(path), "--lang", "vi"]) == 0
    assert "Rõ người: chưa ghi cơ quan chủ trì" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_same_for_a_program_with_the_place_of_every_field(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, "utf-8")
    assert main(["plan", "read", str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    first, second = said["tasks"]
    due = first["due"]
    assert (due["value"], due["bound"]) == ("2026-06-30", "before")
    assert said["text"][due["start"] : due["end"]] == "trước ngày 30/6"
    assert [said["text"][one["start"] : one["end"]] for one in due["also"]] == ["2026"]
    assert second["lead"] is None
    assert "lead" in second["missing"]
    assert said["kind"] == "txt"
    assert said["targets"][0]["value"]["value"] == 90
    assert said["instruments"][0]["number"]["value"] == "9/KH-UBND"


def test_what_is_no_plan_or_cannot_be_read_gives_a_sentence_and_code_2(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "photo.pdf"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert main(["plan", "read", str(path), "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.startswith("photo.pdf is no document that can be read here.")) == ("", True)
    assert main(["plan", "read", str(tmp_path / "none.docx"), "--lang", "en"]) == 2 or "There is no file" in told.err
    letter = tmp_path / "letter.txt"
    letter.write_text("Kính gửi bà con, trời hôm nay đẹp.", "utf-8")
    assert main(["plan", "read", str(letter), "--lang", "en"]) == 2
    assert "holds no task" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_program_is_offered_the_offices_of_today_for_a_ward_that_is_no_more(
    cast: Cast, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN.replace("Công an xã chủ trì", "Công an phường Hàng Bạc chủ trì"), "utf-8")
    assert main(["plan", "read", str(path), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["tasks"]
    (gone,) = first["successors"]
    assert (gone["name"], gone["ended"]) == ("Công an phường Hàng Bạc", "2025-07-01")
    assert gone["offices"] == [
        {"code": cast.office.hoan_kiem.code, "name": "Công an phường Hoàn Kiếm", "percent": 100, "what": None}
    ]
    assert first["lead"]["value"] == "Công an phường Hàng Bạc", "nothing is chosen"
    assert second["successors"] == []
