"""Many people or offices at once: rows copied in Excel are checked whole, then all of them are entered or none.

The check carries every row out by the same actions and undoes it: what it finds right will be right, and what is wrong
is said by row and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.inputs import tidy
from namro.doors.desk.page import Desk, Wrong, page
from namro.doors.desk.people import given_post, one_time_password
from namro.doors.desk.places import find
from namro.doors.desk.unsaved import given_back
from namro.ground.gate import people_actions as actions
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries
from namro.ground.people.models import Office, User
from namro.ground.places.fold import fold
from namro.ground.places.models import Unit
from namro.ground.places.queries import by_ref
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import OfficeKind

MOST = 50
"""Rows that are entered together: each person's password takes a good part of a second."""
LIKE = 20
"""Units of a like name that are looked through."""
LONGEST = 40_000
"""Characters that are read at all."""

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """What can be pasted. `back`, `title`: the page of its list and the key of that page's name. `columns`: name of the
    cell and the key of its heading; `checks` look at one cell each, so that everything wrong in a row is found; `one`
    enters a row and gives back what it became; `after` does what need not be done together, and gives back a last cell
    for each."""

    back: str
    title: str
    actions: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    checks: tuple[Callable[[Desk, Cells], object], ...]
    one: Callable[[Desk, Cells], User | Office]
    after: Callable[[Desk, User | Office], str] | None = None


@dataclass(slots=True)
class _Done:
    """What came of the rows: as they stand, with what each became, and what is wrong."""

    rows: list[tuple[list[str], User | Office]] = field(default_factory=list)
    wrongs: list[dict[str, Any]] = field(default_factory=list)


@page("GET", "POST")
def paste(desk: Desk, what: str) -> HttpResponse:
    """Rows are pasted, looked at, and entered."""
    way = WAYS.get(what)
    if way is None or not all(desk.may(action) for action in way.actions):
        raise NotThere
    pasted = str(desk.request.POST.get("pasted", "")).replace("\0", "")
    shown: dict[str, Any] = {
        "what": what, "title": desk.say(f"desk.paste.{what}"), "lead": desk.say(f"desk.paste.{what}.lead", most=MOST),
        "columns": [desk.say(key) for _, key in way.columns], "back": desk.url(way.back),
        "back_name": desk.say(way.title), "pasted": pasted[:LONGEST],
    }  # fmt: skip
    if desk.request.method == "GET" or given_back(desk.request):
        return desk.answer("paste", **shown)
    rows = _rows(desk, way, pasted[:LONGEST])
    if not rows or len(rows) > MOST or len(pasted) > LONGEST:
        key = "desk.paste.too-many" if rows else "desk.paste.nothing"
        return desk.answer("paste", wrongs=[Wrong(desk.say(key, most=MOST), "pasted")], **shown)
    keep = desk.request.POST.get("go") == "do"
    done = _enter(desk, way, rows, keep=keep)
    if not keep or done.wrongs:
        n = len({cell["row"] for cell in done.wrongs})
        wrongs = [Wrong(desk.say("desk.paste.wrong", n=n), "wrong")] if n else []
        ready = [_labelled(shown["columns"], row) for row, _ in done.rows]
        return desk.answer("paste", wrongs=wrongs, cells=done.wrongs, ready=ready, **shown)
    entered = [[*row, way.after(desk, one)] if way.after else row for row, one in done.rows]
    if way.after:
        shown["columns"] = [*shown["columns"], desk.say(f"desk.paste.{what}.after")]
    said = desk.say(f"desk.paste.{what}.done", n=len(entered))
    made = [_labelled(shown["columns"], row) for row in entered]
    return desk.answer("paste-done", made=made, said=said, **shown)


def _labelled(columns: Sequence[str], row: Sequence[str]) -> list[tuple[str, str]]:
    """Each cell with the name of its column, which stands beside it where the screen is narrow."""
    return list(zip(columns, row, strict=True))


def _rows(desk: Desk, way: Way, pasted: str) -> list[tuple[int, list[str]]]:
    """The rows that say something as (number, cells), without a line of headings."""
    read = csv.reader(io.StringIO(pasted), delimiter="\t")
    try:
        rows = [(n, [tidy(cell) for cell in row]) for n, row in enumerate(read, start=1)]
    except csv.Error:
        return []
    rows = [(n, row) for n, row in rows if any(row)]
    known = {fold(words.say(lang, key)) for lang in words.languages() for _, key in way.columns}
    if rows and sum(fold(cell) in known for cell in rows[0][1]) >= 2:
        del rows[0]
    return rows


def _enter(desk: Desk, way: Way, rows: Sequence[tuple[int, list[str]]], *, keep: bool) -> _Done:
    done, width = _Done(), len(way.columns)
    with transaction.atomic():
        for number, row in rows:
            row = [*row, *[""] * width][:width]
            cells = {name: cell for (name, _), cell in zip(way.columns, row, strict=True)}
            found: dict[str | None, Refused] = {}
            for check in way.checks:
                try:
                    check(desk, cells)
                except Refused as refused:
                    found[refused.field] = refused
            try:
                with transaction.atomic():
                    done.rows.append((row, way.one(desk, cells)))
            except Refused as refused:
                found.setdefault(refused.field, refused)
            order = [name for name, _ in way.columns]
            for one in sorted(found.values(), key=lambda said: order.index(said.field) if said.field in order else 0):
                done.wrongs.append(_wrong(desk, way, number, cells, one))
        if done.wrongs or not keep:
            transaction.set_rollback(True)
    return done


def _wrong(desk: Desk, way: Way, number: int, cells: Cells, refused: Refused) -> dict[str, Any]:
    names = dict(way.columns)
    where = refused.field if refused.field in names else next(iter(names))
    says = desk.say("desk.paste.not-yours") if refused.code == "gate.not-found" else desk.refusal(refused).text
    return {"row": number, "column": desk.say(names[where]), "value": cells[where], "says": says}


def _person(desk: Desk, cells: Cells) -> User:
    by: dict[str, Any] = {"actor": desk.actor, "now": desk.now}
    username = cells["username"].casefold()
    user = actions.create_user(None, username=username, name=cells["name"][:120], password=None, **by)
    if cells["role"] or cells["office"]:
        given_post(user, _office(desk, cells), _role(desk, cells), desk.on, None, **by)
    return user


def _password(desk: Desk, user: User | Office) -> str:
    assert isinstance(user, User)
    password = one_time_password()
    actions.set_password(user, password=password, actor=desk.actor, now=desk.now)
    return password


def _role(desk: Desk, cells: Cells) -> str:
    """The role that is named; "" for a person without a post."""
    text = fold(cells["role"])
    if not text and not cells["office"]:
        return ""
    roles = {fold(name): role.id for role in desk.pack.roles.values() for name in (role.id, *role.names.values())}
    if text not in roles:
        known = ", ".join(desk.pick(role.names) for role in desk.pack.roles.values())
        raise Refused("people.which-role", field="role", known=known)
    return roles[text]


def _where(desk: Desk, cells: Cells) -> None:
    if cells["role"] or cells["office"]:
        _office(desk, cells)


def _office(desk: Desk, cells: Cells) -> Office:
    wanted = fold(cells["office"])
    found = [
        office for office in queries.offices(desk.on)
        if wanted and wanted in {fold(office.code), *(fold(name) for name in office.names.values())}
    ]  # fmt: skip
    if len(found) != 1:
        raise Refused("people.which-office", field="office", n=len(found))
    return found[0]


def _kind(desk: Desk, cells: Cells) -> OfficeKind:
    kinds = {
        fold(said): kind
        for kind in desk.pack.offices.values()
        if kind.parent is not None  # the one above all is made with the installation
        for said in (kind.id, *(name.format(unit="") for name in kind.names.values()))
    }
    found = kinds.get(fold(cells["kind"]))
    if found is None:
        raise Refused("people.which-kind", field="kind", known=", ".join(sorted({k.id for k in kinds.values()})))
    return found


def _unit(desk: Desk, cells: Cells) -> Unit:
    found = _units(desk, cells["unit"][:100])
    if len(found) != 1:
        raise Refused("people.which-unit", field="unit", known="; ".join(one["name"] for one in found[:6]))
    return by_ref(found[0]["ref"])


def _new_office(desk: Desk, cells: Cells) -> Office:
    kind, unit = _kind(desk, cells), _unit(desk, cells)
    parent = queries.office_above(kind.parent or "", unit, desk.on)
    if parent is None:
        raise Refused("people.nothing-above", field="unit")
    return actions.create_office(
        parent, kind=kind.id, unit=unit, begins=desk.on, code=cells["code"] or None, actor=desk.actor, now=desk.now
    )


def _units(desk: Desk, text: str) -> list[dict[str, Any]]:
    """The units that are called so, with their kind or without; else those that are found."""
    found = find(desk, text, desk.on, LIKE) if text else []
    wanted = fold(text)
    called = [one for one in found if wanted in (fold(one["name"].partition(",")[0]), fold(one["name"]), one["code"])]
    return called or found


WAYS = {
    "people": Way(
        "people",
        "desk.people.title",
        ("people.create_user", "people.set_password"),
        (
            ("name", "desk.account.name"), ("username", "desk.sign-in.username"), ("role", "desk.people.role"),
            ("office", "desk.people.office"),
        ),
        (_role, _where),
        _person,
        _password,
    ),
    "offices": Way(
        "offices",
        "desk.offices.title",
        ("people.create_office",),
        (("kind", "desk.offices.kind"), ("unit", "desk.offices.unit"), ("code", "desk.offices.code")),
        (_kind, _unit),
        _new_office,
    ),
}  # fmt: skip
