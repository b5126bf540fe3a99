"""`namro recheck`: build every case again from its actions and compare."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from namro.work.cases.recheck import recheck


class Command(BaseCommand):
    """Exit code 0: every row says what its actions say. 1: the differences, a line each."""

    help = "Build every case again from what was done to it, and list where the stored row says something else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="the differences as JSON")
        parser.add_argument("--files", action="store_true", help="read every kept file too, and compare its bytes")
        parser.epilog = "Examples:\n  namro recheck\n  namro recheck --files --json"

    def handle(self, *args: Any, as_json: bool, files: bool, **options: Any) -> None:
        found = recheck(datetime.now(UTC), files=files)
        if as_json:
            self.stdout.write(json.dumps([asdict(difference) for difference in found], ensure_ascii=False, indent=2))
        else:
            for difference in found:
                self.stdout.write(str(difference))
            if not found:
                self.stdout.write("Every case is what its actions make it, and what the trail binds.")
        if found:
            raise SystemExit(1)
