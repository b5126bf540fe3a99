"""Django's handle on this room."""

from django.apps import AppConfig


class Gate(AppConfig):
    name = "namro.ground.gate"
    label = "gate"
