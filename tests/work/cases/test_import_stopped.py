"""How far the check of a file is told; a file of which so much is wrong that its check stops: none is taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from namro.rules.packs.refused import Refused
from namro.work.cases import import_run
from namro.work.cases.import_staging import Staging
from namro.work.cases.models import Case
from tests.cast import NOW, Cast
from tests.work.cases.test_import import DONE_ROW, begun, brought_in, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files wait in a home of their own; a check stops after three wrong rows and looks after every second one."""
    monkeypatch.setattr(import_run, "MOST_WRONG", 3)
    monkeypatch.setattr(import_run, "PART", 2)


RIGHT = [[f"{n}/2024", *DONE_ROW[1:]] for n in range(100, 112)]
WRONG = [[f"{n}/2024", "32/13/2024", *DONE_ROW[2:]] for n in range(10, 16)]


def test_what_stands_behind_the_stop_is_not_lost_by_leaving_wrong_rows_out(cast: Cast) -> None:
    token = begun(cast, sheet(*RIGHT[:2], *WRONG, *RIGHT[2:]))
    assert import_run.import_step(token, NOW).state == "checked"
    with pytest.raises(Refused) as refused:
        import_run.take(token, leave_out="sổ rách", actor=cast.lan.actor, now=NOW)
    assert (refused.value.code, refused.value.params["row"]) == ("cases.import-stopped", 8)
    assert not Case.objects.exists()


def test_the_terminal_says_that_it_stopped_and_takes_nothing(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(sheet(*RIGHT[:2], *WRONG, *RIGHT[2:]))
    said = ("--office", "CAX-00004", "--procedure", "petition", "--state", "closed")
    with pytest.raises(SystemExit):
        call_command("import", "cases", str(path), *said, "--leave-out", "sổ rách")
    told = capsys.readouterr().out
    assert "the check stopped at row 8" in told
    assert "Nothing was written." in told
    assert not Case.objects.exists()


def test_a_check_made_anew_does_not_remember_that_another_one_stopped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = begun(cast, sheet(*WRONG, *RIGHT))
    import_run.import_step(token, NOW)
    with Staging(token) as staging:
        assert staging.meta()["stopped"]
        staging.forget_rows()
        assert "stopped" not in staging.meta()
    monkeypatch.setattr(import_run, "MOST_WRONG", 100)
    assert brought_in(cast, sheet(*WRONG, *RIGHT), leave_out="sổ rách", state="closed").rows == len(RIGHT)


def test_how_far_a_file_is_that_does_not_say_how_long_it_is_is_told_in_rows() -> None:
    told = [import_run.Progress("t", "checking", rows, of, rows, 0) for rows, of in ((10, 200), (300, 200), (300, 0))]
    assert [(one.measured, one.percent) for one in told] == [(True, 5), (False, 99), (False, 99)]
    assert import_run.Progress("t", "checked", 300, 200, 300, 0).measured
