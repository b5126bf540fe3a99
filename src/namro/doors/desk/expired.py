"""403 for a form of the desk without the browser's own mark: where the sign-in is gone too, what was written is kept
through the sign-in, as where only that ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE

from namro.doors import refusals
from namro.doors.desk import unsaved
from namro.doors.desk.page import signed_out


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The sign-in page with what was written, for a form of our own pages that can be shown again and whose cookies are
    all gone; every other one is answered as before. Nothing that another site sends is ever given back: the browser
    said that it is ours (`Origin`, held against this host before the mark was missed), and nothing is done."""
    ours = reason == REASON_NO_CSRF_COOKIE and "Origin" in request.headers
    if ours and not request.user.is_authenticated and unsaved.packed(request):
        return signed_out(request)
    return refusals.form_expired(request, reason)
