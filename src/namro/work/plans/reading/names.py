"""Names of agencies and posts as they stand in a sentence: where one begins, where it ends, lists of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon, pattern
from namro.work.plans.reading.wholes import ends_inside, ends_there, more_places, past_hyphens, past_many, past_unknown

_WORD = re.compile(r"[^\W_]+(?:['’.\-–/&][^\W_]+)*(?:['’]s|(?<=s)['’](?=\s))?")
_BRACKETS = re.compile(r"\s*\((?:[^\W_]*(?:\d|[^\W\d_a-z])[\w\-]*)\)")
_COMMA = re.compile(r"\s*([,;]|[-–&](?=\s))\s*")
_OWNER = re.compile(r"[a-z]+(?:['’]s|s['’])(?=\s[A-Z])")
"""A word in small letters whose body is named behind it: the school's Safety Committee."""
_UNIT = re.compile(r"[^\W\d_a-z]+\d+")
"""The short form of a department, with the number of its kind: PC02."""
_AND = re.compile(r"\s*&(?=\s)")
_SPACE = re.compile(r"\s+")
_MARK = re.compile(r"[,;.:()\n]")
_STOPS = re.compile(r"[;.:()\n]")
_GAP = re.compile(r"\s*[,–-]?\s*")
_ASIDE = re.compile(r"\s*\(\s*((?:[^()\n]|\([^()\n]*\)){1,160}?)\s*\)")
"""Brackets, with what stands in them, others among it."""
_SHORT = re.compile(r"[^\W_]*(?:\d|[^\W\d_a-z])[\w\-]*")
_LETTERED = re.compile(r"(?<![^\s(])(?:[^\W\d_]|\d{1,2})[)]\s*")
_PARTED = re.compile(r"\s*[;\n]\s*|\s*[/+]\s*")
_MARKED = re.compile(r"[\s•*+–-]*")
_LISTED = re.compile(r"\s*,\s*|\s+[^\W\d_]+\s+(?=[^\W\d_a-z])")
LONGEST = 200


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space and marks at its ends; None where nothing is left."""
    while start < end and text[start] in " \n\t,;:.-–":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:./":
        end -= 1
    while text[start:end].count(")") > text[start:end].count("(") and text[end - 1] == ")":
        end -= 1
    return Span(start, end) if end > start else None


class Names:
    """Reads names in the words of one language. `short`: short forms of names that the document defines."""

    def __init__(self, lexicon: Lexicon, short: Iterable[str] = ()) -> None:
        self._lexicon = lexicon
        self._short = pattern(short, cased=True)
        clauses = lexicon.speech.clauses
        self._meeting = pattern((*clauses.meetings, *clauses.no_names))  # "Hội nghị" is no "Hội"

    def at(self, text: str, start: int, end: int) -> Span | None:
        """The name that begins at a place, without an article; None where none does."""
        name = self._name(text, self.past_article(text, start, end), min(end, start + LONGEST))
        if name is None:
            return None
        return self._with_qualification(text, self._enumerated(text, name, end), end)

    def _enumerated(self, text: str, name: Span, end: int) -> Span:
        """A name that means many with the list behind its colon of those that are meant ("các sở: Tài chính, Y tế"),
        where a small letter follows it."""
        lexicon = self._lexicon
        colon = re.compile(r"\s*:\s*").match(text, name.end, end)
        if lexicon.inside or colon is None or not lexicon.many.search(text, name.start, name.end):
            return name
        at, ends = colon.end(), [name.end]
        while at < end and text[at].isupper():
            here: int | None = at
            while here is not None and (grown := self._grown(text, here, end)) is not None:
                at = grown
                space = _SPACE.match(text, at, end)
                here = space.end() if space is not None else None
            ends.append(at)
            joint = _LISTED.match(text, at, end)
            at = joint.end() if joint is not None else end
        space = _SPACE.match(text, ends[-1], end)
        goes_on = space is not None and text[space.end() : space.end() + 1].islower()
        return Span(name.start, ends[-1]) if len(ends) > 2 and goes_on else name

    def _with_qualification(self, text: str, name: Span, end: int) -> Span:
        """A name that means many units with the words behind it by which only some of them are meant ("… các xã, phường
        có lễ hội"), up to what they are to do or a mark."""
        lexicon = self._lexicon
        if not lexicon.many.search(text, name.start, name.end):
            return name
        name = self._with_exception(text, name, end)
        space = _SPACE.match(text, name.end, end)
        mark = lexicon.qualified.match(text, space.end(), end) if space else None
        acts = lexicon.verbs_small.match(text, space.end(), end) if space else None
        if space is None or mark is None or (acts is not None and acts.end() > mark.end()):
            return name
        if any(look.match(text, space.end(), end) for look in (lexicon.answers, lexicon.lead)):
            return name
        at = _SPACE.match(text, mark.end(), end)
        if at is not None and text[at.end() : at.end() + 1].isdecimal():
            return name  # what each of them is to have: "mỗi khu dân cư có 01 hòm thư"
        verb = lexicon.verbs_small.match(text, at.end(), end) if at else None  # "có tổ chức lễ hội"
        begin, stop = verb.end() if verb else mark.end(), min(end, name.end + LONGEST)
        looks = (lexicon.verbs_small, lexicon.lead, lexicon.answers, lexicon.with_, lexicon.assign, _MARK)
        ends = [found.start() for look in looks if (found := look.search(text, begin, stop))]
        whole = trimmed(text, name.start, min([stop, *ends]))
        return whole if whole is not None and whole.end > mark.end() else name

    def _with_exception(self, text: str, name: Span, end: int) -> Span:
        """A name that means many units with the brackets behind it that narrow it, or with the words by which some are
        taken out ("…, trừ phường Ba Đình"), up to what they are to do."""
        lexicon = self._lexicon
        aside = _ASIDE.match(text, name.end, end)
        if aside is not None:
            return Span(name.start, aside.end()) if self._narrows(aside[1]) else name
        gap = _GAP.match(text, name.end, end)
        mark = lexicon.excepting.match(text, gap.end(), end) if gap is not None else None
        if mark is None or any(one.match(text, mark.start(), end) for one in (lexicon.conditions, lexicon.occasions)):
            return name
        stop = min(end, name.end + LONGEST)
        looks = (lexicon.verbs_small, lexicon.lead, lexicon.answers, lexicon.with_, lexicon.assign, _STOPS)
        ends = [found.start() for look in looks if (found := look.search(text, mark.end(), stop))]
        whole = trimmed(text, name.start, min([stop, *ends]))
        return whole if whole is not None and whole.end > mark.end() else name

    def _narrows(self, said: str) -> bool:
        """Whether the words in brackets behind a name of many units may narrow it: not those that only call it by
        another name, say a role, a time, a condition or a source, or what others do."""
        lexicon = self._lexicon
        if _SHORT.fullmatch(said) or any(
            one.match(said) for one in (lexicon.called, lexicon.lead, lexicon.with_, lexicon.answers, lexicon.assign)
        ):
            return False
        if any(lexicon.columns[one].match(said) for one in ("lead", "coordinating")):
            return False
        if lexicon.excepting.match(said):
            return lexicon.conditions.match(said) is None
        first = lexicon.stops.match(said)
        if first is not None and not lexicon.denied.match(said) and not lexicon.occasions.match(said):
            return False
        return not (self.begins(said, 0, len(said)) and lexicon.verbs_small.search(said))

    def qualified(self, name: str) -> bool:
        """Whether a name means only some of many units, by words that are no name of them."""
        many = self._lexicon.many.search(name)
        if many is None:
            return False
        looks = (self._lexicon.qualified, self._lexicon.excepting)
        inner = (one[1] for one in _ASIDE.finditer(name, many.end()))
        return any(look.search(name, many.end()) for look in looks) or any(map(self._narrows, inner))

    def person(self, text: str, name: Span) -> bool:
        """Whether a name is that of a post or a person, and no office is named with it."""
        lexicon = self._lexicon
        if not self.post(text, name):
            return False
        post = lexicon.posts.match(text, name.start, name.end)
        rest = post.end() if post is not None and not lexicon.inside else name.start
        looks = (lexicon.named,) if lexicon.inside else (lexicon.named_any, lexicon.small)
        said = text[rest : name.end]
        return not any(
            look.search(one) for look in looks for one in (said, said.lower() if not lexicon.inside else said)
        )

    def past_article(self, text: str, at: int, end: int) -> int:
        """The place behind the article that stands there, where one does."""
        found = self._lexicon.articles.match(text, at, end)
        return at + len(found[0]) + (_SPACE.match(text, at + len(found[0]), end) is not None) if found else at

    def _name(self, text: str, start: int, end: int) -> Span | None:
        """Grows a name word by word; joining words stay only where the name goes on behind them."""
        lexicon = self._lexicon
        at = good = start
        if not lexicon.inside:
            head = self._head(text, start, end)
            if head is None:
                return None
            at = good = head
        while at < end:
            space = _SPACE.match(text, at, end)
            here = space.end() if space else at
            if here >= end:
                break
            if good > start:
                joint = _COMMA.match(text, here, end) or lexicon.between_names.match(text, here, end)
                part = lexicon.parts.match(text, here, end)
                joint = None if joint and part and part.end() > joint.end() and part[0][-1].isalpha() else joint
                if joint:
                    after = _SPACE.match(text, joint.end(), end)
                    beyond = after.end() if after else joint.end()
                    whole = not lexicon.inside or self._has_agency(text[start:good])
                    parts = whole or joint[0].strip() in (",", ";")
                    its = joint[0].strip() in ("-", "–") and _UNIT.fullmatch(text, start, good)  # "PC02 - CATP"
                    if joint[0].strip() == ";" or (parts and not its and self.begins(text, beyond, end)):
                        break
                    if lexicon.inside and self.past_article(text, beyond, end) > beyond:
                        break  # a name of its own, known or not
                    grown = self._grown(text, beyond, end)
                    if grown is None:
                        break
                    at = grown
                    good = good if self._joins(text, beyond, grown) else grown
                    continue
                brackets = _BRACKETS.match(text, at, end)
                if brackets:
                    at = good = brackets.end()
                    continue
            grown = self._grown(text, here, end)
            if grown is None:
                break
            at = grown
            good = good if self._joins(text, here, grown) else grown
        if good == start or self._ends_open(text, start, good) or self._ends_unknown(text, start, good, end):
            return None
        name = Span(start, good)
        if lexicon.inside and (not self._has_agency(name.of(text)) or self._told_by(text, name)):
            return None
        return name

    def _ends_open(self, text: str, start: int, end: int) -> bool:
        """Whether the last word of what looks like a name only says that several follow: "Hiệu trưởng các"."""
        last = text.rfind(" ", start, end) + 1
        return not self._lexicon.inside and last > start and self._lexicon.many.fullmatch(text, last, end) is not None

    def _told_by(self, text: str, name: Span) -> bool:
        """Whether what looks like a name begins with a word and an article: "Request the Department of Health"."""
        first = _WORD.match(text, name.start, name.end)
        return first is not None and self.past_article(text, first.end() + 1, name.end) > first.end() + 1

    def _ends_unknown(self, text: str, start: int, good: int, end: int) -> bool:
        """Whether what looks like a name of all levels goes on with a word that is not known: "các cấp bộ đoàn"."""
        space = _SPACE.match(text, good, end)
        if self._lexicon.inside or space is None or self._lexicon.levels.search(text, start, good) is None:
            return False
        goes_on = text[space.end() : space.end() + 1].islower()
        return goes_on and self._lexicon.stops.match(text, space.end(), end) is None

    def past_renamed(self, text: str, at: int, end: int) -> int:
        """The place behind brackets that say what the office named before it is now; the place itself where none stand
        there."""
        aside = _ASIDE.match(text, at, end)
        return aside.end() if aside is not None and self._lexicon.renamed.match(aside[1]) else at

    def nameless(self, text: str, name: Span) -> bool:
        """Whether a name is only the word for an agency, and the document does not say which it calls so."""
        alone = self._lexicon.nameless.fullmatch(text, name.start, name.end) is not None
        return alone and self._short.fullmatch(text, name.start, name.end) is None

    def left_open(self, text: str, column: str, span: Span) -> bool:
        """Whether a place is to be filled in later, or names nobody for certain: "Sở", "Finance (tbc)", "Highways?"."""
        nameless = column in ("lead", "coordinating") and self.nameless(text, span)
        undecided = column in ("lead", "head") and self._lexicon.undecided.search(span.of(text)) is not None
        return nameless or undecided or self._lexicon.unset.fullmatch(text, span.start, span.end) is not None

    def renamed(self, text: str, name: Span) -> Span | None:
        """What brackets in a name, or right behind it, say that it is now: "Sở LĐTBXH (nay là Sở Nội vụ)"."""
        for aside in _ASIDE.finditer(text, name.start, min(len(text), name.end + LONGEST)):
            if aside.start() > name.end:
                return None
            if self._lexicon.renamed.match(text, *aside.span(1)):
                return Span(*aside.span(1))
        return None

    def _joins(self, text: str, start: int, end: int) -> bool:
        if self._lexicon.between.fullmatch(text, start, end) is None:
            return False
        return not ends_there(text, start, end, self._lexicon)

    def _head(self, text: str, at: int, end: int) -> int | None:
        found = [
            look.match(text, at, end)
            for look in (self._lexicon.named, self._lexicon.posts, self._lexicon.collectives, self._short)
        ]
        ends = [one.end() for one in found if one]
        ends += past_many(text, at, end, self._lexicon)
        polite = self._lexicon.courtesy.match(text, at, end)
        post = self._lexicon.posts.match(text, polite.end(), end) if polite is not None else None
        ends += [post.end()] if post is not None else []
        if any(one.match(text, at, end) for one in (self._lexicon.occasions, self._lexicon.conditions)):
            return None
        verb = self._lexicon.verbs.match(text, at, end)
        if not ends or (verb is not None and verb.end() > max(ends)):
            return None
        meeting = self._meeting.match(text, at, end)
        return max(ends) if meeting is None or meeting.end() <= max(ends) else None

    def _grown(self, text: str, at: int, end: int) -> int | None:
        """The end of the word of a name at a place; None where that word is no part of a name."""
        small = self._lexicon.parts.match(text, at, end)
        verb = self._lexicon.verbs_small.match(text, at, end)
        if verb and (small is None or verb.end() >= small.end()):
            return None
        if small:
            return past_hyphens(text, small.end(), end, self._lexicon)
        short = self._lexicon.places_short.match(text, at, end)
        if short and text[short.end() : end].lstrip()[:1].isupper():
            return short.end()
        word = _WORD.match(text, at, end)
        if word is None or (not self._lexicon.inside and self._lexicon.about.match(text, at, end)):
            return None  # "… Du lịch V/v thành lập …"
        if self._lexicon.inside and (self._lexicon.denied.match(text, at, end) or ends_inside(text, at)):
            return None
        if self._lexicon.inside and _OWNER.match(text, at, end):
            return word.end()
        if word[0][0].isupper() or (
            word[0].isdecimal() and len(word[0]) < 3 and text[word.end() : word.end() + 1] not in ("%", "/")
        ):
            return word.end()
        before = text[max(0, at - 20) : at].rstrip().rpartition(" ")[2]
        whole = self._lexicon.verbs.fullmatch(f"{before} {word[0]}") is not None
        free = word[0].islower() and (whole or not self._lexicon.stops.match(text, at, end))
        after_capital = before[:1].isupper() and (len(before) == 1 or not before.isupper())
        after_capital = after_capital and not self._ends_place(text, at)
        second = self._lexicon.compound and free and after_capital  # the second syllable of a word of the name
        return word.end() if second else None

    def _ends_place(self, text: str, at: int) -> bool:
        """Whether the name of a place of several syllables ends before a place of the text ("phường Nha Trang"): it has
        none in small letters."""
        found = self._lexicon.place.search(text[max(0, at - 60) : at])
        return found is not None and all(word[0].isupper() for word in found[0].split()[-2:])

    def unsure(self, text: str, name: Span) -> bool:
        """Whether it cannot be told where a name ends: a word that is not known follows one that begins like a verb, a
        verb follows a word that is no name by itself, or two verbs follow one."""
        lexicon = self._lexicon
        space = re.compile(r"[ \t]+").match(text, name.end)
        at = space.end() if space is not None else name.end
        if lexicon.inside or space is None or not text[at : at + 1].islower():
            return False
        line = text.find("\n", at)
        mark = _MARK.search(text, at, line if line >= 0 else len(text))
        stop = mark.start() if mark is not None else line if line >= 0 else len(text)
        verb = lexicon.verbs_small.match(text, at, stop)
        if lexicon.bare.fullmatch(text, name.start, name.end):
            return verb is not None
        head = lexicon.named.match(text, name.start, name.end)
        if head is not None and head.end() == name.end and verb is None and " " in head[0].strip():
            return lexicon.stops.match(text, at, stop) is None  # "Ban Quản lý dự án vùng đệm bàn giao …"
        own = re.compile(r"\s+").match(text, head.end(), name.end) if head is not None else None
        if head is None or own is None or not text[own.end()].isupper():
            return False
        acts = lexicon.verbs.match(text, own.end(), name.end)
        if verb is None:
            known = lexicon.stops.match(text, at, stop) is not None
            return not known and (acts is not None or lexicon.bare.fullmatch(head[0]) is not None)
        if " " not in text[own.end() : name.end] and " " not in verb[0] and lexicon.bare.fullmatch(head[0]):
            return True
        if acts is None or acts.end() < name.end:
            return False
        return lexicon.verbs_small.search(text, verb.end(), stop) is not None

    def _has_agency(self, name: str) -> bool:
        lexicon = self._lexicon
        return any(look.search(name) for look in (lexicon.named, lexicon.posts, lexicon.collectives, self._short))

    def begins(self, text: str, at: int, end: int) -> bool:
        """Whether a name begins at a place (an article before it aside)."""
        at = self.past_article(text, at, end)
        lexicon = self._lexicon
        if not lexicon.inside:
            return self._head(text, at, end) is not None
        if lexicon.between.match(text, at, end):
            return False
        piece = at
        while (grown := self._grown(text, piece, min(end, at + LONGEST))) is not None:
            space = _SPACE.match(text, grown, end)
            joint = lexicon.between_names.match(text, space.end() if space else grown, end) or _AND.match(
                text, grown, end
            )
            if joint and self._has_agency(text[at:grown]):
                piece = grown
                break
            if joint:  # "Crime & Disorder Partnership": what stands before it is no name by itself
                beyond = _SPACE.match(text, joint.end(), end)
                piece = beyond.end() if beyond else joint.end()
                continue
            piece = space.end() if space else grown
        return self._has_agency(text[at:piece])

    def listed(self, text: str, start: int, end: int) -> list[Span]:
        """The names of a list that begins at a place."""
        done: list[Span] = []
        at = start
        while (name := self.at(text, at, end)) is not None:
            name = past_unknown(text, name, end, self._lexicon, self.begins)
            done.append(name)
            past = self.past_renamed(text, name.end, end)
            space = _SPACE.match(text, past, end)
            here = space.end() if space else past
            joint = re.compile(r"\s*(?:[,;]|[&+](?=\s))\s*").match(text, here, end)
            here = joint.end() if joint else here
            word = self._lexicon.between_names.match(text, here, end)
            if self._lexicon.with_.match(text, here, end):
                break  # those who help
            if word:
                aside = self._lexicon.told_when.match(text, word.end(), end)
                after = _SPACE.match(text, word.end(), end)
                here = aside.end() if aside else after.end() if after else word.end()
            if not (joint or word) or not self.begins(text, here, end):
                break
            at = here
        return done

    def sure(self, text: str, name: Span) -> bool:
        """Whether the last word of a name is surely its own: not one in small letters that could begin what follows."""
        last = text.rfind(" ", name.start, name.end) + 1
        if not last and self._lexicon.bare.fullmatch(text, name.start, name.end):
            return False  # "Đoàn trường dán áp phích"
        return text[last].isupper() or any(
            found.end() == name.end for found in self._lexicon.small.finditer(text, name.start, name.end)
        )

    def parts(self, text: str, span: Span) -> list[Span]:
        """The names of a list that fills a whole span: by lines and semicolons, and by commas where a name begins
        behind them."""
        done: list[Span] = []
        joint = re.compile(
            rf"\s*,\s*(?:(?:{self._lexicon.between_names.pattern})\s+)?|\s+(?:{self._lexicon.between_names.pattern})\s+",
            re.IGNORECASE,
        )
        for piece in re.finditer(r"[^;\n]+", span.of(text)):
            begin, stop = span.start + piece.start(), span.start + piece.end()
            cuts, whole = [(begin, begin)], [one.span() for one in self._lexicon.one_name.finditer(text, begin, stop)]
            for found in joint.finditer(text, begin, stop):
                if self.begins(text, found.end(), stop) and not any(a < found.start() < b for a, b in whole):
                    cuts.append((found.start(), found.end()))
            ends = [start for start, _ in cuts[1:]] + [stop]
            for (_, at), end in zip(cuts, ends, strict=True):
                one = trimmed(text, at, end)
                one = trimmed(text, self.past_article(text, one.start, end), end) if one else None
                if one is not None:
                    done.append(one)
        return done

    def apart(self, text: str, span: Span) -> list[Span]:
        """The names of a cell that lines, letters before them ("a) … b) …"), semicolons or the marks / and + part: each
        with nothing around it. A name that only goes on over two lines is one."""
        cuts = [match.span() for match in _LETTERED.finditer(text, span.start, span.end)]
        if len(cuts) < 2:
            cuts = [match.span() for match in _PARTED.finditer(text, span.start, span.end)]
            cuts = [one for one in cuts if self.begins(text, self._past_mark(text, one[1], span.end), span.end)]
        ends = [*(start for start, _ in cuts), span.end]
        begins = [span.start, *(end for _, end in cuts)]
        made = [trimmed(text, self._past_mark(text, a, b), b) for a, b in zip(begins, ends, strict=True) if a < b]
        return [one for one in made if one is not None]

    @staticmethod
    def _past_mark(text: str, at: int, end: int) -> int:
        found = _MARKED.match(text, at, end)
        return found.end() if found is not None else at

    def several(self, text: str, name: Span) -> bool:
        """Whether a name is that of several persons, by their posts, or of one office in several places ("Công an
        phường Cửa Nam, Ô Chợ Dừa"); a larger place behind one is where that lies."""
        lexicon = self._lexicon
        if lexicon.courtesy_many.match(text, name.start, name.end):
            return True
        heads: list[tuple[str, Span, bool]] = []
        for one in self.listed(text, name.start, name.end):
            polite = lexicon.courtesy.match(text, one.start, one.end)
            look = lexicon.posts.search if lexicon.inside else lexicon.posts.match
            post = look(text, polite.end() if polite is not None else one.start, one.end)
            post = post or look(text, one.start, one.end)
            if post is not None:
                heads.append((post[0].casefold(), one, self._has_office(text, post, one)))
        between = [text[a.end : self.past_article(text, b.start, b.end)] for (_, a, _), (_, b, _) in pairwise(heads)]
        joined = any(lexicon.between_names.match(one.strip(" ,")) for one in between)
        two = any(first and second for (*_, first), (*_, second) in pairwise(heads))
        if joined or two or len(heads) > 2 or len({post for post, *_ in heads}) < len(heads):
            return True
        return any(
            more_places(text[one.start() : name.end], lexicon)
            for one in lexicon.places.finditer(text, name.start, name.end)
        )

    def in_capitals(self, text: str, name: Span) -> int:
        """How many agencies a name that is all in capitals lists between commas; 0 where it is not in capitals."""
        parts = [part.strip() for part in name.of(text).split(",")] if name.of(text).isupper() else []
        return sum(self._lexicon.named_any.match(part) is not None for part in parts)

    def _has_office(self, text: str, post: re.Match[str], name: Span) -> bool:
        """Whether a name says of which office somebody holds a post, and that is not a body on which others sit."""
        lexicon, rest = self._lexicon, Span(post.end(), name.end)
        named = any(letter.isupper() for letter in rest.of(text)) if lexicon.inside else not self.person(text, name)
        return named and lexicon.bodies.search(text, rest.start, rest.end) is None

    def collective(self, name: str) -> bool:
        """Whether a name names nobody in particular."""
        said = name.strip()
        return self._lexicon.collectives.match(said) is not None or self._lexicon.levels.search(said) is not None

    def post(self, text: str, name: Span) -> bool:
        """Whether the name is that of a post."""
        if self._lexicon.inside:
            return self._lexicon.posts.search(text, name.start, name.end) is not None
        return self._lexicon.posts.match(text, name.start, name.end) is not None
