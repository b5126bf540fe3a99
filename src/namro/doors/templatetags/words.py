"""Tags and filters for words, days and times. All give plain text, which the template escapes like any other value."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join

from namro.doors import words

register = template.Library()


@register.simple_tag(takes_context=True)
def w(context: Context, key: str, **params: object) -> str:
    """`{% w "portal.report.title" n=3 %}`: the sentence in the page's language, escaped."""
    return words.say(language(context), key, **params)


@register.filter
def pick(text: Mapping[str, str] | str | None, lang: str) -> str:
    """`{{ procedure.names|pick:lang }}`: one language out of a text in several."""
    return words.pick(text, lang)


@register.filter
def day(when: date | datetime | None, lang: str) -> str:
    """`{{ due.on|day:lang }}`: the day with its weekday."""
    return words.day(when, lang) if when else ""


@register.filter
def moment(when: datetime | None, lang: str) -> str:
    """`{{ done.at|moment:lang }}`: the day with its weekday, and the time."""
    return words.moment(when, lang) if when else ""


@register.filter
def clock(when: datetime | None) -> str:
    """`{{ done.at|clock }}`: 17:10 in the pack's zone."""
    return words.clock(when) if when else ""


@register.filter
def dmy(when: date | datetime | None) -> str:
    """`{{ due.on|dmy }}`: 25/02/2026."""
    return words.dmy(when) if when else ""


@register.filter
def options(names: Mapping[str, str], chosen: str) -> str:
    """`{{ filter.options|options:filter.chosen }}`: the choices of a list; there may be hundreds."""
    kinds = ('<option value="{}">{}</option>', '<option value="{}" selected>{}</option>')
    return format_html_join("", "{}", ((format_html(kinds[key == chosen], key, name),) for key, name in names.items()))


def language(context: Context) -> str:
    """The language of the page that is being made; the pack's first where no page says one."""
    lang = context.get("lang")
    return lang if isinstance(lang, str) else words.languages()[0]
