"""Finding a petition or a complaint again by the full name of whoever brought it in, while no name is kept in reach.

Which procedures: those that say `findable`, and never one that the pack names in `never_findable`. That is asked three
times, so that one mistake alone betrays nobody: when the pack is read, when a matter comes in, and when a name is
looked up. Of all other matters nothing is kept that a look-up could meet or miss.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from namro.ground.places.fold import INSIDE_A_WORD, fold
from namro.ground.seals.keyed import identity_hash
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import Procedure
from namro.work.cases.digests import fresh_salt
from namro.work.cases.history import procedure_of

HEX = 32
"""Hex digits of a digest that are kept: 128 bits."""


class Digests(NamedTuple):
    """A name with its accents and without them, as keyed hashes."""

    exact: str
    plain: str


class Kept(NamedTuple):
    """What a case keeps of a name: its digests, and the salt under which its first action binds them."""

    exact: str
    plain: str
    salt: bytes


def spelled(name: str) -> str:
    """A full name as it is compared, accents kept: small letters, one space, no punctuation, and the marks of each
    word behind its letters, so that it does not matter on which vowel somebody writes a tone (Hòa, Hoà)."""
    plain = unicodedata.normalize("NFKD", INSIDE_A_WORD.sub("", name.casefold()))
    marked = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in plain)
    return " ".join(_marks_behind(word) for word in marked.split())


def _marks_behind(word: str) -> str:
    marks = sorted(c for c in word if unicodedata.combining(c))
    return "".join([*(c for c in word if not unicodedata.combining(c)), *marks])


def digests_of(name: str) -> Digests:
    """Both digests of a name."""
    said = (identity_hash(way, text.encode()).hex()[:HEX] for way, text in _ways(name))
    return Digests(*said)


def _ways(name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("reporter-name", spelled(name)), ("reporter-name-plain", fold(name))


def has_accents(name: str) -> bool:
    """Whether a name was written with any accent: then only the same accents are meant."""
    return spelled(name) != fold(name)


def is_findable(rules: Procedure) -> bool:
    """Whether matters of a version are found by a name."""
    return rules.reporter.findable is not None and rules.id not in the_pack().never_findable


def kept_of(rules: Procedure, identity: Mapping[str, str]) -> Kept | None:
    """What a matter that comes in keeps of the name; None where no name may find it, or none was given."""
    if not is_findable(rules):
        return None
    name = identity.get(rules.reporter.findable or "", "")
    return Kept(*digests_of(name), fresh_salt()) if fold(name) else None


def found_among(versions: Iterable[str]) -> bool:
    """Whether a name may find a case that has stood under all these versions (hashes): each must say so."""
    return all(is_findable(procedure_of(version)) for version in versions)
