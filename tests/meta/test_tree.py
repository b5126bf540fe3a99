"""The tree names no machine: it works the same wherever it is put."""

import re
import tomllib

import pytest

from tests.meta.reading import ROOT, files, read, shown, texts

MACHINE = re.compile(
    r"(?<![\w.<:/-])(?:/work/|/root/|/home/\w|/Users/\w|/opt/(?!homebrew)\w|/mnt/data)"
    r"|\bfiles\.pythonhosted\.org|\bpypi\.org/simple|--index-url|--extra-index-url|--find-links|\btrusted-host\b"
)
MAY_NAME: dict[str, str] = {
    "tests/meta/test_tree.py": "says what must not be said",
    "dev": "tells uv to write no index and no folder into the pins",
}


def test_no_path_of_a_machine_and_no_index_of_packages_is_written_down():
    named = {}
    for path, text in texts():
        if shown(path) not in MAY_NAME and (found := sorted({m.group() for m in MACHINE.finditer(text)})):
            named[shown(path)] = found
    assert named == {}


def test_nothing_that_is_made_anew_is_kept():
    made = [
        shown(p) for p in files() if p.suffix in {".pyc", ".sqlite3", ".log", ".key", ".pem"} or p.name == "uv.lock"
    ]
    assert made == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_package_is_pinned_with_its_hashes(name):
    text = read(ROOT / f"requirements/{name}.txt")
    pins = re.findall(r"^(\S+?)(?:\[.*?\])?==\S+.*?((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)+)", text, re.MULTILINE)
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(pins) == len(lines) > 10


def test_what_the_tests_add_changes_nothing_of_what_runs():
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9-]+==[^\s;]+)", read(ROOT / f"requirements/{name}.txt"), re.MULTILINE))

    assert pinned("run") <= pinned("dev")


def test_everything_that_is_needed_is_pinned():
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    needed = {re.split(r"[\[<>=~! ]", one)[0].lower() for one in project["project"]["dependencies"]}
    pinned = set(re.findall(r"^([a-z0-9-]+)(?:\[.*?\])?==", read(ROOT / "requirements/run.txt"), re.MULTILINE))
    assert needed <= pinned


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
def test_the_scripts_can_be_called(name):
    assert (ROOT / name).stat().st_mode & 0o111
