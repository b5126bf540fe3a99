"""One sentence that hands somebody a duty, taken apart: who leads, who helps, what is to be done, by when. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names, trimmed
from namro.work.plans.reading.rhythms import Again
from namro.work.plans.reading.times import Times, When

_GAP = re.compile(r"[\s,:;–-]*")
_ENDS = re.compile(r"[\s,;:.–(/-]+$")
_STOP = re.compile(r"[.!?](?=\s|$)")
_SHORTENED = re.compile(r"(?<!\w)[^\W\d_]{1,2}$")


@dataclass(slots=True)
class Duty:
    """What one sentence says. `leads`: who is to see to it, `told`: by which words. `whens`: the times in it that are
    terms. `fields`: what it names by a label (product, head …)."""

    start: int
    end: int
    leads: Span | None = None
    told: str = ""
    helpers: list[Span] = field(default_factory=list)
    task: Span | None = None
    whens: list[When] = field(default_factory=list)
    rhythm: Again | None = None
    labelled: dict[str, Span] = field(default_factory=dict)
    head: Span | None = None


class Duties:
    """Reads duties in the words of one language."""

    def __init__(self, lexicon: Lexicon, names: Names, times: Times) -> None:
        self._lexicon, self._names, self._times = lexicon, names, times
        self._refused = False  # whether the sentence last looked at says that somebody is not to do it, or did it

    def sentences(self, text: str, start: int, end: int) -> list[Span]:
        """The sentences between two places; one after a semicolon is one of its own where it names its own lead."""
        done: list[Span] = []
        at = start
        for stop in [*self._stops(text, start, end), end]:
            while at < stop and text[at].isspace():
                at += 1
            if at < stop:
                done.extend(self._parted(text, at, stop))
            at = stop
        return done

    @staticmethod
    def _stops(text: str, start: int, end: int) -> list[int]:
        """Where sentences end: at a full stop before a capital, unless it only shortens a word (No., TP.)."""
        found = []
        for match in _STOP.finditer(text, start, end):
            rest = text[match.end() : end].lstrip()
            short = _SHORTENED.search(text, max(start, match.start() - 4), match.start())
            if not rest or ((rest[0].isupper() or rest[0] in '“"-(') and not (short and short[0][0].isupper())):
                found.append(match.end())
        return found

    def _parted(self, text: str, start: int, end: int) -> list[Span]:
        cuts = [start]
        for match in re.finditer(r";\s+", text[start:end]):
            at = start + match.end()
            stop = text.find(";", at, end)
            stop = end if stop < 0 else stop
            if self._led(text, cuts[-1], at) is None and not self._refused:
                continue
            found = self._led(text, at, stop, doing=self._refused)
            if found is not None and found[0].start <= at + 40:
                cuts.append(at)
        return [Span(a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]

    # who

    def _led(
        self, text: str, start: int, end: int, *, doing: bool = False
    ) -> tuple[Span, list[Span], int, str, int] | None:
        """The first name of somebody with words after it that hand something over: (the names, helpers, where what is
        handed over begins, how it is told, where the words of handing over begin). `doing`: in a part that lists
        duties, where a name that begins the sentence and a verb are enough."""
        lexicon, names = self._lexicon, self._names
        self._refused = False
        marks = any(look.search(text, start, end) for look in (lexicon.lead, lexicon.answers))
        told = lexicon.assign.search(text, start, end)
        if not marks and told is None and not doing:
            return None
        spots = [match.start() for match in re.finditer(r"(?<!\w)\w", text[start:end])]
        past = start
        for spot in spots:
            at = start + spot
            denied = lexicon.denied.match(text, at, end) if at >= past else None
            if denied is not None:
                past = denied.end()
            if at < past or not names.begins(text, at, end):
                continue
            listed = names.listed(text, at, end)
            if not listed:
                continue
            past = listed[-1].end
            leads = Span(listed[0].start, past)
            ordered = self._ordered(text, start, at)
            before = text[max(start, at - 12) : at].rstrip()
            if any(one.end() == len(before) for one in lexicon.passive.finditer(before)):
                past = listed[-1].end  # by whom something else is led
                if self._ends_denied(before.rpartition(" ")[0]):
                    self._refused = True
                    continue
                carried = self._carried(text, start, at, past, end) if doing else None
                if carried is not None:
                    return leads, [], carried[1], "carried", carried[0]
                if not text[start:at].rstrip().removesuffix(before.split()[-1]).rstrip().endswith("("):
                    continue
            if text[at].islower() and ordered is None and at > start and not lexicon.inside:
                continue
            past = self._past_brackets(text, past, end)
            helpers, here = self._helped(text, past, end)
            here = self._past_denied(text, here, end)
            gap = _GAP.match(text, here, end)
            here = self._past_modal(text, gap.end() if gap else here, end)
            if self._denied(text, start, at if ordered is None else ordered, here, end, told=ordered is not None):
                past, self._refused = here, True
                continue
            hands = lexicon.assign.match(text, here, end) if ordered is None else None
            front = "" if hands is None else self._front(text, start, at)
            if hands is not None and not front and self._to_a_person(text, hands.end(), end):
                return leads, helpers, here, "answers", at  # a unit answers through somebody of its own
            if hands is not None:
                past = here  # this is who hands it over
                continue
            if ordered is not None and self._to_a_person(text, at, end):
                continue  # a person without an office leads nothing
            for how, look in (("lead", lexicon.lead), ("answers", lexicon.answers)):
                mark = look.match(text, here, end)
                if mark is not None and lexicon.denied_after.match(text, self._past(text, mark.end(), end), end):
                    past, self._refused = mark.end(), True
                    break
                if mark is not None:
                    return leads, helpers, mark.end(), how, ordered if ordered is not None else at
            if self._refused and past > here:
                continue
            if ordered is not None:
                return leads, helpers, here, "assign", ordered
            if doing and not self._front(text, start, at):
                known = lexicon.verbs_small.match(text, here, end)
                if known or (not lexicon.inside and text[here : here + 1].islower() and names.sure(text, listed[-1])):
                    return leads, helpers, here, "does", at
        return None if self._refused else self._long_name(text, start, end)

    def _to_a_person(self, text: str, at: int, end: int) -> bool:
        """Whether those that are named at a place are persons or posts, without an office."""
        listed = self._names.listed(text, self._past(text, at, end), end)
        return bool(listed) and all(self._names.person(text, one) for one in listed)

    def _denied(self, text: str, start: int, at: int, here: int, end: int, *, told: bool) -> bool:
        """Whether somebody is said not to do it, or to have done it: right before the place `at`, where the name or the
        words of handing over begin, or from `here` on, behind the name."""
        lexicon = self._lexicon
        if self._ends_denied(text[max(start, at - 30) : at]):
            return True
        for look in (lexicon.denied, lexicon.done):
            found = look.match(text, here, end)
            if found is None:
                continue
            beyond = self._past_modal(text, self._past(text, found.end(), end), end)
            if not told or any(one.match(text, beyond, end) for one in (lexicon.lead, lexicon.answers)):
                return True
        return False

    def _past_denied(self, text: str, at: int, end: int) -> int:
        """The place behind a mark, words of denial and the names of those who are not to do it ("Sở A, không giao Sở B
        …"); the same place where they do not stand there."""
        lexicon = self._lexicon
        mark = re.compile(r"\s*[,(–-]\s*").match(text, at, end)
        denied = lexicon.denied.match(text, mark.end(), end) if mark is not None else None
        if denied is None:
            return at
        here = self._past(text, denied.end(), end)
        for look in (lexicon.assign, lexicon.passive, lexicon.articles):
            found = look.match(text, here, end)
            here = self._past(text, found.end(), end) if found is not None else here
        listed = self._names.listed(text, here, end)
        if not listed:
            return at
        return listed[-1].end + (text[listed[-1].end : listed[-1].end + 1] == ")")

    def _ends_denied(self, before: str) -> bool:
        """Whether words end with those by which what follows is not to do it, or did it."""
        before = before.rstrip()
        looks = (self._lexicon.denied, self._lexicon.done)
        return any(one.end() == len(before) for look in looks for one in look.finditer(before))

    def _past_modal(self, text: str, at: int, end: int) -> int:
        """The place behind words that change nothing between a name and what it is to do."""
        found = self._lexicon.modal.match(text, at, end)
        return self._past(text, found.end(), end) if found else at

    def _carried(self, text: str, start: int, at: int, past: int, end: int) -> tuple[int, int] | None:
        """Of "… do X thực hiện": where the words before the name at `at` begin and where those behind it end; None
        where the sentence goes on otherwise."""
        lexicon = self._lexicon
        gap = _GAP.match(text, past, end)
        found = lexicon.carried.match(text, gap.end() if gap else past, end)
        if found is None or text[found.end() : end].lstrip()[:1] not in ("", ",", ";", ".", "("):
            return None
        begins = next((one.start() for one in lexicon.passive.finditer(text, max(start, at - 12), at)), at)
        named = self._past(text, start, begins) > start  # "việc …": else X does something else that this sentence names
        return (begins, found.end()) if named and begins > start else None

    def _front(self, text: str, start: int, at: int) -> str:
        """What stands before a place in its sentence, a time and the name of a person aside."""
        if not text[start:at].strip():
            return ""
        start = self._times.opening(text, start, at)
        rhythm = self._times.rhythm(text, start, at)
        if rhythm is not None and (rhythm.start == start or self._times.opens(text, start, rhythm.start)):
            start = rhythm.end
        gap = _GAP.match(text, start, at)
        person = self._lexicon.person.match(text, gap.end() if gap else start, at)
        start = person.end() if person else start
        for when in self._times.found(text, start, at):
            start = max(start, when.end)
        return text[start:at].strip(" ,:-")

    def _long_name(self, text: str, start: int, end: int) -> tuple[Span, list[Span], int, str, int] | None:
        """A name with words that names seldom have: it begins the sentence like one, and all up to the words of leading
        is no verb and no sentence."""
        lexicon = self._lexicon
        told = lexicon.assign.match(text, start, end)
        at = self._past(text, told.end(), end) if told else start
        marks = [
            (how, look.search(text, at, min(end, at + 140)))
            for how, look in (("lead", lexicon.lead), ("answers", lexicon.answers))
        ]
        how, mark = min(((how, one) for how, one in marks if one), key=lambda one: one[1].start(), default=("", None))
        if lexicon.inside or mark is None or not lexicon.named.match(text, at, end):
            return None
        between = trimmed(text, at, mark.start())
        if (
            between is None
            or re.search(r"[;.:()]", between.of(text))
            or any(
                look.search(text, at, mark.start())
                for look in (lexicon.verbs_small, lexicon.denied, lexicon.done, lexicon.relations["cites"])
            )
        ):
            return None
        if told and self._denied(text, start, start, at, end, told=True):
            return None
        modal = next((one for one in lexicon.modal.finditer(text, at, between.end) if one.end() == between.end), None)
        if modal is not None and (shorter := trimmed(text, at, modal.start())) is not None:
            between = shorter
        return between, [], mark.end(), how, start

    def _ordered(self, text: str, start: int, at: int) -> int | None:
        """Where the words begin by which the name at a place is told to do something; None where there are none."""
        before = text[max(start, at - 30) : at].rstrip(" :,")
        for match in self._lexicon.assign.finditer(before):
            if match.end() == len(before) or self._lexicon.articles.fullmatch(before[match.end() :].strip()):
                return max(start, at - 30) + match.start()
        return None

    def _helped(self, text: str, at: int, end: int) -> tuple[list[Span], int]:
        """Those who help, named from a place on, and where what comes after them begins."""
        gap = _GAP.match(text, at, end)
        here = gap.end() if gap else at
        with_ = self._lexicon.with_.match(text, here, end)
        if with_ is None:
            return [], at
        space = re.compile(r"[\s:]*").match(text, with_.end(), end)
        listed = self._names.listed(text, space.end() if space else with_.end(), end)
        return (listed, listed[-1].end) if listed else ([], at)

    def _asked_to_help(self, text: str, at: int, end: int) -> bool:
        """Whether words of helping follow at once, and a verb behind them."""
        gap = _GAP.match(text, at, end)
        found = self._lexicon.with_.match(text, gap.end() if gap else at, end)
        return (
            found is not None and self._lexicon.verbs.match(text, self._past(text, found.end(), end), end) is not None
        )

    # what

    def read(self, text: str, span: Span, *, under: bool, doing: bool = False) -> Duty | None:
        """The duty of a sentence; None where it hands nobody anything. `under`: it stands under the name of an agency
        or in a part that lists tasks, so that it need not name who. `doing`: as in `_led`."""
        lexicon = self._lexicon
        start, end = span.start, span.end
        if lexicon.formulas.search(text, start, end):
            return None
        duty = Duty(start, end)
        stop = self._take_labelled(text, duty)
        led = self._led(text, start, stop, doing=doing)
        inside = led is not None and text[: led[4]].rstrip().endswith("(")
        if led is not None and not (
            under
            and self._starts_as_duty(text, start, stop)
            and not inside
            and led[4] > start + 3
            and led[3] not in ("lead", "carried")
        ):
            leads, helpers, after, how, begins = led
            duty.leads, duty.told, duty.helpers = leads, how, list(helpers)
            more, here = self._helped(text, after, stop)
            duty.helpers.extend(more)
            if how == "assign" and not duty.helpers and self._asked_to_help(text, after, stop):
                duty.leads, duty.helpers = None, [leads]  # it is not said with whom: nobody is named who leads
            if inside or how == "carried" or not text[here:stop].strip(" .;,)"):
                task_start, task_end = start, begins
                duty.whens = self._terms(text, after, stop)
            else:
                task_start, task_end = here, stop
        elif under and not self._refused:
            if lexicon.denying.match(text, start, stop) or lexicon.done.match(text, start, stop):
                return None  # what is not to be done, or is done
            task_start, task_end = start, stop
            mark = lexicon.lead.match(text, start, stop) or lexicon.answers.match(text, start, stop)
            if self._lexicon.presides.match(text, start, stop):
                return None  # only who answers, for what stands elsewhere
            if mark is None and not self._starts_as_duty(text, start, stop):
                mark = self._later(text, start, stop)
            if mark:
                duty.told = "lead"
                task_start = mark.end()
            duty.helpers, task_start = self._helped(text, task_start, stop)
            if not mark and duty.helpers and not lexicon.verbs.match(text, self._past(text, task_start, stop), stop):
                return None
        else:
            return None
        self._cut(text, duty, task_start, task_end, front=start)
        if duty.told == "carried" and duty.task and not lexicon.verbs.match(text, duty.task.start, duty.task.end):
            duty.task = trimmed(text, start, duty.task.end)  # "việc này", not only "này"
        if duty.task is None or (duty.leads is None and not duty.helpers and not under):
            return None
        return duty

    def _starts_as_duty(self, text: str, start: int, end: int) -> bool:
        at = self._past(text, start, end)
        look = (self._lexicon.verbs, self._lexicon.lead, self._lexicon.with_)
        return any(one.match(text, at, end) for one in look)

    def starts_as_duty(self, text: str, span: Span) -> bool:
        """Whether a sentence begins with what is to be done, a time before it aside."""
        start = span.start
        for when in self._times.found(text, span.start, span.end):
            begins = self._times.introduced(text, span.start, when.from_)
            if not text[span.start : begins].strip(" ,:"):
                gap = _GAP.match(text, when.end, span.end)
                start = gap.end() if gap else when.end
            break
        rhythm = self._times.rhythm(text, span.start, span.end)
        if rhythm is not None and rhythm.start == start:
            gap = _GAP.match(text, rhythm.end, span.end)
            start = gap.end() if gap else rhythm.end
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
        return comma >= 0 and self._lexicon.verbs.match(text, self._past(text, comma, end), end) is not None

    @staticmethod
    def _past_brackets(text: str, at: int, end: int) -> int:
        """The place behind brackets that only explain a name."""
        found = re.compile(r"\s*\([^()]{1,80}\)").match(text, at, end)
        return found.end() if found else at

    def _past(self, text: str, at: int, end: int) -> int:
        """The place behind marks and words that belong to no field."""
        while True:
            gap = _GAP.match(text, at, end)
            here = gap.end() if gap else at
            word = self._lexicon.skipped.match(text, here, end)
            if word is None:
                return here
            at = word.end()

    def _terms(self, text: str, start: int, end: int) -> list[When]:
        """The times between two places that say by when: with a word before them that says so."""
        return [when for when in self._times.found(text, start, end) if self._is_term(text, start, end, when)]

    def _is_term(self, text: str, start: int, end: int, when: When) -> bool:
        """Whether a time says by when: words before it say so, or it ends the sentence behind a mark. The day of an
        instrument, and the year that one is made for, do not."""
        before = text[start : when.from_].rstrip()
        named = [one for one in self._lexicon.any_kind.finditer(before) if not re.search(r"[,;]", before[one.end() :])]
        if self._times.introduced(text, start, when.from_) != when.from_:
            return True
        aside = max(before.rfind(mark) for mark in ",;(")
        if aside >= 0 and self._lexicon.done.search(before, aside):
            return False  # tells what was
        if named and (when.grain == "year" or re.search(r"\d/|/\w", before[named[-1].end() :])):
            return False
        if when.bound and not (when.grain == "year" and when.bound == "on"):
            return True
        return when.grain == "day" and before.endswith((",", ";", "(", ":", "-")) and self._is_end(text, when.end, end)

    def _is_end(self, text: str, at: int, end: int) -> bool:
        """Whether nothing follows but words that belong to a term."""
        rest = text[at:end].strip(" .;,)")
        return not rest or self._times.introduced(rest, 0, len(rest)) == 0

    def _cut(self, text: str, duty: Duty, start: int, end: int, *, front: int) -> None:
        """Sets the task to what is left between two places when its terms and its helpers at either end are taken off,
        and keeps those."""
        times = self._times
        start = self._past(text, start, end)
        duty.rhythm = times.rhythm(text, duty.start, duty.end)
        whens = self._terms(text, front, max(end, start))
        if duty.rhythm is not None:  # a day of each period is no day by itself
            own = range(duty.rhythm.start, duty.rhythm.end)
            whens = [when for when in whens if when.start not in own]
        duty.whens = [*duty.whens, *whens]
        changed = True
        while changed:
            changed = False
            for when in whens:
                begins = times.introduced(text, start, when.from_) if when.from_ > start else when.from_
                if begins <= start <= when.end and when.end <= end:
                    start, changed = self._past(text, when.end, end), start < when.end or changed
                elif start < begins and self._is_end(text, when.end, end) and when.end <= end + 1:
                    end, changed = begins, True
            rhythm = duty.rhythm
            if rhythm is not None and start <= rhythm.start <= end and not self._joins(text, start, rhythm.start):
                beyond = self._past(text, rhythm.end, end)
                apart = text[rhythm.end : beyond].strip() or self._lexicon.verbs.match(text, beyond, end)
                if not text[start : rhythm.start].strip(" ,:") and apart:
                    start, changed = beyond, True
                elif rhythm.end <= end and self._is_end(text, rhythm.end, end):
                    end, changed = times.introduced(text, start, rhythm.begins), True
            tail = self._tail_help(text, duty, start, end)
            if tail is not None:
                end, changed = tail, True
            trimmed = _ENDS.search(text, start, end)
            if trimmed and trimmed.start() > start:
                end = trimmed.start()
        if end > start and text[start:end].strip(" .;,():"):
            while start < end and text[start] in " \n\t,;:.-–":
                start += 1
            while end > start and text[end - 1] in " \n\t,;:.(":
                end -= 1
            duty.task = Span(start, end) if end > start else None

    def _joins(self, text: str, start: int, at: int) -> bool:
        """Whether a word that only joins stands right before a place: the results *of* each quarter."""
        before = text[max(start, at - 12) : at].rstrip()
        return any(one.end() == len(before) for one in self._lexicon.between.finditer(before))

    def _tail_help(self, text: str, duty: Duty, start: int, end: int) -> int | None:
        """Where the words about those who help begin, when what is to be done ends with them."""
        for match in self._lexicon.with_.finditer(text, start, end):
            listed, here = self._helped(text, match.start(), end)
            if listed and not duty.helpers:
                duty.helpers = listed
            if listed and listed == duty.helpers and not text[here:end].strip(" .;,)"):
                return match.start() if match.start() > start else None
        return None

    def _take_labelled(self, text: str, duty: Duty) -> int:
        """Takes what is named by labels ("Deadline: …") out of a sentence; gives back where the first begins."""
        marks = list(self._lexicon.labelled.finditer(text, duty.start, duty.end))
        for at, mark in enumerate(marks):
            stop = marks[at + 1].start() if at + 1 < len(marks) else duty.end
            column = str(mark.lastgroup)
            span = trimmed(text, mark.end(), stop)
            span = self._without_term(text, duty, span) if span is not None and column != "due" else span
            if span is not None and column not in duty.labelled:
                duty.labelled[column] = span
        return marks[0].start() if marks else duty.end

    def _without_term(self, text: str, duty: Duty, span: Span) -> Span | None:
        """What a label names, without the term behind a comma that belongs to the task; that is kept."""
        for when in self._terms(text, span.start, span.end):
            begins = self._times.introduced(text, span.start, when.from_)
            if text[span.start : begins].rstrip().endswith((",", ";", "(")) and self._is_end(text, when.end, span.end):
                duty.whens.append(when)
                return trimmed(text, span.start, len(text[:begins].rstrip(" \n,;(")))
        rhythm = self._times.rhythm(text, span.start, span.end)
        if rhythm is None or not self._is_end(text, rhythm.end, span.end):
            return span
        apart = text[span.start : rhythm.start].rstrip().endswith((",", ";"))
        return trimmed(text, span.start, rhythm.start) if apart else span
