"""`namro recheck`: build every case and everything that was promised again from what was done, and compare."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from namro.work.cases.recheck import differences as in_cases
from namro.work.plans.recheck import differences as in_plans


class Command(BaseCommand):
    """Exit code 0: every row says what its actions say. 1: the differences, a line each."""

    help = (
        "Build every case, plan and task again from what was done to it, and list where the stored row says otherwise."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="the differences as JSON")
        parser.add_argument("--files", action="store_true", help="read every kept file too, and compare its bytes")
        parser.epilog = "Examples:\n  namro recheck\n  namro recheck --files --json"

    def handle(self, *args: Any, as_json: bool, files: bool, **options: Any) -> None:
        if as_json:
            told = [asdict(one) for one in in_cases(files=files)] + [asdict(one) for one in in_plans(files=files)]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            found = len(told)
        else:
            found = 0
            for found, difference in enumerate(chain(in_cases(files=files), in_plans(files=files)), 1):  # noqa: B007
                self.stdout.write(str(difference))
            if not found:
                self.stdout.write("Every case, plan and task is what its actions make it, and what the trail binds.")
        if found:
            raise SystemExit(1)
