"""One moment of the database, read while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

ALIAS = "snapshot"
_NO_LIMITS = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c default_transaction_read_only=on"


@contextmanager
def snapshot() -> Iterator[str]:
    """The alias of a connection in which everything stands as it did at one moment, whatever others write meanwhile.

    SQLite: a read transaction on the write-ahead log, which holds up no writer (the usual ones begin by taking the
    lock for writing). PostgreSQL: REPEATABLE READ, read only, without the limits on how long a request may take.
    """
    own = connections["default"].copy(ALIAS)
    options = own.settings_dict["OPTIONS"] = dict(own.settings_dict.get("OPTIONS", {}))
    if own.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"
        options["init_command"] = "PRAGMA query_only=ON;"
    else:
        from psycopg import IsolationLevel  # where PostgreSQL is used, it is loaded already

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
        options["options"] = _NO_LIMITS
    connections[ALIAS] = own
    try:
        with transaction.atomic(using=ALIAS):
            with own.cursor() as cursor:
                cursor.execute("SELECT COUNT(*) FROM django_migrations")  # the moment is that of the first look
                cursor.fetchone()
            yield ALIAS
    finally:
        own.close()
        del connections[ALIAS]
