"""Lists of words as patterns that share what their words begin with, so that a place is looked at once for all of them
and not once for each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

_Node = dict[str, Any]
"""What may follow, by character; "" where a word ends."""


def alternatives(words: Iterable[str]) -> str:
    """The words as one pattern, longest first, any white space between their parts."""
    return _alternatives(tuple(sorted({" ".join(word.split()) for word in words})))


@cache
def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(_branches(_tree(part)) for part in _in_order(words)) or r"(?!)"


def _in_order(words: Sequence[str]) -> list[Sequence[str]]:
    """The words in parts, to be tried one after the other, so that a longer word comes before one that begins it in
    other letters ("Sở Y tế" before "sở"): a pattern that does not tell them apart takes the longer."""
    by_start: dict[str, list[str]] = {}
    for word in words:
        by_start.setdefault(word.lower(), []).append(word)
    first: set[str] = set()
    for word in sorted(words, key=len):
        starts = (word[:at] for at in range(1, len(word)))
        shorter = [one for start in starts for one in by_start.get(start.lower(), ())]
        if any(one in first or not word.startswith(one) for one in shorter):
            first.add(word)
    if not first:
        return [words] if words else []
    return [*_in_order([word for word in words if word in first]), [word for word in words if word not in first]]


def _tree(words: Iterable[str]) -> _Node:
    root: _Node = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return root


def _branches(node: _Node) -> str:
    return "|".join(_branch(letter, below) for letter, below in node.items() if letter)


def _branch(letter: str, below: _Node) -> str:
    said = _escaped(letter)
    while len(below) == 1 and "" not in below:
        ((letter, below),) = below.items()
        said += _escaped(letter)
    rest = _branches(below)
    return f"{said}(?:{rest}){'?' * ('' in below)}" if rest else said


def _escaped(letter: str) -> str:
    return r"\s+" if letter == " " else re.escape(letter)


def starts(words: Iterable[str], before: str = "", more: str = "") -> re.Pattern[str]:
    """A pattern of nothing, at each place where one of the words may begin, or what is `more`. `before`: what a place
    has not before it."""
    return re.compile(rf"{before}(?={alternatives(words)}{more})", re.IGNORECASE)


def from_places(look: re.Pattern[str], text: str, places: Iterable[int], end: int) -> Iterator[re.Match[str]]:
    """What `finditer` of a pattern finds that begins at none but these places, which are in order: where they are few,
    that costs less than to try it at each character."""
    past = 0
    for at in places:
        if at >= past and (found := look.match(text, at, end)) is not None:
            past = max(found.end(), at + 1)
            yield found
