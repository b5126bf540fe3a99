"""A full disk, a disk that takes nothing in, a database that restarts: a clear state, an honest page, nothing lost."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

from bench.faults.clients import CODE, Line, Told, report_body, send
from bench.faults.kills import Load, Outcome, judged
from bench.faults.stage import Installation, installation
from bench.support.processes import tree

MEGABYTE = 1024 * 1024
SIZE = {"sqlite": 24, "postgresql": 160}
"""Megabytes of the small disk."""


@contextlib.contextmanager
def small_disk(engine: str) -> Iterator[Path | None]:
    """A disk of a few megabytes in memory; None where this user may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="namro-faults-disk-"))
    size = f"size={SIZE[engine]}m"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"{size},mode=0777", "tmpfs", folder], check=False, capture_output=True
    )
    try:
        yield folder if done.returncode == 0 else None
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", folder], check=False, capture_output=True)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Takes all that is left of the disk."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as out:
        for size in (MEGABYTE, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while out.write(b"\0" * size) == size:
                    pass
    return ballast


def honest(place: Installation, told: Told, wrong: list[str], words: tuple[str, ...]) -> None:
    """A report that cannot be kept now is answered by 503, with one of these words and the form to send again."""
    line, (token, body) = Line(place.port, "10.3.3.3"), report_body("2025:00004")
    text, status, until = b"", 0, time.monotonic() + 40
    while time.monotonic() < until:
        try:
            status, text, _ = line.ask("POST", "/vi/receipt", body)
        except (OSError, HTTPException):
            told.lost += 1
            time.sleep(0.3)
            continue
        told.note(status, text)
        if status == 503:
            break
        if found := CODE.search(text):  # there was still room for it
            told.codes[token] = found.group(1).decode()
            token, body = report_body("2025:00004")
    page = text.decode(errors="replace")
    if status != 503:
        wrong.append(f"no honest page came, but {status}")
    elif not any(word in page for word in words) or 'name="draft"' not in page:
        wrong.append("the page does not say what is wrong, or does not carry the report")
    told.pending = (token, body)


def goes_on(place: Installation, told: Told, wrong: list[str]) -> None:
    """What the page carried is sent again, and more comes in."""
    line = Line(place.port, "10.3.3.3")
    token, body = told.pending
    if not send(line, token, body, told, time.monotonic() + 120):
        wrong.append("what could not be kept was not taken afterwards")
    for _ in range(3):
        send(line, *report_body("2025:00004"), told, time.monotonic() + 120)


FULL = ("Ổ đĩa của máy chủ đã đầy", "Cơ sở dữ liệu của máy chủ chưa trả lời")
"""PostgreSQL ends itself when it has no room for its journal; it does not answer then."""
CLOSED = ("Ổ đĩa của máy chủ hiện không ghi được", "Cơ sở dữ liệu của máy chủ chưa trả lời")


def disk_full(engine: str) -> Outcome:
    """The disk of home and database fills while reports come in, and is freed again."""
    with small_disk(engine) as disk, installation(engine, within=disk) as place:
        told, wrong = Told(), []
        send(Line(place.port, "10.3.3.3"), *report_body("2025:00004"), told, time.monotonic() + 120)
        if disk is not None:
            ballast = fill(disk)
            honest(place, told, wrong, FULL)
            ballast.unlink()
            how = "a disk of its own was filled and freed"
        else:
            before = limit(place, 4096)
            honest(place, told, wrong, (*FULL, "Cơ sở dữ liệu"))
            unlimit(before)
            how = "no file could grow, for a while"
        if place.database is not None and not answers(place):
            place.database.start()
        if not place.answers():
            wrong.append("the server did not come back")
        goes_on(place, told, wrong)
        found = judged(place, told, "disk full", how)
        found.wrong += wrong
        return found


def limit(place: Installation, most: int) -> dict[int, tuple[int, int]]:
    """No process of ours may write beyond `most` bytes of a file; what they might before."""
    pids = tree(place.web.pid) + tree(place.worker.pid) + (tree(place.database.pid) if place.database else [])
    before = {}
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
            before[pid] = (soft, hard)
    return before


def unlimit(before: dict[int, tuple[int, int]]) -> None:
    for pid, limits in before.items():
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def answers(place: Installation) -> bool:
    """Whether PostgreSQL runs."""
    assert place.database is not None
    with contextlib.suppress(OSError, ValueError):
        os.kill(place.database.pid, 0)
        return True
    return False


def sql(place: Installation, *statements: str) -> None:
    """As the owner of the database."""
    import psycopg

    assert place.database is not None
    with psycopg.connect(f"host={place.database.folder} user=namro dbname=namro", autocommit=True) as line:
        for statement in statements:
            line.execute(statement)


def read_only(engine: str) -> Outcome:
    """Nothing can be written for a while: PostgreSQL is set to read only while it serves; of SQLite the disk is mounted
    read-only while the server is stopped, which then starts on it."""
    with small_disk(engine) as disk, installation(engine, within=disk) as place:
        told, wrong = Told(), []
        send(Line(place.port, "10.3.3.3"), *report_body("2025:00004"), told, time.monotonic() + 120)
        if engine == "postgresql":
            sql(place, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
            time.sleep(1)
            honest(place, told, wrong, CLOSED)
            sql(
                place,
                "SET default_transaction_read_only = off",
                "ALTER SYSTEM RESET default_transaction_read_only",
                "SELECT pg_reload_conf()",
            )
            how = "the database was set to read only while it served, and back"
        elif disk is None:
            how = "left out: this user may not mount a disk"
        else:
            place.web.stop()
            place.worker.stop()
            mounted = ["mount", "-o", "remount,ro", str(disk)]
            subprocess.run(mounted, check=True, capture_output=True)
            place.web.start()
            if place.answers(20):
                honest(place, told, wrong, CLOSED)
            said = place.namro("recheck")
            if "Traceback" in said.stderr + place.logged()[-4000:] and said.returncode:
                wrong.append("a command ended with a traceback")
            place.web.stop()
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True, capture_output=True)
            place.web.start()
            place.worker.start()
            how = "started on a disk mounted read-only, and on a writable one again"
        if not place.answers():
            wrong.append("the server did not come back")
        if told.pending[0]:
            goes_on(place, told, wrong)
        found = judged(place, told, "read-only disk", how)
        found.wrong += wrong
        return found


def restarts(number: int = 3) -> Outcome:
    """PostgreSQL restarts in order while reports come in."""
    with installation("postgresql") as place:
        assert place.database is not None
        with Load(place) as told:
            for _ in range(number):
                time.sleep(2)
                place.database.stop()
                time.sleep(2)
                place.database.start()
            time.sleep(2)
        found = judged(place, told, "database restart", f"{number} × stopped for two seconds and started")
        if not told.statuses[503]:
            found.wrong.append("nobody was told by an honest page")
        return found
