"""Those who use it meanwhile: people who report and send again when no answer comes, and an officer who registers."""

from __future__ import annotations

import gzip
import html
import random
import re
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from bench.faults.stage import Installation

CODE = re.compile(rb'name="code" value="([^"]+)"')
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
WARDS = ("2025:00004", "2025:00070")


@dataclass
class Told:
    """What the clients were told."""

    codes: dict[str, str] = field(default_factory=dict)
    """The code of each draft whose receipt was shown."""
    registered: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: int = 0
    """Answers that never came."""
    odd: list[str] = field(default_factory=list)
    pending: tuple[str, str] = ("", "")
    """Token and form of a report that could not be kept, and that the page carried."""
    given_up: bool = False
    """The run has failed: nobody needs to bring anything to its end."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, text: bytes) -> None:
        with self.lock:
            self.statuses[status] += 1
            if b"Traceback" in text or status == 500:
                self.odd.append(f"{status}: {text[:200].decode(errors='replace')}")


class Line:
    """One browser: a connection, cookies, an address."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address = port, address
        self.cookies: dict[str, str] = {}
        self._line: HTTPConnection | None = None

    def ask(self, method: str, path: str, fields: dict[str, str] | str | None = None) -> tuple[int, bytes, str]:
        """Status, body, where it leads. Raises OSError or HTTPException where no answer comes."""
        if self._line is None:
            self._line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"X-Forwarded-For": self.address, "X-Forwarded-Proto": "http", "Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = fields if isinstance(fields, str) or fields is None else urlencode(fields)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            self._line.close()
            self._line = None
            raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                first = value.partition(";")[0]
                self.cookies[first.partition("=")[0]] = first.partition("=")[2]
        if answer.headers.get("Content-Encoding") == "gzip":
            text = gzip.decompress(text)
        return answer.status, text, answer.headers.get("Location", "")


def report_body(ward: str) -> tuple[str, str]:
    """The token of a fresh draft, and the last form of its report."""
    from namro.doors.portal.draft import Draft

    draft = Draft("crime-report", complete=True)
    draft.answers = {
        "danger": "no",
        "about": f"Đêm qua kho hàng của tôi bị phá khoá, mất ba xe đạp điện. ({secrets.token_hex(4)})",
        "where": {"ref": ward, "line": "12 phố Hàng Bạc"},
        "when": {"mode": "day", "day": "01/11/2026", "time": "khoảng 2 giờ sáng"},
    }
    draft.who = {"mode": "yes", "name": "Nguyễn Văn An", "phone": "0912345678"}
    return draft.token, urlencode({"draft": draft.sealed(), "asked": "check", "do": "continue"})


def send(line: Line, token: str, body: str, told: Told, until: float) -> bool:
    """Sends one report until its receipt is shown, or the time is over; whether it was shown."""
    while time.monotonic() < until and not told.given_up:
        try:
            status, text, _ = line.ask("POST", "/vi/receipt", body)
        except (OSError, HTTPException):
            with told.lock:
                told.lost += 1
            time.sleep(0.3)
            continue
        told.note(status, text)
        found = CODE.search(text)
        if status == 200 and found:
            with told.lock:
                told.codes[token] = found.group(1).decode()
            if random.random() < 0.2:  # the answer was lost on its way to the reader, who sends again
                return send(line, token, body, told, until)
            return True
        time.sleep(0.5)
    return False


def reporting(place: Installation, told: Told, over: threading.Event, number: int) -> None:
    """Somebody reports, again and again; what is on its way at the end is brought to its end."""
    line, n = Line(place.port, f"10.0.{number}.7"), 0
    while not over.is_set():
        token, body = report_body(WARDS[n % 2])
        if not send(line, token, body, told, time.monotonic() + 150):
            told.odd.append("a report found no end within 150 seconds")
        n += 1


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of a form."""
    found = {}
    for one in HIDDEN.findall(page):
        name, value = re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)
        if name:
            found[html.unescape(name.group(1))] = html.unescape(value.group(1)) if value else ""
    return found


def sign_in(line: Line, username: str) -> bool:
    from tests.cast import PASSWORD

    _, page, _ = line.ask("GET", "/desk/sign-in?lang=vi")
    fields = fields_of(page.decode()) | {"username": username, "password": PASSWORD}
    return line.ask("POST", "/desk/sign-in", fields)[0] == 302


def registering(place: Installation, told: Told, over: threading.Event, username: str) -> None:
    """An officer registers what came in, and sends a form again whose answer was lost."""
    line, signed = Line(place.port, "10.9.9.9"), False
    while not over.is_set():
        try:
            signed = signed or sign_in(line, username)
            status, page, where = line.ask("GET", "/desk/cases?state=received")
            told.note(status, page)
            if "sign-in" in where:
                signed = False
            found = re.findall(r"/desk/cases/(NR-[A-Z0-9-]+)", page.decode(errors="replace"))
            refs = [ref for ref in dict.fromkeys(found) if ref not in told.registered]
            for ref in refs[:5]:
                register(line, ref, told, over)
        except (OSError, HTTPException):
            with told.lock:
                told.lost += 1
        over.wait(0.3)


def register(line: Line, ref: str, told: Told, over: threading.Event) -> bool:
    """Opens the form and sends it until it is known to have done its work."""
    status, page, _ = line.ask("GET", f"/desk/cases/{ref}/register")
    told.note(status, page)
    if status != 200:
        return False
    fields = fields_of(page.decode())
    for _ in range(60):
        try:
            status, text, where = line.ask("POST", f"/desk/cases/{ref}/register", fields)
        except (OSError, HTTPException):
            with told.lock:
                told.lost += 1
            time.sleep(0.3)
            continue
        told.note(status, text)
        if status == 302 and "sign-in" not in where:
            with told.lock:
                told.registered.add(ref)
            return True
        if status != 503 or over.is_set():
            return False
        time.sleep(0.5)
    return False
