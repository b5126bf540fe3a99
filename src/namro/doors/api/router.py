"""All of version 1, noun by noun."""

from namro.doors.api import calendar, cases, events, follow, places, procedures, reports, steps
from namro.doors.api.strict import hold
from namro.doors.api.wire import api

API_PATH = "/api/v1/"

for router in dict.fromkeys(
    module.router for module in (places, procedures, reports, follow, cases, steps, events, calendar)
):
    hold(router)
    api.add_router("", router)

__all__ = ["API_PATH", "api"]
