"""SIGKILL under load: to a process of the web server, to all of them, to the worker, to the database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from bench.faults.clients import Told, registering, reporting
from bench.faults.stage import Installation, installation


@dataclass
class Outcome:
    """What one run found."""

    what: str
    engine: str
    done: str
    acknowledged: int = 0
    cases: int = 0
    numbers: int = 0
    lost: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        met = ", ".join(f"{n} × {status}" for status, n in sorted(self.statuses.items()))
        verdict = "nothing lost, nothing doubled" if not self.wrong else "; ".join(self.wrong[:6])
        return (
            f"| {self.what} | {self.engine} | {self.done} | {self.acknowledged} / {self.cases} | {self.numbers} | "
            f"{self.lost} | {met} | {verdict} |"
        )


HEAD = (
    "| what | database | done | reports confirmed / cases | register numbers | answers lost | answers | found |\n"
    "|---|---|---|---|---|---|---|---|"
)


class Load:
    """Clients that report and officers that register while the block runs; at its end all is brought to its end."""

    def __init__(self, place: Installation, clients: int = 4) -> None:
        self.told, self._over = Told(), threading.Event()
        work = [threading.Thread(target=reporting, args=(place, self.told, self._over, n)) for n in range(clients)]
        work += [
            threading.Thread(target=registering, args=(place, self.told, self._over, who)) for who in ("lan", "quan")
        ]
        self._threads = work

    def __enter__(self) -> Told:
        for thread in self._threads:
            thread.start()
        return self.told

    def __exit__(self, kind: object, *_: object) -> None:
        self.told.given_up = kind is not None
        self._over.set()
        for thread in self._threads:
            thread.join(200)


def judged(place: Installation, told: Told, what: str, done: str) -> Outcome:
    """Holds what the clients were told against what is there."""
    found = Outcome(what, place.engine, done, len(told.codes), lost=told.lost, statuses=dict(told.statuses))
    found.wrong += told.odd[:5]
    asked = json.dumps({"codes": told.codes, "registered": sorted(told.registered)})
    looked = subprocess.run(
        [sys.executable, "-m", "bench.faults.verify"],
        env=place.env, input=asked, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if looked.returncode:
        found.wrong.append(looked.stderr[-300:])
    else:
        seen = json.loads(looked.stdout)
        found.cases, found.numbers = seen["cases"], seen["numbers"]
        found.wrong += seen["wrong"]
        if found.cases != found.acknowledged:
            found.wrong.append(f"{found.cases} cases, {found.acknowledged} confirmed")
    for command in (["trail", "seal"], ["recheck", "--files"], ["trail", "verify"]):
        ended = place.namro(*command)
        if ended.returncode:
            found.wrong.append(f"namro {' '.join(command)}: {(ended.stdout + ended.stderr)[-300:]}")
    return found


def kill_one(place: Installation, kind: str) -> None:
    """One kill, and what a system that starts what has died would do."""
    if kind == "web process":
        children = place.web.children()
        if children:
            os.kill(children[0], signal.SIGKILL)  # its first process makes another
    elif kind == "web server":
        place.web.kill()
        place.web.start()
    elif kind == "worker":
        place.worker.kill()
        place.worker.start()
    else:
        assert place.database is not None
        place.database.crash()
        place.database.start()


def kills(engine: str, number: int, pause: float = 1.5) -> Outcome:
    """That many kills under load, each of another kind than the one before, each in the middle of something."""
    kinds = ["web process", "worker", "web server"] + (["database"] if engine == "postgresql" else [])
    if number < len(kinds) and engine == "postgresql":
        kinds = ["database", "web server"]
    elif number < len(kinds):
        kinds = ["web server", "worker"]
    with installation(engine) as place:
        done: list[str] = []
        with Load(place) as told:
            time.sleep(1.5)
            for n in range(number):
                before = len(told.codes)
                kill_one(place, kinds[n % len(kinds)])
                done.append(kinds[n % len(kinds)])
                until = time.monotonic() + 40
                while len(told.codes) < before + 3 and time.monotonic() < until:
                    time.sleep(0.1)  # it goes on before the next one
                time.sleep(pause * ((n % 5) + 1) / 5)
        said = ", ".join(f"{done.count(kind)} × {kind}" for kind in dict.fromkeys(done))
        return judged(place, told, "SIGKILL", said)
