"""One source that floods, and forty people behind one address."""

from __future__ import annotations

import threading

from django.test import Client

from namro.doors import fairness
from namro.doors.fairness import Buckets
from tests.cast import Cast


def test_a_flood_is_stopped_and_its_neighbours_are_not():
    buckets = Buckets(at_once=10, a_second=1)
    assert [buckets.take("203.0.113.5", 0) for _ in range(12)] == [True] * 10 + [False] * 2
    assert buckets.take("203.0.113.6", 0)


def test_the_bucket_fills_again():
    buckets = Buckets(at_once=2, a_second=1)
    assert [buckets.take("a", 0) for _ in range(3)] == [True, True, False]
    assert [buckets.take("a", 1.0), buckets.take("a", 1.0)] == [True, False]


def test_one_network_of_ipv6_is_one_source():
    buckets = Buckets(at_once=1, a_second=0)
    assert buckets.take("2001:db8::1", 0)
    assert not buckets.take("2001:db8::2", 0)
    assert buckets.take("2001:db8:0:1::1", 0)


def test_full_buckets_are_forgotten_first(monkeypatch):
    monkeypatch.setattr(fairness, "MOST_KEPT", 2)
    buckets = Buckets(at_once=5, a_second=1)
    for _ in range(5):
        buckets.take("flood", 0)
    buckets.take("once", 0)
    buckets.take("another", 3)
    assert not all(buckets.take("flood", 3) for _ in range(4))  # three have come back since; the flood is remembered


def test_forty_people_behind_one_address_walk_through_a_report_at_once(cast: Cast):
    pages, behind = 14, 40  # all the pages of a report, and as many again for what is looked at twice
    buckets = Buckets()
    assert all(buckets.take("198.51.100.7", 0) for _ in range(pages * behind))  # none of them waits for a refill


def five_answers_each() -> Client:
    """A browser before a server that gives each source five answers and no more."""
    browser = Client()
    browser.handler.load_middleware()
    found = next(layer for layer in _layers(browser) if isinstance(layer, fairness.Fair))
    found.buckets = Buckets(at_once=5, a_second=0)
    return browser


def test_a_program_that_floods_gets_an_answer_that_it_can_read(db: None):
    browser = five_answers_each()
    answers = [browser.get("/api/v1/openapi.json") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    assert answers[-1].json()["code"] == "too-fast"
    assert answers[-1].headers["Retry-After"] == "10"


def test_a_source_that_floods_is_told_in_one_sentence_while_another_is_served(cast: Cast):
    browser = five_answers_each()
    answers: list[int] = []

    def flood() -> None:
        for _ in range(5):
            answers.append(browser.get("/vi/", REMOTE_ADDR="203.0.113.5").status_code)

    threads = [threading.Thread(target=flood) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 5 + [429] * 15
    told = browser.get("/vi/", REMOTE_ADDR="203.0.113.5")
    assert told.headers["Retry-After"] == "10"
    assert "đợi mười giây" in told.content.decode()
    assert browser.get("/vi/", REMOTE_ADDR="198.51.100.7").status_code == 200


def _layers(browser: Client) -> list[object]:
    """The middleware of the browser's handler, the outermost first."""
    found: list[object] = []
    layer = browser.handler._middleware_chain
    while layer is not None:
        inside = getattr(layer, "__wrapped__", layer)
        cells = [cell.cell_contents for cell in (getattr(layer, "__closure__", None) or ())]
        real = next((c for c in cells if hasattr(c, "get_response")), inside)
        found.append(real)
        layer = getattr(real, "get_response", None)
    return found
