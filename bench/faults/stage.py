"""An installation of its own to do harm to: home, database, `namro serve`, `namro worker`."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.conf import settings

from bench.support.cluster import Cluster, cluster
from bench.support.processes import free_port, tree

ROOT = Path(__file__).resolve().parents[2]
NAMRO = ["-m", "namro.doors.cli.main"]


@dataclass
class Process:
    """A command of ours that can be ended in any way and started again."""

    arguments: list[str]
    env: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    seen: set[int] = field(default_factory=set)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen([sys.executable, *self.arguments], env=self.env, stdout=log, stderr=log)

    @property
    def pid(self) -> int:
        assert self.running is not None
        return self.running.pid

    def lives(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def children(self) -> list[int]:
        """The processes below the first one."""
        return tree(self.pid)[1:]

    def kill(self) -> None:
        """SIGKILL to all of them at once, as when the power of a container goes."""
        for pid in reversed(tree(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert self.running is not None
        self.running.wait()

    def stop(self) -> None:
        """In order."""
        if self.running is not None and self.lives():
            self.running.send_signal(signal.SIGTERM)
            try:
                self.running.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()


@dataclass
class Installation:
    """One engine with everything that runs on it."""

    engine: str
    home: Path
    port: int
    env: dict[str, str]
    web: Process
    worker: Process
    database: Cluster | None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of Namro, or a module."""
        return subprocess.run(
            [sys.executable, *arguments], env=self.env, capture_output=True, text=True, cwd=ROOT, check=False
        )

    def namro(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(*NAMRO, *arguments)

    def answers(self, seconds: float = 180) -> bool:
        """Waits until the server answers; no longer than until its process has ended.

        The first page of a server that has just started takes many seconds on a machine that has much else to do.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.web.lives():
            with contextlib.suppress(OSError, HTTPException):
                line = HTTPConnection("127.0.0.1", self.port, timeout=30)
                line.request("GET", "/vi/")
                good = line.getresponse().status == 200
                line.close()
                if good:
                    return True
            time.sleep(0.1)
        return False

    def logged(self) -> str:
        return self.web.log.read_text(errors="replace") if self.web.log.exists() else ""


@contextlib.contextmanager
def installation(
    engine: str, *, worker: bool = True, within: Path | None = None, serve: list[str] | None = None
) -> Iterator[Installation]:
    """The cast in their offices on a fresh database, served. `within`: the folder for home and database."""
    home = Path(tempfile.mkdtemp(prefix="namro-faults-", dir=within))
    logs = Path(tempfile.mkdtemp(prefix="namro-faults-logs-"))
    try:
        with contextlib.ExitStack() as stack:
            database = stack.enter_context(cluster(within=within)) if engine == "postgresql" else None
            url = database.url() if database else f"sqlite:///{home}/namro.sqlite3"
            kept = {k: v for k, v in os.environ.items() if not k.startswith(("NAMRO_", "DATABASE_URL", "DJANGO_"))}
            env = {
                **kept, "NAMRO_HOME": str(home), "DATABASE_URL": url, "NAMRO_PROXY": "1",
                "NAMRO_SECRET_KEY": settings.SECRET_KEY, "NAMRO_PACK": str(ROOT / "packs/vn"),
                "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
                "DJANGO_SETTINGS_MODULE": "namro.settings",
            }  # fmt: skip
            port = free_port()
            web = Process([*(serve or NAMRO), "serve", "--workers", "2", "--port", str(port)], env, logs / "web.log")
            hand = Process([*NAMRO, "worker"], env, logs / "worker.log")
            made = Installation(engine, home, port, env, web, hand, database)
            staged = made.run("-m", "tests.browser.stage")
            if staged.returncode:
                raise SystemExit(staged.stderr)
            stack.callback(web.stop)
            stack.callback(hand.stop)
            web.start()
            if worker:
                hand.start()
            if not made.answers():
                raise SystemExit(f"The server did not answer:\n{made.logged()}")
            yield made
    finally:
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(logs, ignore_errors=True)
