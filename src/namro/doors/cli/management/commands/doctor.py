"""`namro doctor`: what is wrong with an installation, and what to do about it."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from namro.doors import words
from namro.doors.cli.doctor.finding import BEWARE, WRONG
from namro.doors.cli.doctor.looking import look
from namro.doors.cli.management.commands.due import language
from namro.rules.packs.refused import Refused


class Command(BaseCommand):
    """Exit code 0: nothing is wrong (something may be worth a look). 1: something is. It changes nothing."""

    help = "Say in plain words what is wrong with this installation, and what to do. Reads only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", type=Path, metavar="FILE", help="say too how old its last checkpoint is")
        parser.add_argument("--json", action="store_true", dest="as_json", help="what was found, as JSON")
        parser.add_argument("--lang", help="language of the answer; else the terminal's")
        parser.epilog = "Examples:\n  namro doctor\n  namro doctor --anchors /mnt/elsewhere/anchors.jsonl --json"

    def handle(self, *args: Any, anchors: Path | None, as_json: bool, **options: Any) -> None:
        done = look(datetime.now(UTC), anchors)
        speech = _speech(options["lang"])
        findings = [
            {"check": name, "level": one.level, "code": one.key.removeprefix("cli.doctor."),
             "says": _said(speech, one.key, one.said)}
            for name, one in done.findings
        ]  # fmt: skip
        if as_json:
            told = {
                "well": done.well,
                "looked_at": sorted(done.found),
                "not_looked_at": done.not_looked,
                "findings": findings,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for level, title in ((WRONG, "cli.doctor.is-wrong"), (BEWARE, "cli.doctor.is-worth-a-look")):
                says = [one["says"] for one in findings if one["level"] == level]
                if says:
                    self.stdout.write(_said(speech, title, {}))
                    self.stdout.write("\n".join(f"  - {text}" for text in says))
            if done.not_looked:
                self.stdout.write(_said(speech, "cli.doctor.not-looked", {"n": len(done.not_looked)}))
            if not findings:
                self.stdout.write(_said(speech, "cli.doctor.well", {"n": len(done.found)}))
        if not done.well:
            raise SystemExit(1)


def _speech(wanted: str | None) -> str | None:
    """The language to answer in; None (English) where it is the pack that cannot be read."""
    try:
        return language(wanted)
    except Refused as refused:
        if refused.code == "due.unknown-language":
            raise
        return None


def _said(lang: str | None, key: str, said: dict[str, Any]) -> str:
    return words.in_english(key, **said) if lang is None else words.say(lang, key, **said)
