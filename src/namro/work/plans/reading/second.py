"""Where a second duty begins in a sentence that names somebody of its own for it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.work.plans.reading.document import Span
from namro.work.plans.reading.leading import Leads
from namro.work.plans.reading.lexicon import Lexicon
from namro.work.plans.reading.names import Names
from namro.work.plans.reading.times import Times
from namro.work.plans.reading.wording import alternatives

_NEAR = 40
"""Characters behind a joint in which the name of the second duty begins."""
_FAR = 120
"""As `_NEAR`, where the name stands behind what is to be done: … shall be delivered by X."""


class Seconds:
    """Finds such places in the words of one language."""

    def __init__(self, lexicon: Lexicon, names: Names, times: Times, leads: Leads) -> None:
        self._lexicon, self._names, self._times, self._leads = lexicon, names, times, leads
        clauses = lexicon.speech.clauses
        and_, added = alternatives(clauses.and_), alternatives(clauses.added)
        self._joints = re.compile(
            rf"(?P<semicolon>;\s+)|[,.]?\s+(?=(?P<added>(?:{added})(?!\w)))|,\s+(?:(?P<and>{and_})\s+)?|\s+(?:{and_})\s+",
            re.IGNORECASE,
        )
        self._added = re.compile(rf"(?:{added})(?!\w)[\s,]*", re.IGNORECASE)
        actors = alternatives((*clauses.bodies, *lexicon.speech.targets.sets, *clauses.posts))
        many, all_of = alternatives(clauses.many), alternatives(clauses.collectives)
        self._actors = re.compile(rf"(?:{all_of}|(?:{many})\s+(?:{actors}))(?!\w)", re.IGNORECASE)
        by = alternatives(clauses.passive)
        self._by = re.compile(rf"(?<!\w)(?:{by})\s+(?:(?:{alternatives(clauses.articles)})\s+)?", re.IGNORECASE)

    def cuts(self, text: str, start: int, end: int) -> list[int]:
        """The places, each the beginning of a duty with a lead of its own."""
        found: list[int] = []
        ends: list[int] | None = None
        for joint in self._joints.finditer(text, start, end):
            at = joint.end()
            begins = self._past_added(text, at, end)
            named = self._names.begins(text, begins, end)
            if not named and self._lexicon.assign.match(text, begins, end) is None and not joint["and"]:
                other = joint["semicolon"] and self._others_act(text, start, joint.start(), begins, end)
                if other and self._hands_over(text, found[-1] if found else start, joint.start(), parted=False):
                    found.append(at)
                continue
            if not (joint["semicolon"] or joint["added"] or joint["and"]):
                ends = self._ends(text, start, end) if ends is None else ends
                if len(text[: joint.start()].rstrip(" )")) not in ends:
                    continue
            since = found[-1] if found else start
            parted = joint["semicolon"] is not None and self._lexicon.posts.match(text, begins, end) is not None
            if self._own(text, begins, end, joint) and self._hands_over(text, since, joint.start(), parted=parted):
                found.append(at)
        return found

    def _past_added(self, text: str, at: int, end: int) -> int:
        found = self._added.match(text, at, end)
        return found.end() if found is not None else at

    def _ends(self, text: str, start: int, end: int) -> list[int]:
        """Where times and verbs of a sentence end: behind them no list of names goes on."""
        verbs = (one.end() for one in self._lexicon.verbs_small.finditer(text, start, end))
        return [*(one.end for one in self._times.found(text, start, end)), *verbs]

    def _own(self, text: str, at: int, end: int, joint: re.Match[str]) -> bool:
        """Whether somebody is named from a place on with something to do, by words of handing over or a known verb."""
        led = self._leads.led(text, at, end, doing=True)
        if led is None:
            return False
        if led.how == "undergone":
            return bool(joint["and"] or joint["semicolon"] or joint["added"]) and led.leads.start <= at + _FAR
        if led.leads.start > at + _NEAR or text[at : min(led.begins, led.leads.start)].strip(" ,"):
            return False
        verb = self._lexicon.verbs_small.match(text, self._leads.past(text, led.after, end), end)
        if led.how == "does" and verb is None:
            return False
        return led.how in ("lead", "answers", "assign", "does") and led.after < end

    def _others_act(self, text: str, start: int, mark: int, at: int, end: int) -> bool:
        """Whether others, whose name need not be known, do something from a place on, up to the next semicolon: "; các
        chi bộ khu phố phát động …", "; residential groups shall …". Not the last of a list of those who are meant."""
        lexicon = self._lexicon
        stop = text.find(";", at, end)
        stop = stop if stop >= 0 else end
        look = lexicon.answers if lexicon.inside else lexicon.verbs_small
        acts = look.search(text, at + 1, stop)
        if acts is None or (not lexicon.inside and self._actors.match(text, at, stop) is None):
            return False
        between = text[at : acts.start()]
        if re.search(r"[,:.()\n]", between) or lexicon.relative_in.search(between) or len(between) > _FAR:
            return False
        before = max(start, text.rfind(";", start, mark) + 1)
        listed = lexicon.many.match(text, before + len(text[before:mark]) - len(text[before:mark].lstrip()), mark)
        return listed is None or look.search(text, before, mark) is not None

    def _hands_over(self, text: str, start: int, end: int, *, parted: bool) -> bool:
        """Whether what stands before hands something over itself, or begins with what is to be done. `parted`: by a
        semicolon from what the holder of a post is to do, before which who leads is enough."""
        at = self._leads.past(text, start, end)
        if any(look.match(text, at, end) for look in (self._lexicon.verbs, self._lexicon.lead, self._lexicon.with_)):
            return True
        led = self._leads.led(text, start, end, doing=True)
        if led is None:
            return False
        if parted and led.how in ("lead", "answers"):
            return True
        _, here = self._leads.helped(text, led.after, end)
        return bool(text[max(here, led.after) : end].strip(" .;,)"))

    def unparted(self, text: str, task: Span | None) -> Span | None:
        """What somebody is to do whose name stands behind a comma in the words of a task that begins with a verb, with
        a known verb right behind it. Not where a name stands before the comma of which a list could go on, or others
        are asked to do something; None where there is nothing of the kind. Whether it is a duty of its own is not sure:
        it is only said."""
        if task is None or self._lexicon.inside or self._lexicon.verbs.match(text, task.start, task.end) is None:
            return None
        for comma in re.finditer(r",\s+", task.of(text)):
            at, mark = task.start + comma.end(), task.start + comma.start()
            listed = self._names.listed(text, at, task.end) if self._names.begins(text, at, task.end) else []
            begins = self._leads.past(text, listed[-1].end, task.end) if listed else at
            if not listed or self._lexicon.verbs_small.match(text, begins, task.end) is None:
                continue
            low = max(task.start, mark - _FAR, text.rfind(",", task.start, mark) + 1)
            if self._lexicon.causing.search(text, low, mark) is not None:
                continue  # what others are asked to do: "mời các hộ, Hội Phụ nữ tham gia …"
            words = (low + one.start() for one in re.finditer(r"(?<!\w)\w", text[low:mark]))
            names = (self._names.at(text, one, mark) for one in words if self._names.begins(text, one, mark))
            if not any(one is not None and one.end >= mark for one in names):
                return Span(at, task.end)
        return None

    def others(self, text: str, at: int, end: int) -> Iterator[Span]:
        """Those behind a place by whom something else is to be done in the same sentence: …, checked by Y."""
        for mark in self._by.finditer(text, at, end):
            listed = self._names.listed(text, mark.end(), end)
            if listed:
                yield Span(mark.start(), listed[-1].end)
