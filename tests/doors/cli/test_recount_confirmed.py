"""Somebody confirms a rule, or takes that back: from the pack's file over the terminal to whoever has the case."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from namro.doors.desk import page
from namro.rules.packs.current import forget, set_pack_folder, the_pack
from namro.work.cases import actions
from namro.work.cases.models import Case, CaseClock
from namro.work.cases.recheck import recheck
from tests.cast import NOW, Cast, act
from tests.work.cases.conftest import burglary

pytestmark = pytest.mark.django_db
VERSION = "crime-report@2022-01-14"
LIMIT = "    limit: 7 days\n    unless: urgent\n"
UNSURE = f"{LIMIT}    confidence: C\n"
CONFIRMED = f'{UNSURE}    confirmed_by: "Phòng Pháp chế, Công văn 15/PC"\n'

Says = Callable[[str], None]


def told(*command: str) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Says]:
    """`says(UNSURE)`: from now on the pack's file says this of the seven days; published, and read by every process."""
    folder = tmp_path / "pack"
    shutil.copytree(settings.NAMRO_PACK, folder)
    file = folder / "procedures" / f"{VERSION}.yaml"
    whole = file.read_text()
    assert whole.count(LIMIT) == 1
    monkeypatch.setattr(page, "now", lambda: NOW)

    def _says(rule: str) -> None:
        file.write_text(whole.replace(LIMIT, rule))
        again = ("--again", VERSION, "--reason", "Có người đã đọc lại điều luật.")
        told("pack", "publish", str(folder), "--lang", "vi", *again)
        set_pack_folder(folder)
        forget()
        assert the_pack().published[VERSION]

    yield _says
    set_pack_folder(settings.NAMRO_PACK)
    forget()


@pytest.fixture
def came(cast: Cast) -> Callable[[], Case]:
    """A crime report has come in at Ba Đình."""

    def _came() -> Case:
        answers = burglary(when={"from": "2026-03-01", "to": "2026-03-01"})
        return actions.receive(
            None,
            procedure="crime-report",
            answers=answers,
            place_ref=answers["where"]["ref"],
            actor=actions.NEWCOMER,
            now=NOW,
        ).case

    return _came


def clock_of(case: Case) -> tuple[str, str]:
    clock = CaseClock.objects.get(case=case, clock="transfer-ordinary")
    return clock.status, str(clock.due_on or "")


def desk(cast: Cast, url: str) -> str:
    client = Client()
    client.force_login(cast.lan.user)
    return client.get(url).content.decode()


def test_a_rule_that_is_confirmed_gives_open_cases_their_date_and_their_owners_the_news(
    says: Says, came: Callable[[], Case], cast: Cast
) -> None:
    says(UNSURE)
    case = came()
    assert clock_of(case) == ("unconfirmed", "")
    told("recount")
    says(CONFIRMED)
    assert f"{case.ref}  transfer-ordinary: – → 2026-03-17" in told("recount", "--dry-run")
    assert clock_of(case) == ("unconfirmed", "")
    assert json.loads(told("recount", "--json")) == {case.ref: [["transfer-ordinary", "", "2026-03-17"]]}
    assert clock_of(case) == ("running", "2026-03-17")
    assert "Có 1 hạn trong hồ sơ của bạn đã đổi" in desk(cast, "/desk/")
    news = desk(cast, "/desk/moved")
    assert case.ref in news
    assert "thứ Ba, 17/03/2026" in news
    assert "điểm b khoản 5 Điều 8 TTLT 01/2017" in news
    assert recheck(NOW) == []


def test_a_confirmation_that_is_taken_back_takes_the_date_away_and_says_so(
    says: Says, came: Callable[[], Case], cast: Cast
) -> None:
    says(CONFIRMED)
    case = came()
    assert clock_of(case) == ("running", "2026-03-17")
    told("recount")
    says(UNSURE)
    assert f"{case.ref}  transfer-ordinary: 2026-03-17 → –" in told("recount")
    assert clock_of(case) == ("unconfirmed", "")
    assert "Có 1 hạn trong hồ sơ của bạn đã đổi" in desk(cast, "/desk/")
    news = desk(cast, "/desk/moved")
    assert case.ref in news
    assert "điểm b khoản 5 Điều 8 TTLT 01/2017" in news
    assert recheck(NOW) == []


def test_a_limit_that_is_corrected_moves_no_case_that_was_opened_under_the_old_one(
    says: Says, came: Callable[[], Case], cast: Cast
) -> None:
    says(CONFIRMED)
    case = came()
    told("recount")
    says(CONFIRMED.replace("7 days", "9 days"))
    assert told("recount") == "The dates of 0 cases moved.\n"
    assert clock_of(case) == ("running", "2026-03-17"), "a case keeps the version that it was opened under"
    assert clock_of(came()) == ("running", "2026-03-19")


@pytest.mark.parametrize(("then", "now"), [(CONFIRMED, UNSURE), (UNSURE, CONFIRMED)])
def test_of_a_clock_that_has_ended_the_change_is_listed_and_the_records_agree_with_the_acts(
    says: Says, came: Callable[[], Case], cast: Cast, then: str, now: str
) -> None:
    says(then)
    case = came()
    forward = {"answer": "Đã chuyển.", "reason": "Không thuộc thẩm quyền."}
    for step, more in (("register", {}), ("forward", forward)):
        act(actions.act, Case.objects.get(pk=case.pk), step, more, by=cast.lan)
    before = clock_of(case)
    assert before in (("met", "2026-03-17"), ("unconfirmed", ""))
    told("recount")
    says(now)
    listed = told("recount", "--dry-run")
    assert f"{case.ref}  transfer-ordinary: {before[1] or '–'} → " in listed
    assert "(had ended)" in listed
    assert told("recount").replace("moved.", "would move.") == listed
    assert recheck(NOW) == []
    assert told("recount") == "The dates of 0 cases moved.\n"
    assert "đã đổi vì" not in desk(cast, "/desk/")
