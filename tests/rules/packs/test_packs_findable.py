"""Which matters a name may find, and what the pack's check refuses to make findable whatever a file says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from namro.rules.packs.load import load
from namro.rules.packs.refused import PackRefused

VN = Path(__file__).resolve().parents[3] / "packs/vn"


def edited(tmp_path: Path, name: str, find: str, write: str) -> Path:
    """The real pack with something changed in one of its files."""
    folder = tmp_path / "vn"
    shutil.copytree(VN, folder, ignore=shutil.ignore_patterns("places", "demo"))
    path = folder / name
    text, n = re.subn(find, write, path.read_text(), count=1, flags=re.MULTILINE)
    assert n == 1
    path.write_text(text)
    return folder


def made_findable(tmp_path: Path, version: str, question: str = "name") -> Path:
    write = f"reporter:\n  findable: {question}\n  named:"
    return edited(tmp_path, f"procedures/{version}.yaml", r"^reporter:\n  named:", write)


def refusal(folder: Path) -> PackRefused:
    with pytest.raises(PackRefused) as refused:
        load(folder, published=False)
    return refused.value


def test_of_the_real_pack_petitions_and_complaints_alone_are_found_by_a_name():
    pack = load(VN)
    assert {(p.id, p.reporter.findable) for p in pack.procedures if p.reporter.findable} == {
        ("petition", "name"),
        ("complaint", "name"),
    }
    assert set(pack.never_findable) == {"crime-report", "denunciation"}


@pytest.mark.parametrize(
    ("version", "reasons"),
    [
        ("crime-report@2022-01-14", {"pack.findable-nameless", "pack.findable-sensitive", "pack.findable-never"}),
        ("denunciation@2019-01-01", {"pack.findable-sensitive", "pack.findable-never"}),
    ],
)
def test_who_denounces_and_who_reports_a_crime_cannot_be_made_findable(tmp_path: Path, version: str, reasons: set[str]):
    problems = refusal(made_findable(tmp_path, version)).problems
    assert {problem.code for problem in problems} == reasons
    where = {(problem.file, problem.line) for problem in problems}
    assert where == {(f"procedures/{version}.yaml", _line(tmp_path / "vn/procedures" / f"{version}.yaml"))}


def _line(path: Path) -> int:
    return next(n for n, line in enumerate(path.read_text().splitlines(), 1) if line.startswith("  findable:"))


def test_taken_off_the_list_a_denunciation_is_still_refused_for_what_it_asks(tmp_path: Path):
    folder = made_findable(tmp_path, "denunciation@2019-01-01")
    path = folder / "pack.yaml"
    path.write_text(path.read_text().replace("never_findable: [crime-report, denunciation]", "never_findable: []"))
    assert [problem.code for problem in refusal(folder).problems] == ["pack.findable-sensitive"]


@pytest.mark.parametrize("question", ["phone", "address", "nickname"])
def test_only_a_question_for_a_text_can_be_the_name(tmp_path: Path, question: str):
    version = "procedures/petition@2014-07-01.yaml"
    found = refusal(edited(tmp_path, version, r"findable: name", f"findable: {question}")).problems
    assert [(problem.code, problem.file) for problem in found] == [("pack.findable-question", version)]


def test_a_name_in_never_findable_that_no_procedure_has_is_said(tmp_path: Path):
    folder = edited(tmp_path, "pack.yaml", r"never_findable: \[crime-report", "never_findable: [crime-raport")
    assert [(p.code, p.file) for p in refusal(folder).problems] == [("pack.unknown-name", "pack.yaml")]


@pytest.mark.parametrize(
    ("find", "write"), [("petition: \\[replied", "petition: [repliedd"), ("^  petition: \\[", "  petitio: [")]
)
def test_a_rated_state_or_procedure_that_is_not_there_is_said(tmp_path: Path, find: str, write: str):
    found = refusal(edited(tmp_path, "pack.yaml", find, write)).problems
    assert [(p.code, p.file) for p in found] == [("pack.unknown-name", "pack.yaml")]
