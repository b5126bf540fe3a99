"""The units that a plan names and that are no more, with the offices of today, as plain data for a program.

The same as the desk offers (`formerly`); nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

from namro.ground.people import queries as people
from namro.ground.places.models import Unit
from namro.work.plans.formerly import Formerly, Stands, formerly, names_with_past, said_of


def with_successors(read: Mapping[str, Any], on: date) -> dict[str, Any]:
    """What `as_data` made of a plan, each task with `successors`: of every name in its lead and among those who help
    that means what has ended by that day {"name", "unit", "ended", "confirmed", "source", "offices": [{"code", "name",
    "percent", "what"}]}. "unit" is what has ended, null where it is all units of a level; "percent" how much of a unit
    went there, null of an office that has ended and of several units; "what" which part of the work of such an office.
    None where there is no installation to ask."""
    if not _installed():
        return {**read, "tasks": [{**task, "successors": None} for task in read["tasks"]]}
    named = {id(task): list(dict.fromkeys(_names(task, read["text"]))) for task in read["tasks"]}
    gone = formerly([name for names in named.values() for name in names], on)
    told = {name: _told(one, read["language"]) for name, one in gone.items()}
    return {
        **read,
        "tasks": [
            {**task, "successors": [told[name] for name in named[id(task)] if name in told]} for task in read["tasks"]
        ],
    }


def _installed() -> bool:
    """Whether there is a database with units in it; one of SQLite is not made by asking."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "mode=memory" not in name and not Path(name).exists():
        return False
    with suppress(DatabaseError):
        return Unit.objects.exists()
    return False


def _names(task: Mapping[str, Any], text: str) -> Iterator[str]:
    for field in ("lead", "coordinating"):
        yield from names_with_past(task[field], text)


def _percent(one: Formerly, heir: Stands) -> int | None:
    """How much of what has ended went to an office, None where nobody can say: of an office, of several units, or where
    nothing is known but how many parts there are."""
    if one.kind is not None or len(one.units) > 1:
        return None
    return 100 if heir.whole else heir.percent


def _told(one: Formerly, lang: str) -> dict[str, Any]:
    return {
        "name": one.text,
        "unit": said_of(one, lang) or None,
        "ended": one.ended.isoformat(),
        "confirmed": one.kind is None or one.kind.confirmed,
        "source": one.kind.source if one.kind else None,
        "offices": [
            {
                "code": heir.office.code,
                "name": people.said(heir.office.names, lang),
                "percent": _percent(one, heir),
                "what": people.said(heir.what, lang) if heir.what else None,
            }
            for heir in one.heirs
        ],
    }
