"""The own document of a ward for a plan from above, named when it is issued or afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from namro.work.plans.instrument_actions import ClauseSaid, register_instrument, relate
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Instrument, Plan, Relation
from namro.work.plans.replacing_actions import Fate, replace_instrument
from tests.cast import NOW, Cast, Member, act
from tests.doors.desk.conftest import body, field, fill, looked
from tests.doors.desk.plans.scene import given

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
SAID = "55/KH-CAP (Kế hoạch của phường) được ghi là văn bản thực hiện 290/KH-UBND từ 02/03/2026."


def document(cast: Cast) -> int:
    return act(
        register_instrument, cast.office.ba_dinh, by=cast.ha, kind="plan", symbol="55/KH-CAP", issuer="Công an phường",
        dated=date(2026, 3, 2), title="Kế hoạch của phường",
    ).pk  # fmt: skip


def test_the_look_of_issuing_says_what_the_own_document_will_implement(cast: Cast, signed_in: Browser) -> None:
    plan, own = given(cast).plan, document(cast)
    ward, url = signed_in(cast.ha), f"/desk/plans/{plan.ref}/issue"
    assert SAID in body(fill(ward, url, go="look", document=str(own)))
    assert SAID not in body(fill(ward, url, go="look", document=""))
    assert looked(ward, url, document=str(own)).status_code == 302
    assert Relation.objects.get().source_id == own


def test_whoever_issued_without_a_document_names_it_from_the_page_of_the_plan(cast: Cast, signed_in: Browser) -> None:
    plan = given(cast).plan
    page, url = f"/desk/plans/{plan.ref}", f"/desk/plans/{plan.ref}/document"
    ward = signed_in(cast.ha)
    assert url not in body(ward.get(page)), "it is named when it is issued"
    assert ward.get(url).status_code == 404
    act(issue, plan, by=cast.ha)
    assert url in body(ward.get(page))
    assert "/desk/plans/instruments/new" in body(ward.get(url)), "there is none yet"
    own = document(cast)
    assert fill(ward, url, document="").status_code == 422
    assert not Relation.objects.exists(), "none was chosen"
    look = fill(ward, url, document=str(own), go="look")
    assert f"Kế hoạch sẽ theo 55/KH-CAP (Kế hoạch của phường). {SAID}" in body(look), "which and from when, before"
    assert not Relation.objects.exists()
    assert 'name="above"' not in body(look), "there is no choice"
    assert ward.post(url, {"document": str(own), "seen": field(look, "seen"), "go": "do"}).status_code == 302
    after = body(ward.get(page))
    assert f"Kế hoạch nay theo 55/KH-CAP. {SAID}" in after
    assert url not in after
    assert Plan.objects.get(pk=plan.pk).instrument_id == own
    assert signed_in(cast.duc).get(url).status_code == 404
    assert signed_in(cast.thao).get(url).status_code == 404


def replaced(cast: Cast, plan: Plan) -> Instrument:
    """The document that takes the place of the one above on 5 March, dated the 4th, with the task on it."""
    assert plan.template is not None
    new = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="300/KH-UBND",
        issuer="UBND thành phố", dated=date(2026, 3, 4), title="Kế hoạch mới", clauses=[ClauseSaid("1", "Việc")],
    )  # fmt: skip
    fates = {plan.template.tasks.get().ref: Fate(clause=new.clauses.get().pk)}
    at = cast.thao.at(NOW)
    replace_instrument(
        plan.template.instrument, by=new, begins="2026-03-05", fates=fates, reason="Thay", actor=at, now=NOW
    )
    return new


def test_a_document_of_before_the_replacement_implements_what_is_chosen_and_nothing_from_before_it_was_in_place(
    cast: Cast, signed_in: Browser
) -> None:
    plan = given(cast).plan
    act(issue, plan, by=cast.ha)
    new, own, url = replaced(cast, plan), document(cast), f"/desk/plans/{plan.ref}/document"
    ward = signed_in(cast.ha)
    look = fill(ward, url, document=str(own), go="look")
    page = body(look)
    assert "290/KH-UBND, từ 02/03/2026: văn bản có khi ban hành văn bản của đơn vị" in page
    assert "Đã được thay thế từ 05/03/2026." in page
    assert "300/KH-UBND, từ 05/03/2026: văn bản nay đang có hiệu lực" in page
    sent = {"document": str(own), "seen": field(look, "seen"), "go": "do"}
    assert ward.post(url, sent).status_code == 422, "none was chosen"
    assert not Relation.objects.filter(source=own).exists()
    assert ward.post(url, {**sent, "above": str(plan.template.instrument_id)}).status_code == 302
    one = Relation.objects.get(source=own)
    assert (one.target_id, one.begins) == (plan.template.instrument_id, date(2026, 3, 2))
    assert "55/KH-CAP (Kế hoạch của phường) được ghi là văn bản thực hiện 290/KH-UBND" in body(ward.get(url[:-9]))
    assert new.said_of.count() == 0


def test_a_document_of_after_the_replacement_implements_the_new_one_alone(cast: Cast, signed_in: Browser) -> None:
    plan = given(cast).plan
    act(issue, plan, by=cast.ha)
    new = replaced(cast, plan)
    late = act(
        register_instrument, cast.office.ba_dinh, by=cast.ha, kind="plan", symbol="58/KH-CAP", issuer="Công an phường",
        dated=date(2026, 3, 6), title="Kế hoạch sau",
    )  # fmt: skip
    early, url, ward = document(cast), f"/desk/plans/{plan.ref}/document", signed_in(cast.ha)
    look = fill(ward, url, document=str(late.pk), go="look")
    assert "58/KH-CAP (Kế hoạch sau) được ghi là văn bản thực hiện 300/KH-UBND từ 06/03/2026." in body(look)
    other = ward.post(url, {"document": str(early), "seen": field(look, "seen"), "go": "do"})
    assert "đã khác lúc xem" in body(other), "another was chosen than the one that was looked at"
    assert not Relation.objects.filter(kind="implements").exists()
    assert ward.post(url, {"document": str(late.pk), "seen": field(look, "seen"), "go": "do"}).status_code == 302
    one = Relation.objects.get(source=late)
    assert (one.target, one.begins) == (new, date(2026, 3, 6))


def test_what_a_document_says_already_is_enough_where_that_is_chosen(cast: Cast, signed_in: Browser) -> None:
    plan = given(cast).plan
    act(issue, plan, by=cast.ha)
    own = Instrument.objects.get(pk=document(cast))
    assert plan.template is not None
    act(relate, own, by=cast.ha, to=plan.template.instrument, kind="implements", begins="2026-03-02")
    replaced(cast, plan)
    url, ward = f"/desk/plans/{plan.ref}/document", signed_in(cast.ha)
    look = fill(ward, url, document=str(own.pk), go="look")
    assert "290/KH-UBND, như đã ghi; không ghi thêm" in body(look)
    sent = {"document": str(own.pk), "seen": field(look, "seen"), "go": "do", "above": "0"}
    assert ward.post(url, sent).status_code == 302
    assert Relation.objects.get(source=own).target == plan.template.instrument
    assert Plan.objects.get(pk=plan.pk).instrument == own
