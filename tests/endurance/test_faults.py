"""Processes are killed under load, a flood comes from one side: on a real server, with its real endpoint."""

from __future__ import annotations

import threading
import time
from http.client import HTTPException

import pytest

from bench.faults.clients import Line, Told, report_body, send
from bench.faults.kills import kills
from bench.faults.stage import installation

pytestmark = pytest.mark.process


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_what_was_confirmed_is_there_once_after_processes_were_killed(engine: str) -> None:
    found = kills(engine, 2, pause=0.2)
    assert found.wrong == []
    assert found.acknowledged == found.cases >= 6
    assert found.lost > 0, "the kills were felt"


def test_forty_people_behind_one_address_report_at_once_while_another_floods() -> None:
    with installation("sqlite", worker=False, serve=["-m", "tests.endurance.slowly_refilled"]) as place:
        told, over, turned_away = Told(), threading.Event(), threading.Event()

        def flood() -> None:
            line = Line(place.port, "203.0.113.66")
            while not over.is_set():
                try:
                    if line.ask("GET", "/robots.txt")[0] == 429:
                        turned_away.set()
                except (OSError, HTTPException):
                    time.sleep(0.05)

        def villager() -> None:
            assert send(Line(place.port, "198.51.100.7"), *report_body("2025:00004"), told, time.monotonic() + 120)

        floods = [threading.Thread(target=flood) for _ in range(3)]
        village = [threading.Thread(target=villager) for _ in range(40)]
        for thread in floods:
            thread.start()
        turned_away.wait(240)
        for thread in village:
            thread.start()
        for thread in village:
            thread.join(150)
        over.set()
        for thread in floods:
            thread.join(30)
        assert turned_away.is_set(), "the flood was stopped"
        assert len(told.codes) == 40
        assert told.odd == []
        assert told.statuses[429] == 0, "none of the forty was turned away"
