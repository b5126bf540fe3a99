"""How many are needed, where it should stand by now, and whether it will be reached. Pure.

A target is a least (`least`, or `more`: strictly above), a limit (`most`, or `less`: strictly below), or a `change`
against something else, of which no figure here says whether it came about.

The forecast promises nothing that the figures do not hold: it goes on from the last figure at the slowest and at the
fastest pace that was ever seen between two figures, and says so when the goal lies between the two.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Literal

Rounding = Literal["up", "nearest", "down"]
_ROUNDED = {"up": ROUND_CEILING, "nearest": ROUND_HALF_UP, "down": ROUND_FLOOR}
Outlook = Literal["reached", "too-few-figures", "on-course", "open", "off-course", "exceeded", "not-judged"]
Aim = Literal["least", "more", "most", "less", "change"]
AIMS: tuple[Aim, ...] = ("least", "more", "most", "less", "change")
LIMITS = ("most", "less")
"""The aims that are kept by staying below."""
FEWEST = 3
"""Figures without which nothing is forecast."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value on a local day."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """`exceeded`: a limit that the last figure goes beyond; a limit is never `reached` before its day. `not-judged`: of
    a change. `low` and `high`: what it comes to on the day of the goal at the slowest and at the fastest pace seen;
    None where nothing is forecast. `figures`: how many it stands on."""

    outlook: Outlook
    low: Decimal | None
    high: Decimal | None
    figures: int


Standing = Literal[
    "ended", "not-judged", "nobody-yet", "no-figures", "untold", "reached", "missed", "behind", "in-step", "on-course",
    "open", "off-course", "exceeded", "kept", "last-day-untold", "kept-so-far", "holds", "may-exceed", "will-exceed",
]  # fmt: skip
TONES: dict[Standing, str] = {
    "untold": "late", "reached": "on-time", "missed": "late", "behind": "near", "in-step": "on-time",
    "on-course": "on-time", "open": "near", "off-course": "late", "exceeded": "late", "kept": "on-time",
    "last-day-untold": "near", "kept-so-far": "on-time", "holds": "on-time", "may-exceed": "near",
    "will-exceed": "late",
}  # fmt: skip
"""Whether a standing asks for somebody's eye; those that are not here have none of their own."""


def needed(share: Decimal, of: int, rounding: Rounding) -> int:
    """How many of `of` are so many percent: 30% of 114 is 34.2, and 35 are needed where it is rounded up."""
    return int((share * of / 100).to_integral_value(_ROUNDED[rounding]))


def rounding_of(aim: str, wanted: str) -> str:
    """How a share is rounded: as wanted for a least; a limit, and what is strictly above, so that a number of whole
    things meets it exactly where the share does."""
    return {"more": "down", "most": "down", "less": "up"}.get(aim, wanted)


def is_share(unit: str, aim: str) -> bool:
    """Whether an amount in that unit is a share, of which there is no more than 100: bare percent, but of a change,
    since something can rise by more than all there was."""
    return unit.strip() == "%" and aim != "change"


def meets(aim: str, value: Decimal, goal: Decimal) -> bool:
    """Whether a value is as the target wants it; never of a change."""
    if aim == "more":
        return value > goal
    if aim == "most":
        return value <= goal
    if aim == "less":
        return value < goal
    return aim == "least" and value >= goal


def should_be(begins: date, by: date, goal: Decimal, on: date) -> Decimal:
    """Where it stands on a day if it grows evenly from nothing on `begins` to the goal on `by`, to a tenth."""
    whole = by.toordinal() - begins.toordinal()
    passed = min(max(on.toordinal() - begins.toordinal(), 0), whole)
    share = Decimal(passed) / whole if whole > 0 else Decimal(1)
    return (goal * share).quantize(Decimal("0.1"))


def forecast(
    figures: Sequence[Figure],
    goal: Decimal,
    by: date,
    aim: str = "least",
    *,
    of: int | None = None,
    still: date | None = None,
) -> Forecast:
    """Whether the goal will be reached, or the limit kept, by that day. The figures are in the order of their days, one
    for each. `of`: how many there are in all, which no pace outgrows; `still`: the day on which the last figure is
    known to hold yet, where it is counted and not reported."""
    n = len(figures)
    if aim == "change":
        return Forecast("not-judged", None, None, n)
    limit = aim in LIMITS
    if figures and meets(aim, figures[-1].value, goal) != limit:
        return Forecast("exceeded" if limit else "reached", None, None, n)
    if n < FEWEST:
        return Forecast("too-few-figures", None, None, n)
    if still is not None and figures[-1].on < min(still, by):
        figures = [*figures, Figure(min(still, by), figures[-1].value)]
    paces = [
        (after.value - before.value) / (after.on.toordinal() - before.on.toordinal())
        for before, after in pairwise(figures)
    ]
    left = max(by.toordinal() - figures[-1].on.toordinal(), 0)
    low, high = ((figures[-1].value + pace * left).quantize(Decimal("0.1")) for pace in (min(paces), max(paces)))
    if of is not None:
        low, high = min(low, Decimal(of)), min(high, Decimal(of))
    slow, fast = meets(aim, low, goal), meets(aim, high, goal)
    outlook: Outlook = "on-course" if slow and fast else "open" if slow or fast else "off-course"
    return Forecast(outlook, low, high, n)


def standing_of(
    told: Forecast,
    goal: Decimal,
    by: date,
    aim: str,
    *,
    last: Figure | None,
    even: Decimal,
    on: date,
    counted: bool = False,
) -> Standing:
    """The one judgement of a target on a day, from which its badge, its outlook and the report are worded.

    `last`: the last figure that is known; `even`: where it should be by now. With fewer figures than a forecast needs,
    what is there is held against the even way; with enough of them the forecast alone is said. `untold`: the day has
    passed and nobody reported anything. A limit is `kept` for good only by what is known of its last day or after it,
    which is always known of what is counted."""
    over = by < on
    if aim == "change":
        return "not-judged"
    if told.outlook in ("reached", "exceeded"):
        return "reached" if told.outlook == "reached" else "exceeded"
    if last is None and not counted:
        return "untold" if over else "no-figures"
    value = last.value if last else Decimal(0)
    if aim in LIMITS:
        if on >= by if counted else last is not None and last.on >= by:
            return "kept" if meets(aim, value, goal) else "exceeded"
        if last is None:
            return "no-figures"
        return "last-day-untold" if over else _LIMITED.get(told.outlook, "kept-so-far")
    if over:
        return "reached" if meets(aim, value, goal) else "missed"
    if last is None:
        return "no-figures"
    if told.outlook in ("on-course", "open", "off-course"):
        return told.outlook
    return "behind" if value < even else "in-step"


_LIMITED: dict[str, Standing] = {"on-course": "holds", "open": "may-exceed", "off-course": "will-exceed"}


# What is below, held against what is above


@dataclass(frozen=True, slots=True)
class Share:
    """A target as another is compared with it. `goal`: as it was said; `needed`: in numbers of what it counts, of which
    there are `of`. `counted`: these are offices, `units` which; `office`: who set it; `by`: its day."""

    key: int
    percent: bool
    unit: str
    goal: Decimal
    needed: Decimal
    of: int | None
    aim: str = "least"
    counted: bool = False
    units: frozenset[int] = frozenset()
    office: int | None = None
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What the targets below come to. `how`: "share" (all in percent: `value` of the `of` that the one above counts,
    `together` percent; `covered`: of how many the parts say something), "sum" (all in the same unit), "apart" (in
    different ones, which nothing adds up). Where it is not known how many the one above counts `of` is None, and
    `together` the percentage of what is covered.

    `enough`: whether they reach the one above (or keep its limit) if each is reached; None: that cannot be said.
    `below`: keys of those that aim at less than the one above asks of the whole, or allow more. Not added are `other`
    (they count something else), `twice` (the same units as another, of which the one that goes further is added) and
    `late` (their day comes after that of the one above)."""

    how: Literal["share", "sum", "apart"]
    together: Decimal | None
    enough: bool | None
    below: tuple[int, ...]
    value: Decimal | None = None
    of: int | None = None
    covered: int | None = None
    other: tuple[int, ...] = ()
    twice: tuple[int, ...] = ()
    late: tuple[int, ...] = ()


def compared(above: Share, parts: Sequence[Share], offices: Collection[str] = ()) -> Compared:
    """Whether the targets of below reach the one above if every one of them is reached. `parts` is not empty.
    `offices`: what units that are offices are called."""
    if not all(_alike(one, above) for one in parts):
        return Compared("apart", None, None, ())
    late = tuple(one.key for one in parts if above.by is not None and one.by is not None and one.by > above.by)
    if above.percent and all(one.percent for one in parts):
        other = tuple(one.key for one in parts if not _same_things(one, above, offices))
        same = [one for one in parts if one.key not in other]
        if not same:
            return Compared("apart", None, None, (), other=other, late=late)
        found = _shared(above, same, late)
        return replace(found, other=other, late=tuple(key for key in late if key not in other))
    if not above.percent and all(not one.percent and _same(one.unit, above.unit) for one in parts):
        added = [one for one in parts if one.key not in late]
        aim = above.aim if any(one.aim != above.aim for one in added) else _LOOSE[above.aim]
        total = sum((one.goal for one in added), Decimal(0))
        return Compared("sum", total, meets(aim, total, above.goal), (), late=late)
    return Compared("apart", None, None, (), late=late)


def _shared(above: Share, parts: Sequence[Share], late: Collection[int]) -> Compared:
    """Shares of the same things, each unit once."""
    below = tuple(one.key for one in parts if not meets(_LOOSE[above.aim], one.goal, above.goal))
    known = [one for one in parts if one.of and one.key not in late]
    if any(not one.of for one in parts):
        return Compared("share", None, False if len(below) == len(parts) else None, below)
    limit = above.aim in LIMITS
    kept: list[Share] = []
    twice: list[int] = []
    for one in sorted(known, key=lambda one: (_whole(one) if limit else -_whole(one), one.key)):
        if any(_same_units(one, other) for other in kept):
            twice.append(one.key)
        else:
            kept.append(one)
    value, covered = sum((_whole(one) for one in kept), Decimal(0)), sum(one.of or 0 for one in kept)
    whole = above.of or covered
    together = (100 * value / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
    more = {"value": value, "covered": covered, "twice": tuple(sorted(twice))}
    if not above.of or covered > above.of:
        return Compared("share", together if not above.of else None, None, below, **more)  # type: ignore[arg-type]
    if limit:
        aim = above.aim if any(one.aim != above.aim for one in kept) else _LOOSE[above.aim]
        kept_to = meets(aim, value, above.goal * above.of / 100)
        enough = False if not kept_to else True if covered == above.of else None
    else:
        enough = meets(above.aim, value, above.needed)
    return Compared("share", together, enough, below, of=above.of, **more)  # type: ignore[arg-type]


def _same_things(one: Share, above: Share, offices: Collection[str]) -> bool:
    """Whether a share counts the same as the one above: offices, or what has the same name; what has none is not told
    apart."""
    if one.counted and above.counted:
        return True
    names = {name.casefold() for name in offices}
    said = [part.unit.strip().casefold() for part in (one, above) if not part.counted]
    if one.counted or above.counted:
        return not said[0] or said[0] in names
    return not all(said) or said[0] == said[1] or names >= set(said)


def _same_units(one: Share, other: Share) -> bool:
    """Whether both count some of the same: the same offices, or else whatever one and the same office counts."""
    if one.units and other.units:
        return not one.units.isdisjoint(other.units)
    return one.office is not None and one.office == other.office


_LOOSE = {"least": "least", "more": "least", "most": "most", "less": "most"}


def _whole(one: Share) -> Decimal:
    """How many it comes to: of a limit not rounded, since it is met below; of what is strictly above one more."""
    return one.goal * (one.of or 0) / 100 if one.aim in LIMITS else one.needed + (one.aim == "more")


def _alike(one: Share, above: Share) -> bool:
    """Whether both are a least, or both a limit; a change is compared with nothing."""
    return above.aim != "change" and one.aim != "change" and (one.aim in LIMITS) == (above.aim in LIMITS)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
