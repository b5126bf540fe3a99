"""What every answer carries so that a browser keeps to itself: own scripts and styles only, nothing framed, nothing
kept of what is private."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CONTENT = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""No inline script, no inline style, no third party: what is not on this server does not run or load."""

NOT_USED = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
)
"""A photo is taken through the file field of the phone, which needs no permission of the page."""

PRIVATE = ("receipt", "follow")
"""Pages of the portal that show somebody's own matter."""


class SecurityHeaders:
    """Middleware. An answer that sets a header itself keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT)
        response.headers.setdefault("Permissions-Policy", NOT_USED)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cache-Control", "no-store" if is_private(request) else "no-cache")
        return response


class ReaderAddress:
    """Middleware: behind a proxy, the address of the reader is the last one that the proxy names; otherwise what a
    reader writes into that header is not believed. It is only counted with, against guessing, and never kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY and (named := request.META.get("HTTP_X_FORWARDED_FOR")):
            request.META["REMOTE_ADDR"] = named.rpartition(",")[2].strip()
        return self.get_response(request)


def is_private(request: HttpRequest) -> bool:
    """Whether nothing of the answer may be kept by the browser or on the way: the desk, what programs ask, anything
    that was sent, and the pages about somebody's own matter."""
    if request.method not in ("GET", "HEAD"):
        return True
    parts = request.path_info.strip("/").split("/")
    return parts[0] in ("desk", "api", "open311") or (len(parts) > 1 and parts[1] in PRIVATE)
