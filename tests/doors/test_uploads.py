"""Files on their way in. What is too much is said, and what was typed beside it stays."""

from io import BytesIO

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from namro.doors import uploads
from namro.doors.uploads import LARGEST_BODY, LARGEST_FILE, MOST_FILES, BodyLimit, refused_files


def form(**parts: object) -> HttpRequest:
    return RequestFactory().post("/vi/report/crime-report/files", parts)


def file(name: str = "anh.jpg", size: int = 10) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size, content_type="image/jpeg")


def test_ten_small_files_come_in():
    request = form(draft="kept", files=[file(f"{n}.jpg") for n in range(MOST_FILES)])
    assert refused_files(request) == []
    assert len(request.FILES.getlist("files")) == MOST_FILES


def test_the_eleventh_file_is_left_out_and_named_while_the_form_arrives():
    request = form(draft="kept", files=[file(f"{n}.jpg") for n in range(MOST_FILES + 1)])
    assert [(r.code, r.params["name"]) for r in refused_files(request)] == [("uploads.too-many", "10.jpg")]
    assert len(request.FILES.getlist("files")) == MOST_FILES
    assert request.POST["draft"] == "kept"


def test_a_file_over_the_limit_is_left_out_and_the_others_and_the_words_stay():
    request = form(files=[file("to.jpg", LARGEST_FILE + 1), file("nho.jpg")], draft="kept")
    assert [(r.code, r.params["name"]) for r in refused_files(request)] == [("uploads.too-large", "to.jpg")]
    assert [f.name for f in request.FILES.getlist("files")] == ["nho.jpg"]
    assert request.POST["draft"] == "kept"


def test_a_file_of_exactly_the_limit_comes_in(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_FILE", 1000)
    request = form(files=[file(size=1000)])
    assert refused_files(request) == []
    assert request.FILES["files"].size == 1000


def test_without_the_handler_a_large_file_would_come_in(settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    request = form(files=[file(size=LARGEST_FILE + 1)])
    assert request.FILES["files"].size == LARGEST_FILE + 1


class NeverRead(BytesIO):
    def read(self, *args: object) -> bytes:
        raise AssertionError("a byte of the body was read")


def announced(size: str) -> HttpRequest:
    request = RequestFactory().post("/vi/")
    request.META["CONTENT_LENGTH"] = size
    request._stream = NeverRead()  # type: ignore[attr-defined]
    return request


def test_a_gigabyte_is_refused_before_a_byte_is_read():
    with pytest.raises(RequestDataTooBig):
        BodyLimit(lambda request: HttpResponse(request.body))(announced(str(2**30)))


@pytest.mark.parametrize("size", ["", "0", "many", "-5", str(LARGEST_BODY)])
def test_what_could_hold_allowed_files_goes_on_to_the_form(size):
    assert BodyLimit(lambda request: HttpResponse("went on"))(announced(size)).content == b"went on"


def test_the_tenth_file_can_still_be_read_when_an_eleventh_came():
    request = form(draft="kept", files=[file(f"{n}.jpg") for n in range(MOST_FILES + 3)])
    assert [f.read() for f in request.FILES.getlist("files")] == [b"x" * 10] * MOST_FILES
    assert len(refused_files(request)) == 3


def test_the_file_before_one_that_is_too_large_can_still_be_read(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_FILE", 1000)
    request = form(files=[file("nho.jpg"), file("to.jpg", 1001), file("sau.jpg", 7)], draft="kept")
    assert [(f.name, f.read()) for f in request.FILES.getlist("files")] == [
        ("nho.jpg", b"x" * 10),
        ("sau.jpg", b"x" * 7),
    ]


def test_what_is_too_large_leaves_no_line_in_the_log(client, capfd):
    answer = client.post("/vi/follow", {"code": "x"}, headers={"Content-Length": str(2**30)})
    assert answer.status_code == 413
    assert "Traceback" not in capfd.readouterr().err
