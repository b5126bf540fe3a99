"""Reading the papers that were printed. Each starts at the offices that the actor may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import may, offices_in_scope
from namro.ground.people.models import Office
from namro.results.papers import codes
from namro.results.papers.books import book_forms
from namro.results.papers.checking import Bound, Seal, bound, sealed
from namro.results.papers.models import Paper
from namro.rules.packs.refused import Refused
from namro.work.cases.rows import Page, paged

__all__ = ["Listed", "book_forms", "known", "office_to_print", "papers_of", "printed"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One printed paper in a list, with what a glance can tell: `bound` and `seal` as in `checking.Checked`."""

    paper: Paper
    bound: Bound
    seal: Seal


def papers_of(actor: Actor, office: int, on: date, *, page: int = 1, size: int = 50) -> Page:
    """A page of the papers that an office printed, the newest first. Raises `NotThere`."""
    offices = offices_in_scope(actor, on)
    if actor.kind == "reporter" or (offices is not None and office not in offices):
        raise NotThere
    found = Paper.objects.filter(office_id=office).select_related("office")
    return paged(found, page, size, lambda some: [Listed(one, bound(one), sealed(one)[0]) for one in some])


def printed(actor: Actor, code: str, on: date) -> Paper:
    """The paper of a code, among those of the offices that the actor may read. Raises `NotThere`."""
    offices = offices_in_scope(actor, on)
    found = Paper.objects.select_related("office").filter(code=codes.read(code) or "").first()
    if found is None or actor.kind == "reporter" or (offices is not None and found.office_id not in offices):
        raise NotThere
    return found


def known(actor: Actor, code: str, on: date) -> Paper:
    """As `printed`, for whoever types a code: raises Refused `papers.not-a-code` for a slip of the pen and
    `papers.unknown-code` for a good code that belongs to nothing that the actor may see."""
    if codes.read(code) is None:
        raise Refused("papers.not-a-code", field="code", typed=code.strip()[:60])
    try:
        return printed(actor, code, on)
    except NotThere:
        raise Refused("papers.unknown-code", field="code", typed=codes.read(code)) from None


def office_to_print(actor: Actor, office: int, on: date) -> Office:
    """The office whose books the actor may print. Raises `NotThere`."""
    found = Office.objects.filter(pk=office).first()
    if found is None or not (actor.kind == "operator" or may(actor, "papers.issue", office, on=on)):
        raise NotThere
    return found
