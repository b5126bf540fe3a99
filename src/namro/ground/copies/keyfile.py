"""The keys of an installation in a file of their own, apart from every copy."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from namro.ground.copies.landing import settle
from namro.ground.copies.manifest import Key
from namro.ground.keys import key_id, path_of, read
from namro.rules.packs.refused import Refused

FORMAT = "namro-keys"
ALSO = ("anchor.key", "anchor.pub", "django.key")
"""Keys that no record is closed with: what signs checkpoints, and what signs sessions and forms."""
REPLACED = frozenset({"django.key"})
"""Made anew by whatever command runs first; a restore puts the old one in its place."""
LARGEST = 64 * 1024


def held(wanted: Iterable[Key]) -> dict[str, bytes]:
    """The keys of this installation by name. Raises `Refused` `copies.key-missing` or `copies.key-wrong` where one that
    records were written with is not there or is another."""
    found: dict[str, bytes] = {}
    for key in wanted:
        content = read(key.name)
        if content is None:
            raise Refused("copies.key-missing", name=key.name, id=key.id, folder=path_of(key.name).parent)
        if key_id(content) != key.id:
            raise Refused("copies.key-wrong", name=key.name, id=key.id, other=key_id(content))
        found[key.name] = content
    for name in ALSO:
        content = read(name)
        if content is not None:
            found[name] = content
    return found


def as_bytes(keys: Mapping[str, bytes]) -> bytes:
    """What stands in the file."""
    said = {"format": FORMAT, "keys": {name: base64.b64encode(keys[name]).decode() for name in sorted(keys)}}
    return (json.dumps(said, indent=1) + "\n").encode()


def parsed(file: Path) -> dict[str, bytes]:
    """The keys in a file. Raises `Refused` `copies.keys-broken`, or OSError where it cannot be read."""
    with file.open("rb") as opened:
        raw = opened.read(LARGEST + 1)
    try:
        found = json.loads(raw)
        if found["format"] != FORMAT or len(raw) > LARGEST:
            raise ValueError(FORMAT)
        keys = {str(name): base64.b64decode(text, validate=True) for name, text in found["keys"].items()}
        if not all(name in ALSO or _plain(name) for name in keys):
            raise ValueError("name")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
        raise Refused("copies.keys-broken", file=file) from cause
    return keys


def _plain(name: str) -> bool:
    return name.endswith(".key") and name[:-4].replace("-", "").isalnum() and name.isascii() and len(name) <= 45


def lacking(wanted: Iterable[Key], given: Mapping[str, bytes]) -> list[Key]:
    """The keys that are neither in `given` nor in this installation. Raises `Refused` `copies.key-wrong` for one that
    is another here or there: it is never written over."""
    missing = []
    for key in wanted:
        for content in (given.get(key.name), read(key.name)):
            if content is not None and key_id(content) != key.id:
                raise Refused("copies.key-wrong", name=key.name, id=key.id, other=key_id(content))
        if key.name not in given and read(key.name) is None:
            missing.append(key)
    return missing


class Laid:
    """Keys put into NAMRO_KEYS, and how to take them away again."""

    def __init__(self) -> None:
        self._before: list[tuple[Path, bytes | None]] = []
        self._made: list[Path] = []

    def put(self, keys: Mapping[str, bytes]) -> None:
        """Writes the keys that are not there (mode 0600); replaces only those of `REPLACED`. Raises `Refused`
        `copies.key-wrong` where another key has the name."""
        for name, content in keys.items():
            place, there = path_of(name), read(name)
            if there == content:
                continue
            if there is not None and name not in REPLACED:
                raise Refused("copies.key-wrong", name=name, id=key_id(content), other=key_id(there))
            self._made += [one for one in (place.parent, *place.parent.parents) if not one.exists()]
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._before.append((place, there))
            _write(place, content)

    def undo(self) -> None:
        """Puts everything back as it was."""
        for place, there in reversed(self._before):
            if there is None:
                place.unlink(missing_ok=True)
            else:
                _write(place, there)
        self._before.clear()
        for folder in self._made:  # the innermost first; one in which something else lies by now stays
            with suppress(OSError):
                folder.rmdir()
        self._made.clear()


def _write(place: Path, content: bytes) -> None:
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
    settle(place.parent)
