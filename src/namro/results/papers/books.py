"""The books of an office: which there are, and how a line of one becomes texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.results.papers.drawing import Drawn, Print, dmy, drawn, filled, hm, pick, time_given, words_of
from namro.rules.packs.current import the_pack
from namro.rules.packs.papers import Column, PaperForm
from namro.rules.packs.refused import Refused
from namro.work.cases.books import BookLine, Wanted, book_lines, count_lines

VOLUME = 1000
"""Lines of one volume. A longer book is printed in volumes, as books are bound: no print takes long, or much memory."""


@dataclass(frozen=True, slots=True)
class Book:
    """Which book: a form by its id, an office, the local days from and to (both included), and the volume of it.

    `version`: the first day of the form's version, for a book that was printed before; None: the one in force.
    """

    form: str
    office: int
    first: date
    last: date
    volume: int = 1
    version: date | None = None


def book_forms(on: date) -> list[PaperForm]:
    """The books that can be printed on a local day."""
    return [form for form in the_pack().papers_on(on) if form.kind == "book"]


def form_of(book: Book, on: date) -> PaperForm:
    """The form in force on the last day that the book covers, at latest today; or the version that the book names.

    Raises `NotThere`.
    """
    forms = [form for form in the_pack().papers if form.id == book.form and form.kind == "book"]
    if book.version is not None:
        found = next((form for form in forms if form.valid.from_ == book.version), None)
    else:
        found = next((form for form in forms if min(book.last, on) in form.valid), None)
    if found is None:
        raise NotThere
    return found


def volumes_of(actor: Actor, book: Book, now: datetime) -> int:
    """How many volumes the book has: at least one, since an empty book can be printed too. Raises `NotThere`."""
    form = form_of(book, the_pack().calendar.local(now))
    return max(1, -(-count_lines(actor, _wanted(form, book), now) // VOLUME))


def draw_book(actor: Actor, book: Book, print: Print, now: datetime) -> Drawn:
    """The book as it stands at `now`, printed as `print` says.

    Raises `NotThere`; Refused `papers.bad-period`, `papers.no-such-volume` with the field at fault.
    """
    if book.last < book.first:
        raise Refused("papers.bad-period", field="to", first=dmy(book.first), last=dmy(book.last))
    form, rows, volumes, total = read_book(actor, book, now, print.lang)
    office = Office.objects.select_related("parent").get(pk=book.office)
    before = (book.volume - 1) * VOLUME
    lang = print.lang
    year = str(book.last.year) if book.first.year == book.last.year else f"{book.first.year}–{book.last.year}"
    over = book.last < the_pack().calendar.local(print.at)
    ends = {"day": dmy(book.last if over else the_pack().calendar.local(print.at)), "lines": total}
    words = words_of(
        form,
        lang,
        title={"year": year},
        period={"first": dmy(book.first), "last": dmy(book.last)},
        opened={"day": dmy(book.first)},
        printed={"day": dmy(print.at), "time": hm(print.at), "who": print.by_name},
    )
    numbers = {"volume": book.volume, "volumes": volumes, "from": before + 1, "to": before + len(rows)}
    values = {
        "words": words,
        "title": words["title"],
        "closing": filled(form.words["closed" if over else "still-open"], lang, ends),
        "volume": filled(form.words["volume"], lang, numbers) if volumes > 1 else "",
        "sealed-why": words.get("sealed-why", "") if any("sealed" in c.shows for c in form.columns) else "",
        "columns": [
            {
                "name": pick(column.names, lang),
                "width": column.width,
                "align": column.align,
                "under": pick(form.headings[column.under], lang) if column.under else "",
            }
            for column in form.columns
        ],
        "rows": [_numbered(form, row, before + at) for at, row in enumerate(rows, 1)],
    }
    return drawn(
        form, office, rows, values, print, first=book.first, last=book.last, volume=book.volume, volumes=volumes
    )


def read_book(actor: Actor, book: Book, now: datetime, lang: str) -> tuple[PaperForm, list[list[str]], int, int]:
    """The form, the lines of the volume as texts, how many volumes and how many lines there are in all.

    The number of a line in the book is its place and no part of its text. Raises `NotThere`, Refused
    `papers.no-such-volume`.
    """
    form = form_of(book, the_pack().calendar.local(now))
    wanted = _wanted(form, book)
    total = count_lines(actor, wanted, now)
    volumes = max(1, -(-total // VOLUME))
    if not 1 <= book.volume <= volumes:
        raise Refused("papers.no-such-volume", field="volume", volume=book.volume, volumes=volumes)
    lines = book_lines(actor, wanted, now, start=(book.volume - 1) * VOLUME, most=VOLUME)
    return form, [cells(form, line, lang) for line in lines], volumes, total


def _wanted(form: PaperForm, book: Book) -> Wanted:
    assert form.lists is not None
    steps = tuple(dict.fromkeys(step for column in form.columns for step in column.steps))
    return Wanted(book.office, form.lists, book.first, book.last, form.procedures, steps)


def _numbered(form: PaperForm, row: list[str], number: int) -> list[str]:
    """The row with its number in the book, where the form has a column for it."""
    pairs = zip(form.columns, row, strict=True)
    return ["\n".join(p for p in (str(number), text) if p) if "line" in c.shows else text for c, text in pairs]


def cells(form: PaperForm, line: BookLine, lang: str) -> list[str]:
    """The texts of a line, one for each column; parts of a cell stand under each other. Pure.

    Of a case that was passed on, to whom and when stands where its state would, else at the end.
    """
    found = [cell(form, column, line, lang) for column in form.columns]
    if line.left_at is not None:
        day = dmy(the_pack().calendar.local(line.left_at))
        gone = filled(form.words["gone"], lang, {"office": pick(line.to_names, lang), "day": day})
        at = next((i for i, column in enumerate(form.columns) if "state" in column.shows), -1)
        found[at] = "\n".join(part for part in (found[at], gone) if part)
    return found


def cell(form: PaperForm, column: Column, line: BookLine, lang: str) -> str:
    """The text of one cell."""
    parts = [_shown(form, name, line, lang) for name in column.shows]
    for step in column.steps:
        if step in line.taken:
            parts.append(_step(form, *line.taken[step], lang))
    return "\n".join(part for part in parts if part)


def _step(form: PaperForm, day: date, to: Mapping[str, str] | None, lang: str) -> str:
    if to is None:
        return filled(form.words["step"], lang, {"day": dmy(day)})
    return filled(form.words["step-to"], lang, {"day": dmy(day), "office": pick(to, lang)})


def _shown(form: PaperForm, name: str, line: BookLine, lang: str) -> str:
    local = the_pack().calendar.local
    match name:
        case "line":
            return ""
        case "number":
            return line.number
        case "entered-day":
            return dmy(local(line.entered_at)) if line.entered_at else ""
        case "received-day":
            return dmy(local(line.received_at))
        case "received-time":
            return time_given(line.received_at)
        case "sealed":
            return filled(form.words["sealed"], lang, {})
        case "channel":
            return filled(form.words[f"channel-{line.channel}"], lang, {})
        case "kind":
            return pick(line.procedure_names, lang)
        case "subject":
            gone = form.words.get("erased") if line.erased_on is not None else None
            return filled(gone, lang, {"day": dmy(line.erased_on)}) if gone and line.erased_on else line.subject
        case "place":
            return line.place.partition(", ")[0]
        case "flags":
            return "\n".join(pick(flag, lang) for flag in line.flags)
        case "office-now":
            return pick(line.office_now, lang)
        case "state":
            return pick(line.state_names, lang)
        case "holder":
            return line.holder
        case "due-day":
            return dmy(line.due_on) if line.due_on else ""
        case "closed-day":
            return dmy(local(line.closed_at)) if line.closed_at else ""
    raise AssertionError(name)
