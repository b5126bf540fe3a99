"""Django's handle on this room."""

from django.apps import AppConfig


class Desk(AppConfig):
    name = "namro.doors.desk"
    label = "desk"
