"""The house keeps its shape: floors, rooms, sizes, names, and who may look at the clock."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.meta.reading import PACK, ROOT, SRC, files, nodes, python, read, shown, tree

LONGEST = 500
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools", "lib", "stuff", "base", "core"}
FLOORS = {"rules", "ground", "work", "results", "doors"}
OUTSIDE = {"settings", "urls", "wsgi", "__init__"}

READS_THE_CLOCK = re.compile(
    r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|timezone\.now|localdate)\(|\btime\.time\("
)
MAY_READ_THE_CLOCK: dict[str, str] = {}
"""Modules below the doors that read the wall clock, besides `jobs.py`, each with its reason."""

VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
MAY_KNOW_VIETNAMESE_LETTERS: dict[str, str] = {
    "src/namro/ground/places/fold.py": "a letter that Unicode does not take apart, whatever the country",
    "src/namro/doors/cli/management/commands/people.py": "an example in the help",
    "src/namro/doors/cli/management/commands/place.py": "an example in the help",
}
"""Modules whose code (not their comments) must name a Vietnamese letter, each with its reason."""

MODULES = python()
ROOMS = sorted({p.parent for p in MODULES if p.name == "__init__.py" and len(p.relative_to(SRC).parts) == 3})


@pytest.mark.parametrize("path", [p for p in files() if p.suffix == ".py" and "migrations" not in p.parts], ids=shown)
def test_no_module_is_longer_than_a_reader_can_hold(path: Path) -> None:
    assert read(path).count("\n") <= LONGEST, "split it by noun"


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    named = [shown(p) for p in MODULES if {*p.relative_to(SRC).with_suffix("").parts} & DRAWERS]
    assert named == [], "a helper lives in the room whose word it uses"


def test_every_module_lives_on_a_floor() -> None:
    for path in MODULES:
        first = path.relative_to(SRC).parts[0].removesuffix(".py")
        assert first in FLOORS | OUTSIDE, shown(path)


def test_names_of_files_are_words() -> None:
    odd = [shown(p) for p in MODULES if not re.fullmatch(r"__init__|[a-z][a-z]+(_[a-z]+)*", p.stem)]
    assert odd == []


@pytest.mark.parametrize("room", ROOMS, ids=shown)
def test_a_room_says_what_it_is_for_and_nothing_else_stands_there(room: Path) -> None:
    body = tree(room / "__init__.py").body
    assert len(body) == 1, "one docstring, no code"
    assert ast.get_docstring(tree(room / "__init__.py")), "what the room is for, its tables, what it never does"


def test_only_action_modules_declare_actions() -> None:
    declared = [p for p in MODULES if re.search(r"^@action\(", read(p), re.MULTILINE)]
    assert declared
    assert [shown(p) for p in declared if p.stem != "actions" and not p.stem.endswith("_actions")] == []


def test_tables_stand_in_models() -> None:
    made = [p for p in MODULES if re.search(r"^class \w+\((?:models\.Model|AbstractBaseUser)", read(p), re.MULTILINE)]
    assert [shown(p) for p in made if p.stem != "models" and not p.stem.endswith("_models")] == []


def test_views_keep_to_the_doors() -> None:
    lower = [p for p in MODULES if SRC / "doors" not in p.parents and p.parent != SRC]
    assert [shown(p) for p in lower if re.search(r"django\.(http|shortcuts|views|template|urls)\b", read(p))] == []


def test_only_doors_and_jobs_look_at_the_clock() -> None:
    looking = {
        shown(p)
        for p in MODULES
        if SRC / "doors" not in p.parents and p.name != "jobs.py" and READS_THE_CLOCK.search(_code(p))
    }
    assert sorted(looking - set(MAY_READ_THE_CLOCK)) == [], "time comes in as an argument"
    assert sorted(set(MAY_READ_THE_CLOCK) - looking) == [], "no longer needs to be excused"


def test_nothing_about_vietnam_stands_in_python() -> None:
    speaking = {shown(p) for p in MODULES if any(VIETNAMESE.search(text) for text in _texts(p))}
    assert sorted(speaking - set(MAY_KNOW_VIETNAMESE_LETTERS)) == [], "words belong to the pack"
    assert sorted(set(MAY_KNOW_VIETNAMESE_LETTERS) - speaking) == [], "no longer needs to be excused"


def test_the_pack_holds_no_code() -> None:
    inside = {p.suffix for p in files() if PACK in p.parents}
    assert inside <= {".yaml", ".csv", ".md", ".typ"}


def test_nothing_is_deleted_along_with_what_it_belongs_to() -> None:
    cascading = [shown(p) for p in python(migrations=True) if re.search(r"\bCASCADE\b", _code(p))]
    assert cascading == [], "records are protected, never swept away"


def test_every_test_module_tests_and_every_test_has_a_sentence_for_a_name() -> None:
    modules = [p for p in python(ROOT / "tests") if p.name.startswith("test_")]
    for path in modules:
        names = [n.name for n in nodes(path) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
        assert names, shown(path)
        short = [name for name in names if name.count("_") < 2]
        assert short == [], f"{shown(path)}: say the situation"


def test_no_test_is_switched_off() -> None:
    off = [
        shown(p) for p in python(ROOT / "tests") if re.search(r"mark\.(skip|skipif|xfail)\b|pytest\.skip\(", _code(p))
    ]
    assert [p for p in off if p != shown(Path(__file__))] == []


def test_nothing_is_left_to_be_done_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK|raise NotImplementedError)\b")
    left = [shown(p) for p in python() if later.search(read(p))]
    assert left == []


def test_each_room_imports_only_from_below() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(tool), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, env=_environment()
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


@cache
def _code(path: Path) -> str:
    """The module without comments and docstrings."""
    return ast.unparse(_without_docstrings(path))


@cache
def _without_docstrings(path: Path) -> ast.Module:
    parsed = ast.parse(read(path))
    for node in ast.walk(parsed):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                part
                for part in body
                if not (
                    isinstance(part, ast.Expr)
                    and isinstance(part.value, ast.Constant)
                    and isinstance(part.value.value, str)
                )
            ] or [ast.Pass()]
    return parsed


def _texts(path: Path) -> list[str]:
    return [
        n.value for n in ast.walk(_without_docstrings(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]


ROWS_OF_WORDS = re.compile(
    r"\b(?:Said|Words|CaseKey)(?:\.objects|\()|Fetch(?:Values)?\((?:Said|Words|CaseKey)\b|\bcases_(?:said|words|casekey)\b"
)
MAY_TOUCH_THEM = {
    "src/namro/work/cases/payload.py": "the door itself",
    "src/namro/work/cases/models.py": "the tables",
    "src/namro/work/cases/key_models.py": "the tables",
    "src/namro/work/cases/intake_actions.py": "puts the row that the door made",
    "src/namro/work/cases/import_writing.py": "copies rows that the door made",
    "src/namro/work/cases/retention_actions.py": "takes the key away",
}


def test_what_was_said_and_written_is_read_and_written_through_one_door() -> None:
    touching = {shown(path) for path in MODULES if ROWS_OF_WORDS.search(_code(path))}
    assert touching == set(MAY_TOUCH_THEM)
