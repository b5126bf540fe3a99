"""The files that were brought in, as far as somebody may read the cases of their offices."""

from __future__ import annotations

from datetime import date

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import offices_in_scope
from namro.ground.people.models import Office
from namro.work.cases.import_run import token_of
from namro.work.cases.models import Import

SHOWN = 50


def brought_in(actor: Actor, on: date) -> list[Import]:
    """The latest files, the newest first."""
    offices = offices_in_scope(actor, on)
    found = Import.objects.select_related("office").order_by("-at", "-id")
    return list((found if offices is None else found.filter(office_id__in=offices))[:SHOWN])


def one(actor: Actor, pk: int, on: date) -> Import:
    """One of them. Raises `NotThere`."""
    offices = offices_in_scope(actor, on)
    found = Import.objects.select_related("office").filter(pk=pk).first()
    if found is None or (offices is not None and found.office_id not in offices):
        raise NotThere
    return found


def office_of(code: str) -> Office:
    """The office of that code. Raises `NotThere`."""
    found = Office.objects.select_related("unit").filter(code=code).first()
    if found is None:
        raise NotThere
    return found


def became(actor: Actor, token: str, on: date) -> Import | None:
    """What a file that waited under this token became, if it was taken."""
    return next((done for done in brought_in(actor, on) if token_of(done.office.code, done.digest) == token), None)
