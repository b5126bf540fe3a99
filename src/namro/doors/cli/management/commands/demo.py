"""`namro demo CITY`: fills an empty installation with a made-up city, plainly marked as such."""

import gc
import json
import random
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from namro.doors.cli import installation
from namro.doors.cli.demo import script, town
from namro.doors.cli.demo.plan_play import Plans
from namro.doors.cli.demo.plan_script import read_programme
from namro.doors.cli.demo.play import Play, Told, arrivals, first_day
from namro.ground.people.models import Office
from namro.ground.trail.sealing import seal_pending
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused


class Command(BaseCommand):
    """Refuses to touch an installation that has offices: made-up people never stand beside real ones."""

    help = "Fill an empty installation with a made-up city: offices, a cast that can sign in, months of matters."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("city", help="name of a city in the pack's folder demo/, such as hanoi")
        parser.add_argument("--cases", type=int, help="how many matters (default: as the city's file says)")
        parser.add_argument("--now", type=datetime.fromisoformat, help="play up to this moment (default: now)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where it is already there")
        parser.add_argument("--cast", action="store_true", help="only print who can sign in")
        parser.add_argument("--json", action="store_true", dest="as_json", help="what was made, as JSON")
        parser.epilog = """Examples:
  namro demo hanoi
  namro demo hanoi --cases 300
  namro demo hanoi --cast"""

    def handle(self, *args: Any, city: str, cases: int | None, as_json: bool, **options: Any) -> None:
        pack = the_pack()
        read = script.read(pack, city)
        if options["cast"]:
            self._cast(read, as_json)
            return
        programme, whole = read_programme(pack.folder, city), read.cases
        if cases is not None:
            if not 1 <= cases <= 100_000:
                raise Refused("cli.demo-cases", field="cases", cases=cases)
            read = read.model_copy(update={"cases": cases})
        now = options["now"] or datetime.now(UTC)
        if now.tzinfo is None:
            now = now.replace(tzinfo=pack.calendar.zone)
        call_command("migrate", verbosity=0)
        marker = settings.NAMRO_HOME / "demonstration"
        if options["if_empty"] and marker.exists() and Office.objects.exists():
            return
        installation.require_empty()
        call_command("place", "load", "--quiet")
        today = pack.calendar.local(now)
        first = first_day(read, pack, today)
        settings.NAMRO_HOME.mkdir(parents=True, exist_ok=True)
        marker.write_text("The people and matters of this installation are made up.\n")
        began, worked = time.monotonic(), time.process_time()
        gc.freeze()  # what stands already is never looked through again
        gc.set_threshold(500_000, 50, 100)  # a long run of small objects: looking for rings seldom takes a sixth off
        draw = random.Random(read.seed)  # noqa: S311 - the same city each time, nothing secret
        opened = pack.calendar.add_hours(pack.calendar.start_of(first), 1)
        coming = arrivals(read, pack, first=first, now=now, draw=draw)
        former = {arrival.unit.ref for arrival in coming if not arrival.unit.stands(today)}
        with transaction.atomic():
            built = town.build(read, pack, former, first=first, today=today, now=opened, draw=draw)
        play = Play(read, pack, built, coming, now=now, draw=draw)
        if programme is not None:
            share = min(1.0, read.cases / whole)
            Plans(programme, pack, built, play, share=share, seed=read.seed)
        told = play.run(None if as_json else self._progress)
        seal_pending(now)
        self._say(read, told, time.monotonic() - began, time.process_time() - worked, as_json)

    def _progress(self, told: Told) -> None:
        if told.turns % 5000 < 250:
            self.stderr.write(f"  {told.cases} matters, {told.turns} steps …")

    def _say(self, city: script.City, told: Told, seconds: float, cpu: float, as_json: bool) -> None:
        if as_json:
            made = {"city": city.id, "cases": told.cases, "steps": told.turns, "refused": dict(told.refused)}
            self.stdout.write(
                json.dumps({**made, "seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1)}, ensure_ascii=False)
            )
            return
        self.stdout.write(
            f"{city.names[the_pack().language]}: {told.cases} made-up matters, {told.turns} steps, "
            f"{seconds:.0f} s ({cpu:.0f} s of work)."
        )
        for what, count in told.refused.most_common():
            self.stderr.write(f"  refused by the procedure, as it would be in life ({count}): {what}")
        self._cast(city, False)

    def _cast(self, city: script.City, as_json: bool) -> None:
        pack = the_pack()
        lang = pack.language
        if as_json:
            told = {"password": city.password, "cast": [member.model_dump() for member in city.cast]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"\nSign in at /desk/ with the password  {city.password}\n")
        for member in city.cast:
            where = member.at.unit or city.names[lang].partition(" (")[0]
            office = pack.offices[member.at.kind].names[lang].format(unit=where)
            self.stdout.write(
                f"  {member.username:<6} {member.name:<20} {pack.roles[member.role].names[lang]}, {office}"
            )
