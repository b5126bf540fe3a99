"""The page of what is not there, or not any more: in the frame of the desk, with the way to what it was about.

Where the reader may open the thing itself (the plan of a form that was sent already), it is named. Whether the form was
done before or is not theirs is never told apart: *not there* and *not allowed* give one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.work.cases import queries
from namro.work.plans import meetings, scope

if TYPE_CHECKING:
    from namro.doors.desk.page import Desk

ROWS = 14
"""Most rows of a text that is shown to be copied."""


def _case(actor: Actor, ref: str, on: date) -> object:
    """A case that is to be read here, also one that was passed on. Raises `NotThere`."""
    try:
        return queries.case(actor, ref, on)
    except NotThere:
        return queries.passed_on(actor, ref, on)


THINGS: dict[str, tuple[Callable[[Actor, str, date], object], tuple[str, ...]]] = {
    "case": (_case, ("step", "beside", "hold-back", "identity-ask")),
    "plan": (
        scope.plan,
        ("plan-end", "plan-target-new", "plan-add-task", "plan-issue", "plan-table-back", "plan-table-look",
         "plan-read-again", "plan-read-again-look", "plan-publish"),
    ),
    "plan-task": (scope.task, ("plan-task-deed", "plan-task-public")),
    "plan-target": (scope.target, ("plan-target-report", "plan-target-correct", "plan-target-goal")),
    "plan-meeting": (meetings.meeting, ("plan-meeting-change", "plan-meeting-off", "plan-meeting-end")),
    "plan-lineage": (scope.instrument, ("plan-document-amend", "plan-relate", "plan-relation", "plan-replace")),
}  # fmt: skip
"""By the page of a thing how it is found, and the pages that do something with it."""
OF = {page: (thing, find) for thing, (find, pages) in THINGS.items() for page in pages}


def not_here(desk: Desk, written: Sequence[str] = ()) -> HttpResponse:
    """The page for what is not there for this reader, with status 404; `written`: what they sent there, to copy."""
    at = desk.request.resolver_match
    name, ref = (str(at.url_name), str(at.kwargs.get("ref", ""))) if at is not None else ("", "")
    ways = [{"url": desk.url("today"), "name": desk.say("refusals.to-desk")}]
    if name.startswith(("plan", "target", "head")) and desk.may("plans.read"):
        ways.insert(0, {"url": desk.url("plans"), "name": desk.say("desk.plans.title")})
    thing = OF.get(name)
    if thing is None or not _opens(desk, thing[1], ref):
        said = {part: desk.say(f"refusals.page.not-found.{part}") for part in ("title", "what", "next")}
        return _answer(desk, said["title"], f"{said['what']} {said['next']}", ways, written)
    ways.insert(0, {"url": desk.url(thing[0], ref), "name": desk.say(f"desk.gone.{thing[0]}")})
    return _answer(desk, desk.say("desk.gone.title"), desk.say("desk.gone.lead"), ways, written)


def only_words(desk: Desk, written: Sequence[str]) -> HttpResponse:
    """What was written in a form that cannot be shown again as it was, to be copied, with the way to the form."""
    ways = [{"url": desk.request.get_full_path(), "name": desk.say("desk.written.form")}]
    return _answer(desk, desk.say("desk.unsaved.title"), desk.say("desk.unsaved.lead"), ways, written, 200)


def to_copy(texts: Sequence[tuple[str, str]]) -> list[tuple[int, str, str, int]]:
    """Texts with their labels as `_written.html` shows them: (nth, label, text, rows)."""
    return [
        (n, label, text, min(ROWS, 2 + text.count("\n") + len(text) // 70))
        for n, (label, text) in enumerate(texts, start=1)
    ]


def _opens(desk: Desk, find: Callable[[Actor, str, date], object], ref: str) -> bool:
    try:
        find(desk.actor, ref, desk.on)
    except NotThere:
        return False
    return True


def _answer(
    desk: Desk, title: str, lead: str, ways: list[dict[str, Any]], written: Sequence[str], status: int = 404
) -> HttpResponse:
    shown = to_copy([("", text) for text in written])
    return desk.answer("gone", status, title=title, lead=lead, ways=ways, written=shown)
