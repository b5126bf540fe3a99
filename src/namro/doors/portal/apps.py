"""Django's handle on this room."""

from django.apps import AppConfig


class Portal(AppConfig):
    name = "namro.doors.portal"
    label = "portal"
