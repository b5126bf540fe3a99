"""`namro pack`: check, show and publish the law that the software reads. Needs no database."""

from __future__ import annotations

import json
import os
import re
from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from namro.doors import words
from namro.doors.cli import reference
from namro.doors.cli.management.commands.due import language
from namro.doors.cli.packcheck import check
from namro.rules.packs.current import pack_folder, the_pack
from namro.rules.packs.frozen import content_hash, freeze
from namro.rules.packs.load import load
from namro.rules.packs.published import publish
from namro.rules.packs.reading import read
from namro.rules.packs.refused import PackRefused, Problem, Refused
from namro.rules.packs.schema import Pack, Procedure
from namro.rules.packs.words import Words

EXAMPLES = """Examples:
  namro pack check
  namro pack check packs/vn --json
  namro pack show complaint --on 2026-07-01 --lang en
  namro pack list
  namro pack publish
  namro pack docs --to docs/reference/procedures
"""


class Command(BaseCommand):
    """Exit code 0: done. 2: refused; `check` then names every problem with file, line and reason."""

    help = "Check, show and publish the law that the software reads."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EXAMPLES
        what = parser.add_subparsers(dest="what", required=True, metavar="check|show|list|publish|docs")
        checking = what.add_parser("check", help="find everything that is wrong with a pack")
        checking.add_argument("folder", nargs="?", type=Path, help="else the pack in use")
        show = what.add_parser("show", help="one procedure as it is law on a day")
        show.add_argument("procedure")
        show.add_argument("--on", metavar="DATE", help="else today")
        listed = what.add_parser("list", help="every version of every procedure")
        publishing = what.add_parser("publish", help="freeze every version that is not published yet")
        publishing.add_argument("folder", nargs="?", type=Path, help="else the pack in use")
        publishing.add_argument("--again", metavar="VERSION", action="append", default=[],
            help="a published version in which a slip was corrected; may be said several times",
        )  # fmt: skip
        publishing.add_argument("--reason", help="why it is published again")
        docs = what.add_parser("docs", help="write the reference pages of all procedures")
        docs.add_argument("--to", type=Path, default=Path("docs/reference/procedures"), metavar="FOLDER")
        for command in (checking, show, listed, publishing):
            command.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")
        for command in (checking, show, listed, publishing, docs):
            command.add_argument("--lang", help="language of the answer; else the terminal's")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "check":
            self._check(options)
        elif what == "show":
            self._show(options)
        elif what == "list":
            self._list(options)
        elif what == "publish":
            self._publish(options)
        else:
            lang = language(options["lang"])
            for path in reference.write(the_pack(), options["to"]):
                self.stdout.write(words.say(lang, "cli.pack.wrote", path=path))

    # check

    def _check(self, options: dict[str, Any]) -> None:
        folder = _folder(options["folder"])
        speech, lang, wrong = _speech(folder, options["lang"])
        pack, found = check(folder)
        problems = list(PackRefused([*wrong, *found]).problems)
        if options["as_json"]:
            self._json({"folder": str(folder), "good": not problems, "problems": [_as_data(p) for p in problems]})
        elif pack is not None and not problems:
            ids = {procedure.id for procedure in pack.procedures}
            said = speech.say(
                lang,
                "cli.pack.good",
                folder=folder,
                procedures=len(ids),
                versions=len(pack.procedures),
                days=len(pack.calendar.days),
                first=pack.calendar.first.isoformat(),
                last=pack.calendar.last.isoformat(),
            )
            self.stdout.write(said)
        else:
            for problem in problems:
                said = speech.say(lang, f"refusals.{problem.code}", **problem.params)
                self.stderr.write(f"{problem.file}:{problem.line}: {said}")
            self.stderr.write(speech.say(lang, "cli.pack.bad", n=len(problems)))
        if problems:
            raise SystemExit(2)

    # show and list

    def _show(self, options: dict[str, Any]) -> None:
        pack, lang = the_pack(), language(options["lang"])
        on = _day(options["on"], pack)
        procedure = pack.procedure(options["procedure"], on)
        if options["as_json"]:
            published = pack.published.get(procedure.version)
            self._json(
                {
                    "version": procedure.version,
                    "hash": content_hash(procedure),
                    "published": published == content_hash(procedure),
                    "procedure": json.loads(freeze(procedure)),
                }
            )
        else:
            title = words.pick(procedure.names, lang)
            self.stdout.write(f"# {title}\n\n{reference.version_page(pack, procedure, lang, on)}")

    def _list(self, options: dict[str, Any]) -> None:
        pack, lang = the_pack(), language(options["lang"])
        if options["as_json"]:
            self._json([_version(pack, procedure) for procedure in pack.procedures])
            return
        for procedure in pack.procedures:
            last = procedure.valid.to
            until = last.isoformat() if last else words.say(lang, "cli.pack.open-end")
            hash = content_hash(procedure)[:12]
            state = hash if procedure.version in pack.published else words.say(lang, "cli.pack.unpublished")
            valid = f"{procedure.valid.from_.isoformat()} – {until}"
            self.stdout.write(f"{procedure.version:<28} {valid:<38} {state:<14} {words.pick(procedure.names, lang)}")

    # publish

    def _publish(self, options: dict[str, Any]) -> None:
        folder = _folder(options["folder"])
        speech, lang, _ = _speech(folder, options["lang"])  # the pack in use may be the very one that has changed
        pack = load(folder, published=False)
        new = publish(pack, folder, on=_today(pack), again=options["again"], reason=options["reason"])
        if options["as_json"]:
            self._json(new)
        elif not new:
            self.stdout.write(speech.say(lang, "cli.pack.nothing-new"))
        for version, hash in new.items():
            if not options["as_json"]:
                self.stdout.write(speech.say(lang, "cli.pack.published", version=version, hash=hash[:12]))

    def _json(self, said: object) -> None:
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))


def _folder(given: Path | None) -> Path:
    folder = given or pack_folder()
    if not folder.is_dir():
        raise Refused("pack-command.no-folder", field="folder", folder=folder)
    return folder


def _day(text: str | None, pack: Pack) -> date:
    if text is None:
        return _today(pack)
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("due.bad-moment", field="on", given=text[:60]) from None


def _today(pack: Pack) -> date:
    return datetime.now(pack.calendar.zone).date()


def _version(pack: Pack, procedure: Procedure) -> dict[str, Any]:
    hash = content_hash(procedure)
    return {
        "version": procedure.version,
        "id": procedure.id,
        "names": procedure.names,
        "from": procedure.valid.from_.isoformat(),
        "to": procedure.valid.to.isoformat() if procedure.valid.to else None,
        "confidence": procedure.confidence,
        "hash": hash,
        "published": pack.published.get(procedure.version) == hash,
    }


def _as_data(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "code": problem.code, "reason": problem.reason}


def _speech(folder: Path, wanted: str | None) -> tuple[Words, str, list[Problem]]:
    """The words to speak with while the pack itself may be unreadable, the language, and what is wrong with its words.

    A pack whose own words cannot be read is spoken about in English; of one that does not say its languages, the words
    are taken to be in the language that is asked for.
    """
    languages: tuple[str, ...] = ()
    try:
        said = read(folder / "pack.yaml", "pack.yaml").value
        if isinstance(said, dict) and isinstance(said.get("languages"), tuple):
            languages = tuple(one for one in said["languages"] if isinstance(one, str) and re.fullmatch("[a-z-]+", one))
    except PackRefused:
        pass  # `load` says it
    terminal = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2].lower()
    problems: list[Problem] = []
    if not languages and wanted is not None and wanted != "en" and re.fullmatch("[a-z]{2,3}", wanted):
        languages = (wanted, "en")
    try:
        found = Words.load([words.ENGLISH, folder / "words"] if languages else [words.ENGLISH], languages or ("en",))
    except PackRefused as refused:
        problems = list(refused.problems)
        found = Words.load([words.ENGLISH], ("en",))
    lang = wanted or terminal
    if wanted is not None and wanted not in (*languages, "en"):
        known = ", ".join(dict.fromkeys((*languages, "en")))
        raise Refused("due.unknown-language", field="lang", language=wanted[:20], known=known)
    return found, lang if lang in languages and not problems else "en", problems
