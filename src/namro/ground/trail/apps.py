"""Django's handle on this room."""

from django.apps import AppConfig


class Trail(AppConfig):
    name = "namro.ground.trail"
    label = "trail"
