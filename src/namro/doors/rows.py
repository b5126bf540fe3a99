"""`{{ case_lines(lines) }}`: the rows of a table of cases.

Fifty rows of a dozen values each are most of what a page of a list is. Written here each value is escaped once and put
where it belongs; walked through by the template engine the same rows cost more than everything else of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from namro.doors import words

LABELS = {
    "number": "desk.line.number",
    "place": "desk.line.place",
    "due": "desk.line.due",
    "day": "desk.line.day",
    "holder": "desk.line.holder",
    "reason": "desk.line.reason",
}


def case_lines(lang: str, lines: Iterable[Any], reasons: bool = False, choose: bool = False) -> SafeString:
    """One `<tr>` for each line (`namro.doors.desk.lines.Line`); `reasons`: with why it is in its list; `choose`: with a
    box to choose it by."""
    labels = {name: escape(words.say(lang, key)) for name, key in LABELS.items()}
    return mark_safe("".join(_row(line, labels, reasons, choose) for line in lines))  # noqa: S308 - escaped value by value


def _row(line: Any, labels: Mapping[str, str], reasons: bool, choose: bool) -> str:
    wrote = f' <span class="state wrote">{escape(line.wrote)}</span>' if line.wrote else ""
    state = f" · {escape(line.state)}" if line.state else ""
    left = f'<span class="state {escape(line.tone)}">{escape(line.left)}</span>' if line.left or line.due_on else ""
    day = f'<span class="nowrap">{escape(line.due_on)}</span> {left}' if line.due_on else left
    reason = f'<td class="reason bare" data-label="{labels["reason"]}">{escape(line.reason)}</td>' if reasons else ""
    number = str(escape(line.number))
    if choose:
        box = f'<input type="checkbox" name="case" value="{escape(line.ref)}">'
        number = f'<label class="pick">{box} <span>{number}</span></label>'
    return (
        f'<tr><td class="nowrap bare" data-label="{labels["number"]}">{number}</td>'
        f'<th scope="row"><a href="{escape(line.url)}">{escape(line.subject)}</a>{wrote}'
        f'<span class="kind">{escape(line.kind)}{state}</span></th>'
        f'<td class="bare" data-label="{labels["place"]}">{escape(line.place)}</td>'
        f'<td class="due" data-label="{labels["due"]}">{escape(line.due_name)}</td>'
        f'<td class="day bare" data-label="{labels["day"]}">{day}</td>'
        f'<td data-label="{labels["holder"]}">{escape(line.holder)}</td>{reason}</tr>\n'
    )
