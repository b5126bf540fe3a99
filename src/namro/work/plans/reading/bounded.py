"""A name that stands between the words of handing over and those of leading: taken whole or not at all. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import LONGEST, Names, trimmed

_MARKS = re.compile(r"[;:.()“”\"/%\n]")


class Bounded(NamedTuple):
    """The whole name, None where it cannot be told where it ends; where the words of leading behind it end."""

    name: Span | None
    after: int


class Bounds:
    """Finds such names in the words of one language whose names begin with what they are."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self._lexicon, self._names = lexicon, names

    def name(self, text: str, at: int, end: int, *, ordered: bool) -> Bounded | None:
        """The name from a place to the words of leading, where names as they are known end before those; None where
        they do not, or where a sentence of its own stands between. `ordered`: behind words of handing over."""
        lexicon = self._lexicon
        mark = None if lexicon.inside else lexicon.lead.search(text, at, min(end, at + LONGEST))
        polite = lexicon.courtesy.match(text, at, end)
        if mark is None or not text[polite.end() if polite is not None and polite.end() < end else at].isupper():
            return None
        if any(one.start() < mark.start() < one.end() for one in lexicon.under.finditer(text, at, mark.end() + 40)):
            return None  # under the lead of another
        listed = self._names.listed(text, at, mark.start())
        if not listed and not (ordered and self._unknown(text, at, mark.start())):
            return None
        since = listed[-1].end if listed else at
        shorts = lexicon.places_short.finditer(text, at, mark.start())  # "UBND P. phụ trách …": the name goes on
        since += any(one.end() == since + 1 for one in shorts)
        stop = mark.start()
        modal = next(
            (one for one in lexicon.modal.finditer(text, since, stop) if not text[one.end() : stop].strip()), None
        )
        stop = modal.start() if modal is not None else stop
        rest = text[since:stop].strip()
        if not rest or _MARKS.search(rest) or rest.endswith(",") or self._says_more(text, since, stop):
            return None
        begins = since + len(text[since:stop]) - len(text[since:stop].lstrip(" ,"))
        verb = lexicon.verbs_small.match(text, begins, stop)
        if verb is not None and (rest.startswith(",") or " " in verb[0]):
            return None if rest.startswith(",") or self._another(text, begins, stop) else Bounded(None, mark.end())
        return None if self._another(text, begins, stop) else Bounded(trimmed(text, at, stop), mark.end())

    def _says_more(self, text: str, start: int, end: int) -> bool:
        """Whether words stand there that are of no name."""
        lexicon = self._lexicon
        looks = (
            lexicon.assign, lexicon.answers, lexicon.with_, lexicon.denied, lexicon.done, lexicon.passive,
            lexicon.conditions, lexicon.relations["cites"], lexicon.posts,
        )  # fmt: skip
        joins = any(not text[one.end() : end].strip() for one in lexicon.and_.finditer(text, start, end))
        return joins or any(
            not self._inside(text, found, start, end) for look in looks for found in look.finditer(text, start, end)
        )

    def _inside(self, text: str, found: re.Match[str], start: int, end: int) -> bool:
        """Whether words are only a piece of others that a name may have: giao, of giao thông."""
        return any(
            one.start() <= found.start() and found.end() <= one.end() and len(one[0]) > len(found[0])
            for one in self._lexicon.small.finditer(text, start, end)
        )

    def _another(self, text: str, start: int, end: int) -> bool:
        """Whether a second agency is named, behind a verb or a comma."""
        for word in re.finditer(r"(?<!\w)\w", text[start:end]):
            at = start + word.start()
            if at > start and self._names.begins(text, at, end) and self._begins(text, at, end):
                before = text[start:at].rstrip()
                verbs = [one[0] for one in self._lexicon.verbs_small.finditer(before)]
                if before.endswith(",") or any(" " in one for one in verbs):
                    return True
        return False

    def _begins(self, text: str, at: int, end: int) -> bool:
        """Whether the word for an agency stands at a place, and not only as a piece of another word."""
        named = self._lexicon.named.match(text, at, end)
        return named is not None and not self._inside(text, named, at, end)

    def _unknown(self, text: str, start: int, end: int) -> bool:
        """Whether what stands there may be the name of an agency that is not known as one: no person and no post."""
        words = text[start:end].split()
        looks = (self._lexicon.posts, self._lexicon.person, self._lexicon.collectives)
        return any(word.islower() for word in words) and not any(one.match(text, start, end) for one in looks)
