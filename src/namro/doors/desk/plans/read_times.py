"""A time as a document says it: in its own words, and the last day in time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import iso_day


def when_said(desk: Desk, text: str, read: Mapping[str, Any] | None, last: str) -> str:
    """The document's own words for a time; with the last day in time where they do not name that day themselves."""
    if not read or not last:
        return ""
    said, day = " ".join(text[read["start"] : read["end"]].split()), date.fromisoformat(last)
    named = {int(number) for number in re.findall(r"\d+", said)}
    if day.day in named and day.year in named:
        return desk.say("desk.plan.read.says", what=said)
    return desk.say("desk.plan.read.says.counted", what=said, day=iso_day(last))


def last_day(desk: Desk, due: str, bound: str) -> str:
    """The last day in time: of "before 15/3" the 14th."""
    if bound != "before" or not due:
        return due
    return desk.pack.calendar.add_days(date.fromisoformat(due), -1).isoformat()
