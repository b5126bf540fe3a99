"""Takes a pack's units into the database: what is new is added, what ended is ended, nothing else is touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from namro.ground.places.csvfile import FileRefused, Problem
from namro.ground.places.fold import fold, squeeze
from namro.ground.places.models import Alias, Change, Edition, Kind, Loaded, Unit
from namro.ground.places.packfiles import ChangeRow, Key, PackPlaces, UnitRow, digest_of, places_folder, read_pack
from namro.rules.packs.refused import Refused

BATCH = 1_000
CORRECTED = ("names", "said", "folded", "squeezed", "folded_line", "lowest", "remote")
"""What later files of a pack may say otherwise of a unit that was loaded."""


@dataclass(frozen=True, slots=True)
class PackLoaded:
    """What a load did: `fresh` is False when exactly these files had been taken over before."""

    digest: str
    fresh: bool
    counts: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def load_places(folder: Path, within: str | None = None, *, now: datetime | None = None) -> PackLoaded:
    """Fills the tables from a pack (its folder, or its `places` folder); with `within` only the units under that code,
    in every edition, what they came from and became, and what stands above them.

    Safe to repeat: the same files are recognised by their content. Later files add units and changes, end units and
    correct names; anything else that differs from what is loaded is refused. Call it inside an action, or in a test
    `gate.outside`. Raises `FileRefused` (all problems), `Refused("places.unknown")` for `within`.
    """
    folder = places_folder(Path(folder))
    digest = hashlib.sha256(f"{digest_of(folder)} {within or ''}".encode()).hexdigest()
    known = Loaded.objects.filter(digest=digest).first()
    if known is not None:
        return PackLoaded(digest, False, known.counts)
    pack = read_pack(folder)
    units = _within(pack, within) if within else pack.units
    changes = [c for c in pack.changes if c.source in units and (c.target is None or c.target in units)]
    _editions_and_kinds(pack)
    added, ids = _write_units(units.values())
    counts = {
        "units": len(units),
        "added": added,
        "changes": len(changes),
        "changes_added": _write_changes(changes, ids),
        "aliases_added": _write_aliases(pack, units, ids),
    }
    Loaded.objects.create(digest=digest, what="pack", name=folder.parent.name[:200], at=now, counts=counts)
    return PackLoaded(digest, True, counts)


def _within(pack: PackPlaces, within: str) -> dict[Key, UnitRow]:
    """The units under `within`, their predecessors and successors, and everything above all of these."""
    inside = {key for key, row in pack.units.items() if f"/{within}/" in row.path}
    if not inside:
        raise Refused("places.unknown", field="within", value=within[:40])
    grown = set(inside)
    for change in pack.changes:
        if change.source in inside and change.target is not None:
            grown.add(change.target)
        if change.target in inside:
            grown.add(change.source)
    chosen: dict[Key, UnitRow] = {}
    by_code: dict[str, list[UnitRow]] = {}
    for row in pack.units.values():
        by_code.setdefault(row.code, []).append(row)
    for key in grown:
        row = pack.units[key]
        for code in row.path.strip("/").split("/"):
            for above in by_code[code]:
                if above is row or (above.code != row.code and above.overlaps(row)):
                    chosen[above.key] = above
    return {key: row for key, row in pack.units.items() if key in chosen}


def _editions_and_kinds(pack: PackPlaces) -> None:
    for edition in pack.editions.values():
        values = {"begins": edition.begins, "ends": edition.ends, "act": edition.act, "note": edition.note}
        Edition.objects.update_or_create(id=edition.id, defaults=values)
    for kind in pack.kinds.values():
        Kind.objects.update_or_create(
            id=kind.id,
            defaults={
                "level": kind.level, "depth": kind.depth, "names": kind.names, "forms": kind.forms,
                "numbered": kind.numbered, "short": list(kind.short),
            },
        )  # fmt: skip


def as_unit(row: UnitRow, level: str) -> Unit:
    """The unit of a row, not yet saved, with its derived columns."""
    folded = fold(next(iter(row.names.values())))
    return Unit(
        edition_id=row.edition, code=row.code, kind=row.kind, level=level, names=row.names, said=row.said,
        parent_code=row.parent, line=row.path, lowest=row.lowest, remote=row.remote, begins=row.begins, ends=row.ends,
        folded=folded, squeezed=squeeze(folded), folded_line=row.folded_line,
    )  # fmt: skip


def _write_units(rows: Iterable[UnitRow]) -> tuple[int, dict[Key, int]]:
    """How many units are new, and the ids of all by key."""
    levels = dict(Kind.objects.values_list("id", "level"))
    there = {(u.edition_id, u.code): u for u in Unit.objects.all()}
    new, ended, corrected, problems = [], [], [], []
    for row in rows:
        unit, known = as_unit(row, levels[row.kind]), there.get(row.key)
        if known is None:
            new.append(unit)
            continue
        fixed = ("kind", "parent_code", "begins")
        differs = [name for name in fixed if getattr(known, name) != getattr(unit, name)]
        if known.ends is not None and unit.ends is not None and known.ends != unit.ends:
            differs.append("ends")
        if differs:
            problems.append(row.line.wrong(differs[0], "differs-from-loaded", value=unit.ref))
            continue
        if known.ends is None and unit.ends is not None:
            known.ends = unit.ends
            ended.append(known)
        if unit.remote is None:
            unit.remote = known.remote  # the pack does not know; what was said here stands
        if any(getattr(known, name) != getattr(unit, name) for name in CORRECTED):
            for name in CORRECTED:
                setattr(known, name, getattr(unit, name))
            corrected.append(known)
    problems += _still_standing(new, [u for u in there.values() if u.ends is None])
    if problems:
        raise FileRefused(problems)
    Unit.objects.bulk_update(ended, ["ends"], batch_size=BATCH)
    Unit.objects.bulk_update(corrected, CORRECTED, batch_size=BATCH)
    Unit.objects.bulk_create(new, batch_size=BATCH)
    ids = {(edition, code): pk for pk, edition, code in Unit.objects.values_list("id", "edition_id", "code")}
    return len(new), ids


def _still_standing(new: list[Unit], open_units: list[Unit]) -> list[Problem]:
    """New units whose code a unit still holds that the pack knows nothing of (loaded here as a change, say)."""
    held = {u.code: u for u in open_units}
    return [
        Problem("units.csv", 1, "code", "overlap", {"value": unit.code, "other": held[unit.code].ref})
        for unit in new
        if unit.code in held and unit.ends is None
    ]


def _write_changes(rows: list[ChangeRow], ids: dict[Key, int]) -> int:
    there = set(Change.objects.values_list("source_id", "target_id"))
    new = [
        Change(
            source_id=ids[row.source], target_id=ids[row.target] if row.target else None, how=row.how, share=row.share,
            low=row.low, high=row.high, basis=row.basis, likely=row.likely, on=row.on, act=row.act,
        )
        for row in rows
        if (ids[row.source], ids[row.target] if row.target else None) not in there
    ]  # fmt: skip
    Change.objects.bulk_create(new, batch_size=BATCH)
    return len(new)


def _write_aliases(pack: PackPlaces, units: dict[Key, UnitRow], ids: dict[Key, int]) -> int:
    """The listed aliases, and each name in another language that is not the first one without its accents."""
    wanted: dict[tuple[int, str], None] = {(ids[key], text): None for key, text in pack.aliases if key in units}
    for key, row in units.items():
        first, *others = row.names.values()
        for name in others:
            if squeeze(fold(name)) != squeeze(fold(first)):
                wanted.setdefault((ids[key], name))
    there = set(Alias.objects.values_list("unit_id", "text"))
    new = [
        Alias(unit_id=unit, text=text, squeezed=squeeze(fold(text)))
        for unit, text in wanted
        if (unit, text) not in there
    ]
    Alias.objects.bulk_create(new, batch_size=BATCH)
    return len(new)
