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
        parser.add_argument("--markdown", action="store_true", help="the page docs/reference/actions.md")
        parser.epilog = """Examples:
  namro actions
  namro actions --json
  namro actions --markdown > docs/reference/actions.md"""

    def handle(self, *args: Any, as_json: bool, markdown: bool, **options: Any) -> None:
        rows = matrix(the_pack())
        if markdown:
            self.stdout.write(page(rows), ending="")
            return
        if as_json:
            self.stdout.write(json.dumps([row.as_dict() for row in rows], ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row.name}\n    {row.says}\n    by: {who(row)}")


def page(rows: list[MatrixRow]) -> str:
    """The reference page: every action, what it does, who may."""
    head = [
        "# Actions",
        "",
        "Everything that can change a record, and who may do it. Made by `namro actions --markdown` from the registry",
        "and the pack's roles.",
        "",
        "| action | does | may be taken by |",
        "|---|---|---|",
    ]
    return "\n".join(head + [f"| `{row.name}` | {row.says} | {who(row)} |" for row in rows]) + "\n"


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
