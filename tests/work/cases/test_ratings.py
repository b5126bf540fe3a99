"""After the answer the reporter says how it went; only sums of an office and a quarter are ever shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR, reporter
from namro.ground.trail.guards import lifted
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, ratings
from namro.work.cases.models import Case, Rating
from namro.work.cases.ratings import is_settled, quarter_of, sums
from tests.cast import HANOI, NOW, Cast, Member, act
from tests.petitions import street_light
from tests.work.cases.conftest import again

pytestmark = pytest.mark.django_db

BA_DINH, HOAN_KIEM = "00004", "00070"
MAY = datetime(2026, 5, 1, 9, 0, tzinfo=HANOI)
"""When the first quarter is settled."""


def petition(code: str = BA_DINH) -> Case:
    return street_light(code).case


def replied(cast: Cast, code: str = BA_DINH) -> Case:
    """A petition that its office has answered."""
    head = cast.ha if code == BA_DINH else cast.duc
    case = petition(code)
    act(actions.register, case, by=head)
    act(actions.act, again(case), "reply", {"answer": "Đã sửa đèn."}, by=head)
    return again(case)


def said(case: Case, understood: int = 5, treated: int = 4, at: datetime = NOW, **more: Any) -> Rating:
    return act(actions.rate, case, by=reporter(case.ref), at=at, understood=understood, treated=treated, **more)


def test_it_is_asked_once_the_matter_is_answered_and_not_before(cast: Cast) -> None:
    case = petition()
    assert ratings.asked(case, NOW) is None
    with pytest.raises(Refused) as refused:
        said(case)
    assert refused.value.code == "cases.rate-not-yet"
    case = replied(cast)
    asked = ratings.asked(case, NOW)
    assert asked is not None
    assert (asked.before, asked.open) == (None, True)
    said(case, text="Trả lời rõ.")
    row = Rating.objects.get()
    assert (row.understood, row.treated, row.text, row.office) == (5, 4, "Trả lời rõ.", cast.office.ba_dinh)
    assert (row.year, row.quarter) == (2026, 1)


def test_it_may_be_said_anew_within_thirty_days_and_only_the_latest_counts(cast: Cast) -> None:
    case = replied(cast)
    said(case, text="Chậm.")
    said(case, 2, 2, at=NOW + timedelta(days=30))
    assert [(r.nth, r.understood, r.text) for r in Rating.objects.all()] == [(1, 5, ""), (2, 2, "")]
    assert [r.understood for r in ratings.standing(Rating.objects.all())] == [2]
    assert Rating.objects.filter(year=2026, quarter=1).count() == 2, "it counts where it was first said"
    with pytest.raises(Refused) as refused:
        said(case, 1, 1, at=NOW + timedelta(days=30, seconds=1))
    assert refused.value.code == "cases.rate-too-late"
    asked = ratings.asked(case, NOW + timedelta(days=31))
    assert asked is not None
    assert not asked.open


def test_the_same_sent_twice_is_one_and_there_is_an_end_to_changing(cast: Cast) -> None:
    case = replied(cast)
    assert said(case).pk == said(case).pk
    for nth in range(1, ratings.MOST):
        said(case, 1 + nth % 2, 1)
    with pytest.raises(Refused):
        said(case, 5, 5)
    assert Rating.objects.count() == ratings.MOST


@pytest.mark.parametrize(
    ("understood", "treated", "field"), [(0, 3, "understood"), (6, 3, "understood"), (3, 0, "treated")]
)
def test_both_questions_need_one_of_five_answers(cast: Cast, understood: int, treated: int, field: str) -> None:
    with pytest.raises(Refused) as refused:
        said(replied(cast), understood, treated)
    assert (refused.value.code, refused.value.field) == ("cases.rate-choose", field)
    assert not Rating.objects.exists()


def test_nobody_says_it_for_somebody_else(cast: Cast) -> None:
    case, other = replied(cast), replied(cast)
    for actor in (cast.lan.actor, cast.ha.actor, cast.tam.actor, OPERATOR, reporter(other.ref), actions.NEWCOMER):
        with pytest.raises(NotThere):
            actions.rate(case, understood=5, treated=5, actor=actor, now=NOW)


def test_it_changes_nothing_of_the_case_and_stands_in_no_timeline(cast: Cast) -> None:
    case = replied(cast)
    said(case, text="Không ai được thấy.")
    after = again(case)
    assert (after.seq, after.state, after.changed_at) == (case.seq, case.state, case.changed_at)
    from namro.work.cases import timeline

    for reader in ("office", "reporter"):
        assert "Không ai được thấy." not in str(timeline.timeline(after, reader))


def test_the_trail_binds_it_and_names_a_row_that_was_changed_or_taken_away(cast: Cast, spoiled: None) -> None:
    case = replied(cast)
    said(case, text="Chậm.")
    said(case, 2, 2, text="Rất chậm.")
    seal_now()
    assert verify().sound
    for change, kind in (({"understood": 5}, "claim"), ({"text": "Tốt."}, "claim"), ({"text": ""}, "claim")):
        before = Rating.objects.values(*change).get(nth=2)
        with lifted(connection), guard.outside("somebody who owns the database"):
            Rating.objects.filter(nth=2).update(**change)
        assert [finding.kind for finding in verify().findings] == [kind], change
        with lifted(connection), guard.outside("and puts it back"):
            Rating.objects.filter(nth=2).update(**before)
    assert verify().sound
    with lifted(connection), guard.outside("somebody takes it away"):
        Rating.objects.filter(nth=2).delete()
    assert "unclaimed" in {finding.kind for finding in verify().findings}


# --- sums -----------------------------------------------------------------------------------------------------------


def several(cast: Cast, answers: list[int], code: str = BA_DINH) -> list[Case]:
    cases = [replied(cast, code) for _ in answers]
    for case, answer in zip(cases, answers, strict=True):
        said(case, answer, answer)
    return cases


def shown(member: Member, at: datetime = MAY) -> list[ratings.Sums]:
    return sums(member.at(at), at)


def test_heads_auditors_and_the_standing_agency_read_sums_of_their_reach_and_nobody_else(cast: Cast) -> None:
    several(cast, [5, 5, 4, 2, 1])
    for member in (cast.ha, cast.tam, cast.thao):
        (one,) = shown(member)
        assert (one.office_names["vi"], one.n) == ("Công an phường Ba Đình", 5)
        assert {name: [band.n for band in bands] for name, bands in one.bands.items()} == {
            "understood": [5],
            "treated": [5],
        }
    for member in (cast.duc, cast.lan, cast.nam, cast.dung, cast.vy):
        assert shown(member) == []


def test_fewer_than_five_are_not_there_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    several(cast, [1, 1, 1, 1])
    assert shown(cast.ha) == []
    monkeypatch.setattr(ratings, "LEAST", 1)
    monkeypatch.setattr(ratings, "banded", lambda counts: list(enumerate(counts)))
    (one,) = shown(cast.ha)
    assert one.bands["treated"] == [(0, 0), (1, 0), (2, 0), (3, 0), (4, 4)]  # the harm: everybody said the worst


def test_a_quarter_is_shown_only_when_nothing_in_it_can_change(cast: Cast) -> None:
    several(cast, [5, 5, 5, 5, 5])
    assert shown(cast.ha, MAY - timedelta(days=1)) == []
    assert [one.n for one in shown(cast.ha, MAY)] == [5]


@pytest.mark.parametrize(
    ("year", "quarter", "last"), [(2026, 1, "2026-04-30"), (2026, 2, "2026-07-31"), (2026, 4, "2027-01-31")]
)
def test_a_quarter_is_settled_when_the_month_after_it_is_over(year: int, quarter: int, last: str) -> None:
    day = date.fromisoformat(last)
    assert not is_settled(year, quarter, day)
    assert is_settled(year, quarter, day + timedelta(days=1))


def test_each_day_has_its_quarter() -> None:
    assert [quarter_of(date(2026, month, 1))[1] for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_offices_stand_in_the_order_of_their_codes_whatever_was_said(cast: Cast) -> None:
    several(cast, [5] * 5, HOAN_KIEM)
    several(cast, [1] * 5, BA_DINH)
    assert [one.office_names["en"] for one in shown(cast.tam)] == ["Ba Dinh Ward Police", "Hoan Kiem Ward Police"]


def test_texts_come_without_their_case_in_the_order_of_the_alphabet(cast: Cast) -> None:
    cases = several(cast, [5, 5, 5, 5, 5])
    said(cases[0], 5, 5, text="Xin cảm ơn.")
    said(cases[3], 5, 5, text="Chậm một ngày.")
    (one,) = shown(cast.ha)
    assert one.texts == ["Chậm một ngày.", "Xin cảm ơn."]
