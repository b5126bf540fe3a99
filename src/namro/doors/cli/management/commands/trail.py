"""`namro trail`: seal what was done, sign it, and verify that nothing of it was changed or taken away."""

import json
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro.doors.cli import checked_papers
from namro.ground.keys import KeyMissing, KeyWrong, path_of
from namro.ground.trail import anchors
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.queries import status
from namro.ground.trail.verify import Report, verify

BROKEN = 1
SHOWN = 50
"""Findings that are shown to a reader; --json gives all that were kept."""


class Command(BaseCommand):
    """One sub-command for each thing that can be done with the trail."""

    help = "The trail: everything that was done, sealed so that nobody can change it unseen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = """Examples:
  namro trail status
  namro trail seal --every 1
  namro trail anchor /mnt/elsewhere/anchors.jsonl
  namro trail verify --anchors /mnt/elsewhere/anchors.jsonl
  namro trail verify --paper 7K4M9-2QX8T-B3WZ1-0HJ5R --paper-file book.pdf"""
        commands = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")
        shown = commands.add_parser("status", help="how many entries there are, and how far sealing is behind")
        seal = commands.add_parser("seal", help="seal what waits, once or every so many seconds")
        seal.add_argument("--every", type=float, metavar="SECONDS", help="go on until stopped with Ctrl-C")
        anchor = commands.add_parser("anchor", help="seal what waits and add a signed checkpoint to a file")
        anchor.add_argument("file", type=Path, metavar="FILE", help="kept and published away from this server")
        check = commands.add_parser("verify", help="recompute the whole trail and name whatever does not agree")
        check.add_argument("--anchors", type=Path, metavar="FILE", help="hold the trail against these checkpoints")
        check.add_argument(
            "--key",
            type=Path,
            metavar="FILE",
            help="public key of the checkpoints (default: that of this installation)",
        )
        check.add_argument("--paper", metavar="CODE", help="one printed paper, by the check code at its foot")
        check.add_argument("--paper-file", type=Path, metavar="FILE", help="its PDF, to be held against that code too")
        check.add_argument("--lang", help="language of what is said of a paper; else the terminal's")
        for one in (shown, seal, anchor, check):
            one.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            getattr(self, f"_{what}")(**options)
        except (KeyMissing, KeyWrong, anchors.NothingToAnchor) as cause:
            raise CommandError(str(cause)) from cause

    def _say(self, text: str, found: dict[str, Any], as_json: bool) -> None:
        self.stdout.write(json.dumps(found, ensure_ascii=False) if as_json else text)

    def _status(self, *, as_json: bool, **_: Any) -> None:
        found = status(datetime.now(UTC))
        waits = f", {found.unsealed} not yet, the oldest since {found.lag:.0f} s" if found.lag is not None else ""
        self._say(
            f"{found.entries} entries, {found.sealed} of them sealed in {found.batches} batches{waits}.\n"
            f"Head: {found.head or 'nothing is sealed yet'}",
            found.as_dict(),
            as_json,
        )

    def _seal(self, *, every: float | None, as_json: bool, **_: Any) -> None:
        if every is not None and not 0.05 <= every <= 3600:
            raise CommandError("--every is a number of seconds from 0.05 to 3600.")
        while True:
            done = seal_now()
            if every is None or done.entries:
                self._say(
                    f"{done.entries} entries sealed in {done.batches} batches.",
                    {"entries": done.entries, "batches": done.batches},
                    as_json,
                )
            if every is None:
                return
            self.stdout.flush()
            time.sleep(every)

    def _anchor(self, *, file: Path, as_json: bool, **_: Any) -> None:
        seal_now()
        made = anchors.anchor(file, datetime.now(UTC))
        public = anchors.public_text(anchors.signing_key().public_key()).strip()
        self._say(
            f"Batch {made.batch} with {made.size} entries in all is signed in {file}.\n"
            f"Keep that file away from this server. Whoever verifies it needs the public key, which also lies in\n"
            f"{path_of(anchors.PUBLIC)}:\n  {public}",
            {**json.loads(made.line()), "public_key": public},
            as_json,
        )

    def _verify(
        self,
        *,
        anchors: Path | None,
        key: Path | None,
        paper: str | None,
        paper_file: Path | None,
        lang: str | None,
        as_json: bool,
        **_: Any,
    ) -> None:
        from namro.ground.trail.anchors import known_key, read_public

        if paper is not None or paper_file is not None:
            answer = checked_papers.answer(paper, paper_file, anchors, key, lang, datetime.now(UTC))
            self._say("\n".join(answer.sentences), answer.data, as_json)
            if not answer.sound:
                raise SystemExit(BROKEN)
            return
        public = read_public(key) if key else known_key()
        if anchors is not None and public is None:
            raise CommandError("There is no public key to check the anchors with. Name it: --key FILE")
        report = verify(anchors, public)
        self._say(told(report), report.as_dict(), as_json)
        if not report.sound:
            raise SystemExit(BROKEN)


def told(report: Report) -> str:
    """The report as a reader wants it: what stands, what was found, what it rests on."""
    lines = [f"{report.entries} entries, {report.batches} batches, {report.claims} rows of other rooms compared."]
    if report.anchors_given:
        lines.append(
            f"  anchored (signed checkpoints outside):  {report.anchored}, up to batch {report.anchored_to_batch}"
        )
    lines.append(f"  only sealed (this database alone):      {report.only_sealed}")
    lines.append(f"  neither (not sealed yet):               {report.unsealed}")
    if report.sound:
        lines.append("Everything agrees.")
        if not report.anchors_given:
            lines.append("Whoever owns the database could have sealed it all anew: only --anchors FILE shows that.")
        return "\n".join(lines)
    total = len(report.findings) + report.more_findings
    lines.append(f"{total} finding{'s' * (total != 1)}:")
    lines += [f"  {finding.kind}: {finding.says}" for finding in report.findings[:SHOWN]]
    if total > SHOWN:
        lines.append(f"  … and {total - SHOWN} more (--json)")
    return "\n".join(lines)
