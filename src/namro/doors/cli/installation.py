"""A new installation: the offices that the pack foresees for one province, and the first administrator. Through
actions."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from namro.ground.gate.people_actions import appoint, create_office, create_post, create_user
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Office, Post, User
from namro.ground.places.models import Unit
from namro.ground.places.queries import children
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import OfficeKind, Role

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another when read from paper."""


@dataclass(frozen=True, slots=True)
class Administrator:
    """The first account, with the password that is shown once."""

    user: User
    post: Post
    password: str


def require_empty() -> None:
    """Raises `Refused("init.already")` when there are offices or accounts already: nothing is ever set up twice."""
    if Office.objects.exists() or User.objects.exists():
        raise Refused("init.already")


def require_real() -> None:
    """Raises `Refused("init.demonstration")` in a home that holds a demonstration: its pages would say that everything
    is made up, and its keys were made for that."""
    if (settings.NAMRO_HOME / "demonstration").exists():
        raise Refused("init.demonstration", home=settings.NAMRO_HOME)


def create_offices(province: Unit, *, begins: date, now: datetime) -> list[Office]:
    """Every office that the pack foresees in `province` and the units in it, parents before children.

    An office stands below the office of its parent's kind in the same unit or in the unit around it. Raises
    `Refused("init.not-a-province")` when the pack has no office at the unit's level that stands below no other.
    """
    made: dict[tuple[str, str], Office] = {}
    below = children(province.code, begins)
    for kind in in_order(list(the_pack().offices.values())):
        units = [province] if kind.level == province.level else [unit for unit in below if unit.level == kind.level]
        for unit in units:
            parent = None
            if kind.parent:
                parent = made.get((kind.parent, unit.code)) or made.get((kind.parent, unit.parent_code))
                if parent is None:
                    continue
            made[kind.id, unit.code] = create_office(
                parent, kind=kind.id, unit=unit, begins=begins, actor=OPERATOR, now=now
            )
    if not any(office.parent_id is None and office.unit_id == province.pk for office in made.values()):
        raise Refused("init.not-a-province", field="within", unit=province.code)
    return list(made.values())


def in_order(kinds: list[OfficeKind]) -> list[OfficeKind]:
    """The kinds of office with each parent before its children, else in the order of the pack."""
    known = {kind.id: kind for kind in kinds}

    def depth(kind: OfficeKind) -> int:
        return 1 + depth(known[kind.parent]) if kind.parent in known and kind.parent is not None else 0

    return sorted(kinds, key=depth)


def where_administered(offices: Sequence[Office]) -> Office:
    """The office that stands below no other and has a role that opens accounts; else the first."""
    roots = [office for office in offices if office.parent_id is None]
    return next((office for office in roots if _administrating(office.kind)), roots[0])


def create_administrator(office: Office, username: str, name: str, *, begins: date, now: datetime) -> Administrator:
    """An account that can make the others, with a one-time password. Raises `Refused` when the username is not one."""
    role = administrating_role(office.kind)
    password = one_time_password()
    user = create_user(username=username, name=name, password=password, actor=OPERATOR, now=now)
    post = create_post(office, role=role.id, begins=begins, actor=OPERATOR, now=now)
    appoint(post, user, begins=begins, actor=OPERATOR, now=now)
    return Administrator(user, post, password)


def administrating_role(office_kind: str) -> Role:
    """The pack's role that opens accounts and fills posts, where it exists at such an office."""
    role = _administrating(office_kind)
    if role is None:
        raise Refused("init.no-administrator", kind=office_kind)
    return role


def _administrating(kind: str) -> Role | None:
    return next(
        (
            role for role in the_pack().roles.values()
            if kind in role.at and role.allows("people.create_user") and role.allows("people.appoint")
        ), None,
    )  # fmt: skip


def one_time_password() -> str:
    """Four groups of four that can be read aloud: 79 random bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
