"""A pack with one wrong character is refused with a line, or it is harmless. Nothing else may happen."""

import random
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest

from namro.rules.clocks.errors import ClockError
from namro.rules.packs.due import due_of
from namro.rules.packs.frozen import freeze, thaw
from namro.rules.packs.load import load
from namro.rules.packs.refused import PackRefused, Problem, Refused
from namro.rules.packs.schema import Pack
from namro.rules.packs.words import Words
from tests.rules.packs.edited import NOISE, copy

ODD = "{}[]:,-#&*!|>'\"%@`?~ \t\n\\/0159azAZ_.é§\u0000\u0301\u200b\u2028\ufeff\U0001f600"
FILES = (NOISE, "pack.yaml", "calendar.yaml", "roles.yaml", "offices.yaml", "words/common.yaml")


def wrong(raw: bytes, draw: random.Random) -> bytes:
    """The file with one character (or one bit) wrong."""
    text, at = raw.decode(), draw.randrange(len(raw.decode()))
    match draw.randrange(6):
        case 0:
            return (text[:at] + text[at + 1 :]).encode()
        case 1:
            return (text[:at] + draw.choice(ODD) + text[at:]).encode()
        case 2:
            return (text[:at] + text[at] + text[at:]).encode()
        case 3:
            bit = draw.randrange(len(raw) * 8)
            flipped = bytearray(raw)
            flipped[bit // 8] ^= 1 << bit % 8
            return bytes(flipped)
        case 4:
            return (text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]).encode()
        case _:
            return (text[:at] + draw.choice(ODD) + text[at + 1 :]).encode()


def use(pack: Pack) -> None:
    """Everything that is done with a pack that was taken: it may be refused, it may not fall over."""
    assert pack.number(7, 2026, "X")
    for procedure in pack.procedures:
        assert freeze(thaw(freeze(procedure))) == freeze(procedure)
        for clock in procedure.clocks.values():
            pack.cite(clock.article, "en")
            for start in (datetime.fromisoformat("2026-02-27T17:10"), date(2026, 2, 27)):
                with suppress(Refused, ClockError):
                    due_of(pack, procedure, clock.id, start, extensions=tuple(clock.extensions), flags=procedure.flags)
    for step in (step for procedure in pack.procedures for step in procedure.steps.values()):
        for text in step.says.values():
            text.format(office="A", day="B")
    for office in pack.offices.values():
        for text in office.names.values():
            text.format(unit="A")


def spoil(folder: Path, file: str, raw: bytes) -> str:
    """What became of the pack with that content: "refused" or "harmless"."""
    (folder / file).write_bytes(raw)
    found: tuple[Problem, ...] = ()
    try:
        pack = load(folder)
        use(pack)
        Words.load([folder / "none", folder / "words"], pack.languages)
    except PackRefused as refused:
        found = refused.problems
        assert_said(found, folder)
    return "refused" if found else "harmless"


def assert_said(problems: tuple[Problem, ...], folder: Path) -> None:
    """Each with a file that there is, a line and a reason."""
    assert problems
    for problem in problems:
        assert problem.code == "pack.not-there" or (folder / problem.file).exists(), problem
        assert problem.line >= 1
        assert problem.reason


@pytest.mark.parametrize("file", FILES)
def test_one_wrong_character_is_refused_with_a_line_or_harmless(tmp_path, file):
    folder, draw = copy(tmp_path), random.Random(file)
    raw = (folder / file).read_bytes()
    became = [spoil(folder, file, wrong(raw, draw)) for _ in range(150 if file == NOISE else 60)]
    assert set(became) == {"refused", "harmless"}


def test_a_file_cut_off_anywhere_is_refused_or_harmless(tmp_path):
    folder = copy(tmp_path)
    raw = (folder / NOISE).read_bytes()
    for at in range(0, len(raw), len(raw) // 60):
        spoil(folder, NOISE, raw[:at])


def test_a_line_left_out_or_twice_is_refused_or_harmless(tmp_path):
    folder, draw = copy(tmp_path), random.Random(1)
    lines = (folder / NOISE).read_bytes().splitlines(keepends=True)
    for _ in range(60):
        at = draw.randrange(len(lines))
        spoil(folder, NOISE, b"".join(lines[:at] + lines[at + 1 :]))
        spoil(folder, NOISE, b"".join(lines[:at] + lines[at : at + 1] + lines[at:]))
