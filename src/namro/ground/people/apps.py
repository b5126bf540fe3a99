"""Django's handle on this room."""

from django.apps import AppConfig


class People(AppConfig):
    name = "namro.ground.people"
    label = "people"
