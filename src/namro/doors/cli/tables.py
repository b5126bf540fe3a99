"""Whether the tables of the database are those of this version: what reads or serves records needs them."""

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def lacking() -> bool:
    """Whether tables, or changes of tables, are missing that this version has."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require_tables() -> None:
    """Raises `CommandError` when the database lacks tables that this version of Namro needs."""
    if not lacking():
        return
    if MigrationExecutor(connection).loader.applied_migrations:
        raise CommandError(
            "The tables of this database are those of an older version of Namro. Make a backup with that version, "
            "then run: namro manage migrate"
        )
    raise CommandError(
        "This database has no tables yet. Make them: namro init (for an installation), namro demo (to try Namro)."
    )
