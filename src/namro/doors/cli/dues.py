"""What `namro due` asks and answers: plain values in, one answer out, in words and as JSON. Touches no table."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from namro.doors import words
from namro.rules.clocks.count import Due
from namro.rules.clocks.errors import ClockError
from namro.rules.clocks.parts import Pause
from namro.rules.clocks.telling import tell
from namro.rules.packs.current import the_pack
from namro.rules.packs.due import clock_of, due_of
from namro.rules.packs.refused import Refused
from namro.rules.packs.schema import Clock, Procedure

EXAMPLE = '{"procedure": "petition", "clock": "reply", "from": "2026-02-13"}'
KEYS = ("procedure", "clock", "from", "extend", "flags", "pauses")
CONFIDENCE = {
    "V2": "cli.confidence.v2",
    "V1": "cli.confidence.v1",
    "C": "cli.confidence.c",
    "M": "cli.confidence.m",
}
"""How sure a rule is, as a sentence."""
_DAY = r"\d{4}-\d{2}-\d{2}"
_MOMENT = re.compile(rf"{_DAY}([T ]\d{{2}}:\d{{2}}(:\d{{2}}(\.\d{{1,6}})?)?(Z|[+-]\d{{2}}:\d{{2}})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: when is this due?"""

    procedure: str
    clock: str
    start: date | datetime
    extend: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The date with its reasons, and the rules that it was worked out by."""

    asked: Asked
    procedure: Procedure
    clock: Clock
    due: Due


# --- reading ------------------------------------------------------------------------------------------------------


def moment(text: str, *, field: str = "from") -> date | datetime:
    """A day, or a moment (local where it says no offset). Raises `Refused` `due.bad-moment`."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise Refused("due.bad-moment", field=field, given=str(text)[:60])
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise Refused("due.bad-moment", field=field, given=text) from None


def pause(text: str) -> Pause:
    """A pause "A..B", both included. Raises `Refused` `due.bad-pause`, `due.bad-moment` and the clocks' refusals."""
    first, dots, last = text.partition("..") if isinstance(text, str) else ("", "", "")
    if not dots:
        raise Refused("due.bad-pause", field="pauses", given=str(text)[:60])
    return Pause(moment(first, field="pauses"), moment(last, field="pauses"))


def question(given: Mapping[str, Any]) -> Asked:
    """A line of a batch as a question. Raises `Refused` `due.…` and the clocks' refusals."""
    for key in given:
        if key not in KEYS:
            raise Refused("due.unknown-key", field=str(key)[:60], name=str(key)[:60], known=", ".join(KEYS))
    for key in KEYS[:3]:
        if key not in given:
            raise Refused("due.missing", field=key, name=key)
        if not isinstance(given[key], str):
            raise Refused("due.wrong-type", field=key, name=key, wanted='"…"')
    for key in KEYS[3:]:
        if not isinstance(given.get(key, []), list) or not all(isinstance(one, str) for one in given.get(key, [])):
            raise Refused("due.wrong-type", field=key, name=key, wanted='["…"]')
    return Asked(
        procedure=given["procedure"],
        clock=given["clock"],
        start=moment(given["from"]),
        extend=tuple(given.get("extend", ())),
        flags=tuple(given.get("flags", ())),
        pauses=tuple(pause(one) for one in given.get("pauses", ())),
    )


def parsed(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises `Refused` `due.not-text`, `due.not-json`, `due.not-a-number`, `due.key-twice`,
    `due.not-an-object`."""
    try:
        text = line.decode("utf-8").removeprefix("\ufeff")
        found = json.loads(text, parse_constant=_no_constant, parse_float=_number, object_pairs_hook=_each_once)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but no text
    except UnicodeError:
        raise Refused("due.not-text") from None
    except (ValueError, RecursionError) as cause:
        raise Refused("due.not-json", at=getattr(cause, "colno", 1)) from None
    if not isinstance(found, dict):
        raise Refused("due.not-an-object", example=EXAMPLE)
    return found


def _number(text: str) -> float:
    found = float(text)
    if math.isinf(found):
        raise Refused("due.not-a-number", given=text[:40])
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Refused("due.key-twice", name=next(name for name in names if names.count(name) > 1)[:60])
    return found


def _no_constant(name: str) -> None:
    raise Refused("due.not-a-number", given=name)


# --- answering ----------------------------------------------------------------------------------------------------


def answer(asked: Asked) -> Answer:
    """The due date by the version of the procedure that is law on the day of the start.

    Raises what `due_of` raises: `Refused` and `ClockError`.
    """
    pack = the_pack()
    on = pack.calendar.local(asked.start) if isinstance(asked.start, datetime) else asked.start
    procedure = pack.procedure(asked.procedure, on)
    clock = clock_of(procedure, asked.clock)
    due = due_of(
        pack, procedure, asked.clock, asked.start, extensions=asked.extend, flags=asked.flags, pauses=asked.pauses
    )
    return Answer(asked, procedure, clock, due)


def as_data(found: Answer, lang: str) -> dict[str, Any]:
    """The answer for machines: days as ISO dates, the first instant too late with its offset, every reason, whether the
    limit applies under these flags, and what else is read into the law. Articles as they are cited in the language."""
    pack, clock = the_pack(), found.clock
    return {
        "applies": clock.not_owed(found.asked.flags) is None,
        "not_owed": not_owed(found, lang),
        "due_on": found.due.on.isoformat(),
        "due_at": found.due.at.isoformat(),
        "counted_end": found.due.counted_end.isoformat(),
        "provisional": found.due.provisional,
        "steps": [
            {
                "date": step.on.isoformat(),
                **({"at": step.at.isoformat()} if step.at is not None else {}),
                "kind": step.kind,
                "reason": tell(step, words.Speech(lang)),
                "article": pack.cite(step.article, lang),
            }
            for step in found.due.steps
        ],
        "version": found.procedure.version,
        "article": pack.cite(clock.article, lang),
        "confidence": clock.confidence,
        "local_standard": clock.local_standard,
        "other_readings": [
            {
                "limit": str(reading.limit) if reading.limit is not None else None,
                "article": pack.cite(reading.article, lang),
                "confidence": reading.confidence,
                "note": words.pick(reading.note, lang),
            }
            for reading in clock.other_readings
        ],
    }


def not_owed(found: Answer, lang: str) -> str | None:
    """Why the limit does not apply under the flags of the question, in words; None where it does."""
    cause = found.clock.not_owed(found.asked.flags)
    if cause is None:
        return None
    flag = found.procedure.flags[cause[1]]
    key = "cli.due.only-if" if cause[0] == "only-if" else "cli.due.unless"
    return words.say(lang, key, flag=flag.id, name=words.pick(flag.names, lang))


def echo(asked: Asked, start: str, pauses: Sequence[str]) -> dict[str, Any]:
    """The question as a line of a batch would put it."""
    return {
        "procedure": asked.procedure,
        "clock": asked.clock,
        "from": start,
        "extend": list(asked.extend),
        "flags": list(asked.flags),
        "pauses": list(pauses),
    }


def refusal(cause: Refused | ClockError, lang: str) -> dict[str, str]:
    """What was refused, for machines and for people."""
    message = words.say(lang, f"refusals.{cause.code}", **cause.params)
    return {"code": cause.code, "message": str(cause) if message.startswith("refusals.") else message}


def in_words(found: Answer, lang: str) -> str:
    """The answer for people: what is due when, every reason with its article, and how sure the rule is."""
    pack, clock, due = the_pack(), found.clock, found.due
    lines = [
        f"{words.pick(found.procedure.names, lang)}: {words.pick(clock.names, lang)}",
        words.pick(clock.says, lang),
        "",
        words.say(lang, "cli.due.on", day=words.day(due.on, lang), late=words.moment(due.at, lang)),
    ]
    if why_not := not_owed(found, lang):
        lines.insert(3, why_not)
    if due.provisional:
        lines.append(words.say(lang, "cli.due.provisional"))
    lines += ["", words.say(lang, "cli.due.why")]
    for step in due.steps:
        article = f"  [{pack.cite(step.article, lang)}]" if step.article else ""
        lines.append(f"  {words.dmy(step.on)}  {tell(step, words.Speech(lang))}{article}")
    lines += [
        "",
        words.say(lang, "cli.due.by", version=found.procedure.version, article=pack.cite(clock.article, lang)),
        words.say(lang, "cli.due.local-standard" if clock.local_standard else CONFIDENCE[clock.confidence]),
    ]
    for reading in clock.other_readings:
        limit = str(reading.limit) if reading.limit is not None else "–"
        note = words.pick(reading.note, lang)
        article = pack.cite(reading.article, lang)
        lines.append(words.say(lang, "cli.due.other-reading", limit=limit, article=article, note=note))
    return "\n".join(lines)
