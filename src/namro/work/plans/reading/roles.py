"""Who leads and who helps where that stands in brackets behind a name: "Sở A (chủ trì), Sở B (phối hợp)". Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.shared_cells import SharedCells

_BRACKETS = re.compile(r"\s*\(\s*([^()]{1,120}?)\s*\)")
_MARK = re.compile(r"[-+•*]\s*")
_JOINT = re.compile(r"[\s,;–-]*")


class Roles:
    """Finds such brackets in the words of one language, which are those over the columns of a table."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self._names, self._with, self._between = names, lexicon.with_, lexicon.between_names
        self._shared = SharedCells(lexicon, names)
        self._roles = {
            "leads": (lexicon.columns["lead"], lexicon.lead),
            "helps": (lexicon.columns["coordinating"], lexicon.with_),
        }

    def behind(self, text: str, at: int, end: int) -> tuple[str, int]:
        """The role in brackets at a place ("leads", "helps") and where they end; "" and the place itself where there is
        none."""
        found = _BRACKETS.match(text, at, end)
        if found is not None:
            for role, looks in self._roles.items():
                if any(look.fullmatch(found[1]) for look in looks):
                    return role, found.end()
        return "", at

    def first(self, text: str, start: int, end: int) -> tuple[str, int]:
        """The role in the first brackets between two places, and where they end; "" where that is none."""
        found = _BRACKETS.search(text, start, end)
        return self.behind(text, found.start(), end) if found is not None else ("", start)

    def named(self, text: str, start: int, end: int) -> bool:
        """Whether any brackets between two places say a role."""
        return any(self.behind(text, one.start(), end)[0] for one in _BRACKETS.finditer(text, start, end))

    def parted(self, text: str, span: Span) -> tuple[Span | None, list[Span], bool]:
        """Who leads in a place that is meant for that, and those who help by brackets or by words around them; then the
        whole place, and whether others stand in it of whom nothing says what they do. Nobody leads where all help."""
        mark = _MARK.match(text, span.start, span.end)
        whole = Span(mark.end() if mark else span.start, span.end)
        role, past = self.first(text, whole.start, whole.end)
        if role == "leads":
            others = self.others(text, past, whole.end)
            name = trimmed(text, whole.start, text.find("(", whole.start, past))
            if others is not None and name is not None and not text[others[1] : whole.end].strip(" .;,"):
                return name, others[0], False
            return whole, [], any(map(str.isalnum, text[past : whole.end]))
        shared = self._shared.read(text, whole)
        if shared is not None:
            return (shared.lead, list(shared.helpers), False) if shared.clear else (whole, [], True)
        word = self._with.search(text, whole.start, whole.end)
        name = trimmed(text, whole.start, word.start()) if word is not None else None
        if word is None or name is None or text.count("(", whole.start, word.start()):
            return whole, [], False
        listed = self._names.listed(text, _JOINT.match(text, word.end(), whole.end).end(), whole.end)  # type: ignore[union-attr]
        if not listed or text[listed[-1].end : whole.end].strip(" .;,"):
            return whole, [], False
        return name, listed, False

    def told(self, text: str, span: Span) -> bool:
        """Whether such a place says of everybody in it whether they lead or help."""
        shared = self._shared.read(text, span)
        return shared is not None and shared.clear

    def helping(self, text: str, at: int, end: int) -> tuple[list[Span], int]:
        """The names of those who help in brackets at a place ("(with the police)"), and where these end; none and the
        place itself where anything else stands in them."""
        found = _BRACKETS.match(text, at, end)
        if found is None:
            return [], at
        start, stop = found.span(1)
        for look in self._roles["helps"]:
            word = look.match(text, start, stop)
            begins = _JOINT.match(text, word.end(), stop).end() if word else stop  # type: ignore[union-attr]
            listed = self._names.listed(text, begins, stop)
            if listed and listed[-1].end == stop:
                return listed, found.end()
        return [], at

    def others(self, text: str, at: int, end: int) -> tuple[list[Span], int] | None:
        """The names behind a place that brackets say to help, and where the last of them ends; None where brackets say
        that another one leads as well."""
        helpers: list[Span] = []
        while True:
            here = _JOINT.match(text, at, end).end()  # type: ignore[union-attr]
            for look in (self._with, self._between):
                word = look.match(text, here, end)
                here = _JOINT.match(text, word.end(), end).end() if word else here  # type: ignore[union-attr]
            listed = self._names.listed(text, here, end)
            role, past = self.behind(text, listed[-1].end, end) if listed else ("", at)
            if role == "leads":
                return None
            if not role:
                return helpers, at
            helpers, at = [*helpers, *listed], past
