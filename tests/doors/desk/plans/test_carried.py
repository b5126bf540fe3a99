"""What a replaced document implemented is offered for the new one: while it is replaced, and afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from namro.work.plans.instrument_actions import ClauseSaid, register_instrument, relate
from namro.work.plans.models import Instrument, Relation
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, fill, looked

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]


def document(cast: Cast, symbol: str, day: date, kind: str = "plan") -> Instrument:
    return act(
        register_instrument, cast.office.standing, by=cast.thao, kind=kind, symbol=symbol, issuer="UBND thành phố",
        dated=day, title=f"Về việc {symbol}", clauses=[ClauseSaid("1", "Việc")],
    )  # fmt: skip


@pytest.fixture
def three(cast: Cast) -> dict[str, Instrument]:
    """An old plan that implements a resolution and a directive, and a new one that names the directive."""
    made = {
        "resolution": document(cast, "20/NQ-HĐND", date(2025, 12, 1)),
        "directive": document(cast, "05/CT-UBND", date(2025, 12, 5)),
        "old": document(cast, "290/KH-UBND", date(2026, 1, 15)),
        "new": document(cast, "12/KH-UBND", date(2026, 3, 9)),
    }
    for above in ("resolution", "directive"):
        act(relate, made["old"], by=cast.thao, to=made[above], kind="implements", begins=date(2026, 1, 15))
    act(relate, made["new"], by=cast.thao, to=made["directive"], kind="cites", begins=date(2026, 3, 9))
    return made


def implemented(new: Instrument) -> list[tuple[str, date]]:
    rows = Relation.objects.filter(source=new, kind="implements").order_by("target__symbol")
    return [(one.target.symbol, one.begins) for one in rows]


def tick(page: str, one: Instrument) -> str:
    """The tick of that document as it stands on the page."""
    return page.partition(f'name="implements" value="{one.pk}"')[2].partition(">")[0].strip()


def test_the_page_of_replacing_offers_what_the_old_one_implemented_and_ticks_only_what_the_new_one_names(
    cast: Cast, signed_in: Browser, three: dict[str, Instrument]
) -> None:
    agency = signed_in(cast.thao)
    url = f"/desk/plans/instruments/{three['old'].ref}/replace"
    said = {"by": three["new"].pk, "begins": "10/03/2026", "reason": "Kế hoạch mới"}
    look = body(fill(agency, url, go="look", **said))
    assert tick(look, three["directive"]) == "checked"
    assert tick(look, three["resolution"]) == ""
    assert implemented(three["new"]) == []
    done = looked(agency, url, **said, implements=three["resolution"].pk)
    assert done.status_code == 302, body(done)
    assert implemented(three["new"]) == [("20/NQ-HĐND", date(2026, 3, 10))]


def test_afterwards_the_page_of_the_new_document_leads_to_the_same_ticks(
    cast: Cast, signed_in: Browser, three: dict[str, Instrument]
) -> None:
    agency, new = signed_in(cast.thao), three["new"]
    act(relate, new, by=cast.thao, to=three["old"], kind="replaces", begins=date(2026, 3, 10))
    url = f"/desk/plans/instruments/{new.ref}/implements"
    page = body(agency.get(f"/desk/plans/instruments/{new.ref}"))
    assert url in page
    assert "Kế hoạch 290/KH-UBND trước đây thực hiện" in page
    form = body(agency.get(url))
    assert tick(form, three["directive"]) == "checked"
    nothing = fill(agency, url, begins="10/03/2026", reason="Thay kế hoạch cũ")
    assert "Hãy đánh dấu ít nhất một văn bản" in body(nothing)
    done = fill(agency, url, implements=three["resolution"].pk, begins="10/03/2026", reason="Thay kế hoạch cũ")
    assert done.status_code == 302
    assert implemented(new) == [("20/NQ-HĐND", date(2026, 3, 10))]
    rest = body(agency.get(f"/desk/plans/instruments/{new.ref}"))
    assert "05/CT-UBND" in rest.partition("trước đây thực hiện")[2].partition("</p>")[0]
    assert "20/NQ-HĐND" not in rest.partition("trước đây thực hiện")[2].partition("</p>")[0]


def test_who_may_not_say_it_is_offered_nothing_and_no_other_document_can_be_sent(
    cast: Cast, signed_in: Browser, three: dict[str, Instrument]
) -> None:
    new = three["new"]
    act(relate, new, by=cast.thao, to=three["old"], kind="replaces", begins=date(2026, 3, 10))
    url = f"/desk/plans/instruments/{new.ref}/implements"
    assert signed_in(cast.ha).get(url).status_code == 404
    other = document(cast, "77/KH-UBND", date(2026, 1, 2))
    sent = fill(signed_in(cast.thao), url, implements=other.pk, begins="10/03/2026", reason="Thử")
    assert sent.status_code == 422
    assert implemented(new) == []


def test_the_day_that_is_typed_is_kept_and_what_is_odd_about_it_needs_a_tick(
    cast: Cast, signed_in: Browser, three: dict[str, Instrument]
) -> None:
    agency, new, above = signed_in(cast.thao), three["new"], three["resolution"]
    act(relate, new, by=cast.thao, to=three["old"], kind="replaces", begins=date(2026, 3, 10))
    url = f"/desk/plans/instruments/{new.ref}/implements"
    assert 'value="10/03/2026"' in body(agency.get(url)), "the day of replacing, as on the page of replacing"
    said = {"implements": above.pk, "reason": "Thay kế hoạch cũ"}
    early = body(fill(agency, url, begins="19/02/2026", **said))
    assert "12/KH-UBND ban hành ngày 09/03/2026, sau ngày bắt đầu của quan hệ này (19/02/2026)" in early
    assert f'name="known" value="{above.pk}-early"' in early
    assert tick(early, above) == "checked", "what was ticked stays"
    assert tick(early, three["directive"]) == ""
    assert implemented(new) == []
    newer = document(cast, "30/NQ-HĐND", date(2026, 3, 9))
    act(relate, newer, by=cast.thao, to=above, kind="replaces", begins=date(2026, 3, 10))
    both = body(fill(agency, url, begins="11/03/2026", known=f"{above.pk}-early", **said))
    assert "20/NQ-HĐND đã bị 30/NQ-HĐND thay thế hoặc bãi bỏ từ 10/03/2026" in both
    assert implemented(new) == [], "another doubt than the one that was ticked"
    assert fill(agency, url, begins="09/03/2026", **said).status_code == 302
    assert implemented(new) == [("20/NQ-HĐND", date(2026, 3, 9))]
    sent = {"implements": three["directive"].pk, "known": f"{three['directive'].pk}-early", "reason": "Đúng vậy"}
    assert fill(agency, url, begins="19/02/2026", **sent).status_code == 302
    assert implemented(new) == [("05/CT-UBND", date(2026, 2, 19)), ("20/NQ-HĐND", date(2026, 3, 9))]


def test_the_page_of_replacing_asks_a_tick_for_what_is_odd_and_changes_no_day(
    cast: Cast, signed_in: Browser, three: dict[str, Instrument]
) -> None:
    agency, old, new, above = signed_in(cast.thao), three["old"], three["new"], three["resolution"]
    newer = document(cast, "30/NQ-HĐND", date(2026, 3, 1))
    act(relate, newer, by=cast.thao, to=above, kind="replaces", begins=date(2026, 3, 2))
    url = f"/desk/plans/instruments/{old.ref}/replace"
    said = {"by": new.pk, "begins": "10/03/2026", "reason": "Kế hoạch mới", "implements": above.pk}
    asked = looked(agency, url, **said)
    assert asked.status_code == 422
    assert f'name="known" value="{above.pk}-replaced"' in body(asked)
    assert implemented(new) == []
    assert not Relation.objects.filter(source=new, kind="replaces").exists(), "nothing of it"
    assert looked(agency, url, **said, known=f"{above.pk}-replaced").status_code == 302
    assert implemented(new) == [("20/NQ-HĐND", date(2026, 3, 10))]


def test_over_two_replacements_it_is_still_offered(
    cast: Cast, signed_in: Browser, three: dict[str, Instrument]
) -> None:
    agency, between = signed_in(cast.thao), three["new"]
    last = document(cast, "15/KH-UBND", date(2026, 3, 10))
    act(relate, between, by=cast.thao, to=three["old"], kind="replaces", begins=date(2026, 3, 9))
    url = f"/desk/plans/instruments/{between.ref}/replace"
    look = body(fill(agency, url, go="look", by=last.pk, begins="10/03/2026", reason="Lại có bản mới"))
    assert f'name="implements" value="{three["resolution"].pk}"' in look
    act(relate, last, by=cast.thao, to=between, kind="replaces", begins=date(2026, 3, 10))
    page = body(agency.get(f"/desk/plans/instruments/{last.ref}"))
    assert "20/NQ-HĐND" in page.partition("Kế hoạch 290/KH-UBND trước đây thực hiện")[2].partition("</p>")[0]
    url = f"/desk/plans/instruments/{last.ref}/implements"
    sent = fill(agency, url, implements=three["resolution"].pk, begins="10/03/2026", reason="Thay hai lần")
    assert sent.status_code == 302
    assert implemented(last) == [("20/NQ-HĐND", date(2026, 3, 10))]
