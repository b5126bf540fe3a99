"""A plan that was read, as lines for the terminal: tasks one below the other, what is missing beside each."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

from namro.doors import within
from namro.doors.plan_words import QUOTED, why_said
from namro.doors.words import pick, say
from namro.rules.packs.current import the_pack
from namro.work.plans.reading.fields import REACH, SPAN_FIELDS, Field, Instrument, Reading, Target, Task
from namro.work.plans.tables import each_of

_SHOWN_OF_CLAUSE = 100
SHOWN = ("lead", "coordinating", "due", "rhythm", "product", "head")


def in_words(reading: Reading, lang: str) -> str:
    """The whole reading in a language."""
    lines = [*_top(reading, lang), ""]
    for task in reading.tasks:
        lines += [*_task(task, reading, lang), ""]
    if reading.targets:
        lines += [say(lang, "cli.plan.targets", n=len(reading.targets))]
        lines += [f"  {_target(target, lang)}" for target in reading.targets] + [""]
    if reading.instruments:
        lines += [say(lang, "cli.plan.instruments", n=len(reading.instruments))]
        lines += [f"  {_instrument(one, lang)}" for one in reading.instruments] + [""]
    if reading.notes:
        lines += [say(lang, "cli.plan.notes")]
        for note in reading.notes:
            line = reading.document.text.count("\n", 0, note.start) + 1
            lines += [f"  {say(lang, 'cli.plan.at', line=line)} {say(lang, f'cli.plan.note.{note.why}')}"]
            if note.why in QUOTED:
                lines += [f"    {shorten(reading.document.text[note.start : note.end], _SHOWN_OF_CLAUSE)}"]
    return "\n".join(lines).rstrip()


def _top(reading: Reading, lang: str) -> Iterator[str]:
    clear = sum(not task.unclear for task in reading.tasks)
    yield say(lang, "cli.plan.found", n=len(reading.tasks), file=reading.document.name)
    if reading.tasks:
        yield say(lang, "cli.plan.clear", clear=clear, unclear=len(reading.tasks) - clear)


def _task(task: Task, reading: Reading, lang: str) -> Iterator[str]:
    fields = task.fields
    clause = f"{fields['clause'].value}  " if "clause" in fields else ""
    yield f"{clause}{fields['task'].value if 'task' in fields else '…'}"
    for name in SHOWN:
        if name in fields:
            yield f"    {say(lang, f'cli.plan.field.{name}')}: {_value(name, fields[name], lang)}"
    for one in task.unclear:
        shows = "" if (one.start, one.end) == (task.start, task.end) else reading.document.text[one.start : one.end]
        yield f"    ✗ {say(lang, f'cli.plan.clear.{one.clear}')}: {why_said(lang, one.clear, one.why, shows)}"


def _value(name: str, field: Field, lang: str) -> str:
    more = dict(field.more)
    if name == "rhythm":
        said = say(lang, f"cli.plan.rhythm.{field.value}")
        if each := within.said(lang, str(field.value), each_of({"value": field.value, **more})):
            said = f"{said}, {each}"
        return f"{said} ({say(lang, 'cli.plan.until', day=more['until'])})" if "until" in more else said
    if name == "due":
        return say(lang, f"cli.plan.bound.{more.get('bound', 'by')}", day=field.value)
    return "; ".join(field.value) if isinstance(field.value, tuple) else str(field.value)


def _target(target: Target, lang: str) -> str:
    fields = target.fields
    value, unit = fields.get("value"), fields.get("unit")
    number = str(value.value) if value else " – ".join(str(fields[one].value) for one in SPAN_FIELDS if one in fields)
    said = [f"{number} {unit.value if unit else ''}".strip()]
    if "comparator" in fields:
        said.insert(0, say(lang, f"cli.plan.comparator.{fields['comparator'].value}"))
    if "direction" in fields:
        said.insert(0, say(lang, f"cli.plan.direction.{fields['direction'].value}"))
    if "what" in fields:
        said.append(f"· {fields['what'].value}" + (f" {fields[REACH].value}" if REACH in fields else ""))
    if "by" in fields:
        said.append(f"· {_value('due', fields['by'], lang)}")
    return " ".join(said)


def _instrument(one: Instrument, lang: str) -> str:
    fields = one.fields
    relation = "own" if one.own else str(fields["relation"].value) if "relation" in fields else "named"
    said = [f"{say(lang, f'cli.plan.relation.{relation}')}:", _kind(one, lang)]
    said += [str(fields[name].value) for name in ("number", "title", "date", "issuer") if name in fields]
    return " · ".join(filter(None, said)).replace(": · ", ": ")


def _kind(one: Instrument, lang: str) -> str:
    if "kind" not in one.fields:
        return ""
    kind, programme = str(one.fields["kind"].value), the_pack().programme
    known = programme.instruments.get(kind) if programme else None
    return pick(known.names, lang) if known else kind
