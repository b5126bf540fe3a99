"""Offices, posts and people of the demonstration city, set up through the actions of `people`."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from namro.doors.cli.demo.script import City, Member
from namro.ground.gate import people_actions
from namro.ground.people.actors import OPERATOR, Actor, staff
from namro.ground.people.models import Office, Post, User
from namro.ground.places import queries as places
from namro.ground.places.models import Unit
from namro.rules.packs.schema import OfficeKind, Pack


@dataclass
class Town:
    """Who sits where: `holders[(office id, role)]` are the people who hold such posts there."""

    offices: dict[tuple[str, str], Office] = field(default_factory=dict)
    """By kind and unit ref."""
    posts: dict[tuple[int, str], list[Post]] = field(default_factory=dict)
    holders: dict[tuple[int, str], list[User]] = field(default_factory=dict)
    _actors: dict[int, Actor] = field(default_factory=dict)

    def answering(self, kinds: Collection[str], unit: Unit) -> Office | None:
        """The office of the unit that takes such matters in; None where it has none of these kinds."""
        return next((self.offices[(kind, unit.ref)] for kind in kinds if (kind, unit.ref) in self.offices), None)

    def of_kind(self, kind: str) -> Office:
        """The first office of a kind: of those that a province has one of, the one."""
        return next(office for (found, _), office in self.offices.items() if found == kind)

    def actor(self, office_id: int, role: str, now: datetime, draw: random.Random) -> Actor | None:
        """Somebody who holds that role there, or None where there is no such post."""
        people = self.holders.get((office_id, role))
        if not people:
            return None
        user = draw.choice(people)
        if user.pk not in self._actors:
            self._actors[user.pk] = staff(user, now)
        return self._actors[user.pk]

    def forget_seats(self) -> None:
        """Who sits where is read anew: offices begin and end today."""
        self._actors.clear()


def build(
    city: City, pack: Pack, former: Collection[str], *, first: date, today: date, now: datetime, draw: random.Random
) -> Town:
    """Sets up every office of today, those of the `former` units named by reference, their posts, the cast and whoever
    else is needed. `now` is the moment of it."""
    town = Town()
    province = places.unit(city.within, today)
    kinds = list(_parents_first(pack))
    for kind in kinds:
        units = (
            [province]
            if kind.level == province.level
            else _units(city.within, kind.level, today, former if kind.cases else ())
        )
        for unit in units:
            if (pack_kind := kind.parent) is not None:
                parent = town.offices.get((pack_kind, province.ref))
                if parent is None:
                    continue
            else:
                parent = None
            begins = first if unit.level == province.level else max(first, unit.begins)
            office = people_actions.create_office(
                parent, kind=kind.id, unit=unit, begins=begins, code=_code(kind, unit, today), actor=OPERATOR, now=now
            )
            town.offices[(kind.id, unit.ref)] = office
    _staff(town, city, pack, today=today, now=now, draw=draw)
    return town


def _code(kind: OfficeKind, unit: Unit, today: date) -> str | None:
    """An office of a unit that is gone carries the unit's edition, since codes are used again."""
    return None if unit.stands(today) else f"{kind.code}-{unit.code}-{unit.edition_id}"


def _parents_first(pack: Pack) -> Iterator[OfficeKind]:
    done: set[str] = set()
    waiting = list(pack.offices.values())
    while waiting:
        for kind in list(waiting):
            if kind.parent is None or kind.parent in done:
                done.add(kind.id)
                waiting.remove(kind)
                yield kind


def _units(within: str, level: str, today: date, former: Collection[str]) -> list[Unit]:
    """The units of that level that stand today, and the former ones that are named."""
    found = Unit.objects.filter(level=level, line__startswith=f"/{within}/").order_by("begins", "code")
    return [unit for unit in found if unit.stands(today) or unit.ref in former]


def _staff(town: Town, city: City, pack: Pack, *, today: date, now: datetime, draw: random.Random) -> None:
    """The cast with the password of the demonstration; everyone else has an account that nobody can sign in to."""
    cast = {(_office_of(town, member, city, today).pk, member.role): member for member in city.cast}
    staying: dict[str, list[User]] = {}
    aside = random.Random(city.seed)  # noqa: S311 - offices without cases leave the draws of all others as they were
    for (kind, _ref), office in sorted(town.offices.items(), key=lambda item: (item[1].ends is not None, item[0])):
        for role, count in city.staff.get(kind, {}).items():
            for nth in range(count):
                member = cast.pop((office.pk, role), None) if nth == 0 else None
                if member is not None:
                    user = people_actions.create_user(
                        username=member.username, name=member.name, password=city.password,
                        must_change_password=False, actor=OPERATOR, now=now,
                    )  # fmt: skip
                elif office.unit.ends is not None and staying.get(role):
                    user = draw.choice(staying[role])  # who served in a former unit serves in a unit of today
                else:
                    name = _name(city, draw if pack.offices[kind].cases else aside)
                    user = people_actions.create_user(
                        username=f"{role}-{office.pk}-{nth}", name=name,
                        password=None,
                        must_change_password=False, actor=OPERATOR, now=now,
                    )  # fmt: skip
                if office.unit.level != "province" and office.unit.ends is None:
                    staying.setdefault(role, []).append(user)
                _seat(town, office, role, user, now)
    for (office_id, role), member in cast.items():
        user = people_actions.create_user(
            username=member.username, name=member.name, password=city.password, must_change_password=False,
            actor=OPERATOR, now=now,
        )  # fmt: skip
        _seat(town, Office.objects.get(pk=office_id), role, user, now)


def _seat(town: Town, office: Office, role: str, user: User, now: datetime) -> None:
    post = people_actions.create_post(office, role=role, begins=office.begins, actor=OPERATOR, now=now)
    people_actions.appoint(post, user, begins=office.begins, actor=OPERATOR, now=now)
    town.posts.setdefault((office.pk, role), []).append(post)
    town.holders.setdefault((office.pk, role), []).append(user)


def _office_of(town: Town, member: Member, city: City, today: date) -> Office:
    if member.at.unit is None:
        ref = places.unit(city.within, today).ref
    else:
        ref = places.find(member.at.unit, today, city.within, limit=1)[0].unit.ref
    return town.offices[(member.at.kind, ref)]


def _name(city: City, draw: random.Random) -> str:
    return " ".join(draw.choice(part) for part in (city.family_names, city.middle_names, city.given_names))
