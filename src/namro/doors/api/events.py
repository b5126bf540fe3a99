"""The feed of events for a city's own systems, to be asked for."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from namro.doors.api.asked import ByToken, asked
from namro.doors.api.cursors import MOST
from namro.doors.api.shapes import EventsOut, Problem
from namro.doors.api.wire import Fault
from namro.doors.problems import Wrong
from namro.ground.gate.refusals import NotThere
from namro.ground.people.may import limited
from namro.ground.people.tokens import READ
from namro.work.cases.events import START, Event, events_after, place_in

router = Router(tags=["events"], auth=ByToken())


@router.get("/events", response={200: EventsOut, 401: Problem, 404: Problem, 422: Problem}, operation_id="events")
def events(
    request: HttpRequest,
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> dict[str, Any]:
    """What was done in the holder's reach, in the one order of the trail, from the beginning or after an event's id.
    Ask again with `after` of the answer; what is new stands there about a second after it was done."""
    ask = asked(request)
    if limited(ask.actor, READ):
        raise NotThere
    place = place_in(after) if after else START
    if place is None:
        raise Fault(422, "cursor", wrongs=(Wrong("", "cursor", parameter="after"),))
    told = events_after(ask.actor, place, ask.on, limit=limit)
    return {"items": [shown(event) for event in told.events], "after": str(told.after), "more": told.more}


def shown(event: Event) -> dict[str, Any]:
    """An event as it is answered."""
    return {
        "id": str(event.place),
        "type": event.type,
        "ref": event.ref,
        "seq": event.seq,
        "step": event.step,
        "state": event.state,
        "office": event.office,
        "day": event.day,
    }
