"""The rest of a row that a page broke off put back into its row, where that is sure, before the text is written. Pure.

What is not sure stays a row of its own, which the reading of the table then notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from namro.rules.packs.schema import Pack
from namro.work.plans.reading.document import Raw, RawCell, RawParagraph, RawTable, clean, note_first_cell
from namro.work.plans.reading.hyphens import joined
from namro.work.plans.reading.lexicon import lexicons

_LABEL = re.compile(r"\(?(?:\d{1,4}|[IVXLC]{1,6}|[A-Z])(?:\.\d{1,3}){0,3}[.):]?")
_ITEM = re.compile(r"\s*(?:[-+•*–●▪]|\w[.)]|\d{1,2}[.)])\s")
_ENDED = (".", ";", ":", "!", "?", "…")
_OPEN = (",", "/", "(", "&", "-", "–")
_JOINS = re.compile(r"[,;.)/%–]\s*\S|\)")
"""What only goes on with what stands before it."""
_NEAR = 60
"""Characters on both sides of the end of a line in which a name is looked for."""


class Known:
    """What begins the name of an agency or a post in any language of a pack, and the names of its offices."""

    def __init__(self, pack: Pack) -> None:
        spoken = lexicons(pack.plans) if pack.plans is not None else ()
        self._looks = [look for one in spoken for look in (one.named, one.posts)]
        self._told = [one.assign for one in spoken]
        self._joining = [
            re.compile(rf"(?:{look.pattern})\s*$", look.flags)
            for one in spoken
            for look in (one.between_names, one.between, one.with_, one.nameless, one.bare, one.articles)
        ]
        kinds = pack.offices.values()
        called = (name for kind in kinds for name in (*kind.names.values(), *kind.called))
        self._whole = frozenset(name.replace("{unit}", "").strip().casefold() for name in called)

    def begins(self, words: str) -> bool:
        """Whether words begin with such a name."""
        return any(look.match(words) for look in self._looks)

    def tells(self, words: str) -> bool:
        """Whether words begin with those by which somebody is told to do something."""
        return any(look.match(words.lstrip()) for look in self._told)

    def parted(self, before: str, after: str) -> bool:
        """Whether a line ends amid the name of an agency that the next one goes on with: "… về Văn phòng", "HĐND và
        UBND phường …"; or with a word behind which one goes on."""
        head = before.rstrip()[-_NEAR:]
        whole = f"{head} {after.lstrip()[:_NEAR]}"
        named = (one for look in self._looks for one in look.finditer(whole))
        return any(one.start() < len(head) < one.end() for one in named) or any(
            look.search(head) for look in self._joining
        )

    def office(self, words: str) -> bool:
        """Whether words are the name of an office, the unit it is of aside."""
        return words.casefold() in self._whole


def rejoined(raw: list[Raw], known: Known) -> list[Raw]:
    """The blocks with each such rest in its row and said to be joined: of a table that a page parted, its heading
    repeated or not, and of a row that stands in two."""
    kept = [one for one in raw if not isinstance(one, RawParagraph) or clean(one.text) or one.label]
    before: Raw | None = None
    for one in kept:
        if isinstance(before, RawTable) and isinstance(one, RawTable):
            _over_page(before, one, known)
        before = before if isinstance(one, RawTable) and not one.rows else one
    for one in kept:
        if isinstance(one, RawTable):
            _in_table(one, known)
    return [one for one in kept if not isinstance(one, RawTable) or one.rows]


def _over_page(before: RawTable, after: RawTable, known: Known) -> None:
    """Joins the first row of a table to the last of the one before it, behind a heading that comes again."""
    if len(before.rows) < 2 or not after.rows or len(before.rows[0]) != len(after.rows[0]):
        return
    head = 0
    while head < min(2, len(after.rows)) and _said(after.rows[head]) == _said(before.rows[head]):
        head += 1
    if head >= len(after.rows) or not _is_numbered(before.rows):
        return
    above, below = before.rows[-1], after.rows[head]
    if not _is_rest(above, below, known, page=True):
        return
    _join(above, below)
    for one, two in zip(above, below, strict=True):  # a merged cell goes on below the break
        for row in after.rows[head + 1 :]:
            row[:] = [one if cell is two and two is not None else cell for cell in row]
    del after.rows[head if head + 1 < len(after.rows) else 0 : head + 1]


def _in_table(table: RawTable, known: Known) -> None:
    """Joins a row to the one above it in the same table, where every cell of it goes on with the one above."""
    if not _is_numbered(table.rows):
        return
    at = 1
    while at < len(table.rows):
        above, below = table.rows[at - 1], table.rows[at]
        if len(above) == len(below) and _is_rest(above, below, known, page=False):
            _join(above, below)
            del table.rows[at]
        else:
            at += 1


def _is_numbered(rows: Sequence[Sequence[RawCell | None]]) -> bool:
    """Whether most rows begin with a number of their own."""
    return sum(bool(_said(row)[:1]) and bool(_said(row)[0]) for row in rows) * 3 >= 2 * len(rows)


def _is_rest(above: Sequence[RawCell | None], below: Sequence[RawCell | None], known: Known, *, page: bool) -> bool:
    """Whether a row without a number goes on with the numbered one above it. `page`: whether a page is known to end
    between them; else nothing but what goes on may stand in it."""
    first, last = _words(below[0]), _words(above[0])
    if first or not _LABEL.fullmatch(last) or any(below.count(cell) > 1 for cell in below if cell is not None):
        return False
    ties = set(_ties(above, below, known))
    return "goes on" in ties and "own" not in ties and (page or "new" not in ties)


def _ties(above: Sequence[RawCell | None], below: Sequence[RawCell | None], known: Known) -> Iterator[str]:
    """How each cell in which something stands hangs together with the one above it: it "goes on", is "new" where that
    is empty or ended, may have a value of its "own" beside it (of two pieces that begin with capitals only the name of
    an office is one), or cannot be told ("open")."""
    for one, two in zip(above, below, strict=True):
        rest, so_far = _words(two), _words(one)
        if not rest or one is two:
            continue
        if not so_far:
            yield "new"
        elif so_far.endswith(_OPEN) or (_JOINS.match(rest) and not _ITEM.match(rest)):
            yield "goes on"
        elif known.begins(rest) or (so_far[-1].isdigit() and (rest[0].isupper() or re.search(r"\d", rest))):
            yield "own"
        elif so_far.endswith(_ENDED) or _ITEM.match(rest):
            yield "new"
        else:
            apart = known.begins(so_far) and not known.office(f"{so_far} {rest}")
            yield "goes on" if rest[0].islower() else "own" if apart else "open"


def _join(above: Sequence[RawCell | None], below: Sequence[RawCell | None]) -> None:
    for one, two in zip(above, below, strict=True):
        if one is not None and two is not None and one is not two and any(map(clean, two.lines)):
            _append(one, two)
    note_first_cell([above], "row-joined")


def _append(above: RawCell, below: RawCell) -> None:
    lines = [line for line in below.lines if clean(line)]
    held = [line for line in above.lines if clean(line)]
    if held and lines and not _ITEM.match(lines[0]):
        held[-1] = joined(held[-1].rstrip(), lines[0].lstrip())
        lines = lines[1:]
    above.lines[:] = [*held, *lines]
    above.notes = (*above.notes, *below.notes)


def _words(cell: RawCell | None) -> str:
    return clean(" ".join(cell.lines)) if cell is not None else ""


def _said(row: Sequence[RawCell | None]) -> list[str]:
    return [_words(cell).casefold() for cell in row]
