"""`namro place`: the units of the country, on any day."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from namro.doors.cli import places as shown
from namro.doors.cli.management.commands.due import language as spoken
from namro.doors.words import dmy, refusal
from namro.ground.gate.place_actions import load_changes, load_pack, mark_remote
from namro.ground.people.actors import OPERATOR
from namro.ground.places import queries
from namro.ground.places.changes import Plan, plan_changes
from namro.ground.places.csvfile import MOST_BYTES, FileRefused
from namro.ground.places.orphans import orphans
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused

REFUSED = 2
MOST = 500
MARKS = {"yes": True, "no": False, "unknown": None}
KINDS = """a level (all units of it) or a kind of unit. The lowest level also brings units above it that had nothing
below them, so that every place is counted once. Levels and kinds: namro place kinds"""


class Command(BaseCommand):
    """The first word is what to do, or the beginning of a name."""

    help = "Find units by today's or a former name, list them, follow them through time, take over a reorganisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "words",
            nargs="+",
            metavar="WHAT",
            help="a name; or: list | show CODE | map FROM TO | kinds | load-changes FILE | orphans "
            "| remote CODE yes|no | load | find NAME",
        )
        parser.add_argument("--on", metavar="DATE", help="the day that is asked about, as 2025-06-30 (default: today)")
        parser.add_argument("--within", metavar="CODE", help="only units under this one, such as 01")
        parser.add_argument("--kind", metavar="KIND", help=KINDS)
        parser.add_argument("--limit", type=int, default=10, metavar="N", help="at most so many answers (default: 10)")
        parser.add_argument("--lang", metavar="LANG", help="language of the answer; else the terminal's")
        parser.add_argument("--reason", metavar="TEXT", help="remote: the act that says so, or why")
        parser.add_argument("--yes", action="store_true", help="load-changes: apply what was previewed")
        parser.add_argument("--quiet", action="store_true", help="load: say nothing if all went well")
        parser.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")
        parser.epilog = """Examples:
  namro place "hoan kiem"
  namro place "Hàng Bạc" --on 2026-01-15 --json
  namro place list --within 01 --kind commune --on 2025-06-30 --json
  namro place show 00070
  namro place map 2025-06-30 2025-07-01 --within 01 --json
  namro place load-changes next.csv          preview: nothing is changed
  namro place load-changes next.csv --yes    apply it, once
  namro place orphans
  namro place remote 09553 yes --reason "decided by the province"
What a file of changes looks like: docs/places.md"""

    def handle(self, *args: Any, words: list[str], **options: Any) -> None:
        todo: dict[str, Callable[..., None]] = {
            "list": self.listing,
            "show": self.show,
            "map": self.mapping,
            "kinds": self.kinds,
            "load-changes": self.load_changes,
            "orphans": self.orphans,
            "load": self.load,
            "remote": self.remote,
            "find": self.find,
        }
        self.options = options
        self.lang: str | None = options["lang"]
        self.voice = shown.Voice(spoken(options["lang"]), self.lang)
        self.check_numbers(options)
        self.now = datetime.now(UTC)
        self.on = self.day(options["on"]) if options["on"] else the_pack().calendar.local(self.now)
        first, *rest = words
        if first in todo and (rest or first not in ("show", "map", "load-changes", "find", "remote")):
            todo[first](*rest)
        elif first in todo:
            raise CommandError(self.voice.say("cli.place.told-what", what=first))
        else:
            self.find(*words)

    def check_numbers(self, options: dict[str, Any]) -> None:
        if not 1 <= options["limit"] <= MOST:
            raise Refused("places.bad-limit", field="limit", value=options["limit"], most=MOST)

    def alone(self, what: str, rest: tuple[str, ...]) -> None:
        """Raises `Refused` for a word that nothing is done with."""
        if rest:
            raise Refused("places.word-too-many", field="words", what=what, value=rest[0][:40])

    # --- reading ------------------------------------------------------------------------------------------------

    def find(self, *words: str) -> None:
        text, within, limit = " ".join(words), self.options["within"], self.options["limit"]
        if self.options["kind"] is not None:
            raise Refused("places.kind-for-list", field="kind")
        queries.covered(self.on)
        found = queries.find(text, self.on, within, limit + 1)
        more, found = len(found) > limit, found[:limit]
        meant = [] if found else queries.suggest(text, self.on, within)
        if self.options["as_json"]:
            self.json(
                {
                    "text": text,
                    "on": self.on.isoformat(),
                    "within": within,
                    "found": shown.found_as_list(found, self.lang, self.on),
                    "more": more,
                    "did_you_mean": shown.found_as_list(meant, self.lang, self.on),
                }
            )
            return
        self.lines(shown.found_lines(found, self.voice, self.on))
        if more:
            self.stdout.write(self.voice.say("cli.place.more-found"))
        if not found:
            self.stdout.write(self.voice.say("cli.place.none-meant" if meant else "cli.place.none", text=text))
            self.lines(f"    {line}" for line in shown.found_lines(meant, self.voice, self.on))

    def listing(self, *rest: str) -> None:
        self.alone("list", rest)
        units = list(queries.listing(self.on, within=self.options["within"], kind=self.options["kind"]))
        if self.options["as_json"]:
            self.json(shown.units_as_list(units, self.lang, self.on))
            return
        where = queries.paths(units, self.lang, self.on)
        self.lines(f"{unit.ref:<20} {where[unit.pk]}" for unit in units)
        self.stderr.write(shown.counted_line(units, queries.kinds(), self.voice, self.on))

    def show(self, code: str, *rest: str) -> None:
        self.alone("show", rest)
        unit = queries.by_ref(code) if ":" in code else queries.unit(code, self.on)
        first = queries.listing_begins()
        before = queries.origins(unit)
        after = queries.successors(unit, max(self.on, unit.begins))
        below = queries.children(unit.code, self.on) if unit.stands(self.on) else []
        if not self.options["as_json"]:
            self.lines(shown.unit_lines(unit, before, after, len(below), self.voice, self.on))
            return
        where = queries.paths([unit], self.lang)
        self.json(
            {
                **shown.unit_as_dict(unit, where[unit.pk], self.lang),
                "on": self.on.isoformat(),
                "data_begins": first.isoformat() if first else None,
                "children": shown.units_as_list(below, self.lang, self.on),
                "came_from": [
                    {**u, "share": shown.share_as_dict(p.share)}
                    for u, p in zip(shown.units_as_list([p.unit for p in before], self.lang, None), before, strict=True)
                ],
                "became": [
                    {**u, "share": shown.share_as_dict(s.share)}
                    for u, s in zip(shown.units_as_list([s.unit for s in after], self.lang, None), after, strict=True)
                    if s.unit.pk != unit.pk
                ],
            }
        )

    def mapping(self, *days: str) -> None:
        if len(days) != 2:
            raise CommandError(self.voice.say("cli.place.two-days"))
        then, now = (self.day(day) for day in days)
        mapped = queries.map_units(then, now, within=self.options["within"])
        if self.options["as_json"]:
            self.json([shown.mapped_as_dict(m) for m in mapped])
            return
        self.lines(shown.mapped_lines(mapped, self.voice))

    def kinds(self, *rest: str) -> None:
        self.alone("kinds", rest)
        found = queries.kinds()
        if self.options["as_json"]:
            self.json([{"kind": k.id, "level": k.level, "names": k.names, "forms": k.forms} for k in found])
            return
        self.lines(shown.kind_lines(found, self.voice))

    def orphans(self, *rest: str) -> None:
        self.alone("orphans", rest)
        left = orphans(self.on)
        if self.options["as_json"]:
            self.json([shown.left_as_dict(item, self.lang) for item in left])
            return
        self.lines(shown.left_line(item, self.voice) for item in left)
        if not left:
            self.stdout.write(self.voice.say("cli.place.no-orphans"))

    # --- writing ------------------------------------------------------------------------------------------------

    def load(self, *rest: str) -> None:
        """The units of the pack, all or those of one province; safe to repeat."""
        try:
            done = load_pack(
                folder=Path(settings.NAMRO_PACK), within=self.options["within"], actor=OPERATOR, now=self.now
            )
        except FileRefused as refused:
            self.refuse(refused)
        if self.options["as_json"]:
            self.json({"digest": done.digest, "fresh": done.fresh, **done.counts})
        elif not self.options["quiet"]:
            counts = {what: f"{done.counts[what]:,}" for what in ("units", "changes")}
            self.stdout.write(
                self.voice.say("cli.place.loaded" if done.fresh else "cli.place.loaded-already", **counts)
            )

    def remote(self, code: str, mark: str = "", *rest: str) -> None:
        """Whether a unit is remote, as an act says."""
        self.alone("remote", rest)
        if mark not in MARKS or not (self.options["reason"] or "").strip():
            raise CommandError(self.voice.say("cli.place.mark-how"))
        unit = mark_remote(
            queries.unit(code, self.on), remote=MARKS[mark], reason=self.options["reason"], actor=OPERATOR, now=self.now
        )
        if self.options["as_json"]:
            self.json({"unit": unit.ref, "remote": unit.remote})
        else:
            self.stdout.write(self.voice.say(f"cli.place.marked.{mark}", name=self.voice.name(unit)))

    def load_changes(self, name: str, *rest: str) -> None:
        """Reads, checks, previews; with --yes applies. The second time it only says so."""
        path = Path(name)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        try:
            plan = plan_changes(data, path.name)
        except FileRefused as refused:
            self.refuse(refused)
        if plan.applied is not None:
            self.already(plan)
            return
        today = the_pack().calendar.local(self.now)
        if min(plan.days) < today and not self.options["as_json"]:
            self.stderr.write(self.voice.say("cli.place.back-dated", day=dmy(min(plan.days))))
        if self.options["yes"]:
            load_changes(plan=plan, actor=OPERATOR, now=self.now)
        if self.options["as_json"]:
            self.json({"applied": self.options["yes"], "already": False, **shown.plan_as_dict(plan, self.lang)})
            return
        self.lines(shown.plan_lines(plan, self.voice))
        if not self.options["yes"]:
            self.stdout.write(self.voice.say("cli.place.only-previewed"))
            return
        self.stdout.write(self.voice.say("cli.place.applied"))
        on = max(plan.days)
        if left := len(orphans(on)):
            self.stdout.write(self.voice.say("cli.place.applied-orphans", n=left, on=on.isoformat()))

    def already(self, plan: Plan) -> None:
        applied = plan.applied
        when = applied.at if applied else None
        if self.options["as_json"]:
            at = when.isoformat() if when else None
            self.json({"applied": False, "already": True, "digest": plan.digest, "at": at, "problems": []})
            return
        said = {"file": plan.name} if when is None else {"file": plan.name, "day": dmy(when)}
        self.stdout.write(self.voice.say("cli.place.already" if when is None else "cli.place.already-on", **said))

    # --- telling ------------------------------------------------------------------------------------------------

    def refuse(self, refused: FileRefused) -> Any:
        """Everything that is wrong with a file, then the end with exit code 2."""
        lang = self.voice.lang
        if self.options["as_json"]:
            problems = shown.problems_as_list(refused, lang)
            self.json({"applied": False, "already": False, "problems": problems})
        else:
            for line in shown.problem_lines(refused, lang):
                self.stderr.write(line)
            self.stderr.write(refusal(lang, refused))
        raise SystemExit(REFUSED)

    def day(self, text: str) -> date:
        try:
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError as cause:
            raise Refused("places.bad-date", field="on", value=text[:40]) from cause

    def lines(self, lines: Any) -> None:
        for line in lines:
            self.stdout.write(line)

    def json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))
