"""`namro place` on the terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from namro.doors.words import refusal
from namro.ground.places.models import Unit
from namro.rules.packs.refused import Refused

pytestmark = pytest.mark.django_db
RETYPE = "on,from,to,change,kind,act\n2027-01-01,10465,10465,whole,ward,Act\n"


def say(*words: str) -> str:
    out = io.StringIO()
    call_command("place", *words, stdout=out, stderr=out)
    return out.getvalue()


def answer(*words: str) -> Any:
    out = io.StringIO()
    call_command("place", *words, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


@pytest.mark.parametrize(("on", "expected"), [("2025-06-30", 526), ("2025-07-01", 126)])
def test_the_communes_of_hanoi_are_listed_on_both_sides_of_the_reform(on: str, expected: int) -> None:
    units = answer("list", "--within", "01", "--kind", "commune", "--on", on)
    assert len(units) == expected
    assert {"ref", "code", "edition", "kind", "level", "name", "path", "begins", "ends"} <= set(units[0])
    assert f"{expected} units" in say("list", "--within", "01", "--kind", "commune", "--on", on)


def test_a_former_name_answers_with_todays_unit_and_the_share() -> None:
    found = answer("hang", "bac", "--on", "2026-03-10")["found"]
    assert [f["ref"] for f in found] == ["2025:00070"]
    assert found[0]["former"][0]["share"] == {
        "ppm": 1_000_000, "low": 1_000_000, "high": 1_000_000, "basis": "whole", "whole": True,
    }  # fmt: skip
    text = say("Hàng Trống", "--on", "2026-03-10")
    assert "50.0 % of it (basis: equal; surely between 0 and 100 %)" in text


def test_no_match_says_so_and_what_may_be_meant() -> None:
    text = say("hoàn kím", "--on", "2026-03-10")
    assert "Did you mean" in text
    assert "phường Hoàn Kiếm" in text
    assert answer("hoàn kím", "--on", "2026-03-10")["did_you_mean"]


def test_a_unit_is_shown_with_where_it_came_from_and_what_it_became() -> None:
    shown = answer("show", "2024:00070", "--on", "2026-03-10")
    assert [b["ref"] for b in shown["became"]] == ["2025:00070", "2025:00082"]
    shown = answer("show", "00070", "--on", "2026-03-10")
    assert len(shown["came_from"]) == 14
    assert "came from phường Hàng Bạc" in say("show", "00070", "--on", "2026-03-10")


def test_the_crosswalk_comes_as_lines_or_json() -> None:
    lines = answer("map", "2025-06-30", "2025-07-01", "--within", "01")
    assert sum(line["share"]["ppm"] for line in lines) == 526 * 1_000_000


@pytest.mark.parametrize("words", [("show",), ("map", "2025-06-30"), ("load-changes",)])
def test_a_question_without_its_object_is_answered_with_how_to_ask(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        say(*words)


@pytest.mark.parametrize("on", ["30/06/2025", "2025-6-31", "yesterday", "2025-02-30", ""])
def test_a_day_that_is_none_is_refused(on: str) -> None:
    if not on:
        assert say("list", "--within", "01", "--on", on)
        return
    with pytest.raises(Refused) as refused:
        say("list", "--on", on)
    assert refused.value.code == "places.bad-date"


def test_changes_are_previewed_then_applied_once(tmp_path: Path) -> None:
    file = tmp_path / "the next.csv"
    file.write_text(RETYPE, encoding="utf-8-sig")
    preview = say("load-changes", str(file))
    assert "Nothing was changed" in preview
    assert "51 ->     52  ward, thành phố Hà Nội" in preview
    assert not Unit.objects.filter(begins="2027-01-01").exists()
    done = answer("load-changes", str(file), "--yes")
    assert (done["applied"], done["already"], done["total_before"], done["total_after"]) == (True, False, 127, 127)
    assert Unit.objects.get(begins="2027-01-01").kind == "ward"
    assert "already applied" in say("load-changes", str(file), "--yes")
    assert answer("load-changes", str(file))["already"] is True


def test_everything_wrong_with_a_file_is_told_and_ends_with_code_2(tmp_path: Path) -> None:
    file = tmp_path / "next.csv"
    file.write_text("on,from,to,change\nsoon,00008,00008,whole\n2027-01-01,1,2,all\n", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("place", "load-changes", str(file), stdout=out, stderr=out)
    assert ended.value.code == 2
    assert "next.csv, line 2, on:" in out.getvalue()
    assert "refusals." not in out.getvalue()


def test_nothing_is_an_orphan_where_every_office_has_its_unit() -> None:
    assert answer("orphans", "--on", "2026-03-10") == []


def test_loading_the_pack_again_says_that_all_is_there() -> None:
    assert "all there already" in say("load", "--within", "01")
    assert say("load", "--within", "01", "--quiet") == ""


def test_every_sentence_about_a_file_exists_in_both_languages() -> None:
    import re

    from namro.doors.words import words

    room = Path(__file__).parents[3] / "src/namro/ground/places"
    source = "\n".join(path.read_text(encoding="utf-8") for path in room.glob("*.py"))
    codes = set(re.findall(r'wrong\(\s*(?:f?"[^"]*"|[a-z_.\[\]0-9]+), "([a-z0-9-]+)"', source))
    codes |= set(re.findall(r'Problem\([^()]*, "([a-z0-9-]+)"[,)]', source))
    assert len(codes) > 30
    for lang in ("en", "vi"):
        missing = {code for code in codes if not words().has(lang, f"refusals.places.row.{code}")}
        assert missing == set()
    refused = set(re.findall(r'Refused\(\s*"(places\.[a-z-]+)"', source))
    for lang in ("en", "vi"):
        assert all(words().has(lang, f"refusals.{code}") for code in refused)


@pytest.mark.parametrize("words", [("hoan kiem",), ("find", "hoan kiem"), ("list",), ("show", "00070")])
def test_a_day_before_the_data_begins_is_refused_and_not_answered_with_nothing(words: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        say(*words, "--on", "2024-01-01")
    assert refused.value.code == "places.before-first"
    assert refusal("en", refused.value).startswith("The units are not covered before 2025-01-01")


@pytest.mark.parametrize(
    ("words", "english", "vietnamese"),
    [
        (("Hàng Trống",), "was Hang Trong Ward", "trước là phường Hàng Trống"),
        (("hoàn kím",), "Did you mean:", "Có phải là:"),
        (("nowhere at all",), "No place is called", "Không có nơi nào"),
        (("show", "00070"), "came from Hang Bac Ward", "hình thành từ phường Hàng Bạc"),
        (("list", "--within", "01", "--kind", "ward"), "units on 10/03/2026: ", "đơn vị vào ngày 10/03/2026: "),
        (("map", "2025-06-30", "2025-07-01", "--within", "01"), "all of it", "toàn bộ"),
        (("kinds",), "level commune", "cấp commune"),
        (("orphans",), "Nothing is left without an owner.", "Không có gì thiếu người phụ trách."),
        (("load", "--within", "01"), "all there already", "đã có đủ"),
    ],
)
def test_every_answer_is_given_in_the_language_that_was_asked_for(
    words: tuple[str, ...], english: str, vietnamese: str
) -> None:
    said = {lang: say(*words, "--lang", lang, "--on", "2026-03-10") for lang in ("en", "vi")}
    assert english in said["en"]
    assert vietnamese in said["vi"]
    assert english not in said["vi"]


def test_a_unit_is_marked_as_remote_with_a_reason_and_once() -> None:
    for words in (("remote", "00070"), ("remote", "00070", "yes"), ("remote", "00070", "maybe", "--reason", "x")):
        with pytest.raises(CommandError):
            say(*words)
    assert answer("remote", "00070", "yes", "--reason", "decided") == {"unit": "2025:00070", "remote": True}
    with pytest.raises(Refused) as refused:
        say("remote", "00070", "yes", "--reason", "decided")
    assert refused.value.code == "places.mark-as-it-is"
    with pytest.raises(Refused) as refused:
        say("remote", "01", "yes", "--reason", "decided")
    assert refused.value.code == "places.not-lowest"
    assert "Hoan Kiem Ward" in say("remote", "00070", "no", "--reason", "a mistake", "--lang", "en")
    assert "phường Hoàn Kiếm" in say("remote", "00070", "unknown", "--reason", "x", "--lang", "vi")
    assert Unit.objects.get(code="00070", ends__isnull=True).remote is None


def test_a_preview_is_read_in_vietnamese_too(tmp_path: Path) -> None:
    file = tmp_path / "next.csv"
    file.write_text(RETYPE, encoding="utf-8")
    text = say("load-changes", str(file), "--lang", "vi")
    assert "1 đơn vị kết thúc, 1 đơn vị bắt đầu, vào ngày 01/01/2027" in text
    assert "Chưa có gì thay đổi" in text
    assert "Đã áp dụng." in say("load-changes", str(file), "--yes", "--lang", "vi")
    assert "đã được áp dụng ngày" in say("load-changes", str(file), "--lang", "vi")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("hoan kiem", "--limit", "-1"), "places.bad-limit"),
        (("hoan kiem", "--limit", "501"), "places.bad-limit"),
        (("hoan kiem", "--kind", "ward"), "places.kind-for-list"),
        (("list", "ward"), "places.word-too-many"),
        (("show", "00070", "00082"), "places.word-too-many"),
        (("hoan kiem", "--lang", "fr"), "due.unknown-language"),
    ],
)
def test_what_a_question_does_not_take_is_refused_and_not_passed_over(words: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refused) as refused:
        say(*words)
    assert refused.value.code == code
