"""What those who were answered said of how it went: sums by office and quarter, in the order of quarters and codes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from namro.doors.desk.page import Desk, page
from namro.ground.gate.refusals import NotThere
from namro.work.cases import ratings as said
from namro.work.cases.bands import LEAST, Band


@page()
def ratings(desk: Desk) -> HttpResponse:
    """The settled quarters within reach; offices with fewer than five are not there."""
    if not said.may_read(desk.actor):
        raise NotThere
    found = said.sums(desk.actor, desk.now)
    return desk.answer("ratings", cells=[_cell(desk, one) for one in found], least=LEAST)


def _cell(desk: Desk, one: said.Sums) -> dict[str, Any]:
    return {
        "office": desk.pick(one.office_names),
        "quarter": desk.say("desk.ratings.quarter", quarter=one.quarter, year=str(one.year)),
        "n": one.n,
        "questions": [
            {"title": desk.say(f"portal.rate.{name}"), "bands": [_band(desk, name, band) for band in bands]}
            for name, bands in one.bands.items()
        ],
        "texts": one.texts,
    }


def _band(desk: Desk, question: str, band: Band) -> dict[str, Any]:
    first, last = (desk.say(f"common.rate.{question}.{said.ANSWERS[at]}") for at in (band.first, band.last))
    name = first if band.first == band.last else desk.say("desk.ratings.from-to", first=first, last=last)
    if (band.first, band.last) == (0, len(said.ANSWERS) - 1):
        name = desk.say("desk.ratings.together")
    return {"name": name, "n": band.n}
