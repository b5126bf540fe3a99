"""The entry point: what it lists, whom it understands, and that it never shows a traceback."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator

import pytest
from django.core.management import load_command_class

from namro.doors.cli import trouble
from namro.doors.cli.main import COMMANDS, main, overview, prepared, unknown
from tests.doors.cli.terminal import SRC, namro


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    """A command may forget how the database is named; the next test finds it again."""
    monkeypatch.setenv("DATABASE_URL", os.environ.get("DATABASE_URL", ""))
    if not os.environ["DATABASE_URL"]:
        monkeypatch.delenv("DATABASE_URL")


def test_alone_it_lists_its_own_commands_and_nothing_of_django():
    listed = [line.split()[1] for line in overview().splitlines() if line.startswith("  namro ")]
    assert listed == list(COMMANDS)
    assert "runserver" not in overview()


def test_the_overview_loads_neither_django_nor_the_pack():
    loaded = (
        "import sys; from namro.doors.cli.main import main; main([]); "
        "print([name for name in ('django', 'yaml', 'inspect', 'argparse', 'difflib') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", loaded], env={"PYTHONPATH": str(SRC)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]", "each of these makes the first look at Namro slower"


@pytest.mark.parametrize(
    ("typed", "meant"), [("sreve", "serve"), ("places", "place"), ("du", "due"), ("re-check", "recheck")]
)
def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(typed, meant, capsys):
    assert main([typed]) == 2
    assert f"Did you mean: namro {meant}?" in capsys.readouterr().err


def test_a_command_that_resembles_nothing_gets_no_guess():
    assert "mean" not in unknown("xyzzy")


@pytest.mark.process
def test_a_command_without_tables_says_how_to_make_them(tmp_path):
    done = namro("recheck", home=tmp_path)
    assert done.returncode == 3, "a night's job tells a database that is away from a difference that was found"
    assert "./dev setup" in done.stderr
    assert "namro init" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.process
def test_a_due_date_needs_no_database(tmp_path):
    broken = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    done = namro("due", "crime-report", "classify", "--from", "2026-02-13T17:10", "--json", home=tmp_path, **broken)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["due_at"].startswith("2026-02-14T17:10")


@pytest.mark.process
def test_a_pack_that_is_not_there_is_a_sentence(tmp_path):
    done = namro("pack", "check", home=tmp_path, NAMRO_PACK=str(tmp_path / "nowhere"))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "nowhere" in done.stderr
    assert "pack-command." not in done.stderr, "a sentence, not its code"


@pytest.mark.process
def test_a_database_that_does_not_answer_is_a_sentence_without_its_password(tmp_path):
    done = namro("recheck", home=tmp_path, DATABASE_URL="postgres://nobody:geheim@127.0.0.1:1/nothing")
    assert done.returncode == 3
    assert "DATABASE_URL" in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.process
@pytest.mark.parametrize(("name", "value"), [("NAMRO_HOME", "a file"), ("NAMRO_KEYS", "a file/keys")])
def test_a_home_that_cannot_be_written_to_is_one_sentence(tmp_path, name, value):
    (tmp_path / "a file").write_text("x")
    done = namro("place", "hoan kiem", home=tmp_path, **{name: str(tmp_path / value)})
    assert done.returncode == 2
    assert "NAMRO_HOME and NAMRO_KEYS name folders" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.process
@pytest.mark.parametrize("place", ["nowhere/namro.sqlite3", "mistyped.sqlite3"])
def test_a_database_that_is_not_there_is_not_made_by_asking_it(tmp_path, place):
    done = namro("recheck", home=tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / place}")
    assert done.returncode in (2, 3)
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] in ([], ["keys"])


@pytest.mark.process
def test_a_file_that_is_not_there_is_said_in_the_readers_language(tmp_path):
    done = namro("due", "--batch", "none.jsonl", "--lang", "vi", home=tmp_path)
    assert (done.returncode, done.stderr.strip()) == (2, "Không có tệp none.jsonl.")


@pytest.mark.process
@pytest.mark.parametrize(
    "address", ["oracle-ish://x", "mysql://a/b", "postgres://", "postgres://nobody:geheim@host:port/nothing"]
)
def test_an_address_of_a_database_that_cannot_be_read_is_one_sentence_and_no_matter_for_a_due_date(tmp_path, address):
    done = namro("recheck", home=tmp_path, DATABASE_URL=address)
    assert done.returncode == 2
    assert "DATABASE_URL cannot be read" in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr
    if address == "oracle-ish://x":
        answer = namro(
            "due", "petition", "reply", "--from", "2026-02-13", "--json", home=tmp_path, DATABASE_URL=address
        )
        assert answer.returncode == 0, answer.stderr
        assert json.loads(answer.stdout)["due_on"]


@pytest.mark.process
def test_a_refusal_is_said_in_the_language_that_was_asked_for(tmp_path):
    done = namro("pack", "show", "nothing", "--lang", "vi", home=tmp_path, LANG="en_GB.UTF-8")
    assert done.returncode == 2
    assert "Không có thủ tục" in done.stderr


@pytest.mark.process
def test_whoever_stops_reading_hears_no_complaint(tmp_path):
    command = f"'{sys.executable}' -m namro.doors.cli.main pack show crime-report --on 2026-03-02 | head -n 1"
    environment = {**os.environ, "PYTHONPATH": str(SRC), "NAMRO_HOME": str(tmp_path)}
    done = subprocess.run(
        ["sh", "-c", command], env=environment, capture_output=True, text=True, cwd=SRC.parent, timeout=60, check=False
    )
    assert done.stderr == ""


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "manage"])
def test_each_command_explains_itself_with_an_example(name, capsys):
    assert main([name, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"namro {name}" in said.split("usage:")[1].split("\n", 1)[1], "an example below the usage"
    assert "--settings" not in said
    assert "--traceback" not in said


def parsers_of(parser: ArgumentParser, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of the command and of every command below it."""
    yield words
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for name, below in action.choices.items():
                yield from parsers_of(below, (*words, name))


def every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        if name != "manage":
            found += parsers_of(prepared(load_command_class("namro.doors.cli", name), name), (name,))
    return found


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_and_every_one_below_it_explains_itself_without_a_database(flag, monkeypatch, capsys):
    def none() -> None:
        raise trouble.NoDatabase("There is no database.")

    monkeypatch.setattr(trouble, "needs_database", none)  # and a test without its mark reaches none
    every = every_command()
    assert len(every) > 2 * len(COMMANDS)
    assert {("people", "appoint"), ("trail", "verify"), ("import", "cases"), ("kept",)} <= set(every)
    for words in every:
        assert main([*words, flag]) == 0, words
        told = capsys.readouterr()
        assert told.out.startswith(f"usage: namro {' '.join(words)}"), words
        assert told.err == "", words


@pytest.mark.process
@pytest.mark.parametrize("name", ["backup", "serve"])
def test_help_leaves_nothing_behind_and_asks_no_database(name, tmp_path):
    for address in ("", "postgres://nobody@127.0.0.1:1/nothing", "oracle-ish://x"):
        done = namro(name, "--help", home=tmp_path, **({"DATABASE_URL": address} if address else {}))
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert done.stdout.startswith(f"usage: namro {name}")
    assert not (tmp_path / "namro.sqlite3").exists()


def test_help_about_a_command_is_the_same_either_way(capsys):
    assert main(["help", "serve"]) == 0
    one = capsys.readouterr().out
    assert main(["serve", "--help"]) == 0
    assert capsys.readouterr().out == one


def test_an_option_that_does_not_exist_is_refused(capsys):
    assert main(["serve", "--prot", "8000"]) == 2
    assert "--prot" in capsys.readouterr().err
