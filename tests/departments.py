"""Offices that have tasks of plans and no cases, beside the cast, where a test asks for them.

an      head of the Department of Health         lien   head of the People's Committee of Ba Đình ward
uyen    plan officer there                       hieu   plan officer there
cuc     head of the Women's Union                the Department of Construction and the court stand empty
"""

from __future__ import annotations

from dataclasses import dataclass

from namro.ground.gate import people_actions
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Office
from tests.cast import BA_DINH, CITY, HOAN_KIEM, NOW, PASSWORD, SINCE, Member, unit

OFFICES = {
    "committee": ("province-committee", CITY), "health": ("department-health", CITY),
    "construction": ("department-construction", CITY), "ba_dinh": ("commune-committee", BA_DINH),
    "hoan_kiem": ("commune-committee", HOAN_KIEM), "women": ("women-union", CITY), "court": ("court", CITY),
}  # fmt: skip
POSTS = {
    "an": ("office-head", "health"), "uyen": ("plan-officer", "health"), "lien": ("office-head", "ba_dinh"),
    "hieu": ("plan-officer", "ba_dinh"), "cuc": ("office-head", "women"),
}  # fmt: skip


@dataclass(frozen=True)
class Departments:
    """The offices by name, and who sits there."""

    office: dict[str, Office]
    an: Member
    uyen: Member
    lien: Member
    hieu: Member
    cuc: Member


def departments_on_stage() -> Departments:
    """Sets them up through the actions, as an operator does."""
    made: dict[str, Office] = {}
    for name, (kind, code) in OFFICES.items():
        parent = made["committee"] if kind.startswith(("department", "commune")) else None
        made[name] = people_actions.create_office(
            parent, kind=kind, unit=unit(code), begins=SINCE, actor=OPERATOR, now=NOW
        )
    members = {}
    for who, (role, where) in POSTS.items():
        user = people_actions.create_user(
            username=who, name=who.title(), password=PASSWORD, must_change_password=False, actor=OPERATOR, now=NOW
        )
        post = people_actions.create_post(made[where], role=role, begins=SINCE, actor=OPERATOR, now=NOW)
        people_actions.appoint(post, user, begins=SINCE, actor=OPERATOR, now=NOW)
        members[who] = Member(user, post, made[where])
    return Departments(made, **members)
