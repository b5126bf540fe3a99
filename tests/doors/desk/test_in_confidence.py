"""What was said in confidence: those who handle the case read it, everyone else learns that something was said."""

from __future__ import annotations

import pytest

from namro.ground.gate import guard
from namro.ground.people.models import Holding
from namro.work.cases import actions, queries
from namro.work.cases.left import left_behind
from namro.work.cases.models import Case
from tests.cast import NOW, act
from tests.doors.desk.conftest import body, registered

SUSPECT = "Ông Bảy nhà đối diện"
KEPT = "Chỉ người đang xử lý vụ việc được đọc"


@pytest.fixture
def case(cast, report) -> Case:
    return registered(cast, report(who=SUSPECT))


def page(signed_in, member, case: Case) -> str:
    return body(signed_in(member).get(f"/desk/cases/{case.ref}"))


def test_the_offices_above_and_auditors_do_not_read_it(cast, signed_in, case):
    for member in (cast.tam, cast.thao):
        seen = page(signed_in, member, case)
        assert SUSPECT not in seen
        assert KEPT in seen


def test_while_nobody_has_it_those_who_take_matters_in_read_it(cast, signed_in, case):
    assert SUSPECT in page(signed_in, cast.quan, case)
    assert SUSPECT in page(signed_in, cast.duc, case)


def test_once_somebody_has_it_only_they_and_whoever_may_give_it_away_read_it(cast, signed_in, case):
    act(actions.hand_over, case, by=cast.duc, post=cast.mai.post, reason="Theo phân công.")
    case = Case.objects.get(pk=case.pk)
    assert SUSPECT in page(signed_in, cast.mai, case)
    assert SUSPECT in page(signed_in, cast.duc, case)
    assert SUSPECT not in page(signed_in, cast.quan, case)


def test_the_reporter_reads_their_own_words(case):
    assert SUSPECT in [answer.value for answer in queries.said(case)]


def test_without_the_guard_the_auditor_would_read_it(cast, signed_in, case, monkeypatch):
    monkeypatch.setattr(queries, "reads_for", lambda *_: cast.quan.actor.seats[0])
    assert SUSPECT in page(signed_in, cast.tam, case)


def test_a_question_stays_open_for_the_reporter_when_the_case_changes_hands(cast, case):
    act(actions.classify, case, by=cast.quan, flags={})
    act(actions.ask, Case.objects.get(pk=case.pk), by=cast.quan, text="Anh nhớ biển số không?")
    act(
        actions.transfer,
        Case.objects.get(pk=case.pk),
        by=cast.quan,
        office=cast.office.investigation,
        reason="Thuộc thẩm quyền.",
    )
    assert queries.standing(Case.objects.get(pk=case.pk)).asked


def test_a_case_of_an_office_where_nobody_sits_is_an_orphan(cast, case):
    assert left_behind(NOW.date()) == []
    with guard.outside("everybody has left"):
        Holding.objects.filter(post__office=cast.office.hoan_kiem).update(ends=NOW.date())
    assert [(found.ref, found.why) for found in left_behind(NOW.date())] == [(case.ref, "office-empty")]


def test_an_agreement_opens_to_whoever_asked_and_to_nobody_else(cast, signed_in, case):
    act(actions.hand_over, case, by=cast.duc, post=cast.mai.post, reason="Theo phân công.")
    asked = {}
    for name in ("mai", "duc"):
        who = getattr(cast, name)
        asked[name] = act(actions.ask_identity, Case.objects.get(pk=case.pk), by=who, reason="Cần gọi lại.").seq
    act(actions.agree_identity, Case.objects.get(pk=case.pk), by=cast.vy, asked=asked["duc"])
    assert "Đang được mở cho bạn" in page(signed_in, cast.duc, case)
    assert "Đang được mở cho bạn" not in page(signed_in, cast.mai, case)
