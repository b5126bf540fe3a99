"""Sentences by key and language."""

import pytest

from namro.rules.packs.refused import PackRefused
from namro.rules.packs.words import UnknownWord, Words


def folders(tmp_path, english="", own=""):
    for name, text in (("english/a.yaml", english), ("words/a.yaml", own)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text:
            path.write_text(text, encoding="utf-8")
    return [tmp_path / "english", tmp_path / "words"]


def test_a_sentence_in_the_readers_language_else_in_english(tmp_path):
    words = Words.load(folders(tmp_path, "a.x: Yes\na.y: No\n", "a.x: Jes\n"), ["eo", "en"])
    assert words.say("eo", "a.x") == "Jes"
    assert words.say("eo", "a.y") == "No"
    assert words.say("xx", "a.x") == "Yes"
    assert words.has("eo", "a.x")
    assert not words.has("eo", "a.y")
    assert words.keys("en") == {"a.x", "a.y"}


def test_a_key_that_nobody_has_comes_back_and_in_tests_it_raises(tmp_path):
    dirs = folders(tmp_path, "a.x: Yes\n")
    assert Words.load(dirs, ["en"]).say("en", "a.z") == "a.z"
    with pytest.raises(UnknownWord):
        Words.load(dirs, ["en"], strict=True).say("en", "a.z")


def test_values_are_filled_in_once_and_never_read_as_sentences(tmp_path):
    words = Words.load(folders(tmp_path, 'a.x: "{name} sends {n}; {other} {0} {"\n'), ["en"])
    assert words.say("en", "a.x", name="{n}", n=2) == "{n} sends 2; {other} {0} {"


def test_one_and_several(tmp_path):
    words = Words.load(folders(tmp_path, 'a.x: {one: "{n} day", other: "{n} days"}\n'), ["en"])
    assert [words.say("en", "a.x", n=n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


def test_further_languages_stand_in_folders_of_their_own(tmp_path):
    dirs = folders(tmp_path, "a.x: Yes\n", "a.x: Jes\n")
    (tmp_path / "words/fr").mkdir()
    (tmp_path / "words/fr/a.yaml").write_text("a.x: Oui\n")
    assert Words.load(dirs, ["eo", "fr"]).say("fr", "a.x") == "Oui"


def test_a_text_of_the_pack_in_the_readers_language_else_in_the_packs(tmp_path):
    words = Words.load(folders(tmp_path), ["eo", "en"])
    assert words.pick({"eo": "Jes", "en": "Yes"}, "en") == "Yes"
    assert words.pick({"eo": "Jes"}, "fr") == "Jes"
    assert words.pick({"de": "Ja"}, "fr") == "Ja"
    assert words.pick({}, "fr") == ""


@pytest.mark.parametrize(
    ("english", "own", "code"),
    [
        ("a.x: [Yes]\n", "", "pack.words-not-flat"),
        ("a.x: {one: Yes}\n", "", "pack.words-not-flat"),
        ("a.x: 7\n", "", "pack.words-not-flat"),
        ("- a\n", "", "pack.words-not-flat"),
        ("a.x: Yes\na.x: No\n", "", "pack.twice"),
        ("a.x:\tYes\n", "", "pack.tab"),
        ("a.x: Yes\n", "a.x: *y\n", "pack.anchor"),
    ],
)
def test_what_is_no_list_of_sentences_is_refused(tmp_path, english, own, code):
    with pytest.raises(PackRefused) as caught:
        Words.load(folders(tmp_path, english, own), ["eo", "en"])
    assert [problem.code for problem in caught.value.problems] == [code]


def test_one_key_in_two_files_is_refused(tmp_path):
    dirs = folders(tmp_path, "a.x: Yes\n")
    (tmp_path / "english/b.yaml").write_text("a.x: No\n")
    with pytest.raises(PackRefused) as caught:
        Words.load(dirs, ["en"])
    assert [(p.file, p.line, p.code) for p in caught.value.problems] == [("english/b.yaml", 1, "pack.word-twice")]
