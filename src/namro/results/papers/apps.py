"""Django's handle on this room."""

from django.apps import AppConfig


class Papers(AppConfig):
    name = "namro.results.papers"
    label = "papers"

    def ready(self) -> None:
        from namro.ground.trail.claims import register_claims
        from namro.results.papers.claims import claims

        register_claims("papers", claims, about="case")  # beside the cases: slips are about them
