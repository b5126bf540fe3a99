"""What of the plans waits for the reader to act: sentences, each with the page where it is done."""

from __future__ import annotations

from namro.doors.desk.page import Desk
from namro.doors.desk.plans.lists import list_url
from namro.work.plans import pending


def today(desk: Desk) -> list[dict[str, str]]:
    """For Today: questions that wait for the reader, reports to accept, own tasks that are late, were sent back or are
    due today (those too that were given after this morning's digest); nothing of what there is none."""
    if not desk.may("plans.read"):
        return []
    found = pending.pending(desk.actor, desk.on)
    told = (
        ("asked", found.asked, desk.url("head"), "note-near"),
        ("reported", found.reported, list_url(desk, "given", "reported"), "note"),
        ("late", found.late, list_url(desk, "ours", "late"), "note-near"),
        ("sent-back", found.sent_back, list_url(desk, "ours", "sent-back"), "note-near"),
        ("due", found.due, list_url(desk, "ours", "soon"), "note-near"),
    )
    return [
        {"id": name, "said": desk.say(f"desk.plans.pending.{name}", n=n), "url": url, "tone": tone}
        for name, n, url, tone in told
        if n
    ]
