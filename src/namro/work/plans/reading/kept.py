"""What was found between two places of a text, kept while that text is read: each field asks for it again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

V = TypeVar("V")


class KeptOfText(Generic[V]):
    """Lists by place, of one text at a time."""

    def __init__(self) -> None:
        self._of: tuple[str, dict[Hashable, Sequence[V]]] = ("", {})

    def get(self, text: str, place: Hashable, make: Callable[[], Sequence[V]]) -> list[V]:
        """The list for this place of the text, made unless it was made before; the caller's own."""
        of, kept = self._of
        if of is not text:
            kept = {}
            self._of = text, kept
        found = kept.get(place)
        if found is None:
            found = kept[place] = tuple(make())
        return list(found)
