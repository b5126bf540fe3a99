"""`namro kept`: closed cases whose time of keeping has ended or ends soon."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from namro.ground.people.actors import OPERATOR
from namro.rules.packs.current import the_pack
from namro.work.cases.retention import Ending, every_ending


class Command(BaseCommand):
    """Lists only: an archivist erases what was kept long enough, at the desk. What a case is about is not told."""

    help = "Closed cases whose time of keeping has ended or ends within 90 days, the first to end first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")
        parser.add_argument("--ended", action="store_true", help="only those that may be erased today")
        parser.epilog = "Examples:\n  namro kept\n  namro kept --ended --json"

    def handle(self, *args: Any, as_json: bool, ended: bool, **options: Any) -> None:
        found = every_ending(OPERATOR, datetime.now(UTC))
        rows = (_row(one) for one in found if not (ended and one.reason))
        if as_json:
            self.stdout.write(json.dumps(list(rows), ensure_ascii=False, indent=2))
            return
        n = 0
        for n, row in enumerate(rows, 1):  # noqa: B007
            mark = "" if row["confirmed"] else ", not confirmed"
            may = "may be erased" if row["may_be_erased"] else "not yet"
            self.stdout.write(
                f"{row['kept_until']}  {row['number'] or row['ref']}  {row['office']}  {row['procedure']}, "
                f"{row['years']} years, {row['article']}{mark}: {may}"
            )
        if not n:
            self.stdout.write("No closed case has been kept long enough, and none will have been within 90 days.")


def _row(one: Ending) -> dict[str, Any]:
    language = the_pack().language
    return {
        "ref": one.ref,
        "number": one.number,
        "procedure": one.procedure_names.get(language, ""),
        "office": one.office_names.get(language, ""),
        "closed_on": one.closed_on.isoformat(),
        "kept_until": one.rule.until.isoformat(),
        "held_back": one.rule.held_until is not None,
        "years": one.rule.years,
        "article": one.rule.article,
        "confirmed": one.rule.certain,
        "may_be_erased": not one.reason,
        "reason": one.reason,
    }
