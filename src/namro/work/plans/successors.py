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
from namro.ground.places.queries import name_of
from namro.work.plans.formerly import Formerly, formerly


def with_successors(read: Mapping[str, Any], on: date) -> dict[str, Any]:
    """What `as_data` made of a plan, each task with `successors`: of every name in its lead and among those who help
    that means a unit which has ended by that day {"name", "unit", "ended", "offices": [{"code", "name", "percent"}]},
    the percent of the unit that went there. None where there is no installation to ask."""
    if not _installed():
        return {**read, "tasks": [{**task, "successors": None} for task in read["tasks"]]}
    named = {id(task): list(dict.fromkeys(_names(task))) for task in read["tasks"]}
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


def _names(task: Mapping[str, Any]) -> Iterator[str]:
    if task["lead"]:
        yield task["lead"]["value"]
    yield from (task["coordinating"] or {}).get("value", ())


def _told(one: Formerly, lang: str) -> dict[str, Any]:
    return {
        "name": one.text,
        "unit": name_of(one.unit, lang),
        "ended": one.ended.isoformat(),
        "offices": [
            {
                "code": heir.office.code,
                "name": people.said(heir.office.names, lang),
                "percent": 100 if heir.whole else heir.percent,
            }
            for heir in one.heirs
        ],
    }
