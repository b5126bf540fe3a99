"""A PostgreSQL of its own in a temporary folder, for as long as a measurement runs; nothing listens on a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest; None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name.split(".")[0]))
    elsewhere = shutil.which("initdb")
    if found:
        return found[-1]
    return Path(elsewhere).parent if elsewhere else None


def _as_server(*command: str) -> None:
    """Runs a server program; PostgreSQL refuses to run as root."""
    whole = ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)
    subprocess.run(whole, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def start(folder: Path, *, durable: bool = False) -> str:
    """Makes (unless it is there) and starts a server in `folder`; gives back its DATABASE_URL.

    `durable` keeps what a production server does at each commit; without it filling is quicker and reading the same.
    """
    bin = programs()
    if bin is None:
        raise FileNotFoundError("PostgreSQL's server programs were not found; install them or measure on SQLite only.")
    data = folder / "data"
    if not data.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _as_server(f"{bin}/initdb", "-D", str(data), "-U", "namro", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = (
        f"-k '{folder}' -c listen_addresses='' -c shared_buffers=1GB -c maintenance_work_mem=512MB -c max_wal_size=4GB"
    )
    if not durable:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    log = str(folder / "log")
    _as_server(f"{bin}/pg_ctl", "-D", str(data), "-l", log, "-w", "-o", options, "start")
    return f"postgres://namro@{quote(str(folder), safe='')}/postgres"


def stop(folder: Path) -> None:
    """Stops the server in `folder`."""
    _as_server(f"{programs()}/pg_ctl", "-D", str(folder / "data"), "-m", "fast", "-w", "stop")


@contextmanager
def running(folder: Path | None = None, *, durable: bool = False) -> Iterator[str]:
    """A server while the block runs, in a folder of its own unless one is named (that one is kept)."""
    place = folder or Path(tempfile.mkdtemp(prefix="namro-bench-pg-"))
    url = start(place, durable=durable)
    try:
        yield url
    finally:
        stop(place)
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
