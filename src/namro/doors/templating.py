"""How pages are written: Jinja2 templates, with words, days and addresses at hand.

What a page puts in is escaped unless it says that it is markup. A name that the view did not give shows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.messages.context_processors import messages
from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2, Template
from django.template.defaultfilters import capfirst, linebreaksbr, truncatechars
from django.urls import reverse
from jinja2 import ChainableUndefined, pass_context
from jinja2 import Environment as JinjaEnvironment
from jinja2.runtime import Context
from markupsafe import Markup, escape

from namro.doors import words

FUNCTIONS = frozenset({"w", "url"})


class Pages(Jinja2):
    """The engine of settings.TEMPLATES."""

    def get_template(self, template_name: str) -> Page:
        return Page(super().get_template(template_name).template, self)

    def from_string(self, template_code: str) -> Page:
        return Page(super().from_string(template_code).template, self)


class Page(Template):
    """One template. It has what every page has; what the view gives comes before that."""

    def render(self, context: Mapping[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        """Raises ValueError for a name that would hide one of the functions of every page."""
        given = context or {}
        if hidden := FUNCTIONS & given.keys():
            raise ValueError(f"{self.template.name} is given {', '.join(hidden)}, which is a function of every page.")
        every = {} if request is None else {**messages(request), **words.words_of_request(request)}
        return super().render({**every, **given}, request)


class Environment(JinjaEnvironment):
    """What a dot means here: `row.count` is the row's own `count` before it is a method of a mapping."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                pass
        return super().getattr(obj, attribute)


def environment(**options: Any) -> Environment:
    """The environment of every page, as settings.TEMPLATES names it."""
    made = Environment(**{**options, "undefined": ChainableUndefined, "keep_trailing_newline": True})
    made.globals |= {name: globals()[name] for name in FUNCTIONS}
    made.filters |= {
        "pick": words.pick, "day": day, "moment": moment, "when": words.when, "clock": clock, "dmy": dmy,
        "options": options_of, "capfirst": capfirst, "linebreaksbr": linebreaksbr, "truncatechars": truncatechars,
    }  # fmt: skip
    return made


def language(context: Context) -> str:
    """The language of the page that is being made; the pack's first where no page says one."""
    lang = context.resolve("lang")
    return lang if isinstance(lang, str) else words.languages()[0]


@pass_context
def w(context: Context, key: str, /, **params: object) -> str:
    """`{{ w("portal.report.title", n=3) }}`: the sentence in the page's language."""
    return words.say(language(context), key, **params)


def url(name: str, /, *args: object, **kwargs: object) -> str:
    """`{{ url("desk:case", ref=case.ref) }}`: the address of a page by its name. Raises `NoReverseMatch`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def day(when: date | datetime | None, lang: str) -> str:
    """`{{ due.on|day(lang) }}`: the day with its weekday."""
    return words.day(when, lang) if when else ""


def moment(when: datetime | None, lang: str) -> str:
    """`{{ done.at|moment(lang) }}`: the day with its weekday, and the time."""
    return words.moment(when, lang) if when else ""


def clock(when: datetime | None) -> str:
    """`{{ done.at|clock }}`: 17:10 in the pack's zone."""
    return words.clock(when) if when else ""


def dmy(when: date | datetime | None) -> str:
    """`{{ due.on|dmy }}`: 25/02/2026."""
    return words.dmy(when) if when else ""


def options_of(names: Mapping[str, str], chosen: str) -> str:
    """`{{ filter.options|options(filter.chosen) }}`: the choices of a list; there may be hundreds."""
    lines = (
        f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>{escape(name)}</option>'
        for key, name in names.items()
    )
    return Markup("".join(lines))  # noqa: S704 - escaped value by value
