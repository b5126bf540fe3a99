"""Who issued a document, as a sentence says it: a letterhead is read in capitals, a sentence in ordinary letters.

Nothing is guessed: a name in capitals is said as a known office is called, or as what such bodies are called in the
pack together with a unit of that day. Any other stays as it was read, and so does what the register holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from namro.ground.people import queries as people
from namro.ground.places.fold import accented, fold
from namro.ground.places.models import Unit, standing
from namro.rules.packs.current import the_pack

LONGEST = 6
"""Words of a unit's name that are looked for at the end of a letterhead."""


def loud(read: Iterable[str]) -> set[str]:
    """Those of these names that are written in capitals, of more than one word."""
    return {one for one in read if one.isupper() and " " in one}


def ordinary(read: Iterable[str], lang: str, on: date) -> dict[str, str]:
    """By name as it was read, of those in capitals that are known, how it is said. No query where none is in capitals,
    else two."""
    wanted = {accented(one): one for one in loud(read)}
    if not wanted:
        return {}
    found: dict[str, set[str]] = {}
    for (names,) in people.offices(on).values_list("names"):
        for name in names.values():
            if (key := accented(name)) in wanted:
                found.setdefault(key, set()).add(people.said(names, lang))
    left = {key: one for key, one in wanted.items() if key not in found}
    for key, name in _of_units(left, on).items():
        found.setdefault(key, set()).add(name)
    return {wanted[key]: next(iter(names)) for key, names in found.items() if len(names) == 1}


def _of_units(wanted: dict[str, str], on: date) -> dict[str, str]:
    """By compared name those that are what a body is called, then a unit of that day; one query."""
    ends = {" ".join(words[-n:]) for one in wanted.values() for words in [fold(one).split()] for n in range(1, LONGEST)}
    if not ends:
        return {}
    plans = the_pack().plans
    bodies = {name for speech in plans.languages.values() for name in speech.shortened.values()} if plans else set()
    found: dict[str, str] = {}
    for (said,) in Unit.objects.filter(standing(on), folded__in=ends).values_list("said"):
        for unit in said.values():
            for body in bodies:
                if (key := accented(f"{body} {unit}")) in wanted:
                    found[key] = f"{body} {unit}"
    return found
