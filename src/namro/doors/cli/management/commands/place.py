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
from namro.doors.cli.trouble import language
from namro.doors.words import refusal, say
from namro.ground.gate.place_actions import load_changes, load_pack
from namro.ground.people.actors import OPERATOR
from namro.ground.places import queries
from namro.ground.places.changes import Plan, plan_changes
from namro.ground.places.csvfile import MOST_BYTES, FileRefused
from namro.ground.places.orphans import orphans
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused

REFUSED = 2
MOST = 500
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
            help="a name; or: list | show CODE | map FROM TO | kinds | load-changes FILE | orphans | load | find NAME",
        )
        parser.add_argument("--on", metavar="DATE", help="the day that is asked about, as 2025-06-30 (default: today)")
        parser.add_argument("--within", metavar="CODE", help="only units under this one, such as 01")
        parser.add_argument("--kind", metavar="KIND", help=KINDS)
        parser.add_argument("--limit", type=int, default=10, metavar="N", help="at most so many answers (default: 10)")
        parser.add_argument("--lang", metavar="LANG", help="language of the names (default: the pack's first)")
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
            "find": self.find,
        }
        self.options = options
        self.lang: str | None = None if options["lang"] is None else spoken(options["lang"])
        self.check_numbers(options)
        self.now = datetime.now(UTC)
        self.on = self.day(options["on"]) if options["on"] else the_pack().calendar.local(self.now)
        first, *rest = words
        if first in todo and (rest or first not in ("show", "map", "load-changes", "find")):
            todo[first](*rest)
        elif first in todo:
            raise CommandError(f"namro place {first} needs to be told what. Examples: namro place --help")
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
        self.lines(shown.found_lines(found, self.lang, self.on))
        if more:
            self.stdout.write("… and more: write what it lies in after a comma, or add --within CODE or --limit N")
        if not found:
            self.stdout.write(f"No place is called {text!r}, and none was." + (" Did you mean:" if meant else ""))
            self.lines(f"    {line}" for line in shown.found_lines(meant, self.lang, self.on))

    def listing(self, *rest: str) -> None:
        self.alone("list", rest)
        units = list(queries.listing(self.on, within=self.options["within"], kind=self.options["kind"]))
        if self.options["as_json"]:
            self.json(shown.units_as_list(units, self.lang, self.on))
            return
        where = queries.paths(units, self.lang, self.on)
        self.lines(f"{unit.ref:<20} {where[unit.pk]}" for unit in units)
        kinds = [kind.id for kind in queries.kinds()]
        counted = {kind: sum(u.kind == kind for u in units) for kind in kinds}
        said = ", ".join(f"{n:,} {kind}" for kind, n in counted.items() if n)
        self.stderr.write(f"{len(units):,} units on {self.on:%d/%m/%Y}" + (f": {said}" if said else ""))

    def show(self, code: str, *rest: str) -> None:
        self.alone("show", rest)
        unit = queries.by_ref(code) if ":" in code else queries.unit(code, self.on)
        first = queries.listing_begins()
        before = queries.origins(unit)
        after = queries.successors(unit, max(self.on, unit.begins))
        below = queries.children(unit.code, self.on) if unit.stands(self.on) else []
        if not self.options["as_json"]:
            self.lines(shown.unit_lines(unit, before, after, len(below), self.lang, self.on))
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
            raise CommandError("Give two days: namro place map 2025-06-30 2025-07-01")
        then, now = (self.day(day) for day in days)
        mapped = queries.map_units(then, now, within=self.options["within"])
        if self.options["as_json"]:
            self.json([shown.mapped_as_dict(m) for m in mapped])
            return
        self.lines(
            f"{m.source.ref} {queries.name_of(m.source, self.lang)} -> {m.target.ref} "
            f"{queries.name_of(m.target, self.lang)}: {shown.share_in_words(m.share)}"
            for m in mapped
        )

    def kinds(self, *rest: str) -> None:
        self.alone("kinds", rest)
        found = queries.kinds()
        if self.options["as_json"]:
            self.json([{"kind": k.id, "level": k.level, "names": k.names, "forms": k.forms} for k in found])
            return
        lang = self.lang or the_pack().languages[0]
        self.lines(f"{k.id:<16} level {k.level:<12} {k.names.get(lang, '')}" for k in found)

    def orphans(self, *rest: str) -> None:
        self.alone("orphans", rest)
        left = orphans(self.on)
        if self.options["as_json"]:
            self.json([shown.left_as_dict(item, self.lang) for item in left])
            return
        for item in left:
            heirs = ", ".join(queries.name_of(h.unit, self.lang) for h in item.heirs[:4]) or "nowhere"
            unit = f"{queries.name_of(item.unit, self.lang)} [{item.unit.ref}]"
            why = f"{unit}: {item.orphan.why}" if item.orphan.why else f"{unit} has ended; now {heirs}"
            self.stdout.write(f"{item.orphan.kind} {item.orphan.ref} {item.orphan.name}: {why}")
        if not left:
            self.stdout.write("Nothing is left without an owner.")

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
            said = f"{done.counts['units']:,} units and {done.counts['changes']:,} changes"
            self.stdout.write(f"{said} taken over." if done.fresh else f"{said}: all there already.")

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
            self.stderr.write(say(language(), "cli.place.back-dated", day=f"{min(plan.days):%d/%m/%Y}"))
        if self.options["yes"]:
            load_changes(plan=plan, actor=OPERATOR, now=self.now)
        if self.options["as_json"]:
            self.json({"applied": self.options["yes"], "already": False, **shown.plan_as_dict(plan, self.lang)})
            return
        self.lines(shown.plan_lines(plan, self.lang))
        if not self.options["yes"]:
            self.stdout.write("Nothing was changed. To apply it, say the same again with --yes")
            return
        left = len(orphans(max(plan.days)))
        self.stdout.write("Applied." + (f" {left} open matters need a new owner: namro place orphans" if left else ""))

    def already(self, plan: Plan) -> None:
        applied = plan.applied
        when = applied.at if applied else None
        if self.options["as_json"]:
            at = when.isoformat() if when else None
            self.json({"applied": False, "already": True, "digest": plan.digest, "at": at, "problems": []})
            return
        day = f" on {the_pack().calendar.local(when):%d/%m/%Y}" if when else ""
        self.stdout.write(f"{plan.name} was already applied{day}. Nothing was changed.")

    # --- telling ------------------------------------------------------------------------------------------------

    def refuse(self, refused: FileRefused) -> Any:
        """Everything that is wrong with a file, then the end with exit code 2."""
        lang = language()
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
