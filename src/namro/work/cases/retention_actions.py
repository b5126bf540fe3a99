"""What was kept long enough: held back for a reason, or erased by somebody, case by case, with an entry for each.

An erasure takes away what a person said or wrote and who they are: the key of the case, the sealed identity, the hashes
of a name, the files, the line that lists showed, what was said of how it went. The acts stay, with the digests of what
was written, so that the trail still proves that something was there, who did what, and when.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction

from namro.ground import engine, texts
from namro.ground.files import keeping
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.gate.put import patch
from namro.ground.people.actors import Actor
from namro.ground.seals.models import Sealed
from namro.rules.packs.refused import Refused
from namro.work.cases import payload, words_index
from namro.work.cases.digests import of_words
from namro.work.cases.models import Attachment, Case, CaseKey, Done, Erasing, Rating, ReporterName
from namro.work.cases.retention import MOST, MOST_YEARS, looks_owed, refusal, within_reach
from namro.work.cases.steps import dmy
from namro.work.cases.turns import Turn, must_be_form_key, open_turn


@dataclass(frozen=True, slots=True)
class Erased:
    """What came of it: the record; `before` where this very form had done its work already."""

    record: Erasing
    before: bool = False


@action("cases.hold_back")
def hold_back(
    case: Case,
    *,
    until: date,
    reason: str,
    seq: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Keep a closed case longer than its procedure says, until a day and for a reason: a complaint, a proceeding.

    Raises Refused `cases.kept-without-end`, `cases.hold-past`, `cases.hold-too-long`, `cases.needed`, `cases.erased`.
    """
    turn = open_turn(case, actor=actor, now=now, seq=seq, once=once)
    on = turn.pack.calendar.local(turn.now)
    if turn.standing.keep_until is None:
        raise Refused("cases.kept-without-end")
    if until <= max(on, turn.standing.keep_until):
        raise Refused("cases.hold-past", field="until", until=dmy(max(on, turn.standing.keep_until)))
    if until > turn.pack.calendar.add_months(max(on, turn.standing.keep_until), 12 * MOST_YEARS):
        raise Refused("cases.hold-too-long", field="until", years=MOST_YEARS)
    why = texts.required(reason, "reason")
    return turn.write("hold-back", {"until": until.isoformat()}, {"reason": why}, office=_own_office())


@action("cases.erase")
def erase(case: Case, *, looked_up: bool = False, seq: int | None = None, actor: Actor, now: datetime) -> Done:
    """Erase what was said and written in a closed case that was kept long enough; its acts and their proof stay.

    `looked_up`: whoever does it has looked up a rule that nobody has confirmed. Raises Refused `cases.erased` and
    what `retention.refusal` gives.
    """
    turn = open_turn(case, actor=actor, now=now, seq=seq)
    standing = turn.standing
    rule = turn.procedure.retention.get(standing.state)
    owed = bool(looks_owed([turn.case]))
    refused = refusal(turn.case, rule, turn.pack.calendar, turn.now, looked_up=looked_up, look_owed=owed)
    if refused is not None:
        raise refused
    assert rule is not None
    assert standing.keep_until is not None
    data = {
        "state": standing.state,
        "years": rule.years,
        "article": rule.article,
        "until": standing.keep_until.isoformat(),
        "words": _digests(turn.case),
        **({"looked_up": True} if not rule.certain else {}),
    }
    turn.case.summary = ""
    done = turn.write("erase", data, office=_own_office())
    _shred(turn)
    return done


def _own_office() -> int | None:
    """The office of whoever looks after what was kept, whoever had the case."""
    seat = current().seat
    return seat.office_id if seat else None


def _digests(case: Case) -> dict[str, dict[str, str]]:
    """Of what was written, by the number of its act and by part. Raises Refused `cases.key-lost` where something does
    not open: what it was could not be proven afterwards."""
    found: dict[str, dict[str, str]] = {}
    whole = payload.everything([case])
    if case.pk not in whole.keys:
        raise Refused("cases.key-lost")
    numbers = dict(Done.objects.filter(case=case).values_list("pk", "seq"))
    for done, parts in whole.written.items():
        for part, one in parts.items():
            if one is None:
                raise Refused("cases.key-lost")
            found.setdefault(str(numbers[done]), {})[part] = of_words(one)
    return found


def _shred(turn: Turn) -> None:
    case = turn.case
    patch(case, {"summary": ""})
    CaseKey.objects.filter(case=case).delete()
    Sealed.objects.filter(about=case.guard_ref).delete()
    ReporterName.objects.filter(case=case).delete()
    Rating.objects.filter(case=case).update(text="", text_salt=b"")
    files = Attachment.objects.filter(case=case)
    paths = list(files.values_list("path", flat=True))
    files.delete()
    transaction.on_commit(partial(_take_away, paths))
    case.__dict__.pop("_own_key", None)


def _take_away(paths: Collection[str]) -> None:
    """The files themselves, once nothing can be undone any more. One that stays is swept away within a day."""
    for path in paths:
        keeping.remove(path)


@action("cases.erase_kept", in_person=True)
def erase_kept(
    target: None,
    *,
    refs: Sequence[str],
    reason: str,
    once: str,
    looked_up: bool = False,
    actor: Actor,
    now: datetime,
) -> Erased:
    """Erase cases that were kept long enough, at most 200 at once: all of them or none, each with an entry of its own.

    Raises Refused `cases.erase-none`, `cases.erase-too-many`, `cases.needed`, `cases.erase-changed` where one is not
    within reach, `cases.retention-unconfirmed`, and `cases.erase-one` naming one that cannot be erased.
    """
    must_be_form_key(once)
    before = Erasing.objects.filter(actor_ref=actor.ref, once=once).first()
    if before is not None:
        current().unchanged()
        return Erased(before, before=True)
    why = texts.required(reason, "reason")
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        raise Refused("cases.erase-none", field="cases")
    if len(wanted) > MOST:
        raise Refused("cases.erase-too-many", field="cases", most=MOST)
    running = current()
    cases = list(within_reach(actor, now).filter(ref__in=wanted).select_related("office").order_by("pk"))
    if len(cases) != len(wanted):
        raise Refused("cases.erase-changed", field="cases")
    for case in cases:
        try:
            erase(case, looked_up=looked_up, actor=actor, now=now)
        except Refused as refused:
            if refused.code in ("gate.not-found", "cases.retention-unconfirmed"):
                raise
            raise Refused("cases.erase-one", field="cases", ref=case.ref) from refused
    words_index.forget_what_is_gone()
    engine.write_over_later()
    running.object_kind, running.object_ref = "erasing", f"erasing:{once}"
    running.because(why)
    running.carries({"cases": [case.ref for case in cases], "looked_up": looked_up})
    record = Erasing.objects.create(
        once=once,
        actor_ref=actor.ref,
        actor_name=actor.name if actor.kind == "staff" else "",
        reason=why,
        cases=[case.ref for case in cases],
        at=now,
        entry_id=running.entry().id,
    )
    return Erased(record)
