"""What a day's work costs, each against the bare floor: taking in, following, Today, search, list, recheck, import.

    ./dev bench                            SQLite and PostgreSQL, 10,000 cases stored (about six minutes)
    ./dev bench loop --engine sqlite       one of them (also: --cases, --rounds, --each, --rows)

The real server is asked over HTTP (`namro serve --workers 2`, durable commits), by officers who are signed in and by
citizens; recheck and import run beside it as processes of their own do. The floor is a Django view that inserts one
row and one audit leaf, under the same server on the same engine. Round by round everything is asked in turn, and what
counts is the CPU of all processes of server and database, so that a busy machine disturbs little. The median of the
rounds is shown, with how often the floor fits into it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import desk
from bench.intake import STORY, WARM, Costs, codes, drafts, each, post, servers
from bench.support.processes import on_each_engine

PAGES = {
    name: desk.PAGES[name]
    for name in ("Today", "Today of a ward", "list", "list of a ward", "late", "search, common words")
}
WANTED = {
    "a report taken in": "15 ms, 6 times",
    "a receipt followed": "6 ms",
    **dict.fromkeys(PAGES, "25 ms"),
    "a case checked again, 1 open clock": "0.06 ms",
    "a row imported": "1.8 ms",
}


def fill(cases: int) -> None:
    """Offices, officers and so many cases, in a process of its own."""
    subprocess.run([sys.executable, "-m", "bench.stage.fill", "--cases", str(cases)], check=True)


def signed_in(username: str) -> str:
    """The cookie of an officer who has just signed in."""
    from django.conf import settings
    from django.test import Client

    from namro.ground.people.models import User

    browser = Client()
    browser.force_login(User.objects.get(username=username))
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def get(port: int, path: str, cookie: str, times: int, clients: int = 2) -> tuple[float, int, list[bytes]]:
    """Asks for a page so many times. Seconds, failures, answers (none are kept)."""
    failed = [0]

    def one() -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip", "X-Forwarded-Proto": "http"}
        for _ in range(times // clients):
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            answer.read()
            failed[0] += answer.status != 200
        line.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=one) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, failed[0], [b""]


def checked_again(costs: Costs) -> float:
    """Milliseconds of CPU for each open clock that the nightly pass looks at."""
    from namro.work.cases.models import CaseClock
    from namro.work.cases.moved_dates import stale

    clocks = CaseClock.objects.filter(ended_at=None).exclude(status="void").count()
    here, there = time.process_time(), costs.database()
    for _ in stale():
        pass
    return (time.process_time() - here + costs.database() - there) * 1000 / max(1, clocks)


def imported(rows: int, engine: str, costs: Costs) -> float:
    """Milliseconds of CPU for each row of an old register, checked and written into an empty installation."""
    env = dict(os.environ)
    if engine == "postgresql":
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE imports")
        env["DATABASE_URL"] = env["DATABASE_URL"].rpartition("/")[0] + "/imports"
    else:
        env["DATABASE_URL"] = ""
    there = costs.database()
    told = subprocess.run(
        [sys.executable, "bench/import_cases.py", "--rows", str(rows)],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = re.search(r"in all [\d.]+ s \(([\d.]+) s of CPU\)", told)
    if found is None:
        raise SystemExit(told)
    return (float(found[1]) + costs.database() - there) * 1000 / rows


def measure(said: argparse.Namespace) -> None:
    """One engine, and its table."""
    home = Path(tempfile.mkdtemp(prefix="namro-bench-"))
    try:
        with servers(said.engine, home, partial(fill, said.cases)) as (port, costs, floor_port, floor_costs):
            told, ratios = rounds(said, port, costs, floor_port, floor_costs)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"\n{said.engine}, {said.cases:,} cases stored, median of {said.rounds} rounds")
    print(f"{'':38}{'ms of CPU':>10}{'times the floor':>18}   wanted")
    for name, costs_of in told.items():
        times = f"{statistics.median(ratios[name]):18.2f}" if name in ratios else " " * 18
        print(f"{name:38}{statistics.median(costs_of):10.2f}{times}   {WANTED.get(name, '')}".rstrip(), flush=True)


def rounds(
    said: argparse.Namespace, port: int, costs: Costs, floor_port: int, floor_costs: Costs
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of CPU, and times the floor of the same round, by what was done."""
    good = b'name="code"'
    cookies = {who: signed_in(who) for who in ("thao", "lan")}
    bare = [urlencode({"body": STORY})] * said.each
    told: dict[str, list[float]] = defaultdict(list)
    ratios: dict[str, list[float]] = defaultdict(list)
    for number in range(-1, said.rounds):  # the first only wakes everything up
        took = sum(each(floor_costs, partial(post, floor_port, "/", bare, 8, b""), said.each)[:2])
        one: dict[str, float] = {"the floor": took}

        def note(name: str, work: Callable[[], Any], times: int, into: dict[str, float] = one) -> list[bytes]:
            server, database, answers = each(costs, work, times)
            into[name] = server + database
            return answers

        bodies = drafts(said.each)
        answers = note("a report taken in", partial(post, port, "/vi/receipt", bodies, 8, good), said.each)
        asked = [urlencode({"code": code}) for code in codes(answers)]
        note("a receipt followed", partial(post, port, "/vi/follow", asked, 8, b"timeline"), len(asked))
        times = said.pages if number >= 0 else WARM  # until every connection has the statements of each page planned
        for name, (who, path) in PAGES.items():
            note(name, partial(get, port, path, cookies[who], times), times)
        if number < 0:
            continue
        one["a case checked again, 1 open clock"] = checked_again(costs)
        if number == said.rounds - 1:
            one["a row imported"] = imported(said.rows, said.engine, costs)
        for name, cost in one.items():
            told[name].append(cost)
            if name != "the floor":
                ratios[name].append(cost / took)
        print(f"  round {number + 1}: " + ", ".join(f"{name} {cost:.2f}" for name, cost in one.items()), flush=True)
    return told, ratios


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--engine", choices=("postgresql", "sqlite"))
    asked.add_argument("--cases", type=int, default=10_000, help="cases stored before")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--each", type=int, default=300, help="reports and receipts in a round")
    asked.add_argument("--pages", type=int, default=40, help="times that a page of the desk is asked for in a round")
    asked.add_argument("--rows", type=int, default=2_000, help="rows of the register that is imported")
    said = asked.parse_args(arguments)
    if said.engine is None:
        return on_each_engine(__file__, sys.argv[1:] if arguments is None else arguments)
    measure(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
