"""Bringing an older register in: remember what its columns hold, take all of a checked file, go on counting after
paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from namro.ground import texts
from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.ground.people.models import Office
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases.import_columns import Columns, checked, read_columns
from namro.work.cases.import_staging import CHECKED, DONE, Staging
from namro.work.cases.import_writing import freeze_versions, write
from namro.work.cases.models import Import, ImportColumns, RegisterCounter, RegisterEntry
from namro.work.cases.offices import takes_cases

MOST_ON_PAPER = 1_000_000


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What came of a file: the record of it, and how many cases it became."""

    source: Import
    cases: int


@action("cases.map_import", by_operator=True)
def remember_columns(office: Office, *, signature: str, columns: Columns, actor: Actor, now: datetime) -> ImportColumns:
    """Remember what the columns of this kind of file hold."""
    checked(columns, the_pack(), office)
    said = columns.said
    kept, made = ImportColumns.objects.get_or_create(
        office=office, signature=signature[:64], defaults={"columns": said, "at": now}
    )
    if not made and kept.columns == said:
        current().unchanged()
        return kept
    if not made:
        kept.columns, kept.at = said, now
        kept.save(update_fields=["columns", "at"])
    current().carries({"office": office.code, "signature": signature, "columns": said})
    return kept


@action("cases.import", by_operator=True)
def bring_in(office: Office, *, token: str, leave_out: str = "", actor: Actor, now: datetime) -> BroughtIn:
    """Take every case of a checked file into the books of the office, all of them or none.

    `leave_out`: why rows that are wrong are left out on purpose; without it a file with a wrong row is not taken.
    """
    with Staging(token) as staging:
        meta = staging.meta()
        ready, wrong = staging.count()
        if meta["office"] != office.code or meta["state"] not in (CHECKED, DONE):
            raise Refused("cases.import-not-checked")
        before = Import.objects.filter(office=office, digest=meta["digest"], sheet=meta["columns"]["sheet"]).first()
        if before is not None:
            raise same_file(before)
        if meta.get("stopped"):  # what stands behind that row was not looked at, and would be lost unsaid
            raise Refused("cases.import-stopped", row=meta["stopped"])
        if wrong and not leave_out:
            raise Refused("cases.import-wrong-rows", field="leave_out", n=wrong)
        if not ready:
            raise Refused("cases.import-nothing")
        running = current()
        if wrong:
            running.because(texts.required(leave_out, "leave_out", most=1000))
        running.carries({
            "office": office.code, "file": meta["digest"], "sheet": meta["columns"]["sheet"], "rows": ready,
            "left_out": wrong, "columns": read_columns(meta["columns"]).digest,
        })  # fmt: skip
        recorded = running.entry()
        source = Import.objects.create(
            office=office, digest=meta["digest"], name=meta["name"], sheet=meta["columns"]["sheet"], rows=ready,
            left_out=wrong, at=now, actor_ref=actor.ref, actor_name=actor.name if actor.kind == "staff" else "",
            entry_id=recorded.id,
        )  # fmt: skip
        freeze_versions(staging, the_pack())
        try:
            count = write(staging, source, office, running, now)
        except IntegrityError:
            raise Refused("cases.import-meanwhile") from None
        return BroughtIn(source, count)


def same_file(before: Import) -> Refused:
    """That the file came in before."""
    at = the_pack().calendar.moment(before.at)
    return Refused("cases.import-same-file", field="file", day=f"{at:%d/%m/%Y %H:%M}", n=before.rows, name=before.name)


@action("cases.continue_register", by_operator=True)
def continue_register(
    office: Office, *, year: int, last: int, reason: str, actor: Actor, now: datetime
) -> RegisterCounter:
    """Let the register of a year go on after the last number of its paper book."""
    current().because(texts.required(reason, "reason", most=1000))
    if not takes_cases(office.kind):
        raise Refused("cases.office-without-cases", field="office", office=office.code)
    if not isinstance(last, int) or not 0 < last <= MOST_ON_PAPER:
        raise Refused("cases.register-last-number", field="last", most=MOST_ON_PAPER)
    if year != the_pack().calendar.local(now).year:
        raise Refused("cases.register-this-year", field="year", year=year)
    RegisterCounter.objects.get_or_create(office=office, year=year)
    counter = RegisterCounter.objects.select_for_update(no_key=True).get(office=office, year=year)
    if RegisterEntry.objects.filter(office=office, year=year).exists():
        raise Refused("cases.register-begun", field="last", year=year, number=counter.last)
    counter.last = counter.paper = last
    counter.save(update_fields=["last", "paper"])
    current().carries({"office": office.code, "year": year, "last": last})
    return counter
