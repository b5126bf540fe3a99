"""Django's handle on this room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Trail(AppConfig):
    name = "namro.ground.trail"
    label = "trail"

    def ready(self) -> None:
        from namro.ground.trail.guards import restore_after_migrate

        post_migrate.connect(restore_after_migrate, sender=self, dispatch_uid="namro.trail.guards")
