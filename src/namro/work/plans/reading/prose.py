"""The tasks that stand in the sentences of a plan. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from namro.work.plans.reading.agencies import Agencies
from namro.work.plans.reading.beside import Beside
from namro.work.plans.reading.clauses import BULLET, HANDING, PLAIN, STATING, Clause, Structure, joined_path
from namro.work.plans.reading.conditions import occasion
from namro.work.plans.reading.document import Note, Span
from namro.work.plans.reading.duties import Duties
from namro.work.plans.reading.duty import Duty
from namro.work.plans.reading.fields import Field, Task, Unclear
from namro.work.plans.reading.forbidding import also_forbids, cancelled, forbids
from namro.work.plans.reading.hints import Hints
from namro.work.plans.reading.labelling import Labels
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.making import Terms, lead_fields, names_field, plain
from namro.work.plans.reading.meant import Meant
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.preamble import Preamble
from namro.work.plans.reading.roles import Roles
from namro.work.plans.reading.somebody import Somebody
from namro.work.plans.reading.statements import Statements
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.years import one_year, years_of_title

_NUMBERED = re.compile(r"(?:\s+(?:\d{1,3}|[IVX]{1,5}))?\s?:")
"""What stands behind the label of what is to be done: "Task: …", "Task 2: …"."""


class Prose:
    """Reads the clauses of one document. `issued`: its day, where it says one; `issuer`: whether a name is that of the
    one who issued it, None where the document does not say who did."""

    def __init__(
        self,
        text: str,
        structure: Structure,
        lexicon: Lexicon,
        names: Names,
        times: Times,
        issued: date | None = None,
        issuer: Callable[[str], bool | None] = bool,
    ) -> None:
        self._text, self._structure, self._lexicon = text, structure, lexicon
        self._clauses = structure.clauses
        self._names, self._times = names, times
        self.duties = Duties(lexicon, names, times, issued, issuer)
        self._statements = Statements(lexicon, names, times, issued)
        self._years = years_of_title(text, structure)
        self._terms = Terms(times, issued, self._years)
        self._roles = Roles(lexicon, names)
        self._labels = Labels(text, structure, lexicon, self.duties)
        self._beside = Beside(text, self.duties, times, lexicon)
        self.somebody, self._meant = Somebody(lexicon, names), Meant(lexicon)
        self.preamble = Preamble(text, lexicon, self.somebody)
        self._hints = Hints(text, self.duties, lexicon, names, times)
        self._agencies = Agencies(text, structure, lexicon, names, self.preamble)
        self.notes: list[Note] = []
        self.taken: list[Span] = []
        """Clauses that are in the fields of a task that stands elsewhere."""
        self._asked_before = False  # whether a paragraph before those that follow asks to do what they say
        self.cancelled: list[Span] = []
        """Sentences of what is to be done no more; their numbers are no targets."""

    def tasks(self) -> list[Task]:
        """The tasks, in the order of the text."""
        done: list[Task] = []
        loose: list[Clause] = []
        for at, clause in enumerate(self._structure.clauses):
            if not clause.too_long and clause.start < self._structure.begins and clause.rank == PLAIN:
                self.notes += self._hints.handed_before(self._structure, self.preamble, clause)
            if clause.too_long or (clause.start < self._structure.begins and clause.rank == PLAIN):
                continue
            if clause.label is not None or clause.section or clause.heading:
                self._asked_before = False
            if self._labels.only_labels(clause) and not self._labels.labels_first(clause):
                own = self._labels.item_of(clause, done)
                if not done or not self._labels.belongs(clause, done[own]):
                    loose.append(clause)
                else:
                    done[own] = self._labelled(done[own], clause)
                continue
            for task in self._of_clause(at, clause):
                if "task" in task.fields:
                    done.append(task)
                elif done and "head" not in done[-1].fields and done[-1].start >= clause.start:
                    done[-1] = replace(done[-1], fields={**done[-1].fields, "head": task.fields["head"]})
                    self.taken.append(Span(task.start, task.end))
            asks = self._text[clause.end - 1] == ":" and not clause.section and clause.label is None
            if asks and self._lexicon.assign.search(self._text, clause.body, clause.end):
                self._asked_before = True
        self._take_loose([one for one in loose if one.section not in STATING], done)
        self.notes += self._beside.introduced(self._structure, done, self.notes)
        self.notes += list(self._labels.unread(done, self.notes))
        return done

    def _of_clause(self, at: int, clause: Clause) -> Iterator[Task]:
        """The tasks of one clause; one without a field `task` only says who answers for the one before it."""
        text = self._text
        body = Span(clause.body, clause.end)
        called = self._lexicon.columns["task"].match(text, clause.body, clause.end)
        if called is not None and (colon := _NUMBERED.match(text, called.end(), clause.end)) is not None:
            body = trimmed(text, colon.end(), clause.end) or body
        if clause.section in STATING and self._statements.names_part(text, body):
            return
        seats = self._statements.seats(text, body)
        agency = self._agencies.of(at, clause) if not seats else None
        if agency is not None:
            rest = self._agencies.behind(agency, clause)
            if rest is None:
                return
            body = rest
        if self._hints.is_heading(clause):
            return
        if agency is None and not seats:
            body = self._hints.behind_label(clause, body)
        over = self._agencies.over(clause)
        whole = not self._structure.sections and clause.label is not None
        listing = clause.section in HANDING or self._labels.told_above(clause)
        below = [self._structure.clauses[child] for child in clause.children]
        below = [] if self._labels.all_labels(below) or self._labels.titled(clause) else below
        below = [one for one in below if not self._labels.only_labels(one) or self._labels.labels_first(one)]
        beside = bool(below) and all(one.rank == PLAIN for one in below)
        leaf = not below or (beside and self._beside.says_itself(clause, body))
        last: Task | None = None
        given = 0
        spans = self.duties.sentences(text, body.start, body.end)
        first: list[Span] = []
        passed: list[Note] = []
        if self._labels.only_labels(clause):  # "Lead: X. Partners: Y. Trim the hedges."
            first = [one for one in spans if self._lexicon.labelled.match(text, one.start, one.end)]
            spans = [one for one in spans if one not in first]
        for number, span in enumerate(spans):
            told = over is not None and clause.section not in STATING
            under = (told and leaf) or (listing and leaf and clause.section != "execution") or agency is not None
            under = under and (over is not None or agency is not None or self.duties.starts_as_duty(text, span))
            under = under or (leaf and self._labels.names_lead(clause, spans, number))
            under = under or (leaf and self._beside.commands(self._structure, clause, span))
            if self._statements.seats(text, span):
                self.notes.append(Note("seats", span.start, span.end))
                continue
            if last is not None and self._lexicon.labelled.match(text, span.start, span.end):
                last = self._completed(last, span, clause)
                continue
            answering = self._head(Duty(span.start, span.end))
            if answering is not None and not text[span.start : answering.start].strip():
                if last is not None:  # says only who answers for what stands before it
                    last = replace(last, fields={"head": answering, **last.fields})
                else:
                    yield Task(span.start, span.end, {"head": answering})
                continue
            if cancelled(text, span.start, span.end, self._lexicon):
                self.notes.append(Note("denied", span.start, span.end))
                self.cancelled.append(span)
                continue
            if forbids(text, span, self._lexicon, self._names):
                self.notes.append(Note("prohibition", span.start, span.end))
                continue
            who = self.duties.only_leads(text, span) if last is not None and "lead" not in last.fields else None
            if last is not None and who is not None:
                last = self._with_leads(last, *who, span)
                continue
            if last is not None and (when := self._statements.only_when(text, span)) is not None:
                alone = given == 1 and last.end >= spans[number - 1].end  # nothing that was not read stands between
                last = self._terms.given(text, last, when, self._years_of(clause), span.end, alone=alone)
                continue
            same: Span | None = None
            begins = self.duties.added(text, span) if last is not None and leaf else None
            if last is not None and number and self.duties.goes_on(text, spans[number - 1], span):
                begins = span.start
            if begins is not None and last is not None:  # a second duty of the one named before
                span, under = Span(begins, span.end), True
                held = last.fields.get("lead")
                same = Span(held.start, held.end) if held is not None else None
            other = self.duties.past_added(text, span)
            span = Span(other, span.end) if other is not None else span
            plain_one = leaf and not clause.section and clause.label is None
            orders = plain_one and (self._asked_before or self._hints.orders(span))
            duty = self.duties.read(text, span, under=under, doing=(listing or whole) and leaf)
            if duty is None and orders and not self.duties.refused:
                duty = self.duties.read(text, span, under=under, doing=True)
            if duty is None and self.duties.refused:
                self.notes.append(Note("denied", span.start, span.end))
                continue
            if (duty is None or duty.task is None) and listing and self._labels.named_below(clause, spans, number):
                duty = Duty(span.start, span.end, task=trimmed(text, span.start, span.end))
            if duty is None or duty.task is None:
                acts = clause.section not in STATING and self.somebody.acts(text, span.start, span.end)
                said = len(spans) > 1 and (
                    self.duties.hands_over(text, span) or self._hints.says_when(clause, span) or acts
                )
                said = said or (acts and bool(below) and text[span.end - 1] in ".;!")
                if last is not None and also_forbids(text, span, self._lexicon):
                    self.notes.append(Note("prohibition", span.start, span.end))
                    continue
                if said or (beside and self._beside.says(clause, span)):
                    self.notes.append(Note("nothing-read", span.start, span.end))
                elif (not clause.section or text[: span.start].rstrip().endswith(";")) and self._hints.tells(span):
                    passed.append(Note("nothing-read", span.start, span.end))
                continue
            if duty.leads is None and not leaf:
                if beside and self._beside.says(clause, span):
                    self.notes.append(Note("nothing-read", span.start, span.end))
                continue
            if duty.leads is None and not (duty.whens or duty.rhythm) and self._labels.says_more(clause):
                self.notes.append(Note("nothing-read", span.start, span.end))
                continue
            if duty.leads is not None and self._statements.only_approves(text, span.start, duty.task):
                self.notes.append(Note("nothing-read", span.start, span.end))
                continue
            if duty.leads is not None and self._statements.heralds(text, duty.task, clause.end):
                if clause.children:  # what follows is theirs
                    self._agencies.named[at] = duty.leads
                elif not self.duties.directly(text, duty) or not self._agencies.asked(at, duty.leads):
                    self.notes.append(Note("nothing-read", span.start, span.end))
                continue
            if duty.leads is not None and self._statements.held(
                text, span.start, duty.leads, duty.task, labelled=clause.label is not None
            ):
                self.notes.append(Note("denied", span.start, span.end))
                continue
            if clause.section in STATING and duty.told not in ("lead", "assign"):
                continue
            given += 1
            if last is not None:
                yield last
            above = None if duty.other is not None or duty.told == "assign" else same or agency or over
            if above is over and above is not None and self.somebody.acts(text, span.start, span.end):
                above = None if not self.duties.starts_as_duty(text, span) else above  # it names somebody of its own
            last = self._made(duty, duty.leads or above, clause)
            for one in first:
                last = self._completed(last, one, clause)
            first = []
        if last is not None:
            self.notes += passed
            yield last

    # fields

    def _made(self, duty: Duty, lead: Span | None, clause: Clause) -> Task:
        text = self._text
        fields = self._place(clause)
        assert duty.task is not None
        fields["task"] = plain(text, duty.task)
        reasons: dict[str, str] = {}
        lead = None if lead is not None and self._meant.only_counted(text, lead) else lead
        if lead is not None:
            fields.update(lead_fields(text, lead, self._names))
        helpers = names_field(text, duty.helpers)
        if helpers is not None:
            fields["coordinating"] = helpers
        self._take_labelled(fields, reasons, duty.labelled, clause)
        whens, second = duty.whens, None
        rhythm = self._terms.rhythm(text, duty.rhythm, whens)
        if rhythm is not None:
            fields.setdefault("rhythm", rhythm)
        if duty.several is not None and "due" not in duty.labelled:
            fields.pop("rhythm", None)
            reasons["due"] = "several-rhythms"
        elif "due" not in fields:
            years = self._years_of(clause)
            due, why = (None, "recurring") if rhythm is not None else self._terms.due(text, whens, years)
            second = self._terms.beside(text, duty.start, duty.end, due) if due is not None else None
            if second is not None:
                reasons["due"] = "not-understood"
            elif due is not None and (second := self._terms.another_span(text, due, duty.end)) is not None:
                reasons["due"] = "contradictory-dates"
            elif due is not None:
                fields["due"] = due
            elif why:
                reasons.setdefault("due", why)
            elif self._times.counted(text, duty.start, duty.end):
                reasons.setdefault("due", "counted-from")
        if reasons.get("due") == "contradictory-dates":
            self.notes.append(Note("contradictory-dates", duty.start, duty.end))
        head = self._head(duty)
        if head is not None:
            fields.setdefault("head", head)
        place = duty.labelled.get("due") or Span(duty.start, duty.end)
        unread = second or self._terms.unread(
            text, place.start, place.end, fields, reasons, cell="due" in duty.labelled
        )
        if unread is None and "due" in duty.labelled and not {"due", "rhythm"} & fields.keys():
            unread = place
        if duty.of_others is not None and not {"due", "rhythm"} & fields.keys():
            reasons["due"], unread = "not-understood", duty.of_others
        unread = duty.several if reasons.get("due") == "several-rhythms" and duty.several is not None else unread
        unclear = (
            (Unclear("person", "conditional-lead", duty.condition.start, duty.condition.end),)
            if duty.condition and lead
            else ()
        )
        whom = self._meant.whom(text, duty.start, duty.end, lead) if lead is not None and not unclear else None
        unclear = (Unclear("person", "conditional-lead", whom.start, whom.end),) if whom is not None else unclear
        unclear = (*unclear, *self._beside_lead(fields, reasons), *self._other_times(duty, fields, unread))
        if duty.more is not None:
            unclear = (*unclear, Unclear("task", "two-tasks", duty.more.start, duty.more.end))
        if duty.other is not None:
            unclear = (*unclear, Unclear("person", "other-lead", duty.other.start, duty.other.end))
        unclear = (*unclear, *self._aside(duty))
        return Task(duty.start, duty.end, fields, "prose", reasons, unclear, unread)

    @staticmethod
    def _beside_lead(fields: dict[str, Field], reasons: dict[str, str]) -> Iterator[Unclear]:
        """Whether others stand behind the label of a lead of whom nothing says what they do."""
        if reasons.pop("lead", "") and "lead" in fields:
            yield Unclear("person", "several-leads", fields["lead"].start, fields["lead"].end)

    def _aside(self, duty: Duty) -> Iterator[Unclear]:
        """What stands behind labels that are not known: noted, and beside a lead said to name another one."""
        for column, span in duty.aside:
            self.notes.append(Note("nothing-read", span.start, span.end))
            if column == "lead":
                yield Unclear("person", "several-leads", span.start, span.end)

    def _other_times(self, duty: Duty, fields: dict[str, Field], unread: Span | None) -> Iterator[Unclear]:
        """The times of a duty that are in none of its fields and not quoted as what is not understood."""
        text = self._text
        taken = [(one.start, one.end) for name, one in fields.items() if name in ("due", "rhythm", "product", "head")]
        taken += [(one.start, one.end) for one in (unread, *duty.labelled.values()) if one is not None]
        due, rhythm = fields.get("due"), fields.get("rhythm")
        days = {str(due.value) if due else None, dict(rhythm.more).get("until") if rhythm else None}
        others = [*duty.whens, *self.duties.apart(text, duty.start, duty.end)]
        found = [one.unsure or (one.from_, one.end) for one in others if str(one.day) not in days]
        own = due or rhythm
        if own is not None:
            sides = ((duty.start, own.start), (own.end, duty.end))
            passed = [one for side in sides for one in self._terms.passed(text, *side, days)]
            passed += occasion(text, rhythm.end, duty.end, self._lexicon) if rhythm else []
            found += [one for one in passed if not any(one[0] < last and first < one[1] for first, last in found)]
        found += self._terms.bracketed(text, duty.start, duty.end, days)
        for start, end in sorted([*found, *self._times.other(text, duty.start, duty.end)]):
            if not any(start < last and first < end for first, last in taken):
                taken.append((start, end))
                yield Unclear("time", "time-beside", start, end)

    def _with_leads(self, task: Task, leads: Span, helpers: list[Span], span: Span) -> Task:
        """A task with those who lead and help by a sentence of their own behind it."""
        fields = {**task.fields, **lead_fields(self._text, leads, self._names)}
        made = names_field(self._text, helpers)
        if made is not None:
            fields.setdefault("coordinating", made)
        return replace(task, fields=fields, end=span.end)

    def _place(self, clause: Clause) -> dict[str, Field]:
        """The number and the clause of a task: its own label, or that of the clause above it."""
        path = self._structure.path(self._text, clause)
        if not path:
            return {}
        own = path[-1]
        number = Field(own.of(self._text).strip(), own.start, own.end)
        return {"number": number, "clause": Field(joined_path(self._text, path), own.start, own.end)}

    def _take_labelled(
        self, fields: dict[str, Field], reasons: dict[str, str], labelled: dict[str, Span], clause: Clause
    ) -> None:
        text = self._text
        for column, span in labelled.items():
            if column in fields and column != "head":
                continue
            if self._lexicon.same.fullmatch(text, span.start, span.end):
                self.notes.append(Note("as-above", span.start, span.end))
                continue
            if self._lexicon.pointing.fullmatch(text, span.start, span.end):
                self.notes.append(Note("points-elsewhere", span.start, span.end))
                continue
            if column != "due" and self._names.left_open(text, column, span):
                self.notes.append(Note("left-open", span.start, span.end))
                continue
            if column == "lead":
                lead, helpers, several = self._roles.parted(text, span)
                fields.update(lead_fields(text, lead, self._names) if lead is not None else {})
                made = names_field(text, helpers)
                fields.update({"coordinating": made} if made is not None else {})
                if several:
                    reasons["lead"] = "several-leads"
            elif column == "coordinating":
                made = names_field(text, self._names.parts(text, span))
                if made is not None:
                    fields["coordinating"] = made
            elif column == "due":
                self._take_term(fields, reasons, span, clause)
            else:
                fields[column] = plain(text, span)

    def _take_term(self, fields: dict[str, Field], reasons: dict[str, str], span: Span, clause: Clause) -> None:
        if self._times.several(self._text, span.start, span.end, cell=True) is not None:
            reasons["due"] = "several-rhythms"
            return
        whens = self._times.found(self._text, span.start, span.end, cell=True)
        rhythm = self._terms.rhythm(self._text, self._times.rhythm(self._text, span.start, span.end), whens)
        if rhythm is not None:
            fields["rhythm"] = rhythm
            reasons["due"] = "recurring"
            return
        due, why = self._terms.due(self._text, whens, self._years_of(clause), within=span)
        if due is not None:
            fields["due"] = due
        else:
            reasons["due"] = why or "no-day"
        if why == "only-years":
            self.notes.append(Note(why, span.start, span.end))

    def _head(self, duty: Duty) -> Field | None:
        """The post that a sentence says answers for the duty."""
        text = self._text
        for mark in self._lexicon.presides.finditer(text, duty.start, duty.end):
            for post in self._lexicon.posts.finditer(text, max(duty.start, mark.start() - 120), mark.start()):
                name = self._names.at(text, post.start(), mark.start())
                if name is not None and not text[name.end : mark.start()].strip(" ,"):
                    return plain(text, name)
        return None

    # items that only name fields of the task above them

    def _take_loose(self, loose: Sequence[Clause], done: list[Task]) -> None:
        """Takes the term that an article of its own names for the only task of a document; any other line of labels
        that lies in no task is noted."""
        for clause in loose:
            mark = self._lexicon.labelled.match(self._text, clause.body, clause.end)
            own = next((one for one in self._clauses if done and one.start <= done[0].start < one.end), None)
            single = len(done) == len(loose) == 1 and own is not None and own.rank == clause.rank < BULLET
            if (
                single
                and mark is not None
                and mark.lastgroup == "due"
                and not {"due", "rhythm"} & done[0].fields.keys()
            ):
                task = self._completed(done[0], Span(clause.body, clause.end), clause)
                done[0] = replace(task, end=done[0].end)
                self.taken.append(Span(clause.body, clause.end))
            else:
                self.notes.append(Note("nothing-read", clause.start, clause.end))

    def _labelled(self, task: Task, clause: Clause) -> Task:
        """The task with the fields that a line of labels names; a sentence of it that begins with none is noted."""
        for span in self.duties.sentences(self._text, clause.body, clause.end):
            if self._lexicon.labelled.match(self._text, span.start, span.end):
                task = self._completed(task, span, clause)
                self.taken.append(span)
            elif (when := self._statements.only_when(self._text, span)) is not None:
                task = self._terms.given(self._text, task, when, self._years_of(clause), span.end, alone=True)
                self.taken.append(span)
            else:
                self.notes.append(Note("nothing-read", span.start, span.end))
        return task

    def _completed(self, task: Task, span: Span, clause: Clause) -> Task:
        duty = Duty(span.start, span.end)
        self.duties._take_labelled(self._text, duty)
        fields, reasons = dict(task.fields), dict(task.reasons)
        self._take_labelled(fields, reasons, duty.labelled, clause)
        if duty.whens and "due" not in fields and "rhythm" not in fields and "due" not in reasons:
            due, why = self._terms.due(self._text, duty.whens, self._years_of(clause))
            fields.update({"due": due} if due is not None else {})
            reasons.update({"due": why} if why else {})
        unread = task.unread
        if "due" in duty.labelled and "due" not in task.fields and "rhythm" not in task.fields:
            place = duty.labelled["due"]
            unread = self._terms.unread(self._text, place.start, place.end, fields, reasons, cell=True)
            if unread is None and not {"due", "rhythm"} & fields.keys():
                unread = place
        if "due" in fields:
            reasons.pop("due", None)
            unread = None
        unclear = (*task.unclear, *self._beside_lead(fields, reasons), *self._aside(duty))
        named, lead = duty.labelled.get("lead"), task.fields.get("lead")
        other = named is not None and lead is not None and plain(self._text, named).value != lead.value
        if named is not None and other and not self._lexicon.same.fullmatch(self._text, named.start, named.end):
            unclear = (*unclear, Unclear("person", "several-leads", named.start, named.end))
        return replace(
            task, fields=fields, reasons=reasons, end=max(task.end, span.end), unread=unread, unclear=unclear
        )

    def _years_of(self, clause: Clause) -> list[tuple[int, Span]]:
        """The years that the headings above a clause, then the title, say; each only where it says one."""
        found: list[tuple[int, Span]] = []
        for above in self._structure.above(clause):
            if above.heading:
                found.extend(one_year(self._text, above.body, above.end))
        return found + self._years
