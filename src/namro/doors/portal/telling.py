"""What the engine knows about a case, in the reporter's words: promised days, what happened, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.text import capfirst

from namro.doors import words
from namro.doors.portal import places
from namro.doors.portal.page import now
from namro.rules.clocks.parts import Step
from namro.rules.clocks.telling import tell
from namro.rules.packs.current import the_pack
from namro.rules.packs.words import Words
from namro.work.cases import queries
from namro.work.cases.models import Case
from namro.work.cases.states import Standing

OVER = {"met": 1, "missed": 1, "undone": 1}
TO_YOU = {
    "common.case.receive-web": "portal.case.receive-web",
    "common.case.message-reporter": "portal.case.message-reporter",
    "common.case.message-office": "portal.case.message-office",
    "common.case.attach-reporter": "portal.case.attach-reporter",
    "common.case.attach-office": "portal.case.attach-office",
    "common.case.mark-read": "portal.case.mark-read",
    "common.case.take-back": "portal.case.take-back",
    "common.case.ask-identity": "portal.case.ask-identity",
    "common.case.agree-identity": "portal.case.agree-identity",
    "common.case.read-identity": "portal.case.read-identity",
    "common.case.ask-second-look": "portal.case.ask-second-look",
    "common.case.answer-second-look": "portal.case.answer-second-look",
    "common.case.see-second-look": "portal.case.see-second-look",
}
"""The engine's sentences that speak about the reporter, said to the reporter."""


@dataclass(frozen=True, slots=True)
class Reader(words.Speech):
    """Someone who reads `lang`; what the clocks' sentences need to speak to them."""

    def cite(self, article: str) -> str:
        """An article as the reader's language writes it."""
        return the_pack().cite(article, self.lang)


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock: what is owed, by when, how it stands (`tone`: on-time, near, late, still, done) and why that day."""

    name: str
    says: str
    by: str
    state: str
    tone: str
    why: tuple[tuple[str, str], ...]
    provisional: bool


def promises(case: Case, lang: str, standing: Standing, *, running_only: bool = False) -> list[Promise]:
    """The days that the reporter was promised, the next one first, those that are over last."""
    views = [view for view in queries.clocks(case, now(), standing) if view.shown_to_reporter and view.status != "void"]
    if running_only:
        views = [view for view in views if view.status == "running"]
    far = date.max
    views.sort(key=lambda view: (OVER.get(view.status, 0), view.due.on if view.due else far))
    return [_promise(view, Reader(lang)) for view in views]


def last_moment(on: date, at: datetime, reader: Reader) -> str:
    """The last day in time, with the time of day where the limit does not end with the day."""
    return reader.day(on) if words.clock(at) == "00:00" else reader.moment(at)


def _promise(view: Any, reader: Reader) -> Promise:
    due, status = view.due, view.status
    by = ""
    if due is not None:
        by = reader.say("portal.follow.by", day=last_moment(due.on, due.at, reader))
    if status == "met":
        state, tone = reader.say("portal.follow.done-on", day=words.dmy(view.ended_at)), "on-time"
    elif status == "missed":
        state, tone = reader.say("portal.follow.done-late", day=words.dmy(view.ended_at)), "late"
    elif status == "undone":
        state, tone = reader.say("portal.follow.undone", day=words.dmy(view.ended_at)), "late"
    elif status == "paused":
        state, tone = reader.say("portal.follow.stands"), "still"
    elif due is None:
        state, tone = reader.say("portal.follow.no-day"), "still"
    elif view.late:
        calendar = the_pack().calendar
        n = calendar.days_between(due.on, calendar.local(now()))  # of all days: a reporter waits on days off too
        state, tone = reader.say("portal.follow.late-by" if n else "portal.follow.late-today", n=n), "late"
    else:
        state, tone = reader.say("portal.follow.running"), "on-time"
    said = words.words()
    steps = () if due is None else tuple(_why(_to_the_minute(step), reader.lang, said) for step in due.steps)
    return Promise(
        reader.pick(view.names), reader.pick(view.says), by, state, tone, steps, bool(due and due.provisional)
    )


def _to_the_minute(step: Step) -> Step:
    """The reason without its seconds, which no sentence says: what comes in within a minute shares its reasons."""
    if step.at is None or not (step.at.microsecond or step.at.second):
        return step
    params = {
        name: value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value
        for name, value in step.params.items()
    }
    return Step(step.on, step.at.replace(second=0, microsecond=0), step.kind, step.article, params)


@lru_cache(maxsize=2_000)
def _why(step: Step, lang: str, said: Words) -> tuple[str, str]:
    """A reason of a day and its article; of what comes in on one day most reasons are the same. `said`: the words of
    the installation."""
    reader = Reader(lang)
    return capfirst(tell(step, reader)), reader.cite(step.article)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of what has happened, the reporter's own words among them. `taken_back`: what stands in place of words
    that the office took back."""

    seq: int
    at: datetime
    says: str
    mine: bool
    because: str
    words: tuple[str, ...]
    files: tuple[dict[str, str], ...]
    taken_back: str = ""


def event(line: Any, lang: str, size: Any) -> Event:
    """A line of the timeline as the follow page shows it."""
    reader = Reader(lang)
    if line.key:
        says = reader.say(
            TO_YOU.get(line.key, line.key), **{name: reader.said(value) for name, value in line.params.items()}
        )
    else:
        says = reader.pick(line.says)
    files = tuple({"token": f.token, "name": f.name, "size": size(f.size)} for f in line.files)
    return Event(
        line.seq,
        line.at,
        says,
        line.from_reporter,
        reader.pick(line.because),
        tuple(body for _, body in line.words),
        files,
        reader.say("portal.case.taken-back", at=reader.moment(line.taken_back)) if line.taken_back else "",
    )


def answer_lines(answer: Any, lang: str) -> list[str]:
    """What was said in answer to one question, in plain words, line by line."""
    reader, value = Reader(lang), answer.value
    if isinstance(value, bool):
        return [reader.say("portal.yes" if value else "portal.no")]
    if isinstance(value, Mapping):
        if value.get("from"):
            first, last = (words.dmy(date.fromisoformat(str(value[end]))) for end in ("from", "to"))
            day = first if first == last else reader.say("portal.when.period", **{"from": first, "to": last})
            return [day, *([str(value["time"])] if value.get("time") else [])]
        place = places.named(str(value.get("ref", "")), lang) or str(value.get("name", ""))
        return [part for part in (str(value.get("detail", "")), place) if part]
    return str(value).splitlines() if value else []


def last_words(lines: Any, verb: str) -> str:
    """What was written with the latest step of a verb; empty when nothing was."""
    for line in reversed(list(lines)):
        if line.verb == verb and line.words:
            return str(line.words[-1][1])
    return ""


def the_answer(lines: Any, lang: str) -> dict[str, str] | None:
    """The answer of the office, from whom and when; None while there is none."""
    for line in reversed(list(lines)):
        for part, body in line.words:
            if part == "answer" and not line.from_reporter:
                return {"body": body, "office": words.pick(line.office, lang), "at": words.when(line.at, lang)}
    return None
