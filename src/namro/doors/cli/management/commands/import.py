"""`namro import`: an office's old register out of a spreadsheet; for whoever runs the server."""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from namro.doors import words
from namro.doors.cli.management.commands.office import office_of
from namro.doors.cli.trouble import language
from namro.ground.people.actors import OPERATOR
from namro.ground.trail.jobs import seal_now
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.cases import import_actions, import_run
from namro.work.cases.import_columns import Columns, by_letters, from_letters, read_columns
from namro.work.cases.import_rows import Wrong
from namro.work.cases.import_staging import CHECKED, DONE, Staging, as_dict


class Command(BaseCommand):
    """Through the same checks and the same action as the desk, as the operator."""

    help = "Bring an office's old register in from Excel or CSV; let a register go on after its paper book."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = """Examples:
  namro import cases so-2024.xlsx --office CAX-00070 --procedure petition --state closed --dry-run
  namro import cases so-2024.xlsx --office CAX-00070 --show-map > so.yaml
  namro import cases so-2024.xlsx --office CAX-00070 --map so.yaml
  namro import continue --office CAX-00070 --last 412 --reason "the paper book of this year ends at 412"

Stopped midway, the same command goes on where it was. Nothing is in the books before all of a file is right."""
        commands = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")
        cases = commands.add_parser("cases", help="check a file whole and take all of its rows as cases, or none")
        cases.add_argument("file", metavar="FILE", help="an .xlsx workbook, or a text with commas, semicolons or tabs")
        cases.add_argument("--sheet", help="the sheet (default: the first with a table)")
        cases.add_argument("--map", metavar="FILE.yaml", dest="map_file", help="how the columns are to be read")
        cases.add_argument("--show-map", action="store_true", help="print how they would be read, as YAML to be mended")
        cases.add_argument("--procedure", help="the procedure of every row, where no column says it")
        cases.add_argument("--state", help="the state of a row whose result is empty")
        cases.add_argument("--other-state", help="the state of a row whose result is in no list")
        cases.add_argument(
            "--place-unknown",
            choices=("refuse", "office"),
            dest="no_place",
            help="a place without a known unit is wrong, or in the area of the office",
        )
        cases.add_argument(
            "--end-unknown",
            choices=("refuse", "year-end"),
            dest="no_end",
            help="a finished row without its day is wrong, or finished at the end of its year",
        )
        cases.add_argument("--convert", action="store_true", help="turn letters from before Unicode into today's")
        cases.add_argument(
            "--both-ways",
            choices=("keep", "convert"),
            help="what reads as well as it stands as converted is kept, or converted",
        )
        cases.add_argument("--dry-run", action="store_true", help="check all of it and write nothing")
        cases.add_argument(
            "--leave-out", metavar="REASON", default="", help="leave wrong rows out; the reason is recorded"
        )
        cases.add_argument("--most", type=int, default=50, help="how many wrong cells are listed (default: 50)")
        onward = commands.add_parser("continue", help="let this year's register go on after the last number on paper")
        onward.add_argument(
            "--last", required=True, type=int, metavar="NUMBER", help="the last number in the paper book"
        )
        onward.add_argument("--reason", required=True)
        for one in (cases, onward):
            one.add_argument("--office", required=True, metavar="CODE", help="as in: namro people offices")
            one.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")

    def handle(self, *args: Any, what: str, as_json: bool, **options: Any) -> None:
        now = datetime.now(UTC)
        text, found = getattr(self, f"_{what}")(now, **options)
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) if as_json else text)
        if what == "cases" and found.get("wrong") and not found.get("cases") and not found.get("map"):
            sys.stdout.flush()
            raise SystemExit(2)

    def _continue(self, now: datetime, *, office: str, last: int, reason: str, **_: Any) -> tuple[str, Any]:
        year = the_pack().calendar.local(now).year
        counter = import_actions.continue_register(
            office_of(office), year=year, last=last, reason=reason, actor=OPERATOR, now=now
        )
        seal_now()
        said = {"office": office, "year": year, "next": counter.last + 1}
        return f"The register of {office} for {year} goes on with number {counter.last + 1}.", said

    def _cases(
        self, now: datetime, *, file: str, office: str, sheet: str | None, show_map: bool, dry_run: bool, leave_out:
        str,
        most: int, **options: Any,
    ) -> tuple[str, Any]:  # fmt: skip
        path = Path(file)
        begun = import_run.begin(office_of(office), path.read_bytes(), path.name, actor=OPERATOR, now=now)
        meta, _ = import_run.opened(begun, actor=OPERATOR, now=now)
        look = meta["look"]
        if sheet is not None and sheet != look["sheet"]:
            look = import_run.look_again(begun, sheet, None)
        columns = chosen(look, **options)
        if show_map:
            said = by_letters(columns)
            return yaml.safe_dump(said, allow_unicode=True, sort_keys=False).rstrip(), {"map": said}
        if look["old"] and not columns.convert:
            raise CommandError(_old_letters(look))
        if look.get("both_ways") and not columns.both_ways:
            raise CommandError(_both_ways(look))
        import_run.choose(begun, columns, actor=OPERATOR, now=now)
        progress = import_run.import_step(begun, now, told=_told())
        print(file=sys.stderr)
        if progress.broken:
            raise Refused(progress.broken["code"], **progress.broken["params"])
        if progress.state not in (CHECKED, DONE):
            raise Refused("cases.import-busy")
        said = {"file": path.name, "office": office, "ready": progress.ready, "wrong": progress.wrong}
        said |= {"sheet": look["sheet"], "other_sheets": look.get("others", [])}
        with Staging(begun) as staging:
            stopped = staging.meta().get("stopped")
            wrongs = list(staging.wrongs(0, most))
            said |= {"states": dict(staging.counts("state")), "years": dict(staging.counts("year"))}
            said["cells"], total = [{**as_dict(one), "says": sentence(one)} for one in wrongs], staging.wrong_total()
        others = ", ".join(f'"{name}"' for name in said["other_sheets"])
        of = f', sheet "{look["sheet"]}"' if others else ""
        lines = [f"{path.name}{of}: {progress.ready} rows are right, {progress.wrong} wrong."]
        if stopped:
            lines.append(f"  {words.refusal(language(), Refused('cases.import-stopped', row=stopped))}")
        if others:
            lines.append(f"  Other sheets with rows, each taken in by a run of its own (--sheet): {others}.")
        lines += [f"  {where(one)}: {sentence(one)}" for one in wrongs]
        lines += [f"  … and {total - len(wrongs)} more (--most)"] if total > len(wrongs) else []
        said |= {"stopped_at_row": stopped}
        if dry_run or stopped or (progress.wrong and not leave_out):
            lines.append("Nothing was written.")
            return "\n".join(lines), said
        brought = import_run.take(begun, leave_out=leave_out, actor=OPERATOR, now=now)
        seal_now()
        lines.append(f"{brought.cases} cases are in the books of {office}.")
        return "\n".join(lines), {**said, "cases": brought.cases, "left_out": brought.source.left_out}


def chosen(look: dict[str, Any], *, map_file: str | None = None, convert: bool = False, **options: Any) -> Columns:
    """How the file is to be read: as the map says, else as it was suggested, with what the options add."""
    columns = read_columns(look["columns"])
    if map_file is not None:
        given = yaml.safe_load(Path(map_file).read_text(encoding="utf-8"))
        if not isinstance(given, dict):
            raise Refused("cases.import-columns-unknown", name=map_file)
        columns = from_letters(given, columns)
    given = {
        name: value for name, value in options.items() if value is not None and name in Columns.__dataclass_fields__
    }
    return replace(columns, **given, convert=columns.convert or convert)


def sentence(wrong: Wrong) -> str:
    """What is wrong with a cell and what to do."""
    return words.refusal(language(), Refused(wrong.code, **wrong.params))


def where(wrong: Wrong) -> str:
    """row 17, column C, "31/02/2019"."""
    return (
        f"row {wrong.row}"
        + (f", column {wrong.column}" if wrong.column else "")
        + (f', "{wrong.value}"' if wrong.value else "")
    )


def _old_letters(look: dict[str, Any]) -> str:
    lines = ["The file has texts in letters from before Unicode. They would become:"]
    lines += [f"  {old}\n    → {new}" for old, new in look["preview"]]
    return "\n".join([*lines, "If that reads well, run it again with --convert. Nothing was written."])


def _both_ways(look: dict[str, Any]) -> str:
    lines = [f"{look['both_ways']} rows can be read both ways (reporters are counted, not shown):"]
    lines += [f"  {old}\n    or {new}" for old, new in look["unsure"]]
    how = "Run it again with --both-ways keep (as they stand) or --both-ways convert. Nothing was written."
    return "\n".join([*lines, how])


def _told() -> Callable[[import_run.Progress], None]:
    """Shows on stderr how far it is and how fast it goes."""
    began = time.monotonic()
    first: list[int] = []

    def tell(progress: import_run.Progress) -> None:
        first.append(progress.rows)
        rate = (progress.rows - first[0]) / max(time.monotonic() - began, 0.001)
        far = f"{progress.percent:3d} %" if progress.measured else "  …  "
        print(
            f"\r{far}  {progress.rows} rows, {progress.wrong} wrong, {rate:.0f} rows/s",
            end="", file=sys.stderr, flush=True,
        )  # fmt: skip

    return tell
