"""Offices whose unit has ended (what this room adds to what is left without an owner), and offices with nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from namro.ground.people.models import Holding, Office, in_force
from namro.ground.people.queries import said
from namro.ground.places.orphans import Orphan
from namro.rules.packs.current import the_pack


def offices_left(on: date) -> Iterator[Orphan]:
    """The offices that still stand on that day though their unit has ended by then, by code."""
    lang = the_pack().languages[0]
    for office in Office.objects.filter(in_force(on), unit__ends__lte=on).order_by("code"):
        yield Orphan("office", office.guard_ref, said(office.names, lang), office.unit_id)


def offices_unmanned(on: date) -> list[str]:
    """The codes of the offices that stand on that day and in which nobody with an open account holds a post, though
    there is a role for such offices."""
    held = Holding.objects.filter(in_force(on) & in_force(on, "post__"), user__is_active=True)
    manned = held.values("post__office_id")
    kinds = {kind for role in the_pack().roles.values() for kind in role.at}
    empty = Office.objects.filter(in_force(on), kind__in=kinds).exclude(pk__in=manned)
    return list(empty.order_by("code").values_list("code", flat=True))
