"""Correcting what is said of a registered document, and adding its files later: what it was stays in its history.

Its clauses are not corrected here: tasks stand on them. A corrected document is read again into the plan under it
(`plans.take_more`); one that says something else is another one, which amends or replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from namro.ground import texts
from namro.ground.files.keeping import Ready
from namro.ground.gate.action import action
from namro.ground.gate.put import patch
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.plans import deeds
from namro.work.plans.deeds import Adding
from namro.work.plans.models import Instrument
from namro.work.plans.over_open import must_be_known
from namro.work.plans.states import day_of

LINES = {"symbol": 80, "issuer": 200, "title": 400, "signer": 120}
"""What is one line, and how long it may be."""
NEEDED = ("symbol", "issuer", "title")
DAYS = ("dated", "begins", "ends")


@action("plans.amend_instrument")
def amend_instrument(
    instrument: Instrument,
    *,
    said: Mapping[str, Any],
    reason: str,
    files: Sequence[Ready] = (),
    seen: int | None = None,
    known: int | None = None,
    once: str | None = None,
    actor: Actor,
    now: datetime,
) -> Instrument:
    """Correct what is said of a registered document, or add files to it, with the reason; its clauses stay.

    `said`: what is to be said from now on of "kind", "symbol", "issuer", "signer", "title", "abstract", "dated",
    "begins", "ends", "public"; what is left out stays. `known`: how much the actor was told to be open on it, where it
    gets an end. Raises Refused `plans.nothing-amended`, `plans.unknown-kind`, `plans.symbol-known`,
    `plans.ends-before`, `plans.ends-under-open`, `plans.changed`, `cases.needed`, `cases.bad-date`, `AlreadyDone`.
    """
    deeds.own_seat(actor, instrument.office_id)
    deeds.not_twice(once, actor)
    row = Instrument.objects.select_for_update(of=("self",), no_key=True).filter(pk=instrument.pk).first()
    if row is None or row.cited:  # what is only cited becomes whole when it is registered
        raise NotThere
    if seen is not None and seen != row.seq:
        raise Refused("plans.changed")
    why = texts.required(reason, "reason", most=2000)
    abstract = texts.long_text(said["abstract"], "abstract") if "abstract" in said else row.abstract
    data = {name: value for name, value in _checked(said, row).items() if _now(row, name) != value}
    words = {"reason": why} | ({"abstract": abstract} if abstract != row.abstract else {})
    if not data and not files and "abstract" not in words:
        raise Refused("plans.nothing-amended")
    _holds(row, data)
    if "ends" in data:
        must_be_known(row, day_of(data["ends"]), known)
    kept = deeds.keep(row.guard_ref, row.seq + 1, files)
    changed = {name: day_of(value) if name in DAYS else value for name, value in data.items()}
    patch(row, changed | {"abstract": abstract, "seq": row.seq + 1})
    added = {"files": kept} if kept else {}
    deeds.write([Adding(row.guard_ref, row.seq, "amend", {"said": data, **added}, words)], once=once, reason=why)
    return row


def _checked(said: Mapping[str, Any], row: Instrument) -> dict[str, Any]:
    """What is said, as an act keeps it."""
    found: dict[str, Any] = {}
    if "kind" in said:
        if said["kind"] not in deeds.programme().instruments:
            raise Refused("plans.unknown-kind", field="kind")
        found["kind"] = said["kind"]
    for name, most in LINES.items():
        if name in said:
            line = texts.line(said[name], name, most=most)
            found[name] = texts.required(line, name, most=most) if name in NEEDED else line
    for name in DAYS:
        if name in said:
            day = deeds.a_day(said[name], name, needed=name != "ends")
            found[name] = day.isoformat() if day else None
    if "public" in said:
        found["public"] = bool(said["public"])
    return found


def _now(row: Instrument, name: str) -> Any:
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value


def _holds(row: Instrument, data: Mapping[str, Any]) -> None:
    """It still ends after it begins, and no other document of the office has the same symbol and date."""
    dated, begins, ends = (day_of(data.get(name, _now(row, name))) for name in DAYS)
    if ends is not None and begins is not None and ends < begins:
        raise Refused("plans.ends-before", field="ends")
    symbol = data.get("symbol", row.symbol)
    same = Instrument.objects.filter(office=row.office_id, symbol=symbol, dated=dated or row.dated).exclude(pk=row.pk)
    if {"symbol", "dated"} & set(data) and same.exists():
        raise Refused("plans.symbol-known", field="symbol", symbol=symbol)
