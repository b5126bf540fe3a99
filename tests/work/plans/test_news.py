"""Whoever owes a task is told what was done to it over their heads, and nobody inherits another's report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from namro.ground.files.keeping import take_in
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans import jobs, listed, queries
from namro.work.plans.asking_actions import NewLead, ask_decision, decide
from namro.work.plans.heard import heard
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Digest, KeptFile, Plan, Task
from namro.work.plans.moving_actions import change_lead
from namro.work.plans.recheck import differences
from namro.work.plans.replacing_actions import Fate, replace_instrument
from namro.work.plans.task_actions import accept, change_time, delegate, report, send_back, withdraw
from tests.cast import HANOI, NOW, Cast, Member, act
from tests.work.plans.conftest import a_plan, added, copy_for
from tests.work.plans.test_instruments import docx
from tests.work.plans.test_tasks import again

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


def _led(cast: Cast, plan: Plan, **more: Any) -> Task:
    """A task that Ba Đình alone leads."""
    added(cast, plan, spread=False, lead=cast.office.ba_dinh.pk, **more)
    act(issue, plan, by=cast.thao)
    return Task.objects.get(plan=plan)


def _to(cast: Cast) -> dict[str, Any]:
    return {"to": cast.office.hoan_kiem, "role": "handler", "head": "head", "reason": "Đúng địa bàn."}


def _heard(member: Member, on: date = TODAY) -> list[tuple[str, str]]:
    return [(one.act.verb, one.act.words.get("reason", "")) for one in heard(member.actor, on)]


def test_a_report_that_waits_is_answered_before_the_task_is_given_to_another_office(cast: Cast, plan: Plan) -> None:
    task = _led(cast, plan)
    act(report, task, by=cast.minh, refs=["figure:26-1"])
    with pytest.raises(Refused, match=r"plans\.report-waits"):
        act(change_lead, again(task), by=cast.thao, **_to(cast))
    act(ask_decision, again(task), by=cast.ha, of="assigner", kind="other-lead", text="Ngoài địa bàn.", until=TODAY)
    lead = NewLead(cast.office.hoan_kiem, "handler", "head")
    with pytest.raises(Refused, match=r"plans\.report-waits"):
        act(decide, again(task), by=cast.thao, answer="Được.", agreed=True, lead=lead)
    assert (again(task).lead_office, again(task).state) == (cast.office.ba_dinh, "reported")
    act(send_back, again(task), by=cast.thao, reason="Giao nơi khác.")
    act(change_lead, again(task), by=cast.thao, **_to(cast))
    assert again(task).state == "issued", "nothing was sent back to the new lead"
    assert task in listed.tasks_lately_given(cast.duc.actor, TODAY)
    assert list(differences()) == []


def test_what_comes_again_is_new_to_its_new_lead_although_periods_were_accepted(cast: Cast, plan: Plan) -> None:
    task = _led(cast, plan, time={"rhythm": "monthly", "until": "2026-06-20"})
    act(report, task, by=cast.minh, refs=["figure:26-1"], period="2026-03")
    act(send_back, again(task), by=cast.thao, reason="Thiếu.")
    act(report, again(task), by=cast.minh, refs=["figure:26-2"], period="2026-03")
    act(accept, again(task), by=cast.thao)
    assert listed.lately_given(cast.ha.actor, TODAY) == 0, "it was begun"
    later = datetime(2026, 3, 12, 9, tzinfo=HANOI)
    act(change_lead, again(task), by=cast.thao, at=later, **_to(cast))
    assert listed.lately_given(cast.duc.at(later), later.date()) == 1
    assert list(differences()) == []


def test_those_who_owe_a_task_read_what_was_done_to_it_with_the_reason_once_a_day(cast: Cast, given: Task) -> None:
    act(change_time, given, by=cast.thao, to="2026-05-29", reason="Sớm hơn.")
    act(change_time, again(given), by=cast.thao, to="2026-05-15", reason="Gấp.")
    for member in (cast.minh, cast.ha):
        assert _heard(member) == [("change-time", "Gấp.")]
    assert _heard(cast.lan) == [], "another post of the office does not owe it"
    assert _heard(cast.mai) == [], "nor does another ward"
    assert _heard(cast.thao) == [], "nor who did it"
    act(delegate, again(given), by=cast.ha, post=cast.lan.post, begins="2026-03-10", ends="2026-03-20")
    act(withdraw, again(given), by=cast.thao, at=datetime(2026, 3, 11, 9, tzinfo=HANOI), reason="Trùng.")
    assert _heard(cast.minh, date(2026, 3, 11)) == [("end", "Trùng."), ("change-time", "Gấp.")]
    assert _heard(cast.lan, date(2026, 3, 11)) == [("end", "Trùng."), ("delegate", "")], "who stands in owes it"


def test_tasks_that_end_with_their_document_are_one_piece_of_news_with_the_reason(cast: Cast, plan: Plan) -> None:
    both = [added(cast, plan, matter=matter) for matter in ("Lập báo cáo giấy", "Lập sổ giấy")]
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    new = a_plan(cast, "22/NQ-HĐND", dated=date(2026, 3, 1))
    fates = {one.ref: Fate(ends="Không còn trong nghị quyết mới") for one in both}
    said = {"by": new, "begins": "2026-03-10", "fates": fates, "reason": "Nghị quyết mới"}
    replace_instrument(plan.instrument, actor=cast.thao.actor, now=NOW, **said)
    (told,) = heard(cast.minh.actor, TODAY)
    assert (told.act.verb, told.n, {one.lead_office for one in told.tasks}) == ("end", 2, {cast.office.ba_dinh})
    assert "Không còn trong nghị quyết mới" in told.act.words["reason"]
    assert heard(cast.lan.actor, TODAY) == []


def test_a_yes_to_more_time_is_told_once_to_whoever_asked(cast: Cast, given: Task) -> None:
    act(ask_decision, given, by=cast.ha, of="assigner", kind="more-time", text="Mưa.", until=TODAY, to="2026-07-10")
    act(decide, again(given), by=cast.thao, answer="Được.", agreed=True)
    assert [one.act.verb for one in heard(cast.ha.actor, TODAY)] == ["decide"]
    assert [one.act.verb for one in heard(cast.minh.actor, TODAY)] == ["change-time"]


def test_the_former_lead_is_told_and_keeps_what_it_did_but_not_what_came_after(
    cast: Cast, plan: Plan, home: Any
) -> None:
    task = _led(cast, plan)
    act(report, task, by=cast.minh, files=[take_in(docx())], text="Đã rà soát.")
    act(send_back, again(task), by=cast.thao, reason="Ngoài địa bàn.")
    act(change_lead, again(task), by=cast.thao, **_to(cast))
    files = [take_in(docx())]
    act(report, again(task), by=cast.mai, files=files, text="Rà soát lại.", same=[files[0].sha256])
    (told,) = heard(cast.minh.actor, TODAY)
    assert (told.act.verb, told.left, told.act.words["reason"]) == ("change-lead", True, "Đúng địa bàn.")
    with pytest.raises(NotThere):
        queries.whole_task(cast.minh.actor, task.ref, TODAY)
    found, proofs = queries.proofs_once(cast.minh.actor, task.ref, TODAY)
    assert [one.text for one in proofs] == ["Đã rà soát."]
    assert [act_.verb for act_ in found.acts if act_.seq in found.own] == [
        "issue",
        "report",
        "send-back",
        "change-lead",
    ]
    mine, theirs = KeptFile.objects.filter(about=task.guard_ref).order_by("seq")
    assert queries.file_of(cast.minh.actor, mine.token, TODAY) == mine
    with pytest.raises(NotThere):
        queries.file_of(cast.minh.actor, theirs.token, TODAY)
    for ref in (task.ref, "26-NONE"):
        with pytest.raises(NotThere):
            queries.proofs_once(cast.binh.actor, ref, TODAY)


def _told(on: datetime) -> dict[Any, list[dict[str, str]]]:
    jobs.remind(on)
    return {one.post: one.lines for one in Digest.objects.filter(on=on.date())}


def test_the_digest_of_the_next_working_day_names_it_once_and_no_other_day_does(cast: Cast, given: Task) -> None:
    friday, monday = datetime(2026, 3, 13, 16, tzinfo=HANOI), datetime(2026, 3, 16, 7, tzinfo=HANOI)
    assert _told(friday.replace(hour=7)) == {}
    act(change_time, given, by=cast.thao, at=friday, to="2026-05-29", reason="Sớm hơn.")
    act(change_time, again(given), by=cast.thao, at=friday.replace(hour=17), to="2026-05-15", reason="Gấp.")
    assert _told(monday.replace(day=14)) == {}, "a Saturday"
    line = {"task": given.ref, "rung": "", "due": "2026-05-15", "news": "change-time"}
    assert _told(monday) == {cast.minh.post: [line], cast.ha.post: [line]}
    assert _told(monday.replace(day=17)) == {}


def test_a_task_that_is_due_and_was_changed_is_one_line_of_the_digest(cast: Cast, given: Task) -> None:
    tuesday = datetime(2026, 5, 5, 7, tzinfo=HANOI)
    act(change_time, given, by=cast.thao, at=tuesday.replace(day=4, hour=9), to="2026-05-05", reason="Gấp.")
    lines = _told(tuesday)
    assert [(line["rung"], line["news"]) for line in lines[cast.minh.post]] == [("due", "change-time")]
    assert [(line["rung"], line["news"]) for line in lines[cast.ha.post]] == [("", "change-time")]


def test_what_was_withdrawn_or_moved_away_from_its_day_is_told_to_its_post_and_head(cast: Cast, given: Task) -> None:
    monday, tuesday = (datetime(2026, 6, day, 7, tzinfo=HANOI) for day in (29, 30))
    mine = copy_for(cast.office.hoan_kiem)
    act(change_time, mine, by=cast.thao, at=monday.replace(hour=9), to="2026-07-31", reason="Mưa.")
    act(withdraw, given, by=cast.thao, at=monday.replace(hour=9), reason="Trùng.")
    lines = _told(tuesday)
    news = {post: [(line["task"], line["rung"], line["news"]) for line in told] for post, told in lines.items()}
    assert news == {
        cast.minh.post: [(given.ref, "", "end")], cast.ha.post: [(given.ref, "", "end")],
        cast.mai.post: [(mine.ref, "", "change-time")], cast.duc.post: [(mine.ref, "", "change-time")],
    }  # fmt: skip
    assert _told(datetime(2026, 7, 1, 7, tzinfo=HANOI)) == {}
