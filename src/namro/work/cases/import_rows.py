"""One row of an older register as a case, or what is wrong with it: which cell, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, cast

from namro.ground import texts
from namro.ground.people.models import Office
from namro.ground.places.exact import Places
from namro.ground.places.fold import fold, squeeze
from namro.ground.places.models import Unit
from namro.ground.places.queries import path
from namro.ground.seals.sealing import shut
from namro.ground.sheets.cells import EPOCH, Broken, Value, day_of, letter, text_of, time_of
from namro.ground.sheets.legacy import modern_row
from namro.rules.packs.imports import FIELD, REPORTER
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import RECEIVED, FormField, Pack, Procedure
from namro.work.cases import import_columns, receipts
from namro.work.cases.answers import checked_answers, checked_identity, flags_of, summary_of
from namro.work.cases.cache import clock_of, folded, row_of
from namro.work.cases.digests import fresh_salt, of_identity, of_name, of_said, of_words
from namro.work.cases.history import hash_of
from namro.work.cases.import_columns import KEEP, OFFICE, YEAR_END, Columns, possible, state_words, version_on
from namro.work.cases.models import Case
from namro.work.cases.names import Kept, kept_of
from namro.work.cases.payload import Heard, Written, closed_said, closed_words, new_key
from namro.work.cases.states import Act, reduce

NUMBER, KEY, SHOWN = 60, 60, 60
HIDDEN = "•••"
"""Stands for what says who somebody is."""
_day_of = lru_cache(maxsize=20_000, typed=True)(day_of)  # a register has far fewer days than rows
_folded = lru_cache(maxsize=20_000)(fold)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell: row, letter of the column ("" for the whole row), what it says (never who somebody
    is), and the code of the sentence with its values."""

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Ready:
    """A row as it will be written: the case's columns, its key as it is kept, what was said, closed under it, the
    structure of its one action, its words, closed too, with their digests, its clocks, and who it was, sealed. Who
    takes it, and when, only the action will know."""

    row: int
    ref: str
    key: str | None
    year: int
    number: str
    case: dict[str, Any]
    wrapped: bytes
    said: bytes
    data: dict[str, Any]
    words: dict[str, tuple[bytes, str]]
    clocks: list[dict[str, Any]]
    sealed: bytes | None
    sealed_key: str
    named: Kept | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is searched by of a case that is not there yet."""

    ref: str
    place_ref: str
    place_name: str
    summary: str


@dataclass(frozen=True, slots=True)
class _Stands:
    """Where a case stands, as its row and its clocks keep it; its number, holder and search key are its own."""

    columns: dict[str, Any]
    clocks: list[dict[str, Any]]


class RowReader:
    """Reads rows of one file of one office at `now`. Everything that it looks up it looks up once."""

    def __init__(self, pack: Pack, office: Office, columns: Columns, now: datetime, epoch: datetime = EPOCH) -> None:
        self.epoch = epoch
        self.pack, self.office, self.columns, self.now = pack, office, columns, now
        self.on = pack.calendar.local(now)
        self.at = {held: at for at, held in columns.holds.items()}
        self.places = Places(office.unit)
        self.procedures = {r.id: r for r in possible(pack, office)}
        self.kinds = {fold(name): r.id for r in self.procedures.values() for name in r.names.values()}
        self.channels = {fold(w): c for c, words in pack.imports.channels.items() for w in words}
        self.channels |= {name: name for name in Case.CHANNELS if name != Case.OPEN311}
        self.sums = tuple(fold(word) for word in pack.imports.sums)
        self.posts = import_columns.posts_by_name(office, self.on)
        self._words: dict[str, dict[str, str]] = {}
        self._standing = lru_cache(maxsize=20_000)(self._where_it_stands)
        self._paths: dict[tuple[int, bool], str] = {}
        self._loose: dict[str, Procedure] = {}
        self._versions: dict[str, Procedure] = {}

    def read(self, number: int, cells: Sequence[Value]) -> Ready | list[Wrong] | None:
        """The row as it will be written, what is wrong with it, or None for a row that is no case (a sum, a
        heading)."""
        unsure: list[int] = []
        if self.columns.convert:
            keep, letters = self.columns.both_ways == KEEP, self.columns.letters
            cells, unsure = modern_row(cells, self.pack.imports, self.pack.legacy, letters, keep=keep)
        if self._is_no_case(cells):
            return None
        if unsure and not self.columns.both_ways:
            return [self._both_ways(number, at, cells[at]) for at in unsure]
        return _Row(self, number, cells).read()

    def _both_ways(self, number: int, at: int, cell: Value) -> Wrong:
        """Of a cell that can be read both ways, while nobody has said which is right."""
        shown = HIDDEN if self.columns.holds.get(at, "").startswith(REPORTER) else text_of(cell)[:SHOWN]
        return Wrong(number, letter(at), shown, "cases.import-both-ways")

    def _is_no_case(self, cells: Sequence[Value]) -> bool:
        """Whether the row is a sum (its first cell says so, and there is no content) or repeats the heading."""
        first = next((text_of(c) for c in cells if c not in (None, "")), "")
        folded = _folded(first[:SHOWN])
        if any(folded == word or folded.startswith(f"{word} ") for word in self.sums) and not self._says(cells):
            return True
        received = cells[self.at["received"]] if self.at["received"] < len(cells) else None
        if _day_of(received, self.on.year, self.epoch) is not None:
            return False
        return self._repeats(cells)

    def _says(self, cells: Sequence[Value]) -> bool:
        """Whether a column of content says something."""
        return any(
            at < len(cells) and cells[at] not in (None, "") for held, at in self.at.items() if held.startswith(FIELD)
        )

    def _repeats(self, cells: Sequence[Value]) -> bool:
        known = [fold(word) for word in self.pack.imports.columns.get("received", ())]
        at = self.at["received"]
        return at < len(cells) and fold(text_of(cells[at])) in known

    def words(self, rules: Procedure) -> dict[str, str]:
        """State by what a register writes for it, with what the person who imports has said."""
        found = self._words.get(rules.id)
        if found is None:
            found = self._words[rules.id] = {**state_words(self.pack, rules), **self.columns.states.get(rules.id, {})}
        return found

    def loose(self, rules: Procedure) -> Procedure:
        """The procedure with nothing required: a paper register asked less than today's form."""
        found = self._loose.get(rules.version)
        if found is None:
            asks = {k: a.model_copy(update={"required": False}) for k, a in rules.reporter.asks.items()}
            fields = tuple(f.model_copy(update={"required": False}) for f in rules.fields)
            reporter = rules.reporter.model_copy(update={"named": "optional", "asks": asks})
            found = self._loose[rules.version] = rules.model_copy(update={"fields": fields, "reporter": reporter})
        return found

    def path(self, unit: Any, on: date) -> str:
        key = (unit.pk, unit.stands(on))
        if key not in self._paths:
            self._paths[key] = path(unit, on=on if unit.stands(on) else None)[:200]
        return self._paths[key]

    def standing(self, rules: Procedure, data: Mapping[str, Any], at: datetime) -> _Stands:
        """Where the case stands; the same for all that came in at one instant in one state."""
        version = data["procedure"]
        self._versions[version] = rules
        of = (data["state"], at, data.get("since"), data.get("closed_at"), data["named"], tuple(data.get("flags", ())))
        return self._standing(version, *of)

    def _where_it_stands(
        self,
        version: str,
        state: str,
        at: datetime,
        since: str | None,
        closed: str | None,
        named: bool,
        flags: tuple[str, ...],
    ) -> _Stands:
        data: dict[str, Any] = {
            "procedure": version, "office": self.office.pk, "office_kind": self.office.kind, "channel": "", "named":
            named,
            "state": state, "since": since, "closed_at": closed, "flags": flags,
        }  # fmt: skip
        rules = self._versions[version]
        standing = reduce({version: (self.pack, rules)}, [Act(1, "import", None, at, data)])
        columns = row_of(cast(Case, _Shown("", "", "", "")), rules, standing)
        return _Stands(columns, [{"clock": run.clock, "run": run.run, **clock_of(run)} for run in standing.runs])


class _Row:
    """One row while it is read."""

    def __init__(self, reader: RowReader, number: int, cells: Sequence[Value]) -> None:
        self.of, self.number, self.cells = reader, number, cells
        self.wrongs: list[Wrong] = []

    def value(self, what: str) -> Value:
        at = self.of.at.get(what)
        return self.cells[at] if at is not None and at < len(self.cells) else None

    def text(self, what: str, most: int = texts.TEXT) -> str:
        """The cell's text; a broken cell or one that is too long is wrong."""
        value = self.value(what)
        if value is None or value == "":
            return ""
        if isinstance(value, Broken):
            self.wrong(what, "cases.import-formula" if value.text == "=" else "cases.import-broken-cell")
            return ""
        found = texts.clean(text_of(value))
        if len(found) > most:
            self.wrong(what, "cases.import-too-long", most=most, length=len(found))
            return ""
        return found

    def wrong(self, what: str, code: str, **params: Any) -> None:
        at = self.of.at.get(what)
        hidden = what.startswith(REPORTER)
        shown = "" if at is None else HIDDEN if hidden and self.value(what) else text_of(self.value(what))
        column = letter(at) if at is not None else ""
        if not any(w.column == column and w.code == code for w in self.wrongs):
            self.wrongs.append(Wrong(self.number, column, shown[:SHOWN], code, params))

    def day(self, what: str, *, needed: bool = False) -> tuple[date, time | None] | None:
        text = self.text(what, 200)
        if not text:
            if needed and not self.wrongs:
                self.wrong(what, "cases.import-no-day")
            return None
        found = _day_of(self.value(what), self.of.on.year, self.of.epoch)
        if found is None:
            self.wrong(what, "cases.import-bad-day")
        elif found[0] > self.of.on:
            self.wrong(what, "cases.import-day-to-come", day=f"{found[0]:%d/%m/%Y}")
        elif found[0].year < 1945:
            self.wrong(what, "cases.import-bad-day")
        else:
            return found
        return None

    def moment(self, on: date, at: time | None) -> datetime:
        """The local instant; where only the day is known, midnight at its beginning."""
        return datetime.combine(on, at or time(0), tzinfo=self.of.pack.calendar.zone)

    def read(self) -> Ready | list[Wrong]:
        of = self.of
        received = self.day("received", needed=True)
        on, at = received or (of.on, None)  # the rest of a row without its day is looked at all the same
        rules = self._procedure(on)
        at = self._time(at)
        if rules is None:
            return self.wrongs
        came_in = min(self.moment(on, at), of.now)
        registered = self.day("registered")
        data: dict[str, Any] = {
            "procedure": hash_of(of.pack, rules),
            "office": of.office.pk,
            "office_kind": of.office.kind,
            "channel": self._channel(),
            "received_at": came_in.isoformat(),
        }
        state, outcome = self._state(rules)
        data["state"] = state
        if registered:
            data["registered_on"] = registered[0].isoformat()
        if number := texts.line(self.text("old-number", NUMBER), "old-number", most=NUMBER):
            data["old_number"] = number
        self._dates(rules, state, on, came_in, data, known=received is not None)
        self._handler(rules, state, data)
        unit, place_ref, place_name, where = self._place(on)
        if flags := flags_of(rules, (unit or of.office.unit).remote):
            data["flags"] = flags
        said = self._said(rules, place_ref, where)
        who = self._who(rules)
        data["named"] = bool(who)
        words = {"note": self.text("note"), "outcome": "\n".join(t for t in (outcome, self.text("outcome")) if t)}
        if due := self.text("due", 200):
            words["due"] = due
        if self.wrongs:
            return self.wrongs
        return self._ready(
            rules, data, {k: v for k, v in words.items() if v}, said, who, came_in, place_ref, place_name
        )

    # -- the parts --

    def _procedure(self, on: date) -> Procedure | None:
        of, found = self.of, self.of.columns.procedure
        if "procedure" in of.at and (text := self.text("procedure", 200)):
            wanted = of.kinds.get(fold(text)) or (text if text in of.procedures else "")
            if not wanted:
                known = ", ".join(r.names[of.pack.language] for r in of.procedures.values())
                self.wrong("procedure", "cases.import-unknown-procedure", known=known)
                return None
            found = wanted
        if not found:
            self.wrong("procedure", "cases.import-no-procedure")
            return None
        return version_on(of.pack, found, on)

    def _channel(self) -> str:
        text = self.text("channel", 200)
        if not text:
            return self.of.columns.channel
        found = self.of.channels.get(_folded(text))
        if found is None:
            self.wrong("channel", "cases.import-unknown-channel")
        return found or self.of.columns.channel

    def _time(self, at: time | None) -> time | None:
        text = self.text("time", 60)
        if not text:
            return at
        found = time_of(self.value("time"))
        if found is None:
            self.wrong("time", "cases.import-bad-time")
        return found or at

    def _state(self, rules: Procedure) -> tuple[str, str]:
        """The state, and the text of the result where it says more than the name of the state."""
        columns, text = self.of.columns, self.text("state")
        known = rules.states
        if not text:
            if columns.state not in known:
                self.wrong("state", "cases.import-no-state")
            return columns.state, ""
        words = self.of.words(rules)
        found = words.get(_folded(text))
        if found is not None:
            return found, ""
        if columns.other_state in known:
            return columns.other_state, text
        self.wrong("state", "cases.import-unknown-state")
        return columns.state, text

    def _dates(
        self, rules: Procedure, state: str, on: date, came_in: datetime, data: dict[str, Any], *, known: bool
    ) -> None:
        rule = rules.states.get(state)
        ended, since = self.day("ended"), self.day("since")
        for what, day in (("ended", ended), ("since", since)):
            if known and day and day[0] < on:
                self.wrong(what, "cases.import-before-receipt", day=f"{on:%d/%m/%Y}")
        if rule is None:
            return
        if rule.open:
            if since and state != RECEIVED:
                data["since"] = max(min(self.moment(*since), self.of.now), came_in).isoformat()
            return
        if ended is None:
            last = date(on.year, 12, 31)
            if self.of.columns.no_end != YEAR_END or last > self.of.on:
                self.wrong("ended" if "ended" in self.of.at else "state", "cases.import-no-end")
                return
            data["end_unknown"] = True
            ended = (last, None)
        data["closed_at"] = max(min(self.moment(*ended), self.of.now), came_in).isoformat()

    def _handler(self, rules: Procedure, state: str, data: dict[str, Any]) -> None:
        rule = rules.states.get(state)
        text = self.text("handler", 200)
        if not text or rule is None or not rule.open:
            return
        posts = self.of.posts.get(fold(text), set())
        if len(posts) == 1:
            data["post"] = next(iter(posts))
        else:
            self.wrong("handler", "cases.import-which-handler" if posts else "cases.import-unknown-handler")

    def _place(self, on: date) -> tuple[Unit | None, str, str, dict[str, str]]:
        """The unit, its reference and name, and the answer to a question about a place."""
        of, text = self.of, texts.line(self.text("place", 500), "place", most=500)
        if not text:
            return None, "", "", {}
        meant = of.places.meant(text, on, of.on)
        if of.columns.no_place == OFFICE and (meant.far or not meant.units):
            unit, detail = of.office.unit, text
        elif meant.far or len(meant.units) > 1:
            names = "; ".join(of.path(unit, on) for unit in meant.units[:6])
            self.wrong("place", "cases.import-far-place" if meant.far else "cases.import-which-place", units=names)
            return None, "", "", {}
        elif meant.units:
            unit, detail = meant.units[0], meant.rest
        else:
            units = "; ".join(of.path(unit, on) for unit in (meant.near or meant.above)[:6])
            code = "cases.import-only-a-district" if meant.above else "cases.import-other-accents"
            self.wrong("place", code if units else "cases.import-unknown-place", **({"units": units} if units else {}))
            return None, "", "", {}
        where = {"ref": unit.ref, "name": of.path(unit, on)} | ({"detail": detail} if detail else {})
        return unit, unit.ref, where["name"], where

    def _said(self, rules: Procedure, place_ref: str, where: dict[str, str]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for asked in rules.fields:
            if asked.kind == "place" and where and not any(isinstance(v, dict) and "ref" in v for v in given.values()):
                given[asked.id] = where
            elif FIELD + asked.id in self.of.at and (value := self._answer(asked)) is not None:
                given[asked.id] = value
        content = [f.id for f in rules.fields if f.kind in ("text", "long-text")]
        if not any(given.get(name) for name in content):
            first = next((FIELD + name for name in content if FIELD + name in self.of.at), "")
            self.wrong(first, "cases.import-no-content")
            return {}
        try:
            return checked_answers(self.of.loose(rules), given, self.of.on, place_ref)
        except Refused as refused:
            self.wrong(FIELD + str(refused.field), refused.code, **refused.params)
            return {}

    def _answer(self, asked: FormField) -> Any:
        what = FIELD + asked.id
        if asked.kind == "date-or-period":
            found = self.day(what)
            return None if found is None else {"from": found[0].isoformat(), "to": found[0].isoformat()}
        text = self.text(what)
        if not text or asked.kind not in ("choice", "yes-no"):
            return (" ".join(text.split()) if asked.kind == "text" else text) or None
        if asked.kind == "choice":
            names = {fold(n): key for key, option in asked.options.items() for n in (key, *option.values())}
            if fold(text) not in names:
                self.wrong(what, "cases.unknown-option")
            return names.get(fold(text))
        if fold(text) in ("true", "1", "x", "co", "yes"):
            return True
        if fold(text) in ("false", "khong", "no"):
            return False
        self.wrong(what, "cases.yes-or-no")
        return None

    def _who(self, rules: Procedure) -> dict[str, str]:
        given = {name: text for name in rules.reporter.asks if (text := self.text(REPORTER + name, 1000))}
        kept: dict[str, str] = {}
        loose = self.of.loose(rules)
        for name, text in given.items():
            try:
                kept |= checked_identity(loose, {name: text})
            except Refused as refused:
                self.wrong(REPORTER + name, refused.code, **{k: v for k, v in refused.params.items() if k != "value"})
        return kept

    def _ready(
        self, rules: Procedure, data: dict[str, Any], words: dict[str, str], said: dict[str, Any], who: dict[str, str],
        came_in: datetime, place_ref: str, place_name: str,
    ) -> Ready:  # fmt: skip
        of = self.of
        ref = receipts.new_reference()
        on = of.pack.calendar.local(came_in)
        case = _Shown(ref, place_ref, place_name, summary_of(rules, said))
        key, heard = new_key(ref), Heard(said, fresh_salt())
        data["bound"] = {"said": of_said(cast(Case, case), heard)}
        who_sealed = shut(f"case:{ref}", who) if who else None
        if who_sealed is not None:
            data["bound"]["identity"] = of_identity(who_sealed)
        if (named := kept_of(rules, who)) is not None:
            data["bound"]["name"] = of_name(ref, *named)
        written: dict[str, tuple[bytes, str]] = {}
        for part, body in words.items():
            one = Written(part, body, fresh_salt())
            written[part] = (closed_words(key, one), of_words(one))
        number = data.get("old_number", "")
        stands = of.standing(rules, data, came_in)
        year = int(data.get("registered_on", on.isoformat())[:4])
        columns = {
            "ref": ref, "procedure_id": rules.id, "channel": data["channel"], "received_at": came_in, "received_on": on,
            "place_ref": place_ref, "place_name": place_name, "summary": case.summary,
            **stands.columns, "number": number, "assignee_id": data.get("post"),
            "folded": folded(cast(Case, case), rules, number, old_number=number),
        }  # fmt: skip
        return Ready(
            row=self.number,
            ref=ref,
            key=squeeze(fold(number))[:KEY] or None,
            year=year,
            number=number,
            case=columns,
            wrapped=key.wrapped,
            said=closed_said(key, heard),
            data=data,
            words=written,
            clocks=stands.clocks,
            sealed=who_sealed.ciphertext if who_sealed is not None else None,
            sealed_key=who_sealed.key_id if who_sealed is not None else "",
            named=named,
        )
