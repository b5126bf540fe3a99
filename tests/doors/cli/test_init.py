"""`namro init`: a real installation for one province, or nothing at all."""

import json
import shlex
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from namro.doors.cli import installation
from namro.doors.cli.management.commands.init import command, environment, without_password
from namro.ground.people.actors import staff
from namro.ground.people.may import may
from namro.ground.places.queries import children, unit
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from tests.doors.cli.terminal import namro

TODAY = date(2026, 3, 10)


@pytest.mark.process
def test_a_home_with_a_demonstration_becomes_no_real_installation(tmp_path):
    """Its pages would tell citizens that nothing of what they send reaches anybody."""
    (tmp_path / "demonstration").write_text("made up")
    real = f"sqlite:///{tmp_path / 'real.sqlite3'}"
    done = namro("init", "--within", "01", "--database", real, "--administrator", "hoa", home=tmp_path)
    assert done.returncode == 2
    assert "--home" in done.stderr
    assert not (tmp_path / "real.sqlite3").exists()


@pytest.mark.django_db
def test_every_commune_gets_its_office_below_that_of_the_province(now: datetime) -> None:
    province = unit("01", TODAY)
    made = installation.create_offices(province, begins=TODAY, now=now)
    communes = [u for u in children("01", TODAY) if u.level != province.level]
    by_kind = {kind: [o for o in made if o.kind == kind] for kind in {o.kind for o in made}}
    above = {o.kind: o.pk for o in made if o.unit_id == province.pk}
    assert {o.kind for o in made if o.parent_id is None} == {
        "province-police", "province-committee", "front", "youth-union", "women-union", "procuracy", "court",
    }  # fmt: skip
    for kind, rule in the_pack().offices.items():
        assert len(by_kind[kind]) == (1 if rule.level == province.level else len(communes))
    for name, rule in the_pack().offices.items():
        assert all(o.parent_id == above.get(rule.parent or "") for o in by_kind[name])
    assert len({o.code for o in made}) == len(made)


@pytest.mark.django_db
def test_the_first_administrator_can_make_accounts_only_after_choosing_a_password(now: datetime) -> None:
    made = installation.create_offices(unit("01", TODAY), begins=TODAY, now=now)
    root = installation.where_administered(made[::-1])
    assert root.kind == "province-police", "whichever comes first, accounts are opened where there is a role for it"
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
    home, keys = tmp_path / "a home; with 'signs'", tmp_path / "keys apart"
    home.mkdir()
    nobody = namro("init", "--within", "01", "--home", str(home), home=tmp_path)
    assert nobody.returncode == 2
    assert "--administrator" in nobody.stderr
    done = namro(
        "init", "--within", "01", "--administrator", "hoa", "--home", str(home), "--json",
        home=tmp_path, NAMRO_KEYS=str(keys),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["offices"] == 130 + 126 + 1 + 10 + 3 + 2, "police; committees of communes and city; departments; others"
    assert told["administrator"] == "hoa"
    assert Path(told["database"]).parent == home
    again = namro("init", "--within", "01", "--administrator", "hoa", "--home", str(home), home=tmp_path)
    assert again.returncode == 2
    assert "--home" in again.stderr
    words = shlex.split(told["start"])
    assert words == [f"NAMRO_HOME={home}", f"NAMRO_KEYS={keys}", words[-2], "serve"]
    pasted = subprocess.run(
        told["start"].removesuffix("serve") + "trail verify", shell=True, capture_output=True, text=True,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}, check=False,
    )  # fmt: skip
    assert pasted.returncode == 0, pasted.stderr
    assert not (home / "demonstration").exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgres://namro@/namro", "postgres://namro@/namro"),
        ("postgres://namro:s3cret@db.example.org/namro", "postgres://namro:PASSWORD@db.example.org/namro"),
        ("postgres://namro:s3:cr@et@db/namro?sslmode=require", "postgres://namro:PASSWORD@db/namro?sslmode=require"),
        ("postgres://db/namro?user=a&password=s3cret&x=1", "postgres://db/namro?user=a&password=PASSWORD&x=1"),
        ("sqlite:////srv/a b/namro.sqlite3", "sqlite:////srv/a b/namro.sqlite3"),
    ],
)
def test_no_password_of_a_database_is_ever_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_database_is_named_in_the_start_command_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://namro:s3cret@db/namro?a=1&b=2")
    line = command("serve", **environment())
    assert "s3cret" not in line
    assert "DATABASE_URL=postgres://namro:PASSWORD@db/namro?a=1&b=2" in shlex.split(line)
