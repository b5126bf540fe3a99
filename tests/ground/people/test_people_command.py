"""`namro people` as an operator uses it."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from namro.ground.gate import guard
from namro.ground.people.models import Holding, User
from namro.ground.trail.models import Entry, Pending
from namro.rules.packs.refused import Refused
from tests.cast import Cast


def run(*words: str) -> Any:
    out = StringIO()
    call_command("people", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_an_account_is_opened_appointed_listed_closed_and_opened_again(cast: Cast) -> None:
    added = run("add", "linh", "--name", "Linh")
    user = User.objects.get(username="linh")
    assert user.must_change_password
    assert user.check_password(added["password"])
    run("appoint", "linh", "--office", "CAX-00004", "--role", "handler", "--from", "2026-03-01")
    assert Holding.objects.get(user=user).post.office == cast.office.ba_dinh
    listed = {row["username"]: row for row in run("list")}
    assert listed["linh"]["posts"] == ["handler, Công an phường Ba Đình"]
    run("close", "linh", "--reason", "nghỉ")
    assert not User.objects.get(pk=user.pk).is_active
    run("open", "linh", "--reason", "trở lại")
    fresh = run("password", "linh")
    assert User.objects.get(pk=user.pk).check_password(fresh["password"])
    assert set(Entry.objects.values_list("actor_ref", flat=True)) == {"operator:cli"}
    assert not Pending.objects.exists()  # nobody else may be there to seal it


def test_a_post_that_nobody_holds_is_filled_before_a_new_one_is_made(cast: Cast) -> None:
    run("add", "linh", "--name", "Linh")
    with guard.outside("the post is free"):
        Holding.objects.filter(user=cast.lan.user).update(ends="2026-01-01")
    run("appoint", "linh", "--office", "CAX-00004", "--role", "duty-officer")
    assert Holding.objects.get(user__username="linh").post == cast.lan.post


def test_offices_are_listed_by_code(cast: Cast) -> None:
    assert {row["code"] for row in run("offices")} >= {"CAX-00004", "CAX-00070", "CAT-01"}


def test_what_cannot_be_done_is_said_and_changes_nothing(cast: Cast) -> None:
    before = Entry.objects.count()
    with pytest.raises(CommandError, match="no account nobody"):
        run("close", "nobody", "--reason", "x")
    with pytest.raises(CommandError, match="no office"):
        run("appoint", "lan", "--office", "X", "--role", "handler")
    with pytest.raises(CommandError, match="not a day"):
        run("appoint", "lan", "--office", "CAX-00004", "--role", "handler", "--from", "01/03/2026")
    with pytest.raises(Refused):
        run("add", "lan", "--name", "Lan")
    assert Entry.objects.count() == before
