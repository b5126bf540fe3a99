"""The official table of a plan: whatever stands in it is read back as it was, from Word and from Excel."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.ground import texts
from namro.results.papers.appendix import Heading, Line, written
from namro.rules.packs.current import the_pack
from namro.work.plans.reading.layout import Written
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.tables import Cells, Row, cells_in, compare, speech_of

ODD = (
    "Xây dựng kế hoạch.", "Không", "2", "(2)", "- Rà soát; thống kê", "=1+1", "'nháy'", "“Trích” \"dẫn\" <w:p> & ]]>",
    "Giao Công an phường chủ trì, phối hợp với Sở Y tế,\nxong trước 15/3/2026", "một\ttab  hai cách", "_x0041_",
    "e\u0301", "gia đình 👨‍👩‍👧", "\u200fRTL שלום\u200e", "I", "Nội dung nhiệm vụ", "x" * 5000, "a\u2028b\xa0c",
    "%s {day} {n}", "١٢٣",
)  # fmt: skip
text = st.one_of(st.sampled_from(ODD), st.text(st.characters(codec="utf-8"), max_size=40)).map(texts.clean)
office = st.one_of(
    st.sampled_from(["Sở Y tế", "Phòng Kinh tế, Hạ tầng và Đô thị", "Ban A và Ban B", "UBND phường cũ", "No"]),
    st.text(st.characters(codec="utf-8", exclude_characters=";"), min_size=1, max_size=30),
).map(lambda name: texts.line(name, "name") or "Tổ")  # fmt: skip
day = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)).map(str)
rhythm = st.sampled_from(["daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly", "ongoing"])
time = st.one_of(
    st.just({}), day.map(lambda one: {"day": one}),
    st.sampled_from(["1 working day", "10 working days", "30 days", "2 months"]).map(lambda one: {"term": one}),
    st.fixed_dictionaries({"rhythm": rhythm}, optional={"until": day, "after": st.integers(1, 60), "begins": day}),
    st.sampled_from(["weekly 5", "monthly 15", "quarterly 3-20", "half-yearly 6-1", "yearly 12-5"]).flatmap(
        lambda one: st.fixed_dictionaries(
            {"rhythm": st.just(one.split()[0]), "within": st.just(one.split()[1])},
            optional={"until": day, "begins": day},
        )
    ),
)  # fmt: skip
task = st.fixed_dictionaries(
    {"task": text, "lead": st.one_of(st.just(""), office), "helping": st.lists(office, max_size=5), "time": time,
     "product": text, "head": st.sampled_from(["", "Trưởng Công an phường"]), "group": st.booleans()}
)  # fmt: skip
HEADING = Heading(
    "UBND THÀNH PHỐ HÀ NỘI", "BAN CHỈ ĐẠO 138", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
    "PHỤ LỤC", "BẢNG PHÂN CÔNG: giao Sở Y tế chủ trì xây dựng báo cáo trước ngày 15/12/2026",
    "(Kèm theo Kế hoạch số 290/KH-UBND ngày 15 tháng 01 năm 2026 của UBND thành phố Hà Nội)", "Phân công",
)  # fmt: skip


def lines_of(tasks: list[dict[str, Any]], lang: str) -> tuple[list[Line], Written]:
    speech, layout = speech_of(lang)
    form, lines = Written(speech, layout), []
    for at, one in enumerate(tasks, 1):
        said = {name: one[name] for name in ("task", "lead", "product", "head")}
        said |= {"coordinating": ";\n".join(one["helping"]), "due": form.said(one["time"])}
        lines.append(Line(at, said, cells_in(said), group=("I", f"Nhóm {at}") if one["group"] else None))
    return lines, form


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@given(tasks=st.lists(task, min_size=1, max_size=5), lang=st.sampled_from(["vi", "en"]))
@settings(max_examples=20, deadline=None)
def test_any_plan_that_is_written_as_the_official_table_is_read_back_as_it_was(
    kind: str, tasks: list[dict[str, Any]], lang: str
) -> None:
    lines, form = lines_of(tasks, lang)
    made, lost = written(kind, HEADING, speech_of(lang)[1], lines)
    assert lost == []
    reading = read_plan(read_document(made, f"bang.{kind}"))
    found = as_data(reading)["tasks"]
    assert reading.language == lang
    for one, read, said in zip(tasks, found, reading.tasks, strict=True):

        def value(name: str, of: Any = read) -> Any:
            return of[name]["value"] if of[name] else None

        want = {name: " ".join(one[name].split()) or None for name in ("task", "lead", "product", "head")}
        assert {name: value(name) for name in want} == want
        assert value("coordinating") == ([" ".join(name.split()) for name in one["helping"]] or None)
        assert (value("due"), value("rhythm")) == (one["time"].get("day"), one["time"].get("rhythm"))
        if value("rhythm"):
            assert read["rhythm"].get("until") == one["time"].get("until")
            assert read["rhythm"].get("begins") == one["time"].get("begins")
            assert read["rhythm"].get("within") == one["time"].get("within")
        assert form.time(said.cells["due"].of(reading.document.text) if "due" in said.cells else "") == one["time"]


def test_a_name_that_would_come_back_as_two_is_said_and_not_passed_over() -> None:
    one = {
        "task": "Rà soát",
        "lead": "",
        "helping": ["Đội A; Đội B"],
        "time": {},
        "product": "",
        "head": "",
        "group": False,
    }
    for kind in ("docx", "xlsx"):
        assert written(kind, HEADING, speech_of("vi")[1], lines_of([one], "vi")[0])[1] == [(1, "coordinating")]


def test_a_table_that_does_not_say_it_is_official_is_read_by_the_grammar() -> None:
    """The guard is the mark: without it a cell "Không" is a cell that says nothing."""
    one = {
        "task": "Không",
        "lead": "Sở Y tế",
        "helping": [],
        "time": {},
        "product": "Không",
        "head": "",
        "group": False,
    }
    made, lost = written("docx", HEADING, speech_of("vi")[1], lines_of([one], "vi")[0])
    assert lost == []
    document = read_document(made, "bang.docx")
    unmarked = type(document)(document.name, document.kind, document.text, document.blocks)
    assert [task.fields.get("product") for task in read_plan(unmarked).tasks if task.source == "table"] == [None]


def rows(*said: dict[str, str]) -> list[Row]:
    return [Row(at, None, one, cells_in(one)) for at, one in enumerate(said, 1)]  # type: ignore[arg-type]


def test_lines_are_matched_by_their_words_then_by_their_number_and_nothing_is_passed_over() -> None:
    ours = rows(
        {"task": "Rà soát các điểm phức tạp", "lead": "A"}, {"task": "Lắp camera ở ngã tư", "lead": "A"},
        {"task": "Mở lớp tập huấn", "lead": "B"}, {"task": "Báo cáo kết quả", "lead": "C"},
    )  # fmt: skip
    came = [
        ("1", Cells("Lắp camera ở ngã tư", "A")), ("2", Cells("Rà soát các điểm phức tạp", "D")),
        ("3", Cells("Mở các lớp tập huấn kỹ năng", "B")), ("9", Cells("Tổng kết mười năm", "A")),
    ]  # fmt: skip
    found = compare(ours, came)
    assert [(one.kind, one.ours and one.ours.number, one.changed) for one in found] == [
        ("same", 2, ()), ("changed", 1, ("lead",)), ("changed", 3, ("task",)), ("new", None, ()), ("missing", 4, ()),
    ]  # fmt: skip


def test_the_pack_has_the_table_in_each_of_its_languages() -> None:
    plans = the_pack().plans
    assert plans is not None
    assert all(speech.layout is not None for speech in plans.languages.values())
