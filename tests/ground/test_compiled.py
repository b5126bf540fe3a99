"""Statements that are built once give what their queryset gives, whatever they are asked with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Count, Q, Value
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.ground import compiled
from namro.ground.compiled import Compiled
from namro.ground.fetch import together
from namro.ground.gate import guard
from namro.ground.people.models import Holding, Office, Post, User, in_force
from namro.work.plans.models import Act
from tests.cast import Cast

NOON = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)


@Compiled
def posts(offices, kinds, on):
    found = Post.objects.filter(in_force(on), Q(office_id__in=offices) | Q(role__in=kinds))
    return found.order_by("pk").values_list("pk", "role", "office__names", "begins")


@settings(max_examples=40)
@given(data=st.data())
def test_the_rows_are_those_of_the_queryset(cast: Cast, data: st.DataObject):
    offices = data.draw(st.lists(st.sampled_from(sorted(Office.objects.values_list("pk", flat=True))), max_size=6))
    kinds = data.draw(st.sets(st.sampled_from(["handler", "head", "duty-officer", "nobody"])))
    on = data.draw(st.sampled_from([date(1990, 1, 1), date(2026, 3, 10), date(2090, 1, 1)]))
    assert posts(offices, kinds, on) == list(posts.build(offices, kinds, on))


def test_the_queryset_is_built_once_for_each_shape(cast: Cast):
    calls = []

    def build(ids, name):
        calls.append(ids)
        return User.objects.filter(pk__in=ids, name=name).values_list("pk")

    users = Compiled(build)
    for ids in ([1], [2], [3, 4, 5], [6, 7, 8, 9], (1, 2, 3)):
        users(ids, "An")
        users(ids, "Bình")
    built = len(calls)
    assert users([4, 3, 2, 1], "Lan") == []
    assert len(calls) == built, "one number, and up to four, are two shapes"
    assert max(map(len, calls)) == 4


def test_days_instants_and_what_json_holds_are_values_too(cast: Cast):
    sessions = Compiled(lambda at: Session.objects.filter(expire_date__gt=at).order_by("pk").values_list("pk"))
    with guard.outside("rows to find"):
        for n, day in enumerate((9, 11)):
            at = NOON.replace(day=day)
            Session.objects.create(session_key=f"s{n}", session_data="", expire_date=at)
    assert sessions(NOON) == [("s1",)]
    assert sessions(NOON.replace(day=8)) == [("s0",), ("s1",)]
    acts = Compiled(lambda ids: Act.objects.filter(data__post_id__in=ids).values_list("pk"))
    assert acts([7]) == acts([8, 9]) == []
    holdings = Compiled(lambda on: Holding.objects.filter(begins__lte=on).values_list("pk"))
    assert len(holdings(date(2026, 3, 10))) == Holding.objects.filter(begins__lte=date(2026, 3, 10)).count() > 0


def test_counts_come_as_one_row_or_as_none(cast: Cast):
    def build(ids, role):
        found = Post.objects.filter(office_id__in=ids).order_by().annotate(all=Value(1)).values("all")
        return found.annotate(n=Count("pk"), some=Count("pk", filter=Q(role=role))).values_list("n", "some")

    counted = Compiled(build)
    office = cast.office.ba_dinh.pk
    every = Post.objects.filter(office_id=office)
    assert counted([office], "head") == [(every.count(), every.filter(role="head").count())]
    assert counted([], "head") == []


def test_nothing_is_asked_where_the_answer_is_known(cast: Cast):
    users = Compiled(lambda ids: User.objects.filter(pk__in=ids).values_list("pk"))
    with CaptureQueriesContext(connection) as asked:
        assert users([]) == []
        assert users.questions([]) == []
    assert not asked.captured_queries


def test_a_list_too_long_to_keep_is_asked_all_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compiled, "LONGEST", 2)
    known = list(User.objects.order_by("pk").values_list("pk", flat=True))
    users = Compiled(lambda ids: User.objects.filter(pk__in=ids).order_by("pk").values_list("pk"))
    assert [pk for (pk,) in users(known)] == known
    assert not users.questions(known)


@pytest.mark.parametrize(
    "build",
    [
        lambda n: User.objects.filter(pk__gt=n + 1).values_list("pk"),
        lambda n: User.objects.order_by("pk").values_list("pk")[: n % 1000],
        lambda n: User.objects.filter(name=f"{n}.").values_list("pk"),
    ],
)
def test_what_makes_something_else_of_a_value_is_refused(cast: Cast, build):
    with pytest.raises(ValueError, match="than a parameter"):
        Compiled(build)(5)


def test_a_value_of_another_kind_is_refused(cast: Cast):
    users = Compiled(lambda n: User.objects.filter(pk__gt=n).values_list("pk"))
    with pytest.raises(TypeError, match=r"1\.5"):
        users(1.5)


def test_what_is_asked_together_is_asked_once(cast: Cast):
    office = cast.office.ba_dinh.pk
    asked = (office, 0, 5)
    with CaptureQueriesContext(connection) as before:
        alone = posts(asked, {"head"}, date(2026, 3, 10))
    with together(*posts.questions(asked, {"head"}, date(2026, 3, 10))), CaptureQueriesContext(connection) as within:
        assert posts(asked, {"head"}, date(2026, 3, 10)) == alone
    assert len(before.captured_queries) == 1
    assert not within.captured_queries
