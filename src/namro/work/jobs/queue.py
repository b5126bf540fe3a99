"""The queue: what is due is put into it, taken out by one, run, and noted; what a dead process left is put back.

The rows are those of django-tasks-db, one queue a job. Nothing here is an action: that a job ran is no act of anybody
(what a job does to a case is one, and goes through the gate). So these tables are named in the gate's list of what may
be written outside it.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django_tasks_db.models import DBTaskResult

import namro
from namro.work.jobs.jobs import run_job
from namro.work.jobs.models import Beat, Worker
from namro.work.jobs.queries import OPEN, hands
from namro.work.jobs.rhythm import Job, jobs
from namro.work.jobs.states import WORKER

log = logging.getLogger("namro.jobs")

TRIES = 3
"""Times that a run is taken up after the process that had it died; then it counts as failed."""
KEPT_DEAD = 24 * 3600
"""Seconds for which a process that died stays in the list."""
HERE = str(Path(namro.__file__).parent)


# --- signs of life ---------------------------------------------------------------------------------------------------


def heard(name: str, kind: str, host: str, pid: int, began: int, now: datetime) -> None:
    """Notes that a process lives."""
    second = int(now.timestamp())
    if not Worker.objects.filter(pk=name).update(seen=second):
        Worker.objects.create(name=name, kind=kind, host=host[:60], pid=pid, began=began, seen=second)
        gone = [hand.name for hand in hands() if not hand.lives(second)]
        Worker.objects.filter(pk__in=gone).exclude(kind=WORKER).delete()
        Worker.objects.filter(pk__in=gone, seen__lt=second - KEPT_DEAD).delete()


def farewell(name: str) -> None:
    """Notes that a process ends in order: it is forgotten, and what it left of the queue is free."""
    Worker.objects.filter(pk=name).delete()


# --- one look at a lane ----------------------------------------------------------------------------------------------


def turn(lane: str, me: str, clock: Callable[[], datetime]) -> int:
    """Puts back what was left, queues what is due, runs what waits; how many runs. Safe with many at once.

    `me` is the name of the process and the lane, as `name/lane`.
    """
    put_back(lane, me, clock())
    queue_due(lane, clock())
    ran = 0
    while (taken := take(lane, me)) is not None:
        run(taken, clock)
        ran += 1
    return ran


def queue_due(lane: str, now: datetime) -> int:
    """Queues the jobs of a lane that are due and not queued already; how many. Of several processes one does."""
    second, queued = int(now.timestamp()), 0
    beats = {beat.pk: beat for beat in Beat.objects.filter(pk__in=[job.name for job in jobs([lane])])}
    for job in jobs([lane]):
        beat = beats.get(job.name) or Beat.objects.get_or_create(pk=job.name)[0]
        pause = job.pause(beat.failures)
        if second < beat.next_at <= second + pause:  # what lies further off was noted before the clock was set back
            continue
        if job.wanted is None or job.wanted(now):
            queued += _queue(job, beat.next_at, second + pause, now)
    return queued


def _queue(job: Job, before: int, after: int, now: datetime) -> int:
    with transaction.atomic():
        if not Beat.objects.filter(pk=job.name, next_at=before).update(next_at=after):
            return 0  # another process was faster
        if _open(job, now):
            return 0
        enqueue(job.name)
    return 1


def _open(job: Job, now: datetime) -> bool:
    """Whether a run waits or runs. One that is stuck does not count: the next must not wait for it."""
    rows = list(DBTaskResult.objects.filter(queue_name=job.name, status__in=OPEN).values_list("status", "started_at"))
    stuck = [
        started
        for status, started in rows
        if status == "RUNNING" and started and abs((now - started).total_seconds()) > job.longest
    ]
    return len(rows) > len(stuck) or len(stuck) >= TRIES


def enqueue(name: str) -> None:
    """Puts a run of the job into the queue."""
    run_job.using(queue_name=name).enqueue(name)


def take(lane: str, me: str) -> DBTaskResult[Any, Any] | None:
    """Takes the run that waits longest, if one waits; nobody else has it then."""
    ready = DBTaskResult.objects.ready().filter(queue_name__in=[job.name for job in jobs([lane])])
    if not ready.exists():  # looked at without any lock
        return None
    with transaction.atomic():
        row = ready.get_locked()
        if row is not None:
            row.claim(me)
    return row


def run(row: DBTaskResult[Any, Any], clock: Callable[[], datetime]) -> bool:
    """Runs it and notes what became of it; whether it went well. Only the kind of a failure is kept, and where."""
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as cause:
        log.warning("The job %s did not work this time; it is tried again.", row.queue_name, exc_info=True)
        kind, where = type(cause).__name__, _where(cause)
        _ended(row, clock(), status="FAILED", said=kind, exception_class_path=kind, traceback=where)
        return False
    _ended(row, clock(), status="SUCCESSFUL")
    return True


def _where(cause: Exception) -> str:
    """The last place in Namro's own code that the failure came through."""
    frames = [frame for frame in traceback.extract_tb(cause.__traceback__) if frame.filename.startswith(HERE)]
    return f"{Path(frames[-1].filename).relative_to(HERE)}:{frames[-1].lineno}" if frames else ""


def _ended(row: DBTaskResult[Any, Any], now: datetime, *, status: str, said: str = "", **more: str) -> None:
    second, name = int(now.timestamp()), row.queue_name
    with transaction.atomic():
        mine = DBTaskResult.objects.filter(pk=row.pk, status="RUNNING", started_at=row.started_at)
        if not mine.update(status=status, finished_at=now, **more):
            return  # it was taken for left behind and has been put back
        DBTaskResult.objects.filter(queue_name=name).exclude(status__in=OPEN).exclude(pk=row.pk).delete()
        beat = Beat.objects.filter(pk=name)
        if status == "SUCCESSFUL":
            beat.update(last_ok=second, failures=0, last_said="")
        else:
            beat.update(last_failed=second, failures=F("failures") + 1, last_said=said[:100])


def put_back(lane: str, me: str, now: datetime) -> int:
    """Frees the runs whose process died, or that this one lost when the database went away; how many."""
    rows = list(DBTaskResult.objects.filter(status="RUNNING", queue_name__in=[job.name for job in jobs([lane])]))
    if not rows:
        return 0
    second, freed = int(now.timestamp()), 0
    living = {hand.name for hand in hands() if hand.lives(second)}
    for row in rows:
        had = str(row.worker_ids[-1]) if row.worker_ids else ""
        if had != me and had.partition("/")[0] in living:
            continue
        if len(row.worker_ids) >= TRIES:
            _ended(row, now, status="FAILED", said="left", exception_class_path="left", traceback="")
        else:
            free = DBTaskResult.objects.filter(pk=row.pk, status="RUNNING", started_at=row.started_at)
            freed += free.update(status="READY", started_at=None)
    return freed
