"""The A5 papers: the slip of a transfer, and the receipt that exists only while its code is shown."""

from __future__ import annotations

import random
import re
from datetime import datetime

import pytest
import zxingcpp
from PIL import Image

from namro.ground.gate import guard
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import OPERATOR
from namro.ground.trail import guards
from namro.ground.trail.models import Entry
from namro.ground.trail.verify import verify
from namro.results.papers import actions as papers
from namro.results.papers import checking, slips, square
from namro.results.papers.drawing import new_print
from namro.results.papers.models import Paper
from namro.work.cases import actions
from tests.cast import HANOI, NOW, Cast, act
from tests.results.papers.conftest import NAME, Came, entered, sent_on
from tests.results.papers.pdfs import not_archival, size, text

GROUPS = ["7K4M92", "8ABCDE", "QWERTZ", "123456"]


def test_the_slip_says_what_goes_where_and_why_and_not_who_brought_it(cast: Cast, came: Came) -> None:
    case = sent_on(entered(came("crime-report", "Kho hàng bị phá khóa."), cast.lan), cast)
    drawn = slips.draw_transfer(cast.lan.actor, case, new_print(NOW, "Nguyễn Thị Lan"), NOW)
    said = text(drawn.pdf)
    for part in (
        "PHIẾU CHUYỂN", "Kính gửi: Cơ quan Cảnh sát điều tra Công an thành phố Hà Nội", "CÔNG AN PHƯỜNG BA ĐÌNH",
        "00001/2026/CAX-00004", case.ref, "Kho hàng bị phá khóa.", "09:00 ngày 10/03/2026",
        "Thuộc thẩm quyền điều tra.", "niêm phong, chuyển kèm trong hệ thống", "Mẫu chưa xác nhận", drawn.code,
        "Thông báo đã tiếp nhận: 13/03/2026",
    ):  # fmt: skip
        assert part in said, part
    assert NAME not in said
    assert size(drawn.pdf) == (148, 210)
    assert not_archival(drawn.pdf) == []


def test_a_printed_slip_is_bound_to_its_case_and_can_be_checked(cast: Cast, came: Came) -> None:
    case = sent_on(entered(came("crime-report"), cast.lan), cast)
    drawn = slips.draw_transfer(cast.lan.actor, case, new_print(NOW, "Lan"), NOW)
    paper = act(papers.issue_slip, case, drawn, by=cast.lan)
    assert Entry.objects.get(pk=paper.entry_id).object_ref == f"case:{case.ref}"
    assert checking.check(OPERATOR, paper, NOW).as_then
    assert checking.again(cast.lan.actor, paper, NOW) == drawn.pdf
    act(actions.accept_transfer, case, by=cast.hoa)
    assert checking.check(cast.hoa.actor, paper, NOW).bound == "bound"
    gone = checking.check(cast.lan.actor, paper, NOW)
    assert (gone.bound, gone.changed) == ("bound", None), "the sender may no longer read the case"


def test_a_slip_whose_row_was_taken_away_by_force_is_named_by_the_entry_that_it_left(cast: Cast, came: Came) -> None:
    case = sent_on(entered(came("crime-report"), cast.lan), cast)
    paper = act(
        papers.issue_slip, case, slips.draw_transfer(cast.lan.actor, case, new_print(NOW, "Lan"), NOW), by=cast.lan
    )
    assert verify().sound
    with guards.lifted(), guard.outside("somebody with the database in hand"):
        Paper.objects.filter(pk=paper.pk).delete()
    assert [(one.kind, one.entry) for one in verify().findings] == [("unclaimed", paper.entry_id)]


def test_a_case_that_was_never_transferred_has_no_slip(cast: Cast, came: Came) -> None:
    with pytest.raises(NotThere):
        slips.draw_transfer(cast.lan.actor, entered(came(), cast.lan), new_print(NOW, "Lan"), NOW)


def test_quan_gets_no_slip_of_another_wards_case(cast: Cast, came: Came) -> None:
    case = sent_on(entered(came("crime-report"), cast.lan), cast)
    with pytest.raises(NotThere):
        slips.draw_transfer(cast.quan.actor, case, new_print(NOW, "Quân"), NOW)
    drawn = slips.draw_transfer(cast.lan.actor, case, new_print(NOW, "Lan"), NOW)
    for who in (cast.quan, cast.tam, cast.thao):
        with pytest.raises(NotThere):
            act(papers.issue_slip, case, drawn, by=who)
    with pytest.raises(ValueError, match="something else"):
        act(papers.issue_slip, entered(came(), cast.lan), drawn, by=cast.lan)


def test_the_receipt_shows_the_code_and_leaves_nothing_behind(cast: Cast, came: Came) -> None:
    case = came()
    before = Entry.objects.count()
    address = "https://congan.example/vi/follow"
    made = slips.draw_receipt(
        case, GROUPS, "congan.example/vi/follow", f"{address}#{'-'.join(GROUPS)}", new_print(NOW, ""), NOW
    )
    assert made is not None
    said = text(made)
    for part in (
        "GIẤY BIÊN NHẬN",
        *GROUPS,
        case.ref,
        "congan.example/vi/follow",
        "chậm nhất",
        "Công an phường Ba Đình",
    ):
        assert part in said, part
    assert NAME not in said
    assert size(made) == (148, 210)
    assert not_archival(made) == []
    assert (Paper.objects.count(), Entry.objects.count()) == (0, before)


def test_a_receipt_names_no_time_of_day_where_only_a_day_was_given(cast: Cast, came: Came) -> None:
    for at, said in ((datetime(2026, 3, 6, tzinfo=HANOI), ""), (datetime(2026, 3, 6, 8, 5, tzinfo=HANOI), "08:05, ")):
        print = new_print(NOW, "")
        made = slips.draw_receipt(came(at=at), GROUPS, "congan.example", "https://congan.example", print, NOW)
        assert made is not None
        assert f"{said}06/03/2026" in text(made)
        assert "00:00" not in text(made)


@pytest.mark.parametrize("text", ["7K4M9-2QX8T", "https://namro.example/vi/follow#7K4M-9QX8-TRWD-2N5B"])
def test_a_square_code_reads_as_what_was_put_in_and_has_its_quiet_zone(text: str) -> None:
    rows = square.rows(text)
    assert {len(row) for row in rows} == {len(rows)}
    assert set("".join(rows[:4] + rows[-4:])) == {"0"}
    assert all(row.startswith("0000") and row.endswith("0000") for row in rows)
    assert read_from(rows) == text
    assert f'viewBox="0 0 {len(rows)} {len(rows)}"' in square.svg(text)


def read_from(rows: list[str]) -> str:
    """What a reader of codes makes of rows of modules."""
    drawn = Image.new("L", (len(rows), len(rows)), 255)
    drawn.putdata([255 if module == "0" else 0 for row in rows for module in row])
    (read,) = zxingcpp.read_barcodes(drawn.resize((len(rows) * 4, len(rows) * 4), Image.Resampling.NEAREST))
    return read.text


def drawn_by(svg: str) -> list[str]:
    """The modules that the strokes of a drawing cover."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg).group(1))
    rows = []
    for line in re.findall(r"M0 (\d+)\.5([^M\"]*)", svg):
        rows += ["0" * size] * (int(line[0]) - len(rows))
        row = "".join(
            "1" * int(dark) if dark else "0" * int(light) for dark, light in re.findall(r"h(\d+)|m(\d+) 0", line[1])
        )
        rows.append(row.ljust(size, "0"))
    return rows + ["0" * size] * (size - len(rows))


def test_every_code_on_a_screen_reads_as_what_was_put_in() -> None:
    drawing = random.Random(294)
    symbols = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
    for _ in range(150):
        code = "-".join("".join(drawing.choices(symbols, k=4)) for _ in range(4))
        text = f"https://namro.example/vi/follow#{code}"
        rows = drawn_by(square.svg(text))
        assert rows == square.rows(text, square.MASK)
        assert read_from(rows) == text
