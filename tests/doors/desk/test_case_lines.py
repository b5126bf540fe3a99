"""The rows of a table of cases, as the page gets them."""

from __future__ import annotations

from dataclasses import fields

from django.template import loader

from namro.doors.desk.lines import Line

HOSTILE = '<script>alert("x")</script>&\''


def drawn(line: Line, *, reasons: bool, choose: bool = False) -> str:
    page = loader.get_template("desk/_lines.html")
    whole = page.render({"lang": "vi", "lines": [line], "reasons": reasons, "choose": choose})
    return whole.partition("<tbody>")[2]


def test_nothing_that_anybody_wrote_is_taken_for_markup():
    page = drawn(Line(**{field.name: f"{field.name}{HOSTILE}" for field in fields(Line)}), reasons=True, choose=True)
    assert "<script" not in page
    for field in fields(Line):
        assert f"{field.name}&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;&amp;&#39;" in page


def test_a_line_shows_no_more_than_it_has():
    line = Line(**dict.fromkeys((field.name for field in fields(Line)), "") | {"number": "00001/2026", "kind": "Đơn"})
    page = drawn(line, reasons=False)
    assert "00001/2026" in page
    assert "state" not in page
    assert "reason" not in page
    assert drawn(line, reasons=True).count("<td") == page.count("<td") + 1
