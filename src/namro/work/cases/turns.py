"""One turn on a case: lock the row, read where it stands, let one action be added, store what follows from it.

Used inside actions only. The row is locked first (on PostgreSQL; SQLite has one writer at a time), so that of two
officers who press at once one goes first and the other is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.fetch import Fetch
from namro.ground.gate.context import current
from namro.ground.gate.put import count_up, fresh_keys, put, put_together
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor, Seat
from namro.ground.people.may import seat_for
from namro.ground.people.models import Office
from namro.ground.trail.models import Entry
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import REPORTER, Pack, Procedure, Step
from namro.work.cases import payload
from namro.work.cases.cache import store
from namro.work.cases.digests import fresh_salt, of_words, payload_of
from namro.work.cases.history import acts_of, rules_by_hash
from namro.work.cases.models import Case, Done, Notice, RegisterCounter, RegisterEntry, Salt
from namro.work.cases.payload import Written
from namro.work.cases.receipts import SAID
from namro.work.cases.states import Act, Reader, Standing, read, reduce
from namro.work.cases.steps import acting_office, dmy, refusal, roles_for, step_of

_under_lock = Fetch(Case, where="t0.id = %s", lock=True)

ONCE = 64
"""Most characters of a form's key."""


WRITES = ("message", "attach")
MOST_A_DAY = 30
"""Messages and sendings of files that one reporter may add to a case on one day."""

FILLED = frozenset({"reason", "ground", "answer", "text", "until", "document"})
"""What may be filled in for any step: words, a ground of the law, a day."""


def must_be_form_key(once: object) -> None:
    """Raises Refused `cases.bad-form-key` for what is no key of a form."""
    if not (isinstance(once, str) and 0 < len(once) <= ONCE and once.isprintable()):
        raise Refused("cases.bad-form-key")


class AlreadyDone(Refused):
    """The same form was sent before and did its work then; nothing was done twice. `seq` is what it did."""

    code = "cases.already-done"

    def __init__(self, seq: int) -> None:
        super().__init__(seq=seq)
        self.seq = seq


@dataclass(slots=True)
class Turn:
    """A case under lock, with where it stands and by which seat it is acted upon."""

    case: Case
    pack: Pack
    procedure: Procedure
    acts: list[Act]
    reader: Reader
    standing: Standing
    actor: Actor
    now: datetime
    once: str | None = None
    step: Step | None = None
    seat: Seat | None = None
    tells: list[str] = field(default_factory=list)

    def filled(
        self, more: Mapping[str, Any] | None = None, *, must: Collection[str] = (), **given: object
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """What was filled in for the step, as structure and as words. What the step needs must be there.

        Raises Refused `cases.needed`, `cases.unknown-input`, `cases.unknown-ground`, `cases.bad-date`,
        `cases.too-long`.
        """
        unknown = sorted(set(more or {}) - FILLED)
        if unknown:
            raise Refused("cases.unknown-input", field=unknown[0][:60], name=unknown[0][:60])
        needs = FILLED.intersection(self.step.needs if self.step else ()).union(must)
        values = {**dict.fromkeys(needs), **(more or {}), **{k: v for k, v in given.items() if v not in (None, "")}}
        data: dict[str, Any] = {}
        words: dict[str, str] = {}
        for part, value in values.items():
            if part == "until":
                if value or part in needs:
                    data[part] = _day(value)
            elif part == "ground" and self.step is not None and self.step.grounds:
                if value or part in needs:
                    data[part] = _ground(self.step, value, self.pack.calendar.local(self.now))
            elif part in needs:
                words[part] = texts.required(value, part)
            else:
                words[part] = texts.long_text(value, part)
        return data, words

    def not_too_often(self, field: str) -> None:
        """Raises Refused `cases.too-often-today` when the reporter has written as often on this local day as one may:
        far more than anyone needs, and little enough that the case stays readable."""
        today = self.pack.calendar.local(self.now)
        written = [a for a in self.acts if a.verb in WRITES and a.data.get("by_reporter")]
        if sum(self.pack.calendar.local(a.at) == today for a in written) >= MOST_A_DAY:
            raise Refused("cases.too-often-today", field=field, most=MOST_A_DAY)

    def would_be(self, verb: str, data: Mapping[str, Any]) -> Standing:
        """Where the case would stand after the action; nothing is written."""
        act = Act(self.standing.seq + 1, verb, self.step.id if self.step else None, self.now, dict(data))
        return reduce(rules_by_hash(self.acts), [*self.acts, act])

    def write(
        self, verb: str, data: Mapping[str, Any], words: Mapping[str, str] | None = None, *, office: int | None = None
    ) -> Done:
        """Adds the action, stores what follows from it, tells whom it concerns; gives back the action. `office`: where
        it was taken, when that is not the office whose case it is."""
        step = self.step.id if self.step else None
        texts = {part: body for part, body in (words or {}).items() if body}
        act = Act(self.standing.seq + 1, verb, step, self.now, dict(data))
        seat = self.seat or current().seat
        done = Done(
            case=self.case,
            seq=act.seq,
            verb=verb,
            step=step or "",
            at=self.now,
            actor_ref=self.actor.ref,
            actor_name=self.actor.name if self.actor.kind == "staff" else "",
            seat=str(seat) if seat else "",
            office_id=office or acting_office(self.standing, verb)[0],
            data=act.data,
            once=self.once,
        )
        written = [Written(part, body, fresh_salt()) for part, body in texts.items()]
        closed = payload.words_rows(self.case, written)
        told = list(dict.fromkeys([*(self.step.tells if self.step else ()), *self.tells]))
        done.pk, current().key = fresh_keys(Done, Entry)
        salt = enter(done, self.case.ref, written, told)
        for part in closed:
            part.done = done
        notices = [Notice(case=self.case, done=done, to=to, at=self.now) for to in told]
        put_together([done], [Salt(done=done, salt=salt)], closed, notices)
        before, self.acts = self.standing, [*self.acts, act]
        if "procedure" in act.data:
            self.reader.versions = rules_by_hash(self.acts)
        self.reader.take(act)
        self.standing = self.reader.standing()
        self.pack, self.procedure = self.reader.versions[self.standing.procedure]
        store(self.case, self.procedure, self.standing, before)
        return done


def _ground(step: Step, value: object, on: date) -> str:
    if not isinstance(value, str) or value not in step.grounds_on(on):
        raise Refused("cases.unknown-ground" if value else "cases.needed", field="ground")
    return value


def _day(value: object) -> str:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
    except ValueError:
        raise Refused("cases.bad-date" if value else "cases.needed", field="until") from None


def enter(done: Done, ref: str, written: Collection[Written], told: Collection[str]) -> bytes:
    """Writes the entry of an action that is not written yet, and names it there; gives back the salt of its digests.

    The salt stays when words are erased, so that what the entry binds of a reason is the digest under the salt of its
    own, never its words.
    """
    running = current()
    digests = {words.part: of_words(words) for words in written}
    running.carries(payload_of(ref, done, digests, told))
    if "reason" in digests:
        running.because(digests["reason"])
    recorded = running.entry()
    done.entry_id = recorded.id
    return recorded.salt


def overtaken(row: Case) -> Refused:
    """Somebody else was faster: who, what and when."""
    last: Mapping[str, Any] = (
        Done.objects.filter(case=row).order_by("-seq").values("actor_name", "verb", "step", "at").first() or {}
    )
    at = last.get("at")
    return Refused(
        "cases.changed",
        who=last.get("actor_name") or "–",
        step=last.get("step") or last.get("verb") or "",
        at=at.isoformat() if at else "",
    )


def open_turn(
    case: Case,
    *,
    actor: Actor,
    now: datetime,
    seq: int | None = None,
    once: str | None = None,
    also_erased: bool = False,
) -> Turn:
    """The case under lock. Raises `AlreadyDone`, Refused `cases.changed`, `cases.key-changed`; `cases.erased` unless
    `also_erased`."""
    if once is not None:
        must_be_form_key(once)
    # The row alone: with a join, PostgreSQL finds nothing when the office changed while this waited for the lock.
    row = _under_lock.first(case.pk)
    if row is None:
        raise NotThere
    if once is not None:
        _not_before(row, once)
    if row.erased_on is not None and not also_erased:
        raise Refused("cases.erased", on=dmy(row.erased_on))
    if (row.office_id, row.pending_office_id) != (case.office_id, case.pending_office_id):
        raise overtaken(row)
    if seq is not None and row.seq != seq:
        raise overtaken(row)
    if "office" in case._state.fields_cache:
        row.office = case.office  # the same one, and read already
    acts = acts_of(row)
    versions = rules_by_hash(acts)
    reader = read(versions, acts)
    standing = reader.standing()
    pack, procedure = versions[standing.procedure]
    now = current().now = max(now, standing.changed_at)  # a clock that was put back; the entry says the same instant
    return Turn(row, pack, procedure, acts, reader, standing, actor, now, once)


def _not_before(case: Case, once: str) -> None:
    """Raises `AlreadyDone` where the same was done under the same key, Refused `cases.key-changed` where it was
    something else."""
    key, said, _ = once.partition(SAID)
    under = {"once__startswith": key + said} if said else {"once": once}
    before = Done.objects.filter(case=case, **under).values_list("once", "seq").first()
    if before is None:
        return
    if before[0] != once:
        raise Refused("cases.key-changed")
    raise AlreadyDone(before[1])


def open_step(
    case: Case,
    verb: str,
    step_id: str | None,
    *,
    actor: Actor,
    now: datetime,
    seq: int | None = None,
    once: str | None = None,
) -> Turn:
    """The case under lock, ready for a step of `verb` that may be taken from where it stands by this actor.

    Raises `AlreadyDone`, `NotThere`, Refused with the reason.
    """
    turn = open_turn(case, actor=actor, now=now, seq=seq, once=once)
    step = step_of(turn.procedure, turn.standing, verb, step_id)
    on = turn.pack.calendar.local(now)
    refused = refusal(turn.pack, turn.standing, step, on)
    if refused is not None:
        raise refused
    office, kind = acting_office(turn.standing, verb)
    turn.step = step
    turn.seat = seat_of(
        turn, f"cases.{verb.replace('-', '_')}", office, roles_for(turn.pack, turn.procedure, step, kind)
    )
    return turn


def seat_of(turn: Turn, action: str, office: int, roles: Collection[str] | None) -> Seat | None:
    """The seat by which the actor takes the step; None for a reporter whose step it is, the system and the operator.

    Raises Refused `cases.not-your-step` (to somebody who may see the case), `NotThere`.
    """
    actor = turn.actor
    if actor.kind == "reporter":
        if roles is not None and REPORTER not in roles:
            raise NotThere
        return None
    if actor.kind != "staff":
        return None
    seat = seat_for(actor, action, office, roles, turn.pack.calendar.local(turn.now))
    if seat is None:
        names = [turn.pack.roles[r].names for r in sorted(roles or ()) if r in turn.pack.roles]
        raise Refused("cases.not-your-step", roles=", ".join(n[turn.pack.language] for n in names))
    current().seat = seat
    return seat


def next_number(office: Office, turn: Turn) -> dict[str, Any]:
    """The next number in the office's register of this local year, and its line.

    Gapless: counting up locks the counter until the transaction ends, and the number goes back if it fails. An office
    that has the case in its register already keeps the number that it gave.
    """
    before = next((line for line in turn.standing.entries if line.office_id == office.pk), None)
    if before is not None:
        year, number = before.year, before.number
    else:
        year = turn.pack.calendar.local(turn.now).year
        number = count_up(RegisterCounter(office=office, year=year, last=1), unique=("office", "year"), last="last")
    text = turn.pack.number(number, year, office.code)
    if before is None:
        put(RegisterEntry(office=office, year=year, number=number, text=text, case=turn.case, at=turn.now))
    return {"number": number, "year": year, "text": text}
