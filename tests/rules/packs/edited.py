"""A copy of the invented country in which one thing is different."""

import shutil
from pathlib import Path

from namro.rules.packs.load import load
from namro.rules.packs.refused import PackRefused, Problem

TINY = Path(__file__).resolve().parents[2] / "packs/tiny"
VN = Path(__file__).resolve().parents[3] / "packs/vn"
NOISE = "procedures/noise@2024-01-01.yaml"


def copy(to: Path, of: Path = TINY) -> Path:
    """The pack copied below `to` (without places, demonstration and what was published)."""
    folder = to / "pack"
    shutil.copytree(of, folder, ignore=shutil.ignore_patterns("places", "demo", "published.yaml"))
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces the one place in a file that says `old`."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the pack; nothing for a good one."""
    try:
        load(folder)
    except PackRefused as refused:
        return refused.problems
    return ()


def line_of(folder: Path, file: str, text: str) -> int:
    """The line (from 1) in which `text` stands first."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
