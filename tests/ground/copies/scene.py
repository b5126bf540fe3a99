"""An installation with something in most tables, ways to empty it, and a look at all of it."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.color import no_style
from django.db import connection

from namro.ground.copies.manifest import MANIFEST
from namro.ground.copies.tables import copied_models, table_of
from namro.ground.copies.values import Columns
from namro.ground.copies.writing import SEAL
from namro.ground.gate import guard
from namro.ground.recent import forget_all
from namro.ground.seals.marked import forget_keys
from namro.ground.trail import anchors, guards
from namro.ground.trail.jobs import seal_now
from namro.work.cases import actions
from namro.work.cases.models import Case
from tests.cast import NOW, Cast
from tests.work.cases.conftest import burglary

ONE_MORE = {"trail_entry", "trail_pending"}
"""Tables in which a restore leaves one row more: it tells of itself."""


def filled(cast: Cast, cases: int = 3) -> list[Case]:
    """Cases with names, files, registers and words, a file that waits for its report, keys, a trail sealed in part."""
    made = []
    for number in range(cases):
        draft = secrets.token_urlsafe(24)
        note = ContentFile(f"Biển số xe 29A-{number:05}".encode(), name="ghi chú.txt")
        actions.stage_file(draft, note, actor=actions.NEWCOMER, now=NOW)
        answers = burglary()
        received = actions.receive(
            None,
            procedure="crime-report",
            answers=answers,
            identity={"name": "Nguyễn Thị Tố Giác", "phone": "0912 345 678"},
            place_ref=answers["where"]["ref"],
            draft=draft,
            actor=actions.NEWCOMER,
            now=NOW,
        )
        actions.register(received.case, actor=cast.lan.actor, now=NOW)
        made.append(Case.objects.get(pk=received.case.pk))
    seal_now()
    actions.classify(made[0], step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    waiting = ContentFile(b"still being written", name="waiting.txt")
    actions.stage_file(secrets.token_urlsafe(24), waiting, actor=actions.NEWCOMER, now=NOW)
    anchors.signing_key()
    return made


def emptied() -> None:
    """Every table as `namro manage migrate` leaves it, no files, no keys."""
    tables = [table_of(model) for model in copied_models()]
    flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
    with guard.outside("a test begins with an empty installation"), guards.lifted(connection):
        connection.ops.execute_sql_flush(flush)
    for folder in (Path(settings.FILES_ROOT), Path(settings.NAMRO_KEYS)):
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    forget_all()
    forget_keys()


def everything() -> dict[str, list[bytes]]:
    """Every row of every table that a copy holds, as its line."""
    found = {}
    for model in copied_models():
        columns = Columns(model)
        rows = model._base_manager.order_by("pk").values_list(*columns.attributes)
        found[table_of(model)] = [columns.line(row) for row in rows]
    return found


def files() -> dict[str, bytes]:
    """Every file below FILES_ROOT."""
    root = Path(settings.FILES_ROOT)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def forged(copy: Path, place: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """A copy whose manifest and parts somebody changed and hashed anew, as only malice does."""
    with zipfile.ZipFile(copy) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    manifest = json.loads(parts.pop(MANIFEST))
    change(manifest, parts)
    raw = json.dumps(manifest).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, raw)
        archive.comment = f"{SEAL}{sha256(raw).hexdigest()}".encode()
    place.write_bytes(written.getvalue())
    return place


def rehash(manifest: dict[str, Any], name: str, content: bytes, rows: int | None = None) -> None:
    """Lets the manifest say of a part what is in it now."""
    (part,) = [part for part in manifest["parts"] if part["name"] == name]
    part["size"], part["sha256"] = len(content), sha256(content).hexdigest()
    if rows is not None:
        part["rows"] = rows
