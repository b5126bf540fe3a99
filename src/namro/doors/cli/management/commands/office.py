"""`namro office`: offices begin, follow their unit, hand over what is open, and end; for whoever runs the server."""

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro.doors.cli.management.commands.people import day
from namro.ground.gate import people_actions
from namro.ground.people.actors import OPERATOR
from namro.ground.people.models import Office
from namro.ground.places import queries as places
from namro.ground.trail.jobs import seal_now
from namro.rules.packs.current import the_pack
from namro.work.cases import actions
from namro.work.plans.heirs_actions import move_leads, moves_to


class Command(BaseCommand):
    """Through the same actions as everybody, as the operator."""

    help = "Offices after a reorganisation: set one up, let it follow its unit, hand its open cases over, end it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = """Examples:
  namro office add 00070 --kind commune-police --under CAT-01
  namro office follow CAX-00070 --reason "the commune became a ward"
  namro office hand-over CAX-00070 --to CAX-00082 --reason "merged from 1 January"
  namro office move-tasks CAX-00070 --to CAX-00082 --reason "merged from 1 January" --look
  namro office end CAX-00070 --on 2027-01-01 --reason "merged into its neighbour" """
        commands = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")
        add = commands.add_parser("add", help="set up an office of a unit")
        add.add_argument("unit", metavar="UNIT", help="code of the unit, as in: namro place")
        add.add_argument("--kind", required=True, help="a kind of office of the pack")
        add.add_argument("--under", metavar="CODE", help="the office above it")
        add.add_argument("--code", help="its own code (default: from the kind and the unit)")
        follow = commands.add_parser(
            "follow", help="seat an office at what its unit became, where that is one whole unit"
        )
        over = commands.add_parser("hand-over", help="hand everything that is open at an office to another one")
        over.add_argument("--to", required=True, metavar="CODE", dest="heir")
        tasks = commands.add_parser(
            "move-tasks", help="move every open task of plans from an office that is no more to its heir"
        )
        tasks.add_argument("--to", required=True, metavar="CODE", dest="heir")
        tasks.add_argument("--look", action="store_true", help="say what it will do and do nothing")
        end = commands.add_parser("end", help="end an office with its posts; nothing open may be left in it")
        for one in (follow, over, tasks, end):
            one.add_argument("office", metavar="OFFICE", help="its code, as in: namro people offices")
            one.add_argument("--reason", required=True)
        for one in (add, end):
            one.add_argument("--on", metavar="DAY", help="from this day on (default: today)")
        for one in (add, follow, over, tasks, end):
            one.add_argument("--json", action="store_true", dest="as_json", help="the answer as JSON")

    def handle(self, *args: Any, what: str, as_json: bool, **options: Any) -> None:
        now = datetime.now(UTC)
        today = the_pack().calendar.local(now)
        text, found = getattr(self, "_" + what.replace("-", "_"))(now, today, **options)
        seal_now()
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) if as_json else text)

    def _add(
        self, now: datetime, today: date, *, unit: str, kind: str, under: str | None, code: str | None, on: str | None,
        **_: Any,
    ) -> tuple[str, Any]:  # fmt: skip
        begins = day(on) if on else today
        office = people_actions.create_office(
            office_of(under) if under else None, kind=kind, unit=places.unit(unit, begins), begins=begins, code=code,
            actor=OPERATOR, now=now,
        )  # fmt: skip
        return f"{office.code} stands from {begins:%d/%m/%Y}.", {"office": office.code, "begins": begins.isoformat()}

    def _follow(self, now: datetime, today: date, *, office: str, reason: str, **_: Any) -> tuple[str, Any]:
        moved = people_actions.reseat_office(office_of(office), reason=reason, actor=OPERATOR, now=now)
        return f"{moved.code} is now seated at {moved.unit.ref}.", {"office": moved.code, "unit": moved.unit.ref}

    def _hand_over(
        self, now: datetime, today: date, *, office: str, heir: str, reason: str, **_: Any
    ) -> tuple[str, Any]:
        count = actions.hand_over_all(office_of(office), office=office_of(heir), reason=reason, actor=OPERATOR, now=now)
        return f"{count} open cases went from {office} to {heir}.", {"from": office, "to": heir, "cases": count}

    def _move_tasks(
        self, now: datetime, today: date, *, office: str, heir: str, reason: str, look: bool, **_: Any
    ) -> tuple[str, Any]:
        gone, to = office_of(office), office_of(heir)
        if look:
            planned = moves_to(gone, to, today)
            lines = [
                f"{one.task.ref} {one.task.matter[:80]}: "
                + (f"ends in {one.into.ref}, the same task of {heir}" if one.into else f"goes to {heir}")
                + (f", beside {one.beside.ref}: something was reported of it" if one.beside else "")
                + (f"; {heir} helps with it so far and helps no more then" if one.helps else "")
                for one in planned
            ]
            folded = sum(one.into is not None for one in planned)
            said = {"from": office, "to": heir, "moved": len(planned) - folded, "folded": folded, "done": False}
            return "\n".join([*lines, f"{len(planned)} open tasks; nothing was done."]), said
        done = move_leads(gone, default=to, reason=reason, actor=OPERATOR, now=now)
        text = f"{done.moved} tasks went from {office} to {heir}; {done.folded} ended in the same task there."
        return text, {"from": office, "to": heir, "moved": done.moved, "folded": done.folded, "done": True}

    def _end(
        self, now: datetime, today: date, *, office: str, reason: str, on: str | None, **_: Any
    ) -> tuple[str, Any]:
        ending, last = office_of(office), day(on) if on else today
        left = ending.cases.filter(closed_at=None).count() + ending.cases_on_their_way.filter(closed_at=None).count()
        if left:
            raise CommandError(
                f"{left} open cases are still with {office}. First: namro office hand-over {office} --to CODE"
            )
        people_actions.end_office(ending, on=last, reason=reason, actor=OPERATOR, now=now)
        return f"{office} no longer stands from {last:%d/%m/%Y}.", {"office": office, "ends": last.isoformat()}


def office_of(code: str) -> Office:
    """The office of a code. Raises `CommandError` where there is none."""
    found = Office.objects.select_related("unit").filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no office with the code {code}. All codes: namro people offices")
    return found
