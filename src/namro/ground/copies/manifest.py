"""What a copy says of itself: from which version it is, what is in it, and the hash of each part."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from namro.rules.packs.refused import Refused

FORMAT: Literal["namro-copy"] = "namro-copy"
FORMAT_VERSION: Literal[1] = 1
MANIFEST = "manifest.json"
FILES = "files"
DEMONSTRATION = "demonstration"
"""The file in NAMRO_HOME that says that everything is made up; a copy says so too."""
LARGEST = 4 * 1024 * 1024
"""Bytes of a manifest."""
NAMED = 50
"""How many files that are not well are named; the rest is counted."""

HASH = r"^[0-9a-f]{64}$"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Part(_Said):
    """One part of the copy: rows (or files) in it, bytes before they were packed, SHA-256 of those."""

    name: str = Field(pattern=r"^(tables/[a-z][a-z0-9_]{0,80}\.jsonl|files)$")
    rows: int = Field(ge=0)
    size: int = Field(ge=0)
    sha256: str = Field(pattern=HASH)
    columns: list[str] = []


class Key(_Said):
    """A key that records were written with, by its id (`namro.ground.keys.key_id`)."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,40}\.key$")
    id: str = Field(pattern=r"^[0-9a-f]{16}$")


class Head(_Said):
    """How the trail stood: entries in all, the last batch and its head ("" and 0: nothing was sealed)."""

    entries: int = Field(ge=0)
    batch: int = Field(ge=0)
    head: str = Field(pattern=r"^([0-9a-f]{64})?$")


class Files(_Said):
    """The kept files: how many are in the copy with how many bytes; those that rows name and that were not there, or
    were not what the row says (counted, and the first of them named)."""

    count: int = Field(ge=0)
    size: int = Field(ge=0)
    missing: int = Field(ge=0)
    changed: int = Field(ge=0)
    named: list[str] = Field(max_length=NAMED)


class Manifest(_Said):
    """Everything that a copy says of itself."""

    format: Literal["namro-copy"]
    format_version: Literal[1]
    version: str = Field(max_length=40)
    made_at: str = Field(max_length=40)
    engine: str = Field(max_length=20)
    migrations: dict[str, list[str]]
    pack: str = Field(pattern=HASH)
    demonstration: bool
    keys: list[Key]
    trail: Head
    last: dict[str, int]
    files: Files
    parts: list[Part]

    def part(self, name: str) -> Part:
        """The part of that name. Raises `Refused` `copies.broken`."""
        for part in self.parts:
            if part.name == name:
                return part
        raise Refused("copies.broken", what=name)

    def as_bytes(self) -> bytes:
        """The manifest as it stands in the copy."""
        said = self.model_dump(mode="json")
        return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def rows_part(table: str) -> str:
    """The name of the part that holds the rows of a table."""
    return f"tables/{table}.jsonl"


def parsed(raw: bytes) -> Manifest:
    """The manifest in these bytes. Raises `Refused` `copies.other-format` for one of another version of the format,
    `copies.broken` for what is none."""
    try:
        found = json.loads(raw)
        if isinstance(found, dict) and found.get("format") == FORMAT and found.get("format_version") != FORMAT_VERSION:
            version = str(found.get("version"))[:40]
            raise Refused("copies.other-format", format=str(found.get("format_version"))[:20], version=version)
        return Manifest.model_validate(found, strict=True)
    except (ValidationError, ValueError, RecursionError) as cause:
        raise Refused("copies.broken", what=MANIFEST) from cause


def pack_hash(folder: Path) -> str:
    """SHA-256 (hex) over the names and contents of all files of a pack."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix().encode()
        content = path.read_bytes()
        total.update(len(name).to_bytes(8, "big") + name + len(content).to_bytes(8, "big") + content)
    return total.hexdigest()
