"""What a clause says beside its targets and numbers and is in no task: it is noted. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from namro.work.plans.reading.clauses import PLAIN, STATING, Clause, Structure
from namro.work.plans.reading.cover import Cover
from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.duties import Duties
from namro.work.plans.reading.fields import Instrument, Target
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.somebody import Somebody
from namro.work.plans.reading.times import Times

_WORDS = ("value", "lowest", "highest", "unit", "what", "set", "reach", "by", "from")
"""Fields of a target whose characters are taken."""


class Left:
    """Finds what is left of one document. `taken`: where its tasks and its notes on what was not read stand."""

    def __init__(
        self,
        text: str,
        structure: Structure,
        lexicon: Lexicon,
        duties: Duties,
        times: Times,
        taken: Cover,
        somebody: Somebody,
    ) -> None:
        self._text, self._structure, self._lexicon = text, structure, lexicon
        self._duties, self._times, self._taken = duties, times, taken
        self._somebody = somebody

    def notes(self, targets: Sequence[Target], others: Sequence[Note | Instrument]) -> Iterator[Note]:
        """A note on each sentence in which a verb or a time stands that no target has taken, where nothing of it is in
        a task and its clause holds a target or one of the `others`: a number that was not read, an instrument that is
        changed. Of goals only a time that no target has taken is; other parts that only state are left out."""
        ordered = sorted(targets, key=lambda one: one.start)  # those of one place stay in their order
        firsts, begun = [one.start for one in ordered], sorted(one.start for one in others)
        for clause in self._structure.clauses:
            inside = ordered[bisect_left(firsts, clause.body) : bisect_left(firsts, clause.end)]
            counted = bool(inside) or bisect_left(begun, clause.body) < bisect_left(begun, clause.end)
            stating = clause.section in STATING
            if not counted or (stating and clause.section != "goals") or clause.start < self._structure.begins:
                continue
            if self._heads(clause):
                continue
            for span in self._sentences(clause):
                if self._taken.touches(span.start, span.end):
                    continue
                own = [one for one in inside if one.start < span.end and span.start < one.end]
                if stating and bisect_left(begun, span.start) < bisect_left(begun, span.end):
                    continue  # the number that it goes with is noted
                if self._says_when(span, own) if stating else self._says(span, own):
                    yield Note("nothing-read", span.start, span.end)

    def _heads(self, clause: Clause) -> bool:
        """Whether a clause only says what stands below it."""
        below = (self._structure.clauses[child] for child in clause.children)
        return clause.of(self._text).isupper() or any(one.rank < PLAIN for one in below)

    def _sentences(self, clause: Clause) -> Iterator[Span]:
        for whole in self._duties.sentences(self._text, clause.body, clause.end):
            at = whole.start
            for stop in (*re.finditer(r";\s+", self._text[at : whole.end]), None):
                end = whole.end if stop is None else whole.start + stop.end()
                said = len(self._text[at:end].rstrip(" ;\n"))
                if said:
                    yield Span(at, at + said)
                at = end

    def _says_when(self, span: Span, targets: Sequence[Target]) -> bool:
        """Whether a sentence about targets says a time in words that none of them has taken."""
        own = [(one.start, one.end) for target in targets for name, one in target.fields.items() if name in _WORDS]
        written = self._times.written(self._text, span.start, span.end) if targets else None
        return written is not None and not any(a < written[1] and written[0] < b for a, b in own)

    def _says(self, span: Span, targets: Sequence[Target]) -> bool:
        """Whether a verb or a time stands in what no target has taken of a sentence."""
        text = self._text
        own = [(one.start, one.end) for target in targets for name, one in target.fields.items() if name in _WORDS]
        verbs = (self._lexicon.verbs, self._lexicon.lead, self._lexicon.answers, self._lexicon.assign)
        found = [match.span() for look in verbs for match in look.finditer(text, span.start, span.end)]
        found += [(one.from_, one.end) for one in self._times.found(text, span.start, span.end) if one.bound]
        found += self._times.other(text, span.start, span.end)
        written = self._times.written(text, span.start, span.end)
        found += [written] if written is not None else []
        if self._somebody.acts(text, span.start, span.end):
            found.append((span.start, span.start + 1))
        return any(not any(a < end and start < b for a, b in own) for start, end in found)
