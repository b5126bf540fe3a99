"""What a clause or a sentence of it tells at a look: a heading, a topic, a time, words of asking. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.work.plans.reading.clauses import HANDING, STATING, Clause, Structure
from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.duties import Duties
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.preamble import Preamble
from namro.work.plans.reading.times import Times

_TOPIC = re.compile(r"[^:;.()\n“”\"]{3,100}:\s+")
"""Words before a colon at the beginning of a paragraph."""


class Hints:
    """Tells it of one document."""

    def __init__(self, text: str, duties: Duties, lexicon: Lexicon, names: Names, times: Times) -> None:
        self._text, self._duties, self._lexicon = text, duties, lexicon
        self._names, self._times = names, times
        forms = lexicon.speech.forms
        self._latest, self._obliged = pattern(forms.latest), pattern(forms.obliged)

    def behind_label(self, clause: Clause, body: Span) -> Span:
        """What stands behind words before a colon that only say what it is about, where somebody is named there who is
        to do something ("Công tác nắm tình hình: Tổ Cảnh sát khu vực rà soát …"); else the whole."""
        text, lexicon = self._text, self._lexicon
        label = _TOPIC.match(text, body.start, body.end)
        label = None if label is not None and self._times.found(text, *label.span()) else label
        looks = (
            lexicon.labelled, lexicon.assign, lexicon.addressed, lexicon.lead, lexicon.answers, lexicon.with_,
            lexicon.columns["note"],
        )  # fmt: skip
        if label is None or clause.section in STATING or any(one.search(text, *label.span()) for one in looks):
            return body
        if not (text[label.end()].isupper() or lexicon.many.match(text, label.end())):
            return body
        if not self._names.begins(text, label.end(), body.end) or self._names.begins(text, body.start, label.end()):
            return body
        rest = Span(label.end(), body.end)
        duty = self._duties.read(text, self._duties.sentences(text, rest.start, rest.end)[0], under=False, doing=True)
        leads = duty.leads if duty is not None and duty.task is not None else None
        return rest if leads is not None and leads.start <= rest.start + len("các ") else body

    def says_when(self, clause: Clause, span: Span) -> bool:
        """Whether a sentence in a part that hands something out says by when or how often, or holds any number, though
        nothing in it was read."""
        if clause.section not in HANDING:
            return False
        times, place = self._times, (self._text, span.start, span.end)
        said = any(one.bound or one.grain == "day" for one in times.found(*place)) or times.rhythm(*place) is not None
        return said or re.search(r"\d", span.of(self._text)) is not None or bool(times.other(*place))

    def handed_before(self, structure: Structure, preamble: Preamble, clause: Clause) -> Iterator[Note]:
        """A note on each sentence that hands something over in a paragraph between the title and the first part, which
        is not read; what the document stands on hands over nothing."""
        title = structure.title
        if (title is not None and clause.start < title.end) or preamble.opens(clause) or preamble.basis(clause):
            return
        for span in self._duties.sentences(self._text, clause.body, clause.end):
            duty = self._duties.read(self._text, span, under=False)
            if duty is not None and duty.task is not None and (duty.leads is not None or duty.helpers):
                yield Note("nothing-read", span.start, span.end)

    def orders(self, span: Span) -> bool:
        """Whether a sentence that stands in no part is an order by what it says: by when something is to be done at the
        latest, or that somebody has to do it; none that tells what was done."""
        text, lexicon = self._text, self._lexicon
        if lexicon.done.search(text, span.start, span.end):
            return False
        for when in self._times.found(text, span.start, span.end):
            begins = self._times.introduced(text, span.start, when.from_)
            if when.bound and not when.hoped and self._latest.search(text, begins, when.start):
                return True
        for mark in self._obliged.finditer(text, span.start, span.end):
            comma = text.rfind(",", span.start, mark.start()) + 1
            for at in {span.start, comma + len(text[comma:]) - len(text[comma:].lstrip()) if comma else span.start}:
                listed = self._names.listed(text, at, mark.start())
                if listed and not text[listed[-1].end : mark.start()].strip():
                    return True
        return False

    def tells(self, span: Span) -> bool:
        """Whether a sentence has words of asking, of what is to be done or of a time in it."""
        lexicon, place = self._lexicon, (self._text, span.start, span.end)
        if any(look.search(*place) for look in (lexicon.assign, lexicon.verbs)) or lexicon.many.match(*place):
            return True
        return bool(self._times.found(*place)) or self._times.written(*place) is not None

    def is_heading(self, clause: Clause) -> bool:
        """Whether a clause only says what a part is called, with nothing below it: in capitals, or a name of parts, or
        with a pointer to an annex in brackets behind it and nobody who is to do it."""
        text, lexicon = self._text, self._lexicon
        if not clause.heading:
            return False
        words = re.sub(r"\([^()]*\)", "", clause.of(text)).strip(" .:;")
        if words.isupper() or any(look.fullmatch(words) for look in lexicon.sections.values()):
            return True
        brackets = re.search(r"\([^()]*\)\s*$", clause.of(text))
        annexed = brackets is not None and lexicon.annexes.search(brackets[0]) is not None
        return annexed and self._duties.read(text, Span(clause.body, clause.end), under=False) is None
