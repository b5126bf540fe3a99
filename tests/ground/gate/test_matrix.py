"""Who may do what, where: every action × everyone of the cast × their own office, another, one above, one below.

What is expected is worked out here from the pack's YAML, with none of the code that decides.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from namro.ground.gate.action import REGISTRY, ActionInfo, _open
from namro.ground.gate.matrix import LOOKS, matrix, roles_of
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR, SYSTEM, Actor, reporter
from namro.rules.packs.schema import Pack
from tests.cast import NOW, OFFICES, POSTS, Cast

ABOVE = {name: "city" if name != "city" else None for name in OFFICES}


@dataclass
class Target:
    """Something at an office."""

    guard_office_id: int | None
    guard_ref: str = "case:26-7F"
    guard_kind: str = "case"


def _roles() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((settings.NAMRO_PACK / "roles.yaml").read_text())
    return found


def _granted(role: dict[str, Any], action: str) -> bool:
    return any(
        granted == action or (granted.endswith(".*") and action.startswith(granted[:-1])) for granted in role["may"]
    )


def _seen(role: dict[str, Any], home: str, there: str) -> bool:
    return role["sees"] == "all" or home == there or (role["sees"] == "below" and ABOVE[there] == home)


def _opens(info: ActionInfo, actor: Actor, target: Target | None) -> bool:
    try:
        _open(info, actor, target, NOW)
    except NotThere as refused:
        return (refused.code, refused.params, refused.field) != ("gate.not-found", {}, None)
    return True


def test_everyone_may_do_what_the_pack_says_where_it_says_and_nothing_else(cast: Cast) -> None:
    roles, wrong, asked = _roles(), [], 0
    actors = {name: member.actor for name, member in cast}
    ids = {name: getattr(cast.office, name).pk for name in OFFICES}
    for name, info in sorted(REGISTRY.items()):
        for who, (_, role, home) in POSTS.items():
            for there, office_id in ids.items():
                expected = info.open_to_all or (
                    not info.by_oneself and _granted(roles[role], name) and _seen(roles[role], home, there)
                )
                asked += 1
                if _opens(info, actors[who], Target(office_id)) != expected:
                    wrong.append(f"{name}: {who} ({role} at {home}) on something at {there}, expected {expected}")
    assert wrong == []
    assert asked == len(REGISTRY) * len(POSTS) * len(OFFICES) > 1000


def test_the_cast_really_meets_own_other_above_and_below(cast: Cast) -> None:
    roles = _roles()
    kinds = {
        (roles[role]["sees"], "own" if home == there else "below" if ABOVE[there] == home else "other")
        for _, role, home in POSTS.values()
        for there in OFFICES
    }
    assert {("own", "own"), ("own", "other"), ("below", "own"), ("below", "other"), ("all", "other")} <= kinds


def test_what_nobody_has_may_do_beyond_the_staff_is_marked_on_the_action(cast: Cast) -> None:
    mine, other = Target(cast.office.ba_dinh.pk), Target(cast.office.ba_dinh.pk, "case:26-8A")
    for info in REGISTRY.values():
        assert _opens(info, reporter("26-7F"), mine) == (info.by_reporter or info.open_to_all), info.name
        assert _opens(info, reporter("26-7F"), other) == info.open_to_all, info.name
        assert _opens(info, reporter("26-7F"), None) == info.open_to_all, info.name
        assert _opens(info, OPERATOR, mine) == (info.by_operator or info.open_to_all), info.name
        assert _opens(info, SYSTEM("job"), mine) == (info.by_system or info.open_to_all), info.name


def test_someone_without_a_seat_may_do_only_what_concerns_themselves(cast: Cast) -> None:
    nobody = Actor("staff", "user:999999", "Nobody")
    for info in REGISTRY.values():
        assert _opens(info, nobody, Target(cast.office.ba_dinh.pk)) == info.open_to_all, info.name
        assert _opens(info, nobody, Target(None)) == info.open_to_all, info.name
        assert _opens(info, nobody, None) == info.open_to_all, info.name
        own = Target(None, "user:999999", "user")
        assert _opens(info, nobody, own) == (info.by_oneself or info.open_to_all), info.name


def test_what_the_matrix_must_never_allow(cast: Cast) -> None:
    """Said by hand, so that a slip in the pack shows here."""
    at = Target(cast.office.ba_dinh.pk)
    for name, info in REGISTRY.items():
        room = name.partition(".")[0]
        for who, member in cast:
            opens = _opens(info, member.actor, at) and not info.open_to_all
            if who == "quan":
                assert not opens, f"{name}: an officer of another ward"
            if who in ("thao", "tam") and room in ("cases", "people") and name != "cases.export":  # only notes it
                assert not opens, f"{name}: who watches changes nothing"
            if who == "dung" and room == "cases":
                assert not opens, f"{name}: who administers does not touch cases"
            if who in ("vy", "phuc") and room in ("cases", "people"):
                assert not opens, f"{name}: who keeps seals does nothing else"
            if room == "people" and who != "dung":
                assert not opens, f"{name}: only the administrator looks after accounts and posts"


def test_every_action_that_the_pack_grants_exists(pack: Pack) -> None:
    granted = {name for role in pack.roles.values() for name in role.may if not name.endswith(".*")}
    assert sorted(granted - set(REGISTRY) - LOOKS) == []


def test_the_command_prints_every_action_with_its_roles(pack: Pack) -> None:
    out = StringIO()
    call_command("actions", "--json", stdout=out)
    rows = {row["name"]: row for row in json.loads(out.getvalue())}
    assert set(rows) == set(REGISTRY)
    assert list(rows["people.appoint"]["roles"]) == ["administrator"] == roles_of("people.appoint", pack)
    assert (rows["people.sign_in"]["oneself"], rows["people.sign_in"]["roles"]) == (True, {})
    plain = StringIO()
    call_command("actions", stdout=plain)
    assert "people.appoint\n    Puts someone into a post" in plain.getvalue()


def test_every_action_says_in_one_line_what_it_does(pack: Pack) -> None:
    for row in matrix(pack):
        assert 10 <= len(row.says) <= 160, row.name
        assert row.says.endswith("."), row.name


def test_the_reference_of_permissions_is_the_matrix_of_today() -> None:
    from tools.write_permissions import PAGE, page

    assert Path(PAGE).read_text() == page(), "Write it again: python tools/write_permissions.py"


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_action_is_named_room_dot_verb(name: str) -> None:
    room, verb = name.split(".")
    assert room.isalpha()
    assert verb.replace("_", "").isalpha()
