"""What it costs to hand a plan of 60 tasks out to every commune of a city: seconds, CPU, and all or nothing.

    ./dev bench plan_issue                     SQLite and PostgreSQL, one after the other
    ./dev bench plan_issue --tasks 20 --limit 20

The offices are those that `namro init` makes for Hanoi. One action gives each of them its tasks; the plan's overview is
read afterwards, and every row is built again from what was done.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.support.installed import on_both

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
SECONDS = 20.0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tasks", type=int, default=60)
    asked.add_argument("--limit", type=float, default=SECONDS, help="seconds that the one action may take")
    asked.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.child:
        return child(said.tasks, said.limit)
    return on_both(__file__, "--tasks", str(said.tasks), "--limit", str(said.limit))


def child(tasks: int, limit: float) -> int:
    """Writes the plan, hands it out, reads it, and checks it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    import django

    django.setup()
    from namro.ground.people.actors import Actor, Seat
    from namro.ground.people.models import Office
    from namro.work.plans.draft_actions import add_task, draft
    from namro.work.plans.instrument_actions import ClauseSaid, register_instrument
    from namro.work.plans.issue_actions import issue
    from namro.work.plans.queries import overview
    from namro.work.plans.recheck import differences
    from namro.work.plans.tallies import tally
    from namro.work.plans.task_said import TaskSaid

    standing = Office.objects.get(kind="standing-agency")
    wards = list(Office.objects.filter(kind="commune-police"))
    seat = Seat(1, standing.pk, standing.code, standing.kind, "standing-agency", False)
    by = {"actor": Actor("staff", "user:1", "a bench", (seat,)), "now": NOW}
    document = register_instrument(
        standing, kind="plan", symbol="1/KH-UBND", issuer="UBND", dated=date(2026, 1, 15), title="Một kế hoạch",
        clauses=(ClauseSaid("II", "Nhiệm vụ"),), **by,
    )  # fmt: skip
    plan = draft(standing, instrument=document, name="Một kế hoạch", **by)
    clause = document.clauses.get().pk
    for nth in range(tasks):
        said = TaskSaid(
            matter=f"Rà soát điểm phức tạp, phần {nth + 1}", product="Danh sách", clause=clause, role="handler",
            head="head", spread=True, time={"day": f"{NOW.year + 1}-06-30"},
        )  # fmt: skip
        add_task(plan, said=said, **by)
    began, spent = time.perf_counter(), time.process_time()
    done = issue(plan, to=wards, **by)
    took, cpu = time.perf_counter() - began, time.process_time() - spent
    print(f"  {done.copies:,} tasks to {len(wards)} offices: {took:.1f} s, {cpu:.1f} s of CPU here (wanted: {limit:g})")
    began = time.perf_counter()
    overview(by["actor"], plan.ref, NOW.date())
    print(f"  the plan's overview: {time.perf_counter() - began:.2f} s")
    began = time.perf_counter()
    whole = tally(by["actor"], plan.ref, NOW.date())
    print(f"  {len(whole.tasks)} tasks and {len(whole.offices)} offices summed up: {time.perf_counter() - began:.2f} s")
    began = time.perf_counter()
    found = list(differences())
    print(f"  built again from what was done: {time.perf_counter() - began:.1f} s, {len(found)} differences")
    return int(took > limit or bool(found))


if __name__ == "__main__":
    sys.exit(main())
