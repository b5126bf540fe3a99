"""What a file is, what is refused and why, and what of a document is its text."""

from __future__ import annotations

import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.work.plans.reading.document import Table
from namro.work.plans.reading.holding import unheld
from namro.work.plans.reading.lexicon import spoken
from namro.work.plans.reading.lines import joined
from namro.work.plans.reading.opening import read_document
from namro.work.plans.reading.reader import read_plan
from namro.work.plans.reading.times import Times
from tests.work.plans.reading.building import docx, pdf, sources, xlsx

PLAN = "KẾ HOẠCH\nNăm 2026\nI. NHIỆM VỤ\n1. Công an xã chủ trì rà soát nhà trọ trước ngày 30/6/2026."


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read_document(data, "plan")
    return caught.value.code


def test_what_cannot_be_read_whole_is_refused_with_its_reason() -> None:
    whole = docx(PLAN)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    assert refused(b" \r\n ") == "plans.file.empty"
    assert refused(docx("")) == "plans.file.empty"
    assert refused(whole[: len(whole) // 2]) == "plans.file.damaged"
    assert refused(ole) == "plans.file.old-word"
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) == "plans.file.password"
    assert refused(b"%PDF-1.7\nbroken") == "plans.file.damaged"
    assert refused(b"\x89PNG\r\n\x1a\n" + b"\0" * 99) == "plans.file.kind"
    assert refused(b"GIF89a" + b"x" * 99) == "plans.file.kind"
    assert refused(b"x" * (30 * 2**20 + 1)) == "plans.file.too-large"
    assert refused(_package({"a.txt": b"x"})) == "plans.file.kind"
    assert refused(_package({"word/document.xml": b" " * (17 * 2**20)})) == "plans.file.bursts"
    assert refused(_package({"word/document.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"})) == "plans.file.damaged"


def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_does() -> None:
    body = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
    nested = "<w:tbl><w:tr><w:tc>" * 40 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 40
    for inside in (nested, "<w:p/>" * 1_500_001):
        assert refused(_instead(docx(PLAN), "word/document.xml", body.format(inside).encode())) == "plans.file.too-much"
    sheet = xlsx("| STT | Nhiệm vụ | Chủ trì |\n| 1 | Rà soát | Sở Y tế |")
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A5:XFD14000"/></mergeCells>'
    with zipfile.ZipFile(BytesIO(sheet)) as package:
        part = package.read("xl/worksheets/sheet1.xml").replace(b"</sheetData>", merged)
    assert refused(_instead(sheet, "xl/worksheets/sheet1.xml", part)) == "plans.file.too-much"
    assert refused("ít nhất 5% ".encode() * 10_000) == "plans.file.long-line"
    assert refused("STT\tNhiệm vụ\tChủ trì\n".encode() + b"1\tx\ty\n" * 20_001) == "plans.file.too-much"
    assert refused("Rà soát.\n".encode() * 20_001) == "plans.file.too-much"
    packed = zlib.compress(b" " * (151 * 2**20), 1)
    stream = b"1 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    assert refused(b"%PDF-1.4\n" + stream) == "plans.file.bursts"


def _instead(data: bytes, name: str, part: bytes) -> bytes:
    """The package with another part in place of one."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    return _package(parts | {name: part})


def test_a_file_with_wrong_bytes_in_it_is_read_or_refused_and_breaks_nothing() -> None:
    chance = Random(7)
    for whole in (
        docx(PLAN),
        pdf(PLAN),
        xlsx("| STT | Nhiệm vụ | Chủ trì |\n| 1 | Rà soát | Sở Y tế |"),
        PLAN.encode(),
    ):
        for _ in range(25):
            wrong = bytearray(whole)
            for _ in range(chance.choice((1, 5, 30))):
                wrong[chance.randrange(len(wrong))] = chance.randrange(256)
            with suppress(Refused):
                read_plan(read_document(bytes(wrong), "wrong"))


def test_a_pdf_that_is_locked_or_only_pictures_says_so() -> None:
    from PIL import Image
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(PLAN))))
    writer.encrypt("secret")
    held = BytesIO()
    writer.write(held)
    assert refused(held.getvalue()) == "plans.file.password"
    scan = BytesIO()
    Image.new("RGB", (200, 280), "white").save(scan, "PDF")
    assert refused(scan.getvalue()) == "plans.file.scan"
    mixed = PdfWriter(clone_from=PdfReader(BytesIO(pdf(PLAN))))
    mixed.append(scan)
    held = BytesIO()
    mixed.write(held)
    with pytest.raises(Refused) as caught:
        read_document(held.getvalue(), "plan.pdf")
    assert (caught.value.code, caught.value.params["pages"]) == ("plans.file.scanned-pages", "2")


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        (["#rect(width: 100pt)"], "plans.file.scan"),  # letters that were drawn, or frames around nothing
        (["#for n in range(80) { place(dx: n * 2pt, line(length: 9pt)) }", "#circle()"], "plans.file.scan"),
        (
            ["#for n in range(80) { place(dx: n * 2pt, line(length: 9pt)) }", "Sở Y tế rà soát."],
            "plans.file.scanned-pages",
        ),
        ([""], "plans.file.empty"),
    ],
)
def test_pages_of_nothing_but_drawings_are_said_to_be_a_scan(pages: list[str], code: str) -> None:
    import typst

    font = '#set text(font: "Source Serif 4")\n'
    assert refused(bytes(typst.compile((font + "\n#pagebreak()\n".join(pages)).encode()))) == code


def test_a_plan_with_a_page_that_shows_a_drawing_is_read() -> None:
    import typst

    body = (
        "KẾ HOẠCH\n\nII. NHIỆM VỤ\n\n1. Công an xã rà soát nhà trọ trước ngày 15/12/2027.\n\n#pagebreak()\n#circle()\n"
    )
    made = bytes(typst.compile(('#set text(font: "Source Serif 4")\n' + body).encode()))
    assert "Công an xã rà soát" in read_document(made, "plan.pdf").text


def test_the_same_plan_gives_the_same_tasks_from_word_a_pdf_and_a_text_in_any_encoding() -> None:
    forms = [docx(PLAN), pdf(PLAN), PLAN.encode(), PLAN.encode("utf-8-sig"), PLAN.encode("utf-16")]
    said = [[str(task.fields["task"].value) for task in read_plan(read_document(one, "p")).tasks] for one in forms]
    assert said == [["rà soát nhà trọ"]] * len(forms)


def test_letters_from_before_unicode_are_read() -> None:
    table = the_pack().legacy["tcvn3"]
    old = {new: letters for letters, new in table.letters.items()}
    text = "".join(old.get(one, one) for one in PLAN.replace("KẾ HOẠCH", "Kế hoạch").replace("NHIỆM VỤ", "Nhiệm vụ"))
    read = read_plan(read_document(text.encode("cp1252"), "old.txt"))
    assert [task.fields["lead"].value for task in read.tasks] == ["Công an xã"]


def test_word_counts_its_labels_and_what_was_deleted_is_gone() -> None:
    document = read_document(docx("# Một\n## Hai [[ba ]]bốn\n## Năm\n# Sáu"), "a.docx")
    assert document.text == "1. Một\na) Hai bốn\nb) Năm\n2. Sáu\n"


def test_a_merged_cell_is_said_once_and_lies_in_every_row() -> None:
    for made in (docx, pdf, xlsx):
        document = read_document(made("| A | B | C |\n| 1 | một | chung |\n| 2 | hai | ^ |\n| 3 | ba | < |"), "t")
        table = next(block for block in document.blocks if isinstance(block, Table))
        assert document.text.count("chung") == 1, made
        assert table.rows[1].cells[2] == table.rows[2].cells[2] != table.rows[3].cells[2]
        assert table.rows[3].cells[1] == table.rows[3].cells[2]


def test_page_numbers_and_running_headers_are_no_part_of_a_pdf() -> None:
    lines = "\n".join(
        f"{n}. Công an xã kiểm tra nhà trọ số {n} ở cuối đường, ghi biên bản và báo cáo." for n in range(1, 90)
    )
    text = read_document(pdf(lines), "p.pdf").text
    assert "Running header" not in text
    assert text.splitlines()[-1].startswith("89. Công an xã")
    assert len(text.splitlines()) == 89


def test_words_that_a_line_or_a_page_breaks_are_whole_again() -> None:
    assert joined("Tờ trình số 1890/", "TTr-UBND ngày") == "Tờ trình số 1890/TTr-UBND ngày"
    assert joined("Kế hoạch số 12/KH-", "UBND") == "Kế hoạch số 12/KH-UBND"
    assert joined("the residen\u00ad", "tial groups") == "the residential groups"
    assert joined("rà soát,", "lập danh sách") == "rà soát, lập danh sách"


def test_two_columns_at_the_top_of_a_pdf_are_read_one_after_the_other() -> None:
    import typst

    source = """#set page(paper: "a4", margin: 2.5cm)
#grid(columns: (1fr, 1.4fr), align: center, [ỦY BAN NHÂN DÂN \\ TỈNH LAM GIANG], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM \\
Độc lập - Tự do], [Số: 12/KH-UBND], [Lam Giang, ngày 03 tháng 02 năm 2026])
KẾ HOẠCH"""
    own = read_plan(read_document(bytes(typst.compile(source.encode())), "p.pdf")).instruments[0]
    said = {name: own.fields[name].value for name in ("issuer", "number", "date")}
    assert said == {"issuer": "ỦY BAN NHÂN DÂN TỈNH LAM GIANG", "number": "12/KH-UBND", "date": "2026-02-03"}


def test_columns_of_a_pdf_without_lines_are_said_to_be_so() -> None:
    import typst

    cells = ", ".join(f"[{word} {n}]" for n in range(1, 6) for word in ("Việc", "Công an xã", "Tháng"))
    source = f'#set page(paper: "a4", margin: 2cm)\n#grid(columns: (1fr, 1fr, 1fr), row-gutter: 9pt, {cells})'
    document = read_document(bytes(typst.compile(source.encode())), "p.pdf")
    assert [note.why for note in document.notes] == ["columns-without-lines"]


CORPUS = [read_document(one.bytes(), one.name).text for one in sources() if one.form == "txt"]


@settings(max_examples=30, deadline=None, database=None)
@given(st.data())
def test_a_document_that_is_cut_and_shuffled_says_nothing_that_it_does_not_say(data: st.DataObject) -> None:
    lines = [line for text in CORPUS for line in text.splitlines()]
    mixed = data.draw(st.lists(st.sampled_from(lines), min_size=5, max_size=25))
    cut = data.draw(st.integers(0, 60))
    text = "\n".join(mixed)[cut : len("\n".join(mixed)) - cut] or "x"
    document = read_document(text.encode() or b"x", "mixed.txt") if text.strip() else None
    if document is None:
        return
    plans = the_pack().plans
    assert plans is not None
    lexicon = spoken(document.text, plans)
    reading = read_plan(document)
    assert not list(unheld(reading, lexicon, Times(lexicon)))


def test_a_field_that_its_characters_do_not_say_is_taken_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from namro.work.plans.reading import making

    true = making.lead_fields

    def inventing(text, lead, names):  # type: ignore[no-untyped-def]
        made = true(text, lead, names)
        return {name: making.Field("Sở Bịa Đặt", field.start, field.end) for name, field in made.items()}

    monkeypatch.setattr("namro.work.plans.reading.prose.lead_fields", inventing)
    (task,) = read_plan(read_document(PLAN.encode(), "p.txt")).tasks
    assert "lead" not in task.fields
    assert "lead" in task.missing
    monkeypatch.setattr("namro.work.plans.reading.reader.unheld", lambda *_: [])  # the harm without the guard
    (task,) = read_plan(read_document(PLAN.encode(), "p.txt")).tasks
    assert task.fields["lead"].value == "Sở Bịa Đặt"


def _package(parts: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return held.getvalue()
