"""Signing in: right, wrong, too often, and from behind one address."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from namro.ground.gate import people_actions, sign_in
from namro.ground.gate.sign_in import WrongSignIn
from namro.ground.people import throttle
from namro.ground.people.models import SignInAttempt
from namro.ground.people.throttle import MustWait
from namro.ground.trail.models import Entry
from tests.cast import NOW, PASSWORD, Cast, act

HERE = "203.0.113.7"


def after(seconds: int) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def tries(username: str, password: str, *, at: dt.datetime = NOW, client: str = HERE) -> Any:
    return sign_in.sign_in(username, password, client=client, now=at)


def test_the_right_password_opens_and_leaves_an_entry(cast: Cast) -> None:
    assert tries(" LAN ", PASSWORD) == cast.lan.user
    entry = Entry.objects.get()
    assert (entry.action, entry.actor_ref) == ("people.sign_in", f"user:{cast.lan.user.pk}")


def test_a_wrong_password_an_unknown_name_and_a_closed_account_get_the_same_answer(cast: Cast) -> None:
    act(people_actions.close_account, cast.minh.user, reason="nghỉ", by=cast.dung)
    answers = []
    for username, password in (("lan", "sai-mat-khau"), ("khong-co-ai", PASSWORD), ("minh", PASSWORD), ("", "")):
        with pytest.raises(WrongSignIn) as refused:
            tries(username, password)
        answers.append((refused.value.code, refused.value.params))
    assert len(set(map(str, answers))) == 1
    assert Entry.objects.filter(action="people.sign_in").count() == 0


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    real = sign_in.check_password

    def counted(password: str, encoded: str) -> bool:
        hashed.append(encoded.split("$")[1])
        return bool(real(password, encoded))

    monkeypatch.setattr(sign_in, "check_password", counted)
    for username in ("lan", "khong-co-ai"):
        with pytest.raises(WrongSignIn):
            tries(username, "sai-mat-khau")
    assert hashed == ["argon2id", "argon2id"]


def test_after_five_failures_each_further_one_waits_longer(cast: Cast) -> None:
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            tries("lan", "sai")
    with pytest.raises(MustWait) as first:
        tries("lan", PASSWORD)
    assert first.value.params["seconds"] == 30
    with pytest.raises(WrongSignIn):
        tries("lan", "sai", at=after(30))
    with pytest.raises(MustWait) as second:
        tries("lan", PASSWORD, at=after(31))
    assert second.value.params["seconds"] == 59
    assert tries("lan", PASSWORD, at=after(91)) == cast.lan.user
    for _ in range(4):
        with pytest.raises(WrongSignIn):
            tries("lan", "sai", at=after(92))
    assert tries("lan", PASSWORD, at=after(92)) == cast.lan.user  # a right one starts afresh


def test_the_wait_never_grows_beyond_a_quarter_of_an_hour(cast: Cast) -> None:
    at = 0
    for _ in range(30):
        with pytest.raises(WrongSignIn):
            tries("lan", "sai", at=after(at))
        at += 901
    with pytest.raises(MustWait) as refused:
        tries("lan", PASSWORD, at=after(at - 900))
    assert refused.value.params["seconds"] <= 900


def test_an_unknown_name_is_throttled_just_the_same(cast: Cast) -> None:
    for _ in range(5):
        with pytest.raises(WrongSignIn):
            tries("khong-co-ai", "sai")
    with pytest.raises(MustWait):
        tries("khong-co-ai", "sai")


def test_forty_people_behind_one_address_sign_in_though_some_mistype(cast: Cast) -> None:
    people = [
        people_actions.create_user(
            username=f"nguoi{n}", name="Người", password=PASSWORD, must_change_password=False, now=NOW,
            actor=cast.dung.actor,
        )
        for n in range(40)
    ]  # fmt: skip
    for person in people:
        for _ in range(2):
            with pytest.raises(WrongSignIn):
                tries(person.username, "gõ nhầm")
        assert tries(person.username, PASSWORD) == person


def test_one_address_that_tries_many_names_is_slowed_down_and_no_other(cast: Cast) -> None:
    for n in range(throttle.ADDRESS_FAILURES):
        with pytest.raises(WrongSignIn):
            tries(f"doan{n}", "sai")
    with pytest.raises(MustWait):
        tries("lan", PASSWORD)
    assert tries("lan", PASSWORD, client="198.51.100.9") == cast.lan.user
    assert tries("minh", PASSWORD, at=after(6)) == cast.minh.user  # one comes back every six seconds


def test_a_clock_that_was_set_back_locks_nobody_out(cast: Cast) -> None:
    for _ in range(throttle.FREE_FAILURES):
        with pytest.raises(WrongSignIn):
            tries("lan", "sai", at=after(7200))
    assert tries("minh", PASSWORD, at=NOW) == cast.minh.user  # the address would have been charged for two hours
    assert tries("lan", PASSWORD, at=NOW) == cast.lan.user  # and the account would have waited for as long


def test_guesses_made_at_the_same_moment_gain_nothing(cast: Cast) -> None:
    account, address = throttle.account_key("lan"), throttle.address_key(HERE, NOW)
    for _ in range(5):
        throttle.charge(account, address, NOW)  # charged before any password is looked at
    with pytest.raises(MustWait):
        throttle.charge(account, address, NOW)


def test_without_the_throttle_guessing_never_ends(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "charge", lambda *_: None)
    for _ in range(20):
        with pytest.raises(WrongSignIn):
            tries("lan", "sai")
    assert tries("lan", PASSWORD) == cast.lan.user  # the harm: twenty guesses at once, and then in


def test_no_address_and_no_typed_name_is_kept(cast: Cast) -> None:
    with pytest.raises(WrongSignIn):
        tries("lan", "sai")
    kept = " ".join(str(row) for row in SignInAttempt.objects.values_list())
    assert HERE not in kept
    assert "lan" not in kept


def test_the_key_of_addresses_is_another_each_day_and_the_old_one_is_gone(cast: Cast, home: Path) -> None:
    today = throttle.address_key(HERE, NOW)
    assert throttle.address_key(HERE, NOW) == today
    assert throttle.address_key(HERE, after(86_400)) != today
    assert [path.name for path in (home / "keys").glob("sign-in-*.key")] == ["sign-in-2026-03-11.key"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", HERE, True),
        ("fe80::1%eth0", "fe80::1", True),
        ("", "no address", False),
    ],
)
def test_of_an_ipv6_address_the_network_counts(one: str, other: str, same: bool) -> None:
    assert (throttle.address_key(one, NOW) == throttle.address_key(other, NOW)) is same


def test_old_counters_are_forgotten(cast: Cast) -> None:
    with pytest.raises(WrongSignIn):
        tries("lan", "sai")
    tries("minh", PASSWORD, at=after(90_000))
    assert not SignInAttempt.objects.filter(last_at__lte=int(NOW.timestamp())).exists()


def test_a_password_of_any_length_or_letters_is_only_ever_wrong(cast: Cast) -> None:
    for password in ("x" * 100_000, "\x00", "mật khẩu 😀", "\ud800"):
        with pytest.raises(WrongSignIn):
            tries("lan", password, client=password[:5])
