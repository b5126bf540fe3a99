"""One thing wrong in an otherwise good pack: refused with the file, the line and the reason."""
# ruff: noqa: E501 (a table is read by its columns)

from pathlib import Path

import pytest

from namro.rules.packs.reasons import REASONS
from tests.rules.packs.edited import NOISE, TINY, VN, copy, edit, line_of, problems

ANSWER = '  answer:\n    names: {eo: "Respondi"'
BOOK = "papers/noise-book@2024-01-01.yaml"
STATE = '  closed: {names: {eo: "Fermita", en: "Closed"}, says: {eo: "Fino.", en: "The end."}, open: false}'

WRONG: list[tuple[str, str, str, str, str]] = [
    # file, what stands there, what stands there instead, the code, a text in the line named
    # the shape of one file
    (NOISE, "confidence: V1", "confidense: V1", "unknown-key", "confidense"),
    (NOISE, "confidence: V1", "", "missing", "id: noise"),
    (NOISE, "confidence: V1", "confidence: V3", "not-one-of", "V3"),
    (NOISE, "    limit: 6 hours", "    limit: 6 ours", "term", "6 ours"),
    (NOISE, "    limit: 6 hours", "    limit: 6", "term", "limit: 6"),
    (NOISE, "    limit: 6 hours", "    limit: 0 hours", "term", "0 hours"),
    (NOISE, "    limit: 6 hours", "    limit: [6 hours]", "term", "[6 hours]"),
    (NOISE, "    likely: 1", "    likely: first", "wrong-type", "first"),
    (NOISE, "    likely: 1", "    likely: true", "wrong-type", "likely: true"),
    (NOISE, "opens_at: [village-watch, valley-hall]", "opens_at: village-watch", "wrong-type", "opens_at"),
    (NOISE, "valid: {from: 2024-01-01}", "valid: {from: 2024-13-01}", "wrong-type", "2024-13-01"),
    (NOISE, "valid: {from: 2024-01-01}", "valid: 2024", "wrong-type", "valid: 2024"),
    (NOISE, 'says: {eo: "Fino.", en: "The end."}, open', 'says: {eo: "Fino."}, open', "language-missing", "Fermita"),
    (NOISE, 'en: "Closed"', 'fr: "Fermé"', "language-unknown", "Fermita"),
    (NOISE, 'en: "Closed"', 'en: " "', "text-empty", "Fermita"),
    (NOISE, 'eo: "Ni daŭrigas."', 'eo: "Ni {daŭrigas."', "text-braces", "{daŭrigas."),
    (NOISE, 'eo: "Ni daŭrigas."', 'eo: "Ni {0.real}."', "text-braces", "{0.real}"),
    (NOISE, 'eo: "Ni daŭrigas."', 'eo: "Ni {name}."', "text-parameter", "{name}"),
    (NOISE, 'article: "§ 9 Leĝo pri Bruo"\n  reopen', "\n  reopen", "missing", "  close:"),
    (NOISE, '    article: "§ 5 Leĝo pri Bruo"\n  answer', "  answer", "missing", "  visit:"),
    (NOISE, "  set-night:", "  set_night:", "bad-id", "set_night"),
    (NOISE, 'eo: "Nokte", en: "At night"', "eo: [Nokte], en: At night", "wrong-type", "[Nokte]"),
    (NOISE, 'article: "§ 9 Leĝo pri Bruo"', 'article: " "', "bad-line", 'article: " "'),
    (NOISE, "    verb: assign\n", "    id: tale\n    verb: assign\n", "id-inside", "id: tale"),
    ("roles.yaml", "  sees: own", "  id: guard\n  sees: own", "id-inside", "id: guard"),
    ("offices.yaml", "  code: D", "  id: house\n  code: D", "id-inside", "id: house"),
    # states
    (NOISE, "  received: {names", "  begun: {names", "no-received", "states:"),
    (NOISE, "    to: closed", "    to: answered", "unreachable", "closed: {names"),
    (NOISE, "    to: closed", "    to: answered", "no-way-out", "weighing: {names"),
    (NOISE, ', open: false}', "}", "no-end", "states:"),
    (NOISE, "  pause:\n    verb", "  waiting:\n    verb", "collides", "  waiting:"),
    # steps
    (NOISE, "    from: [waiting]", "    from: [wating]", "unknown-name", "[wating]"),
    (NOISE, "    to: waiting", "    to: wating", "unknown-name", "to: wating"),
    (NOISE, "    by: [watcher]\n    needs: [flag]", "    by: [watchman]\n    needs: [flag]", "unknown-name", "watchman"),
    (NOISE, "    by: [watcher]\n    needs: [flag]", "    by: []\n    needs: [flag]", "nobody", "by: []"),
    (NOISE, "    by: [watcher]\n    needs: [flag]", "    by: [scribe]\n    needs: [flag]", "role-may-not", "[scribe]"),
    (NOISE, "    by: [watcher]\n    at: [village-watch]", "    by: [reporter]\n    at: [village-watch]",
     "reporter-only-answers", "[reporter]"),
    (NOISE, "    by: [reporter, watcher]", "    by: [watcher]", "answer-by-reporter", "    by: [watcher]"),
    (NOISE, "    at: [village-watch]", "    at: [village-wach]", "unknown-name", "village-wach"),
    (NOISE, "    to_office: [valley-hall]", "    to_office: [valley-hal]", "unknown-name", "[valley-hal]"),
    (NOISE, "    to_office: [valley-hall]", "    to_office: []", "transfer-nowhere", "  send:"),
    (NOISE, "    to_office: [valley-hall]", "    to_office: [village-watch]", "transfer-not-accepted", "  send:"),
    (NOISE, "    needs: [clock, extension, reason]", "    needs: [clock, extension]", "need-missing", "[clock, extension]"),
    (NOISE, "    needs: [post]", "    needs: [pots]", "not-one-of", "[pots]"),
    (NOISE, "    needs: [post]", "    needs: []", "need-missing", "needs: []"),
    (NOISE, "    needs: [post]", "    needs: [post]\n    to_role: [eldr]", "unknown-name", "[eldr]"),
    (NOISE, "    at: [valley-hall]\n    needs: [post]", "    at: [village-watch]\n    needs: [post]\n    to_role: [elder]",
     "role-not-there", "[elder]"),
    (NOISE, "    needs: [clock, extension, reason]", "    needs: [clock, extension, reason]\n    to_role: [elder]",
     "role-not-needed", "to_role"),
    (NOISE, "    needs: [answer]", "    needs: [answer]\n    sets: {day: true}", "unknown-name", "sets: {day"),
    (NOISE, "    needs: [answer]", "    needs: [answer]\n    after_limit: anser", "unknown-name", "after_limit"),
    (NOISE, "    needs: [answer]", "    needs: [answer]\n    while_clock: anser", "unknown-name", "while_clock"),
    (NOISE, "    needs: [answer]", '    needs: [answer]\n    document: {eo: "A", en: "A"}', "document-not-needed",
     "document"),
    (NOISE, "    needs: [answer]", '    needs: [answer]\n    grounds: {a: {names: {eo: "A", en: "A"}, article: "§ 1"}}',
     "ground-not-needed", "grounds"),
    (NOISE, "    by: [elder]\n    needs: [answer]", "    by: [elder, watcher]\n    needs: [answer]", "does-not-settle",
     "[elder, watcher]"),
    # clocks
    (NOISE, "    starts: [received]", "    starts: [recieved]", "no-event", "[recieved]"),
    (NOISE, "    starts: [received]", "    starts: []", "never-starts", "starts: []"),
    (NOISE, "    starts: [received]", "    starts: [{event: send, at: [valley-hall]}]", "never-starts", "event: send"),
    (NOISE, "    ends: [answered]", "    ends: [received]", "never-ends", "ends: [received]"),
    (NOISE, "    ends: [answered]", "    ends: []", "never-ends", "ends: []"),
    (NOISE, "    limit_if: {night: 1 hour}", "    limit_if: {nigt: 1 hour}", "unknown-name", "nigt"),
    (NOISE, "    limit_if: {night: 1 hour}", "    only_if: nigt", "unknown-name", "nigt"),
    (NOISE, "    limit_if: {night: 1 hour}", "    only_if: night\n    unless: night", "limit-flag", "unless"),
    (NOISE, "pauses: {waiting:", "pauses: {wating:", "unknown-name", "wating"),
    (NOISE, "    confidence: M", "    counting: fancy", "unknown-name", "fancy"),
    (NOISE, "    confidence: M", "    valid: {from: 2025-02-01, to: 2025-01-01}", "ends-before", "2025-02-01"),
    (NOISE, "    limit_if: {night: 1 hour}", "    limit_if: {night: 2 days}", "limit-unit", "2 days"),
    (NOISE, "    confidence: M", "    valid: {from: 2015-01-01, to: 2020-12-31}", "valid-outside", "2015-01-01"),
    (NOISE, "    confidence: M", "    owed_unless_anonymous: {from: 2025-02-01, to: 2025-01-01}", "ends-before",
     "2025-02-01"),
    # parts that are law for some days only
    (NOISE, 'basis: [{eo: "Leĝo pri Bruo 7/2001", en: "Noise Act 7/2001"}]',
     'basis: [{names: {eo: "L", en: "L"}, valid: {from: 2020-01-01, to: 2021-01-01}}]', "valid-outside", "2021-01-01"),
    (NOISE, "    needs: [answer]", "    needs: [answer]\n    valid: {from: 2025-02-01, to: 2025-01-01}", "ends-before",
     "2025-02-01"),
    (NOISE, "    needs: [answer]", '    needs: [answer, ground]\n    grounds: {a: {names: {eo: "A", en: "A"}, article: "§ 1",'
     " valid: {from: 2020-02-01, to: 2020-03-01}}}", "valid-outside", "2020-03-01"),
    # extensions
    (NOISE, "        add: 3 working days\n", "        add: 3 days\n        valid: {from: 2025-02-01, to: 2025-01-01}\n",
     "ends-before", "2025-02-01"),
    (NOISE, '        by: [elder]\n        article: "§ 8', '        article: "§ 8', "missing", "festival:"),
    (NOISE, '        by: [elder]\n        article: "§ 8', '        by: []\n        article: "§ 8', "no-approver", "festival:"),
    (NOISE, '        by: [elder]\n        article: "§ 8', '        by: [watcher]\n        article: "§ 8', "cannot-extend",
     "        by: [watcher]"),
    (NOISE, "        add: 3 working days\n", "", "no-term", "festival:"),
    (NOISE, "        add: 3 working days\n", "        add: 3 days\n        total: 9 days\n", "two-terms", "festival:"),
    (NOISE, "        add: 3 working days\n", "        add: 3 hours\n", "hours-total", "add: 3 hours"),
    (NOISE, "        add: 3 working days\n", "        add: 3 days\n        after: festival\n", "after-itself", "after:"),
    (NOISE, "        add: 3 working days\n", "        add: 3 days\n        after: feast\n", "unknown-name", "after: feast"),
    (NOISE, "        add: 3 working days\n", "        add: 3 days\n        not_with: [x]\n", "unknown-name", "not_with"),
    (NOISE, '        article: "§ 8 Leĝo pri Bruo"\n', "", "missing", "festival:"),
    # the form and the reporter
    (NOISE, "    kind: place", "    kind: plase", "not-one-of", "plase"),
    (NOISE, "    kind: place", "    kind: text", "no-place", "fields:"),
    (NOISE, "    kind: place", "    kind: choice", "options", "id: where"),
    (NOISE, "  - id: where", "  - id: about", "duplicate-id", "  - id: about"),
    (NOISE, "  named: optional", "  named: required", "reporter-explained", "reporter:"),
    (NOISE, '    why: {eo: "Por trovi la gardon.", en: "To find the watch."}',
     '    why: {eo: "Por", en: "To"}\n    when_yes: {eo: "Jes", en: "Yes"}', "when-yes", "when_yes"),
    # around it
    (NOISE, "counting: plain", "counting: plane", "unknown-name", "plane"),
    (NOISE, "opens_at: [village-watch, valley-hall]", "opens_at: []", "missing", "opens_at"),
    (NOISE, "settled_by: [elder]", "settled_by: [eldest]", "unknown-name", "eldest"),
    (NOISE, "valid: {from: 2024-01-01}", "valid: {from: 2024-01-01, to: 2023-01-01}", "ends-before", "to: 2023"),
    (NOISE, "valid: {from: 2024-01-01}", "valid: {from: 2024-01-02}", "file-name", "id: noise"),
    (NOISE, "id: noise\n", "id: voice\n", "file-name", "id: voice"),
    (NOISE, STATE, STATE + "\nretention: {gone: {years: 3, article: § 1, confidence: V1}}", "unknown-name", "retention"),
    (NOISE, STATE, STATE + "\nretention: {closed: {years: 0, article: § 1, confidence: V1}}", "out-of-range", "retention"),
    (NOISE, STATE, STATE + "\nretention: {answered: {years: 3, article: § 1, confidence: V1}}", "retention-open", "retention"),
    # the other files
    ("offices.yaml", "  level: valley", "  level: valey", "unknown-name", "valey"),
    ("offices.yaml", "  parent: valley-hall", "  parent: valley-house", "unknown-name", "valley-house"),
    ("offices.yaml", "  parent: valley-hall", "  parent: village-watch", "parent-circle", "parent"),
    ("offices.yaml", "  code: D", "  code: G", "duplicate-id", "code: G"),
    ("offices.yaml", "  code: D", "  code: d", "bad-format", "code: d"),
    ("offices.yaml", 'en: "Hall of {unit}"', 'en: "Hall of {village}"', "text-parameter", "{village}"),
    ("offices.yaml", "  code: D", '  code: D\n  called: ["Hall of {village}"]', "text-parameter", "{village}"),
    ("offices.yaml", "  code: D", '  code: D\n  called: ["Hall of {unit"]', "text-braces", "{unit"),
    ("roles.yaml", "  sees: own", "  like: [guard]\n  sees: own", "unknown-name", "[guard]"),
    ("roles.yaml", "  at: [village-watch, valley-hall]", "  at: [village]", "unknown-name", "[village]"),
    ("roles.yaml", "  sees: own", "  sees: some", "not-one-of", "some"),
    ("roles.yaml", "  may: [cases.*]", "  may: [everything]", "bad-format", "everything"),
    ("roles.yaml", "scribe:\n", "reporter:\n", "reserved", "reporter"),
    ("pack.yaml", "languages: [eo, en]", "languages: [eo]", "language-id", "languages"),
    ("pack.yaml", "languages: [eo, en]", "languages: [eo, en, EO]", "language-id", "languages"),
    ("pack.yaml", "time_zone: Asia/Kathmandu", "time_zone: Asia/Katmandoo", "zone", "Katmandoo"),
    ("pack.yaml", "weekend: [4, 5]", "weekend: [4, 7]", "out-of-range", "weekend"),
    ("pack.yaml", "weekend: [4, 5]", "weekend: [4, 4]", "weekend", "weekend"),
    ("pack.yaml", "weekend: [4, 5]", "weekend: [0, 1, 2, 3, 4, 5, 6]", "weekend", "weekend"),
    ("pack.yaml", "{office}-{year}-{number}", "{office}-{year}", "number-format", "number_format"),
    ("pack.yaml", "{office}-{year}-{number}", "{office}-{year}-{number:999999999d}", "number-format", "number_format"),
    ("pack.yaml", "{office}-{year}-{number}", "{office}-{year}-{number.real}", "number-format", "number_format"),
    ("pack.yaml", "procedures: [noise]", "procedures: [nose]", "unknown-name", "procedures"),
    ("pack.yaml", "procedures: [noise]", "procedures: []", "missing", "procedures"),
    ("pack.yaml", "procedures: [noise]", "procedures: [noise, noise]", "duplicate-id", "procedures"),
    ("pack.yaml", '{find: "Leĝo pri Bruo"', '{find: "(Leĝo"', "pattern", "(Leĝo"),
    ("pack.yaml", 'write: "Noise Act"', 'write: "\\\\1 Act"', "pattern", "Act"),
    ("pack.yaml", "    extension_from: rolled-end", "    extension_from: end", "not-one-of", "extension_from"),
    ("calendar.yaml", "2025-03-07", "2025-03-02", "twice", "2025-03-02"),
    ("calendar.yaml", "2025-03-07", "2029-03-07", "calendar", "2029-03-07"),
    ("calendar.yaml", "2025-03-07", "2025-03-06", "calendar", "2025-03-06"),
    ("calendar.yaml", "to: 2027-12-31", "to: 2020-12-31", "ends-before", "covers"),
    ("calendar.yaml", "to: 2027-12-31", "to: 9999-12-31", "calendar", "covers"),
    ("calendar.yaml", ", to: 2027-12-31", "", "missing", "covers"),
    # papers
    (BOOK, "template: noise-book.typ", "template: other.typ", "template-missing", "template: other.typ"),
    ("papers/noise-book.typ", "#let d = data.date", '#import "@preview/cetz:0.3.0"', "template-fetches", "@preview"),
    (BOOK, "lists: register\n", "", "paper-columns", "kind: book"),
    (BOOK, "kind: book", "kind: receipt", "paper-columns", "kind: receipt"),
    (BOOK, "steps: [answer-it]", "steps: [answer-all]", "unknown-name", "id: answered"),
    (BOOK, "procedures: [noise]", "procedures: [nose]", "unknown-name", "procedures: [nose]"),
    (BOOK, "shows: [number]", "shows: [reporter]", "not-one-of", "shows: [reporter]"),
    (BOOK, "width: 5,", "width: 5, under: nobody,", "unknown-name", "under: nobody"),
    (BOOK, "id: about", "id: number", "duplicate-id", "width: 5"),
    (BOOK, "  sealed: {", "  closed-up: {", "missing", "words:"),
    (BOOK, "De {first} ĝis {last}", "De {first} ĝis {end}", "text-parameter", "{end}"),
    (BOOK, "confidence: V2", "confidence: M", "missing", "words:"),
    (BOOK, "valid: {from: 2024-01-01}", "valid: {from: 2024-01-01, to: 2023-01-01}", "ends-before", "valid:"),
    (BOOK, "id: noise-book", "id: book-of-noise", "file-name", "id: book-of-noise"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code", "at"), WRONG)
def test_one_wrong_thing_is_refused_with_its_line_and_reason(tmp_path, file, old, new, code, at):
    folder = copy(tmp_path)
    edit_first(folder, file, old, new)
    found = {(problem.code, problem.file, problem.line) for problem in problems(folder)}
    assert any(one[0] == f"pack.{code}" for one in found), found
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    wanted = {number for number, line in enumerate(lines, 1) if at in line}
    assert any(one[0] == f"pack.{code}" and one[1] == file and one[2] in wanted for one in found), (found, wanted)


def edit_first(folder: Path, file: str, old: str, new: str) -> None:
    """Replaces the first place that says `old`."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "code", "named"),
    [
        ("columns:\n  received: [Ricevita]\n  recieved: [Ricevita]\n", "pack.column", "recieved"),
        ("sums: [Sumo]\nencodings: [utf-8, viscii-2]\n", "pack.encoding", "viscii-2"),
        ("encodings: [base64]\n", "pack.encoding", "base64"),
    ],
)
def test_words_of_old_registers_are_checked_too(tmp_path: Path, written: str, code: str, named: str):
    folder = copy(tmp_path)
    (folder / "imports.yaml").write_text(written, encoding="utf-8")
    found = {(one.code, one.file, one.line) for one in problems(folder)}
    assert (code, "imports.yaml", line_of(folder, "imports.yaml", named)) in found, found


def test_every_reason_that_can_be_given_is_tried_here_or_with_the_files():
    """A reason that no test meets may be one that cannot be reached."""
    tried = {code for _, _, _, code, _ in WRONG}
    here = Path(__file__).parent
    others = "".join(path.read_text(encoding="utf-8") for path in here.glob("test_*.py") if path != Path(__file__))
    others += "".join(line for line in Path(__file__).read_text(encoding="utf-8").splitlines() if "pack." in line)
    others += '"pack.other"'  # for whatever else pydantic may think of
    missing = [code for code in REASONS if code.removeprefix("pack.") not in tried and f'"{code}"' not in others]
    assert missing == []


def test_the_invented_country_and_the_real_one_are_whole():
    assert problems(TINY) == ()


def test_all_problems_are_said_at_once_each_in_its_file(tmp_path):
    folder = copy(tmp_path)
    edit(folder, "roles.yaml", "  sees: below", "  sees: beyond")
    edit(folder, "offices.yaml", "  settles: false", "  setles: false")
    edit(folder, "calendar.yaml", "covers: {from: 2024-01-01", "covers: {from: 2024-01-40")
    edit(folder, "pack.yaml", "weekend: [4, 5]", "weekend: four")
    edit(folder, NOISE, "    to: waiting", "    to: nowhere")
    edit(folder, NOISE, "counting: plain", "counting: 7")
    found = {(problem.file, problem.code) for problem in problems(folder)}
    assert found >= {
        ("roles.yaml", "pack.not-one-of"),
        ("offices.yaml", "pack.unknown-key"),
        ("calendar.yaml", "pack.wrong-type"),
        ("pack.yaml", "pack.wrong-type"),
        (NOISE, "pack.wrong-type"),
    }


def test_several_problems_between_the_parts_of_one_procedure_are_said_at_once(tmp_path):
    folder = copy(tmp_path)
    edit(folder, NOISE, "    to: waiting", "    to: nowhere")
    edit(folder, NOISE, "pauses: {waiting:", "pauses: {never:")
    edit(folder, NOISE, "settled_by: [elder]", "settled_by: [youngest]")
    codes = [problem.code for problem in problems(folder)]
    assert codes.count("pack.unknown-name") == 3
    assert "pack.unreachable" in codes


@pytest.mark.parametrize("file", ["pack.yaml", "calendar.yaml", "roles.yaml", "offices.yaml"])
def test_a_missing_file_is_named(tmp_path, file):
    folder = copy(tmp_path)
    (folder / file).unlink()
    assert [(problem.file, problem.line) for problem in problems(folder) if problem.code == "pack.not-there"] == [
        (file, 1)
    ]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert [problem.code for problem in problems(tmp_path / "nothing")] == ["pack.not-there"]


def test_a_file_that_belongs_to_no_pack_is_not_passed_over(tmp_path):
    folder = copy(tmp_path)
    (folder / "calender.yaml").write_text("days: []\n")
    (folder / "procedures/noise.yml").write_text("id: noise\n")
    found = [(problem.file, problem.code) for problem in problems(folder)]
    assert found == [("calender.yaml", "pack.unexpected-file"), ("procedures/noise.yml", "pack.unexpected-file")]


def test_two_versions_that_are_law_on_the_same_day_are_refused(tmp_path):
    folder = copy(tmp_path)
    later = (folder / NOISE).read_text(encoding="utf-8").replace("from: 2024-01-01", "from: 2025-01-01", 1)
    (folder / "procedures/noise@2025-01-01.yaml").write_text(later, encoding="utf-8")
    assert [(problem.file, problem.code) for problem in problems(folder)] == [
        ("procedures/noise@2025-01-01.yaml", "pack.overlap")
    ]
    edit(folder, NOISE, "valid: {from: 2024-01-01}", "valid: {from: 2024-01-01, to: 2024-12-31}")
    assert problems(folder) == ()


def test_a_choice_needs_options_and_only_a_choice_has_them(tmp_path):
    folder = copy(tmp_path)
    options = '\n    options: {a: {eo: "A", en: "A"}, b: {eo: "B", en: "B"}}'
    edit(folder, NOISE, "    kind: long-text", "    kind: choice" + options)
    assert problems(folder) == ()
    edit(folder, NOISE, "    kind: choice", "    kind: text")
    assert [problem.code for problem in problems(folder)] == ["pack.options"]


def test_a_role_without_a_post_there_cannot_take_a_step_there(tmp_path):
    folder = copy(tmp_path)
    edit(folder, "roles.yaml", "  at: [village-watch, valley-hall]", "  at: [valley-hall]")
    assert {problem.code for problem in problems(folder)} == {"pack.role-not-there"}


def test_a_role_that_sees_below_acts_below(tmp_path):
    folder = copy(tmp_path)
    edit(
        folder, NOISE, "    by: [watcher]\n    at: [village-watch]", "    by: [watcher, elder]\n    at: [village-watch]"
    )
    assert problems(folder) == ()
    edit(folder, "roles.yaml", "  sees: below", "  sees: own")
    assert {problem.code for problem in problems(folder)} == {"pack.role-not-there"}


def test_an_office_without_cases_stands_nowhere_that_is_about_cases(tmp_path):
    folder = copy(tmp_path)
    edit_first(folder, "offices.yaml", "  settles: false", "  settles: false\n  cases: false")
    found = {(one.file, one.line) for one in problems(folder) if one.code == "pack.without-cases"}
    assert found == {
        ("roles.yaml", line_of(folder, "roles.yaml", "  at: [village-watch, valley-hall]")),
        (NOISE, line_of(folder, NOISE, "opens_at: [village-watch, valley-hall]")),
        (NOISE, line_of(folder, NOISE, "    at: [village-watch]")),
    }


def test_a_second_look_is_never_offered_at_an_office_without_cases(tmp_path):
    folder = copy(tmp_path, VN)
    edit_first(folder, "second_looks.yaml", "    by: [inspectorate, standing-agency]", "    by: [inspectorate, front]")
    codes = {(one.code, one.file) for one in problems(folder)}
    assert ("pack.without-cases", "second_looks.yaml") in codes


def test_a_step_cannot_be_called_received(tmp_path):
    folder = copy(tmp_path)
    edit(folder, NOISE, "  set-night:", "  received:")
    assert "pack.reserved" in {problem.code for problem in problems(folder)}


def test_the_line_of_a_problem_is_the_line_an_editor_shows(tmp_path):
    folder = copy(tmp_path)
    edit(folder, NOISE, "    to: waiting", "    to: nowhere")
    [first] = [problem for problem in problems(folder) if problem.code == "pack.unknown-name"]
    assert str(first).startswith(f"{NOISE}:{line_of(folder, NOISE, 'to: nowhere')}: ")
