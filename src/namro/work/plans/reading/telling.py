"""A reading as plain data, for a program and for the desk: the shape that `namro plan read --json` prints. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from namro.work.plans.reading.clauses import bare
from namro.work.plans.reading.fields import (
    INSTRUMENT_FIELDS,
    REACH,
    SPAN_FIELDS,
    TARGET_FIELDS,
    TASK_FIELDS,
    Field,
    Instrument,
    Reading,
    Target,
    Task,
)


def as_data(reading: Reading) -> dict[str, Any]:
    """Everything that was read. Every field is {"value", "start", "end"} in code points of `text`, or null and named in
    `missing`."""
    document = reading.document
    return {
        "file": document.name,
        "kind": document.kind,
        "language": reading.language,
        "text": document.text,
        "tasks": [_task(task, document.text) for task in reading.tasks],
        "targets": [_target(target) for target in reading.targets],
        "instruments": [_instrument(instrument) for instrument in reading.instruments],
        "sections": [{"kind": one.kind, "start": one.start, "end": one.end} for one in reading.sections],
        "clauses": [
            {"path": one.path, "within": one.within or None, "start": one.start, "end": one.end}
            for one in reading.passages
        ],
        "notes": [
            {
                "why": note.why,
                "line": document.text.count("\n", 0, note.start) + 1,
                "start": note.start,
                "end": note.end,
                **dict(note.names),
            }
            for note in reading.notes
        ],
    }


def _task(task: Task, text: str) -> dict[str, Any]:
    return {
        "start": task.start,
        "end": task.end,
        "source": task.source,
        **({"groups": groups} if (groups := _groups(task, text)) else {}),
        **_fields(TASK_FIELDS, task.fields),
        "missing": list(task.missing),
        "reasons": dict(task.reasons),
        "unclear": [{"clear": one.clear, "why": one.why, "start": one.start, "end": one.end} for one in task.unclear],
    }


def _groups(task: Task, text: str) -> list[dict[str, Any]]:
    """The headings above a row of a table: the words of each with where they stand, and its mark, None for none."""
    return [
        {"value": words.of(text), "start": words.start, "end": words.end, "mark": one.mark and bare(one.mark.of(text))}
        for one in task.groups
        if (words := one.words) is not None
    ]


def _target(target: Target) -> dict[str, Any]:
    fields = _fields(TARGET_FIELDS, target.fields)
    fields.update({name: _field(target.fields[name]) for name in (*SPAN_FIELDS, REACH) if name in target.fields})
    return {"start": target.start, "end": target.end, **fields, "missing": list(target.missing)}


def _instrument(instrument: Instrument) -> dict[str, Any]:
    return {
        "start": instrument.start,
        "end": instrument.end,
        "own": instrument.own,
        **_fields(INSTRUMENT_FIELDS, instrument.fields),
        "missing": list(instrument.missing),
    }


def _fields(names: Sequence[str], fields: Mapping[str, Field]) -> dict[str, Any]:
    return {name: _field(fields[name]) if name in fields else None for name in names}


def _field(field: Field) -> dict[str, Any]:
    value = list(field.value) if isinstance(field.value, tuple) else field.value
    said: dict[str, Any] = {"value": value, "start": field.start, "end": field.end, **dict(field.more)}
    if field.also:
        said["also"] = [{"start": span.start, "end": span.end} for span in field.also]
    return said
