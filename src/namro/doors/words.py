"""The words of every page and command, in the reader's language.

English stands in `doors/english/*.yaml`, the pack's languages in its `words/` folder; nothing else here knows a
sentence. A page asks with `{{ w("portal.report.title") }}` (templating.py), Python with `say(lang,
"cli.due.help")`.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from namro.rules.packs.current import the_pack
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Pack
from namro.rules.packs.words import Words

ENGLISH = Path(__file__).parent / "english"


@lru_cache(maxsize=4)
def _loaded(folder: Path, languages: tuple[str, ...]) -> Words:
    return Words.load([ENGLISH, folder / "words"], languages)


_last: tuple[Pack, Words] | None = None


def words() -> Words:
    """All words of the running installation: English and the languages of its pack."""
    global _last
    pack = the_pack()
    if _last is None or _last[0] is not pack:  # a page asks a hundred times
        _last = (pack, _loaded(pack.folder, tuple(pack.languages)))
    return _last[1]


def languages() -> tuple[str, ...]:
    """The languages of the pack, the first being the one that a reader gets who asked for none."""
    return tuple(the_pack().languages)


def say(lang: str, key: str, **params: object) -> str:
    """The sentence `key` in `lang` with its parameters filled in; plain text, not yet escaped for HTML.

    Falls back to English where the language has no such sentence."""
    return words().say(lang, key, **params)


def count(n: int, lang: str) -> str:
    """A whole number as people read it: `1.000`."""
    return f"{n:,}".replace(",", say(lang, "common.thousands"))


def pick(text: Mapping[str, str] | str | None, lang: str) -> str:
    """The reader's language out of a text that the pack gives in several; a plain string is given back as it is."""
    if text is None:
        return ""
    return text if isinstance(text, str) else words().pick(text, lang)


def refusal(lang: str, refused: Refused) -> str:
    """What to tell the reader who was refused: the sentence `refusals.<code>` with its parameters."""
    return say(lang, f"refusals.{refused.code}", **refused.params)


def refusal_to_people(lang: str, refused: Refused) -> str:
    """The same on a page: days as they are written here; a procedure, a role and a kind of office by its name."""
    said = {name: _for_people(lang, name, value) for name, value in refused.params.items()}
    return say(lang, f"refusals.{refused.code}", **said)


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def _for_people(lang: str, name: str, value: object) -> object:
    if name == "procedure":
        known = [one for one in the_pack().procedures if one.id == value]
        return pick(known[-1].names, lang) if known else value
    if name == "role" and value in the_pack().roles:
        return pick(the_pack().roles[str(value)].names, lang)
    if name == "kind" and value in the_pack().offices:
        return office_kind(str(value), lang)
    if isinstance(value, date) and not isinstance(value, datetime):
        return dmy(value)
    if isinstance(value, str) and _ISO.fullmatch(value):
        return dmy(date.fromisoformat(value))
    return value


def office_kind(kind: str, lang: str) -> str:
    """What offices of a kind are called together, by their level; "" where the pack knows no such kind."""
    known = the_pack().offices.get(kind)
    level = next((one for one in the_pack().levels if known is not None and one.id == known.level), None)
    if known is None or level is None:
        return ""
    said = pick(known.names, lang).format(unit=pick(level.names, lang))
    return said[:1].upper() + said[1:]


def refusal_without_pack(refused: Refused) -> str:
    """The same in English, for when it is the pack that cannot be read."""
    return in_english(f"refusals.{refused.code}", **refused.params)


def in_english(key: str, /, **params: object) -> str:
    """The sentence in English, without any pack: for what is said about packs themselves."""
    return english().say("en", key, **params)


@lru_cache(maxsize=1)
def english() -> Words:
    """The words that every installation has."""
    return Words.load([ENGLISH], ["en"])


# --- days and times as people write them -------------------------------------------------------------------------


def local(moment: date | datetime) -> date | datetime:
    """A moment as the pack's zone shows it; a naive moment and a day are already local."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(the_pack().calendar.zone)
    return moment


def dmy(when: date | datetime) -> str:
    """25/02/2026, whatever the language."""
    return f"{local(when):%d/%m/%Y}"


def clock(when: datetime) -> str:
    """17:10."""
    return f"{local(when):%H:%M}"


def day(when: date | datetime, lang: str) -> str:
    """The day with the name of its weekday, as in `Wednesday, 25/02/2026`."""
    on = local(when)
    return _day(words(), on.year, on.month, on.day, lang)


@lru_cache(maxsize=4096)
def _day(known: Words, year: int, month: int, day: int, lang: str) -> str:
    """A day in words: a page of dates says the same few again and again."""
    on = date(year, month, day)
    weekday = known.say(lang, f"common.weekday.{on.isoweekday()}")
    return known.say(lang, "common.day", weekday=weekday, date=dmy(on))


def moment(when: datetime, lang: str) -> str:
    """The day and the time of day: `Wednesday, 25/02/2026, 17:10`."""
    return say(lang, "common.moment", day=day(when, lang), time=clock(when))


def when(at: datetime, lang: str) -> str:
    """When something came in or was done: as `moment`; the day alone where no time of day was given, which is kept as
    the first instant of the day."""
    here = local(at)
    return day(at, lang) if isinstance(here, datetime) and here.time() == time(0) else moment(at, lang)


@dataclass(frozen=True, slots=True)
class Speech:
    """Whoever is spoken to in `lang`: what the engine's sentences need (`rules.clocks.telling.Speech`)."""

    lang: str

    def say(self, key: str, **params: object) -> str:
        return say(self.lang, key, **params)

    def day(self, day: date) -> str:
        return _day_said(day, self.lang)

    def moment(self, at: datetime) -> str:
        return _moment_said(at, self.lang)

    def pick(self, text: Mapping[str, str] | str | None) -> str:
        return pick(text, self.lang)

    def said(self, value: object) -> object:
        """A parameter of the engine's sentence as people read it."""
        if isinstance(value, Mapping):
            return self.pick(value)
        if isinstance(value, datetime):
            return self.moment(value)
        return self.day(value) if isinstance(value, date) else value


_day_said, _moment_said = day, moment  # a parameter of the methods is called as they are


# --- whose language ----------------------------------------------------------------------------------------------


def language_of(request: HttpRequest) -> str:
    """The reader's language: what the address says, then what was chosen at the desk, else the pack's own.

    What the browser asks for is passed over: the browsers of offices are set up in any language, their readers are not.
    """
    known = languages()
    if (named := _named(request)) in known:
        return named
    if request.GET.get("lang") in known:
        return str(request.GET["lang"])
    chosen = _chosen(request)
    if chosen in known:
        return str(chosen)
    return known[0]


def language_of_address(request: HttpRequest) -> str:
    """The language that the address names, else the pack's first: for pages that must do without a session."""
    named = _named(request)
    return named if named in languages() else languages()[0]


def language_asked(request: HttpRequest) -> str:
    """The language that a program asks for (Accept-Language, RFC 9110 §12.5.4), else the pack's first. A program's
    header was written by whoever reads its answers, as a browser's was not."""
    known = languages()
    for asked, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        for lang in (asked, asked.partition("-")[0]):
            if lang in known:
                return lang
    return known[0]


def keep_language(request: HttpRequest) -> None:
    """Remember `?lang=` for the rest of this session at the desk; anything that is not a language is passed over."""
    wanted = request.GET.get("lang")
    if wanted in languages() and wanted != _chosen(request):
        request.session["lang"] = wanted


def words_of_request(request: HttpRequest) -> dict[str, Any]:
    """What every template can use: `lang`, `languages`, and `other_languages` (each with lang, name and the address of
    the same page)."""
    lang = language_of(request)
    others = [
        {"lang": other, "name": say(other, "common.language"), "url": _same_page(request, lang, other)}
        for other in languages()
        if other != lang
    ]
    return {"lang": lang, "languages": languages(), "other_languages": others, "demonstration": is_demonstration()}


def is_demonstration() -> bool:
    """Whether this installation holds made-up cases: `namro demo` leaves a file that says so beside the database."""
    return os.path.exists(f"{settings.NAMRO_HOME}/demonstration")


def _named(request: HttpRequest) -> str:
    return request.path_info.lstrip("/").split("/", 1)[0]


def _chosen(request: HttpRequest) -> str | None:
    """The language kept in the session; a reader without a session is not given one by asking."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "session"):
        return None
    kept = request.session.get("lang")
    return kept if isinstance(kept, str) else None


def _same_page(request: HttpRequest, lang: str, other: str) -> str:
    """The address of the page that is being read, in another language. The answer to a form has no address of its own
    in another language than its own path, so a posted page leads to where it was posted."""
    path = "/" + request.path.lstrip("/\\")  # two slashes would name another site
    query = {key: values for key, values in request.GET.lists() if key != "lang"}
    if path == f"/{lang}" or path.startswith(f"/{lang}/"):
        path = f"/{other}{path[len(lang) + 1 :]}"
    else:
        query["lang"] = [other]
    return f"{path}?{urlencode(query, doseq=True)}" if query else path
