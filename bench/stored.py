"""Whether taking in and following a report cost more where many are stored: two installations, asked in turn.

    ./dev bench stored                        1,000 and 100,000 cases, SQLite and PostgreSQL
    ./dev bench stored -- --engine sqlite     one of them (also: --few, --many, --rounds, --each)

Each installation is filled and served by a process of its own, with `namro serve --workers 2` and durable commits. They
take turns round by round, so that what disturbs, disturbs both; the CPU of server and database counts. Wanted: at most
1.2 times as much with 100,000 as with 1,000.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from bench.intake import WARM, codes, drafts, each, post, servers
from bench.loop import fill
from bench.support.processes import on_each_engine

ROOT = Path(__file__).resolve().parent.parent
DONE = ("a report taken in", "a receipt followed")


def serve(engine: str, cases: int, number: int) -> None:
    """One installation: for each line that comes in, one round of `number` reports and as many receipts; the answer is
    one line of JSON, milliseconds of CPU for each."""
    home = Path(tempfile.mkdtemp(prefix="namro-bench-"))
    try:
        with servers(engine, home, partial(fill, cases)) as (port, costs, _, _):
            _, _, answers = post(port, "/vi/receipt", drafts(WARM), 8, b'name="code"')
            post(port, "/vi/follow", [urlencode({"code": code}) for code in codes(answers)], 8, b"timeline")
            print("ready", flush=True)
            for _ in sys.stdin:
                bodies = drafts(number)
                *taken, answers = each(costs, partial(post, port, "/vi/receipt", bodies, 8, b'name="code"'), number)
                asked = [urlencode({"code": code}) for code in codes(answers)]
                *followed, _ = each(costs, partial(post, port, "/vi/follow", asked, 8, b"timeline"), len(asked))
                print(json.dumps([sum(taken), sum(followed)]), flush=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def started(engine: str, cases: int, number: int) -> subprocess.Popen[str]:
    """A process that serves an installation of that size and waits for rounds."""
    command = [sys.executable, "-m", "bench.stored", "--engine", engine, "--serve", str(cases), "--each", str(number)]
    made = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    answered(made, "ready")
    return made


def answered(one: subprocess.Popen[str], begins: str) -> str:
    """The next line of its answer that begins so; what else it says is passed over."""
    assert one.stdout is not None
    for line in one.stdout:
        if line.startswith(begins):
            return line
    raise SystemExit("An installation ended before it was asked to.")


def measure(said: argparse.Namespace) -> None:
    """One engine: rounds in turn, then the medians and how they compare."""
    sizes = (said.few, said.many)
    running = [started(said.engine, cases, said.each) for cases in sizes]
    told: dict[int, list[list[float]]] = {cases: [] for cases in sizes}
    try:
        for number in range(said.rounds):
            for cases, one in zip(sizes, running, strict=True):
                assert one.stdin is not None
                one.stdin.write("go\n")
                one.stdin.flush()
                told[cases].append(json.loads(answered(one, "[")))
            print(f"  round {number + 1}: " + "; ".join(
                f"{cases:,}: report {told[cases][-1][0]:.2f}, follow {told[cases][-1][1]:.2f} ms" for cases in sizes
            ), flush=True)  # fmt: skip
    finally:
        for one in running:
            assert one.stdin is not None
            one.stdin.close()
            one.wait(120)
    print(f"{said.engine}, median of {said.rounds} rounds of {said.each}")
    for nth, name in enumerate(DONE):
        few, many = (statistics.median(one[nth] for one in told[cases]) for cases in sizes)
        print(f"  {name:20} {few:8.2f} ms with {said.few:,}, {many:8.2f} with {said.many:,}: {many / few:.2f} times")


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--engine", choices=("postgresql", "sqlite"))
    asked.add_argument("--few", type=int, default=1_000)
    asked.add_argument("--many", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--each", type=int, default=300, help="reports and receipts in a round")
    asked.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    said = asked.parse_args(arguments)
    if said.engine is None:
        return on_each_engine(__file__, sys.argv[1:] if arguments is None else arguments)
    if said.serve is not None:
        serve(said.engine, said.serve, said.each)
    else:
        measure(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
