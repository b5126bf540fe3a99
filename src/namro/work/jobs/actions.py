"""Setting a job going again."""

from __future__ import annotations

from datetime import datetime

from django_tasks_db.models import DBTaskResult

from namro.ground.gate.action import action
from namro.ground.gate.context import current
from namro.ground.people.actors import Actor
from namro.rules.packs.refused import Refused
from namro.work.jobs import rhythm
from namro.work.jobs.models import Beat
from namro.work.jobs.queue import enqueue


@action("jobs.try_again", by_operator=True, in_person=True)
def try_again(target: None = None, *, job: str, actor: Actor, now: datetime) -> None:
    """Run a background job now, without waiting for its time."""
    known = rhythm.job(job)
    if known is None:
        raise Refused("jobs.unknown", field="job")
    running = current()
    running.object_kind = "job"
    running.object_ref = f"job:{known.name}"
    Beat.objects.get_or_create(pk=known.name)
    Beat.objects.filter(pk=known.name).update(failures=0, last_said="", next_at=int(now.timestamp()) + known.every)
    if not DBTaskResult.objects.filter(queue_name=known.name, status="READY").exists():
        enqueue(known.name)
