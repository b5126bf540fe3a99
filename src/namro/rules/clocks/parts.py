"""The plain values that a limit is asked with and explained by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from namro.rules.clocks.errors import BadPause, MixedMoments
from namro.rules.clocks.terms import Term


@dataclass(frozen=True, slots=True)
class Counting:
    """A law's own way of counting, with the article for each part of it.

    `first_day_counts`: the day of the event is the first day (days and working days only: a term in months ends on
    the corresponding day either way). `roll`: an end on a day off moves to the next working day. `extension_from`:
    whether an extension runs from the end as counted or from the end as moved to a working day. `articles` may
    have the keys first-day, end, roll, months, hours, pause.
    """

    id: str
    first_day_counts: bool = False
    roll: bool = True
    extension_from: Literal["counted-end", "rolled-end"] = "counted-end"
    articles: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time. `absolute`: `term` is the total from the start, and never shortens what already stands; else it is
    added to the end so far. `on` is the day on which it was granted; it changes no date.
    """

    id: str
    term: Term
    absolute: bool
    article: str
    why: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Local days from `first` to `last`, both included, that do not count. With times at both ends a limit in hours
    stands still from the one instant to the other; a limit in days takes the local days of both.

    Raises `BadPause`, `MixedMoments`.
    """

    first: date | datetime
    last: date | datetime

    def __post_init__(self) -> None:
        first, last = self.first, self.last
        for end, value in (("first", first), ("last", last)):
            if not isinstance(value, date):
                raise BadPause(
                    f"A pause needs days or times at both ends, not {value!r}. Write it like 2026-03-02..2026-03-06.",
                    field=f"pause.{end}",
                    first=str(first),
                    last=str(last),
                )
        if isinstance(first, datetime) != isinstance(last, datetime):
            raise BadPause(
                f"The pause {first}..{last} has a time at one end only. Give days at both ends, or times at both.",
                field="pause",
                first=str(first),
                last=str(last),
            )
        if (
            isinstance(first, datetime)
            and isinstance(last, datetime)
            and (first.utcoffset() is None) != (last.utcoffset() is None)
        ):
            raise MixedMoments(
                f"Only one end of the pause {first}..{last} says its distance from UTC. Give it at both or neither.",
                field="pause",
                first=str(first),
                last=str(last),
            )
        if last < first:
            raise BadPause(
                f"The pause ends on {last}, before it begins on {first}. Swap the two, or correct one.",
                field="pause",
                first=str(first),
                last=str(last),
            )


@dataclass(frozen=True, slots=True)
class Step:
    """One reason in the explanation of a date.

    `kind` is one of starts, flag, first-day-not-counted, day-off, make-up-day, paused, counted, extended, rolled, ends,
    provisional. `article` is the article, or the act for a single day. `params` are the values of the sentence
    `key`: dates, moments, numbers, texts by language.
    """

    on: date
    at: datetime | None
    kind: str
    article: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """The key of the sentence that says this step in plain words: `clocks.step.<kind>`, or a variant of it."""
        return f"clocks.step.{self.kind}{_variant(self)}"


def _variant(step: Step) -> str:
    params = step.params
    match step.kind:
        case "starts":
            return ".at" if step.at else ""
        case "counted":
            unit = str(params["unit"]).replace(" ", "-")
            if params["paused"] and unit != "working-days":
                return f".{unit}-paused"
            return f".{unit}-end" if params["month_end"] else f".{unit}"
        case "paused":
            return ".nothing" if params["amount"] == 0 else ".hours" if params["unit"] == "hours" else ""
        case "extended" if not params["effective"]:
            return ".no-effect"
        case "extended" if params["absolute"]:
            return ".in-all"
        case "rolled":
            return f".{params['because']}"
        case "ends":
            return ".at" if params["hours"] else ""
    return ""
