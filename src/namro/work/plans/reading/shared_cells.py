"""Who leads and who helps where one cell says both: "A chủ trì, B phối hợp", "Chủ trì: A / Phối hợp: B", "A (phối hợp:
B)". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.wording import alternatives

_CLOSED = re.compile(r"\s*(?:[,;.)\n]|$)")
_LABELLED = re.compile(r"\s*:")
_OTHER = re.compile(r"\(\s*[^\W\d_][^():\n]{1,40}:\s*(?=[^\W\d_])")
"""A label that is not known, in brackets: "(chủ đầu tư: B)"."""
_ENDS = " \n\t,;:.-–+•*()"


@dataclass(frozen=True, slots=True)
class Shared:
    """Who leads, where exactly one place says so, and who helps. `clear`: whether all of the cell is understood."""

    lead: Span | None
    helpers: tuple[Span, ...]
    clear: bool


class SharedCells:
    """Reads such cells in the words of one language."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        clauses, columns = lexicon.speech.clauses, lexicon.speech.columns
        leads = (*clauses.lead, *(word for word in clauses.carried if word.startswith(clauses.lead)))
        helps = (*clauses.with_, *clauses.helping, *(columns["coordinating"] if clauses.compound else ()))
        labels = {
            "lead": (*columns["lead"], *lexicon.speech.labels.get("lead", ()), *(leads if clauses.compound else ())),
            "helps": (*columns["coordinating"], *helps),
        }
        labelled = "|".join(rf"(?P<{name}_label>{alternatives(words)})(?=\s*:)" for name, words in labels.items())
        told = rf"(?P<lead>{alternatives(leads)})|(?P<helps>{alternatives(helps)})"
        told = f"(?i:{told})" if clauses.compound else told  # elsewhere "Support" is a word of a name
        self._roles = re.compile(rf"(?<!\w)(?:(?i:{labelled})|{told})(?!\w)")
        self._with = lexicon.with_
        self._being = re.compile(rf"\s(?:{alternatives((*clauses.being, *clauses.and_))})$", re.IGNORECASE)
        self._lexicon, self._names, self._compound = lexicon, names, clauses.compound

    def read(self, text: str, span: Span) -> Shared | None:
        """What a cell says of both; None where no word of it says who does what."""
        found = [one for one in self._roles.finditer(text, span.start, span.end) if self._tells(text, one, span.end)]
        if not self._says(text, found, span.end):
            other = next(_OTHER.finditer(text, span.start, span.end), None)
            named = other is not None and self._names.begins(text, other.end(), span.end)
            return Shared(None, (), clear=False) if named else None
        ends = [*(one.start() for one in found), span.end]
        opened = text.rfind("(", span.start, ends[0])
        opened = opened if opened >= 0 and ")" not in text[opened : ends[0]] else span.start
        before = self._part(text, span.start, opened)  # A of "A (B phối hợp)"
        between = [self._part(text, opened, ends[0])]
        between += [self._part(text, one.end(), end) for one, end in zip(found, ends[1:], strict=True)]
        roles: list[str] = [""] * len(between)
        clear = True
        for at, one in enumerate(found):
            forward = self._forward(text, one, span.end) and between[at + 1] is not None
            ahead = between[at] is not None and not roles[at] and not forward
            place = at if ahead else at + 1
            if between[place] is None or roles[place]:
                clear = False
            else:
                roles[place] = "lead" if (one.lastgroup or "").startswith("lead") else "helps"
        if between[0] is not None and self._lexicon.bare.fullmatch(text, between[0].start, between[0].end):
            return None  # "Tổ phối hợp" is a name
        if between[0] is not None and not roles[0]:
            roles[0] = "lead"  # "A, phối hợp: B"
        between, roles = [before, *between], ["lead", *roles]
        for part, role in zip(between, roles, strict=True):
            if part is not None and (not role or part.of(text).count(")") > part.of(text).count("(")):
                clear = False  # somebody of whom nothing is said, or who stands behind the brackets
        leads = [part for part, role in zip(between, roles, strict=True) if part is not None and role == "lead"]
        helping = [part for part, role in zip(between, roles, strict=True) if part is not None and role == "helps"]
        helpers = [name for part in helping for name in self._names.parts(text, part)]
        known = all(self._names.begins(text, one.start, one.end) for one in helpers)
        return Shared(leads[0] if len(leads) == 1 else None, tuple(helpers), clear=clear and known and len(leads) < 2)

    def _says(self, text: str, found: list[re.Match[str]], end: int) -> bool:
        """Whether any of these words says what somebody does, and is no part of a name: one before a colon, or before a
        mark or the end of the cell."""
        for at, one in enumerate(found):
            followed = at + 1 < len(found) and not text[one.end() : found[at + 1].start()].strip()
            if one.lastgroup in ("lead_label", "helps_label"):
                return True
            if one.lastgroup == "helps" and text[max(0, one.start() - 2) : one.start()].rstrip().endswith("("):
                return True
            if (followed or _CLOSED.match(text, one.end(), end)) and (self._compound or one.lastgroup == "lead"):
                return True
        return False

    def _tells(self, text: str, role: re.Match[str], end: int) -> bool:
        """Whether a word is no part of a name, in a language where those of helping could be."""
        if self._compound or role.lastgroup != "helps":
            return True
        return self._with.fullmatch(role[0]) is not None or _CLOSED.match(text, role.end(), end) is not None

    def _forward(self, text: str, role: re.Match[str], end: int) -> bool:
        """Whether a word says what those behind it do."""
        return _LABELLED.match(text, role.end()) is not None or _CLOSED.match(text, role.end(), end) is None

    def _part(self, text: str, start: int, end: int) -> Span | None:
        """What stands between two such words, without marks at its ends; None where that is nothing."""
        while start < end and text[start] in _ENDS:
            start += 1
        while end > start and text[end - 1] in _ENDS and not (text[end - 1] == ")" and "(" in text[start:end]):
            end -= 1
        being = self._being.search(text[start:end])
        end = start + being.start() if being is not None else end
        if not any(map(str.isalnum, text[start:end])) or self._lexicon.between_names.fullmatch(text, start, end):
            return None
        word = self._lexicon.and_.match(text, start, end)
        return trimmed(text, word.end() if word is not None else start, end)
