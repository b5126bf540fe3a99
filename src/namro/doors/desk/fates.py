"""What becomes of each of several cases, as lists under their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from namro.doors import words
from namro.doors.desk.page import Desk
from namro.rules.packs.refused import Refused
from namro.work.cases import queries
from namro.work.cases.models import Case
from namro.work.cases.turns import WRITES


def named(desk: Desk, case: Case) -> dict[str, str]:
    """One case of a list: number, subject, address."""
    kind = desk.pick(queries.rules_of(case)[1].names)
    return {
        "number": case.number or case.ref,
        "subject": desk.subject(case.summary, kind, case.erased_on),
        "url": desk.url("case", case.ref),
    }


def by_reason(left: Iterable[tuple[dict[str, str], str]]) -> list[dict[str, Any]]:
    """The cases that stay as they are, those of one reason together, the commonest first."""
    found: dict[str, list[dict[str, str]]] = {}
    for case, why in left:
        found.setdefault(why, []).append(case)
    return [{"why": why, "cases": cases} for why, cases in sorted(found.items(), key=lambda one: -len(one[1]))]


def why_left(desk: Desk, code: str, params: Mapping[str, Any]) -> str:
    """Why a case was left as it was; of one that moved on, who was faster."""
    if code == "cases.changed" and params.get("step") in WRITES and params.get("who") == "–":
        return desk.say("desk.several.reporter-wrote")
    if code == "cases.changed":
        return desk.say("desk.several.moved-on", who=params.get("who", "–"))
    return words.refusal(desk.lang, Refused(code, **params))
