"""A PostgreSQL for one measurement, in a temporary folder, on a socket only, durable as in an installation."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: where it lies, and the pid of its first process."""

    folder: Path
    pid: int

    def url(self, database: str = "namro") -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgres://namro@{quote(str(self.folder), safe='')}/{database}"

    def make(self, database: str) -> str:
        """Makes an empty database and gives back its URL."""
        _run([f"{programs()}/createdb", "-h", str(self.folder), "-U", "namro", database])
        return self.url(database)


def programs() -> str:
    """The folder of PostgreSQL's programs. Ends the process with what to do where there is none."""
    beside = os.path.dirname(shutil.which("initdb") or "")
    for folder in [*sorted(glob("/usr/lib/postgresql/*/bin"), reverse=True), beside]:
        if folder and os.access(f"{folder}/initdb", os.X_OK):
            return folder
    raise SystemExit(
        "This measurement needs PostgreSQL. ./dev test installs it, or install it with your system's packages."
    )


@contextlib.contextmanager
def cluster(*, durable: bool = True, settings: Sequence[str] = ()) -> Iterator[Cluster]:
    """A PostgreSQL that lives as long as the block. `durable`: a commit waits for the disk, as it does unasked."""
    folder = Path(tempfile.mkdtemp(prefix="namro-bench-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        _run(
            [
                f"{programs()}/initdb",
                "-D",
                f"{folder}/data",
                "-U",
                "namro",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
        )
        options = ["listen_addresses=''", "max_connections=80", *settings]
        if not durable:
            options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        said = f"-k '{folder}' " + " ".join(f"-c {option}" for option in options)
        _run([f"{programs()}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", said, "start"])
        pid = int((folder / "data/postmaster.pid").read_text().splitlines()[0])
        _run([f"{programs()}/createdb", "-h", str(folder), "-U", "namro", "namro"])
        yield Cluster(folder, pid)
    finally:
        if (folder / "data/postmaster.pid").exists():
            _run([f"{programs()}/pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    """Runs one of PostgreSQL's programs, as its own user where we are root; ends with its words if it fails."""
    kwargs: dict[str, object] = {}
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        kwargs = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    # pg_ctl leaves a server behind that would keep our pipes open: what it says goes into a file
    with tempfile.TemporaryFile() as said:
        ended = subprocess.run(
            command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd="/", check=False, **kwargs
        )  # type: ignore[call-overload]
        if ended.returncode:
            said.seek(0)
            raise SystemExit(f"{command[0]} did not work:\n{said.read().decode(errors='replace')}")
