"""Django's handle on this room."""

from django.apps import AppConfig


class Cases(AppConfig):
    name = "namro.work.cases"
    label = "cases"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from namro.ground.copies.kept import register_kept
        from namro.ground.people.references import register_reference
        from namro.ground.places.orphans import sources
        from namro.ground.trail.claims import register_claims
        from namro.work.cases import jobs
        from namro.work.cases.claims import claims
        from namro.work.cases.copied import kept
        from namro.work.cases.joins import join_claims
        from namro.work.cases.left import cases_without_an_owner
        from namro.work.cases.many_claims import desk_claims, held_claims, several_claims
        from namro.work.cases.name_searches import name_search_claims
        from namro.work.cases.ratings import rating_claims
        from namro.work.cases.scope import readable_refs
        from namro.work.cases.words_index import restore_after_migrate
        from namro.work.jobs.rhythm import Job, register

        post_migrate.connect(restore_after_migrate, sender=self, dispatch_uid="namro.cases.words_index")
        if cases_without_an_owner not in sources:
            sources.append(cases_without_an_owner)
        register_claims("cases", claims, about="case")
        register_claims("ratings", rating_claims, about="case")
        register_claims("joins", join_claims, about="case")
        register_claims("several", several_claims, about="several")
        register_claims("held", held_claims, about="held")
        register_claims("desks", desk_claims)
        register_claims("name-searches", name_search_claims, about="name-search")
        register_kept("cases", kept)
        register_reference("case", readable_refs)
        hour, day = 3600, 24 * 3600
        register(Job("held", "send", 5, 600, jobs.send_due, jobs.anything_due))
        register(Job("tell", "tell", 5, 600, jobs.deliver_events, jobs.anything_to_tell))
        register(Job("purge", "tidy", hour, 600, jobs.purge, jobs.anything_to_purge))
        register(Job("sweep", "tidy", hour, 1800, jobs.sweep_files))
        register(Job("imports", "tidy", hour, 600, jobs.purge_imports))
        register(Job("recount", "tidy", day, 2 * hour, jobs.recount_open))
