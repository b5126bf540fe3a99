"""Who may do what: made from the pack's roles and the gate's registry, so that it cannot differ from what happens."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, page
from namro.ground.gate.matrix import MatrixRow, matrix
from namro.rules.packs.schema import Role

BESIDES = ("everyone", "reporter", "oneself", "operator", "system")
"""Who may act without a seat."""


@page()
def permissions(desk: Desk) -> HttpResponse:
    """The matrix: every action, every role."""
    mine = {seat.role for seat in desk.actor.seats}
    roles = [
        {
            "name": desk.pick(role.names),
            "says": desk.pick(role.says),
            "sees": desk.say(f"desk.permissions.sees.{_sees(role)}"),
            "mine": role.id in mine,
        }
        for role in desk.pack.roles.values()
    ]
    rooms: dict[str, list[dict[str, Any]]] = {}
    for row in matrix(desk.pack):
        rooms.setdefault(row.name.partition(".")[0], []).append(_row(desk, row))
    groups = [{"name": desk.say(f"desk.room.{room}"), "actions": rows} for room, rows in rooms.items()]
    return desk.answer("permissions", roles=roles, groups=groups, across=len(roles) + 2)


def _sees(role: Role) -> str:
    """How far a role sees, and what: of a role that reads plans and no case, plans."""
    if not role.allows("cases.read") and role.allows("plans.read"):
        return f"{role.sees}.plans"
    return role.sees if reads(role) else "elsewhere"


def reads(role: Role) -> bool:
    """Whether the role reads cases at all; how far it sees matters only then."""
    return role.allows("cases.read") or role.sees != "all"


def _row(desk: Desk, row: MatrixRow) -> dict[str, Any]:
    besides = [desk.say(f"desk.permissions.besides.{who}") for who in BESIDES if getattr(row, who)]
    return {
        "name": row.name,
        "says": named(desk, row),
        "cells": [role in row.roles for role in desk.pack.roles],
        "besides": ", ".join(besides),
    }


def named(desk: Desk, row: MatrixRow) -> str:
    """What an action is called: the words' own sentence, else the first line of what its author wrote."""
    return called(desk, row.name, row.says)


def called(desk: Desk, action: str, otherwise: str = "") -> str:
    """What the action of that name is called; `otherwise`, or the name itself, where the words have no sentence."""
    key = f"desk.action.{action}"
    known = words.words()
    return desk.say(key) if known.has(desk.lang, key) or known.has("en", key) else otherwise or action
