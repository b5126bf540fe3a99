"""Cases by words. A word matches from its beginning; every word must be there; accents and capitals do not matter.

What is common is found by looking through the cases in the order of the list: some hundreds of them fill the first
page. What is seldom is asked of the index of words, with those of the words that are not common in the whole and with
the offices that the reader reads, and read from the newest backwards until the page is full. How common words are, a
sample of cases spread over all years tells, which each process remembers for a minute; it decides only where is looked
first. What neither finds within bounds is looked for further when the reader goes on; nothing is left out.
"""

# ruff: noqa: S608 - the names in these statements are this room's own; what anybody typed is a parameter
from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from namro.ground.compiled import Compiled
from namro.ground.places.fold import fold
from namro.ground.recent import Recent
from namro.rules.clocks.calendar import Calendar
from namro.rules.packs.current import the_pack
from namro.work.cases import walks
from namro.work.cases.conditions import WORD, Sql
from namro.work.cases.models import Case
from namro.work.cases.walks import COUNTED, NEWEST, SEEN, Found, Key, Place, Walk, found_on, key, matching, place_of
from namro.work.cases.words_index import MONDAY, holding, newest_holding

LONGEST_TEXT = 200
SAMPLED = 1_000
"""Cases that are looked at to learn how common words are."""
RARE = 0.05
"""Share of the cases up to which a word is asked of the index."""
WALKED = 10_000
"""Cases of one place or holder that are looked through before the index is asked: it knows of no such thing."""
INDEXED = 3_000
"""Cases that are read through the index at once."""
PAGE = 50
"""Cases on a page of the desk."""
READS = 4
"""Times that the index is read for one page at most."""
FIRST_INDEXED = 500
"""Those that are read first, which is often enough."""


def words_of(text: str) -> list[str]:
    """What is searched for."""
    return list(dict.fromkeys(fold(text[:LONGEST_TEXT]).split()))


def holds(words: list[str]) -> Q:
    """The condition that every word begins a word of the case."""
    found = Q()
    for word in words:
        found &= Q((WORD, word))
    return found


def search(walk: Walk, words: list[str], page: int, *, after: Place | None = None) -> Found:
    """Of the walk's cases that hold the words the first, `page` of them where there are so many, and more where they
    were met on the way: all where `looked_to` is None."""
    asking = walk.asking(holds(words))
    met: list[Found] = []
    index_first = walk.order == NEWEST and _seldom(walk, words)
    if index_first and _met(met, _by_index(asking, words, page, after), page):
        return met[-1]
    if _met(met, found_on([asking], COUNTED + 1, after=after)[0], page):
        return met[-1]
    if walk.order != NEWEST:
        return _all_by_index(asking, words, after) or met[-1]
    of_one = after is None and all(branch.driver for branch in walk.branches)  # all of it costs less than the index
    if of_one and _met(met, found_on([asking], COUNTED + 1, looked_at=WALKED)[0], page):
        return met[-1]
    if not index_first and _met(met, _by_index(asking, words, page, after), page):
        return met[-1]
    return max(met, key=lambda found: len(found.keys))  # a later page is never of fewer cases than an earlier one


def _met(met: list[Found], found: Found | None, page: int) -> bool:
    """Whether that is enough; what was found is put with the rest."""
    if found is None:
        return False
    met.append(found)
    return _enough(found, page)


def _enough(found: Found, page: int) -> bool:
    """Whether that is all there is, or fills the page."""
    return found.looked_to is None or len(found.keys) >= page


def _seldom(walk: Walk, words: list[str]) -> bool:
    """Whether the index leads sooner to a page than looking through cases: of few offices it gives hardly more than
    these have; of all, where what is looked through would hardly fill the page. The same whatever page is asked for."""
    sample = _sample()
    if sample.last <= walks.LOOKED_AT or (not walk.offices and any(branch.driver for branch in walk.branches)):
        return False
    return bool(walk.offices) or sample.share(words) * walks.LOOKED_AT < PAGE


def rare_words(words: list[str]) -> list[str]:
    """Those of the words that the index may be asked for."""
    sample = _sample()
    return [word for word in words if sample.share([word]) <= RARE]


@dataclass(frozen=True, slots=True)
class _Sample:
    """The texts of some cases, and the newest id."""

    last: int
    texts: tuple[str, ...]
    holding: dict[str, frozenset[int]] = field(default_factory=dict)
    """Which of the texts hold a word, of the words that were asked for so far."""

    def share(self, words: Sequence[str]) -> float:
        """The share of cases that hold all these words."""
        held = frozenset(range(len(self.texts))).intersection(*map(self._that_hold, words))
        return len(held) / max(1, len(self.texts))

    def _that_hold(self, word: str) -> frozenset[int]:
        if word not in self.holding:
            begun = f" {word}"
            self.holding[word] = frozenset([nth for nth, text in enumerate(self.texts) if begun in text])
        return self.holding[word]


def _sample() -> _Sample:
    return _recent.get("sample", _drawn)


def _drawn() -> _Sample:
    last = next((pk for (pk,) in _newest()), 0)
    ids = {1 + last * nth // SAMPLED for nth in range(SAMPLED)}
    return _Sample(last, tuple(f" {text}" for (text,) in _texts(ids)))


_recent: Recent[_Sample] = Recent()


@Compiled
def _newest() -> QuerySet[Case, tuple[int]]:
    return Case.objects.order_by("-pk").values_list("pk")[:1]


@Compiled
def _texts(ids: Collection[int]) -> QuerySet[Case, tuple[str]]:
    return Case.objects.filter(pk__in=ids).order_by().values_list("folded")


_FIRST_DAY = Compiled(lambda: Case.objects.order_by("received_at").values_list("received_on")[:1])
_LAST_DAY = Compiled(lambda: Case.objects.order_by("-received_at").values_list("received_on")[:1])


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read through the index: the cases that the walk wants, in its order, and, where there were more than was
    read, the first and the last that the index gave."""

    met: list[Key]
    first: Key | None = None
    last: Key | None = None

    @property
    def cut(self) -> bool:
        return self.last is not None


def _read(walk: Walk, held: Sql, most: int, after: Place | None) -> _Read:
    wanted, asked = matching(walk.every & walk.order.beyond(after) if after else walk.every, walk.order, "held")
    sql, given = held
    one = f"SELECT {key(walk.order)} FROM held AS cases_case LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH held AS MATERIALIZED ({sql} LIMIT {most + 1}) SELECT 0 AS part, met.* FROM ({wanted}) AS met "
            f"UNION ALL SELECT 1, first.* FROM ({one}) AS first UNION ALL SELECT 2, last.* FROM ({one} OFFSET {most}) "
            "AS last",
            [*given, *asked],
        )
        rows = cursor.fetchall()
    parts: list[list[Key]] = [[(at, id) for part, id, at in rows if part == wanted_part] for wanted_part in range(3)]
    met = sorted(parts[0], reverse=walk.order.newest_first)
    return _Read(met, parts[1][0], parts[2][0]) if parts[2] else _Read(met)


def _all_by_index(walk: Walk, words: list[str], after: Place | None) -> Found | None:
    """All of the walk's cases through the index; None where it gives too many, or may not be asked."""
    if not (rare := rare_words(words)):
        return None
    read = _read(walk, holding(rare, walk.offices, SEEN), INDEXED, after)
    return None if read.cut else Found(read.met, len(read.met))


def _by_index(walk: Walk, words: list[str], page: int, after: Place | None) -> Found | None:
    """The first of the walk's cases through the index; None where it may not be asked, or gives too many at once."""
    if not (rare := rare_words(words)):
        return None
    read = _by_weeks if connection.vendor == "postgresql" else _by_streaming
    return read(walk, rare, page, after)


def _by_streaming(walk: Walk, rare: list[str], page: int, after: Place | None) -> Found | None:
    """SQLite: the index itself goes from the newest to the oldest. None where all that was read came in at once."""
    since = (after.at, after.id) if after is not None else None
    for most in (min(FIRST_INDEXED, INDEXED), INDEXED):
        read = _read(walk, newest_holding(rare, walk.offices, SEEN, since), most, after)
        if not read.cut or len(read.met) > page:
            break
    if read.first is None or read.last is None:
        return Found(read.met, len(read.met))
    first, last = place_of(read.first), place_of(read.last)
    stopped = int(last.at.timestamp())
    if int(first.at.timestamp()) == stopped:
        return None
    # The second in which reading stopped may not have been read to its end: it is read the next time.
    end = Place(datetime.fromtimestamp(stopped + 1, UTC), 0)
    whole = [one for one in read.met if place_of(one).at >= end.at]
    return Found(whole, len(whole), end)


def _by_weeks(walk: Walk, rare: list[str], page: int, after: Place | None) -> Found | None:
    """PostgreSQL: the newest week, then all that is older at once, or week by week where that is too much; what is
    seldom, or that of few offices, at once from the beginning. None where a single week is too much."""
    calendar = the_pack().calendar
    first, last = (_week(next((on for (on,) in day()), None)) for day in (_FIRST_DAY, _LAST_DAY))
    if after is not None:
        week = _week(calendar.local(after.at))
        last = min(last, week - (after == _first_of(week, calendar)))
    newest = last
    met: list[Key] = []
    all_at_once, too_many = bool(walk.offices) or not _sample().share(rare), False
    for _ in range(READS):
        if last < first or len(met) >= page:
            break
        since = first if all_at_once and not too_many else last
        beyond = _first_of(last + 1, calendar) if last < newest else after
        read = _read(walk, holding(rare, walk.offices, SEEN, None if since < last else last), INDEXED, beyond)
        if read.cut and since < last:
            too_many = True
        elif read.cut:
            break
        else:
            met += read.met
            last, all_at_once = since - 1, True
    if last < first:
        return Found(met, len(met))
    return None if last == newest else Found(met, len(met), _first_of(last + 1, calendar))


def _first_of(week: int, calendar: Calendar) -> Place:
    """Before all that came in earlier than this week."""
    return Place(calendar.start_of(calendar.add_days(MONDAY, 7 * week)).astimezone(UTC), 0)


def _week(day: date | None) -> int:
    """As the index counts it."""
    return ((day or MONDAY) - MONDAY).days // 7
