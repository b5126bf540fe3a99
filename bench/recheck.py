"""The nightly pass over open clocks, and the deep recheck: seconds and peak memory.

    ./dev bench recheck                     30,000 cases, all open, on SQLite
    ./dev bench recheck --cases 720000      about a million open clocks

Prints what a million open clocks would take at that rate; `--limit` ends with 1 where that is above so many seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", type=int, default=30_000)
    asked.add_argument("--deep", type=int, default=3_000, help="cases for the deep recheck")
    asked.add_argument("--limit", type=float, help="seconds that a million may take")
    said = asked.parse_args()
    home = tempfile.mkdtemp(prefix="namro-bench-")
    os.environ.update(NAMRO_HOME=home, DATABASE_URL="")
    try:
        return measured(said.cases, said.deep, said.limit)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measured(cases: int, deep: int, limit: float | None) -> int:
    pid = os.fork()  # what filling needs of memory is not counted
    if pid == 0:
        from bench.stage.fill import fill

        fill(cases, open_share=1.0, quiet=True)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        raise SystemExit("The filling did not succeed.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    os.environ.setdefault("NAMRO_PACK", str(Path(__file__).resolve().parent.parent / "packs/vn"))
    import django

    django.setup()
    from namro.work.cases.models import Case, CaseClock
    from namro.work.cases.moved_dates import stale
    from namro.work.cases.recheck import differences

    clocks = CaseClock.objects.filter(ended_at=None).exclude(status="void").count()
    began, spent = time.perf_counter(), time.process_time()
    moved = sum(1 for _ in stale())
    took, cpu = time.perf_counter() - began, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    million = cpu / clocks * 1e6
    print(f"{clocks:,} open clocks: {took:.1f} s, {cpu:.1f} s of CPU, {peak:.0f} MB at most, {moved} moved")
    print(f"a million open clocks at that rate: {million:.0f} s of CPU")
    some = list(Case.objects.order_by("pk").values_list("ref", flat=True)[:deep])
    spent = time.process_time()
    wrong = sum(1 for _ in differences(some))
    each = (time.process_time() - spent) * 1000 / max(1, len(some))
    print(f"deep recheck of {len(some):,} cases: {each:.2f} ms of CPU a case, {wrong} differences")
    return int(bool(moved or wrong) or (limit is not None and million > limit))


if __name__ == "__main__":
    sys.exit(main())
