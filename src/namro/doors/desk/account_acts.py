"""What was done to one's own account, by whom and when: so that nobody signs in as somebody else unnoticed."""

from __future__ import annotations

from dataclasses import dataclass

from namro.doors.desk.page import Desk
from namro.ground.people import queries as people
from namro.ground.trail import queries as trail
from namro.ground.trail.models import Entry

GIVEN = ("people.create_user", "people.set_password")
"""Acts by which a password comes from somebody else."""
SHOWN = (*GIVEN, "people.change_password", "people.close_account", "people.open_account", "people.sign_in")
MOST = 12


@dataclass(frozen=True, slots=True)
class Act:
    """One line: when, and what was done by whom; `by_another` where it was not the person themselves."""

    when: str
    says: str
    by_another: bool


def lately(desk: Desk) -> list[Act]:
    """The last acts upon the signed-in person's account, newest first."""
    return _said(desk, trail.latest_of(desk.user.guard_ref, SHOWN, MOST))


def password_given(desk: Desk) -> Act | None:
    """Who gave the password that must now be changed, and when; None where the trail says nothing of it."""
    found = _said(desk, trail.latest_of(desk.user.guard_ref, GIVEN, 1))
    return found[0] if found else None


def _said(desk: Desk, entries: list[Entry]) -> list[Act]:
    names = people.names_of({entry.actor_ref for entry in entries})
    return [
        Act(
            desk.moment(entry.when),
            desk.say(
                f"desk.account.act.{entry.action.removeprefix('people.').replace('_', '-')}",
                who=names.get(entry.actor_ref) or desk.say("desk.permissions.besides.operator"),
            ),
            entry.actor_ref != desk.actor.ref,
        )
        for entry in entries
    ]
