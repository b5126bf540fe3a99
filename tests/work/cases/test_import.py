"""An old register comes in from a spreadsheet: checked whole, all or nothing, and what comes in are real cases."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from namro.ground import bulk
from namro.ground.gate.refusals import NotThere
from namro.ground.seals.models import Sealed
from namro.ground.seals.sealing import open_
from namro.ground.trail.jobs import seal_now
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, import_actions, import_run, import_staging, import_writing, queries, several
from namro.work.cases.import_columns import Columns, read_columns
from namro.work.cases.import_staging import Staging
from namro.work.cases.models import Case, Done, Import, Imported, RegisterEntry
from namro.work.cases.recheck import recheck
from tests.cast import HANOI, NOW, Cast, act
from tests.ground.sheets.books import in_old_letters, xlsx
from tests.payloads import values_of, write_over

pytestmark = pytest.mark.django_db

HEAD = [
    "Số sổ",
    "Ngày tiếp nhận",
    "Họ và tên",
    "Điện thoại",
    "Nội dung",
    "Nơi xảy ra",
    "Kết quả",
    "Ngày kết thúc",
    "Cán bộ thụ lý",
]
DONE_ROW = [
    "12/2024",
    "05/03/2024",
    "Trần Thị Kín",
    "0912 345 678",
    "Rác thải để trước nhà",
    "",
    "Đã giải quyết",
    "15/03/2024",
    "",
]
OPEN_ROW = [
    "3/2026",
    "03/03/2026",
    "Lê Văn Giấu",
    "",
    "Quán hát gây ồn ban đêm",
    "số 5, phường Ba Đình",
    "",
    "",
    "Trần Văn Minh",
]


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Files wait in a home of their own."""


def sheet(*rows: list[Any], head: list[str] = HEAD) -> bytes:
    return xlsx([["CÔNG AN PHƯỜNG BA ĐÌNH"], head, *rows])


def begun(cast: Cast, data: bytes, *, by: Any = None, name: str = "so.xlsx", **otherwise: Any) -> str:
    """The file was given and its columns confirmed as suggested, with what is said otherwise."""
    actor = (by or cast.lan).actor
    token = import_run.begin(cast.office.ba_dinh, data, name, actor=actor, now=NOW)
    look = import_run.opened(token, actor=actor, now=NOW)[0]["look"]
    given = {"procedure": "petition", "state": "received", "convert": look["old"], **otherwise}
    import_run.choose(token, replace(read_columns(look["columns"]), **given), actor=actor, now=NOW)
    return token


def wrongs(cast: Cast, data: bytes, **otherwise: Any) -> list[tuple[int, str, str]]:
    token = begun(cast, data, **otherwise)
    import_run.import_step(token, NOW)
    with Staging(token) as staging:
        return [(w.row, w.column, w.code.removeprefix("cases.")) for w in staging.wrongs()]


def brought_in(cast: Cast, data: bytes, *, leave_out: str = "", **otherwise: Any) -> Import:
    token = begun(cast, data, **otherwise)
    import_run.import_step(token, NOW)
    return import_run.take(token, leave_out=leave_out, actor=cast.lan.actor, now=NOW).source


def all_is_well() -> bool:
    seal_now()
    return recheck(NOW) == [] and verify().sound


def test_a_finished_row_becomes_a_finished_case_without_clocks(cast: Cast) -> None:
    source = brought_in(cast, sheet(DONE_ROW))
    case = Case.objects.get(imported__source=source)
    assert (case.state, case.number, case.received_on) == ("closed", "12/2024", date(2024, 3, 5))
    assert case.closed_at == datetime(2024, 3, 15, tzinfo=HANOI)
    assert case.clocks.count() == 0
    assert (case.register_number, RegisterEntry.objects.count()) == (None, 0)
    assert all_is_well()


def test_an_open_row_runs_from_its_real_day_and_goes_on_like_any_case(cast: Cast) -> None:
    brought_in(cast, sheet(OPEN_ROW), state="registered")
    case = Case.objects.get()
    assert (case.state, case.assignee, case.place_ref) == ("registered", cast.minh.post, "2025:00004")
    assert [(c.clock, c.due_on) for c in case.clocks.all()] == [("reply", date(2026, 3, 17))]
    assert values_of(case)["where"]["detail"] == "số 5"
    assert all_is_well()


def test_a_case_imported_as_received_is_registered_under_the_next_number_and_keeps_its_old_one(cast: Cast) -> None:
    brought_in(cast, sheet(OPEN_ROW))
    case = Case.objects.get()
    act(actions.register, case, by=cast.lan)
    case.refresh_from_db()
    assert case.number == "00001/2026/CAX-00004"
    found = queries.rows(cast.lan.actor, NOW, text="3/2026").rows
    assert [row.ref for row in found] == [case.ref]
    assert all_is_well()


def test_a_message_to_many_leaves_out_whose_reporter_has_no_code_to_read_it_by(cast: Cast) -> None:
    brought_in(cast, sheet(OPEN_ROW), state="registered")
    chosen = several.chosen(cast.lan.actor, [Case.objects.get().ref], NOW)
    assert "message" not in [one.verb for one in several.choices(cast.lan.actor, chosen, NOW)]
    assert several.why_not(chosen[0], "message", "", NOW).code == "cases.several-no-code"


def test_an_open_case_owes_only_what_can_still_be_done(cast: Cast) -> None:
    row = ["7", "03/03/2026", "", "", "Mất xe máy", "", "Đang xác minh", "", ""]
    brought_in(cast, sheet(row), procedure="crime-report")
    case = Case.objects.get()
    assert case.state == "verifying"
    assert case.clocks.get(clock="classify").status == "void"
    assert case.clocks.get(clock="transfer-ordinary").status == "void"
    assert {c.clock for c in case.clocks.filter(status="running")} == {"procuracy-notice", "resolve"}
    assert all_is_well()


def test_who_somebody_is_lies_sealed_and_nowhere_else(cast: Cast) -> None:
    token = begun(cast, sheet(DONE_ROW, ["1", "hôm qua", "Người Bí Mật", "0987", "x", "", "", "", ""]))
    import_run.import_step(token, NOW)
    folder = import_staging.root() / token
    kept = b"".join(file.read_bytes() for file in folder.iterdir())
    for secret in ("Trần Thị Kín", "0912 345 678", "Người Bí Mật"):
        assert secret.encode() not in kept
    import_run.take(token, leave_out="thiếu ngày", actor=cast.lan.actor, now=NOW)
    case = Case.objects.get()
    sealed = Sealed.objects.get(about=f"case:{case.ref}")
    assert open_(sealed) == {"name": "Trần Thị Kín", "phone": "0912 345 678"}
    everywhere = f"{Done.objects.values_list('data')} {values_of(case)} {vars(case)}"
    assert "Trần Thị Kín" not in everywhere
    assert not folder.exists()


def test_every_cell_that_is_wrong_is_named_with_its_reason_and_nothing_is_written(cast: Cast) -> None:
    found = wrongs(
        cast,
        sheet(
            ["1", "31/02/2024", "", "", "x", "", "Đã giải quyết", "", ""],
            ["2", "05/03/2027", "", "12", "", "phường Không Có", "kết quả lạ", "01/01/2020", ""],
            ["3", "05/03/2024", "", "", "x", "", "Đã giải quyết", "", ""],
            ["4", "", "", "", "x", "", "", "", "Ai Đó"],
            ["5", "05/03/2024", "", "", "x", "", "Đã giải quyết", "01/01/2020", ""],
            DONE_ROW,
        ),
    )
    assert found == [
        (3, "B", "import-bad-day"),
        (3, "H", "import-no-end"),
        (4, "B", "import-day-to-come"),
        (4, "D", "bad-phone"),
        (4, "E", "import-no-content"),
        (4, "F", "import-unknown-place"),
        (4, "G", "import-unknown-state"),
        (5, "H", "import-no-end"),
        (6, "B", "import-no-day"),
        (6, "I", "import-unknown-handler"),
        (7, "H", "import-before-receipt"),
    ]
    assert Case.objects.count() == 0


def test_one_wrong_row_keeps_the_whole_file_out_unless_somebody_says_why(cast: Cast) -> None:
    bad = ["9", "hôm qua", "", "", "x", "", "", "", ""]
    with pytest.raises(Refused) as said:
        brought_in(cast, sheet(DONE_ROW, bad))
    assert (said.value.code, said.value.params["n"], Case.objects.count()) == ("cases.import-wrong-rows", 1, 0)
    source = brought_in(cast, sheet(DONE_ROW, bad), leave_out="Sổ mờ, không đọc được")
    assert (source.rows, source.left_out, Case.objects.count()) == (1, 1, 1)
    assert Entry.objects.get(pk=source.entry_id).reason_digest != ""


def test_sums_empty_rows_and_repeated_headings_are_passed_over(cast: Cast) -> None:
    data = sheet(DONE_ROW, [None] * 9, HEAD, ["13", *DONE_ROW[1:]], ["Tổng cộng", 2, "", "", "", "", "", "", ""])
    assert brought_in(cast, data).rows == 2


def test_the_same_file_again_changes_nothing_and_says_when_it_came(cast: Cast) -> None:
    data = sheet(DONE_ROW)
    brought_in(cast, data)
    with pytest.raises(Refused) as said:
        import_run.begin(cast.office.ba_dinh, data, "so.xlsx", actor=cast.lan.actor, now=NOW)
    assert said.value.code == "cases.import-same-file"
    assert said.value.params["day"] == "10/03/2026 09:00"
    assert Case.objects.count() == 1


def test_a_number_twice_in_a_file_or_in_an_earlier_one_is_wrong(cast: Cast) -> None:
    assert wrongs(cast, sheet(DONE_ROW, DONE_ROW)) == [(4, "A", "import-number-twice")]
    brought_in(cast, sheet(DONE_ROW))
    again = ["12 / 2024", *DONE_ROW[1:4], "Việc khác", *DONE_ROW[5:]]
    other_year = ["12/2024", "05/03/2023", *DONE_ROW[2:7], "06/03/2023", ""]
    assert wrongs(cast, sheet(again, other_year)) == [(3, "A", "import-number-before")]


def test_a_place_by_its_former_name_keeps_the_unit_of_its_day(cast: Cast) -> None:
    before = [*DONE_ROW[:5], "phường Trúc Bạch, quận Ba Đình", *DONE_ROW[6:]]
    brought_in(cast, sheet(before))
    case = Case.objects.get()
    assert case.place_name.startswith("phường Trúc Bạch, quận Ba Đình")


@pytest.mark.parametrize("name", ["phuong truc bach", "PHƯỜNG TRÚC BẠCH", "phường Truc Bạch"])
def test_a_place_may_be_written_without_accents(cast: Cast, name: str) -> None:
    brought_in(cast, sheet([*DONE_ROW[:5], f"{name}, quận Ba Đình", *DONE_ROW[6:]]))
    assert Case.objects.get().place_name.startswith("phường Trúc Bạch, quận Ba Đình")


@pytest.mark.parametrize("name", ["phường Trúc Bách", "phường Trức Bạch"])
def test_a_name_with_other_accents_is_another_name(cast: Cast, name: str) -> None:
    assert wrongs(cast, sheet([*DONE_ROW[:5], f"{name}, quận Ba Đình", *DONE_ROW[6:]]))[0][1:2] == ("F",)


def test_a_place_that_several_units_are_called_says_which(cast: Cast) -> None:
    token = begun(cast, sheet([*DONE_ROW[:5], "phường Minh Khai", *DONE_ROW[6:]]))
    import_run.import_step(token, NOW)
    with Staging(token) as staging:
        (found,) = list(staging.wrongs())
    assert (found.column, found.code) == ("F", "cases.import-which-place")
    assert found.params["units"].count("phường Minh Khai, quận") == 2
    brought_in(cast, sheet([*DONE_ROW[:5], "ngõ 9, phường Minh Khai, Hai Bà Trưng", *DONE_ROW[6:]]))
    assert Case.objects.get().place_name.startswith("phường Minh Khai, quận Hai Bà Trưng")


def test_old_letters_are_shown_before_and_after_and_turned_on_confirmation(cast: Cast) -> None:
    old = [in_old_letters(text, "tcvn3") if isinstance(text, str) else text for text in DONE_ROW]
    rows = [["x"], HEAD, *[[f"{n}/2024", *old[1:]] for n in range(5)]]
    data = xlsx(rows)
    with pytest.raises(Refused) as said:
        begun(cast, data, convert=False)
    assert said.value.code == "cases.import-letters"
    token = import_run.begin(cast.office.ba_dinh, data, "so.xlsx", actor=cast.lan.actor, now=NOW)
    look = import_run.opened(token, actor=cast.lan.actor, now=NOW)[0]["look"]
    assert ("Rác thải để trước nhà") in dict(look["preview"]).values()
    assert "Kín" not in str(look["preview"])
    brought_in(cast, data)
    assert Case.objects.first().summary == "Rác thải để trước nhà"  # type: ignore[union-attr]


def test_a_row_in_todays_letters_among_old_ones_stays_as_it_is(cast: Cast) -> None:
    old = [
        "Tụ tập gây mất trật tự ở đầu ngõ",
        "Quán hát gây ồn ban đêm",
        "Đổ rác trước cổng chợ",
        "Mất trộm xe đạp ở sân",
    ]
    rows = [
        [in_old_letters(c, "tcvn3") for c in [f"{n}/2024", *DONE_ROW[1:4], text, *DONE_ROW[5:]]]
        for n, text in enumerate(old)
    ]
    today = [*DONE_ROW]
    today[2], today[4] = "Lê Hà", "Xe máy bán hàng rong trên hè"
    token = begun(cast, sheet(*rows, today), convert=True)
    preview = import_run.opened(token, actor=cast.lan.actor, now=NOW)[0]["look"]["preview"]
    assert ["Xe máy bán hàng rong trên hè"] * 2 in [list(pair) for pair in preview]
    import_run.import_step(token, NOW)
    import_run.take(token, actor=cast.lan.actor, now=NOW)
    assert set(Case.objects.values_list("summary", flat=True)) == {*old, today[4]}
    assert "Lê Hà" in [open_(sealed)["name"] for sealed in Sealed.objects.all()]
    assert all_is_well()


def test_the_columns_are_remembered_for_the_next_file_of_the_office(cast: Cast) -> None:
    begun(cast, sheet(DONE_ROW), state="in-hand", no_place="office")
    token = import_run.begin(cast.office.ba_dinh, sheet(OPEN_ROW), "b.xlsx", actor=cast.lan.actor, now=NOW)
    look = import_run.opened(token, actor=cast.lan.actor, now=NOW)[0]["look"]
    assert look["remembered"]
    assert read_columns(look["columns"]).state == "in-hand"


def test_columns_that_cannot_be_read_by_are_refused_with_what_is_missing(cast: Cast) -> None:
    for otherwise, code in (
        ({"procedure": ""}, "cases.import-needs-procedure"),
        ({"state": ""}, "cases.import-needs-state"),
        ({"state": "sent"}, "cases.import-needs-state"),
        ({"holds": {0: "received"}}, "cases.import-needs-content"),
        ({"holds": {0: "field-about"}}, "cases.import-needs-received"),
        ({"holds": {0: "received", 1: "received", 2: "field-about"}}, "cases.import-column-twice"),
        ({"holds": {0: "password"}}, "cases.import-column-unknown"),
    ):
        with pytest.raises(Refused) as said:
            begun(cast, sheet(DONE_ROW), **otherwise)
        assert said.value.code == code


def test_a_check_that_was_killed_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    data = sheet(*[[f"{n}/2024", *DONE_ROW[1:]] for n in range(40)])
    monkeypatch.setattr(import_run, "PART", 10)
    token = begun(cast, data)
    kept, calls = Staging.keep, []

    def killed(self: Staging, *given: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        kept(self, *given)

    monkeypatch.setattr(Staging, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        import_run.import_step(token, NOW)
    assert import_run.opened(token, actor=cast.lan.actor, now=NOW)[1].ready == 20
    assert Case.objects.count() == 0
    assert import_run.import_step(token, NOW).ready == 40
    import_run.take(token, actor=cast.lan.actor, now=NOW)
    assert sorted(Imported.objects.values_list("row", flat=True)) == list(range(3, 43))


def test_a_check_with_little_time_does_a_part_and_the_next_one_the_rest(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "PART", 5)
    token = begun(cast, sheet(*[[f"{n}/2024", *DONE_ROW[1:]] for n in range(12)]))
    assert import_run.import_step(token, NOW, seconds=0.0001).state == "checking"
    while import_run.import_step(token, NOW, seconds=0.0001).state == "checking":
        pass
    assert import_run.opened(token, actor=cast.lan.actor, now=NOW)[1].ready == 12


def test_what_breaks_while_writing_leaves_nothing_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = begun(cast, sheet(DONE_ROW))
    import_run.import_step(token, NOW)
    entries = Entry.objects.count()
    real = bulk.insert

    def broken(table: str, *given: Any) -> int:
        if table == "cases_imported":
            raise IntegrityError("somebody was faster")
        return real(table, *given)

    monkeypatch.setattr(import_writing, "insert", broken)
    with pytest.raises(Refused) as said:
        import_run.take(token, actor=cast.lan.actor, now=NOW)
    assert said.value.code == "cases.import-meanwhile"
    assert (Case.objects.count(), Sealed.objects.count(), Entry.objects.count()) == (0, 0, entries)
    monkeypatch.setattr(import_writing, "insert", real)
    assert import_run.import_step(token, NOW).ready == 1, "it is checked again"
    import_run.take(token, actor=cast.lan.actor, now=NOW)
    assert all_is_well()


def test_a_number_that_came_in_after_the_check_is_wrong_when_the_file_is_checked_again(cast: Cast) -> None:
    other = [*DONE_ROW[:4], "Việc khác hẳn", *DONE_ROW[5:]]
    slow = begun(cast, sheet(DONE_ROW))
    assert import_run.import_step(slow, NOW).ready == 1
    brought_in(cast, sheet(other))
    with pytest.raises(Refused) as said:
        import_run.take(slow, actor=cast.lan.actor, now=NOW)
    assert said.value.code == "cases.import-meanwhile"
    assert import_run.import_step(slow, NOW).wrong == 1
    third = begun(cast, sheet([*DONE_ROW[:4], "Việc thứ ba", *DONE_ROW[5:]]))
    assert import_run.import_step(third, NOW).wrong == 1


def test_a_check_is_not_believed_after_another_file_came_in(cast: Cast) -> None:
    data = sheet(DONE_ROW)
    token = begun(cast, data)
    assert import_run.import_step(token, NOW).ready == 1
    brought_in(cast, sheet([*DONE_ROW[:4], "Việc khác hẳn", *DONE_ROW[5:]]))
    assert begun(cast, data) == token
    assert import_run.import_step(token, NOW).wrong == 1


def test_the_days_of_a_workbook_that_counts_from_1904_are_its_own(cast: Cast) -> None:
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

    book, day = Workbook(), datetime(2024, 3, 5, tzinfo=UTC).replace(tzinfo=None)
    book.epoch = CALENDAR_MAC_1904
    book.active.append(HEAD)
    number = int(to_excel(day, CALENDAR_MAC_1904))
    for at, cell in enumerate((day, number, str(number))):
        book.active.append([f"{at + 1}/2024", cell, *DONE_ROW[2:7], "15/03/2024", ""])
    out = io.BytesIO()
    book.save(out)
    brought_in(cast, out.getvalue())
    assert set(Case.objects.values_list("received_on", flat=True)) == {date(2024, 3, 5)}


def test_a_case_that_got_other_words_afterwards_is_found_by_the_recheck(cast: Cast, spoiled: object) -> None:
    """The digest of each row binds what was written."""
    from namro.ground.gate import guard

    brought_in(cast, sheet([*DONE_ROW[:6], "Kết quả bằng chữ", *DONE_ROW[7:]]), other_state="closed")
    with guard.outside("somebody tampers with the outcome"):
        write_over("Khác", part="outcome")
    assert [d.stored for d in recheck(NOW)] == ["changed since"]


def test_an_officer_of_another_ward_finds_nothing_here(cast: Cast) -> None:
    token = begun(cast, sheet(DONE_ROW))
    import_run.import_step(token, NOW)
    for call in (
        lambda: import_run.begin(cast.office.ba_dinh, b"a,b", "x", actor=cast.quan.actor, now=NOW),
        lambda: import_run.opened(token, actor=cast.quan.actor, now=NOW),
        lambda: import_run.take(token, actor=cast.quan.actor, now=NOW),
        lambda: import_run.give_up(token, actor=cast.quan.actor, now=NOW),
        lambda: import_run.take("../../etc", actor=cast.lan.actor, now=NOW),
    ):
        with pytest.raises(NotThere):
            call()
    assert import_run.waiting_at(cast.quan.actor, NOW) == []
    assert Case.objects.count() == 0


def test_a_pack_that_changed_since_the_check_is_checked_again(cast: Cast) -> None:
    token = begun(cast, sheet(DONE_ROW))
    import_run.import_step(token, NOW)
    with Staging(token) as staging:
        staging.note(rules="another")
    with pytest.raises(Refused) as said:
        import_run.take(token, actor=cast.lan.actor, now=NOW)
    assert said.value.code == "cases.import-rules-changed"
    import_run.import_step(token, NOW)
    import_run.take(token, actor=cast.lan.actor, now=NOW)
    assert Case.objects.count() == 1


def test_the_register_goes_on_after_paper_once_and_stays_without_gaps(cast: Cast) -> None:
    def on(last: int, **said: Any) -> None:
        import_actions.continue_register(
            cast.office.ba_dinh, year=2026, last=last, reason="Sổ giấy đến 412", actor=cast.ha.actor, now=NOW, **said
        )

    on(412)
    brought_in(cast, sheet(OPEN_ROW))
    case = Case.objects.get()
    act(actions.register, case, by=cast.lan)
    case.refresh_from_db()
    assert case.register_number == 413
    assert all_is_well()
    with pytest.raises(Refused) as said:
        on(500)
    assert said.value.code == "cases.register-begun"


def test_a_gap_after_paper_is_found(cast: Cast, spoiled: object) -> None:
    from namro.ground.gate import guard
    from namro.work.cases.models import RegisterCounter

    with guard.outside("a number was lost"):
        RegisterCounter.objects.create(office=cast.office.ba_dinh, year=2026, paper=412, last=413)
    assert [d.stored for d in recheck(NOW)] == ["[413]"]


def test_columns_are_said_in_a_file_by_their_letters(cast: Cast) -> None:
    from namro.work.cases.import_columns import by_letters, from_letters

    columns = Columns(holds={0: "received", 27: "field-about"}, procedure="petition", state="closed")
    assert by_letters(columns)["columns"] == {"A": "received", "AB": "field-about"}
    assert from_letters(by_letters(columns), Columns()) == columns
    with pytest.raises(Refused):
        from_letters({"colums": {}}, columns)


def test_a_file_that_nobody_touches_for_a_month_is_thrown_away(cast: Cast) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from namro.work.cases import jobs

    token = begun(cast, sheet(DONE_ROW))
    assert jobs.purge_imports(timezone.now() + timedelta(days=29)) == 0
    assert jobs.purge_imports(timezone.now() + timedelta(days=31)) == 1
    assert not (import_staging.root() / token).exists()
