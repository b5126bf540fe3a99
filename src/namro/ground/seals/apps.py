"""Django's handle on this room."""

from django.apps import AppConfig


class Seals(AppConfig):
    name = "namro.ground.seals"
    label = "seals"
