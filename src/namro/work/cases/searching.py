"""Cases by words. A word matches from its beginning; every word must be there; accents and capitals do not matter.

Cases are looked through in the order of the list first: what is common is on the first page after a few hundred of them.
Where that does not fill a page the index of words is asked, but only with words that are rare in the whole (a look at a
few hundred cases spread over all years tells), so that it never gives back more than a bounded number. What neither
finds within bounds is looked for further when the reader goes on; nothing is left out.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Max, Q

from namro.ground.places.fold import fold
from namro.work.cases.models import Case
from namro.work.cases.walks import SEEN, Found, Place, Walk, found_on, matching
from namro.work.cases.words_index import holding

LONGEST_TEXT = 200
MOST_WORDS = 8
SAMPLED = 400
"""Cases that are looked at to learn how common a word is."""
RARE = 0.1
"""Share of the cases up to which a word is asked of the index."""
INDEXED = 6_000
"""Cases that the index may give back for one page."""


def words_of(text: str) -> list[str]:
    """What is searched for."""
    return list(dict.fromkeys(fold(text[:LONGEST_TEXT]).split()))[:MOST_WORDS]


def holds(words: list[str]) -> Q:
    """The condition that every word begins a word of the case."""
    found = Q()
    for word in words:
        found &= Q(folded__startswith=word) | Q(folded__contains=f" {word}")
    return found


def search(walk: Walk, words: list[str], limit: int, *, counted: int = 0, after: Place | None = None) -> Found:
    """As `found_on`, for those of the walk's cases that hold the words; the index is asked where looking through them
    does not bring as many as were asked for."""
    asking = walk.asking(holds(words))
    found = found_on([asking], limit, counted=counted, after=after)[0]
    if found.looked_to is None or len(found.keys) >= limit:
        return found
    rare = rare_words(words)
    return (by_index(asking, rare, limit, counted, after) if rare else None) or found


def rare_words(words: list[str]) -> list[str]:
    """Those of the words that the index may be asked for; none where all are common, or these are so together."""
    last = Case.objects.aggregate(last=Max("id"))["last"] or 0
    spread = {1 + last * nth // SAMPLED for nth in range(SAMPLED)}
    texts = [f" {text}" for text in Case.objects.filter(pk__in=spread).values_list("folded", flat=True)]
    rare = [word for word in words if sum(f" {word}" in text for text in texts) <= RARE * len(texts)]
    together = sum(all(f" {word}" in text for word in rare) for text in texts)
    return rare if rare and together * last <= INDEXED * len(texts) else []


def by_index(walk: Walk, rare: list[str], limit: int, counted: int, after: Place | None) -> Found | None:
    """The walk's first cases among those that the index gives for these words; None where these are too many."""
    held, words = holding(rare, SEEN)
    wanted = walk.every & walk.order.beyond(after) if after else walk.every
    sql, params = matching(wanted, walk.order, "held")
    way = walk.order.way
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH held AS MATERIALIZED ({held} LIMIT {INDEXED + 1}), met AS MATERIALIZED ({sql}) "
            f"SELECT * FROM (SELECT id, at FROM met ORDER BY at {way}, id {way} LIMIT {limit}) AS first "
            "UNION ALL SELECT COUNT(*), NULL FROM met UNION ALL SELECT COUNT(*), NULL FROM held",
            [*words, *params],
        )
        *rows, (count, _), (read, _) = cursor.fetchall()
    if read > INDEXED:
        return None
    return Found([(at, id) for id, at in rows], min(count, counted) if counted else len(rows))
