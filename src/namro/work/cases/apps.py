"""Django's handle on this room."""

from django.apps import AppConfig


class Cases(AppConfig):
    name = "namro.work.cases"
    label = "cases"

    def ready(self) -> None:
        from namro.ground.places.orphans import sources
        from namro.ground.trail.claims import register_claims
        from namro.work.cases.claims import claims
        from namro.work.cases.left import cases_without_an_owner

        if cases_without_an_owner not in sources:
            sources.append(cases_without_an_owner)
        register_claims("cases", claims, about="case")
