"""YAML as a lawyer writes it, and everything that is refused of it."""

from datetime import date

import pytest

from namro.rules.packs.reading import read, read_bytes
from namro.rules.packs.refused import PackRefused


def refused(raw: bytes) -> list[tuple[int, str]]:
    with pytest.raises(PackRefused) as caught:
        read_bytes(raw, "x.yaml")
    return [(problem.line, problem.code) for problem in caught.value.problems]


def test_plain_words_mean_what_a_lawyer_means():
    text = (
        "a: no\nb: on\nc: 12\nd: true\ne: 2026-02-30\nf: 2026-02-28\ng: 1_000\nh: 0x1f\ni: 12:30\nj:\nk: '5'\nl: 007\n"
    )
    value = read_bytes(text.encode(), "x.yaml").value
    assert value == {
        "a": "no", "b": "on", "c": 12, "d": True, "e": "2026-02-30", "f": date(2026, 2, 28), "g": "1_000",
        "h": "0x1f", "i": "12:30", "j": None, "k": "5", "l": "007",
    }  # fmt: skip


def test_the_line_of_every_value_is_known_and_that_of_a_missing_one_is_its_surroundings():
    file = read_bytes(b"a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n", "x.yaml")
    assert file.line(("a", "b")) == 2
    assert file.line(("a", "c", 1, "d")) == 5
    assert file.line(("a", "c", "missing")) == 3
    assert file.line(("nothing",)) == 1


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"", [(1, "pack.empty")]),
        (b"# only a remark\n", [(1, "pack.empty")]),
        (b"---\n", [(1, "pack.empty")]),
        (b"a: 1\nb:\t2\n", [(2, "pack.tab")]),
        (b"a: 1\nb: \xff\n", [(2, "pack.not-utf8")]),
        ("a: 1\n".encode("utf-16"), [(1, "pack.not-utf8")]),
        (b"a: &x 1\nb: *x\n", [(1, "pack.anchor"), (2, "pack.anchor")]),
        (b"a: 1\nb: !!python/object/apply:os.system [x]\n", [(2, "pack.tag")]),
        (b"a: !!str 1\n", [(1, "pack.tag")]),
        (b"%YAML 1.1\n---\na: 1\n", [(1, "pack.tag")]),
        (b"a: 1\n---\nb: 2\n", [(2, "pack.several-documents")]),
        (b"a: 1\nb: 2\na: 3\n", [(3, "pack.twice")]),
        (b"? [a]\n: 1\n", [(1, "pack.key-not-text")]),
        (b"a: 1\nb: [1, 2\n", [(3, "pack.not-yaml")]),
        (b"a: 1\nb: {x\n", [(3, "pack.not-yaml")]),
        (b"a: 1\nb: \x07\n", [(2, "pack.not-yaml")]),
        ("a: Tiếng Việt, nhiều dấu\nb: \x01\nc: 3\nd: 4\n".encode(), [(2, "pack.not-yaml")]),
        (b"[" * 50, [(1, "pack.too-deep")]),
        (b"a: " + b"x" * 1_000_001, [(1, "pack.too-long")]),
    ],
)
def test_what_has_no_place_in_a_pack_is_refused_with_its_line(raw, found):
    assert refused(raw) == found


def test_a_million_brackets_are_refused_and_not_followed():
    assert refused(b"{a: " * 200_000)[0][1] in ("pack.too-deep", "pack.not-yaml")


def test_a_merge_key_is_only_a_word():
    assert read_bytes(b"a: {<<: 1}\n", "x.yaml").value == {"a": {"<<": 1}}


def test_composed_and_decomposed_accents_are_the_same_text():
    composed, decomposed = read_bytes("a: Hoà\n".encode(), "x").value, read_bytes("a: Hoa\u0300\n".encode(), "x").value
    assert composed == decomposed


def test_a_missing_file_and_a_folder_in_its_place_are_named(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    for name, code in (("none.yaml", "pack.not-there"), ("folder.yaml", "pack.not-readable")):
        with pytest.raises(PackRefused) as caught:
            read(tmp_path / name, name)
        assert [(problem.file, problem.code) for problem in caught.value.problems] == [(name, code)]
