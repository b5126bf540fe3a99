"""The next reorganisation: checked whole, previewed, applied once."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from namro.ground.gate import guard
from namro.ground.gate.place_actions import load_changes
from namro.ground.people.actors import OPERATOR, Actor
from namro.ground.places.changes import Plan, changed_totals, plan_changes
from namro.ground.places.csvfile import FileRefused
from namro.ground.places.load import load_places
from namro.ground.places.models import Change, Edition, Loaded, Unit
from namro.ground.places.queries import children, find, listing, map_units, successors, unit
from namro.ground.places.shares import WHOLE
from namro.rules.packs.refused import Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
ON, BEFORE = date(2027, 1, 1), date(2026, 12, 31)
HEAD = "on,from,to,change,share,low,high,basis,kind,name_vi,name_en,parent,act\n"
DOCS = Path(__file__).parents[3] / "docs/places.md"


def plan(rows: str, head: str = HEAD) -> Plan:
    return plan_changes((head + rows).encode(), "next.csv")


def apply(rows: str, head: str = HEAD) -> Loaded:
    return load_changes(plan=plan(rows, head), actor=OPERATOR, now=NOW)


def problems(rows: str, head: str = HEAD) -> set[tuple[int, str, str]]:
    """What is wrong with the rows; the act, which most of them leave out, is filled in."""
    with pytest.raises(FileRefused) as refused:
        plan(rows.replace(",\n", ",Act\n") if head == HEAD else rows, head)
    return {(p.line, p.column, p.code) for p in refused.value.problems}


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ("2027-01-01,00004,,abolished,,,,,,,,,Act\n", (2, "change", "ground-vanishes")),
        ("2027-01-01,00004,00004,whole,,,,,province,,,,Act\n", (2, "kind", "other-level")),
        ("2027-01-01,00004,00004,whole,,,,,,,,,Act\n", (2, "to", "nothing-changes")),
        ("2027-01-01,10465,10465,whole,,,,,ward,,,,\n", (2, "act", "empty")),
    ],
)
def test_no_ground_vanishes_and_no_row_is_without_a_change_or_an_act(row: str, at: tuple[int, str, str]) -> None:
    with pytest.raises(FileRefused) as refused:
        plan(row)
    assert at in {(p.line, p.column, p.code) for p in refused.value.problems}


def example(number: int) -> str:
    """A CSV example of docs/places.md."""
    text = DOCS.read_text(encoding="utf-8")
    found = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    return "\n".join(line.strip() for line in found[number].strip().splitlines())


def test_the_example_of_the_page_merges_divides_and_retypes() -> None:
    made = plan_changes(example(0).encode(), "example.csv")
    assert (len(made.ended), len(made.begun), made.days) == (4, 4, [ON])
    changed = {(t.top, t.kind): (t.before, t.after) for t in changed_totals(made.totals)}
    assert changed == {("01", "ward"): (51, 52), ("01", "rural-commune"): (75, 74)}
    assert not Change.objects.filter(on=ON).exists()
    load_changes(plan=made, actor=OPERATOR, now=NOW)
    assert listing(BEFORE, within="01", kind="commune").count() == 126
    assert listing(ON, within="01", kind="commune").count() == 126
    assert unit("00030", ON).said == {"vi": "phường Kim Mã", "en": "Kim Ma Ward"}
    assert [s.share for s in successors(unit("00008", BEFORE), ON)] == [WHOLE]
    parts = successors(unit("00025", BEFORE), ON)
    assert [(p.unit.ref, p.share.ppm, p.share.low, p.share.basis) for p in parts] == [
        ("2027-01-01:00025", 700_000, 600_000, "area"),
        ("2027-01-01:00030", 300_000, 200_000, "area"),
    ]
    assert unit("10465", ON).said["vi"] == "phường Hồng Sơn"
    assert find("Ngọc Hà", ON)[0].unit.ref == "2027-01-01:00004"
    assert {m.share.whole for m in map_units(BEFORE, ON, within="01") if m.source.code != "00025"} == {True}


def beside(*provinces: str) -> None:
    """More provinces than the one of the tests, from the pack."""
    with guard.outside("a test that stands on more provinces"):
        for code in provinces:
            load_places(settings.NAMRO_PACK, within=code, now=NOW)


@pytest.mark.parametrize(("number", "kinds"), [(1, {"ward"}), (2, None)])
def test_every_other_example_of_the_page_is_taken_too(number: int, kinds: set[str] | None) -> None:
    beside("24", "25")
    made = plan_changes(example(number).encode(), "example.csv")
    assert made.steps
    assert kinds is None or {unit.kind for unit in made.begun} == kinds


def test_there_are_three_examples_on_the_page() -> None:
    assert DOCS.read_text(encoding="utf-8").count("```csv") == 3


def test_a_code_that_is_taken_is_the_only_thing_said_and_not_what_follows_from_it() -> None:
    beside("24")
    assert problems("2027-01-01,01,24,whole,,,,,,,,,Act\n") == {(2, "to", "ended-and-kept")}


def test_a_parent_that_goes_is_still_told_beside_a_code_that_is_taken() -> None:
    beside("24")
    rows = "2027-01-01,00004,00008,whole,,,,,,,,,Act\n2027-01-01,24,,abolished,,,,,,,,,Act\n"
    found = problems(rows)
    assert (2, "to", "ended-and-kept") in found
    assert (3, "parent", "left-without-parent") in found


def test_the_same_file_is_applied_once_whatever_its_line_ends_and_byte_order_mark() -> None:
    first = apply("2027-01-01,10465,10465,whole,,,,,ward,,,,Act\n")
    rows = (HEAD + "2027-01-01,10465,10465,whole,,,,,ward,,,,Act\n").encode()
    again = plan_changes(b"\xef\xbb\xbf" + rows.replace(b"\n", b"\r\n"), "copy.csv")
    assert again.applied == first
    assert load_changes(plan=again, actor=OPERATOR, now=NOW) == first
    assert Unit.objects.filter(code="10465").count() == 3


def test_two_plans_of_the_same_file_are_applied_once() -> None:
    rows = "2027-01-01,10465,10465,whole,,,,,ward,,,,Act\n"
    one, two = plan(rows), plan(rows)
    load_changes(plan=one, actor=OPERATOR, now=NOW)
    load_changes(plan=two, actor=OPERATOR, now=NOW)
    assert Unit.objects.filter(code="10465", begins=ON).count() == 1


def test_a_plan_that_was_overtaken_is_refused_whole() -> None:
    stale = plan("2027-01-01,10465,10465,whole,,,,,ward,,,,Act\n2027-01-01,00008,00004,whole,,,,,,,,,Act\n"
                 "2027-01-01,00004,00004,whole,,,,,,,,,Act\n")  # fmt: skip
    apply("2027-01-01,10465,10465,whole,,,,,ward,,,,Another act\n")
    with pytest.raises(Refused) as refused:
        load_changes(plan=stale, actor=OPERATOR, now=NOW)
    assert refused.value.code == "places.changed-meanwhile"
    assert unit("00008", ON).ends is None


def test_a_code_may_change_alone_and_the_units_below_follow() -> None:
    made = plan("2027-01-01,01,99,whole,,,,,,,,,Act\n")
    assert [s.implied for s in made.steps] == [False] + [True] * 126
    load_changes(plan=made, actor=OPERATOR, now=NOW)
    assert len(children("99", ON)) == 126
    assert unit("00070", ON).line == "/99/00070/"
    assert unit("99", ON).said["vi"] == "thành phố Hà Nội"
    assert unit("00070", BEFORE).line == "/01/00070/"


def test_a_type_may_change_alone_and_the_units_below_stay_as_they_are() -> None:
    apply("2027-01-01,01,01,whole,,,,,province,,,,Act\n")
    assert unit("01", ON).said["vi"] == "tỉnh Hà Nội"
    assert unit("00070", ON).ref == "2025:00070"
    assert unit("01", BEFORE).said["vi"] == "thành phố Hà Nội"


def test_several_days_in_one_file_follow_each_other() -> None:
    apply("2027-01-01,10465,10465,whole,,,,,ward,,,,A\n2027-02-01,10465,10466,whole,,,,,,Hồng Sơn Mới,,,B\n")
    assert [u.ref for u in Unit.objects.filter(folded__startswith="hong son", begins__gte=ON).order_by("begins")] == [
        "2027-01-01:10465",
        "2027-02-01:10466",
    ]
    assert [s.unit.code for s in successors(unit("10465", BEFORE), date(2027, 3, 1))] == ["10466"]


def test_a_second_act_on_the_same_day_makes_a_second_edition() -> None:
    apply("2027-01-01,10465,10465,whole,,,,,ward,,,,A\n")
    apply("2027-01-01,10489,10489,whole,,,,,ward,,,,B\n")
    assert set(Edition.objects.filter(begins=ON).values_list("id", flat=True)) == {"2027-01-01", "2027-01-01.2"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("2027-01-01,99999,00004,whole,,,,,,,,,\n", (2, "from", "unknown-code")),
        ("2027-01-01,001,00004,whole,,,,,,,,,\n", (2, "from", "already-ended")),
        ("2025-07-01,00008,00008,whole,,,,,,,,,\n", (2, "on", "before-it-began")),
        ("2027-01-01,00008,00004,whole,,,,,,,,,\n", (2, "to", "ended-and-kept")),
        ("2027-02-01,10465,10465,whole,,,,,ward,,,,\n2027-01-01,10489,10489,whole,,,,,ward,,,,\n",
         (3, "on", "dates-not-in-order")),
        ("2027-01-01,00008,00008,part,500000,,,area,,,,,\n2027-01-01,00008,00009,part,400000,,,area,ward,Mới,,01,\n",
         (3, "share", "shares-do-not-add-up")),
        ("2027-01-01,00008,00008,part,1000000,,,area,,,,,\n", (2, "change", "one-part")),
        ("2027-01-01,00008,00008,part,500000,,,,,,,,\n", (2, "basis", "part-needs-basis")),
        ("2027-01-01,00008,00008,part,500000,600000,,area,,,,,\n", (2, "share", "share-outside-range")),
        ("2027-01-01,00008,00008,part,half,,,area,,,,,\n", (2, "share", "bad-share")),
        ("2027-01-01,00008,00008,part,-5,,,area,,,,,\n", (2, "share", "bad-share")),
        ("2027-01-01,00008,00008,part,1000001,,,area,,,,,\n", (2, "share", "bad-share")),
        ("2027-01-01,00008,00008,whole,,,,,,,,,\n2027-01-01,00008,00004,whole,,,,,,,,,\n",
         (3, "change", "whole-and-more")),
        ("2027-01-01,00008,00008,whole,,,,,,,,,\n2027-01-01,00008,00008,whole,,,,,,,,,\n", (3, "to", "twice")),
        ("2027-01-01,00008,00009,part,500000,,,area,,,,,\n2027-01-01,00008,00008,part,500000,,,area,,,,,\n",
         (2, "kind", "new-unit-needs")),
        ("2027-01-01,00008,00008,whole,,,,,galaxy,,,,\n", (2, "kind", "unknown-kind")),
        ("2027-01-01,00008,00008,whole,,,,,,,,77,\n", (2, "parent", "left-without-parent")),
        ("2027-01-01,00008,00008,whole,,,,,,,,00070,\n", (2, "parent", "not-above")),
        ("2027-01-01,01,,abolished,,,,,,,,,\n", (2, "parent", "left-without-parent")),
        ("2027-01-01,00008,00008,abolished,,,,,,,,,\n", (2, "change", "abolished-goes-nowhere")),
        ("2027-01-01,00008,,whole,,,,,,,,,\n", (2, "to", "empty")),
        ("2027-01-01,00008,00008,renamed,,,,,,,,,\n", (2, "change", "bad-change")),
        ("01/01/2027,00008,00008,whole,,,,,,,,,\n", (2, "on", "bad-date")),
        ("2027-02-30,00008,00008,whole,,,,,,,,,\n", (2, "on", "bad-date")),
        ("2027-01-01,'; DROP TABLE places_unit; --,00008,whole,,,,,,,,,\n", (2, "from", "bad-code")),
        ("2027-01-01,00008,00008,whole,,,,,,<script>alert(1)</script>,,,\n", (2, "name_vi", "name-with-signs")),
        ("2027-01-01,00008,00008,whole,,,,,,???,,,\n", (2, "name_vi", "name-without-letters")),
        ("2027-01-01,00008,00008,whole,,,,,,A\x00B,,,\n", (2, "name_vi", "control-character")),
        ("2027-01-01,00008,00008,whole,,,,,," + "a" * 101 + ",,,\n", (2, "name_vi", "too-long")),
        ("2027-01-01,00008,00008,whole,,,,,,,,,,,extra\n", (2, "", "too-many-cells")),
        ('2027-01-01,"00008,00008,whole\n', (2, "", "bad-quotes")),
        ("2027-01-01,00004,00004,whole,,,,,,Một,,,\n2027-01-01,00008,00004,whole,,,,,,Hai,,,\n",
         (3, "name_vi", "contradicts")),
        ("", (1, "", "no-rows")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_column_and_changes_nothing(
    rows: str, expected: tuple[int, str, str]
) -> None:
    before = list(Unit.objects.order_by("id").values_list("id", "ends"))
    assert expected in problems(rows)
    assert list(Unit.objects.order_by("id").values_list("id", "ends")) == before


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (1, "", "no-header")),
        (b"\xff\xfe\x00", (1, "", "not-utf8")),
        ("on,from,to,change\n2027-01-01,00008,Giảng".encode("utf-16"), (1, "", "not-utf8")),
        (
            b"on,from,to,change,name_vi\n2027-01-01,00008,00008,whole,Gi\xeang",
            (2, "", "not-utf8"),
        ),
        (b"on,from,to\n", (1, "change", "missing-column")),
        (b"on,from,to,change,colour\n", (1, "colour", "unknown-column")),
        (b"on,on,from,to,change\n", (1, "on", "column-twice")),
        (b"PK\x03\x04 an office document", (1, "pk\x03\x04 an office document", "unknown-column")),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(data: bytes, expected: tuple[int, str, str]) -> None:
    with pytest.raises(FileRefused) as refused:
        plan_changes(data, "next.csv")
    assert expected in {(p.line, p.column, p.code) for p in refused.value.problems}


def test_all_problems_are_told_at_once_not_only_the_first() -> None:
    rows = "x,00008,00008,whole,,,,,galaxy,,,,\n2027-01-01,99 9,00008,all,,,,,,,,,\n"
    assert {(2, "on", "bad-date"), (2, "kind", "unknown-kind"), (3, "from", "bad-code")} <= problems(rows)


def test_only_the_operator_of_the_server_or_a_role_of_the_pack_may_load_changes() -> None:
    made = plan("2027-01-01,10465,10465,whole,,,,,ward,,,,Act\n")
    with pytest.raises(Refused) as refused:
        load_changes(plan=made, actor=Actor("reporter", "reporter:case:x", "", case_ref="case:x"), now=NOW)
    assert refused.value.code == "gate.not-found"
    assert unit("10465", ON).ref == "2025:10465"
