"""What a city's file may say: the cast, the stories, and how the matters fare."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from namro.doors import words
from namro.rules.packs import reading
from namro.rules.packs.misfits import said
from namro.rules.packs.refused import PackRefused, Problem, Refused
from namro.rules.packs.schema import Pack

Fate = Literal["on-time", "extended", "late"]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class At(_Said):
    """An office: its kind, and for those of a commune the commune's name."""

    kind: str
    unit: str | None = None


class Member(_Said):
    """Someone who can sign in to the demonstration."""

    username: str
    name: str
    role: str
    at: At


class Turn(_Said):
    """One step of a path: who takes it, after how many hours, and what they fill in."""

    step: str
    by: str
    hours: tuple[float, float]
    late: tuple[float, float] | None = None
    """The hours where the matter is fated to be late; the path is late by this turn."""
    at: str | None = None
    """The kind of office where it is taken, if not at the one that has the matter."""
    only: tuple[Fate, ...] = ()
    chance: int = Field(default=100, ge=1, le=100)
    """In how many of a hundred matters the turn is taken at all."""
    any_time: bool = False
    inputs: dict[str, object] = {}
    """What is filled in: fixed values; `{pick: list}` draws from `reasons` or the procedure's `answers`;
    `{office: kind}` and `{post: role}` find one."""


class Way(_Said):
    """The steps of a matter in their order; drawn `times` as often as one that says nothing of it."""

    times: int = Field(default=1, ge=1, le=100)
    turns: tuple[Turn, ...]


class Channel(_Said):
    """A way in which matters come in: how many of a hundred, who takes them in at the office (nobody: the person sends
    them), and whether only while offices are open."""

    share: int = Field(ge=1, le=100)
    by: str | None = None
    at_work: bool = False


class Lately(_Said):
    """Of a hundred matters `share` come in during the last `days`."""

    days: int = Field(ge=1, le=90)
    share: int = Field(ge=1, le=100)


SLOT = re.compile(r"\{([a-z]+)\}")


class City(_Said):
    """A city's file, checked."""

    id: str
    within: str
    names: dict[str, str]
    seed: int
    cases: int = Field(gt=0)
    months: int = Field(gt=0, le=24)
    lately: Lately | None = None
    password: str
    cast: tuple[Member, ...]
    staff: dict[str, dict[str, int]]
    """How many posts of each role an office of each kind has."""
    family_names: tuple[str, ...]
    middle_names: tuple[str, ...]
    given_names: tuple[str, ...]
    streets: tuple[str, ...]
    busier: dict[str, int] = {}
    """How many times as much as elsewhere comes in at the units of these names."""
    mixture: dict[str, int]
    channels: dict[str, Channel] = {"web": Channel(share=100)}
    slots: dict[str, tuple[str, ...]] = {}
    """What may be drawn for `{name}` in a story."""
    fate: dict[Fate, int]
    stories: dict[str, tuple[str, ...]]
    identity: dict[str, int]
    """In how many of a hundred matters the person says who they are."""
    fields: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, tuple[str, ...]]
    answers: dict[str, tuple[str, ...]]
    paths: dict[str, tuple[Way, ...]]

    def path(self, procedure: str, draw: random.Random) -> tuple[Turn, ...]:
        """The steps that such a matter takes."""
        return draw.choice([way.turns for way in self.paths[procedure] for _ in range(way.times)])

    def story(self, procedure: str, draw: random.Random) -> str:
        """What somebody says of such a matter: one of its sentences with something drawn for each slot."""
        told = SLOT.sub(lambda slot: draw.choice(self.slots[slot[1]]), draw.choice(self.stories[procedure]))
        return told[:1].upper() + told[1:]


def cities(pack: Pack) -> list[str]:
    """The names of the cities that the pack can play."""
    return sorted(file.stem for file in (pack.folder / "demo").glob("*.yaml"))


def read(pack: Pack, name: str) -> City:
    """The city's file. Raises `Refused` where there is none, `PackRefused` with all that is wrong in it, by line."""
    if name not in cities(pack):
        raise Refused("cli.no-such-city", field="city", city=name, known=", ".join(cities(pack)))
    return read_city(pack.folder, name)


def read_city(folder: Path, name: str) -> City:
    """The file of a city in a pack's folder. Raises `PackRefused` with all that is wrong in it, by line."""
    file = reading.read(folder / "demo" / f"{name}.yaml", f"demo/{name}.yaml")
    try:
        city = City.model_validate(file.value)
    except ValidationError as wrong:
        raise PackRefused(list(said(file, wrong))) from wrong
    problems = list(_problems(city, file, name))
    if problems:
        raise PackRefused(problems)
    return city


def _problems(city: City, file: reading.File, name: str) -> Iterator[Problem]:
    """Every matter has its stories, paths and answers, and every slot of a story something to draw."""
    if city.id != name:
        yield found_at(file, ("id",), "city-name", file=file.name, id=city.id)
    for procedure in city.mixture:
        for part, filled in (("stories", city.stories), ("paths", city.paths), ("answers", city.answers)):
            if not filled.get(procedure):
                yield found_at(file, (part,), "city-part", part=part, name=procedure)
    for procedure, stories in city.stories.items():
        for at, story in enumerate(stories):
            for slot in SLOT.findall(story):
                if not city.slots.get(slot):
                    yield found_at(file, ("stories", procedure, at), "city-part", part="slots", name=slot)


def found_at(file: reading.File, where: reading.Where, code: str, /, **params: object) -> Problem:
    """A problem of a pack that only the doors can know of: `refusals.pack-check.<code>`."""
    return problem(file.name, file.line(where), code, **params)


def problem(name: str, line: int, code: str, /, **params: object) -> Problem:
    """As `found_at`, of a file by its name."""
    key = f"pack-check.{code}"
    return Problem(name, line, words.in_english(f"refusals.pack-check.{code}", **params), key, params)
