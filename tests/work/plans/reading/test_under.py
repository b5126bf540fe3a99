"""Who leads where one acts under another, takes part in what another leads, or the cell names nobody or several."""

from __future__ import annotations

from typing import Any

import pytest

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from tests.work.plans.reading.building import docx

VI = "UBND PHƯỜNG AN BÌNH\nSố: 4/KH-UBND\nAn Bình, ngày 04/01/2027\nKẾ HOẠCH\nAn toàn\nII. NHIỆM VỤ\n1. {}\n"
EN = "CITY OF RIVERTON\nNo. 4/PL-2027\n4 January 2027\nPLAN\non safety\nII. TASKS\n1. {}\n"
ROWS = "KẾ HOẠCH\nNăm 2027\nPHỤ LỤC\n| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn |\n"

POLICE, HEALTH = "Công an Thành phố", "Sở Y tế"


def read(document: bytes, name: str = "plan.txt") -> dict[str, Any]:
    return as_data(read_plan(read_document(document, name)))


def who(said: dict[str, Any]) -> tuple[str | None, list[str], list[tuple[str, str]]]:
    """The lead, who helps, and why the lead is not clear, with the words that show it."""
    (task,) = said["tasks"]
    text = said["text"]
    why = [(one["why"], text[one["start"] : one["end"]]) for one in task["unclear"] if one["clear"] == "person"]
    helps = task["coordinating"]["value"] if task["coordinating"] else []
    return task["lead"]["value"] if task["lead"] else None, helps, why


@pytest.mark.parametrize(
    "sentence",
    [
        f"{HEALTH} dưới sự chủ trì của {POLICE} xây dựng phương án trước 30/5/2027.",
        f"{HEALTH}, dưới sự chủ trì của {POLICE}, có trách nhiệm xây dựng phương án trước 30/5/2027.",
        f"{HEALTH} phối hợp với {POLICE} tổ chức diễn tập do {POLICE} chủ trì trước 30/5/2027.",
    ],
)
def test_the_one_under_whose_lead_another_acts_leads(sentence: str) -> None:
    assert who(read(VI.format(sentence).encode())) == (POLICE, [HEALTH], [])


@pytest.mark.parametrize(
    "sentence",
    [
        "The Department of Health, led by the City Police, shall draft rules by 1 May 2027.",
        "The Department of Health shall, together with and under the lead of the City Police, draft rules by 1 May.",
        "The Department of Health, in coordination with the City Police, shall hold a drill led by the City Police.",
    ],
)
def test_the_same_in_english(sentence: str) -> None:
    assert who(read(EN.format(sentence).encode())) == ("City Police", ["Department of Health"], [])


def test_who_only_takes_part_in_what_nobody_of_them_leads_is_no_lead() -> None:
    said = read(VI.format(f"{HEALTH} phối hợp với Sở Nội vụ tổ chức hội thảo do Sở Tư pháp chủ trì.").encode())
    lead, helps, why = who(said)
    assert (lead, helps) == (None, [HEALTH, "Sở Nội vụ"])
    assert ("other-lead", "do Sở Tư pháp chủ trì") in why


def test_to_be_directed_or_to_join_what_another_leads_takes_no_lead_away() -> None:
    said = read(VI.format(f"Công an xã dưới sự chỉ đạo của {POLICE} tổ chức tuần tra trước 30/5/2027.").encode())
    assert who(said) == ("Công an xã", [], [("other-lead", f"dưới sự chỉ đạo của {POLICE}")])
    said = read(VI.format(f"{HEALTH} tham gia đoàn kiểm tra do {POLICE} chủ trì, xong trước 30/5/2027.").encode())
    assert who(said) == (HEALTH, [], [])
    said = read(VI.format(f"{HEALTH} chủ trì, phối hợp với Sở Nội vụ tổ chức hội thảo do {POLICE} chủ trì.").encode())
    assert who(said) == (HEALTH, ["Sở Nội vụ"], [])


def test_a_unit_that_its_own_head_leads_leads_itself() -> None:
    for head in ("its Director", "Director Nguyen Van A"):
        assert who(read(EN.format(f"The City Police, led by {head}, shall patrol daily.").encode())) == (
            "City Police", [], [],
        )  # fmt: skip


def test_another_lead_named_behind_a_comma_at_the_end_is_quoted() -> None:
    said = read(EN.format("The Youth Union shall hold a camp by 1 June 2027, led by the City Police.").encode())
    assert who(said) == ("Youth Union", [], [("other-lead", "led by the City Police")])


@pytest.mark.parametrize(
    "open_", ["TBD", "Chưa xác định", "(chưa rõ)", "N/A", "đang đề xuất", "Để trống", "“chưa phân công”", "?"]
)
def test_a_cell_that_is_to_be_filled_in_later_names_nobody_and_that_is_said(open_: str) -> None:
    said = read(docx(f"{ROWS}| 1 | Lập danh sách | {open_} | {open_} | 30/5/2027 |\n"), "p.docx")
    assert who(said) == (None, [], [("no-lead", open_)])
    assert [said["text"][one["start"] : one["end"]] for one in said["notes"] if one["why"] == "left-open"] == [
        open_
    ] * 2
    assert said["tasks"][0]["due"]["value"] == "2027-05-30"


@pytest.mark.parametrize("nothing", ["…", "-", "–", "...", "/"])
def test_a_cell_of_marks_alone_names_nobody(nothing: str) -> None:
    said = read(docx(f"{ROWS}| 1 | Lập danh sách | {nothing} | {nothing} | 30/5/2027 |\n"), "p.docx")
    lead, helps, why = who(said)
    assert (lead, helps, [code for code, _ in why]) == (None, [], ["no-lead"])


def rows_of(lead: str) -> bytes:
    """A table in which the lead stands over the lines that a mark parts."""
    from io import BytesIO

    from docx import Document

    made = Document()
    made.add_paragraph("KẾ HOẠCH\nNăm 2027")
    table = made.add_table(rows=2, cols=4)
    for at, words in enumerate(("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn")):
        table.cell(0, at).text = words
    for at, words in enumerate(("1", "Lập danh sách", lead, "30/5/2027")):
        table.cell(1, at).text = words
    held = BytesIO()
    made.save(held)
    return held.getvalue()


@pytest.mark.parametrize("lead", [f"a) {POLICE}\nb) {HEALTH}", f"{POLICE}\n{HEALTH}", f"- {POLICE}\n- {HEALTH}"])
def test_names_that_only_lines_part_are_no_name(lead: str) -> None:
    name, _, why = who(read(rows_of(lead), "p.docx"))
    assert name is None
    assert [code for code, _ in why] == ["several-leads"]
    assert POLICE in why[0][1]
    assert HEALTH in why[0][1]


@pytest.mark.parametrize("lead", [f"{POLICE}/{HEALTH}", f"{POLICE} + {HEALTH}", f"{POLICE} / {HEALTH}"])
def test_names_that_a_mark_parts_are_several(lead: str) -> None:
    name, _, why = who(read(rows_of(lead), "p.docx"))
    assert name == lead
    assert [code for code, _ in why] == ["several-leads"]


@pytest.mark.parametrize("lead", ["Ủy ban nhân dân các xã/phường", "Sở Giáo dục\nvà Đào tạo", "Trung tâm trực 24/7"])
def test_one_name_with_a_mark_or_over_two_lines_is_one(lead: str) -> None:
    name, _, why = who(read(rows_of(lead), "p.docx"))
    assert name == " ".join(lead.split())
    assert why == []
