"""A PostgreSQL for one measurement, in a temporary folder, on a socket only, durable as in an installation."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from urllib.parse import quote

from bench.support.processes import tree


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: where it lies, and the pid of its first process."""

    folder: Path
    options: str

    @property
    def pid(self) -> int:
        """The first process of the server that runs now."""
        return int((self.folder / "data/postmaster.pid").read_text().splitlines()[0])

    def start(self) -> None:
        """Starts it; after a crash it recovers first."""
        control = [f"{programs()}/pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log"]
        _run([*control, "-w", "-t", "120", "-o", self.options, "start"])

    def stop(self, how: str = "fast") -> None:
        """Stops it: "fast" in order, "immediate" without a checkpoint."""
        _run([f"{programs()}/pg_ctl", "-D", f"{self.folder}/data", "-m", how, "-w", "stop"])

    def crash(self) -> None:
        """SIGKILL to all its processes, and to no other; gives back when they are gone."""
        pids = tree(self.pid)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for _ in range(200):
            if not any(_runs(pid) for pid in pids):
                break
            time.sleep(0.05)
        # where nobody collects the dead, their ids still answer and would keep the next server from starting
        for lock in (self.folder / "data/postmaster.pid", *self.folder.glob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)

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
def cluster(*, durable: bool = True, settings: Sequence[str] = (), within: Path | None = None) -> Iterator[Cluster]:
    """A PostgreSQL that lives as long as the block. `durable`: a commit waits for the disk, as it does unasked."""
    folder = Path(tempfile.mkdtemp(prefix="namro-bench-pg-", dir=within))
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
        made = Cluster(folder, said)
        made.start()
        _run([f"{programs()}/createdb", "-h", str(folder), "-U", "namro", "namro"])
        yield made
    finally:
        if (folder / "data/postmaster.pid").exists() and _runs(Cluster(folder, "").pid):
            Cluster(folder, "").stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


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
            log = Path(command[command.index("-l") + 1]) if "-l" in command else None
            tail = log.read_text(errors="replace")[-1500:] if log is not None and log.exists() else ""
            raise SystemExit(f"{command[0]} did not work:\n{said.read().decode(errors='replace')}{tail}")
