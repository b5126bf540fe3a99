"""`namro restore`: what `namro backup` wrote, into an empty installation."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from namro.doors.cli import copies
from namro.doors.cli.management.commands.due import language
from namro.ground.copies.restoring import restore


class Command(BaseCommand):
    """Exit code 0: restored and found sound. 1: restored, and what the verification found. 2: refused, nothing done."""

    help = "Restore a copy into an empty installation, of either database, all of it or nothing; then verify it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="what namro backup wrote")
        parser.add_argument("--keys", type=Path, metavar="FILE2", help="its keys, unless they are in NAMRO_KEYS")
        parser.add_argument("--without-keys", action="store_true", help="even without its keys: nobody can be named")
        parser.add_argument("--quick", action="store_true", help="verify a sample of the cases, not all of them")
        parser.add_argument("--json", action="store_true", dest="as_json", help="what was done, as JSON")
        parser.add_argument("--lang", help="language of the answer; else the terminal's")
        parser.epilog = """Examples:
  namro restore /mnt/copies/namro-2026-11-27.copy --keys /mnt/safe/namro-keys
  DATABASE_URL=postgres://namro@/namro namro restore namro-2026-11-27.copy --quick
The database must be empty and no server may run on it: docs/backup.md"""

    def handle(self, *args: Any, file: Path, keys: Path | None, as_json: bool, **options: Any) -> None:
        lang = language(options["lang"])
        with copies.orderly_end():
            done = restore(file, datetime.now(UTC), keys=keys, without_keys=options["without_keys"])
        checked = copies.verified(done, datetime.now(UTC), quick=options["quick"])
        if as_json:
            self.stdout.write(json.dumps(copies.restored_as_data(done, checked), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(copies.told_restored(done, checked, lang)))
        if not checked.sound:
            raise SystemExit(1)
