"""Rows written and read by statements that are built once: the same rows as Django's own way, only cheaper."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from namro.ground.fetch import Fetch, at_once, together
from namro.ground.gate import guard
from namro.ground.gate.put import fresh_keys, keys_and_whether, patch, put, put_all, put_over, put_together
from namro.ground.gate.refusals import WrittenOutsideTheGate
from namro.ground.people.models import Office, Post, User
from namro.ground.seals.models import Sealed
from tests.cast import SINCE, Cast

AT = datetime(2026, 3, 10, 2, 30, 15, 123456, tzinfo=UTC)


def person(name: str) -> User:
    return User(username=name, name="Nguyễn Văn Đoài", password="!", created_at=AT)


@pytest.fixture
def scene(db: None):
    with guard.outside("rows to compare"):
        yield


def test_a_row_that_was_put_reads_as_one_that_was_saved(scene, cast: Cast):
    mine = put(person("mot"))
    theirs = person("hai")
    theirs.save()
    columns = [f.attname for f in User._meta.concrete_fields if f.attname not in ("id", "username")]
    one, other = (User.objects.values(*columns).get(username=name) for name in ("mot", "hai"))
    assert one == other
    assert mine.pk != theirs.pk
    mine.name = "Đoài"
    mine.save()  # a row that was put is a row like any other
    assert User.objects.get(pk=mine.pk).name == "Đoài"


def test_several_rows_get_their_keys_in_order(scene):
    made = put_all([Sealed(about=f"case:{n}", version=1, ciphertext=bytes([n]), key_id="k") for n in range(5)])
    assert [bytes(Sealed.objects.get(pk=row.pk).ciphertext) for row in made] == [bytes([n]) for n in range(5)]
    assert put_all([]) == []


def test_rows_that_name_each_other_are_put_together(scene, cast: Cast):
    user_key, post_key = fresh_keys(User, Post)
    user = person("ba")
    user.pk = user_key
    post = Post(pk=post_key, office=cast.office.ba_dinh, role="handler", begins=SINCE)
    put_together([user], [], [post])
    assert User.objects.get(pk=user_key).username == "ba"
    assert Post.objects.get(pk=post_key).office == cast.office.ba_dinh
    later = person("tu")
    later.save()
    assert later.pk not in (user_key, None)  # the key that was drawn is not given again


def test_keys_are_drawn_and_rows_looked_for_in_one_statement(scene, cast: Cast, django_assert_num_queries):
    office = Fetch(Office, where="t0.code = %s")
    asked = ((office, (cast.office.city.code,)), (office, ("none",)))
    first, found = keys_and_whether((User, Post), *asked)
    assert found == [True, False]
    later, _ = keys_and_whether((User, Post), *asked)
    if connection.vendor == "postgresql":
        assert later == [key + 1 for key in first]
        with django_assert_num_queries(1):
            keys_and_whether((User, Post), *asked)


@pytest.mark.django_db(transaction=True)
def test_statements_asked_at_once_are_sent_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    if connection.vendor != "postgresql":
        with at_once(), connection.cursor() as cursor:  # SQLite has no server to wait for
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
        return
    from psycopg import Pipeline

    looked: list[int] = []
    own = Pipeline._communicate_gen

    def communicate(pipeline: Pipeline):
        looked.append(len(pipeline.command_queue))
        yield from own(pipeline)

    monkeypatch.setattr(Pipeline, "_communicate_gen", communicate)
    offices = Fetch(Office, where="t0.code = %s")
    codes = [cast.office.city.code, cast.office.ba_dinh.code, "none"]
    with together(*((offices, (code,)) for code in codes)):
        assert looked == [4]  # the three and the word that ends them
        assert [[office.code for office in offices(code)] for code in codes] == [codes[:1], codes[1:2], []]
    looked.clear()
    with transaction.atomic(), at_once(), connection.cursor() as cursor:
        for n in range(3):
            cursor.execute("SELECT %s", [n])
        assert looked == [2]  # the transaction has begun
        looked.clear()
        cursor.execute("SELECT 7")
        assert cursor.fetchone() == (7,)  # who looks after all is answered
        assert looked == [4]
    assert looked == [4, 1]


def _divided_by_nothing() -> None:
    with transaction.atomic(), at_once(), connection.cursor() as cursor:
        cursor.execute("SELECT 1/%s", [0])
        cursor.execute("SELECT %s", [2])


@pytest.mark.django_db(transaction=True)
def test_what_fails_among_statements_asked_at_once_is_raised_at_the_end(cast: Cast):
    if connection.vendor == "postgresql":
        with pytest.raises(DataError):
            _divided_by_nothing()
    with at_once(), connection.cursor() as cursor:  # the connection serves on
        cursor.execute("SELECT %s", [3])
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [4])
        assert int(cursor.fetchone()[0]) == 4


def test_what_the_database_refuses_is_refused_here_too(scene, cast: Cast):
    before = User.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        put_all([person("nam"), person("nam")])
    assert User.objects.count() == before


def test_nothing_is_put_outside_an_action(db: None):
    with pytest.raises(WrittenOutsideTheGate):
        put(Sealed(about="case:x", version=1, ciphertext=b"x", key_id="k"))
    with pytest.raises(WrittenOutsideTheGate):
        put_together([Sealed(pk=1, about="case:x", version=1, ciphertext=b"x", key_id="k")])


def test_rows_that_are_fetched_equal_those_of_a_queryset(cast: Cast):
    fetch = Fetch(Post, "office", "office__unit", "office__parent", where="t0.office_id = %s", order="t0.id")
    theirs = list(Post.objects.filter(office=cast.office.ba_dinh).select_related("office__unit", "office__parent"))
    mine = fetch(cast.office.ba_dinh.pk)
    assert mine == sorted(theirs, key=lambda post: post.pk)
    for one, other in zip(mine, sorted(theirs, key=lambda post: post.pk), strict=True):
        for field in Post._meta.concrete_fields:
            assert getattr(one, field.attname) == getattr(other, field.attname)
        assert one.office.names == other.office.names
        assert one.office.unit.said == other.office.unit.said


def test_what_was_joined_is_not_asked_for_again(cast: Cast, django_assert_num_queries):
    fetch = Fetch(Post, "office", "office__parent", where="t0.office_id = %s")
    with django_assert_num_queries(1):
        (first, *_) = fetch(cast.office.city.pk)
        assert first.office.code == cast.office.city.code
        assert first.office.parent is None  # an optional row that is not there is None, not another question


def test_nothing_found_is_nothing(cast: Cast):
    fetch = Fetch(Office, where="t0.code = %s")
    assert fetch("none") == []
    assert fetch.first("none") is None
    assert fetch.first(cast.office.city.code) == cast.office.city


def test_a_row_put_over_another_takes_its_place_and_a_patch_writes_only_what_it_names(scene, cast: Cast):
    first = put(person("sau"))
    over = person("sau")
    over.name = "Đoài Phương"
    put_over([over], unique=["username"])
    assert (User.objects.get(username="sau").pk, User.objects.get(username="sau").name) == (first.pk, "Đoài Phương")
    put_over([], unique=["username"])
    person_ = put(person("bay"))
    User.objects.filter(pk=person_.pk).update(name="Another")
    patch(person_, {"is_active": False, "created_at": AT})
    found = User.objects.get(pk=person_.pk)
    assert (found.name, found.is_active, person_.is_active) == ("Another", False, False)
    office = cast.lan.post
    patch(office, {"office_id": cast.office.hoan_kiem.pk})
    assert Post.objects.get(pk=office.pk).office == cast.office.hoan_kiem
