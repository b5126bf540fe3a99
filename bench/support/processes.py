"""Servers started for a measurement, and the CPU time of whole trees of processes, out of /proc (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tree(pid: int) -> list[int]:
    """`pid` and all that descends from it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                waiting += [int(child) for child in children.read_text().split()]
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Seconds of CPU, user and system, that these processes and their children that have ended used so far.

    A process is asked by its own clock, to the nanosecond: /proc/PID/stat rounds each down to hundredths, which for a
    database of many processes is as much as what is measured.
    """
    seconds = 0.0
    for pid in pids:
        with contextlib.suppress(OSError):
            ended = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[13:15]
            seconds += time.clock_gettime(_clock_of(pid)) + sum(map(int, ended)) / TICK
    return seconds


def _clock_of(pid: int) -> int:
    """The CPU clock of a process, as clock_getcpuclockid(3) of Linux makes it, which Python does not have."""
    return (~pid << 3) | 2


def cpu_of_tree(pid: int) -> float:
    """Seconds of CPU that `pid` and everything below it used so far."""
    return cpu_seconds(tree(pid))


def peak_mb(pid: int) -> float:
    """The most memory that the process ever held, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def on_each_engine(script: str, arguments: Sequence[str]) -> int:
    """Runs a measurement once for each engine, in processes of their own; the worse of their codes."""
    return max(
        subprocess.run([sys.executable, script, "--engine", engine, *arguments], check=False).returncode
        for engine in ("sqlite", "postgresql")
    )


@contextlib.contextmanager
def served(arguments: list[str], port: int, env: dict[str, str], path: str = "/") -> Iterator[subprocess.Popen[bytes]]:
    """Starts `python arguments…`, waits until it answers on `port`, and stops it by its pid afterwards."""
    server = subprocess.Popen([sys.executable, *arguments], env=env)
    try:
        _await(server, port, path)
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _await(server: subprocess.Popen[bytes], port: int, path: str) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit(f"The server ended with {server.returncode} before it answered.")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not answer within 30 seconds.")
