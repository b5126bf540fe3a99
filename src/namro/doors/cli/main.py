"""The entry point of `namro`: from words on a command line to one command, and from whatever went wrong to a sentence.

The list below is plain data, so that `namro --help` answers at once: what only a command needs is loaded where it runs.
"""

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.management.base import BaseCommand, CommandParser

    from namro.doors.cli.trouble import Outcome

REFUSED = 2
BROKEN = 1


class Listed(NamedTuple):
    """A command as the overview shows it."""

    says: str
    example: str


COMMANDS: dict[str, Listed] = {
    "init": Listed("make a real installation for one province", "namro init --within 01 --administrator hoa"),
    "demo": Listed("fill an empty installation with a made-up city", "namro demo hanoi"),
    "serve": Listed("answer citizens and officers on the web", "namro serve --port 8000"),
    "worker": Listed("do the background work in a process of its own", "namro worker"),
    "due": Listed(
        "on which day a promise falls due, and why", "namro due crime-report classify --from 2026-02-13T17:10"
    ),
    "place": Listed("find a commune or province, by today's or a former name", 'namro place "hoan kiem"'),
    "plan": Listed("what a plan's own document asks of whom by when", "namro plan read ke-hoach.docx"),
    "pack": Listed("check and show the law that the software reads", "namro pack check"),
    "people": Listed("accounts and posts: list, open, appoint, set a forgotten password", "namro people list"),
    "actions": Listed("everything that can be done, and who may do it", "namro actions"),
    "trail": Listed("verify that the record of what was done is whole", "namro trail verify"),
    "recheck": Listed("build every case again from what was done to it", "namro recheck"),
    "recount": Listed("count every open date again after the calendar or a rule changed", "namro recount --dry-run"),
    "kept": Listed("closed cases that were kept long enough, or will have been soon", "namro kept --ended --json"),
    "office": Listed(
        "offices after a reorganisation: add, follow, hand over, end",
        'namro office follow CAX-00070 --reason "became a ward"',
    ),
    "import": Listed(
        "bring an office's old register in from Excel or CSV",
        "namro import cases so-2024.xlsx --office CAX-00070 --procedure petition --state closed --dry-run",
    ),
    "upkeep": Listed("tidy up once a day, and after the calendar changed", "namro upkeep"),
    "backup": Listed("everything in one file, while the server goes on", "namro backup /mnt/copies/namro.copy"),
    "restore": Listed("a backup into an empty installation, verified", "namro restore /mnt/copies/namro.copy"),
    "doctor": Listed("what is wrong with this installation, and what to do", "namro doctor"),
    "manage": Listed("Django's own commands, for whoever maintains the server", "namro manage migrate"),
}

WITHOUT_DATABASE = frozenset({"due", "plan"})
KEPT_BEFORE = frozenset(
    {"serve", "worker", "place", "people", "trail", "recheck", "kept", "office", "upkeep", "backup"}
)
"""Commands that find something in a database that is there; they make none."""
WITH_TABLES = frozenset(
    {"serve", "worker", "place", "people", "trail", "recheck", "recount", "kept", "office", "import", "upkeep"}
)
"""Commands that read or write records, which stand in tables of this version."""

HIDDEN_OPTIONS = frozenset(
    {
        "--version",
        "--traceback",
        "--settings",
        "--pythonpath",
        "--verbosity",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }
)
"""Django gives these to every command; they are understood but not shown."""


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run one command; gives back the exit code: 0 done, 1 broken, 2 refused, 3 no database (130 when
    stopped by Ctrl-C)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read the output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130


def _run(given: list[str]) -> int:
    if not given or given[0] in ("-h", "--help", "help"):
        if len(given) > 1 and given[1] in COMMANDS:
            return _run([given[1], "--help"])
        print(overview())
        return 0
    if given[0] in ("--version", "-V"):
        from importlib.metadata import version

        print(f"namro {version('namro')}")
        return 0
    name = given[0]
    if name not in COMMANDS:
        print(unknown(name), file=sys.stderr)
        return REFUSED
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    if name != "pack":
        os.umask(0o077)  # records, files and copies are for nobody else on this computer
    from namro.doors.cli import trouble

    with trouble.told() as outcome:
        _call(name, given[1:], outcome)
    return outcome.code


def _call(name: str, rest: list[str], outcome: "Outcome") -> None:
    """Hand over to Django: `manage` whole, any other command with the help of the list above."""
    if name == "manage":
        from django.core.management import ManagementUtility

        ManagementUtility(["namro manage", *rest]).execute()
        return
    if name == "init":
        _settle(rest)
    if name in WITHOUT_DATABASE or asks_help(rest):  # how the database is named is nothing to them
        os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import load_command_class

    from namro.doors.cli import tables, trouble

    django.setup()
    command = load_command_class("namro.doors.cli", name)
    options = vars(prepared(command, name).parse_args(rest))
    outcome.lang = options.get("lang")
    if name in KEPT_BEFORE:
        trouble.needs_database()
    if name in WITH_TABLES:
        tables.require_tables()
    command.execute(*options.pop("args", ()), **options)


def asks_help(rest: "Sequence[str]") -> bool:
    """Whether help is asked for, which needs nothing of an installation."""
    return "-h" in rest or "--help" in rest


def _settle(rest: list[str]) -> None:
    """`namro init` names its database and home itself; both must be known before the settings are read."""
    from argparse import ArgumentParser

    early = ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--database")
    early.add_argument("--home")
    given, _ = early.parse_known_args(rest)
    for variable, value in (("DATABASE_URL", given.database), ("NAMRO_HOME", given.home)):
        if value:
            os.environ[variable] = value


def prepared(command: "BaseCommand", name: str) -> "CommandParser":
    """The command's parser, with an example at the end of its help and Django's own options out of sight. The checks
    that Django would run first are for `namro manage check`; a command answers at once."""
    from argparse import RawDescriptionHelpFormatter

    command.suppressed_base_arguments = {*command.suppressed_base_arguments, *HIDDEN_OPTIONS}
    command.requires_system_checks = []
    command._called_from_command_line = True  # type: ignore[attr-defined]
    parser = command.create_parser("namro", name, formatter_class=RawDescriptionHelpFormatter)
    if "namro " not in f"{parser.description} {parser.epilog}":
        parser.epilog = f"Example:\n  {COMMANDS[name].example}"
    return parser


def overview() -> str:
    """All commands in the order in which an installation meets them, a line each."""
    width = max(map(len, COMMANDS))
    lines = [f"  namro {name:<{width}}  {listed.says}" for name, listed in COMMANDS.items()]
    return "\n".join(
        (
            "Namro: promises of a public-safety programme, kept on the right day and open to be checked.",
            "",
            *lines,
            "",
            "An example of each: namro COMMAND --help",
        )
    )


def unknown(name: str) -> str:
    """What to say to a command that does not exist, with the one that may have been meant."""
    import difflib

    near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    meant = f" Did you mean: namro {near[0]}?" if near else ""
    return f"There is no command {name!r}.{meant} All commands: namro --help"


if __name__ == "__main__":
    sys.exit(main())
