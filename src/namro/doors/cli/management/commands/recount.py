"""`namro recount`: every open date by today's calendar and rules; what moved is said and told to whoever has it."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from namro.work.cases import jobs


class Command(BaseCommand):
    """`namro upkeep` does this every night; run it by hand after a new calendar or a confirmed rule."""

    help = "Count every open date again by today's calendar and rules; list which moved, and tell whoever has them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would move")
        parser.add_argument("--json", action="store_true", dest="as_json", help="what moved, as JSON")
        parser.epilog = "Examples:\n  namro recount --dry-run\n  namro recount"

    def handle(self, *args: Any, dry_run: bool, as_json: bool, **options: Any) -> None:
        now = datetime.now(UTC)
        moved = jobs.would_move(now) if dry_run else jobs.recount_open(now)
        if as_json:
            self.stdout.write(json.dumps(moved, ensure_ascii=False, indent=2))
            return
        running = jobs.still_open(moved)
        for ref, clocks in moved.items():
            for clock, before, after in clocks:
                ended = "" if (ref, clock) in running else "  (had ended)"
                self.stdout.write(f"{ref}  {clock}: {before or '–'} → {after or '–'}{ended}")
        would = "would move" if dry_run else "moved"
        cases = "1 case" if len(moved) == 1 else f"{len(moved)} cases"
        self.stdout.write(f"The dates of {cases} {would}.")
