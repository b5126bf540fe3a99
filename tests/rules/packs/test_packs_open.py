"""What the pack may open to Open311, and what its check refuses to open whatever a file says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from namro.rules.packs.load import load
from namro.rules.packs.refused import PackRefused

VN = Path(__file__).resolve().parents[3] / "packs/vn"


def opened(tmp_path: Path, name: str) -> Path:
    """The real pack with one of its procedures opened."""
    folder = tmp_path / "vn"
    shutil.copytree(VN, folder, ignore=shutil.ignore_patterns("places", "demo"))
    path = folder / "procedures" / f"{name}.yaml"
    path.write_text(re.sub(r"^opens_at:", "open311: true\nopens_at:", path.read_text(), count=1, flags=re.MULTILINE))
    return folder


def test_of_the_real_pack_petitions_alone_are_open():
    assert {procedure.id for procedure in load(VN).procedures if procedure.open311} == {"petition"}


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("crime-report@2022-01-14", {"pack.open-sensitive", "pack.open-nameless", "pack.open-never"}),
        ("denunciation@2019-01-01", {"pack.open-sensitive", "pack.open-never"}),
        ("complaint@2026-07-01", {"pack.open-never"}),
    ],
)
def test_the_check_refuses_to_open_what_must_stay_closed(tmp_path: Path, name: str, reasons: set[str]):
    with pytest.raises(PackRefused) as refused:
        load(opened(tmp_path, name), published=False)
    assert {problem.code for problem in refused.value.problems} == reasons
    assert {problem.file for problem in refused.value.problems} == {f"procedures/{name}.yaml"}


def test_a_name_in_never_open_that_no_procedure_has_is_said(tmp_path: Path):
    folder = tmp_path / "vn"
    shutil.copytree(VN, folder, ignore=shutil.ignore_patterns("places", "demo"))
    path = folder / "pack.yaml"
    path.write_text(path.read_text().replace("never_open: [crime-report", "never_open: [crime-raport"))
    with pytest.raises(PackRefused) as refused:
        load(folder)
    assert [(p.code, p.file) for p in refused.value.problems] == [("pack.unknown-name", "pack.yaml")]
