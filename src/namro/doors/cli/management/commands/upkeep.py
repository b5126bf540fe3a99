"""`namro upkeep`: what should be done once a day, and after the calendar or the law's data changed."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from namro.doors.cli.stamps import UPKEEP, stamp
from namro.ground.trail.sealing import seal_pending
from namro.work.cases import jobs
from namro.work.jobs.queries import worker_state
from namro.work.jobs.states import DEAD, NOBODY, WEB, WORKER, WorkerState

WHO = {
    WORKER: "a worker does it",
    WEB: "the web server does it itself",
    DEAD: "a worker died and none took its place; start it again (systemctl start namro-worker)",
    NOBODY: "nothing does it at the moment: neither namro serve nor namro worker runs",
}


class Command(BaseCommand):
    """Each part is safe to repeat; what was done is said."""

    help = (
        "Seal the trail, send notices that were held, throw away files never sent, and bring every open deadline up to "
        "today's calendar."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="what was done, as JSON")
        parser.epilog = """Example:
  namro upkeep"""

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        now = datetime.now(UTC)
        purged, swept = jobs.purge(now), jobs.sweep_files(now) + jobs.purge_imports(now)
        sent, moved = jobs.send_due(now), jobs.recount_open(now)
        sealed = seal_pending(now)
        stamp(UPKEEP, now)
        state = worker_state(datetime.now(UTC))
        if as_json:
            told = {"purged": purged, "swept": swept, "sent": sent, "moved": moved, "sealed": sealed.entries}
            told |= {"background": state.who}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            f"{purged} files of reports that were never sent and {swept} stray files thrown away; "
            f"{sealed.entries} entries of the trail sealed; {sent} held notices sent; the dates of {len(moved)} cases "
            "moved."
        )
        for ref, clocks in moved.items():
            for clock, before, after in clocks:
                self.stdout.write(f"  {ref}  {clock}: {before or '–'} → {after or '–'}")
        for line in background(state):
            self.stdout.write(line)


def background(state: WorkerState) -> list[str]:
    """How background work stands, as lines for the terminal: who does it, then each job that needs a look."""
    lines = [f"Background work: {WHO[state.who]}."]
    for hand in state.dead:
        at = datetime.fromtimestamp(hand.seen, UTC)
        lines.append(f"  worker {hand.pid} on {hand.host}: not heard since {at:%Y-%m-%d %H:%M} UTC")
    for job in state.jobs:
        if not job.well:
            why = f"{job.failures} failures in a row, the last met {job.said}" if job.failures else "it is stuck"
            lines.append(f"  {job.name}: {job.condition} ({why})")
    return lines
