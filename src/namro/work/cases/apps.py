"""Django's handle on this room."""

from django.apps import AppConfig


class Cases(AppConfig):
    name = "namro.work.cases"
    label = "cases"
