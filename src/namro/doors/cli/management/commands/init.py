"""`namro init`: a real installation for one province, with nothing made up in it."""

import json
import os
import re
import shlex
import shutil
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
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
        installation.require_real()
        username = options["administrator"] or ask("Sign-in name of the first administrator (such as hoa): ")
        call_command("migrate", verbosity=0)
        installation.require_empty()
        call_command("place", "load", "--quiet")
        province = unit(within, today)
        with transaction.atomic():
            offices = installation.create_offices(province, begins=today, now=now)
            root = installation.where_administered(offices)
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
                        "environment": environment(),
                        "start": command("serve", **environment()),
                    },
                    ensure_ascii=False,
                    indent=2,
                )
            )
            return
        lang = the_pack().languages[0]
        given = environment()
        secret = "PASSWORD" in given.get("DATABASE_URL", "")
        self.stdout.write(
            f"{name_of(province, lang)}: {len(offices)} offices made, each empty of posts and people.\n\n"
            f"  Sign in:            {first.user.username}\n"
            f"  One-time password:  {first.password}   (shown only now; it must be changed at the first sign-in)\n\n"
            f"  Records:            {shown_database()}\n"
            f"  Files and keys:     {settings.NAMRO_HOME}\n\n"
            "What to do next:\n"
            f"  1. Keep a copy of {settings.NAMRO_KEYS} away from this computer and apart from the database's copies:\n"
            "     without these keys nobody can read who reported, with them and the database everybody could.\n"
            f"  2. Start the server:\n     {command('serve', **given)}\n"
            + ("     (with the password of the database in place of PASSWORD)\n" if secret else "")
            + (f"     Every other command needs {' and '.join(given)} too.\n" if given else "")
            + "  3. Sign in at /desk/, make posts in the offices and open accounts for who holds them.\n"
            "  4. Keep a checkpoint of the trail elsewhere, every day:\n"
            f"     {command('trail', 'anchor', 'FILE', **given)}\n"
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


def environment() -> dict[str, str]:
    """The settings to give again whenever a command runs, where they are not the usual ones; never a password."""
    found = {}
    if settings.NAMRO_HOME != settings.USUAL_HOME:
        found["NAMRO_HOME"] = str(settings.NAMRO_HOME)
    if settings.NAMRO_KEYS != settings.NAMRO_HOME / "keys":
        found["NAMRO_KEYS"] = str(settings.NAMRO_KEYS.absolute())
    if os.environ.get("NAMRO_PACK"):
        found["NAMRO_PACK"] = str(settings.NAMRO_PACK.absolute())
    if url := os.environ.get("DATABASE_URL"):
        found["DATABASE_URL"] = without_password(url)
    return found


def without_password(url: str) -> str:
    """The address of a database with `PASSWORD` where its password stands, also in its query."""
    address, _, query = url.partition("?")
    address = re.sub(r"^([^:/]+://[^:@/]*):.*@", r"\1:PASSWORD@", address)
    query = re.sub(r"(?i)(^|&)(password|passwd|pwd)=[^&]*", r"\1\2=PASSWORD", query)
    return f"{address}?{query}" if query else address


def command(*words: str, **given: str) -> str:
    """A command as it can be pasted into a shell: the settings, this program by a name that the shell finds, the rest;
    all quoted."""
    program = sys.argv[0]
    if Path(program).name != "namro" or shutil.which("namro") == str(Path(program).absolute()):
        program = "namro"
    else:
        program = str(Path(program).absolute())
    settings_given = [f"{name}={shlex.quote(value)}" for name, value in given.items()]
    return " ".join([*settings_given, shlex.quote(program), *(shlex.quote(word) for word in words)])
