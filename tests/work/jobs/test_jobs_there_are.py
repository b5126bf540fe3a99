"""The jobs that Namro registers: each safe to repeat and to run twice at once, and run by whoever works."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connections

from namro.doors.cli.lanes import Hands
from namro.ground.trail.models import Pending
from namro.ground.trail.sealing import seal_pending
from namro.ground.trail.verify import verify
from namro.work.cases.recheck import recheck
from namro.work.jobs import rhythm
from namro.work.jobs.queries import worker_state
from tests.cast import NOW, Cast
from tests.work.cases.conftest import Reported, reported  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_job_is_there_with_its_lane() -> None:
    assert {job.name: job.lane for job in rhythm.jobs()} == {
        "seal": "seal", "tell": "tell", "purge": "tidy", "sweep": "tidy", "imports": "tidy", "recount": "tidy",
        "remind": "tidy", "mail": "tell", "held": "send",
    }  # fmt: skip


def test_a_lane_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        rhythm.register(rhythm.Job("x", "nowhere", 1, 1, lambda now: None))


def test_every_job_may_run_four_times_at_once(reported: Reported, cast: Cast, home: object) -> None:  # noqa: F811
    for _ in range(5):
        reported()
    trouble: list[BaseException] = []
    ready = threading.Barrier(4)

    def one() -> None:
        try:
            ready.wait(20)
            for job in rhythm.jobs():
                job.run(datetime.now(UTC))
        except BaseException as cause:
            trouble.append(cause)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert trouble == []
    seal_pending(datetime.now(UTC))  # the other jobs leave entries of their own
    assert not Pending.objects.exists()
    assert verify().sound
    assert recheck(NOW) == []


def test_a_worker_does_the_work_and_the_web_server_rests(reported: Reported, cast: Cast, home: object) -> None:  # noqa: F811
    worker, web = Hands("worker", pace={"seal": 0.05}), Hands("web", pace={"seal": 0.05})
    worker.start()
    web.start()
    try:
        assert set(web.resting.values()) == {True}
        reported()
        for _ in range(100):
            if not Pending.objects.exists():
                break
            threading.Event().wait(0.05)
        assert not Pending.objects.exists()
        assert worker.alive()
        assert {hand.kind for hand in worker_state(datetime.now(UTC)).living} == {"worker", "web"}
    finally:
        worker.stop()
        web.heart.once()
        assert set(web.resting.values()) == {False}, "the worker said farewell"
        web.stop()
    assert worker_state(datetime.now(UTC)).living == ()


def test_the_threads_outlive_a_database_that_goes_away(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from namro.work.jobs import queue

    hands = Hands("web", pace={"seal": 0.02, "send": 0.02, "tell": 0.02, "tidy": 0.02}, heard_every=0.02)
    hands.start()
    broken, asked = threading.Event(), threading.Event()
    whole = queue.turn

    def turn(*given: object) -> int:
        if broken.is_set():
            asked.set()
            raise OperationalError("the server closed the connection unexpectedly")
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "turn", turn)
    broken.set()
    assert asked.wait(10)
    assert hands.alive()
    broken.clear()
    hands.stop()
