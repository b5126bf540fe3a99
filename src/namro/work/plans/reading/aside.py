"""What stands between a name and what it is to do, and is neither: on what it acts, by when. Pure."""

from __future__ import annotations

import re

from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.times import Times

_COMMA = re.compile(r"\s*,\s*")
_STOP = re.compile(r"[;:.()\n]")
_SPACE = re.compile(r"[\s,]*")
_LONGEST = 240
"""Characters that such words have at most."""


def past_grounds(text: str, at: int, end: int, lexicon: Lexicon) -> int:
    """Where what is to be done begins behind the words at a place that say, between commas, on what somebody acts ("Sở
    A, căn cứ …, bố trí …"); the same place where nothing of the kind stands there."""
    looks = (lexicon.grounds, lexicon.relations["cites"])
    mark = max((one.end() for look in looks if (one := look.match(text, at, end)) is not None), default=None)
    verb = lexicon.verbs.match(text, at, end)
    if mark is None or not text[:at].rstrip().endswith(",") or (verb is not None and verb.end() > mark):
        return at  # "theo dõi" is no "theo"
    far = min(end, at + _LONGEST)
    stop = _STOP.search(text, mark, far)
    for one in _COMMA.finditer(text, mark, stop.start() if stop is not None else far):
        if any(look.match(text, one.end(), end) for look in (lexicon.verbs_small, lexicon.acts)):
            return one.end()
    return at


def past_term(text: str, at: int, end: int, lexicon: Lexicon, times: Times) -> int:
    """The place behind a term that stands there before what is to be done ("Sở A không muộn hơn ngày … gửi …"), words
    such as "must" included; the same place where none does."""
    when = next(iter(times.found(text, at, end)), None)
    if when is None or not when.bound or times.introduced(text, at, when.from_) > at:
        return at
    beyond = _SPACE.match(text, when.end, end).end()  # type: ignore[union-attr]
    modal = lexicon.modal.match(text, beyond, end)
    beyond = _SPACE.match(text, modal.end(), end).end() if modal is not None else beyond  # type: ignore[union-attr]
    return beyond if lexicon.verbs_small.match(text, beyond, end) else at
