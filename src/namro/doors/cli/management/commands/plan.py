"""`namro plan`: what stands in a plan's own document. Needs no database; where there is one, units that are no more are
said with the offices of today."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from namro.doors.cli import plans
from namro.doors.cli.management.commands.due import language
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans.reading.opening import LARGEST, read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data
from namro.work.plans.successors import with_successors

EXAMPLES = """Examples:
  namro plan read ke-hoach.docx
  namro plan read plan.pdf --json
"""


class Command(BaseCommand):
    """Exit code 0: read. 2: the file cannot be read whole; nothing of it is shown."""

    help = "Read a plan (.docx, .pdf with text, .xlsx, .txt): its tasks, targets and instruments, and what is missing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["read"], help="read: show what stands in a document; nothing is kept")
        parser.add_argument("file", metavar="FILE", help="the document")
        parser.add_argument("--json", action="store_true", dest="as_json", help="everything, each field with its place")
        parser.add_argument("--lang", help="language of the answer; else the terminal's")
        parser.epilog = EXAMPLES

    def handle(self, *args: Any, **options: Any) -> None:
        lang = language(options["lang"])
        path = Path(options["file"])
        with path.open("rb") as opened:
            data = opened.read(LARGEST + 1)
        reading = read_plan(read_document(data, path.name))
        if options["as_json"]:
            found = with_successors(as_data(reading), the_pack().calendar.local(datetime.now(UTC)))
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(plans.in_words(reading, lang))
        if not (reading.tasks or reading.targets):
            raise Refused("plans.no-task", field="file", file=path.name)
