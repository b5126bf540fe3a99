"""Which post of the office that leads a task that was read carries it out, and which head answers for it: what is
chosen for all tasks where the office has such a post, else what is said and chosen at the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from namro.doors.desk.page import Desk, Wrong, text_of
from namro.doors.desk.plans.lines import every_of
from namro.doors.desk.plans.read_lines import Posts, Row, kinds_led
from namro.rules.packs import sets

ASKED = (("role", "plans.report"), ("head", "plans.split"))
"""What is asked of each task, with what the post must be allowed to do."""
LEFT = "-"
"""The choice at a line that is left open until the plan is issued."""
NAMED = 5
"""Offices that are named in the message after the plan was made."""


def settle(desk: Desk, rows: Sequence[Row], role: str, head: str) -> None:
    """Says of each task what its office has of the posts that are chosen for all (`role`, `head`, "" for nothing), and
    what is chosen at its line; one query. Where the office lacks one, what has its part there is filled in and said."""
    kinds = kinds_led(desk, rows)
    every = {"role": role, "head": head}
    for row in rows:
        kind = kind_of_lead(desk, row, kinds)
        row.posts = [] if row.there is not None or not kind else [
            _posts(desk, row, kind, which, may, every[which]) for which, may in ASKED
        ]  # fmt: skip


def kind_of_lead(desk: Desk, row: Row, kinds: Mapping[int, str]) -> str:
    """The kind of the office that leads, of a set of offices that of the first; "" where it is not known yet."""
    among = sets.kinds_of(desk.pack, row.among) if row.every else ()
    return next(iter(among), "") if row.every else kinds.get(row.lead_id or 0, "")


def _posts(desk: Desk, row: Row, kind: str, which: str, may: str, every: str) -> Posts:
    there = [one for one, rule in desk.pack.roles.items() if kind in rule.at and rule.allows(may)]
    own = text_of(desk, f"{which}-{row.at}")
    own = own if own in there or own == LEFT else ""
    options = tuple((one, desk.role(one)) for one in there)
    lacks = bool(every) and every not in there and not own
    instead = desk.pack.role_at(every, kind) if lacks else ""
    instead = instead if instead in there else ""
    says = ""
    if lacks:
        office = every_of(desk, row.among) if row.every else row.lead
        names = {"post": desk.role(every), "office": office[:1].upper() + office[1:]}
        key = "desk.plan.read.no-post" if instead else "desk.plan.read.no-post.none"
        says = desk.say(key, instead=desk.role(instead) if instead else "", **names)
    chosen = own or instead
    value = "" if own == LEFT else chosen or (every if every in there else "")
    return Posts(which, options, chosen, value, says)


def not_seen(desk: Desk, rows: Sequence[Row]) -> list[Wrong]:
    """That posts were filled in at lines that are taken and that nobody has seen yet: the look is shown with them."""
    lines = [row for row in rows if row.does == "take" and any(one.says for one in row.posts)]
    if not lines:
        return []
    first = next(one for one in lines[0].posts if one.says)
    return [Wrong(desk.say("desk.plan.read.posts-differ", n=len(lines)), f"{first.which}-{lines[0].at}")]


def told(desk: Desk, rows: Sequence[Row], role: str, head: str) -> str:
    """In a sentence at which lines another post stands than the one that was chosen for all; "" where none does."""
    every = {"role": role, "head": head}
    names: list[str] = []
    n = 0
    for row in rows:
        other = [one for one in row.posts if one.value and every[one.which] and one.value != every[one.which]]
        if row.does == "take" and other:
            n += 1
            posts = ", ".join(desk.role(one.value) for one in other)
            office = row.lead if row.lead and not row.every else row.led or row.lead
            said = f"{office}: {posts}" if office else posts
            names += [said] if said not in names else []
    if not n:
        return ""
    more = len(names) - NAMED
    shown = [*names[:NAMED], *([desk.say("desk.plan.read.posts-more", n=more)] if more > 0 else [])]
    return desk.say("desk.plan.read.posts-told", n=n, which="; ".join(shown))
