"""Lists of cases that somebody named: saved from the list, opened from it and from Today, renamed, shared, deleted."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse, HttpResponseRedirect

from namro.doors.desk.inputs import tidy
from namro.doors.desk.page import Desk, Wrong, page, text_of
from namro.ground.gate.refusals import NotThere
from namro.ground.people.queries import offices
from namro.rules.packs.refused import Refused
from namro.work.cases import view_actions as actions
from namro.work.cases.views import View
from namro.work.cases.views import views as known

FILTERS = ("q", "state", "procedure", "time", "wrote", "office", "assignee", "place", "channel", "from", "to", "import")
"""What a list of cases is narrowed by, as its address names it."""
LARGEST = 2**62


def links(desk: Desk) -> list[dict[str, Any]]:
    """The views as links, the one that is open marked."""
    here = {name: value for name in FILTERS if (value := tidy(desk.request.GET.get(name, "")[:200]))}
    on_the_list = desk.request.path.startswith(desk.url("cases"))
    return [
        {"name": one.name, "url": _url(desk, one), "current": on_the_list and dict(one.query) == here}
        for one in known(desk.actor)
    ]


def _url(desk: Desk, one: View) -> str:
    return f"{desk.url('cases')}?{urlencode(dict(one.query))}"


@page("GET", "POST")
def views(desk: Desk) -> HttpResponse:
    """All of them; each can be renamed, shared, deleted; what came from the list is saved."""
    if not desk.works():
        raise NotThere
    wrongs: list[Wrong] = []
    going = text_of(desk, "go")
    if desk.request.method == "POST":
        try:
            answer = _save(desk) if going == "save" else _change(desk, going)
        except Refused as refused:
            if refused.code == "gate.not-found":
                raise
            wrong = desk.refusal(refused)
            at = "name" if going == "save" else f"name-{text_of(desk, 'view')[:10]}"
            wrongs = [Wrong(wrong.text, at if wrong.field else None)]
        else:
            return answer
    mine = _offices(desk)
    return desk.answer(
        "views",
        wrongs=wrongs,
        saving=text_of(desk, "query")[:2000] if going == "save" else "",
        typed=text_of(desk, "name")[: actions.NAME],
        most=actions.NAME,
        own=[_row(desk, one, mine) for one in known(desk.actor) if one.mine],
        shared=[_row(desk, one, {}) for one in known(desk.actor) if not one.mine],
    )


def _offices(desk: Desk) -> dict[int, str]:
    """The offices with which the person may share: those in which they hold a post that may."""
    if not desk.may("cases.share_view"):
        return {}
    return {seat.office_id: desk.office(seat.office_id) for seat in desk.actor.seats}


def _row(desk: Desk, one: View, mine: dict[int, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "url": _url(desk, one),
        "by": one.by,
        "shared": one.office is not None,
        "offices": list(mine.items()),
    }


def _save(desk: Desk) -> HttpResponse:
    """Back to the list, which is a view now."""
    asked = dict(parse_qsl(text_of(desk, "query")[:4000]))
    query = {name: tidy(asked[name][:200]) for name in FILTERS if asked.get(name)}
    made = actions.save_view(desk.user, name=tidy(text_of(desk, "name")), query=query, actor=desk.actor, now=desk.now)
    desk.tell(desk.say("desk.views.saved", name=made.name))
    return HttpResponseRedirect(f"{desk.url('cases')}?{urlencode(made.query)}")


def _change(desk: Desk, going: str) -> HttpResponse:
    sent = text_of(desk, "view")
    view = min(int(sent), LARGEST) if sent.isascii() and sent.isdigit() and len(sent) < 20 else 0
    by: dict[str, Any] = {"view": view, "actor": desk.actor, "now": desk.now}
    if going == "rename":
        said = desk.say("desk.views.done.rename")
        actions.rename_view(desk.user, name=tidy(text_of(desk, "name")), **by)
    elif going == "delete":
        said = desk.say("desk.views.done.delete")
        actions.delete_view(desk.user, **by)
    elif going in ("share", "unshare"):
        mine = _offices(desk)
        chosen = text_of(desk, "office")
        pk = next((pk for pk in mine if str(pk) == chosen), next(iter(mine), 0))
        office = offices(desk.on).filter(pk=pk).first()
        if office is None:
            raise NotThere
        said = desk.say("desk.views.done.share" if going == "share" else "desk.views.done.unshare")
        actions.share_view(office, shared=going == "share", **by)
    else:
        raise NotThere
    desk.tell(said)
    return desk.go("views")
