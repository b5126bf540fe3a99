"""`namro actions`: everything that can be done, and who may do it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from namro.ground.gate.matrix import MatrixRow, matrix
from namro.rules.packs.current import the_pack


class Command(BaseCommand):
    """The registry of the gate beside the roles of the pack."""

    help = "Every action with what it does and the roles that may take it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")
        parser.epilog = """Examples:
  namro actions
  namro actions --json"""

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        rows = matrix(the_pack())
        if as_json:
            self.stdout.write(json.dumps([row.as_dict() for row in rows], ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row.name}\n    {row.says}\n    by: {who(row)}")


def who(row: MatrixRow) -> str:
    """Who may take the action, in a line."""
    reach = {"own": "own office", "below": "own office and below", "all": "all offices"}
    found = [f"{role} ({reach[sees]})" for role, sees in row.roles.items()]
    beyond = {
        "everyone": row.everyone,
        "the reporter of the case": row.reporter,
        "everyone on the staff for themselves": row.oneself,
        "the operator of the server": row.operator,
        "scheduled work": row.system,
    }
    return ", ".join(found + [name for name, may in beyond.items() if may]) or "nobody in this pack"
