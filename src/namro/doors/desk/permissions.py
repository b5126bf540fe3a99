"""Who may do what: made from the pack's roles and the gate's registry, so that it cannot differ from what happens."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, page
from namro.ground.gate.action import REGISTRY, ActionInfo
from namro.ground.people.may import grants


@page()
def permissions(desk: Desk) -> HttpResponse:
    """The matrix: every action, every role."""
    mine = {seat.role for seat in desk.actor.seats}
    roles = [
        {
            "name": desk.pick(role.names),
            "says": desk.pick(role.says),
            "sees": desk.say(f"desk.permissions.sees.{role.sees}"),
            "mine": role.id in mine,
        }
        for role in desk.pack.roles.values()
    ]
    return desk.answer("permissions", roles=roles, actions=[_row(desk, info) for info in _actions()])


def _actions() -> list[ActionInfo]:
    """The actions that some role may take, by name."""
    return [info for name, info in sorted(REGISTRY.items())]


def _row(desk: Desk, info: ActionInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "says": named(desk, info),
        "cells": [grants(role, info.name) for role in desk.pack.roles],
    }


def named(desk: Desk, info: ActionInfo) -> str:
    """What an action is called: the words' own sentence, else the first line of what its author wrote."""
    key = f"desk.action.{info.name}"
    known = words.words()
    if known.has(desk.lang, key) or known.has("en", key):
        return desk.say(key)
    return info.doc.partition("\n")[0]
