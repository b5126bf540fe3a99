"""Cases by words. A word matches from its beginning; every word must be there; accents and capitals do not matter.

Cases are looked through in the order of the list first: what is common is on the first page after a few hundred of them.
Where that does not fill a page the index of words is asked, but only with words that are rare in the whole (a look at a
few hundred cases spread over all years tells), so that it never gives back more than a bounded number. What neither
finds within bounds is looked for further when the reader goes on; nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, Q

from namro.ground.places.fold import fold
from namro.work.cases.models import Case
from namro.work.cases.walks import NEWEST, Found, Place, Walk, found_on
from namro.work.cases.words_index import holding

LONGEST_TEXT = 200
MOST_WORDS = 8
SAMPLED = 400
"""Cases that are looked at to learn how common a word is."""
RARE = 0.05
"""Share of the cases up to which a word is asked of the index."""
INDEXED = 6_000
"""Cases that the index may be expected to give back, and most that are read from it for one page."""
AT_ONCE = 900
"""Ids in one statement."""


def words_of(text: str) -> list[str]:
    """What is searched for."""
    return list(dict.fromkeys(fold(text[:LONGEST_TEXT]).split()))[:MOST_WORDS]


def holds(words: list[str]) -> Q:
    """The condition that every word begins a word of the case."""
    found = Q()
    for word in words:
        found &= Q(folded__startswith=word) | Q(folded__contains=f" {word}")
    return found


def search(walk: Walk, words: list[str], limit: int, page: int, after: Place | None) -> Found:
    """Up to `limit` cases of the walk that hold the words; the index is asked where looking through it does not bring
    `page` of them."""
    asking = walk.asking(holds(words))
    found = found_on([asking], limit, after)[0]
    if found.looked_to is None or len(found.keys) >= page:
        return found
    rare = rare_words(words)
    return _by_index(asking, rare, limit, after) if rare else found


def rare_words(words: list[str]) -> list[str]:
    """Those of the words that the index may be asked for; none where they are too common together."""
    last = Case.objects.aggregate(last=Max("id"))["last"] or 0
    spread = {1 + last * nth // SAMPLED for nth in range(SAMPLED)}
    texts = [f" {text}" for text in Case.objects.filter(pk__in=spread).values_list("folded", flat=True)]
    expected = float(last)
    rare: list[str] = []
    for word in words:
        share = sum(f" {word}" in text for text in texts) / max(1, len(texts))
        if share <= RARE:
            rare.append(word)
            expected *= max(share, 1 / SAMPLED)
    return rare if rare and expected <= INDEXED else []


def _by_index(walk: Walk, rare: list[str], limit: int, after: Place | None) -> Found:
    order = walk.order
    held = holding(rare, INDEXED, after.at if after is not None and order == NEWEST else None)
    end = _end(held) if len(held) == INDEXED else None
    wanted = walk.every & order.beyond(after) if after else walk.every
    keys = []
    for some in _parts(held):
        keys += [(at, id) for id, at in Case.objects.filter(wanted, pk__in=some).values_list("id", order.column)]
        if order == NEWEST and len(keys) >= limit:
            end = None
            break
    return Found(sorted(keys, reverse=order.newest_first)[:limit], end)


def _end(held: list[tuple[datetime, int]]) -> Place:
    """Where reading the index stopped. The last instant may not have been read to its end and is left for next time."""
    last = held[-1][0]
    while len(held) > 1 and held[-1][0] == last and held[0][0] != last:
        held.pop()
    at, id = held[-1]
    return Place(at, id if at == last else 0)


def _parts(held: list[tuple[datetime, int]]) -> Iterator[list[int]]:
    """The ids in parts, the newest first, no instant in two of them."""
    start = 0
    while start < len(held):
        end = min(start + AT_ONCE, len(held))
        while end < len(held) and held[end][0] == held[end - 1][0]:
            end += 1
        yield [id for _, id in held[start:end]]
        start = end
