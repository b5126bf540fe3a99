"""By which day of each period something comes again, a time that is not understood, what a target is called."""

from __future__ import annotations

from typing import Any

from namro.rules.packs.current import the_pack
from namro.work.plans import clears as gate
from namro.work.plans.reading.lexicon import lexicons
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.reading.times import Times

SAID = [
    ("vi", "Hằng tháng, trước ngày 15", "monthly before 15", ""),
    ("vi", "trước ngày mười lăm hằng tháng", "monthly before 15", ""),
    ("vi", "hằng quý, trước ngày 20 của tháng cuối quý", "quarterly before 3-20", ""),
    ("vi", "vào thứ sáu hằng tuần", "weekly by 5", ""),
    ("vi", "trước ngày 15 tháng 12 hằng năm", "yearly before 12-15", ""),
    ("vi", "6 tháng một lần, trước ngày 15/6 và 15/12", "half-yearly before 6-15", ""),
    ("vi", "hằng tháng, trước ngày 15/12/2026", "monthly  ", ""),
    ("vi", "hằng tháng, trước ngày 05 của tháng sau", "monthly  ", "trước ngày 05 của tháng sau"),
    ("vi", "hằng quý, trước ngày 20", "quarterly  ", "trước ngày 20"),
    ("vi", "vào ngày 5 và ngày 20 hằng tháng", "monthly  ", "vào ngày 5 và ngày 20"),
    ("vi", "hằng năm, trước ngày 31/6", "yearly  ", "trước ngày 31/6"),
    ("en", "monthly, by the 15th", "monthly by 15", ""),
    ("en", "before the 20th of the last month of each quarter", "quarterly before 3-20", ""),
    ("en", "every Friday", "weekly on 5", ""),
    ("en", "by December 15 each year", "yearly by 12-15", ""),
    ("en", "on the first Friday of each month", "monthly  ", "on the first Friday of"),
    ("en", "monthly, by the 5th of the following month", "monthly  ", "by the 5th of the following month"),
]
DAYS = [
    ("vi", "ngày mười lăm tháng mười hai năm 2026", ["2026-12-15"]),
    ("vi", "ngày hai mươi tháng năm năm 2026", ["2026-05-20"]),
    ("vi", "ngày 20 tháng năm 2026", []),  # a month that was left open
    ("vi", "ngày rằm tháng bảy năm 2026", []),
    ("vi", "hằng tháng đến hết năm 2026", ["2026-12-31"]),
    ("en", "the twenty-first of May 2026", ["2026-05-21"]),
]
NAMES = [
    ("Phấn đấu trong năm 2026 kéo giảm số vụ cháy ít nhất 15% so với năm 2025.", "số vụ cháy"),
    ("Công an tỉnh phấn đấu tỷ lệ khám phá án đạt ít nhất 80%.", "tỷ lệ khám phá án"),
    ("100% bến có phao cứu sinh, phối hợp với Sở Y tế kiểm tra mỗi quý.", "bến có phao cứu sinh"),
    ("Duy trì tỷ lệ giải quyết tin báo đạt trên 90% trong cả năm.", "tỷ lệ giải quyết tin báo"),
    ("Số người chết do đuối nước không quá 10 người.", "Số người chết do đuối nước"),
]
TOP = "TỈNH AN BÌNH\nKẾ HOẠCH\nAn toàn bến xe\nI. MỤC TIÊU\n"


def times() -> dict[str, Times]:
    plans = the_pack().plans
    assert plans is not None
    return {one.language: Times(one) for one in lexicons(plans)}


def test_a_day_of_each_period_is_read_with_its_bound_or_said_not_to_be_understood() -> None:
    known = times()
    for lang, text, want, unread in SAID:
        found = known[lang].rhythm(text, 0, len(text))
        assert found is not None, text
        assert f"{found.name} {found.bound} {found.within}" == want, text
        assert (text[slice(*found.unread)] if found.unread else "") == unread, text


def test_a_day_in_number_words_is_a_day_and_what_is_left_of_another_is_none() -> None:
    known = times()
    for lang, text, want in DAYS:
        found = known[lang].found(text, 0, len(text), cell=True)
        assert [str(one.day) for one in found if one.day] == want, text


def test_a_target_is_called_by_what_is_counted_and_not_by_who_is_to_reach_it() -> None:
    text = TOP + "\n".join(f"{at}. {one}" for at, (one, _) in enumerate(NAMES, 1))
    said: dict[str, Any] = as_data(read_plan(read_document(text.encode(), "plan.txt")))
    found = {one["clause"]["value"]: one["what"]["value"] for one in said["targets"]}
    assert [found.get(f"I.{at}") for at in range(1, len(NAMES) + 1)] == [name for _, name in NAMES]


def test_a_reason_that_the_reader_and_the_gate_both_know_misses_the_same_clear_in_both() -> None:
    programme = the_pack().programme
    assert programme is not None
    drafts: list[dict[str, Any]] = [{}, {"lead_office_id": 1, "with": [1], "time": {"rhythm": "ongoing"}}]
    gates = {one.why: one.clear for data in drafts for one in gate.unclear(data, {}, programme)}
    text = (
        f"{TOP}1. Yên tâm.\nII. NHIỆM VỤ\n1. Tăng cường tuần tra.\n"
        "2. Công an xã chủ trì, phối hợp với Công an xã tuần tra hằng tháng.\n"
    )
    read = read_plan(read_document(text.encode(), "plan.txt"))
    shared = {one.why: one.clear for task in read.tasks for one in task.unclear if one.why in gates}
    assert {"no-lead", "no-product", "no-head", "lead-helps", "no-end"} <= set(shared)
    assert shared == {why: gates[why] for why in shared}
