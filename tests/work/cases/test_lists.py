"""Today, lists, search, workload: what stands where, and with how many queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.ground.people.actors import reporter
from namro.work.cases import actions, queries, timeline, today
from namro.work.cases.models import Case
from tests.cast import HANOI, NOW, Cast
from tests.work.cases.conftest import Reported, again, burglary

pytestmark = pytest.mark.django_db


def at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=HANOI)


def lists(cast_member: Any, now: datetime = NOW) -> dict[str, list[str]]:
    """The reasons in each of the four lists."""
    found = today.today(cast_member.at(now), now)
    return {
        name: [row.reason for row in getattr(found, name).rows] for name in ("late", "soon", "new", "waiting")
    }  # fmt: skip


def test_each_open_case_stands_in_one_list_with_its_reason(classified: Case, reported: Reported, cast: Cast) -> None:
    assert lists(cast.lan) == {"late": [], "soon": ["due"], "new": [], "waiting": []}
    reported()
    assert lists(cast.lan)["new"] == ["new"]
    actions.ask(classified, text="Mấy giờ?", actor=cast.lan.actor, now=NOW)
    assert lists(cast.lan)["soon"] == ["waits-for-reporter"]  # it waits, and a day is near
    next_week = at("2026-03-19T08:00")
    assert lists(cast.lan, next_week) == {"late": ["late", "late"], "soon": [], "new": [], "waiting": []}


def test_a_case_on_its_way_waits_here_and_is_new_there(sent: Case, cast: Cast) -> None:
    actions.act(again(sent), "acknowledge", {"text": "Đã nhận."}, actor=cast.lan.actor, now=NOW)
    assert lists(cast.lan)["waiting"] == ["waits-for-other-office"]
    assert lists(cast.hoa)["new"] == ["on-its-way-to-you"]


def test_a_row_says_what_is_due_when_and_who_has_it(verifying: Case, cast: Cast) -> None:
    row = queries.rows(cast.binh.actor, NOW).rows[0]
    assert row.number == f"00001/2026/{cast.office.investigation.code}"
    assert row.summary.startswith("Kho hàng bị phá khóa")
    assert row.holder == "Bùi Thanh Sơn"
    assert row.due_clock_names == {"vi": "Thông báo đã tiếp nhận", "en": "Acknowledge receipt"}
    assert (str(row.due_on), row.working_days_left, row.late) == ("2026-03-13", 3, False)
    assert row.state_names["en"] == "Being investigated"
    assert row.place.startswith("phường Ba Đình")


def test_a_closed_case_is_in_no_list_of_today(classified: Case, cast: Cast) -> None:
    actions.act(classified, "forward", {"reason": "x", "answer": "y"}, actor=cast.lan.actor, now=NOW)
    assert lists(cast.lan, at("2026-06-01T08:00")) == {"late": [], "soon": [], "new": [], "waiting": []}
    row = queries.rows(cast.lan.actor, NOW, open=False).rows[0]
    assert (row.open, row.due_on, row.reason) == (False, None, "")


@pytest.mark.parametrize(
    "text",
    ["kho hang", "KHO HÀNG", "hàng phá kho", "ba dinh", "2026", "to giac tin bao", "crime report", "thu\u0300ng"],
)
def test_a_search_needs_no_accents(registered: Case, cast: Cast, text: str) -> None:
    assert [r.ref for r in queries.rows(cast.lan.actor, NOW, text=text).rows] == [registered.ref]
    assert queries.rows(cast.lan.actor, NOW, text=text + " khongco").total == 0


def test_a_search_finds_the_number_and_the_reference(registered: Case, cast: Cast) -> None:
    for text in (registered.number, registered.ref, registered.ref.lower().replace("-", "")):
        assert queries.rows(cast.lan.actor, NOW, text=text).total == 1, text


def test_what_is_sensitive_is_not_found_by_searching(reported: Reported, cast: Cast) -> None:
    reported(answers=burglary(who="Ông Trần Nghi Can ở nhà bên."))
    assert queries.rows(cast.lan.actor, NOW, text="nghi can").total == 0
    assert queries.rows(cast.lan.actor, NOW, text="to giac nguyen thi").total == 0


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "\\", "\0", "x" * 10_000, "🦆"])
def test_a_search_takes_every_text(registered: Case, cast: Cast, text: str) -> None:
    queries.rows(cast.lan.actor, NOW, text=text)


def test_filters_narrow(registered: Case, reported: Reported, cast: Cast) -> None:
    reported()
    lan = cast.lan.actor

    def total(**filters: Any) -> int:
        return queries.rows(lan, NOW, **filters).total

    assert total() == 2
    assert total(state="registered") == total(part="new") == total(procedure="crime-report") - 1 == 1
    assert total(state="nonsense") == total(office=10**9) == total(assignee=1 << 40) == total(part="nonsense") == 0
    assert total(assignee="nobody") == total(open=True) == total(late=False) == total(place="2025:00004") == 2
    assert total(assignee="mine") == total(late=True) == 0
    page = queries.rows(lan, NOW, page=99, size=1)
    assert (len(page.rows), page.total, page.page, page.pages) == (1, 2, 2, 2)


def test_a_load_counts_by_holder(verifying: Case, reported: Reported, cast: Cast) -> None:
    reported()
    loads = {(load.holder, load.open) for load in queries.workload(cast.thao.actor, NOW)}
    assert loads == {("Bùi Thanh Sơn", 1), ("", 1)}


def _queries(read: Any) -> int:
    read()
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_the_cases(reported: Reported, cast: Cast) -> None:
    counted = []
    lan = cast.lan.actor
    for _ in range(2):
        for _ in range(6):
            case = reported().case
            actions.register(case, actor=cast.lan.actor, now=NOW)
        reported()
        counted.append(
            (
                _queries(lambda: today.today(lan, NOW)),
                _queries(lambda: queries.rows(lan, NOW, text="kho")),
                _queries(lambda: queries.register_of(lan, cast.office.ba_dinh.pk, 2026, now=NOW)),
                _queries(lambda: queries.workload(lan, NOW)),
            )
        )
    assert counted[0] == counted[1]
    assert counted[0] == (4, 2, 3, 2)


def test_the_page_of_a_case_takes_a_pinned_number_of_queries(verifying: Case, cast: Cast) -> None:
    binh = cast.binh.actor
    assert _queries(lambda: queries.case(binh, verifying.ref, NOW.date())) <= 2
    assert _queries(lambda: timeline.timeline(verifying, "staff")) == 4  # one of them for whom it was given to
    assert _queries(lambda: queries.clocks(verifying, NOW)) == 1
    assert _queries(lambda: queries.steps_now(binh, verifying, NOW)) <= 8
    assert _queries(lambda: timeline.timeline(verifying, "reporter")) == 3


def test_a_reporter_is_offered_only_to_answer(classified: Case, cast: Cast) -> None:
    actions.ask(classified, text="Mấy giờ?", actor=cast.lan.actor, now=NOW)
    offered = queries.steps_now(reporter(classified.ref), again(classified), NOW)
    assert [s.id for s in offered] == ["answer"]


def test_what_a_step_will_cause_is_said_before_it_is_taken(classified: Case, cast: Cast) -> None:
    step = next(s for s in queries.steps_now(cast.lan.actor, classified, NOW) if s.id == "transfer")
    assert set(step.ends) == {"transfer-ordinary"}
    assert [(i.name, i.kind) for i in step.inputs] == [("office", "choice"), ("reason", "long-text")]
    assert [o.value for o in step.inputs[0].options] == [str(cast.office.investigation.pk)]
    assert step.tells == ("reporter", "office")


def test_every_step_that_is_offered_can_be_filled_in(verifying: Case, cast: Cast) -> None:
    for member in (cast.binh, cast.son, cast.hoa):
        for step in queries.steps_now(member.actor, verifying, NOW):
            assert all(i.options for i in step.inputs if i.kind == "choice")
            assert step.effect["vi"]
