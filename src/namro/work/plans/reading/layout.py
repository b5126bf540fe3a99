"""The official table of tasks, written and read by the same words: cell for cell, nothing guessed, nothing trimmed.

A file that was written as such a table says so in itself (`MARK`). Only there, and only under exactly the headings of
the pack, a row is read this way; any other table is read by the grammar (`appendix`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from namro.rules.clocks.within import Within
from namro.rules.packs.plan_forms import Layout
from namro.rules.packs.plans import Plans, Speech
from namro.work.plans.reading.broken import holds_several
from namro.work.plans.reading.clauses import bare
from namro.work.plans.reading.document import Cell, Document, Row, Span, Table
from namro.work.plans.reading.fields import Field, Task, Unclear
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.making import Terms, plain, squeezed
from namro.work.plans.reading.times import Times

MARK = "namro-assignments-1"
"""What stands among the key words of a file that was written as the official table."""
NEEDED = ("number", "task", "lead", "coordinating", "due", "product")
"""Columns that the table always has; those of the head and of notes may be left out."""
KEPT = ("until", "after", "within", "begins")
"""What is kept of a rhythm besides how often it comes."""
BETWEEN = re.compile(r"[;\n]")
"""What parts the offices of one cell."""
_HEADING = 3
_KINDS: dict[str, Literal["weekly", "monthly", "months", "yearly"]] = {
    "weekly": "weekly", "monthly": "monthly", "quarterly": "months", "half-yearly": "months", "yearly": "yearly",
}  # fmt: skip
"""By the rhythm the form in which a day of each period is written."""


class Written:
    """How a layout writes the time of a task, and reads what it wrote."""

    def __init__(self, speech: Speech, layout: Layout) -> None:
        self.layout = layout
        self._rhythms = {name: words[0] for name, words in speech.times.rhythms.items()}
        self._weekdays = {n: name for name, n in reversed(speech.times.weekdays.items())}
        self._looks = [
            ("day", _look("{day}", "")),
            *((name, _look(form, self._any(), layout.begins)) for name, form in self._forms().items()),
            *((f"term {unit}", _look(form, "")) for unit, form in layout.terms.items()),
        ]  # fmt: skip

    def _any(self) -> str:
        return "|".join(map(re.escape, sorted(self._rhythms.values(), key=len, reverse=True)))

    def _within(self) -> list[tuple[str, re.Pattern[str]]]:
        """How a day of each period is written, by the kind of the period."""
        names = "|".join(map(re.escape, self._weekdays.values()))
        slots = {"weekday": f"(?P<weekday>{names})", "n": r"(?P<n>\d{1,2})", "m": r"(?P<m>\d{1,2})"}
        found: list[tuple[str, re.Pattern[str]]] = []
        for kind, form in self.layout.within.items():
            look = re.escape(form)
            for slot, pattern in slots.items():
                look = look.replace(rf"\{{{slot}\}}", pattern)
            found.append((kind, re.compile(look, re.IGNORECASE)))
        return found

    def _forms(self) -> dict[str, str]:
        return {
            "every": "{each}", "until": self.layout.until.replace("{rhythm}", "{each}"),
            "after": self.layout.after.replace("{rhythm}", "{since}"),
            "after_until": self.layout.after_until.replace("{rhythm}", "{since}"),
        }  # fmt: skip

    def said(self, time: Mapping[str, Any]) -> str:
        """The time of a task ({"day"}, {"term"}, {"rhythm", "until", "after", "within", "begins"}) as its cell says
        it; "" for none."""
        if "day" in time:
            return _day(time["day"])
        if "term" in time:
            amount, _, unit = str(time["term"]).partition(" ")
            units = {"day": "days", "working day": "working-days", "month": "months"}
            form = self.layout.terms[units.get(unit, unit.replace(" ", "-"))]  # type: ignore[index]
            return form.format(n=amount)
        if "rhythm" not in time:
            return ""
        name = self._rhythms[time["rhythm"]]
        name += self._each(time)
        name += f", {self.layout.begins.format(day=_day(time['begins']))}" if time.get("begins") else ""
        parts = {"rhythm": name[:1].upper() + name[1:], "n": str(time.get("after") or "")}
        kind = (
            "_".join([*(["after"] if time.get("after") else []), *(["until"] if time.get("until") else [])]) or "every"
        )
        return self._forms()[kind].format(
            **parts, each=parts["rhythm"], since=parts["rhythm"], day=_day(time["until"]) if time.get("until") else ""
        )

    def _each(self, time: Mapping[str, Any]) -> str:
        """What is written behind a rhythm where a day of each period is said. That of what is ongoing is, like the
        rhythm that it is reported on, no part of the table."""
        if not time.get("within") or time.get("reports"):
            return ""
        day = Within.parse(time["rhythm"], time["within"])
        if day.rhythm == "weekly":
            return ", " + self.layout.within["weekly"].format(weekday=self._weekdays[day.day])
        kind = _KINDS[day.rhythm]
        month = f"{day.month:02d}" if kind == "yearly" else str(day.month)
        return ", " + self.layout.within[kind].format(n=f"{day.day:02d}", m=month)

    def _day_within(self, rhythm: str, text: str) -> str | None:
        """The day of each period that is written behind a rhythm; None where it is none of it."""
        for kind, look in self._within():
            found = look.fullmatch(text)
            if found is None or _KINDS.get(rhythm) != kind:
                continue
            parts = found.groupdict()
            if kind == "weekly":
                said = parts["weekday"].casefold()
                return next(str(n) for n, name in self._weekdays.items() if name.casefold() == said)
            said = str(int(parts["n"])) if kind == "monthly" else f"{int(parts['m'])}-{int(parts['n'])}"
            try:
                return str(Within.parse(rhythm, said))
            except ValueError:
                return None
        return None

    def since(self, text: str) -> int | None:
        """Where the words for the first period begin in a cell that says one."""
        words = r"\s+".join(map(re.escape, self.layout.begins.partition("{day}")[0].split()))
        found = re.search(rf",\s+{words}\s", text, re.IGNORECASE)
        return found.start() if found else None

    def time(self, text: str) -> dict[str, Any] | None:
        """The time that a cell says, as `said` takes it; None where it is written in any other way."""
        text = squeezed(text)
        if not text:
            return {}
        for kind, look in self._looks:
            found = look.fullmatch(text)
            if found is None:
                continue
            parts = found.groupdict()
            day = _iso(parts["day"]) if parts.get("day") else ""
            first = _iso(parts["begins"]) if parts.get("begins") else ""
            if (parts.get("day") and not day) or (parts.get("begins") and not first):
                return None
            if kind == "day":
                return {"day": day}
            if kind.startswith("term "):
                unit = kind[5:].replace("-", " ")
                return {"term": f"{int(parts['n'])} {unit[:-1] if int(parts['n']) == 1 else unit}"}
            said = parts["rhythm"].casefold()
            made: dict[str, Any] = {"rhythm": next(k for k, w in self._rhythms.items() if w.casefold() == said)}
            if parts.get("within"):
                each = self._day_within(made["rhythm"], parts["within"])
                if each is None:
                    continue  # another form, such as so many days after each period
                made["within"] = each
            made |= ({"begins": first} if first else {}) | ({"until": day} if day else {})
            return made | ({"after": int(parts["n"])} if parts.get("n") else {})
        return None


def _look(form: str, rhythms: str, begins: str = "") -> re.Pattern[str]:
    """`begins`: how a day in the first period is written behind a rhythm."""
    first = re.escape(begins).replace(r"\{day\}", r"\d{1,2}/\d{1,2}/\d{4}")
    since = re.escape(begins).replace(r"\{day\}", r"(?P<begins>\d{1,2}/\d{1,2}/\d{4})")
    look = re.escape(form).replace(r"\{day\}", r"(?P<day>\d{1,2}/\d{1,2}/\d{4})").replace(r"\{n\}", r"(?P<n>\d{1,6})")
    look = look.replace(r"\{each\}", rf"\{{rhythm\}}(?:, (?!{first})(?P<within>[^,]+))?(?:, {since})?")
    look = look.replace(r"\{since\}", rf"\{{rhythm\}}(?:, {since})?")
    return re.compile(look.replace(r"\{rhythm\}", f"(?P<rhythm>{rhythms})"), re.IGNORECASE)


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _iso(text: str) -> str:
    day, month, year = map(int, text.split("/"))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Marked:
    """The official tables of a document: their language, each with its columns and the row at which its tasks begin."""

    language: str
    tables: tuple[tuple[Table, Mapping[str, int], int], ...]

    @property
    def end(self) -> int:
        """Where the last of them ends."""
        return self.tables[-1][0].end


def marked(document: Document, plans: Plans) -> Marked | None:
    """The official tables of a document that says it is one; None where it does not, or its headings are others."""
    if not document.marked:
        return None
    for language, speech in plans.languages.items():
        if speech.layout is None:
            continue
        found = [
            (block, *head)
            for block in document.blocks
            if isinstance(block, Table) and (head := _heading(document.text, block, speech.layout)) is not None
        ]
        if found:
            return Marked(language, tuple(found))
    return None


def _heading(text: str, table: Table, layout: Layout) -> tuple[Mapping[str, int], int] | None:
    names = {said.casefold(): str(column) for column, said in layout.columns.items()}
    for at, row in enumerate(table.rows[:_HEADING]):
        columns = {
            names[said]: place
            for place, cell in enumerate(row.cells)
            if cell is not None and (said := squeezed(text[cell.start : cell.end]).casefold()) in names
        }
        if all(need in columns for need in NEEDED):
            return columns, at + 1
    return None


class OfficialTable:
    """Reads the official tables of a document."""

    def __init__(self, document: Document, found: Marked, written: Written, times: Times, lexicon: Lexicon) -> None:
        self._text, self._found, self._written, self._lexicon = document.text, found, written, lexicon
        self._times, self._terms = times, Terms(times)

    def tasks(self) -> Iterator[Task]:
        """One task for each row that is no heading of a group, in order; an empty cell is a field that is missing."""
        for table, columns, first in self._found.tables:
            for row in table.rows[first:]:
                cells = {name: row.cells[at] for name, at in columns.items() if at < len(row.cells)}
                matter = cells.get("task")
                if matter is not None and (matter.columns > 1 or self._repeats(row, columns)):
                    continue  # the heading of a group, or that of the table again
                yield self._of_row(row, {name: cell for name, cell in cells.items() if cell is not None})

    def _repeats(self, row: Row, columns: Mapping[str, int]) -> bool:
        layout = _heading_words(self._written)
        return all(
            (cell := row.cells[at] if at < len(row.cells) else None) is not None
            and squeezed(self._text[cell.start : cell.end]).casefold() == layout[name]
            for name, at in columns.items()
        )

    def _of_row(self, row: Row, cells: Mapping[str, Cell]) -> Task:
        text = self._text
        spans = {name: span for name, cell in cells.items() if (span := _inked(text, cell.start, cell.end)) is not None}
        fields: dict[str, Field] = {}
        for name in ("task", "lead", "product", "head"):
            if name in spans:
                fields[name] = plain(text, spans[name])
        if "number" in spans:
            fields["number"] = plain(text, spans["number"])
            label = bare(spans["number"].of(text))
            fields["clause"] = Field(label, spans["number"].start, spans["number"].end)
        if "coordinating" in spans:
            names = tuple(squeezed(one) for one in BETWEEN.split(spans["coordinating"].of(text)) if one.strip())
            if names:
                fields["coordinating"] = Field(names, spans["coordinating"].start, spans["coordinating"].end)
        reasons: dict[str, str] = {}
        if "due" in spans:
            self._take_time(fields, reasons, spans["due"])
        understood = "due" in fields or "rhythm" in fields or reasons.get("due") == "counted-from"
        unread = spans.get("due") if not understood else None
        if "rhythm" in fields and self._written.time(spans["due"].of(text)) is None:  # changed by hand: is all of it?
            unread = self._terms.unread(text, spans["due"].start, spans["due"].end, fields, reasons, cell=True)
        unclear: tuple[Unclear, ...] = ()
        if "task" in spans and holds_several(spans["task"].of(text), self._lexicon):
            unclear = (Unclear("task", "two-tasks", spans["task"].start, spans["task"].end),)
        return Task(row.start, row.end, fields, "table", reasons, unclear, unread, spans)

    def _take_time(self, fields: dict[str, Field], reasons: dict[str, str], span: Span) -> None:
        text = self._text
        time = self._written.time(span.of(text))
        if time is None:  # changed by hand: read as any other cell for a time
            if self._times.several(text, span.start, span.end, cell=True) is not None:
                reasons["due"] = "several-rhythms"
                return
            whens = self._times.found(text, span.start, span.end, cell=True)
            rhythm = self._terms.rhythm(text, self._times.rhythm(text, span.start, span.end), whens)
            due, why = self._terms.due(text, whens, (), within=span)
            if rhythm is not None:
                fields["rhythm"] = rhythm
                reasons["due"] = "recurring"
            elif due is not None:
                fields["due"] = due
            else:
                counted = self._times.counted(text, span.start, span.end)
                reasons["due"] = why or ("counted-from" if counted else "no-day")
        elif "day" in time:
            fields["due"] = Field(time["day"], span.start, span.end, more=(("bound", "on"),))
        elif "rhythm" in time:
            more: list[tuple[str, str]] = [(key, str(time[key])) for key in KEPT if key in time]
            more += [("bound", "by")] if "within" in time else []
            rest = self._written.since(span.of(text)) if "begins" in time else None
            end = span.end if rest is None else span.start + rest
            also = () if rest is None else (Span(end, span.end),)
            fields["rhythm"] = Field(time["rhythm"], span.start, end, more=tuple(more), also=also)
            reasons["due"] = "recurring"
        else:
            reasons["due"] = "counted-from"


def _heading_words(written: Written) -> Mapping[str, str]:
    return {str(column): said.casefold() for column, said in written.layout.columns.items()}


def _inked(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None
