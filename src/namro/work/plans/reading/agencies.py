"""The agencies that stand above what they are to do, or before a colon in the same paragraph. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.clauses import Clause, Structure
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.letterheads import Letterheads
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.preamble import Preamble

_LONGEST = 200
_SPACE = re.compile(r"\s*")


class Agencies:
    """Those of one document. `named`: by the place of a clause the agency that what lies in it is for."""

    def __init__(self, text: str, structure: Structure, lexicon: Lexicon, names: Names, preamble: Preamble) -> None:
        self._text, self._structure, self._lexicon, self._names = text, structure, lexicon, names
        self.named: dict[int, Span] = {}
        self._asked: list[tuple[int, int, Span]] = []
        self._letterheads, self._preamble = Letterheads(lexicon), preamble

    def asked(self, at: int, leads: Span) -> bool:
        """Takes those whom a paragraph without a label asks to do what the list right behind it says, up to where that
        list ends; False where no list stands there."""
        clauses = self._structure.clauses
        first = clauses[at + 1] if at + 1 < len(clauses) else None
        if first is None or first.label is None or clauses[at].label is not None:
            return False
        past = at + 1
        while past < len(clauses) and clauses[past].rank >= first.rank:
            if clauses[past].label is None and clauses[past].parent == clauses[at].parent:
                break  # a paragraph of its own behind the list
            past += 1
        self._asked.append((first.start, clauses[past - 1].end, leads))
        return True

    def _only_asked(self, at: int, clause: Clause) -> Span | None:
        """Those whom a paragraph asks to do what stands below, where it says nothing else: "X đề nghị Y, Z:"."""
        text = self._text
        if clause.label is not None or clause.children or not text[: clause.end].endswith(":"):
            return None
        for mark in self._lexicon.assign.finditer(text, clause.body, clause.end):
            begins = _SPACE.match(text, mark.end(), clause.end).end()  # type: ignore[union-attr]
            listed = self._names.listed(text, begins, clause.end)
            if listed and not text[listed[-1].end : clause.end].strip(" :"):
                return Span(listed[0].start, listed[-1].end)
        return None

    def of(self, at: int, clause: Clause) -> Span | None:
        """The agency that a clause only names, for what stands under it or behind its colon."""
        text = self._text
        if (asked := self._only_asked(at, clause)) is not None and self.asked(at, asked):
            return asked
        start = clause.body
        told = self._lexicon.assign.match(text, start, clause.end)
        addressed = self._lexicon.addressed.match(text, start, clause.end)
        owned = self._lexicon.duties_of.match(text, start, clause.end) if clause.heading else None
        for mark in (told, addressed, owned):
            if mark:
                start = re.compile(r"\s*").match(text, mark.end()).end()  # type: ignore[union-attr]
        name = self._heading_name(start, clause)
        whole = self._names.at(text, start, clause.end) if name is not None else None
        if name is not None and whole is not None and ":" in text[name.start : whole.end]:
            return None  # the colon is one of its own: "các sở: Tài chính, Xây dựng"
        if addressed and name is not None and text[name.end : name.end + 1] != ":":
            return None
        if name is None or self._preamble.issues(clause, self._structure.clauses):
            return None
        if clause.label is None and not clause.heading and text[name.end : name.end + 1] != ":":
            return None
        rest = re.sub(r"^\s*\([^()]{1,80}\)", "", text[name.end : clause.end]).strip()
        mark = self._lexicon.answers.match(rest) or self._lexicon.lead.match(rest)
        bare = not rest.strip(" :.;")
        directs = clause.children and rest.endswith(":") and self._lexicon.causing.match(rest) is not None
        directs = directs and self._lexicon.assign.match(rest) is None  # whoever asks does not do what it asks for
        if bare or directs or rest.startswith(":") or (mark and not rest[mark.end() :].strip(" :.;,")):
            if bare and not rest.startswith(":") and (not clause.children or self._is_head(clause)):
                return None
            if told and bare and not rest and self._broken(clause):
                return None
            self.named[at] = name
            return name
        return None

    def _broken(self, clause: Clause) -> bool:
        """Whether the line below one that ends with a name goes on with it: it has no label and does not begin with
        what is to be done."""
        first = next((self._structure.clauses[child] for child in clause.children), None)
        if first is None or first.label is not None:
            return False
        looks = (self._lexicon.verbs, self._lexicon.lead, self._lexicon.answers, self._lexicon.with_)
        return not any(look.match(self._text, first.body, first.end) for look in looks)

    def _is_head(self, clause: Clause) -> bool:
        """Whether a name without a label is that of a letterhead: what stands below it is."""
        below = (self._structure.clauses[child].of(self._text).strip() for child in clause.children)
        verbs = self._lexicon.verbs  # "Lập danh sách trước ngày 20/4/2026." is no place and day
        return clause.label is None and any(self._letterheads.below(line) and not verbs.match(line) for line in below)

    def _heading_name(self, start: int, clause: Clause) -> Span | None:
        text = self._text
        colon = text.find(":", start, min(clause.end, start + _LONGEST))
        stop = colon if colon >= 0 else clause.end
        if stop - start > _LONGEST:
            return None
        words = text[start:stop]
        if words.isupper():
            found = self._lexicon.named_any.match(text, start, stop)
            other = self._lexicon.verbs.match(text, start, stop) or any(
                look.search(text, start, stop) for look in self._lexicon.sections.values()
            )
            return trimmed(text, start, stop) if found and not other else None
        listed = self._names.listed(text, start, stop)
        return Span(listed[0].start, listed[-1].end) if listed else None

    def behind(self, agency: Span, clause: Clause) -> Span | None:
        """What stands behind the name of an agency and its colon."""
        return trimmed(self._text, agency.end, clause.end) if ":" in self._text[agency.end : clause.end] else None

    def over(self, clause: Clause) -> Span | None:
        """The agency under whose name a clause stands, or that a paragraph before its list asks to do what is in it."""
        parent = clause.parent
        while parent >= 0:
            if parent in self.named:
                return self.named[parent]
            parent = self._structure.clauses[parent].parent
        for first, past, leads in self._asked:
            if first <= clause.start < past:
                return leads
        return None
