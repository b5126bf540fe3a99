"""Django's handle on this door."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "namro.doors.api"
    label = "api"
