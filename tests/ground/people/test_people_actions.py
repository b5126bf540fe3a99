"""Accounts, offices, posts and who holds them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from namro.ground.gate import guard, people_actions
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR, staff
from namro.ground.people.models import Holding, Office, Post, User
from namro.ground.trail.models import Entry
from namro.rules.packs.refused import Refused
from tests.cast import NOW, PASSWORD, Cast, act, unit

ON = date(2026, 3, 10)
GIANG_VO = "00025"


def refused(code: str) -> Any:
    """Expects a refusal with this code."""
    return pytest.raises(Refused, check=lambda cause: cause.code == code)


def test_an_administrator_opens_an_account_and_its_owner_chooses_the_password(cast: Cast) -> None:
    user = act(people_actions.create_user, username="linh", name="Linh", password="mot-lan-thoi-2026", by=cast.dung)
    assert user.must_change_password
    assert staff(user, NOW).seats == ()
    act(people_actions.change_password, user, old="mot-lan-thoi-2026", new="cua-rieng-toi-2026", by=staff(user, NOW))
    user.refresh_from_db()
    assert not user.must_change_password
    assert user.check_password("cua-rieng-toi-2026")
    assert list(Entry.objects.values_list("action", "object_ref")) == [
        ("people.create_user", f"user:{user.pk}"),
        ("people.change_password", f"user:{user.pk}"),
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"username": "Linh"}, "people.username-form"),
        ({"username": "linh'; --"}, "people.username-form"),
        ({"username": "lan"}, "people.username-taken"),
        ({"name": "  "}, "people.name-needed"),
        ({"password": "ngan"}, "people.password-weak"),
        ({"password": "password1234"}, "people.password-weak"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_changes_nothing(cast: Cast, said: dict[str, str], code: str) -> None:
    before = User.objects.count()
    with refused(code):
        act(
            people_actions.create_user,
            by=cast.dung,
            **{"username": "linh", "name": "Linh", "password": "mot-lan-thoi-2026", **said},
        )
    assert User.objects.count() == before
    assert not Entry.objects.exists()


def test_an_account_without_a_password_lets_nobody_in(cast: Cast) -> None:
    user = act(people_actions.create_user, username="linh", name="Linh", password=None, by=OPERATOR)
    assert not user.has_usable_password()


def test_nobody_changes_the_password_of_another(cast: Cast) -> None:
    with pytest.raises(NotThere):
        act(people_actions.change_password, cast.minh.user, old=PASSWORD, new="cua-rieng-toi-2026", by=cast.lan)
    with refused("people.old-password"):
        act(people_actions.change_password, cast.lan.user, old="khong-phai", new="cua-rieng-toi-2026", by=cast.lan)
    with refused("people.same-password"):
        act(people_actions.change_password, cast.lan.user, old=PASSWORD, new=PASSWORD, by=cast.lan)


def test_a_forgotten_password_is_set_anew_and_must_then_be_changed(cast: Cast) -> None:
    before = cast.lan.user.get_session_auth_hash()
    act(people_actions.set_password, cast.lan.user, password="mot-lan-thoi-2026", by=cast.dung)
    user = User.objects.get(pk=cast.lan.user.pk)
    assert user.must_change_password
    assert user.get_session_auth_hash() != before  # every session of hers is over
    with pytest.raises(NotThere):
        act(people_actions.set_password, cast.lan.user, password="mot-lan-thoi-2026", by=cast.ha)


def test_an_office_takes_its_name_code_and_place_in_the_tree_from_the_pack(cast: Cast) -> None:
    office = act(
        people_actions.create_office,
        cast.office.city,
        kind="commune-police",
        unit=unit(GIANG_VO),
        begins=ON,
        by=cast.dung,
    )
    assert office.code == f"CAX-{GIANG_VO}"
    assert office.names["vi"] == f"Công an {unit(GIANG_VO).said['vi']}"
    assert office.path == f"/{cast.office.city.pk}/{office.pk}/"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "castle"}, "people.unknown-kind"),
        ({"kind": "investigation"}, "people.wrong-level"),
        ({"code": "a b"}, "people.code-form"),
        ({"code": "CAX-00070"}, "people.code-taken"),
        ({"unit": "00070"}, "people.office-exists"),
    ],
)
def test_an_office_that_cannot_be_is_refused(cast: Cast, said: dict[str, str], code: str) -> None:
    given: dict[str, Any] = {"kind": "commune-police", "begins": ON, "unit": unit(said.pop("unit", GIANG_VO)), **said}
    with refused(code):
        act(people_actions.create_office, cast.office.city, by=cast.dung, **given)


def test_a_root_office_is_made_on_the_server_only(cast: Cast) -> None:
    with refused("people.wrong-parent"):
        act(people_actions.create_office, None, kind="commune-police", unit=unit(GIANG_VO), begins=ON, by=cast.dung)
    with refused("people.root-office"):
        act(
            people_actions.create_office, None, kind="province-police", unit=unit("01"), begins=ON, code="X",
            by=cast.dung,
        )  # fmt: skip


def test_a_post_has_a_role_that_exists_at_such_an_office(cast: Cast) -> None:
    post = act(people_actions.create_post, cast.office.ba_dinh, role="handler", begins=ON, title="Tổ 2", by=cast.dung)
    assert post.guard_office_id == cast.office.ba_dinh.pk
    with refused("people.unknown-role"):
        act(people_actions.create_post, cast.office.ba_dinh, role="king", begins=ON, by=cast.dung)
    with refused("people.role-not-here"):
        act(people_actions.create_post, cast.office.ba_dinh, role="auditor", begins=ON, by=cast.dung)
    with refused("people.dates"):
        act(people_actions.create_post, cast.office.ba_dinh, role="handler", begins=ON, ends=ON, by=cast.dung)


def test_a_post_has_one_holder_at_a_time(cast: Cast) -> None:
    with refused("people.post-held"):
        act(people_actions.appoint, cast.lan.post, cast.minh.user, begins=ON, by=cast.dung)
    act(people_actions.end_holding, Holding.objects.get(user=cast.lan.user), on=ON, by=cast.dung)
    held = act(people_actions.appoint, cast.lan.post, cast.minh.user, begins=ON, by=cast.dung)
    assert Entry.objects.latest("id").object_ref == f"holding:{held.pk} user:{cast.minh.user.pk}"
    with refused("people.already-holds"):
        act(people_actions.name_deputy, cast.lan.post, cast.minh.user, begins=ON, ends=date(2026, 4, 1), by=cast.dung)


def test_nobody_gives_themselves_a_post_or_shuts_themselves_out(cast: Cast) -> None:
    free = act(people_actions.create_post, cast.office.city, role="head", begins=ON, by=cast.dung)
    with refused("people.not-yourself"):
        act(people_actions.appoint, free, cast.dung.user, begins=ON, by=cast.dung)
    with refused("people.not-yourself"):
        act(people_actions.name_deputy, free, cast.dung.user, begins=ON, ends=date(2026, 4, 1), by=cast.dung)
    with refused("people.not-yourself"):
        act(people_actions.close_account, cast.dung.user, reason="x", by=cast.dung)


def test_a_closed_account_gets_no_post_until_it_is_open_again(cast: Cast) -> None:
    free = act(people_actions.create_post, cast.office.ba_dinh, role="handler", begins=ON, by=cast.dung)
    act(people_actions.close_account, cast.minh.user, reason="nghỉ việc", by=cast.dung)
    with refused("people.account-closed"):
        act(people_actions.appoint, free, cast.minh.user, begins=ON, by=cast.dung)
    act(people_actions.open_account, cast.minh.user, reason="trở lại", by=cast.dung)
    act(people_actions.appoint, free, cast.minh.user, begins=ON, by=cast.dung)


def test_ending_an_office_ends_its_posts_and_holdings_and_deletes_nothing(cast: Cast) -> None:
    before = (Office.objects.count(), Post.objects.count(), Holding.objects.count())
    act(people_actions.end_office, cast.office.ba_dinh, on=ON, reason="sáp nhập", by=cast.dung)
    assert (Office.objects.count(), Post.objects.count(), Holding.objects.count()) == before
    assert not Post.objects.filter(office=cast.office.ba_dinh, ends__isnull=True).exists()
    assert not Holding.objects.filter(post__office=cast.office.ba_dinh, ends__isnull=True).exists()
    with refused("people.over"):
        act(people_actions.end_office, Office.objects.get(pk=cast.office.ba_dinh.pk), on=ON, reason="x", by=cast.dung)
    with refused("people.office-over"):
        act(
            people_actions.create_post, Office.objects.get(pk=cast.office.ba_dinh.pk), role="handler", begins=ON,
            by=cast.dung,
        )  # fmt: skip


def test_what_would_begin_later_never_holds_once_it_is_ended_before(cast: Cast) -> None:
    later = act(people_actions.create_post, cast.office.ba_dinh, role="handler", begins=date(2026, 9, 1), by=cast.dung)
    act(people_actions.end_post, later, on=ON, by=cast.dung)
    later.refresh_from_db()
    assert later.ends == later.begins


def test_records_of_people_are_never_deleted_with_others(cast: Cast) -> None:
    with guard.outside("trying to delete"):
        for row in (cast.lan.user, cast.lan.post, cast.office.ba_dinh, cast.office.ba_dinh.unit):
            with pytest.raises(ProtectedError):
                row.delete()


def test_the_database_itself_refuses_an_end_before_the_beginning(cast: Cast) -> None:
    with guard.outside("trying"), pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=cast.lan.post.pk).update(ends=date(2020, 1, 1))
