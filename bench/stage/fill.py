"""Fills the database named by DATABASE_URL (or NAMRO_HOME) with as many cases as asked, quickly.

    PYTHONPATH=. DATABASE_URL=… .venv/bin/python -m bench.stage.fill --cases 100000

Offices, posts and people come from the demonstration's own builder, through actions. The cases are written in bulk, but
nothing of them is made up beside the engine: each way that a matter goes is read once by the reducer for each hour in
which it may begin, and what the reducer says is written for every case that goes that way, with the acts, the trail's
entries and their salted digests. `namro recheck` finds nothing; the last step here lets it look at some of them.

126 wards share the cases evenly over 18 months; one in twenty is open and no older than six weeks. What is left out:
sealed identities and the sealing of the trail's entries (the queue is left empty).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
os.environ.setdefault("NAMRO_PACK", str(Path(__file__).resolve().parent.parent.parent / "packs/vn"))

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench.stage.lives import LIVES, LONGEST, REPORTER, Life  # noqa: E402
from bench.stage.multiply import LETTERS  # noqa: E402
from bench.stage.writing import Tables  # noqa: E402
from namro.doors.cli.demo import script, town  # noqa: E402
from namro.ground.gate import guard  # noqa: E402
from namro.ground.gate.context import canonical  # noqa: E402
from namro.ground.people.actors import reporter  # noqa: E402
from namro.ground.people.models import Office, User  # noqa: E402
from namro.ground.places import queries as places  # noqa: E402
from namro.ground.places.fold import fold  # noqa: E402
from namro.ground.seals.shreddable import OwnKey  # noqa: E402
from namro.ground.trail.canonical import VERSION, digest, microseconds  # noqa: E402
from namro.rules.clocks.terms import Unit  # noqa: E402
from namro.rules.packs.current import the_pack  # noqa: E402
from namro.rules.packs.schema import Pack, Procedure  # noqa: E402
from namro.work.cases import digests, payload, receipts  # noqa: E402
from namro.work.cases.answers import summary_of  # noqa: E402
from namro.work.cases.cache import FOLDED, clock_of, row_of  # noqa: E402
from namro.work.cases.history import frozen, hash_of  # noqa: E402
from namro.work.cases.models import Case, Done, Receipt  # noqa: E402
from namro.work.cases.states import Act, Standing, reduce  # noqa: E402

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC) - timedelta(hours=7)
DAYS = 540
OPEN_DAYS = 42
APIECE = 50_000
"""Cases that are written one by one; more are copies of them."""
HOURS = (9, 14)
WARD, OTHER, POST = -1, -2, -3  # stand for the ward, the investigators and the post until a case has its own


@dataclass(slots=True)
class Template:
    """What the reducer makes of one life that begins in one hour."""

    procedure: Procedure
    version: str
    life: Life
    at: datetime
    acts: list[Act]
    standing: Standing
    row: dict[str, Any]
    clocks: list[tuple[str, int, bool, dict[str, Any]]]  # id, running, whether its limit is in hours, columns


@dataclass(slots=True)
class Ward:
    """An office that receives, with who works there."""

    office: Office
    place_ref: str
    place_name: str
    folded: str
    seats: dict[str, tuple[int, User]]
    numbers: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def code_for(seed: int, nth: int) -> str:
    """The secret code of the `nth` case of a filling, for whoever measures following."""
    return receipts.code_of(random.Random(f"{seed}/{nth}").getrandbits(receipts.BITS))


class Filling:
    """One filling of an empty, migrated database."""

    def __init__(self, cases: int, *, open_share: float = 0.05, seed: int = 1, now: datetime = NOW) -> None:
        self.cases, self.open_share, self.seed, self.now = cases, open_share, seed, now
        self.pack: Pack = the_pack()
        self.city = script.read(self.pack, "hanoi")
        self.draw = random.Random(seed)
        self.templates: dict[tuple[str, int, datetime], Template] = {}
        self.lives = {
            (name, is_open): [
                (nth, life) for nth, life in enumerate(LIVES) if life.procedure == name and life.open is is_open
            ]
            for name in self.city.mixture for is_open in (True, False)
        }  # fmt: skip
        self.versions = {p.version: hash_of(self.pack, p) for p in self.pack.procedures}
        self.folded_names = {p.version: fold(" | ".join(p.names.values())) for p in self.pack.procedures}

    def town(self) -> None:
        """Offices, posts and people, through the actions that make them."""
        calendar = self.pack.calendar
        today = calendar.local(self.now)
        first = calendar.add_days(today, -DAYS - 30)
        with transaction.atomic():
            built = town.build(
                self.city, self.pack, (), first=first, today=today, now=self.now, draw=random.Random(self.seed)
            )
            with guard.outside("the versions that the filling opens its cases under"):
                for procedure in self.pack.procedures:
                    frozen(self.pack, procedure)
        self.investigation = built.of_kind("investigation")
        self.wards = []
        offices = [office for (kind, _), office in built.offices.items() if kind == "commune-police"]
        names = places.paths([office.unit for office in offices], on=today)
        for office in offices:
            seats = {
                role: (built.posts[office.pk, role][0].pk, built.holders[office.pk, role][0])
                for role in ("duty-officer", "handler", "head")
            }
            name = names[office.unit_id]
            self.wards.append(Ward(office, office.unit.ref, name, fold(name), seats))

    def template(self, name: str, nth: int, life: Life, at: datetime) -> Template:
        """Reads the life once for each hour in which it may begin."""
        key = (name, nth, at)
        found = self.templates.get(key)
        if found is None:
            if len(self.templates) > 60_000:
                self.templates.clear()
            found = self.templates[key] = self._read(life, at)
        return found

    def _read(self, life: Life, at: datetime) -> Template:
        pack = self.pack
        procedure = pack.procedure(life.procedure, pack.calendar.local(at))
        version = self.versions[procedure.version]
        first = {
            "procedure": version, "office": WARD, "office_kind": "commune-police", "channel": "web", "named": True,
            "received_at": at.isoformat(),
        }  # fmt: skip
        acts = [Act(1, "receive", None, at, first)]
        for turn in life.turns:
            when = at + timedelta(days=turn.days, hours=turn.hours)
            if when + timedelta(hours=1) > self.now:
                break
            if turn.role == REPORTER:
                acts.append(Act(len(acts) + 1, turn.step, None, when, {"by_reporter": True}))
                continue
            step = procedure.steps[turn.step]
            acts.append(Act(len(acts) + 1, step.verb, step.id, when, self._data(step.verb, step.id, when)))
        standing = reduce({version: (pack, procedure)}, acts)
        clocks = [
            (run.clock, run.run, procedure.clocks[run.clock].limit.unit is Unit.HOUR, clock_of(run))
            for run in standing.runs
        ]
        row = row_of(Case(ref="", place_name="", summary=""), procedure, standing)
        return Template(procedure, version, life, at, acts, standing, row, clocks)

    def _data(self, verb: str, step: str, at: datetime) -> dict[str, Any]:
        if verb == "register":
            return {"number": 0, "year": self.pack.calendar.local(at).year, "text": ""}
        if verb == "classify":
            return {"flags": {}}
        if verb == "transfer":
            return {"office": OTHER, "office_kind": "investigation"}
        if verb == "assign":
            return {"post": POST}
        return {"result": step} if verb == "decide" else {}

    def run(self, each: Any = None) -> None:
        """Writes all cases: up to `APIECE` one by one, the others as copies of these."""
        times = -(-self.cases // APIECE)
        self.apiece = -(-self.cases // times)
        drawn = sorted(self._drawn())
        with Tables() as tables:
            for nth, (at, ward, name, life_nth, jitter) in enumerate(drawn):
                life = LIVES[life_nth]
                self._case(
                    tables, nth, self.wards[ward], self.template(name, life_nth, life, at), timedelta(seconds=jitter)
                )
                if nth % 5000 == 4999:
                    tables.flush()
                    if each is not None:
                        each(nth + 1)
            tables.flush()
            for ward in self.wards:
                for year, last in ward.numbers.items():
                    tables.add("cases_registercounter", ("office_id", "year", "last"), (ward.office.pk, year, last))
            tables.flush()
            if times > 1:
                tables.multiply(self.apiece, times)

    def _drawn(self) -> list[tuple[datetime, int, str, int, int]]:
        draw, calendar = self.draw, self.pack.calendar
        today = calendar.local(self.now)
        names, weights = list(self.city.mixture), list(self.city.mixture.values())
        slots: dict[tuple[int, int], datetime] = {}
        drawn = []
        for _ in range(self.apiece):
            is_open = draw.random() < self.open_share
            back = int(OPEN_DAYS * draw.random() ** 2) if is_open else draw.randrange(LONGEST + 1, DAYS)
            hour = draw.choice(HOURS)
            at = slots.get((back, hour))
            if at is None:
                at = calendar.start_of(calendar.add_days(today, -back)).replace(hour=hour).astimezone(UTC)
                slots[back, hour] = at
            if at + timedelta(hours=1) > self.now:
                at -= timedelta(days=1)
            name = draw.choices(names, weights)[0]
            lives = self.lives[name, is_open]
            nth = draw.choices(lives, [life.weight for _, life in lives])[0][0]
            drawn.append((at, draw.randrange(len(self.wards)), name, nth, draw.randrange(3600)))
        return drawn

    def _case(self, tables: Tables, nth: int, ward: Ward, t: Template, jitter: timedelta) -> None:
        pk, draw = nth + 1, self.draw
        procedure, office = t.procedure, ward.office
        ref = _reference(nth)
        story = self.city.story(procedure.id, draw)
        if draw.randrange(10) == 0:
            story = f"Xe {draw.randrange(11, 100)}{draw.choice('ABCDEFGH')}-{draw.randrange(10**5):05d}. {story}"
        field_id = next(f.id for f in procedure.fields if f.kind in ("text", "long-text") and not f.sensitive)
        said = {field_id: story, "where": {"ref": ward.place_ref, "detail": draw.choice(self.city.streets)}}
        summary = summary_of(procedure, said)
        row = dict(t.row)
        number: dict[str, Any] = {}
        if t.standing.entries:
            year = t.standing.entries[0].year
            ward.numbers[year] += 1
            count = ward.numbers[year]
            number = {"number": count, "year": year, "text": self.pack.number(count, year, office.code)}
            row |= {"number": number["text"], "register_number": count, "register_year": year}
        own = {WARD: office.pk, OTHER: self.investigation.pk, POST: ward.seats["handler"][0], None: None}
        at = t.at + jitter
        row["folded"] = " ".join(
            part for part in (
                fold(row["number"]), fold(ref), fold(ref.replace("-", "")), ward.folded, fold(summary),
                self.folded_names[procedure.version],
            ) if part
        )[:FOLDED]  # fmt: skip
        due_clock = next((hours for clock, _, hours, _ in t.clocks if clock == row["next_due_clock"]), False)
        tables.add("cases_case", _CASE, (
            pk, ref, procedure.id, "web", at, self.pack.calendar.local(at), ward.place_ref, ward.place_name, summary,
            row["seq"], t.version, own[row["office_id"]], own[row["pending_office_id"]], own[row["assignee_id"]],
            row["state"], row["waits_for"], json.dumps(row["flags"]), row["number"], row["register_number"],
            row["register_year"], row["next_due_clock"], row["next_due_on"],
            row["next_due_at"] + jitter if due_clock else row["next_due_at"],
            row["closed_at"] + jitter if row["closed_at"] else None,
            row["wrote_at"] + jitter if row["wrote_at"] else None, row["keep_until"], t.standing.changed_at + jitter,
            row["folded"],
        ))  # fmt: skip
        salt = draw.randbytes(16)
        key, heard = payload.new_key(ref), payload.Heard(said, salt)
        tables.add("cases_casekey", ("case_id", "wrapped", "made_at"), (pk, key.wrapped, at))
        tables.add("cases_said", ("case_id", "closed"), (pk, payload.closed_said(key, heard)))
        digested = receipts.digest_of(code_for(self.seed, nth))
        tables.add("cases_receipt", ("case_id", "digest", "draft", "made_at"), (pk, digested, None, at))
        case = Case(place_ref=ward.place_ref, place_name=ward.place_name, summary=summary)
        bound = {
            "said": digests.of_said(case, heard),
            "receipt": digests.of_receipt(Receipt(digest=digested, made_at=at)),
        }
        self._acts(tables, pk, ref, key, ward, t, own, number, bound, jitter)
        for clock, run, hours, columns in t.clocks:
            shift = jitter if hours else timedelta()
            tables.add("cases_caseclock", _CLOCK, (
                pk, clock, run, columns["started_at"] + jitter, columns["due_on"],
                columns["due_at"] + shift if columns["due_at"] else None,
                columns["ended_at"] + jitter if columns["ended_at"] else None, columns["status"],
                columns["paused_since"], json.dumps(columns["extensions"]), columns["provisional"],
            ))  # fmt: skip

    def _acts(
        self, tables: Tables, pk: int, ref: str, key: OwnKey, ward: Ward, t: Template, own: dict[Any, Any],
        number: dict[str, Any], bound: dict[str, str], jitter: timedelta,
    ) -> None:  # fmt: skip
        office = ward.office
        for act in t.acts:
            at, data = act.at + jitter, dict(act.data)
            turn = t.life.turns[act.seq - 2] if act.seq > 1 else None
            texts = dict(turn.words) if turn else {}
            if act.verb == "receive":
                data |= {"office": office.pk, "received_at": at.isoformat(), "bound": bound}
            elif act.verb == "register":
                data |= number
                tables.add("cases_registerentry", _ENTRY_OF_REGISTER, (
                    office.pk, number["year"], number["number"], number["text"], pk, at,
                ))  # fmt: skip
            elif act.verb == "transfer":
                data["office"] = own[OTHER]
            elif act.verb == "assign":
                data["post"] = own[POST]
            actor_ref, name, seat, action = "reporter:new", "", "", "cases.receive"
            if turn and turn.role == REPORTER:
                actor_ref, action = reporter(ref).ref, "cases.message"
            elif turn:
                user = ward.seats[turn.role][1]
                actor_ref, name, seat = f"user:{user.pk}", user.name, f"{turn.role}@{office.code}"
                action = f"cases.{act.verb.replace('-', '_')}"
            salt = self.draw.randbytes(16)
            words = [payload.Written(part, body, self.draw.randbytes(16)) for part, body in texts.items()]
            tells = t.procedure.steps[act.step].tells if act.step else ("office",)
            row = Done(
                seq=act.seq, verb=act.verb, step=act.step or "", at=at, actor_ref=actor_ref, actor_name=name, seat=seat,
                office_id=office.pk, data=data,
            )  # fmt: skip
            bound_words = {one.part: digests.of_words(one) for one in words}
            carried = digests.payload_of(ref, row, bound_words, tells)
            reason = digest("reason", salt, bound_words["reason"].encode()) if "reason" in texts else ""
            entry = tables.next_id("trail_entry")
            tables.add("trail_entry", _ENTRY, (
                entry, VERSION, microseconds(at), actor_ref, seat, action, "case", f"case:{ref}", office.code, reason,
                digest("payload", salt, canonical(carried)),
            ))  # fmt: skip
            done = tables.next_id("cases_done")
            tables.add("cases_done", _DONE, (
                done, pk, act.seq, act.verb, act.step or "", at, actor_ref, name, seat, office.pk,
                json.dumps(data, ensure_ascii=False), None, entry,
            ))  # fmt: skip
            tables.add("cases_salt", ("done_id", "salt"), (done, salt))
            for one in words:
                tables.add(
                    "cases_words", ("done_id", "part", "closed"), (done, one.part, payload.closed_words(key, one))
                )
            for to in tells:
                tables.add("cases_notice", ("case_id", "done_id", "to", "at"), (pk, done, to, at))


def _reference(nth: int) -> str:
    """The reference of the `nth` case: all different, in no order that anybody sees."""
    mixed = (nth + 1) * 0x1851F42D % 2**30
    made = "".join(receipts.ALPHABET[mixed >> shift & 31] for shift in range(0, 30, 5))
    return f"NR-{LETTERS[0]}{made[:3]}-X{made[3:]}"


_CASE = (
    "id", "ref", "procedure_id", "channel", "received_at", "received_on", "place_ref", "place_name", "summary", "seq",
    "frozen_id", "office_id", "pending_office_id", "assignee_id", "state", "waits_for", "flags", "number",
    "register_number", "register_year", "next_due_clock", "next_due_on", "next_due_at", "closed_at", "wrote_at",
    "keep_until", "changed_at", "folded",
)  # fmt: skip
_CLOCK = (
    "case_id", "clock", "run", "started_at", "due_on", "due_at", "ended_at", "status", "paused_since", "extensions",
    "provisional",
)  # fmt: skip
_ENTRY = (
    "id", "version", "at", "actor_ref", "seat", "action", "object_kind", "object_ref", "office", "reason_digest",
    "payload_digest",
)  # fmt: skip
_DONE = (
    "id", "case_id", "seq", "verb", "step", "at", "actor_ref", "actor_name", "seat", "office_id", "data", "once",
    "entry_id",
)  # fmt: skip
_ENTRY_OF_REGISTER = ("office_id", "year", "number", "text", "case_id", "at")


def fill(cases: int, *, open_share: float = 0.05, seed: int = 1, quiet: bool = False) -> None:
    """Fills the database in use, which must be empty."""
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("place", "load", "--quiet", "--within", "01")
    filling = Filling(cases, open_share=open_share, seed=seed)
    filling.town()
    began = time.perf_counter()

    def told(written: int) -> None:
        if not quiet and written % 50_000 == 0:
            print(f"  {written:,} cases, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)

    filling.run(told)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _looked_at(filling.apiece)


def _looked_at(apiece: int) -> None:
    """Lets the recheck look at some of what was written; of a copy, not at what the trail bound of the case copied."""
    from namro.work.cases.recheck import recheck

    last = Case.objects.order_by("-id").values_list("id", flat=True)[0]
    spread = {1 + last * nth // 300 for nth in range(300)}
    some = list(Case.objects.filter(pk__in=spread).values_list("ref", flat=True))
    copied = set(Case.objects.filter(pk__in=spread, pk__gt=apiece).values_list("ref", flat=True))
    wrong = [
        found
        for found in recheck(NOW, only=some)
        if found.case not in copied or not (found.field == "receipt" or found.field.startswith("trail of action"))
    ]
    if wrong:
        raise SystemExit(f"The filling is not what its actions say: {wrong[0]}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", type=int, default=10_000)
    asked.add_argument("--open", type=float, default=0.05, help="share of open cases")
    asked.add_argument("--seed", type=int, default=1)
    said = asked.parse_args()
    fill(said.cases, open_share=said.open, seed=said.seed)


if __name__ == "__main__":
    main()
