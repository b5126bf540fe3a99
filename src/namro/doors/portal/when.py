"""The question *when*: a day, a period or "I do not remember", typed as people write dates: 25/02/2026."""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict

from namro.doors.portal.typed import one_line
from namro.doors.portal.wrong import Wrong

EARLIEST = 1900
"""The first year that is taken as meant."""

_DAY = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})")


def typed(name: str, post: QueryDict) -> dict[str, str]:
    """What was typed: mode (day, period, unknown or nothing yet), day, from, to, time."""
    mode = post.get(name, "")
    read = {part: one_line(post.get(f"{name}-{part}", ""))[:100] for part in ("day", "from", "to", "time")}
    return {"mode": mode if mode in ("day", "period", "unknown") else "", **read}


def day(text: str, today: date, part: str) -> date:
    """The day that `text` names; raises `Wrong` about the input `part` when there is no such day, it lies before
    `EARLIEST`, or it has not come yet."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip(" ."))
    if not text:
        raise Wrong("portal.when.empty", part)
    if not found:
        raise Wrong("portal.when.unreadable", part)
    d, m, y = (int(n) for n in found.groups())
    if not 1 <= m <= 12:
        raise Wrong("portal.when.no-month", part, {"month": m})
    if not EARLIEST <= y <= 9999:
        raise Wrong("portal.when.too-early", part, {"year": y})
    most = calendar.monthrange(y, m)[1]
    if not 1 <= d <= most:
        raise Wrong("portal.when.no-day", part, {"month": m, "year": y, "n": most})
    if date(y, m, d) > today:
        raise Wrong("portal.when.not-yet", part)
    return date(y, m, d)


def judge(given: Mapping[str, str], name: str, required: bool, today: date) -> dict[str, Any] | None:
    """The answer: `from` and `to` as ISO days (the same for a single day) and `time` in the writer's words; None when
    it is not remembered or left open. Raises `Wrong`."""
    mode = given.get("mode", "")
    if mode == "day":
        on = day(given.get("day", ""), today, f"{name}-day").isoformat()
        return {"from": on, "to": on, **({"time": given["time"]} if given.get("time") else {})}
    if mode == "period":
        first = day(given.get("from", ""), today, f"{name}-from")
        last = day(given.get("to", ""), today, f"{name}-to")
        if last < first:
            raise Wrong("portal.when.backwards", f"{name}-to")
        return {"from": first.isoformat(), "to": last.isoformat()}
    if mode == "unknown" or not (required or any(given.get(part) for part in ("day", "from", "to"))):
        return None
    raise Wrong("portal.when.choose", f"{name}-mode-day")
