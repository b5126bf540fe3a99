"""What `namro backup` and `namro restore` say, and how a restored installation is verified."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from namro.doors import words
from namro.ground.copies.manifest import Manifest, pack_hash
from namro.ground.copies.restoring import Restored
from namro.ground.copies.writing import Written
from namro.ground.trail.models import Entry, SealedBatch
from namro.ground.trail.verify import verify
from namro.rules.packs.current import pack_folder
from namro.work.cases.models import Case
from namro.work.cases.recheck import recheck

SAMPLE = 500
"""Cases that `--quick` builds again."""
SHOWN = 20


@contextmanager
def orderly_end() -> Iterator[None]:
    """SIGTERM ends the command as Ctrl-C does, so that it tidies up after itself."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def size_of(count: int) -> str:
    """Bytes as people read them: 12.3 MB."""
    size, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{size:.0f} {units[0]}" if size == count else f"{size:.1f} {units[0]}"


def rows_in(manifest: Manifest) -> int:
    """The rows of all tables of a copy."""
    return sum(part.rows for part in manifest.parts if part.name.startswith("tables/"))


def told_written(made: Written, file: Path, keys: Path | None, lang: str) -> list[str]:
    """A copy that was written, in sentences."""
    found = made.manifest
    said = [
        words.say(lang, "cli.backup.done", file=file, size=size_of(made.size), rows=rows_in(found),
                  files=found.files.count),
        words.say(lang, "cli.backup.seal", seal=made.seal),
    ]  # fmt: skip
    if found.files.missing:
        said.append(words.say(lang, "cli.backup.missing", n=found.files.missing, names=", ".join(found.files.named)))
    if found.files.changed:
        said.append(words.say(lang, "cli.backup.changed", n=found.files.changed, names=", ".join(found.files.named)))
    if keys is not None:
        said.append(words.say(lang, "cli.backup.keys", file=keys))
        if keys.absolute().parent == file.absolute().parent:
            said.append(words.say(lang, "cli.backup.keys-beside", file=keys))
    elif found.keys:
        names = ", ".join(f"{key.name} ({key.id})" for key in found.keys)
        said.append(words.say(lang, "cli.backup.keys-apart", keys=names))
    return said


def written_as_data(made: Written, file: Path, keys: Path | None) -> dict[str, Any]:
    """The same for a machine."""
    found = made.manifest
    return {
        "file": str(file), "size": made.size, "seal": made.seal, "rows": rows_in(found),
        "files": found.files.model_dump(), "trail": found.trail.model_dump(), "version": found.version,
        "made_at": found.made_at, "keys_needed": [key.model_dump() for key in found.keys],
        "keys_file": None if keys is None else str(keys),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What the verification of a restored installation found: how many cases were built again, of how many; each
    finding as a line; whether the head of the trail is that of the copy."""

    cases: int
    of: int
    findings: list[str]
    same_head: bool

    @property
    def sound(self) -> bool:
        return self.same_head and not self.findings


def verified(done: Restored, now: datetime, *, quick: bool) -> Checked:
    """Holds what was restored against the trail and against itself: the whole trail; every case (with `quick` a
    sample, spread evenly), each with its files."""
    head = done.manifest.trail
    entries = Entry.objects.count()
    last = SealedBatch.objects.filter(number=head.batch).values_list("head", flat=True).first() or ""
    same = entries == head.entries + 1 and last == head.head  # the one more tells of the restore
    report = verify()
    findings = [f"{one.kind}: {one.says}" for one in report.findings]
    total = Case.objects.count()
    only = None
    if quick and total > SAMPLE:
        refs = Case.objects.order_by("pk").values_list("ref", flat=True).iterator(chunk_size=2000)
        only = list(islice(refs, 0, None, -(-total // SAMPLE)))
    findings += [str(difference) for difference in recheck(now, only=only, files=True)]
    return Checked(total if only is None else len(only), total, findings, same)


def told_restored(done: Restored, checked: Checked, lang: str) -> list[str]:
    """A restore in sentences."""
    found = done.manifest
    said = [
        words.say(lang, "cli.restore.done", made=found.made_at, version=found.version, rows=sum(done.rows.values()),
                  files=found.files.count),
        words.say(lang, "cli.restore.checked", cases=checked.cases, of=checked.of, entries=found.trail.entries),
    ]  # fmt: skip
    if not checked.same_head:
        said.append(words.say(lang, "cli.restore.other-head"))
    if checked.findings:
        said.append(words.say(lang, "cli.restore.findings", n=len(checked.findings)))
        said += [f"  {line}" for line in checked.findings[:SHOWN]]
    elif checked.same_head:
        said.append(words.say(lang, "cli.restore.sound"))
    if found.pack != pack_hash(pack_folder()):
        said.append(words.say(lang, "cli.restore.other-pack"))
    if done.keys_missing:
        said.append(words.say(lang, "cli.restore.keys-missing", keys=", ".join(done.keys_missing)))
    return said


def restored_as_data(done: Restored, checked: Checked) -> dict[str, Any]:
    """The same for a machine."""
    found = done.manifest
    return {
        "made_at": found.made_at, "version": found.version, "seal": done.seal, "engine": found.engine,
        "rows": done.rows, "files": found.files.model_dump(), "trail": found.trail.model_dump(),
        "same_pack": found.pack == pack_hash(pack_folder()), "keys_missing": list(done.keys_missing),
        "checked": {**asdict(checked), "sound": checked.sound},
    }  # fmt: skip
