"""The pack that this process works with."""

from __future__ import annotations

import os
from pathlib import Path

from namro.rules.packs.load import load
from namro.rules.packs.schema import Pack

_folder: Path | None = None
_loaded: dict[Path, Pack] = {}


def set_pack_folder(folder: Path) -> None:
    """Names the folder that `the_pack` reads from now on; nothing is read yet."""
    global _folder
    _folder = Path(folder).absolute()


def pack_folder() -> Path:
    """The folder in use: as set, else the environment's NAMRO_PACK, else `packs/vn` here."""
    return _folder or Path(os.environ.get("NAMRO_PACK") or "packs/vn").absolute()


def the_pack() -> Pack:
    """The pack in use, read once for each folder. Raises `PackRefused`."""
    folder = pack_folder()
    found = _loaded.get(folder)
    if found is None:
        found = _loaded[folder] = load(folder)
    return found


def forget() -> None:
    """Lets `the_pack` read the folder again: after a pack was changed on disk, and between tests."""
    _loaded.clear()
