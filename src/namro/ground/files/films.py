"""Films and recordings keep their pictures and their sound; where and on which device they were made is blanked.

MP4, MOV, 3GP and M4A are boxes in boxes. The boxes that hold descriptions (`udta`, `meta`, `uuid`) inside `moov` and
its tracks, and beside it, are turned into `free` boxes of the same size filled with zeros, so that nothing moves. In
MP3 the ID3 tags at both ends, in WAV the chunks that are neither format nor sound are left out or blanked.
"""

from __future__ import annotations

from pathlib import Path

from namro.ground.files.sniffing import MP3, WAV, Kind
from namro.rules.packs.refused import Refused

_DESCRIBES = (b"udta", b"meta", b"uuid", b"XMP_")
_HOLDS = (b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf")
_DEEPEST = 8


def blank(path: Path, kind: Kind, name: str) -> None:
    """Blanks the descriptions in the file at `path`. Raises Refused `cases.file-damaged`."""
    data = bytearray(path.read_bytes())
    if kind is MP3:
        data = _mp3(data)
        if not (len(data) > 3 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0):  # no frame of sound where one must begin
            raise Refused("cases.file-damaged", field="files", name=name)
    elif kind is WAV:
        _wav(data, name)
    elif not _boxes(data, 0, len(data), 0):
        raise Refused("cases.file-damaged", field="files", name=name)
    path.write_bytes(data)


def _boxes(data: bytearray, start: int, end: int, depth: int) -> bool:
    """Whether a `moov` or `mdat` was met, or (deeper) whether the boxes could be walked."""
    met, at = depth > 0, start
    while at + 8 <= end:
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if size == 1 and at + 16 <= end:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            if depth == 0 and at > start and met:
                break  # a recording that was cut off: what follows the last whole box is left as sound or picture
            return False
        if kind in _DESCRIBES:
            data[at + 4 : at + 8] = b"free"
            data[at + head : at + size] = bytes(size - head)
        elif kind in _HOLDS and depth < _DEEPEST and not _boxes(data, at + head, at + size, depth + 1):
            return False
        met = met or kind in (b"moov", b"mdat")
        at += size
    return met


def _mp3(data: bytearray) -> bytearray:
    if data[:3] == b"ID3" and len(data) > 10:
        size = 10 + ((data[6] & 127) << 21 | (data[7] & 127) << 14 | (data[8] & 127) << 7 | (data[9] & 127))
        data = data[min(size, len(data)) :]
        data = data.lstrip(b"\0")  # room that the writer of the tag left
    if data[-128:-125] == b"TAG":
        data = data[:-128]
    return data


def _wav(data: bytearray, name: str) -> None:
    at = 12
    while at + 8 <= len(data):
        kind, size = bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8], "little")
        if kind not in (b"fmt ", b"data", b"fact"):
            data[at : at + 4] = b"JUNK"
            data[at + 8 : at + 8 + size] = bytes(len(data[at + 8 : at + 8 + size]))
        at += 8 + size + (size & 1)
    if b"data" not in data[:4096] and b"data" not in data:
        raise Refused("cases.file-damaged", field="files", name=name)
