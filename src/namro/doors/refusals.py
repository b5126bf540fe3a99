"""Pages for what cannot be shown: said in the reader's language, with what to do next, and never with whose fault it
was.

*Not there* and *not allowed* are one page, so that nobody learns from a refusal that something exists.
"""

import logging
import sys
from collections.abc import Callable, Sequence

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template import loader

from namro.doors import problems, words
from namro.doors.outages import outage
from namro.doors.uploads import LARGEST_FILE, MEGABYTE, MOST_FILES
from namro.rules.packs.refused import Refused

log = logging.getLogger(__name__)

UNAVAILABLE = 503
RETRY_AFTER = "30"
"""Seconds after which it is worth trying again."""
ONCE = frozenset({"draft", "once"})
"""Fields of forms that do their work once, however often they are sent."""
MOST_AGAIN = 400_000
"""Characters of a form that a page carries."""
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
    """500, or 503 when it is an outage that passes. Made without the database and without the session, since one of
    them may be what is missing."""
    try:
        which = outage(sys.exc_info()[1])
        if which is not None:
            return unavailable(request, which)
        return _page(request, "went-wrong", 500, shared=False)
    except Exception:  # even words may be missing when the pack does not load
        log.exception("the page about a failure could not be made")
        return HttpResponse("Namro cannot answer at the moment. Please try again in a few minutes.", status=500)


def unavailable(request: HttpRequest, which: str) -> HttpResponse:
    """503: it passes. Whether what was sent arrived is not known here; the page carries it, to be sent again."""
    if problems.for_programs(request):
        return problems.about(request, "unavailable", 503, headers={"Retry-After": RETRY_AFTER})
    lang = words.language_of_address(request)
    reason = words.say(lang, f"refusals.outage.{which}")
    page = _page(request, "unavailable", 503, shared=False, again=_again(request), reason=reason)
    page.headers["Retry-After"] = RETRY_AFTER
    page.headers["Cache-Control"] = "no-store"
    return page


def _again(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that may be sent again, because it does its work once: a report's draft, an officer's step.
    Nothing with a password, and nothing with files, which a page cannot carry."""
    if request.method != "POST" or not hasattr(request, "_post") or request.FILES:
        return []
    fields = [(name, str(text)) for name, texts in request.POST.lists() for text in texts]
    names = {name for name, _ in fields}
    if not names & ONCE or any("password" in name for name in names):
        return []
    return fields if sum(len(name) + len(text) for name, text in fields) <= MOST_AGAIN else []


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
        if isinstance(exception, Refused):
            return refused(request, exception)
        which = outage(exception)
        if which is None:
            return None
        log.warning("A request could not be answered (%s: %s).", which, type(exception).__name__)
        return unavailable(request, which)


def _page(
    request: HttpRequest,
    which: str,
    status: int,
    *,
    shared: bool = True,
    again: Sequence[tuple[str, str]] = (),
    **params: object,
) -> HttpResponse:
    """The page `which`. `shared=False` leaves out what the session and the database would give; `again` are the fields
    of a form to be sent once more."""
    if problems.for_programs(request):
        return problems.about(request, which, status, params=params)
    lang = words.language_of(request) if shared else words.language_of_address(request)
    said = {part: words.say(lang, f"refusals.page.{which}.{part}", **params) for part in ("title", "what", "next")}
    given = {"lang": lang, "said": said, "at_desk": request.path_info.startswith("/desk")}
    given |= {"again": again, "address": request.get_full_path(), "passes": status == UNAVAILABLE}
    page = loader.get_template("refusals/page.html").render(given, request if shared else None)
    return HttpResponse(page, status=status)
