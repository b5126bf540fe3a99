"""What went wrong, as a sentence on stderr and an exit code, whatever it was. NAMRO_DEBUG=1 shows where in the code."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, connections

from namro.rules.packs.refused import PackRefused, Refused

DONE, BROKEN, REFUSED, AWAY = 0, 1, 2, 3
MAKE_TABLES = "Make its tables: ./dev setup (to try Namro), namro init (to use it)."
NO_TABLE = ("no such table", "undefinedtable", "does not exist", "no such column")


FILES: dict[type[OSError], str] = {
    FileNotFoundError: "cli.trouble.no-file",
    PermissionError: "cli.trouble.may-not",
    IsADirectoryError: "cli.trouble.folder",
}


class NoDatabase(Exception):
    """There is no database yet. The message says where it was looked for."""


@dataclass(slots=True)
class Outcome:
    """How the command ended, and the language that its user asked for (None: the terminal's)."""

    code: int = DONE
    lang: str | None = None


@contextmanager
def told() -> Iterator[Outcome]:
    """Run a command in this: what it raises is said on stderr, and `.code` of the outcome is what the shell should see.

    A closed pipe and Ctrl-C pass through to whoever started the command."""
    outcome = Outcome()
    try:
        yield outcome
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except SystemExit as exit:
        outcome.code = exit.code if isinstance(exit.code, int) else (DONE if exit.code is None else REFUSED)
        if isinstance(exit.code, str):
            _say(exit.code)
    except Exception as cause:
        if os.environ.get("NAMRO_DEBUG") == "1":
            traceback.print_exc()
        text, outcome.code = sentence(cause, outcome.lang)
        _say(text)
    finally:
        with suppress(ImproperlyConfigured):
            connections.close_all()


def sentence(cause: Exception, lang: str | None = None) -> tuple[str, int]:
    """What to say about `cause`, and the exit code: 2 when the request was refused, 3 when the database is away, so
    that nothing was looked at, 1 when something is broken. A refusal is said in `lang` where the pack has it, else in
    the terminal's language."""
    if isinstance(cause, PackRefused):
        found = len(cause.problems)
        return f"{cause}\n{found} problem{'s' * (found != 1)} in the pack; nothing was used of it.", REFUSED
    if isinstance(cause, Refused):
        return _refused(cause, lang), REFUSED
    if isinstance(cause, CommandError):
        return str(cause), cause.returncode if cause.returncode != BROKEN else REFUSED
    if isinstance(cause, NoDatabase):
        return str(cause), AWAY
    if isinstance(cause, ValidationError):
        return " ".join(cause.messages), REFUSED
    if isinstance(cause, (DatabaseError, InterfaceError)):
        return _database(cause), AWAY
    if isinstance(cause, ImproperlyConfigured):
        return f"A setting is not right: {cause}\nWhat each setting means: docs/settings.md", REFUSED
    if isinstance(cause, ValueError):
        return str(cause) or "A value could not be read.", REFUSED
    if isinstance(cause, OSError):
        return _file(cause, lang), REFUSED
    kind = type(cause).__name__
    return f"Namro met something that it does not expect ({kind}: {cause}). With NAMRO_DEBUG=1 it shows where.", BROKEN


def needs_database() -> None:
    """Raises `NoDatabase` where the file of the database is not there: asking it would leave an empty one."""
    kept = connections["default"]
    if kept.vendor == "sqlite" and not Path(kept.settings_dict["NAME"]).is_file():
        raise NoDatabase(f"There is no database at {kept.settings_dict['NAME']}. {MAKE_TABLES}")


def language() -> str:
    """The language that the terminal is set to, if the pack has it; else English."""
    from namro.doors import words

    wanted = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2].lower()
    return wanted if wanted in words.languages() else "en"


def spoken(lang: str | None) -> str:
    """`lang` where the pack has it, else the terminal's language."""
    from namro.doors import words

    return lang if lang and lang in words.languages() else language()


def _refused(refused: Refused, lang: str | None) -> str:
    """The sentence for a refusal; its code and values where the words are what is missing."""
    from namro.doors import words

    try:
        said = words.refusal(spoken(lang), refused)
    except Refused:  # the pack itself is what cannot be read
        said = words.refusal_without_pack(refused)
    return str(refused) if said.startswith("refusals.") else said


def _file(cause: OSError, lang: str | None) -> str:
    from namro.doors import words

    key = next((key for kind, key in FILES.items() if isinstance(cause, kind)), None)
    if key is None or not cause.filename:
        where = f": {cause.filename}" if cause.filename else ""
        return f"{cause.strerror or cause}{where}"
    try:
        return words.say(spoken(lang), key, file=cause.filename)
    except Refused:  # the pack itself is what cannot be read
        return words.in_english(key, file=cause.filename)


def _database(cause: Exception) -> str:
    text = " ".join(str(cause).split())
    if any(sign in f"{type(cause.__cause__).__name__} {text}".lower() for sign in NO_TABLE):
        return f"The database is not set up for this. {MAKE_TABLES}"
    if "locked" in text:
        return "The database is busy with other work. Nothing was changed; try again in a moment."
    return f"The database cannot be used: {text}\nWhich one it is, DATABASE_URL or NAMRO_HOME says (docs/settings.md)."


def _say(text: str) -> None:
    print(text, file=sys.stderr)
