"""What `namro backup` and `namro restore` cost with many rows: seconds, memory of the process, size of the copy.

    .venv/bin/python bench/copies.py                    500,000 entries of the trail, sealed: a million rows and more
    .venv/bin/python bench/copies.py --entries 100000

From SQLite into SQLite, then from SQLite into a PostgreSQL of its own and from there into a copy again. Each command is
a process of its own; its memory is the most that it held at once (the database server's is not in it).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from bench.support.cluster import cluster

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2000


def fill(entries: int) -> None:
    """Entries as actions leave them, and every batch that the sealer makes of them."""
    import django

    django.setup()
    from datetime import UTC, datetime

    from namro.ground.gate import guard
    from namro.ground.trail.jobs import seal_now
    from namro.ground.trail.models import Entry

    at = int(datetime(2026, 3, 10, tzinfo=UTC).timestamp()) * 1_000_000
    made = (
        Entry(
            version=1, at=at + n, actor_ref=f"user:{n % 900}", seat="duty-officer@CAX-00070 (deputy)",
            action="cases.register", object_kind="bench", object_ref=f"bench:{n:08}", office="CAX-00070",
            payload_digest=f"{n * 2654435761 % 2**255:064x}",
        )
        for n in range(entries)
    )  # fmt: skip
    with guard.outside("rows to be measured with"):
        while block := list(islice(made, AT_ONCE)):
            Entry.objects.bulk_create(block)
    seal_now()


def run(*words: str, **environment: str) -> tuple[float, float]:
    """A command: the seconds it took and the most megabytes it held. Ends the measurement where it fails."""
    begun = time.monotonic()
    started = subprocess.Popen(
        [sys.executable, *words],
        env={**os.environ, "DATABASE_URL": "", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **environment},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {started.returncode}.")
    return time.monotonic() - begun, used.ru_maxrss / 1024


def measured(title: str, *words: str, **environment: str) -> None:
    """Runs `namro` with these words and prints a line about it."""
    seconds, memory = run("-m", "namro.doors.cli.main", *words, **environment)
    print(f"{title:<34}{seconds:8.1f} s{memory:8.0f} MB", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--entries", type=int, default=500_000)
    asked.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.fill:
        fill(given.entries)
        return
    with tempfile.TemporaryDirectory(prefix="namro-bench-") as folder, cluster() as server:
        first = {"NAMRO_HOME": f"{folder}/first", "DJANGO_SETTINGS_MODULE": "namro.settings"}
        second, third = {"NAMRO_HOME": f"{folder}/second"}, {"NAMRO_HOME": f"{folder}/third"}
        third["DATABASE_URL"] = server.make("copied")
        run("-m", "namro.doors.cli.main", "manage", "migrate", "--verbosity", "0", **first)
        seconds, _ = run(__file__, "--fill", "--entries", str(given.entries), **first)
        print(f"{given.entries} entries, as many leaves: filled in {seconds:.0f} s")
        measured("backup from SQLite", "backup", f"{folder}/a", **first)
        print(f"  {Path(folder, 'a').stat().st_size / 1e6:.0f} MB")
        measured("restore into SQLite, verified", "restore", f"{folder}/a", **second)
        measured("restore into PostgreSQL, verified", "restore", f"{folder}/a", **third)
        measured("backup from PostgreSQL", "backup", f"{folder}/b", **third)


if __name__ == "__main__":
    main()
