"""Django's handle on this room."""

from django.apps import AppConfig


class Jobs(AppConfig):
    name = "namro.work.jobs"
    label = "jobs"

    def ready(self) -> None:
        from namro.ground.trail.models import Pending
        from namro.ground.trail.sealing import seal_pending
        from namro.work.jobs.rhythm import Job, register

        register(Job("seal", "seal", 1, 120, seal_pending, lambda now: Pending.objects.exists()))
