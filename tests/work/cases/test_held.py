"""A notice that counts in law is held before it goes to several cases: ordered, stopped, sent, and what is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import SYSTEM, reporter
from namro.ground.people.models import Holding, User
from namro.ground.seals.aead import SealBroken
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, held, jobs, several_actions
from namro.work.cases.models import Case, Done, Held, HeldCase, Several
from namro.work.cases.timeline import timeline
from tests.cast import NOW, Cast, act, unit
from tests.payloads import body_of
from tests.work.cases.conftest import BA_DINH, Reported, again

TEXT = "Công an phường đã nhận tin báo của ông/bà."
WHY = "Gửi nhầm nhóm hồ sơ."
SOON = NOW + timedelta(minutes=5)
DUE = NOW + timedelta(seconds=held.HOLD)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(reported: Reported, cast: Cast) -> list[Case]:
    """Three reports in the register of Ba Đình."""
    found = [reported().case for _ in range(3)]
    for case in found:
        act(actions.register, case, by=cast.lan)
    return [again(case) for case in found]


Order = Callable[..., Held]


@pytest.fixture
def order(three: list[Case], cast: Cast) -> Order:
    """`order()`: Lan orders that receipt of all three is confirmed."""

    def _order(cases: list[Case] | None = None, **more: Any) -> Held:
        by, at = more.pop("by", cast.lan), more.pop("at", NOW)
        given = {"step": "acknowledge", "inputs": {"text": TEXT}, "once": "form-1", **more}
        seen = [(case.ref, case.seq) for case in (three if cases is None else cases)]
        return actions.hold_several(cases=seen, actor=by.at(at), now=at, **given)

    return _order


def sent_at(when: datetime) -> int:
    return jobs.send_due(when)


def left_in(one: Held) -> dict[str, str]:
    """Why each case that was left was left, by reference."""
    done = Held.objects.get(pk=one.pk).became
    assert done is not None
    return {row.case.ref: row.code for row in done.cases.filter(seq=None).select_related("case")}


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


# --- ordering ---------------------------------------------------------------------------------------------------------


def test_ordering_leaves_one_entry_and_nothing_in_any_case(order: Order, three: list[Case]) -> None:
    entries = Entry.objects.count()
    one = order()
    assert Entry.objects.count() == entries + 1
    entry = Entry.objects.get(pk=one.entry_id)
    assert (entry.action, entry.object_ref, entry.actor_ref) == ("cases.hold_several", "held:form-1", one.actor_ref)
    assert one.due_at == DUE
    assert [again(case).seq for case in three] == [case.seq for case in three]
    assert all(timeline(case, "reporter")[-1].step != "acknowledge" for case in three)
    assert verify().findings == []


def test_the_same_form_orders_once_and_is_not_also_sent_at_once(order: Order, three: list[Case], cast: Cast) -> None:
    assert order() == order()
    sending = {
        "verb": "notify",
        "step": "acknowledge",
        "cases": [(three[0].ref, three[0].seq)],
        "inputs": {"text": TEXT},
    }
    send = several_actions.act_on_several
    assert code_of(lambda: send(once="form-1", actor=cast.lan.actor, now=NOW, **sending)) == "cases.key-changed"
    other = [(three[1].ref, three[1].seq)]
    send(once="form-2", actor=cast.lan.actor, now=NOW, **{**sending, "verb": "message", "step": "", "cases": other})
    assert code_of(lambda: order(once="form-2")) == "cases.key-changed"


def test_words_lie_closed_and_are_in_no_table_and_no_job_until_they_are_sent(order: Order) -> None:
    one = order()
    assert held.opened(one) == {"text": TEXT}
    assert TEXT.encode() not in bytes(one.closed)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert all(TEXT not in str(row) and TEXT.encode() not in _bytes(row) for row in cursor.fetchall()), table
    assert sent_at(DUE) == 1
    over = Held.objects.get(pk=one.pk)
    assert (bytes(over.closed), bytes(over.wrapped)) == (b"", b"")
    with pytest.raises(SealBroken):
        held.opened(over)


def _bytes(row: tuple[Any, ...]) -> bytes:
    return b"|".join(bytes(cell) for cell in row if isinstance(cell, (bytes, memoryview)))


def test_a_case_that_does_not_allow_it_is_left_out_at_once_and_none_at_all_is_refused(
    order: Order, three: list[Case], reported: Reported, cast: Cast
) -> None:
    told = {"about": "Đèn đường hỏng.", "where": {"ref": unit(BA_DINH).ref}}
    petition = reported(procedure="petition", answers=told).case
    act(actions.notify, three[0], by=cast.lan, step="acknowledge", text=TEXT)
    one = order([*map(again, three), petition])
    assert {row.case.ref: row.code for row in one.cases.select_related("case")} == {
        three[0].ref: "cases.once-only", three[1].ref: "", three[2].ref: "",
        petition.ref: "cases.several-no-such-step",
    }  # fmt: skip
    assert code_of(lambda: order([petition], once="form-2")) == "cases.several-none"
    assert code_of(lambda: order([again(three[1])], once="form-3", inputs={"text": " "})) == "cases.several-none"


def test_what_another_notice_waits_to_go_to_stays_out_of_a_second_one_and_of_one_at_once(
    order: Order, three: list[Case], cast: Cast
) -> None:
    order(three[:2])
    second = order(once="form-2", by=cast.ha)
    codes = {row.case.ref: (row.code, row.params.get("who")) for row in second.cases.select_related("case")}
    who = cast.lan.user.name
    assert codes == {
        three[0].ref: ("cases.several-held", who),
        three[1].ref: ("cases.several-held", who),
        three[2].ref: ("", None),
    }
    assert code_of(lambda: order(three[:2], once="form-3")) == "cases.several-none"
    at_once = several_actions.act_on_several
    given = {"verb": "notify", "step": "acknowledge", "inputs": {"text": TEXT}, "once": "form-4"}
    seen = [(case.ref, case.seq) for case in three]
    assert code_of(lambda: at_once(cases=seen, actor=cast.ha.actor, now=NOW, **given)) == "cases.several-none"


def test_whoever_may_not_notify_there_orders_nothing(order: Order, cast: Cast) -> None:
    assert code_of(lambda: order(by=cast.quan)) == "cases.several-none"
    with pytest.raises(NotThere):
        order(by=cast.thao)


# --- sending ----------------------------------------------------------------------------------------------------------


def test_it_goes_out_at_its_time_as_that_officer_and_counts_from_then(order: Order, three: list[Case]) -> None:
    one = order()
    assert sent_at(DUE - timedelta(seconds=1)) == 0
    assert sent_at(DUE) == 1
    acts = Done.objects.filter(verb="notify")
    assert {(done.actor_ref, done.at, body_of(done=done)) for done in acts} == {(one.actor_ref, DUE, TEXT)}
    assert sorted(acts.values_list("case", flat=True)) == sorted(case.pk for case in three)
    assert all(timeline(again(case), "reporter")[-1].words == [("text", TEXT)] for case in three)
    over = Held.objects.get(pk=one.pk)
    assert over.became is not None
    assert (over.ended_at, over.ended_by, over.seen_at) == (DUE, "job:held", DUE)
    entry = Entry.objects.get(pk=over.became.entry_id)
    assert (entry.action, entry.actor_ref) == ("cases.send_held", "job:held")
    assert sent_at(DUE + timedelta(hours=1)) == 0
    assert verify().findings == []


def test_a_case_that_moved_on_meanwhile_is_left_with_the_reason_and_told_of(
    order: Order, three: list[Case], cast: Cast
) -> None:
    one = order()
    act(actions.message, three[0], by=reporter(three[0].ref), at=SOON, text="Tôi nhớ thêm.")
    act(actions.notify, again(three[1]), by=cast.minh, at=SOON, step="acknowledge", text="Đã nhận.")
    sent_at(DUE)
    assert left_in(one) == {three[0].ref: "cases.changed", three[1].ref: "cases.changed"}
    assert Done.objects.filter(verb="notify", at=DUE).count() == 1
    assert [told.pk for told in held.for_today(cast.lan.at(DUE))] == [one.pk]
    assert held.for_today(cast.minh.at(DUE)) == []
    actions.see_held(cast.lan.user, held=one.pk, actor=cast.lan.at(DUE), now=DUE)
    assert held.for_today(cast.lan.at(DUE)) == []


def test_a_case_that_was_handed_on_is_left_and_so_is_one_that_went_out_of_reach(
    order: Order, three: list[Case], cast: Cast
) -> None:
    one = order()
    act(actions.assign, three[0], by=cast.ha, at=SOON, post=cast.minh.post)
    with guard.outside("a case that is another office's now"):
        Case.objects.filter(pk=three[1].pk).update(office=cast.office.hoan_kiem)
    sent_at(DUE)
    assert left_in(one) == {three[0].ref: "cases.changed", three[1].ref: "cases.held-out-of-reach"}
    with guard.outside("putting it back"):
        Case.objects.filter(pk=three[1].pk).update(office=cast.office.ba_dinh)


@pytest.mark.parametrize("how", ["post", "account"])
def test_an_officer_who_no_longer_has_the_post_sends_nothing_and_whoever_has_it_is_told(
    order: Order, three: list[Case], cast: Cast, how: str
) -> None:
    one = order()
    with guard.outside("the officer leaves, another follows in the post"):
        if how == "post":
            Holding.objects.filter(user=cast.lan.user).update(post=cast.minh.post)
            Holding.objects.create(post=cast.lan.post, user=cast.nam.user, begins=NOW.date())
        else:
            User.objects.filter(pk=cast.lan.user.pk).update(is_active=False)
            Holding.objects.create(post=cast.lan.post, user=cast.nam.user, begins=NOW.date())
    sent_at(DUE)
    assert set(left_in(one).values()) == {"cases.held-no-post"}
    assert not Done.objects.filter(verb="notify").exists()
    assert [told.pk for told in held.for_today(cast.nam.at(DUE))] == [one.pk]
    beside = held.in_case(again(three[0]))
    assert beside is not None
    assert (beside.held, beside.why) == (one, "cases.held-no-post")
    assert verify().findings == []


def test_words_that_do_not_open_are_sent_nowhere_and_that_is_said(order: Order) -> None:
    one = order()
    with guard.outside("what was ordered is exchanged"):
        Held.objects.filter(pk=one.pk).update(closed=bytes(one.closed)[:-1] + b"x")
    sent_at(DUE)
    assert set(left_in(one).values()) == {"cases.held-lost"}


def test_one_that_cannot_be_sent_does_not_keep_the_others_and_is_tried_again(
    order: Order, three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = order(three[:1]), order(three[1:], once="form-2")
    sends = jobs.send_held

    def fails_once(one: Held, **given: Any) -> Held:
        if one.pk == first.pk:
            raise OSError("no key")
        return sends(one, **given)

    monkeypatch.setattr(jobs, "send_held", fails_once)
    with pytest.raises(OSError, match="no key"):
        sent_at(DUE)
    assert Held.objects.filter(ended_at=None).get() == first
    assert Held.objects.get(pk=second.pk).became is not None
    monkeypatch.setattr(jobs, "send_held", sends)
    assert sent_at(DUE) == 1


def test_what_fails_in_the_middle_leaves_no_case_half_done_and_sends_each_once_afterwards(
    order: Order, three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, done = order(), several_actions.notify
    calls: list[int] = []

    def dies(case: Case, **given: Any) -> Done:
        calls.append(case.pk)
        if len(calls) == 2:
            raise MemoryError
        return done(case, **given)

    monkeypatch.setattr(several_actions, "notify", dies)
    with pytest.raises(MemoryError):
        sent_at(DUE)
    assert not Done.objects.filter(verb="notify").exists()
    assert not Several.objects.exists()
    assert held.opened(Held.objects.get(pk=one.pk)) == {"text": TEXT}
    monkeypatch.setattr(several_actions, "notify", done)
    assert sent_at(DUE + timedelta(seconds=5)) == 1
    assert Done.objects.filter(verb="notify").count() == 3
    assert verify().findings == []


def test_only_its_officer_sends_it_by_hand_and_not_before_its_time(order: Order, cast: Cast) -> None:
    one = order()
    assert code_of(lambda: act(actions.send_held, one, by=cast.lan, at=SOON)) == "cases.held-not-yet"
    for other in (cast.minh, cast.ha, cast.quan):
        with pytest.raises(NotThere):
            act(actions.send_held, one, by=other, at=DUE)
    over = act(actions.send_held, one, by=cast.lan, at=DUE)
    assert over.ended_by == one.actor_ref
    assert act(actions.send_held, one, by=cast.lan, at=DUE) == over
    assert Done.objects.filter(verb="notify").count() == 3
    assert verify().findings == []


# --- stopping ---------------------------------------------------------------------------------------------------------


def test_it_is_stopped_as_a_whole_with_a_reason_and_goes_nowhere(order: Order, three: list[Case], cast: Cast) -> None:
    one = order()
    assert code_of(lambda: act(actions.stop_held, one, by=cast.lan, at=SOON, reason=" ")) == "cases.needed"
    over = act(actions.stop_held, one, by=cast.lan, at=SOON, reason=WHY)
    assert (over.reason, over.ended_by, bytes(over.closed), bytes(over.wrapped)) == (WHY, one.actor_ref, b"", b"")
    assert act(actions.stop_held, one, by=cast.lan, at=SOON, reason=WHY) == over
    assert sent_at(DUE) == 0
    assert code_of(lambda: act(actions.send_held, one, by=cast.lan, at=DUE)) == "cases.held-stopped"
    assert [again(case).seq for case in three] == [case.seq for case in three]
    assert held.for_today(cast.lan.at(SOON)) == []
    assert order(once="form-2", at=SOON).cases.filter(seq=None).count() == 0, "the cases are free again"
    assert verify().findings == []


def test_the_head_of_that_office_stops_it_too_and_nobody_else(order: Order, cast: Cast) -> None:
    one = order()
    for other in (cast.minh, cast.quan, cast.duc, cast.thao):
        with pytest.raises(NotThere):
            act(actions.stop_held, one, by=other, at=SOON, reason=WHY)
    over = act(actions.stop_held, one, by=cast.ha, at=SOON, reason=WHY)
    assert (over.ended_by, over.ended_name) == (cast.ha.user.guard_ref, cast.ha.user.name)
    assert [told.pk for told in held.for_today(cast.lan.at(SOON))] == [one.pk], "who ordered it is told"


def test_whoever_stops_it_a_moment_too_late_is_told(order: Order, cast: Cast) -> None:
    one = order()
    sent_at(DUE)
    assert code_of(lambda: act(actions.stop_held, one, by=cast.lan, at=DUE, reason=WHY)) == "cases.held-sent"


def test_while_it_has_not_gone_out_it_is_stopped_even_beyond_its_time(order: Order, cast: Cast) -> None:
    one, late = order(), DUE + timedelta(hours=3)
    assert held.is_late(one, late)
    assert [found.pk for found in held.overdue(late)] == [one.pk]
    assert act(actions.stop_held, one, by=cast.lan, at=late, reason=WHY).ended_at == late
    assert held.overdue(late) == []


# --- what is seen of it -----------------------------------------------------------------------------------------------


def test_it_is_seen_by_whoever_reads_one_of_its_cases_and_only_those_cases(
    order: Order, three: list[Case], cast: Cast
) -> None:
    one = order()
    assert len(held.view(cast.minh.at(SOON), one.pk, SOON).rows) == 3
    with guard.outside("a case that is another office's now"):
        Case.objects.filter(pk=three[1].pk).update(office=cast.office.hoan_kiem)
    mine, theirs = (held.view(who.at(SOON), one.pk, SOON) for who in (cast.lan, cast.quan))
    assert ([row.case_id for row in theirs.rows], theirs.hidden, theirs.mine, theirs.may_stop) == (
        [three[1].pk], 2, False, False,
    )  # fmt: skip
    assert (len(mine.rows), mine.hidden, mine.may_stop) == (2, 1, True)
    with guard.outside("putting it back"):
        Case.objects.filter(pk=three[1].pk).update(office=cast.office.ba_dinh)
    for who in (cast.quan.at(SOON), reporter(three[0].ref)):
        with pytest.raises(NotThere):
            held.view(who, one.pk, SOON)


def test_a_case_says_what_waits_and_nothing_once_it_went_or_something_happened(
    order: Order, three: list[Case], cast: Cast
) -> None:
    one = order()
    beside = held.in_case(three[0])
    assert beside is not None
    assert (beside.held, beside.why) == (one, "")
    act(actions.classify, three[0], by=cast.lan, at=SOON, flags={})
    assert held.in_case(again(three[0])) is None
    sent_at(DUE)
    assert held.in_case(again(three[1])) is None


def test_a_limit_that_the_notice_has_to_meet_and_that_ends_while_it_is_held_is_named(three: list[Case]) -> None:
    run = three[0].clocks.get(clock="acknowledge")
    assert run.due_at is not None
    close = run.due_at - timedelta(minutes=4)
    until = held.goes_out_at(close)
    found = held.limits_within(three, "acknowledge", close, until)
    assert [(case.pk, clocks) for case, clocks in found] == [(case.pk, ["acknowledge"]) for case in three]
    assert held.limits_within(three, "acknowledge", close - timedelta(minutes=7), until - timedelta(minutes=7)) == []
    assert held.limits_within(three, "acknowledge", run.due_at, held.goes_out_at(run.due_at)) == [], "it is over"
    assert held.limits_within(three, "tell-procuracy", close, until) == [], "that notice does not end it"


# --- the trail --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("spoiled")
def test_another_time_another_case_or_other_words_are_found_and_so_is_a_stop_that_was_taken_away(
    order: Order, cast: Cast
) -> None:
    one = order()
    row = one.cases.first()
    assert row is not None
    assert row.seq is not None
    changes: list[tuple[Any, dict[str, Any]]] = [
        (Held.objects.filter(pk=one.pk), {"due_at": DUE + timedelta(days=1)}),
        (Held.objects.filter(pk=one.pk), {"bound": "0" * 64}),
        (Held.objects.filter(pk=one.pk), {"actor_ref": "user:999"}),
        (HeldCase.objects.filter(pk=row.pk), {"seq": row.seq + 1}),
    ]
    for rows, changed in changes:
        before = rows.values(*changed).get()
        with guard.outside("rewriting what was ordered"):
            rows.update(**changed)
        assert [finding.entry for finding in verify().findings] == [one.entry_id], changed
        with guard.outside("putting it back"):
            rows.update(**before)
    over = act(actions.stop_held, one, by=cast.lan, at=SOON, reason=WHY)
    assert verify().findings == []
    with guard.outside("the stop is taken away"):
        Held.objects.filter(pk=one.pk).update(stopped=None, ended_at=None, ended_by="")
    assert [(finding.kind, finding.entry) for finding in verify().findings] == [("unclaimed", over.stopped_id)]


@pytest.mark.usefixtures("spoiled")
def test_a_notice_that_is_said_to_wait_still_although_it_was_sent_is_found(order: Order) -> None:
    one = order()
    sent_at(DUE)
    with guard.outside("it is made to go out again"):
        Held.objects.filter(pk=one.pk).update(became=None, ended_at=None)
    assert {finding.entry for finding in verify().findings} == {Several.objects.get().entry_id}


def test_no_actor_but_its_job_and_its_officer_sends(order: Order) -> None:
    one = order()
    assert actions.send_held(one, actor=SYSTEM("held"), now=SOON).ended_at is None
    with pytest.raises(NotThere):
        actions.send_held(one, actor=reporter("NR-AAAA-BBBB"), now=DUE)


def test_a_case_of_another_ward_is_never_among_them(order: Order, three: list[Case], reported: Reported) -> None:
    foreign = reported("00070").case
    one = order([*three, foreign])
    assert foreign.pk not in one.cases.values_list("case", flat=True)
