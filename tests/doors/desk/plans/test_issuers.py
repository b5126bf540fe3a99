"""A document read in capitals: a sentence names its office, and cells of a table stay apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from namro.work.plans.draft_actions import draft
from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
from namro.work.plans.models import Plan
from tests.cast import Cast, Member, act
from tests.doors.desk.conftest import body
from tests.doors.desk.plans.scene import add

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
    add(cast, plan, matter="Bố trí phao cứu sinh", source={"text": ROW})
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
