"""A document read in capitals: a sentence names its office, and cells of a table stay apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from namro.work.plans.draft_actions import draft
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.issue_actions import issue
from namro.work.plans.models import Plan
from namro.work.plans.publishing_actions import publish
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body, fill
from tests.doors.desk.plans.scene import add
from tests.work.plans.conftest import a_plan

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
ROW = "2\tBố trí phao cứu sinh\tCông an các phường\t15/4/2027"


def read(cast: Cast, issuer: str) -> Plan:
    """A draft whose document has that issuer and a row of a table as its second clause."""
    instrument = act(
        register_instrument, cast.office.standing, by=cast.thao, kind="plan", symbol="618/KH-UBND", issuer=issuer,
        dated=date(2026, 1, 15), title="Phòng, chống đuối nước",
        clauses=(ClauseSaid("Phụ lục", "Phân công"), ClauseSaid("Phụ lục.2", ROW, within=1)),
    )  # fmt: skip
    plan = act(draft, cast.office.standing, by=cast.thao, instrument=instrument, name="Phòng, chống đuối nước")
    add(cast, plan, matter="Bố trí phao cứu sinh", source={"text": ROW}, time={"day": "2026-04-15"})
    return plan


def test_an_issuer_in_capitals_is_the_office_by_its_own_name_in_sentences_and_in_the_appendix(
    cast: Cast, signed_in: Browser
) -> None:
    name = cast.office.standing.names["vi"]
    plan, agency = read(cast, name.upper()), signed_in(cast.thao)
    for url in (f"/desk/plans/tasks/{plan.tasks.get().ref}", f"/desk/plans/instruments/{plan.instrument.ref}"):
        shown = body(agency.get(url))
        assert f", {name}" in shown
        assert f", {name.upper()}" not in shown
    table = Document(BytesIO(agency.get(f"/desk/plans/{plan.ref}/table.docx").content))
    text = "\n".join(cell.text for one in table.tables for cell in one._cells)
    text += "\n".join(one.text for one in table.paragraphs)
    assert f"của {name}" in text
    assert f"của {name.upper()}" not in text


def test_a_body_of_a_unit_that_is_no_office_here_is_said_in_ordinary_letters_everywhere(
    cast: Cast, signed_in: Browser
) -> None:
    plan, agency = read(cast, "UỶ BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"), signed_in(cast.thao)
    lineage = f"/desk/plans/instruments/{plan.instrument.ref}"
    for url in (f"/desk/plans/tasks/{plan.tasks.get().ref}", lineage, "/desk/plans/instruments"):
        shown = body(agency.get(url))
        assert "Ủy ban nhân dân thành phố Hà Nội" in shown, url
        assert "DÂN THÀNH PHỐ" not in shown, url
    other = a_plan(cast, "300/KH-UBND")
    found = body(fill(agency, f"/desk/plans/instruments/{other.ref}/relate", go="find", **{"to-find": "618"}))
    assert "Ủy ban nhân dân thành phố Hà Nội: Phòng, chống đuối nước" in found
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh])
    act(publish, Plan.objects.get(pk=plan.pk), by=cast.thao, reason="Theo quy chế.")
    listed = Client().get("/vi/plans").content.decode()
    address = re.search(r'href="(/vi/plans/[^"/]+)"', listed)
    assert address, listed
    public = Client().get(address[1]).content.decode()
    assert "Ủy ban nhân dân thành phố Hà Nội" in public
    assert "DÂN THÀNH PHỐ" not in public
    assert plan.instrument.issuer == "UỶ BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", "the register keeps what was read"


def test_an_issuer_in_capitals_that_is_no_known_office_stays_as_it_was_read(cast: Cast, signed_in: Browser) -> None:
    plan = read(cast, "ỦY BAN PHÒNG CHỐNG THIÊN TAI")
    shown = body(signed_in(cast.thao).get(f"/desk/plans/tasks/{plan.tasks.get().ref}"))
    assert ", ỦY BAN PHÒNG CHỐNG THIÊN TAI:" in shown


def test_the_cells_of_a_row_have_a_mark_between_them_wherever_a_task_shows_them(cast: Cast, signed_in: Browser) -> None:
    plan, agency = read(cast, "UBND thành phố"), signed_in(cast.thao)
    marked = ROW.replace("\t", " | ")
    for url in (f"/desk/plans/tasks/{plan.tasks.get().ref}", f"/desk/plans/instruments/{plan.instrument.ref}"):
        shown = body(agency.get(url))
        assert marked in shown
        assert ROW not in shown
