"""Django's handle on this room."""

from django.apps import AppConfig


class Cases(AppConfig):
    name = "namro.work.cases"
    label = "cases"

    def ready(self) -> None:
        from namro.ground.places.orphans import sources
        from namro.ground.trail.claims import register_claims
        from namro.work.cases.claims import claims
        from namro.work.cases.left import cases_of_ended_units

        if cases_of_ended_units not in sources:
            sources.append(cases_of_ended_units)
        register_claims("cases", claims)
