"""Whether the tables of the database are those of this version: what reads or serves records needs them."""

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def lacking() -> bool:
    """Whether tables, or changes of tables, are missing that this version has."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def gone() -> list[str]:
    """The names of tables that this version has and the database has not, though it says that it made them."""
    wanted = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return sorted(wanted - set(connection.introspection.table_names()))


def columns_gone() -> list[str]:
    """The names of columns, each with its table, that this version has and the database has not."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    lost: list[str] = []
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            there = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            lost += [f"{table}.{field.column}" for field in model._meta.local_fields if field.column not in there]
    return sorted(lost)


def none_at_all() -> bool:
    """Whether nobody ever made tables in this database."""
    return not MigrationExecutor(connection).loader.applied_migrations


def require_tables() -> None:
    """Raises `CommandError` when the database lacks tables that this version of Namro needs."""
    if not lacking():
        return
    if not none_at_all():
        raise CommandError(
            "The tables of this database are those of an older version of Namro. Make a backup with that version, "
            "then run: namro manage migrate"
        )
    raise CommandError(
        "This database has no tables yet. Make them: namro init (for an installation), namro demo (to try Namro)."
    )
