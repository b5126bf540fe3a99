"""From when on what comes again is owed, where the title of a plan says for which year it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lines import iso_day
from namro.work.plans.reading.years import one_year


def begins_by(desk: Desk, found: Mapping[str, Any], until: str) -> tuple[str, str]:
    """The first day of the year that the title of a plan says, as people write it, and why: where that is the year
    after the plan's own day and the rhythm ends in it (`until`, ISO, or is open). Two of "" where it says no such
    year: a later one ("to 2030") may be its end."""
    own: Mapping[str, Any] = next((one for one in found["instruments"] if one["own"]), {})
    title, dated = own.get("title"), own.get("date")
    if not title or not dated:
        return "", ""
    years = one_year(found["text"], title["start"], title["end"])
    if not years or years[0][0] != date.fromisoformat(dated["value"]).year + 1:
        return "", ""
    year = years[0][0]
    if until and date.fromisoformat(until).year != year:
        return "", ""
    first = iso_day(date(year, 1, 1).isoformat())
    return first, desk.say("desk.plan.read.begins-says", what=title["value"], year=str(year))
