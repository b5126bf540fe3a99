"""The clock of the server is set back and forward while reports come in and are registered."""

from __future__ import annotations

import os
import re
import tempfile
import threading
import time
from pathlib import Path

from bench.faults.clients import Line, Told, register, report_body, send, sign_in
from bench.faults.kills import Outcome, judged
from bench.faults.shifted import FILE
from bench.faults.stage import installation

MOVES = (0, -2 * 3600, -26 * 3600, 0, 3 * 3600, 40 * 24 * 3600, 0)
"""Seconds by which the application's clock goes wrong, one after the other."""


def clocks(engine: str) -> Outcome:
    """Two reports and a registration at each of the times; then all is held against the trail."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Path(folder) / "clock"
        clock.write_text("0")
        os.environ[FILE] = str(clock)
        with installation(engine, worker=False, serve=["-m", "bench.faults.shifted"]) as place:
            told, wrong = Told(), []
            line = Line(place.port, "10.4.4.4")
            for seconds in MOVES:
                clock.write_text(str(seconds))
                officer = Line(place.port, "10.4.4.5")
                if not sign_in(officer, "lan"):
                    wrong.append(f"nobody could sign in at {seconds} s")
                for _ in range(2):
                    if not send(line, *report_body("2025:00004"), told, time.monotonic() + 120):
                        wrong.append(f"no report was taken at {seconds} s")
                _, page, _ = officer.ask("GET", "/desk/cases?state=received")
                refs = [
                    r for r in re.findall(r"/desk/cases/(NR-[A-Z0-9-]+)", page.decode()) if r not in told.registered
                ]
                if not refs or not register(officer, refs[0], told, threading.Event()):
                    wrong.append(f"nothing could be registered at {seconds} s")
            time.sleep(2)
            found = judged(place, told, "clock", "set back by 2 and 26 hours, forward by 3 hours and 40 days")
            found.wrong += wrong
            return found
