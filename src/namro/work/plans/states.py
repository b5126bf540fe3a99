"""What follows from what was done: an instrument from its acts. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done. `on` is its local day, `by` the actor's reference."""

    seq: int
    verb: str
    data: Mapping[str, Any]
    on: date
    by: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


class CannotBeRead(ValueError):
    """The acts do not make sense: a verb that nobody knows, or none at all."""


Said = tuple[int, str, date, str, date | None]


@dataclass(frozen=True, slots=True)
class InstrumentStanding:
    """Where an instrument stands: its columns, and what it says of others as (id, kind, first day, clause, the first
    day on which that is so no longer)."""

    columns: Mapping[str, Any]
    relations: Sequence[Said]


SAID = ("office_id", "kind", "symbol", "issuer", "issuer_office_id", "signer", "title", "public", "public_code")


DAYS = ("dated", "begins", "ends")


def instrument_of(acts: Iterable[Done]) -> InstrumentStanding:
    """Raises `CannotBeRead`."""
    columns: dict[str, Any] = {}
    relations: list[Said] = []
    for act in acts:
        if act.verb == "register":
            columns = {name: act.data[name] for name in SAID} | {"cited": act.data.get("cited", False)}
            columns |= {name: day_of(act.data[name]) for name in DAYS}
            columns |= {"abstract": act.words.get("abstract", ""), "gone": {}}
        elif act.verb == "relate":
            begins = date.fromisoformat(act.data["begins"])
            relations.append((act.data["to"], act.data["kind"], begins, act.data.get("clause", ""), None))
        elif act.verb == "unrelate":
            at = next(n for n, one in enumerate(relations) if _same(one, act.data))
            relations[at] = (*relations[at][:4], date.fromisoformat(act.data["ends"]))
        elif act.verb == "amend":
            said = act.data["said"]
            columns |= {name: day_of(value) if name in DAYS else value for name, value in said.items()}
            columns["abstract"] = act.words.get("abstract", columns["abstract"])
        elif act.verb == "end":
            columns["ends"] = day_of(act.data["ends"])
        elif act.verb == "more":
            columns["gone"] = gone_after(columns["gone"], act)  # of clauses and files that were added: see `recheck`
        else:
            raise CannotBeRead(f"an instrument does not know {act.verb!r}")
        columns["seq"] = act.seq
    if "office_id" not in columns:
        raise CannotBeRead("it was never registered")
    return InstrumentStanding(columns, relations)


def _same(one: Said, data: Mapping[str, Any]) -> bool:
    return one[:2] == (data["to"], data["kind"]) and one[4] is None


def gone_after(gone: Mapping[str, str], act: Done) -> dict[str, str]:
    """By the order of each clause that is no more in a corrected document the day from which that is known, after an
    act by which the document was read once more."""
    left = {nth: day for nth, day in gone.items() if int(nth) not in act.data.get("back", ())}
    return left | {str(nth): act.on.isoformat() for nth in act.data.get("gone", ())}


def day_of(value: str | None) -> date | None:
    """A day as an act holds it."""
    return date.fromisoformat(value) if value else None


# Plans


def plan_of(acts: Iterable[Done]) -> dict[str, Any]:
    """The columns of a plan. Raises `CannotBeRead`."""
    columns: dict[str, Any] = {}
    for act in acts:
        if act.verb == "draft":
            columns = {name: act.data[name] for name in ("office_id", "instrument_id", "template_id")}
            columns |= {"name": act.words["name"], "state": "draft", "issued_on": None}
        elif act.verb == "issue":
            columns |= {"state": "issued", "issued_on": columns["issued_on"] or act.on}
            columns["instrument_id"] = act.data.get("instrument_id", columns["instrument_id"])
        elif act.verb == "name-document":
            columns["instrument_id"] = act.data["instrument_id"]
        elif act.verb == "end":
            columns["state"] = "ended"
        elif act.verb == "re-point":
            pass  # its document was replaced; the plan keeps it: see `replaced_by`
        elif act.verb in ("publish", "leave-out", "unpublish"):
            pass  # see `publishing.publication_of`
        elif act.verb == "draw-report":
            pass  # see `reports`
        elif act.verb == "more":
            pass  # tasks and targets of its document, which have acts of their own
        else:
            raise CannotBeRead(f"a plan does not know {act.verb!r}")
        columns["seq"] = act.seq
    if not columns:
        raise CannotBeRead("it was never drafted")
    return columns


# Targets

TARGETED = (
    "plan_id", "office_id", "instrument_id", "clause_id", "parent_id", "task_id", "percent", "of", "rounding",
)  # fmt: skip


def told(values: dict[date, Decimal], data: Mapping[str, Any]) -> None:
    """Takes a value that was reported or corrected in; one that was taken back (None) goes."""
    on = date.fromisoformat(data["on"])
    if data["value"] is None:
        values.pop(on, None)
    else:
        values[on] = Decimal(data["value"])


def values_in(acts: Iterable[Done]) -> dict[date, Decimal]:
    """The value of each day for which one is reported."""
    values: dict[date, Decimal] = {}
    for act in acts:
        if act.verb in ("value", "correct"):
            told(values, act.data)
    return values


def target_of(acts: Iterable[Done]) -> dict[str, Any]:
    """The columns of a target. The latest value is that of the latest day. Raises `CannotBeRead`."""
    columns: dict[str, Any] = {}
    values: dict[date, Decimal] = {}
    for act in acts:
        if act.verb in ("set", "change"):
            columns = {name: act.data[name] for name in TARGETED}
            columns |= {name: date.fromisoformat(act.data[name]) for name in ("begins", "by")}
            columns["aim"] = act.data.get("aim", "least")
            columns |= {"goal": Decimal(act.data["goal"]), "name": act.words["name"]}
            columns |= {"unit": act.words.get("unit", ""), "state": "open", "value": None, "value_on": None}
        elif act.verb in ("value", "correct"):
            told(values, act.data)
            last = max(values, default=None)
            columns |= {"value": None if last is None else values[last], "value_on": last}
        elif act.verb == "set-right":
            columns |= {"goal": Decimal(act.data["goal"]), "of": act.data["of"]}
            columns["by"] = date.fromisoformat(act.data["by"]) if "by" in act.data else columns["by"]
        elif act.verb == "re-point":
            columns |= {name: act.data[name] for name in ("instrument_id", "clause_id")}
        elif act.verb == "re-word":
            columns["clause_id"] = act.data["clause_id"]
        elif act.verb == "end":
            columns["state"] = "ended"
        else:
            raise CannotBeRead(f"a target does not know {act.verb!r}")
        columns["seq"] = act.seq
    if not columns:
        raise CannotBeRead("it was never set")
    return columns
