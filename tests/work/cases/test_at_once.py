"""Several people at the same moment: one wins, the others are told, nothing is lost and no number is skipped.

The threads use connections of their own and really commit; run on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction

from namro.ground.people.actors import reporter
from namro.rules.packs.refused import Refused
from namro.work.cases import actions
from namro.work.cases.models import Case, Done, Joined, RegisterCounter, RegisterEntry, SecondLook, StagedFile
from namro.work.cases.recheck import recheck
from tests.cast import HANOI, NOW, Cast, unit
from tests.work.cases.conftest import Reported, again

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs the jobs in threads that start together; their results, or what they raised."""
    ready = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            ready.wait(20)
            results[number] = job()
        except BaseException as raised:
            results[number] = raised
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, job)) for n, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def codes(results: Sequence[Any]) -> Counter[str]:
    return Counter(
        r.code if isinstance(r, Refused) else repr(r) if isinstance(r, BaseException) else "done" for r in results
    )


def test_a_register_has_no_gap_and_no_number_twice(reported: Reported, cast: Cast) -> None:
    cases = [reported().case for _ in range(8)]
    lan, minh = cast.lan.actor, cast.minh.actor

    def register(case: Case, n: int) -> Callable[[], Done]:
        return lambda: actions.register(case, actor=lan if n % 2 else minh, now=NOW)

    assert codes(at_once([register(case, n) for n, case in enumerate(cases)])) == {"done": 8}
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert RegisterCounter.objects.get().last == 8
    assert recheck(NOW) == []


def test_two_officers_register_the_same_case(reported: Reported, cast: Cast) -> None:
    case = reported().case
    results = at_once(
        [lambda m=m: actions.register(case, seq=1, actor=m.actor, now=NOW) for m in (cast.lan, cast.minh)]
    )
    assert codes(results) == {"done": 1, "cases.changed": 1}
    loser = next(r for r in results if isinstance(r, Refused))
    winner = Done.objects.get(case=case, seq=2)
    assert loser.params["who"] == winner.actor_name
    assert RegisterEntry.objects.count() == 1


def test_a_double_click_does_its_work_once(reported: Reported, cast: Cast) -> None:
    case = reported().case
    lan = cast.lan.actor
    results = at_once([lambda: actions.register(case, seq=1, once="the-form", actor=lan, now=NOW)] * 4)
    assert codes(results) == {"done": 1, "cases.already-done": 3}


def test_a_transfer_and_a_forwarding_of_the_same_case(reported: Reported, cast: Cast) -> None:
    case = reported().case
    actions.register(case, actor=cast.lan.actor, now=NOW)
    actions.classify(again(case), step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    case, to = again(case), cast.office.investigation
    lan, ha = cast.lan.actor, cast.ha.actor
    results = at_once(
        [
            lambda: actions.transfer(case, office=to, reason="x", actor=lan, now=NOW),
            lambda: actions.act(case, "forward", {"reason": "x", "answer": "y"}, actor=ha, now=NOW),
        ]
    )
    assert codes(results)["done"] == 1
    assert set(codes(results)) <= {"done", "cases.changed", "cases.wrong-state", "cases.on-its-way"}
    assert recheck(NOW) == []


def test_two_heads_extend_the_same_limit(reported: Reported, cast: Cast) -> None:
    case = reported().case
    actions.register(case, actor=cast.lan.actor, now=NOW)
    actions.classify(again(case), step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    actions.transfer(again(case), office=cast.office.investigation, reason="x", actor=cast.lan.actor, now=NOW)
    actions.accept_transfer(again(case), actor=cast.hoa.actor, now=NOW)
    actions.assign(again(case), post=cast.son.post, actor=cast.binh.actor, now=NOW)
    case, binh = again(case), cast.binh.actor
    extend = [
        lambda: actions.extend(case, clock="resolve", extension="complex", reason="x", actor=binh, now=NOW),
        lambda: actions.extend(case, clock="resolve", extension="complex", reason="y", actor=binh, now=NOW),
    ]
    assert codes(at_once(extend)) == {"done": 1, "cases.extension-once": 1}
    assert again(case).clocks.get(clock="resolve").due_on.isoformat() == "2026-05-11"


def told(results: Sequence[Any], case: Case) -> tuple[object, object]:
    """Who was faster and when, as the slower one is told; held against what was done."""
    loser = next(r for r in results if isinstance(r, Refused))
    winner = Done.objects.filter(case=case).latest("seq")
    assert (loser.params["who"], loser.params["at"]) == (winner.actor_name, winner.at.isoformat())
    assert loser.params["who"]
    return loser.params["who"], loser.params["at"]


def with_the_investigators(case: Case, cast: Cast) -> Case:
    """Registered, classified, transferred and accepted; nobody has it yet."""
    actions.register(case, actor=cast.lan.actor, now=NOW)
    actions.classify(again(case), step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    actions.transfer(again(case), office=cast.office.investigation, reason="x", actor=cast.lan.actor, now=NOW)
    actions.accept_transfer(again(case), actor=cast.hoa.actor, now=NOW)
    return again(case)


def test_two_who_give_the_same_case_to_somebody_and_one_is_told_by_whom_and_when(
    reported: Reported, cast: Cast
) -> None:
    case, binh, post = with_the_investigators(reported().case, cast), cast.binh.actor, cast.son.post
    give = [lambda: actions.assign(case, post=post, seq=case.seq, actor=binh, now=NOW)] * 3
    results = at_once(give)
    assert codes(results) == {"done": 1, "cases.changed": 2}
    assert told(results, case)[0] == "Ngô Thái Bình"
    assert recheck(NOW) == []


def test_two_who_extend_the_same_limit_from_the_same_page_and_one_is_told_by_whom_and_when(
    reported: Reported, cast: Cast
) -> None:
    case = with_the_investigators(reported().case, cast)
    actions.assign(case, post=cast.son.post, actor=cast.binh.actor, now=NOW)
    case = again(case)

    def extend(who: Any) -> Callable[[], Any]:
        return lambda: actions.extend(
            case, clock="resolve", extension="complex", reason="x", seq=case.seq, actor=who, now=NOW
        )

    results = at_once([extend(cast.binh.actor)] * 2)
    assert codes(results) == {"done": 1, "cases.changed": 1}
    told(results, case)
    assert recheck(NOW) == []


def test_two_receivers_accept_and_return_the_same_case(reported: Reported, cast: Cast) -> None:
    case = reported().case
    actions.register(case, actor=cast.lan.actor, now=NOW)
    actions.classify(again(case), step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    actions.transfer(again(case), office=cast.office.investigation, reason="x", actor=cast.lan.actor, now=NOW)
    case = again(case)
    hoa, binh = cast.hoa.actor, cast.binh.actor
    results = at_once(
        [
            lambda: actions.accept_transfer(case, actor=hoa, now=NOW),
            lambda: actions.return_transfer(case, reason="x", actor=binh, now=NOW),
        ]
    )
    assert codes(results) == {"done": 1, "cases.changed": 1}
    assert recheck(NOW) == []


def test_who_waits_for_a_case_that_goes_to_another_office_is_told_so(reported: Reported, cast: Cast) -> None:
    case = reported().case
    actions.register(case, actor=cast.lan.actor, now=NOW)
    actions.classify(again(case), step="classify", flags={}, actor=cast.lan.actor, now=NOW)
    actions.transfer(again(case), office=cast.office.investigation, reason="x", actor=cast.lan.actor, now=NOW)
    case, hoa, binh = again(case), cast.hoa.actor, cast.binh.actor
    accepted = threading.Event()

    def accept_slowly() -> None:
        with transaction.atomic():
            actions.accept_transfer(case, actor=hoa, now=NOW)
            accepted.set()
            time.sleep(0.5)  # the other one waits for the lock meanwhile

    def then_return() -> Done:
        accepted.wait(20)
        return actions.return_transfer(case, reason="x", actor=binh, now=NOW)

    assert codes(at_once([accept_slowly, then_return])) == {"done": 1, "cases.changed": 1}


def test_a_form_sent_four_times_at_once_makes_one_case_with_one_code(reported: Reported) -> None:
    draft = secrets.token_urlsafe(24)
    results = at_once([lambda: reported(draft=draft)] * 4)
    assert [type(r).__name__ for r in results] == ["Received"] * 4
    assert len({r.code for r in results}) == 1
    assert len({r.case.pk for r in results}) == Case.objects.count() == 1
    assert [r.again for r in results].count(False) == 1


def test_messages_from_both_sides_are_all_kept_in_order(reported: Reported, cast: Cast) -> None:
    case, lan = reported().case, cast.lan.actor
    late = datetime(2026, 3, 10, 12, tzinfo=HANOI)
    results = at_once([lambda n=n: actions.message(case, text=f"Tin {n}", actor=lan, now=late) for n in range(6)])
    assert codes(results) == {"done": 6}
    assert list(Done.objects.filter(case=case).values_list("seq", flat=True)) == list(range(1, 8))
    assert recheck(NOW) == []


def test_without_the_lock_two_officers_collide(reported: Reported, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard switched off: on PostgreSQL both read the same history, and only a constraint on the order of acts
    saves the case; the second officer gets a fault instead of an answer."""
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time whatever is locked
    from namro.ground.fetch import Fetch
    from namro.work.cases import turns

    case, lan = reported().case, cast.lan.actor
    meet = threading.Barrier(2)
    monkeypatch.setattr(turns, "_under_lock", Fetch(Case, where="t0.id = %s"))
    from namro.work.cases import moving_actions

    open_turn = turns.open_turn

    def slowly(*args: Any, **kwargs: Any) -> Any:
        turn = open_turn(*args, **kwargs)
        meet.wait(20)
        return turn

    monkeypatch.setattr(moving_actions, "open_turn", slowly)
    results = at_once([lambda: actions.message(case, text="Tin", actor=lan, now=NOW)] * 2)
    assert sum(isinstance(r, BaseException) for r in results) == 1
    assert "IntegrityError" in str(codes(results))


def test_files_that_come_at_once_are_counted_one_after_the_other(home: Path, cast: Cast) -> None:
    draft = secrets.token_urlsafe(24)

    def send() -> None:
        actions.stage_file(draft, SimpleUploadedFile("a.txt", b"x"), actor=actions.NEWCOMER, now=NOW)

    told = codes(at_once([send] * 14))
    assert told == {"done": 10, "cases.files-too-many": 4}
    assert StagedFile.objects.count() == 10


def test_one_matter_joined_twice_at_once_is_joined_once_and_asked_about_once(reported: Reported) -> None:
    told = {"about": "Đèn đường hỏng.", "where": {"ref": unit("00004").ref}}
    sent = [reported(procedure="petition", answers=told, identity={"name": "Nguyễn Thị Hòa"}) for _ in range(3)]
    one, two, three = sent

    def join(case: Case, code: str) -> Callable[[], Any]:
        return lambda: actions.join(case, code=code, actor=reporter(case.ref), now=NOW)

    assert codes(at_once([join(one.case, two.code), join(two.case, one.code)])) == {"done": 2}
    assert Joined.objects.count() == 1
    join(three.case, one.code)()

    def ask(case: Case) -> Callable[[], Any]:
        return lambda: actions.ask_second_look(case, actor=reporter(case.ref), now=NOW)

    asked = codes(at_once([ask(found.case) for found in sent]))
    assert asked == {"done": 1, "cases.second-look-not-now": 2}
    assert SecondLook.objects.count() == 1
    assert recheck(NOW) == []


def test_a_desk_is_handed_over_while_what_put_cases_on_it_is_taken_back(reported: Reported, cast: Cast) -> None:
    """Both lock cases and point to the same post: one goes first, the other is told in words."""
    came = Counter[str]()
    for n in range(4):
        cases = [reported().case for _ in range(3)]
        for case in cases:
            actions.register(case, actor=cast.lan.actor, now=NOW)
        made = actions.act_on_several(
            verb="assign", step="name-handler", cases=[(case.ref, again(case).seq) for case in cases],
            inputs={"post": cast.minh.post.pk}, once=f"form-{n}", actor=cast.ha.actor, now=NOW,
        )  # fmt: skip

        def undo(made: Any = made, n: int = n) -> Any:
            return actions.undo_several(made, reason="Nhầm.", once=f"back-{n}", actor=cast.ha.actor, now=NOW)

        def give(n: int = n) -> Any:
            heirs = {"crime-report": cast.lan.post.pk}
            return actions.hand_over_desk(
                cast.minh.post, heirs=heirs, reason="Nghỉ phép.", once=f"desk-{n}", actor=cast.ha.actor, now=NOW
            )

        came += codes(at_once([undo, give]))
        assert all(again(case).assignee_id != cast.minh.post.pk for case in cases)
    assert set(came) <= {"done", "cases.changed", "cases.several-none", "cases.desk-empty"}
    assert came["done"] >= 4
    assert recheck(NOW) == []
