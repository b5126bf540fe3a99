"""Files on their way in: never more than the limits, and what is too much is said instead of read.

A file over the limit, and every file after the tenth, is passed over while the rest of the form arrives, so that
nothing that was typed is lost; the view asks `refused_files(request)` and shows what it says. A request that could
not even hold allowed files is refused before a byte of it is read (`BodyLimit`).
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse

from namro.rules.packs.refused import Refused

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
MOST_FILES = 10
LARGEST_BODY = MOST_FILES * LARGEST_FILE + 4 * MEGABYTE
"""Ten files and what was typed."""

_REFUSED = "namro.refused_files"


def size(count: int) -> str:
    """Bytes as people read them: 340 kB, 2.4 MB (a kB of 1024, as their own devices count)."""
    return f"{max(1, round(count / 1024))} kB" if count < MEGABYTE else f"{count / MEGABYTE:.1f} MB"


def refused_files(request: HttpRequest) -> list[Refused]:
    """What was too much in this form, one refusal for a file, in the order of arrival; empty when all came in.

    Codes: `uploads.too-large` (params name, megabytes), `uploads.too-many` (params name, n). Reads the form if that
    has not happened yet."""
    _ = request.FILES
    found: list[Refused] = request.META.get(_REFUSED, [])
    return found


class LimitedUpload(TemporaryFileUploadHandler):
    """Keeps the files of a form in temporary files, as far as they keep to the limits.

    What is too much is read and let go. (Django's own way of passing a file over closes the one before it as well,
    which had come in whole.)
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.files = 0
        self.size = 0
        self.passes_over = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.files += 1
        self.size = 0
        self.passes_over = self.files > MOST_FILES
        if self.passes_over:
            FileUploadHandler.new_file(self, *args, **kwargs)  # its name, and no file to keep it in
            self._refused(Refused("uploads.too-many", name=self.file_name, n=MOST_FILES))
        else:
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.passes_over:
            return
        self.size += len(raw_data)
        if self.size > LARGEST_FILE:
            self.passes_over = True
            self.file.close()
            self._refused(Refused("uploads.too-large", name=self.file_name, megabytes=LARGEST_FILE // MEGABYTE))
        else:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        return None if self.passes_over else super().file_complete(file_size)

    def upload_interrupted(self) -> None:
        if not self.passes_over:
            super().upload_interrupted()

    def _refused(self, refused: Refused) -> None:
        if self.request is not None:
            self.request.META.setdefault(_REFUSED, []).append(refused)


class BodyLimit:
    """Middleware: a request larger than ten allowed files is refused by the size that it announces. One that
    announces no size brings no body, since Django reads as many bytes as were announced."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            announced = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            announced = 0
        if announced > LARGEST_BODY:
            raise RequestDataTooBig(f"{announced} bytes announced, {LARGEST_BODY} allowed")
        return self.get_response(request)
