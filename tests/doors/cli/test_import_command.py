"""`namro import`: the same way in from the terminal, checked whole, and all or nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from namro.rules.packs.refused import Refused
from namro.work.cases.models import Case, RegisterCounter
from tests.cast import Cast
from tests.ground.sheets.books import in_old_letters

pytestmark = pytest.mark.django_db
TABLE = """SỔ TIẾP NHẬN;;;;
Số sổ;Ngày tiếp nhận;Nội dung;Kết quả;Ngày kết thúc
5/2023;5/3/23;Tiếng ồn ban đêm;Đã giải quyết;15/3/23
6/2023;{day};Đổ rác trước cổng chợ;Đang xem xét;
"""


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Files wait in a home of their own."""


def run(*words: str) -> Any:
    out = io.StringIO()
    call_command("import", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "so.csv"
    path.write_text(TABLE.format(day="6/3/23"))
    return path


CASES = ("--office", "CAX-00004", "--procedure", "petition", "--state", "received")


def test_a_dry_run_says_what_would_come_in_and_writes_nothing(cast: Cast, book: Path) -> None:
    said = run("cases", str(book), *CASES, "--dry-run")
    assert (said["ready"], said["wrong"], said["states"]) == (2, 0, {"closed": 1, "in-hand": 1})
    assert Case.objects.count() == 0
    assert run("cases", str(book), *CASES)["cases"] == 2
    assert sorted(Case.objects.values_list("number", flat=True)) == ["5/2023", "6/2023"]


def test_sheets_that_are_not_read_are_named(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Bìa"
    for month in ("Tháng 1", "Tháng 2"):
        page = book.create_sheet(month)
        page.append(["Số sổ", "Ngày tiếp nhận", "Nội dung"])
        for n in (1, 2, 3):
            page.append([f"{n}{month[-1]}/2023", "5/3/2023", f"Tiếng ồn {month}"])
    path = tmp_path / "so.xlsx"
    book.save(path)
    said = run("cases", str(path), *CASES, "--dry-run")
    assert (said["sheet"], said["other_sheets"], said["ready"]) == ("Tháng 1", ["Tháng 2"], 3)
    call_command("import", "cases", str(path), *CASES)
    assert 'each taken in by a run of its own (--sheet): "Tháng 2"' in capsys.readouterr().out
    assert run("cases", str(path), *CASES, "--sheet", "Tháng 2")["cases"] == 3


def test_a_wrong_cell_is_named_and_the_command_is_refused(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "so.csv"
    path.write_text(TABLE.format(day="31/2/23"))
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import", "cases", str(path), *CASES, stdout=out)
    assert ended.value.code == 2
    assert 'row 4, column B, "31/2/23": This is no day that could be meant' in out.getvalue()
    assert "Nothing was written." in out.getvalue()
    assert Case.objects.count() == 0
    said = run("cases", str(path), *CASES, "--leave-out", "Sổ mờ")
    assert (said["cases"], said["left_out"]) == (1, 1)


def test_the_columns_are_written_out_mended_and_read_again(cast: Cast, book: Path, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("import", "cases", str(book), *CASES, "--show-map", stdout=out)
    said = yaml.safe_load(out.getvalue())
    assert said["columns"]["C"] == "field-about"
    said["columns"]["D"] = "outcome"
    said["state"] = "in-hand"
    (tmp_path / "so.yaml").write_text("colums: {}\n")
    with pytest.raises(Refused) as refused:
        run("cases", str(book), "--office", "CAX-00004", "--map", str(tmp_path / "so.yaml"))
    assert refused.value.code == "cases.import-columns-unknown"
    (tmp_path / "so.yaml").write_text(yaml.safe_dump(said))
    run("cases", str(book), "--office", "CAX-00004", "--map", str(tmp_path / "so.yaml"))
    assert set(Case.objects.values_list("state", flat=True)) == {"in-hand"}


def test_old_letters_are_shown_first_and_turned_when_asked_to(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_bytes(in_old_letters(TABLE.format(day="6/3/23"), "vni").encode("cp1252"))
    with pytest.raises(CommandError) as said:
        run("cases", str(path), *CASES)
    assert "→ Tiếng ồn ban đêm" in str(said.value)
    assert run("cases", str(path), *CASES, "--convert")["cases"] == 2
    assert Case.objects.filter(summary="Tiếng ồn ban đêm").exists()


def test_what_reads_both_ways_is_listed_and_nothing_is_written_until_it_was_said(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    rows = "\n".join(["Ngày tiếp nhận;Nội dung", *["5/3/2024;Tiếng ồn ban đêm ở chợ"] * 4])
    path.write_bytes(f"{in_old_letters(rows, 'tcvn3')}\n6/3/2024;Bé".encode("cp1252"))
    with pytest.raises(CommandError) as said:
        run("cases", str(path), *CASES, "--convert")
    assert "1 rows can be read both ways" in str(said.value)
    assert "Bé\n    or Bộ" in str(said.value)
    assert not Case.objects.exists()
    run("cases", str(path), *CASES, "--convert", "--both-ways", "convert")
    assert Case.objects.filter(summary="Bộ").count() == 1


def test_the_register_goes_on_after_its_paper_book(cast: Cast) -> None:
    said = run("continue", "--office", "CAX-00004", "--last", "412", "--reason", "sổ giấy")
    assert said["next"] == 413
    assert RegisterCounter.objects.get().paper == 412
