"""What one step on several hundred cases costs: the preview, the action, and taking it back; seconds, CPU, statements.

    ./dev bench several                        SQLite and PostgreSQL, one after the other
    ./dev bench several --cases 100

The cases are crime reports to one commune's office. They are given to one officer and taken back, then their reporters
are written to, and that is taken back; a notice that counts in law is ordered for all and sent. Every row is built
again from what was done.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.support.installed import on_both

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
SECONDS = 20.0
"""After so long another writer on SQLite gives up."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", type=int, default=500)
    asked.add_argument("--limit", type=float, default=SECONDS, help="seconds that one action may take")
    asked.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.child:
        return child(said.cases, said.limit)
    return on_both(__file__, "--cases", str(said.cases), "--limit", str(said.limit))


def child(count: int, limit: float) -> int:
    """Receives the cases, does each thing with all of them, and checks what is stored."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.settings")
    import django

    django.setup()
    from django.db import connection

    from namro.ground.gate import guard
    from namro.ground.people.actors import SYSTEM, Actor, Seat
    from namro.ground.people.models import Holding, Office, Post, User
    from namro.work.cases import actions, several
    from namro.work.cases.models import Case
    from namro.work.cases.recheck import recheck

    office = Office.objects.filter(kind="commune-police").order_by("code")[0]
    with guard.outside("a bench needs somebody to give cases to"):
        post = Post.objects.create(office=office, role="handler", begins=NOW.date())
        hoa = User.objects.get(username="hoa")
        Holding.objects.create(post=post, user=hoa, begins=NOW.date())
        User.objects.filter(pk=hoa.pk).update(must_change_password=False)  # else nothing is sent in that name
    seat = Seat(post.pk, office.pk, office.code, office.kind, "head", False)
    by: dict[str, Any] = {"actor": Actor("staff", hoa.guard_ref, "a bench", (seat,)), "now": NOW}
    for nth in range(count):
        case = actions.receive(
            office, procedure="crime-report", identity=None, place_ref=office.unit.ref,
            answers={"danger": False, "about": f"Mất xe {nth}.", "where": {"ref": office.unit.ref}},
            draft=secrets.token_urlsafe(24), actor=actions.NEWCOMER, now=NOW,
        ).case  # fmt: skip
        actions.register(case, **by)
    slow = False

    def timed(what: str, do: Callable[[], Any]) -> Any:
        nonlocal slow
        statements = 0

        def counted(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(sql, params, many, context)

        began, spent = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counted):
            made = do()
        took, cpu = time.perf_counter() - began, time.process_time() - spent
        print(f"  {what}: {took:.2f} s, {cpu:.2f} s of CPU here, {statements:,} statements")
        slow |= took > limit
        return made

    def listed() -> list[tuple[str, int]]:
        return several.part_of_list(by["actor"], NOW).cases

    def look(verb: str, given: dict[str, str]) -> list[several.Fate]:
        cases = several.chosen(by["actor"], [ref for ref, _ in listed()], NOW)
        choice = next(one for one in several.choices(by["actor"], cases, NOW) if one.verb == verb)
        return several.fates(cases, choice, given, NOW)

    timed("the first preview, with what is read once", partial(look, "message", {"text": "Chào."}))
    for verb, given in (("assign", {"post": str(post.pk)}), ("message", {"text": "Mời đến lúc 8:00."})):
        fates = timed(f"{verb}, the list and its preview", partial(look, verb, given))
        step = next((one.step for one in several.choices(by["actor"], [fates[0].case], NOW) if one.verb == verb), "")
        take = partial(actions.act_on_several, None, verb=verb, step=step, inputs=given, once=verb, **by)
        done = timed(f"{verb}, {len(fates)} cases in one action", partial(take, cases=listed()))
        went = done.cases.exclude(seq=None).count()
        take_back = partial(actions.undo_several, done, reason="Nhầm.", once=f"{verb}-back", **by)
        back = timed(f"{verb}, {went} taken back", take_back)
        slow |= went != len(fates) or back.cases.exclude(seq=None).count() != went
    notice = partial(actions.hold_several, None, step="acknowledge", inputs={"text": "Đã nhận tin báo."}, once="held")
    held = timed("notify, ordered and held", partial(notice, cases=listed(), **by))
    at = held.due_at
    sent = timed("notify, sent when its time has come", partial(actions.send_held, held, actor=SYSTEM("held"), now=at))
    slow |= sent.became.cases.exclude(seq=None).count() != held.cases.count()
    found = recheck(NOW)
    print(f"  {Case.objects.count()} cases built again from what was done: {len(found)} differences")
    return int(slow or bool(found))


if __name__ == "__main__":
    sys.exit(main())
