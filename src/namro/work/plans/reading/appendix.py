"""The tasks that stand in tables: which column is which, merged cells, groups of rows, what a row says twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from namro.work.plans.reading import broken
from namro.work.plans.reading.adding import parts
from namro.work.plans.reading.clauses import bare, joined_path
from namro.work.plans.reading.document import Cell, Document, Note, Row, Span, Table
from namro.work.plans.reading.fields import Field, Target, Task, Unclear
from namro.work.plans.reading.forbidding import cancelled
from namro.work.plans.reading.goals import GoalTables
from namro.work.plans.reading.grouping import Groups, own_mark
from namro.work.plans.reading.leading import GAP
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.making import Terms, lead_fields, names_field, plain
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.roles import Roles
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.untitled import Untitled

_DEEP = 3
"""Rows in which the heading of a table is looked for, beyond which it has none."""
_GROUP = re.compile(r"\(?[^\W_]{1,6}(?:[.\-][^\W_]{1,6})*[.):]?")
"""The label of a group of rows, and no heading: II, A, 3.1."""
_TICK = re.compile(r"[\s()\[\]–-]*(?:[xXvV✓✔√☑☒✗✘]|[^\w\s]+)[\s()\[\]–-]*")
"""A mark in a cell that names nothing."""


class Appendix:
    """Reads the tables of one document. `years`: that of its title; `issued`: its day, where it says one."""

    def __init__(
        self,
        document: Document,
        lexicon: Lexicon,
        names: Names,
        times: Times,
        years: Sequence[tuple[int, Span]],
        issued: date | None = None,
    ) -> None:
        self._text, self._blocks = document.text, document.blocks
        self._lexicon, self._names, self._times = lexicon, names, times
        self._terms, self._years = Terms(times, issued, years), list(years)
        self._roles = Roles(lexicon, names)
        self._untitled = Untitled(document.text, lexicon, names, times)
        self._goals = GoalTables(document.text, lexicon, times, issued)
        self.targets: list[Target] = []
        """The targets of the tables that hold some, once the tasks were read."""
        self.notes: list[Note] = self._goals.notes
        self._above: tuple[dict[str, int], int] = ({}, 0)
        """Which column held what in the table of tasks above, and how many there were."""
        self._above_ends = 0

    def tasks(self) -> list[Task]:
        """The tasks of all tables that have a column for tasks, in order."""
        return [task for block in self._blocks if isinstance(block, Table) for task in self._of_table(block)]

    def _of_table(self, table: Table) -> Iterator[Task]:
        head = self._heading(table)
        width = max(len(row.cells) for row in table.rows)
        if head is None and self._goes_on(table, table.rows, width):
            head = (self._above[0], 0, 0)
        if head is None:
            goals = self._goals.targets(table)
            self.targets.extend(goals or ())
            if goals is None and (self._untitled.says(table) or (self._above[1] == width > 2)):
                self.notes += self._untitled.notes(table, all_=self._above[1] == width)
            return
        columns, at, first = head
        before = table.rows[:at] if not first or columns == self._above[0] else ()
        before = before if before and self._goes_on(table, before, width) else ()
        for row in table.rows[: at - len(before)]:
            if self._is_lost(row, columns, all_=columns == self._above[0] and width == self._above[1]):
                self.notes.append(Note("nothing-read", row.start, row.end))
        self._above, self._above_ends = (columns, width), table.end
        self._unread(table.rows[at:first], table.rows[first:], columns)
        heads = [self._all_said(row) for row in table.rows[at:first]]
        numbered = self._is_numbered(table.rows[first:], columns)
        for row in table.rows[at:first]:
            cell = row.cells[columns["due"]] if "due" in columns and columns["due"] < len(row.cells) else None
            if cell is not None and self._times.doubted(self._text, cell.start, cell.end):
                self.notes.append(Note("expected-days", cell.start, cell.end))
                break
        group: Span | None = None
        groups = Groups(self._text)
        above: dict[str, Span] = {}
        numbers: dict[tuple[Span | None, str], Span] = {}
        told: list[Cell] = []
        last = table.rows[first - 1].end if first and not before else table.start
        for row in (*before, *table.rows[first:]):
            if self._is_numbers(row) or self._all_said(row) in heads:
                continue
            if broken.heads(self._all_said(row), self._lexicon) and "task" in self._columns([row]):
                columns = self._columns([row])
                continue
            cells = {name: row.cells[at] for name, at in columns.items() if at < len(row.cells)}
            alone = self._alone(row, columns)
            if alone is not None:
                number = cells.get("number")
                group = trimmed(self._text, number.start, number.end) if number is not None else None
                group = group if group is not None and _GROUP.fullmatch(group.of(self._text)) else None
                if numbered and alone.columns == 1 and self._filled(alone) and not self._said(number):
                    self.notes.append(Note("nothing-read", row.start, row.end))  # a group, or what a page broke off
                    groups.end()
                else:
                    told.append(alone)
                    if group is None and alone == number:
                        group = own_mark(self._text, Span(alone.start, alone.end))
                        whole = Span(group.end if group is not None else alone.start, alone.end)
                    else:
                        whole = Span(alone.start, alone.end)
                    groups.begin(group, whole)
                continue
            if numbered and broken.is_rest(self._text, cells, self._lexicon, unsure=not first or row in before):
                self.notes.append(Note("nothing-read", row.start, row.end))
                continue
            cells, whose = self._of_one(cells)
            above = spans = self._spans(cells, above)
            if "task" in spans and cancelled(self._text, spans["task"].start, spans["task"].end, self._lexicon):
                self.notes.append(Note("denied", row.start, row.end))
                continue
            task = self._of_row(row, cells, spans, group, whose)
            if task is not None and "number" in spans:
                label = bare(spans["number"].of(self._text))
                if label == "1" and len(numbers) > 1:  # a list of its own begins
                    numbers = {}
                if numbers.setdefault((group, label), spans["number"]) != spans["number"]:
                    self.notes.append(Note("same-number", row.start, row.end))
            if task is not None:
                yield from self._each(replace(task, groups=groups.standing()))
                last = row.end
            elif any(cell is not None and self._filled(cell) for cell in row.cells):
                self.notes.append(Note("nothing-read", row.start, row.end))
        for cell in told:  # a heading of rows, or what is said of all of them: it is in no field
            place = Span(cell.start, cell.end)
            says = self._untitled.says_when(place) or self._untitled.hands_over(place)
            if self._filled(cell) and (cell.start > last or says):
                self.notes.append(Note("nothing-read", cell.start, cell.end))

    def _goes_on(self, table: Table, rows: Sequence[Row], width: int) -> bool:
        """Whether rows without a heading go on with the table above them, behind the name of a group: they are as wide,
        at most one line stands between, and all that have a number have a task, a lead that is known as a name and
        nothing that heads a column. Headings of groups, sums and the rest of a row that a page broke have no number."""
        columns, wide = self._above
        if wide != width or not {"number", "task", "lead"} <= columns.keys():
            return False
        if sum(self._above_ends <= one.start < table.start for one in self._blocks) > 1:
            return False
        counted = 0
        for row in rows:
            number, task = row.cells[columns["number"]], row.cells[columns["task"]]
            said = self._said(number)
            if self._alone(row, columns) is not None or not said or self._lexicon.totals.match(said):
                continue
            if number is None or task is None or not self._filled(task):
                return False
            lead = row.cells[columns["lead"]]
            if lead is not None and self._filled(lead) and not self._names.begins(self._text, lead.start, lead.end):
                return False
            if not re.search(r"\d", said) or not _GROUP.fullmatch(said):
                return False
            counted += 1
        heads = (look for name, look in self._lexicon.columns.items() if name != "number")
        first = self._all_said(rows[0])
        return counted > 0 and not any(look.fullmatch(one) for look in heads for one in first if one)

    def _is_lost(self, row: Row, columns: Mapping[str, int], *, all_: bool) -> bool:
        """Whether a row above the heading of a table is one of its rows, and no title: it has a number and a task, or
        says by when or who. `all_`: or anything in several cells, below a table with the same columns."""
        filled = {cell for cell in row.cells if cell is not None and self._filled(cell)}
        if not filled or self._is_numbers(row):
            return False
        place = Span(row.start, row.end)
        whens = self._times.found(self._text, row.start, row.end)
        title = len(filled) < 2 and self._text[place.end - 1] != "."
        if any(one.bound for one in whens) or (not title and (all_ or self._untitled.hands_over(place))):
            return True
        return self._counts(row, columns)

    def _counts(self, row: Row, columns: Mapping[str, int]) -> bool:
        """Whether a row has a number and a task."""
        number, task = (row.cells[columns[name]] if name in columns else None for name in ("number", "task"))
        counts = re.search(r"\d", self._said(number)) is not None and _GROUP.fullmatch(self._said(number)) is not None
        return counts and task is not None and self._filled(task)

    def _is_numbered(self, rows: Sequence[Row], columns: Mapping[str, int]) -> bool:
        """Whether most rows of a table have a number and it has a column for who leads."""
        at = columns.get("number", -1)
        known = [row for row in rows if 0 <= at < len(row.cells) and self._said(row.cells[at])]
        return "lead" in columns and len(known) * 2 >= len(rows)

    def _all_said(self, row: Row) -> list[str]:
        return [self._said(cell).casefold() for cell in row.cells]

    # the heading

    def _heading(self, table: Table) -> tuple[dict[str, int], int, int] | None:
        """Which column holds what, at which row that is said, and at which row the tasks begin; None where the table
        lists no tasks."""
        for at in range(min(_DEEP + 5, len(table.rows))):
            if broken.counted(self._all_said(table.rows[at]), 0):
                continue
            found = self._columns(table.rows[at : at + 1])
            deeper = self._columns(table.rows[at : at + 2])
            after = at + 1
            below = self._columns(table.rows[at + 1 : at + 2])
            if len(deeper) > len(found) and self._untitled.is_data(table.rows[at + 1], found, deeper):
                deeper, below = found, {}
            if len(below) == len(deeper) > len(found) and (not found or self._counts(table.rows[at], below)):
                continue  # the row below heads the table by itself
            if len(deeper) > len(found) or self._parted(table.rows[at + 1 : at + 2]):
                found, after = deeper, at + 2
            if "task" in found and len(found) >= 2 and ("lead" in found or "due" in found or "number" in found):
                return found, at, after
        return None

    def _parted(self, rows: Sequence[Row]) -> bool:
        """Whether a row below a heading parts one of its columns in the day of the beginning and that of the end."""
        said = [self._said(cell) for row in rows for cell in row.cells]
        looks = (self._lexicon.starts, self._lexicon.finishes)
        return all(any(look.fullmatch(one) for one in said) for look in looks)

    def _unread(self, above: Sequence[Row], rows: Sequence[Row], columns: Mapping[str, int]) -> None:
        """Says which columns with a heading and something in them are not read."""
        own = {row.cells[at] for row in above for at in columns.values() if at < len(row.cells)}
        for at in range(max((len(row.cells) for row in above), default=0)):
            heads = [row.cells[at] for row in above if at < len(row.cells)]
            named = [cell for cell in heads if cell is not None and cell not in own and self._filled(cell)]
            if at in columns.values() or not named:
                continue
            below = [row.cells[at] for row in rows if at < len(row.cells)]
            if any(cell is not None and self._filled(cell) for cell in below):
                self.notes.append(Note("column-not-read", named[-1].start, named[-1].end))

    def _columns(self, rows: Sequence[Row]) -> dict[str, int]:
        width = max((len(row.cells) for row in rows), default=0)
        scored: list[tuple[int, int, str]] = []
        for at in range(width):
            cells = [row.cells[at] for row in rows if at < len(row.cells) and not broken.is_wide(row, at)]
            words = [self._said(cell) for cell in cells if cell is not None]
            begins = any(self._lexicon.starts.fullmatch(part) for part in words)
            if any(self._lexicon.finishes.fullmatch(part) for part in words):
                scored.append((200, at, "due"))
            for part in dict.fromkeys(words[::-1]):
                if not part or len(part) > 60 or begins:
                    continue  # what begins on a day is not due on it
                for name, look in self._lexicon.columns.items():
                    for match in look.finditer(part):
                        whole = match.start() == 0 and match.end() == len(part)
                        least = 90 * (self._lexicon.phases.fullmatch(match[0]) is not None)  # where no day has a column
                        scored.append((len(match[0]) + 100 * whole + 20 * (match.start() == 0) - least, at, name))
        found: dict[str, int] = {}
        for _, at, column in sorted(scored, key=lambda one: (-one[0], one[1])):
            if column not in found and at not in found.values():
                found[column] = at
        return found

    def _said(self, cell: Cell | None) -> str:
        return " ".join(self._text[cell.start : cell.end].split()) if cell else ""

    # rows

    def _is_numbers(self, row: Row) -> bool:
        return broken.counts_columns([self._said(cell) for cell in row.cells if cell is not None])

    def _alone(self, row: Row, columns: dict[str, int]) -> Cell | None:
        """The cell of a row that is only a heading for the rows below: nothing else stands in it but a number."""
        number = columns.get("number", -1)
        filled = {cell for at, cell in enumerate(row.cells) if cell is not None and at != number and self._filled(cell)}
        if len(filled) > 1:
            return None
        if not filled:
            own = row.cells[number] if 0 <= number < len(row.cells) else None
            return own if own is not None else Cell(row.start, row.start)
        (cell,) = filled
        mark = self._said(row.cells[number]) if 0 <= number < len(row.cells) else ""
        wide = cell.columns > 1
        roman = re.fullmatch(r"[IVXLC]+\.?|[A-Z]\.?", mark) is not None
        starts = self._lexicon.verbs.match(self._text, cell.start, cell.end) is not None
        return cell if wide or roman or (not mark and not starts) else None

    def _filled(self, cell: Cell) -> bool:
        return broken.filled(self._text, cell)

    def _of_one(self, cells: dict[str, Cell | None]) -> tuple[dict[str, Cell | None], list[Unclear]]:
        """The cells of a row, one that spans several columns only in the column that it belongs to: that of the task,
        or that of the day where nothing but a time stands in it. Of any other it is not known, and that is said."""
        found, unclear = dict(cells), []
        for cell in {cell for cell in cells.values() if cell is not None and cell.columns > 1}:
            names = [name for name, one in cells.items() if one == cell and name != "number"]
            if len(names) < 2 or not self._filled(cell):
                continue
            own = next((one for one in ("task", "due") if one in names), "")
            if own == "due" and not self._only_time(cell):
                own = ""
            if not own:
                self.notes.append(Note("cell-of-both", cell.start, cell.end))
                unclear.append(Unclear("time" if "due" in names else "task", "cell-of-both", cell.start, cell.end))
            found.update({name: None for name in names if name != own})
        return found, unclear

    def _only_time(self, cell: Cell) -> bool:
        """Whether nothing but a time stands in a cell."""
        text = self._text
        again = self._times.rhythm(text, cell.start, cell.end)
        taken = [(again.start, again.end)] if again is not None else []
        taken += [(when.from_, when.end) for when in self._times.found(text, cell.start, cell.end, cell=True)]
        if not taken:
            return False
        start = self._times.introduced(text, cell.start, min(taken)[0])
        rest = [at for at in range(cell.start, cell.end) if text[at].isalnum() and not start <= at < min(taken)[0]]
        return all(any(one[0] <= at < one[1] for one in taken) for at in rest)

    def _spans(self, cells: dict[str, Cell | None], above: dict[str, Span]) -> dict[str, Span]:
        """By column what stands in a row; of a cell that only says "as above" what it points to."""
        text = self._text
        spans = {
            name: span
            for name, cell in cells.items()
            if cell is not None
            and self._filled(cell)
            and not (name != "task" and self._lexicon.nothing.fullmatch(self._said(cell)))
            and (span := trimmed(text, cell.start, cell.end)) is not None
        }
        for name, cell in cells.items():
            if cell is None or name == "number" or not set(text[cell.start : cell.end]) - set(" \n\t"):
                continue
            if self._lexicon.same.fullmatch(text, cell.start, cell.end):
                spans.pop(name, None)
                if name in above and name != "task":
                    spans[name] = above[name]
                else:
                    self.notes.append(Note("as-above", cell.start, cell.end))
            elif self._lexicon.pointing.fullmatch(text, cell.start, cell.end):
                spans.pop(name, None)
                self.notes.append(Note("points-elsewhere", cell.start, cell.end))
            elif self._lexicon.unset.fullmatch(text, cell.start, cell.end):
                continue
            elif name in spans and name not in ("task", "due") and _TICK.fullmatch(text, cell.start, cell.end):
                del spans[name]
                self.notes.append(Note("only-mark", cell.start, cell.end))
        return spans

    def _of_row(
        self, row: Row, cells: dict[str, Cell | None], spans: dict[str, Span], group: Span | None, whose: list[Unclear]
    ) -> Task | None:
        text = self._text
        fields: dict[str, Field] = {}
        reasons: dict[str, str] = {}
        unclear = list(whose)
        if "task" not in spans or self._adds_up(spans):
            return None
        if "number" in spans:
            fields["number"] = plain(text, spans["number"])
            path = joined_path(text, [*([group] if group else []), spans["number"]])
            fields["clause"] = Field(path, spans["number"].start, spans["number"].end)
        fields["task"] = plain(text, spans["task"])
        whole = cells["task"]
        if whole is not None and broken.holds_several(Span(whole.start, whole.end).of(self._text), self._lexicon):
            unclear.append(Unclear("task", "two-tasks", spans["task"].start, spans["task"].end))
            self.notes.append(Note("two-tasks", spans["task"].start, spans["task"].end))
        if "head" in spans and self._untitled.is_office(spans["head"]):
            office, spans = spans["head"], {name: one for name, one in spans.items() if name != "head"}
            if "lead" in cells:
                self.notes.append(Note("nothing-read", office.start, office.end))
            else:
                spans["lead"] = office  # no other column is for who leads
        for name in ("lead", "coordinating", "product", "head"):
            if name in spans and self._names.left_open(text, name, spans[name]):
                span = spans.pop(name)
                self.notes.append(Note("left-open", span.start, span.end))
                unclear += [Unclear("person", "no-lead", span.start, span.end)] if name == "lead" else []
        glued = "lead" in spans and self._glued(spans["lead"]) and not self._roles.told(text, spans["lead"])
        if glued:
            unclear.append(Unclear("person", "several-leads", spans["lead"].start, spans["lead"].end))
        elif "lead" in spans and not self._lexicon.denying.match(text, spans["lead"].start, spans["lead"].end):
            lead, under = self._condition(spans["lead"])
            found, several = self._lead(lead)
            fields.update(found)
            if several:
                unclear.append(Unclear("person", "several-leads", found["lead"].start, found["lead"].end))
            elif "lead" not in found:
                unclear.append(Unclear("person", "no-lead", lead.start, lead.end))
            if under is not None:
                unclear.append(Unclear("person", "conditional-lead", under.start, under.end))
        if "coordinating" in spans:
            made = names_field(text, self._names.parts(text, spans["coordinating"]))
            if made is not None:
                fields["coordinating"] = made
        self._take_due(fields, reasons, spans, row)
        unread = None
        if "due" not in spans and "note" in spans and self._untitled.says_when(spans["note"]):
            unread, reasons["due"] = spans["note"], "not-understood"
        if "due" in spans:
            span = spans["due"]
            unread = self._terms.unread(text, span.start, span.end, fields, reasons, cell=True)
            if unread is None and "due" not in fields and "rhythm" not in fields:
                unread = span
        for name in ("product", "head"):
            if name in spans:
                fields[name] = plain(text, spans[name])
        return Task(row.start, row.end, fields, "table", reasons, tuple(unclear), unread)

    def _adds_up(self, spans: dict[str, Span]) -> bool:
        """Whether a row only adds up the others, by its number or its task ("Total | 3 tasks")."""
        text, totals = self._text, self._lexicon.totals
        number, task = spans.get("number"), spans["task"]
        if number is not None and totals.fullmatch(text, number.start, number.end):
            return True
        alone = not spans.keys() - {"number", "task", "product", "note"}
        return alone and totals.match(text, task.start, task.end) is not None

    def _glued(self, span: Span) -> bool:
        """Whether the names of a cell are parted only by lines or letters, which are no part of a value."""
        found = self._names.apart(self._text, span)
        return len(found) > 1 and all(
            re.fullmatch(r"[^;/+]*", self._text[one.end : other.start]) for one, other in pairwise(found)
        )

    def _each(self, task: Task) -> Iterator[Task]:
        """A task for each duty in its cell that words such as "in addition" join to the first; all else of the row goes
        for each of them."""
        said = task.fields["task"]
        for part in parts(self._text, Span(said.start, said.end), self._lexicon):
            own = trimmed(self._text, part.start, part.end)
            if own is not None:
                start = task.start if part.start == said.start else own.start
                yield replace(task, start=start, fields={**task.fields, "task": plain(self._text, own)})

    def _condition(self, span: Span) -> tuple[Span, Span | None]:
        """The cell of a lead without the brackets behind it that say under which condition it leads, and that."""
        text, lexicon = self._text, self._lexicon
        found = re.compile(r"[^()\n]*?\s*\(([^()]*)\)\s*").fullmatch(text, span.start, span.end)
        inner = Span(*found.span(1)) if found is not None else span
        if not any(look.match(text, inner.start, inner.end) for look in (lexicon.conditions, lexicon.occasions)):
            return span, None
        name = trimmed(text, span.start, inner.start - 1) if found is not None else None
        return (name, inner) if name is not None else (span, inner)

    def _lead(self, span: Span) -> tuple[dict[str, Field], bool]:
        """The lead of a row: the whole cell, without the mark before it; and whether others stand beside it."""
        lead, helpers, several = self._roles.parted(self._text, span)
        made = names_field(self._text, helpers)
        fields = lead_fields(self._text, self._without_others(lead), self._names) if lead is not None else {}
        return fields | ({"coordinating": made} if made is not None else {}), several

    def _without_others(self, lead: Span) -> Span:
        """The name without the brackets at its end that say what others do; these are noted."""
        found = re.search(r"\s*\(([^()\n]{1,160})\)\s*$", lead.of(self._text))
        if found is None or not found.start():
            return lead
        inner = Span(lead.start + found.start(1), lead.start + found.end(1))
        listed = self._names.listed(self._text, inner.start, inner.end)
        gap = GAP.match(self._text, listed[-1].end, inner.end) if listed else None
        looks = (self._lexicon.verbs_small, self._lexicon.with_)
        if gap is None or not any(look.match(self._text, gap.end(), inner.end) for look in looks):
            return lead
        self.notes.append(Note("nothing-read", inner.start, inner.end))
        return Span(lead.start, lead.start + found.start())

    def _take_due(self, fields: dict[str, Field], reasons: dict[str, str], spans: dict[str, Span], row: Row) -> None:
        text = self._text
        if "due" not in spans:
            return
        span = spans["due"]
        if self._times.several(text, span.start, span.end, cell=True) is not None:
            reasons["due"] = "several-rhythms"
            return
        whens = self._times.found(text, span.start, span.end, cell=True)
        rhythm = self._terms.rhythm(text, self._times.rhythm(text, span.start, span.end), whens)
        if rhythm is not None:
            fields["rhythm"] = rhythm
            reasons["due"] = "recurring"
            return
        due, why = self._terms.due(text, whens, self._years, within=span)
        if due is not None:
            fields["due"] = due
        else:
            reasons["due"] = why or ("counted-from" if self._times.counted(text, span.start, span.end) else "no-day")
        if why == "only-years":
            self.notes.append(Note(why, span.start, span.end))
        inner = [
            when for when in self._times.found(text, spans["task"].start, spans["task"].end) if when.bound and when.day
        ]
        other = {when.day.isoformat() for when in inner if when.day is not None}
        if why == "contradictory-dates" or (
            due is not None and other and due.value not in other and [one.grain for one in inner] == ["day"]
        ):
            fields.pop("due", None)
            reasons["due"] = "contradictory-dates"
            self.notes.append(Note("contradictory-dates", row.start, row.end))
