"""`namro init`: a real installation for one province, or nothing at all."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from namro.doors.cli import installation
from namro.ground.people.actors import staff
from namro.ground.people.may import may
from namro.ground.places.queries import children, unit
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from tests.doors.cli.terminal import namro

TODAY = date(2026, 3, 10)


@pytest.mark.django_db
def test_every_commune_gets_its_office_below_that_of_the_province(now: datetime) -> None:
    province = unit("01", TODAY)
    made = installation.create_offices(province, begins=TODAY, now=now)
    communes = [u for u in children("01", TODAY) if u.level != province.level]
    by_kind = {kind: [o for o in made if o.kind == kind] for kind in {o.kind for o in made}}
    (root,) = [o for o in made if o.parent_id is None]
    for kind, rule in the_pack().offices.items():
        assert len(by_kind[kind]) == (1 if rule.level == province.level else len(communes))
    assert all(o.parent_id == root.pk for o in made if o.unit_id != province.pk)
    assert len({o.code for o in made}) == len(made)


@pytest.mark.django_db
def test_the_first_administrator_can_make_accounts_only_after_choosing_a_password(now: datetime) -> None:
    made = installation.create_offices(unit("01", TODAY), begins=TODAY, now=now)
    root = next(o for o in made if o.parent_id is None)
    first = installation.create_administrator(root, "hoa", "Đinh Thị Hoa", begins=TODAY, now=now)
    assert first.user.check_password(first.password)
    assert staff(first.user, now).seats == ()
    first.user.must_change_password = False
    actor = staff(first.user, now)
    assert may(actor, "people.create_user", root.pk, on=TODAY)
    assert not may(actor, "cases.register", root.pk, on=TODAY), "who opens accounts handles no cases"


@pytest.mark.django_db
def test_a_commune_is_not_a_province_and_nothing_is_left_of_the_attempt(now: datetime) -> None:
    with pytest.raises(Refused, match=r"init\.not-a-province"):
        installation.create_offices(unit("00070", TODAY), begins=TODAY, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["", "Hoa", "đinh hoa", "a", "x" * 80, "a/b"])
def test_a_name_to_sign_in_with_is_small_plain_letters(username: str, now: datetime) -> None:
    made = installation.create_offices(unit("01", TODAY), begins=TODAY, now=now)
    with pytest.raises(Refused, match=r"people\.username-form"):
        installation.create_administrator(made[0], username, "Hoa", begins=TODAY, now=now)


def test_an_installation_with_people_in_it_is_never_set_up_again(cast: object) -> None:
    with pytest.raises(Refused, match=r"init\.already"):
        installation.require_empty()


def test_parents_are_made_before_children_whatever_the_order_of_the_pack(pack: Pack) -> None:
    kinds = list(pack.offices.values())
    for given in (kinds, kinds[::-1]):
        seen: set[str] = set()
        for kind in installation.in_order(given):
            assert kind.parent is None or kind.parent in seen
            seen.add(kind.id)


def test_a_one_time_password_is_long_and_cannot_be_misread() -> None:
    made = {installation.one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert not set("0Oo1lIi") & set("".join(made))
    assert {len(password) for password in made} == {19}


@pytest.mark.process
def test_a_whole_installation_is_made_once_and_says_what_to_do_next(tmp_path: Path) -> None:
    home = tmp_path / "a home"
    home.mkdir()
    nobody = namro("init", "--within", "01", "--home", str(home), home=tmp_path)
    assert nobody.returncode == 2
    assert "--administrator" in nobody.stderr
    done = namro("init", "--within", "01", "--administrator", "hoa", "--home", str(home), "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["offices"] == 130
    assert told["administrator"] == "hoa"
    assert Path(told["database"]).parent == home
    again = namro("init", "--within", "01", "--administrator", "hoa", "--home", str(home), home=tmp_path)
    assert again.returncode == 2
    assert "--home" in again.stderr
    assert namro("trail", "verify", home=home).returncode == 0
    assert not (home / "demonstration").exists()
