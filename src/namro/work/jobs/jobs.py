"""The one task that stands in the queue: run the job of a name. `now` is the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime

from django_tasks import task

from namro.work.jobs.rhythm import job


class UnknownJob(Exception):
    """The queue names a job that this version of Namro does not have."""


@task()
def run_job(name: str) -> None:
    """Runs the job. Raises whatever it raises, and `UnknownJob`."""
    found = job(name)
    if found is None:
        raise UnknownJob
    found.run(datetime.now(UTC))
