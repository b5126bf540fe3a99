"""Writing a copy: rows out of one snapshot, then the files that they name, then what the copy says of itself.

Everything is streamed; what is kept in memory does not grow with the records.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder

from namro.ground.copies import keyfile
from namro.ground.copies.kept import Kept, kept_files
from namro.ground.copies.landing import landing, require_free
from namro.ground.copies.manifest import (
    DEMONSTRATION,
    FILES,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    NAMED,
    Files,
    Head,
    Key,
    Manifest,
    Part,
    pack_hash,
    rows_part,
)
from namro.ground.copies.snapshot import snapshot
from namro.ground.copies.tables import copied_models, migrations_known, table_of
from namro.ground.copies.values import Columns
from namro.ground.seals.models import KeyMark
from namro.ground.trail.models import Entry, SealedBatch
from namro.rules.packs.current import pack_folder
from namro.rules.packs.refused import Refused

AT_ONCE = 2000
"""Rows that are fetched together."""
BLOCK = 256 * 1024
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The time that every part bears, so that the same records make the same parts."""
SEAL = "namro-copy sha256="
"""What the archive's comment begins with; the hash of the manifest follows."""


@dataclass(frozen=True, slots=True)
class Written:
    """A copy that was written: its size in bytes, what it says of itself, and the hash of that (hex)."""

    size: int
    manifest: Manifest
    seal: str


def write(place: Path, now: datetime, *, keys: Path | None = None) -> Written:
    """Writes a copy of this installation to `place`, and its keys to the file `keys` if one is named.

    Raises `Refused` `copies.there-already`, `copies.no-folder`, `copies.disk-full`, `copies.not-migrated`,
    `copies.key-missing`, `copies.key-wrong`; then no file is left.
    """
    if keys is not None:
        if keys.absolute() == place.absolute():
            raise Refused("copies.keys-apart", field="keys")
        require_free(keys)
    with landing(place, beside=keys) as out:
        with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
            manifest = _filled(archive, now)
            raw = manifest.as_bytes()
            with _part(archive, MANIFEST) as part:
                part.write(raw)
            seal = hashlib.sha256(raw).hexdigest()
            archive.comment = f"{SEAL}{seal}".encode()
        size = out.seek(0, 2)
        if keys is not None:
            content = keyfile.as_bytes(keyfile.held(manifest.keys))
            with landing(keys) as own:
                own.write(content)
    return Written(size, manifest, seal)


@contextmanager
def _part(archive: ZipFile, name: str, packing: int = ZIP_DEFLATED) -> Iterator[IO[bytes]]:
    info = ZipInfo(name, NO_TIME)
    info.compress_type = packing
    info.external_attr = 0o600 << 16
    with archive.open(info, "w", force_zip64=True) as part:
        yield part


def _filled(archive: ZipFile, now: datetime) -> Manifest:
    parts: list[Part] = []
    last: dict[str, int] = {}
    with tempfile.TemporaryFile() as listed:
        with snapshot() as using:
            migrations = _applied(using)
            if migrations != migrations_known():
                raise Refused("copies.not-migrated")
            for model in copied_models():
                parts.append(_rows(archive, model, using))
            last = last_keys(using)
            head = _head(using)
            marks = KeyMark.objects.using(using).order_by("name").values_list("name", "key_id")
            keys = [Key(name=name, id=id) for name, id in marks]
            engine = connections[using].vendor
            for file in kept_files(using):
                listed.write(json.dumps([file.path, file.size, file.sha256, file.waiting]).encode() + b"\n")
        listed.seek(0)
        part, files = _files(archive, (Kept(*json.loads(line)) for line in listed))
    return Manifest(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        version=version("namro"),
        made_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        engine=engine,
        migrations=migrations,
        pack=pack_hash(pack_folder()),
        demonstration=(Path(settings.NAMRO_HOME) / DEMONSTRATION).exists(),
        keys=keys,
        trail=head,
        last=last,
        files=files,
        parts=[*parts, part],
    )


def _applied(using: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in MigrationRecorder(connections[using]).applied_migrations():
        found.setdefault(app, []).append(name)
    return {app: sorted(names) for app, names in sorted(found.items())}


def _rows(archive: ZipFile, model: type[models.Model], using: str) -> Part:
    """Writes every row of a table in the order of its key."""
    columns, name = Columns(model), rows_part(table_of(model))
    rows = model._base_manager.using(using).order_by("pk").values_list(*columns.attributes)
    hashed, count, size = hashlib.sha256(), 0, 0
    with _part(archive, name) as part:
        block: list[bytes] = []
        for row in rows.iterator(chunk_size=AT_ONCE):
            block.append(columns.line(row))
            count += 1
            if len(block) == AT_ONCE:
                size += _put(part, b"".join(block), hashed)
                block.clear()
        size += _put(part, b"".join(block), hashed)
    return Part(name=name, rows=count, size=size, sha256=hashed.hexdigest(), columns=list(columns.names))


def _put(part: IO[bytes], content: bytes, hashed: hashlib._Hash) -> int:
    part.write(content)
    hashed.update(content)
    return len(content)


def last_keys(using: str) -> dict[str, int]:
    """By table the last key that was given out by counting, where it is known: it may be that of a row that is gone."""
    connection, found = connections[using], {}
    tables = {table_of(m): m._meta.auto_field for m in copied_models() if m._meta.auto_field is not None}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {name: seq for name, seq in sorted(cursor.fetchall()) if name in tables and seq}
        for table, field in sorted(tables.items()):
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', field.column])
            sequence = cursor.fetchone()[0]
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - named by the database
            value, called = cursor.fetchone()
            if called:
                found[table] = value
    return found


def _head(using: str) -> Head:
    last = SealedBatch.objects.using(using).order_by("-number").first()
    entries = Entry.objects.using(using).count()
    return Head(entries=entries, batch=last.number if last else 0, head=last.head if last else "")


def _files(archive: ZipFile, wanted: Iterable[Kept]) -> tuple[Part, Files]:
    """Writes the files one after another: a line with path and size, the bytes, a line with their SHA-256."""
    hashed, size, count, content, missing, changed = hashlib.sha256(), 0, 0, 0, 0, 0
    named: list[str] = []
    with _part(archive, FILES, ZIP_STORED) as part:
        for file in wanted:
            try:
                opened = (Path(settings.FILES_ROOT) / file.path).open("rb")
            except OSError:
                if not file.waiting:
                    missing += 1
                    named += [file.path][: NAMED - len(named)]
                continue
            with opened:
                there = opened.seek(0, 2)
                opened.seek(0)
                size += _put(part, json.dumps({"path": file.path, "size": there}).encode() + b"\n", hashed)
                own, left = hashlib.sha256(), there
                while left:
                    block = opened.read(min(BLOCK, left))
                    if not block:
                        raise Refused("copies.file-shrank", path=file.path)
                    own.update(block)
                    size += _put(part, block, hashed)
                    left -= len(block)
                size += _put(part, json.dumps({"sha256": own.hexdigest()}).encode() + b"\n", hashed)
            count, content = count + 1, content + there
            if own.hexdigest() != file.sha256:
                changed += 1
                named += [file.path][: NAMED - len(named)]
    said = Files(count=count, size=content, missing=missing, changed=changed, named=named)
    return Part(name=FILES, rows=count, size=size, sha256=hashed.hexdigest()), said
