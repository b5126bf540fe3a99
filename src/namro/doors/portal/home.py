"""The pages that only tell: the first page, what can be sent, danger, what is never done."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from namro.doors import words
from namro.doors.portal.page import in_language, procedures, show

NEVER = ("address", "identity", "lists", "speech", "faces", "neighbours", "change")
"""What is never done, in the order of the page; each has its words and what is done instead."""


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the first page in the pack's own language."""
    return HttpResponseRedirect(f"/{words.languages()[0]}/")


@in_language
@require_safe
def home(request: HttpRequest, lang: str) -> HttpResponse:
    """What one can do here."""
    return show(request, "home.html", procedures=procedures())


@in_language
@require_safe
def choose(request: HttpRequest, lang: str) -> HttpResponse:
    """What one can send."""
    return show(request, "choose.html", procedures=procedures(), here="report")


@in_language
@require_safe
def danger(request: HttpRequest, lang: str) -> HttpResponse:
    """Call first."""
    return show(request, "danger.html")


@in_language
@require_safe
def never(request: HttpRequest, lang: str) -> HttpResponse:
    """The limits in plain words."""
    pairs = [{"never": f"portal.never.{x}", "instead": f"portal.never.{x}-instead"} for x in NEVER]
    return show(request, "never.html", pairs=pairs)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
