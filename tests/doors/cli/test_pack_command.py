"""`namro pack`: check, show, list, publish and docs. No database."""

import json
import shutil

import pytest

from namro.doors import words
from namro.doors.cli import reference
from namro.doors.cli.main import main
from namro.rules.packs.current import forget, the_pack
from namro.rules.packs.reasons import REASONS
from tests.conftest import ROOT

TINY = ROOT / "tests/packs/tiny"
NOISE = "procedures/noise@2024-01-01.yaml"


def answered(capsys, *arguments):
    code = main(["pack", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def spoiled(tmp_path):
    """The invented country with two slips in it."""
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    path = folder / NOISE
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("limit: 6 hours", "limit: 6 ours").replace("kind: place", "knid: place"), encoding="utf-8"
    )
    return folder


def test_a_good_pack_is_said_to_be_good(capsys):
    for arguments in ((), (TINY,), (ROOT / "packs/vn",)):
        code, out, err = answered(capsys, "check", *arguments, "--lang", "en")
        assert (code, err) == (0, "")
        assert out.startswith("Nothing is wrong with ")
    code, out, _ = answered(capsys, "check", TINY, "--json")
    assert code == 0
    assert json.loads(out) == {"folder": str(TINY), "good": True, "problems": []}


def test_every_problem_is_named_with_file_line_and_reason(capsys, spoiled):
    code, out, err = answered(capsys, "check", spoiled, "--lang", "en")
    lines = (spoiled / NOISE).read_text(encoding="utf-8").splitlines()
    ours = 1 + next(at for at, line in enumerate(lines) if "6 ours" in line)
    knid = 1 + next(at for at, line in enumerate(lines) if "knid" in line)
    assert (code, out) == (2, "")
    assert f'{NOISE}:{ours}: a term is written like "7 working days"' in err
    assert f'{NOISE}:{knid}: "knid" is not a key that may stand here' in err
    assert "3 problems." in err


def test_the_problems_as_json(capsys, spoiled):
    code, out, _ = answered(capsys, "check", spoiled, "--json")
    said = json.loads(out)
    assert code == 2
    assert said["good"] is False
    assert {(p["file"], p["code"]) for p in said["problems"]} == {
        (NOISE, "pack.term"), (NOISE, "pack.unknown-key"), (NOISE, "pack.missing"),
    }  # fmt: skip
    assert all(p["line"] > 0 and p["reason"] for p in said["problems"])


BROKEN = [
    # file, what stands there, what stands there instead, the code, a text in the line named
    ("roles.yaml", "cases.read,", "cases.reed,", "pack-check.right", "cases.reed"),
    ("roles.yaml", "[cases.*]", "[case.*]", "pack-check.right", "case.*"),
    ("words/common.yaml", "{date}", "{dote}", "pack-check.word-parameter", "{dote}"),
    ("words/common.yaml", "common.day:", "common.dey:", "pack-check.word", "common.dey"),
    ("pack.yaml", "[village, market-village]", "[villagex, market-village]", "pack-check.kind-not-there", "villagex"),
    ("places/kinds.csv", "\nvillage,", "\nvillagex,", "places.row.unknown-kind", ",village,"),
    ("places/kinds.csv", "\nvalley,valley,", "\nvalley,valleyx,", "pack-check.level-not-there", "valleyx"),
    ("places/units.csv", "1,A1,", "1;A1,", "places.row.unknown-kind", "1;A1"),
    ("demo/hanoi.yaml", "seed: ", "sead: ", "pack.unknown-key", "sead: "),
    ("demo/hanoi.yaml", "mixture:", "mixture: [", "pack.not-yaml", ""),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "at"), BROKEN)
def test_what_is_wrong_beside_the_rest_of_namro_is_found_with_its_line(capsys, tmp_path, file, old, new, code, at):
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    (folder / "demo").mkdir()
    shutil.copy(ROOT / "packs/vn/demo/hanoi.yaml", folder / "demo")
    assert answered(capsys, "check", folder, "--lang", "en")[0] == 0
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    exit, out, _ = answered(capsys, "check", folder, "--json")
    found = [p for p in json.loads(out)["problems"] if p["code"] == code]
    assert exit == 2
    assert found, out
    lines = (folder / found[0]["file"]).read_text(encoding="utf-8").splitlines()
    assert at in lines[found[0]["line"] - 1]
    exit, _, err = answered(capsys, "check", folder, "--lang", "en")
    assert exit == 2
    assert f"{found[0]['file']}:{found[0]['line']}: " in err
    assert "refusals." not in err


def test_a_pack_without_units_is_not_whole(capsys, tmp_path):
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("places"))
    code, _, err = answered(capsys, "check", folder, "--lang", "en")
    assert code == 2
    assert "places:1: the folder is missing" in err


def test_a_broken_pack_in_vietnamese_is_spoken_about_in_vietnamese(capsys, tmp_path):
    folder = tmp_path / "vn"
    shutil.copytree(ROOT / "packs/vn", folder, ignore=shutil.ignore_patterns("places", "demo"))
    path = folder / "roles.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  sees: own", "  sess: own", 1), encoding="utf-8")
    code, _, err = answered(capsys, "check", folder, "--lang", "vi")
    assert code == 2
    assert 'khóa "sess" không được có ở đây' in err
    assert "chỗ chưa đúng" in err


def test_a_slip_in_the_words_is_found_too(capsys, tmp_path):
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    with (folder / "words/common.yaml").open("a", encoding="utf-8") as words_file:
        words_file.write("common.skip: [x]\n")
    code, _, err = answered(capsys, "check", folder)
    assert code == 2
    assert "words/common.yaml:" in err


@pytest.mark.parametrize("name", ["nothing", "pack.yaml"])
def test_a_folder_that_is_not_there_is_refused(capsys, name):
    code, _, err = answered(capsys, "check", TINY / name if name == "pack.yaml" else TINY / "nothing")
    assert code == 2
    assert "Traceback" not in err


def test_a_procedure_as_it_is_law_on_a_day(capsys):
    code, out, _ = answered(capsys, "show", "complaint", "--on", "2026-06-30", "--lang", "en")
    assert code == 0
    assert "## complaint@2012-07-01" in out
    assert "10 days" in out
    code, out, _ = answered(capsys, "show", "complaint", "--on", "2026-07-01", "--lang", "vi")
    assert "## complaint@2026-07-01" in out
    assert "7 ngày làm việc" in out
    code, out, _ = answered(capsys, "show", "complaint", "--on", "2026-07-01", "--json")
    said = json.loads(out)
    assert said["version"] == "complaint@2026-07-01"
    assert said["published"] is True
    assert said["procedure"]["clocks"]["accept"]["limit"] == "7 working days"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "complaints"), "no procedure “complaints”"),
        (("show", "complaint", "--on", "1999-01-01"), "no version that is law"),
        (("show", "complaint", "--on", "tomorrow"), "is not a day"),
        (("show", "complaint", "--lang", "xx"), "no language “xx”"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_sentence(capsys, monkeypatch, arguments, said):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    code, out, err = answered(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_the_list_names_every_version(capsys):
    code, out, _ = answered(capsys, "list", "--lang", "vi")
    assert code == 0
    assert len(out.splitlines()) == len(the_pack().procedures)
    assert "Khiếu nại" in out
    code, out, _ = answered(capsys, "list", "--json")
    assert [line["version"] for line in json.loads(out)] == [p.version for p in the_pack().procedures]
    assert all(line["published"] for line in json.loads(out))


def test_publishing_and_publishing_again(capsys, tmp_path):
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    code, out, _ = answered(capsys, "publish", folder, "--json")
    assert (code, list(json.loads(out))) == (0, ["noise@2024-01-01"])
    code, out, _ = answered(capsys, "publish", folder, "--lang", "en")
    assert out == "Everything is published already.\n"
    path = folder / NOISE
    path.write_text(path.read_text(encoding="utf-8").replace("Ni daŭrigas", "Ni daŭrigos"), encoding="utf-8")
    code, _, err = answered(capsys, "publish", folder)
    assert code == 2
    assert "--again noise@2024-01-01" in err
    assert answered(capsys, "check", folder)[0] == 2
    code, _, _ = answered(capsys, "publish", folder, "--again", "noise@2024-01-01", "--reason", "A slip of the pen")
    assert code == 0
    assert answered(capsys, "check", folder)[0] == 0
    forget()


def test_the_reference_in_the_docs_is_what_the_pack_says():
    """`namro pack docs` after every change of the pack."""
    folder = ROOT / "docs/reference/procedures"
    made = reference.pages(the_pack())
    assert {path.name for path in folder.glob("*.md")} == set(made)
    for name, text in made.items():
        assert (folder / name).read_text(encoding="utf-8") == text, f"{name} is out of date: namro pack docs"


def test_every_page_has_a_diagram_for_each_version_and_language():
    made = reference.pages(the_pack())
    for id in {procedure.id for procedure in the_pack().procedures}:
        versions = len(the_pack().versions(id))
        assert made[f"{id}.md"].count("```mermaid\nstateDiagram-v2\n") == 2 * versions
        assert made[f"{id}.md"].count("[*] --> s0\n") == 2 * versions


def test_the_docs_are_written_and_what_nothing_makes_any_more_is_removed(capsys, tmp_path):
    (tmp_path / "gone.md").write_text("x")
    code, _, _ = answered(capsys, "docs", "--to", tmp_path)
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(reference.pages(the_pack()))


def test_every_reason_has_its_sentence_in_every_language():
    for code, text in REASONS.items():
        assert words.say("en", f"refusals.{code}") == text
        assert words.words().has("vi", f"refusals.{code}"), code


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("receipt.typ", "breakable: false", 'breakable" false', "unclosed"),
        ("sheet.typ", "data.words", "data.wrds", "wrds"),
    ],
)
def test_a_slip_in_the_template_of_a_paper_is_found_before_somebody_waits_for_one(
    capsys, tmp_path, file, old, new, said
):
    folder = tmp_path / "vn"
    shutil.copytree(ROOT / "packs/vn", folder)
    template = folder / "papers" / file
    text = template.read_text(encoding="utf-8")
    assert old in text
    template.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, _, err = answered(capsys, "check", folder, "--lang", "en")
    assert code == 2
    assert f"papers/{file}:" in err
    assert said in err


def test_a_hash_that_stood_on_record_keeps_all_of_its_digits(capsys, tmp_path):
    folder = tmp_path / "vn"
    shutil.copytree(ROOT / "packs/vn", folder)
    path = folder / "published.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("earlier:")
    start = text.index('{hash: "', start) + len('{hash: "')
    path.write_text(text[:start] + text[start + 1 :], encoding="utf-8")
    code, _, err = answered(capsys, "check", folder, "--lang", "en")
    assert code == 2
    assert "published.yaml:" in err
