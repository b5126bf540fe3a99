"""HEAD: what GET would answer to a program, without its body (RFC 9110, 9.3.2)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse

from namro.doors import problems


class Heads:
    """Middleware around all others: below /api/ and /open311/ a HEAD is answered as the GET is, under the same rights
    and with the same entries of the trail, its headers whole; only the body stays here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not problems.for_programs(request):
            return self.get_response(request)
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        response = self.get_response(request)
        request.method = asked
        allowed = [one.strip() for one in response.headers.get("Allow", "").split(",") if one.strip()]
        if "GET" in allowed and "HEAD" not in allowed:
            response.headers["Allow"] = ", ".join([*allowed, "HEAD"])
        if asked == "HEAD":
            _without_body(response)
        return response


def _without_body(response: HttpResponseBase) -> None:
    """Takes the body away; the headers, its length among them, stay."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())  # what was opened for it is closed with the response
        return
    kept = dict(response.headers)
    response.content = b""  # type: ignore[attr-defined]
    for name, value in kept.items():
        response.headers[name] = value
