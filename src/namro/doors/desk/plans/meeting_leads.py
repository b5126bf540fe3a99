"""Who leads what a meeting concluded: one office or each of a set, with the posts that such offices have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import as_many, every_of, sets_shown
from namro.ground.people import queries as people
from namro.rules.packs import sets


@dataclass(frozen=True, slots=True)
class Posts:
    """The roles of one conclusion at the offices that lead it. `lacks`: the chosen one that such offices have nothing
    like, with its input ("role", "head"); `taken`: what stands for a chosen one there, as "chosen → taken"."""

    role: str
    head: str
    lacks: tuple[tuple[str, str], ...] = ()
    taken: tuple[str, ...] = ()


def set_said(desk: Desk, name: str) -> str:
    """The set of offices that a name means, by its own name or as a document calls it; "" where it is none, or names
    another number of units than there are."""
    meant = sets.set_called(desk.pack, name) or sets.set_meant(desk.pack, name)
    return meant if meant and as_many(desk, name, meant) else ""


def names_offered(desk: Desk, labels: Mapping[str, int]) -> list[str]:
    """The offices by name, and before them the sets of them."""
    return [*(name for _, name in sets_shown(desk)), *sorted(labels, key=people.by_name)]


def leads_called(desk: Desk, lead: int | None, among: str) -> str:
    """How the offices that lead are called."""
    if among:
        return every_of(desk, among)
    found = people.offices(desk.on).filter(pk=lead or 0).first()
    return desk.pick(found.names) if found is not None else ""


def posts_at(desk: Desk, lead: int | None, among: str, role: str, head: str) -> Posts:
    """The chosen roles at the kinds of office that lead, as a plan that is issued has them there (`Pack.role_at`)."""
    kinds = sets.kinds_of(desk.pack, among)
    if lead is not None:
        kinds = tuple(people.offices(desk.on).filter(pk=lead).values_list("kind", flat=True))
    chosen = {"role": role, "head": head}
    lacks, taken, found = [], [], dict(chosen)
    for name, one in chosen.items():
        there = [desk.pack.role_at(one, kind) for kind in kinds] if one else []
        if not all(there):
            lacks.append((name, _named(desk, one)))
        elif there:
            found[name] = there[0]
            others = [other for other in dict.fromkeys(there) if other != one]
            taken += [f"{_named(desk, one)} → {_named(desk, other)}" for other in others]
    return Posts(found["role"], found["head"], tuple(lacks), tuple(dict.fromkeys(taken)))


def _named(desk: Desk, role: str) -> str:
    return desk.pick(desk.pack.roles[role].names) if role in desk.pack.roles else role
