"""Politeness without a list of who came."""

from namro.doors.throttle import WINDOW, Throttle


def test_an_address_is_asked_to_wait_after_the_limit_and_others_are_not():
    throttle = Throttle(3)
    for _ in range(3):
        assert not throttle.full("203.0.113.7", 0)
        throttle.count("203.0.113.7", 0)
    assert throttle.full("203.0.113.7", 0)
    assert not throttle.full("203.0.113.8", 0)


def test_waiting_helps():
    throttle = Throttle(1)
    throttle.count("203.0.113.7", 0)
    assert throttle.full("203.0.113.7", WINDOW - 1)
    assert not throttle.full("203.0.113.7", WINDOW)


def test_no_address_is_kept():
    throttle = Throttle(3)
    throttle.count("203.0.113.7", 0)
    assert "203.0.113.7" not in repr(vars(throttle))
    first = next(iter(throttle._counts))
    throttle.count("203.0.113.7", WINDOW)
    assert next(iter(throttle._counts)) != first  # another key: the same address cannot be recognised


def test_a_flood_of_addresses_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("namro.doors.throttle.MOST_KEPT", 10)
    throttle = Throttle(3)
    for n in range(1000):
        throttle.count(str(n), 0)
    assert len(throttle._counts) == 10
