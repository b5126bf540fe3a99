"""A text typed without the marks over its letters, whole or in part, and punctuated as people do in a mail."""

from __future__ import annotations

import unicodedata

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import sources


def bare(text: str) -> str:
    """The text without the marks over its letters."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(one for one in parts if not unicodedata.combining(one))


def test_of_a_whole_text_without_marks_nothing_is_guessed_and_that_is_said() -> None:
    seen = 0
    for source in sources():
        if source.form != "txt" or not source.name.startswith(("vi", "held-vi", "last-vi", "fresh-vi")):
            continue
        said = as_data(read_plan(read_document(bare(source.text).encode(), "p.txt")))
        assert [one["why"] for one in said["notes"]] == ["no-marks"], source.name
        assert not said["tasks"] + said["targets"] + said["instruments"], source.name
        seen += 1
    assert seen


def test_lines_without_marks_among_others_are_noted() -> None:
    mail = (
        "Em gửi các đơn vị nội dung kế hoạch:\n1.Công an phường kiểm tra chợ ,xong trước 28/02/2027\n"
        "2/ Ban quản lý chợ lắp bình chữa cháy;hoàn thành trước 15/03/2027.\n"
        "3. Cong an phuong dien tap truoc 20/4/2027\n"
    )
    said = as_data(read_plan(read_document(mail.encode(), "p.txt")))
    assert [(one["clause"]["value"], one["lead"]["value"], one["due"]["value"]) for one in said["tasks"]] == [
        ("1", "Công an phường", "2027-02-28"),
        ("2", "Ban quản lý chợ", "2027-03-15"),
    ]
    noted = [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "nothing-read"]
    assert noted == ["3. Cong an phuong dien tap truoc 20/4/2027"]
    assert not any(one["date"] for one in said["instruments"])
