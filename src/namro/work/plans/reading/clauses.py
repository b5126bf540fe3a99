"""The paragraphs of a plan as clauses: their labels, what lies in what, which part of the plan they are in. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from namro.work.plans.reading.closing import Closing
from namro.work.plans.reading.cover import Cover
from namro.work.plans.reading.document import Document, Paragraph, Span
from namro.work.plans.reading.fields import Passage, Section
from namro.work.plans.reading.letterheads import Letterheads
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.titles import Titles
from namro.work.plans.reading.wording import alternatives

_ROMAN = r"[IVXLC]{1,7}"
_SHORT = 160
"""Characters up to which a paragraph can be a heading."""
_NEAR = 50
"""How many of what was taken before a place are looked at."""
HANDING = frozenset({"tasks", "assignment", "progress", "execution"})
"""Parts that say who does what."""
STATING = frozenset({"context", "purpose", "goals"})
"""Parts that say what is and what is wanted, not who does it."""
PLAIN = 90
"""The rank of a paragraph without a label."""
BULLET = 14
"""The rank from which a label is only a mark."""
MARKS = "-–—•●▪*✓✔√☑►➢➤❖◆■□◦○"
"""The marks that only begin an item."""
LONGEST = 8_000
"""Characters of a paragraph up to which it is read: two closely written pages."""


@dataclass(slots=True)
class Clause:
    """One paragraph. `rank` grows with the depth of its label. `body`: where its words begin. `section`: the kind of
    part it lies in. `parent`: its place in the list; -1 for none."""

    start: int
    end: int
    body: int
    label: Span | None
    rank: int
    parent: int
    section: str = ""
    heading: bool = False
    children: list[int] = field(default_factory=list)

    def of(self, text: str) -> str:
        """Its words without the label."""
        return text[self.body : self.end]

    @property
    def too_long(self) -> bool:
        """Whether no plan has a paragraph as long as this: it is noted and not read."""
        return self.end - self.body > LONGEST


@dataclass(frozen=True, slots=True)
class Structure:
    """The clauses in order, the parts of the plan, and where its body begins."""

    clauses: list[Clause]
    sections: tuple[Section, ...]
    begins: int
    title: Span | None = None
    others: tuple[Span, ...] = ()
    """Letterheads of further documents in the same file; they are no clauses."""

    def path(self, text: str, clause: Clause) -> list[Span]:
        """The labels above a clause and its own, from the top, bullets left out."""
        found: list[Span] = []
        one: Clause | None = clause
        while one is not None:
            if one.label is not None and bare(one.label.of(text)) not in f"+{MARKS}":
                found.append(one.label)
            one = self.clauses[one.parent] if one.parent >= 0 else None
        return found[::-1]

    def passages(self, text: str) -> tuple[Passage, ...]:
        """The clauses of the body that have a label of their own, in order; a path that comes again is left out."""
        found: dict[str, Passage] = {}
        for clause in self.clauses:
            path = self.path(text, clause)
            if clause.label is None or not path or path[-1] != clause.label or clause.start < self.begins:
                continue
            name = joined_path(text, path)
            if clause.body < clause.end and name not in found:
                found[name] = Passage(name, joined_path(text, path[:-1]), clause.body, clause.end)
        return tuple(found.values())

    def passed_over(
        self, text: str, taken: Sequence[Span], basis: Callable[[Clause], bool], says: Callable[[Clause], bool]
    ) -> Iterator[Span]:
        """The parts of the body in which nothing was taken: clauses with a label of their own and the paragraphs
        without one that lie in them, no headings of what has a label below them, and nothing that only names what the
        plan stands on; and any other paragraph that `says` something."""
        starts = sorted((span.start, span.end) for span in taken)
        firsts = [start for start, _ in starts]
        reached = self.begins
        for clause in self.clauses:
            if clause.start < reached or clause.body >= clause.end:
                continue
            whole = self._with_plain(clause)
            own = not clause.children if clause.label is None else text[clause.end - 1] in ".;"
            if whole is None and own and says(clause):
                whole = clause.end  # a paragraph of its own, or a sentence that has others below it
            if whole is None or (whole == clause.end and self._only_heads(text, clause)):
                continue
            first = clause.section not in HANDING and (not firsts or clause.start < firsts[0])
            if first and basis(clause):
                continue  # the basis stands before what is to be done; afterwards such a sentence gives a task
            before = bisect_right(firsts, whole - 1)
            if not any(end > clause.start for _, end in starts[max(0, before - _NEAR) : before]):
                reached = whole
                yield Span(clause.start, whole)

    def _with_plain(self, clause: Clause) -> int | None:
        """Where a clause with a label ends, the paragraphs without one that lie in it included; None where others with
        a label do, and where it has none itself."""
        if clause.label is None:
            return None
        below = [self.clauses[child] for child in clause.children]
        if any(one.label is not None or one.children for one in below):
            return None
        return max((one.end for one in below), default=clause.end)

    def _only_heads(self, text: str, clause: Clause) -> bool:
        """Whether a clause only says what comes behind it."""
        return clause.of(text).isupper() or (clause.heading and self.is_heading(clause))

    def is_heading(self, clause: Clause) -> bool:
        """Whether a clause is the heading of a part."""
        found = bisect_left(self.sections, clause.start, key=lambda one: one.start)
        return found < len(self.sections) and self.sections[found].start == clause.start

    def hands_out(self, at: int) -> bool:
        """Whether a place lies in a part that says who does what."""
        found = bisect_right(self.clauses, at, key=lambda one: one.start) - 1
        return found >= 0 and self.clauses[found].section in HANDING

    def opens(self, clause: Clause) -> bool:
        """Whether a paragraph stands in no part, before the first clause with a label of its own."""
        if clause.label is not None or clause.section or any(one.label is not None for one in self.above(clause)):
            return False
        first = next((one.start for one in self.clauses if one.label is not None and one.start >= self.begins), -1)
        return clause.start < first

    def above(self, clause: Clause) -> Iterator[Clause]:
        """The clauses that it lies in, nearest first."""
        while clause.parent >= 0:
            clause = self.clauses[clause.parent]
            yield clause


def bare(label: str) -> str:
    """A label without the marks behind it: "II" for "II.", "a" for "a)"."""
    return label.strip().rstrip(".):/-– ").lstrip("(") or label.strip()


def joined_path(text: str, path: Sequence[Span]) -> str:
    """The path as people write it: "II.1.a"; a number that has the one above it in it says it once."""
    parts: list[str] = []
    for span in path:
        label = bare(span.of(text))
        if parts and label.startswith(f"{parts[-1]}."):
            parts.pop()
        parts.append(label)
    return ".".join(parts)


def structure(document: Document, lexicon: Lexicon) -> Structure:
    """The clauses of a document. The list of recipients and the signature are no part; what stands behind them is."""
    text, shapes = document.text, _shapes(lexicon)
    clauses: list[Clause] = []
    stack: list[int] = []
    closing = Closing(lexicon)
    others = tuple(Letterheads(lexicon).others(text, document.blocks))
    heads = Cover(others)
    for block in document.blocks:
        if heads.has(block.start):
            stack.clear()
            continue
        if closing.takes(text, block) or not isinstance(block, Paragraph):
            continue
        label, rank = _label(text, block, shapes, clauses, stack)
        body = label.end if label else block.start
        while body < block.end and text[body] in " \t:":
            body += 1
        words = text[body : block.end]
        capitals = words.isupper() and len(words) > 3
        if label is None and capitals:
            rank = 1
        while stack and (clauses[stack[-1]].rank >= rank or (rank == PLAIN and _said_whole(text, clauses[stack[-1]]))):
            stack.pop()
        parent = stack[-1] if stack else -1
        clause = Clause(block.start, block.end, body, label, rank, parent)
        clause.heading = (capitals or block.heading or rank < _RANKS["dash"]) and len(words) <= _SHORT
        clauses.append(clause)
        if parent >= 0:
            clauses[parent].children.append(len(clauses) - 1)
        if rank < PLAIN:
            stack.append(len(clauses) - 1)
    sections = _sections(text, clauses, lexicon)
    begins = sections[0].start if sections else 0
    tables = [block.start for block in document.blocks if not isinstance(block, Paragraph)]
    title = _title(text, clauses, lexicon, begins, tables)
    if not sections and title is not None:
        begins = title.end
        behind = next((one for one in clauses if one.start >= title.end), None)
        if behind is not None and lexicon.prefaces.match(text, behind.start) and text[behind.end - 1].isdigit():
            begins = behind.end  # the day on which it was adopted
    elif title is None and sections:  # a list without a heading before the first that tells its part
        begins = next((one.start for one in clauses if one.label is not None and 0 <= one.rank <= 5), begins)
        begins = min(begins, sections[0].start)
    elif title is not None:  # articles before the first heading that tells its part
        begins = next((one.start for one in clauses if one.start > title.end and 0 <= one.rank <= 5), begins)
    return Structure(clauses, sections, begins, title, others)


def _said_whole(text: str, clause: Clause) -> bool:
    """Whether a clause says all that it has to say: what follows without a label is no part of it."""
    return not clause.heading or (clause.end - clause.body > 40 and text[clause.end - 1] in ".;!?")


def _title(text: str, clauses: Sequence[Clause], lexicon: Lexicon, begins: int, tables: Sequence[int]) -> Span | None:
    """What the plan is called: from the line that begins with the kind of the instrument to what goes on otherwise, or
    to a table."""
    opening = [lexicon.relations[name] for name in ("cites", "implements") if name in lexicon.relations]
    titles = Titles(lexicon)
    for at, clause in enumerate(clauses[:40]):
        words = text[clause.start : clause.end]
        kind = lexicon.any_kind.match(words)
        if kind is None or lexicon.own.match(words) or clause.label is not None or (begins and clause.start >= begins):
            continue
        if len(words) > _SHORT * 2 or words.endswith((";", ":")) or lexicon.relations["cites"].match(words):
            continue
        if words.endswith(".") and lexicon.hoped.search(words):
            continue  # a sentence about it: "Kế hoạch số … đặt mục tiêu …"
        above = [text[one.start : one.end] for one in clauses[:at]]
        if titles.is_sentence(words, kind[0]) or titles.in_body(above, words, kind[0]):
            continue  # a sentence of the body: "Báo cáo kết quả về UBND xã trước ngày …"
        if not kind[0].isupper() and any(one.label is not None for one in clauses[:at]):
            continue  # below an item
        end = clause.end
        for after in clauses[at + 1 : at + 4]:
            said = text[after.start : after.end]
            if any(look.fullmatch(said.strip(" .:")) for look in lexicon.sections.values()):
                break
            if after.label is not None or (begins and after.start >= begins) or len(said) > _SHORT * 2:
                break
            if titles.is_sentence(said, kind[0]):
                break  # a duty with its day right below a title in small letters
            if any(clause.start < table < after.start for table in tables):
                break
            if any(look.match(said) for look in (*opening, lexicon.annexes)) or said.endswith((";", ".", ":")):
                break
            who = lexicon.posts_any.match(said) or (not lexicon.inside and lexicon.named_any.match(said))
            if (said.isupper() and who) or lexicon.prefaces.match(said) or lexicon.counted_part.match(said):
                break  # who decides, or what begins behind the title
            end = after.end
        return Span(clause.start, end)
    for at, clause in enumerate(clauses[:10]):  # a title that says its kind somewhere in it
        words = text[clause.start : clause.end]
        if clause.label is not None and not begins:
            break
        handing = any(look.search(words) for look in (lexicon.lead, lexicon.answers, lexicon.assign))
        other = any(look.match(words) for look in (*opening, lexicon.annexes, lexicon.own))
        another = not begins and (handing or other or re.search(r"\d/", words) is not None)
        early = clause.label is None and (clause.start < begins or not begins) and not another
        inside = lexicon.any_kind.search(words) if early and len(words) <= _SHORT else None
        if inside is not None and titles.in_body([text[one.start : one.end] for one in clauses[:at]], words, inside[0]):
            return None
        if inside is not None:
            return None if words.endswith((";", ":", ".")) else Span(clause.start, clause.end)
    return None


def _shapes(lexicon: Lexicon) -> list[tuple[str, re.Pattern[str]]]:
    parts = {str(name): alternatives(words) for name, words in lexicon.speech.parts.items()}
    number = rf"(?:{_ROMAN}|\d{{1,3}}|[A-Z])\b[.:]?"
    shapes = [(name, rf"(?:{words})\s+{number}") for name, words in parts.items()]
    counted = alternatives(word[:1].upper() + word[1:] for word in lexicon.speech.times.numbers)
    shapes += [
        ("counted", rf"(?:{counted})[.:](?=\s+[^\W\d_])"),
        ("roman", rf"{_ROMAN}\s?[.)](?=\s|$)|{_ROMAN}\s?[-–/:](?=\s)"),
        ("capital", r"[^\W\d_a-z]\s?[.)](?=\s|$)"),
        (
            "number",
            r"[A-Z]\d{1,2}(?:\.\d{1,2})*\s?[.)](?=\s)|(?:\d{1,2}|[^\W\d_a-z])(?:\.\d{1,2}){1,4}(?:\.?[-–/)]|\.)?(?![\w%/.,]|\s*%)(?=\s)|\d{1,2}\s?[.)][-–]?(?=\s|$)|\d{3}\s?[.)](?=\s)|\d{1,2}[.](?=[^\W\d])|\d{1,2}\s?/(?=\s+[^\W\d_])|\d{1,2}\s?[-–](?=\s)",
        ),
        ("letter", r"[^\W\dA-Z_]\s?[.)](?=\s|$)|\([^\W\dA-Z_]\)|\(\d{1,2}\)|[^\W\dA-Z_]\d\)"),
        ("dash", rf"[{MARKS}](?=\s|\w)"),
        ("plus", r"\+"),
    ]
    return [(name, re.compile(rf"\s*(?P<label>{shape})")) for name, shape in shapes]


_RANKS = {"part": 0, "chapter": 1, "counted": 3, "roman": 3, "capital": 2, "article": 3, "clause": 4,
          "number": 5, "letter": 12, "dash": 14, "plus": 15}  # fmt: skip


def _label(
    text: str,
    block: Paragraph,
    shapes: Sequence[tuple[str, re.Pattern[str]]],
    clauses: Sequence[Clause],
    stack: Sequence[int],
) -> tuple[Span | None, int]:
    for name, shape in shapes:
        found = shape.match(text, block.start, block.end)
        if found is None:
            continue
        label = Span(*found.span("label"))
        written = bare(label.of(text))
        if name == "capital" and not written.isupper():
            continue  # a small letter beyond a to z
        hundreds = name == "number" and len(written) == 3 and written.isdigit()
        if hundreds and not _follows_number(text, clauses, stack, int(written)):
            continue  # a number of the sentence before, at the beginning of a line
        if name == "roman" and len(written) == 1 and _follows_letter(text, clauses, stack, written):
            name = "capital"
        depth = written.count(".") if name == "number" else 0
        return label, _RANKS[name] + depth
    return block.label, PLAIN if block.label is None else 13


def _follows_letter(text: str, clauses: Sequence[Clause], stack: Sequence[int], letter: str) -> bool:
    """Whether a letter that could be a Roman number goes on with A, B, …: the one before it stands above."""
    before = chr(ord(letter) - 1)
    return any(
        clauses[at].rank == _RANKS["capital"]
        and (label := clauses[at].label) is not None
        and bare(label.of(text)) == before
        for at in stack
    )


def _follows_number(text: str, clauses: Sequence[Clause], stack: Sequence[int], number: int) -> bool:
    """Whether a number beyond 99 goes on with 98, 99, …: the one before it stands above."""
    return any(
        (label := clauses[at].label) is not None and bare(label.of(text)) == str(number - 1)
        for at in stack
        if clauses[at].rank == _RANKS["number"]
    )


def _sections(text: str, clauses: list[Clause], lexicon: Lexicon) -> tuple[Section, ...]:
    """Names the part that each clause lies in: by the words of the nearest heading above it that tells."""
    top = min(
        (clause.rank for clause in clauses if clause.heading and clause.rank < PLAIN and clause.children), default=0
    )
    found: list[Section] = []
    for clause in clauses:
        parent = clauses[clause.parent].section if clause.parent >= 0 else ""
        clause.section = parent
        words = clause.of(text)
        if not clause.heading or words.endswith("!"):
            continue
        best = _kind(words, lexicon, anywhere=clause.rank <= max(top, 1) or words.isupper())
        if best and (clause.children or words.isupper() or clause.rank <= max(top, 3)):
            clause.section = best
            if not parent or clause.rank <= max(top, 3):
                found.append(Section(best, clause.start, clause.end))
    return tuple(found)


def _kind(words: str, lexicon: Lexicon, *, anywhere: bool) -> str:
    best: tuple[int, int, str] | None = None
    for kind, look in lexicon.sections.items():
        match = look.search(words) if anywhere else look.match(words)
        if match is not None:
            this = (match.start(), -len(match[0]), kind)
            best = min(best, this) if best else this
    return best[2] if best else ""
