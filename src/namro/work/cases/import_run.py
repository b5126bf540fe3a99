"""One file on its way: looked at, read as somebody confirmed, checked whole, and then taken. Safe to repeat at any
point.

`begin` keeps the file, `choose` says how it is to be read, `import_step` checks it (as much as there is time for),
`take` is the end. A process that dies in between loses at most the rows of the last moment; the same call goes on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Max

from namro.ground import texts
from namro.ground.bulk import laid_beside, room_in_memory
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import may, seat_for
from namro.ground.people.models import Office
from namro.ground.seals.keyed import keyed_hash
from namro.ground.sheets.cells import letter, text_of
from namro.ground.sheets.opening import open_book, rows_of
from namro.rules.packs.current import the_pack
from namro.rules.packs.imports import REPORTER
from namro.rules.packs.refused import Refused
from namro.work.cases import import_actions
from namro.work.cases.history import hash_of
from namro.work.cases.import_actions import BroughtIn, same_file
from namro.work.cases.import_columns import Columns, checked, possible, read_columns
from namro.work.cases.import_look import look_at
from namro.work.cases.import_rows import HIDDEN, Ready, RowReader, Wrong
from namro.work.cases.import_staging import CHECKED, CHECKING, DONE, READ, Staging, waiting
from namro.work.cases.import_writing import sign
from namro.work.cases.models import Case, Import, Imported

PART = 500
"""Rows that are kept together."""
MOST_WRONG = 20_000
"""Wrong rows after which the rest is not looked at: the columns are chosen wrongly then."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. `rows` were read, `of` are there (about); `ready` and `wrong` count rows."""

    token: str
    state: str
    rows: int
    of: int
    ready: int
    wrong: int
    broken: dict[str, Any] | None = None

    @property
    def percent(self) -> int:
        return 100 if self.state in (CHECKED, DONE) else min(99, self.rows * 100 // max(self.of, 1))

    @property
    def measured(self) -> bool:
        """Whether `percent` says anything: not while more rows were read than the file was believed to have, as where a
        workbook does not say how many it has."""
        return self.state in (CHECKED, DONE) or self.rows < self.of


def allowed(actor: Actor, office: Office, now: datetime) -> None:
    """Raises `NotThere` unless the actor may bring files in at the office."""
    if actor.kind == "operator":
        return
    if actor.kind != "staff" or not may(actor, "cases.import", office.pk, on=the_pack().calendar.local(now)):
        raise NotThere


def begin(office: Office, data: bytes, name: str, *, actor: Actor, now: datetime) -> str:
    """Keeps a file and looks at it; gives back the token of the import. The same file again is the same import.

    Raises `NotThere`, Refused `sheets.…` for a file that cannot be read, `cases.import-same-file`.
    """
    allowed(actor, office, now)
    if not possible(the_pack(), office):
        raise Refused("cases.import-not-here", field="office", office=office.code)
    digest = sha256(data).hexdigest()
    token = token_of(office.code, digest)
    try:
        with Staging(token) as staging:
            if staging.meta().get("state"):
                return token
    except NotThere:
        pass
    found = look_at(data, the_pack(), office)
    before = Import.objects.filter(office=office, digest=digest, sheet=found["sheet"]).first()
    if before is not None and len(found["sheets"]) == 1:
        raise same_file(before)
    with Staging.make(
        token, data,
        {
            "office": office.code, "name": texts.line(name, "name", most=10_000)[:120] or "?", "digest": digest,
            "at": now.isoformat(), "by": actor.ref, "by_name": actor.name, "look": found, "state": READ,
        },
    ):  # fmt: skip
        return token


def token_of(office: str, digest: str) -> str:
    """Under which name a file of an office waits."""
    return keyed_hash("import", f"{office}:{digest}".encode()).hex()[:24]


def look_again(token: str, sheet: str, heading: int | None) -> dict[str, Any]:
    """Looks at another sheet of the file, or at it with another row as its heading (None: found by itself)."""
    with Staging(token) as staging:
        found = look_at(staging.upload, the_pack(), _office(staging.meta()), sheet=sheet, heading=heading)
        staging.note(look=found, columns=None, state=READ)
        staging.forget_rows()
        return found


def stand(meta: Mapping[str, Any], progress: Progress) -> str:
    """A mark of how a file is read and what its check found. A form carries it, so that nobody decides by what somebody
    else has changed since."""
    look = meta["look"]
    read = [look["sheet"], look["heading"], meta.get("columns"), progress.state == CHECKED]
    found = [progress.ready, progress.wrong] if progress.state == CHECKED else []
    return sha256(json.dumps([read, found], sort_keys=True).encode()).hexdigest()[:32]


def _as_seen(staging: Staging, seen: str | None) -> None:
    if seen is not None and seen != stand(staging.meta(), progress(staging)):
        raise Refused("cases.import-changed")


def choose(token: str, columns: Columns, *, seen: str | None = None, actor: Actor, now: datetime) -> Columns:
    """Says how the file is to be read, and remembers it for the next file with the same heading.

    `seen`: the `stand` that the form was made from. Raises Refused `cases.import-changed` where it is another by now,
    `cases.import-letters` while old letters were found and nobody has said whether they are to be converted,
    `cases.import-both-ways` while nobody has said it of texts that can be read both ways, and as
    `import_columns.checked`. What had been checked otherwise is forgotten, and so is a check after which another file
    came into the books of the office.
    """
    with Staging(token) as staging:
        _as_seen(staging, seen)
        meta = staging.meta()
        office = _office(meta)
        checked(columns, the_pack(), office)
        if meta["look"]["old"] and not columns.convert:
            raise Refused("cases.import-letters", field="convert")
        if meta["look"].get("both_ways") and not columns.both_ways:
            raise Refused("cases.import-both-ways", field="both_ways")
        if meta["look"]["signature"] and meta["look"]["names"]:
            import_actions.remember_columns(
                office, signature=meta["look"]["signature"], columns=columns, actor=actor, now=now
            )
        books = _books(office)
        if meta.get("columns") != columns.said or meta.get("rules") != _rules(office) or meta.get("books") != books:
            staging.forget_rows()
            staging.note(passed=0)
        elif meta["state"] in (CHECKED, DONE):
            return columns
        staging.note(columns=columns.said, rules=_rules(office), books=books, state=CHECKING, broken=None)
        return columns


def import_step(
    token: str, now: datetime, *, seconds: float | None = None, told: Callable[[Progress], None] | None = None
) -> Progress:
    """Checks as many rows as there is time for (None: all); whoever comes second only hears how far the first is.

    Raises `NotThere`. A file that turns out to be damaged on the way is noted (`broken`), and the import is back at its
    beginning.
    """
    with Staging(token) as staging, staging.alone() as mine:
        if mine and staging.meta()["state"] == CHECKING:
            try:
                _check(staging, now, seconds, told)
            except Refused as refused:
                staging.forget_rows()
                staging.note(state=READ, broken={"code": refused.code, "params": refused.params})
        return progress(staging)


def progress(staging: Staging) -> Progress:
    """How far it is."""
    meta, (ready, wrong) = staging.meta(), staging.count()
    rows = ready + wrong + int(meta.get("passed", 0))
    return Progress(staging.token, meta["state"], rows, meta["look"]["rows"], ready, wrong, meta.get("broken"))


def _check(staging: Staging, now: datetime, seconds: float | None, told: Callable[[Progress], None] | None) -> None:
    meta, pack = staging.meta(), the_pack()
    office, columns = _office(meta), read_columns(meta["columns"])
    book = open_book(staging.upload, pack.imports, pack.legacy)
    reader, ends = RowReader(pack, office, columns, now, book.epoch), time.monotonic() + (seconds or 1e9)
    last = max(columns.heading, int(meta.get("last", 0)))
    passed = int(meta.get("passed", 0))
    hidden = {at for at, held in columns.holds.items() if held.startswith(REPORTER)}
    ready, wrong, cells_of = list[Ready](), list[Wrong](), dict[int, list[str]]()
    number, rows = last, 0
    for number, cells in rows_of(book, columns.sheet):
        if number <= last:
            continue
        found = reader.read(number, cells)
        if found is None:
            passed += 1
        elif isinstance(found, Ready):
            ready.append(found)
        else:
            wrong += found
            cells_of[number] = [HIDDEN if at in hidden and c else text_of(c)[:200] for at, c in enumerate(cells)]
        rows += 1
        if rows % PART == 0:
            _keep(staging, office, ready, wrong, cells_of, number, passed)
            if told is not None:
                told(progress(staging))
            if time.monotonic() > ends or staging.count()[1] > MOST_WRONG:
                break
    else:
        _keep(staging, office, ready, wrong, cells_of, number, passed)
        staging.note(state=CHECKED, checked_at=now.isoformat())
        return
    if staging.count()[1] > MOST_WRONG:
        staging.note(state=CHECKED, checked_at=now.isoformat(), stopped=number)


def _keep(
    staging: Staging, office: Office, ready: list[Ready], wrong: list[Wrong], cells: dict[int, list[str]], last: int,
    passed: int,
) -> None:  # fmt: skip
    """Keeps a part; rows with a number that an earlier row or an earlier import has become wrong."""
    keys = {r.key for r in ready if r.key}
    before: dict[tuple[str, int, str | None], Imported] = {}
    for one in Imported.objects.filter(office=office, key__in=keys).select_related("case", "source") if keys else ():
        before[one.procedure_id, one.year, one.key] = one
    good: list[Ready] = []
    here: dict[tuple[str, int, str], int] = {}
    columns = read_columns(staging.meta()["columns"])
    at = columns.where("old-number")
    column = letter(at) if at is not None else ""
    for row in ready:
        if row.key is None:
            good.append(row)
            continue
        key = (row.case["procedure_id"], row.year, row.key)
        first = here.get(key) or staging.row_of_key(*key)
        if first is None and key not in before:
            here[key] = row.row
            good.append(row)
            continue
        if first is not None:
            told = Wrong(row.row, column, row.number, "cases.import-number-twice", {"row": first, "year": row.year})
        else:
            day = the_pack().calendar.local(before[key].source.at)
            told = Wrong(
                row.row, column, row.number, "cases.import-number-before",
                {"ref": before[key].case.ref, "day": f"{day:%d/%m/%Y}", "year": row.year},
            )  # fmt: skip
        wrong.append(told)
        cells[row.row] = [row.number]
    staging.keep(good, wrong, cells, last, passed)
    ready.clear()
    wrong.clear()
    cells.clear()


def take(token: str, *, leave_out: str = "", seen: str | None = None, actor: Actor, now: datetime) -> BroughtIn:
    """Takes the checked file into the books, and throws away what waited. `seen`: as for `choose`. Raises as
    `import_actions.bring_in`, Refused `cases.import-changed`, and `cases.import-rules-changed` when the pack or the
    office changed since the check. Then, and when what came in meanwhile is in the way, the file is to be checked
    again."""
    with Staging(token) as staging, staging.alone() as mine:
        if not mine:
            raise Refused("cases.import-busy")
        _as_seen(staging, seen)
        meta = staging.meta()
        office = _office(meta)
        allowed(actor, office, now)
        if meta["state"] == CHECKED and meta.get("rules") != _rules(office):
            staging.note(rules=_rules(office))
            _check_anew(staging)
            raise Refused("cases.import-rules-changed")
        _no_reference_twice(staging)
        seat = seat_for(actor, "cases.import", office.pk, None, the_pack().calendar.local(now))
        sign(staging, office, actor, str(seat) if seat else "", now)  # before the writer's place is taken
        with laid_beside(staging.path), room_in_memory():
            try:
                found = import_actions.bring_in(office, token=token, leave_out=leave_out, actor=actor, now=now)
            except Refused as refused:
                if refused.code == "cases.import-meanwhile":
                    _check_anew(staging)
                raise
        staging.throw_away()
        return found


def give_up(token: str, *, actor: Actor, now: datetime) -> None:
    """Throws a file away that was not taken."""
    with Staging(token) as staging, staging.alone() as mine:
        allowed(actor, _office(staging.meta()), now)
        if not mine:
            raise Refused("cases.import-busy")
        staging.throw_away()


def _no_reference_twice(staging: Staging) -> None:
    """A reference is drawn at random, and another case may have drawn the same since."""
    refs = [ref for (ref,) in staging.each("ref")]
    for start in range(0, len(refs), 5000):
        if Case.objects.filter(ref__in=refs[start : start + 5000]).exists():
            _check_anew(staging)
            raise Refused("cases.import-meanwhile")


def _check_anew(staging: Staging) -> None:
    staging.forget_rows()
    staging.note(state=CHECKING, passed=0)


def _books(office: Office) -> int:
    """Which file came last into the books of the office; 0 where none did."""
    return Import.objects.filter(office=office).aggregate(last=Max("pk"))["last"] or 0


def _office(meta: dict[str, Any]) -> Office:
    found = Office.objects.select_related("unit").filter(code=meta["office"]).first()
    if found is None:
        raise NotThere
    return found


def _rules(office: Office) -> str:
    """What the check depends on besides the file: the procedures, the calendar, where the office is."""
    pack = the_pack()
    parts = [hash_of(pack, rules) for rules in pack.procedures]
    return sha256("\n".join([*parts, pack.calendar.fingerprint(), office.unit.ref]).encode()).hexdigest()


def waiting_at(actor: Actor, now: datetime) -> list[tuple[dict[str, Any], Progress]]:
    """The imports that wait at the offices where the actor may bring files in, the newest first."""
    found = []
    for token in waiting():
        try:
            with Staging(token) as staging:
                meta = staging.meta()
                allowed(actor, _office(meta), now)
                found.append((meta, progress(staging)))
        except (NotThere, KeyError):
            continue
    return sorted(found, key=lambda one: str(one[0]["at"]), reverse=True)


def opened(token: str, *, actor: Actor, now: datetime) -> tuple[dict[str, Any], Progress]:
    """What is known of an import, and how far it is. Raises `NotThere`."""
    with Staging(token) as staging:
        meta = staging.meta()
        allowed(actor, _office(meta), now)
        return meta, progress(staging)
