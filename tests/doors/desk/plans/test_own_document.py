"""The own document of a ward for a plan from above, named when it is issued or afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from namro.work.plans.instrument_actions import register_instrument
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan, Relation
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, fill, looked
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
    assert fill(ward, url, document=str(own)).status_code == 302
    after = body(ward.get(page))
    assert f"Kế hoạch nay theo 55/KH-CAP. {SAID}" in after
    assert url not in after
    assert Plan.objects.get(pk=plan.pk).instrument_id == own
    assert signed_in(cast.duc).get(url).status_code == 404
    assert signed_in(cast.thao).get(url).status_code == 404
