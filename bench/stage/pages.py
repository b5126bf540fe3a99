"""Asks for pages of the desk as somebody signed in and prints what each costs and how many cases it names, as JSON: ms
of CPU of this process and of PostgreSQL's process for its connection. Run by the measurements, in a process of its own
for each database."""

from __future__ import annotations

import json
import os
import re
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")

import django  # after the settings are named

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.stage.fill import NOW  # noqa: E402
from namro.doors.desk import page  # noqa: E402
from namro.ground.people.models import User  # noqa: E402

CASE = re.compile(rb'"/desk/cases/(NR-[0-9A-Z-]+)"')
TICK = os.sysconf("SC_CLK_TCK")


def backend() -> int | None:
    """PostgreSQL's process for this connection."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid


def spent(pid: int | None) -> float:
    """Seconds of CPU so far, here and there."""
    there = 0.0
    if pid is not None:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            parts = file.read().rsplit(")", 1)[1].split()
        there = (int(parts[11]) + int(parts[12])) / TICK
    return time.process_time() + there


def main() -> None:
    pages: dict[str, tuple[str, str]] = json.loads(sys.argv[1])
    times = int(sys.argv[2])
    settings.ALLOWED_HOSTS = ["testserver"]
    page.now = lambda: NOW  # the day on which the filling ends
    browsers: dict[str, Client] = {}
    told = {}
    for name, (who, address) in pages.items():
        if who not in browsers:
            browsers[who] = Client()
            browsers[who].force_login(User.objects.get(username=who))
        for _ in range(2):
            answer = browsers[who].get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        connection.ensure_connection()
        pid = backend()
        before = spent(pid)
        for _ in range(times):
            browsers[who].get(address)
        told[name] = round((spent(pid) - before) * 1000 / times, 2), len(set(CASE.findall(answer.content)))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
