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
INDEXED = 15_000
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


def search(walk: Walk, words: list[str], limit: int, page: int, after: Place | None) -> Found:
    """Up to `limit` cases of the walk that hold the words; the index is asked where looking through it does not bring
    `page` of them."""
    asking = walk.asking(holds(words))
    found = found_on([asking], limit, after)[0]
    if found.looked_to is None or len(found.keys) >= page:
        return found
    rare = rare_words(words)
    return (rare and by_index(asking, rare, limit, after)) or found


def rare_words(words: list[str]) -> list[str]:
    """Those of the words that the index may be asked for; none where all are common, or these are so together."""
    last = Case.objects.aggregate(last=Max("id"))["last"] or 0
    spread = {1 + last * nth // SAMPLED for nth in range(SAMPLED)}
    texts = [f" {text}" for text in Case.objects.filter(pk__in=spread).values_list("folded", flat=True)]
    rare = [word for word in words if sum(f" {word}" in text for text in texts) <= RARE * len(texts)]
    together = sum(all(f" {word}" in text for word in rare) for text in texts)
    return rare if rare and together * last <= INDEXED * len(texts) else []


def by_index(walk: Walk, rare: list[str], limit: int, after: Place | None) -> Found | None:
    """The walk's first cases among those that the index gives for these words; None where these are too many."""
    held, words = holding(rare, SEEN)
    wanted = walk.every & walk.order.beyond(after) if after else walk.every
    met, params = matching(wanted, walk.order, "held")
    sql = (
        f"WITH held AS MATERIALIZED ({held} LIMIT {INDEXED + 1}) SELECT * FROM ({met} ORDER BY 2 {walk.order.way}, "
        f"1 {walk.order.way} LIMIT {limit}) AS met UNION ALL SELECT COUNT(*), NULL FROM held"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*words, *params])
        *rows, (count, _) = cursor.fetchall()
    if count > INDEXED:
        return None
    return Found([(at, id) for id, at in rows])
