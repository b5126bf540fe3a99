"""What a page of the desk costs: Today, a list, filters and searches, with few cases and with many, on both engines.

    ./dev bench desk                              5,000 and 50,000 cases
    ./dev bench desk --sizes 10000 1000000        what docs/performance.md tells (an hour of filling)
    ./dev bench desk --keep /var/tmp/bench        fills once, and again only what is not there

Each page is asked for through the web application, signed in, whole: the session, who it is, what they may see, the
rows, the template. CPU of this process, and of PostgreSQL's process for its connection. Sizes alternate run by run, so
that what disturbs, disturbs both.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "Today": ("thao", "/desk/"),
    "Today of a ward": ("lan", "/desk/"),
    "list": ("thao", "/desk/cases"),
    "list of a ward": ("lan", "/desk/cases"),
    "late": ("thao", "/desk/cases?time=late"),
    "kind and state": ("thao", "/desk/cases?procedure=denunciation&state=accepted"),
    "place": ("thao", "/desk/cases?place=2025:00070"),
    "search, common words": ("thao", "/desk/cases?q=kinh+tien"),
    "search, a common word of a ward": ("lan", "/desk/cases?q=trom"),
    "search, a seldom word": ("thao", "/desk/cases?q=29a"),
    "search, a number": ("thao", "/desk/cases?q=00123%2F2026+CAX-00070"),
    "search, place and word": ("thao", "/desk/cases?q=hoan+kiem+trom"),
    "search, nothing": ("thao", "/desk/cases?q=khongcotunay"),
}


def environment(engine: str, size: int, folder: Path, url: str) -> dict[str, str]:
    """What a process needs to work on one of the databases."""
    found = {**os.environ, "NAMRO_HOME": str(folder / f"{engine}-{size}"), "PYTHONPATH": str(ROOT)}
    found["DATABASE_URL"] = url.removesuffix("/postgres") + f"/bench{size}" if engine == "postgresql" else ""
    found.setdefault("NAMRO_PACK", str(ROOT / "packs/vn"))
    return found


def filled(engine: str, size: int, folder: Path, url: str) -> dict[str, str]:
    """The database of that size, filled unless it was before."""
    env = environment(engine, size, folder, url)
    mark = Path(env["NAMRO_HOME"]) / "filled"
    if not mark.exists():
        print(f"filling {engine} with {size:,} cases …", file=sys.stderr, flush=True)
        if engine == "postgresql":
            import psycopg

            with psycopg.connect(url, autocommit=True) as server:
                server.execute(f"DROP DATABASE IF EXISTS bench{size}")
                server.execute(f"CREATE DATABASE bench{size}")
        subprocess.run([sys.executable, "-m", "bench.stage.fill", "--cases", str(size)], env=env, check=True)
        mark.touch()
    return env


def ask(env: dict[str, str], times: int) -> dict[str, tuple[float, int]]:
    """Milliseconds of CPU for each page, asked `times` times in a process of its own, and how many cases it names."""
    run = [sys.executable, "-m", "bench.stage.pages", json.dumps(PAGES), str(times)]
    done = subprocess.run(run, env=env, check=True, capture_output=True, text=True)
    return {name: (float(cost), int(cases)) for name, (cost, cases) in json.loads(done.stdout).items()}


def measured(engine: str, sizes: list[int], folder: Path, url: str, runs: int, times: int) -> None:
    places = {size: filled(engine, size, folder, url) for size in sizes}
    told: dict[int, dict[str, list[float]]] = {size: {name: [] for name in PAGES} for size in sizes}
    shown: dict[int, dict[str, int]] = {size: {} for size in sizes}
    for _ in range(runs):
        for size in sizes:
            for name, (cost, cases) in ask(places[size], times).items():
                told[size][name].append(cost)
                shown[size][name] = cases
    print(f"\n{engine}, ms of CPU a page (median of {runs} interleaved runs of {times}); in brackets the cases on it")
    print(f"{'':34}" + "".join(f"{size:>18,}" for size in sizes) + "       ratio")
    for name in PAGES:
        costs = {size: statistics.median(told[size][name]) for size in sizes}
        cells = "".join(f"{costs[size]:12.1f} {f'({shown[size][name]})':>5}" for size in sizes)
        print(f"{name:34}{cells}{costs[sizes[-1]] / costs[sizes[0]]:12.2f}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", type=int, nargs="+", default=[5_000, 50_000])
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--times", type=int, default=10)
    asked.add_argument("--keep", type=Path, help="folder for the databases, which stay there")
    asked.add_argument("--engine", choices=["sqlite", "postgresql"], help="one of them alone")
    said = asked.parse_args()
    folder = said.keep or Path(tempfile.mkdtemp(prefix="namro-bench-"))
    from bench.stage import cluster

    try:
        if said.engine != "postgresql":
            measured("sqlite", said.sizes, folder, "", said.runs, said.times)
        if said.engine != "sqlite" and cluster.programs() is not None:
            with cluster.running(folder / "pg" if said.keep else None) as url:
                measured("postgresql", said.sizes, folder, url, said.runs, said.times)
    finally:
        if not said.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
