"""What may be sent here at all: JSON of at most two megabytes; files only where files are taken."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from namro.doors import problems
from namro.doors.uploads import MEGABYTE

FILES = "/files"


class Bodies:
    """Middleware: refuses what is sent below /api/ in another form than the document says (415), or is too large (413),
    before it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(problems.API) or request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        size = int(length) if length.isascii() and length.isdigit() else 0
        wanted = "multipart/form-data" if request.path_info.endswith(FILES) else "application/json"
        if size and request.content_type != wanted:
            return problems.about(request, "media-type", 415, params={"wanted": wanted})
        most = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
        if wanted == "application/json" and size > most:
            return problems.about(request, "large", 413, params={"megabytes": most // MEGABYTE})
        return self.get_response(request)
