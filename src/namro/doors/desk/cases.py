"""The list of cases with its search and filters."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.finding import finding_inputs
from namro.doors.desk.inputs import day_in, tidy
from namro.doors.desk.lines import lines
from namro.doors.desk.page import PAGE, Desk, Wrong, number_of, page, pages_counted_so_far, query_with
from namro.doors.desk.passed import leads_to
from namro.doors.desk.places import find, suggested
from namro.doors.desk.views import FILTERS, links
from namro.ground.gate.refusals import NotThere
from namro.ground.people import queries as people
from namro.work.cases import queries
from namro.work.cases.models import Case
from namro.work.cases.receipts import read_reference
from namro.work.cases.several import MOST

MANY = 12
"""Offices up to which everybody who works there can be chosen."""
TIMES = ("late", "soon", "waiting", "new")
_REF = re.compile(r"[0-9]{4}[0-9-]*:[0-9A-Za-z]{1,12}")


@page()
def cases(desk: Desk) -> HttpResponse:
    """The cases that the person may see, narrowed by what the address asks."""
    if not desk.works():
        raise NotThere
    asked = {name: tidy(desk.request.GET.get(name, "")[:200]) for name in FILTERS}
    narrowed = any(asked[name] for name in FILTERS if name != "q")
    ref = read_reference(asked["q"]) or queries.numbered(desk.actor, asked["q"], desk.on)
    if ref and not narrowed and leads_to(desk, ref):
        return HttpResponseRedirect(reverse("desk:case", args=[ref]))
    place, others = _place(desk, asked["place"])
    result = queries.rows(
        desk.actor,
        desk.now,
        **_narrowed(asked),
        place=place,
        page=number_of(desk.request.GET.get("page")),
        after=desk.request.GET.get("after", "")[:60],
        size=PAGE,
    )
    filtered, filters = any(asked.values()), _filters(desk, asked)
    return desk.answer(
        "cases",
        wrongs=[*_wrong_days(desk, asked), *_unknown(desk, asked, filters, found=bool(result.rows))],
        asked=asked,
        filters=filters,
        filtered=filtered,
        lines=lines(desk, result.rows),
        said=_said(desk, result),
        pages=pages_counted_so_far(desk, result),
        not_all=bool(result.looked_to),
        choose=bool(result.rows) and desk.may("cases.act_on_several"),
        whole=_whole(desk, result),
        views=(views := links(desk)),
        may_save=filtered and not any(one["current"] for one in views),
        find_inputs=finding_inputs(desk),
        back=desk.request.GET.urlencode()[:2000],
        places_meant=_meant(desk, asked, others) if filtered and not result.rows else others,
    )


def narrowed_by(desk: Desk, asked: dict[str, str]) -> tuple[dict[str, Any], str]:
    """What the query of the room understands of the address, and the same in words."""
    narrowed = {**_narrowed(asked), "place": _place(desk, asked["place"])[0]}
    said = [f"“{asked['q']}”"] if asked["q"] else []
    for one in _filters(desk, asked):
        said += [f"{one['name']}: {name}" for id, name in one["options"].items() if id == one["chosen"]]
    if asked["place"]:
        said.append(f"{desk.say('desk.filter.place')}: {asked['place']}")
    return narrowed, "; ".join(said)


def _said(desk: Desk, result: queries.Page) -> str:
    """How many there are: exactly, or that there are more than were counted, or up to which day it was looked."""
    if result.looked_to is not None:
        return desk.say("desk.cases.looked-to", day=desk.day(result.looked_to))
    if result.page > result.pages:
        return desk.say("desk.cases.further")
    if result.more:
        key = "desk.cases.found-least" if result.least else "desk.cases.found-more"
        return desk.say(key, n=words.count(result.total, desk.lang))
    return desk.say("desk.cases.found", n=result.total)


def _whole(desk: Desk, result: queries.Page) -> dict[str, Any] | None:
    """The words for choosing the whole list, where it is longer than its page, and how many cases that is; 0 where that
    is not known yet."""
    known = result.page <= result.pages and not result.more
    if known and result.total <= len(result.rows):
        return None
    if known and result.total <= MOST:
        return {"said": desk.say("desk.several.whole", n=result.total), "n": result.total}
    return {"said": desk.say("desk.several.whole.first", n=MOST), "n": 0}


def _day(text: str) -> date | None:
    """The day as people write it, or as an address made by a program does."""
    try:
        return day_in(text) or date.fromisoformat(text)
    except ValueError:
        return None


def _wrong_days(desk: Desk, asked: dict[str, str]) -> list[Wrong]:
    """What was typed as a day and is none: it narrows nothing, and that is said."""
    return [
        Wrong(desk.say("desk.input.not-a-day", name=desk.say(f"desk.filter.{name}")), name)
        for name in ("from", "to")
        if asked[name] and _day(asked[name]) is None
    ]


OTHERS = ("page", "after", "lang")
"""What else may stand in the address of the list."""
ANYBODY = ("mine", "nobody")
PASSED_OVER = ("time", "wrote")
"""Filters of which a value that is in no list narrows nothing."""


def _unknown(desk: Desk, asked: dict[str, str], filters: list[dict[str, Any]], *, found: bool) -> list[Wrong]:
    """What stands in the address and is no filter, or no value of one. A value that is in the list no more and still
    finds cases (an office that ended, whoever left) is one."""
    wrongs = [
        Wrong(desk.say("desk.filter.unknown", name=name[:40]), None)
        for name in sorted(desk.request.GET)[:20]
        if name not in FILTERS and name not in OTHERS
    ]
    for one in filters:
        value = asked[one["id"]]
        if one["id"] == "assignee" and value.isdecimal() and len(one["options"]) == len(ANYBODY):
            continue  # of many offices nobody is listed until one of them is chosen
        if value and value not in one["options"] and (not found or one["id"] in PASSED_OVER):
            wrongs.append(Wrong(desk.say("desk.filter.unknown-value", name=one["name"], value=value[:40]), one["id"]))
    return wrongs


def _narrowed(asked: dict[str, str]) -> dict[str, Any]:
    """What the query of the room understands; a value that is in no list narrows nothing away but itself."""
    narrowed: dict[str, Any] = {"text": asked["q"], "procedure": asked["procedure"], "channel": asked["channel"]}
    narrowed |= {"first": _day(asked["from"]), "last": _day(asked["to"])}
    if asked["state"] in ("open", "closed"):
        narrowed["open"] = asked["state"] == "open"
    else:
        narrowed["state"] = asked["state"]
    if asked["time"] in TIMES:
        narrowed["part"] = "near" if asked["time"] == "soon" else asked["time"]
    narrowed["wrote"] = asked["wrote"] == "unread"
    if asked["office"]:
        narrowed["office"] = number_of(asked["office"], first=0, last=2**62)
    if asked["import"]:
        narrowed["imported"] = number_of(asked["import"], first=0, last=2**62)
    if asked["assignee"]:
        who = asked["assignee"]
        narrowed["assignee"] = who if who in ("mine", "nobody") else number_of(who, first=0, last=2**62)
    return narrowed


def _filters(desk: Desk, asked: dict[str, str]) -> list[dict[str, Any]]:
    """The lists to choose from."""
    procedures: dict[str, str] = {}
    states: dict[str, str] = {}
    for procedure in desk.pack.procedures:
        procedures[procedure.id] = desk.pick(procedure.names)
        if not asked["procedure"] or asked["procedure"] == procedure.id:
            for state in procedure.states.values():
                states.setdefault(state.id, desk.pick(state.names))
    several = people.offices_to_read(desk.actor, desk.on, desk.lang)
    chosen = number_of(asked["office"], first=0, last=2**62) if asked["office"] else None
    # whoever reads many offices chooses one of them before they choose among its people
    holders = people.holders(desk.actor, desk.on, desk.lang, office=chosen) if len(several) <= MANY or chosen else []
    every = [
        (
            "state",
            {"open": desk.say("desk.filter.state.open"), "closed": desk.say("desk.filter.state.closed"), **states},
        ),
        ("procedure", procedures),
        ("channel", {channel: desk.say(f"desk.channel.{channel}") for channel in Case.CHANNELS}),
        ("time", {time: desk.say(f"desk.filter.time.{time}") for time in TIMES}),
        ("wrote", {"unread": desk.say("desk.filter.wrote.unread")}),
        (
            "assignee",
            {
                "mine": desk.say("desk.filter.assignee.mine"),
                "nobody": desk.say("desk.filter.assignee.nobody"),
                **{str(post): name for post, name in holders},
            },
        ),
    ]
    if len(several) > 1:
        every.append(("office", {str(id): name for id, name in several}))
    return [
        {
            "id": id,
            "name": desk.say(f"desk.filter.{id}"),
            "any": desk.say(f"desk.filter.{id}.any"),
            "options": options,
            "chosen": asked[id],
        }
        for id, options in every
    ]


def _place(desk: Desk, text: str) -> tuple[str, list[dict[str, str]]]:
    """The unit that a text means, by reference, and others that it could mean; one that means none finds none."""
    if not text:
        return "", []
    if _REF.fullmatch(text):
        return text, []
    found = find(desk, text, desk.on, 6, lowest=True)
    return (found[0]["ref"] if found else "-"), [_link(desk, one) for one in found[1:]]


def _link(desk: Desk, one: dict[str, Any], **instead: None) -> dict[str, str]:
    """The list narrowed to this place in place of the one that was asked for; what else narrows it stays."""
    query = query_with(desk, place=one["ref"], page=None, after=None, **instead)
    return {"query": query, "name": one["name"], "former": one.get("former", "")}


def _meant(desk: Desk, asked: dict[str, str], others: list[dict[str, str]]) -> list[dict[str, str]]:
    """Places that a search which found nothing may have meant, also by a former name."""
    if others:
        return others
    text = asked["place"] or asked["q"]
    if not text or _REF.fullmatch(text):
        return []
    found = find(desk, text, desk.on, 5, lowest=True)
    if not found and asked["place"]:  # words that are searched for are no place: nothing similar is proposed for them
        found = suggested(desk, text, desk.on)
    return [_link(desk, one, **({} if asked["place"] else {"q": None})) for one in found]
