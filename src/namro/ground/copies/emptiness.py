"""What must be so before a restore touches anything."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from namro.ground.copies.manifest import Manifest, rows_part
from namro.ground.copies.tables import copied_models, migrations_known, table_of
from namro.ground.copies.values import Columns
from namro.rules.packs.refused import Refused

MARK = "restore-under-way"
"""Stands in FILES_ROOT while a restore lays files there: what is beside it belongs to nobody yet."""
GROWS = 3
"""How many times the bytes of its rows a SQLite database takes at most, with its indexes and its log."""


def require_same_tables(manifest: Manifest) -> None:
    """Raises `Refused` `copies.other-version` where the copy was made by a version with other tables."""
    known = migrations_known()
    same = manifest.migrations == known
    expected = {rows_part(table_of(model)): list(Columns(model).names) for model in copied_models()}
    there = {part.name: part.columns for part in manifest.parts if part.name.startswith("tables/")}
    if not same or expected != there or len(manifest.parts) != len(expected) + 1:
        newer = any(set(names) - set(known.get(app, ())) for app, names in manifest.migrations.items())
        made = manifest.made_at[:10]
        raise Refused("copies.newer-version" if newer else "copies.other-version", version=manifest.version, made=made)


def require_empty() -> None:
    """Raises `Refused` `copies.not-empty` where a table holds a row, `copies.files-there` where a file is kept. What a
    restore left that was killed is taken away first, as long as no table holds a row."""
    tables = database_tables()
    for model in copied_models():
        if table_of(model) in tables and model._base_manager.exists():
            raise Refused("copies.not-empty", table=table_of(model))
    root = Path(settings.FILES_ROOT)
    if (root / MARK).exists():
        take_away_files(root)
    if root.exists() and any(path.is_file() or path.is_symlink() for path in root.rglob("*")):
        raise Refused("copies.files-there", folder=root)


def database_tables() -> set[str]:
    """The tables of the database; none where its file is not there (which asking would make)."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return set()
    return set(connection.introspection.table_names())


def take_away_files(root: Path) -> None:
    """Everything below the folder of kept files, the mark last."""
    if not root.exists():
        return
    for path in root.iterdir():
        if path.name != MARK:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (root / MARK).unlink(missing_ok=True)


def require_room(manifest: Manifest) -> None:
    """Raises `Refused` `copies.no-room` where a disk has less free than what the copy holds will take."""
    rows = sum(part.size for part in manifest.parts if part.name.startswith("tables/"))
    wanted = [(Path(settings.FILES_ROOT), manifest.files.size)]
    if connection.vendor == "sqlite":
        wanted.append((Path(connection.settings_dict["NAME"]).parent, rows * GROWS))
    needed: dict[int, tuple[Path, int]] = {}
    for folder, size in wanted:
        there = _existing(folder)
        disk = there.stat().st_dev
        needed[disk] = (there, needed.get(disk, (there, 0))[1] + size)
    for folder, size in needed.values():
        free = shutil.disk_usage(folder).free
        if free < size:
            raise Refused("copies.no-room", folder=folder, needed=-(-size // 1_000_000), free=free // 1_000_000)


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
