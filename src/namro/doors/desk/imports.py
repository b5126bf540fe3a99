"""Old registers out of Excel: which files wait, which were brought in, choosing one or pasting out of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro.doors import words
from namro.doors.desk.importing import said_state
from namro.doors.desk.inputs import tidy
from namro.doors.desk.page import Desk, Wrong, number_of, page, text_of
from namro.doors.desk.unsaved import given_back
from namro.doors.uploads import LARGEST_FILE, MEGABYTE, refused_files
from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Seat
from namro.ground.people.may import grants
from namro.rules.packs.refused import Refused
from namro.work.cases import import_actions, import_queries, import_run, queries

PASTED = 1_500_000
"""Characters that are taken out of the clipboard."""


@page("GET", "POST")
def imports(desk: Desk) -> HttpResponse:
    """The files of the offices where the person may bring something in; sent, the file is looked at."""
    seats = _seats(desk, "cases.import")
    if not seats:
        raise NotThere
    wrongs: list[Wrong] = []
    if desk.request.method == "POST" and not given_back(desk.request):
        seat = _chosen(desk, seats)
        name, data, wrongs = _given(desk)
        if not wrongs:
            try:
                token = import_run.begin(queries.office(seat.office_id), data, name, actor=desk.actor, now=desk.now)
            except Refused as refused:
                if refused.code == "gate.not-found":
                    raise
                wrongs = [desk.refusal(refused)]
            else:
                return desk.go("import", token)
    return _page(desk, seats, wrongs)


def _page(desk: Desk, seats: Sequence[Seat], wrongs: Sequence[Wrong] = ()) -> HttpResponse:
    """The page with what was typed in any of its forms, where it comes back."""
    back = given_back(desk.request)
    waiting = [
        {
            "url": reverse("desk:import", args=[progress.token]),
            "name": meta["name"],
            "by": meta["by_name"],
            "at": words.moment(datetime.fromisoformat(meta["at"]), desk.lang),
            "state": said_state(desk, progress),
        }
        for meta, progress in import_run.waiting_at(desk.actor, desk.now)
    ]
    done = [
        {
            "url": reverse("desk:import-done", args=[one.pk]),
            "name": one.name,
            "office": desk.pick(one.office.names),
            "at": words.moment(one.at, desk.lang),
            "rows": one.rows,
            "by": one.actor_name,
        }
        for one in import_queries.brought_in(desk.actor, desk.on)
    ]
    return desk.answer(
        "imports",
        wrongs=wrongs,
        offices=[{"id": seat.office_id, "name": desk.office(seat.office_id)} for seat in seats],
        megabytes=LARGEST_FILE // MEGABYTE,
        pasted=str(desk.request.POST.get("pasted", "")) if wrongs or back else "",
        chosen=number_of(desk.request.POST.get("office"), first=0, last=2**62),
        last=text_of(desk, "last")[:7] if back else "",
        reason=text_of(desk, "reason")[:300] if back else "",
        waiting=waiting,
        done=done,
        register=_register(desk),
    )


def _given(desk: Desk) -> tuple[str, bytes, list[Wrong]]:
    """The file that was sent, or what was pasted."""
    too_much = [Wrong(words.refusal(desk.lang, refused), "file") for refused in refused_files(desk.request)]
    if too_much:
        return "", b"", too_much
    upload = desk.request.FILES.get("file")
    pasted = str(desk.request.POST.get("pasted", ""))
    if upload is not None:
        return str(upload.name), upload.read(), []
    if not pasted.strip():
        return "", b"", [Wrong(desk.say("desk.imports.nothing-given"), "file")]
    if len(pasted) > PASTED:
        return "", b"", [Wrong(desk.say("desk.imports.pasted-too-much"), "pasted")]
    name = desk.say("desk.imports.pasted-name", day=words.dmy(desk.on), time=words.clock(desk.now))
    return name, pasted.replace("\0", "").strip("\r\n").encode("utf-8", "replace"), []


def _seats(desk: Desk, action: str) -> list[Seat]:
    """The seats that may do it, one for each office."""
    found: dict[int, Seat] = {}
    for seat in desk.actor.seats:
        if grants(seat.role, action):
            found.setdefault(seat.office_id, seat)
    return list(found.values())


def _chosen(desk: Desk, seats: list[Seat]) -> Seat:
    wanted = number_of(desk.request.POST.get("office"), first=0, last=2**62)
    return next((seat for seat in seats if seat.office_id == wanted), seats[0])


def _register(desk: Desk) -> dict[str, Any] | None:
    """The form with which this year's register goes on after its paper book, for whoever may say so."""
    seats = _seats(desk, "cases.continue_register")
    if not seats:
        return None
    return {"year": desk.on.year, "offices": [{"id": s.office_id, "name": desk.office(s.office_id)} for s in seats]}


@page("POST")
def go_on_after_paper(desk: Desk) -> HttpResponse:
    """This year's register goes on after the last number on paper."""
    seats = _seats(desk, "cases.continue_register")
    if not seats:
        raise NotThere
    if given_back(desk.request):
        return _page(desk, _seats(desk, "cases.import"))
    seat = _chosen(desk, seats)
    typed = text_of(desk, "last")
    try:
        counter = import_actions.continue_register(
            queries.office(seat.office_id), year=desk.on.year, last=number_of(typed, first=0, last=10**9),
            reason=tidy(text_of(desk, "reason")[:2000]), actor=desk.actor, now=desk.now,
        )  # fmt: skip
    except Refused as refused:
        if refused.code == "gate.not-found":
            raise
        desk.tell(desk.refusal(refused).text, warning=True)
    else:
        desk.tell(desk.say("desk.imports.register.done", year=counter.year, next=counter.last + 1))
    return desk.go("imports", after="#register")


@page()
def done(desk: Desk, pk: int) -> HttpResponse:
    """What became of a file that was brought in."""
    found = import_queries.one(desk.actor, pk, desk.on)
    return desk.answer(
        "import-done",
        done=found,
        office=desk.pick(found.office.names),
        at=words.moment(found.at, desk.lang),
        cases=f"{reverse('desk:cases')}?import={found.pk}",
    )
