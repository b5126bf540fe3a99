"""How each ward keeps what it promised under a plan: one tile for each, in the order of codes, and the same as a table.

No map of the ground: the pack has no borders. No order of merit either.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from namro.doors import words
from namro.doors.desk.page import Desk, page, query_with
from namro.doors.desk.plans.lines import kind_said, title_of
from namro.doors.desk.plans.plan import heading
from namro.doors.desk.plans.views import bar, behind, counted, legend, periods_accepted, said, views
from namro.work.plans.tallies import OfOffice, Tally, tally

STATES = ("late", "blocked", "going", "reported", "accepted", "ended", "moved")
"""How a ward stands, by what most wants looking at; that gives the tile its colour. One that is late can have
something that is blocked as well: both are said, and counted. `ended`: all that it was given was withdrawn; `moved`:
or goes on elsewhere."""
FOLDED = 30
"""From more tiles than these on each group is folded, with its counts."""


@page()
def wards(desk: Desk, ref: str) -> HttpResponse:
    """The tiles, of the whole plan or of one of its tasks."""
    task, only = desk.request.GET.get("task") or None, desk.request.GET.get("state", "")
    every = tally(desk.actor, ref, desk.on)
    found = tally(desk.actor, ref, desk.on, task=task) if task else every
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found.offices:
        groups.setdefault(f"{one.office.kind} {one.office.unit.kind}", []).append(_tile(desk, found, one, task))
    several = len({one.office.kind for one in found.offices}) > 1
    told = _told(desk, list(groups.values()), several)
    tiles = [one for _, rows in told for one in rows]
    only = only if only in STATES else ""
    shown = [(name, [one for one in rows if not only or only in one["stands"]]) for name, rows in told]
    both = sum({"late", "blocked"} <= one["stands"] for one in tiles)
    return desk.answer(
        "plan-wards",
        plan=heading(desk, found.plan),
        views=views(desk, found.plan, "plan-wards"),
        tasks=[
            {"ref": one.task.ref, "matter": title_of(desk, one.task.matter, 90), "chosen": one.task.ref == task}
            for one in every.tasks
            if one.given > 1
        ],
        groups=[{"name": name, "tiles": rows, "said": _said(desk, rows)} for name, rows in shown if rows],
        tiles=tiles,
        rows=[one for _, rows in shown for one in rows],
        folded=sum(len(rows) for _, rows in shown) > FOLDED,
        only=desk.say(f"desk.plan.ward.{only}") if only else "",
        every=f"?{query_with(desk, state=None)}",
        patterns=legend(desk),
        legend=[
            {
                "state": name,
                "url": f"?{query_with(desk, state=name)}#groups",
                "chosen": name == only,
                "name": desk.say(f"desk.plan.ward.{name}"),
                "n": words.count(sum(name in one["stands"] for one in tiles), desk.lang),
            }
            for name in STATES
        ],
        total=desk.say("desk.plan.ward.total", n=len(tiles)),
        both=desk.say("desk.plan.ward.both", n=both) if both else "",
    )


def _said(desk: Desk, rows: list[dict[str, Any]]) -> str:
    """How many of a group stand how, in words."""
    counts = [(name, sum(name in one["stands"] for one in rows)) for name in STATES]
    return ", ".join(f"{desk.say(f'desk.plan.ward.{name}')} {words.count(n, desk.lang)}" for name, n in counts if n)


def _kind(said: str, name: str) -> str:
    """What kind of unit it is, as its language says it before or behind the name: `phường`, `Ward`."""
    return said.removesuffix(name).removeprefix(name).strip()


def _offices(desk: Desk, kind: str, unit: str) -> str:
    """What offices of a kind are called in units of a kind (`unit`, in words): "Công an phường", "Ward Police"."""
    known = desk.pack.offices.get(kind)
    if known is None or not unit:
        return kind_said(desk, kind) or unit
    return desk.pick(known.names).format(unit=unit)


def _tile(desk: Desk, found: Tally, one: OfOffice, task: str | None) -> dict[str, Any]:
    state = next(name for name in STATES if one.parts[name])
    pressing = {name for name in ("late", "blocked") if one.lists[name]}
    told = [counted(desk, name, one.lists[name]) for name in ("late", "blocked") if name in pressing]
    return {
        "name": one.office.unit.said.get(desk.lang) or desk.pick(one.office.names),
        "short": one.office.unit.names.get(desk.lang) or desk.pick(one.office.names),
        "office": _offices(
            desk,
            one.office.kind,
            _kind(one.office.unit.said.get(desk.lang, ""), one.office.unit.names.get(desk.lang, "")),
        ),
        "called": desk.pick(one.office.names),
        "state": state,
        "stands": pressing or {state},
        "said": ", ".join(told) or desk.say(f"desk.plan.ward.{state}"),
        "pieces": bar(desk, one.given, one.parts, one.lists)["pieces"],
        "kept": _kept(desk, one),
        "url": behind(desk, found.plan, "all", office=one.office.code, task=task or ""),
        "in_words": said(desk, one.parts, one.lists),
        "late": one.parts["late"],
    }


def _kept(desk: Desk, one: OfOffice) -> str:
    """How many tasks are done of those that stand, and how many periods of what comes again."""
    of = one.given - one.parts["ended"] - one.parts["moved"]
    done = desk.say("desk.plan.ward.kept", n=one.parts["accepted"], of=of) if of else ""
    return " · ".join(filter(None, (done, periods_accepted(desk, one.periods))))


def _told(desk: Desk, groups: list[list[dict[str, Any]]], several: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """The groups with their names: offices by what they are and where, then those of which there is one of its kind.
    Where `several` kinds are shown each office has its own name in the table: one ward has two."""
    told: list[tuple[str, list[dict[str, Any]]]] = []
    apart: list[dict[str, Any]] = []
    for rows in groups:
        if len(rows) == 1:
            apart.append(rows[0] | {"short": rows[0]["called"], "name": rows[0]["called"]})
            continue
        named = [row | {"name": row["called"]} for row in rows] if several else rows
        told.append((_group(desk, rows), named))
    if apart:
        told.append((desk.say("desk.plan.ward.apart", n=len(apart)), apart))
    return told


def _group(desk: Desk, rows: list[dict[str, Any]]) -> str:
    kind = rows[0]["office"]
    return desk.say("desk.plan.ward.group", kind=kind[:1].upper() + kind[1:], n=len(rows))
