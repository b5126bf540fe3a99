"""Any list of the desk as a workbook: the same query, the same columns and order, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.cases import narrowed_by
from namro.doors.desk.inputs import tidy
from namro.doors.desk.page import Desk, number_of, page, text_of
from namro.doors.desk.people import said_post
from namro.doors.desk.places import sought
from namro.doors.desk.register import chosen_book
from namro.doors.desk.views import FILTERS
from namro.ground.gate import people_actions
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.ground.sheets.writing import MOST_ROWS, Column, Page, workbook
from namro.work.cases import export_actions, queries

AT_ONCE = 200
"""Rows read together."""


@dataclass(frozen=True, slots=True)
class List:
    """A list as it is written: its title lines, columns and rows, and how many rows there are. `starts`: where its
    parts begin, `MOST_ROWS` rows each; `rows` are those of one part. `more`: there are more than these parts."""

    title: Sequence[str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    total: int
    filters: dict[str, str]
    starts: Sequence[str] = ("",)
    more: bool = False


@page("POST")
def export(desk: Desk, what: str) -> HttpResponseBase:
    """The list `what`, narrowed as its page was, as a file; that it was taken is written down first."""
    made = LISTS.get(what)
    if made is None:
        raise NotThere
    part, of = (number_of(text_of(desk, name), first=0, last=10_000) for name in ("part", "of"))
    found = made(desk, text_of(desk, "from")[:40] if part else None)
    if not part and len(found.starts) > 1:
        return _parts(desk, what, found)
    if part:
        said = desk.say("desk.export.part", n=part, of=of)
        found = replace(found, title=[*found.title, said], filters={**found.filters, "part": f"{part}/{of}"})
    by: dict[str, Any] = {"rows": found.total, "actor": desk.actor, "now": desk.now}
    if what == "people":
        people_actions.export_accounts(None, **by)
    elif what == "offices":
        people_actions.export_offices(None, **by)
    elif what != "places":  # which places there are is public
        export_actions.export(None, what=what, filters=found.filters, **by)
    printed = desk.say("desk.register.printed", day=words.dmy(desk.on), time=words.clock(desk.now), who=desk.user.name)
    name = f"{found.title[0]} {part}-{of}" if part else found.title[0]
    out = workbook([Page(name, [*found.title, printed], found.columns, found.rows)], f"{desk.where()}, {printed}")
    return FileResponse(out, as_attachment=True, filename=f"{name} {desk.on:%Y-%m-%d}.xlsx")


def _parts(desk: Desk, what: str, found: List) -> HttpResponseBase:
    """The page from which a list that is too long for one file is fetched, part by part."""
    query, of = desk.request.GET.urlencode(), len(found.starts)
    ends = [min(n * MOST_ROWS, found.total) for n in range(1, of + 1)]
    parts = [
        {
            "n": n,
            "from": start,
            "name": desk.say(
                "desk.export.part.rows",
                n=n,
                of=of,
                first=words.count((n - 1) * MOST_ROWS + 1, desk.lang),
                last=words.count(end, desk.lang),
            ),
        }
        for n, (start, end) in enumerate(zip(found.starts, ends, strict=True), start=1)
    ]
    key = "desk.export.parts.more" if found.more else "desk.export.parts"
    counted, most = words.count(found.total, desk.lang), words.count(MOST_ROWS, desk.lang)
    return desk.answer(
        "export-parts",
        title=found.title[0],
        said=desk.say(key, n=counted, most=most),
        what=what,
        query=query,
        parts=parts,
        of=of,
        back=reverse(f"desk:{what}") + (f"?{query}" if query else ""),
    )


def _starts(total: int) -> list[str]:
    """Where the parts of a list begin that is counted whole: the rows before."""
    return [str(before) for before in range(0, max(total, 1), MOST_ROWS)]


def _before(part: str | None) -> int:
    return number_of(part, first=0, last=10**9) // MOST_ROWS * MOST_ROWS if part else 0


def _rows_in(total: int, part: str | None) -> int:
    """How many rows are written: those of the part, or all."""
    return min(max(total - _before(part), 0), MOST_ROWS) if part is not None else total


def _pages(read: Callable[[int], queries.Page], part: str | None) -> tuple[int, Iterator[Any]]:
    """How many rows there are, and those of one part, read some at a time."""
    begins = _before(part) // AT_ONCE + 1
    first = read(begins)

    def rows() -> Iterator[Any]:
        if begins > first.pages:
            return
        yield from first.rows
        for number in range(begins + 1, min(first.pages, begins + MOST_ROWS // AT_ONCE - 1) + 1):
            yield from read(number).rows

    return first.total, rows()


def _cases(desk: Desk, part: str | None) -> List:
    asked = {name: tidy(desk.request.GET.get(name, "")[:200]) for name in FILTERS}
    narrowed, said = narrowed_by(desk, asked)
    every = queries.every_row(desk.actor, desk.now, **narrowed, most=MOST_ROWS, at_once=AT_ONCE, part=part)
    columns = [
        Column(desk.say("desk.line.number"), width=22),
        Column(desk.say("desk.line.subject"), width=50),
        Column(desk.say("desk.export.kind"), width=24),
        Column(desk.say("desk.export.state"), width=22),
        Column(desk.say("desk.line.place"), width=22),
        Column(desk.say("desk.line.due"), width=24),
        Column(desk.say("desk.line.day"), "day", 12),
        Column(desk.say("desk.export.left"), "number", 10),
        Column(desk.say("desk.line.holder"), width=22),
        Column(desk.say("desk.export.office"), width=28),
        Column(desk.say("desk.export.received"), "day", 12),
    ]
    made = (
        (
            row.number or row.ref,
            desk.subject(row.summary, desk.pick(row.procedure_names), row.erased_on),
            desk.pick(row.procedure_names),
            desk.pick(row.state_names),
            row.place.partition(", ")[0],
            desk.pick(row.due_clock_names) if row.due_clock_names else "",
            row.due_on,
            row.working_days_left,
            row.holder or desk.say("desk.line.nobody"),
            desk.pick(row.office_names),
            desk.pack.calendar.local(row.received_at),
        )
        for row in every.rows
    )
    title = [desk.say("desk.cases.title"), desk.where(), said or desk.say("desk.export.no-filter")]
    filters = {name: text for name, text in asked.items() if text}
    return List(title, columns, made, every.total, filters, every.starts, every.more)


def _register(desk: Desk, part: str | None) -> List:
    office, name, year = chosen_book(desk)

    def read(number: int) -> queries.Page:
        return queries.register_of(desk.actor, office, year, now=desk.now, page=number, size=AT_ONCE)

    total, rows = _pages(read, part)
    columns = [
        Column(desk.say("desk.register.number"), width=22),
        Column(desk.say("desk.register.received"), "day", 12),
        Column(desk.say("desk.register.channel"), width=16),
        Column(desk.say("desk.register.kind"), width=24),
        Column(desk.say("desk.register.about"), width=50),
        Column(desk.say("desk.register.place"), width=22),
        Column(desk.say("desk.register.handling"), width=28),
        Column(desk.say("desk.register.result"), width=22),
    ]
    made = (
        (
            row.number,
            desk.pack.calendar.local(row.received_at),
            desk.say(f"desk.channel.{row.channel}"),
            desk.pick(row.procedure_names),
            desk.subject(row.subject, "", row.erased_on),
            row.place.partition(", ")[0],
            desk.pick(row.office_now if row.visible or not row.left_at else row.to_names),
            desk.say("desk.register.gone", day=words.dmy(row.left_at))
            if row.left_at and not row.visible
            else desk.pick(row.state_names),
        )
        for row in rows
    )
    title = [f"{desk.say('desk.register.title')} {year}", name]
    filters = {"office": str(office), "year": str(year)}
    return List(title, columns, made, _rows_in(total, part), filters, _starts(total))


def _workload(desk: Desk, part: str | None) -> List:
    loads = queries.workload(desk.actor, desk.now)
    columns = [
        Column(desk.say("desk.workload.who"), width=28),
        Column(desk.say("desk.workload.office"), width=36),
        Column(desk.say("desk.workload.open"), "number", 12),
        Column(desk.say("desk.workload.soon"), "number", 12),
        Column(desk.say("desk.workload.late"), "number", 12),
    ]
    rows = [
        (
            load.holder if load.post_id else desk.say("desk.workload.nobody"),
            desk.pick(load.office),
            load.open,
            load.soon,
            load.late,
        )
        for load in loads
    ]
    rows.sort(key=lambda row: (row[1], row[0]))
    return _whole([desk.say("desk.workload.title"), desk.where()], columns, rows, {}, part)


def _people(desk: Desk, part: str | None) -> List:
    if not desk.may("people.appoint"):
        raise NotThere
    q = tidy(desk.request.GET.get("q", "")[:100])
    found = people.accounts(desk.actor, desk.on, q)
    total = found.count()

    def rows() -> Iterator[Sequence[Any]]:
        for start in range(_before(part), min(total, _before(part) + MOST_ROWS), AT_ONCE):
            here = list(found[start : start + AT_ONCE])
            held = people.held_by([user.pk for user in here], desk.on, desk.lang)
            for user in here:
                yield user.name, user.username, "\n".join(said_post(desk, one) for one in held.get(user.pk, []))

    columns = [
        Column(desk.say("desk.account.name"), width=28),
        Column(desk.say("desk.sign-in.username"), width=20),
        Column(desk.say("desk.account.posts"), width=60),
    ]
    return List([desk.say("desk.people.title"), desk.where(), q], columns, rows(), _rows_in(total, part), {"q": q},
        _starts(total),
    )  # fmt: skip


def _offices(desk: Desk, part: str | None) -> List:
    if not desk.may("people.create_office"):
        raise NotThere
    q = tidy(desk.request.GET.get("q", "")[:100])
    columns = [
        Column(desk.say("desk.people.office"), width=48),
        Column(desk.say("desk.offices.code"), width=16),
        Column(desk.say("desk.offices.above"), width=48),
        Column(desk.say("desk.people.from"), "day", 12),
    ]
    rows = [
        (desk.pick(one.names), one.code, desk.pick(one.parent.names) if one.parent else "", one.begins)
        for one in people.offices_called(q, desk.on)
    ]
    return _whole([desk.say("desk.offices.title"), desk.where(), q], columns, rows, {"q": q}, part)


def _places(desk: Desk, part: str | None) -> List:
    asked = sought(desk)
    columns = [
        Column(desk.say("desk.places.unit"), width=48),
        Column(desk.say("desk.places.code"), width=10),
        Column(desk.say("desk.places.valid"), width=28),
        Column(desk.say("desk.places.came-from"), width=60),
    ]
    rows = [(one["name"], one["code"], one["valid"], one["former"]) for one in asked.found]
    title = [desk.say("desk.places.title"), asked.q, words.dmy(asked.day)]
    return _whole(title, columns, rows, {"q": asked.q, "on": asked.on}, part)


def _whole(
    title: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    filters: dict[str, str],
    part: str | None,
) -> List:
    """A list that is read whole."""
    here = rows[_before(part) : _before(part) + MOST_ROWS]
    return List(title, columns, here, len(here) if part is not None else len(rows), filters, _starts(len(rows)))


LISTS: dict[str, Callable[[Desk, str | None], List]] = {
    "cases": _cases,
    "register": _register,
    "workload": _workload,
    "people": _people,
    "offices": _offices,
    "places": _places,
}
