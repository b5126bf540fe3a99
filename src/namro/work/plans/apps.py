"""Django's handle on this room."""

from django.apps import AppConfig


class Plans(AppConfig):
    name = "namro.work.plans"
    label = "plans"

    def ready(self) -> None:
        from namro.ground.copies.kept import register_kept
        from namro.ground.people.references import register_reference
        from namro.ground.places.orphans import sources
        from namro.ground.trail.claims import register_claims
        from namro.work.jobs.rhythm import Job, register
        from namro.work.plans import jobs
        from namro.work.plans.claims import KINDS, claims_of
        from namro.work.plans.copied import kept
        from namro.work.plans.evidence_refs import readable_instruments
        from namro.work.plans.left import tasks_without_a_lead

        for kind in KINDS:
            register_claims(f"plans-{kind}", claims_of(kind), about=kind)
        register_kept("plans", kept)
        register_reference("instrument", readable_instruments)
        if tasks_without_a_lead not in sources:
            sources.append(tasks_without_a_lead)
        register(Job("remind", "tidy", 3600, 600, jobs.remind))
