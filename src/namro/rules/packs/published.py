"""Publishing: the content hash of each version is written down, and from then on the version does not change."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from namro.rules.packs.frozen import content_hash
from namro.rules.packs.reading import read
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack

FILE = "published.yaml"
_HEAD = """\
# Written by `namro pack publish`: the content of each published version as a hash (SHA-256). A version that is named
# here and differs from its hash is refused. What changed is a new version; a slip of the pen is published again with a
# reason, and the hash that it had before stays on record.
"""


def publish(
    pack: Pack, folder: Path, *, on: date, again: Collection[str] = (), reason: str | None = None
) -> dict[str, str]:
    """Writes down every version that is not published yet, and those of `again` (such as "petition@2014-07-01")
    with their `reason`; gives back the hashes newly written, by version. `pack` was loaded without published hashes.

    Raises `Refused`: `pack-command.not-a-version`, `pack-command.again-needs-reason`, `pack-command.changed`.
    """
    path = folder / FILE
    entries: dict[str, Any] = dict(read(path, FILE).value) if path.exists() else {}
    versions = {procedure.version: content_hash(procedure) for procedure in pack.procedures}
    for version in again:
        if version not in versions:
            raise Refused(
                "pack-command.not-a-version", field="again", version=version[:80], known=", ".join(sorted(versions))
            )
        if not (reason or "").strip():
            raise Refused("pack-command.again-needs-reason", field="reason", version=version)
    new: dict[str, str] = {}
    for version, hash in versions.items():
        entry = entries.get(version)
        if entry is None:
            entries[version] = {"hash": hash, "on": on}
        elif entry["hash"] == hash:
            continue
        elif version in again:
            former = {"hash": entry["hash"], "until": on, "reason": " ".join((reason or "").split())}
            entries[version] = {"hash": hash, "on": on, "earlier": (*entry.get("earlier", ()), former)}
        else:
            raise Refused("pack-command.changed", field="again", version=version)
        new[version] = hash
    if new:
        _write(path, entries)
    return new


def _write(path: Path, entries: dict[str, Any]) -> None:
    """The whole file or nothing."""
    lines = [_HEAD]
    for version in sorted(entries):
        entry = entries[version]
        lines.append(f"{version}:\n  hash: {_text(entry['hash'])}\n  on: {entry['on']}\n")
        for at, former in enumerate(entry.get("earlier", ())):
            lines.append("  earlier:\n" if at == 0 else "")
            until, why = former["until"], _text(former["reason"])
            lines.append(f"    - {{hash: {_text(former['hash'])}, until: {until}, reason: {why}}}\n")
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    fresh.write_text("".join(lines), encoding="utf-8")
    os.replace(fresh, path)


def _text(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=False)
