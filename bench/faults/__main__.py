"""Runs the faults and prints a table; exit code 1 when anything was lost, doubled or badly said."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator

from bench.faults.kills import HEAD, Outcome, kills
from bench.faults.outages import disk_full, read_only, restarts
from bench.faults.times import clocks

ENGINES = ("sqlite", "postgresql")


def runs(said: argparse.Namespace) -> Iterator[Outcome]:
    """One outcome after the other."""
    for engine in said.engine or ENGINES:
        yield kills(engine, said.kills, 0.3 if said.short else 1.5)
        if not said.only_kills:
            yield disk_full(engine)
            yield read_only(engine)
            yield clocks(engine)
            if engine == "postgresql":
                yield restarts()


def main() -> int:
    """Prints each outcome as it comes."""
    asked = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=20, help="kills on each database")
    asked.add_argument("--engine", choices=ENGINES, action="append", help="only this database")
    asked.add_argument("--only-kills", action="store_true", help="no full disk, no clocks, no restarts")
    asked.add_argument("--short", action="store_true", help="shorter pauses")
    said = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    import django

    django.setup()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended in order
    print(HEAD, flush=True)
    bad = False
    for outcome in runs(said):
        print(outcome.line(), flush=True)
        bad |= bool(outcome.wrong)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
