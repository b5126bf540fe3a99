"""Django's handle on this room."""

from django.apps import AppConfig


class Copies(AppConfig):
    name = "namro.ground.copies"
    label = "copies"
