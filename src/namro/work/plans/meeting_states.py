"""Where a meeting stands, from what was done to it. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from namro.work.plans.states import CannotBeRead, Done


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an agenda. `task`: the reference of the task that it is about, or ""; `why`: asks, blocked, late,
    reported, soon, or "own" for what somebody added."""

    nth: int
    text: str
    task: str
    why: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One conclusion: its clause in the document, the agenda line it came from (0: none), the task made of it or ""."""

    nth: int
    text: str
    line: int
    task: str


@dataclass(slots=True)
class MeetingStanding:
    """A meeting as its acts make it."""

    columns: dict[str, Any]
    offices: tuple[int, ...] = ()
    who: str = ""
    lines: tuple[Line, ...] = ()
    minutes: str = ""
    conclusions: tuple[Conclusion, ...] = ()
    off: str = ""


def meeting_of(acts: Iterable[Done]) -> MeetingStanding:
    """Raises `CannotBeRead`."""
    standing = MeetingStanding({})
    for act in acts:
        if act.verb in ("call", "change"):
            standing.columns |= {"office_id": act.data.get("office_id", standing.columns.get("office_id"))}
            standing.columns |= {"day": date.fromisoformat(act.data["day"]), "place": act.data["place"]}
            standing.columns |= {"name": act.words["name"], "state": "planned", "instrument_id": None, "plan_id": None}
            standing.offices, standing.who = tuple(act.data["offices"]), act.words.get("who", "")
            standing.lines = tuple(_line(at, one, act.words) for at, one in enumerate(act.data["lines"], 1))
        elif act.verb == "conclude":
            standing.columns |= {"state": "held"}
            standing.columns |= {name: act.data[name] for name in ("instrument_id", "plan_id")}
            standing.minutes = act.words.get("minutes", "")
            standing.conclusions = tuple(
                Conclusion(at, act.words[f"c{at}"], one["line"], one["task"])
                for at, one in enumerate(act.data["conclusions"], 1)
            )
        elif act.verb == "off":
            standing.columns["state"] = "off"
            standing.off = act.words["reason"]
        else:
            raise CannotBeRead(f"a meeting does not know {act.verb!r}")
        standing.columns["seq"] = act.seq
    if not standing.columns:
        raise CannotBeRead("it was never called")
    return standing


def _line(at: int, one: Mapping[str, Any], words: Mapping[str, str]) -> Line:
    return Line(at, words[f"l{at}"], one["task"], one["why"])
