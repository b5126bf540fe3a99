"""Files that people send: what is taken, what is made of it, what is refused and why."""

from __future__ import annotations

import io
import secrets
import stat
import struct
import threading
import time
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, TiffImagePlugin

from namro.ground.files import keeping, pictures
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import reporter
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, files_actions, jobs, queries, timeline, turns
from namro.work.cases.models import Attachment, Case, StagedFile
from tests.cast import NOW, Cast
from tests.work.cases.conftest import Reported

PLACE = b"21.0285 105.8542"


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 40), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(more.pop("mode", "RGB"), size, more.pop("colour", (200, 30, 30))).save(out, kind, **more)
    return out.getvalue()


def with_place(orientation: int = 6) -> bytes:
    """A photograph that says where and on which device it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = orientation
    rational = TiffImagePlugin.IFDRational
    exif.get_ifd(0x8825)[2] = (rational(21), rational(1), rational(42))
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, comment=PLACE)


def package(members: dict[str, bytes], *, kind: str = "docx") -> bytes:
    names = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        if kind == "odt":
            made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            made.writestr("content.xml", "<x/>")
        elif kind in names:
            made.writestr("[Content_Types].xml", "<Types/>")
            made.writestr(names[kind], "<x/>")
        for name, body in members.items():
            made.writestr(name, body)
    return out.getvalue()


def pdf(inside: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog "
        + inside
        + b" >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    )


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def film(brand: bytes = b"isom") -> bytes:
    described = box(b"udta", box(b"\xa9xyz", PLACE))
    track = box(b"trak", box(b"tkhd", b"0" * 20) + box(b"meta", PLACE))
    moov = box(b"moov", box(b"mvhd", b"0" * 20) + described + track)
    return box(b"ftyp", brand + b"\0\0\2\0") + moov + box(b"uuid", PLACE) + box(b"mdat", b"pictures")


def wav() -> bytes:
    fmt = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    said = b"LIST" + struct.pack("<I", len(PLACE)) + PLACE
    body = b"WAVE" + fmt + said + b"data" + struct.pack("<I", 4) + b"\x80" * 4
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3() -> bytes:
    return b"ID3\x03\0\0" + bytes([0, 0, 0, len(PLACE)]) + PLACE + b"\xff\xfb\x90\x00" + b"\0" * 400


def taken(data: bytes, name: str = "a") -> tuple[keeping.Ready, bytes]:
    ready = keeping.take_in(SimpleUploadedFile(name, data))
    return ready, (Path(settings.FILES_ROOT) / ready.path).read_bytes()


TAKEN = {
    "photo.jpg": (picture(), "image", "photo.jpg"),
    "photo.png": (picture("PNG"), "image", "photo.png"),
    "see-through.png": (picture("PNG", mode="RGBA", colour=(1, 2, 3, 0)), "image", "see-through.png"),
    "photo.webp": (picture("WEBP"), "image", "photo.jpg"),
    "moving.gif": (picture("GIF"), "image", "moving.png"),
    "paper.pdf": (pdf(), "document", "paper.pdf"),
    "letter.docx": (package({}), "document", "letter.docx"),
    "list.xlsx": (package({"xl/printerSettings/printerSettings1.bin": b"x"}, kind="xlsx"), "sheet", "list.xlsx"),
    "letter.odt": (package({}, kind="odt"), "document", "letter.odt"),
    "note.txt": ("Biển số 29A-123.45, lúc 2 giờ < 3 giờ".encode(), "text", "note.txt"),
    "old-note.txt": ("Ghi chú".encode("utf-16"), "text", "old-note.txt"),
    "film.mp4": (film(), "video", "film.mp4"),
    "film.mov": (film(b"qt  "), "video", "film.mov"),
    "film.3gp": (film(b"3gp4"), "video", "film.3gp"),
    "voice.m4a": (film(b"M4A "), "audio", "voice.m4a"),
    "voice.mp3": (mp3(), "audio", "voice.mp3"),
    "voice.wav": (wav(), "audio", "voice.wav"),
}


@pytest.mark.once
@pytest.mark.parametrize("name", TAKEN)
def test_what_people_send_is_taken_by_its_content(home: Path, name: str) -> None:
    data, kind, kept_as = TAKEN[name]
    ready, kept = taken(data, name)
    assert (ready.kind, ready.name) == (kind, kept_as)
    assert ready.size == len(kept) > 0


@pytest.mark.parametrize(("lie", "truth"), [("photo.exe", "photo.jpg"), ("../../etc/passwd.html", "passwd.jpg")])
def test_a_file_that_lies_about_its_type_is_judged_by_its_content(home: Path, lie: str, truth: str) -> None:
    assert taken(picture(), lie)[0].name == truth


def lying() -> bytes:
    """A docx with a member that unpacks into more than its place in the list says."""
    whole = bytearray(package({"word/media/a.bmp": b"0" * 100_000}))
    listed = whole.rindex(b"PK\x01\x02")
    while b"a.bmp" not in whole[listed : listed + 80]:
        listed = whole.rindex(b"PK\x01\x02", 0, listed)
    whole[listed + 24 : listed + 28] = struct.pack("<I", 1000)
    return bytes(whole)


BIG = zlib.compress(b"0" * 10)
REFUSED = {
    "empty": ("a.jpg", b"", "cases.file-empty"),
    "program": ("photo.jpg", b"MZ\x90\x00" + b"\0" * 100, "cases.file-program"),
    "elf": ("photo.jpg", b"\x7fELF" + b"\0" * 100, "cases.file-program"),
    "shell": ("note.txt", b"#!/bin/sh\nrm -rf /", "cases.file-program"),
    "page": ("note.txt", b"<html><body>hello", "cases.file-script"),
    "drawing": ("a.svg", b"<svg xmlns='x'><script>1</script></svg>", "cases.file-script"),
    "xml": ("a.txt", b"\xef\xbb\xbf<?xml version='1.0'?><x/>", "cases.file-script"),
    "hidden script": ("a.txt", b"hello <ScRiPt>alert(1)</script>", "cases.file-script"),
    "batch by name": ("a.bat", b"del *.*", "cases.file-script"),
    "php": ("a.jpg", b"<?php system($_GET[0]); ?>", "cases.file-script"),
    "zip": ("a.docx", package({"a.txt": b"x"}, kind="zip"), "cases.file-archive"),
    "rar": ("a.jpg", b"Rar!\x1a\x07\x00" + b"\0" * 50, "cases.file-archive"),
    "gzip": ("a.txt", b"\x1f\x8b\x08" + b"\0" * 50, "cases.file-archive"),
    "7z": ("a.txt", b"7z\xbc\xaf'\x1c" + b"\0" * 50, "cases.file-archive"),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cases.file-old-office"),
    "macro": ("a.docx", package({"word/vbaProject.bin": b"x"}), "cases.file-macros"),
    "macro by type": ("a.docx", package({"x.rels": b"vnd.ms-word.document.macroEnabled.main"}), "cases.file-macros"),
    "template from elsewhere": (
        "a.docx",
        package({"word/_rels/settings.xml.rels": b'<R Type="x/attachedTemplate" TargetMode="External"/>'}),
        "cases.file-macros",
    ),
    "program inside": ("a.xlsx", package({"xl/embeddings/oleObject1.bin": b"MZ"}, kind="xlsx"), "cases.file-macros"),
    "odt macro": ("a.odt", package({"Basic/Standard/Module1.xml": b"x"}, kind="odt"), "cases.file-macros"),
    "locked odt": (
        "a.odt",
        package({"META-INF/manifest.xml": b"<m:encryption-data/>"}, kind="odt"),
        "cases.file-encrypted",
    ),
    "form that runs": ("a.pdf", pdf(b"/AcroForm << /XFA 9 0 R >>"), "cases.file-active"),
    "broken zip": ("a.docx", package({})[:60], "cases.file-damaged"),
    "script in pdf": ("a.pdf", pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "cases.file-active"),
    "script in pdf, disguised": ("a.pdf", pdf(b"/S /J#61vaScript"), "cases.file-active"),
    "file in pdf": ("a.pdf", pdf(b"/Type /EmbeddedFile"), "cases.file-active"),
    "script packed in pdf": (
        "a.pdf",
        pdf(b"/Type /ObjStm >>\nstream\n" + zlib.compress(b"<< /S /JavaScript >>") + b"\nendstream"),
        "cases.file-active",
    ),
    "locked pdf": ("a.pdf", pdf(b"/Encrypt 5 0 R"), "cases.file-encrypted"),
    "cut pdf": ("a.pdf", b"%PDF-1.7\nnothing more", "cases.file-damaged"),
    "heic": ("a.heic", box(b"ftyp", b"heic\0\0\0\0") + b"\0" * 100, "cases.file-heic"),
    "noise": ("a.jpg", bytes(range(1, 256)) * 4, "cases.file-unknown"),
    "broken picture": ("a.jpg", picture()[:200], "cases.file-damaged"),
    "only a beginning": ("a.png", b"\x89PNG\r\n\x1a\n", "cases.file-damaged"),
    "broken film": ("a.mp4", box(b"ftyp", b"isom") + b"\0\0\0\x04moov", "cases.file-damaged"),
    "sound without sound": ("a.mp3", b"ID3\x03\0\0\0\0\0\x05hello", "cases.file-damaged"),
    "packed longer than it says": ("a.docx", lying(), "cases.file-damaged"),
    "picture from elsewhere": (
        "a.docx",
        package({"word/_rels/document.xml.rels": b'<Relationship Type="x/image" TargetMode="External"/>'}),
        "cases.file-active",
    ),
    "field that starts a program": (
        "a.docx",
        package({"word/header1.xml": b"<w:instrText> DDEAUTO c:\\\\x </w:instrText>"}),
        "cases.file-macros",
    ),
    "pdf that opens an address": ("a.pdf", pdf(b"/OpenAction << /S /URI /URI (http://x) >>"), "cases.file-active"),
    "pdf that opens an address by the way": (
        "a.pdf",
        pdf(b"/OpenAction 7 0 R >>\nendobj\n7 0 obj\n<< /S /URI /URI (http://x)"),
        "cases.file-active",
    ),
    "pdf that opens another": ("a.pdf", pdf(b"/S /GoToR /F (x.pdf)"), "cases.file-active"),
    "pgp": ("a.txt", b"-----BEGIN PGP MESSAGE-----\n\nx", "cases.file-encrypted"),
    "latin-1": ("a.txt", "café".encode("latin-1"), "cases.file-unknown"),
    "nul": ("a.txt", b"hello\0world", "cases.file-unknown"),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_dangerous_is_refused_with_the_reason(home: Path, what: str) -> None:
    name, data, code = REFUSED[what]
    with pytest.raises(Refused) as refused:
        taken(data, name)
    assert refused.value.code == code
    assert refused.value.params["name"]
    assert [f for f in Path(settings.FILES_ROOT).rglob("*") if f.is_file()] == []


@pytest.mark.once
def test_a_picture_is_made_anew_without_where_and_with_what(home: Path) -> None:
    before = Image.open(io.BytesIO(with_place()))
    assert before.getexif()
    _, kept = taken(with_place(), "IMG_0001.JPG")
    after = Image.open(io.BytesIO(kept))
    assert not after.getexif()
    assert PLACE not in kept
    assert b"PhoneMaker" not in kept
    assert after.size == (40, 80)  # upright
    assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.once
def test_without_making_it_anew_the_place_would_stay(home: Path) -> None:
    assert PLACE in with_place()


@pytest.mark.once
@pytest.mark.parametrize("name", ["film.mp4", "film.mov", "film.3gp", "voice.m4a", "voice.mp3", "voice.wav"])
def test_a_recording_loses_where_it_was_made_and_keeps_what_it_shows(home: Path, name: str) -> None:
    data = TAKEN[name][0]
    assert PLACE in data
    _, kept = taken(data, name)
    assert PLACE not in kept
    if name.startswith("film") or name.endswith("m4a"):
        assert b"pictures" in kept
        assert len(kept) == len(data)


@pytest.mark.once
@pytest.mark.parametrize("kept", [{"mode": "L", "colour": 9}, {"mode": "P", "colour": 3}, {"mode": "1", "colour": 1}])
def test_a_picture_without_colours_or_with_a_list_of_them_is_taken(home: Path, kept: dict[str, Any]) -> None:
    ready, made = taken(picture("PNG", size=(9000, 40), **kept), "a.png")
    assert ready.kind == "image"
    assert max(Image.open(io.BytesIO(made)).size) == 4096


@pytest.mark.once
def test_pictures_are_unpacked_one_at_a_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = [0], [0]
    remade = pictures._remade

    def counted(*args: Any) -> Any:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        try:
            time.sleep(0.05)
            return remade(*args)
        finally:
            inside[0] -= 1

    monkeypatch.setattr(pictures, "_remade", counted)
    threads = [threading.Thread(target=taken, args=(picture(), "a.jpg")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


@pytest.mark.once
def test_a_very_large_picture_is_bounded(home: Path) -> None:
    _, kept = taken(picture(size=(9000, 3000)))
    assert Image.open(io.BytesIO(kept)).size == (4096, 1365)


@pytest.mark.once
def test_a_picture_that_unpacks_without_end_is_refused(home: Path) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(Refused) as refused:
        taken(bomb)
    assert refused.value.code == "cases.picture-too-large"


@pytest.mark.once
def test_a_document_that_unpacks_without_end_is_refused(home: Path) -> None:
    out = io.BytesIO(package({}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        for n in range(32):
            made.writestr(f"word/media/{n}", b"\0" * (10 * 1024 * 1024))
    with pytest.raises(Refused) as refused:
        taken(out.getvalue(), "a.docx")
    assert refused.value.code == "cases.file-bomb"


@pytest.mark.once
def test_a_file_over_twenty_megabytes_is_refused_before_it_is_read_whole(home: Path) -> None:
    class Endless:
        name = "film.mp4"
        read_so_far = 0

        def read(self, size: int = -1, /) -> bytes:
            self.read_so_far += size
            return b"\0" * size

    upload = Endless()
    with pytest.raises(Refused) as refused:
        keeping.take_in(upload)
    assert (refused.value.code, refused.value.params["most"]) == ("cases.file-too-big", 20)
    assert upload.read_so_far < 22 * 1024 * 1024


def test_a_file_lies_outside_the_web_root_under_a_random_name_for_the_owner_only(home: Path) -> None:
    ready, _ = taken(picture(), "photo.jpg")
    kept = Path(settings.FILES_ROOT) / ready.path
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "photo" not in ready.path
    assert len(kept.relative_to(settings.FILES_ROOT).parts) == 3
    assert ready.token not in ready.path
    assert list((Path(settings.FILES_ROOT) / "tmp").iterdir()) == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\ảnh đẹp.jpg", "ảnh đẹp.jpg"),
        ("a\0b\n\u202egpj.exe", "abgpj.exe"),
        ("<script>.png", "script.png"),
        ("...", "file"),
        ("", "file"),
        (None, "file"),
        ("x" * 500 + ".pdf", "x" * 100 + ".pdf"),
        ('a"; rm -rf ~.jpg', "a rm -rf ~.jpg"),
        ("a\u200f\u061c\u200bb.jpg", "ab.jpg"),
    ],
)
def test_a_name_is_made_safe(name: str | None, safe: str) -> None:
    assert keeping.safe_name(name) == safe


# --- rows -----------------------------------------------------------------------------------------------------------


def upload(name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture())


@pytest.mark.django_db
def test_files_wait_under_a_draft_and_join_its_case(home: Path, reported: Reported, cast: Cast) -> None:
    draft = secrets.token_urlsafe(24)
    first = actions.stage_file(draft, upload("một.jpg"), actor=actions.NEWCOMER, now=NOW)
    actions.stage_file(draft, upload("hai.jpg"), actor=actions.NEWCOMER, now=NOW)
    assert [f.name for f in queries.staged(draft)] == ["một.jpg", "hai.jpg"]
    assert queries.staged(secrets.token_urlsafe(24)) == []
    assert draft not in StagedFile.objects.values_list("draft", flat=True)
    with pytest.raises(NotThere):
        actions.unstage_file(secrets.token_urlsafe(24), first.pk, actor=actions.NEWCOMER, now=NOW)
    actions.unstage_file(draft, first.pk, actor=actions.NEWCOMER, now=NOW)
    case = reported(draft=draft).case
    assert [f.name for f in timeline.files_of(case, "reporter")] == ["hai.jpg"]
    assert not StagedFile.objects.exists()
    with queries.open_attachment(case.attachments.get()) as file:
        assert file.read(3) == b"\xff\xd8\xff"
    assert len([f for f in Path(settings.FILES_ROOT).glob("*/*/*") if f.is_file()]) == 1


@pytest.mark.django_db
def test_no_more_than_ten_files_wait_or_come_at_once(home: Path, case: Case) -> None:
    draft = secrets.token_urlsafe(24)
    for _ in range(10):
        actions.stage_file(draft, SimpleUploadedFile("a.txt", b"x"), actor=actions.NEWCOMER, now=NOW)
    for send in (
        lambda: actions.stage_file(draft, upload(), actor=actions.NEWCOMER, now=NOW),
        lambda: actions.attach(case, uploads=[upload()] * 11, actor=reporter(case.ref), now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            send()
        assert refused.value.code == "cases.files-too-many"


@pytest.mark.django_db
def test_one_bad_file_among_good_ones_keeps_none(home: Path, case: Case) -> None:
    with pytest.raises(Refused) as refused:
        actions.attach(
            case, uploads=[upload(), SimpleUploadedFile("x.exe", b"MZ\0\0")], actor=reporter(case.ref), now=NOW
        )
    assert refused.value.params["name"] == "x.exe"
    assert not Attachment.objects.exists()
    assert [f for f in Path(settings.FILES_ROOT).glob("*/*/*") if f.is_file()] == []


@pytest.mark.django_db
def test_the_reporter_reads_what_is_theirs_and_what_they_are_given(home: Path, case: Case, cast: Cast) -> None:
    actions.attach(case, uploads=[upload("của tôi.jpg")], actor=reporter(case.ref), now=NOW)
    actions.attach(case, uploads=[upload("nội bộ.jpg")], actor=cast.lan.actor, now=NOW)
    actions.attach(case, uploads=[upload("kết quả.jpg")], for_reporter=True, actor=cast.lan.actor, now=NOW)
    assert [f.name for f in timeline.files_of(case, "reporter")] == ["của tôi.jpg", "kết quả.jpg"]
    assert len(timeline.files_of(case, "staff")) == 3


@pytest.mark.django_db
def test_waiting_files_are_thrown_away_after_a_day_and_strays_are_swept(home: Path, reported: Reported) -> None:
    import os

    draft = secrets.token_urlsafe(24)
    actions.stage_file(draft, upload(), actor=actions.NEWCOMER, now=NOW)
    assert jobs.purge(NOW.replace(day=11)) == 0
    assert jobs.purge(NOW.replace(day=11, minute=1)) == 1
    assert queries.staged(draft) == []
    assert [f for f in Path(settings.FILES_ROOT).glob("*/*/*") if f.is_file()] == []
    stray, kept = taken(picture())[0], taken(picture())[0]
    old = NOW.timestamp() - 90_000
    os.utime(Path(settings.FILES_ROOT) / stray.path, (old, old))
    os.utime(Path(settings.FILES_ROOT) / kept.path, (NOW.timestamp(), NOW.timestamp()))
    assert jobs.sweep_files(NOW) == 1
    assert (Path(settings.FILES_ROOT) / kept.path).exists()


@pytest.mark.django_db
def test_a_lost_file_is_not_there(home: Path, case: Case) -> None:
    actions.attach(case, uploads=[upload()], actor=reporter(case.ref), now=NOW)
    kept = case.attachments.get()
    keeping.remove(kept.path)
    with pytest.raises(NotThere):
        queries.open_attachment(kept)


@pytest.mark.django_db
def test_a_report_that_was_sent_takes_no_more_files_by_its_draft(home: Path, reported: Reported) -> None:
    draft = secrets.token_urlsafe(24)
    reported(draft=draft)
    with pytest.raises(Refused) as refused:
        actions.stage_file(draft, upload(), actor=actions.NEWCOMER, now=NOW)
    assert refused.value.code == "cases.draft-sent"
    assert not StagedFile.objects.exists()


@pytest.mark.django_db
def test_the_files_of_a_case_stay_within_bounds(home: Path, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_actions, "MOST_BYTES_IN_A_CASE", 1000)
    actions.attach(case, uploads=[SimpleUploadedFile("a.txt", b"x" * 900)], actor=reporter(case.ref), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.attach(case, uploads=[SimpleUploadedFile("b.txt", b"x" * 200)], actor=reporter(case.ref), now=NOW)
    assert refused.value.code == "cases.files-too-much"
    assert Attachment.objects.count() == 1


@pytest.mark.django_db
def test_a_reporter_may_write_often_but_not_without_end(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST_A_DAY", 3)
    me = reporter(case.ref)
    for n in range(3):
        actions.message(case, text=f"Lần {n}", actor=me, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.message(case, text="Lần nữa", actor=me, now=NOW)
    assert refused.value.code == "cases.too-often-today"
    actions.message(case, text="Hôm sau", actor=me, now=NOW.replace(day=NOW.day + 1))


@pytest.mark.django_db
def test_a_key_of_a_form_with_a_nul_in_it_is_refused(case: Case) -> None:
    with pytest.raises(Refused) as refused:
        actions.message(case, text="Chào", once="a\0b", actor=reporter(case.ref), now=NOW)
    assert refused.value.code == "cases.bad-form-key"
