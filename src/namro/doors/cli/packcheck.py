"""Everything that is wrong with a pack: what its rules say of themselves (`load`), and what only shows beside the rest
of Namro: rights beside the actions there are, words beside the sentences that are said, units, made-up cities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from namro.doors import words
from namro.doors.cli.demo.plan_script import read_programme
from namro.doors.cli.demo.script import found_at, problem, read_city
from namro.doors.portal.page import EMERGENCY
from namro.ground.gate.action import REGISTRY
from namro.ground.gate.matrix import LOOKS
from namro.ground.places.csvfile import FileRefused
from namro.ground.places.packfiles import FILES, PackPlaces, read_pack
from namro.results.papers.samples import unsettable
from namro.rules.packs.load import load
from namro.rules.packs.reading import File, read
from namro.rules.packs.refused import PackRefused, Problem
from namro.rules.packs.schema import Pack

PLACES = "places"
OF_A_COUNTRY = frozenset({EMERGENCY})
"""Sentences that only a country can say."""


def check(folder: Path) -> tuple[Pack | None, list[Problem]]:
    """The pack of the folder, None where its rules cannot be read, and all that is wrong in any of its files."""
    found: list[Problem] = []
    pack: Pack | None = None
    try:
        pack = load(folder)
    except PackRefused as refused:
        found += refused.problems
    found += [*_rights(folder), *_sentences(folder), *_places(folder), *_cities(folder)]
    if pack is not None:
        found += _papers(pack)
    return pack, list(PackRefused(found).problems)


def _value(folder: Path, name: str) -> tuple[File, Any] | None:
    """A file and what it says; None where it cannot be read, which `load` or the reader of its kind says."""
    try:
        file = read(folder / name, name)
    except PackRefused:
        return None
    return file, file.value


def _rights(folder: Path) -> Iterator[Problem]:
    """Every right of a role is one of the actions there are, or all of a room (`people.*`) that has some."""
    found = _value(folder, "roles.yaml")
    if found is None or not isinstance(found[1], dict):
        return
    file, roles = found
    rooms = {name.split(".", 1)[0] + ".*" for name in REGISTRY}
    known = {*REGISTRY, *rooms, *LOOKS}
    for role, said in roles.items():
        may = said.get("may", ()) if isinstance(said, dict) else ()
        for at, name in enumerate(may if isinstance(may, tuple) else ()):
            if isinstance(name, str) and name not in known:
                yield found_at(file, (role, "may", at), "right", name=name)


def _sentences(folder: Path) -> Iterator[Problem]:
    """Every sentence stands under a key that is said, and has no parameter that nobody fills."""
    known = words.english()
    for path in sorted((folder / "words").rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        found = _value(folder, name)
        if found is None or not isinstance(found[1], dict):
            continue
        file, said = found
        for key, sentence in said.items():
            if not known.has("en", key):
                if key in OF_A_COUNTRY:
                    continue
                yield found_at(file, (key,), "word", key=key)
                continue
            holes = _holes(known.sentence("en", key))
            for hole in sorted(_holes(sentence) - holes - {"n"}):
                fills = ", ".join("{" + one + "}" for one in sorted(holes)) or "-"
                yield found_at(file, (key,), "word-parameter", name=hole, known=fills)


def _holes(sentence: object) -> set[str]:
    """The parameters of a sentence, or of both of a pair."""
    if isinstance(sentence, str):
        try:
            return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
        except ValueError:
            return {sentence}
    return set().union(*map(_holes, sentence.values())) if isinstance(sentence, dict) else set()


def _places(folder: Path) -> Iterator[Problem]:
    """The units hold together, and their kinds stand on the levels that the pack names."""
    if not (folder / PLACES).is_dir():
        yield problem(PLACES, 1, "no-places")
        return
    try:
        places = read_pack(folder / PLACES)
    except FileRefused as refused:
        for one in refused.problems:
            key = f"places.row.{one.code}"
            english = words.in_english(f"refusals.{key}", **one.params)
            yield Problem(f"{PLACES}/{one.file}", one.line, english, key, dict(one.params))
        return
    yield from _levels(folder, places)


def _levels(folder: Path, places: PackPlaces) -> Iterator[Problem]:
    file, head = _value(folder, "pack.yaml") or (None, None)
    levels = head.get("levels") if isinstance(head, dict) else None
    if file is None or not isinstance(levels, tuple):
        return
    there = {(kind.level, kind.id) for kind in places.kinds.values()}
    named: set[tuple[str, str]] = set()
    for at, level in enumerate(levels):
        kinds = level.get("kinds", ()) if isinstance(level, dict) else ()
        for number, kind in enumerate(kinds if isinstance(kinds, tuple) else ()):
            pair = (str(level.get("id")), str(kind))
            named.add(pair)
            if pair not in there:
                yield found_at(file, ("levels", at, "kinds", number), "kind-not-there", level=pair[0], name=pair[1])
    for line, row in enumerate(places.kinds.values(), 2):
        if (row.level, row.id) not in named:
            yield problem(f"{PLACES}/{FILES[1]}", line, "level-not-there", level=row.level, name=row.id)


def _papers(pack: Pack) -> Iterator[Problem]:
    """Every template sets a paper."""
    for one in unsettable(pack):
        yield problem(f"papers/{one.file}", one.line, "template", name=one.form.id, cause=one.cause)


def _cities(folder: Path) -> Iterator[Problem]:
    """Every made-up city can be played."""
    for path in sorted((folder / "demo").glob("*.yaml")):
        try:
            read_city(folder, path.stem)
            read_programme(folder, path.stem)
        except PackRefused as refused:
            yield from refused.problems
