"""Which office a matter belongs to, where it may be sent, and who is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from namro.ground.compiled import Compiled
from namro.ground.fetch import Fetch, FetchValues
from namro.ground.people.models import Holding, Office, Post, in_force
from namro.ground.people.queries import by_name, kinds_without_cases
from namro.ground.places.models import Unit
from namro.ground.places.models import standing as unit_stands
from namro.ground.places.queries import by_ref, successors
from namro.ground.recent import Recent
from namro.rules.packs.current import the_pack
from namro.rules.packs.kinds import VERBS, action_of
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack, Procedure, Role, Step
from namro.work.cases.models import Case
from namro.work.cases.states import Standing

READ = "cases.read"


def unit_of(place_ref: str, field: str = "place") -> Unit:
    """The unit that a reference such as "2025:00070" names. Raises Refused `cases.unknown-place`."""
    try:
        return by_ref(place_ref if isinstance(place_ref, str) else "")
    except Refused:
        raise Refused("cases.unknown-place", field=field) from None


def units_today(unit: Unit, on: date) -> list[Unit]:
    """The unit itself while it stands; afterwards the unit or units that it went into."""
    return [unit] if unit.stands(on) else [found.unit for found in successors(unit, on)]


def receiving_office(procedure: Procedure | str, place_ref: str, on: date) -> list[Office]:
    """The offices that receive this matter from that place on that day: none, one, or several where a former unit was
    divided, so that the person chooses. Raises Refused `cases.unknown-place`, and as `Pack.procedure` does."""
    rules = the_pack().procedure(procedure, on) if isinstance(procedure, str) else procedure
    if not place_ref:
        return []
    return offices_for(rules, unit_of(place_ref), on)


def offices_for(rules: Procedure, place: Unit, on: date) -> list[Office]:
    """As `receiving_office`, for a unit at hand."""
    found: dict[int, Office] = {}
    for unit in units_today(place, on):
        office = _remembered(unit, rules.opens_at, on)
        if office is not None:
            found[office.pk] = office
    return list(found.values())


def nearest_office(unit: Unit, kind: str, on: date) -> Office | None:
    """The office of a kind at the unit, else at the units above it."""
    return _remembered(unit, (kind,), on)


def offices_to_choose(procedure: Procedure, place_ref: str, on: date) -> list[Office]:
    """The offices that the person may choose from: as `receiving_office`, and behind them those that may be chosen
    instead, in the order of the procedure's `or_at`."""
    found = {office.pk: office for office in receiving_office(procedure, place_ref, on)}
    for unit in units_today(unit_of(place_ref), on) if found and procedure.or_at else ():
        for kind in procedure.or_at:
            office = _remembered(unit, (kind,), on)
            if office is not None:
                found.setdefault(office.pk, office)
    return list(found.values())


def _remembered(unit: Unit, kinds: tuple[str, ...], on: date) -> Office | None:
    return _nearest_of.get((unit.pk, kinds, on), lambda: _nearest(unit, kinds, on))


_nearest_of: Recent[Office | None] = Recent()


def _nearest(unit: Unit, kinds: Collection[str], on: date) -> Office | None:
    """The office of one of `kinds` (the first named first) at the unit, else at the units above it."""
    order = list(kinds)
    codes = [c for c in unit.line.split("/") if c]
    above = {pk: len(line) for pk, line in _standing(codes, on) if unit.line.startswith(line) or pk == unit.pk}
    found = [(-above[at], order.index(kind), code, pk) for pk, at, kind, code in _at(list(above), order, on)]
    return _office.first(min(found)[-1]) if found else None


@Compiled
def _standing(codes: Collection[str], on: date) -> QuerySet[Unit, tuple[Any, ...]]:
    return Unit.objects.filter(unit_stands(on), code__in=codes).values_list("pk", "line")


@Compiled
def _at(units: Collection[int], kinds: Collection[str], on: date) -> QuerySet[Office, tuple[Any, ...]]:
    found = Office.objects.filter(in_force(on), unit_id__in=units, kind__in=kinds)
    return found.values_list("pk", "unit_id", "kind", "code")


_office = Fetch(Office, where="t0.id = %s")


def takes_cases(kind: str) -> bool:
    """Whether offices of a kind take part in cases; one that the pack no longer knows does, as long as it stands."""
    found = the_pack().offices.get(kind)
    return found is None or found.cases


def destinations(step: Step, standing: Standing, on: date) -> list[Office]:
    """The offices to which this step may send the case today, by code."""
    found = Office.objects.filter(in_force(on)).exclude(pk=standing.office_id)
    found = found.exclude(kind__in=kinds_without_cases())
    if step.to_office:
        found = found.filter(kind__in=step.to_office)
    return list(found.order_by("code"))


def may_be_sent_to(step: Step, standing: Standing, office: Office | int | None, on: date) -> Office:
    """The office meant. Raises Refused `cases.needed`, `cases.unknown-office`, `cases.same-office`,
    `cases.not-to-this-office`."""
    if office is None:
        raise Refused("cases.needed", field="office", name="office")
    wanted = office.pk if isinstance(office, Office) else office
    found = Office.objects.filter(in_force(on), pk=wanted).first() if isinstance(wanted, int) else None
    if found is None:
        raise Refused("cases.unknown-office", field="office")
    if found.pk == standing.office_id:
        raise Refused("cases.same-office", field="office")
    if (step.to_office and found.kind not in step.to_office) or not takes_cases(found.kind):
        raise Refused("cases.not-to-this-office", field="office", office=found.code)
    return found


def handling_roles(pack: Pack, among: Collection[str] = ()) -> list[str]:
    """The roles that read cases and may take some step: a case given to any other would lie there. `among`: where a
    step names roles, only these."""
    roles = [role for role in pack.roles.values() if role.allows(READ) and _takes_steps(role)]
    return [role.id for role in roles if not among or role.id in among]


def heirs_of(role: str, procedure: Procedure) -> tuple[str, ...]:
    """Who may go on with a case that somebody of this role has: where a step of the procedure kept the case for some
    roles and this is one of them, only those; empty where it is open to all who handle cases."""
    return next((step.to_role for step in procedure.steps.values() if role in step.to_role), ())


def _takes_steps(role: Role) -> bool:
    return any(role.allows(action_of(verb)) for verb in VERBS)


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody to whom a case can be assigned: the post, who holds it, as what, and how many open cases it has."""

    post_id: int
    holder: str
    role: str
    open: int


_asked_once: ContextVar[dict[Any, list[Hand]] | None] = ContextVar("hands", default=None)


@contextmanager
def hands_asked_once() -> Iterator[None]:
    """Within the block who handles cases somewhere is asked once for each office, however many cases ask it."""
    token = _asked_once.set({})
    try:
        yield
    finally:
        _asked_once.reset(token)


def hands_at(office_id: int, on: date, roles: Collection[str] = ()) -> list[Hand]:
    """Who handles cases there on that day and how much each has open, in the order of roles and names, never of
    figures; one statement. A post that a deputy looks after as well stands there once, under its holder. `roles`:
    where set, only these."""
    known, key = _asked_once.get(), (office_id, on, tuple(roles))
    if known is None:
        return _hands_at(*key)
    if key not in known:
        known[key] = _hands_at(*key)
    return known[key]


def _hands_at(office_id: int, on: date, roles: Collection[str]) -> list[Hand]:
    carried = Case.objects.filter(assignee=OuterRef("post_id"), closed_at__isnull=True).order_by().values("assignee")
    held = Holding.objects.filter(
        in_force(on) & in_force(on, "post__"),
        post__office_id=office_id,
        post__role__in=handling_roles(the_pack(), roles),
        user__is_active=True,
    ).annotate(open=Coalesce(Subquery(carried.annotate(n=Count("pk")).values("n")), 0))
    found: dict[int, Hand] = {}
    rows = held.order_by("deputy").values_list("post_id", "user__name", "post__role", "open", "deputy")
    for post, holder, role, count, _ in sorted(rows, key=lambda row: (row[2], row[4], by_name(row[1]))):
        found.setdefault(post, Hand(post, holder, role, count))
    return list(found.values())


_post = Fetch(Post, where="t0.id = %s AND t0.begins <= %s AND (t0.ends IS NULL OR t0.ends > %s)")
_held = FetchValues(
    Holding,
    "id",
    where="t0.post_id = %s AND t0.begins <= %s AND (t0.ends IS NULL OR t0.ends > %s)"
    " AND EXISTS (SELECT 1 FROM people_user u WHERE u.id = t0.user_id AND u.is_active)",
)


def standing_post(post: int, on: date) -> Post | None:
    """The post of this id, if it stands on that day."""
    return _post.first(post, on.isoformat(), on.isoformat()) if 0 < post < 2**62 else None


def may_be_given(post: Post, on: date, roles: Collection[str] = ()) -> None:
    """Raises Refused `cases.post-without-cases` where the post's role handles none, `cases.post-of-another-role` where
    it is not one of `roles` (if there are any), `cases.post-empty` where nobody with an open account holds the post on
    that day."""
    pack = the_pack()
    if post.role not in handling_roles(pack):
        raise Refused("cases.post-without-cases", field="post")
    if roles and post.role not in roles:
        names = [pack.roles[role].names[pack.language] for role in roles if role in pack.roles]
        raise Refused("cases.post-of-another-role", field="post", roles=", ".join(names))
    if not _held(post.pk, on.isoformat(), on.isoformat()):
        raise Refused("cases.post-empty", field="post")
