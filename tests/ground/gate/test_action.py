"""What the gate does around a function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from namro.ground.gate.action import REGISTRY, BadAction, action
from namro.ground.gate.context import NoAction, current
from namro.ground.gate.put import fresh_keys, put_together
from namro.ground.gate.refusals import NotAllowed, NotThere
from namro.ground.people.actors import OPERATOR, SYSTEM, Actor, reporter, staff
from namro.ground.people.models import Post, User
from namro.ground.seals.models import Sealed
from namro.ground.trail.canonical import digest
from namro.ground.trail.models import Entry
from tests.cast import NOW, Cast, act


@dataclass
class Thing:
    """Something to act on."""

    guard_office_id: int | None
    guard_ref: str = "thing:1"
    guard_kind: str = "thing"


@pytest.fixture
def declared() -> dict[str, Any]:
    """A few actions that exist for one test."""

    @action("cases.register", by_reporter=True, by_system=True)
    def rename(target: Thing, *, who: User, name: str, actor: Actor, now: datetime) -> str:
        """Renames somebody."""
        who.name = name
        who.save(update_fields=["name"])
        return name

    @action("cases.classify")
    def rename_and_fail(target: Thing, *, who: User, actor: Actor, now: datetime) -> None:
        """Renames somebody and thinks better of it."""
        rename(target, who=who, name="Somebody else", actor=actor, now=now)
        raise ValueError("no")

    @action("cases.close", open_to_all=True)
    def both(target: Thing, *, who: User, actor: Actor, now: datetime) -> None:
        """Renames somebody through another action."""
        rename(target, who=who, name="Twice", actor=actor, now=now)

    return {"rename": rename, "fail": rename_and_fail, "both": both}


@pytest.fixture(autouse=True)
def _own_registry() -> Iterator[None]:
    """These tests declare actions under names that the pack grants; the real ones step aside."""
    before = dict(REGISTRY)
    REGISTRY.clear()
    yield
    REGISTRY.clear()
    REGISTRY.update(before)


def test_an_action_writes_one_entry_that_says_who_what_on_what_and_by_which_seat(
    cast: Cast, declared: dict[str, Any]
) -> None:
    thing = Thing(cast.office.ba_dinh.pk)
    act(declared["rename"], thing, by=cast.lan, who=cast.minh.user, name="Minh")
    entry = Entry.objects.get()
    assert entry.action == "cases.register"
    assert entry.actor_ref == f"user:{cast.lan.user.pk}"
    assert (entry.object_kind, entry.object_ref) == ("thing", "thing:1")
    assert entry.seat == "duty-officer@CAX-00004"
    assert entry.office == "CAX-00004"
    assert entry.when == NOW


def test_neither_the_name_of_who_acts_nor_what_was_said_reaches_the_trail(cast: Cast, declared: dict[str, Any]) -> None:
    @action("cases.assign", open_to_all=True)
    def assign(target: Thing, *, actor: Actor, now: datetime) -> bytes:
        """Keeps a secret."""
        running = current()
        running.because("Nguyễn Văn A đã khai như vậy")
        running.carries({"said": "số điện thoại 0900000000"})
        return running.entry().salt

    salt = act(assign, Thing(None), by=cast.lan)
    entry = Entry.objects.get()
    everything = " ".join(str(value) for value in Entry.objects.values_list().get())
    assert "Nguyễn" not in everything
    assert "0900000000" not in everything
    assert entry.reason_digest == digest("reason", salt, "Nguyễn Văn A đã khai như vậy".encode())
    assert entry.payload_digest == digest("payload", salt, '{"said":"số điện thoại 0900000000"}'.encode())


@pytest.mark.parametrize("rows_follow", [True, False])
def test_an_entry_whose_id_was_drawn_goes_out_with_the_next_rows_or_at_the_end_once(
    cast: Cast, rows_follow: bool
) -> None:
    seen: list[int] = []

    @action("cases.assign", open_to_all=True)
    def assign(target: Thing, *, actor: Actor, now: datetime) -> tuple[int, bytes]:
        """Draws the id of its entry first."""
        running = current()
        (running.key,) = fresh_keys(Entry)
        running.carries({"said": "x"})
        made = running.entry()
        seen.append(Entry.objects.count())
        if rows_follow:
            put_together([Sealed(about="case:x", version=1, ciphertext=b"x", key_id="k", pk=1)])
        seen.append(Entry.objects.count())
        return made.id, made.salt

    key, salt = act(assign, Thing(None), by=cast.lan)
    entry = Entry.objects.get()
    assert (entry.pk, entry.payload_digest) == (key, digest("payload", salt, b'{"said":"x"}'))
    assert seen == [0, int(rows_follow)]
    assert Sealed.objects.count() == int(rows_follow)


def test_what_is_not_allowed_writes_nothing_at_all(cast: Cast, declared: dict[str, Any]) -> None:
    with pytest.raises(NotThere):
        act(declared["rename"], Thing(cast.office.ba_dinh.pk), by=cast.quan, who=cast.minh.user, name="Minh")
    cast.minh.user.refresh_from_db()
    assert cast.minh.user.name == "Trần Văn Minh"
    assert not Entry.objects.exists()


def test_not_allowed_and_not_there_are_one_and_the_same_answer() -> None:
    assert NotAllowed is NotThere
    assert (NotThere().code, NotThere().params, NotThere().field) == ("gate.not-found", {}, None)


def test_an_action_that_fails_leaves_neither_its_writes_nor_its_entry(cast: Cast, declared: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no"):
        act(declared["fail"], Thing(cast.office.ba_dinh.pk), by=cast.lan, who=cast.minh.user)
    assert User.objects.get(pk=cast.minh.user.pk).name == "Trần Văn Minh"
    assert not Entry.objects.exists()


def test_an_action_inside_an_action_joins_it_with_its_own_permission_and_entry(
    cast: Cast, declared: dict[str, Any]
) -> None:
    thing = Thing(cast.office.ba_dinh.pk)
    act(declared["both"], thing, by=cast.lan, who=cast.minh.user)
    assert list(Entry.objects.values_list("action", flat=True)) == ["cases.register", "cases.close"]
    with pytest.raises(NotThere):
        act(declared["both"], thing, by=reporter("X-1"), who=cast.minh.user)
    assert Entry.objects.count() == 2


def test_what_waits_for_the_commit_does_not_happen_when_the_action_is_undone(
    cast: Cast, declared: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    told: list[str] = []

    @action("cases.notify", open_to_all=True)
    def notify(target: Thing, *, fails: bool, actor: Actor, now: datetime) -> None:
        """Tells somebody."""
        transaction.on_commit(lambda: told.append("told"))
        if fails:
            raise ValueError

    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ValueError):  # noqa: PT011 - which one does not matter
            act(notify, Thing(None), by=cast.lan, fails=True)
        act(notify, Thing(None), by=cast.lan, fails=False)
    assert told == ["told"]


def test_a_reporter_acts_on_their_own_case_and_on_no_other(cast: Cast, declared: dict[str, Any]) -> None:
    mine = Thing(cast.office.ba_dinh.pk, guard_ref="case:26-7F")
    act(declared["rename"], mine, by=reporter("26-7F"), who=cast.minh.user, name="Minh")
    act(declared["rename"], mine, by=reporter("case:26-7F"), who=cast.minh.user, name="Minh")
    with pytest.raises(NotThere):
        act(declared["rename"], mine, by=reporter("26-7E"), who=cast.minh.user, name="Minh")
    with pytest.raises(NotThere):
        act(declared["rename"], Thing(None), by=reporter("26-7F"), who=cast.minh.user, name="Minh")


def test_scheduled_work_and_the_operator_do_only_what_is_marked_for_them(cast: Cast, declared: dict[str, Any]) -> None:
    thing = Thing(cast.office.ba_dinh.pk)
    act(declared["rename"], thing, by=SYSTEM("recheck"), who=cast.minh.user, name="Minh")
    assert Entry.objects.get().actor_ref == "job:recheck"
    with pytest.raises(NotThere):
        act(declared["rename"], thing, by=OPERATOR, who=cast.minh.user, name="Minh")


def test_whoever_must_still_change_their_first_password_may_do_nothing(cast: Cast, declared: dict[str, Any]) -> None:
    user = cast.lan.user
    user.must_change_password = True
    thing = Thing(cast.office.ba_dinh.pk)
    with pytest.raises(NotThere):
        act(declared["rename"], thing, by=staff(user, NOW), who=cast.minh.user, name="Minh")


def test_an_action_that_did_nothing_leaves_no_entry(cast: Cast) -> None:
    @action("cases.attach", open_to_all=True)
    def attach(target: Thing, *, twice: bool, who: User, actor: Actor, now: datetime) -> None:
        """Does it once."""
        current().unchanged()
        if twice:
            who.save(update_fields=["name"])

    act(attach, Thing(None), by=cast.lan, twice=False, who=cast.minh.user)
    assert not Entry.objects.exists()
    with pytest.raises(BadAction):
        act(attach, Thing(None), by=cast.lan, twice=True, who=cast.minh.user)


def test_an_action_that_was_recorded_early_is_recorded_once(cast: Cast) -> None:
    @action("cases.message", open_to_all=True)
    def message(target: None, *, actor: Actor, now: datetime) -> int:
        """Asks for its entry itself."""
        current().is_about(Thing(None, "thing:9"))
        return current().entry().id

    made = act(message, None, by=cast.lan)
    assert Entry.objects.get().pk == made
    assert Entry.objects.get().object_ref == "thing:9"


def test_outside_an_action_there_is_no_running_one() -> None:
    with pytest.raises(NoAction):
        current()


def test_the_gate_wants_an_actor_an_aware_moment_a_docstring_and_a_name_of_its_own(cast: Cast) -> None:
    @action("cases.move", open_to_all=True)
    def move(target: None, *, actor: Actor, now: datetime) -> None:
        """Moves."""

    with pytest.raises(BadAction):
        move(None, actor=cast.lan.actor, now=datetime(2026, 3, 10, 9, 0))  # noqa: DTZ001 - that it is refused is the point
    with pytest.raises(BadAction):
        move(None, actor=cast.lan.user, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(BadAction, match="docstring"):

        @action("cases.suspend")
        def suspend(target: None, *, actor: Actor, now: datetime) -> None: ...

    with pytest.raises(BadAction, match="Two functions"):

        @action("cases.move")
        def other(target: None, *, actor: Actor, now: datetime) -> None:
            """Moves otherwise."""


def test_a_target_may_be_worked_out_from_what_the_action_is_given(cast: Cast) -> None:
    @action("cases.reopen", target=lambda post, **_: post.office)
    def reopen(post: Post, *, actor: Actor, now: datetime) -> None:
        """Is about the office of a post."""

    act(reopen, cast.minh.post, by=cast.ha)
    assert Entry.objects.get().object_ref == "office:CAX-00004"
    with pytest.raises(NotThere):
        act(reopen, cast.mai.post, by=cast.ha)


def test_the_gate_asks_the_database_little(
    cast: Cast, declared: dict[str, Any], django_assert_num_queries: Any
) -> None:
    actor, thing, who = cast.lan.actor, Thing(cast.office.ba_dinh.pk), cast.minh.user
    with django_assert_num_queries(4):  # savepoint and its release, the write, the entry
        act(declared["rename"], thing, by=actor, who=who, name="Minh")
