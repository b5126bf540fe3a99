"""Whatever went wrong becomes a sentence and an exit code."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError

from namro.doors.cli import trouble
from namro.rules.packs.refused import PackRefused, Problem, Refused


@pytest.mark.parametrize(
    ("cause", "part", "code"),
    [
        (CommandError("A port is a number."), "A port is a number.", 2),
        (Refused("uploads.too-many", name="a.jpg", n=10), "a.jpg was left out", 2),
        (Refused("no.such-code", day="2026-02-30"), "day=2026-02-30", 2),
        (ValueError("2026-02-30 is not a day."), "2026-02-30 is not a day.", 2),
        (ValueError(), "could not be read", 2),
        (FileNotFoundError(2, "No such file or directory", "cases.jsonl"), "cases.jsonl", 2),
        (ImproperlyConfigured("NAMRO_HOSTS is empty"), "docs/settings.md", 2),
        (OperationalError("no such table: cases_case"), "./dev setup", 3),
        (ProgrammingError('relation "cases_case" does not exist\nLINE 1: …'), "namro init", 3),
        (OperationalError("database is locked"), "try again", 3),
        (OperationalError("connection refused"), "DATABASE_URL", 3),
        (KeyError("surprise"), "NAMRO_DEBUG=1", 1),
    ],
)
def test_each_kind_of_trouble_is_one_sentence(cause, part, code, monkeypatch):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    said, found = trouble.sentence(cause)
    assert part in said
    assert found == code


def test_every_problem_of_a_pack_is_named_with_its_line():
    said, code = trouble.sentence(
        PackRefused([Problem("roles.yaml", 3, "unknown key"), Problem("pack.yaml", 9, "no id")])
    )
    assert "roles.yaml:3: unknown key" in said
    assert "pack.yaml:9: no id" in said
    assert "2 problems" in said
    assert code == 2


def test_a_terminal_in_vietnamese_is_answered_in_vietnamese(monkeypatch):
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    assert trouble.sentence(Refused("uploads.too-many", name="a.jpg", n=10))[0].startswith("Tệp a.jpg")


def test_a_closed_pipe_is_left_to_whoever_started_the_command():
    with pytest.raises(BrokenPipeError), trouble.told():
        raise BrokenPipeError


def test_the_code_that_a_command_ends_with_is_the_one_that_the_shell_sees(capsys):
    for ended, code in ((SystemExit(), 0), (SystemExit(1), 1), (SystemExit("said so"), 2)):
        with trouble.told() as outcome:
            raise ended
        assert outcome.code == code
    assert capsys.readouterr().err == "said so\n"


def test_where_it_went_wrong_is_shown_only_to_who_asks(monkeypatch, capsys):
    for asked in ("0", "1"):
        monkeypatch.setenv("NAMRO_DEBUG", asked)
        with trouble.told():
            raise KeyError("surprise")
        assert ("Traceback" in capsys.readouterr().err) is (asked == "1")
