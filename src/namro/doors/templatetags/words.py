"""Tags and filters for words, days and times. All give plain text, which the template escapes like any other value."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from namro.doors import words

register = template.Library()


class Sentence(Node):
    """`{% w "portal.report.title" n=3 %}`: the sentence in the page's language, escaped.

    A page has dozens of these. One without parameters says the same on every page of a language, so it is looked up
    once for each language and kept, as long as the words are the same.
    """

    def __init__(self, key: FilterExpression, params: dict[str, FilterExpression], into: str | None) -> None:
        self.key, self.params, self.into = key, params, into
        self.constant = not params and isinstance(key.var, str) and not key.filters
        self._kept: dict[str, tuple[object, str]] = {}

    def render(self, context: Context) -> SafeString:
        lang = language(context)
        if self.constant and self.into is None and context.autoescape:
            known, kept = words.words(), self._kept.get(lang)
            if kept is None or kept[0] is not known:
                kept = self._kept[lang] = (known, conditional_escape(words.say(lang, str(self.key.var))))
            return mark_safe(kept[1])  # noqa: S308 - escaped above
        said = words.say(
            lang, self.key.resolve(context), **{name: value.resolve(context) for name, value in self.params.items()}
        )
        if self.into is not None:
            context[self.into] = said
            return mark_safe("")
        return mark_safe(conditional_escape(said) if context.autoescape else said)  # noqa: S308 - escaped here


@register.tag
def w(parser: Parser, token: Token) -> Sentence:
    """`{% w "portal.report.title" n=3 %}`, and `{% w "…" as name %}` to keep the sentence for later in the page."""
    bits = token.split_contents()[1:]
    into = None
    if len(bits) > 2 and bits[-2] == "as":
        *bits, _, into = bits
    if not bits:
        raise TemplateSyntaxError('Say which sentence: {% w "portal.report.title" %}.')
    rest = bits[1:]
    params = token_kwargs(rest, parser)  # takes what it understands out of the list
    if rest:
        raise TemplateSyntaxError(f"After the key, name=value only: {token.contents}")
    return Sentence(parser.compile_filter(bits[0]), params, into)


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


def language(context: Context) -> str:
    """The language of the page that is being made; the pack's first where no page says one."""
    lang = context.get("lang")
    return lang if isinstance(lang, str) else words.languages()[0]
