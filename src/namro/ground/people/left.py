"""Offices whose unit has ended: what this room adds to the list of things left without an owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from namro.ground.people.models import Office, in_force
from namro.ground.people.queries import said
from namro.ground.places.orphans import Orphan
from namro.rules.packs.current import the_pack


def offices_left(on: date) -> Iterator[Orphan]:
    """The offices that still stand on that day though their unit has ended by then, by code."""
    lang = the_pack().languages[0]
    for office in Office.objects.filter(in_force(on), unit__ends__lte=on).order_by("code"):
        yield Orphan("office", office.guard_ref, said(office.names, lang), office.unit_id)
