"""Home."""

from __future__ import annotations

from tests.doors.desk.conftest import body


def test_a_report_just_sent_stands_on_top_of_the_duty_officers_today(quan, report):
    case = report()
    page = body(quan.get("/desk/"))
    assert (
        page.index("Mới đến")
        < page.index(case.ref)
        < page.index("Quá hạn</h2>" if "Quá hạn</h2>" in page else "Quá hạn <")
    )
