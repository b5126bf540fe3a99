"""Reading how background work stands."""

from __future__ import annotations

from datetime import datetime

from django_tasks_db.models import DBTaskResult

from namro.ground.gate.refusals import NotThere
from namro.ground.people.actors import Actor
from namro.ground.people.may import holds
from namro.work.jobs.models import Beat, Worker
from namro.work.jobs.rhythm import Job, jobs
from namro.work.jobs.states import PATIENCE, WORKER, Hand, JobState, WorkerState, condition, who_works

OPEN = ("READY", "RUNNING")


def hands() -> list[Hand]:
    """Every process that does background work, or died while it did, the oldest first."""
    rows = Worker.objects.order_by("began", "name")
    return [Hand(w.name, w.kind, w.host, w.pid, w.began, w.seen) for w in rows]


def worker_state(now: datetime) -> WorkerState:
    """Who does the background work at `now`, and how every job stands; for pages and commands that tell about it."""
    second = int(now.timestamp())
    who, living, dead = who_works(hands(), second)
    beats = {beat.pk: beat for beat in Beat.objects.all()}
    since = _since()
    return WorkerState(who, living, dead, tuple(_state(job, beats.get(job.name), since, second) for job in jobs()))


def state_for(actor: Actor, now: datetime) -> WorkerState:
    """The same, for whoever may set a job going again. Raises `NotThere`."""
    if not holds(actor, "jobs.try_again"):
        raise NotThere
    return worker_state(now)


def _since() -> dict[tuple[str, str], int]:
    """Since when the oldest run of each job runs or waits, by (job, status)."""
    found: dict[tuple[str, str], int] = {}
    rows = DBTaskResult.objects.filter(status__in=OPEN).values_list("queue_name", "status", "started_at", "enqueued_at")
    for name, status, started, enqueued in rows:
        at = int(((started if status == "RUNNING" else None) or enqueued).timestamp())
        key = (name, str(status))
        found[key] = min(at, found.get(key, at))
    return found


def _state(job: Job, beat: Beat | None, since: dict[tuple[str, str], int], second: int) -> JobState:
    running, ready = since.get((job.name, "RUNNING")), since.get((job.name, "READY"))
    failures = beat.failures if beat else 0
    ok = beat.last_ok if beat else None
    stands = condition(
        longest=job.longest, running=running, ready=ready, failures=failures, ever=ok is not None, second=second
    )
    began = running if running is not None else ready
    failed, said = (beat.last_failed, beat.last_said) if beat else (None, "")
    return JobState(job.name, stands, began, ok, failed, failures, said)


def a_worker_lives(now: datetime) -> bool:
    """Whether a process lives that does nothing but background work."""
    return who_works(hands(), int(now.timestamp()))[0] == WORKER


def neglected(lane: str, now: datetime) -> bool:
    """Whether the worker that lives does not keep up with a lane: a run is stuck, waits, or was never queued."""
    second, since = int(now.timestamp()), _since()
    beats = dict(Beat.objects.values_list("name", "next_at"))
    for job in jobs([lane]):
        running, ready = since.get((job.name, "RUNNING")), since.get((job.name, "READY"))
        if running is not None and abs(second - running) > job.longest:
            return True
        if ready is not None and abs(second - ready) > PATIENCE:
            return True
        late = second - beats.get(job.name, second) > PATIENCE
        if running is None and ready is None and late and (job.wanted is None or job.wanted(now)):
            return True
    return False
