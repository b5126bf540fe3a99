"""Pictures made anew from their pixels, so that nothing else of the file is kept: no place, no device, no time."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from namro.ground.files.sniffing import GIF, JPEG, PNG, WEBP, Kind
from namro.rules.packs.refused import Refused

SIDE = 4096
"""Pixels of the longer side that are kept."""
MOST_PIXELS = 60_000_000
"""Pixels of a picture that is unpacked whole; a JPEG may have more, because it can be read at a smaller scale."""
_at_a_time = threading.BoundedSemaphore(1)
"""One picture of a process is unpacked at a time: a small file may hold 60 million pixels, and several at once would
take the memory of everybody else's pages. Whoever sends the second waits a moment."""
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", GIF: "GIF"}


def remake(source: Path, target: Path, kind: Kind, name: str) -> Kind:
    """Writes the picture at `source` anew to `target`, upright, its first frame only, at most `SIDE` pixels long.

    Gives back the kind written: JPEG for photographs, PNG for drawings and what is transparent. Raises Refused
    `cases.file-damaged`, `cases.picture-too-large`.
    """
    try:
        with _at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(source, formats=[_FORMATS[kind]]) as opened:
                return _remade(opened, target, kind, name)
    except Image.DecompressionBombError:
        raise Refused("cases.picture-too-large", field="files", name=name) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError):
        raise Refused("cases.file-damaged", field="files", name=name) from None


def _remade(opened: Image.Image, target: Path, kind: Kind, name: str) -> Kind:
    opened.seek(0)
    if kind is JPEG:
        opened.draft("RGB", (SIDE, SIDE))
    if opened.width * opened.height > MOST_PIXELS:
        raise Refused("cases.picture-too-large", field="files", name=name)
    opened.load()
    see_through = opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info
    picture: Image.Image = opened
    if opened.mode in ("1", "P"):  # these have no shades between their colours to make smaller with
        picture = opened.convert("RGBA" if see_through else "RGB")
    picture.thumbnail((SIDE, SIDE))  # small before it is turned and copied
    picture = ImageOps.exif_transpose(picture).convert("RGBA" if see_through else "RGB")
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    made = JPEG if not see_through and kind in (JPEG, WEBP) else PNG
    if made is JPEG:
        fresh.save(target, "JPEG", quality=88, optimize=True)
    else:
        fresh.save(target, "PNG", optimize=False)
    return made
