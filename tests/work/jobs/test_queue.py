"""Background work: what is due is queued once and run once; what a dead process left is taken up; failures are kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections
from django_tasks_db.models import DBTaskResult

from namro.work.jobs import queries, queue, rhythm
from namro.work.jobs.models import Beat, Worker
from namro.work.jobs.queries import a_worker_lives, neglected, worker_state
from namro.work.jobs.rhythm import Job
from namro.work.jobs.states import DEAD_AFTER

pytestmark = pytest.mark.django_db(transaction=True)


class Bell:
    """A job that counts how often it ran, and fails while `broken`."""

    def __init__(self) -> None:
        self.rung = 0
        self.broken: BaseException | None = None
        self.wanted = True

    def run(self, now: datetime) -> None:
        self.rung += 1
        if self.broken is not None:
            raise self.broken


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> Bell:
    """The only job there is: every minute, stuck after ten."""
    made = Bell()
    only = {"bell": Job("bell", "tidy", 60, 600, made.run, lambda now: made.wanted)}
    monkeypatch.setattr(rhythm, "_known", only)
    return made


def now() -> datetime:
    return datetime.now(UTC)


def later(seconds: int) -> Callable[[], datetime]:
    return lambda: now() + timedelta(seconds=seconds)


def lives(name: str, kind: str = "worker", at: datetime | None = None) -> None:
    at = at or now()
    queue.heard(name, kind, "host", 1, int(at.timestamp()), at)


def turn(seconds: int = 0, me: str = "one/tidy") -> int:
    return queue.turn("tidy", me, later(seconds))


def test_a_job_runs_when_it_is_due_and_not_before(bell: Bell) -> None:
    start = now()
    assert [queue.turn("tidy", "one/tidy", lambda at=at: start + timedelta(seconds=at)) for at in (0, 1, 59, 62)] == [
        1,
        0,
        0,
        1,
    ]
    assert bell.rung == 2
    assert DBTaskResult.objects.count() == 1, "of the runs that ended, the last is kept"
    assert Beat.objects.get().last_ok == pytest.approx(later(62)().timestamp(), abs=2)


def test_a_job_with_nothing_to_do_is_not_even_queued(bell: Bell) -> None:
    bell.wanted = False
    assert turn() == 0
    assert not DBTaskResult.objects.exists()


def test_a_clock_that_was_set_back_does_not_keep_a_job_waiting_for_days(bell: Bell) -> None:
    turn(3 * 24 * 3600)
    assert turn(0) == 1


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    ready, done = threading.Barrier(number), []

    def one(n: int) -> None:
        try:
            ready.wait(20)
            done.append(work(n))
        except BaseException as cause:
            done.append(cause)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return done


def test_of_many_workers_one_queues_and_one_runs(bell: Bell) -> None:
    Beat.objects.create(pk="bell")
    for n in range(5):
        lives(f"worker{n}")  # what one that nobody hears of has taken is free again
    done = at_once(5, lambda n: queue.turn("tidy", f"worker{n}/tidy", now))
    assert sorted(done) == [0, 0, 0, 0, 1]
    assert bell.rung == 1


def test_without_the_claim_of_the_beat_every_worker_would_queue(bell: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard switched off: whoever looked before the others wrote queues as well."""
    Beat.objects.create(pk="bell")
    monkeypatch.setattr(queue, "_queue", lambda job, before, after, at: queue.enqueue(job.name) or 1)
    at_once(3, lambda n: queue.queue_due("tidy", now()))
    assert DBTaskResult.objects.count() == 3


def test_a_job_that_fails_is_kept_with_its_kind_only_and_tried_again_after_a_growing_pause(bell: Bell) -> None:
    bell.broken = OperationalError("the secret of Nguyễn Văn A")
    turn(0)
    beat, row = Beat.objects.get(), DBTaskResult.objects.get()
    assert (beat.failures, beat.last_said, row.status) == (1, "OperationalError", "FAILED")
    assert "Nguyễn" not in row.traceback + row.exception_class_path
    state = worker_state(now()).jobs[0]
    assert (state.condition, state.well) == ("failing", False)
    assert turn(62) == 1
    assert Beat.objects.get().failures == 2
    assert turn(62 + 70) == 0, "the pause has grown"
    bell.broken = None
    assert turn(62 + 900) == 1
    assert Beat.objects.get().failures == 0
    assert worker_state(now()).jobs[0].condition == "fine"


def test_what_a_dead_worker_had_in_hand_is_done_by_another(bell: Bell) -> None:
    lives("dead")
    queue.queue_due("tidy", now())
    assert queue.take("tidy", "dead/tidy") is not None
    lives("one")
    assert turn() == 0, "it may still be at it"
    Worker.objects.filter(pk="dead").update(seen=int(now().timestamp()) - DEAD_AFTER - 5)
    assert turn() == 1
    assert bell.rung == 1
    assert DBTaskResult.objects.get().worker_ids == ["dead/tidy", "one/tidy"]


def test_a_run_that_its_own_process_lost_is_done_again(bell: Bell) -> None:
    """The database went away between taking and noting."""
    lives("one")
    queue.queue_due("tidy", now())
    queue.take("tidy", "one/tidy")
    assert turn() == 1


def test_a_job_that_kills_its_worker_each_time_ends_as_failed(bell: Bell) -> None:
    queue.queue_due("tidy", now())
    for name in ("a", "b", "c"):
        assert queue.take("tidy", f"{name}/tidy") is not None
        queue.put_back("tidy", "one/tidy", now())
    assert queue.take("tidy", "one/tidy") is None
    assert (Beat.objects.get().last_said, Beat.objects.get().failures) == ("left", 1)


def test_who_comes_back_after_its_run_was_given_to_another_notes_nothing(bell: Bell) -> None:
    queue.queue_due("tidy", now())
    lost = queue.take("tidy", "slow/tidy")
    assert lost is not None
    queue.put_back("tidy", "one/tidy", now())
    mine = queue.take("tidy", "one/tidy")
    assert mine is not None
    assert queue.run(lost, now)
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert queue.run(mine, now)
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_stuck_run_shows_and_does_not_hold_up_the_next(bell: Bell) -> None:
    lives("one")
    queue.queue_due("tidy", now())
    stuck = queue.take("tidy", "one/tidy")
    assert stuck is not None
    DBTaskResult.objects.update(started_at=now() - timedelta(seconds=700))
    state = worker_state(now())
    assert (state.who, state.jobs[0].condition, state.well) == ("worker", "stuck", False)
    assert neglected("tidy", now())
    assert queue.turn("tidy", "two/tidy", later(62)) == 1
    assert bell.rung == 1


def test_the_web_server_steps_in_when_the_worker_that_lives_does_not_keep_up(bell: Bell) -> None:
    lives("one")
    queue.queue_due("tidy", now())
    assert not neglected("tidy", now())
    assert neglected("tidy", later(90)())
    turn()
    assert not neglected("tidy", later(90)())
    assert neglected("tidy", later(60 + 90)()), "it was due a minute and a half ago and nobody queued it"


def test_who_works_is_told_apart(bell: Bell) -> None:
    assert worker_state(now()).who == "nobody"
    lives("web-1", "web")
    assert worker_state(now()).who == "web"
    lives("w-1")
    assert worker_state(now()).who == "worker"
    assert a_worker_lives(now())
    gone = later(DEAD_AFTER + 10)()
    lives("web-1", "web", gone)
    state = worker_state(gone)
    assert (state.who, [hand.name for hand in state.dead], state.well) == ("dead", ["w-1"], False)
    lives("w-2", "worker", gone)
    state = worker_state(gone)
    assert (state.who, state.dead) == ("worker", ()), "another took its place"
    queue.farewell("w-2")
    queue.farewell("w-1")
    assert worker_state(gone).who == "web", "stopped in order"


def test_a_sign_of_life_from_before_the_clock_was_set_back_is_none(bell: Bell) -> None:
    lives("w-1", at=later(3600)())
    assert worker_state(now()).who == "dead"


def test_a_process_that_died_is_forgotten_after_a_day(bell: Bell) -> None:
    lives("old", at=later(-25 * 3600)())
    lives("younger", at=later(-3600)())
    lives("new")
    assert [hand.name for hand in queries.hands()] == ["younger", "new"]
