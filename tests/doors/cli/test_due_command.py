"""`namro due`: the question as an officer types it, the answer as a person and as a machine reads it. No database."""

import io
import json
import sys

import pytest

from namro.doors.cli.main import main

ACKNOWLEDGE = ["due", "crime-report", "acknowledge", "--from", "2026-02-13T17:10"]


def answered(capsys, *arguments):
    code = main([*arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def batch(capsys, monkeypatch, *lines, lang="en"):
    raw = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    code, out, _ = answered(capsys, "due", "--batch", "-", "--lang", lang)
    return code, [json.loads(line) for line in out.splitlines() if line]


def test_the_answer_says_the_day_and_why_in_the_language_asked_for(capsys):
    code, out, err = answered(capsys, *ACKNOWLEDGE, "--lang", "vi")
    assert (code, err) == (0, "")
    assert "Hạn cuối là thứ Tư, 25/02/2026." in out
    assert "Tết Nguyên đán" in out
    assert "khoản 1 Điều 14 TTLT 01/2017" in out
    code, out, _ = answered(capsys, *ACKNOWLEDGE, "--lang", "en")
    assert "Due on Wednesday, 25/02/2026." in out
    assert "Art. 14(1) Joint Circular 01/2017" in out


def test_the_answer_as_json_has_the_dates_the_reasons_and_the_version(capsys):
    code, out, _ = answered(capsys, *ACKNOWLEDGE, "--json", "--lang", "en")
    said = json.loads(out)
    assert code == 0
    assert said["due_on"] == "2026-02-25"
    assert said["due_at"] == "2026-02-26T00:00:00+07:00"
    assert said["counted_end"] == "2026-02-25"
    assert said["provisional"] is False
    assert said["version"] == "crime-report@2022-01-14"
    assert said["confidence"] == "V2"
    assert [said[key] for key in ("procedure", "clock", "from", "extend", "flags", "pauses")] == [
        "crime-report", "acknowledge", "2026-02-13T17:10", [], [], [],
    ]  # fmt: skip
    assert {"date", "kind", "reason", "article"} <= set(said["steps"][0])
    assert [step["date"] for step in said["steps"] if step["kind"] == "day-off"] == [
        f"2026-02-{day}" for day in range(16, 21)
    ]


def test_extensions_flags_and_pauses_are_taken_together(capsys):
    arguments = ["--from", "2026-07-06", "--flag", "remote", "--extend", "complex", "--pause", "2026-07-10..2026-07-19"]
    code, out, _ = answered(capsys, "due", "complaint", "resolve-first", *arguments, "--json")
    assert code == 0
    assert json.loads(out)["counted_end"] == "2026-09-14"  # 60 days in all, 10 of them did not count
    assert json.loads(out)["pauses"] == ["2026-07-10..2026-07-19"]


def test_other_readings_are_shown_as_unconfirmed(capsys):
    _, out, _ = answered(capsys, "due", "complaint", "accept", "--from", "2026-07-06", "--lang", "en")
    assert "Another reading, not confirmed and not counted: 10 working days" in out


def test_a_local_standard_says_that_it_is_no_law(capsys):
    _, out, _ = answered(capsys, "due", "petition", "settle", "--from", "2026-07-06", "--lang", "en")
    assert "This is a local standard" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["crime-report", "acknowlege", "--from", "2026-02-13"], "has no limit “acknowlege”"),
        (["crimereport", "acknowledge", "--from", "2026-02-13"], "no procedure “crimereport”"),
        (["crime-report", "acknowledge", "--from", "13/02/2026"], "“13/02/2026” is not a day or a moment"),
        (["crime-report", "acknowledge", "--from", "2026-02-30"], "“2026-02-30” is not a day or a moment"),
        (["crime-report", "acknowledge", "--from", "2026-02-13T25:00"], "is not a day or a moment"),
        (["crime-report", "acknowledge", "--from", "2031-02-13"], "2027-12-31"),
        (["crime-report", "acknowledge", "--from", "1999-02-13"], "has no version that is law on 1999-02-13"),
        (["crime-report", "classify", "--from", "2026-02-13"], "needs a time of day"),
        (["crime-report", "resolve", "--from", "2026-02-13", "--extend", "procuracy"], "can only follow “complex”"),
        (["crime-report", "resolve", "--from", "2026-02-13", "--pause", "2026-02-14..2026-02-15"], "without a pause"),
        (["complaint", "resolve-first", "--from", "2026-07-06", "--pause", "2026-07-10"], "is not a pause"),
        (
            ["complaint", "resolve-first", "--from", "2026-07-06", "--pause", "2026-07-10..2026-07-09"],
            "cannot be counted",
        ),
        (["complaint", "resolve-first", "--from", "2026-07-06", "--flag", "far"], "knows no flag “far”"),
        (["complaint", "resolve-first"], "--from"),
        (["complaint", "accept", "--from", "2026-07-06", "--batch", "x"], "--batch FILE and nothing else"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence(capsys, monkeypatch, arguments, said):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    code, out, err = answered(capsys, "due", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_refusal_is_said_in_the_language_asked_for_and_as_json(capsys):
    _, _, err = answered(capsys, "due", "petition", "repl", "--from", "2026-02-13", "--lang", "vi")
    assert "không có thời hạn “repl”" in err
    code, out, _ = answered(capsys, "due", "petition", "repl", "--from", "2026-02-13", "--json")
    assert code == 2
    assert json.loads(out)["error"]["code"] == "packs.unknown-clock"


def test_a_language_that_is_not_there_is_refused(capsys):
    code, _, err = answered(capsys, *ACKNOWLEDGE, "--lang", "xx")
    assert code == 2
    assert "vi, en" in err


def test_a_batch_answers_one_line_for_each(capsys, monkeypatch):
    code, said = batch(
        capsys,
        monkeypatch,
        {"procedure": "petition", "clock": "reply", "from": "2026-11-20", "extend": [], "flags": [], "pauses": []},
        {"procedure": "complaint", "clock": "accept", "from": "2026-07-06"},
        {"procedure": "denunciation", "clock": "resolve", "from": "2026-03-02", "pauses": ["2026-03-10..2026-03-20"]},
    )
    assert code == 0
    assert [line["due_on"] for line in said] == ["2026-12-07", "2026-07-15", "2026-04-13"]
    assert said[2]["counted_end"] == "2026-04-12"
    assert said[0]["extend"] == []
    assert said[1]["procedure"] == "complaint"


def test_a_bad_line_is_answered_with_what_is_wrong_and_the_others_all_the_same(capsys, monkeypatch):
    good = {"procedure": "petition", "clock": "reply", "from": "2026-11-20"}
    code, said = batch(
        capsys,
        monkeypatch,
        good,
        b"not json\n",
        b"\xff\xfe\n",
        b"[1]\n",
        b'"x"\n',
        b"\n",
        {**good, "clock": "repl"},
        {**good, "form": "x"},
        {"procedure": "petition", "clock": "reply"},
        {**good, "from": 20261120},
        {**good, "extend": "complex"},
        {**good, "flags": [1]},
        {**good, "pauses": ["yesterday"]},
        {**good, "from": "2026-11-20T24:30"},
        {**good, "from": "２０２６-11-20"},
        b'{"procedure": "petition", "clock": "reply", "from": NaN}\n',
        b'{"procedure": "\\ud800", "clock": "reply", "from": "2026-11-20"}\n',
        b"[" * 100_000 + b"\n",
        b'{"procedure": ' + b"9" * 5000 + b"}\n",
        good,
    )
    assert code == 1
    assert [line.get("error", {}).get("code") for line in said] == [
        None, "due.not-json", "due.not-text", "due.not-an-object", "due.not-an-object", "packs.unknown-clock",
        "due.unknown-key", "due.missing", "due.wrong-type", "due.wrong-type", "due.wrong-type", "due.bad-pause",
        "due.bad-moment", "due.bad-moment", "due.not-a-number", "due.not-text", "due.not-json", "due.not-json", None,
    ]  # fmt: skip
    assert said[5]["clock"] == "repl"
    assert all(line["error"]["message"] for line in said if "error" in line)
    assert said[0] == said[-1]


def test_a_batch_from_a_file_and_a_file_that_is_not_there(capsys, tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"procedure": "petition", "clock": "reply", "from": "2026-11-20"}', encoding="utf-8")
    code, out, _ = answered(capsys, "due", "--batch", str(questions))
    assert (code, len(out.splitlines())) == (0, 1)
    code, out, err = answered(capsys, "due", "--batch", str(tmp_path / "none.jsonl"))
    assert (code, out) == (2, "")
    assert "none.jsonl" in err


def test_the_help_shows_examples(capsys):
    code, out, _ = answered(capsys, "due", "--help")
    assert code == 0
    assert "namro due crime-report classify --from 2026-02-13T17:10" in out
    assert '{"procedure": "petition"' in out


@pytest.mark.parametrize(
    "start", ["0001-01-01T00:00+10:00", "9999-12-31T23:00-10:00", "0001-01-01", "9999-12-31", "9999-12-31T23:59"]
)
def test_a_start_at_the_end_of_all_days_costs_only_its_own_line(capsys, monkeypatch, start):
    good = {"procedure": "petition", "clock": "reply", "from": "2026-02-13"}
    code, found = batch(capsys, monkeypatch, {**good, "from": start}, good)
    assert code == 1
    assert "error" in found[0]
    assert found[1]["due_on"]


@pytest.mark.parametrize(
    ("clock", "flags", "applies"),
    [
        ("transfer-ordinary", ["urgent"], False),
        ("transfer-ordinary", [], True),
        ("transfer-urgent", [], False),
        ("transfer-urgent", ["urgent"], True),
    ],
)
def test_a_limit_that_does_not_apply_says_so_and_by_which_flag(capsys, clock, flags, applies):
    asked = ["due", "crime-report", clock, "--from", "2026-03-02T10:00", *(p for f in flags for p in ("--flag", f))]
    _, out, _ = answered(capsys, *asked, "--json", "--lang", "en")
    said = json.loads(out)
    assert said["applies"] is applies
    assert ("urgent" in (said["not_owed"] or "")) is not applies
    _, out, _ = answered(capsys, *asked, "--lang", "en")
    assert ("does not apply" in out) is not applies


def test_the_json_has_other_readings_and_articles_in_the_language_asked_for(capsys):
    _, out, _ = answered(capsys, "due", "complaint", "accept", "--from", "2026-07-06", "--json", "--lang", "en")
    said = json.loads(out)
    assert {"10 working days"} <= {reading["limit"] for reading in said["other_readings"]}
    assert said["local_standard"] is False
    assert all("Điều" not in text for text in [said["article"], *(step["article"] for step in said["steps"])])


def test_a_longer_term_and_a_pause_cite_their_article(capsys):
    asked = ["due", "complaint", "resolve-first", "--from", "2026-07-06", "--flag", "remote"]
    _, out, _ = answered(capsys, *asked, "--pause", "2026-07-10..2026-07-19", "--json", "--lang", "en")
    steps = {step["kind"]: step for step in json.loads(out)["steps"]}
    assert "45 days" in steps["flag"]["reason"]
    assert steps["flag"]["article"]
    assert steps["paused"]["article"]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (b'{"from": 1e999}\n', "due.not-a-number", "không phải là số"),
        (b'{"from": "a", "from": "b"}\n', "due.key-twice", "hai lần"),
        (b'{"from": "a", from: 1}\n', "due.not-json", "ký tự thứ 15"),
    ],
)
def test_what_is_no_plain_json_is_refused_in_the_readers_language(capsys, monkeypatch, line, code, said):
    _, found = batch(capsys, monkeypatch, line, lang="vi")
    assert found[0]["error"]["code"] == code
    assert said in found[0]["error"]["message"]


def test_a_batch_saved_by_a_text_editor_is_read_as_it_is(capsys, tmp_path):
    """A byte order mark, line ends of Windows and an empty line in between: each line keeps its place."""
    line = '{"procedure": "petition", "clock": "reply", "from": "2026-11-20"}'
    questions = tmp_path / "questions.jsonl"
    questions.write_bytes(f"\ufeff{line}\r\n\r\n{line}\r\n".encode())
    code, out, _ = answered(capsys, "due", "--batch", str(questions))
    first, between, last = out.split("\n")[:3]
    assert code == 0
    assert between == ""
    assert first == last
    assert json.loads(first)["due_on"] == "2026-12-07"
