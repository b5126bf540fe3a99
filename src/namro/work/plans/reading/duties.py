"""One sentence that hands somebody a duty, taken apart: who leads, who helps, what is to be done, by when. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from namro.work.plans.reading.adding import added
from namro.work.plans.reading.brackets import Brackets, without_marks
from namro.work.plans.reading.conditions import condition
from namro.work.plans.reading.document import Span
from namro.work.plans.reading.due_terms import AROUND, TAIL, DueTerms
from namro.work.plans.reading.duty import Duty
from namro.work.plans.reading.halves import Halves
from namro.work.plans.reading.leading import GAP, Leads
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.named import of_named
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.rhythms import Again, odd_beside
from namro.work.plans.reading.second import Seconds
from namro.work.plans.reading.statements import Statements
from namro.work.plans.reading.stops import stops
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.turning import Turning
from namro.work.plans.reading.when import When, clash_of
from namro.work.plans.reading.wording import alternatives

_ENDS = re.compile(r"[\s,;:.–(/-]+$")
_TO_MARK = re.compile(r"[^,;.:()\n]*")
_OTHER_LABEL = re.compile(r";\s*([^\W\d_A-Z][^;:.()\n]{2,40}:)(?=\s)")
"""A label that is not known, behind what one that is known names: "; kinh phí: …"."""


class Duties:
    """Reads duties in the words of one language. `issued`: the day of the document."""

    def __init__(
        self,
        lexicon: Lexicon,
        names: Names,
        times: Times,
        issued: date | None = None,
        issuer: Callable[[str], bool | None] = bool,
    ) -> None:
        self._lexicon, self._names, self._times, self._issued = lexicon, names, times, issued
        self._leads = Leads(lexicon, names, times, issuer)
        self._brackets = Brackets(lexicon, names)
        self._statements = Statements(lexicon, names, times, issued)
        self._seconds = Seconds(lexicon, names, times, self._leads)
        self._turning, self._halves = Turning(lexicon, times, self._leads), Halves(lexicon, times, self._leads)
        self._due = DueTerms(lexicon, times, issued, self._halves)
        self.apart = self._due.apart
        self._more = re.compile(rf"[;,]\s+(?=(?:{alternatives(lexicon.speech.clauses.added)})(?!\w))", re.IGNORECASE)
        self._last_joint = re.compile(rf"[\s,;]+(?:{alternatives(lexicon.speech.clauses.and_)})$", re.IGNORECASE)
        self._parting = re.compile(rf";\s+|,\s+(?:{alternatives(lexicon.speech.clauses.and_)})\s+", re.IGNORECASE)

    def sentences(self, text: str, start: int, end: int) -> list[Span]:
        """The sentences between two places; one after a semicolon is one of its own where it names its own lead."""
        done: list[Span] = []
        at = start
        for stop in [*stops(text, start, end, self._lexicon), end]:
            while at < stop and text[at].isspace():
                at += 1
            if at < stop:
                done.extend(self._parted(text, at, stop))
            at = stop
        return done

    def _parted(self, text: str, start: int, end: int) -> list[Span]:
        cuts = [start]
        for match in self._parting.finditer(text, start, end):
            at = match.end()
            stop = text.find(";", at, end)
            stop = end if stop < 0 else stop
            if match[0].startswith(";") and self._timed(text, at, stop) and self._is_duty(text, cuts[-1], at):
                cuts.append(at)
                continue
            if self._leads.led(text, cuts[-1], at) is None and not self._leads.refused:
                continue
            found = self._leads.led(text, at, stop, doing=self._leads.refused)
            joined = match[0].startswith(",")
            if found is not None and joined and (found.how not in ("lead", "answers") or found.leads.start > at + 5):
                continue
            if found is not None and found.leads.start <= at + 40:
                cuts.append(at)
        for found_more in self._more.finditer(text, start, end):
            at = found_more.end()
            if self.added(text, Span(at, end)) is not None and self._is_duty(
                text, max(one for one in cuts if one < at), at
            ):
                cuts = sorted({*cuts, at})
        more = [*self._seconds.cuts(text, start, end), *self._halves.cuts(text, start, end)]
        timed = [(one.from_, one.end) for one in self._times.found(text, start, end) if one.from_ in cuts]
        cuts = sorted({*cuts, *(at for at in more if not any(text[last:at].strip(" ,\n") == "" for _, last in timed))})
        cuts = [at for at in cuts if text[start:at].count("(") <= text[start:at].count(")")]
        for a, b in zip(cuts, [*cuts[1:], end], strict=True):
            cuts = sorted({*cuts, *self._turning.cuts(text, a, b)})
        return [Span(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]

    def goes_on(self, text: str, before: Span, span: Span) -> bool:
        """Whether a sentence is the second half of one in which one thing is due on a day and another comes again, or
        each has its time in brackets."""
        return self._turning.goes_on(text, before, span) or self._halves.goes_on(text, before, span)

    def _timed(self, text: str, at: int, stop: int) -> bool:
        """Whether a time stands at a place and whoever is to do something by then right behind it."""
        when = next(iter(self._times.found(text, at, stop)), None)
        if when is None or not when.bound or when.from_ > at:
            return False
        past = re.compile(r"[\s,]*").match(text, when.end, stop)
        begins = past.end() if past is not None else when.end
        found = self._leads.led(text, begins, stop, doing=True)
        return found is not None and found.leads.start <= begins + len("The ")

    def _is_duty(self, text: str, start: int, end: int) -> bool:
        """Whether what stands between two places hands something over or begins with what is to be done."""
        return self._starts_as_duty(text, start, end) or self._leads.led(text, start, end, doing=True) is not None

    def past_added(self, text: str, span: Span) -> int | None:
        """Where another office is named behind such words ("In addition, the Police shall …"); None where none is."""
        found = self._lexicon.added.match(text, span.start, span.end)
        return found.end() if found is not None and self._names.begins(text, found.end(), span.end) else None

    def added(self, text: str, span: Span) -> int | None:
        """Where what is to be done begins in a sentence that goes on with a second duty of the same office ("In
        addition, it shall …"); None where it does not."""
        return added(text, span.start, span.end, self._lexicon)

    # what

    def read(self, text: str, span: Span, *, under: bool, doing: bool = False) -> Duty | None:
        """The duty of a sentence; None where it hands nobody anything. `under`: it stands under the name of an agency
        or in a part that lists tasks, so that it need not name who. `doing`: as in `Leads.led`."""
        lexicon = self._lexicon
        start, end = span.start, span.end
        self._leads.refused, self._due.lead_at = False, -1
        if self._is_formula(text, start, end):
            return None
        duty = Duty(start, end)
        stop = self._take_labelled(text, duty)
        if stop < end and lexicon.posts.match(text, start, stop) and not lexicon.verbs.search(text, start, stop):
            return None  # only who, with a label behind it
        handed = start  # where what is handed over begins
        answers: int | None = None
        led = self._leads.led(text, start, stop, doing=doing)
        inside = led is not None and text[: led.begins].rstrip().endswith("(")
        if led is not None and not inside and text[start : led.begins].count("(") > text[start : led.begins].count(")"):
            led = None  # who does a part of it, said in brackets
        if led is not None and not (
            under
            and self._starts_as_duty(text, start, stop)
            and not inside
            and led.begins > start + 3
            and led.how not in ("lead", "carried", "undergone", "asks", "handed")
        ):
            duty.leads, duty.told, duty.helpers, handed = led.leads, led.how, list(led.helpers), led.after
            self._due.lead_at = led.leads.start
            if self._leads.unnamed(text, led):
                if self._leads.only_told(text, led.after, stop):
                    return None
                duty.leads = None
            more, here = self._leads.helped(text, led.after, stop)
            duty.helpers.extend(more)
            duty.other = led.other
            apart = self._leads.only_takes_part(text, led, duty.helpers, stop)
            if apart is not None:
                duty.leads, duty.helpers, words = apart
                duty.other = words if duty.leads is None else duty.other
            if led.how == "assign" and not duty.helpers and self._leads.asked_to_help(text, led.after, stop):
                asked = self._names.listed(text, led.leads.start, led.leads.end)
                duty.leads, duty.helpers = None, asked or [led.leads]  # it is not said with whom: nobody leads
            joined = self._leads.joins_another(text, start, led, duty.helpers, stop)
            if joined is not None:
                duty.leads, (duty.helpers, duty.other) = None, joined
                here = max(here, duty.other.end)
            answers = self._statements.answers(text, led.leads, stop)
            if answers is not None and not self._starts_as_duty(text, answers, stop):
                return None
            here, handed = (here, handed) if answers is None else (answers, answers)
            if led.how == "undergone":
                task_start, task_end = start, stop
                duty.more = next(self._seconds.others(text, led.after, stop), None)
            elif led.how == "handed":
                task_start, task_end = self._leads.handing.begins(text, start, led.begins), led.begins
                duty.whens = self._due.found(text, led.after, stop)
            elif inside or led.how == "carried" or not text[here:stop].strip(" .;,)"):
                task_start, task_end = start, led.begins
                named = led.how != "carried" and not inside and lexicon.named_any.match(text, start, task_end)
                if named and not lexicon.verbs.search(text, start, task_end):
                    return None  # whose answer it is, and not for what
                duty.whens = self._due.found(text, led.after, stop)
            else:
                task_start, task_end = here, stop
        elif under and not self._leads.refused:
            if self._says_no(text, start, stop) or lexicon.done.match(text, start, stop):
                self._leads.refused = True
                return None
            task_start, task_end = start, stop
            mark = lexicon.lead.match(text, start, stop) or lexicon.answers.match(text, start, stop)
            if self._lexicon.presides.match(text, start, stop):
                return None  # only who answers, for what stands elsewhere
            if mark is None and not self._starts_as_duty(text, start, stop):
                mark = self._later(text, start, stop)
            if mark:
                duty.told = "lead"
                task_start = mark.end()
            duty.helpers, task_start = self._leads.helped(text, task_start, stop)
            if (
                not mark
                and duty.helpers
                and not lexicon.verbs.match(text, self._leads.past(text, task_start, stop), stop)
            ):
                return None
        else:
            self._leads.refused |= self._says_no(text, start, stop)
            return None
        self._cut(text, duty, task_start, task_end, front=start)
        if duty.told == "carried" and duty.task and not lexicon.verbs.match(text, duty.task.start, duty.task.end):
            duty.task = trimmed(text, start, duty.task.end)  # "việc này", not only "này"
        if duty.task is None or (duty.leads is None and not duty.helpers and not under):
            return None
        duty.more = duty.more or self._seconds.unparted(text, duty.task)
        duty.condition = condition(text, start, duty.leads, handed, stop, lexicon)
        if answers is not None and duty.condition is not None and duty.condition.start < answers:
            duty.condition = None  # that for which they answer
        return duty

    @property
    def refused(self) -> bool:
        """Whether the sentence last read says that something is not to be done, no longer stands or was done."""
        return self._leads.refused

    def _is_formula(self, text: str, start: int, end: int) -> bool:
        """Whether a sentence only says what such documents end with; one that asks somebody and goes on with by when or
        how often something is to be done says more."""
        found = self._lexicon.formulas.search(text, start, end)
        asks = self._lexicon.assign.search(text, start, end) if found is not None else None
        if found is None or asks is None:
            return found is not None
        at = max(found.end(), asks.end())
        return not any(one.bound for one in self._times.found(text, at, end)) and not self._times.rhythm(text, at, end)

    def directly(self, text: str, duty: Duty) -> bool:
        """Whether what is to be done stands right behind the name of who leads: that name is whole."""
        at = duty.leads.end if duty.leads is not None else duty.start
        if duty.task is None or "," in text[at : duty.task.start]:
            return False
        return self._leads.past(text, at, duty.task.end) >= duty.task.start

    def hands_over(self, text: str, span: Span) -> bool:
        """Whether a sentence names somebody who is to do something, whether or not it can be told what."""
        formula = self._is_formula(text, span.start, span.end)
        return not formula and self._leads.led(text, span.start, span.end) is not None

    def only_leads(self, text: str, span: Span) -> tuple[Span, list[Span]] | None:
        """Who leads and who helps where a sentence says nothing else, in brackets behind their names."""
        led = self._leads.only_roles(text, span.start, span.end)
        return (led.leads, list(led.helpers)) if led is not None else None

    def _says_no(self, text: str, start: int, end: int) -> bool:
        """Whether a sentence begins with words by which something is not to be done; "no more than five" does not."""
        lexicon = self._lexicon
        denied = lexicon.denied.match(text, start, end) or lexicon.denying.match(text, start, end)
        return denied is not None and not any(look.match(text, start, end) for look in lexicon.no_denial)

    def _starts_as_duty(self, text: str, start: int, end: int) -> bool:
        at = self._leads.past(text, start, end)
        look = (self._lexicon.verbs, self._lexicon.lead, self._lexicon.with_)
        return any(one.match(text, at, end) for one in look)

    def starts_as_duty(self, text: str, span: Span) -> bool:
        """Whether a sentence begins with what is to be done, a time before it aside."""
        start = span.start
        for when in self._times.found(text, span.start, span.end):
            begins = self._times.introduced(text, span.start, when.from_)
            if not text[span.start : begins].strip(" ,:"):
                gap = GAP.match(text, when.end, span.end)
                start = gap.end() if gap else when.end
            break
        while (rhythm := self._times.rhythm(text, start, span.end)) is not None and rhythm.start == start:
            gap = GAP.match(text, rhythm.end, span.end)
            start = gap.end() if gap else rhythm.end
        many = self._times.several(text, start, span.end)
        if many is not None and (many[0] == start or self._times.opens(text, start, many[0])):
            gap = GAP.match(text, many[1], span.end)
            start = gap.end() if gap else many[1]
        begins = self._starts_as_duty(text, start, span.end) or self._later(text, start, span.end) is not None
        return begins or self._behind_comma(text, start, span.end)

    def _later(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Words of handing over that stand behind a comma near the beginning: "is the standing agency, shall …"."""
        stop = min(end, start + 80)
        for look in (self._lexicon.lead, self._lexicon.answers):
            mark = look.search(text, start, stop)
            if mark is not None and text[start : mark.start()].rstrip().endswith(","):
                return mark
        return None

    def _behind_comma(self, text: str, start: int, end: int) -> bool:
        """Whether a duty begins behind a few words and a comma."""
        comma = text.find(",", start, min(end, start + 40))
        return comma >= 0 and self._lexicon.verbs.match(text, self._leads.past(text, comma, end), end) is not None

    def _cut(self, text: str, duty: Duty, start: int, end: int, *, front: int) -> None:
        """Sets the task to what is left between two places when its terms and its helpers at either end are taken off,
        and keeps those."""
        times = self._times
        start = self._leads.past(text, start, end)
        duty.rhythm = times.rhythm(text, duty.start, duty.end)
        many = times.several(text, duty.start, duty.end, cell=True)
        again = times.again(text, duty.start, duty.end) if many is None and duty.rhythm is not None else None
        odd = odd_beside(text, duty.rhythm, again)
        if duty.rhythm is not None and self._due.qualifying.of_others(
            text, duty.start, duty.rhythm.begins, self._due.lead_at
        ):
            duty.of_others, duty.rhythm = Span(duty.rhythm.begins, duty.rhythm.ends), None
        many, duty.rhythm = (odd, None) if odd is not None else (many, duty.rhythm)
        duty.several = Span(*many) if many is not None else None
        whens = self._due.found(text, front, max(end, start))
        if duty.rhythm is not None:  # a day of each period is no day by itself
            own = range(duty.rhythm.start, duty.rhythm.end)
            whens = [when for when in whens if when.start not in own]
        duty.whens = [*duty.whens, *whens]
        clash = odd is not None or (duty.rhythm is None and clash_of(whens))
        changed = True
        while changed:
            changed = False
            for when in whens:
                if when.from_ - AROUND > start and not -1 <= end - when.end <= TAIL:
                    continue  # at neither end
                begins = times.introduced(text, start, when.from_) if when.from_ > start else when.from_
                if begins <= start <= when.end and when.end <= end:
                    start, changed = self._leads.past(text, when.end, end), start < when.end or changed
                elif start < begins and self._due.is_end(text, when.end, end) and when.end <= end + 1:
                    whole = not times.leaves(text, start, begins) and not self._beside(text, duty.rhythm, when)
                    whole = whole and not clash
                    end, changed = (begins, True) if whole else (end, changed)
            rhythm = duty.rhythm
            if rhythm is not None and start <= rhythm.start <= end and not self._joins(text, start, rhythm.begins):
                beyond = self._leads.past(text, rhythm.ends, end)
                apart = text[rhythm.ends : beyond].strip() or self._lexicon.verbs.match(text, beyond, end)
                if not text[start : rhythm.start].strip(" ,:") and apart:
                    start, changed = beyond, True
                elif (rhythm.ends <= end and self._due.is_end(text, rhythm.ends, end)) or (
                    rhythm.end <= end <= rhythm.ends and not text[rhythm.end : end].strip(" ,")
                ):
                    begins = times.introduced(text, start, rhythm.begins)
                    end, changed = (end, changed) if times.leaves(text, start, begins) else (begins, True)
            elif rhythm is not None and start < rhythm.day <= end and self._due.is_end(text, rhythm.end, end):
                end, changed = times.introduced(text, start, rhythm.day), rhythm.end <= end
            tail = self._tail_help(text, duty, start, end)
            if tail is not None:
                end, changed = tail, True
            trimmed = _ENDS.search(text, start, end)
            if trimmed and trimmed.start() > start:
                end = trimmed.start()
        if end > start and text[start:end].strip(" .;,():"):
            start, end = without_marks(text, start, end)
            joint = self._last_joint.search(text, start, end)
            end = joint.start() if joint is not None and end < duty.end else end
            end = self._brackets.end(text, duty, start, end)
            duty.task = Span(start, end) if end > start else None

    def _beside(self, text: str, rhythm: Again | None, when: When) -> bool:
        """Whether a time stands beside a rhythm and is not the end of it."""
        if rhythm is None or self._times.is_end(text, when):
            return False
        return bool(text[rhythm.end : when.from_].strip(" ,("))

    def _joins(self, text: str, start: int, at: int) -> bool:
        """Whether a word that only joins stands right before a place: the results *of* each quarter."""
        before = text[max(start, at - 12) : at].rstrip()
        return any(one.end() == len(before) for one in self._lexicon.between.finditer(before))

    def _tail_help(self, text: str, duty: Duty, start: int, end: int) -> int | None:
        """Where the words about those who help begin, when what is to be done ends with them."""
        for match in self._lexicon.with_.finditer(text, start, end):
            listed, here = self._leads.helped(text, match.start(), end)
            if listed and not duty.helpers:
                duty.helpers = listed
            if listed and listed == duty.helpers and not text[here:end].strip(" .;,)"):
                return match.start() if match.start() > start else None
        return None

    def _take_labelled(self, text: str, duty: Duty) -> int:
        """Takes what is named by labels ("Deadline: …") out of a sentence; gives back where the first begins."""
        marks = [
            mark
            for mark in self._lexicon.labelled.finditer(text, duty.start, duty.end)
            if not of_named(text, duty.start, mark, self._names, self._lexicon)
        ]
        for at, mark in enumerate(marks):
            stop = marks[at + 1].start() if at + 1 < len(marks) else duty.end
            column = str(mark.lastgroup)
            other = _OTHER_LABEL.search(text, mark.end(), stop)
            if other is not None:
                duty.aside.append((column, Span(other.start(1), len(text[:stop].rstrip()))))
                stop = other.start()
            if not mark[0].rstrip().endswith(":"):
                self._take_being(text, duty, column, mark.end(), stop)
                continue
            span = trimmed(text, mark.end(), stop)
            span = self._without_term(text, duty, span) if span is not None and column != "due" else span
            if span is not None and column not in duty.labelled:
                duty.labelled[column] = span
        return marks[0].start() if marks else duty.end

    def _take_being(self, text: str, duty: Duty, column: str, at: int, stop: int) -> None:
        """Takes those whom a sentence names that says who leads or helps ("The lead is X, …"); what else it says is
        kept where it is a time, and put aside."""
        listed = self._names.listed(text, at, stop)
        ends = _TO_MARK.match(text, listed[-1].end if listed else at, stop).end()  # type: ignore[union-attr]
        whens = self._due.found(text, at, stop)
        name = trimmed(text, listed[0].start if listed else at, ends)
        if not listed or name is None or any(when.from_ < ends for when in whens):
            return duty.aside.append((column, Span(at, len(text[:stop].rstrip()))))
        helpers, here = self._leads.helped(text, self._names.past_renamed(text, name.end, stop), stop)
        duty.labelled.setdefault(column, name)
        if column == "lead" and helpers:
            duty.labelled.setdefault("coordinating", Span(helpers[0].start, helpers[-1].end))
        duty.whens.extend(whens)
        begins = self._times.introduced(text, here, whens[0].from_) if whens else stop
        rest = trimmed(text, self._names.past_renamed(text, here, stop), begins)
        if rest is not None and any(map(str.isalnum, rest.of(text))):
            duty.aside.append((column, rest))

    def _without_term(self, text: str, duty: Duty, span: Span) -> Span | None:
        """What a label names, without the term behind a comma that belongs to the task; that is kept."""
        for when in self._due.found(text, span.start, span.end):
            begins = self._times.introduced(text, span.start, when.from_)
            if text[span.start : begins].rstrip().endswith((",", ";", "(")) and self._due.is_end(
                text, when.end, span.end
            ):
                duty.whens.append(when)
                return trimmed(text, span.start, len(text[:begins].rstrip(" \n,;(")))
        rhythm = self._times.rhythm(text, span.start, span.end)
        if rhythm is None or not self._due.is_end(text, rhythm.end, span.end):
            return span
        apart = text[span.start : rhythm.start].rstrip().endswith((",", ";"))
        return trimmed(text, span.start, rhythm.start) if apart else span
