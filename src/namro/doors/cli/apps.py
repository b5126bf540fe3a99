"""Django's handle on this room."""

from django.apps import AppConfig


class Cli(AppConfig):
    name = "namro.doors.cli"
    label = "cli"
