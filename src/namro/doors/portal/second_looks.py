"""How often people asked for a second look and what came of it: figures by year, for everybody, also for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from namro.doors import words
from namro.doors.portal import page
from namro.doors.portal.page import in_language, show
from namro.rules.packs.current import the_pack
from namro.work.cases.bands import LEAST, Band
from namro.work.cases.second_look_lists import STANDS, figures


@in_language
@require_safe
def second_looks(request: HttpRequest, lang: str) -> HttpResponse:
    """The page, with what is counted and until when."""
    found = figures(page.now())
    years = [
        {
            "year": one.year,
            "n": one.n,
            "stands": _bands(one.stands, [words.say(lang, f"portal.looks.{name}") for name in STANDS], lang),
            "outcomes": _bands(one.outcomes, [_outcome(kind, lang) for kind in one.kinds], lang),
        }
        for one in found.years
    ]
    return show(
        request, "second-looks.html", years=years, next_year=found.next_year, next_on=found.next_on, least=LEAST
    )


@require_safe
def figures_json(request: HttpRequest) -> JsonResponse:
    """The same for programs: `[{"year", "requests", "stands": [{"of": [...], "n"}], "outcomes": [...]}]`."""
    years = [
        {
            "year": one.year,
            "requests": one.n,
            "stands": _plain(one.stands, STANDS),
            "outcomes": _plain(one.outcomes, one.kinds),
        }
        for one in figures(page.now()).years
    ]
    return JsonResponse({"least": LEAST, "years": years})


def _plain(bands: Sequence[Band], names: Sequence[str]) -> list[dict[str, Any]]:
    return [{"of": list(names[band.first : band.last + 1]), "n": band.n} for band in bands]


def _bands(bands: Sequence[Band], names: Sequence[str], lang: str) -> list[dict[str, Any]]:
    joint = words.say(lang, "portal.looks.joint")
    return [{"name": joint.join(names[band.first : band.last + 1]), "n": words.count(band.n, lang)} for band in bands]


def _outcome(kind: str, lang: str) -> str:
    looks = the_pack().second_looks
    known = looks.outcomes.get(kind) if looks is not None else None
    return words.pick(known.names, lang) if known is not None else kind
