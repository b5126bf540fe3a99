"""What every page of the portal shares: its language from the address, the day and the moment, its frame."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from namro.doors import words
from namro.doors.portal.wrong import Wrong
from namro.rules.packs.current import the_pack
from namro.rules.packs.schema import Procedure

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
EMERGENCY = "portal.emergency.number"

REMEMBERED = "private, no-cache"
"""A page that the browser may show again when the reader goes back, and that no one on the way may keep."""
FORGOTTEN = "no-store"
"""A page that leaves nothing behind on the device."""


def in_language(view: View) -> View:
    """A view whose address begins with one of the pack's languages; any other is not found.

    Its forms carry no CSRF token, since there is no session or cookie here that another site could ride on: a form does
    what its own fields say and nothing else."""

    @wraps(view)
    def checked(request: HttpRequest, lang: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if lang not in words.languages():
            raise Http404
        return view(request, lang, *args, **kwargs)

    checked.csrf_exempt = True  # type: ignore[attr-defined]
    return cast(View, checked)


def show(
    request: HttpRequest, template: str, *, status: int = 200, keep: str | None = None, **given: Any
) -> HttpResponse:
    """The page `template` of the portal. `keep` says what the browser may keep of it."""
    response = render(request, f"portal/{template}", {"emergency": emergency(), **given}, status=status)
    if keep:
        response.headers["Cache-Control"] = keep
    return response


def emergency() -> str:
    """The number to call when someone is in danger, as the pack gives it; empty when it gives none."""
    pack = the_pack()
    return words.say(pack.language, EMERGENCY) if words.words().has(pack.language, EMERGENCY) else ""


def now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


def today() -> date:
    """The local day of the pack's country."""
    return the_pack().calendar.local(now())


def procedures() -> tuple[Procedure, ...]:
    """What can be sent today."""
    return the_pack().in_force(today())


def procedure(id: str) -> Procedure:
    """The version in force today; not found when there is none."""
    for found in procedures():
        if found.id == id:
            return found
    raise Http404


def wrongs(found: list[Wrong], lang: str) -> list[dict[str, str]]:
    """What was wrong, as the summary on top of a page lists it."""
    return [{"part": wrong.part, "says": wrong.says(lang)} for wrong in found]


def address_of(request: HttpRequest) -> str:
    """Where a request came from, for the throttle only; never kept."""
    return str(request.META.get("REMOTE_ADDR", ""))
