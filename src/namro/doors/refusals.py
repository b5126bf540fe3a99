"""Pages for what cannot be shown: said in the reader's language, with what to do next, and never with whose fault it
was.

*Not there* and *not allowed* are one page, so that nobody learns from a refusal that something exists.
"""

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template import loader

from namro.doors import problems, words
from namro.doors.uploads import LARGEST_FILE, MEGABYTE, MOST_FILES
from namro.rules.packs.refused import Refused

log = logging.getLogger(__name__)

HIDDEN = "gate.not-found"
"""The code of a refusal that must look like a page that is not there."""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, for what is not there and for what this reader may not see."""
    return _page(request, "not-found", 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 or 413: a request that no form of ours would send, or one that is too large."""
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent)):
        return _page(request, "too-large", 413, megabytes=LARGEST_FILE // MEGABYTE, n=MOST_FILES)
    if isinstance(exception, DisallowedHost):
        return _page(request, "unknown-host", 400)
    return _page(request, "bad-request", 400)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500. Made without the database and without the session, since one of them may be what is missing."""
    try:
        return _page(request, "went-wrong", 500, shared=False)
    except Exception:  # even words may be missing when the pack does not load
        log.exception("the page about a failure could not be made")
        return HttpResponse("Namro cannot answer at the moment. Please try again in a few minutes.", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form had been open too long, was sent from another site, or the browser keeps no cookies."""
    return _page(request, "form-expired", 403)


def not_this_way(request: HttpRequest) -> HttpResponse:
    """405: an address that only takes forms was opened, or the other way round."""
    return _page(request, "not-this-way", 405)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page for a refusal that no form on the way could show: 404 when it must stay hidden, else 400 with its
    reason."""
    if refusal.code == HIDDEN:
        return not_found(request)
    if problems.for_programs(request):
        return problems.refused(request, refusal)
    return _page(request, "refused", 400, reason=words.refusal(words.language_of(request), refusal))


class Refusals:
    """Middleware: a refusal that a view lets through becomes its page, and a bare 405 becomes one with words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            return not_found(request)  # no address of ours has one, and PostgreSQL cannot even be asked about it
        response = self.get_response(request)
        bare = response.status_code == 405 and not response.streaming
        if bare and (not response.content or problems.for_programs(request)):
            page = not_this_way(request)
            page.headers["Allow"] = response.headers.get("Allow", "GET")
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refused) else None


def _page(request: HttpRequest, which: str, status: int, *, shared: bool = True, **params: object) -> HttpResponse:
    """The page `which`. `shared=False` leaves out what the session and the database would give."""
    if problems.for_programs(request):
        return problems.about(request, which, status, params=params)
    lang = words.language_of(request) if shared else words.language_of_address(request)
    said = {part: words.say(lang, f"refusals.page.{which}.{part}", **params) for part in ("title", "what", "next")}
    given = {"lang": lang, "said": said, "at_desk": request.path_info.startswith("/desk")}
    page = loader.get_template("refusals/page.html").render(given, request if shared else None)
    return HttpResponse(page, status=status)
