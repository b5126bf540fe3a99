"""Django's handle on this room."""

from django.apps import AppConfig


class Places(AppConfig):
    name = "namro.ground.places"
    label = "places"
