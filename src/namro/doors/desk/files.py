"""Attachments: each is looked up among what its reader may see, and sent so that a browser never runs it."""

from __future__ import annotations

from urllib.parse import quote

from django.http import FileResponse, HttpResponse

from namro.doors.desk.page import Desk, page
from namro.work.cases import queries

SHOWN = ("image/jpeg", "image/png", "image/webp", "application/pdf")
"""Types that a browser may show by itself; everything else is only saved."""


@page()
def file(desk: Desk, token: str) -> HttpResponse:
    """One attachment of a case that this person may see."""
    found = queries.attachment(desk.actor, token, desk.on)
    response = FileResponse(queries.open_attachment(found), content_type=found.media_type)
    return as_sent(response, found.name, found.media_type, found.size)


def as_sent(response: FileResponse, name: str, media_type: str, size: int) -> HttpResponse:
    """The answer with what keeps a browser from running the file."""
    how = "inline" if media_type in SHOWN else "attachment"
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]
