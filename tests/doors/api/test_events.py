"""The feed of events, and the city's own systems that are told: in order, signed, patiently, never twice at once."""

from __future__ import annotations

import base64
import hmac
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from namro.ground.gate import people_actions
from namro.ground.trail.sealing import seal_pending
from namro.rules.packs.refused import Refused
from namro.work.cases import actions, deliveries, events, jobs, outgoing, webhook_actions
from namro.work.cases.models import Case, Progress, Subscription
from tests.cast import NOW, Cast, act
from tests.doors.api.conftest import HOAN_KIEM, STORY, Issue, Reported

URL = "https://city.example/namro"


@pytest.fixture
def subscribed(cast: Cast) -> Callable[..., webhook_actions.Subscribed]:
    """`subscribed()`: the standing agency's system is told from now on."""

    def _subscribed(**given: Any) -> webhook_actions.Subscribed:
        usual = {"name": "Cổng thành phố", "url": URL, "owner": cast.thao.user}
        return act(webhook_actions.subscribe, None, by=cast.dung, **{**usual, **given})

    return _subscribed


class Ear:
    """A system that listens: what it was told, and what it answers."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.heard: list[tuple[dict[str, str], dict[str, Any]]] = []

    def __call__(self, url: str, body: bytes, headers: Any) -> int:
        status = self.answers.pop(0) if self.answers else 200
        if status == 0:
            raise outgoing.NotReached("timeout")
        if status < 300:
            self.heard.append((dict(headers), json.loads(body)))
        return status

    @property
    def ids(self) -> list[str]:
        return [body["data"]["id"] for _, body in self.heard]


def at(seconds: int = 0) -> Callable[[], datetime]:
    return lambda: NOW + timedelta(seconds=seconds)


def moved_on(case: Case, cast: Cast) -> None:
    """Registered and classified."""
    act(actions.register, case, by=cast.lan)
    act(actions.classify, Case.objects.get(pk=case.pk), by=cast.lan, step="classify", flags={})


def test_the_feed_tells_what_was_done_in_order_and_nothing_that_was_said(cast: Cast, of: Issue, reported: Reported):
    case = reported()
    moved_on(case, cast)
    watcher = of(cast.thao)
    assert watcher.get("/api/v1/events").json()["items"] == []
    seal_pending(NOW)
    answer = watcher.get("/api/v1/events")
    found = answer.json()
    assert [one["type"] for one in found["items"]] == ["cases.receive", "cases.register", "cases.classify"]
    assert [one["state"] for one in found["items"]][:2] == ["received", "registered"]
    assert found["items"][0] == {
        "id": found["items"][0]["id"], "type": "cases.receive", "ref": case.ref, "seq": 1, "step": "",
        "state": "received", "office": cast.office.ba_dinh.code, "day": "2026-03-10",
    }  # fmt: skip
    for word in (STORY[:12], "Lan", "Giấu", "Ba Đình"):
        assert word not in answer.content.decode()
    assert watcher.get("/api/v1/events", after=found["after"]).json()["items"] == []
    for after in ("x", "1", "1-x", "9" * 30):
        assert watcher.get("/api/v1/events", after=after).status_code == 422


def test_the_feed_goes_on_piece_by_piece_and_misses_nothing(cast: Cast, of: Issue, reported: Reported, monkeypatch):
    monkeypatch.setattr(events, "WINDOW", 3)
    for _ in range(7):
        moved_on(reported(), cast)
        seal_pending(NOW)
    watcher, seen, after = of(cast.thao), [], ""
    for _ in range(50):
        page = watcher.get("/api/v1/events", **({"limit": 4, "after": after} if after else {"limit": 4})).json()
        seen += [one["id"] for one in page["items"]]
        after = page["after"]
        if not page["more"]:
            break
    assert len(seen) == len(set(seen)) == 21


def test_an_event_that_is_sealed_late_comes_late_and_is_not_missed(cast: Cast, of: Issue, reported: Reported):
    """Ids are not the order: what commits late has a low id and a late place."""
    from namro.ground.gate import guard
    from namro.ground.trail.models import Pending

    early, late = reported(), reported()
    first = Pending.objects.order_by("entry_id").first()
    assert first is not None
    with guard.outside("the first transaction has not committed yet"):
        Pending.objects.filter(pk=first.pk).delete()
    seal_pending(NOW)
    watcher = of(cast.thao)
    page = watcher.get("/api/v1/events").json()
    assert [one["ref"] for one in page["items"]] == [late.ref]
    with guard.outside("and now it commits"):
        Pending.objects.create(entry_id=first.pk)
    seal_pending(NOW)
    then = watcher.get("/api/v1/events", after=page["after"]).json()
    assert [one["ref"] for one in then["items"]] == [early.ref]


def test_an_office_hears_of_its_own_and_of_what_is_sent_to_it(cast: Cast, of: Issue, reported: Reported):
    case = reported()
    reported(HOAN_KIEM)
    moved_on(case, cast)
    case = Case.objects.get(pk=case.pk)
    act(actions.transfer, case, by=cast.lan, office=cast.office.investigation, reason="Thuộc thẩm quyền.")
    seal_pending(NOW)

    def heard(member) -> list[str]:
        return [one["type"] for one in of(member).get("/api/v1/events").json()["items"]]

    assert heard(cast.hoa) == ["cases.transfer"]
    assert heard(cast.lan) == ["cases.receive", "cases.register", "cases.classify", "cases.transfer"]
    assert heard(cast.quan) == ["cases.receive"]


def test_a_system_is_told_in_order_with_a_signature_that_it_can_verify(cast, reported, subscribed):
    before = reported()
    seal_pending(NOW)
    made = subscribed()
    moved_on(before, cast)
    seal_pending(NOW)
    ear = Ear()
    assert deliveries.deliver(at(), ear)[0].delivered == 2
    assert [body["type"] for _, body in ear.heard] == ["cases.register", "cases.classify"]
    headers, body = ear.heard[0]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{text}".encode()
    key = base64.b64decode(deliveries.shown(made.secret).removeprefix("whsec_"))
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert headers["webhook-id"] == body["data"]["id"]
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert deliveries.deliver(at(1), ear)[0].delivered == 0
    assert len(ear.heard) == 2


def test_the_secret_lies_closed_in_the_database(cast, subscribed):
    made = subscribed()
    kept = Subscription.objects.get()
    assert base64.b64encode(made.secret).decode() not in kept.secret
    assert made.secret not in base64.b64decode(kept.secret)


def test_what_is_not_taken_is_told_again_after_a_growing_pause_and_nothing_overtakes_it(cast, reported, subscribed):
    subscribed()
    moved_on(reported(), cast)
    seal_pending(NOW)
    ear = Ear(200, 500, 0)
    assert deliveries.deliver(at(), ear)[0].failed == "500"
    assert deliveries.deliver(at(9), ear) == []
    assert deliveries.deliver(at(10), ear)[0].failed == "timeout"
    assert deliveries.deliver(at(39), ear) == []
    assert len(ear.ids) == 1
    deliveries.deliver(at(40), ear)
    assert [body["type"] for _, body in ear.heard] == ["cases.receive", "cases.register", "cases.classify"]
    assert ear.ids == sorted(ear.ids)
    assert Progress.objects.get().failures == 0


def test_after_many_failures_it_is_paused_visibly_and_goes_on_where_it_stopped(cast, reported, subscribed, signed_in):
    made = subscribed()
    reported()
    seal_pending(NOW)
    ear, second = Ear(*[503] * deliveries.TRIES), 0
    for _ in range(200):
        second += 3600
        deliveries.deliver(at(second), ear)
        if Progress.objects.get().paused_for:
            break
    assert Progress.objects.get().paused_for == "failures"
    assert deliveries.deliver(at(second + 10**6), ear) == []
    admin = signed_in(cast.dung)
    page = admin.get("/desk/webhooks?lang=en").content.decode()
    assert "Paused after 12 failed tries. It met: 503" in page
    assert admin.post(f"/desk/webhooks/{made.subscription.pk}/resume").status_code == 302
    assert deliveries.deliver(at(second), ear)[0].delivered == 1


def test_a_410_pauses_at_once_and_so_does_an_owner_who_reads_nothing(cast, reported, subscribed):
    subscribed()
    reported()
    seal_pending(NOW)
    deliveries.deliver(at(), Ear(410))
    assert Progress.objects.get().paused_for == "gone"
    act(webhook_actions.resume, Subscription.objects.get(), by=cast.dung)
    act(people_actions.end_holding, cast.thao.user.holdings.get(), by=cast.dung, on=NOW.date())
    ear = Ear()
    assert deliveries.deliver(at(60), ear)[0].failed == "owner"
    assert ear.heard == []


def test_of_two_workers_one_tells_and_a_dead_one_is_replaced(cast, reported, subscribed):
    subscribed()
    reported()
    seal_pending(NOW)
    inner: list[list[deliveries.Run]] = []

    def slow(url: str, body: bytes, headers: Any) -> int:
        inner.append(deliveries.deliver(at(1), Ear()))
        return 200

    assert deliveries.deliver(at(), slow)[0].delivered == 1
    assert inner == [[]]
    reported()
    seal_pending(NOW)

    def dies(url: str, body: bytes, headers: Any) -> int:
        raise SystemExit

    with pytest.raises(SystemExit):
        deliveries.deliver(at(10), dies)
    ear = Ear()
    assert deliveries.deliver(at(11), ear) == []
    assert deliveries.deliver(at(10 + deliveries.LEASE), ear)[0].delivered == 1


@pytest.mark.parametrize("ahead", [40 * 86_400, 7 * 3600])
def test_a_pause_and_a_lease_from_a_clock_that_was_ahead_hold_nobody_up(ahead: int, cast, reported, subscribed):
    subscribed()
    reported()
    seal_pending(NOW)
    ear = Ear()
    deliveries.deliver(at(ahead), lambda *_: 500)
    assert Progress.objects.get().failures == 1
    assert deliveries.deliver(at(), ear)[0].delivered == 1
    reported()
    seal_pending(NOW)

    def dies(url: str, body: bytes, headers: Any) -> int:
        raise SystemExit

    with pytest.raises(SystemExit):
        deliveries.deliver(at(ahead), dies)
    assert deliveries.deliver(at(), ear)[0].delivered == 1


def test_without_the_lease_two_workers_would_tell_the_same(cast, reported, subscribed, monkeypatch):
    """The harm that the lease prevents."""
    subscribed()
    reported()
    seal_pending(NOW)
    monkeypatch.setattr(deliveries, "_lease", lambda *_: True)
    monkeypatch.setattr(deliveries, "_mine", lambda *_, **__: True)
    ear = Ear()
    deliveries.deliver(at(), ear)
    deliveries.deliver(at(), ear)
    assert ear.ids[0] == ear.ids[1]


def test_a_system_hears_only_the_kinds_and_the_reach_that_it_was_given(cast, reported, subscribed):
    subscribed(owner=cast.ha.user, verbs=["register"])
    mine = reported()
    reported(HOAN_KIEM)
    moved_on(mine, cast)
    seal_pending(NOW)
    ear = Ear()
    deliveries.deliver(at(), ear)
    assert [(body["type"], body["data"]["ref"]) for _, body in ear.heard] == [("cases.register", mine.ref)]


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"url": "http://city.example/"}, "webhooks.needs-tls"),
        ({"url": "https://127.0.0.1/"}, "webhooks.not-public"),
        ({"url": "https://[::1]/"}, "webhooks.not-public"),
        ({"url": "https://10.1.2.3/x"}, "webhooks.not-public"),
        ({"url": "https://169.254.169.254/latest"}, "webhooks.not-public"),
        ({"url": "https://[::ffff:127.0.0.1]/"}, "webhooks.not-public"),
        ({"url": "https://localhost/"}, "webhooks.not-public"),
        ({"url": "https://me:pw@city.example/"}, "webhooks.address"),
        ({"url": "ftp://city.example/"}, "webhooks.address"),
        ({"url": "https://city.example:99999/"}, "webhooks.address"),
        ({"url": "nonsense"}, "webhooks.address"),
        ({"verbs": ["read-identity"]}, "webhooks.unknown-kind"),
        ({"name": " "}, "cases.needed"),
        ({"owner": "dung"}, "webhooks.owner-reads-nothing"),
        ({"owner": "lan", "offices": [10**9]}, "webhooks.outside-reach"),
    ],
)
def test_what_may_not_be_told_or_reached_is_refused(cast, subscribed, given, code):
    if isinstance(given.get("owner"), str):
        given = {**given, "owner": cast.members[given["owner"]].user}
    with pytest.raises(Refused) as refused:
        subscribed(**given)
    assert refused.value.code == code
    assert not Subscription.objects.exists()


def test_only_the_administrator_lets_a_system_be_told(cast, subscribed):
    for who, member in cast:
        if who != "dung":
            with pytest.raises(Refused):
                act(webhook_actions.subscribe, None, by=member, name="x", url=URL, owner=cast.thao.user)
    made = subscribed()
    for who, member in cast:
        if who != "dung":
            with pytest.raises(Refused):
                act(webhook_actions.end_subscription, made.subscription, by=member)


def test_an_ended_system_hears_nothing_more(cast, reported, subscribed):
    made = subscribed()
    reported()
    seal_pending(NOW)
    act(webhook_actions.end_subscription, made.subscription, by=cast.dung)
    assert deliveries.deliver(at(), Ear()) == []
    assert jobs.deliver_events(NOW) == []


# --- over a real connection ------------------------------------------------------------------------------------------


@pytest.fixture
def listening():
    """A real server on this computer; `heard` is what it was sent, `answer` how it answers."""
    heard: list[tuple[str, bytes, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, body, dict(self.headers)))
            self.send_response(server.answer)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.answer, server.heard = 204, heard
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.django_db(transaction=True)
def test_a_serving_process_tells_by_itself(cast, reported, subscribed, listening, settings):
    from namro.doors.cli.lanes import Hands

    settings.WEBHOOKS_PRIVATE = True
    subscribed(url=f"http://127.0.0.1:{listening.server_port}/in")
    case = reported()
    seal_pending(NOW)
    hands = Hands("web", pace={"tell": 0.05})
    hands.start()
    for _ in range(200):
        if listening.heard:
            break
        threading.Event().wait(0.05)
    hands.stop()
    assert json.loads(listening.heard[0][1])["data"]["ref"] == case.ref
    assert Progress.objects.get().last_ok is not None


def test_a_real_delivery_reaches_a_system_in_the_own_network_only_where_that_is_allowed(listening, settings):
    url = f"http://127.0.0.1:{listening.server_port}/in?x=1"
    settings.WEBHOOKS_PRIVATE = False
    with pytest.raises(outgoing.NotReached) as missed:
        outgoing.post(url, b"{}", {})
    assert missed.value.said == "needs-tls"
    with pytest.raises(outgoing.NotReached) as missed:
        outgoing.post(f"https://127.0.0.1:{listening.server_port}/", b"{}", {})
    assert missed.value.said == "not-public"
    assert listening.heard == []
    settings.WEBHOOKS_PRIVATE = True
    assert outgoing.post(url, b'{"a":1}', {"webhook-id": "1-1"}) == 204
    path, body, headers = listening.heard[0]
    assert (path, body, headers["webhook-id"]) == ("/in?x=1", b'{"a":1}', "1-1")
    assert headers["Host"] == f"127.0.0.1:{listening.server_port}"


def test_no_redirect_is_followed_and_a_closed_door_is_said(listening, settings):
    settings.WEBHOOKS_PRIVATE = True
    listening.answer = 302
    assert outgoing.post(f"http://127.0.0.1:{listening.server_port}/", b"{}", {}) == 302
    assert len(listening.heard) == 1
    with pytest.raises(outgoing.NotReached) as missed:
        outgoing.post("http://127.0.0.1:1/", b"{}", {})
    assert missed.value.said == "not-reached"


@pytest.mark.parametrize(
    ("scheme", "first", "drop"),
    [("http", b"HTTP/1.1 200 OK\r\nX-A: ", b"a"), ("https", b"\x16\x03\x03\x40\x00", b"\0"),
     ("http", b"", b"HTTP/1.1 100 Continue\r\n\r\n")],
)  # fmt: skip
def test_who_answers_drop_by_drop_is_cut_off_when_the_time_is_over(scheme, first, drop, settings, monkeypatch):
    settings.WEBHOOKS_PRIVATE = True
    monkeypatch.setattr(outgoing, "CONNECT", 0.3)
    monkeypatch.setattr(outgoing, "ANSWER", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line, suppress(OSError):
                line.sendall(first)
                for _ in range(200):
                    line.sendall(drop)
                    threading.Event().wait(0.1)

        threading.Thread(target=drip, daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(outgoing.NotReached) as missed:
            outgoing.post(f"{scheme}://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
    assert missed.value.said == "timeout"
    assert time.monotonic() - begun < 10, "the drops would have gone on for twenty seconds"


def test_a_slow_system_gives_the_next_one_its_turn(cast, reported, subscribed):
    subscribed(url="https://slow.example/in")
    subscribed(url="https://quick.example/in")
    for _ in range(4):
        reported()
    seal_pending(NOW)
    told, passed = list[str](), [0]

    def send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        told.append(url[8:12])
        passed[0] += 12 if "slow" in url else 0
        return 204

    runs = deliveries.deliver(lambda: NOW + timedelta(seconds=passed[0]), send)
    assert told == ["slow", "slow", "quic", "quic", "quic", "quic"]
    assert [run.delivered for run in runs] == [2, 4]
    deliveries.deliver(lambda: NOW + timedelta(seconds=passed[0]), send)
    assert told[6:] == ["slow", "slow"], "and it goes on where it was"


def test_a_name_that_leads_into_the_network_is_not_followed(settings, monkeypatch):
    settings.WEBHOOKS_PRIVATE = False
    answers = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.5", 443))]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(outgoing.NotReached) as missed:
        outgoing.address_for("city.example", 443)
    assert missed.value.said == "not-public"
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_, **__: answers[:1])
    assert outgoing.address_for("city.example", 443) == "93.184.216.34"
