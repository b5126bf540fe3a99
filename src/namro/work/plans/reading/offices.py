"""Which names of a document mean one office: short forms that the text defines, and those that the pack knows. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from namro.rules.packs.plans import Plans
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon, lexicons
from namro.work.plans.reading.names import LONGEST, Names
from namro.work.plans.reading.wording import alternatives

_MOST = 40
"""Characters that a short form may have."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A short form and the name that the text says it stands for, with the place of each."""

    short: Span
    name: Span


def defined(text: str, lexicon: Lexicon, names: Names) -> Iterator[Alias]:
    """The short forms that a text defines in brackets: “Công an Thành phố (sau đây gọi tắt là CATP)”."""
    words = alternatives(lexicon.speech.called)
    look = re.compile(
        rf"\s*\(\s*(?:{words})\s*:?\s*[“\"'‘]?(?:the\s+)?(?P<short>[^()“”\"'’\n]{{2,{_MOST}}}?)[”\"'’]?\s*\)",
        re.IGNORECASE,
    )
    for found in look.finditer(text):
        short = Span(*found.span("short"))
        line = text.rfind("\n", 0, found.start()) + 1
        for at in range(max(line, found.start() - LONGEST), found.start()):
            fresh = at == 0 or not text[at - 1].isalnum()
            if fresh and names.begins(text, at, found.start()):
                name = names.at(text, at, found.start())
                if name is not None and name.end == found.start() and text[short.start].isupper():
                    yield Alias(short, name)
                    break


def in_full(name: str, plans: Plans | None) -> list[str]:
    """A name as it is, then with the short forms of each language of the pack written out; what is none is left out."""
    composed = unicodedata.normalize("NFC", name)
    long = (_of_pack(lexicon).means(composed) for lexicon in lexicons(plans)) if plans is not None else ()
    return [said for said in (name, *long) if said.strip()]


class Offices:
    """Tells names of one office by the short forms of the pack and of one document."""

    def __init__(self, text: str, lexicon: Lexicon, aliases: Sequence[Alias] = ()) -> None:
        self._shortened: Mapping[str, str] = {
            _plain(short): _plain(name) for short, name in lexicon.speech.shortened.items()
        }
        self._words = {_plain(short): name for short, name in lexicon.speech.shortened.items()}
        self._courtesy, self._posts = lexicon.courtesy, lexicon.posts
        words = alternatives(self._shortened)
        self._look = re.compile(rf"(?<!\w)(?:{words})\.?(?!\w)", re.IGNORECASE)
        self._named = {self._long(one.short.of(text)): " ".join(one.name.of(text).split()) for one in aliases}
        self._defined = {self._long(one.short.of(text)): self._long(one.name.of(text)) for one in aliases}

    def key(self, name: str) -> str:
        """What all names of one office have in common."""
        long = self._long(name)
        return self._defined.get(long, long)

    def means(self, name: str) -> str:
        """What a name stands for: the name for which the text defines it, or that with the short forms of the pack
        written out; "" where it is none."""
        said = self._named.get(self._long(name)) or self._look.sub(self._written, " ".join(self._bare(name).split()))
        return said if _plain(said) != _plain(name) else ""

    def _bare(self, name: str) -> str:
        """A name without words of courtesy before a post: Giám đốc Sở Y tế of "đồng chí Giám đốc Sở Y tế"."""
        polite = self._courtesy.match(name)
        return name[polite.end() :] if polite is not None and self._posts.match(name, polite.end()) else name

    def _written(self, found: re.Match[str]) -> str:
        return self._words[_plain(found[0]).rstrip(".")]

    def within(self, name: str, whole: str) -> bool:
        """Whether a name is that of an office or its beginning: Công an Thành phố of CÔNG AN THÀNH PHỐ AN BÌNH."""
        one, other = self.key(name), self.key(whole)
        return bool(one) and f"{other} ".startswith(f"{one} ")

    def _long(self, name: str) -> str:
        long = _plain(self._bare(name))
        return self._look.sub(lambda found: self._shortened[_plain(found[0]).rstrip(".")], long)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@lru_cache(maxsize=8)
def _of_pack(lexicon: Lexicon) -> Offices:
    return Offices("", lexicon)
