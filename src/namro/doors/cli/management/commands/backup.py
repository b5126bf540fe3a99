"""`namro backup`: a whole installation in one file, its keys apart."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from namro.doors.cli import copies
from namro.doors.cli.management.commands.due import language
from namro.doors.cli.stamps import BACKUP, stamp
from namro.ground.copies.writing import write


class Command(BaseCommand):
    """Exit code 0: the copy is whole. 1: it is, but files that records name are missing or changed on this disk."""

    help = "Write every record and every kept file into one new file, while the server goes on; the keys apart."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="where to; it must not be there yet")
        parser.add_argument("--keys", type=Path, metavar="FILE2", help="the keys too, in a file of their own")
        parser.add_argument("--json", action="store_true", dest="as_json", help="what was written, as JSON")
        parser.add_argument("--lang", help="language of the answer; else the terminal's")
        parser.epilog = """Examples:
  namro backup /mnt/copies/namro-2026-11-27.copy
  namro backup /mnt/copies/namro-2026-11-27.copy --keys /mnt/safe/namro-keys
How to do it each day and to try it each month: docs/backup.md"""

    def handle(self, *args: Any, file: Path, keys: Path | None, as_json: bool, **options: Any) -> None:
        lang = language(options["lang"])
        with copies.orderly_end():
            made = write(file, datetime.now(UTC), keys=keys)
        stamp(BACKUP, datetime.now(UTC))
        if as_json:
            self.stdout.write(json.dumps(copies.written_as_data(made, file, keys), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(copies.told_written(made, file, keys, lang)))
        if made.manifest.files.missing or made.manifest.files.changed:
            raise SystemExit(1)
