"""An officer says how two registered documents stand to each other, corrects it and ends it; both pages show it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from namro.work.plans.instrument_actions import register_instrument, relate
from namro.work.plans.models import Instrument, Relation
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, fill
from tests.doors.desk.plans.scene import drafted

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
WHY = "Sót khi đăng ký."


def registered(cast: Cast, symbol: str, dated: date = date(2026, 1, 2)) -> Instrument:
    return act(
        register_instrument, cast.office.standing, by=cast.thao, kind="resolution", symbol=symbol, issuer="HĐND",
        dated=dated, title=f"Nghị quyết {symbol}", public=True,
    )  # fmt: skip


def page_of(one: Instrument) -> str:
    return f"/desk/plans/instruments/{one.ref}"


def test_a_relation_is_said_and_seen_on_both_documents_with_its_days(cast: Cast, signed_in: Browser) -> None:
    own, other = drafted(cast).instrument, registered(cast, "12/NQ-HĐND")
    agency = signed_in(cast.thao)
    assert f'{page_of(own)}/relate"' in body(agency.get(page_of(own)))
    url = f"/desk/plans/instruments/{own.ref}/relate"
    assert "15/01/2026" in body(agency.get(url)), "the day from which the document holds is filled in"
    said = {"to": str(other.pk), "kind": "implements", "begins": "01/02/2026", "clause": "Điều 3", "reason": WHY}
    assert fill(agency, url, **said | {"begins": "31/02/2026"}).status_code == 422
    assert fill(agency, url, **said | {"reason": ""}).status_code == 422
    assert not Relation.objects.exists()
    assert fill(agency, url, **said).status_code == 302
    mine, theirs = body(agency.get(page_of(own))), body(agency.get(page_of(other)))
    for shown in (mine, theirs):
        assert shown.count("01/02/2026") >= 3, "in the drawing, in the lines and in the list"
        assert "Điều 3" in shown
        assert WHY in shown
    assert f'href="{page_of(other)}"' in mine
    assert f'href="{page_of(own)}"' in theirs


def test_a_document_is_sought_among_many_and_what_was_typed_stays(cast: Cast, signed_in: Browser) -> None:
    own = drafted(cast).instrument
    for nth in range(25):
        registered(cast, f"{nth}/NQ-HĐND", date(2026, 1, 3))
    old = registered(cast, "77/NQ-CP", date(2020, 1, 2))
    agency, url = signed_in(cast.thao), f"/desk/plans/instruments/{own.ref}/relate"
    assert "77/NQ-CP" not in body(agency.get(url))
    found = fill(agency, url, **{"go": "find", "to-find": "77/nq", "clause": "Điều 9"})
    shown = body(found)
    assert f'value="{old.pk}"' in shown
    assert "Điều 9" in shown
    assert "wrong-text" not in shown
    assert "Không thấy văn bản nào" in body(fill(agency, url, **{"go": "find", "to-find": "không có"}))


def test_a_relation_is_corrected_ended_or_said_to_be_a_mistake(cast: Cast, signed_in: Browser) -> None:
    own, other = drafted(cast).instrument, registered(cast, "12/NQ-HĐND")
    one = act(relate, own, by=cast.thao, to=other, kind="cites", begins="2026-02-01")
    agency = signed_in(cast.thao)
    url = f"/desk/plans/instruments/{own.ref}/relations/{one.pk}"
    assert f'href="{url}"' in body(agency.get(page_of(own)))
    assert f'href="{url}"' not in body(agency.get(page_of(other))), "it is the other document that says it"
    said = {"fate": "correct", "kind": "implements", "begins": "05/02/2026", "clause": "Điều 3", "reason": WHY}
    assert fill(agency, url, **said | {"fate": ""}).status_code == 422
    assert fill(agency, url, **said | {"fate": "end"}).status_code == 422, "without a day"
    assert fill(agency, url, **said).status_code == 302
    assert agency.get(url).status_code == 404, "that one is no more"
    (now,) = Relation.objects.filter(Relation.OPEN)
    assert (now.kind, now.begins, now.clause) == ("implements", date(2026, 2, 5), "Điều 3")
    url = f"/desk/plans/instruments/{own.ref}/relations/{now.pk}"
    assert fill(agency, url, **said | {"fate": "end", "ends": "11/03/2026"}).status_code == 422, "tomorrow"
    assert fill(agency, url, **said | {"fate": "end", "ends": "01/03/2026"}).status_code == 302
    shown = body(agency.get(page_of(own)))
    assert "từ 05/02/2026 đến trước 01/03/2026" in shown
    assert "ghi nhầm (từ 01/02/2026), chưa từng có" in shown
    assert "2 quan hệ đã thôi hoặc ghi nhầm" in shown


def test_what_is_odd_about_a_relation_is_all_said_at_once_and_kept_with_a_tick_for_each(
    cast: Cast, signed_in: Browser
) -> None:
    own, old = drafted(cast).instrument, registered(cast, "12/NQ-HĐND")
    new = registered(cast, "18/NQ-HĐND", date(2026, 1, 5))
    act(relate, new, by=cast.thao, to=old, kind="replaces", begins="2026-01-05")
    agency, url = signed_in(cast.thao), f"/desk/plans/instruments/{own.ref}/relate"
    said = {"to": str(old.pk), "kind": "implements", "begins": "10/01/2026", "clause": "", "reason": WHY}
    assert 'name="known"' not in body(agency.get(url))
    asked = fill(agency, url, **said)
    assert asked.status_code == 422
    shown = body(asked)
    assert shown.count('name="known"') == 2
    assert f"{own.symbol} ban hành ngày 15/01/2026" in shown
    assert "đã bị 18/NQ-HĐND thay thế hoặc bãi bỏ từ 05/01/2026" in shown
    half = fill(agency, url, **said | {"known": "early"})
    assert half.status_code == 422
    assert 'value="early" checked' in body(half)
    assert fill(agency, url, **said | {"known": ["early", "replaced"]}).status_code == 302
    assert Relation.objects.filter(source=own, target=old).count() == 1


def test_whoever_does_not_keep_the_document_reads_and_says_nothing(cast: Cast, signed_in: Browser) -> None:
    own, other = registered(cast, "15/NQ-HĐND"), registered(cast, "12/NQ-HĐND")
    one = act(relate, own, by=cast.thao, to=other, kind="cites", begins="2026-02-01")
    ward = signed_in(cast.ha)
    shown = body(ward.get(page_of(own)))
    assert "12/NQ-HĐND" in shown
    assert f"{page_of(own)}/relat" not in shown
    for url in (f"/desk/plans/instruments/{own.ref}/relate", f"/desk/plans/instruments/{own.ref}/relations/{one.pk}"):
        assert ward.get(url).status_code == 404
        said = {"go": "do", "to": str(other.pk), "fate": "never", "kind": "cites", "begins": "01/02/2026"}
        assert ward.post(url, said | {"reason": "x"}).status_code == 404
    assert Relation.objects.get() == one
