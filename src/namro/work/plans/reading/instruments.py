"""The instruments that a plan names, and itself: kind, number, issuer, date, and how they hang together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.work.plans.reading.changes import Changes
from namro.work.plans.reading.clauses import Structure
from namro.work.plans.reading.document import Document as Doc
from namro.work.plans.reading.document import Paragraph, Span, Table
from namro.work.plans.reading.fields import Field, Instrument
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.making import plain
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.offices import Offices
from namro.work.plans.reading.series import NUMBER, Series
from namro.work.plans.reading.stops import stops
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.wording import alternatives

_GAP = re.compile(r"[\s,]*")
_TOP = 25
"""Paragraphs (and cells) at the top in which the plan's own number and issuer are looked for."""


class Instruments:
    """Reads the instruments of one document."""

    def __init__(self, document: Doc, structure: Structure, lexicon: Lexicon, names: Names, times: Times) -> None:
        self._document, self._text = document, document.text
        self._structure, self._lexicon = structure, lexicon
        self._names, self._times = names, times
        speech = lexicon.speech
        self._numbered = re.compile(rf"(?<!\w)(?:{alternatives(speech.number)})\s*:?\s*$", re.IGNORECASE)
        self._bare = re.compile(
            rf"\s*(?:{alternatives(speech.number)})\s*:?\s*(\d{{1,4}})(?![\w/]|[-–.]\w)", re.IGNORECASE
        )
        self._issued = re.compile(rf"\s*,?\s*(?:{alternatives(speech.issued)})(?!\w)\s*", re.IGNORECASE)
        about = alternatives(speech.about)
        self._about = re.compile(rf"[\s,]*(?:{about})(?!\w)\s*", re.IGNORECASE)
        self._joint = re.compile(rf"(?:,|\s(?:{alternatives(speech.clauses.and_)}))\s*$", re.IGNORECASE)
        self._changing = [
            lexicon.relations[one] for one in ("amends", "replaces", "repeals") if one in lexicon.relations
        ]
        self._short = re.compile(rf",\s+(?:{alternatives(speech.shortened)})(?!\w)")
        self._series = Series(self._text, lexicon)
        self._changes = Changes(self._text, lexicon, structure.title)
        self._dated = re.compile(rf"\s*,?\s*(?:(?:{alternatives(speech.dated)})(?!\w)\s*)?$", re.IGNORECASE)

    def instruments(self) -> list[Instrument]:
        """The plan itself first, then what it names, each once for each relation."""
        own = self._own()
        done = [own] if own is not None else []
        seen = {(str(own.fields["number"].value), "own")} if own is not None and "number" in own.fields else set()
        for found in self._cited():
            name = str((found.fields.get("number") or found.fields.get("title") or found.fields["kind"]).value)
            relation = str(found.fields["relation"].value) if "relation" in found.fields else ""
            if (name, "own") in seen or (name, relation) in seen:
                continue
            if relation in ("", "cites") and any(other == name for other, _ in seen):
                continue
            seen.add((name, relation))
            done.append(found)
        return done

    # the plan itself

    def _top(self) -> list[Span]:
        found: list[Span] = []
        for block in self._document.blocks[:_TOP]:
            if isinstance(block, Paragraph):
                found.append(Span(block.start, block.end))
            elif isinstance(block, Table) and len(block.rows) <= 6 and len(block.rows[0].cells) <= 3:
                cells = {(cell.start, cell.end) for row in block.rows for cell in row.cells if cell}
                for start, end in sorted(cells):
                    at = start
                    for line in self._text[start:end].split("\n"):
                        found.append(Span(at, at + len(line)))
                        at += len(line) + 1
        return [span for span in found if span.end > span.start]

    def _own(self) -> Instrument | None:
        text, top = self._text, self._top()
        fields: dict[str, Field] = {}
        title = self._structure.title
        basis = self._basis_begins(top)
        if title is not None:
            inside = self._lexicon.any_kind.search(text, title.start, title.end)
            kind = self._kind_at(inside.start(), title.end) if inside else None
            if kind is not None:
                fields["kind"] = kind
                kind = kind if kind.start == title.start else None
            rest = trimmed(text, kind.end if kind else title.start, title.end)
            if rest is not None:
                fields["title"] = plain(text, rest)
        item = False
        for at, span in enumerate(top):
            if span.start >= basis or span.start > 4000:
                break
            number = NUMBER.search(text, span.start, span.end)
            if (
                number
                and "number" not in fields
                and not self._lexicon.relations["cites"].match(text, span.start, span.end)
            ):
                past = self._past_kind(span)
                before = text[past : number.start()].strip()
                if self._numbered.fullmatch(before) or not before.strip():
                    fields["number"] = Field(number[0], *number.span())
                    if past > span.start:
                        self._take_behind(fields, number.end(), span.end)
                    if "issuer" not in fields:
                        self._take_issuer(fields, top[:at])
            item = item or any(one.start == span.start and one.label is not None for one in self._structure.clauses)
            own = "number" in fields and number is not None and fields["number"].value == number[0]
            another = number.start() if number is not None and not own else span.start
            if "date" in fields or item or span.end - span.start >= 120 or self._hands_over(span):
                continue
            if not self._lexicon.any_kind.search(text, span.start, another):  # a day behind its number is another's
                whens = [
                    when
                    for when in self._times.found(text, span.start, span.end)
                    if when.grain == "day" and when.day and when.bound in ("", "on")
                ]
                if len(whens) == 1 and whens[0].day and not text[whens[0].end : span.end].strip(" .)"):
                    fields["date"] = Field(whens[0].day.isoformat(), whens[0].start, whens[0].end)
        if "kind" not in fields and "number" in fields:
            self._take_symbol(fields)
        self._cut_title(fields)
        if "issuer" not in fields:
            above = [span for span in top if span.start < (title.start if title else basis)]
            self._take_issuer(fields, above)
        if "number" not in fields:
            fields = self._of_whole(fields, top)
        if not fields:
            return None
        start = min(field.start for field in fields.values())
        return Instrument(start, max(field.end for field in fields.values()), True, fields)

    def _hands_over(self, span: Span) -> bool:
        """Whether a line at the top hands something over, says by when or speaks of the document itself: its day is not
        that on which the document was made."""
        text, lexicon = self._text, self._lexicon
        looks = (lexicon.assign, lexicon.lead, lexicon.labelled, lexicon.own)
        if any(look.search(text, span.start, span.end) for look in looks):
            return True
        if text[span.start] == "(" and lexicon.any_kind.search(text, span.start, span.end):
            return True  # "(Theo Công văn số 62/UBND-KT, ngày …)"
        whens = self._times.found(text, span.start, span.end)
        if any(self._times.introduced(text, span.start, when.from_) < when.from_ for when in whens):
            return True
        return len(stops(text, span.start, span.end, lexicon)) > 1

    def _of_whole(self, fields: dict[str, Field], top: list[Span]) -> dict[str, Field]:
        """What an appendix by itself says at its head of the document of which it is a part ("(Kèm theo Kế hoạch số
        745/KH-UBND ngày … của …)"); these fields where it is none, or its head names another issuer."""
        text, title = self._text, self._structure.title
        if title is not None and self._lexicon.any_kind.match(text, title.start, title.end):
            return fields  # a plan of its own that another document brought in
        items = [one.start for one in self._structure.clauses if one.label is not None]
        tables = [one.start for one in self._document.blocks if isinstance(one, Table)]
        begins = min([*items, *tables], default=len(text))
        for span in top:
            if span.start >= begins or self._lexicon.relations["cites"].match(text, span.start, span.end):
                break
            mark = self._lexicon.attached.match(text, span.start, span.end)
            kind = self._lexicon.any_kind.match(text, mark.end(), span.end) if mark is not None else None
            if kind is None:
                continue
            closing = text.find(")", kind.end(), kind.end() + 400) if "(" in text[span.start : kind.start()] else -1
            line = text.find("\n", kind.end())
            end = max(closing + 1, line if line >= 0 else len(text))
            whole = self._named(kind, end)
            if whole is None or "number" not in whole.fields:
                return fields
            above, issuer = fields.get("issuer"), whole.fields.get("issuer")
            if above is not None and issuer is not None:
                offices, said = Offices("", self._lexicon), (str(above.value), str(issuer.value))
                if not offices.within(*said) and not offices.within(*reversed(said)):
                    return fields
            kept = {name: field for name, field in fields.items() if name in ("issuer", "date")}
            return {**kept, **{name: field for name, field in whole.fields.items() if name != "relation"}}
        return fields

    def _past_kind(self, span: Span) -> int:
        """Where a line of the title goes on behind the kind with which it begins: "Plan No. 9/KH-UBND dated …"."""
        title = self._structure.title
        kind = self._lexicon.any_kind.match(self._text, span.start, span.end)
        own = kind is not None and title is not None and title.start == span.start
        return kind.end() if kind is not None and own else span.start

    def _take_behind(self, fields: dict[str, Field], at: int, end: int) -> None:
        """Takes who issued the plan and when where its first line says it behind the number, in either order."""
        self._take_issuer_of(fields, at, end, joint=True)
        issuer = fields.get("issuer")
        self._take_date(fields, issuer.end if issuer is not None else at, end)
        if issuer is None:
            self._take_issuer_of(fields, at, end, joint=True)

    def _cut_title(self, fields: dict[str, Field]) -> None:
        """Leaves the number and the day out of a title that begins with them."""
        title, number = fields.get("title"), fields.get("number")
        if title is None or number is None or not title.start <= number.start < title.end:
            return
        own = (fields[name] for name in ("number", "date", "issuer") if name in fields)
        past = max(one.end for one in own if number.start <= one.start < title.end)
        rest = trimmed(self._text, past, title.end)
        if rest is not None:
            fields["title"] = plain(self._text, rest)
        else:
            del fields["title"]

    def _take_symbol(self, fields: dict[str, Field]) -> None:
        """The kind of the plan by the letters in its number, where its title does not say it."""
        number = fields["number"]
        for part in re.finditer(r"[^\W\d_]+", self._text[number.start : number.end]):
            kind = self._lexicon.symbols.get(part[0])
            if kind is not None:
                fields["kind"] = Field(kind, number.start + part.start(), number.start + part.end())
                return

    def _basis_begins(self, top: list[Span]) -> int:
        """Where the plan begins to name what it stands on, or its first part."""
        for span in top:
            if self._lexicon.relations["cites"].match(self._text, span.start, span.end):
                return span.start
        return self._structure.begins or len(self._text)

    def _take_issuer(self, fields: dict[str, Field], top: list[Span]) -> None:
        """The last name of an agency in capitals above the number, with the lines that go on with it."""
        text = self._text
        heads = [
            at for at, span in enumerate(top)
            if span.of(text).isupper() and self._lexicon.named_any.search(text, span.start, span.end)
            and (
                self._lexicon.inside
                or self._lexicon.named_any.match(text, span.start, span.end)
                or self._lexicon.posts_any.match(text, span.start, span.end)
            )
        ]  # fmt: skip
        if not heads and self._lexicon.inside:  # a language in which names are told by their capitals
            heads = [at for at, span in enumerate(top) if self._is_name(span)]
        if not heads:
            return
        last = first = heads[-1]
        while last + 1 < len(top) and self._goes_on(top[last], top[last + 1]):
            last += 1
        span = trimmed(text, top[first].start, top[last].end)
        if span is not None:
            fields["issuer"] = plain(text, span)

    def _is_name(self, span: Span) -> bool:
        """Whether a line is nothing but the name of one agency."""
        name = self._names.at(self._text, span.start, span.end)
        return name is not None and not self._text[name.end : span.end].strip() and span.end - span.start < 120

    def _goes_on(self, before: Span, span: Span) -> bool:
        """Whether a line of capitals goes on with the name of the issuer: right below it, a name and no motto."""
        text = self._text
        words = span.of(text)
        if not words.isupper() or NUMBER.search(words) or text[before.end : span.start] != "\n" or len(words) > 40:
            return False
        return self._lexicon.small.fullmatch(" ".join(words.lower().split()[:2])) is not None or (
            self._lexicon.small.match(words.lower()) is not None
        )

    # what it names

    def _cited(self) -> Iterator[Instrument]:
        text = self._text
        own = self._structure.title
        for match in self._lexicon.any_kind.finditer(text):
            if own is not None and own.start <= match.start() < own.end and not self._relation(match.start()):
                continue
            if not match[0][0].isupper():
                continue
            line_end = text.find("\n", match.end())
            end = min(line_end if line_end >= 0 else len(text), match.end() + 400)
            stop = text.find(";", match.end(), end)
            end = stop if stop >= 0 else end
            found = self._named(match, end)
            if found is not None:
                yield found
            yield from self._more(match, found, end)

    def _more(self, kind: re.Match[str], found: Instrument | None, end: int) -> Iterator[Instrument]:
        """The further instruments of a kind that is named once, with who issued all of them where that stands before
        the first."""
        made = self._kind_at(kind.start(), kind.end())
        first = found.fields["number"].end if found is not None and "number" in found.fields else None
        if made is None or (found is not None and first is None):
            return
        shared: dict[str, Field] = {}
        if first is None:
            self._take_issuer_of(shared, kind.end(), end)
        relation = self._relation(kind.start())
        for number, near in self._series.numbers(kind, str(made.value), first, end):
            fields = {"kind": made, "number": Field(number[0], *number.span())}
            self._take_date(fields, number.end(), near)
            self._take_issuer_of(fields, number.end(), near)
            fields = {**shared, **fields} if shared and shared["issuer"].end < number.start() else fields
            behind = max(fields[name].end for name in ("number", "date") if name in fields)
            self._take_abstract(fields, behind, near, end)
            fields.update({"relation": relation} if relation is not None else {})
            yield Instrument(kind.start(), max(one.end for one in fields.values()), False, fields)

    def _named(self, kind: re.Match[str], end: int) -> Instrument | None:
        text = self._text
        others = (one.start() for one in self._lexicon.any_kind.finditer(text, kind.end(), end) if one[0][0].isupper())
        near = next(others, end)
        number = NUMBER.search(text, kind.end(), near)
        fields: dict[str, Field] = {}
        made = self._kind_at(kind.start(), kind.end())
        if made is None:
            return None
        fields["kind"] = made
        at = kind.end()
        if number is not None and not self._series.fits(number, str(made.value)):
            number = None  # the number of another one, whose kind is not named
        if number is not None:
            near = self._series.before_next(number, str(made.value), near)
        if number is not None and number.start() - kind.end() <= 120:
            between = text[kind.end() : number.start()]
            if re.search(r"[.:]\s", re.sub(r"(?i)no\.\s", "", between)):
                return None
            named = self._numbered.search(between)
            title = trimmed(text, kind.end(), kind.end() + (named.start() if named else len(between)))
            fields["number"] = Field(number[0], *number.span())
            if title is not None and self._issued.match(text, title.start, title.end):
                self._take_issuer_of(fields, title.start, title.end)  # "Quyết định của X ngày … số …"
                self._take_date(fields, fields["issuer"].end if "issuer" in fields else title.start, title.end)
            elif title is not None:
                fields["title"] = plain(text, title)
            at = number.end()
        elif (bare := self._bare.match(text, kind.end(), near)) is not None:
            fields["number"] = Field(bare[1], *bare.span(1))  # "Directive No. 8 of 11 January 2027"
            self._take_date(fields, bare.end(), near)
            if "date" not in fields:
                return None
            at = max(one.end for one in fields.values())
        elif self._changes.of_law(kind.start()) or not self._capitalised_law(kind, near, fields):
            return None
        else:
            at = max(one.end for one in fields.values())
        if "date" not in fields:
            self._take_date(fields, at, near)
        if "issuer" not in fields:
            self._take_issuer_of(fields, at, near)
        if "number" in fields and "title" not in fields:
            self._take_abstract(fields, max(at, *(one.end for one in fields.values())), near, end)
        relation = self._relation(kind.start()) or self._relation_behind(kind.start(), fields)
        if relation is not None:
            fields["relation"] = relation
        if "number" not in fields and "date" not in fields:
            return None
        return Instrument(kind.start(), max(field.end for field in fields.values()), False, fields)

    def _capitalised_law(self, kind: re.Match[str], end: int, fields: dict[str, Field]) -> bool:
        """Takes the name of an instrument without a number: the words up to its date."""
        whens = [when for when in self._times.found(self._text, kind.end(), end) if when.day is not None]
        if not whens or whens[0].from_ - kind.end() > 120 or whens[0].grain not in ("day", "year"):
            return False
        if whens[0].bound in ("before", "by"):
            return False  # by when something is to be done
        title = trimmed(self._text, kind.end(), whens[0].start)
        if title is not None and any(look.search(title.of(self._text)) for look in self._changing):
            return False  # the day on which it was changed
        for mark in self._lexicon.any_issued.finditer(self._text, title.start, title.end) if title is not None else ():
            self._take_issuer_of(fields, mark.start(), whens[0].start)
            if title is not None and "issuer" in fields:
                title = trimmed(self._text, title.start, mark.start())
                break
        if title is None:
            return False
        if title is None or not title.of(self._text)[0].isupper() or "," in title.of(self._text)[-1:]:
            return False
        fields["title"] = plain(self._text, title)
        return True

    def _take_abstract(self, fields: dict[str, Field], at: int, near: int, end: int) -> None:
        """Takes what an instrument is about from the words right behind all else of it, where they are whole: up to a
        mark, the name of an agency behind a comma, or another instrument behind one."""
        text = self._text
        about = self._about.match(text, at, near)
        if about is None:
            return
        stop = near
        for mark in re.finditer(r",\s+|[.:](?=\s|$)", text[about.end() : near]):
            here = about.end() + mark.end()
            if mark[0][0] != "," or self._names.begins(text, here, near):
                stop = about.end() + mark.start()
                break
        whole = stop < near or text[near : near + 1] in ("", "\n", ";")
        if near < end and stop == near:
            joined = self._joint.search(text, about.end(), near)
            stop, whole = (joined.start(), True) if joined is not None else (stop, False)
        title = trimmed(text, about.end(), stop) if whole else None
        if title is not None and len(title.of(text).split()) > 1:
            fields["title"] = plain(text, title)

    def _take_date(self, fields: dict[str, Field], at: int, end: int) -> None:
        for when in self._times.found(self._text, at, min(end, at + 60)):
            if (
                when.grain == "day"
                and when.day is not None
                and self._dated.search(self._text[at : when.start])
                and len(self._text[at : when.start].strip(" ,(")) < 12
            ):
                fields["date"] = Field(when.day.isoformat(), when.start, when.end)
            return

    def _take_issuer_of(self, fields: dict[str, Field], at: int, end: int, *, joint: bool = False) -> None:
        date = fields.get("date")
        here = date.end if date is not None and date.end > at else at
        issued = self._issued.match(self._text, here, end)
        if issued is None:
            return
        listed = self._names.listed(self._text, issued.end(), end)
        if listed:
            last = listed[-1] if joint and "," not in self._text[listed[0].end : listed[-1].start] else listed[0]
            span = Span(listed[0].start, last.end)
            short = self._short.search(self._text, span.start, span.end) if not joint else None
            where = self._lexicon.within.search(self._text, span.start + 1, span.end)  # "… trên địa bàn thành phố"
            ends = min(one.start() for one in (short, where) if one is not None) if short or where else span.end
            fields["issuer"] = plain(self._text, trimmed(self._text, span.start, ends) or span)

    def _kind_at(self, start: int, end: int) -> Field | None:
        for kind, look in self._lexicon.kinds.items():
            found = look.match(self._text, start, end)
            if found:
                return Field(kind, *found.span())
        return None

    def _relation_behind(self, at: int, fields: dict[str, Field]) -> Field | None:
        """How the plan stands to an instrument with which a clause begins, by words right behind it: is repealed."""
        text = self._text
        past = _GAP.match(text, max(field.end for field in fields.values()))
        begins = any(clause.body == at for clause in self._structure.clauses)
        for name, look in self._lexicon.relations.items():
            found = look.match(text, past.end()) if past is not None and begins else None
            if found is not None and name != "cites":
                return Field(name, *found.span())
        return None

    def _relation_of_list(self, end: int) -> Field | None:
        """That of the instrument with which the part of a list begins that ends at a place: it goes on for the next."""
        text = self._text
        start = max(text.rfind("\n", 0, end) + 1, text.rfind(";", 0, end) + 1)
        first = next((one for one in self._lexicon.any_kind.finditer(text, start, end) if one[0][0].isupper()), None)
        return self._relation(first.start()) if first is not None else None

    def _passive(self, best: tuple[int, int, str], at: int) -> bool:
        """Whether the words of a change say that it was made by what is named at a place: was amended by."""
        text, (end, length, name) = self._text, best
        begins = self._lexicon.changed.search(text, max(0, end - length - 20), end - length)
        said = begins is not None or self._lexicon.changed.match(text[end - length : end].split()[0]) is not None
        return (
            name in ("amends", "replaces", "repeals")
            and said
            and bool(self._lexicon.changed_by.fullmatch(text, end, at))
        )

    def _of_one_before(self, part: int, at: int, name: str) -> bool:
        """Whether words of a change at a place stand in brackets behind an instrument that has a number: it made it."""
        text = self._text
        opened = text.rfind("(", part, at)
        if opened < 0 or ")" in text[opened:at] or name not in ("amends", "replaces", "repeals"):
            return False
        return NUMBER.search(text, part, opened) is not None

    def _relation(self, at: int) -> Field | None:
        """How the plan stands to what is named at a place: by the nearest words before it that say so."""
        text = self._text
        part = max(text.rfind("\n", 0, at) + 1, text.rfind(";", 0, at) + 1)
        if text[part - 1 : part] == ";" and not self._lexicon.and_.sub("", text[part:at]).strip(" ,"):
            return self._relation_of_list(part - 1)
        start = max(part, at - 80)
        best: tuple[int, int, str] | None = None
        for name, look in self._lexicon.relations.items():
            for found in look.finditer(text, start, at):
                if text[found.end() : at].count(")") > text[found.end() : at].count("("):
                    continue  # in brackets that say something of another one
                this = (found.end(), len(found[0]), name)
                if best is None or this > best:
                    best = this
        if best is not None and self._passive(best, at):
            return None  # it changes the one that is named before it
        if best is not None and self._of_one_before(part, best[0] - best[1], best[2]):
            return None  # what the one before the brackets did
        if best is not None and self._changes.by_another(part, best[0] - best[1], best[2]):
            return None  # what the one that is cited before it did
        if best is not None and best[2] in ("repeals", "replaces") and self._lexicon.part.match(text, best[0], at):
            return Field("amends", best[0] - best[1], best[0])  # only a part of it
        if best is None:
            line = text.rfind("\n", 0, at) + 1
            first = self._lexicon.relations["cites"].match(text, line, at)
            return Field("cites", *first.span()) if first else None
        return Field(best[2], best[0] - best[1], best[0])
