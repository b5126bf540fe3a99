"""From a citizen's report to its answer, with every date worked out by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from namro.work.cases import actions, queries, timeline
from tests.cast import HANOI, Cast
from tests.work.cases.conftest import HOAN_KIEM, Reported, again

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def due(case: object, now: datetime) -> dict[str, tuple[str, str]]:
    """Status and day of every clock."""
    return {v.id: (v.status, v.due.on.isoformat() if v.due else "") for v in queries.clocks(case, now)}  # type: ignore[arg-type]


def test_a_warehouse_burglary_in_hoan_kiem_from_report_to_answer(cast: Cast, reported: Reported) -> None:
    # Friday 13 February 2026, 17:10, the last working day before Tết (days off 14 to 22 February)
    now = at("2026-02-13T17:10")
    received = reported(HOAN_KIEM, now=now, answers={
        "danger": False, "about": "Kho hàng bị phá khóa.", "where": {"ref": "2025:00070"},
    })  # fmt: skip
    case = received.case
    assert case.office == cast.office.hoan_kiem
    assert due(case, now) == {
        "classify": ("running", "2026-02-14"),  # 24 hours run through Tết: 14 February 17:10
        "acknowledge": ("running", "2026-02-25"),  # 3 working days: 23, 24, 25 February
        "transfer-ordinary": ("running", "2026-02-23"),  # 7 days end on the 20th, a day off: the next working day
        "transfer-urgent": ("void", ""),
    }
    assert case.next_due_clock == "classify"
    assert again(case).next_due_at == at("2026-02-14T17:10")

    now = at("2026-02-13T17:40")
    actions.register(again(case), actor=cast.quan.at(now), now=now)
    assert again(case).number == f"00001/2026/{cast.office.hoan_kiem.code}"
    actions.classify(again(case), step="classify", flags={"urgent": True}, actor=cast.quan.at(now), now=now)
    assert due(again(case), now)["transfer-urgent"] == ("running", "2026-02-14")  # 24 hours from the receipt
    assert due(again(case), now)["transfer-ordinary"][0] == "void"
    assert due(again(case), now)["classify"][0] == "met"

    now = at("2026-02-14T09:00")
    actions.transfer(
        again(case), office=cast.office.investigation, reason="Khẩn cấp.", actor=cast.quan.at(now), now=now
    )
    assert due(again(case), now)["transfer-urgent"][0] == "met"
    assert again(case).office == cast.office.hoan_kiem
    now = at("2026-02-14T10:00")
    actions.accept_transfer(again(case), actor=cast.hoa.at(now), now=now)
    assert again(case).office == cast.office.investigation
    assert again(case).number == f"00001/2026/{cast.office.investigation.code}"
    clocks = due(again(case), now)
    assert clocks["resolve"] == ("running", "2026-03-06")  # 20 days from 14 February: Friday 6 March
    assert clocks["assign"] == ("running", "2026-02-23")  # 3 days end on the 17th, Tết: the next working day
    assert clocks["procuracy-notice"] == ("running", "2026-02-23")

    now = at("2026-02-23T08:30")
    actions.act(again(case), "tell-procuracy", {"document": "12/CV-CSDT"}, actor=cast.hoa.at(now), now=now)
    actions.assign(again(case), post=cast.son.post, actor=cast.binh.at(now), now=now)
    actions.act(again(case), "acknowledge", {"text": "Đã nhận tin."}, actor=cast.son.at(now), now=now)
    clocks = due(again(case), now)
    assert (clocks["assign"][0], clocks["procuracy-notice"][0], clocks["acknowledge"][0]) == ("met", "met", "met")
    assert again(case).assignee == cast.son.post

    now = at("2026-03-05T16:00")
    done = actions.act(
        again(case), "extend", {"extension": "resolve:complex", "reason": "Nhiều địa điểm phải kiểm tra."},
        actor=cast.binh.at(now), now=now,
    )  # fmt: skip
    assert done.data["to_day"] == "2026-04-14"
    assert due(again(case), now)["resolve"] == (
        "running",
        "2026-04-14",
    )  # two months in all from 14 February: a Tuesday

    now = at("2026-04-10T11:00")
    actions.act(
        again(case), "start-case", {"answer": "Đã khởi tố vụ án trộm cắp tài sản."}, actor=cast.son.at(now), now=now
    )
    assert due(again(case), now)["notify-result"] == ("running", "2026-04-13")  # 3 days: Monday
    now = at("2026-04-13T09:00")
    actions.act(again(case), "notify-result", {"text": "Kết quả đã gửi."}, actor=cast.son.at(now), now=now)
    actions.close(again(case), actor=cast.son.at(now), now=now)

    case = again(case)
    assert (case.state, case.closed_at is not None, case.next_due_at) == ("closed", True, None)
    assert {status for status, _ in due(case, now).values()} == {"met", "void"}
    lines = timeline.timeline(case, "reporter")
    told = " ".join(line.says.get("vi", "") for line in lines)
    assert "14/04/2026" in told
    assert "Đã khởi tố vụ án trộm cắp tài sản." in [body for line in lines for _, body in line.words]
    assert "Khẩn cấp." not in [body for line in lines for _, body in line.words]
    assert all(line.who == "" for line in lines)
    assert timeline.headline(case, now).open is False


def test_the_line_on_top_says_by_when_the_reporter_will_hear(reported: Reported) -> None:
    now = at("2026-03-10T09:00")
    head = timeline.headline(again(reported(now=now).case), now)
    assert head.hear_by == date(2026, 3, 11)  # classification within 24 hours
    assert head.office_names["vi"].endswith("Ba Đình")
