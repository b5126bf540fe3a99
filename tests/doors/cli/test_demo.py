"""The made-up city: played through real actions, refused beside real offices, an honest mixture."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command

from namro.doors.cli.demo import script
from namro.doors.cli.demo.plan_play import Plans
from namro.doors.cli.demo.plan_script import read_programme
from namro.ground.people.models import Office, User
from namro.ground.trail.verify import verify
from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import PackRefused, Refused
from namro.work.cases.models import Case, CaseClock, Done, RegisterEntry
from namro.work.cases.recheck import recheck
from namro.work.plans.models import Instrument, Plan, Target, Task
from namro.work.plans.recheck import differences
from tests.cast import NOW, POSTS

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("home")]


def _play(*options: str) -> dict[str, object]:
    out = io.StringIO()
    call_command("demo", "hanoi", "--cases", "60", "--now", "2026-11-23T10:00", "--json", *options, stdout=out)
    return dict(json.loads(out.getvalue()))


def test_a_small_city_is_whole_and_every_step_was_lawful() -> None:
    made = _play()
    assert made["refused"] == {}
    assert Case.objects.count() == made["cases"] == 60
    assert Done.objects.count() > 200
    assert (settings.NAMRO_HOME / "demonstration").exists()
    assert recheck(NOW) == []
    report = verify()
    assert report.findings == []
    assert report.unsealed == 0
    statuses = set(CaseClock.objects.values_list("status", flat=True))
    assert {"met", "missed"} <= statuses
    assert CaseClock.objects.exclude(extensions=[]).exists()
    assert Case.objects.filter(closed_at__isnull=True).exists()
    assert {"web", "counter", "phone"} <= set(Case.objects.values_list("channel", flat=True))
    answered = ("replied", "notified", "published")  # told, and nothing more is owed: these are soon closed
    assert Case.objects.filter(state__in=answered, closed_at__isnull=True, changed_at__lt=NOW).count() == 0
    summaries = list(Case.objects.values_list("summary", flat=True))
    assert len(set(summaries)) > 0.8 * len(summaries)
    assert not [said for said in summaries if "{" in said]
    for office in Office.objects.filter(register__isnull=False).distinct():
        for year in set(RegisterEntry.objects.filter(office=office).values_list("year", flat=True)):
            numbers = RegisterEntry.objects.filter(office=office, year=year).order_by("number")
            assert [entry.number for entry in numbers] == list(range(1, len(numbers) + 1))

    _three_plans_are_under_way()
    _the_cast_can_sign_in_and_nobody_else()
    _what_comes_in_at_the_counter_comes_while_the_office_is_open()


def _three_plans_are_under_way() -> None:
    assert list(differences()) == []
    issued = Plan.objects.filter(template=None, state="issued")
    assert issued.count() == 3
    states = set(Task.objects.filter(parent__isnull=False).values_list("state", flat=True))
    assert {"issued", "reported", "sent-back", "accepted", "ended"} <= states
    assert Task.objects.filter(blocked=True).exists()
    assert Task.objects.exclude(team="").values("parent").distinct().count() == 1, "one ward shares hers out"
    old, new = Instrument.objects.get(symbol="18/NQ-MH"), Instrument.objects.get(symbol="26/NQ-MH")
    assert old.ends is not None
    assert not Task.objects.filter(instrument=old, state__in=Task.OPEN).exists()
    assert Task.objects.filter(instrument=new, state__in=Task.OPEN).count() > 126
    quiet = [kind.id for kind in the_pack().offices.values() if not kind.cases]
    led = Task.objects.filter(lead_office__kind__in=quiet)
    departments = led.filter(lead_office__kind__startswith="department-")
    assert {"department-health", "department-construction", "department-finance", "department-education"} == set(
        departments.values_list("lead_office__kind", flat=True)
    )
    assert set(led.values_list("lead_role", "head_role")) == {("plan-officer", "office-head")}
    late = departments.filter(state__in=Task.OPEN, due_on__lt=date(2026, 11, 23))
    assert late.exists(), "some of them are late"
    assert departments.filter(state=Task.ACCEPTED, evidence__gt=0).exists()
    assert led.filter(lead_office__kind="commune-committee").count() == 126 + 7
    assert not Case.objects.filter(office__kind__in=quiet).exists()
    assert not Case.objects.filter(pending_office__kind__in=quiet).exists()
    city = Target.objects.get(goal=60, percent=True, task=None)
    assert city.parent is not None
    assert city.value == 33
    assert city.parts.count() == 2


def _the_cast_can_sign_in_and_nobody_else() -> None:
    able = {user.username for user in User.objects.all() if user.has_usable_password()}
    assert {"lan", "quan", "binh", "son", "thao", "tam", "dung"} <= able
    assert able - set(POSTS) == {"an", "uyen", "vinh", "lien", "hieu"}, "those of the departments and committees"
    assert set(POSTS) <= able
    assert User.objects.count() > 300


def test_it_never_stands_beside_real_offices(cast: object) -> None:
    with pytest.raises(Refused):
        _play()


def test_a_moment_before_the_wards_of_its_cast_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        call_command("demo", "hanoi", "--cases", "5", "--now", "2025-03-10T09:00")
    assert (refused.value.code, refused.value.params["unit"]) == ("cli.demo-early", "Ba Đình")


@pytest.mark.once
def test_months_of_which_no_unit_is_known_are_left_out() -> None:
    call_command("demo", "hanoi", "--cases", "12", "--now", "2026-03-10T09:00", "--json", stdout=io.StringIO())
    assert Case.objects.exists()
    assert Case.objects.earliest("received_on").received_on >= date(2025, 1, 1)


def test_an_unknown_city_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(Refused) as refused:
        call_command("demo", "atlantis")
    assert "hanoi" in str(refused.value.params)


def test_the_cast_is_printed_without_touching_anything() -> None:
    out = io.StringIO()
    call_command("demo", "hanoi", "--cast", stdout=out)
    assert "quan" in out.getvalue()
    assert not Office.objects.exists()


def _what_comes_in_at_the_counter_comes_while_the_office_is_open() -> None:
    pack = the_pack()
    for at in Case.objects.filter(channel__in=["counter", "post"]).values_list("received_at", flat=True):
        local = at.astimezone(pack.calendar.zone)
        assert pack.calendar.is_working(local.date()), local
        assert 8 <= local.hour < 17, local
    for row in Done.objects.filter(verb="receive").select_related("case"):
        assert row.actor_ref.startswith("user:") == (row.case.channel != "web")


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("  goods: [", "  gods: [", "pack-check.city-part", "{goods}"),
        ("seed: ", "sead: ", "pack.unknown-key", "sead"),
        ("seed: ", "seed: x", "pack.other", "seed: x"),
        ("mixture:", "mixture: [", "pack.not-yaml", ""),
        ("id: hanoi", "id: hanoy", "pack-check.city-name", "id: hanoy"),
    ],
)
def test_a_broken_file_of_a_city_is_refused_by_its_lines(
    tmp_path: Path, old: str, new: str, code: str, at: str
) -> None:
    city = (settings.NAMRO_PACK / "demo/hanoi.yaml").read_text(encoding="utf-8")
    assert old in city
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo/hanoi.yaml").write_text(city.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackRefused) as refused:
        script.read(replace(the_pack(), folder=tmp_path), "hanoi")
    lines = (tmp_path / "demo/hanoi.yaml").read_text(encoding="utf-8").splitlines()
    found = [p for p in refused.value.problems if p.code == code]
    assert found
    assert all(p.file == "demo/hanoi.yaml" for p in found)
    assert any(at in lines[p.line - 1] for p in found)
    assert "pydantic" not in str(refused.value)


def test_a_plan_that_names_what_is_not_there_is_refused_at_its_line(tmp_path: Path) -> None:
    said = (settings.NAMRO_PACK / "demo/plans/hanoi.yaml").read_text(encoding="utf-8")
    (tmp_path / "demo/plans").mkdir(parents=True)
    (tmp_path / "demo/plans/hanoi.yaml").write_text(said.replace("clause: II.1.b", "clause: IX", 1), encoding="utf-8")
    with pytest.raises(PackRefused) as refused:
        read_programme(tmp_path, "hanoi")
    (problem,) = refused.value.problems
    assert problem.code == "pack-check.city-part"
    assert problem.params["name"] == "IX"


class _Queue:
    """A play that only keeps what is queued."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.turns: list[tuple[datetime, str, object]] = []

    def also(self, at: datetime, run: partial[None]) -> None:
        turn, about = run.args
        self.turns.append((at, turn.__name__, about[0] if about else None))


def test_on_whatever_day_it_is_played_a_document_comes_before_its_plan() -> None:
    pack = the_pack()
    programme = read_programme(pack.folder, "hanoi")
    assert programme is not None
    town = SimpleNamespace(of_kind=lambda kind: kind)
    for nth in range(0, 400, 3):  # weekends and the days of Tết among them
        on = pack.calendar.add_days(date(2026, 2, 1), nth)
        queue = _Queue(pack.calendar.start_of(on))
        Plans(programme, pack, town, queue, share=1.0, seed=7)  # type: ignore[arg-type]
        queue.turns.sort(key=lambda turn: turn[0])
        there: list[str] = []
        for _, turn, about in queue.turns:
            if turn == "_register":
                assert about.relations.keys() <= set(there)  # type: ignore[attr-defined]
                there.append(about.id)  # type: ignore[attr-defined]
            elif turn == "_draft":
                assert about.document in there, on  # type: ignore[attr-defined]
