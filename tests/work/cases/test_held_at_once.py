"""A held notice at its moment: two that send, one that stops beside one that sends, a worker that is killed.

The threads and the process use connections of their own and really commit; run on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections

from namro.ground.people.actors import SYSTEM
from namro.ground.trail.verify import verify
from namro.work.cases import actions, held, several_actions
from namro.work.cases.models import Case, Done, Held, Several
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast, act
from tests.work.cases.conftest import Reported, again
from tests.work.cases.test_at_once import at_once, codes
from tests.work.cases.test_held import DUE, TEXT, WHY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def one(reported: Reported, cast: Cast) -> Held:
    """Lan has ordered a notice for three cases."""
    found = [reported().case for _ in range(3)]
    for case in found:
        act(actions.register, case, by=cast.lan)
    return order([again(case) for case in found], cast, "form-1")


def order(cases: list[Case], cast: Cast, once: str) -> Held:
    seen = [(case.ref, case.seq) for case in cases]
    return actions.hold_several(
        step="acknowledge", cases=seen, inputs={"text": TEXT}, once=once, actor=cast.lan.actor, now=NOW
    )


def notices() -> int:
    return Done.objects.filter(verb="notify").count()


def send(one: Held) -> Callable[[], Held]:
    return lambda: actions.send_held(one, actor=SYSTEM("held"), now=DUE)


def test_of_four_workers_one_sends_and_no_case_is_told_twice(one: Held) -> None:
    assert codes(at_once([send(one)] * 4)) == {"done": 4}
    assert (notices(), Several.objects.count()) == (3, 1)
    assert verify().findings == []
    assert recheck(NOW) == []


def test_of_the_worker_and_the_officer_one_sends(one: Held, cast: Cast) -> None:
    lan = cast.lan.at(DUE)
    assert codes(at_once([send(one), lambda: actions.send_held(one, actor=lan, now=DUE)])) == {"done": 2}
    assert (notices(), Several.objects.count()) == (3, 1)


def test_of_whoever_stops_and_whoever_sends_one_wins_and_the_other_is_told(one: Held, cast: Cast) -> None:
    lan = cast.lan.at(DUE)
    found = codes(at_once([send(one), lambda: actions.stop_held(one, reason=WHY, actor=lan, now=DUE)]))
    over = Held.objects.get(pk=one.pk)
    if over.became is None:
        assert (found, notices(), over.reason) == ({"done": 2}, 0, WHY)
    else:
        assert (found, notices(), over.reason) == ({"done": 1, "cases.held-sent": 1}, 3, "")
    assert verify().findings == []


def test_a_stop_that_comes_while_it_is_being_sent_waits_and_is_told(
    one: Held, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan, sending, notify = cast.lan.at(DUE), threading.Event(), several_actions.notify

    def slowly(case: Case, **given: Any) -> Done:
        done = notify(case, **given)
        sending.set()
        threading.Event().wait(0.2)
        return done

    monkeypatch.setattr(several_actions, "notify", slowly)

    def stop() -> Held:
        sending.wait(20)
        return actions.stop_held(one, reason=WHY, actor=lan, now=DUE)

    assert codes(at_once([send(one), stop])) == {"done": 1, "cases.held-sent": 1}
    assert notices() == 3


def test_of_two_who_order_for_the_same_cases_at_once_one_gets_each_case(reported: Reported, cast: Cast) -> None:
    case = reported().case
    act(actions.register, case, by=cast.lan)
    case = again(case)
    found = at_once([lambda: order([case], cast, "form-1"), lambda: order([case], cast, "form-2")])
    assert codes(found) == {"done": 1, "cases.several-none": 1}
    assert Held.objects.count() == 1


def test_the_same_form_sent_four_times_at_once_orders_once(reported: Reported, cast: Cast) -> None:
    case = reported().case
    found = at_once([lambda: order([case], cast, "form-1")] * 4)
    assert {getattr(made, "pk", repr(made)) for made in found} == {Held.objects.get().pk}


KILLED = """
import os, signal, sys
import django
from django.conf import settings
django.setup()
settings.NAMRO_KEYS, settings.NAMRO_PACK = __import__("pathlib").Path({keys!r}), __import__("pathlib").Path({pack!r})
from django.db import connection
from namro.rules.packs.current import set_pack_folder
set_pack_folder(settings.NAMRO_PACK)
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = {name!r}
from datetime import datetime
from namro.work.cases import jobs, several_actions
done, calls = several_actions.notify, []
def dies(case, **given):
    made = done(case, **given)
    calls.append(made)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return made
several_actions.notify = dies
jobs.send_due(datetime.fromisoformat({at!r}))
"""


def test_a_worker_that_is_killed_in_the_middle_has_sent_nothing_and_the_next_sends_all_once(one: Held) -> None:
    script = KILLED.format(
        keys=str(settings.NAMRO_KEYS),
        pack=str(settings.NAMRO_PACK),
        name=str(connection.settings_dict["NAME"]),
        at=DUE.isoformat(),
    )
    connections.close_all()
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}  # another test may have set it
    given = connection.settings_dict
    if connection.vendor == "postgresql":
        kept["DATABASE_URL"] = f"postgres://{given['USER']}@{quote(given['HOST'], safe='')}/{given['NAME']}"
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "namro.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    assert (notices(), Several.objects.count()) == (0, 0)
    assert held.opened(Held.objects.get(pk=one.pk)) == {"text": TEXT}
    send(one)()
    assert (notices(), Several.objects.count()) == (3, 1)
    assert verify().findings == []
    assert recheck(NOW) == []


def test_without_the_lock_two_workers_meet(one: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard switched off: on PostgreSQL both find it waiting, and only the acts of the cases keep the second from
    telling the reporters again."""
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time whatever is locked
    from namro.work.cases import held_actions

    meet = threading.Barrier(2)

    def unlocked(one: Held) -> Held:
        found = Held.objects.get(pk=one.pk)
        meet.wait(20)
        return found

    monkeypatch.setattr(held_actions, "_under_lock", unlocked)
    at_once([send(one)] * 2)
    assert Several.objects.count() == 2, "both think that they sent it"
