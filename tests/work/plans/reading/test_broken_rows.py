"""A row of a printed table that a page breaks where it draws no line is one row."""

from __future__ import annotations

from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.telling import as_data

HEAD = "[STT], [Nhiệm vụ], [Cơ quan chủ trì], [Thời hạn],"


def _printed() -> bytes:
    import typst

    open_ = "(left: 1pt, right: 1pt, top: 1pt)"
    source = (
        '#set page(paper: "a4", margin: 2.5cm)\n#set text(font: "Source Serif 4", size: 12pt, fallback: true)\n'
        "#let columns = (1cm, 5cm, 5cm, 4cm)\n"
        f"#table(columns: columns, stroke: (x, y) => if y == 2 {{ {open_} }} else {{ 1pt }}, {HEAD}\n"
        "[1], [Lập danh sách xe], [Sở Xây dựng], [15/12/2026],\n"
        "[2], [Rà soát bến xe,], [Sở Công], [Quý II/2027])\n#pagebreak()\n"
        f"#table(columns: columns, stroke: 1pt, {HEAD}\n[], [báo cáo kết quả], [Thương], [],\n"
        "[3], [Lắp camera], [Sở Y tế], [30/6/2027])\n"
    )
    return bytes(typst.compile(source.encode()))


def test_both_halves_of_a_row_make_one_task() -> None:
    said = as_data(read_plan(read_document(_printed(), "plan.pdf")))
    found = [(one["number"]["value"], one["task"]["value"], one["lead"]["value"]) for one in said["tasks"]]
    assert found == [
        ("1", "Lập danh sách xe", "Sở Xây dựng"),
        ("2", "Rà soát bến xe, báo cáo kết quả", "Sở Công Thương"),
        ("3", "Lắp camera", "Sở Y tế"),
    ]
    assert said["tasks"][1]["due"]["value"] == "2027-06-30"
