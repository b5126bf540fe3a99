"""What taking in a report costs, and following one: CPU of the server and of the database, against the bare floor.

    ./dev bench intake                     PostgreSQL and SQLite, one after the other
    ./dev bench intake -- --engine sqlite  one of them (also: --rounds, --each, --load)

The real thing is measured: `namro serve --workers 2` with durable commits, the last form of the portal's report posted
over HTTP, the receipt page built and compressed, the trail sealed in the background. The floor is a Django view that
inserts one row and one audit leaf, under the same server on the same database. Both are asked in turn, and what counts
is the CPU time of all processes of server and database, so that a busy machine disturbs little.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import secrets
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from bench.support.cluster import cluster
from bench.support.processes import cpu_of_tree, free_port, on_each_engine, served

ROOT = Path(__file__).resolve().parent.parent
WARM = 400
"""Reports sent and followed before: every thread's connection has its statements planned by then, as on a day that has
begun."""
LOTS = 5
"""Lots in which the reports of 8 and of 32 clients go out, in turns: the machine's pace moves while they do."""
STORY = "Đêm qua kho hàng của tôi ở đầu ngõ bị phá khoá, mất ba xe đạp điện. Khoảng hai giờ sáng có tiếng xe."


@dataclass
class Costs:
    """CPU of the processes behind one server: its own and the database's (0 where that is the same process)."""

    server: Callable[[], float]
    database: Callable[[], float]

    def now(self) -> tuple[float, float]:
        return self.server(), self.database()


def post(port: int, path: str, bodies: Sequence[str], clients: int, good: bytes) -> tuple[float, int, list[bytes]]:
    """Posts all bodies with that many clients at once, each on a line of its own. Seconds, failures, answers."""
    waiting = list(reversed(bodies))
    answers: list[bytes] = []
    failed = [0]
    lock = threading.Lock()

    def one(number: int) -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Encoding": "gzip",
            "X-Forwarded-Proto": "http",
        }
        while True:
            with lock:
                if not waiting:
                    break
                body = waiting.pop()
            headers["X-Forwarded-For"] = f"10.{secrets.randbelow(250)}.{secrets.randbelow(250)}.{number + 1}"
            try:
                line.request("POST", path, body, headers)
                answer = line.getresponse()
                text = answer.read()
                if answer.headers.get("Content-Encoding") == "gzip":
                    text = gzip.decompress(text)
                fine = answer.status == 200 and good in text
            except (OSError, HTTPException):
                fine, text = False, b""
                line.close()
            with lock:
                failed[0] += not fine
                answers.append(text)
        line.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=one, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, failed[0], answers


def drafts(number: int) -> list[str]:
    """The last forms of that many reports, in wards all over the city."""
    from namro.doors.portal.draft import Draft
    from namro.ground.places.queries import children

    wards = children("01", date(2026, 3, 2))
    made = []
    for n in range(number):
        ward = wards[n % len(wards)]
        draft = Draft("crime-report", complete=True)
        draft.answers = {
            "danger": "no",
            "about": f"{STORY} ({secrets.token_hex(4)})",
            "where": {"ref": ward.ref, "line": "12 phố Hàng Bạc"},
            "when": {"mode": "day", "day": "01/11/2026", "time": "khoảng 2 giờ sáng"},
        }
        draft.who = {"mode": "yes", "name": "Nguyễn Văn An", "phone": "0912345678"} if n % 2 else {"mode": "no"}
        made.append(urlencode({"draft": draft.sealed(), "asked": "check", "do": "continue"}))
    return made


def codes(answers: Sequence[bytes]) -> list[str]:
    """The secret codes on these receipt pages."""
    return [found.group(1).decode() for text in answers if (found := re.search(rb'name="code" value="([^"]+)"', text))]


def world() -> None:
    """One province with its offices, as `namro init` makes it."""
    from django.core.management import call_command

    from namro.doors.cli import installation
    from namro.ground.gate import guard
    from namro.ground.places.load import load_places
    from namro.ground.places.queries import unit
    from namro.rules.packs.current import the_pack

    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    with guard.outside("the places of one city to measure in"):
        load_places(Path(os.environ["NAMRO_PACK"]), within="01", now=now)
    installation.create_offices(unit("01", the_pack().calendar.local(now)), begins=date(2025, 7, 1), now=now)


@contextmanager
def servers(engine: str, home: Path, fill: Callable[[], None] = world) -> Iterator[tuple[int, Costs, int, Costs]]:
    """Namro and the floor on one engine, port and costs of each; what `fill` makes is there and Django is set up."""

    @contextmanager
    def databases() -> Iterator[tuple[str, str, Callable[[], float]]]:
        if engine == "sqlite":
            yield f"sqlite:///{home}/namro.sqlite3", f"sqlite:///{home}/floor.sqlite3", lambda: 0.0
        else:
            with cluster() as server:
                yield server.url(), server.make("floor"), lambda: cpu_of_tree(server.pid)

    with databases() as (url, floor_url, database):
        env = {
            "NAMRO_HOME": str(home), "NAMRO_KEYS": str(home / "keys"), "DATABASE_URL": url, "NAMRO_PROXY": "1",
            "NAMRO_PACK": str(ROOT / "packs/vn"), "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "namro.settings",
        }  # fmt: skip
        os.environ.update(env)
        import django

        django.setup()
        fill()
        from django.db import connections

        connections.close_all()
        port, floor_port = free_port(), free_port()
        namro = ["-m", "namro.doors.cli.main", "serve", "--workers", "2", "--port", str(port)]
        bare = ["-m", "bench.support.floor"]
        floor_env = {**os.environ, "DATABASE_URL": floor_url, "PORT": str(floor_port)}
        floor_env.pop("DJANGO_SETTINGS_MODULE")
        with (
            served(namro, port, dict(os.environ), "/vi/") as one,
            served(bare, floor_port, floor_env) as other,
        ):
            yield (
                port,
                Costs(lambda: cpu_of_tree(one.pid), database),
                floor_port,
                Costs(lambda: cpu_of_tree(other.pid), database),
            )


def each(
    costs: Costs, work: Callable[[], tuple[float, int, list[bytes]]], number: int
) -> tuple[float, float, list[bytes]]:
    """Milliseconds of CPU of server and of database for each of `number` requests, and the answers."""
    before = costs.now()
    _, failed, answers = work()
    time.sleep(1.5)  # what the background still does for these requests is theirs
    after = costs.now()
    if failed:
        (Path(tempfile.gettempdir()) / "namro-bench-answer.html").write_bytes(answers[0])
        raise SystemExit(f"{failed} of {number} requests failed.")
    return (after[0] - before[0]) * 1000 / number, (after[1] - before[1]) * 1000 / number, answers


def measure(said: argparse.Namespace) -> None:
    """One engine."""
    home = Path(tempfile.mkdtemp(prefix="namro-bench-"))
    try:
        with servers(said.engine, home) as (port, costs, floor_port, floor_costs):
            bare = [urlencode({"body": STORY})] * said.each
            report(said, port, costs, floor_port, floor_costs, bare)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def report(
    said: argparse.Namespace, port: int, costs: Costs, floor_port: int, floor_costs: Costs, bare: list[str]
) -> None:
    """Runs the rounds and prints what came out."""
    good = b'name="code"'
    _, _, answers = post(port, "/vi/receipt", drafts(WARM), 8, good)
    post(port, "/vi/follow", [urlencode({"code": code}) for code in codes(answers)], 8, b"timeline")
    post(floor_port, "/", (bare * WARM)[:WARM], 8, b"")
    taken: list[tuple[float, float]] = []
    floor: list[tuple[float, float]] = []
    followed: list[tuple[float, float]] = []
    ratios: list[float] = []
    for number in range(said.rounds):
        bodies = drafts(said.each)
        server, database, answers = each(costs, partial(post, port, "/vi/receipt", bodies, 8, good), said.each)
        taken.append((server, database))
        floor.append(each(floor_costs, partial(post, floor_port, "/", bare, 8, b""), said.each)[:2])
        asked = [urlencode({"code": code}) for code in codes(answers)]
        followed.append(each(costs, partial(post, port, "/vi/follow", asked, 8, b"timeline"), len(asked))[:2])
        ratios.append(sum(taken[-1]) / sum(floor[-1]))
        print(
            f"  round {number + 1}: report {server:.1f} + {database:.1f} ms, "
            f"floor {floor[-1][0]:.1f} + {floor[-1][1]:.1f} ms, ratio {ratios[-1]:.1f}; "
            f"follow {followed[-1][0]:.1f} + {followed[-1][1]:.1f} ms",
            flush=True,
        )
    times = statistics.median(ratios)
    print(f"  a report costs {middle(taken):.1f} ms of CPU (server + database), {times:.1f} times the floor")
    print(f"  following costs {middle(followed):.1f} ms of CPU")
    lots: dict[int, list[tuple[float, int]]] = {8: [], 32: []}
    for _ in range(LOTS):
        for clients, done in lots.items():
            done.append(post(port, "/vi/receipt", drafts(said.load // LOTS), clients, good)[:2])
    for clients, done in lots.items():
        failed, seconds = sum(lot[1] for lot in done), sum(lot[0] for lot in done)
        sent = said.load // LOTS * LOTS
        print(f"  {clients} clients: {sent} reports, {failed} failed, {sent / seconds:.0f} a second")
    beside = statistics.median(few[0] / many[0] for few, many in zip(lots[8], lots[32], strict=True))
    print(f"  32 clients are {beside:.2f} times as quick as 8 (median of {LOTS} lots in turns)")


def middle(rounds: list[tuple[float, float]]) -> float:
    """The median of the sums."""
    return statistics.median(sum(one) for one in rounds)


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--engine", choices=("postgresql", "sqlite"))
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--each", type=int, default=300, help="reports in a round")
    asked.add_argument(
        "--load", type=int, default=2000, help="reports of the runs with 8 and with 32 clients, in lots, in turns"
    )
    said = asked.parse_args(arguments)
    if said.engine is None:
        return on_each_engine(__file__, sys.argv[1:] if arguments is None else arguments)
    print(f"{said.engine}:", flush=True)
    measure(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
