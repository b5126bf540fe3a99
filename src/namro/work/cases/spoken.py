"""What the reporter and the office say to each other: which words the reporter reads, and what of the reporter's own
nobody at the office has read yet. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

Unread = tuple[tuple[int, datetime], ...]
"""What the reporter did that nobody has read: number and instant of each act, the oldest first."""

MARK_READ = "mark-read"
ASK_LOOK, ANSWER_LOOK, SEE_LOOK = LOOKS = ("ask-second-look", "answer-second-look", "see-second-look")
"""A reporter asks that another office looks again; it answers; the case's office notes that it knows."""
TAKE_BACK = "take-back"
"""The office takes back what it has just written to the reporter; the act names the other as `of`."""

READS: dict[str, tuple[str, ...]] = {
    "ask": ("text",),
    "answer": ("text",),
    "message": ("text",),
    "attach": ("text",),
    "notify": ("text",),
    "decide": ("answer", "reason"),
    "close": ("answer", "reason", "text"),
    "move": ("answer", "text"),
    "reopen": ("reason",),
    "ask-identity": ("reason",),
    ANSWER_LOOK: ("reasons",),
    TAKE_BACK: ("reason",),
}
"""Which words of an action the reporter reads, where the step tells the reporter at all."""
ALWAYS_TOLD = frozenset({"ask", "answer"})
"""Verbs that concern the reporter whatever the step says."""
_SPEAKS = frozenset({"message", "attach", "answer"})
"""Verbs by which a reporter says something after the report; the act says `by_reporter`."""
_REPLIES = frozenset({"notify", "decide", "close", "move", "reopen"})
"""Verbs with which the office writes to the reporter, where the step tells them and needs the words."""


def by_reporter(verb: str, data: Mapping[str, Any]) -> bool:
    """Whether the act is something that the reporter wrote or sent after the report."""
    return verb in _SPEAKS and data.get("by_reporter") is True


def replies(verb: str, data: Mapping[str, Any], tells: Collection[str], needs: Collection[str]) -> bool:
    """Whether the office wrote words to the reporter with this act. `tells` and `needs` are those of its step."""
    if verb == "message":
        return data.get("by_reporter") is not True
    if verb == "ask":
        return True
    return verb in _REPLIES and "reporter" in tells and bool(set(READS[verb]).intersection(needs))


def unread_after(
    unread: Unread,
    seq: int,
    at: datetime,
    verb: str,
    data: Mapping[str, Any],
    tells: Collection[str] = (),
    needs: Collection[str] = (),
    *,
    before: Unread = (),
) -> Unread:
    """What nobody has read once the act `seq` was taken. `before`: what nobody had read before the last act, which is
    so again where that is taken back.

    What the reporter says is added. A note that it was read, and any reply, takes away what stood there up to the act
    that its writer had before them (`seen`; all of it where the act does not say): what came meanwhile stays.
    """
    if by_reporter(verb, data):
        return (*unread, (seq, at))
    if verb == TAKE_BACK:
        return before
    if unread and (verb == MARK_READ or replies(verb, data, tells, needs)):
        seen = data.get("seen", seq)
        return tuple(one for one in unread if one[0] > seen)
    return unread
