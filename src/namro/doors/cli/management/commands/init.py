"""`namro init`: a real installation for one province, with nothing made up in it."""

import json
import re
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from namro.doors.cli import installation
from namro.ground.places.queries import name_of, unit
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused


class Command(BaseCommand):
    """All or nothing: what is refused leaves no office and no account behind."""

    help = "Make a real installation for one province: tables, places, offices, first administrator. Nothing made up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--within", required=True, metavar="CODE", help="code of the province, as in: namro place hanoi"
        )
        parser.add_argument(
            "--administrator", metavar="USERNAME", help="sign-in name of the first administrator (asked for)"
        )
        parser.add_argument("--name", help="the administrator's own name (default: the sign-in name)")
        parser.add_argument(
            "--database", metavar="URL", help="where records are kept (default: DATABASE_URL, else SQLite)"
        )
        parser.add_argument("--home", metavar="DIR", help="folder for keys and files (default: NAMRO_HOME)")
        parser.add_argument("--json", action="store_true", dest="as_json", help="what was made, as JSON")
        parser.epilog = """Examples:
  namro init --within 01 --administrator hoa
  namro init --within 01 --database postgres://namro@db.example.org/namro --home /srv/namro"""

    def handle(self, *args: Any, within: str, as_json: bool, **options: Any) -> None:
        now = datetime.now(UTC)
        today = the_pack().calendar.local(now)
        username = options["administrator"] or ask("Sign-in name of the first administrator (such as hoa): ")
        call_command("migrate", verbosity=0)
        installation.require_empty()
        call_command("place", "load", "--quiet")
        province = unit(within, today)
        with transaction.atomic():
            offices = installation.create_offices(province, begins=today, now=now)
            root = next(office for office in offices if office.parent_id is None)
            first = installation.create_administrator(
                root, username, options["name"] or username, begins=today, now=now
            )
        if as_json:
            self.stdout.write(
                json.dumps(
                    {
                        "within": province.code,
                        "offices": len(offices),
                        "administrator": first.user.username,
                        "password": first.password,
                        "database": shown_database(),
                        "home": str(settings.NAMRO_HOME),
                    },
                    ensure_ascii=False,
                    indent=2,
                )
            )
            return
        lang = the_pack().languages[0]
        self.stdout.write(
            f"{name_of(province, lang)}: {len(offices)} offices made, each empty of posts and people.\n\n"
            f"  Sign in:            {first.user.username}\n"
            f"  One-time password:  {first.password}   (shown only now; it must be changed at the first sign-in)\n\n"
            f"  Records:            {shown_database()}\n"
            f"  Files and keys:     {settings.NAMRO_HOME}\n\n"
            "What to do next:\n"
            f"  1. Keep a copy of {settings.NAMRO_KEYS} away from this computer and apart from the database's copies:\n"
            "     without these keys nobody can read who reported, with them and the database everybody could.\n"
            f"  2. Start the server:  {environment()}namro serve\n"
            "  3. Sign in at /desk/, make posts in the offices and open accounts for who holds them.\n"
            "  4. Keep a checkpoint of the trail elsewhere, every day:  namro trail anchor FILE\n"
            "  Behind a web server with TLS, names and proxies: docs/install.md"
        )


def ask(question: str) -> str:
    """What the operator types; raises `Refused` where nobody is there to be asked."""
    if not sys.stdin.isatty():
        raise Refused("init.who", field="administrator")
    return input(question).strip()


def shown_database() -> str:
    """The database as a reader may see it: without its password."""
    used = settings.DATABASES["default"]
    if used["ENGINE"].endswith("sqlite3"):
        return str(used["NAME"])
    return re.sub(r"//[^@/]*@", "//", f"postgres://{used.get('HOST') or 'localhost'}/{used['NAME']}")


def environment() -> str:
    """The settings to give again when the server starts, where they are not the usual ones."""
    given = f"NAMRO_HOME={settings.NAMRO_HOME} " if settings.NAMRO_HOME != settings.USUAL_HOME else ""
    return f"{given}DATABASE_URL=… " if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else given
