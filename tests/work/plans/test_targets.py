"""What a plan means to reach: how many that is, how far it is, and what can be said of the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.rules.packs.refused import Refused
from namro.work.plans.history import acts_of
from namro.work.plans.issue_actions import end, ends_with, issue
from namro.work.plans.models import Plan, Target, Task
from namro.work.plans.recheck import differences
from namro.work.plans.replacing_actions import Fate, NotDecided, replace_instrument
from namro.work.plans.states import Done, target_of
from namro.work.plans.target_actions import TargetSaid, correct_target, correct_value, report_value, set_target
from namro.work.plans.target_queries import below, set_right, target_reached, targets_hanging, targets_of_plan, told_of
from namro.work.plans.targets import Figure, Share, compared, forecast, needed, should_be, standing_of
from namro.work.plans.task_actions import accept, report
from tests.cast import NOW, Cast, act
from tests.work.plans.conftest import a_plan, added, copy_for

BY = date(2026, 12, 31)


def figures(*values: int) -> list[Figure]:
    """A value on the first of each month."""
    return [Figure(date(2026, month, 1), Decimal(value)) for month, value in enumerate(values, 1)]


def test_thirty_percent_of_a_hundred_and_fourteen_wards_are_thirty_five() -> None:
    assert needed(Decimal(30), 114, "up") == 35
    assert needed(Decimal(30), 114, "nearest") == needed(Decimal(30), 114, "down") == 34
    assert needed(Decimal(60), 5, "up") == 3


def test_half_way_through_half_should_be_done() -> None:
    assert should_be(date(2026, 1, 1), date(2026, 1, 11), Decimal(35), date(2026, 1, 6)) == Decimal("17.5")
    assert should_be(BY, BY, Decimal(35), BY) == 35


@pytest.mark.parametrize(
    ("values", "goal", "outlook"),
    [
        ((5, 10), 35, "too-few-figures"),
        ((5, 10, 15), 35, "on-course"),
        ((5, 5, 15), 35, "open"),
        ((5, 6, 7), 35, "off-course"),
        ((5, 10, 40), 35, "reached"),
        ((15, 10, 5), 35, "off-course"),
    ],
)
def test_the_outlook_says_no_more_than_the_figures_hold(values: tuple[int, ...], goal: int, outlook: str) -> None:
    told = forecast(figures(*values), Decimal(goal), BY)
    assert told.outlook == outlook
    assert (told.low is None) == (outlook in ("reached", "too-few-figures"))
    assert told.figures == len(values)


def test_what_the_parts_come_to_is_said_only_where_it_can_be() -> None:
    def part(key: int, goal: int, of: int | None, *, percent: bool = True, unit: str = "") -> Share:
        return Share(key, percent, unit, Decimal(goal), Decimal(needed(Decimal(goal), of or 0, "up")), of)

    nation = part(0, 50, None)
    met = compared(nation, [part(1, 60, 114), part(2, 30, 50)])
    assert (met.how, met.together, met.enough, met.below) == ("share", Decimal("51.2"), None, (2,))
    assert compared(nation, [part(1, 60, None), part(2, 30, None)]).enough is None, "of how many is not said"
    assert compared(nation, [part(1, 60, None)]).enough is None
    assert compared(nation, [part(1, 40, None)]).enough is False
    cases = [part(key, 40, None, percent=False, unit="Vụ") for key in (1, 2)]
    total = compared(part(0, 100, None, percent=False, unit="vụ"), cases)
    assert (total.how, total.together, total.enough) == ("sum", 80, False)
    assert compared(nation, cases).how == "apart"


@pytest.mark.django_db
def test_a_ward_takes_its_part_of_a_target_of_above_and_corrects_what_it_said(cast: Cast, plan: Plan) -> None:
    city = act(set_target, plan, by=cast.thao, said=TargetSaid("Số vụ hòa giải", 100, BY, unit="vụ"))
    added(cast, plan)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    own = Plan.objects.get(template=plan, office=cast.office.ba_dinh)
    said = TargetSaid("Số vụ hòa giải của phường", 40, BY, unit="vụ", parent=city.pk)
    ward = act(set_target, own, by=cast.ha, said=said)
    act(report_value, ward, by=cast.ha, value=9, on="2026-03-09", refs=["figure:x"])
    with pytest.raises(Refused, match=r"plans\.value-there"):
        act(report_value, ward, by=cast.ha, value=8, on="2026-03-09", refs=["figure:x"])
    with pytest.raises(Refused, match=r"plans\.no-value-there"):
        act(correct_value, ward, by=cast.ha, value=8, on="2026-03-08", reason="Đếm nhầm")
    with pytest.raises(Refused, match=r"plans\.same-value"):
        act(correct_value, ward, by=cast.ha, value=9, on="2026-03-09", reason="Đếm nhầm")
    act(correct_value, ward, by=cast.ha, value=8, on="2026-03-09", reason="Đếm nhầm")
    assert Target.objects.get(pk=ward.pk).value == 8
    act(correct_value, ward, by=cast.ha, value=None, on="2026-03-09", reason="Của phường khác")
    assert Target.objects.get(pk=ward.pk).value is None
    told = told_of(cast.ha.actor, ward.ref, date(2026, 3, 11))
    assert [(one.value, one.stands) for one in told] == [(9, False), (8, False), (None, True)]
    whole = target_reached(cast.thao.actor, city.ref, date(2026, 3, 11))
    seen = below(cast.thao.actor, whole, date(2026, 3, 11))
    assert seen is not None
    assert (len(seen.parts), seen.compared.together, seen.compared.enough) == (1, 40, False)
    with pytest.raises(NotThere):
        target_reached(cast.duc.actor, ward.ref, date(2026, 3, 11))
    assert list(differences()) == []


@pytest.mark.django_db
def test_a_target_is_counted_by_the_wards_whose_task_was_accepted(cast: Cast, plan: Plan) -> None:
    task = added(cast, plan)
    said = TargetSaid("Phường hoàn thành rà soát", 30, BY, percent=True, task=task.pk)
    target = act(set_target, plan, by=cast.thao, said=said)
    act(issue, plan, by=cast.thao, to=[cast.office.ba_dinh, cast.office.hoan_kiem])
    copy = copy_for(cast.office.ba_dinh)
    act(report, copy, by=cast.minh, refs=["figure:26-1"])
    act(accept, Task.objects.get(pk=copy.pk), by=cast.thao)
    (seen,) = targets_of_plan(cast.lan.actor, plan.ref, date(2026, 3, 11))
    assert (seen.value, seen.goal, seen.of, seen.counted) == (1, 1, 2, True)
    assert seen.forecast.outlook == "reached"
    with pytest.raises(Refused, match=r"plans\.counted-by-itself"):
        act(report_value, target, by=cast.thao, value=2, on="2026-03-10", refs=["figure:x"])


@pytest.mark.django_db
def test_a_value_is_reported_by_hand_with_evidence_by_who_set_the_target(cast: Cast, plan: Plan) -> None:
    target = act(set_target, plan, by=cast.thao, said=TargetSaid("Số vụ hòa giải", 100, BY, unit="vụ"))
    with pytest.raises(Refused, match=r"plans\.no-evidence"):
        act(report_value, target, by=cast.thao, value=12, on="2026-03-09")
    with pytest.raises(Refused, match=r"plans\.day-to-come"):
        act(report_value, target, by=cast.thao, value=12, on="2026-03-11", refs=["figure:x"])
    with pytest.raises(NotThere):
        act(report_value, target, by=cast.ha, value=12, on="2026-03-09", refs=["figure:x"])
    act(report_value, target, by=cast.thao, value="12.5", on="2026-03-09", refs=["figure:x"])
    act(report_value, Target.objects.get(), by=cast.thao, value=7, on="2026-03-01", refs=["figure:x"])
    (seen,) = targets_of_plan(cast.thao.actor, plan.ref, date(2026, 3, 11))
    assert [figure.value for figure in seen.figures] == [7, Decimal("12.5")]
    assert Target.objects.get().value == Decimal("12.5")
    assert list(differences()) == []
    with guard.outside("spoiling"):
        Target.objects.update(value=99)
    assert [one.field for one in differences()] == ["value"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "code"),
    [
        (TargetSaid("Chỉ tiêu", 130, BY, percent=True, of=3), "plans.bad-number"),
        (TargetSaid("Chỉ tiêu", "nhiều", BY), "plans.bad-number"),
        (TargetSaid("Chỉ tiêu", 30, BY, percent=True), "plans.percent-of-what"),
        (TargetSaid("Chỉ tiêu", 30, "2020-01-01"), "plans.day-passed"),
        (TargetSaid("Chỉ tiêu", 30, "2026-04-01", begins="2026-05-01"), "plans.target-backwards"),
        (TargetSaid("Chỉ tiêu", 30, BY, task=1), "plans.unknown-task"),
    ],
)
def test_a_target_that_cannot_be_counted_is_not_set(cast: Cast, plan: Plan, said: TargetSaid, code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        act(set_target, plan, by=cast.thao, said=said)
    assert not Target.objects.exists()


@pytest.mark.django_db
def test_a_target_goes_over_to_the_new_document_too(cast: Cast, plan: Plan) -> None:
    target = act(set_target, plan, by=cast.thao, said=TargetSaid("Số vụ hòa giải", 100, BY))
    new, old = a_plan(cast, "22/NQ-HĐND"), plan.instrument
    said = {"by": new, "begins": "2026-03-10", "reason": "Nghị quyết mới"}
    with pytest.raises(NotDecided):
        replace_instrument(old, actor=cast.thao.actor, now=NOW, fates={}, **said)
    fates = {target.ref: Fate(clause=new.clauses.get(nth=1).pk)}
    replace_instrument(old, actor=cast.thao.actor, now=NOW, fates=fates, **said)
    assert targets_hanging(cast.thao.actor, new.ref, date(2026, 3, 11)) == [target]
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("values", "aim", "outlook"),
    [
        ((100, 300, 500), "most", "exceeded"),
        ((1, 2), "most", "too-few-figures"),
        ((1, 2, 3), "most", "on-course"),
        ((1, 2, 50), "most", "open"),
        ((30, 60, 95), "most", "off-course"),
        ((30, 60, 100), "less", "exceeded"),
        ((30, 60, 100), "most", "off-course"),
        ((120, 110, 90), "most", "on-course"),
        ((1, 2, 200), "change", "not-judged"),
    ],
)
def test_a_limit_is_kept_or_exceeded_and_never_reached(values: tuple[int, ...], aim: str, outlook: str) -> None:
    assert forecast(figures(*values), Decimal(100), BY, aim).outlook == outlook


def test_limits_are_compared_with_limits_and_a_change_with_nothing() -> None:
    def part(key: int, goal: int, aim: str, of: int | None = None) -> Share:
        return Share(key, of is not None, "vụ", Decimal(goal), Decimal(goal), of, aim)

    assert compared(part(0, 100, "most"), [part(1, 40, "most"), part(2, 60, "less")]).enough is True
    assert compared(part(0, 100, "less"), [part(1, 40, "less"), part(2, 60, "less")]).enough is True
    assert compared(part(0, 100, "less"), [part(1, 40, "most"), part(2, 60, "less")]).enough is False
    assert compared(part(0, 100, "most"), [part(1, 40, "most"), part(2, 61, "most")]).enough is False
    assert compared(part(0, 100, "most"), [part(1, 40, "least")]).how == "apart"
    assert compared(part(0, 100, "most"), [part(1, 40, "change")]).how == "apart"
    parts = [part(1, 5, "less", 114), part(2, 6, "most", 50)]
    shares = compared(part(0, 5, "less", 164), parts)
    assert (shares.value, shares.together, shares.enough, shares.below) == (Decimal("8.7"), Decimal("5.3"), False, (2,))
    shares = compared(part(0, 5, "less", 200), parts)
    assert (shares.together, shares.enough) == (Decimal("4.4"), None), "8.7 of 200, and 36 of which nothing is said"
    assert compared(part(0, 5, "less", 180), parts).enough is None
    assert compared(part(0, 6, "less", 164), parts).enough is True, "8.7 of 164, of which 6 % are 9.84"


def test_a_share_of_the_whole_counts_the_units_of_the_whole_each_once_and_in_time() -> None:
    def part(key: int, goal: int, of: int, unit: str = "", **more: Any) -> Share:
        up = Decimal(needed(Decimal(goal), of, "up"))
        return Share(key, True, unit, Decimal(goal), up, of, **{"by": date(2029, 12, 3)} | more)

    def said(*parts: Share) -> tuple[Any, ...]:
        found = compared(nation, parts, ["đơn vị", "phường"])
        return found.value, found.covered, found.together, found.enough

    nation = part(0, 50, 3321, "Đơn vị")
    hanoi = part(1, 60, 126, counted=True, units=frozenset(range(126)), office=1)
    assert (nation.needed, hanoi.needed) == (1661, 76), "1660.5 and 75.6, rounded up"
    assert said(hanoi) == (76, 126, Decimal("2.3"), False), "76 of 3,321 are 2.29 %"
    city = part(2, 50, 168, "phường", office=2)
    assert said(hanoi, city) == (160, 294, Decimal("4.8"), False), "160 of 3,321 are 4.82 %"
    same = part(3, 70, 126, counted=True, units=frozenset(range(100, 226)), office=1)
    assert said(hanoi, same)[:2] == (89, 126), "88.2, rounded up: the one that goes further, and nothing twice"
    assert compared(nation, [hanoi, same], ["đơn vị"]).twice == (1,)
    assert compared(nation, [hanoi, part(3, 60, 126, "đơn vị", office=1)], ["đơn vị"]).twice == (3,)
    apart = part(3, 50, 10, counted=True, units=frozenset(range(200, 210)), office=1)
    assert said(hanoi, apart)[:2] == (81, 136), "other offices of the same city"
    later = part(4, 60, 168, "phường", office=2, by=date(2030, 12, 31))
    assert said(hanoi, later)[:2] == (76, 126)
    assert compared(nation, [hanoi, later], ["phường"]).late == (4,)
    groups = part(5, 70, 62, "tổ dân phố", office=3)
    assert said(hanoi, groups)[:2] == (76, 126)
    assert compared(hanoi, [groups], ["đơn vị"]).how == "apart", "groups of neighbours are no wards"
    every = part(6, 50, 3321, "đơn vị", office=4)
    assert said(every) == (1661, 3321, Decimal("50.0"), True)
    assert said(every, city)[2:] == (None, None), "more than there are"


@pytest.mark.django_db
def test_at_most_so_many_is_kept_in_the_act_and_older_acts_are_a_least(cast: Cast, plan: Plan) -> None:
    said = TargetSaid("Số vụ cháy", 5, BY, percent=True, of=114, aim="less")
    target = act(set_target, plan, by=cast.thao, said=said)
    assert (target.aim, target.rounding) == ("less", "up"), "fewer than 5.7 are five: below six"
    task = added(cast, plan)
    with pytest.raises(Refused, match=r"plans\.counted-upwards"):
        act(set_target, plan, by=cast.thao, said=TargetSaid("Phường", 5, BY, percent=True, task=task.pk, aim="most"))
    assert list(differences()) == []
    (done,) = acts_of(target.guard_ref)
    older = Done(1, "set", {key: value for key, value in done.data.items() if key != "aim"}, done.on, "", done.words)
    assert target_of([older])["aim"] == "least"


def test_no_pace_outgrows_what_there_is_and_days_on_which_nothing_was_counted_slow_it() -> None:
    seen = figures(20, 40, 82)
    capped = forecast(seen, Decimal(114), BY, of=126)
    assert (capped.outlook, capped.high) == ("on-course", Decimal(126))
    later = forecast(seen, Decimal(114), BY, of=126, still=date(2026, 11, 28))
    assert (later.outlook, later.low, later.high) == ("open", Decimal(82), Decimal(126))


def test_an_amount_in_bare_percent_is_a_share_and_no_more_than_all(cast: Cast, plan: Plan) -> None:
    share = TargetSaid(name="Nhà trọ có lối thoát nạn thứ hai", goal=90, by=BY, unit="%", begins="2026-01-01")
    with pytest.raises(Refused, match=r"plans\.share-over") as refused:
        act(set_target, plan, by=cast.thao, said=replace(share, goal="100.5"))
    assert refused.value.field == "goal"
    target = act(set_target, plan, by=cast.thao, said=share)
    with pytest.raises(Refused, match=r"plans\.share-over"):
        act(correct_target, target, by=cast.thao, goal=180, reason="Thử.")
    act(correct_target, target, by=cast.thao, goal=100, reason="Nâng.")
    for value, over in ((250, True), ("100.1", True), (100, False)):
        told = {"value": value, "on": date(2026, 3, 9), "refs": ["figure:x"]}
        if over:
            with pytest.raises(Refused, match=r"plans\.share-over"):
                act(report_value, target, by=cast.thao, **told)
        else:
            act(report_value, target, by=cast.thao, **told)
    with pytest.raises(Refused, match=r"plans\.share-over"):
        act(correct_value, target, by=cast.thao, value=101, on=date(2026, 3, 9), reason="Thử.")
    rise = act(set_target, plan, by=cast.thao, said=replace(share, name="Tăng", goal=150, aim="change"))
    act(report_value, rise, by=cast.thao, value=250, on=date(2026, 3, 9), refs=["figure:x"])
    estimate = act(set_target, plan, by=cast.thao, said=replace(share, name="Thu", goal=105, unit="% dự toán"))
    act(report_value, estimate, by=cast.thao, value=110, on=date(2026, 3, 9), refs=["figure:x"])


def test_a_goal_that_was_written_wrongly_is_corrected_and_the_first_one_stays_in_the_history(
    cast: Cast, plan: Plan
) -> None:
    said = TargetSaid(name="Tổ dân phố", goal=40, by=BY, percent=True, of=200)
    target = act(set_target, plan, by=cast.thao, said=said)
    for wrong, code in (({"goal": 400}, "bad-number"), ({"goal": 40}, "same-goal"), ({"goal": 60, "of": 0}, "percent")):
        with pytest.raises(Refused, match=rf"plans\.{code}"):
            act(correct_target, target, by=cast.thao, reason="Ghi nhầm.", **wrong)
    with pytest.raises(NotThere):
        act(correct_target, target, by=cast.ha, goal=60, reason="Ghi nhầm.")
    act(correct_target, target, by=cast.thao, goal=60, of=210, reason="Ghi nhầm.")
    found = target_reached(cast.thao.actor, target.ref, BY)
    assert (found.target.goal, found.goal, found.of) == (60, 126, 210)
    (right,) = set_right(cast.thao.actor, target.ref, BY)
    assert (right.was, right.was_of, right.goal, right.reason) == (40, 200, 60, "Ghi nhầm.")
    assert list(differences()) == []
    with guard.outside("somebody writes into the database"):
        Target.objects.update(goal=10)
    assert [(one.about, one.field) for one in differences()] == [(target.guard_ref, "goal")]


@pytest.mark.parametrize(("keep", "state"), [(False, "ended"), (True, "open")])
def test_the_targets_of_a_plan_end_with_it_unless_they_are_kept(cast: Cast, plan: Plan, keep: bool, state: str) -> None:
    target = act(set_target, plan, by=cast.thao, said=TargetSaid(name="Số vụ", goal=40, unit="vụ", by=BY))
    added(cast, plan)
    found = ends_with(plan)
    assert (found.owed, found.drafts, found.targets) == (0, 1, (target,))
    act(end, plan, by=cast.thao, reason="Đã có kế hoạch mới.", keep_targets=keep)
    assert Target.objects.get().state == state
    assert list(differences()) == []


def test_an_office_that_took_a_copy_over_beside_its_own_is_counted_once_and_when_all_of_it_was_accepted(
    cast: Cast, plan: Plan, given: Task
) -> None:
    said = TargetSaid(name="Phường có danh sách", goal=100, by=BY, percent=True, task=given.parent_id)
    target = act(set_target, plan, by=cast.thao, said=said)
    other = copy_for(cast.office.hoan_kiem)
    act(report, given, by=cast.ha, text="Xong.", refs=["figure:1"])
    act(accept, Task.objects.get(pk=given.pk), by=cast.thao)
    with guard.outside("as a merger leaves it"):
        Task.objects.filter(pk=other.pk).update(lead_office=cast.office.ba_dinh)
    found = target_reached(cast.thao.actor, target.ref, BY)
    assert (found.of, found.value, found.goal) == (1, 0, 1), "what came with the merger is not accepted yet"
    with guard.outside("as it is once that is accepted too"):
        Task.objects.filter(pk=other.pk).update(state=Task.ACCEPTED, closed_on=NOW.date())
    assert target_reached(cast.thao.actor, target.ref, BY).value == 1


def test_a_value_of_a_share_is_a_whole_number_of_at_most_all_and_of_a_day_of_the_target(cast: Cast, plan: Plan) -> None:
    said = TargetSaid(name="Phường đạt chuẩn", goal=30, by=BY, percent=True, of=114)
    target = act(set_target, plan, by=cast.thao, said=said)
    for value, day, code in (
        (115, "2026-03-09", "more-than-all"), ("9.5", "2026-03-09", "whole-number"), (9, "2026-01-14", "value-before"),
        (9, "2026-03-11", "day-to-come"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=rf"^plans\.{code}"):
            act(report_value, target, by=cast.thao, value=value, on=day, refs=["figure:1"])
    act(report_value, target, by=cast.thao, value=114, on="2026-01-15", refs=["figure:1"])
    with pytest.raises(Refused, match=r"^plans\.more-than-all"):
        act(correct_value, target, by=cast.thao, value=200, on="2026-01-15", reason="Nhầm", refs=[])
    act(correct_value, target, by=cast.thao, value=None, on="2026-01-15", reason="Nhầm", refs=[])
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("values", "aim", "on", "counted", "said"),
    [
        ((), "least", date(2026, 3, 1), False, "no-figures"),
        ((), "least", date(2027, 1, 1), False, "untold"),
        ((), "least", date(2027, 1, 1), True, "missed"),
        ((10,), "least", date(2026, 7, 1), False, "behind"),
        ((60,), "least", date(2026, 7, 1), False, "in-step"),
        ((1, 2, 40), "least", date(2026, 7, 1), False, "open"),
        ((30, 30, 30), "least", date(2026, 3, 1), False, "off-course"),
        ((0, 20, 40), "least", date(2026, 11, 1), False, "on-course"),
        ((0, 20, 40), "least", date(2027, 1, 1), False, "missed"),
        ((0, 20, 100), "least", date(2027, 1, 1), False, "reached"),
        ((40,), "most", date(2026, 7, 1), False, "kept-so-far"),
        ((0, 1, 2), "most", date(2026, 7, 1), False, "holds"),
        ((0, 20, 40), "most", date(2026, 7, 1), False, "will-exceed"),
        ((0, 20, 40), "most", date(2027, 1, 1), False, "last-day-untold"),
        ((0, 20, 40), "most", date(2027, 1, 1), True, "kept"),
        ((0, 20, 140), "most", date(2026, 7, 1), False, "exceeded"),
        ((0, 20, 140), "change", date(2026, 7, 1), False, "not-judged"),
    ],
)
def test_a_target_is_judged_in_one_place(values: tuple[int, ...], aim: str, on: date, counted: bool, said: str) -> None:
    seen, goal, by = figures(*values), Decimal(100), date(2026, 12, 31)
    told = forecast(seen, goal, by, aim)
    even = should_be(date(2026, 1, 1), by, goal, on)
    last = seen[-1] if seen else None
    assert standing_of(told, goal, by, aim, last=last, even=even, on=on, counted=counted) == said
