"""Django's handle on this room."""

from django.apps import AppConfig


class People(AppConfig):
    name = "namro.ground.people"
    label = "people"

    def ready(self) -> None:
        from namro.ground.people.left import offices_left
        from namro.ground.places import orphans

        if offices_left not in orphans.sources:
            orphans.sources.append(offices_left)
