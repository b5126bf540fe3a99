"""`namro due`: on which day a promise falls due, and why. Needs no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from namro.doors import words
from namro.doors.cli import dues, trouble
from namro.rules.clocks.errors import ClockError
from namro.rules.packs.refused import Refused

EXAMPLES = """Examples:
  namro due crime-report classify --from 2026-02-13T17:10
  namro due complaint resolve-first --from 2026-07-06 --flag remote --extend complex
  namro due denunciation resolve --from 2026-03-02 --pause 2026-03-10..2026-03-20 --json
  namro due --batch questions.jsonl

A line of a batch, and what comes back with the answer added to it:
  {"procedure": "petition", "clock": "reply", "from": "2026-02-13", "extend": [], "flags": [], "pauses": []}
"""


class Command(BaseCommand):
    """Exit code 0: answered. 1: some line of a batch could not be answered. 2: the question was refused."""

    help = "On which day a promise falls due by the law in force on the day it starts, with every reason."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("procedure", nargs="?", help="such as crime-report (all: namro pack list)")
        parser.add_argument("clock", nargs="?", help="one of the procedure's limits, such as classify")
        parser.add_argument("--from", dest="start", metavar="WHEN", help="day or local moment of the start")
        parser.add_argument("--extend", action="append", default=[], metavar="ID", help="an extension, in order")
        parser.add_argument("--flag", action="append", default=[], metavar="ID", help="such as remote or urgent")
        parser.add_argument("--pause", action="append", default=[], metavar="A..B", help="days that do not count")
        parser.add_argument("--batch", metavar="FILE", help="questions as JSON lines; - reads the standard input")
        parser.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")
        parser.add_argument("--lang", help="language of the reasons; else the terminal's")
        parser.epilog = EXAMPLES

    def handle(self, *args: Any, **options: Any) -> None:
        lang = language(options["lang"])
        one = [options[key] for key in ("procedure", "clock", "start")]
        rest = any(options[key] for key in ("extend", "flag", "pause"))
        if options["batch"] is not None:
            if any(one) or rest:
                raise Refused("due.one-or-batch", field="batch")
            self._batch(options["batch"], lang)
        elif not all(one):
            raise Refused("due.one-or-batch", field="procedure")
        else:
            self._one(options, lang)

    def _one(self, options: dict[str, Any], lang: str) -> None:
        try:
            asked = dues.Asked(
                procedure=options["procedure"],
                clock=options["clock"],
                start=dues.moment(options["start"]),
                extend=tuple(options["extend"]),
                flags=tuple(options["flag"]),
                pauses=tuple(dues.pause(one) for one in options["pause"]),
            )
            found = dues.answer(asked)
            if options["as_json"]:
                said = {**dues.echo(asked, options["start"], options["pause"]), **dues.as_data(found, lang)}
                self._line(said, indent=2)
            else:
                self.stdout.write(dues.in_words(found, lang))
        except (Refused, ClockError) as cause:
            refusal = dues.refusal(cause, lang)
            if options["as_json"]:
                self._line({"error": refusal}, indent=2)
            else:
                self.stderr.write(refusal["message"])
            raise SystemExit(2) from None

    def _batch(self, name: str, lang: str) -> None:
        if name == "-":
            bad = self._answer(sys.stdin.buffer, lang)
        else:
            with Path(name).open("rb") as lines:
                bad = self._answer(lines, lang)
        if bad:
            raise SystemExit(1)

    def _answer(self, lines: Iterable[bytes], lang: str) -> int:
        """Answers each line with one line, a blank one with a blank one; gives back how many could not be answered."""
        bad = 0
        for line in lines:
            if not line.strip():
                self.stdout.write("")
                continue
            given: dict[str, Any] = {}
            try:
                given = dues.parsed(line)
                said = {**given, **dues.as_data(dues.answer(dues.question(given)), lang)}
            except (Refused, ClockError) as cause:
                bad += 1
                said = {**given, "error": dues.refusal(cause, lang)}
            self._line(said)
        return bad

    def _line(self, said: dict[str, Any], indent: int | None = None) -> None:
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=indent))


def language(wanted: str | None) -> str:
    """The language asked for, else the terminal's. Raises `Refused` `due.unknown-language`."""
    if wanted is None:
        return trouble.language()
    if wanted not in words.languages():
        raise Refused("due.unknown-language", field="lang", language=wanted[:20], known=", ".join(words.languages()))
    return wanted
