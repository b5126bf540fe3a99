"""What the documentation promises is held against the code."""

import re
from pathlib import Path

import pytest

from namro.doors.cli.main import COMMANDS
from namro.ground.gate.action import REGISTRY
from namro.rules.packs.current import the_pack
from tests.meta.reading import ROOT, SRC, files, python, read, sentences, shown

WORDS = {"en": SRC / "doors/english", "vi": ROOT / "packs/vn/words"}

DOCS = ROOT / "docs"
PAGES = [p for p in files() if p.suffix == ".md" and (DOCS in p.parents or p.parent == ROOT)]
ASKED = re.compile(r"""environ(?:\.get\(|\[|\.setdefault\()\s*["']([A-Z_]+)["']""")
NOT_FOR_OPERATORS = {
    "DJANGO_SETTINGS_MODULE": "always namro.settings",
    "LC_ALL": "the terminal's language",
    "LC_MESSAGES": "the terminal's language",
    "LANG": "the terminal's language",
}


def test_each_command_is_a_module_and_each_module_a_command():
    modules = {p.stem for p in python(SRC / "doors/cli/management/commands") if p.stem != "__init__"}
    assert modules | {"manage"} == set(COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_command_has_its_line_in_the_docs(name):
    page = read(DOCS / "commands.md")
    assert re.search(rf"^\| `namro {name}` \|", page, re.MULTILINE)


def test_each_setting_has_its_line_in_the_docs():
    asked = {name for path in python() for name in ASKED.findall(read(path))} - set(NOT_FOR_OPERATORS)
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", read(DOCS / "settings.md"), re.MULTILINE))
    assert sorted(asked - told) == [], "not in docs/settings.md"
    assert sorted(told - asked) == [], "no longer a setting"


def test_each_action_has_its_place_in_the_reference():
    told = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", read(DOCS / "reference/permissions.md"), re.MULTILINE))
    assert told == set(REGISTRY), "tools/write_permissions.py makes it anew"


def test_each_procedure_has_its_page_in_the_reference():
    written = " ".join(shown(p) for p in files() if DOCS / "reference" in p.parents)
    assert [p.id for p in the_pack().procedures if p.id not in written] == []


def test_each_role_and_each_floor_is_explained():
    glossary, architecture = read(DOCS / "glossary.md").lower(), read(DOCS / "architecture.md")
    for role in the_pack().roles.values():
        assert role.id.replace("-", " ").removesuffix(" keeper") in glossary, role.id
    for floor in ("rules", "ground", "work", "results", "doors"):
        assert f"`{floor}/`" in architecture


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_each_link_leads_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", read(page)):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_each_page_can_be_reached_from_the_index_or_the_readme():
    linked = set()
    for one in PAGES:
        linked |= {(one.parent / t).resolve() for t in re.findall(r"\]\(([^)#\s]+)", read(one)) if "://" not in t}
    lonely = [shown(p) for p in PAGES if p.parent == DOCS and p.name != "index.md" and p.resolve() not in linked]
    assert lonely == []


def test_the_glossary_is_in_the_order_of_the_alphabet():
    terms = re.findall(r"^\| ([a-z][^|]*?) \|", read(DOCS / "glossary.md"), re.MULTILINE)
    assert len(terms) >= 60
    assert terms == sorted(terms, key=str.lower)


def test_the_first_screen_says_what_it_is_and_the_two_commands():
    first = read(ROOT / "README.md").splitlines()[:30]
    assert "./dev run" in "\n".join(first)
    assert "./dev test" in "\n".join(first)


def test_what_dev_can_do_is_what_it_says():
    script = read(ROOT / "dev")
    said = set(re.findall(r"^\./dev (\w+) ", script, re.MULTILINE))
    done = set(re.findall(r"^    (\w+)\) ", script.split("case $verb in")[1], re.MULTILINE))
    assert said == done


@pytest.mark.parametrize("page", sorted((ROOT / "docs/tutorial").glob("*.md")), ids=lambda page: page.name)
def test_what_a_walk_through_says_to_press_is_what_the_page_says(page: Path):
    lang = page.suffixes[0][1:]
    labels = {" ".join(said.split()) for said in re.findall(r"\*\*(.+?)\*\*", read(page), re.DOTALL)}
    assert len(labels) > 5
    words = {word for part in sentences(WORDS[lang]).values() for word in part.values() if isinstance(word, str)}
    steps = {step.names[lang] for procedure in the_pack().procedures for step in procedure.steps.values()}
    assert labels - words - steps == set()
