"""Which tables a copy holds, and in which order they are filled."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

LEFT_OUT: dict[str, str] = {
    "django_session": "who is signed in; everybody signs in again after a restore",
    "django_content_type": "names of tables, made by migrations",
    "auth_permission": "Django's own permissions, which Namro does not use, made by migrations",
    "auth_group": "Django's own groups, which Namro does not use",
    "auth_group_permissions": "Django's own groups, which Namro does not use",
    "people_signinattempt": "counters against guessing, partly under keys that are thrown away each day",
}
"""Tables that no copy holds, each with its reason. Every other one is in it."""


def table_of(model: type[models.Model]) -> str:
    """The name of a model's table."""
    return str(model._meta.db_table)


def copied_models() -> list[type[models.Model]]:
    """Every model whose table a copy holds: what is referred to before what refers to it, else by name."""
    wanted = {
        table_of(model): model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and table_of(model) not in LEFT_OUT
    }
    ordered: dict[str, type[models.Model]] = {}

    def take(table: str, above: frozenset[str]) -> None:
        if table in ordered or table in above or table not in wanted:
            return
        for field in wanted[table]._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                take(table_of(field.related_model), above | {table})
        ordered[table] = wanted[table]

    for table in sorted(wanted):
        take(table, frozenset())
    return list(ordered.values())


def migrations_known() -> dict[str, list[str]]:
    """The migrations of this program by the app that they belong to, each in the order of their names."""
    found: dict[str, list[str]] = {}
    for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations:
        found.setdefault(app, []).append(name)
    return {app: sorted(names) for app, names in sorted(found.items())}
